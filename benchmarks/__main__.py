"""Every benchmark, one after the other, in one report: ``python -m benchmarks [--quick] [--out FILE]``.

The report is Markdown: the machine with its load, versions and the date, a line a benchmark with how long it took and
whether it went through, and what each printed. ``--quick`` takes smaller sizes: minutes in place of hours.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import machine


@dataclass(frozen=True)
class Bench:
    """A benchmark: its module, what it tells, its arguments at full size and in a hurry, and what it needs at hand."""

    name: str
    tells: str
    full: Sequence[str] = ()
    quick: Sequence[str] = ()
    needs: Path | None = None


@dataclass(frozen=True)
class Ran:
    """What came of one: seconds, whether it went through, and what it printed."""

    bench: Bench
    command: str
    seconds: float
    well: bool
    printed: str


AUDIO = Path("../shared/audio")
"""Recordings with their words, which are not part of this repository (``benchmarks.speech`` says which)."""
BENCHES = (
    Bench("judge", "how often the judge is right", quick=("--quick",)),
    Bench("spotting", "what it finds and names right"),
    Bench("grouping", "how well claims said in different words are grouped"),
    Bench("speed", "a review by the words of the pitch", quick=("--lengths", "100", "300", "--times", "1")),
    Bench("growth", "how time grows with size", quick=("--most", "0.15")),
    Bench("throughput", "reviews a second of bulk", quick=("--pitches", "96")),
    Bench(
        "many", "bulk, killed twice and gone on with", ("--pitches", "2000"), ("--pitches", "200", "--compare", "64")
    ),
    Bench("memory", "what bulk holds, by pitches done", quick=("--pitches", "400")),
    Bench("kills", "what is left of the store after kills", quick=("--kills", "20")),
    Bench("team", "the team's figures", quick=("--teams", "20")),
    Bench("team_speed", "the team's figures, by how many pitches there are", quick=("--sizes", "2000")),
    Bench("speech", "recordings written down", (str(AUDIO),), needs=AUDIO),
    Bench("load", "a crowd", quick=("--sessions", "8", "--rounds", "1", "--think", "3", "--processes", "1")),
)


def ran(bench: Bench, *, quick: bool) -> Ran:
    """The benchmark in a process of its own; one that fails is told and does not end the others."""
    arguments = bench.quick if quick and bench.quick else bench.full
    command = " ".join([f"python -m benchmarks.{bench.name}", *arguments])
    if bench.needs and not bench.needs.exists():
        return Ran(bench, command, 0, well=True, printed=f"Left out: there is no {bench.needs} here.")
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 (a module of our own, and its arguments)
        [sys.executable, "-m", f"benchmarks.{bench.name}", *arguments], capture_output=True, text=True, check=False
    )
    last = "" if done.returncode == 0 else "\n".join(done.stderr.splitlines()[-5:])
    return Ran(bench, command, time.perf_counter() - start, done.returncode == 0, f"{done.stdout}{last}".strip())


def report(found: Sequence[Ran], head: str) -> str:
    """The report as Markdown."""
    lines = ["# What the benchmarks say", "", head, "", "| command | tells | minutes | |", "|---|---|---|---|"]
    for one in found:
        lines.append(
            f"| `{one.command}` | {one.bench.tells} | {one.seconds / 60:.1f} | {'' if one.well else '**failed**'} |"
        )
    for one in found:
        lines += ["", f"## {one.bench.tells[0].upper()}{one.bench.tells[1:]}", "", f"`{one.command}`", "", one.printed]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run those asked for, telling on standard error which is at work, and print or write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in BENCHES], default=[b.name for b in BENCHES])
    parser.add_argument("--out", type=Path, help="a Markdown file; standard output by default")
    asked = parser.parse_args()
    head, found = machine(), []
    for bench in (one for one in BENCHES if one.name in asked.only):
        print(f"{bench.name}…", file=sys.stderr, flush=True)
        found.append(ran(bench, quick=asked.quick))
        text = report(found, head)
        if asked.out:
            asked.out.write_text(text, encoding="utf-8")
    if not asked.out:
        print(report(found, head), end="")
    sys.exit(0 if all(one.well for one in found) else 1)


if __name__ == "__main__":
    main()
