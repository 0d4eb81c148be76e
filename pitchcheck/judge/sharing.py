"""One judge for many: how readings share the processors of this machine.

Every text is read by a pool with one thread a core. Texts of all readings wait there together: whichever are alike go
through a network in one run, whoever asked for them, and the turn goes by when a reading could be through. So an edit
of one sentence does not wait for long pitches, and of two pitches the one that came first is through first, where
turn by turn both would be late. A reading that nobody waits for any more ends at its next text, or while it waits for
one; what it asked for is not read then. There is a limit to how many go on at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from itertools import count, islice
from threading import BoundedSemaphore, Event, Lock, Semaphore
from time import monotonic
from typing import Any, TypeVar

from pitchcheck.pitch import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")
WORKERS = min(8, os.cpu_count() or 1)
MOST = 32
"""Readings that go on at once; more wait for their turn."""
PATIENCE = 20.0
"""Seconds a reading waits for its turn before it is told to come again."""
LOOK = 0.2
"""Seconds after which one that waits looks whether it is still wanted."""
A_TEXT = 0.02
"""Seconds that a text takes, about: a reading is due that much later for every text it asks for."""
BUSY = "Many pitches are being read at this moment. Yours is kept: press Check again in a little while."


class Unwanted(Exception):
    """Nobody waits for this reading any more; what was found so far is kept for the next one."""


class Busy(InputError):
    """There was no turn to be had."""


def _always() -> bool:
    return True


@dataclass(frozen=True)
class _Turn:
    """A reading: since when it has its turn, and whether somebody waits for it."""

    since: float
    wanted: Callable[[], bool] = _always


_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)
_turns = BoundedSemaphore(MOST)


@contextmanager
def reading(wanted: Callable[[], bool] = _always) -> Iterator[None]:
    """A turn at the judge for what is read in the block.

    ``wanted`` is asked before each text that the reading leads with, and every ``LOOK`` seconds while it waits. Raises
    Unwanted as soon as it says no, Busy where too many others are being read.
    """
    since = monotonic()
    _take_a_turn(wanted)
    token = _turn.set(_Turn(since, wanted))
    try:
        yield
    finally:
        _turn.reset(token)
        _turns.release()


def _take_a_turn(wanted: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not _turns.acquire(timeout=LOOK):
        _demand(wanted)
        if monotonic() > until:
            raise Busy(BUSY)


def _demand(wanted: Callable[[], bool]) -> None:
    if not wanted():
        raise Unwanted


def _patiently(wait: Callable[..., bool], wanted: Callable[[], bool]) -> None:
    """Wait for what ``wait`` waits for. Raises Unwanted as soon as that is wanted no more."""
    while not wait(timeout=LOOK):
        _demand(wanted)


def at_once(read: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """``read`` of each item, in order; several at a time, because onnxruntime lets other threads run meanwhile.

    Raises Unwanted as soon as nobody waits for this reading any more, between two items or while they wait.
    """
    return together(lambda alone: [read(one) for one in alone], [(one, None, 1) for one in items])


def together(
    read: Callable[[Sequence[Item]], Sequence[Result]], items: Iterable[tuple[Item, Hashable, int]]
) -> list[Result]:
    """What ``read`` finds in each item, in order.

    An item comes with what it is alike with, and how many like it may be read in one go. Those of other readings that
    wait for the same ``read`` are read along. Raises Unwanted as ``at_once`` does.
    """
    given = list(items)
    turn = _turn.get() or _Turn(monotonic())
    asked = _Asked([None] * len(given), len(given))
    due = turn.since + A_TEXT * len(given)
    wishes = [_Wish(due, asked, n, one, (read, alike), most) for n, (one, alike, most) in enumerate(given)]
    board().show(wishes)
    try:
        for wish in wishes:
            _patiently(asked.room.acquire, turn.wanted)
            if asked.problem:
                break
            _demand(turn.wanted)
            board().lead(wish)
        if wishes:
            _patiently(asked.ended.wait, turn.wanted)
    finally:
        board().hide(wishes)
    if asked.problem:
        raise asked.problem
    return asked.found


@dataclass(eq=False)
class _Asked:
    """What one reading asks for at once: what is found, how many are not, what went wrong, whether it is over.

    ``room`` is for as many texts as it may lead with at a time: before each it is asked whether it is still wanted.
    """

    found: list[Any]
    left: int
    problem: BaseException | None = None
    ended: Event = field(default_factory=Event)
    room: Semaphore = field(default_factory=lambda: Semaphore(WORKERS + 1))

    def take(self, place: int, result: Any) -> None:
        """One more is found."""
        self.found[place] = result
        self.left -= 1
        if not self.left:
            self.ended.set()

    def end(self, problem: BaseException) -> None:
        """It cannot be gone on with."""
        self.problem = self.problem or problem
        self.ended.set()


@dataclass(eq=False)
class _Wish:
    """One item that waits: when its reading is due, its place there, what it is alike with, how many go together."""

    due: float
    asked: _Asked
    place: int
    item: Any
    alike: tuple[Callable[[Sequence[Any]], Sequence[Any]], Hashable]
    most: int
    taken: bool = False


class Board:
    """What waits to be read, of all readings, and the threads that read it."""

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, "judge")
        self._lock = Lock()
        self._waiting: list[tuple[float, int, _Wish]] = []
        self._alike: dict[Hashable, dict[_Wish, None]] = {}
        self._numbers = count()

    def show(self, wishes: Iterable[_Wish]) -> None:
        """Let these be read along with others like them."""
        with self._lock:
            for one in wishes:
                self._alike.setdefault(one.alike, {})[one] = None

    def hide(self, wishes: Iterable[_Wish]) -> None:
        """These wait no more."""
        with self._lock:
            for one in wishes:
                self._take(one)

    def lead(self, wish: _Wish) -> None:
        """Let this one be read in its turn, and others with it."""
        with self._lock:
            heappush(self._waiting, (wish.due, next(self._numbers), wish))
        self._pool.submit(self._serve)

    def _serve(self) -> None:
        """Read what is due first: there is one call of this for each that leads."""
        with self._lock:
            first = heappop(self._waiting)[2]
            group = [] if first.taken else self._with_others(first)
        if group:
            self._read(group)
        first.asked.room.release()

    def _with_others(self, first: _Wish) -> list[_Wish]:
        """The wish and others like it."""
        others = (one for one in self._alike[first.alike] if one is not first)
        group = [first, *islice(others, first.most - 1)]
        for one in group:
            self._take(one)
        return group

    def _take(self, wish: _Wish) -> None:
        wish.taken = True
        others = self._alike.get(wish.alike, {})
        others.pop(wish, None)
        if not others:
            self._alike.pop(wish.alike, None)

    def _read(self, group: Sequence[_Wish]) -> None:
        read = group[0].alike[0]
        try:
            found = list(zip(group, read([one.item for one in group]), strict=True))
        except BaseException as problem:
            self._went_wrong(group, problem)
            return
        with self._lock:
            for one, result in found:
                one.asked.take(one.place, result)

    def _went_wrong(self, group: Sequence[_Wish], problem: BaseException) -> None:
        """Whose text it was is found by reading each alone: the others' readings go on."""
        if len(group) > 1:
            for one in group:
                self._read([one])
        else:
            with self._lock:
                group[0].asked.end(problem)


@cache
def board() -> Board:
    """Where all of this process wait."""
    return Board(WORKERS)
