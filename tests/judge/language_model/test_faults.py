"""Each thing a model or a network can do wrong: nothing is lost, and the claim says who read it."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelConnectionError, ModelHTTPError, ModelRequestTimeout

from pitchcheck.judge import Relation, Verdict
from pitchcheck.judge.language_model import Call, LanguageModel, Memory
from pitchcheck.judge.language_model.asking import Sitting, _most
from pitchcheck.judge.language_model.questions import of_sentence
from pitchcheck.pitch import Claim, Pitch
from pitchcheck.profile import Profile
from pitchcheck.reviewing import as_it_is_read, check
from tests.judge.language_model.scripted import Script, careful, judge

PITCH = Pitch(text="Our board shows every van. The invoice types itself now. You must retrain all drivers.")
PROFILE = Profile.model_validate(
    {
        "prospect": "Dana",
        "statements": [
            {"force": "push", "text": "I type each invoice twice"},
            {"force": "anxiety", "text": "will drivers have to retrain"},
        ],
    }
)


def links(answer: list[dict[str, Any]]) -> Any:
    """A model that reads claims with care and answers this to every claim."""
    return lambda data, n: careful(data) if "sentence" in data else {"links": answer}


def test_a_good_answer_is_taken() -> None:
    """Claims with their exact spans, links with relation and probability, nobody standing in."""
    one = judge()
    claims = one.claims(PITCH)
    assert [claim.text for claim in claims] == [
        "Our board shows every van", "The invoice types itself now", "You must retrain all drivers",
    ]  # fmt: skip
    readings = one.read(PITCH, claims, PROFILE)
    assert [reading.verdict for reading in readings] == [Verdict.UNASKED, Verdict.TIED, Verdict.WORSE]
    assert all(reading.stand_in is None for reading in readings)
    assert all(claim.text == PITCH.text[claim.start : claim.end] for claim in claims)


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ([{"statement": 7, "relation": "advances"}], "there is no statement 7; they are numbered 1 to 2"),
        ([{"statement": 1, "relation": "eases"}], "statement 1 is a push"),
        ([{"statement": 2, "relation": "advances"}], "statement 2 is a anxiety"),
        ([{"statement": 1, "relation": r} for r in ("advances", "aggravates")], "statement 1 is named twice"),
        ([{"statement": 1, "relation": "loves"}], "advances"),
        ([{"statement": 1, "relation": "advances", "why": "x"}], "why"),
    ],
    ids=["unknown statement", "eases a push", "advances a worry", "two minds", "unknown relation", "prose"],
)
def test_a_wrong_link_is_refused(answer: list[dict[str, Any]], named: str) -> None:
    """One retry that names the fault; then the embedded judge reads the claim, and the claim says so."""
    script = Script(links(answer))
    one = judge(script)
    readings = one.read(PITCH, one.claims(PITCH), PROFILE)
    assert {reading.stand_in for reading in readings} == {"the model's answer broke the rules twice"}
    assert readings == tuple(
        theirs.model_copy(update={"stand_in": mine.stand_in})
        for mine, theirs in zip(readings, one.embedded.read(PITCH, one.claims(PITCH), PROFILE), strict=True)
    )
    retried = [sent for sent, data in zip(script.sent, script.seen, strict=True) if "claim" in data][1::2]
    assert all(named in sent for sent in retried)
    assert len(retried) == 3


def test_a_second_try_that_is_right_is_taken() -> None:
    """The model that mends its answer when told what is wrong judges the claim."""
    wrong = {"links": [{"statement": 9, "relation": "advances"}]}
    one = judge(lambda data, n: wrong if "claim" in data and n == 0 else careful(data))
    readings = one.read(PITCH, one.claims(PITCH), PROFILE)
    assert [reading.verdict for reading in readings] == [Verdict.UNASKED, Verdict.TIED, Verdict.WORSE]
    assert all(reading.stand_in is None for reading in readings)


@pytest.mark.parametrize(
    "text", ["", "I would be glad to help!", '{"claims": [', "[]", "null", '{"claims": 3}', "\x00"]
)
def test_nonsense_is_no_answer(text: str) -> None:
    """Prose, half a JSON, another JSON: the embedded judge's claims and verdicts stand."""
    one = judge(lambda data, n: text)
    claims = one.claims(PITCH)
    assert claims == one.embedded.claims(PITCH)
    assert all(reading.stand_in for reading in one.read(PITCH, claims, PROFILE))


def test_a_quote_that_is_not_there_is_dropped_and_counted() -> None:
    """After the retry, what stands nowhere in the sentence is left out; the rest of the answer counts."""

    def invents(data: dict[str, Any], n: int) -> Any:
        if "sentence" in data and "invoice" in data["sentence"]:
            quotes = ("the invoice TYPES  itself", "a dashboard nobody mentioned", "types itself now")
            return {"claims": [{"quote": quote, "kind": "feature"} for quote in quotes]}
        return careful(data)

    script = Script(invents)
    one = judge(script)
    claims = one.claims(PITCH)
    assert [claim.text for claim in claims] == [
        "Our board shows every van", "The invoice types itself", "You must retrain all drivers",
    ]  # fmt: skip
    one.read(PITCH, claims, PROFILE)
    cost = one.cost(PITCH, claims, PROFILE)
    assert cost is not None
    assert cost.dropped == 2
    assert any("does not hold the words 'a dashboard nobody mentioned'" in sent for sent in script.sent)


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (ModelConnectionError("scripted", "refused"), "the model could not be reached"),
        (ModelRequestTimeout("scripted", 20), "the model did not answer within 20 seconds"),
        (ModelHTTPError(500, "scripted", body={"secret": "I type each invoice twice"}), "the model answered with an"),
        (RuntimeError("I type each invoice twice sk-secret"), "the model could not be asked"),
    ],
    ids=["down", "slow", "error", "bug"],
)
def test_a_model_that_fails_loses_nothing(problem: Exception, why: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every claim is read by the embedded judge, says why, and no text is in the log."""

    def fails(data: dict[str, Any], n: int) -> Any:
        return problem

    with caplog.at_level(logging.DEBUG):
        one = judge(fails)
        claims = one.claims(PITCH)
        readings = one.read(PITCH, claims, PROFILE)
    assert claims == one.embedded.claims(PITCH)
    assert all((reading.stand_in or "").startswith(why) for reading in readings)
    assert "could not" in caplog.text or "did not" in caplog.text or "error" in caplog.text
    for secret in ("invoice", "sk-secret", "board shows"):
        assert secret not in caplog.text


def test_a_server_that_is_gone_is_not_asked_on_and_on() -> None:
    """After two questions that found nobody the rest is not sent."""
    script = Script(lambda data, n: ModelConnectionError("scripted", "refused"))
    long = Pitch(text=" ".join(f"Our board number {n} shows every van." for n in range(20)))
    judge(script).claims(long)
    assert len(script.seen) == 2


def test_one_claim_alone_may_fail() -> None:
    """What the model answers stands beside what it does not."""
    broken = ModelHTTPError(400, "scripted")
    one = judge(lambda data, n: broken if "invoice" in data.get("claim", "") else careful(data))
    readings = one.read(PITCH, one.claims(PITCH), PROFILE)
    assert [reading.stand_in is None for reading in readings] == [True, False, True]


def test_the_tokens_of_a_review_have_a_ceiling() -> None:
    """Once they are spent nobody is asked, and the claims say so."""
    script = Script(careful)
    one = judge(script, named=LanguageModel("test:scripted", tokens=1, parallel=1))
    readings = one.read(PITCH, one.embedded.claims(PITCH), PROFILE)
    assert {reading.stand_in for reading in readings} == {"the ceiling of 1 tokens a review was reached"}
    assert len(script.seen) == 1


@pytest.mark.parametrize("tokens", [60, 150, 300, 350])
@pytest.mark.parametrize("as_it_goes", [False, True], ids=["at once", "as it is read"])
def test_claims_and_links_share_the_ceiling_of_a_review(tokens: int, as_it_goes: bool) -> None:
    """Once all its questions together took so much, no other is asked: a review takes at most one question more."""
    script, memory = Script(careful), Memory()
    one = judge(script, keeper=memory, named=LanguageModel("test:scripted", tokens=tokens, parallel=1))
    *_, review = as_it_is_read(PITCH, PROFILE, one) if as_it_goes else [check(PITCH, PROFILE, judge=one)]
    took = [call.input_tokens + call.output_tokens for call in memory.calls]
    assert sum(took[:-1]) < tokens <= sum(took)
    assert review.cost is not None
    assert review.cost.tokens == sum(took)
    assert review.readings[-1].stand_in == f"the ceiling of {tokens:,} tokens a review was reached"


def test_claims_that_were_found_before_count_against_the_ceiling() -> None:
    """Of the same pitch before another prospect: the review says what they took, so it counts."""
    memory, named = Memory(), LanguageModel("test:scripted", tokens=200, parallel=1)
    check(PITCH, PROFILE, judge=judge(keeper=memory, named=named))
    other = PROFILE.model_copy(update={"statements": PROFILE.statements[:1]})
    cost = check(PITCH, other, judge=judge(keeper=memory, named=named)).cost
    assert cost is not None
    assert len(memory.calls) == 5, "three sentences, and a claim before each prospect"
    assert 200 < cost.tokens < 200 + 65


class Halt(Exception):
    """Somebody pressed Stop."""


def test_what_was_answered_before_a_stop_is_counted_and_kept() -> None:
    """Whether or not anybody had looked at it yet; going on asks for the rest only, and says what both parts took."""
    memory, third = Memory(), threading.Event()
    long = Pitch(text=" ".join(f"Our board number {n} shows every van." for n in range(10)))

    def answers(data: dict[str, Any], n: int) -> Any:
        if len(script.seen) == 3:
            third.set()
        return careful(data)

    def stop(done: int, of: int) -> None:
        assert third.wait(20)
        raise Halt

    script = Script(answers)
    with pytest.raises(Halt):
        judge(script, keeper=memory, tell=stop).claims(long)
    kept = len(memory.calls)
    assert len(memory.answers) == kept + 1 >= 3, "each answer, and what all of them took"
    script.seen.clear()
    one = judge(script, keeper=memory)
    claims = one.claims(long)
    assert len(claims) == 10
    assert len(script.seen) == 10 - kept
    cost = one.cost(long, claims, PROFILE)
    assert cost is not None
    assert (cost.calls, cost.tokens) == (10, sum(call.input_tokens + call.output_tokens for call in memory.calls))
    one.asked_anew().claims(long)
    again = one.cost(long, claims, PROFILE)
    assert again is not None
    assert again.calls == 10, "what was told once is not told again"


def test_the_question_that_spends_the_days_money_says_so() -> None:
    """And not that the tokens of a review were spent, which nobody could help by raising that ceiling."""
    memory, script = Memory(money_a_day=0.0004), Script(careful)
    one = replace(judge(script, keeper=memory), model=script.model("gpt-4o"))
    one.claims(PITCH)
    assert len(script.seen) == 2
    assert [call.outcome for call in memory.calls] == ["answered", "the day's ceiling on money was reached"]


def test_the_money_of_a_day_has_a_ceiling() -> None:
    """Where it is spent, nothing is sent."""
    memory = Memory(money_a_day=1.0)
    memory.called(
        Call(model="m", kind="links", outcome="answered", input_tokens=1, output_tokens=1, seconds=1, money=1)
    )
    script = Script(careful)
    one = judge(script, keeper=memory)
    readings = one.read(PITCH, one.embedded.claims(PITCH), PROFILE)
    assert {reading.stand_in for reading in readings} == {"the day's ceiling on money was reached"}
    assert script.seen == []
    assert len(memory.calls) == 1, "what was never asked is no call that failed"


def test_the_verdict_is_the_models_and_the_probability_the_encoders() -> None:
    """A yes to what the encoder finds unlikely holds, but is not sure."""
    one = judge(links([{"statement": 2, "relation": "eases"}]))
    claim = Claim(id="c1", n=1, start=0, end=25, text="Our board shows every van")
    (reading,) = one.read(PITCH, (claim,), PROFILE)
    (link,) = [link for link in reading.links if link.holds]
    assert (link.to, link.relation) == (PROFILE.statements[1].id, Relation.EASES)
    assert not reading.sure
    assert 0.02 < link.probability < 0.5


def test_keys_and_texts_stay_out_of_what_is_kept() -> None:
    """Kept answers are numbers, and lines about calls hold no words from anybody."""
    memory = Memory()
    one = judge(keeper=memory)
    one.read(PITCH, one.claims(PITCH), PROFILE)
    everything = repr(memory.answers) + repr(memory.calls)
    for words in ("invoice", "board", "Dana", "drivers"):
        assert words not in everything


def test_a_model_that_writes_on_and_on_is_cut_short() -> None:
    """An answer has as many tokens as its text can need; one that thinks first has more, and takes no temperature."""
    script = Script(careful)
    sitting = Sitting(LanguageModel("test:scripted"), Memory(), script.model())
    (short, long) = (of_sentence(text, None) for text in ("Short.", "long " * 4000))
    assert _most(short, thinks=False) < 200
    assert _most(long, thinks=False) == 600
    assert _most(short, thinks=True) > 8000
    assert sitting._settings().get("temperature") == 0
    sitting.thinks = True
    assert "temperature" not in sitting._settings()
