"""Do the judge and the coach agree? How far, on the calls shown, and the coach's words to take along as labels."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import streamlit as st

from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.agreement import Agreement, agreement, files, lines, pairs
from pitchcheck.store import Recording

if TYPE_CHECKING:
    from pitchcheck.review import Review


FEW = 30
"""Claims with a word below which kappa is a guess."""


def together(found: Sequence[Recording]) -> None:
    """How far the judge and those who listened agree on the calls shown, and their words as labels."""
    read = [one for one in found if one.reviewed_at is not None]
    if not st.toggle("Do the judge and you agree?", key="recordings.agree") or not read:
        return
    reviews = [(one.id, review) for one in read if (review := state.store().recordings.review(one.id))]
    told = agreement(pairs(review for _, review in reviews))
    st.markdown(agreed(told))
    if any(review.checked or review.heard for _, review in reviews):
        st.download_button(
            "Their words as labels, to train a judge on", lambda: labels(reviews), "coach.labels.zip",
            "application/zip", key="labels", on_click="ignore",
        )  # fmt: skip


def agreed(told: Agreement) -> str:
    """How far judge and coach agree, in a sentence or two."""
    if not told.n:
        return (
            "Nobody has said Right or Wrong to a claim of these calls yet. Open one and say it of each: then it shows."
        )
    claims = widgets.counted(told.n, "claim")
    same = f"Judge and coach say the same of {told.same} of the {claims} that somebody gave their word on."
    if told.kappa is None or told.low is None or told.high is None:
        return f"{same} There is only one verdict among them, so how far that is chance cannot be told."
    few = " These are still few claims." if told.n < FEW else ""
    return (
        f"{same} Beyond chance that is a kappa of **{told.kappa:.2f}**, likely between {told.low:.2f} and "
        f"{told.high:.2f} (1 is always, 0 is as chance would have it).{few} Whoever only opens what looks wrong makes "
        "the judge look worse than it is: pick some at random."
    )


def labels(reviews: Sequence[tuple[str, Review]]) -> bytes:
    """A zip of the scenarios and their labels, a line each, as the judge's training reads them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files(reviews).items():
            archive.writestr(f"coach.{name}.jsonl", lines(rows))
    return out.getvalue()
