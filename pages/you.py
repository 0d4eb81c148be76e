"""You: what does pitchcheck know of me, and who looked at it?

What somebody wants to know of themselves, in this order:

1. As whom am I here, and what may I do? (the name, the roles, the teams)
2. How do I leave? (sign out)
3. Who looked at or changed what is mine? (the log)
4. What is held on me, and can I have it? (the download)
"""

from __future__ import annotations

import streamlit as st

from pages import _log as log
from pages import _people as people
from pages import _signin as signin
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.store import Member, Role

MAY = {
    Role.REP: "**rep**: your rehearsals are yours until you share them",
    Role.COACH: "**coach**: you see what the reps of your teams share, and their recordings",
    Role.ADMIN: "**admin**: you see people, settings and the log, and no rehearsal",
}
ALONE = "Nobody signs in here: you are the one person of this machine, and nobody else is served."
NOTHING = "Nobody has looked at or changed anything of yours."


def page() -> None:
    """The whole page, top to bottom."""
    widgets.style()
    someone = state.store().desk.someone
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.markdown("What does pitchcheck know of me, and who looked at it?", width="stretch")
        if signin.signed_in():
            st.button("Sign out", key="sign_out", type="primary", on_click=st.logout)
    st.header(widgets.plain(someone.name), anchor=False)
    _who(someone)
    st.subheader("Who looked at what is yours", anchor=False)
    log.table(state.store().audit.entries(limit=200), NOTHING, ("at", "by", "did"))
    st.subheader("What is held on you", anchor=False)
    st.markdown(
        "Everything about you and by you, as one zip: your pitches, rehearsals, recordings, drafts, and the log."
    )
    st.download_button(
        "Download what is held on me",
        lambda: people.download(someone.id),
        "held-on-me.zip",
        "application/zip",
        key="held",
        on_click="ignore",
    )


def _who(someone: Member) -> None:
    if not signin.signed_in():
        st.markdown(ALONE)
        return
    lines = [MAY[role] for role in Role if role in someone.roles]
    if someone.email:
        lines.insert(0, widgets.plain(someone.email))
    names = [team.name for team in state.store().people.teams() if team.id in someone.teams]
    teams = ", ".join(map(widgets.plain, names)) or "none yet. An admin puts you into one"
    lines.append(f"Your teams: {teams}.")
    st.markdown("\n".join(f"- {line}" for line in lines))


if not state.entered_alone():
    page()
