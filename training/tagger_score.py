"""What a tagger reaches on labelled examples, through the run-time that ships; matched as shared scorers match."""

from collections.abc import Iterable, Sequence

import numpy as np

from pitchcheck.judge.tagger import Mark, Marked, Tagger
from training.tagger_data import Corpus, Example, Label

COSTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
Span = tuple[int, int]


def spotted(reader: Tagger, examples: Iterable[Example]) -> dict[str, float]:
    """Span F1 and the share of matched spans that are called right."""
    hit = found_n = gold_n = 0
    pairs: list[tuple[Marked, Label]] = []
    for example in examples:
        found, gold = reader.marked(example.mark, example.text, example.context), example.spans()
        both = matched([(one.start, one.end) for one in found], [(a, b) for a, b, _ in gold])
        pairs += [(found[i], gold[j][2]) for i, j in both]
        hit, found_n, gold_n = hit + len(both), found_n + len(found), gold_n + len(gold)
    return {"f1": round(2 * hit / max(found_n + gold_n, 1), 3), "found": found_n, "gold": gold_n} | called(pairs)


def alone(reader: Tagger, examples: Iterable[Example]) -> dict[str, float]:
    """What statements that stand alone are called."""
    read = [(reader.whole(example.text), example.pieces[0].label) for example in examples]
    return called([(one, label) for one, label in read if one and label])


def called(pairs: Sequence[tuple[Marked, Label]]) -> dict[str, float]:
    """Share of kinds, forces and whos named right, and F1 of product-worded; what a source leaves open is left out."""
    report = {}
    for name, odds in {"kind": "kinds", "force": "forces", "who": "whos"}.items():
        known = [
            (getattr(one, odds).argmax(), getattr(label, name)) for one, label in pairs if getattr(label, name) >= 0
        ]
        if known:
            report[name] = round(float(np.mean([a == b for a, b in known])), 3)
    worded = [(one.worded >= 0.5, label.worded == 1) for one, label in pairs if label.worded >= 0]
    said, true = sum(a for a, _ in worded), sum(b for _, b in worded)
    if true:
        report["worded_f1"] = round(2 * sum(a and b for a, b in worded) / (said + true), 3)
    return report


def matched(found: Sequence[Span], gold: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs that share half of their union, best first, each used once."""
    near = sorted(
        ((share, i, j) for i, a in enumerate(found) for j, b in enumerate(gold) if (share := overlap(a, b)) >= 0.5),
        reverse=True,
    )
    used: tuple[set[int], set[int]] = (set(), set())
    kept = []
    for _, i, j in near:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            kept.append((i, j))
    return kept


def overlap(a: Span, b: Span) -> float:
    """What two spans share of their union, 0 to 1."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    union = (a[1] - a[0]) + (b[1] - b[0]) - shared
    return shared / union if union else 0.0


def best_reluctance(reader: Tagger, tune: Corpus) -> dict[str, float]:
    """For each mark the cost of a span with the best span F1 on `tune`; of those within 0.005 of it a middle one."""
    parts = {Mark.REP: tune.claims + tune.talked, Mark.PROSPECT: tune.heard, Mark.NOTES: tune.notes}
    best = {}
    for mark, examples in parts.items():
        reached = []
        for cost in COSTS:
            reader.reluctance[mark.name.lower()] = cost
            reached.append(spotted(reader, examples)["f1"])
        good = [cost for cost, f1 in zip(COSTS, reached, strict=True) if f1 >= max(reached) - 0.005]
        best[mark.name.lower()] = good[(len(good) - 1) // 2]
    return best
