"""Prints how often "they agree" and "they differ" are right on the pairs written for it.

    python -m benchmarks.voices

Each case is what a buyer and a user of one trade said, and whether they say the same (with the same force), talk of
the same thing that moves one and holds the other, or neither. Thresholds were chosen here on the cases with an even
number; the odd ones are the check. *Strangers* pairs every buyer with every user of other cases: how many of those are
said to agree or differ.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from pitchcheck.profile import Profile
from pitchcheck.sides import voices

CASES = Path("tests/cases/voices.jsonl")


def said(buyer: dict[str, Any], user: dict[str, Any]) -> str:
    """What the page would say of the two: "agree", "differ" or "neither"."""
    statements = [{**buyer, "who": "buyer"}, {**user, "who": "user"}]
    found = voices(Profile.model_validate({"prospect": "Both", "statements": statements}))
    return "agree" if found.agree else "differ" if found.differ else "neither"


def line(name: str, label: str, found: np.ndarray, gold: np.ndarray) -> str:
    """Precision and recall of one answer."""
    right = int(((found == label) & (gold == label)).sum())
    precision, recall = right / max(1, int((found == label).sum())), right / max(1, int((gold == label).sum()))
    return f"| {label} | {name} | {int((gold == label).sum())} | {precision:.2f} | {recall:.2f} |"


def main() -> None:
    """Both answers, on both halves, and of strangers."""
    cases = [json.loads(one) for one in CASES.read_text(encoding="utf-8").splitlines()]
    gold = np.array([case["label"] for case in cases])
    found = np.array([said(case["buyer"], case["user"]) for case in cases])
    odd = np.arange(len(cases)) % 2 == 1
    print("| said | cases | labelled | precision | recall |\n|---|---|---|---|---|")
    for label in ("agree", "differ"):
        for name, some in (("all", np.ones(len(cases), bool)), ("chosen on", ~odd), ("check", odd)):
            print(line(name, label, found[some], gold[some]))
    others = [said(a["buyer"], b["user"]) for i, a in enumerate(cases) for j, b in enumerate(cases) if i != j]
    for label in ("agree", "differ"):
        print(f"\nOf {len(others):,} strangers {others.count(label) / len(others):.1%} are said to {label}.")


if __name__ == "__main__":
    main()
