"""What is said about a recording or a shared take, and the list of what to take away from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.recordings import Recordings
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import CommentRow, PersonRow, RecordingRow, ReviewRow
from pitchcheck.store.takes import Takes


class Comment(Frozen):
    """Something said about a recording or a take. ``moment`` is in seconds from its start, where it has moments.

    A ``take_away`` stands on the list of what to do differently.
    """

    id: str
    by_id: str | None
    by: str | None
    text: str
    moment: float | None
    take_away: bool
    at: dt.datetime
    resolved_at: dt.datetime | None


class OnTake(Comment):
    """Something said about a take of your own: which one of which pitch."""

    take_id: str
    pitch_id: str
    number: int
    title: str


@dataclass(frozen=True)
class Comments:
    """Whoever may see the recording or take sees what is said about it; whoever may judge it may say something."""

    desk: Desk
    takes: Takes
    recordings: Recordings

    def on_recording(self, recording_id: str) -> tuple[Comment, ...]:
        """What was said about that recording, moment by moment. Raises Missing where it is not yours to see."""
        with self.desk.reading() as session:
            self.recordings.row(session, recording_id, Action.SEE)
            return _list(session, CommentRow.recording_id == recording_id)

    def on_take(self, take_id: str) -> tuple[Comment, ...]:
        """What was said about that take, oldest first. Raises Missing where it is not yours to see."""
        with self.desk.reading() as session:
            self.takes.row(session, take_id, Action.SEE)
            return _list(session, CommentRow.review_id == take_id)

    def on_mine(self, pitch_id: str | None) -> tuple[OnTake, ...]:
        """What was said about your takes of that pitch, and what is still open about your others, oldest first."""
        of_mine = sa.select(CommentRow, ReviewRow).join(ReviewRow, ReviewRow.id == CommentRow.review_id)
        wanted = sa.or_(ReviewRow.pitch_id == pitch_id, CommentRow.resolved_at.is_(None))
        query = of_mine.where(ReviewRow.owner_id == self.desk.someone.id, wanted)
        with self.desk.reading() as session:
            found = session.execute(query.order_by(CommentRow.at, CommentRow.id))
            return tuple(_of_mine(session, row, take) for row, take in found)

    def add_to_recording(
        self, recording_id: str, text: str, moment: float | None = None, *, take_away: bool = False
    ) -> Comment:
        """Say something about a recording, at a moment of it or about the whole."""
        with self.desk.writing() as session:
            recording = self.recordings.row(session, recording_id, Action.JUDGE)
            self.desk.note(session, "commented", Kind.RECORDING, recording)
            return self._added(session, CommentRow(recording_id=recording_id, text=text, moment=moment), take_away)

    def add_to_take(self, take_id: str, text: str, *, take_away: bool = False) -> Comment:
        """Say something about a take."""
        with self.desk.writing() as session:
            take = self.takes.row(session, take_id, Action.JUDGE)
            self.desk.note(session, "commented", Kind.SHARED_TAKE, take)
            return self._added(session, CommentRow(review_id=take_id, text=text), take_away)

    def resolve(self, comment_id: str, *, resolved: bool = True) -> Comment:
        """Mark it as dealt with, or not; the rep it was said to does that, or whoever said it."""
        with self.desk.writing() as session:
            row = session.get(CommentRow, comment_id, with_for_update=True)
            if row is None or self.desk.someone.id not in {row.by_id, self._owner(session, row)}:
                raise Missing("There is no such comment, or it is not yours to resolve.")
            row.resolved_at = now() if resolved else None
            return _shown(session, row)

    def _owner(self, session: Session, row: CommentRow) -> str:
        if row.recording_id is not None:
            return session.get_one(RecordingRow, row.recording_id).owner_id
        return session.get_one(ReviewRow, row.review_id).owner_id

    def _added(self, session: Session, row: CommentRow, take_away: bool) -> Comment:
        row.by_id, row.at, row.take_away = self.desk.someone.id, now(), take_away
        session.add(row)
        session.flush()
        return _shown(session, row)


def _list(session: Session, about: sa.ColumnElement[bool]) -> tuple[Comment, ...]:
    order = (CommentRow.moment.is_not(None), CommentRow.moment, CommentRow.at, CommentRow.id)
    return tuple(_shown(session, row) for row in session.scalars(sa.select(CommentRow).where(about).order_by(*order)))


def _of_mine(session: Session, row: CommentRow, take: ReviewRow) -> OnTake:
    about = {"take_id": take.id, "pitch_id": take.pitch_id, "number": take.number, "title": take.title}
    return OnTake.model_validate({**_shown(session, row).model_dump(), **about})


def _shown(session: Session, row: CommentRow) -> Comment:
    by = session.get(PersonRow, row.by_id) if row.by_id else None
    fields = {name: getattr(row, name) for name in Comment.model_fields.keys() - {"by"}}
    return Comment(by=by.name if by else None, **fields)
