"""Recordings: what was said in the call, where did it go wrong, and what do I tell the rep?

What a coach wants to know, in this order:

1. Which call shall I listen to, or which rehearsal that was shared shall I look at: what is new, what needs a talk, and
   not only the worst? (the queue, the random pick; a rehearsal is ``_shared``)
2. How much of what was put forward did they ask for? (the sentence, the figure, how the talk went)
3. Where did it go wrong? (the timeline, the moments that matter; a click plays from there)
4. What exactly was said there, and is the judge right? (the transcript, the card; the coach's word counts)
5. What do I tell the rep, and have they done something with it? (comments at a moment, take-aways, resolved)
6. What do I send them? (the summary)
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from pages import _agree as agree
from pages import _call as call
from pages import _coach as coach
from pages import _shared as shared
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck.pitch import InputError
from pitchcheck.report.facts import clock
from pitchcheck.store import Recording, State

ONE_LOOK = 40
EVERY = 5_000  # calls that filters and orders go over: the newest of them, where a team has more
ADDED = "recordings.added"
LIMIT = "recordings.limit"
NEWEST, LOWEST, HIGHEST = "newest first", "lowest relevance first", "highest relevance first"
ORDERS: dict[str, Callable[[Recording], tuple[float, ...]]] = {
    NEWEST: lambda one: (-(one.at or one.created_at).timestamp(),),
    LOWEST: lambda one: (one.relevance is None, one.relevance or 0.0),
    HIGHEST: lambda one: (one.relevance is None, -(one.relevance or 0.0)),
}
SINCE = {"any time": None, "last 7 days": 7, "last 30 days": 30, "last 90 days": 90}


def page() -> None:
    """The queue, or the recording or the shared rehearsal that is open."""
    widgets.style()
    call.arrive()
    shared.arrive()
    recording, take = call.current(), shared.current()
    above = widgets.now_and_then()
    if told := st.session_state.pop(call.TOLD, None):
        above.success(widgets.plain(told))
    if take is not None:
        shared.one(take)
    elif recording is not None:
        coach.one(recording)
    else:
        _queue()


def _queue() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        which = "Which rehearsal shall I look at" if shared.wanted() else "Which call shall I listen to"
        st.markdown(f"{which}, and what do I tell the rep?", width="stretch")
        with st.popover("Add a call", key=_fresh("add"), type="primary"):
            _add()
    rehearsals = shared.takes()
    with widgets.now_and_then():
        shared.choice(rehearsals)
    coach.shown_problem()
    if shared.wanted():
        shared.listed(rehearsals)
    else:
        _calls()


def _calls() -> None:
    everyone = state.store().recordings.all(limit=EVERY)
    voice.underway()
    if not everyone:
        _nothing_yet()
        return
    found = _filtered(everyone)
    _random(found)
    if found:
        _list(found)
        agree.together(found)
    else:
        st.markdown("No recording fits these filters.")


def _nothing_yet() -> None:
    with st.container(key="empty"):
        st.subheader("No calls here yet", anchor=False)
        st.markdown(
            "Add a call: its transcript from Zoom, Teams, Meet, Gong or a speech service, its sound, or both.  \n"
            "With the sound, a click on any line plays it from there. A sound alone is written down for you."
        )
        st.button("Open the sample call", key="sample", on_click=call.add_sample)


def _add() -> None:
    """A transcript, with or without its sound; whose call it is, with whom, and when."""
    with st.form(_fresh("add.form"), border=False, clear_on_submit=False):
        given = st.file_uploader(
            "The transcript, the sound, or both of the same call", type=[*call.TRANSCRIPTS, *call.SOUNDS],
            accept_multiple_files=True, key=_fresh("add.files"),
        )  # fmt: skip
        speakers = voice.ask_speakers(_fresh("add.speakers"))
        title = st.text_input("What to call it", key=_fresh("add.title"), max_chars=200, placeholder="The file’s name")
        owner = _owner()
        saved = {one.id: one for one in state.store().profiles.all()}
        prospects = widgets.told_apart({key: one.value.full_name for key, one in saved.items()})
        whom = st.selectbox(
            "With whom", [None, *saved], key=_fresh("add.whom"),
            format_func=lambda one: prospects[one] if one else "As the call itself shows",
        )  # fmt: skip
        on = st.date_input("When it took place", state.today(), key=_fresh("add.on"), format="YYYY-MM-DD")
        if st.form_submit_button("Add it", type="primary", key="add.it"):
            _added(given, lambda: call.add(given, title, owner, saved.get(whom or ""), on, speakers=speakers))


def _owner() -> str | None:
    """Whose call it is: a coach may add one for a rep of their teams."""
    people = dict(state.store().recordings.owners())
    if len(people) < 2:
        return None
    me, names = state.store().desk.someone.id, widgets.told_apart(people)
    ids = sorted(people, key=lambda one: one != me)
    return st.selectbox("Whose call it is", ids, key=_fresh("add.owner"), format_func=names.__getitem__)


def _added(given: Sequence[object], add: Callable[[], None]) -> None:
    if not given:
        st.error("Choose a file first.")
        return
    try:
        add()
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
    else:
        st.session_state[ADDED] = st.session_state.get(ADDED, 0) + 1
        st.rerun()


def _fresh(key: str) -> str:
    """The key of a part of the form, another one after each call that was added: it closes, and is empty again."""
    added = st.session_state.get(ADDED, 0)
    return f"{key} {added}" if added else key


def _filtered(everyone: Sequence[Recording]) -> list[Recording]:
    """What the filters leave, in the order that was asked for."""
    teams = _teams(everyone)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        where = st.selectbox("Show", [widgets.ANY, *State], key="filter.state", width=140)
        rep = widgets.choice("Rep", sorted({one.owner for one in everyone}), "filter.rep")
        team = widgets.choice("Team", sorted(teams), "filter.team")
        whom = widgets.choice("Prospect", sorted({one.prospect for one in everyone if one.prospect}), "filter.prospect")
        since = st.selectbox("Took place", list(SINCE), key="filter.since", width=150)
        order = st.selectbox("Order", list(ORDERS), key="filter.order", width=210)
    days = SINCE[since]
    first = dt.datetime.now(dt.UTC) - dt.timedelta(days=days) if days else None
    left = (
        one
        for one in everyone
        if where in (widgets.ANY, one.state)
        and rep in (widgets.ANY, one.owner)
        and (team == widgets.ANY or one.owner_id in teams[team])
        and whom in (widgets.ANY, one.prospect)
        and (first is None or (one.at or one.created_at) >= first)
    )
    return sorted(left, key=ORDERS[order])


def _teams(everyone: Iterable[Recording]) -> dict[str, frozenset[str]]:
    """The teams that some rep of these recordings is in, and the ids of their people."""
    people = {one.owner_id for one in everyone}
    return {team.name: team.members for team in state.store().people.teams() if team.members & people}


def _random(found: Sequence[Recording]) -> None:
    """Any one of the calls shown that nobody has gone over: the worst alone teach a coach nothing of the rest."""
    left = [one for one in found if one.state is State.NEW] or list(found)
    if len(found) > 1:
        st.button(
            "Pick one at random", key="random", icon=":material/casino:", on_click=lambda: _pick(left),
            help="Any one of these that nobody has gone over yet, whatever its figure.",
        )  # fmt: skip


def _pick(among: Sequence[Recording]) -> None:
    call.open_one(secrets.choice(among).id)


def _list(found: Sequence[Recording]) -> None:
    limit = st.session_state.get(LIMIT, ONE_LOOK)
    widgets.queue({"name": "Recordings", "rows": [row(one) for one in found[:limit]]}, opened=call.open_one)
    widgets.more(LIMIT, len(found), limit, ONE_LOOK, "more")


def row(one: Recording) -> dict[str, str]:
    """A recording in the queue."""
    return {
        "id": one.id,
        "title": one.title,
        "sub": f"{one.owner}, with {one.prospect}" if one.prospect else one.owner,
        "state": one.state.value,
        "open": widgets.open_comments(one.open_comments),
        "when": f"{one.at or one.created_at:%-d %b %Y}",
        "length": clock(one.seconds) if one.seconds else widgets.counted(one.turns, "turn"),
        "relevance": "" if one.relevance is None else f"{one.relevance:.0f}",
        "without": "not read yet",
    }


if not state.entered_alone():
    page()
