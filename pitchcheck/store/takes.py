"""Takes: saved rehearsals of a pitch, each with its whole review and its figures in columns."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pitchcheck.flags import dismiss
from pitchcheck.pitch import Frozen, Pitch
from pitchcheck.review import Flag, Review
from pitchcheck.store import reviews
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.documents import Saved, Shelf
from pitchcheck.store.erasing import forget_typing_about
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import (
    CommentRow,
    DismissalRow,
    PersonRow,
    PitchRow,
    ReviewContentRow,
    ReviewRow,
    new_id,
)

REHEARSAL = "rehearsal"


class Take(Frozen):
    """A saved rehearsal, without its review. Figures are as in ``review.Figures``; None where there was no headline.

    ``number`` counts a pitch's takes from 1. ``best`` is the pitch relevance its best cut would reach.
    ``version`` is given back when the review in it is changed. ``comments`` is how many were made about it,
    ``open_comments`` how many of them nobody resolved yet.
    """

    id: str
    pitch_id: str
    number: int
    version: int
    owner_id: str
    owner: str
    title: str
    note: str
    at: dt.datetime
    shared_at: dt.datetime | None
    profile_id: str | None
    profile_version: int | None
    prospect: str
    company: str | None
    product: str | None
    judge: str
    judge_version: str
    basis: str
    words: int
    claims: int
    tied: int
    unasked: int
    worse: int
    focus: float | None
    coverage: float | None
    relevance: float | None
    low: float | None
    high: float | None
    best: float | None
    unasked_share: float | None
    price_in_play: float | None
    currency: str | None
    comments: int = 0
    open_comments: int = 0


@dataclass(frozen=True)
class Takes:
    """The takes a person may see, and their own to add."""

    desk: Desk
    pitches: Shelf[Pitch]

    def save(
        self,
        review: Review,
        pitch_id: str | None = None,
        *,
        profile: Saved[Any] | None = None,
        product: str | None = None,
        note: str = "",
    ) -> Take:
        """Keep a review as the next take of that pitch, or as the first take of a new one.

        ``profile`` is the saved profile it was judged before, ``product`` the catalogue's. All of it is kept, or
        nothing is. Raises Missing where the pitch is not yours, StoreError where it could not be kept.
        """
        with self.desk.writing() as session:
            pitch = self._pitch(session, review, pitch_id)
            at = now()
            row = ReviewRow(
                id=new_id(),
                kind=REHEARSAL,
                owner_id=self.desk.someone.id,
                pitch_id=pitch.id,
                number=self._next(session, pitch.id),
                title=pitch.name,
                note=note,
                version=1,
                at=at,
                changed_at=at,
                profile_id=profile.id if profile else None,
                profile_version=profile.version if profile else None,
                product=product,
                **reviews.columns(review),
            )
            session.add(row)
            session.flush()
            reviews.write_parts(session, row.id, review, self.desk.someone.id)
            return self._shown(session, row)

    def of(self, pitch_id: str) -> tuple[Take, ...]:
        """The takes of that pitch you may see, in their order."""
        return self._list(ReviewRow.pitch_id == pitch_id, order=(ReviewRow.number,))

    def mine(self, limit: int = 100) -> tuple[Take, ...]:
        """Your own takes, newest first."""
        return self._list(ReviewRow.owner_id == self.desk.someone.id, order=(ReviewRow.at.desc(),), limit=limit)

    def last(self, limit: int = 1_000) -> tuple[Take, ...]:
        """The last take of each pitch of yours, newest first."""
        same = aliased(ReviewRow)
        number = sa.select(sa.func.max(same.number)).where(same.pitch_id == ReviewRow.pitch_id).scalar_subquery()
        last = sa.and_(ReviewRow.owner_id == self.desk.someone.id, ReviewRow.number == number)
        return self._list(last, order=(ReviewRow.at.desc(),), limit=limit)

    def shared(self, limit: int = 100) -> tuple[Take, ...]:
        """Takes other people shared with you, newest first."""
        others = ReviewRow.owner_id != self.desk.someone.id
        return self._list(others, order=(ReviewRow.shared_at.desc(),), limit=limit)

    def get(self, take_id: str) -> Take:
        """That take. Raises Missing where there is none, or none shared with you."""
        with self.desk.reading() as session:
            return self._shown(session, self.row(session, take_id, Action.SEE))

    def review(self, take_id: str) -> Review:
        """The whole review of that take, as it was saved. Raises Missing where there is none you may see."""
        with self.desk.reading() as session:
            row = self.row(session, take_id, Action.SEE)
            owner = row.owner_id
            content = session.get_one(ReviewContentRow, take_id).content
        self.desk.looked(Kind.SHARED_TAKE, take_id, owner)
        return Review.model_validate_json(content)

    def change(self, take_id: str, review: Review, version: int) -> Take:
        """Keep a new state of a take's review: a claim ticked off, a person's word against the judge's, a dismissal.

        Raises StaleTake where it was changed since ``version``, Missing where it is not yours to judge, StoreError
        where the review is of another pitch's words.
        """
        with self.desk.writing() as session:
            row = self.row(session, take_id, Action.JUDGE)
            content = session.get_one(ReviewContentRow, take_id)
            old = Review.model_validate_json(content.content)
            if row.version != version:
                raise StaleTake(old, row.version)
            if old.pitch.text != review.pitch.text:
                raise StoreError("The words of this pitch changed, so it is another take. Save it as a new one.")
            for column, value in {**reviews.columns(review), "version": version + 1, "changed_at": now()}.items():
                setattr(row, column, value)
            reviews.write_parts(session, take_id, review, self.desk.someone.id)
            self.desk.note(session, "judged", Kind.SHARED_TAKE, row)
            return self._shown(session, row)

    def share(self, take_id: str, *, shared: bool = True) -> Take:
        """Let the coaches of your teams see this take, or no longer."""
        with self.desk.writing() as session:
            row = self.row(session, take_id, Action.SHARE)
            row.shared_at = now() if shared else None
            return self._shown(session, row)

    def delete(self, take_id: str) -> None:
        """Delete that take for good, with its review, what was said about it, and what is being typed about it."""
        with self.desk.writing() as session:
            row = self.row(session, take_id, Action.DELETE)
            forget_typing_about(session, [take_id])
            session.delete(row)

    def _pitch(self, session: Session, review: Review, pitch_id: str | None) -> PitchRow:
        if pitch_id is None:
            pitch_id = self.pitches.added(session, review.pitch).id
        else:
            self.pitches.replaced(session, pitch_id, review.pitch)
        return session.get_one(PitchRow, pitch_id)

    def _next(self, session: Session, pitch_id: str) -> int:
        last = session.scalar(sa.select(sa.func.max(ReviewRow.number)).where(ReviewRow.pitch_id == pitch_id))
        return (last or 0) + 1

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        private = self.desk.may(Kind.PRIVATE_TAKE, action, ReviewRow.owner_id)
        shared = self.desk.may(Kind.SHARED_TAKE, action, ReviewRow.owner_id)
        allowed = sa.or_(
            sa.and_(ReviewRow.shared_at.is_(None), private), sa.and_(ReviewRow.shared_at.is_not(None), shared)
        )
        return sa.and_(ReviewRow.kind == REHEARSAL, allowed)

    def row(self, session: Session, take_id: str, action: Action) -> ReviewRow:
        """The take, within a transaction, if this person may do that with it; else raises Missing."""
        query = sa.select(ReviewRow).where(ReviewRow.id == take_id, self._may(action))
        row = session.scalar(query if action is Action.SEE else query.with_for_update())
        if row is None:
            raise Missing(f"There is no such take, or it is not yours to {action}.")
        return row

    def _list(self, condition: sa.ColumnElement[bool], order: tuple[Any, ...], limit: int = 10_000) -> tuple[Take, ...]:
        query = self._shown_rows().where(condition, self._may(Action.SEE)).order_by(*order, ReviewRow.id).limit(limit)
        with self.desk.reading() as session:
            return tuple(_shown(*found) for found in session.execute(query))

    def _shown_rows(self) -> sa.Select[ReviewRow, str, int, int]:
        """Takes with what is shown beside them, in the order of BESIDE."""
        said = sa.select(sa.func.count()).select_from(CommentRow).where(CommentRow.review_id == ReviewRow.id)
        unresolved = said.where(CommentRow.resolved_at.is_(None))
        return sa.select(ReviewRow, PersonRow.name, said.scalar_subquery(), unresolved.scalar_subquery()).join(
            PersonRow, PersonRow.id == ReviewRow.owner_id
        )

    def _shown(self, session: Session, row: ReviewRow) -> Take:
        return _shown(*session.execute(self._shown_rows().where(ReviewRow.id == row.id)).one())


BESIDE = ("owner", "comments", "open_comments")
"""What is shown of a take that its own row does not hold."""


def _shown(row: ReviewRow, *beside: Any) -> Take:
    fields: dict[str, Any] = {name: getattr(row, name) for name in Take.model_fields.keys() - set(BESIDE)}
    return Take(**dict(zip(BESIDE, beside, strict=True)), **fields)


class StaleTake(StoreError):
    """Somebody else changed the take in between. ``theirs`` is its review now, to be changed at ``version``."""

    def __init__(self, theirs: Review, version: int) -> None:
        self.theirs = theirs
        self.version = version
        super().__init__(
            "Somebody else changed this take while you were looking at it. Nothing was overwritten: load it again."
        )


@dataclass(frozen=True)
class Dismissals:
    """Flags set aside on a pitch: they stay set aside from take to take while the finding is the same."""

    desk: Desk

    def keep(self, pitch_id: str, review: Review, flag: Flag, reason: str) -> None:
        """Set the flag aside on that pitch, with the reason."""
        with self.desk.writing() as session:
            self._own(session, pitch_id)
            row = DismissalRow(pitch_id=pitch_id, code=flag.code, about=finding(review, flag), reason=reason)
            row.by_id, row.at = self.desk.someone.id, now()
            session.merge(row)

    def drop(self, pitch_id: str, review: Review, flag: Flag) -> None:
        """Let the flag stand again."""
        with self.desk.writing() as session:
            self._own(session, pitch_id)
            row = session.get(DismissalRow, (pitch_id, flag.code, finding(review, flag)))
            if row is not None:
                session.delete(row)

    def apply(self, pitch_id: str, review: Review) -> Review:
        """The review with those of its flags set aside that were set aside on that pitch."""
        reasons = self._reasons(pitch_id)
        for flag in review.flags:
            said = reasons.get((flag.code, finding(review, flag)))
            if said is not None:
                review = dismiss(review, flag, *said)
        return review

    def _reasons(self, pitch_id: str) -> dict[tuple[str, str], tuple[str, str]]:
        """Reason and name of who gave it, by the flag's code and what it is about."""
        query = sa.select(DismissalRow, PersonRow.name).outerjoin(PersonRow, PersonRow.id == DismissalRow.by_id)
        with self.desk.reading() as session:
            self._own(session, pitch_id)
            rows = session.execute(query.where(DismissalRow.pitch_id == pitch_id))
            return {(row.code, row.about): (row.reason, name or "") for row, name in rows}

    def _own(self, session: Session, pitch_id: str) -> None:
        allowed = self.desk.may(Kind.PITCH, Action.CHANGE, PitchRow.owner_id)
        if session.scalar(sa.select(PitchRow.id).where(PitchRow.id == pitch_id, allowed)) is None:
            raise Missing("There is no such pitch, or it is not yours.")


def finding(review: Review, flag: Flag) -> str:
    """What a flag is about, in the words of the pitch and the prospect: the same finding in a later take is the same.

    The first 32 hex digits of a sha256.
    """
    claims = sorted(review.reading(claim).claim.text for claim in flag.claims)
    statements = sorted(review.statement(statement).text for statement in flag.statements)
    content = "\0".join([flag.code, *claims, "", *statements])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
