"""What the networks found in texts, kept for the next edit; and how texts that were not read yet are read together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Generic, TypeVar

from pitchcheck.judge.sharing import together

Text = TypeVar("Text", bound=Hashable)
Found = TypeVar("Found")
Ids = Sequence[int]
TOGETHER, TOKENS = 8, 512
"""At most so many texts, and so many tokens in all, go through a network in one run.

Measured on one core: 8 texts of 8 to 40 tokens together take 0.4 to 0.65 of what they take one by one, 16 no less; from
100 tokens on a text gains nothing from company.
"""


class Kept(Generic[Text, Found]):
    """``read`` of a text, remembered for the ``most`` texts that were asked for last. May be used from threads.

    ``ids`` are the network's runs that reading a text asks for, and within ``ahead`` of some runs these are known.
    """

    def __init__(
        self,
        read: Callable[[Text], Found],
        most: int,
        ids: Callable[[Text], Iterable[Ids]],
        ahead: Callable[[Sequence[Ids]], AbstractContextManager[object]],
    ) -> None:
        self._read, self._most, self._ids, self._ahead = read, most, ids, ahead
        self._found: OrderedDict[Text, Found] = OrderedDict()
        self._lock = Lock()

    def __call__(self, text: Text) -> Found:
        """What is in one text."""
        with self._lock:
            if text in self._found:
                self._found.move_to_end(text)
                return self._found[text]
        found = self._read(text)
        with self._lock:
            self._found[text] = found
            if len(self._found) > self._most:
                self._found.popitem(last=False)
        return found

    def all(self, texts: Sequence[Text]) -> list[Found]:
        """What is in each text, in order. Those not read yet are read with others of their length, of any reading.

        Raises Unwanted as ``together`` does; what was read until then is kept.
        """
        missing = self._missing(texts)
        asked = [(text, list(self._ids(text))) for text in missing]
        new = dict(zip(missing, together(self._together, map(_alike, asked)), strict=True))
        return [new[text] if text in new else self(text) for text in texts]

    def cache_clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._found.clear()

    def _together(self, group: Sequence[tuple[Text, Sequence[Ids]]]) -> list[Found]:
        """What is in each text, of one reading or of several; what another has found meanwhile is not read again.

        A text of many runs takes them one by one: all at once would take as much memory as it is long, squared.
        """
        runs = dict(group)
        ahead = [ids for text in self._missing(runs) for ids in runs[text]]
        with self._ahead(ahead if sum(map(len, ahead)) <= TOKENS else ()):
            return [self(text) for text, _ in group]

    def _missing(self, texts: Iterable[Text]) -> list[Text]:
        """Those not found yet, each once."""
        with self._lock:
            return [text for text in dict.fromkeys(texts) if text not in self._found]


def _alike(asked: tuple[Text, Sequence[Ids]]) -> tuple[tuple[Text, Sequence[Ids]], Hashable, int]:
    """A text whose runs are as long as these may be read with it, as many as make a run of no more than ``TOKENS``."""
    lengths = tuple(len(ids) for ids in asked[1])
    return asked, lengths, max(1, min(TOGETHER, TOKENS // max(sum(lengths), 1)))
