"""How often a verdict is right is said from what the bench measured, and of these weights only."""

from pitchcheck.judge import Basis, JudgeVersion
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.measured import how_often


def test_the_shipped_weights_are_the_measured_ones() -> None:
    """New weights need ``python -m benchmarks.judge --keep``: until then no review says how often it is right."""
    assert all(how_often(open_judge().version(), basis) for basis in Basis)


def test_more_to_go_by_is_right_more_often() -> None:
    """Its own catalogue before the library, the library before neither, on every material."""
    own, library, neither = (how_often(open_judge().version(), basis) for basis in Basis)
    assert own
    assert library
    assert neither
    assert own.right > library.right > neither.right
    assert own.unsure < library.unsure
    assert all(least <= most for one in (own, library, neither) for least, most in (one.right, one.sure, one.unsure))


def test_of_another_judge_nothing_is_known() -> None:
    """Other weights, other thresholds, a language model: what was measured is not theirs."""
    assert how_often(JudgeVersion(name="embedded", version="1", weights="other"), Basis.CATALOGUE) is None
    moved = open_judge().version().model_copy(update={"version": "1, other thresholds"})
    assert how_often(moved, Basis.CATALOGUE) is None
