"""Judges for bulk tests, found by name in workers: one that reads words, and one that some pitches kill."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.pages.judge import WordJudge


def words() -> WordJudge:
    """The judge that anybody can foresee."""
    return WordJudge()


class _Mortal(WordJudge):
    def claims(self, pitch):
        if "KILL" in pitch.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "BREAK" in pitch.text:
            raise RuntimeError("a reader that breaks")
        if "ONCE" in pitch.text:
            _die_once(Path(pitch.text.split()[-1]))
        return super().claims(pitch)


def _die_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def mortal() -> WordJudge:
    """KILL in a pitch kills whoever reads it, ONCE only the first (its mark is the last word), BREAK raises."""
    return _Mortal()
