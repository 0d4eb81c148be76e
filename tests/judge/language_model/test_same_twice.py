"""The same input gives the same review, bytes and all, until somebody asks anew."""

from __future__ import annotations

from typing import Any

from pydantic_ai.exceptions import ModelConnectionError

from pitchcheck.catalogue import Catalogue
from pitchcheck.judge.language_model import LanguageModel, Memory
from pitchcheck.pitch import Pitch
from pitchcheck.reviewing import check
from tests.judge.language_model.scripted import Script, careful, judge
from tests.judge.language_model.test_faults import PITCH, PROFILE


def test_the_same_review_twice() -> None:
    """Nobody is asked again, and every byte is the same: seconds and cost too."""
    script, memory = Script(careful), Memory()
    first = check(PITCH, PROFILE, judge=judge(script, keeper=memory)).model_dump_json()
    asked = len(script.seen)
    assert check(PITCH, PROFILE, judge=judge(script, keeper=memory)).model_dump_json() == first
    assert len(script.seen) == asked == 6


def test_a_half_finished_review_stays_as_it_was() -> None:
    """Where the embedded judge stood in, it does so again, until somebody says "judge again"."""
    memory = Memory()
    down = judge(lambda data, n: ModelConnectionError("s", "x") if "claim" in data else careful(data), keeper=memory)
    first = check(PITCH, PROFILE, judge=down)
    up = judge(keeper=memory)
    assert check(PITCH, PROFILE, judge=up) == first
    again = check(PITCH, PROFILE, judge=up.asked_anew())
    assert all(reading.stand_in is None for reading in again.readings)
    assert check(PITCH, PROFILE, judge=up) == again


def test_an_edit_pays_for_what_it_changed() -> None:
    """Sentences and claims that stayed are not sent again."""
    script, memory = Script(careful), Memory()
    check(PITCH, PROFILE, judge=judge(script, keeper=memory))
    script.seen.clear()
    longer = Pitch(text=PITCH.text + " We also wash every single van.")
    check(longer, PROFILE, judge=judge(script, keeper=memory))
    assert [one.get("sentence") or one["claim"] for one in script.seen] == [
        "We also wash every single van.", "We also wash every single van",
    ]  # fmt: skip


def test_another_model_prospect_or_catalogue_is_another_question() -> None:
    """Answers are kept by model, prompt version, text, profile and catalogue."""
    script, memory = Script(careful), Memory()
    one = judge(script, keeper=memory)

    def asked(**changed: Any) -> int:
        script.seen.clear()
        check(
            PITCH, changed.get("profile", PROFILE), judge=changed.get("judge", one), catalogue=changed.get("catalogue")
        )
        return len(script.seen)

    assert asked() == 6
    assert asked() == 0
    assert asked(judge=judge(script, keeper=memory, named=LanguageModel("test:other", parallel=1))) == 6
    other = PROFILE.model_copy(update={"statements": PROFILE.statements[:1]})
    assert asked(profile=other) == 3
    assert asked(catalogue=Catalogue(product="Vans")) == 0


def test_the_cost_is_in_the_review() -> None:
    """Calls, tokens and seconds of when it was asked; no money where no price is known."""
    cost = check(PITCH, PROFILE, judge=judge()).cost
    assert cost is not None
    assert cost.calls == 6
    assert cost.tokens > 0
    assert cost.money is None
    assert not cost.hidden
