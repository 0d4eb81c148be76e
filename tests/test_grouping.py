"""What is never asked for, on pitches that fit on a page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from pitchcheck.grouping import Heat, grouped, heat, same, things, to_whom, unanswered, whose, wordings
from pitchcheck.judge.encoder import Vectors

PITCHES = pd.DataFrame(
    [
        ("p1", "Dana", "Brightline", "deciding", "heating"),
        ("p2", "Dana", None, "deciding", "heating"),
        ("p3", "Luis", None, "deciding", "ferries"),
    ],
    columns=["review_id", "prospect", "company", "stage", "industry"],
).set_index("review_id")
CLAIMS = pd.DataFrame(
    [
        ("p1", "c1", "Sixty reports", "unasked"),
        ("p1", "c2", "A live map", "tied"),
        ("p2", "c1", "sixty  reports", "unasked"),
        ("p2", "c2", "Sixty reports", "worse"),
        ("p3", "c1", "Many charts", "unasked"),
        ("p3", "c2", "A live map", "unasked"),
    ],
    columns=["review_id", "claim", "text", "verdict"],
).replace({"worse": "makes it worse"})
LINKS = pd.DataFrame(
    [("p1", "c2", "s1", "advances", "push"), ("p1", "c2", "s3", "aggravates", "anxiety"),
     ("p2", "c2", "s3", "aggravates", "anxiety")],
    columns=["review_id", "claim", "statement", "relation", "force"],
)  # fmt: skip
STATEMENTS = pd.DataFrame(
    [
        ("p1", "s1", "push", "buyer", "Where are my vans?", True),
        ("p2", "s1", "push", "buyer", "Where are my vans?", False),
        ("p1", "s3", "anxiety", "user", "I feel watched.", False),
        ("p2", "s3", "anxiety", "user", "I feel watched.", False),
        ("p3", "s1", "anxiety", "user", "They will feel watched.", False),
        ("p3", "s2", "no", "buyer", "No contract.", False),
    ],
    columns=["review_id", "statement", "force", "who", "text", "answered"],
)
KINDS = ("report", "chart", "map", "watched", "van")


def read(texts: Sequence[str]) -> Vectors:
    """Reports and charts are one direction; each other word its own."""
    rows = []
    for text in texts:
        words = [kind in text.casefold() for kind in KINDS]
        rows.append([words[0] or words[1], *words[2:]])
    return np.asarray(rows, np.float32)


@pytest.fixture
def claims() -> pd.DataFrame:
    """The claims, grouped."""
    return grouped(CLAIMS, read=read)


def test_the_same_words_are_one_wording() -> None:
    """Whatever their case and spacing; the most said first."""
    assert wordings(CLAIMS) == ["sixty reports", "a live map", "many charts"]
    assert same(" Sixty\n reports ") == "sixty reports"


def test_things_are_counted_by_pitch_and_prospect(claims: pd.DataFrame) -> None:
    """Said twice in one pitch counts once; reports in three pitches to two prospects, of whom nobody asked."""
    table = things(claims, PITCHES, read=read).set_index("name")
    reports, live = table.loc["Sixty reports"], table.loc["A live map"]
    assert tuple(reports[["pitches", "prospects", "wordings", "tied", "unasked", "worse"]]) == (3, 2, 2, 0, 3, 1)
    assert tuple(live[["pitches", "tied", "unasked", "tied_prospects", "asked"]]) == (2, 1, 1, 1, 0.5)


def test_two_of_one_name_at_two_companies_are_two(claims: pd.DataFrame) -> None:
    """Dana of Larkfield never asked for the map; a pitch that says no company is before the Dana whose it may be."""
    two = PITCHES.assign(prospect="Dana", company=["Brightline", "", "Larkfield"])
    live = things(claims, two, read=read).set_index("name").loc["A live map"]
    assert tuple(live[["prospects", "tied_prospects", "asked"]]) == (2, 1, 0.5)
    table = unanswered(STATEMENTS, two, read)
    assert tuple(table.iloc[0][["prospects", "pitches", "open"]]) == (2, 3, 3)
    assert {who for who, _ in table.iloc[0]["texts"]} == {"Dana, Brightline", "Dana, Larkfield"}


def test_a_person_s_grouping_and_name_hold(claims: pd.DataFrame) -> None:
    """Split by hand the charts are a thing of their own, under the name they were given."""
    split = grouped(CLAIMS, {"many charts": "g1", "sixty reports": "g2"}, read)
    table = things(split, PITCHES, {0: "Pictures of numbers"}, read)
    assert set(table["name"]) == {"Pictures of numbers", "Sixty reports", "A live map"}


def test_heat_counts_pitches_by_force(claims: pd.DataFrame) -> None:
    """The map answered a push once and fed an anxiety once; the reports fed it once."""
    live = claims[claims["text"] == "A live map"]["group"].iloc[0]
    cells = heat(claims, LINKS)
    assert cells[live, "push"] == Heat(1, 0)
    assert cells[live, "anxiety"] == Heat(0, 1)
    assert sum(cell.worsens for cell in cells.values()) == 2


def test_to_whom_it_was_said(claims: pd.DataFrame) -> None:
    """By industry, and by who had said what it touches."""
    live = claims[claims["text"] == "A live map"]
    assert to_whom(live, PITCHES, "industry").to_dict("index") == {
        "heating": {"pitches": 1, "tied": 1},
        "ferries": {"pitches": 1, "tied": 0},
    }
    assert whose(live, LINKS, STATEMENTS).to_dict("index") == {
        "buyer": {"answered": 1, "worsened": 0},
        "user": {"answered": 0, "worsened": 1},
    }


def test_what_is_left_open() -> None:
    """Two prospects feel watched and no pitch answers that; a push answered half the time is not listed, nor a no."""
    table = unanswered(STATEMENTS, PITCHES, read)
    assert list(table["force"]) == ["anxiety"]
    assert tuple(table.iloc[0][["prospects", "pitches", "open"]]) == (2, 3, 3)
    assert {prospect for prospect, _ in table.iloc[0]["texts"]} == {"Dana", "Luis"}


def test_a_pitch_counts_once_whoever_said_it_in_how_many_words() -> None:
    """Buyer and user felt watched in one pitch that answered both; the two after it answered neither."""
    told = pd.DataFrame(
        [
            ("p1", "s1", "anxiety", "user", "I feel watched.", True),
            ("p1", "s2", "anxiety", "buyer", "I feel watched.", True),
            ("p2", "s1", "anxiety", "user", "I feel watched.", False),
            ("p3", "s1", "anxiety", "user", "I feel watched.", False),
            ("p3", "s2", "anxiety", "buyer", "They feel watched.", False),
        ],
        columns=STATEMENTS.columns,
    )
    table = unanswered(told, PITCHES.assign(prospect="Dana"), read)
    assert table[["prospects", "pitches", "open"]].to_dict("records") == [{"prospects": 1, "pitches": 3, "open": 2}]


def test_nothing_said_nothing_left_open() -> None:
    """Empty tables in, empty tables out."""
    assert grouped(CLAIMS[:0], read=read).empty
    assert unanswered(STATEMENTS[:0], PITCHES, read).empty
    assert heat(grouped(CLAIMS, read=read), LINKS[:0]) == {}
