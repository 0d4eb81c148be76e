"""What people teach a catalogue, and how it is taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Relation
from pitchcheck.pitch import InputError
from pitchcheck.review import Override
from pitchcheck.reviewing import reconsider
from pitchcheck.teaching import (
    Earning,
    agreed,
    confirmed,
    drafted,
    earnings,
    in_our_words,
    is_draft,
    made_ours,
    nobody_hires,
    replaced,
    rewritten,
    settled,
    taught,
    untaught,
)
from tests.report.story import profile, readings, review

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
    assert feature.answers[1].force is SAID["s4"].force


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
    assert untaught(once, READINGS[claim], SAID[to], relation, "Dana") == OURS


def test_what_another_claim_taught_of_the_same_words_stays() -> None:
    """Taken back of one feature, the other still has it; and so has the other side."""
    once = taught(OURS, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana")
    for reading, relation in ((READINGS["c7"], Relation.ADVANCES), (READINGS["c4"], Relation.AGGRAVATES)):
        twice = taught(once, reading, SAID["s4"], relation, "Dana")
        assert untaught(twice, reading, SAID["s4"], relation, "Dana") == once


def test_what_was_drafted_is_a_draft_again() -> None:
    """As it was drafted, source and all, and though the feature holds nothing else."""
    words = Phrase(text=SAID["s4"].text.upper(), origin=Origin.DRAFTED, source="the library: lists")
    was = Catalogue(product="Chairside", features=(Feature(name="Waiting list", answers=(words,)),))
    for again in ("Dana", confirmed("Dana", "Sam", dt.date(2026, 11, 25))):
        once = taught(was, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana")
        assert not is_draft(once.features[0])
        assert untaught(once, READINGS["c4"], SAID["s4"], Relation.ADVANCES, again) == was


def test_a_feature_that_a_person_made_with_nothing_in_it_stays() -> None:
    """It was there before the lesson, under a name of its own."""
    made = Catalogue(product="Chairside", features=(Feature(name="Waiting list"),))
    once = taught(made, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana")
    assert untaught(once, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana") == made


@given(st.sampled_from(sorted(READINGS)), st.sampled_from(sorted(SAID)), st.sampled_from(list(Relation)))
def test_a_lesson_is_learned_once(claim: str, to: str, relation: Relation) -> None:
    """Confirming twice adds nothing."""
    once = taught(OURS, READINGS[claim], SAID[to], relation, "Dana")
    assert taught(once, READINGS[claim], SAID[to], relation, "Dana") == once


def test_a_lesson_names_whose_words_who_confirmed_them_and_when() -> None:
    """It is taken back whoever confirmed it and whenever."""
    source = confirmed("Dana", "Sam", dt.date(2026, 11, 25))
    once = taught(OURS, READINGS["c4"], SAID["s4"], Relation.ADVANCES, source)
    assert once.features[0].answers[1].source == "Dana, confirmed by Sam on 25 Nov 2026"
    lesson = (READINGS["c4"], SAID["s4"], Relation.ADVANCES)
    assert untaught(once, *lesson, "Dana") == OURS
    assert untaught(once, *lesson, "Somebody else") == once


def test_taking_back_keeps_a_feature_that_somebody_wrote() -> None:
    """Its other wordings are work of theirs."""
    old = Catalogue(product="Chairside", features=(Feature(name="Waiting list", wordings=("we fill the chair",)),))
    once = taught(old, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana")
    assert untaught(once, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana") == old


def test_one_line_of_ones_own_makes_a_feature() -> None:
    """What a customer would have said before needing this, written by a person."""
    new = agreed(OURS, "gift cards", own="I never know what to get her")
    assert new.features[1].answers == (Phrase(text="I never know what to get her"),)
    assert nobody_hires(agreed(OURS, "gift cards").features[1])


def test_a_draft_holds_every_unknown_claim_and_counts_for_nothing() -> None:
    """Each drafted phrase waits for a person; what the catalogue knows already is left alone."""
    new = drafted(OURS, review())
    assert new.features[0] == OURS.features[0]
    drafts = [one for one in new.features if is_draft(one)]
    assert {p.origin for one in drafts for p in (*one.answers, *one.raises)} == {Origin.DRAFTED}
    assert drafted(new, review()) == new


def test_a_draft_is_settled_by_what_a_person_ticks() -> None:
    """Ticked phrases are confirmed, the others go, and the rep's way to say it stays as a wording."""
    new = drafted(OURS, review())
    draft = next(one for one in new.features if one.name == "custom dashboards")
    ticked = draft.answers[0].text
    after = settled(new, "custom dashboards", "Dashboards", [ticked], [], own="I want one page")
    kept = next(one for one in after.features if one.name == "Dashboards")
    assert kept.wordings == ("custom dashboards",)
    assert [(one.text, one.origin) for one in kept.answers] == [
        (ticked, Origin.CONFIRMED),
        ("I want one page", Origin.WRITTEN),
    ]
    assert not is_draft(kept)


def test_two_features_never_share_a_name() -> None:
    """Renaming one to the other's name is refused in a sentence."""
    two = agreed(OURS, "gift cards")
    with pytest.raises(InputError, match="already a feature called “Waiting list”"):
        replaced(two, "gift cards", Feature(name="waiting LIST"))


def test_a_rewritten_feature_keeps_where_each_phrase_came_from() -> None:
    """Lines that stand keep their origin; new ones are written; empty and double ones go."""
    once = taught(OURS, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana").features[0]
    lines = [*(one.text for one in once.answers), "", "new", "new "]
    assert rewritten(once, once.name, [], lines, []).answers == (*once.answers, Phrase(text="new"))


def test_a_lesson_under_a_features_earlier_name_goes_to_the_feature() -> None:
    """It was given another name after the review was read: the name before stays as another wording, once, and what
    is confirmed or drafted then makes no second feature.
    """
    renamed = rewritten(OURS.features[0], "Gap filler", ["the list"], ["an empty chair is money gone"], [])
    assert (renamed.name, renamed.wordings) == ("Gap filler", ("the list", "Waiting list"))
    assert rewritten(renamed, "GAP filler", renamed.wordings, [], []).wordings == renamed.wordings
    new = replaced(OURS, "Waiting list", renamed)
    taught_then = taught(new, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana Whitlock")
    (feature,) = taught_then.features
    assert [phrase.text for phrase in feature.answers] == ["an empty chair is money gone", SAID["s4"].text]
    assert untaught(taught_then, READINGS["c4"], SAID["s4"], Relation.ADVANCES, "Dana Whitlock") == new
    assert "Waiting list" not in {one.name for one in drafted(new, review()).features}


def test_phrases_in_our_words_are_found_with_a_question() -> None:
    """A customer's line is left alone."""
    two = agreed(agreed(OURS, "board", own="they need a dashboard"), "board", own="I lose my mornings")
    found = in_our_words(two, lambda texts: [False] * len(texts))
    assert list(found) == ["they need a dashboard"]
    assert found["they need a dashboard"].question.endswith("?")


def test_a_phrase_earns_by_the_links_it_led_to() -> None:
    """Once for a claim and a statement, however often reviewed; a confirmation and a denial are told apart."""
    base = review()
    reading = next(one for one in base.readings if one.links and one.links[0].holds)
    link = reading.links[0].model_copy(update={"through": "as they said"})
    known = reading.model_copy(update={"feature": "F", "links": (link, *reading.links[1:])})
    led = base.model_copy(update={"readings": tuple(known if one is reading else one for one in base.readings)})
    assert earnings([led, led])["as they said"] == Earning(led=1)
    for relation, done in ((link.relation, Earning(led=1, confirmed=1)), (None, Earning(led=1, denied=1))):
        word = Override(claim=reading.claim.id, to=link.to, relation=relation, by="Sam")
        assert earnings([reconsider(led, [word]), led])["as they said"] == done


def test_a_lesson_from_before_forces_were_kept_learns_its_own() -> None:
    """Confirmed again, it is read as the statement it was; who confirmed it first stays."""
    first, again = (confirmed("Dana", who, dt.date(2026, 5, day)) for who, day in (("Kim", 3), ("Lou", 9)))
    old = Phrase(text=SAID["s4"].text, origin=Origin.CONFIRMED, source=first)
    before = OURS.model_copy(update={"features": (OURS.features[0].model_copy(update={"answers": (old,)}),)})
    after = taught(before, READINGS["c4"], SAID["s4"], Relation.ADVANCES, again).features[0].answers
    assert after == (old.model_copy(update={"force": SAID["s4"].force}),)
