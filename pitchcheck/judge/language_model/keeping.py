"""Where answers are kept and calls are written down: a protocol, and one that forgets with the process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Protocol

from pitchcheck.pitch import Frozen


class Call(Frozen):
    """One question to a model, without a word of it: which kind, how it ended, and what it took.

    ``outcome`` is "answered" or the reason why the embedded judge stood in. ``money`` is in US dollars.
    """

    model: str
    kind: str
    outcome: str
    input_tokens: int
    output_tokens: int
    seconds: float
    money: float | None


class Keeper(Protocol):
    """Answers by key, and what was spent. Keys are hashes; answers are ids, offsets and figures, never texts."""

    def get(self, keys: Collection[str]) -> Mapping[str, str]:
        """Those of the answers that are kept."""

    def keep(self, answers: Mapping[str, str]) -> None:
        """Keep answers in place of what was kept under their keys."""

    def called(self, call: Call) -> None:
        """Write a call down."""

    def left_today(self) -> Decimal | None:
        """US dollars that may still be spent today; None where there is no ceiling."""


class Memory:
    """Keeps in this process: for benches, and where there is no database."""

    def __init__(self, money_a_day: float | None = None) -> None:
        self.answers: dict[str, str] = {}
        self.calls: list[Call] = []
        self.money_a_day = money_a_day

    def get(self, keys: Collection[str]) -> Mapping[str, str]:
        """Those of the answers that are kept."""
        return {key: self.answers[key] for key in keys if key in self.answers}

    def keep(self, answers: Mapping[str, str]) -> None:
        """Keep answers in place of what was kept under their keys."""
        self.answers.update(answers)

    def called(self, call: Call) -> None:
        """Write a call down."""
        self.calls.append(call)

    def left_today(self) -> Decimal | None:
        """US dollars that may still be spent."""
        if self.money_a_day is None:
            return None
        return Decimal(str(self.money_a_day)) - sum((Decimal(str(call.money or 0)) for call in self.calls), Decimal(0))


def key_of(*parts: object) -> str:
    """The sha256 of what an answer depends on, whatever is in it."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, default=str).encode()).hexdigest()
