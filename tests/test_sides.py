"""One pitch before buyer, user and gatekeeper: each is read against their own words, and torn claims are named."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.voices import CASES, said
from pitchcheck.judge import Basis, JudgeVersion, Reading
from pitchcheck.pitch import Claim, InputError, Pitch
from pitchcheck.profile import Profile, Who
from pitchcheck.review import Review
from pitchcheck.sides import Sides, for_each_who, voices
from tests.builders import TEST_JUDGE, story

STORY = story(
    """
    moment: On Friday two vans met in one driveway.
    push, buyer: Nobody knows who is where.
    pull, user: I want my mornings back.
    anxiety, user: What if it watches where I eat my lunch?
    no, gatekeeper: The books stay as they are.
    ---
    We are Dispatchwell. [You see every van on a map](s1, !s3). [The morning plan makes itself](s2).
    [It has dark mode].
    """
)


class StoryJudge:
    """Reads the story's pitch as the story says, before whoever is listening; other texts claim nothing."""

    def __init__(self, review: Review = STORY) -> None:
        self.told = review

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """The story's claims."""
        return tuple(reading.claim for reading in self.told.readings)

    def read(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, *, catalogue: object, library: bool
    ) -> tuple[Reading, ...]:
        """The story's readings, as far as they are about somebody who listens."""
        heard = {statement.id for statement in profile.statements}
        return tuple(
            reading.model_copy(update={"links": tuple(link for link in reading.links if link.to in heard)})
            for reading in self.told.readings
        )

    def product_worded(self, texts: Sequence[str], terms: Sequence[str] = ()) -> list[bool]:
        """Nothing is in the seller's words."""
        return [False] * len(texts)

    def language(self, text: str) -> str:
        """English."""
        return "en"

    def basis(self, catalogue: object, *, library: bool) -> Basis:
        """It has a catalogue."""
        return Basis.CATALOGUE

    def version(self, catalogue: object = None) -> JudgeVersion:
        """Made by hand."""
        return TEST_JUDGE

    def cost(self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: object = None) -> None:
        """Nothing."""


def before(review: Review = STORY) -> Sides:
    """The story before each of them."""
    return for_each_who(review.pitch, review.profile, judge=StoryJudge(review))


def test_each_side_is_read_against_its_own_words() -> None:
    """Three people spoke, so there are three reviews beside the whole one; each knows only its own statements."""
    found = before()
    assert [side.who for side in found.sides] == [Who.BUYER, Who.USER, Who.GATEKEEPER]
    assert [[s.id for s in side.review.profile.statements] for side in found.sides] == [["s1"], ["s2", "s3"], ["s4"]]
    assert len(found.whole.profile.statements) == 4


def test_a_claim_that_serves_one_and_hurts_the_other_is_named() -> None:
    """The map is what the buyer asked for and what the user fears; the plan hurts nobody."""
    (torn,) = before().torn
    assert torn.claim.text == "You see every van on a map"
    assert [s.id for s in torn.serves] == ["s1"]
    assert [s.id for s in torn.hurts] == ["s3"]


def test_serving_and_hurting_the_same_side_is_not_torn() -> None:
    """A user who wants it and fears it is of two minds; that is no quarrel between two people."""
    found = before(
        story(
            """
            pull, user: I want my mornings back.
            anxiety, user: What if it watches me?
            push, buyer: Nobody knows who is where.
            ---
            [The plan makes itself](s1, !s2). [You see every van](s3).
            """
        )
    )
    assert found.torn == ()


def test_a_gatekeepers_opening_is_held_against_their_own_words() -> None:
    """It opens with us: said of the gatekeeper, who has a problem of their own, whatever the moment was."""
    (gatekeeper,) = [side for side in before().sides if side.who is Who.GATEKEEPER]
    assert gatekeeper.product_first is not None
    assert gatekeeper.product_first.code == "P5"
    assert gatekeeper.review.profile.struggling_moment == STORY.profile.struggling_moment


def test_an_opening_that_is_theirs() -> None:
    """Where the first thing said answers the gatekeeper, there is nothing to say of the opening."""
    found = before(
        story(
            """
            push, gatekeeper: The books were wrong for a year.
            ---
            You said the books were wrong for a year. [Your books stay as they are](s1). We are Dispatchwell.
            """
        )
    )
    assert [side.product_first for side in found.sides] == [None]


def test_nobody_said_anything() -> None:
    """Without a statement there is nothing to read against: one sentence, as everywhere."""
    with pytest.raises(InputError, match="holds no statement"):
        for_each_who("We are Dispatchwell.", Profile(prospect="Dana"), judge=StoryJudge())


WORDS = ("late", "phone", "watch")


def vectors(texts: Sequence[str]) -> np.ndarray:
    """A row a text of length 1: which of three words it holds."""
    rows = np.array([[word in text for word in WORDS] + [0.1] for text in texts], float)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def heard(*said: tuple[str, str, str]) -> Profile:
    """A profile of (force, who, text)."""
    return Profile.model_validate(
        {"prospect": "Dana", "statements": [{"force": f, "who": w, "text": t} for f, w, t in said]}
    )


def test_where_they_agree_and_where_they_differ() -> None:
    """The same struggle is agreement; what one wants and the other fears is a difference; the rest is their own."""
    found = voices(
        heard(
            ("push", "buyer", "We are late."),
            ("push", "user", "I am late every day."),
            ("pull", "buyer", "I want to watch the vans."),
            ("anxiety", "user", "They will watch me."),
            ("habit", "user", "I use the phone."),
        ),
        vectors,
    )
    assert [(pair.buyer.id, pair.user.id) for pair in found.agree] == [("s1", "s2")]
    assert [(pair.buyer.id, pair.user.id) for pair in found.differ] == [("s3", "s4")]


def test_each_statement_stands_in_one_pair() -> None:
    """Two users who say the same as one buyer make one pair: the list is for reading."""
    found = voices(heard(("push", "buyer", "late"), ("push", "user", "late"), ("push", "user", "so late")), vectors)
    assert len(found.agree) == 1


@pytest.mark.parametrize("who", ["buyer", "user", "gatekeeper"])
def test_one_voice_agrees_with_nobody(who: str) -> None:
    """Where only one side spoke there is nothing to compare, and no text is read."""
    found = voices(heard(("push", who, "late")), lambda texts: pytest.fail("nothing to read"))
    assert (found.agree, found.differ) == ((), ())


@pytest.mark.parametrize(
    ("force", "nearness", "told"),
    [
        ("push", 0.58, "agree"), ("push", 0.57, "close"), ("push", 0.39, None),
        ("habit", 0.45, "differ"), ("habit", 0.44, "close"), ("habit", 0.39, None),
        ("pull", 0.9, None),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_asked_about(force: str, nearness: float, told: str | None) -> None:
    """Between what is said and what is left to each there is what a person should ask; push and pull are no pair."""

    def read(texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if one == "late" else [nearness, (1 - nearness**2) ** 0.5] for one in texts])

    found = voices(heard(("push", "buyer", "late"), (force, "user", "slow")), read)
    assert [name for name in ("agree", "differ", "close") if getattr(found, name)] == ([told] if told else [])


def test_what_is_said_of_written_pairs_is_right() -> None:
    """With the shipped encoder, on two writers' pairs: of what it says to agree or differ nine in ten are right.

    What it does not dare to say it asks about, for most of them.
    """
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    told = [(said(case["buyer"], case["user"]), case["label"]) for case in cases]
    for answer in ("agree", "differ"):
        mine = [label == answer for found, label in told if found == answer]
        assert sum(mine) >= 10
        assert sum(mine) / len(mine) >= 0.9
        shown = [found in (answer, "close") for found, label in told if label == answer]
        assert sum(shown) / len(shown) >= 0.6
