"""What people teach a catalogue, and how it is taken back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Relation
from pitchcheck.teaching import made_ours, taught, untaught
from tests.report.story import profile, readings

OURS = Catalogue(
    product="Chairside",
    features=(Feature(name="Waiting list", answers=(Phrase(text="an empty chair is money gone"),)),),
)
READINGS = {reading.claim.id: reading for reading in readings()}
SAID = {statement.id: statement for statement in profile().statements}


def test_a_confirmed_link_teaches_the_claims_feature() -> None:
    """Claim 4 matched the waiting list, so what Dana's user said is now among what the waiting list is hired for."""
    new = taught(OURS, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana Whitlock")
    (feature,) = new.features
    assert [phrase.text for phrase in feature.answers] == ["an empty chair is money gone", SAID["s4"].text]
    assert (feature.answers[1].origin, feature.answers[1].source) == (Origin.CONFIRMED, "Dana Whitlock")


def test_a_claim_without_a_feature_becomes_one() -> None:
    """By its own words; what it makes worse is what it raises."""
    new = taught(OURS, READINGS["c14"], SAID["s6"], Relation.AGGRAVATES)
    assert new.features[1].name == "runs in our cloud"
    assert [phrase.text for phrase in new.features[1].raises] == [SAID["s6"].text]
    assert new.features[1].answers == ()


def test_the_librarys_phrases_are_made_ours() -> None:
    """Custom dashboards borrowed a phrase; one click, and it is the product's own."""
    new = made_ours(OURS, READINGS["c7"])
    assert new.features[1].name == "custom dashboards"
    assert [(phrase.text, phrase.source) for phrase in new.features[1].answers] == [
        ("Everyone wants a different report", "the library")
    ]


@given(st.sampled_from(sorted(READINGS)), st.sampled_from(sorted(SAID)), st.sampled_from(list(Relation)))
def test_a_lesson_taken_back_leaves_the_catalogue_as_it_was(claim: str, to: str, relation: Relation) -> None:
    """Whichever claim and statement: taught and untaught is untouched."""
    once = taught(OURS, READINGS[claim], SAID[to], relation, "Dana")
    assert once != OURS
    assert untaught(once, SAID[to], "Dana") == OURS


@given(st.sampled_from(sorted(READINGS)), st.sampled_from(sorted(SAID)), st.sampled_from(list(Relation)))
def test_a_lesson_is_learned_once(claim: str, to: str, relation: Relation) -> None:
    """Confirming twice adds nothing."""
    once = taught(OURS, READINGS[claim], SAID[to], relation, "Dana")
    assert taught(once, READINGS[claim], SAID[to], relation, "Dana") == once
