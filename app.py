"""The app: page config and navigation; nothing else."""

import streamlit as st

st.set_page_config(page_title="pitchcheck", page_icon="✂️", layout="wide")
st.navigation([st.Page("pages/rehearse.py", title="Rehearse", default=True)], position="top").run()
