"""A long call's claims are weighed in sections, by whichever judge reads them with the shipped one's networks."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge import Reading, links, sections
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.sections import PAIRS, SECTION, in_sections
from pitchcheck.pitch import Pitch
from pitchcheck.reviewing import check
from tests.judge.language_model.scripted import Script, careful, judge
from tests.judge.language_model.test_faults import PITCH, PROFILE

MANY = Pitch(text=" ".join(f"Board number {n} shows every van." for n in range(10)))


@given(claims=st.integers(0, 5_000), statements=st.integers(0, 5_000))
def test_every_claim_is_in_one_section_and_none_is_too_long(claims: int, statements: int) -> None:
    """All about as long and in order; up to an hour's call is weighed at once."""
    parts = list(in_sections(range(claims), statements))  # type: ignore[arg-type] # whatever is in them
    sizes = [len(part) for part in parts]
    assert list(chain.from_iterable(parts)) == list(range(claims))
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= SECTION
    assert len(parts) == 1 if claims <= SECTION else max(sizes) <= max(1, PAIRS // max(1, statements))


def test_a_day_of_talk_is_weighed_in_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    """All about as long, none longer than the limit, and every claim in one: memory does not grow with its square."""
    asked: list[int] = []
    weigh = links.read

    def counting(pitch: Any, claims: Any, profile: Any, **helps: Any) -> tuple[Reading, ...]:
        asked.append(len(claims))
        return weigh(pitch, claims, profile, **helps)

    claims = open_judge().claims(PITCH)
    assert len(claims) == 3
    monkeypatch.setattr(links, "read", counting)
    monkeypatch.setattr(sections, "SECTION", 2)
    assert [one.claim for one in check(PITCH, PROFILE).readings] == list(claims)
    assert sorted(asked) == [1, 2]
    monkeypatch.setattr(sections, "PAIRS", 2)
    assert [one.claim for one in check(PITCH, PROFILE).readings] == list(claims)
    assert asked[2:] == [1, 1, 1]


def test_a_long_call_costs_what_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language model is asked about every claim, and the review says so: sections do not hide what they cost."""
    monkeypatch.setattr(sections, "SECTION", 5)
    script = Script(careful)
    review = check(MANY, PROFILE, judge=judge(script))
    assert review.cost is not None
    assert review.cost.calls == len(script.seen) == 20
