"""Whether the Team page's statistics keep their word: ``python -m benchmarks.team [--teams 1000]``.

Teams are simulated in which it is known where everybody stands: people around the team, pitches around the person.
Printed are how often the 90% intervals hold it, how far off the shrunk estimate and the raw mean are (mean squared
error, points²), how often the rank ranges hold everybody's rank at once, and how often a team of identical people
shares one rank. At last, what it would cost to have the intervals of identical people no longer than 90% needs.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pitchcheck.team import LEVEL, MINIMUM, standings

DAYS = 90


@dataclass(frozen=True)
class Kind:
    """Teams of one kind: how many people, how far apart they and their pitches lie (points), how that varies.

    ``uneven`` varies people's swing (log standard deviation); ``bounded`` pitches stay between 0 and 100.
    """

    name: str
    people: tuple[int, int] = (5, 30)
    between: tuple[float, float] = (1.0, 12.0)
    swing: tuple[float, float] = (8.0, 20.0)
    uneven: float = 0.0
    bounded: bool = False


KINDS = (
    Kind("all kinds of teams"),
    Kind("five people", people=(5, 5)),
    Kind("eight people", people=(8, 8)),
    Kind("fifty people", people=(50, 50)),
    Kind("people close together", between=(1.0, 3.0)),
    Kind("people far apart", between=(8.0, 15.0)),
    Kind("some swing more than others", uneven=0.3),
    Kind("pitches stop at 0 and 100", bounded=True),
    Kind("identical people", between=(0.0, 0.0)),
)


class Found(NamedTuple):
    """What one simulated team showed; ``covered``, ``reach`` and the errors are one number a person.

    ``reach`` is how far somebody stands from their estimate, in halves of their interval.
    """

    covered: np.ndarray
    reach: np.ndarray
    raw: np.ndarray
    shrunk: np.ndarray
    ranks_hold: bool
    one_rank: bool


def simulated(kind: Kind, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """The sums of one team's pitches, and where each of its people stands."""
    people = int(rng.integers(kind.people[0], kind.people[1] + 1))
    stands = rng.normal(rng.uniform(35, 60), rng.uniform(*kind.between), people)
    swing = rng.uniform(*kind.swing) * np.exp(rng.normal(0, kind.uneven, people))
    pitches = rng.integers(MINIMUM, 60, people)
    who = np.repeat(np.arange(people), pitches)
    points, days = rng.normal(stands[who], swing[who]), rng.uniform(0, DAYS, len(who))
    if kind.bounded:
        points = np.clip(points, 0, 100)
    parts = pd.DataFrame(
        {
            "pitches": 1, "relevance": points, "squares": points**2, "days": days, "days_squared": days**2,
            "days_relevance": days * points, "focus": points / 100, "coverage": points / 100,
        }
    )  # fmt: skip
    return parts.groupby(who).sum(), stands


def seen(sums: pd.DataFrame, stands: np.ndarray) -> Found:
    """What the page would say of that team, held against what is so."""
    table = standings(sums).loc[sums.index]
    above = (stands > stands[:, None]).sum(axis=1)
    alike = (stands == stands[:, None]).sum(axis=1)
    return Found(
        covered=((table["low"] <= stands) & (stands <= table["high"])).to_numpy(),
        reach=((table["estimate"] - stands).abs() / ((table["high"] - table["low"]) / 2)).to_numpy(),
        raw=((table["mean"] - stands) ** 2).to_numpy(),
        shrunk=((table["estimate"] - stands) ** 2).to_numpy(),
        ranks_hold=bool(((table["first"] <= above + 1) & (above + alike <= table["last"])).all()),
        one_rank=bool((table["first"] == 1).all() and (table["last"] == len(table)).all()),
    )


def main() -> None:
    """A line a kind of team."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=1000, help="of each kind")
    asked = parser.parse_args()
    print("| teams | intervals hold | error², raw mean | error², shrunk | all ranks hold | one shared rank |")
    print("|---|---|---|---|---|---|")
    every: dict[Kind, list[Found]] = {}
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng(number)
        every[kind] = [seen(*simulated(kind, rng)) for _ in range(asked.teams)]
        _row(f"{asked.teams} of {kind.name}", every[kind])
    differ = [one for kind, found in every.items() if kind.between[1] for one in found]
    _row(f"{len(differ):,} of all kinds in which people differ", differ)
    _row(f"all {sum(map(len, every.values())):,}", [one for found in every.values() for one in found])
    _cut(every)


def _cut(every: dict[Kind, list[Found]]) -> None:
    reach = {kind.name: np.concatenate([one.reach for one in found]) for kind, found in every.items()}
    enough = np.quantile(reach["identical people"], LEVEL)
    print(
        f"\nOf identical people intervals {enough:.2f} times as long would hold {LEVEL:.0%}. So short they would hold:"
    )
    for name, found in reach.items():
        print(f"- {(found <= enough).mean():.1%} of {name}")


def _row(name: str, found: list[Found]) -> None:
    covered, raw, shrunk = (
        np.concatenate([getattr(one, figure) for one in found]).mean() for figure in ("covered", "raw", "shrunk")
    )
    holds, shared = (np.mean([getattr(one, figure) for one in found]) for figure in ("ranks_hold", "one_rank"))
    print(f"| {name} | {covered:.1%} | {raw:.1f} | {shrunk:.1f} | {holds:.1%} | {shared:.1%} |", flush=True)


if __name__ == "__main__":
    main()
