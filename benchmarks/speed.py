"""How long a review takes, cold and after one sentence was edited: ``python -m benchmarks.speed``.

Each time is also given as a ratio to the slowest honest alternative in the same run: the same weights through torch,
one claim and one statement at a time, nothing kept. Where torch is not installed that runs through onnxruntime, one
text at a time, and the table says so.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.texts import pitch, profile
from benchmarks.timing import machine, seconds
from pitchcheck.files import pitch_from_text
from pitchcheck.judge import claims as spotter
from pitchcheck.judge import links
from pitchcheck.judge.embedded import forget
from pitchcheck.judge.encoder import WEIGHTS, encoder, table
from pitchcheck.judge.kept import Kept
from pitchcheck.judge.pairs import pair_reader
from pitchcheck.judge.sentences import split
from pitchcheck.judge.tagger import tagger
from pitchcheck.profile import Profile
from pitchcheck.reviewing import check

LENGTHS = (100, 300, 1000, 3000)
STATEMENTS = 8
SAMPLE = 24
"""So many claims are read by the alternative and its time scaled up: all of a long pitch's would take minutes."""


def edited(text: str) -> str:
    """The text with a word put into a sentence half-way."""
    spans = split(text)
    middle = spans[len(spans) // 2]
    return f"{text[: middle.start]}Actually, {text[middle.start :]}"


def alternative(text: str, prospect: Profile) -> float:
    """Seconds for the whole pitch read a sentence, then a claim and a statement, at a time, nothing kept."""
    whole = pitch_from_text(text)
    whole = whole.model_copy(update={"sentences": split(whole.text)})
    found = spotter.spot(whole)
    forget()
    spotting = seconds(lambda: spotter.spot(whole), times=1)
    some = found[:: max(1, len(found) // SAMPLE)]

    def pairs() -> None:
        for claim in some:
            for statement in prospect.statements:
                forget()
                links.read(whole, [claim], prospect.model_copy(update={"statements": (statement,)}))

    return spotting + seconds(pairs, times=1) * len(found) / max(len(some), 1)


@contextmanager
def naive() -> Iterator[str]:
    """The judge's networks in torch if it is here, and its texts one after the other; says through what they run."""
    together = Kept.all
    words = table(WEIGHTS)
    nets = [(encoder(), "encoder.onnx", words), (pair_reader(), "pairs.onnx", words), (tagger(), "tagger.onnx", None)]
    kept = [holder._network for holder, *_ in nets]
    Kept.all = lambda kept, texts: [kept(text) for text in texts]
    try:
        through = "onnxruntime, torch is not installed"
        if _torch():
            from benchmarks.through_torch import Network

            through = "torch"
            for holder, name, given in nets:
                holder._network = Network(WEIGHTS / name, given)
        yield through
    finally:
        Kept.all = together
        for (holder, *_), network in zip(nets, kept, strict=True):
            holder._network = network


def _torch() -> bool:
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("torch", "onnx"))


def main() -> None:
    """A line a length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs of which the median is taken")
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, help="words")
    asked = parser.parse_args()
    prospect = profile(STATEMENTS)
    check(pitch(100, seed=9), prospect)
    print(machine(), end="\n\n")
    with naive() as through:
        slow = {words: alternative(pitch(words), prospect) for words in asked.lengths}
    print(f"| words | claims | cold, ms | edited, ms | alternative ({through}), ms | cold, of it | edited, of it |")
    print("|---|---|---|---|---|---|---|")
    for words in asked.lengths:
        print(_line(words, prospect, slow[words], asked.times), flush=True)


def _line(words: int, prospect: Profile, slow: float, times: int) -> str:
    text = pitch(words)
    found = len(check(text, prospect).readings)

    def known() -> None:
        forget()
        check(text, prospect)

    def review(which: str) -> Callable[[], object]:
        return lambda: check(which, prospect)

    cold = seconds(review(text), times, forget)
    edit = seconds(review(edited(text)), times, known)
    return (
        f"| {words} | {found} | {cold * 1e3:.0f} | {edit * 1e3:.0f} | {slow * 1e3:.0f} | "
        f"1/{slow / cold:.0f} | 1/{slow / edit:.0f} |"
    )


if __name__ == "__main__":
    main()
