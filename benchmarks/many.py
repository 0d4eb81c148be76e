"""Thousands of pitches through ``pitchcheck bulk``, killed and gone on with: ``python -m benchmarks.many``.

Pitches are sentences of the corpus put together anew, always the same ones, before its prospects. One run is broken
twice: a worker is killed at a third of it, the whole run at two thirds, and the same command is given again. Its rows
are compared with those of an unbroken run over the first ``--compare`` pitches (0: all of them). ``--repeat`` writes
few pitches over and over: rows that need no judge, for the memory of writing and keeping count alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from benchmarks.texts import everything
from benchmarks.timing import machine
from pitchcheck.bulk import PART
from pitchcheck.profile import Profile

PROSPECTS = 200
BORROWED = 4
"""So many sentences of each pitch are of another one."""
LOOK = 1.0


def people(count: int = PROSPECTS) -> list[Profile]:
    """Prospects of the corpus, each under a name of its own."""
    rows = everything()[:: max(1, len(everything()) // count)][:count]
    return [Profile.model_validate(row["profile"] | {"prospect": f"Prospect {n}"}) for n, row in enumerate(rows)]


def pitch(n: int) -> str:
    """The n-th pitch: a pitch of the corpus in another order, with some sentences of another."""
    rng = random.Random(n)  # noqa: S311 (an order, not a secret)
    one, other = ([part["text"] for part in rng.choice(everything())["pitch"]] for _ in range(2))
    said = one + rng.sample(other, min(BORROWED, len(other)))
    return " ".join(rng.sample(said, len(said)))


def write(folder: Path, pitches: int, repeat: int = 0) -> tuple[Path, Path]:
    """A table of them and a file of their prospects; with ``repeat``, only so many different ones."""
    prospects, source = folder / "prospects.jsonl", folder / "in" / "pitches.jsonl"
    source.parent.mkdir(exist_ok=True)
    everybody = people()
    prospects.write_text("".join(one.model_dump_json() + "\n" for one in everybody), encoding="utf-8")
    with source.open("w", encoding="utf-8") as stream:
        for n in range(pitches):
            which = n % repeat if repeat else n
            row = {"pitch": pitch(which), "prospect": everybody[which % len(everybody)].prospect}
            stream.write(json.dumps(row) + "\n")
    return source, prospects


class Run:
    """The command under way, its memory looked at every second."""

    def __init__(self, source: Path, prospects: Path, out: Path, workers: int | None) -> None:
        command = [sys.executable, "-m", "pitchcheck", "bulk", str(source.parent), "-p", str(prospects), "-o", str(out)]
        self.out, self.memory = out, dict[int, float]()
        self.process = psutil.Popen(
            [*command, *(["--workers", str(workers)] if workers else [])], stderr=subprocess.DEVNULL
        )

    def until(self, share: float, pitches: int) -> bool:
        """Wait for that share of the pitches to be done; False where the run ends before that."""
        while self.process.poll() is None:
            done = PART * sum(1 for _ in self.out.glob("part-*.parquet"))
            self.memory[done] = sum(self._memory()) / 2**20
            if done >= share * pitches:
                return True
            time.sleep(LOOK)
        return False

    def _memory(self) -> Iterator[int]:
        for one in (self.process, *self.workers()):
            with suppress(psutil.NoSuchProcess):
                yield one.memory_info().rss

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


def finished(run: Run) -> dict[int, float]:
    """Wait for its end; MiB by pitches done."""
    run.until(2.0, sys.maxsize)
    assert run.process.wait() == 0, "the command failed"
    return run.memory


def digest(out: Path, first: int) -> tuple[int, str]:
    """How many rows the first pitches of a table have, and the sha256 of them all after sorting."""
    rows = [
        json.dumps(row, sort_keys=True, default=str)
        for part in sorted(out.glob("part-*.parquet"))
        for row in pq.read_table(part).to_pylist()
        if row["row"] <= first
    ]
    return len(rows), hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16]


def broken(source: Path, prospects: Path, out: Path, pitches: int, workers: int | None) -> tuple[float, dict]:
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
    parser.add_argument("--compare", type=int, default=0, help="pitches of the unbroken run; 0 means all")
    parser.add_argument("--repeat", type=int, default=0, help="so many different pitches, over and over")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--folder", type=Path, help="where to keep what is written")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    compared = asked.compare or asked.pitches
    source, prospects = write(folder, asked.pitches, asked.repeat)
    print(machine(), end="\n\n", flush=True)
    took, memory = broken(source, prospects, folder / "broken", asked.pitches, asked.workers)
    print(f"broken twice: {asked.pitches:,} pitches in {took:.0f} s, {asked.pitches / took:.2f} a second", flush=True)
    write(folder, compared, asked.repeat)
    start = time.perf_counter()
    finished(Run(source, prospects, folder / "whole", asked.workers))
    took = time.perf_counter() - start
    print(f"unbroken: {compared:,} pitches in {took:.0f} s, {compared / took:.2f} a second")
    one, other = digest(folder / "broken", compared), digest(folder / "whole", compared)
    print(f"rows of the first {compared:,}: {one} and {other}: {'the same' if one == other else 'DIFFERENT'}")
    print("\n| pitches done | memory of all its processes, MiB |\n|---|---|")
    marks = sorted(memory)
    for done in marks[:: max(1, len(marks) // 12)]:
        print(f"| {done:,} | {memory[done]:.0f} |")


if __name__ == "__main__":
    main()
