"""What every benchmark of speed says first, and how it takes a time."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path


def machine() -> str:
    """Processor, cores, versions, date and load: without the load a time on a shared machine means little."""
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    packages = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "numpy", "streamlit"))
    return (
        f"{model.partition(': ')[2] or platform.processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {packages}; {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
    )


def seconds(work: Callable[[], object], times: int = 3, before: Callable[[], object] | None = None) -> float:
    """The median of some runs of ``work``; ``before`` is run ahead of each and not counted."""
    taken = []
    for _ in range(times):
        if before:
            before()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
