"""Prints how well claims said in different words are grouped, against what each was written for.

    python -m benchmarks.grouping

The corpus numbers a pitch's claims and has no number that goes through pitches, so it can show one error only: how
often two claims of one pitch, each written as a thing of its own, end in one group. Both errors are counted on the
sample team's lines: fifty things, each in four wordings, put down before there was any grouping. Half of them (every
other one) set the distance at which clusters stay apart; the other half is what counts.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks.timing import machine
from pitchcheck.demo import script
from pitchcheck.judge.alike import APART, alike

CORPUS = Path("training/corpus")
PITCHES = ("train/uq.scenarios.jsonl", "dev.scenarios.jsonl")
"""What the encoder has not learnt from."""


def main() -> None:
    """Both tables."""
    print(f"{machine()}\n")
    keys, texts = lines()
    print("| lines of the sample team | wordings | things | groups | adjusted Rand | pair F1 | precision | recall |")
    print("|---|---|---|---|---|---|---|---|")
    for name, of in (("that set the distance", 0), ("held out", 1)):
        chosen = [place for place, key in enumerate(keys) if sorted(set(keys)).index(key) % 2 == of]
        _row(name, [keys[place] for place in chosen], [texts[place] for place in chosen])
    _row("all", keys, texts)
    together, pairs = corpus()
    print(f"\nTwo claims of one corpus pitch in one group: {together} of {pairs} pairs ({together / pairs:.1%}).")
    print(f"Clusters stay apart from a mean cosine distance of {APART}.")


def lines() -> tuple[list[str], list[str]]:
    """Every wording of the sample team with what it was written for."""
    told = script.read("pitches")
    known = {**told["everyday"], **told["answers"]}
    pairs = [(key, text) for key, wordings in known.items() for text in wordings]
    return [key for key, _ in pairs], [text for _, text in pairs]


def _row(name: str, keys: Sequence[str], texts: Sequence[str]) -> None:
    labels = [int(label) for label in alike(texts)]
    rand, f1, precision, recall = paired(labels, keys)
    print(
        f"| {name} | {len(texts)} | {len(set(keys))} | {len(set(labels))} | {rand:.2f} | {f1:.2f} | {precision:.2f} | "
        f"{recall:.2f} |"
    )


def paired(labels: Sequence[Hashable], keys: Sequence[Hashable]) -> tuple[float, float, float, float]:
    """Over pairs, two of one label that are of one key: adjusted Rand (Hubert & Arabie 1985), F1, precision, recall."""
    pairs = list(combinations(range(len(keys)), 2))
    found = [labels[a] == labels[b] for a, b in pairs]
    true = [keys[a] == keys[b] for a, b in pairs]
    both, ours, theirs = sum(x and y for x, y in zip(found, true, strict=True)), sum(found), sum(true)
    chance = ours * theirs / len(pairs)
    rand = (both - chance) / ((ours + theirs) / 2 - chance)
    return rand, 2 * both / max(1, ours + theirs), both / max(1, ours), both / max(1, theirs)


def corpus() -> tuple[int, int]:
    """Pairs of claims of one pitch that end in one group, of all such pairs; over the first prospect of each pitch."""
    together = pairs = 0
    for claims in _pitches():
        labels = alike(claims)
        some = list(combinations(labels, 2))
        together, pairs = together + sum(a == b for a, b in some), pairs + len(some)
    return together, pairs


def _pitches() -> Iterator[list[str]]:
    for name in PITCHES:
        yield from _claims((CORPUS / name).read_text(encoding="utf-8").splitlines())


def _claims(rows: Iterable[str]) -> Iterator[list[str]]:
    for row in map(json.loads, rows):
        texts = [one["text"] for one in row["claims"]]
        if not row["id"].startswith(("u2-", "u3-", "dx-")) and len(texts) > 1:
            yield texts


if __name__ == "__main__":
    main()
