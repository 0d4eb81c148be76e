"""A review: what it holds, what it counts, and what people's word does to it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pitchcheck.judge import Link, Reading, Relation, Verdict
from pitchcheck.profile import Profile
from pitchcheck.review import CONFIRMED, DENIED, Override, Review, overridden, refigure
from tests.builders import story
from tests.strategies import cases

TEXT = """
push: We type every invoice twice.
pull: I want to close the month by the fifth.
anxiety: What if it loses an invoice?
no: No new ledger.
---
[It reads the invoice](s1). [It has dark mode]. [It shreds originals](!s3). [A thing](?).
"""


def _word(claim: str, to: str, relation: Relation | None, **more: str) -> Override:
    return Override(claim=claim, to=to, relation=relation, by="Sam", **more)


def _after(*words: Override, text: str = TEXT) -> Review:
    review = story(text)
    return review.model_copy(update={"readings": overridden(review.readings, words)})


def test_a_review_finds_its_claims_and_statements() -> None:
    """By id; an unknown one is a KeyError and not somebody else's."""
    review = story(TEXT)
    assert review.reading("c2").claim.text == "It has dark mode"
    assert review.statement("s3").text == "What if it loses an invoice?"
    with pytest.raises(KeyError):
        review.reading("c9")
    with pytest.raises(KeyError):
        review.statement("s9")


def test_a_review_cannot_be_changed_in_place_or_given_unknown_fields() -> None:
    """Values are values."""
    review = story(TEXT)
    with pytest.raises(ValidationError):
        review.language = "de"
    with pytest.raises(ValidationError):
        Review.model_validate({**review.model_dump(), "mood": "angry"})


@given(st.sets(st.sampled_from(["c1", "c2", "c3", "c4"])))
def test_a_review_written_as_json_reads_back_the_same(kept: set[str]) -> None:
    """Whatever was ticked off."""
    review = refigure(story(TEXT), kept)
    assert Review.model_validate_json(review.model_dump_json()) == review


def test_the_same_review_is_the_same_bytes_in_every_process() -> None:
    """Sets have no order, and strings hash differently in each process: the JSON must not show it."""
    code = f"from tests.builders import story; print(story({TEXT!r}).model_dump_json())"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_only_kept_claims_count() -> None:
    """What is ticked off is as if it were never said; ids that are no claims are no matter."""
    review = story(TEXT)
    left = refigure(review, ["c1", "c99"])
    assert left.kept == {"c1"}
    assert left.figures is not None
    assert set(left.figures.weights) == {"c1"}
    assert left.readings == review.readings
    assert refigure(left) == review.model_copy(update={"flags": left.flags})


def test_ticking_one_off_moves_r_by_the_weight_shown() -> None:
    """To the bit, for every claim."""
    figures = story(TEXT).figures
    assert figures is not None
    for claim, weight in figures.weights.items():
        left = refigure(story(TEXT), set(figures.weights) - {claim}).figures
        assert left is not None
        assert left.relevance - figures.relevance == weight


def test_a_review_with_no_headline_number_has_no_figures() -> None:
    """A thin profile is silent whatever is ticked."""
    review = story("push: We type.\n---\n[It reads](s1).")
    assert review.silent_because
    assert refigure(review, ["c1"]).figures is None


def test_confirming_an_answer() -> None:
    """The claim is tied, surely, with relevance of at least 2 of 3, and says by whom."""
    reading = _after(_word("c2", "s2", Relation.ADVANCES)).reading("c2")
    assert reading.verdict is Verdict.TIED
    assert reading.relevance == CONFIRMED
    assert reading.sure
    (link,) = reading.links
    assert (link.to, link.holds, link.probability, link.by) == ("s2", True, 1, "Sam")


def test_confirming_what_the_judge_said_takes_nothing_away() -> None:
    """A relevance that is higher already stays."""
    assert _after(_word("c1", "s1", Relation.ADVANCES)).reading("c1").relevance == 0.9


def test_denying_the_only_answer() -> None:
    """The claim is unasked, with relevance of at most 1 of 3."""
    reading = _after(_word("c1", "s1", None)).reading("c1")
    assert reading.verdict is Verdict.UNASKED
    assert reading.links == ()
    assert reading.relevance == DENIED
    assert reading.value == 0


def test_sending_a_link_elsewhere() -> None:
    """Denied here and confirmed there: still tied, to the other statement."""
    reading = _after(_word("c1", "s1", None), _word("c1", "s2", Relation.ADVANCES)).reading("c1")
    assert [link.to for link in reading.links] == ["s2"]
    assert reading.relevance == 0.9


def test_denying_harm() -> None:
    """With no harmful link left there is no harm."""
    reading = _after(_word("c3", "s3", None)).reading("c3")
    assert (reading.verdict, reading.harm) == (Verdict.UNASKED, 0)


@pytest.mark.parametrize(
    ("words", "harm"),
    [
        ([], 0.9),
        ([_word("c3", "s3", None)], 0.4),
        ([_word("c3", "s4", None)], 0.9),
        ([_word("c3", "s3", None), _word("c3", "s4", None)], 0),
        ([_word("c3", "s3", Relation.EASES)], 0.4),
        ([_word("c3", "s3", Relation.AGGRAVATES)], 0.9),
        ([_word("c3", "s3", None), _word("c3", "s4", Relation.AGGRAVATES)], CONFIRMED),
    ],
    ids=["none said", "the likeliest denied", "the other denied", "both denied", "turned", "confirmed", "the other"],
)
def test_harm_is_that_of_the_likeliest_harmful_link_left(words: list[Override], harm: float) -> None:
    """It shreds originals (0.9 likely) and is a new ledger (0.4): what a person denies harms no more, at once."""
    judged = story(TEXT).reading("c3")
    links = (
        Link(to="s3", relation=Relation.AGGRAVATES, probability=0.9, holds=True),
        Link(to="s4", relation=Relation.AGGRAVATES, probability=0.4, holds=True),
        Link(to="s1", relation=Relation.AGGRAVATES, probability=0.3, holds=False),
    )
    (reading,) = overridden([judged.model_copy(update={"links": links, "harm": 0.9})], words)
    assert reading.harm == harm


def test_confirming_harm() -> None:
    """At least 2 of 3; the claim makes it worse."""
    reading = _after(_word("c2", "s4", Relation.AGGRAVATES)).reading("c2")
    assert (reading.verdict, reading.harm) == (Verdict.WORSE, CONFIRMED)


def test_turning_harm_into_an_answer() -> None:
    """One statement has one word: the later one."""
    reading = _after(_word("c3", "s3", Relation.AGGRAVATES), _word("c3", "s3", Relation.EASES)).reading("c3")
    assert (reading.verdict, reading.harm) == (Verdict.TIED, 0)


def test_saying_that_a_claim_not_sure_answers_nothing() -> None:
    """Then it is sure, and unasked."""
    reading = _after(_word("c4", "s1", None)).reading("c4")
    assert (reading.sure, reading.verdict) == (True, Verdict.UNASKED)


def test_a_word_on_one_claim_leaves_the_others() -> None:
    """To the last field."""
    before, after = story(TEXT), _after(_word("c2", "s2", Relation.ADVANCES))
    assert [r for r in after.readings if r.claim.id != "c2"] == [r for r in before.readings if r.claim.id != "c2"]


@given(cases(), st.data())
def test_words_hold_whatever_the_judge_said(case: tuple[list[Reading], Profile], data: st.DataObject) -> None:
    """What a person said of a claim and a statement is what then holds of them; saying it twice changes nothing."""
    readings, profile = case
    if not readings:
        return
    pairs = st.tuples(
        st.sampled_from([r.claim.id for r in readings]), st.sampled_from([s.id for s in profile.statements])
    )
    relations = st.sampled_from([None, *Relation])
    words = [_word(*pair, relation) for pair, relation in data.draw(st.lists(st.tuples(pairs, relations), max_size=5))]
    after = {r.claim.id: r for r in overridden(readings, words)}
    last = {(word.claim, word.to): word.relation for word in words}
    for (claim, to), relation in last.items():
        held = [link.relation for link in after[claim].links if link.to == to]
        assert held == ([] if relation is None else [relation])
    assert overridden(after.values(), words) == tuple(after.values())
    assert all(r.relevance >= CONFIRMED for r in after.values() if _confirmed(r, last))


def _confirmed(reading: Reading, last: dict[tuple[str, str], Relation | None]) -> bool:
    return any(claim == reading.claim.id and relation and relation.answers for (claim, _), relation in last.items())
