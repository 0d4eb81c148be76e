"""One judge for many: how readings share the processors of this machine.

Every text is read by a pool with one thread a core. A reading has only a few texts in the pool at a time, so that
texts of all readings take turns there: an edit of one sentence does not wait until somebody's long pitch is through.
A reading that nobody waits for any more ends at its next text, and there is a limit to how many go on at once.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

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
BUSY = "Many pitches are being read at this moment. Yours is kept: press Check again in a little while."


class Unwanted(Exception):
    """Nobody waits for this reading any more; what was found so far is kept for the next one."""


class Busy(InputError):
    """There was no turn to be had."""


def _always() -> bool:
    return True


_wanted: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=_always)
_turns = BoundedSemaphore(MOST)


@contextmanager
def reading(wanted: Callable[[], bool] = _always) -> Iterator[None]:
    """A turn at the judge for what is read in the block.

    Raises Unwanted as soon as ``wanted`` says no, Busy where too many others are being read.
    """
    _take_a_turn(wanted)
    token = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(token)
        _turns.release()


def _take_a_turn(wanted: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not _turns.acquire(timeout=LOOK):
        if not wanted():
            raise Unwanted
        if monotonic() > until:
            raise Busy(BUSY)


def at_once(read: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """``read`` of each item, in order; several at a time, because onnxruntime lets other threads run meanwhile.

    Raises Unwanted between two items where nobody waits for this reading any more.
    """
    going: deque[Future[Result]] = deque()
    found: list[Result] = []
    for item in items:
        if len(going) > WORKERS:
            found.append(going.popleft().result())
        if not _wanted.get()():
            raise Unwanted
        going.append(_pool().submit(read, item))
    return found + [one.result() for one in going]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, "judge")
