"""The figures of a review: pure functions of what was read and of the profile.

They are documented heuristics (docs/figures.md), never a verdict on a person. Buyers average what they hear while
sellers add (Weaver, Garcia & Schwarz 2012), so focus is a mean over attention, and a claim that is tied to nothing
earns nothing.

Sums are kept as whole numbers and rounded once, at the end. That is what makes the promises of docs/figures.md
hold to the last bit: the order of claims and statements changes nothing, taking one claim out again is exact, and
what moves a figure down can never move it up by a rounding error.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from pitchcheck.judge import Reading
from pitchcheck.pitch import Frozen
from pitchcheck.profile import Force, Profile, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

COVERED_FORCES = (Force.PUSH, Force.PULL, Force.ANXIETY, Force.HABIT)
DRAWS = 400
INTERVAL = (0.1, 0.9)
ONE = 1 << 1074
"""Every float is a whole number of 1/ONE."""


class CutStep(Frozen):
    """One claim of a cut, and where focus and pitch relevance stand once it and those before it are gone."""

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


def figures(readings: Sequence[Reading], profile: Profile) -> Figures:
    """All figures of the claims given, before this prospect."""
    tally = _Tally(readings, profile)
    return Figures(
        focus=tally.focus(),
        coverage=tally.coverage(),
        relevance=tally.relevance(),
        interval=_interval(readings, profile, tally.relevance(), DRAWS),
        weights=tally.weights(),
        best_cut=_cut(tally, tally.untied()),
        unasked_share=unasked_share(readings),
        price_in_play=None if profile.price is None else price_in_play(readings, profile.price),
    )


def focus(readings: Sequence[Reading]) -> float:
    """F = clip(sum a v / sum a, 0, 1): how much of what was said is what they asked for. 0 with no claims."""
    earned = sum(_exact(reading.claim.attention * reading.value) for reading in readings)
    return _share(earned, sum(_exact(reading.claim.attention) for reading in readings))


def coverage(readings: Sequence[Reading], profile: Profile) -> float:
    """C: for each force present among push, pull, anxiety and habit, the mean over its statements of the best
    relevance among claims whose answering link holds; then the mean over those forces. 0 with no statements.
    """
    return _Tally(readings, profile).coverage()


def harmonic(f: float, c: float) -> float:
    """R = 100 * 2FC / (F + C); 0 where either is 0.

    Written as a harmonic mean because 1/x, + and 1/x again are each rounded monotonically: a larger F can never
    come out as a smaller R.
    """
    return 200 / (1 / f + 1 / c) if f and c else 0.0


def pitch_relevance(readings: Sequence[Reading], profile: Profile) -> float:
    """R, in points from 0 to 100, of the claims given."""
    return _Tally(readings, profile).relevance()


def weights(readings: Sequence[Reading], profile: Profile) -> dict[str, float]:
    """Subtractive weight of each claim: R without it minus R. Above zero the prospect gains by subtracting it."""
    return _Tally(readings, profile).weights()


def best_cut(
    readings: Sequence[Reading], profile: Profile, among: Collection[str] | None = None
) -> tuple[CutStep, ...]:
    """The untied claims whose removal raises R most, found greedily: each step cuts the claim that raises focus most.

    Cutting an untied claim leaves coverage as it is, so what raises focus most raises R most. Focus is compared
    before it is clipped at 0: where harm drowns the pitch, one cut may not show yet while three together do. Ties
    go to the claim that takes more attention, then to the earlier one. Empty where no cut raises R.

    ``among`` are the ids of the claims that may be cut; by default all.
    """
    tally = _Tally(readings, profile)
    return _cut(tally, [i for i in tally.untied() if among is None or readings[i].claim.id in among])


def unasked_share(readings: Sequence[Reading]) -> float:
    """The share of attention, 0..1, that went to claims tied to nothing they stated."""
    attention = fsum(reading.claim.attention for reading in readings)
    return fsum(r.claim.attention for r in readings if not r.tied) / attention if attention else 0.0


def price_in_play(readings: Sequence[Reading], price: float) -> float:
    """The price times the attention share of untied claims: what is open to haggling, in the price's currency."""
    return price * unasked_share(readings)


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


def interval(readings: Sequence[Reading], profile: Profile, draws: int = DRAWS) -> tuple[float, float]:
    """R's 80% interval, in points, when each link is drawn with its own probability.

    A claim whose drawn links make it tied keeps its relevance. Its harm stands where an aggravating link is drawn,
    or always where the judge named none. Links that a reading does not tell one by one (``faint``) are drawn together,
    as likely to go to any statement as to another. Each claim is drawn with its own content as the seed, whatever its
    order and ids: the same input gives the same bytes, and ticking one claim off leaves the luck of the others alone.
    The interval always holds R: it says how far the judge's doubts could move the figure, not that it is outside.
    """
    return _interval(readings, profile, pitch_relevance(readings, profile), draws)


def _interval(readings: Sequence[Reading], profile: Profile, r: float, draws: int) -> tuple[float, float]:
    if not readings:
        return 0.0, 0.0
    import numpy as np

    low, high = np.quantile(_drawn(readings, profile, draws), INTERVAL)
    return min(r, round(float(low), 2)), max(r, round(float(high), 2))


def _exact(x: float) -> int:
    """``x`` in units of 1/ONE, without loss."""
    numerator, denominator = x.as_integer_ratio()
    return numerator * (ONE // denominator)


def _share(part: int, whole: int) -> float:
    """part / whole within 0..1, rounded once; 0 of nothing is 0."""
    return min(1.0, part / whole) if part > 0 else 0.0


class _Best(NamedTuple):
    """The best answer to a statement and the runner-up, as relevance; ``by`` is the position of the best."""

    relevance: float = 0.0
    by: int = -1
    second: float = 0.0


class _Tally:
    """Exact sums over claims, from which any one claim can be taken out again in constant time.

    Claims go by their position in ``readings``; ``earned`` and ``attention`` are per claim, in units of 1/ONE.
    """

    def __init__(self, readings: Sequence[Reading], profile: Profile) -> None:
        answered = [[link.to for link in r.links if link.holds and link.relation.answers] for r in readings]
        self.readings = readings
        self.answered = answered
        self.earned = [_exact(r.claim.attention * r.value) for r in readings]
        self.attention = [_exact(r.claim.attention) for r in readings]
        self.all_earned, self.all_attention = sum(self.earned), sum(self.attention)
        self.force = {s.id: s.force for s in profile.statements if s.force in COVERED_FORCES}
        self.said = {force: n for force in COVERED_FORCES if (n := len(profile.by_force(force)))}
        self.best = self._best_answers()
        self.covered = dict.fromkeys(self.said, 0)
        for statement, best in self.best.items():
            self.covered[self.force[statement]] += _exact(best.relevance)

    def _best_answers(self) -> dict[str, _Best]:
        best: dict[str, _Best] = {}
        for i, (reading, statements) in enumerate(zip(self.readings, self.answered, strict=True)):
            r = reading.relevance
            for statement in self.force.keys() & set(statements):
                top = best.get(statement, _Best())
                better = r > top.relevance
                best[statement] = _Best(r, i, top.relevance) if better else top._replace(second=max(top.second, r))
        return best

    def untied(self) -> list[int]:
        return [i for i, statements in enumerate(self.answered) if not statements]

    def focus(self) -> float:
        return _share(self.all_earned, self.all_attention)

    def coverage(self) -> float:
        return self._mean(self.covered)

    def relevance(self) -> float:
        return harmonic(self.focus(), self.coverage())

    def weights(self) -> dict[str, float]:
        whole = self.relevance()
        return {reading.claim.id: self._without(i) - whole for i, reading in enumerate(self.readings)}

    def _without(self, i: int) -> float:
        """R of all claims but the one at ``i``."""
        left = _share(self.all_earned - self.earned[i], self.all_attention - self.attention[i])
        return harmonic(left, self._mean(self._covered_without(i)) if self.answered[i] else self.coverage())

    def _covered_without(self, i: int) -> dict[Force, int]:
        covered = dict(self.covered)
        for statement in self.force.keys() & set(self.answered[i]):
            best = self.best[statement]
            if best.by == i:
                covered[self.force[statement]] += _exact(best.second) - _exact(best.relevance)
        return covered

    def _mean(self, covered: dict[Force, int]) -> float:
        means = [_share(covered[force], n * ONE) for force, n in self.said.items()]
        return fsum(means) / len(means) if means else 0.0


def _cut(tally: _Tally, candidates: Sequence[int]) -> tuple[CutStep, ...]:
    """All candidates (untied, so each earns nothing or less) in greedy order; none where R stays 0 without them."""
    c = tally.coverage()
    earned = tally.all_earned - sum(tally.earned[i] for i in candidates)
    if earned <= 0 or not c:
        return ()
    earned, attention = tally.all_earned, tally.all_attention
    steps = []
    for i in _greedily(tally, candidates):
        earned, attention = earned - tally.earned[i], attention - tally.attention[i]
        f = _share(earned, attention)
        steps.append(CutStep(claim=tally.readings[i].claim.id, focus=f, relevance=harmonic(f, c)))
    return tuple(steps)


def _greedily(tally: _Tally, candidates: Sequence[int]) -> Iterator[int]:
    """The candidates, each time the one whose removal leaves the highest focus, before clipping."""
    import numpy as np

    claims = [reading.claim for reading in tally.readings]
    ordered = sorted(candidates, key=lambda i: (-claims[i].attention, claims[i].start, claims[i].end, claims[i].id))
    attention = np.array([tally.attention[i] / ONE for i in ordered])
    earned = np.array([tally.earned[i] / ONE for i in ordered])
    all_earned, all_attention = tally.all_earned, tally.all_attention
    gone = np.zeros(len(ordered), bool)
    for _ in ordered:
        left = np.divide(
            all_earned / ONE - earned, all_attention / ONE - attention, out=np.full(len(ordered), -np.inf), where=~gone
        )
        worst = int(left.argmax())
        gone[worst] = True
        all_earned -= tally.earned[ordered[worst]]
        all_attention -= tally.attention[ordered[worst]]
        yield ordered[worst]


class _Doubt(NamedTuple):
    """What a claim may do to each statement, by the statements' positions, with probabilities in 1/65536.

    ``others`` are the probabilities that any, told nowhere, answers and that any aggravates; empty where there is none.
    """

    reading: Reading
    to: NDArray[np.intp]
    answers: NDArray[np.uint16]
    aggravates: NDArray[np.uint16]
    others: NDArray[np.uint16]
    digest: str


def _drawn(readings: Sequence[Reading], profile: Profile, draws: int) -> Floats:
    """``draws`` values of R, each with every link drawn afresh; shape (draws,).

    Claims go by their rank in relevance: small whole numbers are several times faster to compare than floats.
    """
    import numpy as np

    statements = sorted(profile.statements, key=lambda s: (s.force, s.text, s.id))  # whatever its ids and its order
    place = {s.id: i for i, s in enumerate(statements)}
    doubts = sorted((_doubt(r, place) for r in readings), key=lambda d: (d.reading.relevance, d.digest))
    seen: Counter[str] = Counter()
    best = _answered_faintly(doubts, statements, draws)
    earned = np.zeros(draws)
    for rank, doubt in enumerate(doubts, 1):
        seen[doubt.digest] += 1
        dice = _dice(doubt.digest, seen[doubt.digest])
        answered = _draw(dice, doubt.answers, draws)
        best[doubt.to] = np.maximum(best[doubt.to], best.dtype.type(rank) * answered)
        worsened = _draw(dice, doubt.aggravates, draws)
        tied, worse = answered.any(axis=0), worsened.any(axis=0) | (not len(worsened))
        if doubt.others.size:
            others = _draw(dice, doubt.others, draws)
            tied, worse = tied | others[0], worse | others[1]
        reading = doubt.reading
        earned += reading.claim.attention * (tied * reading.relevance - worse * reading.harm)
    f = np.clip(earned / fsum(r.claim.attention for r in readings), 0, 1)
    c = _drawn_coverage(np.array([0.0, *(d.reading.relevance for d in doubts)]), best, [s.force for s in statements])
    return np.divide(200 * f * c, f + c, out=np.zeros(draws), where=f + c > 0)


def _answered_faintly(
    doubts: Sequence[_Doubt], statements: Sequence[Statement], draws: int
) -> NDArray[np.unsignedinteger]:
    """Which claim, by its rank, is the best to answer each statement by a link told nowhere; shape (statements, draws).

    How many such answers a statement gets from the best claims down to one is a Poisson's number, so one roll a
    statement and draw tells at which claim the first falls. Rank 0 is none of them.
    """
    import numpy as np

    best = np.zeros((len(statements), draws), np.uint16 if len(doubts) < 1 << 16 else np.uint32)
    expected = np.cumsum([d.reading.faint.answers if d.reading.faint else 0.0 for d in reversed(doubts)])
    if not expected[-1]:
        return best
    seen: Counter[str] = Counter()
    for i, statement in enumerate(statements):
        digest = hashlib.sha256(repr((statement.force.value, statement.text)).encode()).hexdigest()
        seen[digest] += 1
        rolls = ((_dice(digest, seen[digest]).random_raw(draws) >> 11) + 0.5) / (1 << 53)
        best[i] = len(doubts) - np.searchsorted(expected, -np.log(rolls) * len(statements))
    return best


def _doubt(reading: Reading, place: dict[str, int]) -> _Doubt:
    import numpy as np

    answers = {place[link.to]: link.probability for link in reading.links if link.relation.answers}
    worse = sorted(link.probability for link in reading.links if not link.relation.answers)
    to = np.array(sorted(answers), np.intp)
    sure = np.array([[answers[i], i] for i in sorted(answers)], "<f8")
    claim = reading.claim
    content = repr((claim.text, claim.attention, reading.relevance, reading.harm)).encode() + sure.tobytes()
    faint = [reading.faint.answers, reading.faint.aggravates] if reading.faint else []
    digest = hashlib.sha256(content + np.array([*worse, *faint], "<f8").tobytes()).hexdigest()
    others = _sixteen_bits(-np.expm1(-np.array(faint)))
    return _Doubt(reading, to, _sixteen_bits(sure[:, 0] if answers else []), _sixteen_bits(worse), others, digest)


def _sixteen_bits(probabilities: Iterable[float]) -> NDArray[np.uint16]:
    """Probabilities in 1/65536; certainty is kept as the largest number there is and never missed by ``_draw``."""
    import numpy as np

    return np.minimum(np.rint(np.asarray(probabilities, np.float64) * 65536), 65535).astype(np.uint16)


def _draw(dice: np.random.PCG64, probabilities: NDArray[np.uint16], draws: int) -> Bools:
    """Which links stand in which draw; shape (links, draws)."""
    n = len(probabilities) * draws
    rolls = dice.random_raw(-(-n // 4)).astype("<u8", copy=False).view("<u2")[:n]
    limit = probabilities[:, None]
    stands: Bools = (rolls.reshape(-1, draws) < limit) | (limit == 65535)
    return stands


def _drawn_coverage(relevance: Floats, best: NDArray[np.uint16], forces: Sequence[Force]) -> Floats:
    """Coverage of each draw; ``best`` holds the rank of the best answer to each statement, 0 for none."""
    import numpy as np

    answers = relevance[best]
    rows = [[i for i, one in enumerate(forces) if one is force] for force in COVERED_FORCES]
    means = [answers[row].mean(0) for row in rows if row]
    return np.mean(means, axis=0) if means else np.zeros(best.shape[1])


def _dice(digest: str, occurrence: int) -> np.random.PCG64:
    """The dice of one claim; claims alike in everything get dice of their own."""
    import numpy as np

    seed = hashlib.sha256(f"{digest} {occurrence}".encode()).digest()
    return np.random.PCG64(int.from_bytes(seed, "big"))
