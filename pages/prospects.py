"""Prospects: what do I know about them, and what must I ask next?

What a rep wants to know before the next call, in this order:

1. Who am I about to talk to, and have I enough to pitch at all? (the list: what is known of each)
2. What do I know about them: what happened, what moves them, what holds them? (the moment, the board)
3. What did they *really* say, in whose words? (quotes, who, when, where from; our own words are caught)
4. What must I ask next? (the questions, from what is missing; an answer goes straight onto the board)
5. Do the one who pays and the one who lives with it want the same? (each of them)
6. What is ruled out, and did I listen or argue? (the no's)
7. Am I ready to pitch? (the line above the questions, and the button that takes them to Rehearse)
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _hurry as hurry
from pages import _many as many
from pages import _profile as profiles
from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.merging import lookalike_of
from pitchcheck.profile import Force, Profile, Stage
from pitchcheck.readiness import readiness

if TYPE_CHECKING:
    from pitchcheck.store import Saved

ONE_LOOK = 50
LIMIT = "prospects.limit"
ANY = "any"
READY, NOT_READY = "ready to pitch", "still to ask"
FILTERS = ("filter.company", "filter.stage", "filter.known", "filter.owner")
ACTIVE, ARCHIVED, BIN = "in play", "archived", "in the bin"


def page() -> None:
    """The list, or the prospect that is open."""
    state.start()
    widgets.style()
    shelf.arrive()
    saved = shelf.current()
    with widgets.now_and_then():
        _said()
    if saved is None:
        _all()
    else:
        profiles.one(saved)


def _said() -> None:
    """What was just done, with its undo, and what went wrong."""
    told = st.session_state.pop(shelf.TOLD, None)
    undo = st.session_state.get(shelf.UNDO)
    if told or undo:
        with st.container(horizontal=True, vertical_alignment="center", key="told"):
            st.markdown(widgets.plain(told or st.session_state.get("prospects.last", "")), width="content")
            if undo:
                st.button("Undo", key="undo", on_click=shelf.undo)
        st.session_state["prospects.last"] = told or st.session_state.get("prospects.last", "")
    if problem := st.session_state.pop(shelf.PROBLEM, None):
        st.error(widgets.plain(problem))


def _all() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.markdown("Who am I about to talk to, and what do I know about them?", width="stretch")
        with st.popover("New prospect", key="new", type="primary"):
            _new()
        many.toolbar()
    found = _found()
    many.under(found)
    if found:
        _list(found)
    else:
        _nobody()


def _new() -> None:
    with st.form("new.form", border=False, enter_to_submit=True):
        name = st.text_input("Who are they?", key="new.name", max_chars=200, placeholder="Dana Whitlock")
        company = st.text_input("Company", key="new.company", max_chars=200)
        if st.form_submit_button("Start their profile", type="primary", key="new.start"):
            if name.strip():
                _begin(Profile(prospect=name, company=company.strip() or None))
                st.rerun()
            st.error("Give them a name, so that you find them again.")


def _begin(profile: Profile) -> None:
    """Keep and open a new one; where there is one like it, that is told: two may well be called the same."""
    twin = lookalike_of(profile, (one.value for one in state.saved_profiles()))
    shelf.open_one(state.store().profiles.save(profile).id)
    if twin:
        told = f"{many.called(twin)} is on the list already. Merge duplicates there makes one of two that are yours."
        shelf.tell(told)


def _found() -> tuple[Saved[Profile], ...]:
    """The prospects that the search and the filters leave, last changed first."""
    everyone = state.store().profiles.all(archived=None)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        search = st.text_input("Search", key="search", placeholder="Name, company or words they said", live="300ms")
        companies = sorted({one.value.company for one in everyone if one.value.company}, key=str.casefold)
        company = _choice("Company", companies, "filter.company")
        stage = _choice("Stage", [stage.value for stage in Stage], "filter.stage")
        known = _choice("Known", [READY, NOT_READY], "filter.known")
        owners = many.owners(everyone)
        owner = _choice("Owner", sorted(owners), "filter.owner") if len(owners) > 1 else ANY
        where = st.selectbox("Show", (ACTIVE, ARCHIVED, BIN), key="filter.where", width=130)
    if where == BIN:
        everyone = state.store().profiles.all(archived=None, deleted=True)
    return tuple(
        one
        for one in everyone
        if (where == BIN or one.archived == (where == ARCHIVED))
        and company in (ANY, one.value.company)
        and stage in (ANY, one.value.stage)
        and (known == ANY or readiness(one.value).ready == (known == READY))
        and (owner == ANY or one.owner_id in owners[owner])
        and _matches(one.value, search)
    )


def _choice(label: str, options: list[str], key: str) -> str:
    return str(st.selectbox(label, [ANY, *options], key=key, width=150))


def _matches(profile: Profile, search: str) -> bool:
    words = search.casefold().split()
    text = " ".join(
        (profile.prospect, profile.company or "", profile.struggling_moment, *(one.text for one in profile.statements))
    )
    return all(word in text.casefold() for word in words)


def _list(found: tuple[Saved[Profile], ...]) -> None:
    limit = st.session_state.get(LIMIT, ONE_LOOK)
    widgets.roster({"rows": [row(one) for one in found[:limit]]}, opened=shelf.open_one)
    widgets.more(LIMIT, len(found), limit, ONE_LOOK, "more")


def row(one: Saved[Profile]) -> dict[str, Any]:
    """A prospect in the list: who, how far, how much of each force, and what is known."""
    profile, stands = one.value, readiness(one.value)
    forces = {force.value: len(profile.by_force(force)) for force in Force}
    whose = "" if one.owner_id == state.store().desk.someone.id else f", of {one.owner or 'a team mate'}"
    return {
        "id": one.id,
        "name": profile.prospect,
        "sub": (profile.company or ("no company yet" if not profile.struggling_moment else "")) + whose,
        "stage": profile.stage.value if profile.stage else "",
        "forces": forces,
        "counted": ", ".join(f"{n} {force}" for force, n in forces.items()),
        "stand": "ready to pitch" if stands.ready else f"{stands.known} of {stands.of} known",
        "when": day(one.changed_at),
    }


def day(at: dt.datetime) -> str:
    """A day as people say it: "today", "9 Nov"."""
    return "today" if at.date() == dt.datetime.now(dt.UTC).date() else f"{at:%-d %b}"


def _nobody() -> None:
    if any(st.session_state.get(key, ANY) != ANY for key in FILTERS):
        st.markdown("Nobody fits these filters.")
    elif st.session_state.get("search") or st.session_state.get("filter.where") != ACTIVE:
        st.markdown("Nobody here.")
    else:
        with st.container(key="empty"):
            st.subheader("Nobody here yet", anchor=False)
            st.markdown(
                "A profile holds what they said, not what you sell. Start with one person and one thing they told you. "
                "Or look at the sample first."
            )
            st.button("Add the sample prospect", key="sample", on_click=_sample)


@hurry.once
def _sample() -> None:
    _, profile, _ = state.sample()
    shelf.open_one(state.store().profiles.save(profile).id)


if not state.entered_alone():
    page()
