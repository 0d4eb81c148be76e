"""The whole path over HTTP with a model that often errs: claims, links, statements, a stream that breaks, time-outs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge, Memory
from pitchcheck.pitch import Pitch, Transcript, Turn
from pitchcheck.reviewing import check
from tests.judge.language_model.test_faults import PROFILE
from tests.llama import Llama
from tests.pages.judge import WordJudge

SHORT = Pitch(text="The invoice types itself now.")

NO_FAULT_OF_THE_NETWORK = {"answered", "the model's answer broke the rules twice", "the model wrote on and on"}


@pytest.fixture(scope="module")
def llama() -> Iterator[Llama]:
    """A server, started once."""
    with Llama() as one:
        yield one


def judge(base_url: str, keeper: Memory | None = None, seconds: float = 300.0) -> LanguageModelJudge:
    """A judge that asks that server, one question at a time."""
    named = LanguageModel("openai:gemma", base_url, seconds=seconds, parallel=1)
    return LanguageModelJudge(named, WordJudge(), keeper or Memory())


def test_a_review_by_a_real_model(llama: Llama) -> None:
    """Whatever it says, every claim is in the text, every link is allowed, and what it took is counted."""
    memory = Memory()
    review = check(SHORT, PROFILE, judge=judge(llama.base_url, memory))
    assert all(one.claim.text == SHORT.text[one.claim.start : one.claim.end] for one in review.readings)
    ids = {statement.id for statement in PROFILE.statements}
    assert all(link.to in ids for reading in review.readings for link in reading.links)
    assert {call.outcome for call in memory.calls} <= NO_FAULT_OF_THE_NETWORK
    assert review.cost is not None
    assert review.cost.tokens > 0
    assert review.judge.model == "openai:gemma"
    calls = len(memory.calls)
    assert check(SHORT, PROFILE, judge=judge(llama.base_url, memory)).model_dump_json() == review.model_dump_json()
    assert len(memory.calls) == calls


def test_what_was_said_in_a_call(llama: Llama) -> None:
    """Statements are quotes of the prospect's turns, or there are none."""
    turns = (Turn(n=1, text="What brings you?", speaker="Rae"), Turn(n=2, text="I type it twice.", speaker="Dana"))
    for found in judge(llama.base_url).heard(Transcript(turns=turns), {"Dana"}):
        assert found.turn == 2
        assert found.text == turns[1].text[found.start : found.end]


def test_a_server_killed_in_the_middle_of_an_answer(llama: Llama) -> None:
    """The claims it did not get to are the embedded judge's, and say so; what it said stands."""
    one = judge(llama.base_url)
    claims = one.embedded.claims(SHORT)
    going = one.reading(SHORT, claims, PROFILE)
    next(going)
    killer = threading.Timer(0.3, llama.kill)
    killer.start()
    *_, last = going
    killer.join()
    assert last[-1].stand_in == "the model could not be reached"
    llama.start()
    again = one.asked_anew().read(SHORT, claims, PROFILE)
    assert {reading.stand_in or "answered" for reading in again} <= NO_FAULT_OF_THE_NETWORK


def test_a_server_that_takes_the_call_and_says_nothing() -> None:
    """The time for a question ends it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        one = judge(f"http://127.0.0.1:{silent.getsockname()[1]}/v1", seconds=0.4)
        readings = one.read(SHORT, one.embedded.claims(SHORT), PROFILE)
    assert {reading.stand_in for reading in readings} == {"the model did not answer within 0.4 seconds"}
