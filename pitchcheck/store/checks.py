"""Is the store sound? The database's own checks, then ours: everything kept can be read, and fits together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.catalogue import Catalogue
from pitchcheck.pitch import Pitch, Transcript
from pitchcheck.profile import Profile
from pitchcheck.review import Review
from pitchcheck.store.database import Database, known_revisions, refuse_newer, revision
from pitchcheck.store.files import Files
from pitchcheck.store.house import House
from pitchcheck.store.sums import make_anew, out_of_step
from pitchcheck.store.tables import (
    CatalogueRevisionRow,
    CatalogueRow,
    DraftRow,
    HouseRow,
    JobRow,
    LeftoverRow,
    PitchRevisionRow,
    PitchRow,
    ProfileRevisionRow,
    ProfileRow,
    RecordingRow,
    ReviewClaimRow,
    ReviewContentRow,
    ReviewRow,
    TranscriptRow,
)

DOCUMENTS: tuple[tuple[Any, Any, Any], ...] = (
    (ProfileRow, ProfileRevisionRow, Profile),
    (CatalogueRow, CatalogueRevisionRow, Catalogue),
    (PitchRow, PitchRevisionRow, Pitch),
)
CONTENTS: tuple[tuple[Any, Callable[[str], object]], ...] = (
    *((revisions, model.model_validate_json) for _, revisions, model in DOCUMENTS),
    (ReviewContentRow, Review.model_validate_json),
    (TranscriptRow, Transcript.model_validate_json),
    (HouseRow, House.model_validate_json),
    (DraftRow, json.loads),
)


def problems(database: Database, files: Files) -> Iterator[str]:
    """What is wrong, one sentence each; nothing when all is well. Reads everything, so a large store takes a while.

    Raises StoreError where the database or the file store cannot be reached, and where a newer pitchcheck wrote it.
    """
    refuse_newer(database)
    if (at := revision(database)) is None:
        yield f"The database {database.place} holds no tables yet. Check its name, then run: pitchcheck db upgrade."
        return
    if at != known_revisions()[0]:
        yield f"The tables are at {at}, not at {known_revisions()[0]}. Run: pitchcheck db upgrade."
        return
    with database.snapshot() as session:
        yield from _of_database(session, embedded=database.embedded)
        for table, read in CONTENTS:
            yield from _unreadable(session, table, read)
        for table, revisions, _ in DOCUMENTS:
            yield from _without_revision(session, table, revisions)
        yield from _incomplete_reviews(session)
        for month in out_of_step(session):
            yield f"The sums of {month:%B %Y} are not those of its pitches. Run: pitchcheck db check --repair."
        yield from _of_files(session, files)


def repaired(database: Database) -> Iterator[str]:
    """Make anew what is drawn from other rows and is not what they say; what was mended, one sentence each.

    Tables that are not up to date stay as they are. Raises StoreError as ``problems`` does.
    """
    refuse_newer(database)
    if revision(database) != known_revisions()[0]:
        return
    with database.writing() as session:
        months = out_of_step(session)
        if months:
            make_anew(session)
    for month in months:
        yield f"The sums of {month:%B %Y} were not those of its pitches. They were made anew."


def _of_database(session: Session, *, embedded: bool) -> Iterator[str]:
    """SQLite checks its pages and keys when asked; PostgreSQL enforces its keys and checks pages as it reads them."""
    if embedded:
        for (told,) in session.execute(sa.text("PRAGMA integrity_check")):
            if told != "ok":
                yield f"The database file is damaged: {told}."
        for row in session.execute(sa.text("PRAGMA foreign_key_check")):
            yield f"A row of {row[0]} belongs to a row of {row[2]} that is not there."


def _unreadable(session: Session, table: Any, read: Callable[[str], object]) -> Iterator[str]:
    keys = list(table.__table__.primary_key)
    for *key, content in session.execute(sa.select(*keys, table.content).execution_options(yield_per=200)):
        try:
            read(content)
        except ValueError as problem:
            yield f"{table.__tablename__} {'/'.join(map(str, key))} cannot be read: {str(problem).splitlines()[0]}."


def _without_revision(session: Session, table: Any, revisions: Any) -> Iterator[str]:
    same = sa.and_(revisions.of_id == table.id, revisions.version == table.version, revisions.content == table.content)
    for key in session.scalars(sa.select(table.id).outerjoin(revisions, same).where(revisions.of_id.is_(None))):
        yield f"{table.__tablename__} {key} is not what its history says."


def _incomplete_reviews(session: Session) -> Iterator[str]:
    content, claim = ReviewContentRow.review_id, ReviewClaimRow.review_id
    without = sa.select(ReviewRow.id).outerjoin(ReviewContentRow, content == ReviewRow.id).where(content.is_(None))
    for key in session.scalars(without):
        yield f"Review {key} lacks its content."
    counted = sa.select(sa.func.count()).where(claim == ReviewRow.id, ReviewClaimRow.kept).scalar_subquery()
    for key in session.scalars(sa.select(ReviewRow.id).where(ReviewRow.claims != counted)):
        yield f"Review {key} does not have all of its claims."


def _of_files(session: Session, files: Files) -> Iterator[str]:
    there = set(files.keys())
    named = {key for key in session.scalars(sa.select(RecordingRow.file)) if key is not None}
    given = {key for key in session.scalars(sa.select(JobRow.file)) if key is not None}
    for key in sorted(named - there):
        yield f"The file {key} of a recording is gone."
    for key in sorted(given - named - there):
        yield f"The file {key} that was given with long work is gone."
    for key in sorted(there - named - given - set(session.scalars(sa.select(LeftoverRow.file)))):
        yield f"The file {key} belongs to no recording."
