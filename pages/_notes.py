"""From notes or a transcript: what the judge takes for statements, each accepted, edited or rejected by a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import files
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pitchcheck.profile import Profile
    from pitchcheck.store import Saved

KINDS = ["txt", "md", "docx", "pdf", "eml"]
LIMIT = 200_000


def view(saved: Saved[Profile]) -> None:
    """Paste or open, then decide. Nothing is saved that was not accepted."""
    held = _held(saved)
    if held is None:
        _give(saved)
        return
    open_ones = sum(one["state"] == "open" for one in held["found"])
    kept = sum(one["state"] == "kept" for one in held["found"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_stand(len(held["found"]), open_ones, kept), width="stretch")
        st.button("Other notes", key="notes.other", on_click=_put_away)
    widgets.notes(notes_data(held, saved.value), decided=decide)


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
    text = st.text_area(
        "Notes", key="notes.text", height=260, label_visibility="collapsed", max_chars=LIMIT,
        placeholder="Call with Dana, 9 Nov. “Half the calls we get are customers asking when somebody is coming.” …",
    )  # fmt: skip
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    given = left.file_uploader("Or open a file", type=KINDS, key="notes.file", max_upload_size=10)
    right.text_input("Where is it from?", key="notes.source", placeholder="first call", max_chars=100)
    st.button("Find what they said", type="primary", key="notes.find", on_click=_find, args=(saved.id, text, given))


def _find(saved_id: str, text: str, given: Any) -> None:
    try:
        words = files.read_pitch(given.getvalue(), given.name).text if given is not None else text
        if not words.strip():
            raise InputError("There is nothing to read yet. Paste your notes, or open a file.")
        found = state.judge().statements(words)
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    source = st.session_state.get("notes.source", "").strip() or (given.name if given is not None else "notes")
    _keep(
        {
            "of": saved_id,
            "text": words,
            "source": source,
            "found": [
                {**one.model_dump(mode="json", exclude={"turn"}), "n": n, "state": "open", "saved": None}
                for n, one in enumerate(found, 1)
            ],
        }
    )


def _keep(notes: dict[str, Any]) -> None:
    st.session_state[shelf.NOTES] = notes
    state.store().drafts.keep(_key(notes["of"]), notes)


def _put_away() -> None:
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
                "sure": f"The judge is {one['probability']:.0%} sure.",
                "hint": hint and {"words": hint.words, "question": hint.question},
            }
            for one, hint in zip(held["found"], hints, strict=True)
        ],
    }


def decide(word: dict[str, Any]) -> None:
    """Accept (and save), reject, or open again (and take out) one thing found."""
    notes = st.session_state[shelf.NOTES]
    one = notes["found"][int(word["n"]) - 1]
    if word["state"] == "kept" and one["state"] == "open":
        if not _accept(notes, one, word):
            return
    elif word["state"] == "open" and one["saved"]:
        taken = one["saved"]
        if not shelf.change(lambda profile: shelf.without_statement(profile, taken)):
            return
        one["saved"] = None
    one["state"] = word["state"]
    _keep(notes)


def _accept(notes: dict[str, Any], one: dict[str, Any], word: dict[str, Any]) -> bool:
    said = {
        "text": word["text"],
        "force": word["force"],
        "who": word["who"],
        "source": notes["source"],
        "said_on": dt.datetime.now(dt.UTC).date(),
        "verbatim": word["text"].strip() in notes["text"],
    }
    before = {statement.id for statement in st.session_state[shelf.SEEN].value.statements}
    if not shelf.change(lambda profile: shelf.with_statement(profile, said)):
        return False
    new = [statement.id for statement in st.session_state[shelf.SEEN].value.statements if statement.id not in before]
    one.update(text=word["text"], force=word["force"], who=word["who"], saved=new[0] if new else None)
    return True
