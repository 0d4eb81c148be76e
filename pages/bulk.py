"""Bulk: how relevant are all these pitches, and which of them should I look at?

What somebody with four hundred pitches wants to know, in this order:

1. How relevant are they as a whole, and how far apart? (the sentence, the spread)
2. What do we keep putting forward that nobody asks for? (the things)
3. Which are the worst, whose are they, for whom? (the table; a click opens one as a whole review)
4. What could not be read, and why? (the bad rows)
5. Can I take it away, and keep some with our own pitches? (downloads, takes)

The work goes on when the page is closed; what is done of it is seen at any moment.
"""

from __future__ import annotations

import streamlit as st

from pages import _given as given
from pages import _reviews as reviews
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck.jobs import BULK, KEEPING
from pitchcheck.store import Job, JobState

ADDING, OPENED, BUSY, STAND = "bulk.adding", "bulk.opened", "bulk.busy", "bulk.stand"


def page() -> None:
    """What is under way, and the run that is open."""
    widgets.style()
    runs = voice.office().all(BULK)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.markdown("How relevant are all these pitches, and which should I look at?", width="stretch")
        if runs:
            st.button("Review more", key="bulk.more", type="primary", on_click=_toggle)
    asked, awaited = widgets.now_and_then(), widgets.now_and_then()
    if st.session_state.get(ADDING) or not runs:
        with asked, st.container(border=True, key="bulk.add"):
            if not runs:
                _nothing_yet()
            given.ask()
    jobs = _not_done()
    busy = {job.id for job in jobs if job.unfinished}
    _kept(st.session_state.get(BUSY, set()) - busy)
    st.session_state[BUSY] = busy
    with awaited:
        voice.watched(STAND, jobs, _not_done, voice.rows)
    if runs:
        _opened(runs)


def _not_done() -> list[Job]:
    return [job for kind in (BULK, KEEPING) for job in voice.office().all(kind) if job.state is not JobState.DONE]


def _kept(over: set[str]) -> None:
    """Say what came of pitches that were to be added to one's own, once that is over."""
    for job in voice.office().all(KEEPING):
        if job.id in over and job.state is JobState.DONE and isinstance(job.result, dict):
            takes = job.result["takes"]
            st.success(f"{given.counted(len(takes) if isinstance(takes, list) else 0)} added to yours.")


def _toggle() -> None:
    st.session_state[ADDING] = not st.session_state.get(ADDING)


def _nothing_yet() -> None:
    st.subheader("Review many pitches at once", anchor=False)
    st.markdown(
        "Give a table with a pitch and a prospect in each row, or a folder of pitches and transcripts as a zip. Each "
        "is reviewed for the prospect of that name on your Prospects page. You see which are worst, what nobody asked "
        "for, and take all of it away as a table."
    )
    st.caption("The judge that ships reads them, on this server: nothing is sent anywhere, whoever reads on Rehearse.")


def _opened(runs: tuple[Job, ...]) -> None:
    by_id = {job.id: job for job in runs}
    here = st.session_state.get(OPENED)
    if here not in by_id:
        here = runs[0].id
    if len(runs) > 1:
        st.session_state["bulk.which"] = here  # also where it is a run just begun, which was no choice before
        names = widgets.told_apart({job.id: _title(job) for job in runs})
        here = st.selectbox(
            "Which run", list(names), format_func=names.__getitem__,
            key="bulk.which", on_change=_look_at,
        )  # fmt: skip
    reviews.shown(by_id[here])


def _look_at() -> None:
    st.session_state[OPENED] = st.session_state["bulk.which"]


def _title(job: Job) -> str:
    done = "" if job.state is JobState.DONE else f", {job.state.value} at {job.share:.0%}"
    return f"{widgets.short(job.title, 60)}, {job.created_at:%-d %b %Y %H:%M}{done}"


if not state.entered_alone():
    page()
