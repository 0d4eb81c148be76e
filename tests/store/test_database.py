"""The database: brought up to date by itself, refused when newer, and every trouble one sentence."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.managers import SyncManager
from multiprocessing.pool import Pool
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from pitchcheck.settings import Settings
from pitchcheck.store import Store, StoreError, house_in_force
from pitchcheck.store.checks import problems
from pitchcheck.store.database import connect, known_revisions, migrations, revision, sentence, upgrade
from pitchcheck.store.tables import Base, ReviewRow
from tests.store.examples import profile, review
from tests.store.postgres import own_server
from tests.store.world import TRANSCRIPT


def test_the_steps_lead_to_the_tables_of_the_code(store: Store) -> None:
    """Nothing of the tables is missing from the migrations, on either database."""
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert revision(store.database) == known_revisions()[0]


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    """Every start may upgrade."""
    saved = store.profiles.save(profile())
    upgrade(store.database)
    assert store.profiles.get(saved.id) == saved


def test_a_call_s_review_that_was_left_with_another_prospect_is_brought_to_its_own(store: Store) -> None:
    """As versions before kept it; the others stay where they are."""
    ann, bob = (store.profiles.save(profile(prospect=name)) for name in ("Ann", "Bob"))
    for one in (ann, bob):
        call = store.recordings.save(TRANSCRIPT, "Call", profile=one)
        store.recordings.save_review(call.id, review(one.value))
    take = store.takes.save(review(ann.value), profile=ann)
    with store.database.writing() as session:
        session.execute(sa.update(ReviewRow).where(ReviewRow.pitch_id.is_(None)).values(profile_id=ann.id))
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0009'"))
    upgrade(store.database)
    with store.database.reading() as session:
        kept = {row.id: (row.prospect, row.profile_id) for row in session.scalars(sa.select(ReviewRow))}
    assert kept.pop(take.id) == ("Ann", ann.id)
    assert sorted(kept.values()) == [("Ann", ann.id), ("Bob", bob.id)]


@pytest.mark.postgres
def test_what_stands_on_a_view_stays_when_the_view_is_made_anew(new_postgres: Callable[[None], str]) -> None:
    """The BI tool may go on reading, and views of the team's own do not stop the update."""
    database = connect(new_postgres(None))
    with database.engine.begin() as connection:
        command.upgrade(migrations(connection), "0007")
        connection.execute(sa.text("GRANT SELECT ON bi_pitches TO PUBLIC"))
        connection.execute(sa.text("CREATE VIEW ours AS SELECT pitch_id FROM bi_pitches"))
    upgrade(database)
    with database.reading() as session:
        allowed = session.scalar(sa.text("SELECT relacl::text FROM pg_class WHERE relname = 'bi_pitches'"))
        assert session.scalars(sa.text("SELECT pitch_id FROM ours")).all() == []
    assert "=r/" in (allowed or "")
    database.close()


def test_a_newer_database_is_refused_with_a_sentence(store: Store, settings: Settings) -> None:
    """It says which revision it found and what to do, and leaves the database as it is."""
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer pitchcheck \(its tables are at 9999\)\. Update pitchcheck"):
        Store.open(settings)
    assert revision(store.database) == "9999"
    for look in (lambda: house_in_force(settings), lambda: list(problems(store.database, store.files))):
        with pytest.raises(StoreError, match="newer pitchcheck"):
            look()


def test_the_steps_are_known_by_their_names() -> None:
    """As Alembic, which reads what is written in them, has them."""
    steps = ScriptDirectory.from_config(migrations()).walk_revisions()
    assert known_revisions() == tuple(step.revision for step in steps)


def start(url: str, gate: Barrier) -> str:
    """One program's first start; gives what it said if it failed."""
    gate.wait()
    try:
        with Store.open(Settings(database_url=url)) as store:
            store.profiles.save(profile())
    except StoreError as problem:
        return str(problem)
    return ""


@pytest.fixture(scope="module")
def programs() -> Iterator[tuple[Pool, SyncManager]]:
    """Three other programs, ready to start at once."""
    spawning = multiprocessing.get_context("spawn")
    with spawning.Manager() as manager, spawning.Pool(3) as pool:
        yield pool, manager


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_first_starts_at_the_same_moment(
    kind: str, tmp_path: Path, programs: tuple[Pool, SyncManager], request: pytest.FixtureRequest
) -> None:
    """Three programs start on an empty database at once: all come up, and each can save."""
    pool, manager = programs
    new_postgres: Callable[[None], str] = request.getfixturevalue("new_postgres")
    url = f"sqlite:///{tmp_path}/new/pitchcheck.db" if kind == "sqlite" else new_postgres(None)
    assert pool.starmap(start, [(url, manager.Barrier(3))] * 3, chunksize=1) == [""] * 3
    with Store.open(Settings(database_url=url)) as store:
        assert len(store.profiles.all()) == 3


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    """Write-ahead log, foreign keys checked, full sync, and a writer that waits its turn."""
    with Store.open(Settings(data_dir=tmp_path)) as store, store.database.reading() as session:
        asked = {name: session.execute(sa.text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}
    assert asked == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_the_database_lies_in_the_data_folder_under_any_name(tmp_path: Path) -> None:
    """Spaces, percent and question marks in the folder's name are just a name."""
    folder = tmp_path / "my data %41 ?#x"
    Store.open(Settings(data_dir=folder)).close()
    assert (folder / "pitchcheck.db").exists()


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x"])
def test_other_makes_are_refused(url: str) -> None:
    """Only the two databases the tests cover."""
    with pytest.raises(StoreError, match="SQLite or PostgreSQL"):
        connect(url)


def test_a_url_without_a_file() -> None:
    """SQLite in memory would be kept nowhere."""
    with pytest.raises(StoreError, match="names no file"):
        connect("sqlite://")


@pytest.mark.parametrize(
    "url", ["hunter2", "postgresql://hunter2:port/x", "postgresql://[::hunter2/x", "sqlite:///x.db?timeout=hunter2"]
)
def test_a_url_that_is_none(url: str) -> None:
    """The sentence shows what one looks like, and not the secret that was given."""
    with pytest.raises(StoreError, match="looks like postgresql://") as caught:
        connect(url)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    """Damaged or not ours: said with the command that brings a backup back."""
    (tmp_path / "pitchcheck.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match="damaged or not ours"):
        Store.open(Settings(data_dir=tmp_path))


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """The folder and the reason are named."""
    (tmp_path / "here").write_text("x")
    with pytest.raises(StoreError, match=r"here cannot be used for the database: (File exists|Not a directory)"):
        Store.open(Settings(data_dir=tmp_path / "here"))


@pytest.mark.postgres
def test_a_server_that_is_not_there() -> None:
    """One sentence; the password is not in it."""
    with pytest.raises(StoreError, match="cannot be reached right now") as caught:
        Store.open(Settings(database_url="postgresql://rep:hunter2@127.0.0.1:1/x"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.postgres
def test_a_server_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    """While it is gone every save is one sentence; once it is back the same store works, with all that was saved."""
    with own_server() as server, Store.open(Settings(data_dir=tmp_path, database_url=server.url)) as store:
        saved = store.profiles.save(profile())
        server.stop()
        for _ in range(3):
            with pytest.raises(StoreError, match="cannot be reached right now, so this was not saved"):
                store.profiles.save(profile(price=1.0), saved)
        with pytest.raises(StoreError, match=r"cannot be reached right now\. Try again in a minute\.$"):
            store.drafts.all()
        server.start()
        assert store.profiles.save(profile(price=1.0), saved).version == 2


def allow_pages(store: Store, pages: int) -> None:
    """Let the file grow to so many pages and no further, as a full disk would."""
    raw = store.database.engine.raw_connection()
    raw.driver_connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[union-attr]
    raw.close()


def test_a_full_disk_is_one_sentence_and_recovers(tmp_path: Path) -> None:
    """What does not fit is refused; what was saved stands; with room again the next save works."""
    with Store.open(Settings(data_dir=tmp_path)) as store:
        saved = store.profiles.save(profile())
        with store.database.reading() as session:
            pages = session.execute(sa.text("PRAGMA page_count")).scalar_one()
        allow_pages(store, pages)
        with pytest.raises(StoreError, match=r"^The disk is full, so this was not saved\."):
            store.profiles.save(profile(struggling_moment="long " * 20_000))
        assert store.profiles.get(saved.id) == saved
        allow_pages(store, 1_000_000)
        store.profiles.save(profile(struggling_moment="long " * 20_000), saved)
        assert len(store.profiles.all()) == 1


def test_a_start_waits_for_nobody_s_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the tables up to date a second program starts while the first is in the middle of a save."""
    monkeypatch.setattr("pitchcheck.store.database.BUSY_SECONDS", 0.05)
    Store.open(Settings(data_dir=tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / "pitchcheck.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store.open(Settings(data_dir=tmp_path)) as store:
            assert store.profiles.all() == ()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_s_address_in_any_of_its_spellings(scheme: str) -> None:
    """As hosting services write it; the password is never shown."""
    database = connect(f"{scheme}://rep:hunter2@db.example/pitch")
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert "hunter2" not in database.place + repr(database)


def test_a_save_waits_for_another_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that does not finish makes the others wait, and then one sentence."""
    monkeypatch.setattr("pitchcheck.store.database.BUSY_SECONDS", 0.05)
    with Store.open(Settings(data_dir=tmp_path)) as store, closing(sqlite3.connect(store.database.place)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="Another save is still running"):
            store.profiles.save(profile())
        other.execute("ROLLBACK")
        assert store.profiles.save(profile()).version == 1


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("server closed the connection", "The database there cannot be reached right now, so this was not saved."),
        ("could not extend file: No space left on device", "The disk is full, so this was not saved."),
        ("permission denied for table people", "The database there may not be written to, so this was not saved."),
        ("index row size 9000 exceeds btree maximum", "A name or an id in this is too long to be kept, so"),
        ("deadlock detected", "Somebody else saved the same thing at this moment, so this was not saved."),
        ('relation "people" does not exist', "The database there lacks something it should have."),
        ("something nobody foresaw", "The database there cannot be reached right now, so this was not saved."),
    ],
)
def test_whatever_a_database_says_a_person_reads_a_sentence(problem: str, told: str) -> None:
    """What happened and what to do; never what was to be saved, though the error quotes it."""
    error = sa.exc.OperationalError("INSERT", {"text": "is locked"}, Exception(problem))
    assert sentence(error, "there", saving=True).startswith(told)
