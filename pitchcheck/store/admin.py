"""What an admin looks at: how much is stored, and whether everything that the store needs is well."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError, known_revisions, revision
from pitchcheck.store.desk import Desk, now
from pitchcheck.store.erasing import KEPT_HOUSE, due
from pitchcheck.store.files import Files
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import AuditRow, Base, LeftoverRow, RecordingRow, new_id

LITTLE = 1 << 30  # bytes: with less than this free, a recording or two fills the disk
SLOW = 0.5  # seconds for the smallest question


class Use(Frozen):
    """How much is stored: rows by table, bytes of the database, number and bytes of recordings' files."""

    rows: Mapping[str, int]
    database_bytes: int
    files: int
    file_bytes: int


class Finding(Frozen):
    """One thing that was looked at: whether it is well, and what was seen, in a sentence."""

    about: str
    well: bool
    told: str


@dataclass(frozen=True)
class Admin:
    """For admins only: everything here raises Missing for anybody else."""

    desk: Desk
    files: Files

    def use(self) -> Use:
        """How much is stored now."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        kept = sa.select(sa.func.count(RecordingRow.file), sa.func.coalesce(sa.func.sum(RecordingRow.bytes), 0))
        with self.desk.reading() as session:
            rows = {table.name: _count(session, table) for table in Base.metadata.sorted_tables}
            files, file_bytes = session.execute(kept).one()
            return Use(
                rows=rows, database_bytes=self._database_bytes(session), files=files, file_bytes=int(file_bytes or 0)
            )

    def health(self) -> tuple[Finding, ...]:
        """The database, its tables, the file store, the disk, and the daily house-keeping, each looked at now."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        return (self._database(), self._tables(), self._file_store(), *self._disk(), self._house_keeping())

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
        left = f" {self._leftovers()} files wait to be deleted." if self._leftovers() else ""
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
        return Finding(
            about="house-keeping", well=recent, told=f"Last done {when}; {waiting} things have had their time."
        )


def _count(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
