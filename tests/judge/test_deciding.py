"""Other thresholds, the same probabilities: what a house sets moves verdicts one way, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pitchcheck.judge import Basis, Borrowed, Link, Reading, Relation, Verdict
from pitchcheck.judge.deciding import AS_MEASURED, Thresholds, decided
from pitchcheck.judge.score import scores
from pitchcheck.pitch import Claim

SHARES = st.floats(0.05, 0.95)
CLAIM = Claim(id="c1", n=1, start=0, end=4, text="text", attention=1.0)


def reading(answer: float, harm: float = 0.0, relevance: float = 0.5, by: str | None = None) -> Reading:
    """A claim before one statement, as the judge might read it."""
    links = (
        Link(to="s1", relation=Relation.ADVANCES, probability=answer, holds=by is not None, by=by),
        Link(to="s1", relation=Relation.AGGRAVATES, probability=harm, holds=False),
    )
    return Reading(claim=CLAIM, relevance=relevance, harm=0.0, links=links)


def verdict(one: Reading, **asked: float) -> Verdict:
    """Its verdict with those thresholds."""
    (new,) = decided([one], Basis.LIBRARY, Thresholds(**asked))
    return new.verdict


def test_a_salesperson_s_example() -> None:
    """A link of 40% answers where 30% is enough, and does not where 50% is asked for."""
    assert verdict(reading(0.4), answers=0.3) is Verdict.TIED
    assert verdict(reading(0.4), answers=0.5) is Verdict.UNASKED
    assert verdict(reading(0.4, harm=0.6), answers=0.3, aggravates=0.5) is Verdict.WORSE
    assert verdict(reading(0.4, harm=0.6), answers=0.3, aggravates=0.7) is Verdict.TIED


@given(answer=SHARES, harm=SHARES, low=SHARES, high=SHARES)
def test_asking_for_more_never_ties_a_claim(answer: float, harm: float, low: float, high: float) -> None:
    """A claim tied at the higher threshold is tied at the lower one."""
    low, high = sorted((low, high))
    if verdict(reading(answer, harm), answers=high) is Verdict.TIED:
        assert verdict(reading(answer, harm), answers=low) is Verdict.TIED


@given(answer=SHARES, harm=SHARES, relevance=st.floats(0, 1))
def test_nothing_set_changes_nothing(answer: float, harm: float, relevance: float) -> None:
    """The judge's own readings come back as they were."""
    one = reading(answer, harm, relevance)
    assert decided([one], Basis.LIBRARY, AS_MEASURED) == (one,)


def test_a_person_s_word_stands_at_any_threshold() -> None:
    """What somebody confirmed holds, and is not asked about again."""
    (new,) = decided([reading(0.1, by="Kim")], Basis.LIBRARY, Thresholds(answers=0.9, ask_from=0.1, ask_to=0.9))
    assert (new.verdict, new.sure) == (Verdict.TIED, True)


def test_between_which_shares_a_person_is_asked() -> None:
    """The doubtful are asked about, the others not."""
    band = Thresholds(ask_from=0.4, ask_to=0.6)
    readings = [reading(0.4, relevance=share) for share in (0.3, 0.5, 0.7)]
    assert [one.sure for one in decided(readings, Basis.LIBRARY, band)] == [True, False, True]
    with pytest.raises(ValidationError):
        Thresholds(ask_from=0.6, ask_to=0.4)


def test_a_no_that_comes_from_the_whole_pitch_alone_is_asked_about() -> None:
    """Little chance that it is tied, because the pitch seems to be for somebody else: sure only where it would be low
    otherwise too. A yes needs no such care."""
    band = Thresholds(ask_from=0.4, ask_to=0.6)
    for relevance, at_best, sure in ((0.1, 0.3, True), (0.1, 0.5, False), (0.1, 0.9, False), (0.7, 0.9, True)):
        one = reading(0.1, relevance=relevance).model_copy(update={"at_best": at_best})
        assert [new.sure for new in decided([one], Basis.LIBRARY, band)] == [sure]
    one = reading(0.1, relevance=0.1).model_copy(update={"at_best": 0.9})
    (new,) = decided([one], Basis.LIBRARY, Thresholds(ask_from=0.5, ask_to=0.5))
    assert not new.sure


def test_a_judge_with_other_thresholds_is_another_version() -> None:
    """So that a review tells with which it was read."""
    assert AS_MEASURED.mark == ""
    assert Thresholds(answers=0.4, ask_from=0.2).mark == ", answers 0.4, ask from 0.2"


@pytest.mark.parametrize(
    ("feature", "borrowed", "basis", "read_with"),
    [
        ("SSO", False, Basis.CATALOGUE, Basis.CATALOGUE),
        ("SSO", False, Basis.LIBRARY, Basis.CATALOGUE),
        ("SSO", True, Basis.CATALOGUE, Basis.LIBRARY),
        ("SSO", True, Basis.LIBRARY, Basis.LIBRARY),
        (None, True, Basis.CATALOGUE, Basis.LIBRARY),
        (None, True, Basis.LIBRARY, Basis.LIBRARY),
        ("SSO", False, Basis.NEITHER, Basis.NEITHER),
        (None, False, Basis.NEITHER, Basis.NEITHER),
    ],
)
def test_what_is_not_set_is_as_measured_for_what_a_claim_was_read_with(
    feature: str | None, *, borrowed: bool, basis: Basis, read_with: Basis
) -> None:
    """A feature with phrases of its own reads those, whatever most claims of the review read; what borrows does not."""
    shipped = scores()[read_with]
    lent = (Borrowed(text="nine passwords", feature="SSO", closeness=0.9),) if borrowed else ()
    for share, holds in ((shipped.answers_from, True), (shipped.answers_from - 1e-5, False)):
        one = reading(share).model_copy(update={"feature": feature, "borrowed": lent})
        (new,) = decided([one], basis, Thresholds(ask_from=0.05))
        assert new.tied is holds
