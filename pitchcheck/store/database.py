"""Reaching the database: engines, transactions that fail in one sentence, and bringing the tables up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pitchcheck.pitch import InputError

BUSY_SECONDS = 10
MIGRATING_SECONDS = 120
MIGRATION_LOCK = 0x70_69_74_63_68  # "pitch": one number for PostgreSQL's advisory lock


class StoreError(InputError):
    """The store could not do what was asked. One sentence: what happened, what was kept, what to do."""


NO_URL = "The database URL cannot be read; it looks like postgresql://user:password@host:5432/name."
NO_FILE = "The database URL names no file; it looks like sqlite:////folder/pitchcheck.db."


@dataclass(frozen=True)
class Database:
    """One database and the connections to it; safe to share between threads."""

    engine: sa.Engine

    @property
    def embedded(self) -> bool:
        """Whether it is a SQLite file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for a server."""
        return Path(self.engine.url.database) if self.embedded and self.engine.url.database else None

    @property
    def place(self) -> str:
        """Where it is, without the password."""
        return str(self.path) if self.embedded else self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the data and changes nothing."""
        with self._told_plainly(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is kept as a whole when the block ends well, and not at all otherwise."""
        writer = self.engine.execution_options(writes=True)
        with self._told_plainly(saving=True), Session(writer) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees the data as it stood at its first look, however long it reads."""
        frozen = self.engine if self.embedded else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with self._told_plainly(), Session(frozen) as session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _told_plainly(self, *, saving: bool = False) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as problem:
            raise StoreError(sentence(problem, self.place, saving=saving)) from problem


def connect(url: str) -> Database:
    """The database at ``url`` (sqlite:///file or postgresql://...); nothing is opened yet.

    Raises StoreError where the URL is none, or names a database of another make.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number is a ValueError
        raise StoreError(NO_URL) from None
    makers = {"sqlite": _sqlite, "postgresql": _postgresql, "postgres": _postgresql}
    maker = makers.get(parsed.get_backend_name())
    if maker is None:
        raise StoreError(f"pitchcheck keeps its data in SQLite or PostgreSQL, not in {parsed.get_backend_name()}.")
    if parsed.get_backend_name() == "sqlite" and not parsed.database:
        raise StoreError(NO_FILE)
    try:
        return Database(maker(parsed))
    except (sa.exc.ArgumentError, TypeError, ValueError):  # what follows a "?" in it
        raise StoreError(NO_URL) from None


def _sqlite(url: sa.URL) -> sa.Engine:
    driver = url.set(drivername="sqlite+pysqlite")
    engine = sa.create_engine(driver, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """What SQLite does only when asked: check foreign keys, keep a confirmed save through a power cut, overwrite what
    is deleted.
    """
    connection.isolation_level = None
    for pragma in ("foreign_keys = on", "synchronous = full", "secure_delete = on"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once: upgrading a read to a write would fail at once instead of waiting its turn."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _postgresql(url: sa.URL) -> sa.Engine:
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # what people typed stays out of logs
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": BUSY_SECONDS, "application_name": "pitchcheck"},
    )


SENTENCES = (
    (("disk is full", "no space left", "diskfull"), "The disk is full{unsaved}. Free some space, then try again."),
    (("is locked", "lock timeout"), "Another save is still running{unsaved}. Wait a moment, then try again."),
    (("readonly", "permission denied"), "The database {place} may not be written to{unsaved}. Check who owns it."),
    (("unable to open",), "The database {place} cannot be opened. Check that its folder exists and may be written to."),
    (
        ("malformed", "not a database"),
        "The database {place} is damaged or not ours. Bring back a backup with: pitchcheck db restore FILE.",
    ),
    (
        ("no such table", "no such column", "does not exist"),
        "The database {place} lacks something it should have. Check its name, then run: pitchcheck db upgrade.",
    ),
    (
        ("foreign key", "foreignkey", "unique"),
        "Something this belongs to was deleted or changed meanwhile{unsaved}. Load the page again.",
    ),
    (("index row", "value too long"), "A name or an id in this is too long to be kept{unsaved}. Make it shorter."),
    (("serialize access", "deadlock"), "Somebody else saved the same thing at this moment{unsaved}. Try again."),
)
UNREACHABLE = "The database {place} cannot be reached right now{unsaved}. Try again in a minute."


def sentence(problem: Exception, place: str, *, saving: bool) -> str:
    """What to tell a person about a database's error: what happened, whether something was to be saved, what to do."""
    origin = getattr(problem, "orig", None) or problem  # not the whole: it quotes what was to be saved
    words = f"{type(origin).__name__} {origin}".casefold()
    told = next((text for marks, text in SENTENCES if any(mark in words for mark in marks)), UNREACHABLE)
    return told.format(place=place, unsaved=", so this was not saved" if saving else "")


def upgrade(database: Database) -> None:
    """Bring an empty or older database up to date; several programs may start at once.

    Raises StoreError for a database a newer pitchcheck has written, and where the folder cannot be used.
    """
    with database._told_plainly():
        if database.path is not None:
            _upgrade_file(database, database.path)
        elif not _up_to_date(database):
            with database.engine.begin() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                _migrate(connection, database.place)


def _up_to_date(database: Database) -> bool:
    """Whether there is nothing to do: then a start takes no lock and waits for nobody's save."""
    return revision(database) == known_revisions()[0]


def _upgrade_file(database: Database, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and _up_to_date(database):
            return
        with FileLock(f"{path}.lock", timeout=MIGRATING_SECONDS), _unchecked(database) as connection:
            _migrate(connection, database.place)
    except Timeout:
        raise StoreError(
            "Another pitchcheck has been updating the database for two minutes. Try again later."
        ) from None
    except OSError as problem:
        raise StoreError(f"The folder {path.parent} cannot be used for the database: {problem.strerror}.") from problem


@contextmanager
def _unchecked(database: Database) -> Iterator[sa.Connection]:
    """A writing transaction without foreign keys (SQLite rebuilds a table to alter it), which are checked after."""
    engine = database.engine.execution_options(writes=True)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101  (an open connection has one; tells mypy)
        raw.execute("PRAGMA journal_mode = wal")
        raw.execute("PRAGMA foreign_keys = off")
        try:
            with connection.begin():
                yield connection
                if raw.execute("PRAGMA foreign_key_check").fetchone():
                    raise StoreError(f"The database {database.place} could not be brought up to date; it is as it was.")
        finally:
            raw.execute("PRAGMA foreign_keys = on")


def migrate_to(database: Database, step: str) -> None:
    """Bring an empty SQLite database to an older step, to bring in what was exported then."""
    from alembic import command

    with database._told_plainly(), _unchecked(database) as connection:
        command.upgrade(migrations(connection), step)


def _migrate(connection: sa.Connection, place: str) -> None:
    from alembic import command

    _must_be_known(_revision(connection), place)
    command.upgrade(migrations(connection), "head")


def refuse_newer(database: Database) -> None:
    """StoreError where a newer pitchcheck has written the database: what its tables hold now, this one cannot tell."""
    _must_be_known(revision(database), database.place)


def _must_be_known(here: str | None, place: str) -> None:
    if here is not None and here not in known_revisions():
        raise StoreError(
            f"The database {place} was last used by a newer pitchcheck (its tables are at {here}). "
            "Update pitchcheck, or point PITCHCHECK_DATABASE_URL at another database."
        )


def migrations(connection: sa.Connection | None = None) -> Any:
    """Alembic's configuration for the migrations that come with the package; run on ``connection``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pitchcheck.store:migrations")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> tuple[str, ...]:
    """The revisions of the tables this pitchcheck knows, newest first: those that its steps' names begin with.

    Alembic knows them, too, but most starts find nothing to do and need not import it.
    """
    steps = (step.name for step in (resources.files("pitchcheck.store.migrations") / "versions").iterdir())
    return tuple(sorted((name[:4] for name in steps if name[:4].isdecimal()), reverse=True))


def revision(database: Database) -> str | None:
    """The revision the database's tables are at; None for an empty one."""
    with database._told_plainly(), database.engine.connect() as connection:
        return _revision(connection)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    here = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    return max(here, default=None)


def upsert(session: Session, table: Any, values: Mapping[str, Any], key: Sequence[str], *, replace: bool) -> None:
    """Insert a row, or where there is one with that ``key`` replace its other columns, or leave it, in one statement.

    One statement, so that two who do it at the same moment never collide.
    """
    maker = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    insert = maker(table).values(**values)
    if replace:
        fresh = {name: insert.excluded[name] for name in values if name not in key}
        session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=fresh))
    else:
        session.execute(insert.on_conflict_do_nothing(index_elements=list(key)))
