"""A language model that answers as a test tells it to, through the library's own streaming path."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel

from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge, Memory
from tests.pages.judge import WordJudge

Told = Callable[[dict[str, Any], int], Any]
"""From the data of a question and the number of the try (0, 1) to the answer: JSON, a text, or an error to raise."""


class Script:
    """What the model is asked, and what it says. ``seen`` holds every question's data, ``sent`` all that was sent."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.seen: list[dict[str, Any]] = []
        self.sent: list[str] = []

    def model(self, name: str = "scripted") -> FunctionModel:
        """The library's model of it; under the ``name`` of a hosted one it costs what that one does."""
        return FunctionModel(stream_function=self._stream, model_name=name)

    async def _stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        parts = [part for message in messages for part in message.parts]
        asked = next(part.content for part in parts if part.part_kind == "user-prompt")
        data = json.loads(str(asked))
        self.seen.append(data)
        self.sent.append(repr(messages) + str(info.instructions))
        answer = self.told(data, sum(part.part_kind == "text" for part in parts))
        if isinstance(answer, Exception):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps(answer)
        for at in range(0, len(text), 16):
            yield text[at : at + 16]


def careful(data: dict[str, Any], _: int = 0) -> Any:
    """Reads as ``WordJudge`` does: a sentence of four words is a claim; it answers what it shares a long word with."""
    if "sentence" in data:
        text = data["sentence"].strip(" .!?\n")
        return {"claims": [{"quote": text, "kind": "feature"}] if len(text.split()) >= 4 else []}
    if "text" in data:
        lines = [line for line in data["text"].splitlines() if line.startswith("I ")]
        return {"statements": [{"quote": line, "force": "push", "who": "buyer"} for line in lines]}
    return {"links": [_link(data["claim"], one) for one in data["statements"] if _shared(data["claim"], one["text"])]}


def _link(claim: str, statement: dict[str, Any]) -> dict[str, Any]:
    answers = "advances" if statement["force"] in ("push", "pull") else "eases"
    return {"statement": statement["number"], "relation": "aggravates" if "must" in claim.casefold() else answers}


def _shared(claim: str, text: str) -> set[str]:
    def long(words: str) -> set[str]:
        return {word for word in words.casefold().split() if len(word) > 4}

    return long(claim) & long(text)


def judge(told: Told = careful, **changed: Any) -> LanguageModelJudge:
    """A judge over a scripted model, with the embedded judge that anybody can foresee."""
    named = changed.pop("named", LanguageModel("test:scripted", seconds=20, parallel=1))
    return LanguageModelJudge(
        named,
        embedded=changed.pop("embedded", WordJudge()),
        keeper=changed.pop("keeper", Memory()),
        model=Script(told).model() if not isinstance(told, Script) else told.model(),
        **changed,
    )
