"""Everything found about one pitch for one prospect, and the figures of it.

The figures are documented heuristics (docs/figures.md), never a verdict on a person. Buyers average what they
hear while sellers add (Weaver, Garcia & Schwarz 2012), so focus is a mean over attention, and a claim that is
tied to nothing earns nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from math import fsum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from pitchcheck.judge import Basis, JudgeVersion, Link, Reading, Relation
from pitchcheck.pitch import Frozen, Pitch, Span
from pitchcheck.profile import Force, Profile, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COVERED_FORCES = (Force.PUSH, Force.PULL, Force.ANXIETY, Force.HABIT)
DRAWS = 400
INTERVAL = (0.1, 0.9)


class Severity(StrEnum):
    """How much a flag matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Flag(Frozen):
    """A finding, self-sufficient: code, where, what, why it matters, and what to do next.

    ``spans`` point into the pitch; ``claims`` and ``statements`` are the ids it is about. ``dismissed`` is the
    reason a person gave for setting it aside; it stays visible.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    why: str
    todo: str
    spans: tuple[Span, ...] = ()
    claims: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    dismissed: str | None = None


class Override(Frozen):
    """A person's word against the judge's: this claim does (or with None does not) this to that statement."""

    claim: str
    to: str
    relation: Relation | None
    by: str
    reason: str = ""


class CutStep(Frozen):
    """One claim of the best cut, and where focus and pitch relevance stand once it and those before are gone."""

    claim: str
    focus: float
    relevance: float


class Figures(Frozen):
    """The figures of a review. Shares are in 0..1, pitch relevance and weights in points (0..100).

    ``weights`` maps a claim's id to R without it minus R. ``interval`` is the 80% interval of R when each link
    is drawn with its own probability. ``price_in_play`` is in the profile's currency, None without a price.
    """

    focus: float
    coverage: float
    relevance: float
    interval: tuple[float, float]
    weights: dict[str, float]
    best_cut: tuple[CutStep, ...]
    unasked_share: float
    price_in_play: float | None = None


class Review(Frozen):
    """One pitch before one prospect: readings, figures, flags, and who judged.

    ``figures`` is None when there is no headline number; ``silent_because`` then says why and what to find out.
    ``kept`` are the claim ids the figures count (all, unless some were ticked off). Where people overrode the
    judge, ``readings`` is what holds now and ``judged`` what the judge itself said; otherwise ``judged`` is empty.
    """

    pitch: Pitch
    profile: Profile
    readings: tuple[Reading, ...]
    figures: Figures | None
    silent_because: tuple[str, ...] = ()
    kept: Annotated[frozenset[str], Field(default_factory=frozenset)]
    flags: tuple[Flag, ...] = ()
    overrides: tuple[Override, ...] = ()
    judged: tuple[Reading, ...] = ()
    judge: JudgeVersion
    basis: Basis
    language: str = "en"

    def reading(self, claim: str) -> Reading:
        """The reading of the claim with that id; KeyError if there is none."""
        for reading in self.readings:
            if reading.claim.id == claim:
                return reading
        raise KeyError(claim)

    def statement(self, identifier: str) -> Statement:
        """The profile's statement with that id; KeyError if there is none."""
        for statement in self.profile.statements:
            if statement.id == identifier:
                return statement
        raise KeyError(identifier)


def focus(readings: Sequence[Reading]) -> float:
    """F = clip(sum a v / sum a, 0, 1): how much of what was said is what they asked for. 0 with no claims."""
    attention = _attention(readings)
    if not attention:
        return 0.0
    return min(1.0, max(0.0, fsum(r.claim.attention * r.value for r in readings) / attention))


def _attention(readings: Iterable[Reading]) -> float:
    """Exactly rounded, so that the order of claims changes no figure."""
    return fsum(reading.claim.attention for reading in readings)


def coverage(readings: Sequence[Reading], profile: Profile) -> float:
    """C: for each force present among push, pull, anxiety and habit, the mean over its statements of the best
    relevance among claims whose answering link holds; then the mean over those forces. 0 with no statements.
    """
    best = _best_answers(readings)
    means = [
        fsum(best.get(statement.id, 0.0) for statement in statements) / len(statements)
        for force in COVERED_FORCES
        if (statements := profile.by_force(force))
    ]
    return fsum(means) / len(means) if means else 0.0


def _best_answers(readings: Iterable[Reading]) -> dict[str, float]:
    best: dict[str, float] = {}
    for reading in readings:
        for link in reading.links:
            if link.holds and link.relation.answers:
                best[link.to] = max(best.get(link.to, 0.0), reading.relevance)
    return best


def harmonic(f: float, c: float) -> float:
    """R = 100 * 2FC / (F + C); 0 where both are 0."""
    return 200 * f * c / (f + c) if f + c else 0.0


def pitch_relevance(readings: Sequence[Reading], profile: Profile) -> float:
    """R, in points from 0 to 100, of the claims given."""
    return harmonic(focus(readings), coverage(readings, profile))


def weights(readings: Sequence[Reading], profile: Profile) -> dict[str, float]:
    """Subtractive weight of each claim: R without it minus R. Above zero the prospect gains by subtracting it."""
    whole = pitch_relevance(readings, profile)
    return {one.claim.id: pitch_relevance([r for r in readings if r is not one], profile) - whole for one in readings}


def best_cut(readings: Sequence[Reading], profile: Profile) -> tuple[CutStep, ...]:
    """The untied claims whose removal raises R most, found greedily: each step cuts the claim that raises R most.

    Ties go to the claim that takes more attention, then to the earlier one. Stops when no cut raises R.
    """
    left = list(readings)
    steps: list[CutStep] = []
    while (worst := _worst(left, profile)) is not None:
        left.remove(worst)
        steps.append(CutStep(claim=worst.claim.id, focus=focus(left), relevance=pitch_relevance(left, profile)))
    return tuple(steps)


def _worst(readings: Sequence[Reading], profile: Profile) -> Reading | None:
    """The untied claim whose removal raises R most; None where no removal does.

    Removing an untied claim leaves coverage as it is, so the one that raises focus most raises R most.
    """
    untied = [reading for reading in readings if not reading.tied]
    whole = focus(readings)
    if not untied or coverage(readings, profile) == 0:
        return None
    gain = {r.claim.id: focus([x for x in readings if x is not r]) for r in untied}
    worst = max(untied, key=lambda r: (gain[r.claim.id], r.claim.attention, -r.claim.start))
    return worst if gain[worst.claim.id] > whole else None


def price_in_play(readings: Sequence[Reading], price: float) -> float:
    """The price times the attention share of untied claims: what is open to haggling, in the price's currency."""
    return price * unasked_share(readings)


def unasked_share(readings: Sequence[Reading]) -> float:
    """The share of attention, 0..1, that went to claims tied to nothing they stated."""
    attention = _attention(readings)
    return _attention(r for r in readings if not r.tied) / attention if attention else 0.0


def thin(profile: Profile) -> tuple[str, ...]:
    """What must be found out before there can be a headline number: one question each, none when ready."""
    missing = []
    if not profile.by_force(Force.PUSH):
        missing.append("Nobody said what is not working today. Ask: what happened that made you look now?")
    if not profile.by_force(Force.PULL):
        missing.append("Nobody said what better looks like. Ask: what would you be able to do that you can't today?")
    if not profile.by_force(Force.ANXIETY) and not profile.by_force(Force.HABIT):
        missing.append("Nobody said what holds them back. Ask: what worries you, and what would you miss?")
    return tuple(missing)


def figures(readings: Sequence[Reading], profile: Profile) -> Figures:
    """All figures of the claims given, before this prospect."""
    return Figures(
        focus=focus(readings),
        coverage=coverage(readings, profile),
        relevance=pitch_relevance(readings, profile),
        interval=interval(readings, profile),
        weights=weights(readings, profile),
        best_cut=best_cut(readings, profile),
        unasked_share=unasked_share(readings),
        price_in_play=None if profile.price is None else price_in_play(readings, profile.price),
    )


def interval(readings: Sequence[Reading], profile: Profile, draws: int = DRAWS) -> tuple[float, float]:
    """R's 80% interval, in points, when each link is drawn with its own probability.

    A claim whose drawn links make it tied keeps its relevance, and its harm stands only where an aggravating
    link is drawn. The seed is the content itself, so the same input gives the same bytes. The interval always
    holds R: it says how far the judge's doubts could move the figure, not that the figure is outside it.
    """
    if not readings:
        return 0.0, 0.0
    import numpy as np

    low, high = np.quantile(_drawn(readings, profile, draws), INTERVAL)
    r = pitch_relevance(readings, profile)
    return min(r, round(float(low), 2)), max(r, round(float(high), 2))


def _drawn(readings: Sequence[Reading], profile: Profile, draws: int) -> NDArray[np.float64]:
    """``draws`` values of R, each with every link drawn afresh; shape (draws,)."""
    import numpy as np

    ordered = sorted(readings, key=lambda reading: reading.claim.id)
    generator = np.random.Generator(np.random.PCG64(_seed(ordered, profile)))
    best: dict[str, NDArray[np.float64]] = {}
    earned = np.zeros(draws)
    for reading in ordered:
        tied, worse = np.zeros(draws, bool), np.zeros(draws, bool)
        for link in sorted(reading.links, key=lambda link: (link.to, link.relation)):
            hit = generator.random(draws) < link.probability
            if link.relation.answers:
                tied |= hit
                best[link.to] = np.maximum(best.get(link.to, 0.0), hit * reading.relevance)
            else:
                worse |= hit
        earned += reading.claim.attention * (tied * reading.relevance - worse * reading.harm)
    f = np.clip(earned / _attention(ordered), 0, 1)
    c = _drawn_coverage(best, profile, draws)
    return np.divide(200 * f * c, f + c, out=np.zeros(draws), where=f + c > 0)


def _drawn_coverage(best: Mapping[str, NDArray[np.float64]], profile: Profile, draws: int) -> NDArray[np.float64]:
    import numpy as np

    total, forces = np.zeros(draws), 0
    for force in COVERED_FORCES:
        ids = sorted(statement.id for statement in profile.by_force(force))
        if ids:
            forces += 1
            total += sum((best.get(i, np.zeros(draws)) for i in ids), np.zeros(draws)) / len(ids)
    return total / max(forces, 1)


def _seed(readings: Sequence[Reading], profile: Profile) -> int:
    statements = sorted(statement.model_dump_json() for statement in profile.statements)
    content = "\n".join([*(reading.model_dump_json() for reading in readings), *statements])
    return int.from_bytes(hashlib.sha256(content.encode()).digest()[:8], "big")


def refigure(review: Review, kept: Collection[str] | None = None) -> Review:
    """The same review counting only the claims ``kept`` (all by default). Flags are left as they are."""
    everything = frozenset(reading.claim.id for reading in review.readings)
    keep = everything if kept is None else frozenset(kept) & everything
    counted = [reading for reading in review.readings if reading.claim.id in keep]
    new = None if review.silent_because else figures(counted, review.profile)
    return review.model_copy(update={"figures": new, "kept": keep})


CONFIRMED = 2 / 3
DENIED = 1 / 3


def overridden(readings: Iterable[Reading], overrides: Iterable[Override]) -> tuple[Reading, ...]:
    """The readings after people had their say; later words beat earlier ones on the same claim and statement.

    A confirmed answer makes relevance at least 2/3 and a claim left without one at most 1/3 (tied claims are
    labelled 2 or 3 of 3, untied ones 0 or 1: docs/judge.md); confirmed harm is at least 2/3, and harm with no
    aggravating link left is 0.
    """
    words: dict[str, dict[str, Override]] = {}
    for override in overrides:
        words.setdefault(override.claim, {})[override.to] = override
    return tuple(
        _overridden(reading, words[reading.claim.id]) if reading.claim.id in words else reading for reading in readings
    )


def _overridden(reading: Reading, words: Mapping[str, Override]) -> Reading:
    links = [link for link in reading.links if link.to not in words]
    links += [
        Link(to=word.to, relation=word.relation, probability=1, holds=True, by=word.by)
        for word in words.values()
        if word.relation is not None
    ]
    links.sort(key=lambda link: (-link.probability, link.to, link.relation))
    new = reading.model_copy(update={"links": tuple(links), "sure": True})
    said = {word.relation for word in words.values()}
    relevance = max(reading.relevance, CONFIRMED) if said & ANSWERS else reading.relevance
    return new.model_copy(
        update={
            "relevance": relevance if new.tied else min(reading.relevance, DENIED),
            "harm": _harm(new, confirmed=Relation.AGGRAVATES in said),
        }
    )


ANSWERS = frozenset({Relation.ADVANCES, Relation.EASES})


def _harm(reading: Reading, *, confirmed: bool) -> float:
    if confirmed:
        return max(reading.harm, CONFIRMED)
    harmful = any(link.holds and not link.relation.answers for link in reading.links)
    return reading.harm if harmful else 0.0
