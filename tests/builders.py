"""Reviews made by hand from a text that a salesperson can read; nothing here asks a judge.

    prospect: Dana
    push: We type every invoice twice.
    anxiety, user: What if it loses one?
    ---
    We have [single sign-on]. [It reads the invoice for you](s1). [Originals go to the shredder](!s2).

Above the line is what the prospect said: ``force`` or ``force, who``; statements are s1, s2, ... Other lines there:
``prospect``, ``moment``, ``price``, ``terms``. Below it the pitch: ``[a claim]`` is tied to nothing, ``(s1)`` says
that it answers s1, ``(!s2)`` that it makes s2 worse, ``(?)`` that the judge is not sure, ``(=0.5)`` its relevance.
Lines ``Rep: ...`` make it a conversation; ``Dana (push): ...`` states something in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pitchcheck.figures import thin
from pitchcheck.flags import flagged
from pitchcheck.judge import Basis, JudgeVersion, Link, Reading, Relation, answering
from pitchcheck.pitch import Claim, Pitch, Sentence, Transcript, Turn
from pitchcheck.profile import Force, Profile
from pitchcheck.review import Review, refigure

TEST_JUDGE = JudgeVersion(name="by hand", version="1", weights="none")
CLAIM = re.compile(r"\[([^\]]+)\](?:\(([^)]*)\))?")
SENTENCE = re.compile(r"[^\s.?!][^.?!\n]*[.?!]*")
SPOKEN = re.compile(r"(?P<speaker>[A-Z]\w+)(?: \((?P<said>[^)]+)\))?: (?P<text>.*)")


def story(text: str, *, basis: Basis = Basis.CATALOGUE, language: str = "en") -> Review:
    """The finished review that ``text`` tells."""
    head, body = text.split("---\n", 1)
    about, statements = _said(_lines(head))
    lines = _lines(body)
    if lines[0].startswith("Rep:"):
        pitch, marks, spoken = _conversation(lines)
        statements += spoken
    else:
        pitch, marks = _written("\n".join(lines))
    profile = Profile.model_validate({"prospect": "Dana", **about, "statements": statements})
    review = Review(
        pitch=pitch,
        profile=profile,
        readings=tuple(_readings(pitch, marks, profile)),
        figures=None,
        silent_because=thin(profile),
        judge=TEST_JUDGE,
        basis=basis,
        language=language,
    )
    return flagged(refigure(review))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _said(lines: Iterable[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    about: dict[str, Any] = {}
    statements: list[dict[str, Any]] = []
    for line in lines:
        key, value = line.split(": ", 1)
        force, _, who = key.partition(", ")
        if force in set(Force):
            statements.append({"force": force, "who": who or "buyer", "text": value})
        else:
            about |= _about(key, value)
    return about, statements


def _about(key: str, value: str) -> dict[str, Any]:
    match key:
        case "moment":
            return {"struggling_moment": value}
        case "price":
            return {"price": float(value)}
        case "terms":
            return {"product_terms": value.split(", ")}
    return {key: value}


Marks = list[tuple[int, int, str]]


def _written(text: str) -> tuple[Pitch, Marks]:
    plain, marks = _marked(text)
    return Pitch(text=plain, sentences=tuple(_sentences(plain))), marks


def _marked(text: str) -> tuple[str, Marks]:
    """The text without its marks, and each claim's start, end and notes in it."""
    plain, marks, at = "", [], 0
    for found in CLAIM.finditer(text):
        plain += text[at : found.start()] + found[1]
        marks.append((len(plain) - len(found[1]), len(plain), found[2] or ""))
        at = found.end()
    return plain + text[at:], marks


def _sentences(text: str, turn: int | None = None, shift: int = 0, first: int = 1) -> Iterator[Sentence]:
    for n, found in enumerate(SENTENCE.finditer(text), first):
        yield Sentence(start=found.start() + shift, end=found.end() + shift, n=n, turn=turn)


def _conversation(lines: Iterable[str]) -> tuple[Pitch, Marks, list[dict[str, Any]]]:
    """The pitch is what the rep said; the transcript holds everybody's turns."""
    text, marks, sentences, turns, spoken = "", [], [], [], []
    for n, line in enumerate(lines, 1):
        found = SPOKEN.fullmatch(line)
        assert found, f"not a turn: {line}"
        plain, own = _marked(found["text"])
        turns.append(Turn(n=n, speaker=found["speaker"], text=plain))
        if found["said"]:
            force, _, who = found["said"].partition(", ")
            spoken.append({"force": force, "who": who or "buyer", "text": plain, "turn": n})
        if found["speaker"] == "Rep":
            marks += [(start + len(text), end + len(text), notes) for start, end, notes in own]
            sentences += _sentences(plain, n, len(text), len(sentences) + 1)
            text += plain + "\n"
    return Pitch(text=text, sentences=tuple(sentences), transcript=Transcript(turns=tuple(turns))), marks, spoken


def _readings(pitch: Pitch, marks: Marks, profile: Profile) -> Iterator[Reading]:
    forces = {statement.id: statement.force for statement in profile.statements}
    for i, (start, end, notes) in enumerate(marks, 1):
        sentence = next(s for s in pitch.sentences if s.start <= start < s.end)
        inside = [b - a for a, b, _ in marks if sentence.start <= a < sentence.end]
        attention = len(sentence.of(pitch.text).split()) * (end - start) / sum(inside)
        claim = Claim(id=f"c{i}", n=sentence.n, start=start, end=end, text=pitch.text[start:end], attention=attention)
        yield _reading(claim, notes.replace(",", " ").split(), forces)


def _reading(claim: Claim, notes: list[str], forces: dict[str, Force]) -> Reading:
    worse = [Link(to=n[1:], relation=Relation.AGGRAVATES, probability=0.9, holds=True) for n in notes if n[0] == "!"]
    answers = [Link(to=n, relation=answering(forces[n]), probability=0.9, holds=True) for n in notes if n in forces]
    relevance = next((float(note[1:]) for note in notes if note[0] == "="), 0.9 if answers else 0.0)
    return Reading(
        claim=claim,
        relevance=relevance,
        harm=0.8 if worse else 0.0,
        links=(*answers, *worse),
        sure="?" not in notes,
    )
