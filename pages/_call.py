"""What the Recordings page remembers, and everything it does to a recording.

A word on a claim or a statement is saved at once with the review it changes, so that nothing said is lost. What the
coach is looking at (a claim, a statement, a turn) is remembered by its id only while the page is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from pages import _hurry as hurry
from pages import _state as state
from pages import _voice as voice
from pitchcheck import calls, transcript
from pitchcheck.calls import Heard, Helps, Said
from pitchcheck.pitch import InputError, Transcript
from pitchcheck.store import Missing, Recording, State

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.profile import Profile
    from pitchcheck.review import Review
    from pitchcheck.store import Comment, Saved

OPENED = "recordings.opened"
PICKED = "recordings.picked"
TURN = "recordings.turn"
ASKED = "recordings.asked"
"""How often somebody asked to say something of a turn: of the same one twice, they are taken to the box twice."""
PROBLEM = "recordings.problem"
TOLD = "recordings.told"
AGAIN = "recordings.again"
TAPE = "recordings.tape"
SAID = "recordings.said"
FIELD = "recordings.field"
TAKE, REVIEW, VIEW = "recordings.take", "recordings.take_review", "recordings.view"
CALLS, REHEARSALS = "Calls", "Rehearsals shared with you"
LOOK = "recordings.look"
LINES, FLAGS = "recordings.lines", "recordings.flags"

LONG = 400
"""Turns from which a call is read by work of its own: a shorter one takes less than a quarter of a minute."""
IN_THE_CALL = "What was said in this call"
LIBRARY_ONLY = "No catalogue, the library only"
TRANSCRIPTS = ("vtt", "srt", "sbv", "docx", "txt", "md", "json")
SOUNDS = ("wav", "mp3", "m4a", "ogg", "webm", "mp4")
OPENINGS = (
    (0, b"RIFF"), (0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"OggS"),
    (0, b"\x1a\x45\xdf\xa3"), (4, b"ftyp"), (0, b"fLaC"),
)  # fmt: skip
"""Where each kind of sound or film file says in its first bytes what it is."""


def open_one(recording_id: str | None) -> None:
    """Open a recording, or with None go back to the queue."""
    for key in (PICKED, TURN, PROBLEM, AGAIN, LOOK, LINES, FLAGS, FIELD, TAKE, REVIEW):
        st.session_state.pop(key, None)
    st.session_state[OPENED], st.session_state[VIEW] = recording_id, CALLS
    st.query_params.clear()
    if recording_id:
        st.query_params["call"] = recording_id


def arrive() -> None:
    """Follow a link to a recording; without one, what was open stays open."""
    linked = st.query_params.get("call")
    if linked and linked != st.session_state.get(OPENED):
        open_one(linked)
    st.session_state.setdefault(OPENED, None)


def current() -> Recording | None:
    """The recording that is open, as it now stands; None where the queue is shown."""
    opened = st.session_state.get(OPENED)
    if not opened:
        return None
    try:
        return state.store().recordings.get(opened)
    except Missing as gone:
        open_one(None)
        st.session_state[PROBLEM] = str(gone)
        return None


def tried(do: Callable[[], object]) -> bool:
    """Do it; where it cannot be done, keep the sentence that says why, and give False."""
    return state.tried(do, PROBLEM)


def add(
    files: list[BytesIO],
    title: str,
    owner_id: str | None,
    profile: Saved[Profile] | None,
    on: dt.date | None,
    *,
    speakers: int | None = None,
) -> None:
    """Keep a transcript, with the sound that came with it, and open it; of a sound alone, have one written.

    Raises InputError where there are two files of a kind, or one that is not what it says.
    Nothing is kept then.
    """
    sounds = [one for one in files if PurePath(one.name).suffix.lower().lstrip(".") in SOUNDS]
    texts = [one for one in files if one not in sounds]
    if len(texts) > 1 or len(sounds) > 1:
        raise InputError("Add one call at a time: one transcript, and one recording of the same call beside it.")
    for sound in sounds:
        _must_be_sound(sound)
    at = dt.datetime.combine(on, dt.time(12), dt.UTC) if on else None
    if not texts:
        voice.begin(sounds[0], title, owner_id, profile, at, speakers=speakers)
        return
    heard = transcript.read(texts[0].getvalue(), texts[0].name)
    kept = state.store().recordings.save(
        heard, title.strip() or PurePath(texts[0].name).stem, owner_id=owner_id, profile=profile, at=at,
        audio=(sounds[0].name, sounds[0]) if sounds else None,
    )  # fmt: skip
    open_one(kept.id)


def _must_be_sound(file: BytesIO) -> None:
    start = file.getvalue()[:16]
    if not any(start[at:].startswith(opening) for at, opening in OPENINGS):
        raise InputError(f"{file.name} is no sound or film file, whatever its name says. Nothing was kept.")


@hurry.once
def add_sample() -> None:
    """Keep the sample call, read, and open it."""
    path = state.SAMPLES / "call.vtt"
    heard = transcript.read(path.read_bytes(), path.name)
    kept = state.store().recordings.save(heard, "The sample call", at=dt.datetime.now(dt.UTC))
    open_one(kept.id)
    tried(lambda: read(kept, ("Sam Okafor",), None, state.sample()[2]))


def read(
    recording: Recording, sellers: tuple[str, ...], profile: Saved[Profile] | None, catalogue: Catalogue | None
) -> None:
    """Judge the recording and keep the review; a long one is read by work of its own, which may take minutes.

    Raises InputError where it cannot be read.
    """
    shelf = state.store().recordings
    spoken = shelf.transcript(recording.id)
    if len(spoken.turns) > LONG:
        before = shelf.review(recording.id)
        said = calls.words_on(before) if before else calls.Words()
        voice.read(recording, profile, catalogue, sellers=sellers, before=said)
    else:
        helps = Helps(state.judge(), catalogue, state.flag_settings())
        review = calls.read(spoken, sellers, helps, profile=profile and profile.value, title=recording.title)
        shelf.change(recording, rep=sellers[0] if sellers else None, profile=profile)
        shelf.save_review(recording.id, review, product=catalogue.product if catalogue else None)
    st.session_state.pop(AGAIN, None)


def catalogues() -> dict[str, Catalogue]:
    """Every catalogue that a call may be read with, by its product; the newest first, the sample's last."""
    found: dict[str, Catalogue] = {}
    for one in (*(saved.value for saved in state.store().catalogues.all()), state.sample()[2]):
        found.setdefault(one.product, one)
    return found


def say(
    recording: Recording,
    what: str,
    change: Callable[[Review, Said, Helps], Review],
    why: str = "",
    *,
    to: str | None = None,
) -> bool:
    """Keep a person's word on ``what``, the id of a claim or a statement (or "" for anything else).

    ``change`` is given the review as it then stands, whose word it is, and what reads it. Where somebody else gave
    their word on the same thing since this page was drawn, that is told, and nothing of theirs is written over; so it
    is where the statement ``to`` that a claim is put to is another one by now.
    """
    said = Said(state.store().desk.someone.name, why.strip())
    helps = Helps(state.judge(), state.catalogue_of(recording.product), state.flag_settings())

    def word(review: Review) -> Review:
        _must_be_as_drawn(review, what, to)
        return change(review, said, helps)

    def keep() -> None:
        st.session_state[SAID] = state.store().recordings.reconsider(recording.id, word)

    return tried(keep)


def _must_be_as_drawn(review: Review, what: str, to: str | None = None) -> None:
    """Raises InputError where somebody gave their word on it since this page was drawn, or ``to`` is another by now."""
    tape = st.session_state.get(TAPE, (None, None))[1]
    if tape is None:
        return
    (text, word), (was, before) = (calls.as_it_stands(one, what) for one in (review, tape.review))
    there, drawn = (calls.as_it_stands(one, to or what)[0] for one in (review, tape.review))
    if (text, word, there) != (was, before, drawn):
        raise InputError(calls.meanwhile(word if word != before else None))


def rehear(recording: Recording, word: Heard, why: str = "") -> bool:
    """Keep a person's word that has the call weighed anew; a long one by work of its own, which may take minutes."""
    if recording.turns <= LONG:
        return say(recording, word.statement, lambda review, said, helps: calls.reheard(review, word, said, helps), why)
    by, catalogue = state.store().desk.someone.name, state.catalogue_of(recording.product)

    def begun() -> None:
        before, seen = calls.Words(), None
        if review := state.store().recordings.review(recording.id):
            _must_be_as_drawn(review, word.statement)
            before, seen = calls.words_on(review), calls.first_heard(review, word.statement)
        voice.read(recording, None, catalogue, word=word, by=by, why=why.strip(), seen=seen, before=before)

    return tried(begun)


def keep_typing(draft: str, field: str) -> None:
    """What is being written comes back after a reload, a sign-out, or somebody else's comment meanwhile.

    What was said, or went with what it is about, does not: until the page is drawn whole, the browser still sends what
    stood in the field that was there before.
    """
    if st.session_state.get(FIELD) == field:
        state.store().drafts.keep(draft, st.session_state[field])


def bring_back(draft: str, field: str) -> None:
    """Put what was being written into its field, which is about to be drawn."""
    st.session_state[FIELD] = field
    if field not in st.session_state and (kept := state.store().drafts.get(draft)):
        st.session_state[field] = kept.value


def to_take_away(about: str, comments: Sequence[Comment]) -> bool:
    """Whether what is being written is to be taken away: ticked until one's own comment is said, whoever else says
    something meanwhile.
    """
    mine = sum(one.by_id == state.store().desk.someone.id for one in comments)
    return st.checkbox("To take away: what to do differently", key=f"say.take {about} {mine}")


def comment(text: str, draft: str, add: Callable[[str], object]) -> bool:
    """Say something by ``add`` and let go of its draft; the page is then to be drawn anew, with why where it could not
    be said. False where there is nothing to say, which is told at once.
    """
    if not text.strip():
        st.error("Write what you want to say first.")
        return False
    if tried(lambda: add(text.strip())):
        tried(lambda: state.store().drafts.drop(draft))
        at_turn(None)
    return True


def resolve(word: Mapping[str, object]) -> None:
    """Mark a comment as dealt with, or as open again."""
    state.resolve(word, PROBLEM)


def set_state(recording: Recording, wanted: State | None) -> None:
    """Put the recording where the coach says."""
    if wanted is not None and wanted != recording.state:
        tried(lambda: state.store().recordings.change(recording, state=wanted))


def rename(recording: Recording, names: Mapping[str, str]) -> None:
    """Call speakers by other names; two with one name become one. Words on the review stay, where it need not be read
    again.
    """
    called = {old: " ".join(new.split()) for old, new in names.items()}  # as the transcript has them then
    rep = called.get(recording.rep or "", recording.rep)
    _respeak(recording, lambda old: calls.renamed(old, called), rep, lambda review: calls.relabelled(review, called))


def give_turns(recording: Recording, written: str, speaker: str) -> None:
    """Give turns, by their numbers as somebody wrote them, to a speaker."""
    _respeak(
        recording,
        lambda old: calls.reassigned(old, calls.numbered(written, old), speaker),
        recording.rep,
        lambda _: None,
    )


def _respeak(
    recording: Recording,
    new: Callable[[Transcript], Transcript],
    rep: str | None,
    kept_as: Callable[[Review], Review | None],
) -> None:
    """Keep a transcript whose speakers were put right, and its review: as it is kept, or else read again."""
    shelf = state.store().recordings
    before = shelf.transcript(recording.id)

    def kept() -> None:
        spoken = new(before)
        shelf.change(recording, transcript=spoken, rep=rep)
        shelf.reconsider(recording.id, lambda review: kept_as(review) or _again(recording, review, spoken, rep))

    st.session_state[PICKED] = None
    if not tried(kept) and shelf.transcript(recording.id) != before:
        st.session_state[AGAIN] = True


def _again(recording: Recording, review: Review, spoken: Transcript, rep: str | None) -> Review:
    """The call read anew with those who sold before, as far as they still speak, and against what it was before."""
    named = (rep, *review.pitch.beside)
    sellers = tuple(name for name in dict.fromkeys(named) if name in spoken.speakers())
    against = None if calls.against_itself(review) else recording.profile_id
    saved = state.store().profiles.get(against).value if against else None
    helps = Helps(state.judge(), state.catalogue_of(recording.product), state.flag_settings())
    return calls.read(spoken, sellers, helps, profile=saved, title=recording.title)


def pick(what: str | None) -> None:
    """Look at a claim or a statement, by its id, or with None at the moments again."""
    st.session_state[PICKED] = what


def at_turn(turn: int | None) -> None:
    """Say something about a turn."""
    st.session_state[TURN] = turn
    st.session_state[ASKED] = st.session_state.get(ASKED, 0) + 1


@st.cache_resource(max_entries=4, show_spinner="Fetching the sound…")
def _sound(recording_id: str, sha256: str, _read: Callable[[], bytes]) -> bytes:
    """A recording's sound, kept in memory for the few that are being listened to."""
    return _read()


def sound(recording: Recording) -> bytes | None:
    """The recording's sound; None where it has none or it cannot be fetched, which is then said."""

    def fetched() -> bytes:
        with state.store().recordings.audio(recording.id) as source:
            return source.read()

    try:
        return _sound(recording.id, recording.sha256 or "", fetched) if recording.file else None
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)
        return None
