"""A call read by a language model: the embedded judge's review is there at once, the model's takes its place when done.

What somebody wants to know: who has read this; what would be sent, to whom; how far is it; and what is different now?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages import _call as call
from pages import _reader as reader
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck.advice import who_read
from pitchcheck.jobs import JUDGING
from pitchcheck.pitch import InputError
from pitchcheck.review import Review
from pitchcheck.store import Job, JobState, Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.judge.language_model.questions import Question

WAS = "second.was"
UNDER_WAY = "second.under_way"


def attend(recording: Recording, review: Review | None) -> None:
    """Where a model is in force, let it read what was just read by the embedded judge: a call, or one corrected."""
    was = st.session_state.get(WAS)
    now = review.judge.model if review else None
    st.session_state[WAS] = (recording.id, review is not None, now, recording.reviewed_at)
    if review is None or now is not None or was is None or was[0] != recording.id:
        return
    # who asks for it to be read again, and then leaves it as it was, has the same review as before
    fresh, corrected = not was[1] and was[3] != recording.reviewed_at, was[2] is not None
    if (fresh or corrected) and reader.by_a_model() and reader.agreed(reader.CALLS):
        _begin(recording)


def under(recording: Recording, review: Review) -> None:
    """Who has read it, the way to the other judge, and how far a model is."""
    jobs = _jobs(recording)
    busy = any(job.unfinished for job in jobs)
    if reader.may_ask() or review.judge.model:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="second"):
            st.markdown(widgets.plain(who_read(review) or "Read by the embedded judge."), width="content")
            _switch(recording, review, busy=busy)
    voice.watched(UNDER_WAY, jobs, lambda: _jobs(recording), lambda now: _rows(recording, review, now), call.PROBLEM)


def _switch(recording: Recording, review: Review, *, busy: bool) -> None:
    if not reader.may_ask():
        return
    reader.who_reads()
    if busy or not reader.by_a_model():
        return
    if reader.seen(reader.CALLS, lambda judge: _questions(judge, review, recording), review.profile):
        name = "Judge again" if review.judge.model else "Let the model read it"
        st.button(
            name, key="second.read", on_click=_begin, args=(recording,), kwargs={"again": bool(review.judge.model)}
        )


def _questions(judge: LanguageModelJudge, review: Review, recording: Recording) -> Sequence[Question]:
    spoken = review.pitch.transcript
    others = [name for name in spoken.speakers() if name not in review.pitch.sellers] if spoken else []
    heard = judge.about_turns(spoken, others) if spoken else []
    return [*heard, *judge.would_send(review.pitch, review.profile, state.catalogue_of(recording.product))]


def _begin(recording: Recording, *, again: bool = False) -> None:
    """Have it read; what was asked for before is not waited for any more."""
    for job in _jobs(recording):
        voice.office().forget(job.id)
    catalogue = state.catalogue_of(recording.product)
    asked = {
        "recording": recording.id,
        "catalogue": catalogue.model_dump(mode="json") if catalogue else None,
        "again": again,
    }
    profile = recording.profile_id
    saved = next((one for one in state.store().profiles.all() if one.id == profile), None) if profile else None
    call.tried(lambda: voice.office().begin(JUDGING, recording.title, asked, profile=saved))


def _jobs(recording: Recording) -> list[Job]:
    asked = voice.office().all(JUDGING, recording.id)
    return [job for job in asked if isinstance(job.asked, dict) and job.asked["recording"] == recording.id]


def _rows(recording: Recording, review: Review, jobs: Iterable[Job]) -> None:
    with st.container(border=True, key="judging"):
        for job in jobs:
            if job.state is JobState.DONE:
                _both(recording, review, job)
            else:
                voice.row(job)


def _both(recording: Recording, review: Review, job: Job) -> None:
    """What the model made of it beside what was there before; the earlier reading can be put back."""
    assert isinstance(job.result, dict)  # noqa: S101 (what jobs/judging.py gives; tells mypy)
    before = Review.model_validate(job.result["before"])
    reader.compared(before, review)
    with st.container(horizontal=True, gap="small"):
        st.button("Good", key=f"second.good {job.id}", on_click=voice.office().forget, args=(job.id,), type="primary")
        st.button(
            "Put the earlier reading back", key=f"second.back {job.id}", on_click=_back, args=(recording, before, job)
        )


def _back(recording: Recording, before: Review, job: Job) -> None:
    def put(now: Review) -> Review:
        if _words(now) != _words(before):
            raise InputError(SPOKEN_SINCE)
        return before

    st.session_state.pop(WAS, None)
    if call.tried(lambda: state.store().recordings.reconsider(recording.id, put)):
        voice.office().forget(job.id)


SPOKEN_SINCE = (
    "Somebody gave their word on this call since the model read it, and the earlier reading does not have it. "
    "Nothing was put back."
)


def _words(review: Review) -> tuple[object, ...]:
    """Everything that people have said of it."""
    return review.checked, review.heard, review.overrides, review.dismissals
