"""Team: who is getting better, and by how much can anybody tell?

What they want to know, in this order:

1. Where do I stand, and how sure is that? (the sentence, my figure with its interval, the team's middle)
2. Am I getting better? (my trend)
3. Where is everybody else? (with names on: the board, ranks as ranges; with names off the team's middle alone)
4. Why? (the pitches behind my figure, and the claims behind a pitch)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st

from pages import _deals as right_deal
from pages import _never as never
from pages import _standings as standings
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.profile import Stage
from pitchcheck.store import Scope
from pitchcheck.store.cells import quarter

ANY = "any"
QUARTER, OWN = "This quarter", "Own dates"
WINDOWS = {"7 days": 7, "30 days": 30, "90 days": 90}
KINDS = {ANY: None, "live recordings": "recording", "shared rehearsals": "rehearsal"}
VIEWS: dict[str, Callable[[Scope], None]] = {
    "Who is getting better": standings.view,
    "What is never asked for": never.view,
    "The right deal": right_deal.view,
}


def page() -> None:
    """The filters, and the view that is open."""
    state.start()
    widgets.style()
    views = list(VIEWS)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="scope"):
        scope = _scope()
    view = views[0]
    if len(views) > 1:
        view = (
            st.segmented_control(
                "View", views, default=view, key="team.view", label_visibility="collapsed", required=True
            )
            or view
        )
    VIEWS[view](scope)


def _scope() -> Scope:
    """What the filters ask for."""
    since, until = _window()
    mine = state.store().desk.someone.teams
    teams = {one.name: one.id for one in state.store().people.teams() if one.id in mine}
    team = _choice("Team", list(teams), "team.team") if len(teams) > 1 else ANY
    products = list(state.store().aggregates.products())
    return Scope(
        since=since,
        until=until,
        team=teams.get(team),
        kind=KINDS[_choice("Kind", list(KINDS)[1:], "team.kind")],
        product=_asked(_choice("Product", products, "team.product") if products else ANY),
        stage=_asked(_choice("Stage", [stage.value for stage in Stage], "team.stage")),
    )


def _window() -> tuple[dt.date, dt.date]:
    """The first and the last day, both counted."""
    today = state.today()
    name = st.selectbox("When", [*WINDOWS, QUARTER, OWN], index=2, key="team.window", width=140)
    if name == OWN:
        chosen = st.date_input("From, to", (today - dt.timedelta(days=89), today), key="team.dates", width=230)
        return (chosen[0], chosen[-1]) if chosen else (today, today)
    if name == QUARTER:
        return quarter(today), today
    return today - dt.timedelta(days=WINDOWS[name] - 1), today


def _choice(label: str, options: list[str], key: str) -> str:
    return str(st.selectbox(label, [ANY, *options], key=key, width=160))


def _asked(choice: str) -> str | None:
    return None if choice == ANY else choice


if not state.entered_alone():
    page()
