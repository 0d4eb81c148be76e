"""Everything out to one zip and back in: export, import, backup, restore, from either database to either.

The zip holds ``manifest.json``, ``tables/NAME.jsonl`` (one row a line, in the order of their keys) and
``files/KEY``. Two exports of the same content have the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.store.database import Database, StoreError, connect, known_revisions, migrate_to, upgrade
from pitchcheck.store.desk import now
from pitchcheck.store.erasing import expect_file
from pitchcheck.store.files import Files
from pitchcheck.store.tables import KEPT, ME, JobRow, LeftoverRow, Moment, RecordingRow

FORMAT = 1
CHUNK = 500
LONGEST_LINE = 256_000_000  # bytes of one row; a review of the longest call is far below
THEN = (1980, 1, 1, 0, 0, 0)  # the same moment in every zip, so that equal content is equal bytes
MANIFEST = "manifest.json"
BACKUP = re.compile(r"pitchcheck-\d{8}T\d{6}\.\d{6}Z\.zip")
Row = dict[str, Any]


class Manifest(Frozen):
    """What a zip holds: rows by table, files, files that were missing when it was made, and the tables' revision."""

    format: int = FORMAT
    revision: str
    rows: dict[str, int]
    files: int
    missing: tuple[str, ...] = ()


def export(database: Database, files: Files, target: Path) -> Manifest:
    """Write everything to ``target``, as it stood at one moment. The file appears when it is whole.

    Raises StoreError where it cannot be written, would take the place of the database, or the database or the file
    store cannot be reached.
    """
    _demand_place(database, target)
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _export(database, files, archive)
        _to_disk(part)
        part.replace(target)
    except OSError as problem:
        raise StoreError(f"{target} cannot be written: {problem.strerror}.") from problem
    finally:
        with suppress(OSError):
            part.unlink()
    return manifest


def _demand_place(database: Database, target: Path) -> None:
    if not target.name or target.is_dir():
        raise StoreError(f"{target} is a folder; name the zip to write, such as {target / 'all.zip'}.")
    own = () if database.path is None else (f"{database.path}{ending}" for ending in ("", "-wal", "-shm", ".lock"))
    if target.absolute().resolve() in {Path(one).absolute().resolve() for one in own}:
        raise StoreError(f"{target} is the database itself, and stays as it is; name another file for the zip.")


def _export(database: Database, files: Files, archive: zipfile.ZipFile) -> Manifest:
    rows: dict[str, int] = {}
    with database.snapshot() as session:
        for table in KEPT:
            with archive.open(_entry(f"tables/{table.name}.jsonl"), "w", force_zip64=True) as target:
                rows[table.name] = _write_rows(_rows(session, table), target)
        keys = _files_of(session)
    missing = tuple(key for key in sorted(keys) if not _export_file(files, key, archive))
    manifest = Manifest(revision=known_revisions()[0], rows=rows, files=len(keys) - len(missing), missing=missing)
    archive.writestr(_entry(MANIFEST), manifest.model_dump_json(indent=2))
    return manifest


def _files_of(session: Session) -> set[str]:
    """The keys of all files that rows hold."""
    held = (sa.select(table.file).where(table.file.is_not(None)) for table in (RecordingRow, JobRow))
    return {key for query in held for key in session.scalars(query) if key}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, THEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _rows(session: Session, table: sa.Table) -> Iterator[Row]:
    query = sa.select(table).order_by(*table.primary_key)
    for row in session.execute(query.execution_options(yield_per=CHUNK)).mappings():
        yield {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}


def _write_rows(rows: Iterable[Row], target: IO[bytes]) -> int:
    written = 0
    for row in rows:
        target.write(json.dumps(row).encode() + b"\n")
        written += 1
    return written


def _export_file(files: Files, key: str, archive: zipfile.ZipFile) -> bool:
    """Whether the file was there to be exported."""
    if not files.has(key):
        return False
    with files.reading(key) as source, archive.open(_entry(f"files/{key}"), "w", force_zip64=True) as target:
        while piece := source.read(1 << 20):
            target.write(piece)
    return True


def _to_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def bring_in(database: Database, files: Files, source: Path, *, replace: bool = False) -> Manifest:
    """Fill an empty database from ``source``, or with ``replace`` put it in the place of all there is.

    All of it is brought in, or nothing is. Raises StoreError where the zip is damaged, was made by a newer
    pitchcheck, or where the database holds something and may not be replaced.
    """
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        keys = _file_keys(archive, manifest, source)
        if not replace:
            _must_be_empty(database)
        if manifest.revision == known_revisions()[0]:
            _bring_in(database, files, archive, keys, _tables(archive, KEPT, manifest, source), source=source)
        else:
            with _brought_up_to_date(archive, manifest, source) as tables:
                _bring_in(database, files, archive, keys, tables, source=source)
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except OSError as problem:
        raise StoreError(f"{source} cannot be read: {problem.strerror or problem}.") from problem
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as problem:
        raise StoreError(f"{source} is damaged or is not an export of pitchcheck.") from problem


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError as problem:
        raise StoreError(f"{source} is damaged or is not an export of pitchcheck.") from problem
    if manifest.format > FORMAT or manifest.revision not in known_revisions():
        raise StoreError(f"{source} was made by a newer pitchcheck. Update pitchcheck, then bring it in.")
    return manifest


def _must_be_empty(database: Database) -> None:
    """A store that was only ever started is empty: it knows one person, and its log a first house-keeping."""
    with database.reading() as session:
        for table in KEPT:
            query = sa.select(sa.func.count()).select_from(table)
            if table.name == "people":
                query = query.where(table.c.id != ME)
            if table.name != "audit" and session.scalar(query):
                raise StoreError(
                    f"The database {database.place} is not empty. Make a backup of it, then use --replace."
                )


Tables = Iterable[tuple[sa.Table, Iterator[Row]]]


def _tables(archive: zipfile.ZipFile, tables: Iterable[sa.Table], manifest: Manifest, source: Path) -> Tables:
    for table in tables:
        yield table, _all_of(table, _lines(archive, table, source), manifest, source)


def _all_of(table: sa.Table, rows: Iterator[Row], manifest: Manifest, source: Path) -> Iterator[Row]:
    """The rows; StoreError after the last where they are not as many as the zip says that it holds."""
    count = 0
    for row in rows:
        count += 1
        yield row
    if count != manifest.rows.get(table.name, count):
        raise StoreError(f"{source} is damaged: tables/{table.name}.jsonl does not hold all rows. Take another backup.")


def _file_keys(archive: zipfile.ZipFile, manifest: Manifest, source: Path) -> Collection[str]:
    """The keys of the files in the zip. Raises StoreError for one that leads elsewhere, and where some lack."""
    keys = set(_files_in(archive))
    if out := next((key for key in keys if key.startswith("/") or ".." in key.split("/")), None):
        raise StoreError(f"{source} is damaged: its file {out} would lie outside the data folder.")
    if len(keys) != manifest.files:
        raise StoreError(f"{source} is damaged: it does not hold all files. Take another backup.")
    return keys


def _files_in(archive: zipfile.ZipFile) -> list[str]:
    """The keys of the files in the zip, not its folders: whoever unpacked it and packed it again has those, too."""
    names = (name for name in archive.namelist() if name.startswith("files/") and not name.endswith("/"))
    return [name.removeprefix("files/") for name in names]


def _lines(archive: zipfile.ZipFile, table: sa.Table, source: Path) -> Iterator[Row]:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.namelist():
        return
    times = {column.name: reader for column in table.columns if (reader := _time_reader(column.type))}
    with archive.open(name) as lines:
        for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), start=1):
            try:
                row = json.loads(line)
                yield {key: times[key](value) if value and key in times else value for key, value in row.items()}
            except (ValueError, TypeError, AttributeError, RecursionError) as problem:
                raise StoreError(f"{source}: {name}, line {number} cannot be read.") from problem


def _time_reader(kind: object) -> Callable[[str], dt.date] | None:
    """What reads a column's times back from their text; None for a column of anything else."""
    if isinstance(kind, sa.DateTime | Moment):
        return dt.datetime.fromisoformat
    return dt.date.fromisoformat if isinstance(kind, sa.Date) else None


@contextmanager
def _of_that_zip(table: sa.Table, source: Path) -> Iterator[None]:
    """What the database will not take of a zip is told of the zip: nobody changed anything meanwhile."""
    try:
        yield
    except sa.exc.OperationalError:  # the disk, a lock: not what is in the zip
        raise
    except (sa.exc.StatementError, sa.exc.CompileError, OverflowError, UnicodeError) as problem:
        name = f"tables/{table.name}.jsonl"
        raise StoreError(f"{source} is damaged: {name} holds what no export does. Take another backup.") from problem


def _bring_in(
    database: Database,
    files: Files,
    archive: zipfile.ZipFile,
    known: Collection[str],
    tables: Tables,
    *,
    source: Path,
) -> None:
    """Files first: a row is only ever there with its file. What is replaced keeps its files until the rows are gone."""
    _bring_files(database, files, archive, known)
    with database.writing() as session:
        old = _files_of(session) | set(session.scalars(sa.select(LeftoverRow.file)))
        for table in reversed(KEPT):
            session.execute(sa.delete(table))
        for table, rows in tables:
            with _of_that_zip(table, source):
                _insert(session, table, rows)
        for key in old.difference(known):
            session.merge(LeftoverRow(file=key, since=now()))
        keys = iter(sorted(known))
        while some := list(islice(keys, CHUNK)):
            session.execute(sa.delete(LeftoverRow).where(LeftoverRow.file.in_(some)))
        _count_on(session)


def _bring_files(database: Database, files: Files, archive: zipfile.ZipFile, keys: Collection[str]) -> None:
    """Write the files that are not there yet. Should their rows never come, they go after a day; one that is there
    whole is left alone, so that nothing that a row holds is ever half written.
    """
    new = [key for key in sorted(keys) if not _whole(files, key, archive.getinfo(f"files/{key}"))]
    with database.writing() as session:
        held = _files_of(session)
        for key in new:
            if key not in held:
                expect_file(session, key)
    for key in new:
        with archive.open(f"files/{key}") as content:
            files.write(key, content)


def _whole(files: Files, key: str, entry: zipfile.ZipInfo) -> bool:
    """Whether the file is there with the same content."""
    if not files.has(key):
        return False
    checksum = 0
    with files.reading(key) as source:
        while piece := source.read(1 << 20):
            checksum = zlib.crc32(piece, checksum)
    return checksum == entry.CRC


def _insert(session: Session, table: sa.Table, rows: Iterator[Row]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        session.execute(sa.insert(table), chunk)


def _count_on(session: Session) -> None:
    """PostgreSQL counts the log's lines by itself; it must go on after those brought in."""
    if session.get_bind().dialect.name == "postgresql":
        newest = "(SELECT coalesce(max(id), 0) + 1 FROM audit)"
        session.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('audit', 'id'), {newest}, false)"))


@contextmanager
def _brought_up_to_date(archive: zipfile.ZipFile, manifest: Manifest, source: Path) -> Iterator[Tables]:
    """The rows of an older pitchcheck's zip after all steps since: loaded into a database of that time and upgraded."""
    with tempfile.TemporaryDirectory() as folder:
        old = connect(sa.URL.create("sqlite", database=f"{folder}/old.db").render_as_string())
        try:
            migrate_to(old, manifest.revision)
            metadata = sa.MetaData()
            metadata.reflect(old.engine, resolve_fks=False)
            with old.writing() as session:
                for table, rows in _tables(archive, metadata.sorted_tables, manifest, source):
                    with _of_that_zip(table, source):
                        _insert(session, table, rows)
            upgrade(old)
            with old.snapshot() as session:
                yield [(table, _native(session, table)) for table in KEPT]
        finally:
            old.close()


def _native(session: Session, table: sa.Table) -> Iterator[Row]:
    query = sa.select(table).order_by(*table.primary_key)
    for row in session.execute(query.execution_options(yield_per=CHUNK)).mappings():
        yield dict(row)


def backup(database: Database, files: Files, folder: Path, keep: int) -> tuple[Path, Manifest]:
    """Export into ``folder`` under the moment's name, read it back, and let only it and the ``keep`` - 1 newest stay.

    A zip that somebody named otherwise is none of these, and stays. What was deleted is gone from the backups too once
    the last one that held it has had its turn.
    """
    target = folder / f"pitchcheck-{now():%Y%m%dT%H%M%S.%fZ}.zip"
    manifest = export(database, files, target)
    verify(target)
    others = sorted((one for one in folder.iterdir() if BACKUP.fullmatch(one.name)), reverse=True)
    others.remove(target)  # it stays whatever its name says: a clock may have been set back since the others
    for old in others[keep - 1 :]:
        with suppress(OSError):
            old.unlink()
    return target, manifest


def verify(source: Path) -> Manifest:
    """Read all of a zip and count its rows. Raises StoreError where it is damaged or something is missing."""
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        broken = archive.testzip()
        counts = {name: _count(archive, name) for name in manifest.rows}
        held = len(_files_in(archive))
    if broken or counts != manifest.rows or held != manifest.files:
        raise StoreError(f"{source} is damaged: {broken or 'it does not hold what it says'}.")
    return manifest


def _count(archive: zipfile.ZipFile, table: str) -> int:
    with archive.open(f"tables/{table}.jsonl") as lines:
        return sum(1 for _ in lines)


def totals(manifest: Manifest) -> Mapping[str, int]:
    """What a person would count of a zip: people, profiles, catalogues, pitches, takes and recordings, files."""
    named = ("people", "profiles", "catalogues", "pitches", "reviews", "recordings")
    return {**{name: manifest.rows.get(name, 0) for name in named}, "files": manifest.files}
