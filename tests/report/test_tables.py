"""Tables to take away."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.report import tables

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x")', "https://example.com", "plain"]


def table() -> pd.DataFrame:
    """Text that a spreadsheet would run, numbers, times, and what is missing."""
    return pd.DataFrame(
        {
            "said": NASTY,
            "pitches": range(len(NASTY)),
            "share": [0.5, None, *[0.25] * (len(NASTY) - 2)],
            "at": [pd.Timestamp(dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC))] * len(NASTY),
            "texts": [(("Dana", "=cmd"), ("Luis", "no"))] * len(NASTY),
        }
    )


def test_no_cell_of_a_csv_is_a_formula() -> None:
    """Every cell that would run has an apostrophe before it; the mark at the start tells a spreadsheet it is UTF-8."""
    found = tables.csv(table())
    assert found.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(found))
    assert list(back["said"][:4]) == ["'=1+1", "'+1", "'-1", "'@SUM(A1)"]
    assert back["said"].iloc[-1] == "plain"


def test_a_workbook_holds_text_as_text() -> None:
    """No formula, no link; numbers and times are numbers and times."""
    with zipfile.ZipFile(io.BytesIO(tables.xlsx(table()))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not any("externalLink" in name for name in names)
    assert "<v>0.5</v>" in sheet


def test_parquet_comes_back_as_it_was() -> None:
    """A notebook gets the very values."""
    back = pd.read_parquet(io.BytesIO(tables.parquet(table())))
    assert list(back["said"]) == NASTY
    assert list(back["at"]) == list(table()["at"])


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_can_be_taken_away(texts: list[str]) -> None:
    """Whatever people wrote, each format is made; nothing in the CSV begins like a formula."""
    frame = pd.DataFrame({"said": texts})
    cells = tables.csv(frame).decode("utf-8-sig").split("\n", 1)[1]
    assert not cells.startswith(("=", "+", "-", "@"))
    assert zipfile.is_zipfile(io.BytesIO(tables.xlsx(frame)))


def test_an_empty_table_has_its_head() -> None:
    """A table without rows is still a table."""
    empty = table()[:0]
    assert tables.csv(empty).decode("utf-8-sig").startswith("said,pitches")
    assert zipfile.is_zipfile(io.BytesIO(tables.xlsx(empty)))
