"""What the tagger learns from: pitches, the two sides of calls, notes, and the statements of profiles.

Everything is brought to one form, a `Piece` list: the target's text cut where spans begin and end, so that the
text can be roughened (fillers, no punctuation, slips of the keys) without a span losing its words.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pitchcheck.judge.claims import sentences_of
from pitchcheck.judge.tagger import Mark
from pitchcheck.pitch import Pitch
from training.corpus import pitch_of, scenario_files

FAMILIES = {"uq": "held", "uk": "tune", "ti": "tune"}
KINDS = ("feature", "benefit", "proof")
FORCES = ("push", "pull", "anxiety", "habit", "no")
WHOS = ("buyer", "user", "gatekeeper")
UNKNOWN = -100
AUTHORED = "nt-"
"""Our own documents all teach: what is measured was written by somebody else."""
RECORDED = dict.fromkeys(("cu", "cw", "cx", "cy", "ct", "du"), "learn") | dict.fromkeys(("cv", "cz", "dv"), "held")
"""Calls and documents written as real ones sound: `cv`, `cz` and `dv` measure, and their authors saw no others."""
PITCHES = "train"
"""The corpus's pitches teach claims; with our own two thousand as well they were marked worse (README.md)."""
SHORT = dict.fromkeys(("sa", "sb", "sc", "sd", "sf", "sg", "sh", "si"), "learn") | dict.fromkeys(("se", "sj"), "held")
"""E-mails, messages, openers and slides, in most of which the rep repeats what was said; `se` and `sj` measure."""


@dataclass(frozen=True)
class Label:
    """What a span is; `UNKNOWN` where its source does not say. `statement` tells claims and statements apart."""

    statement: bool
    kind: int = UNKNOWN
    force: int = UNKNOWN
    who: int = UNKNOWN
    worded: int = UNKNOWN


@dataclass(frozen=True)
class Piece:
    """A stretch of the target: inside a span (`label`) or outside."""

    text: str
    label: Label | None = None


@dataclass(frozen=True)
class Example:
    """One target with what was said before it. `source` names the scenario, call or document it is from."""

    source: str
    mark: Mark
    pieces: tuple[Piece, ...]
    context: tuple[tuple[Mark, str], ...] = ()
    tagged: bool = True

    @property
    def text(self) -> str:
        """The target, whole."""
        return "".join(piece.text for piece in self.pieces)

    def spans(self) -> list[tuple[int, int, Label]]:
        """Where the labelled pieces stand in `text`."""
        found, at = [], 0
        for piece in self.pieces:
            if piece.label:
                found.append((at, at + len(piece.text), piece.label))
            at += len(piece.text)
        return found


@dataclass
class Corpus:
    """The examples by what they teach: claims of pitches, short ones too, and of calls (`talked`), statements."""

    claims: list[Example] = field(default_factory=list)
    whole: list[Example] = field(default_factory=list)
    short: list[Example] = field(default_factory=list)
    talked: list[Example] = field(default_factory=list)
    heard: list[Example] = field(default_factory=list)
    notes: list[Example] = field(default_factory=list)
    said: list[Example] = field(default_factory=list)
    alone: list[Example] = field(default_factory=list)


def rows(path: Path) -> list[dict]:
    """Every line of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def cut(text: str, spans: Iterable[tuple[int, int, Label]]) -> tuple[Piece, ...]:
    """`text` in pieces at its spans (those that overlap one before them are left out)."""
    pieces, at = [], 0
    for start, end, label in sorted(spans, key=lambda s: s[:2]):
        if start < at:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], label)]
        at = end
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def located(text: str, items: list[tuple[str, Label]]) -> tuple[Piece, ...]:
    """`text` in pieces at the first place of each item's words."""
    return cut(text, [(text.find(part), text.find(part) + len(part), label) for part, label in items if part in text])


def pitch_examples(scenario: dict) -> list[Example]:
    """Each sentence of a pitch after the one before, with its claims."""
    before = ""
    found = []
    for sentence in sorted(scenario["pitch"], key=lambda s: s["n"]):
        items = [
            (c["text"], Label(False, kind=KINDS.index(c["kind"])))
            for c in scenario["claims"]
            if c["n"] == sentence["n"]
        ]
        context = ((Mark.REP, before),) if before else ()
        found.append(Example(scenario["id"], Mark.REP, located(sentence["text"], items), context))
        before = sentence["text"]
    return found


def in_one_go(sentences: list[Example]) -> Example:
    """A pitch as one turn that nothing was said before and nobody broke in on."""
    pieces = [piece for one in sentences for piece in (*one.pieces, Piece(" "))]
    return Example(sentences[0].source, Mark.REP, tuple(pieces[:-1]))


def short_examples(mail: dict) -> list[Example]:
    """Each sentence of a short pitch as the product reads it, with its claims."""
    items = [(claim["text"], Label(False, kind=KINDS.index(claim["kind"]))) for claim in mail["claims"]]
    asked = (one for _, one in sentences_of(Pitch(text=mail["text"])))
    return [Example(mail["id"], mark, located(text, items), context) for mark, text, context in asked]


def profile_examples(scenario: dict) -> list[Example]:
    """Statements alone: they teach force and who, not where a statement starts and ends.

    Profiles are in the prospect's own words; only a no may name what the seller offers, so there it stays open.
    """
    return [alone(scenario["id"], s["text"], profile_label(s)) for s in scenario["profile"]["statements"]]


def profile_label(statement: dict) -> Label:
    """A profile's statement: force and who as told."""
    worded = UNKNOWN if statement["force"] == "no" else 0
    return Label(True, force=FORCES.index(statement["force"]), who=WHOS.index(statement["who"]), worded=worded)


def alone(source: str, text: str, label: Label) -> Example:
    """A statement on its own, as it stands in a profile."""
    return Example(source, Mark.PROSPECT, (Piece(text, label),), tagged=False)


ASKING = (
    *(
        "wants {}",
        "needs {}",
        "asked for {}",
        "looking for {}",
        "requires {}",
        "interested in {}",
        "{}",
        "{}, must have",
    ),
    *(
        "we want {}",
        "I'd like {}",
        "would love {}",
        "we need {}",
        "must include {}",
        "is hoping for {}",
        "Wishlist: {}",
    ),
)
LACKING = (
    "no {} today",
    "current tool lacks {}",
    "their system has no {}",
    "what we have doesn't do {}",
    "old one: no {}",
)
VERB = re.compile(r"\b(?:we|you|it|they|your|our|is|are|was|gets?|goes|can|will|does|do|has|have)\b", re.IGNORECASE)


def asked_for(claims: list[Example], rng: random.Random, count: int) -> list[Example]:
    """Features in the seller's own words with a buyer's verb before them: what a product-worded statement is."""
    names = [
        piece.text
        for example in claims
        for piece in example.pieces
        if piece.label and piece.label.kind == 0 and len(piece.text.split()) <= 7 and not VERB.search(piece.text)
    ]
    made = []
    for name in rng.sample(names, min(count, len(names))):
        lacking = rng.random() < 0.15
        text = rng.choice(LACKING if lacking else ASKING).format(name.removesuffix("."))
        label = Label(True, force=FORCES.index("push" if lacking else "pull"), worded=1)
        made.append(alone("asked", text, label))
    return made


def call_examples(call: dict, labels: dict) -> tuple[list[Example], list[Example]]:
    """The rep's turns (claims) and the prospects' (statements) of one call, each after the turns before."""
    claims, heard = [], []
    turns = sorted(call["turns"], key=lambda t: t["n"])
    for i, turn in enumerate(turns):
        context = tuple((mark_of(t), t["text"]) for t in turns[max(0, i - 3) : i])
        if turn["role"] == "rep":
            items = [
                (c["text"], Label(False, kind=KINDS.index(c["kind"]))) for c in labels["claims"] if c["n"] == turn["n"]
            ]
            claims.append(Example(call["id"], Mark.REP, located(turn["text"], items), context))
        else:
            who = WHOS.index(turn["who"])
            items = [(s["text"], heard_label(s, who)) for s in labels["statements"] if s["n"] == turn["n"]]
            heard.append(Example(call["id"], Mark.PROSPECT, located(turn["text"], items), context))
    return claims, heard


def heard_label(statement: dict, who: int) -> Label:
    """A statement in a call; whether it is in the seller's words is told of the recorded ones only."""
    worded = int(statement["product_worded"]) if "product_worded" in statement else UNKNOWN
    return Label(True, force=FORCES.index(statement["force"]), who=who, worded=worded)


def mark_of(turn: dict) -> Mark:
    """Who speaks."""
    return Mark.REP if turn["role"] == "rep" else Mark.PROSPECT


def note_example(note: dict) -> Example:
    """A document with its statements."""
    spans = [(s["start"], s["end"], note_label(note, s)) for s in note["statements"]]
    return Example(note["id"], Mark.NOTES, cut(note["text"], spans))


def note_label(note: dict, statement: dict) -> Label:
    """notes.jsonl calls only pulls product-worded, the other files any force: what it leaves open stays open."""
    force, worded = statement["force"], int(statement["product_worded"])
    settled = worded or force == "pull" or not note["id"].startswith("na-")
    who = WHOS.index(statement["who"])
    return Label(True, force=FORCES.index(force), who=who, worded=worded if settled else UNKNOWN)


def read(corpus: Path, extra: Path) -> dict[str, Corpus]:
    """What to learn from, what to choose by (`tune`) and what to measure with (`held`).

    Families uk and ti tune, uq is held; of the corpus's calls and documents every tenth tunes and every fifth is held,
    of the recorded ones that teach every tenth tunes.
    """
    parts = {"learn": Corpus(), "tune": Corpus(), "held": Corpus()}
    seen: set[str] = set()
    for path in scenario_files(corpus, extra):
        for scenario in rows(path):
            side = parts[FAMILIES.get(family(scenario["id"]), "learn")]
            side.said += profile_examples(scenario)
            pitch = "\n".join(s["text"] for s in scenario["pitch"])
            if path.parent.name == PITCHES and pitch not in seen:
                seen.add(pitch)
                examples = pitch_examples(scenario)
                side.claims += examples
                side.whole.append(in_one_go(examples))
    for name, part in SHORT.items():
        for mail in rows(extra / f"{name}.short.jsonl"):
            parts[part].short += short_examples(mail)
    for side, call, labels in calls_of(corpus, extra):
        claims, heard = call_examples(call, labels)
        parts[side].talked += claims
        parts[side].heard += heard
    for side, note in notes(corpus, extra):
        parts[side].notes.append(note_example(note))
        parts[side].alone += [alone(note["id"], s["text"], note_label(note, s)) for s in note["statements"]]
    return parts


def calls_of(corpus: Path, extra: Path) -> Iterator[tuple[str, dict, dict]]:
    """Every call, the corpus's and then our own, with its labels and the part it belongs to."""
    train = corpus / "train"
    labels = {row["id"]: row for path in train.glob("calls*.labels.jsonl") for row in rows(path)}
    calls = (c for name in ("calls", "calls2") for c in rows(train / f"{name}.jsonl"))
    for i, call in enumerate(sorted(calls, key=lambda c: c["id"])):
        yield part_of(i), call, labels[call["id"]]
    for name, part in RECORDED.items():
        for path in sorted(extra.glob(f"{name}.calls.jsonl")):
            known = {row["id"]: row for row in rows(path.with_name(f"{name}.calls.labels.jsonl"))}
            yield from ((recorded(part, i), call, known[call["id"]]) for i, call in enumerate(rows(path)))


def notes(corpus: Path, extra: Path) -> Iterator[tuple[str, dict]]:
    """Every document, the corpus's and then our own, and the part it belongs to."""
    theirs = (n for name in ("notes", "notes2") for n in rows(corpus / "train" / f"{name}.jsonl"))
    ours = (n for path in extra.glob("n?.notes.jsonl") for n in rows(path))
    for documents in (theirs, ours):
        for i, note in enumerate(sorted(documents, key=lambda n: n["id"])):
            yield "learn" if note["id"].startswith(AUTHORED) else part_of(i), note
    for name, part in RECORDED.items():
        for path in sorted(extra.glob(f"{name}.notes.jsonl")):
            yield from ((recorded(part, i), note) for i, note in enumerate(rows(path)))


def recorded(part: str, i: int) -> str:
    """The part of the `i`th of the recorded: of those that teach every tenth tunes."""
    return "tune" if part == "learn" and i % 10 == 5 else part


def part_of(i: int) -> str:
    """Every fifth is held, every tenth tunes."""
    return "held" if i % 5 == 2 else "tune" if i % 10 == 5 else "learn"


def family(sid: str) -> str:
    """The family of a scenario: the letters of the pitch's own id."""
    return pitch_of(sid).split("-")[0]


FILLERS = ("um", "uh", "like", "you know", "so", "i mean", "right", "okay")


def roughen(example: Example, rng: random.Random) -> Example:
    """The same words as a hurried typist or a speech recogniser would give them."""
    style = rng.random()
    if style < 0.6:
        return example
    if style < 0.8:
        return replace(example, pieces=tuple(replace(p, text=spoken(p.text, rng)) for p in example.pieces))
    if style < 0.9:
        return replace(example, pieces=tuple(replace(p, text=slipped(p.text, rng)) for p in example.pieces))
    return bulleted(example, rng)


def spoken(text: str, rng: random.Random) -> str:
    """Without punctuation, with a filler now and then."""
    bare = re.sub(r"[.,;:!?\"“”()–—-]+(?=\s|$)|(?<!\w)[\"“(]", "", text).lower()
    words = bare.split(" ")
    return " ".join(f"{rng.choice(FILLERS)} {w}" if w and rng.random() < 0.04 else w for w in words) or text


def slipped(text: str, rng: random.Random) -> str:
    """A letter doubled, dropped or swapped in some words."""
    letters = list(text)
    for i in range(1, len(letters) - 1):
        if letters[i].isalpha() and letters[i + 1].isalpha() and rng.random() < 0.015:
            letters[i], letters[i + 1] = rng.choice(
                ((letters[i + 1], letters[i]), (letters[i], ""), (letters[i] * 2, letters[i + 1]))
            )
    return "".join(letters)


def bulleted(example: Example, rng: random.Random) -> Example:
    """A sentence of a pitch as a point in a list; a document is left as it is."""
    if example.mark is not Mark.REP:
        return example
    last = example.pieces[-1]
    pieces = (*example.pieces[:-1], replace(last, text=last.text.rstrip(".") or last.text))
    return replace(example, pieces=(Piece(rng.choice(("- ", "• ", "* ", "1. ", "– "))), *pieces))


SWAPPABLE_AFTER = re.compile(r"(?:^|[\"“:.?!\n•>⟧-]\s*)$")


class Swapper:
    """Puts other prospects' statements of the same force and who in a statement's place.

    Calls and documents are few, profiles' statements are many: where a statement stands on its own (a quote, a
    line, a whole sentence) the words around it teach as much with another statement inside.
    """

    def __init__(self, said: list[Example]) -> None:
        self.pool: dict[tuple[int, int], list[str]] = {}
        for example in said:
            label = example.pieces[0].label
            if label:
                self.pool.setdefault((label.force, label.who), []).append(example.text)

    def __call__(self, example: Example, rng: random.Random, share: float) -> Example:
        """The example with about `share` of what can be swapped swapped; a third are left as they are."""
        if rng.random() < 0.35:
            return example
        pieces = list(example.pieces)
        for i, piece in enumerate(pieces):
            before = pieces[i - 1].text if i else ""
            if piece.label and piece.label.worded != 1 and rng.random() < share and SWAPPABLE_AFTER.search(before):
                pieces[i] = self.other(piece, rng)
        return replace(example, pieces=tuple(pieces))

    def other(self, piece: Piece, rng: random.Random) -> Piece:
        """Another prospect's statement in this one's place."""
        assert piece.label
        texts = self.pool.get((piece.label.force, piece.label.who))
        if not texts:
            return piece
        text = rng.choice(texts)
        if not piece.text.rstrip().endswith((".", "!", "?")):
            text = text.rstrip(".")
        return replace(piece, text=text)
