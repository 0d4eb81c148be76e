"""The app: page config and navigation; nothing else."""

import streamlit as st

st.set_page_config(page_title="pitchcheck", page_icon="✂️", layout="wide")
PAGES = [
    st.Page("pages/rehearse.py", title="Rehearse", default=True),
    # An address must not be the name of a file in pages/, or a process whose first visit goes straight there runs
    # that file alone, without this one.
    st.Page("pages/prospects.py", title="Prospects", url_path="profiles"),
]
st.navigation(PAGES, position="top").run()
