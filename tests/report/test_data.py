"""JSON and CSV: nothing lost on the way, nothing a spreadsheet would run."""

from __future__ import annotations

import csv as tables
import io
from json import loads

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.report import csv, html, json, markdown
from pitchcheck.report.data import cell
from pitchcheck.review import Review
from tests.report.story import hostile, recorded, review


def rows(text: str) -> list[dict[str, str]]:
    """The CSV as a spreadsheet reads it."""
    return list(tables.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_json_reads_back_as_the_same_review() -> None:
    """Nothing is lost, and it keeps to the schema the command line prints."""
    assert Review.model_validate_json(json(review())) == review()
    jsonschema.validate(loads(json(review())), Review.model_json_schema(mode="serialization"))


def test_json_has_the_same_bytes_in_every_process() -> None:
    """The set of counted claims is written sorted, whatever order this process keeps it in."""
    kept = loads(json(review()))["kept"]
    assert kept == sorted(f"c{i}" for i in range(1, 16))


def test_csv_has_a_row_for_every_claim() -> None:
    """Numbers are numbers, quotes are whole, and both kinds of answer have their column."""
    found = rows(csv(review()))
    assert [row["number"] for row in found] == [str(n) for n in range(1, 16)]
    assert found[3]["answers"].startswith("If a chair opens up, I'd like somebody in it by lunch. | Monday at seven")
    assert found[13]["makes worse"] == "I don't want patient names sitting on somebody else's computer."
    assert found[6]["sure"] == "no"
    assert float(found[3]["points without it"]) == round(review().figures.weights["c4"], 4)  # type: ignore[union-attr]
    assert sum(float(row["attention share"]) for row in found) == pytest.approx(1, abs=1e-3)


def test_a_recording_says_when() -> None:
    """In seconds for a spreadsheet, as a player shows it for people; a written pitch has no times."""
    assert [row["said at"] for row in rows(csv(recorded()))][:4] == ["150.0", "150.0", "225.0", "225.0"]
    assert {row["said at"] for row in rows(csv(review()))} == {""}
    assert "at 3:45" in html(recorded())
    assert "“one page with all your clinics on it” at 3:45 |" in markdown(recorded())
    assert "at 3:45" not in html(review())


def test_excel_is_told_that_it_is_unicode() -> None:
    """The file starts with a byte order mark."""
    assert csv(review()).startswith("\ufeffnumber,claim,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " =", "＝", "－1"])
def test_a_cell_that_starts_a_formula_is_text(start: str) -> None:
    """Whoever opens the file in a spreadsheet runs nothing."""
    found = rows(csv(hostile(f"{start}HYPERLINK(1)")))[0]
    assert found["claim"] == f"'{start}HYPERLINK(1)"
    assert found["feature"].startswith("'")


@given(st.text())
def test_no_text_cell_starts_a_formula(text: str) -> None:
    """Whatever is typed; and the words behind the apostrophe are the words typed."""
    safe = str(cell(text))
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert safe.removeprefix("'") == text.removeprefix("'")


def test_numbers_stay_numbers() -> None:
    """A weight below zero is a number and no formula."""
    assert cell(-1.5) == -1.5
