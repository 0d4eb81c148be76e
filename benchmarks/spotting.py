"""Prints what the judge finds and names right, on material it has not learnt from, as Markdown tables.

    python -m benchmarks.spotting [--weights FOLDER]

Claims: family uq of the corpus, dev and dx (vivid), and the rep's side of held calls. Statements: the prospects'
side of held calls, and held documents; the split is the one training.tagger_data makes. Calls and documents "as
recorded" are training/extra/cv, cz and dv, by authors who saw nothing that the tagger learnt from; beside them stands
what second readers, who saw no labels, find of what the authors labelled. Short pitches are training/extra/se and sj:
e-mails and messages in which the rep repeats what the prospect said; openers, slides, and one or two sentences. Product
wording: 172 statements written for it, with and without a list of product terms. A span matches where it shares half
of the union, each once, as score.py, score_calls.py and score_notes.py have it. Beside each goal is what is reached.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pitchcheck.judge import forces
from pitchcheck.judge.claims import spot
from pitchcheck.judge.encoder import WEIGHTS
from pitchcheck.judge.sentences import split, spoken
from pitchcheck.judge.tagger import Tagger
from pitchcheck.pitch import Pitch, Sentence, Transcript, Turn
from training.tagger_data import RECORDED, calls_of, family, notes, rows
from training.tagger_score import matched

CORPUS, EXTRA = Path("training/corpus"), Path("training/extra")
CASES = Path("tests/judge/product_worded.jsonl")
ROUGH = "rough"
FRESH = tuple(name for name, part in RECORDED.items() if part == "held")
"""How the ids of calls and documents begin that were written as real ones sound."""
SHORT = {"se": "short pitches that repeat what was said", "sj": "short pitches of every kind"}


@dataclass
class Tally:
    """Spans found, labelled and matched over many texts, and the matched pairs."""

    found: int = 0
    labelled: int = 0
    pairs: list[tuple[Any, dict]] = field(default_factory=list)

    def add(self, found: Sequence[Any], labelled: Sequence[dict], places: Sequence[tuple[int, int]]) -> None:
        """One text's spans; ``places`` are the labelled ones'."""
        both = matched([(one.start, one.end) for one in found], places)
        self.found += len(found)
        self.labelled += len(labelled)
        self.pairs += [(found[i], labelled[j]) for i, j in both]

    @property
    def f1(self) -> float:
        """Twice what matched over all that was found and labelled."""
        return 2 * len(self.pairs) / max(self.found + self.labelled, 1)

    def share(self, name: str) -> float:
        """How many matched spans are called ``name``'s right value."""
        known = [getattr(one, name) == label[name] for one, label in self.pairs if label.get(name) is not None]
        return sum(known) / len(known) if known else float("nan")

    def worded(self) -> float:
        """F1 of product-worded among matched spans."""
        said = [(one.product_worded, label["product_worded"]) for one, label in self.pairs]
        both, either = sum(a and b for a, b in said), sum(a + b for a, b in said)
        return 2 * both / either if either else float("nan")


def pitch_of(scenario: dict) -> Pitch:
    """The scenario's sentences as one text."""
    text, sentences = "", []
    for one in scenario["pitch"]:
        start = len(text) + bool(text)
        text = f"{text} {one['text']}".strip() if text else one["text"]
        sentences.append(Sentence(n=one["n"], start=start, end=start + len(one["text"])))
    return Pitch(text=text, sentences=tuple(sentences))


def claims_of(scenarios: Iterable[dict], reader: Tagger) -> Tally:
    """Claims found in whole pitches; prospects of one pitch count once."""
    tally = Tally()
    for scenario in {tuple(s["text"] for s in one["pitch"]): one for one in scenarios}.values():
        pitch = pitch_of(scenario)
        starts = {s.n: (s.start, s.of(pitch.text)) for s in pitch.sentences}
        places = [place(c["text"], *starts[c["n"]]) for c in scenario["claims"]]
        tally.add(spot(pitch, reader=reader), scenario["claims"], places)
    return tally


def alone(scenarios: Iterable[dict], reader: Tagger, before: str = "") -> Tally:
    """Claims found where every sentence of a pitch is all there is of it, or all there is after ``before``."""
    tally = Tally()
    for scenario in {tuple(s["text"] for s in one["pitch"]): one for one in scenarios}.values():
        for sentence in scenario["pitch"]:
            mine = [c for c in scenario["claims"] if c["n"] == sentence["n"]]
            start, end = len(before), len(before) + len(sentence["text"])
            parts = [(0, start)] * bool(before) + [(start, end)]
            pitch = Pitch(
                text=before + sentence["text"],
                sentences=tuple(Sentence(n=n, start=a, end=b) for n, (a, b) in enumerate(parts, 1)),
            )
            tally.add(spot(pitch, reader=reader), mine, [place(c["text"], start, sentence["text"]) for c in mine])
    return tally


def place(part: str, start: int, text: str) -> tuple[int, int]:
    """Where ``part`` stands in a text that begins at ``start``."""
    at = start + text.find(part)
    return at, at + len(part)


def conversation(call: dict) -> tuple[tuple[Turn, ...], frozenset[str], dict[str, str]]:
    """A call's turns, the names of its reps, and who each prospect is."""
    turns = tuple(
        Turn(n=t["n"], speaker=t["speaker"], text=t["text"], start=t["start"], end=t["end"]) for t in call["turns"]
    )
    reps = frozenset(t["speaker"] for t in call["turns"] if t["role"] == "rep")
    return turns, reps, {t["speaker"]: t["who"] for t in call["turns"] if t["role"] == "prospect"}


def of_calls(held: Iterable[tuple[dict, dict]], reader: Tagger) -> tuple[Tally, Tally]:
    """Claims of the reps and statements of the prospects."""
    claimed, said = Tally(), Tally()
    for call, labels in held:
        turns, reps, whos = conversation(call)
        pitch = spoken(Transcript(turns=turns), reps)
        begun = {n: min(s.start for s in pitch.sentences if s.turn == n) for n in {s.turn for s in pitch.sentences}}
        text = {turn.n: turn.text for turn in turns}
        wanted = [c for c in labels["claims"] if c["n"] in begun]
        claimed.add(spot(pitch, reader=reader), wanted, [place(c["text"], begun[c["n"]], text[c["n"]]) for c in wanted])
        heard = forces.find_in_turns(turns, frozenset(whos), reader=reader)
        for turn in turns:
            mine = [s | {"who": whos.get(turn.speaker or "")} for s in labels["statements"] if s["n"] == turn.n]
            said.add([f for f in heard if f.turn == turn.n], mine, [place(s["text"], 0, turn.text) for s in mine])
    return claimed, said


def second_reader(held: Iterable[tuple[dict, dict]]) -> tuple[Tally, Tally]:
    """``of_calls`` for what second readers marked in some of them."""
    claimed, said = Tally(), Tally()
    marks = {row["id"]: row for name in ("cv", "cz") for row in rows(EXTRA / f"{name}.second.jsonl")}
    for call, labels in (pair for pair in held if pair[0]["id"] in marks):
        for turn in call["turns"]:
            for tally, name in ((claimed, "claims"), (said, "statements")):
                mine = [one | {"who": turn.get("who")} for one in labels[name] if one["n"] == turn["n"]]
                found = [SimpleNamespace(**one) for one in marks[call["id"]][name] if one["n"] == turn["n"]]
                tally.add(found, mine, [place(one["text"], 0, turn["text"]) for one in mine])
    return claimed, said


def second_reader_of_notes(held: Iterable[dict]) -> Tally:
    """``of_notes`` for what a second reader marked in them."""
    tally = Tally()
    marks = {row["id"]: row["statements"] for row in rows(EXTRA / "dv.second.jsonl")}
    for note in held:
        found = [SimpleNamespace(**one) for one in marks[note["id"]]]
        tally.add(found, note["statements"], [(s["start"], s["end"]) for s in note["statements"]])
    return tally


def of_short(pitches: Iterable[dict], reader: Tagger) -> Tally:
    """Claims of short pitches, as they are read when pasted."""
    tally = Tally()
    for one in pitches:
        tally.add(spot(Pitch(text=one["text"]), reader=reader), one["claims"], in_order(one["text"], one["claims"]))
    return tally


def second_reader_of_short(pitches: Iterable[dict]) -> Tally:
    """``of_short`` for what a second reader marked in them."""
    tally = Tally()
    marks = {row["id"]: row["claims"] for part in SHORT for row in rows(EXTRA / f"{part}.second.jsonl")}
    for one in pitches:
        theirs = marks[one["id"]]
        places = in_order(one["text"], theirs)
        found = [SimpleNamespace(**c, start=a, end=b) for c, (a, b) in zip(theirs, places, strict=True)]
        tally.add(found, one["claims"], in_order(one["text"], one["claims"]))
    return tally


def in_order(text: str, marked: Iterable[dict]) -> list[tuple[int, int]]:
    """Where what is marked stands, each after the one before."""
    places, at = [], 0
    for one in marked:
        start = text.index(one["text"], at)
        at = start + len(one["text"])
        places.append((start, at))
    return places


def of_notes(held: Iterable[dict], reader: Tagger) -> Tally:
    """Statements in documents."""
    tally = Tally()
    for note in held:
        labelled = note["statements"]
        tally.add(forces.find(note["text"], reader=reader), labelled, [(s["start"], s["end"]) for s in labelled])
    return tally


def wording(reader: Tagger, *, terms: bool) -> dict[str, float]:
    """Precision, recall and F1 on the written cases."""
    hit = said = true = 0
    for case in rows(CASES):
        found = forces.product_worded([case["text"]], case.get("terms") or () if terms else (), reader=reader)[0][0]
        hit, said, true = hit + (found and case["product_worded"]), said + found, true + case["product_worded"]
    return {"precision": hit / max(said, 1), "recall": hit / true, "F1": 2 * hit / (said + true)}


def cutting(scenarios: Iterable[dict]) -> dict[str, float]:
    """Precision and recall of sentences, where punctuated pitches are laid out as running text."""
    hit = found = true = 0
    for scenario in scenarios:
        if all(s["text"][-1] in '.!?"' for s in scenario["pitch"]):
            pitch = pitch_of(scenario)
            mine, gold = ({(s.start, s.end) for s in part} for part in (split(pitch.text), pitch.sentences))
            hit, found, true = hit + len(mine & gold), found + len(mine), true + len(gold)
    return {"precision": hit / max(found, 1), "recall": hit / max(true, 1)}


def table(title: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """One Markdown table."""
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for line in lines:
        print(f"| {' | '.join(f'{cell:.3f}' if isinstance(cell, float) else str(cell) for cell in line)} |")


def claim_line(name: str, tally: Tally) -> list[object]:
    """One line of the claims' table."""
    return [name, tally.labelled, tally.found, tally.f1, tally.share("kind")]


def said_line(name: str, tally: Tally, *, worded: bool) -> list[object]:
    """One line of the statements' table."""
    rest = [tally.worded()] if worded else ["not labelled"]
    return [name, tally.labelled, tally.found, tally.f1, tally.share("force"), tally.share("who"), *rest]


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def held_scenarios() -> Iterator[dict]:
    """The pitches of family uq."""
    for path in sorted((CORPUS / "train").glob("u*.scenarios.jsonl")):
        yield from (row for row in rows(path) if family(row["id"]) == "uq")


def main() -> None:
    """All tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    reader = Tagger.load(parser.parse_args().weights)
    ordinary, dev = list(held_scenarios()), rows(CORPUS / "dev.scenarios.jsonl")
    held = [(call, labels) for part, call, labels in calls_of(CORPUS, EXTRA) if part == "held"]
    calls = [pair for pair in held if not pair[0]["id"].startswith(FRESH)]
    recorded = [pair for pair in held if pair[0]["id"].startswith(FRESH)]
    heard = {
        "calls": calls,
        "calls, rough speech": [pair for pair in calls if ROUGH in pair[0]["industry"]],
        "calls as recorded": recorded,
        "calls as recorded, rough speech": [pair for pair in recorded if pair[0]["speech"] == ROUGH],
    }
    spotted = {name: of_calls(some, reader) for name, some in heard.items()}
    by_reader = second_reader(recorded)
    every = [note for part, note in notes(CORPUS, EXTRA) if part == "held"]
    documents, fresh = ([d for d in every if d["id"].startswith(FRESH) is new] for new in (False, True))
    sources = {p: [d for d in documents if d["id"].startswith(p)] for p in ("na-", "nb-", "nc-")}
    vivid, short = claims_of(dev, reader), {part: rows(EXTRA / f"{part}.short.jsonl") for part in SHORT}
    table(
        "Claims (goal: F1 0.80)",
        ("where", "labelled", "found", "span F1", "kind"),
        [
            claim_line("ordinary pitches (uq)", claims_of(ordinary, reader)),
            claim_line("vivid pitches (dev)", vivid),
            claim_line("each of their sentences by itself", alone(ordinary + dev, reader)),
            claim_line("each after “Hi Dana,”", alone(ordinary + dev, reader, "Hi Dana, ")),
            *(claim_line(name, of_short(short[part], reader)) for part, name in SHORT.items()),
            claim_line("second readers of the short ones", second_reader_of_short(chain(*short.values()))),
            *(claim_line(name, claimed) for name, (claimed, _) in spotted.items()),
            claim_line("second readers of 22 of those calls", by_reader[0]),
        ],
    )
    table(
        "Statements (goals: calls 0.70 and force 0.85; documents 0.72 and 0.88; product wording 0.80)",
        ("where", "labelled", "found", "span F1", "force", "who", "product-worded F1"),
        [
            *(said_line(name, said, worded="recorded" in name) for name, (_, said) in spotted.items()),
            said_line("second readers of 22 of those calls", by_reader[1], worded=True),
            said_line("documents", of_notes(documents, reader), worded=True),
            *(said_line(f"documents {name}", of_notes(those, reader), worded=True) for name, those in sources.items()),
            said_line("documents as recorded", of_notes(fresh, reader), worded=True),
            said_line("a second reader of those", second_reader_of_notes(fresh), worded=True),
        ],
    )
    cases = {"no terms given": wording(reader, terms=False), "with product terms": wording(reader, terms=True)}
    table(
        "Product wording, written cases",
        ("", "precision", "recall", "F1"),
        ([k, *v.values()] for k, v in cases.items()),
    )
    table(
        "Sentences",
        ("", "precision", "recall"),
        [["punctuated pitches as running text", *cutting(ordinary + dev).values()]],
    )
    pitch = pitch_of(dev[0])
    anew = Tagger.load(WEIGHTS)
    first, again = (seconds(lambda: spot(pitch, reader=anew)) for _ in range(2))
    table("Seconds", ("", "s"), [[f"a pitch of {len(pitch.sentences)} sentences", first], ["the same again", again]])


if __name__ == "__main__":
    main()
