"""Thousands of pitches through ``pitchcheck bulk``, killed and gone on with: ``python -m benchmarks.many``.

Pitches are pitches of the corpus cut short, always the same ones, before its prospects: no two are alike, and most of
their sentences were read before, as in a team that sells one product. One run is broken twice: a worker is killed at
a third of it, the whole run at two thirds, and the same command is given again. The rows of ``--compare`` of them, from
beginning to end (0: of all), are compared with those of an unbroken run. ``--repeat`` writes few pitches over and over:
rows that need no judge.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import psutil
import pyarrow.parquet as pq

from benchmarks.texts import everything
from benchmarks.timing import machine
from pitchcheck.bulk import PART, DataSet
from pitchcheck.profile import Profile

PROSPECTS = 200
PITCHES, SHORTEST = 160, 7
"""So many pitches of the corpus are cut, none to fewer sentences than that."""
LOOK = 1.0


def people(count: int = PROSPECTS) -> list[Profile]:
    """Prospects of the corpus, each under a name of its own."""
    rows = everything()[:: max(1, len(everything()) // count)][:count]
    return [Profile.model_validate(row["profile"] | {"prospect": f"Prospect {n}"}) for n, row in enumerate(rows)]


@cache
def made() -> tuple[str, ...]:
    """Some 20,000 different ones: pitches of the corpus that end early, and without one of their sentences."""
    whole = dict.fromkeys(tuple(part["text"] for part in row["pitch"]) for row in everything())
    return tuple(dict.fromkeys(" ".join(said) for one in list(whole)[:PITCHES] for said in _cut(one)))


def _cut(said: Sequence[str]) -> Iterator[Sequence[str]]:
    for length in range(SHORTEST, len(said) + 1):
        yield said[:length]
        yield from (said[:n] + said[n + 1 : length] for n in range(length - 1))


def write(folder: Path, pitches: int, repeat: int = 0, step: int = 1) -> tuple[Path, Path]:
    """A table of every ``step``-th and a file of all prospects; with ``repeat``, only so many different ones."""
    everybody = people()
    which = [n % repeat if repeat else n for n in range(0, pitches, step)]
    rows = ({"pitch": made()[n], "prospect": everybody[n % len(everybody)].prospect} for n in which)
    return written(folder, map(json.dumps, rows), everybody)


def written(folder: Path, rows: Iterable[str], everybody: Iterable[Profile]) -> tuple[Path, Path]:
    """The files of the pitches and of the prospects."""
    prospects, source = folder / "prospects.jsonl", folder / "in" / "pitches.jsonl"
    source.parent.mkdir(exist_ok=True)
    prospects.write_text("".join(one.model_dump_json() + "\n" for one in everybody), encoding="utf-8")
    with source.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{row}\n" for row in rows)
    return source, prospects


class Memory(NamedTuple):
    """MiB of the command and of its largest worker."""

    command: float
    worker: float


class Run:
    """The command under way, its memory looked at every second."""

    def __init__(self, source: Path, prospects: Path, out: Path, workers: int | None) -> None:
        command = [sys.executable, "-m", "pitchcheck", "bulk", str(source.parent), "-p", str(prospects), "-o", str(out)]
        self.out, self.memory = out, dict[int, Memory]()
        self.process = psutil.Popen(
            [*command, *(["--workers", str(workers)] if workers else [])], stderr=subprocess.DEVNULL
        )

    def until(self, share: float, pitches: int) -> bool:
        """Wait for that share of the pitches to be done; False where the run ends before that."""
        while self.process.poll() is None:
            done = PART * sum(1 for _ in self.out.glob("part-*.parquet"))
            if workers := self.workers():
                self.memory[done] = Memory(max(self._mib([self.process])), max(self._mib(workers)))
            if done >= share * pitches:
                return True
            time.sleep(LOOK)
        return False

    def _mib(self, processes: Iterable[psutil.Process]) -> Iterator[float]:
        yield 0.0
        for one in processes:
            with suppress(psutil.NoSuchProcess):
                yield one.memory_info().rss / 2**20

    def workers(self) -> list[psutil.Process]:
        """Its processes that read, as far as they are alive."""
        found = []
        with suppress(psutil.NoSuchProcess):
            for one in self.process.children():
                with suppress(psutil.NoSuchProcess):  # a zombie too
                    found += [one] if "resource_tracker" not in " ".join(one.cmdline()) else []
        return found

    def kill(self) -> None:
        """End it at once; its workers end with it."""
        self.process.kill()
        self.process.wait()


def finished(run: Run) -> dict[int, Memory]:
    """Wait for its end; its memory by pitches done, but at the last look, when workers may be ending."""
    run.until(2.0, sys.maxsize)
    assert run.process.wait() == 0, "the command failed"
    return dict(list(run.memory.items())[:-1]) or run.memory


def reviews(out: Path) -> dict[str, tuple[int, str]]:
    """Of each pitch, by its key, how many rows it has and their sha256, wherever it stood in its table."""
    found: dict[str, list[str]] = {}
    for part in out.glob("part-*.parquet"):
        for row in pq.read_table(part, filters=[("kind", "!=", "copy")]).to_pylist():
            text = json.dumps(row | {"row": None}, sort_keys=True, default=str)
            found.setdefault(row["key"], []).append(hashlib.sha256(text.encode()).hexdigest())
    return {key: (len(rows), hashlib.sha256("".join(sorted(rows)).encode()).hexdigest()) for key, rows in found.items()}


def told(found: Mapping[str, tuple[int, str]], keys: Collection[str]) -> str:
    """How many rows the pitches of these keys have, and the sha256 of them all."""
    known = sorted(found[key] for key in keys if key in found)
    whole = "".join(digest for _, digest in known)
    return f"{sum(rows for rows, _ in known):,} rows, {hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def broken(
    source: Path, prospects: Path, out: Path, pitches: int, workers: int | None
) -> tuple[float, dict[int, Memory]]:
    """Seconds of a run that loses a worker at a third and is killed at two thirds, with its second start."""
    start = time.perf_counter()
    run = Run(source, prospects, out, workers)
    if run.until(1 / 3, pitches) and run.workers():
        run.workers()[0].kill()
        print("a worker was killed", flush=True)
    if run.until(2 / 3, pitches):
        run.kill()
        print("the run was killed", flush=True)
    memory = run.memory | finished(Run(source, prospects, out, workers))
    return time.perf_counter() - start, memory


def main() -> None:
    """The broken run, the unbroken one, and whether they are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pitches", type=int, default=500)
    parser.add_argument(
        "--compare", type=int, default=0, help="pitches of the unbroken run, spread over all; 0 means all"
    )
    parser.add_argument("--repeat", type=int, default=0, help="so many different pitches, over and over")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--folder", type=Path, help="where to keep what is written")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    step = max(1, asked.pitches // (asked.compare or asked.pitches))
    source, prospects = write(folder, asked.pitches, asked.repeat)
    print(machine(), end="\n\n", flush=True)
    took, memory = broken(source, prospects, folder / "broken", asked.pitches, asked.workers)
    print(f"broken twice: {asked.pitches:,} pitches in {took:.0f} s, {asked.pitches / took:.2f} a second", flush=True)
    write(folder, asked.pitches, asked.repeat, step)
    start = time.perf_counter()
    finished(Run(source, prospects, folder / "whole", asked.workers))
    took = time.perf_counter() - start
    one, other = reviews(folder / "broken"), reviews(folder / "whole")
    print(f"unbroken: {len(other):,} different ones in {took:.0f} s, {len(other) / took:.2f} a second")
    first, second = told(one, other), told(other, other)
    print(f"{len(DataSet(folder / 'broken').done()[0]):,} pitches have rows. Of one in {step}: {first} and {second}:")
    print("the same" if first == second else "DIFFERENT")
    print("\n| pitches done | the command, MiB | its largest worker, MiB |\n|---|---|---|")
    marks = sorted(memory)
    for done in marks[:: max(1, len(marks) // 12)]:
        print(f"| {done:,} | {memory[done].command:.0f} | {memory[done].worker:.0f} |")


if __name__ == "__main__":
    main()
