"""The people and teams of the house, for an admin: who they are, what they may do, and letting them go."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import _signin as signin
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.pitch import InputError
from pitchcheck.store import Member, Role, Team

OPENED = "people.opened"
ONE_LOOK = 100
FROM_PROVIDER = "Your identity provider says who has which {what}: change it there, and it holds from the next sign-in."
CALLED = {
    "people": "people",
    "teams": "teams",
    "profiles": "prospects",
    "catalogues": "catalogues",
    "pitches": "pitches",
    "reviews": "takes and reviews",
    "recordings": "recordings",
    "comments": "comments",
    "overrides": "words against the judge",
    "outcomes": "outcomes",
    "drafts": "drafts",
    "audit": "lines of the log",
}
NOBODY_ELSE = "nobody: delete them too"


def view() -> None:
    """The list, the teams, and the person that is open."""
    everyone = state.store().people.all()
    opened = next((one for one in everyone if one.id == st.session_state.get(OPENED)), None)
    if opened is not None:
        _one(opened, everyone)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        search = st.text_input("Search", key="people.search", placeholder="Name or address", live="300ms", width=420)
    found = [one for one in everyone if search.casefold() in f"{one.name} {one.email or ''}".casefold()]
    _list(found)
    _teams(everyone)


def _list(found: list[Member]) -> None:
    names = {team.id: team.name for team in state.store().people.teams()}
    widgets.people({"rows": [row(one, names) for one in found[:ONE_LOOK]]}, opened=_open)
    if len(found) > ONE_LOOK:
        st.markdown(f"{len(found) - ONE_LOOK:,} more: search for a name.")


def _open(person: str | None) -> None:
    st.session_state[OPENED] = person


def row(one: Member, teams: dict[str, str]) -> dict[str, Any]:
    """A person in the list: who, what they may do, with whom, and whether they may come in."""
    return {
        "id": one.id,
        "name": one.name,
        "sub": one.email or "",
        "roles": ", ".join(role.value for role in Role if role in one.roles),
        "teams": ", ".join(sorted(teams[team] for team in one.teams if team in teams)) or "no team",
        "stand": "" if one.active else "shut out",
    }


def _one(person: Member, everyone: tuple[Member, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(widgets.plain(person.name), anchor=False)
        st.button("Back to everybody", key="people.back", on_click=_open, args=(None,))
    st.markdown(widgets.plain(person.email or "No address is known."))
    _what_they_may(person)
    _let_go(person, everyone)


def _what_they_may(person: Member) -> None:
    given = signin.settings().roles_claim is not None
    roles = widgets.as_kept(f"roles {person.id}", sorted(person.roles))
    active = widgets.as_kept(f"active {person.id}", person.active)
    with st.form("person", border=False):
        st.pills(
            "They are", list(Role), default=sorted(person.roles), selection_mode="multi", key=roles,
            disabled=given, help=FROM_PROVIDER.format(what="role") if given else None,
        )  # fmt: skip
        st.toggle("They may use pitchcheck", person.active, key=active)
        st.form_submit_button(
            "Save", type="primary", key="person.save", on_click=_save, args=(person, None if given else roles, active)
        )


def _save(seen: Member, roles: str | None, active: str) -> None:
    """Keep what the boxes of those keys say of a person, or say why it cannot be kept."""
    form = st.session_state
    try:
        state.store().people.change(seen.id, roles=form[roles] if roles else None, active=form[active], seen=seen)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
    else:
        st.toast(widgets.plain(f"Saved. {seen.name} notices within half a minute."))


def _let_go(person: Member, everyone: tuple[Member, ...]) -> None:
    st.subheader("What is held on them", anchor=False)
    held = state.store().privacy.on_person(person.id)
    widgets.facts({"rows": counted({name: len(rows) for name, rows in held.items()})})
    st.download_button(
        "Download it all", lambda: download(person.id), "held.zip", "application/zip", key="people.held",
        on_click="ignore",
    )  # fmt: skip
    with st.popover("Delete them for good…", key="people.erase"):
        _erase(person, everyone)


def counted(rows: Mapping[str, int]) -> list[dict[str, str]]:
    """How much there is of each kind that has a name of its own, and of all that belongs to them."""
    named = {called: rows[table] for table, called in CALLED.items() if rows.get(table)}
    rest = sum(n for table, n in rows.items() if table not in CALLED)
    told = {**named, **({"parts of these": rest} if rest else {})}
    return [{"name": name, "told": f"{n:,}"} for name, n in told.items()]


MOST_SOUND = 200_000_000
"""Bytes of sound in one download: all of it is held in the server's memory meanwhile."""


def download(person: str) -> bytes:
    """All that is held on that person, as a zip."""
    made = io.BytesIO()
    state.store().privacy.export_person(person, made, MOST_SOUND)
    return made.getvalue()


def _erase(person: Member, everyone: tuple[Member, ...]) -> None:
    st.markdown(
        "Their pitches, rehearsals, recordings and drafts go at once, from backups with their next turn. "
        "To keep somebody out and keep their work, shut them out instead."
    )
    names = widgets.told_apart({one.id: one.name for one in everyone if one.id != person.id and one.active})
    heir = st.selectbox(
        "Who takes over their prospects and catalogues?", [None, *names], key="people.heir",
        format_func=lambda one: names.get(one, NOBODY_ELSE),
    )  # fmt: skip
    typed = st.text_input(f"Type the name to be sure: {widgets.plain(person.name)}", key=f"people.sure {person.id}")
    if st.button("Delete for good", key="people.gone", disabled=typed.split() != person.name.split()):
        try:
            state.store().privacy.erase_person(person.id, heir)
        except InputError as problem:
            st.error(widgets.plain(str(problem)))
        else:
            _open(None)
            st.rerun()


def _teams(everyone: tuple[Member, ...]) -> None:
    st.subheader("Teams", anchor=False)
    if signin.settings().teams_claim is not None:
        st.markdown(FROM_PROVIDER.format(what="team"))
    names = widgets.told_apart({one.id: one.name for one in everyone})
    for team in state.store().people.teams():
        with st.expander(f"{widgets.plain(team.name)} ({len(team.members)})", key=f"team {team.id}"):
            _team(team, names)
    with st.popover("New team", key="team.new"):
        _team(None, names)


def _team(team: Team | None, names: dict[str, str]) -> None:
    key = team.id if team else "new"
    members = sorted(team.members, key=names.__getitem__) if team else []
    name = widgets.as_kept(f"team.name {key}", team and team.name)
    who = widgets.as_kept(f"team.members {key}", members)
    with st.form(f"team.form {key}", border=False):
        st.text_input("Name", team.name if team else "", max_chars=200, key=name)
        st.multiselect("Who is in it", list(names), members, format_func=names.__getitem__, key=who)
        st.form_submit_button(
            "Save", type="primary", key=f"team.save {key}", on_click=_save_team, args=(team, name, who)
        )
        if team is not None:
            st.form_submit_button("Delete the team", key=f"team.delete {key}", on_click=_delete_team, args=(team.id,))


def _save_team(seen: Team | None, name: str, who: str) -> None:
    """Keep what the boxes of those keys say of a team, or of a new one; or say why it cannot be kept."""
    form = st.session_state
    try:
        state.store().people.save_team(form[name], form[who], seen and seen.id, seen=seen)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))


def _delete_team(team_id: str) -> None:
    state.store().people.delete_team(team_id)
