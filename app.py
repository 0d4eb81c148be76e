"""The app: page config and navigation; nothing else."""

import streamlit as st

st.set_page_config(page_title="pitchcheck", page_icon="✂️", layout="wide")
PAGES = [
    st.Page("pages/rehearse.py", title="Rehearse", default=True),
    st.Page("pages/prospects.py", title="Prospects", url_path="prospects"),
    st.Page("pages/team.py", title="Team", url_path="team"),
    st.Page("pages/catalogue.py", title="Catalogue", url_path="catalogue"),
]
st.navigation(PAGES, position="top").run()
