"""Sound on its way to words: calls that were added without a transcript, and a pitch that is spoken on Rehearse.

What somebody wants to know here: is my recording being read, how long will it take, can I go away meanwhile? And of a
spoken pitch: how long was I, how fast, and on what did the time go?
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _state as state
from pages import _trouble as trouble
from pages import _widgets as widgets
from pitchcheck.board import in_order
from pitchcheck.jobs import READING, RECORDING, REHEARSAL, Office
from pitchcheck.pitch import InputError, Transcript
from pitchcheck.profile import Profile
from pitchcheck.report.facts import clock
from pitchcheck.review import Review
from pitchcheck.settings import load
from pitchcheck.store import Job, JobState, Recording, Saved
from pitchcheck.transcript.pace import pace
from pitchcheck.transcript.sound import MISSING

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue

LOOK = 2.0
"""Seconds between two looks at work that is under way."""
UNDER_WAY, SPEAKING = "voice.under_way", "voice.speaking"
UNKNOWN = "I do not know"


def office() -> Office:
    """Where whoever is at this page has long work done."""
    return Office(state.store(), load())


def ask_speakers(key: str) -> int | None:
    """How many people speak, for a call without a transcript; None where nobody knows."""
    known = [UNKNOWN, *range(1, 9)]
    told = st.selectbox("How many people speak, if there is only the sound", known, key=key)
    return told if isinstance(told, int) else None


def begin(
    sound: BytesIO,
    title: str,
    owner_id: str | None,
    profile: Saved[Profile] | None,
    at: dt.datetime | None,
    *,
    speakers: int | None,
) -> None:
    """Have a recording written down, and kept in the queue when it is. Raises InputError where it cannot be begun."""
    _must_be_installed()
    asked = {
        "name": sound.name,
        "speakers": speakers,
        "rep_id": owner_id,
        "at": at.isoformat() if at else None,
    }
    title = title.strip() or PurePath(sound.name).stem
    office().begin(RECORDING, title, asked, file=(sound.name, sound), profile=profile)


def _must_be_installed() -> None:
    if find_spec("faster_whisper") is None:
        raise InputError(MISSING)


def read(recording: Recording, profile: Saved[Profile] | None, catalogue: Catalogue | None, **asked: Any) -> None:
    """Have a long call read: whose words (``sellers``), or again after a ``word``.

    A reading takes the place of everything begun before; a word only of one on the same thing: a reading that is under
    way goes on, and so does each other word.
    """
    from pitchcheck.jobs.reading import Asked

    order = Asked(recording=recording.id, catalogue=catalogue, **asked).model_dump(mode="json")
    for job in _jobs(recording.id):
        before = job.asked.get("word") if isinstance(job.asked, dict) else None
        if not order["word"] or (before and _on_the_same(before, order["word"])):
            office().forget(job.id)
    office().begin(READING, recording.title, order, profile=profile)


def _on_the_same(before: Any, now: dict[str, Any]) -> bool:
    """Whether both words are on one statement, or add the very same."""
    return bool(before["statement"] == now["statement"] if now["statement"] else before == now)


def _jobs(recording_id: str | None) -> list[Job]:
    """What is under way, or could not be done: of everything, or of that recording."""
    kinds = (READING,) if recording_id else (RECORDING, READING)
    left = (job for kind in kinds for job in office().all(kind, recording_id) if job.state is not JobState.DONE)
    return [job for job in left if recording_id in (None, _about_what(job))]


def _about_what(job: Job) -> object:
    return job.asked.get("recording") if isinstance(job.asked, dict) else None


def underway(recording_id: str | None = None) -> bool:
    """What is being written down or read, or could not be: everything, or of that recording.

    The page runs again when something is done. Whether anything is under way.
    """
    jobs = _jobs(recording_id)
    watched(UNDER_WAY, jobs, lambda: _jobs(recording_id), rows)
    return any(job.unfinished for job in jobs)


def watched(
    key: str,
    jobs: Sequence[Job],
    look: Callable[[], Sequence[Job]],
    draw: Callable[[Sequence[Job]], None],
    problem: str | None = None,
) -> None:
    """Draw that work, and what it ``look``s like by then again and again while any of it is under way.

    The page runs again when it is other work, or other work is under way: a button in the part that looks in again and
    again runs that part alone, and the rest of the page would stay. So it does where there is a ``problem`` to be told,
    a key of the session, as is ``key``.
    """

    def looked() -> None:
        now = look()
        if _stand(now) != st.session_state[key] or (problem and st.session_state.get(problem)):
            st.rerun()
        draw(now)

    st.session_state[key] = _stand(jobs)
    if jobs:
        busy = any(job.unfinished for job in jobs)
        st.fragment(trouble.calmly(looked), run_every=LOOK if busy else None)()


def _stand(jobs: Iterable[Job]) -> set[tuple[str, bool]]:
    return {(job.id, job.unfinished) for job in jobs}


def rows(jobs: Iterable[Job]) -> None:
    """How far each piece of work is, in a frame."""
    with st.container(border=True, key="underway"):
        for job in jobs:
            row(job)


def row(job: Job) -> None:
    """One piece of work: how far it is, and what can be done about it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            title = widgets.plain(widgets.short(job.title, 60))
            if job.state is JobState.FAILED:
                st.error(f"**{title}**: {widgets.plain(job.problem or '')}")
            else:
                st.progress(job.share, f"**{title}**: {told(job)}")
        if job.unfinished and job.state is not JobState.STOPPING:
            st.button("Stop", key=f"stop {job.id}", on_click=office().stop, args=(job.id,))
        if job.state in (JobState.STOPPED, JobState.FAILED):
            st.button("Go on", key=f"resume {job.id}", on_click=office().resume, args=(job.id,))
            st.button("Throw away", key=f"forget {job.id}", on_click=office().forget, args=(job.id,))


def told(job: Job) -> str:
    """How far it is, in words."""
    if job.state is JobState.WAITING:
        return "waiting for its turn. You can leave this page."
    if job.state is JobState.STOPPED:
        return f"stopped at {job.share:.0%}. What is done is kept."
    if job.state is JobState.STOPPING:
        return "stopping"
    left = "" if job.left is None else f", {about(job.left)} left"
    return f"{job.doing or 'Beginning'}, {job.share:.0%}{left}. You can leave this page."


def about(seconds: float) -> str:
    """A stretch of time as one says it."""
    if seconds < 90:
        return "about a minute" if seconds > 45 else "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} minutes" if minutes < 90 else f"about {minutes / 60:.1f} hours"


def speak() -> None:
    """A pitch spoken into the microphone, in place of one that is typed."""
    with st.popover("Speak it", help=SPEAK):
        st.audio_input("Say it as you would say it to them.", key="voice.pitch", on_change=_spoken)
        st.caption("It is sent nowhere else, and the sound is thrown away once it is written down.")


SPEAK = "Say your pitch aloud: the same review, with how long you took, how fast, and on what the time went."


def _spoken() -> None:
    given = widgets.just_given("voice.pitch")
    if given is None:
        return
    try:
        _must_be_installed()
        office().begin(REHEARSAL, "A spoken pitch", {"name": "your pitch"}, file=("pitch.wav", given))
    except InputError as problem:
        st.session_state[state.PROBLEM] = str(problem)


def written_down() -> None:
    """How far the spoken pitch is; when it is written down, it is laid on the desk, and the sound is thrown away.

    Where it could not be, the sound stays: it is tried again, or thrown away, with a click.
    """
    watched(SPEAKING, _pitches(), _pitches, _written_down)


def _pitches() -> list[Job]:
    """The pitches that were spoken and are not laid on the desk yet."""
    return [job for job in office().all(REHEARSAL) if job.state is not JobState.STOPPED]


def _written_down(jobs: Iterable[Job]) -> None:
    for job in jobs:
        if job.unfinished:
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key="speaking"):
                with st.container(width="stretch"):
                    st.progress(job.share, f"Your pitch: {told(job)}")
                st.button("Stop", key=f"stop {job.id}", on_click=office().forget, args=(job.id,))
        elif job.state is JobState.DONE:
            state.put_spoken(Transcript.model_validate(job.result))
            office().forget(job.id)
            st.rerun()
        else:
            row(job)


def time_spent(review: Review) -> None:
    """Length, pace, and on what the time of a spoken pitch went, claim by claim."""
    spoken = state.spoken()
    if spoken is None:
        return
    said = pace(spoken)
    claims = in_order(review.kept_readings)
    st.subheader("Where the time went", anchor=False)
    st.markdown(f"You spoke for {clock(said.seconds)}, at {said.per_minute:.0f} words a minute.")
    rows = [
        {
            "You said": reading.claim.text,
            "Seconds": round(reading.claim.attention, 1),
            "Of the pitch": reading.claim.attention / said.seconds * 100,
            "Verdict": reading.verdict.value,
        }
        for reading in sorted(claims, key=lambda one: -one.claim.attention)
    ]
    share = st.column_config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100)
    if rows:
        st.dataframe(rows, hide_index=True, key="time", column_config={"Of the pitch": share})
