"""One thing said in different words, with vectors that anybody can draw on paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.alike import alike, typical
from pitchcheck.judge.encoder import Vectors

ANGLES = {"reports": 0, "charts": 10, "dashboards": 20, "live map": 90, "vans on a map": 100, "no contract": 180}


def read(texts: Sequence[str]) -> Vectors:
    """Each text points where it is said to."""
    turned = np.radians([ANGLES[text] for text in texts])
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def groups(texts: Sequence[str], together: Sequence[int | None] = ()) -> set[frozenset[str]]:
    """Which texts share a number."""
    labels = alike(texts, together, read)
    return {
        frozenset(text for text, other in zip(texts, labels, strict=True) if other == label) for label in set(labels)
    }


def test_near_texts_are_one_thing() -> None:
    """Reports, charts and dashboards; the map twice; and what has nothing to do with either."""
    assert groups(list(ANGLES)) == {
        frozenset({"reports", "charts", "dashboards"}),
        frozenset({"live map", "vans on a map"}),
        frozenset({"no contract"}),
    }


def test_what_a_person_put_together_stays_so() -> None:
    """However far apart it is, and what is near one of them joins them."""
    said = [7, None, None, None, None, 7]
    assert frozenset({"reports", "no contract"}) <= next(
        group for group in groups(list(ANGLES), said) if "reports" in group
    )


def test_what_a_person_put_apart_stays_apart() -> None:
    """Charts are not reports, they said; what is near goes to the nearer of the two."""
    found = groups(["reports", "charts", "dashboards"], [1, 2, None])
    assert found == {frozenset({"reports"}), frozenset({"charts", "dashboards"})}


def test_nothing_and_one() -> None:
    """No text has no group, a single one its own."""
    assert list(alike([], (), read)) == []
    assert groups(["reports"]) == {frozenset({"reports"})}


@given(st.permutations(list(ANGLES)))
def test_the_order_of_texts_changes_no_group(texts: list[str]) -> None:
    """As promised of every figure."""
    assert groups(texts) == groups(list(ANGLES))


@given(st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=6, max_size=6))
def test_people_s_word_always_holds(together: list[int | None]) -> None:
    """Two texts they put in one group are in one, two they put in two groups in two."""
    labels = alike(list(ANGLES), together, read)
    spoken = [(label, said) for label, said in zip(labels, together, strict=True) if said is not None]
    assert all((a == b) == (x == y) for a, x in spoken for b, y in spoken)


def test_the_typical_one_is_in_the_middle() -> None:
    """Of three, the one between; said often enough, one at the edge; of one, that one, without reading it."""
    even, uneven = {"reports": 1, "charts": 1, "dashboards": 1}, {"reports": 20, "charts": 1, "dashboards": 1}
    assert typical([even, uneven, {"nowhere": 1}], read) == ["charts", "reports", "nowhere"]


def test_of_equals_the_most_said_is_typical() -> None:
    """Of two equally near the one said more, else the first of the alphabet."""
    same = lambda texts: np.ones((len(texts), 2), np.float32)  # noqa: E731
    assert typical([{"b": 1, "a": 1}, {"a": 1, "b": 2}], same) == ["a", "b"]
