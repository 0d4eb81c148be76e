"""What is taken away: a table in three formats, and whether names go from what is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages import _widgets as widgets
from pitchcheck.report import tables

if TYPE_CHECKING:
    import pandas as pd

    from pitchcheck.report.anonymous import Nameless
    from pitchcheck.review import Review

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = (
    ("For anything (CSV)", tables.csv, "csv", "text/csv"),
    ("For a spreadsheet (XLSX)", tables.xlsx, "xlsx", WORKBOOK),
    ("For a notebook (Parquet)", tables.parquet, "parquet", "application/vnd.apache.parquet"),
)


def offer(name: str, table: pd.DataFrame) -> None:
    """A popover with the table in three formats; each is made when it is asked for."""
    with st.popover("Download", key=f"{name}.downloads"):
        for label, make, kind, mime in FORMATS:
            st.download_button(
                label, lambda make=make: make(table), f"{name}.{kind}", mime, key=f"{name}.{kind}", width="stretch",
                on_click="ignore",
            )  # fmt: skip


def without_names(review: Review, key: str) -> Nameless | None:
    """Asks whether what follows is to be shared without names; what takes them out, or None where they stay."""
    if not st.toggle("Without names", key=f"{key}.nameless", help=NAMELESS):
        return None
    from pitchcheck.report.anonymous import Nameless

    also = st.text_input("Names to hide besides", key=f"{key}.also", placeholder="By commas: Rosa, Acme", live="300ms")
    found = Nameless.of(review, also.split(","))
    names = widgets.plain(", ".join(found.names)) or "nobody’s that is known"
    st.caption(f"Hidden: {names}. Read it before you share it: a name that is not in this list stays.")
    return found


NAMELESS = (
    "For sharing: people become Rep, Prospect or Speaker 1, companies become [company], and e-mail addresses, links "
    "and long numbers go. Figures and marks stay as they are."
)
