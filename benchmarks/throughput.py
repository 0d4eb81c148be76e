"""Reviews a second of ``pitchcheck bulk``: ``python -m benchmarks.throughput --pitches 300``.

In one run: ``check`` called in a loop, the same pitches through ``bulk`` with a process a core (their start counted
and not), and what the networks' runs of all distinct texts take alone, on all cores: one text a run, as the loop mostly
has it, and texts of equal length together, as ``bulk`` has it: the matrix work, which no way of working could beat.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from benchmarks.texts import everything
from benchmarks.timing import machine
from pitchcheck.bulk import Profiles, Progress, Setup, processes, run
from pitchcheck.judge.embedded import forget
from pitchcheck.judge.encoder import Network, encoder
from pitchcheck.judge.kept import TOGETHER, TOKENS
from pitchcheck.judge.pairs import pair_reader
from pitchcheck.judge.sharing import at_once
from pitchcheck.judge.tagger import tagger
from pitchcheck.profile import Profile
from pitchcheck.reviewing import check

Texts = dict[Network, set[tuple[int, ...]]]


def drawn(count: int) -> list[tuple[str, Profile]]:
    """Pitches of the corpus in any order, each before one of its prospects; the same pitch may come again."""
    rows = random.Random(4).sample(everything(), min(count, len(everything())))  # noqa: S311
    return [(" ".join(part["text"] for part in row["pitch"]), Profile.model_validate(row["profile"])) for row in rows]


def write(pitches: list[tuple[str, Profile]], path: Path) -> None:
    """A table of them, each with its whole profile."""
    with path.open("w", encoding="utf-8") as stream:
        for text, profile in pitches:
            row = {"pitch": text, "prospect": profile.model_dump(mode="json")}
            stream.write(json.dumps(row) + "\n")


@contextmanager
def listening(heard: Texts):
    """Takes down every text that a network reads."""
    networks = [encoder()._network, tagger()._network, pair_reader()._network]
    for network in networks:
        heard[network] = set()
        network.together = lambda texts, network=network: (
            heard[network].update(map(tuple, texts)),
            Network.together(network, texts),
        )[1]
    try:
        yield
    finally:
        for network in networks:
            del network.together


def networks_alone(heard: Texts, most: int) -> None:
    """All texts through their networks, at most so many of one length in a run."""
    runs = [
        (network, alike[i : i + size])
        for network, texts in heard.items()
        for length, group in groupby(sorted(texts, key=len), key=len)
        for alike, size in [(list(group), max(1, min(most, TOKENS // length)))]
        for i in range(0, len(alike), size)
    ]
    at_once(lambda one: one[0].together(one[1]), runs)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of all processors."""

    clock: float
    worked: float


def took(work: Callable[[], object]) -> Took:
    """What ``work`` takes, its processes' work too, once they have ended."""
    begun, clock = _worked(), time.perf_counter()
    work()
    return Took(time.perf_counter() - clock, _worked() - begun)


def _worked() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def bulk(source: Path, workers: int) -> float:
    """Seconds from the first finished part on, scaled to all reviews."""
    times: list[tuple[float, int]] = []

    def tell(progress: Progress) -> None:
        times.append((time.perf_counter(), progress.done))

    with tempfile.TemporaryDirectory() as folder:
        profiles = Profiles([((), Profile(prospect="nobody"))])
        total = run(
            [str(source)], profiles, Path(folder) / "out", setup=Setup(), pool=processes(workers), tell=tell
        ).done
    first, done = times[min(workers, len(times)) - 1]
    return (times[-1][0] - first) / max(total - done, 1) * total


def loop(pitches: list[tuple[str, Profile]]) -> Callable[[], object]:
    """``check`` of one after the other."""
    return lambda: [check(text, profile) for text, profile in pitches]


def main() -> None:
    """A line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pitches", type=int, default=300)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    pitches = drawn(asked.pitches)
    check(*pitches[0])
    heard: Texts = {}
    with listening(heard):
        forget()
        loop(pitches)()
    alone, matrices = (took(partial(networks_alone, heard, most)) for most in (1, TOGETHER))
    forget()
    one_by_one = took(loop(pitches))
    steady: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pitches.jsonl"
        write(pitches, source)
        whole = took(lambda: steady.append(bulk(source, asked.workers)))
    print(machine(), end="\n\n")
    print(f"{len(pitches)} pitches, {sum(map(len, heard.values()))} distinct texts, {asked.workers} workers\n")
    print("| way | seconds | reviews a second | of the loop | matrix work, of it | processor's seconds a review |")
    print("|---|---|---|---|---|---|")
    ways = (
        ("check in a loop", one_by_one),
        ("bulk, with its start", whole),
        ("bulk, under way", Took(steady[0], 0.0)),
        ("networks alone, a text a run", alone),
        ("networks alone, texts together", matrices),
    )
    for name, one in ways:
        if one.clock <= 0:
            print(f"| {name} | too few pitches to tell | | | | |")
            continue
        each = f"{one.worked / len(pitches):.3f}" if one.worked else ""
        print(
            f"| {name} | {one.clock:.1f} | {len(pitches) / one.clock:.2f} | {one_by_one.clock / one.clock:.2f} | "
            f"{matrices.clock / one.clock:.2f} | {each} |"
        )


if __name__ == "__main__":
    main()
