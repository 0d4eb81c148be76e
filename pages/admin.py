"""Admin: who is here, what is kept for how long, and is all well?

What somebody who looks after the house wants to know, in this order:

1. Is all well, and is there room? (health, storage)
2. Who is here, and may they be? (people, teams; not where one person uses their own machine)
3. What do we keep, and for how long? What do people see of each other? (the house's rules, with what they would delete)
4. Does the judge ask too much or too little of us? (thresholds, with what would turn)
5. Are we flagged too much, or too little? (the flags' settings, with what would come and go)
6. May a language model judge, and what does it cost? (its rule, its totals)
7. Who looked at whose what? (the log)
8. Somebody asks us to delete them: where? (a person on People, a prospect or a recording here)

An admin sees no rehearsal and no recording here: only who, how much, and when.
"""

from __future__ import annotations

import streamlit as st

from pages import _house as house
from pages import _models as models
from pages import _people as people
from pages import _signin as signin
from pages import _state as state
from pages import _widgets as widgets

PEOPLE = "People"
VIEWS = {
    "Health": house.health,
    PEOPLE: people.view,
    "What is kept": house.rules,
    "The judge": house.judge,
    "Flags": house.flag_rules,
    "Language model": models.view,
    "Log": house.log,
    "Delete for good": house.for_good,
}


def page() -> None:
    """The view that is open."""
    widgets.style()
    if not state.admin():
        st.error(house.NOT_YOURS)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.markdown("Who is here, what is kept for how long, and is all well?", width="stretch")
    names = [name for name in VIEWS if name != PEOPLE or signin.signed_in()]
    view = st.segmented_control(
        "View", names, default=names[0], key="admin.view", label_visibility="collapsed", required=True
    )
    VIEWS[view or names[0]]()


if not state.entered_alone():
    page()
