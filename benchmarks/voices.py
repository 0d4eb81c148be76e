"""Prints how often "they agree" and "they differ" are right on the pairs written for it.

    python -m benchmarks.voices

Each case is what a buyer and a user of one trade said, and whether they say the same (with the same force), talk of
the same thing that moves one and holds the other, or neither. Two writers wrote them, neither asking the encoder; the
second's are longer, and half of the pairs that are neither are of one topic and one force. The thresholds were chosen
on both. *Strangers* pairs every buyer with every user of the same writer's other cases, and says how many of those are
said to agree, to differ or to be close.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from pitchcheck.profile import Profile
from pitchcheck.sides import voices

CASES = Path("tests/cases/voices.jsonl")


def said(buyer: dict[str, Any], user: dict[str, Any]) -> str:
    """What the page would say of the two: "agree", "differ", "close" or "neither"."""
    statements = [{**buyer, "who": "buyer"}, {**user, "who": "user"}]
    found = voices(Profile.model_validate({"prospect": "Both", "statements": statements}))
    return next((name for name in ("agree", "differ", "close") if getattr(found, name)), "neither")


def line(name: str, label: str, found: np.ndarray, gold: np.ndarray) -> str:
    """Precision and recall of one answer, and the recall where a pair that is asked about counts as found."""
    right, labelled = int(((found == label) & (gold == label)).sum()), int((gold == label).sum())
    asked = int((np.isin(found, [label, "close"]) & (gold == label)).sum())
    precision, recall = right / max(1, int((found == label).sum())), right / max(1, labelled)
    return f"| {label} | {name} | {labelled} | {precision:.2f} | {recall:.2f} | {asked / max(1, labelled):.2f} |"


def main() -> None:
    """Both answers, by writer, what is asked about beside them, and strangers."""
    cases = [json.loads(one) for one in CASES.read_text(encoding="utf-8").splitlines()]
    gold = np.array([case["label"] for case in cases])
    found = np.array([said(case["buyer"], case["user"]) for case in cases])
    writer = np.array([case["writer"] for case in cases])
    print("| said | cases | labelled | precision | recall | said or asked about |\n|---|---|---|---|---|---|")
    for label in ("agree", "differ"):
        for name, some in (("all", writer != ""), ("first writer", writer == "first"), ("second", writer == "second")):
            print(line(name, label, found[some], gold[some]))
    others = [said(a["buyer"], b["user"]) for a in cases for b in cases if a is not b and a["writer"] == b["writer"]]
    for label in ("agree", "differ", "close"):
        print(f"\nOf {len(others):,} strangers {others.count(label) / len(others):.1%} are said to {label}.")


if __name__ == "__main__":
    main()
