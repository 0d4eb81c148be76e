"""How long something takes, for tests that hold one size of a thing against another in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of this process's own time on the processor; of several times the least, for the rest is chance."""
    return min(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
