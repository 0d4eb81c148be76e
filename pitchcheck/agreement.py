"""How far the judge and the coaches agree beyond chance, and the coaches' words as labels to train a judge on.

Only claims that somebody gave their word on count: to agree is a word as well. A coach who opens only what looks wrong
makes the judge look worse than it is, so look at random calls too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt
from typing import Any

from pitchcheck.judge import Reading, Verdict
from pitchcheck.pitch import Frozen, Turn
from pitchcheck.review import Review

Z = 1.959963984540054
"""The normal deviate of a 95% interval."""
Pair = tuple[Verdict, Verdict]


class Agreement(Frozen):
    """Judge and coach on the same ``n`` claims: how many verdicts are the same, and Cohen's kappa with its interval.

    Kappa is 1 where they always agree and 0 where they agree as often as chance would have it; it and its 95%
    interval ``low`` to ``high`` are None where it is not defined (no claim, or both only ever give one verdict).
    """

    n: int
    same: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def pairs(reviews: Iterable[Review]) -> Iterable[Pair]:
    """The judge's verdict and the person's on every claim that somebody gave their word on."""
    return ((word.judged, word.verdict) for review in reviews for word in review.checked)


def agreement(found: Iterable[Pair]) -> Agreement:
    """Cohen's kappa of the pairs (Cohen 1960) with the large-sample 95% interval of Fleiss, Cohen & Everitt (1969).

    Where they agree on every claim that interval would have no width, so its lower end is then worked out from the
    exact lower bound of the share that agrees (Clopper & Pearson 1934), chance held as it was seen. Claims of one call
    are taken as independent, which they are not quite: the true interval is somewhat wider.
    """
    counted = Counter(found)
    n = counted.total()
    same = sum(count for (judge, coach), count in counted.items() if judge is coach)
    if not n:
        return Agreement(n=0, same=0)
    cells = {pair: count / n for pair, count in counted.items()}
    chance = fsum(_margin(cells, 0, verdict) * _margin(cells, 1, verdict) for verdict in Verdict)
    if chance >= 1:
        return Agreement(n=n, same=same)
    kappa = (same / n - chance) / (1 - chance)
    if same == n:
        least = (0.025 ** (1 / n) - chance) / (1 - chance)
        return Agreement(n=n, same=same, kappa=1.0, low=max(least, -1.0), high=1.0)
    off = Z * _standard_error(cells, kappa, chance, n)
    return Agreement(n=n, same=same, kappa=kappa, low=max(kappa - off, -1.0), high=min(kappa + off, 1.0))


def _margin(cells: Mapping[Pair, float], side: int, verdict: Verdict) -> float:
    return fsum(share for pair, share in cells.items() if pair[side] is verdict)


def _standard_error(cells: Mapping[Pair, float], kappa: float, chance: float, n: int) -> float:
    """Of kappa: Fleiss, Cohen & Everitt (1969), equation 13."""
    judge = {verdict: _margin(cells, 0, verdict) for verdict in Verdict}
    coach = {verdict: _margin(cells, 1, verdict) for verdict in Verdict}
    same = fsum(
        share * (1 - (judge[one] + coach[one]) * (1 - kappa)) ** 2
        for (one, other), share in cells.items()
        if one is other
    )
    apart = fsum(share * (coach[one] + judge[other]) ** 2 for (one, other), share in cells.items() if one is not other)
    variance = same + (1 - kappa) ** 2 * apart - (kappa - chance * (1 - kappa)) ** 2
    return sqrt(max(variance, 0.0) / n) / (1 - chance)


Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def labelled(reviews: Iterable[tuple[str, Review]]) -> Rows:
    """Scenarios and labels, in the form the judge is trained on, of the claims somebody gave their word on.

    Each review comes with an id. Only such claims are in it: what nobody looked at is no label. Their links are those
    that hold with people's words, and relevance is 0 to 3 (docs/judge.md).
    """
    scenarios, labels = [], []
    for name, review in reviews:
        spoken = {word.claim for word in review.checked}
        readings = [reading for reading in review.readings if reading.claim.id in spoken]
        if readings:
            scenarios.append(_scenario(name, review, readings))
            labels.append({"id": name, "claims": [_label(reading) for reading in readings]})
    return scenarios, labels


def heard(reviews: Iterable[tuple[str, Review]]) -> Rows:
    """Calls and their labels, in the form the judge is trained on, of the turns that somebody went over.

    That is a prospect's turn with a statement that somebody confirmed, changed, added or took out, with all that stands
    in it now; and a seller's turn in which somebody gave their word on every claim. Each call comes with an id.
    """
    gone_over = [(name, review, _gone_over(review)) for name, review in reviews]
    told = [(name, review, turns) for name, review, turns in gone_over if turns]
    return [_call(*one) for one in told], [_heard(*one) for one in told]


def _gone_over(review: Review) -> list[Turn]:
    """The turns in which nothing is left that nobody looked at."""
    if review.pitch.transcript is None:
        return []
    turn_of = {sentence.n: sentence.turn for sentence in review.pitch.sentences}
    said = {word.claim for word in review.checked}
    offering = {turn_of.get(one.claim.n) for one in review.readings}
    open_ones = {turn_of.get(one.claim.n) for one in review.readings if one.claim.id not in said}
    stated = {one.id: one.turn for one in review.profile.statements}
    before = {word.statement: word.proposed and word.proposed.turn for word in review.heard}
    heard = {stated.get(word.statement) or before[word.statement] for word in review.heard}
    return [one for one in review.pitch.transcript.turns if one.n in (offering - open_ones) | heard]


def _call(name: str, review: Review, turns: Iterable[Turn]) -> dict[str, Any]:
    sellers = review.pitch.sellers
    whos = {one.turn: one.who.value for one in review.profile.statements}

    def row(turn: Turn) -> dict[str, Any]:
        role = {"role": "rep"} if turn.speaker in sellers else {"role": "prospect", "who": whos.get(turn.n, "buyer")}
        times = {"start": turn.start, "end": turn.end}
        return {"n": turn.n, "speaker": turn.speaker, **role, **times, "text": _in_a_line(turn.text)}

    return {"id": name, "industry": review.profile.industry or "", "turns": [row(turn) for turn in turns]}


def _heard(name: str, review: Review, turns: Iterable[Turn]) -> dict[str, Any]:
    """What stands in those turns, word for word; a saved prospect's statement in other words is none of the call's."""
    texts: dict[int | None, str] = {turn.n: _in_a_line(turn.text) for turn in turns}
    turn_of = {sentence.n: sentence.turn for sentence in review.pitch.sentences}
    statements = [
        {"id": one.id, "n": one.turn, "text": _in_a_line(one.text), "force": one.force.value}
        for one in review.profile.statements
        if _in_a_line(one.text) in texts.get(one.turn, "")
    ]
    claims = [
        {**_label(one), "n": turn_of[one.claim.n], "text": _in_a_line(one.claim.text), "kind": one.claim.kind.value}
        for one in review.readings
        if turn_of.get(one.claim.n) in texts
    ]
    return {"id": name, "statements": statements, "claims": claims}


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def files(reviews: Sequence[tuple[str, Review]]) -> dict[str, list[dict[str, Any]]]:
    """Everything to take along, by the end of its file's name: pitches and calls, with the labels of each."""
    scenarios, labels = labelled(reviews)
    spoken, statements = heard(reviews)
    return {"scenarios": scenarios, "labels": labels, "calls": spoken, "calls.labels": statements}


def lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as JSON, one a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _scenario(name: str, review: Review, readings: Iterable[Reading]) -> dict[str, Any]:
    text, profile = review.pitch.text, review.profile
    return {
        "id": name,
        "industry": profile.industry or "",
        "channel": "call" if review.pitch.transcript else "pitch",
        "profile": {
            "prospect": profile.prospect,
            "struggling_moment": profile.struggling_moment,
            "statements": [
                {"id": one.id, "force": one.force.value, "who": one.who.value, "text": one.text}
                for one in profile.statements
            ],
        },
        "pitch": [{"n": sentence.n, "text": sentence.of(text)} for sentence in review.pitch.sentences],
        "claims": [
            {"id": one.claim.id, "n": one.claim.n, "text": one.claim.text, "kind": one.claim.kind.value}
            for one in readings
        ],
    }


def _label(reading: Reading) -> dict[str, Any]:
    links = [{"to": link.to, "rel": link.relation.value} for link in reading.links if link.holds]
    most = round(3 * reading.relevance)
    relevance = max(2, most) if reading.tied else min(1, most) if not links else 0
    return {"id": reading.claim.id, "links": links, "relevance": relevance}
