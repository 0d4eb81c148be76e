"""Recordings: conversations that took place, their transcripts, audio, reviews, and what is said about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen, Transcript
from pitchcheck.profile import Profile
from pitchcheck.review import Review
from pitchcheck.store import reviews
from pitchcheck.store.database import Database, StoreError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.documents import Saved
from pitchcheck.store.erasing import erase_recordings, keep_file, sweep, write_file
from pitchcheck.store.files import Files, Written
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import (
    CommentRow,
    PersonRow,
    ProfileRow,
    RecordingRow,
    ReviewContentRow,
    ReviewRow,
    TranscriptRow,
    new_id,
)

RECORDING = "recording"
WORDS_AT_ONCE = 8
"""So often a word is said again of what somebody else's left, before it is given up."""


class State(StrEnum):
    """Where a recording is in the coach's queue."""

    NEW = "new"
    REVIEWED = "reviewed"
    NEEDS_TALK = "needs talk"


class Recording(Frozen):
    """A recording without its transcript. ``owner_id`` is the rep in it, ``rep`` the speaker that is them.

    ``seconds`` is its length, ``relevance`` its review's pitch relevance, ``prospect`` who it was with, ``product``
    whose catalogue it was read with, ``reviewed_at`` when its review last changed; None where not known.
    ``open_comments`` are those nobody resolved yet. ``version`` is given back when it is changed.
    """

    id: str
    owner_id: str
    owner: str
    profile_id: str | None
    title: str
    state: State
    rep: str | None
    at: dt.datetime | None
    seconds: float | None
    turns: int
    file: str | None
    bytes: int | None
    sha256: str | None
    version: int
    created_at: dt.datetime
    relevance: float | None = None
    prospect: str | None = None
    product: str | None = None
    reviewed_at: dt.datetime | None = None
    open_comments: int = 0


def gone_over(database: Database) -> Iterator[tuple[str, Review]]:
    """Every review of a call on which somebody gave their word, with its recording's id; whosever call it is.

    It asks for nobody's rights: it is for whoever looks after the server, as an export is.
    """
    query = (
        sa.select(ReviewRow.recording_id, ReviewContentRow.content)
        .join(ReviewContentRow, ReviewContentRow.review_id == ReviewRow.id)
        .where(ReviewRow.recording_id.is_not(None))
        .order_by(ReviewRow.recording_id)
    )
    with database.reading() as session:
        for recording_id, content in session.execute(query.execution_options(yield_per=20)):
            review = Review.model_validate_json(content)
            if recording_id and (review.checked or review.heard):
                yield recording_id, review


@dataclass(frozen=True)
class Recordings:
    """The recordings this person may see."""

    desk: Desk
    files: Files

    def save(
        self,
        transcript: Transcript,
        title: str,
        *,
        owner_id: str | None = None,
        profile: Saved[Profile] | None = None,
        rep: str | None = None,
        at: dt.datetime | None = None,
        audio: tuple[str, IO[bytes]] | Written | None = None,
        recording_id: str | None = None,
    ) -> Recording:
        """Keep a conversation: its transcript and, as (name, open file) or as a file that was kept before, its audio.

        ``owner_id`` is the rep in it, you yourself unless said; a coach may keep one for a rep of their teams.
        The row is written after the file is whole, so nothing half-read is ever shown as a recording.
        """
        recording_id = recording_id or new_id()
        owner = owner_id or self.desk.someone.id
        self._check_owner(owner)
        written = self._write(recording_id, audio) if isinstance(audio, tuple) else audio
        try:
            with self.desk.writing() as session:
                row = self._row_of(recording_id, owner, transcript, title, written)
                row.profile_id, row.rep, row.at = profile.id if profile else None, rep, at
                session.add(row)
                session.flush()
                if written is not None:
                    keep_file(session, written.key)
                session.add(TranscriptRow(recording_id=recording_id, content=transcript.model_dump_json()))
                self.desk.note(session, "added", Kind.RECORDING, row)
                return self._shown(session, row)
        except StoreError:
            if isinstance(audio, tuple) and written is not None:
                self.files.delete(written.key)
            raise

    def all(self, state: State | None = None, owner_id: str | None = None, limit: int = 500) -> tuple[Recording, ...]:
        """The recordings you may see, newest first."""
        query = self._shown_rows().where(self._may(Action.SEE))
        if state is not None:
            query = query.where(RecordingRow.state == state)
        if owner_id is not None:
            query = query.where(RecordingRow.owner_id == owner_id)
        order = (RecordingRow.created_at.desc(), RecordingRow.id)
        with self.desk.reading() as session:
            return tuple(_shown(*found) for found in session.execute(query.order_by(*order).limit(limit)))

    def get(self, recording_id: str) -> Recording:
        """That recording. Raises Missing where there is none, or none you may see."""
        with self.desk.reading() as session:
            found = self._shown(session, self.row(session, recording_id, Action.SEE))
        self.desk.looked(Kind.RECORDING, found.id, found.owner_id)
        return found

    def transcript(self, recording_id: str) -> Transcript:
        """Its turns. Raises Missing as ``get`` does."""
        with self.desk.reading() as session:
            owner = self.row(session, recording_id, Action.SEE).owner_id
            content = session.get_one(TranscriptRow, recording_id).content
        self.desk.looked(Kind.RECORDING, recording_id, owner)
        return Transcript.model_validate_json(content)

    @contextmanager
    def audio(self, recording_id: str) -> Iterator[IO[bytes]]:
        """Its audio, open for reading. Raises Missing where there is none."""
        found = self.get(recording_id)
        if found.file is None:
            raise Missing("This recording has no audio.")
        with self.files.reading(found.file) as source:
            yield source

    def change(
        self,
        recording: Recording,
        *,
        transcript: Transcript | None = None,
        state: State | None = None,
        rep: str | None = None,
        title: str | None = None,
        profile: Saved[Profile] | None = None,
    ) -> Recording:
        """Keep what was renamed, reassigned or decided; what is None stays as it is.

        Raises StoreError where somebody else changed it since ``recording`` was read.
        """
        with self.desk.writing() as session:
            row = self.row(session, recording.id, Action.CHANGE)
            if row.version != recording.version:
                raise StoreError(
                    "Somebody else changed this recording in between. Nothing was overwritten: load it again."
                )
            new = {"state": state, "rep": rep, "title": title, "profile_id": profile.id if profile else None}
            for column, value in new.items():
                if value is not None:
                    setattr(row, column, value)
            if transcript is not None:
                session.get_one(TranscriptRow, row.id).content = transcript.model_dump_json()
                row.turns = len(transcript.turns)
            row.version, row.changed_at = row.version + 1, now()
            self.desk.note(session, "changed", Kind.RECORDING, row)
            return self._shown(session, row)

    def review(self, recording_id: str) -> Review | None:
        """The review kept of it; None where there is none yet."""
        with self.desk.reading() as session:
            owner = self.row(session, recording_id, Action.SEE).owner_id
            kept = self._review_row(session, recording_id)
            content = session.get_one(ReviewContentRow, kept.id).content if kept else None
        self.desk.looked(Kind.RECORDING, recording_id, owner)
        return reviews.whole(content) if content else None

    def save_review(self, recording_id: str, review: Review, *, product: str | None = None) -> None:
        """Keep its review, in place of the one before; words against the judge keep when they were said."""
        with self.desk.writing() as session:
            recording = self.row(session, recording_id, Action.JUDGE)
            row = self._review_row(session, recording_id) or self._new_review(recording)
            self._write_review(session, recording, row, review, product)

    def reconsider(self, recording_id: str, change: Callable[[Review], Review]) -> Review | None:
        """Keep what ``change`` makes of its review, and give that; nothing where there is none.

        Where somebody else's word was kept meanwhile, ``change`` is asked again with that: neither word is lost.
        """
        return self._in_turn(recording_id, lambda review: review and change(review), lambda row: row.product)

    def renew(self, recording_id: str, change: Callable[[Review | None], Review], *, product: str | None) -> None:
        """Keep what ``change`` makes of its review, or of None where there is none yet, as ``reconsider`` does.

        ``product`` is whose catalogue it is read with now.
        """
        self._in_turn(recording_id, change, lambda _: product)

    def _in_turn(
        self,
        recording_id: str,
        change: Callable[[Review | None], Review | None],
        product: Callable[[ReviewRow], str | None],
    ) -> Review | None:
        for _ in range(WORDS_AT_ONCE):
            with self.desk.reading() as session:
                self.row(session, recording_id, Action.SEE)
                kept = self._review_row(session, recording_id)
                version = kept.version if kept else 0
                content = session.get_one(ReviewContentRow, kept.id).content if kept else None
            review = change(reviews.whole(content) if content else None)
            if review is None or self._replaced(recording_id, review, version, product):
                return review
        raise StoreError("Others are giving their word on this call at this very moment. Try yours again.")

    def _replaced(
        self, recording_id: str, review: Review, version: int, product: Callable[[ReviewRow], str | None]
    ) -> bool:
        """Whether the review could be kept in the place of that version, 0 for none."""
        with self.desk.writing() as session:
            recording = self.row(session, recording_id, Action.JUDGE)
            row = self._review_row(session, recording_id) or self._new_review(recording)
            if row.version != version:
                return False
            self._write_review(session, recording, row, review, product(row))
            return True

    def delete(self, recording_id: str) -> None:
        """Delete it for good with everything drawn from it: transcript, review, comments, audio."""
        with self.desk.writing() as session:
            row = self.row(session, recording_id, Action.DELETE)
            erase_recordings(session, (row,))
            self.desk.note(session, "deleted", Kind.RECORDING, row)
        sweep(self.desk.database, self.files)

    def _write(self, recording_id: str, audio: tuple[str, IO[bytes]]) -> Written:
        name, source = audio
        key = f"recordings/{recording_id}/audio{PurePath(name).suffix.lower()}"
        return write_file(self.desk.database, self.files, key, source)

    def owners(self) -> tuple[tuple[str, str], ...]:
        """Id and name of the people whose call you may keep, by name, those who may use pitchcheck: you among them."""
        query = sa.select(PersonRow.id, PersonRow.name).where(self._may_keep_for(), PersonRow.active)
        with self.desk.reading() as session:
            found = session.execute(query.order_by(PersonRow.name, PersonRow.id))
            return tuple((row.id, row.name) for row in found)

    def _check_owner(self, owner: str) -> None:
        allowed = sa.select(PersonRow.id).where(PersonRow.id == owner, self._may_keep_for())
        with self.desk.reading() as session:
            if session.scalar(allowed) is None:
                raise Missing("There is no such person in your teams.")

    def _may_keep_for(self) -> sa.ColumnElement[bool]:
        return self.desk.may(Kind.RECORDING, Action.CHANGE, PersonRow.id)

    def _row_of(
        self, recording_id: str, owner: str, transcript: Transcript, title: str, written: Written | None
    ) -> RecordingRow:
        ends = [turn.end for turn in transcript.turns if turn.end is not None]
        at = now()
        return RecordingRow(
            id=recording_id,
            owner_id=owner,
            uploaded_by=self.desk.someone.id,
            title=title,
            state=State.NEW,
            seconds=max(ends, default=None),
            turns=len(transcript.turns),
            file=written and written.key,
            bytes=written and written.bytes,
            sha256=written and written.sha256,
            version=1,
            created_at=at,
            changed_at=at,
        )

    def _new_review(self, recording: RecordingRow) -> ReviewRow:
        return ReviewRow(
            id=new_id(),
            kind=RECORDING,
            owner_id=recording.owner_id,
            recording_id=recording.id,
            title=recording.title,
            at=recording.at or recording.created_at,
            note="",
            version=0,
        )

    def _write_review(
        self, session: Session, recording: RecordingRow, row: ReviewRow, review: Review, product: str | None
    ) -> None:
        values = {**reviews.columns(review), "product": product, "profile_id": recording.profile_id}
        values |= {"changed_at": now(), "version": row.version + 1}
        for column, value in values.items():
            setattr(row, column, value)
        session.add(row)
        session.flush()
        reviews.write_parts(session, row.id, review, self.desk.someone.id)
        self.desk.note(session, "judged", Kind.RECORDING, recording)

    def _review_row(self, session: Session, recording_id: str) -> ReviewRow | None:
        return session.scalar(sa.select(ReviewRow).where(ReviewRow.recording_id == recording_id))

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        return self.desk.may(Kind.RECORDING, action, RecordingRow.owner_id)

    def row(self, session: Session, recording_id: str, action: Action) -> RecordingRow:
        """The recording, within a transaction, if this person may do that with it; else raises Missing."""
        query = sa.select(RecordingRow).where(RecordingRow.id == recording_id, self._may(action))
        row = session.scalar(query if action is Action.SEE else query.with_for_update())
        if row is None:
            raise Missing(f"There is no such recording, or it is not yours to {action}.")
        return row

    def _shown_rows(
        self,
    ) -> sa.Select[RecordingRow, str, float | None, str | None, str | None, dt.datetime | None, int]:
        """Recordings with what is shown beside them, in the order of BESIDE."""
        unresolved = (
            sa.select(sa.func.count())
            .select_from(CommentRow)
            .where(CommentRow.recording_id == RecordingRow.id, CommentRow.resolved_at.is_(None))
        )
        return (
            sa.select(
                RecordingRow,
                PersonRow.name,
                ReviewRow.relevance,
                sa.func.coalesce(ReviewRow.prospect, ProfileRow.name),
                ReviewRow.product,
                ReviewRow.changed_at,
                unresolved.scalar_subquery(),
            )
            .join(PersonRow, PersonRow.id == RecordingRow.owner_id)
            .outerjoin(ReviewRow, ReviewRow.recording_id == RecordingRow.id)
            .outerjoin(ProfileRow, ProfileRow.id == RecordingRow.profile_id)
        )

    def _shown(self, session: Session, row: RecordingRow) -> Recording:
        return _shown(*session.execute(self._shown_rows().where(RecordingRow.id == row.id)).one())


BESIDE = ("owner", "relevance", "prospect", "product", "reviewed_at", "open_comments")
"""What is shown of a recording that its own row does not hold."""


def _shown(row: RecordingRow, *beside: Any) -> Recording:
    fields: dict[str, Any] = {name: getattr(row, name) for name in Recording.model_fields.keys() - set(BESIDE)}
    return Recording(**dict(zip(BESIDE, beside, strict=True)), **fields)
