"""Whether ``pitchcheck bulk`` holds more the more pitches it has read: ``python -m benchmarks.memory --pitches 20000``.

The command reads pitches of three sentences, all of them different, before many prospects, with the judge that ships.
Their sentences come back in other company, so that thousands of pitches take minutes; there are more sentences after
others than the judge keeps. Told are the memory of the command and of its largest worker, and what each gained a pitch
over the last half, when whatever is kept to a limit has reached it. ``--repeat`` reads so few different ones that what
is left is writing and keeping count.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.many import Memory, Run, finished, people, written
from benchmarks.texts import sentences
from benchmarks.timing import machine

SAID = 47
"""Openings, and as many middles and endings: 103,823 pitches of 4,465 sentences after others."""
PROSPECTS = 600
"""Some 5,000 statements."""
MARKS = (100, 1_000, 5_000, 20_000, 50_000, 100_000)


@cache
def _said() -> Sequence[Sequence[str]]:
    """The openings, the middles, the endings."""
    given = sentences(seed=5)
    return [[next(given) for _ in range(SAID)] for _ in range(3)]


def made(count: int, repeat: int = 0) -> Iterator[str]:
    """Pitches of three sentences, no two alike; with ``repeat`` so many different ones, over and over.

    Whatever follows whatever is said within the first 2,209: what there is to keep is there early.
    """
    openings, middles, endings = _said()
    for n in range(count):
        lap, at = divmod(n % repeat if repeat else n, SAID * SAID)
        first, second = at % SAID, at // SAID
        yield f"{openings[first]} {middles[second]} {endings[(first + lap) % SAID]}"


def gained(memory: Mapping[int, Memory]) -> Memory:
    """KiB that the command and its largest worker gained a pitch over the last half, by least squares."""
    last = [(done, one) for done, one in memory.items() if 2 * done >= max(memory)]
    if len(last) < 3:
        return Memory(float("nan"), float("nan"))
    done = [done for done, _ in last]
    return Memory(*(float(np.polyfit(done, [one[i] for _, one in last], 1)[0]) * 1024 for i in range(2)))


def at_marks(memory: Mapping[int, Memory]) -> list[tuple[int, Memory]]:
    """The memory when so many were done, or as soon after as it was looked at; and at the end."""
    known = sorted(memory)
    told = [next((done for done in known if done >= mark), None) for mark in MARKS]
    return [(done, memory[done]) for done in dict.fromkeys([*told, known[-1]]) if done is not None]


def main() -> None:
    """A line for each mark, and what was gained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pitches", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=0, help="so many different pitches, over and over")
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    everybody = people(PROSPECTS)
    rows = (
        {"pitch": text, "prospect": everybody[(n % asked.repeat if asked.repeat else n) % PROSPECTS].prospect}
        for n, text in enumerate(made(asked.pitches, asked.repeat))
    )
    with tempfile.TemporaryDirectory() as folder:
        source, prospects = written(Path(folder), map(json.dumps, rows), everybody)
        start = time.perf_counter()
        memory = finished(Run(source, prospects, Path(folder) / "out", asked.workers))
        took = time.perf_counter() - start
    print(machine(), end="\n\n")
    print(f"{asked.pitches:,} pitches in {took:.0f} s, {asked.pitches / took:.0f} a second\n")
    print("| pitches done | the command, MiB | its largest worker, MiB |\n|---|---|---|")
    for done, one in at_marks(memory):
        print(f"| {done:,} | {one.command:.0f} | {one.worker:.0f} |")
    more = gained(memory)
    print(f"\nGained a pitch over the last half: the command {more.command:.2f} KiB, a worker {more.worker:.2f} KiB.")


if __name__ == "__main__":
    main()
