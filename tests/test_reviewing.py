"""From a pitch and a profile to a finished review, with a judge made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pitchcheck.board import board
from pitchcheck.catalogue import Catalogue
from pitchcheck.flags import FlagSettings
from pitchcheck.judge import Basis, Borrowed, JudgeVersion, Reading, Relation, Verdict
from pitchcheck.pitch import Claim, InputError, Pitch
from pitchcheck.profile import Profile
from pitchcheck.review import Override, Review
from pitchcheck.reviewing import check, reconsider, ticked
from tests.builders import TEST_JUDGE, story

STORY = story(
    """
    push: We type every invoice twice.
    pull: I want to close the month by the fifth.
    anxiety: What if it loses an invoice?
    ---
    [It reads the invoice](s1). [It has dark mode]. [It shreds originals](!s3).
    """
)


class HandJudge:
    """Says of the story's pitch what the story says; of any other text, that it claims nothing."""

    def __init__(self, language: str = "en") -> None:
        self.tongue = language

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """The story's claims."""
        return tuple(r.claim for r in STORY.readings) if pitch.text == STORY.pitch.text else ()

    def read(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, *, catalogue: Catalogue | None, library: bool
    ) -> tuple[Reading, ...]:
        """The story's readings of them."""
        return tuple(r for r in STORY.readings if r.claim in claims)

    def product_worded(self, texts: Sequence[str], terms: Sequence[str] = ()) -> list[bool]:
        """What asks for a dashboard is in the seller's words."""
        return ["dashboard" in text for text in texts]

    def language(self, text: str) -> str:
        """The one it was made with."""
        return self.tongue

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """It has no catalogue."""
        return Basis.LIBRARY if library else Basis.NEITHER

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """Made by hand."""
        return TEST_JUDGE

    def cost(self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None) -> None:
        """Nothing."""


def _check(**more: object) -> Review:
    return check(STORY.pitch, STORY.profile, **{"judge": HandJudge(), **more})


def test_a_review_is_finished_in_one_call() -> None:
    """Readings, figures, flags, who judged and with what: all there, all kept."""
    review = _check()
    assert review.figures == STORY.figures
    assert review.flags
    assert review.kept == {"c1", "c2", "c3"}
    assert (review.judge, review.basis, review.language) == (TEST_JUDGE, Basis.LIBRARY, "en")
    assert _check(library=False).basis is Basis.NEITHER


class Lending(HandJudge):
    """Has a catalogue, and yet the library lends to the first ``lent`` claims."""

    def __init__(self, lent: int) -> None:
        super().__init__()
        self.lent = lent

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """Its own catalogue."""
        return Basis.CATALOGUE

    def read(self, *given: Any, **more: Any) -> tuple[Reading, ...]:
        """The story's, with a phrase lent to the first of them."""
        phrase = Borrowed(text="I wait.", feature="speed", closeness=0.5)
        found = super().read(*given, **more)
        return (*(one.model_copy(update={"borrowed": (phrase,)}) for one in found[: self.lent]), *found[self.lent :])


@pytest.mark.parametrize(("lent", "basis"), [(0, Basis.CATALOGUE), (1, Basis.CATALOGUE), (2, Basis.LIBRARY)])
def test_a_catalogue_that_knows_few_of_the_claims_makes_no_review_surer(lent: int, basis: Basis) -> None:
    """Of three claims it knows two: its own catalogue. It knows one: the library."""
    assert _check(judge=Lending(lent)).basis is basis


def test_statements_in_the_sellers_words_are_named_and_flagged() -> None:
    """S2 hears the judge: a statement that it takes to be ours is in the review, and flagged."""
    (first, *rest) = STORY.profile.statements
    ours = first.model_copy(update={"text": "A dashboard, I suppose"})
    profile = STORY.profile.model_copy(update={"statements": (ours, *rest)})
    review = check(STORY.pitch, profile, judge=HandJudge())
    assert review.product_worded == (first.id,)
    assert [flag.statements for flag in review.flags if flag.code == "S2"] == [(first.id,)]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Twice over."""
    assert _check().model_dump_json() == _check().model_dump_json()


def test_a_price_asked_about_takes_the_place_of_the_profiles() -> None:
    """In the review and in the figure; the profile given is left alone."""
    review = _check(price=1000)
    assert review.profile.price == 1000
    assert review.figures is not None
    assert review.figures.price_in_play == pytest.approx(1000 * review.figures.unasked_share)
    assert STORY.profile.price is None


@pytest.mark.parametrize("price", [0, -1, float("nan"), float("inf")])
def test_a_price_that_is_none_is_said(price: float) -> None:
    """One sentence, with the number in it."""
    with pytest.raises(InputError, match="The price must be a number above 0, not"):
        _check(price=price)


def test_half_of_a_surrogate_pair_is_said() -> None:
    """A str may hold it, as JSON spells it; no tokenizer takes it."""
    with pytest.raises(InputError, match="The pitch holds a broken character"):
        check("We plan your day \ud83d.", STORY.profile, judge=HandJudge())


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_pitch_is_said(text: str) -> None:
    """One sentence that tells what to do."""
    with pytest.raises(InputError, match=r"The pitch is empty\. Paste or type what you will say\."):
        check(text, STORY.profile, judge=HandJudge())


def test_a_profile_with_no_statement_is_said() -> None:
    """Nothing about a prospect is invented, so there is nothing to weigh against."""
    with pytest.raises(InputError, match="holds no statement"):
        check(STORY.pitch, Profile(prospect="Dana"), judge=HandJudge())


def test_another_language_has_no_headline_number() -> None:
    """It is named, and what to do; claims that were found are still shown."""
    review = _check(judge=HandJudge("de"))
    assert review.figures is None
    assert review.silent_because[0].startswith("This pitch looks like German.")
    assert review.readings


def test_a_language_without_a_name_here_goes_by_its_code() -> None:
    """Never a guess."""
    assert "another language (xx)" in _check(judge=HandJudge("xx")).silent_because[0]


def test_a_text_that_claims_nothing_has_no_headline_number() -> None:
    """There is nothing to weigh, and the page says so."""
    pitch = Pitch(text="See you on Thursday.", sentences=({"n": 1, "start": 0, "end": 20},))
    review = check(pitch, STORY.profile, judge=HandJudge())
    assert review.figures is None
    assert review.silent_because == (
        "Nothing in this text was put forward as a reason to buy, so there is nothing to weigh.",
    )


def test_a_thin_profile_has_no_headline_number_and_keeps_its_flags() -> None:
    """What to find out is in the review, and S1 in its flags."""
    thin = STORY.profile.model_copy(update={"statements": STORY.profile.statements[:1]})
    review = check(STORY.pitch, thin, judge=HandJudge())
    assert review.figures is None
    assert len(review.silent_because) == 2
    assert {"S1"} <= {flag.code for flag in review.flags}


def _word(claim: str, to: str, relation: Relation | None) -> Override:
    return Override(claim=claim, to=to, relation=relation, by="Sam", reason="she said so")


def test_a_persons_word_changes_figures_and_flags_at_once_and_both_figures_are_kept() -> None:
    """Confirmed: dark mode answers the pull. The judge's own figure is one call away."""
    before = _check()
    after = reconsider(before, [_word("c2", "s2", Relation.ADVANCES)])
    assert before.figures is not None
    assert after.figures is not None
    assert after.figures.relevance > before.figures.relevance
    assert after.reading("c2").verdict is Verdict.TIED
    assert "c2" not in {claim for flag in after.flags if flag.code == "C1" for claim in flag.claims}
    assert after.judged == before.readings
    assert reconsider(after, ()).figures == before.figures


def test_a_word_taken_back_leaves_no_trace() -> None:
    """The review is the judge's again, to the byte."""
    before = _check()
    after = reconsider(before, [_word("c2", "s2", Relation.ADVANCES)])
    assert reconsider(after, []).model_dump_json() == before.model_dump_json()


def test_words_are_always_said_of_the_judges_readings() -> None:
    """A second word is not piled on the first: what counts is the list given."""
    first, second = _word("c1", "s1", None), _word("c2", "s2", Relation.ADVANCES)
    after = reconsider(reconsider(_check(), [first]), [second])
    assert after.reading("c1").verdict is Verdict.TIED
    assert after.overrides == (second,)
    assert after.judged == _check().readings


@pytest.mark.parametrize("stray", [("c9", "s1"), ("c1", "s9")])
def test_a_word_on_what_is_not_there_ties_nothing(stray: tuple[str, str]) -> None:
    """After an edit a claim or a statement may be gone: its word is left out, not stuck to something else."""
    assert reconsider(_check(), [_word(*stray, Relation.ADVANCES)]) == _check()


def test_ticking_survives_a_word() -> None:
    """What was ticked off stays off."""
    review = reconsider(ticked(_check(), ["c1", "c2"]), [_word("c2", "s2", Relation.ADVANCES)])
    assert review.kept == {"c1", "c2"}
    assert board(review).of(STORY.profile.statements[1].force)[0].answered_by == ("c2",)


def test_ticking_off_makes_figures_and_flags_anew() -> None:
    """The shredder gone, its flag is gone, and R has moved by its weight."""
    before = _check()
    after = ticked(before, ["c1", "c2"])
    assert before.figures is not None
    assert after.figures is not None
    assert after.figures.relevance - before.figures.relevance == before.figures.weights["c3"]
    assert "C2" in {flag.code for flag in before.flags}
    assert "C2" not in {flag.code for flag in after.flags}


def test_a_teams_flag_settings_hold_wherever_flags_are_made() -> None:
    """On the first look, after a person's word, after ticking, and when it was kept and read back."""
    quiet = FlagSettings(off=frozenset({"C2"}))
    review = _check(settings=quiet)
    word = [_word("c2", "s2", Relation.ADVANCES)]
    back = type(review).model_validate_json(review.model_dump_json())
    reviews = [review, reconsider(review, word), ticked(review, ["c3"]), ticked(back, ["c3"])]
    assert not any(flag.code == "C2" for one in [*reviews, reconsider(reviews[1], ())] for flag in one.flags)
    assert any(flag.code == "C2" for flag in _check().flags)
