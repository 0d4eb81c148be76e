"""Two takes side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.comparing import Kind, compare
from pitchcheck.figures import figures
from pitchcheck.judge import Link, Reading, Relation
from pitchcheck.pitch import Claim
from pitchcheck.review import Review, refigure
from tests.report.story import review


def with_claim(base: Review, text: str, relevance: float, to: str | None) -> Review:
    """The review with one more claim at the end of the pitch."""
    start = 10_000
    links = (Link(to=to, relation=Relation.ADVANCES, probability=0.9, holds=True),) if to else ()
    claim = Claim(id="new", n=99, start=start, end=start + len(text), text=text, attention=4)
    readings = (*base.readings, Reading(claim=claim, relevance=relevance, harm=0, links=links))
    more = base.model_copy(update={"readings": readings, "kept": base.kept | {"new"}})
    return refigure(more, more.kept)


def said_otherwise(base: Review, claim: str, text: str) -> Review:
    """The review with one claim in other words."""
    readings = tuple(
        r.model_copy(update={"claim": r.claim.model_copy(update={"text": text})}) if r.claim.id == claim else r
        for r in base.readings
    )
    return refigure(base.model_copy(update={"readings": readings}), base.kept)


def test_the_same_take_twice_has_no_changes() -> None:
    """Nothing cut, nothing added, nothing gained."""
    comparison = compare(review(), review())
    assert (comparison.changes, comparison.rest) == ((), 0)


def test_one_cut_does_to_the_figure_what_its_weight_promised() -> None:
    """The gift cards' weight is what the second take gained."""
    base = review()
    assert base.figures is not None
    (change,) = compare(base, refigure(base, base.kept - {"c10"})).changes
    assert (change.kind, change.before and change.before.claim.text) == (Kind.CUT, "gift cards")
    assert change.effect == pytest.approx(base.figures.weights["c10"])


def test_an_added_answer_is_named_with_what_it_brought() -> None:
    """ "reminders by text" answers the nine who forget; the figure goes up."""
    comparison = compare(review(), with_claim(review(), "reminders by text that people answer", 0.95, "s2"))
    (change,) = comparison.changes
    assert (change.kind, change.after and change.after.claim.id) == (Kind.ADDED, "new")
    assert change.effect > 0
    assert comparison.rest == pytest.approx(0)


def test_a_claim_in_nearly_the_same_words_is_reworded_not_cut() -> None:
    """ "trusted by over 4,000 practices" and "trusted by over 5,000 practices" are one claim."""
    (change,) = compare(review(), said_otherwise(review(), "c1", "trusted by over 5,000 practices")).changes
    assert change.kind is Kind.REWORDED


def test_a_claim_in_other_words_altogether_is_cut_and_added() -> None:
    """Where nothing is left of the old words, one claim went and another came."""
    kinds = [change.kind for change in compare(review(), said_otherwise(review(), "c1", "a free lunch")).changes]
    assert kinds == [Kind.CUT, Kind.ADDED]


def test_without_a_figure_the_changes_are_still_named() -> None:
    """A thin profile has no figure, but a rep still sees what they cut."""
    silent = review().model_copy(update={"figures": None})
    comparison = compare(silent, silent.model_copy(update={"kept": silent.kept - {"c1"}}))
    assert [(change.kind, change.effect) for change in comparison.changes] == [(Kind.CUT, 0.0)]
    assert (comparison.before, comparison.after, comparison.rest) == (None, None, 0.0)


IDS = st.sets(st.sampled_from([f"c{i}" for i in range(1, 16)]))


@given(IDS, IDS)
def test_effects_and_the_rest_add_up_to_the_difference(first: set[str], second: set[str]) -> None:
    """Whatever was cut and brought back, every point of the difference is accounted for."""
    base = review()
    before, after = refigure(base, base.kept - first), refigure(base, base.kept - second)
    comparison = compare(before, after)
    assert comparison.before is not None
    assert comparison.after is not None
    gained = sum(change.effect for change in comparison.changes) + comparison.rest
    assert gained == pytest.approx(comparison.after - comparison.before, abs=1e-9)
    assert comparison.rest == pytest.approx(0, abs=1e-9)


@given(IDS, IDS)
def test_each_change_is_one_claim_gone_or_come(first: set[str], second: set[str]) -> None:
    """Cut is what the first take kept and the second did not; added the other way round."""
    base = review()
    changes = compare(refigure(base, base.kept - first), refigure(base, base.kept - second)).changes
    cut = {change.before.claim.id for change in changes if change.kind is Kind.CUT and change.before}
    added = {change.after.claim.id for change in changes if change.kind is Kind.ADDED and change.after}
    assert (cut, added) == (second - first, first - second)


def test_figures_are_those_of_the_takes() -> None:
    """R then and R now, as saved."""
    after = refigure(review(), review().kept - {"c1"})
    kept = [reading for reading in after.readings if reading.claim.id in after.kept]
    comparison = compare(review(), after)
    assert comparison.before == figures(review().readings, review().profile).relevance
    assert comparison.after == figures(kept, review().profile).relevance
