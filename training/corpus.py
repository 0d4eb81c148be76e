"""The corpus as training reads it: one `Pitch` with all its prospects, its links as matrices, its catalogue."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

CORPUS, EXTRA = (Path(__file__).parent / name for name in ("corpus", "extra"))
CONTEXT = 160
BLIND = "~"
"""What the id of a pitch ends in that has the catalogue of somebody who has not seen its prospects."""


@dataclass(frozen=True)
class Claim:
    """One claim; `context` is its sentence after the tail of the one before, `start`/`end` its span in that."""

    id: str
    text: str
    context: str
    start: int
    end: int


@dataclass(frozen=True)
class Prospect:
    """One prospect of a pitch: statements, and claims x statements matrices of 0/1 for either relation."""

    id: str
    register: str
    forces: list[str]
    texts: list[str]
    answers: np.ndarray
    aggravates: np.ndarray
    relevance: np.ndarray

    @property
    def statements(self) -> list[str]:
        """The statements as the encoder reads them, each after its force."""
        return [f"{force}: {text}" for force, text in zip(self.forces, self.texts, strict=True)]


@dataclass(frozen=True)
class Pitch:
    """One pitch before all its prospects. `answers` and `raises` hold each claim's catalogue phrases."""

    id: str
    family: str
    industry: str
    claims: list[Claim]
    answers: list[list[str]]
    raises: list[list[str]]
    prospects: list[Prospect] = field(default_factory=list)


def rows(path: Path) -> list[dict]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def context_of(previous: str, sentence: str, limit: int = CONTEXT) -> tuple[str, int]:
    """The sentence after at most `limit` characters (whole words) of the one before, and where it starts."""
    tail = previous if len(previous) <= limit else previous[-limit:].partition(" ")[2]
    return (f"{tail} {sentence}", len(tail) + 1) if tail else (sentence, 0)


def read_claims(scenario: dict) -> list[Claim]:
    """A scenario's claims, each in its context."""
    sentences = {s["n"]: s["text"] for s in scenario["pitch"]}
    claims = []
    for c in scenario["claims"]:
        sentence = sentences[c["n"]]
        context, shift = context_of(sentences.get(c["n"] - 1, ""), sentence)
        at = shift + max(sentence.find(c["text"]), 0)
        claims.append(Claim(c["id"], c["text"], context, at, at + len(c["text"])))
    return claims


def read_prospect(scenario: dict, votes: list[dict]) -> Prospect:
    """A prospect with the links that most of `votes` (label rows of this scenario) hold."""
    statements = scenario["profile"]["statements"]
    rank = {s["id"]: j for j, s in enumerate(statements)}
    shape = (len(scenario["claims"]), len(statements))
    answers, aggravates, relevance = np.zeros(shape), np.zeros(shape), np.zeros(shape[0])
    row = {c["id"]: i for i, c in enumerate(scenario["claims"])}
    for vote in votes:
        for claim in vote["claims"]:
            if claim["id"] not in row:
                continue
            relevance[row[claim["id"]]] += claim["relevance"] / 3 / len(votes)
            for to, rel in {(k["to"], k["rel"]) for k in claim["links"]}:
                target = aggravates if rel == "aggravates" else answers
                target[row[claim["id"]], rank[to]] += 1
    half = len(votes) / 2
    return Prospect(
        scenario["id"],
        scenario["profile"].get("register", "vivid"),
        [s["force"] for s in statements],
        [s["text"] for s in statements],
        (answers > half).astype(np.float32),
        (aggravates > half).astype(np.float32),
        relevance.astype(np.float32),
    )


def catalogue_of(paths: Iterable[Path]) -> dict[str, dict[str, dict]]:
    """By pitch and claim id: what it answers and what it raises, by all who wrote of that pitch."""
    found: dict[str, dict[str, dict]] = {}
    for row in (row for path in paths for row in rows(path)):
        known = found.setdefault(row["id"], {})
        for claim in row["claims"]:
            said = known.setdefault(claim["id"], {"id": claim["id"], "answers": [], "raises": []})
            for relation in ("answers", "raises"):
                said[relation] = said[relation] + claim.get(relation, [])
    return found


def assemble(scenarios: list[dict], votes: dict[str, list[dict]], catalogue: dict) -> list[Pitch]:
    """Scenarios of one pitch put together, its first prospect first."""
    pitches: dict[str, Pitch] = {}
    for scenario in sorted(scenarios, key=lambda s: pitch_of(s["id"]) != s["id"]):
        sid = scenario["id"]
        base = pitch_of(sid)
        if base not in pitches:
            claims = read_claims(scenario)
            entry = catalogue.get(base, {})
            answers = [entry.get(c.id, {}).get("answers", []) for c in claims]
            raises = [entry.get(c.id, {}).get("raises", []) for c in claims]
            pitches[base] = Pitch(base, base.split("-")[0], scenario["industry"], claims, answers, raises)
        pitches[base].prospects.append(read_prospect(scenario, votes[sid]))
    return list(pitches.values())


def pitch_of(scenario: str) -> str:
    """The id of a scenario's pitch: what follows the prospect's own part ("u2-ua-07", "l03-learn-1")."""
    return re.sub(r"^(t[xyz]|u[23]|dx|l\d\d)-", "", scenario)


def scenario_files(root: Path = CORPUS, extra: Path = EXTRA) -> list[Path]:
    """Where the pitches of train/ are, then those written beside it; never `learn`, which only measures."""
    beside = [path for path in extra.glob("*.scenarios.jsonl") if not path.name.startswith("learn.")]
    return [*sorted((root / "train").glob("*.scenarios.jsonl")), *sorted(beside)]


def train_pitches(root: Path = CORPUS) -> list[Pitch]:
    """All that `scenario_files` has."""
    paths = scenario_files(root)
    labels, catalogues = (
        [path.with_name(path.name.replace("scenarios", part)) for path in paths] for part in ("labels", "catalogue")
    )
    votes = {row["id"]: [row] for path in labels for row in rows(path)}
    scenarios = [scenario for path in paths for scenario in rows(path)]
    return assemble(scenarios, votes, catalogue_of([path for path in catalogues if path.exists()]))


def blind_pitches(pitches: Iterable[Pitch], root: Path = CORPUS) -> Iterator[Pitch]:
    """Those for which such a catalogue was written, with it instead of their own."""
    entries = catalogue_of(sorted((root / "blind").glob("*.catalogue.jsonl")))
    for pitch in (one for one in pitches if one.id in entries):
        told = [entries[pitch.id][claim.id] for claim in pitch.claims]
        answers, raises = ([one[name] for one in told] for name in ("answers", "raises"))
        yield replace(pitch, id=pitch.id + BLIND, answers=answers, raises=raises)


def dev_pitches(root: Path = CORPUS) -> list[Pitch]:
    """dev and dx: the vivid test. Where two labelled a scenario, a link holds that both hold."""
    scenarios = rows(root / "dev.scenarios.jsonl") + rows(root / "dx.scenarios.jsonl")
    votes: dict[str, list[dict]] = {}
    for name in ("dev.labels.a1", "dev.labels.a2", "dx.labels.a1"):
        for row in rows(root / f"{name}.jsonl"):
            votes.setdefault(row["id"], []).append(row)
    return assemble(scenarios, votes, catalogue_of(sorted(root.glob("dev.catalogue.*.jsonl"))))
