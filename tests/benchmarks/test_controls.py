"""Pitches and profiles of other sizes: what the readers said of a claim and a statement stays with them."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.judge import controls
from benchmarks.judge.material import Scenario, vivid


@pytest.fixture(scope="module")
def some() -> list[Scenario]:
    """A few pitches of three trades."""
    found = vivid()[:12]
    assert len({one.industry for one in found}) > 2
    return found


def linked(scenario: Scenario) -> set[tuple[str, str, str]]:
    """Claims and statements by their words, with what the one does to the other."""
    words = [one.text for one in scenario.claims], [one.text for one in scenario.profile.statements]
    return {
        (relation, words[0][i], words[1][j])
        for relation in ("answers", "aggravates")
        for i, j in np.argwhere(getattr(scenario.gold, relation) > 0)
    }


@pytest.mark.parametrize("size", [(1, 99), (3, 3), (99, 2)])
def test_a_part_has_the_links_of_what_is_in_it(some: list[Scenario], size: tuple[int, int]) -> None:
    """No more and no fewer, and so many claims and statements, or all."""
    for whole, part in zip(some, controls.parts(some, *size, seed=3), strict=True):
        claims, statements = ({one.text for one in few} for few in (part.claims, part.profile.statements))
        assert linked(part) == {one for one in linked(whole) if one[1] in claims and one[2] in statements}
        assert part.gold.answers.shape == (len(part.claims), len(part.profile.statements))
        assert len(part.claims) == min(size[0], len(whole.claims))
        assert len(part.profile.statements) == min(size[1], len(whole.profile.statements))


def test_what_others_said_is_answered_by_nothing(some: list[Scenario]) -> None:
    """It stands after what the prospect said, under ids of its own, so many in all."""
    for whole, much in zip(some, controls.crowded(some, 40), strict=True):
        said = whole.profile.statements
        assert much.profile.statements[: len(said)] == said
        assert len({one.id for one in much.profile.statements}) == 40
        assert linked(much) == linked(whole)


def test_a_pitch_that_follows_adds_claims_that_answer_nothing(some: list[Scenario]) -> None:
    """They stand where the text says so, and the catalogue knows them too."""
    for whole, twice in zip(some, controls.followed(some), strict=True):
        assert twice.claims[: len(whole.claims)] == whole.claims
        assert len(twice.claims) > len(whole.claims)
        assert all(twice.pitch.text[one.start : one.end] == one.text for one in twice.claims)
        assert linked(twice) == linked(whole)
        assert len(twice.catalogue.features) > len(whole.catalogue.features)
