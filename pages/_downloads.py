"""A table to take away: CSV for anything, XLSX for a spreadsheet, Parquet for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pitchcheck.report import tables

if TYPE_CHECKING:
    import pandas as pd

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
