"""Finds what a prospect said, in notes and in conversations, and the force each statement exerts (docs/judge.md)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from pitchcheck.judge.claims import TURNS, context_of
from pitchcheck.judge.reading import Found
from pitchcheck.judge.tagger import Mark, Marked, Tagger, tagger
from pitchcheck.pitch import Turn
from pitchcheck.profile import Force, Who

FORCES, WHOS = tuple(Force), tuple(Who)
WORDED = 0.3
"""From this probability on a statement counts as worded by the seller.

On the written cases, beside the rules (``wording``), 0.2 marks more statements of customers and finds none more.
"""
NAMED = 2.0
"""How much naming one of our product terms multiplies the odds of that."""
SHORTEST = 2
"""A statement of fewer letters is a slip of the tagger."""


def find(text: str, *, reader: Tagger | None = None) -> tuple[Found, ...]:
    """What the prospect said according to notes, an e-mail or a chat; spans point into ``text``, in order.

    The rep's own guesses, questions and product talk are no statements, nor is who was there and what comes next.
    """
    reader = reader or tagger()
    return tuple(_found(text, one) for one in reader.marked(Mark.NOTES, text) if _says_something(text, one))


def find_in_turns(
    turns: Sequence[Turn], prospects: Collection[str | None], *, reader: Tagger | None = None
) -> tuple[Found, ...]:
    """What the speakers in ``prospects`` said; ``turn`` is the turn's number and spans point into its text.

    A speaker is one person: who they are is judged from all their statements together.
    """
    reader = reader or tagger()
    reps = frozenset(turn.speaker for turn in turns) - frozenset(prospects)
    asked = [
        (turn, context_of(turns[max(0, i - TURNS) : i], reps))
        for i, turn in enumerate(turns)
        if turn.speaker in prospects
    ]
    heard = reader.marked_all((Mark.PROSPECT, turn.text, before) for turn, before in asked)
    said = [
        (turn, one)
        for (turn, _), marked in zip(asked, heard, strict=True)
        for one in marked
        if _says_something(turn.text, one)
    ]
    whos = _one_who_each(said)
    return tuple(_found(turn.text, one, turn=turn.n, who=whos[turn.speaker]) for turn, one in said)


def product_worded(
    texts: Sequence[str], terms: Collection[str] = (), *, reader: Tagger | None = None
) -> list[tuple[bool, float, str]]:
    """Whether each statement is in the seller's words, with the probability and why, one sentence.

    ``terms`` are the product's and its features' names and phrases of the pitch. Naming one raises the odds and does
    not settle them: "SAP stays" names a product in the customer's own words.
    """
    reader = reader or tagger()
    named = _any_of(terms)
    return [_worded(text, one, named) for text, one in zip(texts, reader.wholes(texts), strict=True)]


def _any_of(terms: Collection[str]) -> re.Pattern[str] | None:
    kept = sorted({term.strip() for term in terms if term.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, kept))})(?!\w)", re.IGNORECASE) if kept else None


def _worded(text: str, one: Marked | None, named: re.Pattern[str] | None) -> tuple[bool, float, str]:
    if one is None:
        return False, 0.0, "There is nothing to read."
    term = named.search(text) if named else None
    odds = one.worded / max(1 - one.worded, 1e-6) * (NAMED if term else 1.0)
    probability = odds / (1 + odds)
    if probability < WORDED:
        return False, probability, "It is about their day, in their words."
    if term:
        return True, probability, f"It names “{term.group()}”, which is a thing we sell, not what they struggle with."
    return True, probability, "It asks for a thing to buy and does not say what that would change for them."


def _one_who_each(said: Sequence[tuple[Turn, Marked]]) -> dict[str | None, Who]:
    """Each speaker's likeliest who, by the product of what their statements say."""
    by_speaker: dict[str | None, np.ndarray] = {}
    for turn, one in said:
        by_speaker[turn.speaker] = by_speaker.get(turn.speaker, 0) + np.log(one.whos + 1e-6)
    return {speaker: WHOS[int(total.argmax())] for speaker, total in by_speaker.items()}


def _found(text: str, one: Marked, turn: int | None = None, who: Who | None = None) -> Found:
    return Found(
        start=one.start,
        end=one.end,
        text=text[one.start : one.end],
        force=FORCES[int(one.forces.argmax())],
        who=who or WHOS[int(one.whos.argmax())],
        product_worded=one.worded >= WORDED,
        probability=round(min(max(one.probability, 0.0), 1.0), 4),
        turn=turn,
    )


def _says_something(text: str, one: Marked) -> bool:
    return sum(letter.isalpha() for letter in text[one.start : one.end]) >= SHORTEST
