"""How long somebody spoke, and how fast."""

from __future__ import annotations

from pitchcheck.pitch import Frozen, InputError, Transcript


class Pace(Frozen):
    """``seconds`` from the first word to the last, pauses included; ``per_minute`` is words a minute over all of it."""

    seconds: float
    words: int
    per_minute: float


def pace(spoken: Transcript) -> Pace:
    """The pace of a whole transcript. Raises InputError where its turns have no times."""
    starts = [turn.start for turn in spoken.turns if turn.start is not None]
    ends = [turn.end for turn in spoken.turns if turn.end is not None]
    if not starts or not ends or max(ends) <= min(starts):
        raise InputError("This transcript has no times, so nobody can say how long it took.")
    words = sum(len(turn.text.split()) for turn in spoken.turns)
    seconds = max(ends) - min(starts)
    return Pace(seconds=seconds, words=words, per_minute=words / seconds * 60)
