"""The corpus as the package reads it: pitches, claims, profiles and catalogues, with what careful readers said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pitchcheck.catalogue import Catalogue, Feature, Phrase
from pitchcheck.pitch import Claim, Pitch, Sentence
from pitchcheck.profile import Profile
from training.corpus import CORPUS, EXTRA, Prospect, catalogue_of, pitch_of, read_prospect, rows

ORDINARY = frozenset({"notes", "plain"})


@dataclass(frozen=True)
class Scenario:
    """One pitch before one prospect. `gold` holds the links as matrices of claims x statements."""

    base: str
    register: str
    industry: str
    pitch: Pitch
    claims: tuple[Claim, ...]
    profile: Profile
    catalogue: Catalogue
    gold: Prospect


def laid_out(scenario: Mapping) -> tuple[Pitch, tuple[Claim, ...]]:
    """A corpus pitch as text with its sentences, and its claims with their offsets in that text."""
    text, sentences = "", {}
    for part in scenario["pitch"]:
        sentences[part["n"]] = Sentence(n=part["n"], start=len(text), end=len(text) + len(part["text"]))
        text += part["text"] + "\n"
    claims = []
    for claim in scenario["claims"]:
        sentence = sentences[claim["n"]]
        start = text.index(claim["text"], sentence.start)
        span = {"start": start, "end": start + len(claim["text"])}
        claims.append(Claim(id=claim["id"], n=claim["n"], text=claim["text"], **span))
    return Pitch(text=text, sentences=tuple(sentences.values())), tuple(claims)


def catalogued(scenario: Mapping, entries: Mapping[str, Mapping]) -> Catalogue:
    """The corpus's catalogue of a pitch: features whose wording is the claim's text, so that they are met by text."""
    said: dict[str, list[Mapping]] = {}
    for claim in scenario["claims"]:
        if claim["id"] in entries:
            said.setdefault(claim["text"], []).append(entries[claim["id"]])
    features = [
        Feature(
            name=text,
            answers=tuple(Phrase(text=x) for entry in found for x in entry["answers"]),
            raises=tuple(Phrase(text=x) for entry in found for x in entry["raises"]),
        )
        for text, found in {k.casefold(): v for k, v in said.items()}.items()
    ]
    return Catalogue(product=scenario["industry"], features=tuple(features))


def scenarios(paths: list[Path], votes: Mapping[str, list[dict]], entries: Mapping) -> Iterator[Scenario]:
    """Every scenario of the files, with its gold links by majority of `votes`."""
    for scenario in (row for path in paths for row in rows(path)):
        base = pitch_of(scenario["id"])
        pitch, claims = laid_out(scenario)
        yield Scenario(
            base=base,
            register=scenario["profile"].get("register", "vivid"),
            industry=scenario["industry"],
            pitch=pitch,
            claims=claims,
            profile=Profile.model_validate(scenario["profile"]),
            catalogue=catalogued(scenario, entries.get(base, {})),
            gold=read_prospect(scenario, votes[scenario["id"]]),
        )


def labelled(paths: list[Path]) -> dict[str, list[dict]]:
    """Label rows by scenario id."""
    votes: dict[str, list[dict]] = {}
    for row in (row for path in paths for row in rows(path)):
        votes.setdefault(row["id"], []).append(row)
    return votes


def vivid(root: Path = CORPUS) -> list[Scenario]:
    """dev and dx: 24 vivid pitches before two prospects each."""
    votes = labelled([root / f"{name}.jsonl" for name in ("dev.labels.a1", "dev.labels.a2", "dx.labels.a1")])
    entries = catalogue_of(sorted(root.glob("dev.catalogue.*.jsonl")))
    return list(scenarios([root / "dev.scenarios.jsonl", root / "dx.scenarios.jsonl"], votes, entries))


def ordinary(root: Path = CORPUS, catalogues: Iterable[Path] = ()) -> list[Scenario]:
    """The held-out family `uq`, all registers, with a catalogue by somebody who had not seen its prospects, or with
    those in one, in the corpus's form."""
    votes = labelled([root / "train" / "uq.labels.jsonl"])
    entries = catalogue_of(catalogues or [root / "blind" / "uq.catalogue.jsonl"])
    return list(scenarios([root / "train" / "uq.scenarios.jsonl"], votes, entries))


def ten_prospects(root: Path = EXTRA) -> list[Scenario]:
    """Three products, each one pitch before ten prospects, who came one after the other."""
    votes = labelled([root / "learn.labels.jsonl"])
    found = scenarios([root / "learn.scenarios.jsonl"], votes, catalogue_of([root / "learn.catalogue.jsonl"]))
    return sorted(found, key=lambda one: (one.base, one.gold.id != one.base, one.gold.id))
