"""How often a verdict is right is said from what the bench measured, and of these weights only."""

import pytest

from pitchcheck.judge import Basis, JudgeVersion
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.measured import SIZES, how_often
from pitchcheck.judge.score import FEW_CLAIMS, MANY_CLAIMS


def test_the_shipped_weights_are_the_measured_ones() -> None:
    """New weights need ``python -m benchmarks.judge --keep``: until then no review says how often it is right."""
    assert all(how_often(open_judge().version(), basis, claims) for basis in Basis for claims in (1, 5, 6, 13, 14, 40))


@pytest.mark.parametrize("claims", [3, 16])
def test_more_to_go_by_is_right_more_often(claims: int) -> None:
    """Its own catalogue before the library and before neither, on every material and of every size."""
    own, library, neither = (how_often(open_judge().version(), basis, claims) for basis in Basis)
    assert own
    assert library
    assert neither
    assert min(own.right) > max(*library.right, *neither.right)
    assert own.unsure < library.unsure
    assert all(least <= most for one in (own, library, neither) for least, most in (one.right, one.sure, one.unsure))


@pytest.mark.parametrize("basis", Basis)
def test_what_was_measured_is_said_of_pitches_of_its_size(basis: Basis) -> None:
    """Of one to five claims what parts of pitches gave, of fourteen on what whole ones did, between them all of it."""
    assert (SIZES["few"][1], SIZES["many"][0]) == (FEW_CLAIMS, MANY_CLAIMS)
    few, one, some, many, more = (how_often(open_judge().version(), basis, claims) for claims in (5, 1, 9, 14, 60))
    assert few == one != many == more
    assert few
    assert some
    assert many
    assert some.right == (min(few.right + many.right), max(few.right + many.right))


def test_of_another_judge_nothing_is_known() -> None:
    """Other weights, other thresholds, a language model: what was measured is not theirs."""
    assert how_often(JudgeVersion(name="embedded", version="1", weights="other"), Basis.CATALOGUE, 16) is None
    moved = open_judge().version().model_copy(update={"version": "1, other thresholds"})
    assert how_often(moved, Basis.CATALOGUE, 16) is None
