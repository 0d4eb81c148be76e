"""A stand-in for the tagger that marks what a test has put in braces; it knows no words."""

from collections.abc import Iterable

import numpy as np

from pitchcheck.judge.tagger import Context, Mark, Marked


class Marking:
    """Marks each of ``spans`` wherever it stands in a text, and remembers what it was asked."""

    def __init__(self, *spans: str, force: int = 0, who: int = 0, worded: float = 0.0) -> None:
        self.spans = spans
        self.force, self.who, self.worded = force, who, worded
        self.asked: list[tuple[Mark, str, Context]] = []

    def marked(self, mark: Mark, text: str, context: Context = ()) -> list[Marked]:
        """The test's spans where they stand in ``text``."""
        self.asked.append((mark, text, context))
        places = sorted((text.find(span), span) for span in self.spans if span in text)
        return [self._one(start, start + len(span)) for start, span in places]

    def marked_all(self, asked: Iterable[tuple[Mark, str, Context]]) -> list[list[Marked]]:
        """``marked`` of each."""
        return [self.marked(*one) for one in asked]

    def wholes(self, texts: Iterable[str]) -> list[Marked | None]:
        """``whole`` of each."""
        return [self.whole(text) for text in texts]

    def whole(self, text: str) -> Marked | None:
        """All of ``text`` as one span."""
        return self._one(0, len(text)) if text else None

    def _one(self, start: int, end: int) -> Marked:
        def odds(at: int, of: int) -> np.ndarray:
            return np.eye(of, dtype=np.float32)[at] * 0.9 + 0.02

        return Marked(start, end, 0.9, odds(0, 3), odds(self.force, 5), odds(self.who, 3), self.worded)
