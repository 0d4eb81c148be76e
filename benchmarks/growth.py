"""How cost grows with size: ``python -m benchmarks.growth [--most 1.0]``.

Time and memory of one review by words of the pitch, statements of the prospect, features of the catalogue and turns
of a call, each alone; the exponent is the slope of a line through the logarithms (1: twice the size, twice the time).
It is that of the processor's time, which other programs on the machine change little; "far end" is between the two
largest sizes, where what every review costs no longer flatters it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import psutil

from benchmarks.texts import call, catalogue, pitch, profile
from benchmarks.timing import machine, seconds
from pitchcheck.judge.embedded import forget
from pitchcheck.judge.sentences import spoken
from pitchcheck.reviewing import check

Work = Callable[[int], Callable[[], object]]
WORDS, STATEMENTS = 300, 8


def by_words(words: int) -> Callable[[], object]:
    """A review of a pitch of that many words."""
    return partial(check, pitch(words), profile(STATEMENTS))


def by_statements(statements: int) -> Callable[[], object]:
    """A review before a prospect who said that much."""
    return partial(check, pitch(WORDS), profile(statements))


def by_features(features: int) -> Callable[[], object]:
    """A review with a catalogue of that many features, read for the first time."""
    return partial(check, pitch(WORDS), profile(STATEMENTS), catalogue=catalogue(features) if features else None)


def by_turns(turns: int) -> Callable[[], object]:
    """A review of a call of that many turns."""
    return partial(check, spoken(call(turns), frozenset({"Rep"})), profile(STATEMENTS))


SIZES: dict[str, tuple[Work, Sequence[int]]] = {
    "words of the pitch": (by_words, (100, 300, 1000, 3000, 10_000, 20_000)),
    "statements": (by_statements, (5, 15, 50, 150, 500)),
    "features of the catalogue": (by_features, (0, 100, 300, 1000, 2000)),
    "turns of a call": (by_turns, (50, 200, 1000, 5000, 20_000)),
}


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of the line through the logarithms; a size of 0 has none and is left out."""
    pairs = [(size, value) for size, value in zip(sizes, values, strict=True) if size and value > 0]
    if len(pairs) < 2:
        return float("nan")
    logs = np.log(np.array(pairs, float))
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])


def main() -> None:
    """A line a size, an exponent a kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, default=1.0, help="share of the largest size to go up to")
    parser.add_argument("--only", nargs="+", choices=SIZES, default=list(SIZES))
    asked = parser.parse_args()
    check(pitch(100, seed=9), profile(STATEMENTS))
    print(machine(), end="\n\n")
    print("| by | size | ms | processor, ms | memory, MiB | exponent | far end |\n|---|---|---|---|---|---|---|")
    for name in asked.only:
        work, sizes = SIZES[name]
        sizes = [size for size in sizes if size <= asked.most * sizes[-1]]
        worked = []
        for size in sizes:
            ready = work(size)
            forget()
            begun = time.process_time()
            took = seconds(ready, 1)
            worked.append(time.process_time() - begun)
            memory = psutil.Process().memory_info().rss / 2**20
            print(f"| {name} | {size} | {took * 1e3:.0f} | {worked[-1] * 1e3:.0f} | {memory:.0f} | | |", flush=True)
        far = exponent(sizes[-2:], worked[-2:])
        print(f"| {name} | all | | | | **{exponent(sizes, worked):.2f}** | {far:.2f} |", flush=True)


if __name__ == "__main__":
    main()
