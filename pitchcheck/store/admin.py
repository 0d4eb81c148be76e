"""What an admin looks at: how much is stored, and whether everything that the store needs is well."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.counting import counted, named
from pitchcheck.flags import flagged
from pitchcheck.judge import Basis, Reading, Verdict
from pitchcheck.judge.deciding import Thresholds, decided
from pitchcheck.pitch import Frozen
from pitchcheck.review import FlagSettings, Review
from pitchcheck.store.database import StoreError, known_revisions, revision
from pitchcheck.store.desk import Desk, now
from pitchcheck.store.erasing import KEPT_HOUSE, Due, due
from pitchcheck.store.files import Files
from pitchcheck.store.house import Retention, current
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import (
    KEPT,
    AuditRow,
    JobRow,
    LeftoverRow,
    RecordingRow,
    ReviewContentRow,
    ReviewRow,
    new_id,
)

LITTLE = 1 << 30  # bytes: with less than this free, a recording or two fills the disk
SLOW = 0.5  # seconds for the smallest question


class Use(Frozen):
    """How much is stored: rows by table, bytes of the database, and number and bytes of files by what they are of."""

    rows: Mapping[str, int]
    database_bytes: int
    files: Mapping[str, tuple[int, int]]


class Finding(Frozen):
    """One thing that was looked at: whether it is well, and what was seen, in a sentence."""

    about: str
    well: bool
    told: str


class Shift(Frozen):
    """What other thresholds would change in what is stored: reviews and claims looked at, and how many claims turn.

    ``turned`` counts them by (verdict now, verdict then); ``asked`` and ``ask`` are how many a person is asked about.
    """

    reviews: int
    claims: int
    turned: Mapping[tuple[Verdict, Verdict], int]
    asked: int
    ask: int


class Reflagged(Frozen):
    """What other flag settings would change in what is stored: reviews looked at, and their flags now and then.

    ``gone`` and ``new`` count, by the flag's code, those that would no longer stand and those that were not there.
    """

    reviews: int
    flags: int
    gone: Mapping[str, int]
    new: Mapping[str, int]


@dataclass(frozen=True)
class Admin:
    """For admins only: everything here raises Missing for anybody else."""

    desk: Desk
    files: Files

    def use(self) -> Use:
        """How much is stored now."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        with self.desk.reading() as session:
            rows = {table.name: _count(session, table) for table in KEPT}
            files = {"recordings": _files(session, RecordingRow), "long work": _files(session, JobRow)}
            return Use(rows=rows, database_bytes=self._database_bytes(session), files=files)

    def health(self) -> tuple[Finding, ...]:
        """The database, its tables, the file store, the disk, and the daily house-keeping, each looked at now."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        return (self._database(), self._tables(), self._file_store(), *self._disk(), self._house_keeping())

    def due(self, retention: Retention) -> tuple[Due, ...]:
        """What these rules would delete today, by kind, were they the house's."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        return due(self.desk.database, retention=retention)

    def shift(self, thresholds: Thresholds, limit: int = 300) -> Shift:
        """What ``thresholds`` would change in the newest ``limit`` reviews of the embedded judge, whosever they are.

        Only numbers leave here: whose reviews they are, and what was said in them, does not.
        """
        self.desk.must(Kind.SETTINGS, Action.CHANGE)
        query = sa.select(ReviewRow.basis, ReviewContentRow.content).join(
            ReviewContentRow, ReviewContentRow.review_id == ReviewRow.id
        )
        query = query.where(ReviewRow.judge == "embedded").order_by(ReviewRow.changed_at.desc()).limit(limit)
        turned: Counter[tuple[Verdict, Verdict]] = Counter()
        reviews = claims = asked = ask = 0
        with self.desk.reading() as session:
            for basis, content in session.execute(query):
                before = _judged(content)
                after = decided(before, Basis(basis), thresholds)
                turned.update((a.verdict, b.verdict) for a, b in zip(before, after, strict=True))
                reviews, claims = reviews + 1, claims + len(before)
                asked, ask = asked + _unsure(before), ask + _unsure(after)
        flips = {pair: n for pair, n in turned.items() if pair[0] is not pair[1]}
        return Shift(reviews=reviews, claims=claims, turned=flips, asked=asked, ask=ask)

    def reflagged(self, settings: FlagSettings, limit: int = 300) -> Reflagged:
        """What ``settings`` would change in the flags of the newest ``limit`` reviews, against those in force now.

        Only numbers leave here, as with ``shift``. What was set aside counts as a flag.
        """
        self.desk.must(Kind.SETTINGS, Action.CHANGE)
        query = sa.select(ReviewContentRow.content).join(ReviewRow, ReviewContentRow.review_id == ReviewRow.id)
        query = query.order_by(ReviewRow.changed_at.desc()).limit(limit)
        reviews = flags = 0
        gone, new = Counter[str](), Counter[str]()
        with self.desk.reading() as session:
            before = current(session).flags
            for content in session.scalars(query):
                review = Review.model_validate_json(content)
                old, other = _flags(review, before), _flags(review, settings)
                reviews, flags = reviews + 1, flags + old.total()
                gone, new = gone + (old - other), new + (other - old)
        return Reflagged(reviews=reviews, flags=flags, gone=gone, new=new)

    def _database_bytes(self, session: Session) -> int:
        if self.desk.database.embedded:
            pages, size = (session.execute(sa.text(f"PRAGMA page_{name}")).scalar_one() for name in ("count", "size"))
            return int(pages * size)
        return int(session.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one())

    def _database(self) -> Finding:
        start = time.perf_counter()
        with self.desk.reading() as session:
            session.execute(sa.select(1))
        seconds = time.perf_counter() - start
        told = f"{self.desk.database.place} answered in {1000 * seconds:.0f} ms."
        return Finding(about="database", well=seconds < SLOW, told=told)

    def _tables(self) -> Finding:
        at, known = revision(self.desk.database), known_revisions()[0]
        told = f"The tables are at {at}; this pitchcheck knows {known}."
        return Finding(about="tables", well=at == known, told=told)

    def _file_store(self) -> Finding:
        """A small file is written, read and deleted: an object store can allow one of these and not another."""
        key = f"health/{new_id()}"
        try:
            self.files.write(key, io.BytesIO(b"well"))
            with self.files.reading(key) as source:
                well = source.read() == b"well"
            self.files.delete(key)
        except StoreError as problem:
            return Finding(about="file store", well=False, told=str(problem))
        waiting = self._leftovers()
        left = f" {counted(waiting, 'file')} {named(waiting, 'waits', 'wait')} to be deleted." if waiting else ""
        return Finding(about="file store", well=well, told=f"A file was written, read and deleted.{left}")

    def _leftovers(self) -> int:
        with self.desk.reading() as session:
            return session.scalar(sa.select(sa.func.count()).where(LeftoverRow.since <= now())) or 0

    def _disk(self) -> tuple[Finding, ...]:
        """Only of this machine: a server or an object store is looked after where it is."""
        path = self.desk.database.path or (None if "://" in self.files.url else Path(self.files.url))
        if path is None or not path.parent.exists():
            return ()
        free = shutil.disk_usage(path.parent).free
        return (Finding(about="disk", well=free > LITTLE, told=f"{free / (1 << 30):.1f} GB are free."),)

    def _house_keeping(self) -> Finding:
        newest = sa.select(sa.func.max(AuditRow.at)).where(AuditRow.action == KEPT_HOUSE)
        with self.desk.reading() as session:
            last = session.scalar(newest)
        waiting = sum(one.count for one in due(self.desk.database))
        recent = last is not None and last > now() - dt.timedelta(days=2)
        when = f"on {last:%Y-%m-%d at %H:%M} UTC" if last else "never"
        over = f"{named(waiting, 'has', 'have')} had {named(waiting, 'its', 'their')} time"
        return Finding(
            about="house-keeping", well=recent, told=f"Last done {when}; {counted(waiting, 'thing')} {over}."
        )


def _judged(content: str) -> tuple[Reading, ...]:
    """What the judge itself said, without people's words, of a review as it is kept."""
    review = json.loads(content)
    return tuple(Reading.model_validate(one) for one in review["judged"] or review["readings"])


def _flags(review: Review, settings: FlagSettings) -> Counter[str]:
    """How many flags of each code it has with those settings."""
    found = flagged(review.model_copy(update={"flag_settings": settings})).flags
    return Counter(flag.code for flag in found)


def _unsure(readings: tuple[Reading, ...]) -> int:
    return sum(not one.sure for one in readings)


def _files(session: Session, table: type[RecordingRow | JobRow]) -> tuple[int, int]:
    """Number and bytes of the files that rows of that table hold."""
    held = sa.select(sa.func.count(table.file), sa.func.coalesce(sa.func.sum(table.bytes), 0))
    files, size = session.execute(held).one()
    return files, int(size or 0)


def _count(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
