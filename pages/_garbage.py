"""Garbage of all sessions, looked for once a minute.

Streamlit would look through everything in memory whenever a run of a page ends, and nobody else's page goes on
meanwhile: with fifty people that was two fifths of all that Python did. It is told not to (.streamlit/config.toml).
Python's own small looks go on; here is the large one, which finds what holds itself in circles, as closed sessions do.
Where nobody is there any more, what the judge read for them goes as well.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from streamlit.runtime import Runtime, RuntimeState

EVERY = 60.0
"""Seconds between two looks, while people are there."""
M_ARENA_MAX = -8
"""The number by which malloc.h knows how many heaps there may be."""
LONGER = 300.0
"""Seconds after the last run of a page in which looks go on: sessions whose browsers have left go by then."""


def one_heap() -> None:
    """Have all threads ask for memory from one heap.

    GNU's C library gives threads heaps of their own, and what is free at the end of one of those stays there: after
    thirty people had left that was 140 MB. One thread at a time runs Python anyway.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(M_ARENA_MAX, 1)


def look() -> None:
    """Free what only holds itself, and what nobody is there for; give memory back to the machine."""
    if nobody_is_here():
        let_go()
        forget_readings()
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)  # GNU's C library keeps what was freed for itself until it is told


def nobody_is_here() -> bool:
    """Whether the last browser has left."""
    return Runtime.exists() and Runtime.instance().state is RuntimeState.NO_SESSIONS_CONNECTED


def let_go() -> None:
    """Of the sessions whose time to come back is over.

    Streamlit keeps those whose browsers have left for a while, and drops one only when another is stored: the last ones
    would stay until somebody comes. There is no public way to where it stores them; without it they stay.
    """
    with suppress(AttributeError):
        sessions: Any = Runtime.instance()._session_mgr
        with sessions._storage_lock:
            sessions._session_storage._cache.expire()


def forget_readings() -> None:
    """What the judge read; it is imported only now, so that the start does not wait for it."""
    from pitchcheck.judge.embedded import forget

    forget()


def set_apart() -> None:
    """What is in memory now lives as long as the process: no look goes there any more."""
    gc.collect()
    gc.freeze()


class Looks:
    """Looks by the minute, from a run of a page on until nobody has come for a while."""

    def __init__(self, timer: Callable[[float, Callable[[], None]], threading.Timer] = threading.Timer) -> None:
        self._timer = timer
        self._lock = threading.Lock()
        self._last_run = 0.0
        self._waiting = False

    def go_on(self) -> None:
        """After each run of a page."""
        self._last_run = monotonic()
        self._wait()

    def _wait(self) -> None:
        with self._lock:
            if self._waiting:
                return
            self._waiting = True
        timer = self._timer(EVERY, self._due)
        timer.daemon = True
        timer.start()

    def _due(self) -> None:
        try:
            look()
        finally:
            with self._lock:
                self._waiting = False
        if monotonic() - self._last_run < LONGER:
            self._wait()


looks = Looks()
one_heap()
