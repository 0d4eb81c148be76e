"""Prints every figure of the judge as Markdown tables.

    python -m benchmarks.judge [--quick] [--base FOLDER] [--keep]
    python -m benchmarks.judge --judge llm [--limit PROSPECTS]
    python -m benchmarks.judge --learning
    python -m benchmarks.judge --found
    python -m benchmarks.judge --catalogue FILE [FILE ...] [--catalogue FILE [FILE ...] ...]

FOLDER holds the base weights as training writes them (encoder.onnx, table.npz, maps.npz and words.npz before any
training), for the row of the bare cosine. `--judge llm` asks the language model of the settings, of the first PROSPECTS
of each material. `--learning` prints what ten prospects of one product teach, and nothing else; `--found` what comes of
the claims that the judge finds itself; `--catalogue`, given once or more, how the ordinary pitches (uq) are judged with
each of those catalogues, in the corpus's form: what several files say of a pitch is one. `--quick` leaves out intervals
and the learning curve. `--keep` writes how often verdicts are right into the package, where every review takes it from;
a test fails while that is of other weights than the shipped.
"""

import argparse
import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.judge import bare, baselines, by_model, controls, teaching
from benchmarks.judge.figures import Judged, figures, from_readings, intervals, of_registers, renamed
from benchmarks.judge.material import ORDINARY, Scenario, ordinary, ten_prospects, vivid
from pitchcheck.catalogue import Catalogue
from pitchcheck.figures import pitch_relevance
from pitchcheck.judge import Basis, Reading, links
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.encoder import Encoder, encoder, weights_sha256
from pitchcheck.judge.library import Library, library
from pitchcheck.judge.measured import SIZES, WRITTEN

SHOWN = (
    "turn accuracy", "right statement", "right statement, top 3", "link F1", "link AUC", "aggravates F1", "flag AUC",
    "flag kappa", "answered F1", "calibration error",
    "verdicts right", "not sure", "right where sure",
)  # fmt: skip
ALL = 999
OTHER = ((1, ALL), (2, ALL), (3, ALL), (5, ALL), (8, ALL), (ALL, ALL), (ALL, 1), (ALL, 3), (3, 3))
"""Claims and statements of the parts of pitches and profiles that are judged too."""
FEW = (1, 2, 3, 5)
"""Claims of those that say how often verdicts on few claims are right."""
GOALS = ("turn accuracy", "right statement", "flag kappa", "aggravates F1")


def read(
    scenario: Scenario, catalogue: Catalogue | None, lender: Library, *, borrow: bool = True
) -> tuple[Reading, ...]:
    """The package's own readings."""
    given = (scenario.pitch, scenario.claims, scenario.profile)
    return links.read(*given, catalogue=catalogue, library=borrow, lender=lender)


def judge(scenario: Scenario, catalogue: Catalogue | None, lender: Library, *, borrow: bool = True) -> Judged:
    """The same beside what careful readers said."""
    return from_readings(scenario, read(scenario, catalogue, lender, borrow=borrow))


def rows(material: Sequence[Scenario], lender: Library, base: Path | None) -> dict[str, list[Judged]]:
    """Every judge on one material, the worst first."""
    out = {"claim only": baselines.claim_only(material)}
    if base:
        untrained = Encoder(base)
        out["cosine of the base weights, claim"] = baselines.cosine(material, untrained, catalogue=False)
        out["cosine of the base weights, own catalogue"] = baselines.cosine(material, untrained, catalogue=True)
    return out | of_bases(material, lender)


def of_bases(material: Sequence[Scenario], lender: Library) -> dict[str, list[Judged]]:
    """Ours, with each thing there is to go by, the least first."""
    return {
        "ours, neither": [judge(s, None, lender, borrow=False) for s in material],
        "ours, library only": [judge(s, None, lender) for s in material],
        "ours, own catalogue": [judge(s, s.catalogue, lender) for s in material],
    }


def table(title: str, found: dict[str, list[Judged]], *, within: bool) -> None:
    """One Markdown table: a figure a line, a judge a column; with intervals of the goals' figures."""
    print(f"\n### {title}\n")
    print("| figure | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
    values = {name: figures(judged) for name, judged in found.items()}
    ranges = {name: intervals(judged) for name, judged in found.items() if within and name.startswith("ours")}
    for figure in SHOWN:
        cells = []
        for name in found:
            cell = f"{values[name][figure]:.3f}"
            if name in ranges and figure in GOALS:
                cell += " ({:.2f} to {:.2f})".format(*ranges[name][figure])
            cells.append(cell)
        print(f"| {figure} | " + " | ".join(cells) + " |")


def keep(
    both: dict[str, list[Scenario]], lenders: dict[str, Library], found: dict[str, dict[str, list[Judged]]]
) -> None:
    """Write how often verdicts are right, for each material, each thing there is to go by, and whole pitches and parts
    of few claims (judge.measured)."""
    verdicts: dict[str, dict[str, dict[str, dict[str, float]]]] = {
        basis.value: {size: {} for size in SIZES} for basis in Basis
    }
    for name, material in both.items():
        some = [part for claims in FEW for part in controls.parts(material, claims, ALL, seed=claims)]
        of_few = of_bases(some, lenders[name])
        for basis in Basis:
            of_size = verdicts[basis.value]
            of_size["few"][name] = kept([renamed(one, n) for n, one in enumerate(of_few[f"ours, {basis.value}"])])
            of_size["many"][name] = kept(found[name][f"ours, {basis.value}"])
    version = open_judge().version().version
    written = {
        "weights": weights_sha256(),
        "version": version,
        "by": "python -m benchmarks.judge --keep",
        "verdicts": verdicts,
    }
    WRITTEN.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def kept(judged: Sequence[Judged]) -> dict[str, float]:
    """What is told of verdicts like these."""
    got = figures(judged)
    return {
        "prospects": len({one.scenario.gold.id for one in judged}),
        "right": round(got["verdicts right"], 3),
        "right where sure": round(got["right where sure"], 3),
        "not sure": round(got["not sure"], 3),
    }


def by_register(found: dict[str, list[Judged]]) -> None:
    """The goals' figures for each register apart."""
    print("\n### By register (ordinary family, all its prospects)\n")
    print("| judge | register | prospects | " + " | ".join(GOALS) + " | called tied |\n|---|---|---|" + "---|" * 5)
    for name, judged in found.items():
        for register in ("notes", "plain", "vivid"):
            part = of_registers(judged, {register})
            got = figures(part)
            cells = " | ".join(f"{got[g]:.3f}" for g in (*GOALS, "called tied"))
            print(f"| {name} | {register} | {len(part)} | {cells} |")


def negative(material: dict[str, Sequence[Scenario]], lender: Library) -> None:
    """Both controls."""
    print("\n### Negative controls\n\n| material | control | with | called tied | turn accuracy | right statement |")
    print("|---|---|---|---|---|---|")
    for name, some in material.items():
        for control, changed in (
            ("none", some),
            ("strangers", controls.strangers(some)),
            ("shuffled", controls.shuffled(some)),
        ):
            for with_catalogue in (False, True):
                if control == "shuffled" and with_catalogue:
                    continue
                got = figures([judge(s, s.catalogue if with_catalogue else None, lender) for s in changed])
                basis = "own catalogue" if with_catalogue else "library only"
                right = "" if control == "strangers" else f"{got['turn accuracy']:.3f} | {got['right statement']:.3f}"
                print(f"| {name} | {control} | {basis} | {got['called tied']:.3f} | {right or ' | '} |")


def more(both: dict[str, list[Scenario]], held_out: Library) -> None:
    """What a pitch's relevance does when more is said that nobody asked for."""
    print("\n### One sentence more, of two things that nobody asked for\n")
    print("| material | with | pitches | relevance rises | by more than a point | median change |")
    print("|---|---|---|---|---|---|")
    for name, material in both.items():
        for basis, own in (("library only", False), ("own catalogue", True)):
            change = [_change(scenario, scenario.catalogue if own else None, held_out) for scenario in material]
            rises, much = (sum(x > least for x in change) for least in (1e-9, 1))
            print(f"| {name} | {basis} | {len(change)} | {rises} | {much} | {np.median(change):.1f} |")


def by_size(both: dict[str, list[Scenario]], lenders: dict[str, Library]) -> None:
    """Pitches and profiles shorter and longer than the corpus's, before their prospects and before strangers."""
    shown = ("called tied", "flag kappa", "right statement", "verdicts right", "not sure", "right where sure")
    print("\n### Of other sizes\n\n| material | with | claims | statements | " + " | ".join(shown), end="")
    print(" | strangers called tied |\n|---|---|---|---|" + "---|" * (len(shown) + 1))
    for name, material in both.items():
        made = other_sizes(material)
        for basis, own in (("library only", False), ("own catalogue", True)):
            for said, (some, strange) in made.items():
                got, of_strangers = (
                    figures([judge(s, s.catalogue if own else None, lenders[name]) for s in each]) if each else None
                    for each in (some, strange)
                )
                cells = [f"{got[one]:.3f}" for one in shown] if got else []
                cells.append(f"{of_strangers['called tied']:.3f}" if of_strangers else "")
                print(f"| {name} | {basis} | {said} | " + " | ".join(cells) + " |", flush=True)


def other_sizes(material: Sequence[Scenario]) -> dict[str, tuple[list[Scenario], list[Scenario]]]:
    """By what is said of their size in two cells: pitches before their prospects, and before strangers."""
    strange = controls.strangers(material)
    parts = {
        " | ".join("all" if one == ALL else str(one) for one in size): (
            controls.parts(material, *size, seed=n),
            controls.parts(strange, *size, seed=n),
        )
        for n, size in enumerate(OTHER)
    }
    more = {f"all | {n}, most of another trade": (controls.crowded(material, n), []) for n in (30, 100)}
    return parts | more | {"twice | all": (controls.followed(material), [])}


def _change(scenario: Scenario, catalogue: Catalogue | None, lender: Library) -> float:
    before, after = (read(one, catalogue, lender) for one in (scenario, controls.longer(scenario)))
    return pitch_relevance(after, scenario.profile) - pitch_relevance(before, scenario.profile)


def learning(material: dict[str, Sequence[Scenario]], lender: Library) -> None:
    """Confirmed prospects of the same pitch, and what they change."""
    print("\n### After people confirmed other prospects of the same pitch\n")
    print("| material | begun with | confirmed | " + " | ".join(GOALS) + " |\n|---|---|---|" + "---|" * len(GOALS))
    for name, some in material.items():
        most = max(sum(s.base == t.base for t in some) for s in some) - 1
        for catalogue in (False, True):
            for known in range(most + 1):
                got = figures(teaching.after(some, known, partial(judge, lender=lender), catalogue=catalogue))
                cells = " | ".join(f"{got[g]:.3f}" for g in GOALS)
                print(f"| {name} | {'own catalogue' if catalogue else 'nothing'} | {known} | {cells} |")


def ten(lender: Library) -> None:
    """What the prospects of three products who came before teach (training/extra/learn), with each way to begin."""
    material = ten_prospects()
    begins = {
        "nothing (library)": lambda one: Catalogue(product=one.industry),
        "the library's phrases, taken as they are": lambda one: teaching.drafted(one, read(one, None, lender)),
        "own catalogue": lambda one: one.catalogue,
    }
    print("\n### Prospects of one product in a row\n")
    shown = (*GOALS, "turn accuracy with none", "right statement with none")
    print("| begun with | confirmed | " + " | ".join(shown) + " |\n|---|---|" + "---|" * len(shown))
    for name, begun in begins.items():
        for known in (0, 1, 2, 3, 5, 7):
            found = teaching.in_a_row(material, known, partial(judge, lender=lender), begun)
            before, after = (figures(list(some)) for some in zip(*found, strict=True))
            told = [*(after[g] for g in GOALS), before["turn accuracy"], before["right statement"]]
            print(f"| {name} | {known} | " + " | ".join(f"{one:.3f}" for one in told) + " |", flush=True)


def with_catalogues(each: Sequence[Sequence[Path]], lender: Library) -> None:
    """How much hangs on who wrote the catalogue: ordinary pitches with each, and with what several wrote in one."""
    shown = (*GOALS, "verdicts right", "not sure", "right where sure")
    print("\n### With other catalogues\n\n| catalogue | " + " | ".join(shown) + " |\n|---|" + "---|" * len(shown))
    for paths in each:
        usual = [s for s in ordinary(catalogues=paths) if s.register in ORDINARY]
        got = figures([judge(s, s.catalogue, lender) for s in usual])
        name = " and ".join(f"{path.parent.name}/{path.name}" for path in paths)
        print(f"| {name} | " + " | ".join(f"{got[figure]:.3f}" for figure in shown) + " |", flush=True)


def with_found(both: dict[str, list[Scenario]], lenders: dict[str, Library]) -> None:
    """From the bare pitch to the flags, with the claims that are found and with those that were labelled."""
    print("\n### With the claims it finds\n")
    print("| material | with | " + " | ".join(bare.SHOWN) + " |\n|---|---|" + "---|" * len(bare.SHOWN))
    for name, material in both.items():
        for own in (False, True):
            got = bare.end_to_end(material, partial(_read_with, own=own, lender=lenders[name]))
            cells = " | ".join(f"{value:.0f}" if value > 1 else f"{value:.3f}" for value in got)
            print(f"| {name} | {'own catalogue' if own else 'library only'} | {cells} |", flush=True)


def _read_with(scenario: Scenario, *, own: bool, lender: Library) -> tuple[Reading, ...]:
    return read(scenario, scenario.catalogue if own else None, lender)


def seconds(material: Sequence[Scenario], lender: Library) -> None:
    """How long a first check and one after it take."""
    first, again = [], []
    for scenario in material[:10]:
        encoder.cache_clear()
        encoder()
        for times in (first, again):
            began = time.perf_counter()
            judge(scenario, scenario.catalogue, lender)
            times.append(time.perf_counter() - began)
    print(f"\nSeconds a pitch with its catalogue: {np.median(first):.2f} the first time, {np.median(again):.3f} again.")


def main() -> None:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--base", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--learning", action="store_true")
    parser.add_argument("--found", action="store_true")
    parser.add_argument("--catalogue", type=Path, nargs="+", action="append")
    parser.add_argument("--judge", choices=["embedded", "llm"], default="embedded")
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    if args.judge == "llm":
        by_model.main(SHOWN, args.limit)
        return
    if args.learning:
        ten(library())
        return
    if args.catalogue:
        with_catalogues(args.catalogue, library(without=("uq",)))
        return
    everything, stories = ordinary(), vivid()
    usual = [s for s in everything if s.register in ORDINARY]
    held_out, shelf = library(without=("uq",)), library()
    print(f"Weights {weights_sha256()[:12]}. Prospects: {len(usual)} ordinary (uq), {len(stories)} vivid (dev, dx).")
    both, lenders = {"ordinary": usual, "vivid": stories}, {"ordinary": held_out, "vivid": shelf}
    if args.found:
        with_found(both, lenders)
        return
    reached = {name: rows(material, lenders[name], args.base) for name, material in both.items()}
    table("Ordinary (notes and plain speech)", reached["ordinary"], within=not args.quick)
    table("Vivid (stories)", reached["vivid"], within=not args.quick)
    if args.keep:
        keep(both, lenders, reached)
    by_register({
        "library only": [judge(s, None, held_out) for s in everything],
        "own catalogue": [judge(s, s.catalogue, held_out) for s in everything],
    })  # fmt: skip
    negative(both, held_out)
    with_found(both, lenders)
    more(both, held_out)
    by_size(both, lenders)
    if not args.quick:
        learning(both, held_out)
    seconds(usual, held_out)


if __name__ == "__main__":
    main()
