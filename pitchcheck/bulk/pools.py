"""Who does the work: processes of this machine or a Dask cluster, behind the one interface of concurrent.futures."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from pitchcheck.bulk.sources import Bad, Item
from pitchcheck.bulk.work import Row, Setup, bad, rows
from pitchcheck.pitch import InputError

AHEAD = 2
"""Parts that are under way at once for each worker: enough that none waits, few enough that memory stays flat."""
TRIES = 2
"""So often an item is read alone before it is blamed for the death of the process that reads it."""
DEATHS = frozenset({"BrokenProcessPool", "KilledWorker"})
"""What is raised here, and on a cluster, when a worker died: by name, so that Dask need not be there."""


@dataclass(frozen=True)
class Workers:
    """Those who work, and how many they are."""

    executor: Executor
    count: int


Pool = Callable[[], AbstractContextManager[Workers]]
Ready = tuple[str, Item]
Part = Sequence[Ready | Row]
"""Items with their keys for a worker, and rows that need none."""


def processes(workers: int | None = None) -> Pool:
    """A pool of processes on this machine, one a core; each opens the judge once, and dies with this one."""

    @contextmanager
    def opened() -> Iterator[Workers]:
        from concurrent.futures import ProcessPoolExecutor

        count = workers or os.cpu_count() or 1
        pool = ProcessPoolExecutor(count, get_context("spawn"), _live_with_the_parent)
        try:
            yield Workers(pool, count)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return opened


def _live_with_the_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, which finishes what was begun; end when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        Thread(target=_outlived, args=(parent,), daemon=True).start()


def _outlived(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def dask(address: str) -> Pool:
    """The workers of the Dask scheduler at ``address``; pitchcheck must be installed there.

    Raises InputError where Dask is not installed, or no scheduler answers.
    """

    @contextmanager
    def opened() -> Iterator[Workers]:
        try:
            import distributed
        except ImportError as missing:
            raise InputError('Dask is not installed; run: pip install "pitchcheck[bulk]".') from missing
        try:
            client: Any = distributed.Client(address, set_as_default=False, timeout="20s")  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as refused:
            raise InputError(f"No Dask scheduler answers at {address}; is it running?") from refused
        with client:
            yield Workers(client.get_executor(pure=False), max(1, sum(client.ncores().values())))

    return opened


def finished(parts: Iterable[Part], setup: Setup, pool: Pool) -> Iterator[tuple[int, list[Row]]]:
    """The rows of every part, with how many items it had, as they finish.

    A worker that dies takes nothing along: the parts that were under way are read again an item at a time, each
    alone, until the one that kills its reader is known. That one becomes a bad row.
    """
    left = iter(parts)
    suspects: list[Part] = []
    while True:
        with pool() as workers:
            yield from _until_a_death(left, setup, workers, suspects)
        if not suspects:
            return
        yield from _one_by_one(suspects, setup, pool)
        suspects = []


def _until_a_death(
    parts: Iterator[Part], setup: Setup, workers: Workers, suspects: list[Part]
) -> Iterator[tuple[int, list[Row]]]:
    """Parts as they finish; after a worker died, what was under way is in ``suspects`` and no more is begun."""
    under_way: dict[Future[list[Row]], Part] = {}
    while True:
        room = 0 if suspects else AHEAD * workers.count - len(under_way)
        under_way |= {_submitted(part, setup, workers): part for part in islice(parts, room)}
        if not under_way:
            return
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            part = under_way.pop(future)
            if _died(future):
                suspects.append(part)
            else:
                yield len(part), [*_known(part), *future.result()]


def _submitted(part: Part, setup: Setup, workers: Workers) -> Future[list[Row]]:
    """The part on its way; where the pool has just been broken, a future that says so."""
    try:
        return workers.executor.submit(rows, setup, [one for one in part if not isinstance(one, dict)])
    except BrokenExecutor as broken:
        failed: Future[list[Row]] = Future()
        failed.set_exception(broken)
        return failed


def _died(future: Future[list[Row]]) -> bool:
    return type(future.exception()).__name__ in DEATHS


def _known(part: Part) -> Iterator[Row]:
    return (one for one in part if isinstance(one, dict))


def _one_by_one(suspects: Iterable[Part], setup: Setup, pool: Pool) -> Iterator[tuple[int, list[Row]]]:
    """The parts again, an item at a time; the workers are opened anew only after another death."""
    left = [list(part) for part in suspects]
    done: list[Row] = []
    sizes = [len(part) for part in left]
    tries = 0
    while left:
        with pool() as workers:
            while left and (result := _alone(left[0], setup, workers, tries)) is not None:
                done, tries = [*done, *result], 0
                if not left[0]:
                    yield sizes.pop(0), done
                    left.pop(0)
                    done = []
        tries += 1


def _alone(part: list[Ready | Row], setup: Setup, workers: Workers, tries: int) -> list[Row] | None:
    """The rows of the part's next item, which is taken out of it; None where its reader died and it is left in."""
    if not part or isinstance(part[0], dict):
        return [one for one in (part.pop(0),) if isinstance(one, dict)] if part else []
    identity, item = part[0]
    if tries >= TRIES:
        part.pop(0)
        reason = f"It broke the process that read it, {TRIES} times."
        return [bad(identity, Bad(item.source, item.row, "", reason))]
    future = _submitted(part[:1], setup, workers)
    if _died(future):
        return None
    part.pop(0)
    return future.result()
