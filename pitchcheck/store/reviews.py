"""How a review is kept: the whole of it as JSON, and beside it the columns and rows that lists and sums read."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any
from weakref import WeakValueDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.judge import Relation, Verdict
from pitchcheck.review import Override, Review
from pitchcheck.store.desk import now
from pitchcheck.store.tables import OverrideRow, ReviewClaimRow, ReviewContentRow, ReviewLinkRow, ReviewStatementRow

Row = dict[str, Any]

_LOOKED_AT: WeakValueDictionary[bytes, Review] = WeakValueDictionary()
"""Reviews that somebody in this process holds, by the digest of what is kept of each."""


def whole(content: str) -> Review:
    """The review that was kept as ``content``: the very same that others here hold, where they do.

    One of a day's call takes seconds to read and hundreds of megabytes; it never changes, so it can be shared.
    """
    digest = _digest(content)
    found = _LOOKED_AT.get(digest)
    if found is None:
        found = _LOOKED_AT[digest] = Review.model_validate_json(content)
    return found


def _digest(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()


def columns(review: Review) -> dict[str, Any]:
    """What lists and sums read of a review: of its claims those that are kept, as its figures do."""
    kept = review.kept_readings
    verdicts = Counter(reading.verdict for reading in kept)
    profile, judge = review.profile, review.judge
    return {
        "prospect": profile.prospect,
        "company": profile.company,
        "stage": profile.stage,
        "industry": profile.industry,
        "judge": judge.name,
        "judge_version": judge.version,
        "weights": judge.weights,
        "catalogue_version": judge.catalogue,
        "basis": review.basis,
        "language": review.language,
        "words": len(review.pitch.text.split()),
        "claims": len(kept),
        "tied": verdicts[Verdict.TIED],
        "unasked": verdicts[Verdict.UNASKED],
        "worse": verdicts[Verdict.WORSE],
        **_figures(review),
    }


def _figures(review: Review) -> dict[str, Any]:
    names = ("focus", "coverage", "relevance", "low", "high", "best", "unasked_share", "price_in_play", "currency")
    found = review.figures
    if found is None:
        return dict.fromkeys(names)
    best = found.best_cut[-1].relevance if found.best_cut else found.relevance
    currency = None if found.price_in_play is None else review.profile.currency
    values = (found.focus, found.coverage, found.relevance, *found.interval, best, found.unasked_share)
    return dict(zip(names, (*values, found.price_in_play, currency), strict=True))


def _claims(review_id: str, review: Review) -> list[Row]:
    weights = review.figures.weights if review.figures else {}
    return [
        {
            "review_id": review_id,
            "claim": reading.claim.id,
            "text": reading.claim.text,
            "kind": reading.claim.kind,
            "feature": reading.feature,
            "verdict": reading.verdict,
            "sure": reading.sure,
            "kept": reading.claim.id in review.kept,
            "relevance": reading.relevance,
            "harm": reading.harm,
            "attention": reading.claim.attention,
            "weight": weights.get(reading.claim.id),
        }
        for reading in review.readings
    ]


def _statements(review_id: str, review: Review) -> list[Row]:
    held = {(link.to, link.relation) for reading in review.readings for link in reading.links if link.holds}
    worsened = {to for to, relation in held if relation is Relation.AGGRAVATES}
    answered = {to for to, relation in held if relation.answers}
    return [
        {
            "review_id": review_id,
            "statement": statement.id,
            "force": statement.force,
            "who": statement.who,
            "text": statement.text,
            "answered": statement.id in answered,
            "worsened": statement.id in worsened,
        }
        for statement in review.profile.statements
    ]


def _links(review_id: str, review: Review) -> list[Row]:
    forces = {statement.id: statement.force for statement in review.profile.statements}
    held = {
        (reading.claim.id, link.to, link.relation)
        for reading in review.readings
        for link in reading.links
        if link.holds and link.to in forces
    }
    return [
        {"review_id": review_id, "claim": claim, "statement": to, "relation": relation, "force": forces[to]}
        for claim, to, relation in sorted(held)
    ]


def write_parts(session: Session, review_id: str, review: Review, by_id: str) -> None:
    """Write everything of a review but its slim row; what was kept of an earlier state is replaced."""
    content = {"content": review.model_dump_json()}
    _LOOKED_AT[_digest(content["content"])] = review
    there = sa.select(ReviewContentRow.review_id).where(ReviewContentRow.review_id == review_id)
    if session.scalar(there):
        session.execute(sa.update(ReviewContentRow).where(ReviewContentRow.review_id == review_id).values(content))
    else:
        session.execute(sa.insert(ReviewContentRow).values(review_id=review_id, **content))
    _write(session, ReviewClaimRow, review_id, _claims(review_id, review))
    _write(session, ReviewStatementRow, review_id, _statements(review_id, review))
    _write(session, ReviewLinkRow, review_id, _links(review_id, review))
    _write_overrides(session, review_id, review.overrides, by_id)


def _write(
    session: Session,
    table: type[ReviewClaimRow | ReviewStatementRow | ReviewLinkRow],
    review_id: str,
    rows: list[Row],
) -> None:
    """Have these be the rows of the review: of a day's call there are a hundred thousand, so only where they change."""
    rows_of = table.metadata.tables[table.__tablename__]
    names = rows_of.columns.keys()
    there = session.execute(sa.select(rows_of).where(table.review_id == review_id))
    if {tuple(row) for row in there} == {tuple(row[name] for name in names) for row in rows}:
        return
    session.execute(sa.delete(table).where(table.review_id == review_id))
    if rows:
        session.execute(sa.insert(rows_of), rows)


def _write_overrides(session: Session, review_id: str, said: tuple[Override, ...], by_id: str) -> None:
    """Words that stand keep when they were said; words no longer in the review are marked as taken back."""
    query = sa.select(OverrideRow).where(OverrideRow.review_id == review_id, OverrideRow.withdrawn_at.is_(None))
    standing = {(row.claim, row.statement, row.relation, row.by, row.reason): row for row in session.scalars(query)}
    wanted = dict.fromkeys((word.claim, word.to, word.relation, word.by, word.reason) for word in said)
    for key, row in standing.items():
        if key not in wanted:
            row.withdrawn_at = now()
    for key in wanted:
        if key not in standing:
            claim, statement, relation, by, reason = key
            row = OverrideRow(review_id=review_id, claim=claim, statement=statement, relation=relation, by=by)
            row.by_id, row.reason, row.at = by_id, reason, now()
            session.add(row)
