"""The log of who looked at or changed whose what, as a table that reads like sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import _widgets as widgets
from pitchcheck.store import Entry
from pitchcheck.store.erasing import KEPT_HOUSE

GONE = "somebody deleted since"
COLUMNS = {"at": "When (UTC)", "by": "Who", "did": "What", "whose": "Whose", "detail": "Changed"}
ITSELF = "pitchcheck"
DID = {
    "looked": "looked at",
    "judged": "said a word on",
    "copied": "took a copy of all that is held on a",
    "erased": "deleted for good",
}
DELETED = "deleted what had its time: "
NOTHING_DUE = "looked for what has had its time: nothing"


def table(entries: Sequence[Entry], nothing: str, columns: Sequence[str] = tuple(COLUMNS)) -> None:
    """The entries, newest first; ``nothing`` is said where there are none."""
    if not entries:
        st.markdown(nothing)
        return
    widgets.log({"names": {one: COLUMNS[one] for one in columns}, "rows": [row(one) for one in entries]})


def row(one: Entry) -> dict[str, Any]:
    """One line: when, who, what they did, whose, and what changed."""
    return {
        "at": f"{one.at:%Y-%m-%d %H:%M}",
        "by": one.by or (ITSELF if one.action == KEPT_HOUSE else GONE),
        "did": _did(one),
        "whose": one.owner or "",
        "detail": one.detail,
    }


def _did(one: Entry) -> str:
    """House-keeping says what went: "everything" is only what it looked through."""
    if one.action == KEPT_HOUSE:
        return f"{DELETED}{one.detail}" if one.detail else NOTHING_DUE
    return f"{DID.get(one.action, one.action)} {one.kind}"
