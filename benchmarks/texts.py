"""Pitches and prospects of any size, made from the corpus, for benchmarks of speed: real sentences in a new order."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path

from pitchcheck.catalogue import Catalogue, Feature, Phrase
from pitchcheck.pitch import Transcript, Turn
from pitchcheck.profile import Profile, Statement

CORPUS = Path(__file__).resolve().parent.parent / "training" / "corpus"


@cache
def scenarios(name: str = "dev.scenarios.jsonl") -> tuple[dict, ...]:
    """The lines of a scenarios file of the corpus."""
    return tuple(map(json.loads, (CORPUS / name).read_text(encoding="utf-8").splitlines()))


@cache
def everything() -> tuple[dict, ...]:
    """All pitches of the corpus, some of them before several prospects."""
    files = sorted((CORPUS / "train").glob("*.scenarios.jsonl"))
    return tuple(row for file in files for row in scenarios(f"train/{file.name}"))


def sentences(seed: int = 0) -> Iterator[str]:
    """Sentences without end; each is said once, until the corpus is used up and a count is added to tell them apart."""
    said = list(dict.fromkeys(part["text"] for row in everything() for part in row["pitch"]))
    random.Random(seed).shuffle(said)  # noqa: S311 (an order, not a secret)
    for lap in count():
        yield from said if not lap else (f"{one} ({lap})" for one in said)


def pitch(words: int, seed: int = 0) -> str:
    """A pitch of that many words, or a few more: whole sentences, eight a paragraph."""
    text: list[str] = []
    spoken = 0
    for one in sentences(seed):
        text.append(one)
        spoken += len(one.split())
        if spoken >= words:
            break
    return "\n\n".join(" ".join(text[i : i + 8]) for i in range(0, len(text), 8))


def profile(statements: int, seed: int = 0) -> Profile:
    """A prospect who said that many things, all different."""
    said = {s["text"]: s for row in everything() for s in row["profile"]["statements"]}
    drawn = list(said.values())
    random.Random(seed).shuffle(drawn)  # noqa: S311
    kept = [{**one, "id": f"s{i}"} for i, one in enumerate(drawn[:statements], 1)]
    return Profile(prospect="Dana Reyes", statements=tuple(map(Statement.model_validate, kept)))


def catalogue(features: int) -> Catalogue:
    """A product of that many features, each with a few customers' phrases."""
    phrases = sentences(seed=1)
    return Catalogue(
        product="Everything",
        features=tuple(
            Feature(name=name, answers=tuple(Phrase(text=next(phrases)) for _ in range(3)))
            for name in islice(sentences(seed=2), features)
        ),
    )


def call(turns: int) -> Transcript:
    """A conversation of that many turns, the rep and the prospect by turns, ten seconds each."""
    said = enumerate(islice(sentences(seed=3), turns))
    return Transcript(
        turns=tuple(
            Turn(n=i + 1, text=text, speaker="Rep" if i % 2 else "Dana", start=10.0 * i, end=10.0 * i + 9)
            for i, text in said
        )
    )
