"""The app: page config, sign-in and navigation; nothing else."""

import streamlit as st

from pages import _demo as demo
from pages import _garbage as garbage
from pages import _hurry as hurry
from pages import _state as state
from pages import _trouble as trouble

st.set_page_config(page_title="pitchcheck", page_icon="✂️", layout="wide")
hurry.nothing_is_lost()
PAGES = [
    st.Page("pages/rehearse.py", title="Rehearse", default=True),
    st.Page("pages/prospects.py", title="Prospects", url_path="prospects"),
    st.Page("pages/recordings.py", title="Recordings", url_path="recordings"),
    st.Page("pages/team.py", title="Team", url_path="team"),
    st.Page("pages/bulk.py", title="Bulk", url_path="bulk"),
    st.Page("pages/catalogue.py", title="Catalogue", url_path="catalogue"),
    st.Page("pages/you.py", title="You", url_path="you"),
]
let_in = state.enter()
if not let_in or state.admin():
    PAGES.append(st.Page("pages/admin.py", title="Admin", url_path="admin"))
page = st.navigation(PAGES, position="top" if let_in else "hidden")
if let_in:
    trouble.shown(demo.bar)
    trouble.shown(page.run)
garbage.looks.go_on()
