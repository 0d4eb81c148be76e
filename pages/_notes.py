"""From notes or a transcript: what the judge takes for statements, each accepted, edited or rejected by a person."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _reader as reader
from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pages._waiting import while_wanted
from pitchcheck import files, transcript
from pitchcheck.pitch import InputError, Transcript, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pitchcheck.judge import Found, Judge
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.judge.language_model.questions import Question
    from pitchcheck.profile import Profile
    from pitchcheck.store import Saved

NOTES = ["txt", "md", "docx", "pdf", "eml"]
CALLS = ["vtt", "srt", "sbv", "json"]
LIMIT = 200_000


def view(saved: Saved[Profile]) -> None:
    """Paste or open, then decide. Nothing is saved that was not accepted."""
    held = _held(saved)
    if held is None:
        _give(saved)
        return
    if held["found"] is None and held.get("asked"):
        _awaited(saved, held)
        return
    if held["found"] is None and "call" in held and "prospects" not in held:
        _whose(held)
        return
    if held["found"] is None:
        _read(held)
    open_ones = sum(one["state"] == "open" for one in held["found"])
    kept = sum(one["state"] == "kept" for one in held["found"])
    with st.container(horizontal=True, vertical_alignment="center"):
        by = f" Read by {widgets.plain(held['by'])}." if held.get("by") else ""
        st.markdown(_stand(len(held["found"]), open_ones, kept) + by, width="stretch")
        st.button("Other notes", key="notes.other", on_click=_put_away)
    widgets.notes(notes_data(held, saved.value), decided=decide)


def _read(held: dict[str, Any]) -> None:
    """The embedded judge reads; whoever leaves meanwhile has it read on when they are back."""
    try:
        with st.spinner(f"Reading {len(held['text'].split()):,} words…"):
            found = while_wanted(lambda: _proposed(held, state.judge()))
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        state.store().drafts.keep(_pasted(held["of"]), held["text"])
        _put_away()
        st.rerun()
    held["found"] = found
    _keep(held)


def _stand(found: int, open_ones: int, kept: int) -> str:
    if not found:
        return "I found nothing here that they said. Write it down on the board yourself, in their words."
    if open_ones:
        return f"**{open_ones} of {found} to decide.** Only what you accept is saved. {kept} kept so far."
    return f"**All decided.** {kept} of {found} are on the board now."


def _key(saved_id: str) -> str:
    return f"prospects/{saved_id}/notes"


def _held(saved: Saved[Profile]) -> dict[str, Any] | None:
    """The notes being decided on; they come back after a reload."""
    notes = st.session_state.get(shelf.NOTES)
    if notes is None or notes["of"] != saved.id:
        draft = state.store().drafts.get(_key(saved.id))
        notes = draft.value if draft and isinstance(draft.value, dict) else {"of": saved.id, "text": None}
        st.session_state[shelf.NOTES] = notes
    return notes if notes["text"] is not None else None


def _give(saved: Saved[Profile]) -> None:
    st.markdown("What did they say? Paste your notes, an e-mail, a chat. The judge points at it, you decide.")
    pasted = state.store().drafts.get(_pasted(saved.id))
    if pasted and "notes.text" not in st.session_state:
        st.session_state["notes.text"] = pasted.value
    st.text_area(
        "Notes", key="notes.text", height=260, label_visibility="collapsed", max_chars=LIMIT, on_change=_keep_pasted,
        args=(saved.id,),
        placeholder="Call with Dana, 9 Nov. “Half the calls we get are customers asking when somebody is coming.” …",
    )  # fmt: skip
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.file_uploader("Or open a file", type=[*NOTES, *CALLS], key="notes.file", max_upload_size=10)
    right.text_input("Where is it from?", key="notes.source", placeholder="first call", max_chars=100)
    with st.container(horizontal=True):
        st.button("Find what they said", type="primary", key="notes.find", on_click=_find, args=(saved.id,))
        reader.who_reads()


def _pasted(saved_id: str) -> str:
    return f"prospects/{saved_id}/pasted"


def _keep_pasted(saved_id: str) -> None:
    """What was pasted comes back after another view or a reload, read or not; what is being decided on was read."""
    notes = st.session_state.get(shelf.NOTES)
    if notes and notes["text"] is None:
        state.store().drafts.keep(_pasted(saved_id), st.session_state["notes.text"])


def _find(saved_id: str) -> None:
    text, given = st.session_state["notes.text"], st.session_state["notes.file"]
    source = st.session_state.get("notes.source", "").strip() or (given.name if given is not None else "notes")
    try:
        if given is not None and given.name.lower().endswith(tuple(f".{kind}" for kind in CALLS)):
            spoken = transcript.read(given.getvalue(), given.name)
            if spoken.speakers():
                _keep({"of": saved_id, "source": source, "found": None, **_call(spoken)})
                return
            words = _as_text(spoken)  # captions that name nobody: all of it is read, and a person leaves out our part
            shelf.tell("Nobody is named in this file, so all of it was read. Leave out what we said.")
        else:
            words = files.read_pitch(given.getvalue(), given.name).text if given is not None else text
        if not words.strip():
            raise InputError("There is nothing to read yet. Paste your notes, or open a file.")
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    _ask({"of": saved_id, "text": words, "source": source})
    if given is None:
        state.store().drafts.drop(_pasted(saved_id))


def _ask(held: dict[str, Any]) -> None:
    """Have them read by the judge in force: the embedded one at once, a language model beside the page."""
    if reader.by_a_model():
        _keep({**held, "found": None, "asked": True})
    else:
        _by_the_embedded(held)


def _by_the_embedded(held: dict[str, Any]) -> None:
    reader.forget("notes")
    _keep({**held, "found": None, "asked": False})


def _awaited(saved: Saved[Profile], held: dict[str, Any]) -> None:
    """The model reads, once somebody has seen what is sent; the embedded judge is a click away, and reads where the
    model may not, or cannot.
    """
    if not reader.may_ask():
        _by_the_embedded(held)
        st.rerun()
    seen = reader.seen(reader.NOTES, lambda judge: _questions(held, judge), saved.value)
    if seen:
        key = (held["of"], held["text"], held.get("prospects"))
        at_work = reader.beside("notes", key, saved.value, lambda judge: _proposed(held, judge))
        if at_work.finished and at_work.found is None:
            st.session_state[shelf.PROBLEM] = reader.instead(at_work.problem)
            _by_the_embedded(held)
            st.rerun()
        if at_work.finished:
            reader.forget("notes")
            _keep({**held, "found": at_work.found, "by": reader.named().llm_model})
            st.rerun()
        reader.waiting(at_work, "You can go on elsewhere meanwhile.")
    with st.container(horizontal=True):
        st.button("Let the embedded judge find it", key="notes.embedded", on_click=_by_the_embedded, args=(held,))
        st.button("Other notes", key="notes.other", on_click=_put_away)


def _questions(held: dict[str, Any], judge: LanguageModelJudge) -> list[Question]:
    if "prospects" in held:
        return judge.about_turns(Transcript.model_validate(held["call"]), held["prospects"])
    return judge.about_notes(held["text"])


def _proposed(held: dict[str, Any], judge: Judge) -> list[dict[str, Any]]:
    """What a judge takes for statements: in the notes, or in what the prospects said in a call."""
    if "prospects" not in held:
        return _proposals(judge.statements(held["text"]))
    spoken = Transcript.model_validate(held["call"])
    starts, at = {}, 0
    for turn in spoken.turns:
        starts[turn.n] = at + len(_speaker(turn))
        at = starts[turn.n] + len(turn.text) + 1
    found = judge.heard(spoken, held["prospects"])
    moved = [
        one.model_copy(update={"start": one.start + starts[one.turn or 0], "end": one.end + starts[one.turn or 0]})
        for one in found
    ]
    said_by = [next(turn.speaker for turn in spoken.turns if turn.n == one.turn) for one in found]
    return [{**one, "person": person} for one, person in zip(_proposals(moved), said_by, strict=True)]


def _proposals(found: Iterable[Found]) -> list[dict[str, Any]]:
    return [
        {**one.model_dump(mode="json", exclude={"turn"}), "n": n, "state": "open", "saved": None}
        for n, one in enumerate(found, 1)
    ]


def _call(spoken: Transcript) -> dict[str, Any]:
    """A transcript as notes hold it: its turns, and the text they make on the page."""
    return {"text": _as_text(spoken), "call": spoken.model_dump(mode="json")}


def _as_text(spoken: Transcript) -> str:
    return "\n".join(f"{_speaker(turn)}{turn.text}" for turn in spoken.turns)


def _speaker(turn: Turn) -> str:
    return f"{turn.speaker}: " if turn.speaker else ""


def _whose(held: dict[str, Any]) -> None:
    """A transcript does not say who is selling: the rep does."""
    spoken = Transcript.model_validate(held["call"])
    st.markdown(f"{widgets.counted(len(spoken.turns), 'turn')}. Who of them is the prospect?")
    picked = st.pills("Prospects", spoken.speakers(), selection_mode="multi", key="notes.speakers")
    with st.container(horizontal=True):
        st.button("Find what they said", type="primary", key="notes.hear", on_click=_hear, args=(held, picked))
        st.button("Other notes", key="notes.other", on_click=_put_away)


def _hear(held: dict[str, Any], prospects: list[str]) -> None:
    if not prospects:
        st.session_state[shelf.PROBLEM] = "Choose who of them is the prospect first."
        return
    _ask({**held, "prospects": prospects})


def _keep(notes: dict[str, Any]) -> None:
    st.session_state[shelf.NOTES] = notes
    state.store().drafts.keep(_key(notes["of"]), notes)


def _put_away() -> None:
    reader.forget("notes")
    notes = st.session_state[shelf.NOTES]
    state.store().drafts.drop(_key(notes["of"]))
    st.session_state[shelf.NOTES] = {"of": notes["of"], "text": None}


def notes_data(held: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """The notes with their marks, and a card for each thing found."""
    hints = shelf.worded([(one["text"], one["force"]) for one in held["found"]], profile)
    return {
        "text": held["text"],
        "found": [
            {
                **{key: one[key] for key in ("n", "start", "end", "text", "force", "who", "state")},
                "sure": _as_sure(one),
                "hint": hint and {"words": hint.words, "question": hint.question},
            }
            for one, hint in zip(held["found"], hints, strict=True)
        ],
    }


def _as_sure(one: Mapping[str, Any]) -> str:
    told = f"The judge is {min(one['probability'], 0.99):.0%} sure."
    return f"{told} The embedded judge heard this: {one['stand_in']}." if one.get("stand_in") else told


def decide(word: dict[str, Any]) -> None:
    """Accept (and save) one thing found or several, reject one, or open it again (and take it out)."""
    notes = st.session_state[shelf.NOTES]
    words = word.get("rest", [word])
    decided = [(notes["found"][int(each["n"]) - 1], each) for each in words]
    new = [(one, each) for one, each in decided if (each["state"], one["state"]) == ("kept", "open")]
    if new and not _accept(notes, new):
        return
    for one, each in decided:
        if each["state"] == "open" and one["saved"]:
            if not shelf.change(lambda profile, taken=one["saved"]: shelf.without_statement(profile, taken)):
                return
            one["saved"] = None
        one["state"] = each["state"]
    _keep(notes)


def _accept(notes: dict[str, Any], decided: Sequence[tuple[dict[str, Any], Mapping[str, Any]]]) -> bool:
    """Save what was found, as a person words it, in one version of the prospect."""
    said = [_said(notes, one, word) for one, word in decided]
    if not shelf.change(lambda profile: reduce(shelf.with_statement, said, profile), adds=True):
        return False
    new = st.session_state[shelf.SEEN].value.statements[-len(said) :]
    for (one, word), statement in zip(decided, new, strict=True):
        one.update(text=word["text"], force=word["force"], who=word["who"], saved=statement.id)
    return True


def _said(notes: Mapping[str, Any], one: Mapping[str, Any], word: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as the board's editor tells it."""
    return {
        "text": word["text"],
        "force": word["force"],
        "who": word["who"],
        "source": notes["source"],
        "person": one.get("person"),
        "said_on": dt.datetime.now(dt.UTC).date(),
        "verbatim": word["text"].strip() in notes["text"],
    }
