"""``pitchcheck label`` and ``pitchcheck statements``: the judge over a file of pitches, calls or notes, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

import typer
from pydantic import BaseModel, Field, FiniteFloat, ValidationError, model_validator

from pitchcheck.catalogue import Catalogue
from pitchcheck.cli.streams import put, taken
from pitchcheck.files import Entry
from pitchcheck.pitch import Claim, ClaimKind, InputError, Pitch, Sentence, Transcript, Turn
from pitchcheck.profile import Line, Profile

if TYPE_CHECKING:
    from pitchcheck.judge import Found, Link, Reading
    from pitchcheck.judge.embedded import EmbeddedJudge


class Claims(StrEnum):
    """Whose claims are labelled."""

    GIVEN = "given"
    FOUND = "found"


class Links(StrEnum):
    """Which links are printed: those that hold; with them the likeliest answer where none holds; or all weighed."""

    BEST = "best"
    HELD = "held"
    ALL = "all"


class _Said(BaseModel):
    n: Annotated[int, Field(ge=1)]
    text: str


class _Named(_Said):
    id: Line
    kind: ClaimKind = ClaimKind.FEATURE


class Scenario(BaseModel):
    """One line of a scenarios file: a pitch sentence by sentence, its claims, and the prospect it is for."""

    id: Line
    profile: Profile
    pitch: tuple[_Said, ...]
    claims: tuple[_Named, ...] = ()

    @model_validator(mode="after")
    def _places_are_told_apart(self) -> Self:
        _demand_different((one.n for one in self.pitch), "sentences", "n")
        _demand_different((one.id for one in self.claims), "claims", "id")
        return self


class _Spoken(_Said):
    speaker: str | None = None
    role: Literal["rep", "prospect"] | None = None
    start: FiniteFloat | None = None
    end: FiniteFloat | None = None


class Source(BaseModel):
    """One line of a calls file (its turns, with roles) or of a notes file (its text)."""

    id: Line
    turns: tuple[_Spoken, ...] = ()
    text: str | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.model_fields_set & {"turns", "text"}:
            raise ValueError('a call has "turns" and a note has "text"; here is neither')
        _demand_different((one.n for one in self.turns), "turns", "n")
        return self


def _demand_different(names: Iterable[int | str], things: str, called: str) -> None:
    """What is printed is told apart by these: of two the same, one would stand for the other."""
    seen: set[int | str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"two {things} share the {called} {name!r}")
        seen.add(name)


def label(
    scenarios: Annotated[
        str, typer.Argument(metavar="SCENARIOS.jsonl", help="Pitches with a prospect each, a line each.")
    ],
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    *,
    claims: Annotated[Claims, typer.Option(help="Label the claims given, or find them first.")] = Claims.GIVEN,
    catalogue: Annotated[
        list[str] | None,
        typer.Option("--catalogue", "-c", metavar="FILE...", help="Catalogues: one line a pitch, or a product's own."),
    ] = None,
    library: Annotated[bool, typer.Option(help="Let claims without a feature borrow from the shipped library.")] = True,
    links: Annotated[
        Links, typer.Option(help="Print the links that hold; with the likeliest answer where none does; or all.")
    ] = Links.BEST,
) -> None:
    """Print what the judge makes of every pitch in a file, one JSON object a line, in order.

    Example: `pitchcheck label dev.scenarios.jsonl --catalogue dev.catalogue.1.jsonl dev.catalogue.2.jsonl > out.jsonl`
    """
    from pitchcheck.judge.embedded import open_judge

    catalogues = _Catalogues.read([*(catalogue or []), *(more or [])])
    rows = _lines(scenarios, Scenario)
    if claims is Claims.GIVEN:
        for scenario in rows:
            given(scenario, pitch_of(scenario.pitch))  # a claim that is nowhere is told before anything is printed
    judge = open_judge()
    for scenario in _with_progress(rows, "Labelling"):
        put(_json(_labelled(scenario, judge, claims, catalogues, library=library, links=links)))


def statements(
    file: Annotated[
        str, typer.Argument(metavar="FILE.jsonl", help="Calls (turns with roles) or notes (text), a line each.")
    ],
) -> None:
    """Print what prospects said in calls or notes, with its force: one JSON object a line, in order.

    Example: `pitchcheck statements calls.jsonl > found.jsonl`
    """
    from pitchcheck.judge.embedded import open_judge

    judge = open_judge()
    for source in _with_progress(_lines(file, Source), "Reading"):
        put(_json(_heard(source, judge) if source.turns else _noted(source, judge)))


Row = TypeVar("Row", bound=BaseModel)


def _lines(path: str, model: type[Row]) -> list[Row]:
    """Every line of a file as a ``model``, all checked before the first is judged."""
    from pitchcheck.files.structured import lines

    return [_line(line, model, where) for where, line in lines(*taken(path))]


def _line(line: str, model: type[Row], where: str) -> Row:
    from pitchcheck.files.structured import check_characters, explained

    try:
        row = json.loads(line)
        check_characters(row, where)
        return model.model_validate(row)
    except ValidationError as broken:
        error = broken.errors(include_url=False)[0]
        place = " ".join(str(step) for step in error["loc"])
        raise InputError(f"{where}{f' ({place})' if place else ''}: {explained(error)}.") from broken
    except InputError:
        raise
    except (ValueError, RecursionError) as broken:
        raise InputError(f"{where}: it is not a JSON object.") from broken


def _with_progress(rows: Sequence[Row], doing: str) -> Iterator[Row]:
    """The rows, with a bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(rows, description=doing, console=console, disable=not console.is_terminal, transient=True)


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


@dataclass
class _Catalogues:
    """What the catalogue files hold: entries by pitch, and a product's own catalogue for all pitches without any."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    product: Catalogue | None = None

    @classmethod
    def read(cls, paths: Iterable[str]) -> _Catalogues:
        from pitchcheck.files import read_catalogue, read_corpus_catalogues

        found = cls()
        for path in paths:
            data, name = taken(path)
            if _is_corpus_form(data, name):
                for pitch, entries in read_corpus_catalogues(data, name).items():
                    found.entries.setdefault(pitch, []).extend(entries)
            elif found.product is not None:
                raise InputError(f"{name} is a second product's catalogue; label with one product's at a time.")
            else:
                found.product = read_catalogue(data, name)
        return found

    def of(self, scenario: Scenario) -> Catalogue | None:
        """The catalogue of a pitch: by its id, or, for another prospect of it (``xx-ID``), by ID."""
        from pitchcheck.files import catalogue_of_claims

        entries = self.entries.get(scenario.id) or self.entries.get(scenario.id.partition("-")[2])
        if not entries:
            return self.product
        return catalogue_of_claims(scenario.id, {claim.id: claim.text for claim in scenario.claims}, entries)


def _is_corpus_form(data: bytes, name: str) -> bool:
    from pitchcheck.files.structured import lines

    _, first = next(lines(data, name), (name, ""))
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "claims" in row


def _labelled(
    scenario: Scenario,
    judge: EmbeddedJudge,
    claims: Claims,
    catalogues: _Catalogues,
    *,
    library: bool,
    links: Links,
) -> dict[str, Any]:
    pitch = pitch_of(scenario.pitch)
    spans = given(scenario, pitch) if claims is Claims.GIVEN else judge.claims(pitch)
    readings = judge.read(pitch, spans, scenario.profile, catalogue=catalogues.of(scenario), library=library)
    starts = {sentence.n: sentence.start for sentence in pitch.sentences}
    return {"id": scenario.id, "claims": [_claim(reading, starts, links) for reading in readings]}


def pitch_of(said: Iterable[_Said]) -> Pitch:
    """Sentences joined into one text, with the exact span of each; empty ones are left out."""
    text = ""
    sentences: list[Sentence] = []
    for one in said:
        if one.text.strip():
            text += " " if text else ""
            sentences.append(Sentence(n=one.n, start=len(text), end=len(text) + len(one.text)))
            text += one.text
    return Pitch(text=text, sentences=tuple(sentences))


def given(scenario: Scenario, pitch: Pitch) -> tuple[Claim, ...]:
    """The scenario's claims as spans of the pitch; the same words twice in a sentence are two places.

    Raises InputError where a claim's words are not in its sentence.
    """
    sentences = {sentence.n: sentence for sentence in pitch.sentences}
    ends: dict[tuple[int, str], int] = {}
    found = []
    for claim in scenario.claims:
        sentence = sentences.get(claim.n)
        key = (claim.n, claim.text)
        start = -1 if sentence is None else pitch.text.find(claim.text, ends.get(key, sentence.start), sentence.end)
        if start < 0 or not claim.text.strip():
            raise InputError(f"Scenario {scenario.id}, claim {claim.id}: its words are not in sentence {claim.n}.")
        ends[key] = start + len(claim.text)
        found.append(Claim(id=claim.id, n=claim.n, start=start, end=ends[key], text=claim.text, kind=claim.kind))
    return tuple(found)


def _claim(reading: Reading, starts: Mapping[int, int], links: Links) -> dict[str, Any]:
    claim = reading.claim
    shift = starts[claim.n]
    return {
        "id": claim.id,
        "n": claim.n,
        "text": claim.text,
        "start": claim.start - shift,
        "end": claim.end - shift,
        "kind": claim.kind.value,
        "relevance": round(reading.relevance, 6),
        "harm": round(reading.harm, 6),
        "tied": reading.tied,
        "sure": reading.sure,
        "links": [_link(link) for link in _printed(reading, links)],
    }


def _printed(reading: Reading, links: Links) -> list[Link]:
    if links is Links.ALL:
        return list(reading.links)
    held = [link for link in reading.links if link.holds]
    answers = [link for link in reading.links if link.relation.answers]
    likeliest = answers[:1] if links is Links.BEST and not reading.tied else []
    return [*held, *likeliest]


def _link(link: Link) -> dict[str, Any]:
    return {
        "to": link.to,
        "rel": link.relation.value,
        "probability": round(link.probability, 6),
        "holds": link.holds,
    }


def _noted(source: Source, judge: EmbeddedJudge) -> dict[str, Any]:
    found = judge.statements(source.text) if source.text and source.text.strip() else ()
    return {"id": source.id, "statements": [_statement(one) for one in found]}


def _heard(source: Source, judge: EmbeddedJudge) -> dict[str, Any]:
    turns = tuple(_turn(turn) for turn in source.turns)
    prospects = {turn.speaker for turn, said in zip(turns, source.turns, strict=True) if said.role == "prospect"}
    found = judge.heard(Transcript(turns=turns), {name for name in prospects if name is not None})
    return {
        "id": source.id,
        "statements": [{"n": one.turn, **_statement(one)} for one in found],
        "claims": _claims_of_rep(source, judge),
    }


def _turn(said: _Spoken) -> Turn:
    return Turn(n=said.n, text=said.text, speaker=said.speaker or said.role, start=said.start, end=said.end)


def _statement(found: Found) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "force": found.force.value,
        "who": found.who.value,
        "product_worded": found.product_worded,
        "probability": round(found.probability, 6),
    }


def _claims_of_rep(source: Source, judge: EmbeddedJudge) -> list[dict[str, Any]]:
    """The claims in the rep's turns, each with the turn it stands in."""
    pitch = _rep(source)
    turn_of = {sentence.n: sentence.turn for sentence in pitch.sentences}
    return [{"n": turn_of[claim.n], "text": claim.text, "kind": claim.kind.value} for claim in judge.claims(pitch)]


def _rep(source: Source) -> Pitch:
    """Everything the rep says, as one pitch whose sentences know their turns."""
    from pitchcheck.judge.sentences import spoken

    turns = tuple(_turn(turn) for turn in source.turns)
    reps = frozenset(turn.speaker for turn, said in zip(turns, source.turns, strict=True) if said.role == "rep")
    return spoken(Transcript(turns=turns), reps)
