"""Numbers of things, in words and in figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.counting import counted, named, number


@pytest.mark.parametrize(("n", "things"), [(0, "0 pitches"), (1, "1 pitch"), (2, "2 pitches"), (1200, "1,200 pitches")])
def test_only_one_thing_is_one(n: int, things: str) -> None:
    """None are many, as people say it; thousands are parted."""
    assert counted(n, "pitch", "pitches") == things


@given(st.integers(0, 10**6))
def test_a_thing_has_an_s_where_nothing_else_is_said(n: int) -> None:
    """Of any number but one."""
    assert counted(n, "claim") == f"{n:,} {named(n, 'claim')}"
    assert named(n, "claim").endswith("s") is (n != 1)


@pytest.mark.parametrize(("n", "word"), [(0, "no"), (1, "one"), (10, "ten"), (11, "11")])
def test_small_numbers_are_words(n: int, word: str) -> None:
    """Up to ten."""
    assert number(n) == word
