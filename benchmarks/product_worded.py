"""How well statements in the seller's words (S2) are told from the prospect's own: precision and recall.

    python -m benchmarks.product_worded

Prints, for the cases in tests/cases, what the rules alone find (pitchcheck.wording), what the judge alone finds
(judge.forces) and what the page shows, which is either; each without and with the product's list of terms. The rules
were written with these cases in sight, so their figures here are no forecast; the judge was not trained on them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pitchcheck.judge.embedded import open_judge
from pitchcheck.profile import Force
from pitchcheck.wording import sellers_words

CASES = Path(__file__).parents[1] / "tests" / "cases" / "product_worded.jsonl"


class Score(NamedTuple):
    """Of the statements said to be product-worded how many are, and of those that are how many were found."""

    precision: float
    recall: float

    @classmethod
    def of(cls, found: Sequence[bool], true: Sequence[bool]) -> Score:
        """Both ratios; a precision of 1 where nothing was found."""
        right = sum(a and b for a, b in zip(found, true, strict=True))
        return cls(right / sum(found) if any(found) else 1.0, right / sum(true))


def measured(cases: Sequence[dict[str, Any]], *, with_terms: bool) -> dict[str, Score]:
    """Rules, judge and both, on the same cases."""
    terms = [one.get("terms", ()) if with_terms else () for one in cases]
    pairs = list(zip(cases, terms, strict=True))
    judged = [open_judge().product_worded([one["text"]], own)[0] for one, own in pairs]
    ruled = [sellers_words(one["text"], Force(one["force"]), own) is not None for one, own in pairs]
    either = [a or b for a, b in zip(ruled, judged, strict=True)]
    true = [one["product_worded"] for one in cases]
    return {name: Score.of(found, true) for name, found in (("rules", ruled), ("judge", judged), ("either", either))}


def main() -> None:
    """Print the table."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    worded = sum(one["product_worded"] for one in cases)
    print(f"{worded} product-worded and {len(cases) - worded} genuine statements")
    for with_terms in (False, True):
        for name, score in measured(cases, with_terms=with_terms).items():
            label = f"{name}{', with terms' if with_terms else ''}"
            print(f"{label:20} precision {score.precision:.3f}  recall {score.recall:.3f}")


if __name__ == "__main__":
    main()
