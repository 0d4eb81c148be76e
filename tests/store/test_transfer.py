"""Everything goes out to one zip and comes back equal, to either database; a backup restores an empty machine."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.judge.language_model import Call
from pitchcheck.review import FlagSettings
from pitchcheck.reviewing import refigure
from pitchcheck.settings import Settings
from pitchcheck.store import House, NewOutcome, OutcomeKind, Queue, Role, Store, StoreError
from pitchcheck.store.checks import problems
from pitchcheck.store.database import connect, migrate_to, upgrade
from pitchcheck.store.erasing import erase_recordings, sweep
from pitchcheck.store.files import Files
from pitchcheck.store.rules import Action
from pitchcheck.store.tables import ReviewClaimRow
from pitchcheck.store.transfer import backup, bring_in, export, verify
from tests.store.examples import catalogue, profile, review
from tests.store.world import TRANSCRIPT, enter

SOUND = bytes(range(256)) * 5000


@pytest.fixture
def elsewhere(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store on the other database."""
    if store.database.embedded:
        new_postgres: Callable[[str], str] = request.getfixturevalue("new_postgres")
        url = new_postgres(request.getfixturevalue("postgres_template"))
        settings = Settings(data_dir=tmp_path / "elsewhere", database_url=url)
    else:
        settings = Settings(data_dir=tmp_path / "elsewhere")
    with Store.open(settings) as other:
        yield other


def fill(store: Store) -> None:
    """Something in every table, with text that is hard to carry."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    saved = rep.profiles.save(profile(prospect="\0 🥖 שלום"))
    coach.profiles.save(profile(price=0.1 + 0.2), coach.profiles.get(saved.id))
    rep.catalogues.save(catalogue())
    rep.outcomes.add(NewOutcome(profile_id=saved.id, kind=OutcomeKind.WON, on=dt.date(2026, 3, 1), price=0.1))
    take = rep.takes.share(rep.takes.save(review(), profile=saved).id)
    coach.comments.add_to_take(take.id, "Shorter.")
    call = rep.recordings.save(TRANSCRIPT, "Call", profile=saved, audio=("a.wav", io.BytesIO(SOUND)))
    coach.recordings.save_review(call.id, review())
    work = rep.jobs.add("recording", "Another call", {"speakers": 2}, file=("b.wav", io.BytesIO(SOUND)), profile=saved)
    Queue(store.database).keep(work.id, 0, "What was said.")
    rep.drafts.keep("pitch", "Dana, I\ud800")
    coach.groups.put(["a" * 32], "Ovens")
    rep.language_model.keep({"k": '{"answers": 0.1}'})
    rep.language_model.called(
        Call(model="m", kind="links", outcome="answered", input_tokens=9, output_tokens=1, seconds=0.1, money=0.2)
    )
    store.house.save(House(flags=FlagSettings(stack=4, off=frozenset({"P7", "C1"}))))


def test_out_and_in_and_out_again_is_equal(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    """From one database to the other and back: the same bytes each time, and each store checks clean."""
    fill(store)
    names = [tmp_path / f"{n}.zip" for n in range(3)]
    manifest = export(store.database, store.files, names[0])
    bring_in(elsewhere.database, elsewhere.files, names[0])
    export(elsewhere.database, elsewhere.files, names[1])
    bring_in(store.database, store.files, names[1], replace=True)
    export(store.database, store.files, names[2])
    assert names[0].read_bytes() == names[1].read_bytes() == names[2].read_bytes()
    assert min(count for table, count in manifest.rows.items() if table not in {"leftovers", "dismissals", "overrides"})
    assert list(problems(store.database, store.files)) == list(problems(elsewhere.database, elsewhere.files)) == []


def test_a_take_with_a_claim_ticked_off_is_whole(store: Store) -> None:
    """What was cut is kept beside what counts, and is no damage."""
    whole = review()
    take = store.takes.save(refigure(whole, whole.kept - {"c2"}))
    assert list(problems(store.database, store.files)) == []
    with store.database.writing() as session:
        session.execute(sa.delete(ReviewClaimRow).where(ReviewClaimRow.review_id == take.id, ReviewClaimRow.kept))
    assert list(problems(store.database, store.files)) == [f"Review {take.id} does not have all of its claims."]


def test_life_goes_on_after_an_import(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    """Also the log's counter, which PostgreSQL keeps by itself."""
    fill(store)
    export(store.database, store.files, tmp_path / "all.zip")
    bring_in(elsewhere.database, elsewhere.files, tmp_path / "all.zip")
    coach = enter(elsewhere, "coach", "north", Role.COACH)
    take = coach.takes.shared()[0]
    coach.comments.add_to_take(take.id, "Better.")
    assert len(coach.comments.on_take(take.id)) == 2


def test_a_store_in_use_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    """Without being told to, an import changes nothing."""
    export(store.database, store.files, tmp_path / "all.zip")
    store.profiles.save(profile())
    with pytest.raises(StoreError, match="is not empty"):
        bring_in(store.database, store.files, tmp_path / "all.zip")
    assert len(store.profiles.all()) == 1


def test_what_is_replaced_goes_with_its_files(store: Store, tmp_path: Path) -> None:
    """Rows at once, files with the next sweep."""
    export(store.database, store.files, tmp_path / "empty.zip")
    fill(store)
    bring_in(store.database, store.files, tmp_path / "empty.zip", replace=True)
    assert store.profiles.all() == ()
    assert sweep(store.database, store.files) == 0
    assert store.files.keys() == ()


def test_a_file_that_a_row_holds_is_never_half_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there whole is left alone; what is damaged is brought back from the zip."""
    fill(store)
    export(store.database, store.files, tmp_path / "all.zip")
    damaged, whole = store.files.keys()
    Path(store.files.url, damaged).write_bytes(b"half")
    written: list[str] = []
    write = Files.write
    monkeypatch.setattr(Files, "write", lambda *told: (written.append(told[1]), write(*told))[1])
    bring_in(store.database, store.files, tmp_path / "all.zip", replace=True)
    assert written == [damaged]
    assert sweep(store.database, store.files) == 0
    assert store.files.keys() == (damaged, whole)
    assert list(problems(store.database, store.files)) == []


def test_what_waits_to_be_deleted_is_not_forgotten_by_an_import(store: Store, tmp_path: Path) -> None:
    """A file that the file store could not let go of goes after the import, too."""
    export(store.database, store.files, tmp_path / "empty.zip")
    call = store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(SOUND)))
    with store.database.writing() as session:
        erase_recordings(session, (store.recordings.row(session, call.id, Action.DELETE),))
    bring_in(store.database, store.files, tmp_path / "empty.zip", replace=True)
    sweep(store.database, store.files)
    assert store.files.keys() == ()


def test_a_backup_restores_an_empty_machine(store: Store, elsewhere: Store, tmp_path: Path) -> None:
    """The newest stay, as many as asked for; the one that stays is whole."""
    fill(store)
    made = [backup(store.database, store.files, tmp_path / "backups", keep=2)[0] for _ in range(3)]
    assert sorted((tmp_path / "backups").iterdir()) == made[1:]
    bring_in(elsewhere.database, elsewhere.files, made[-1])
    with elsewhere.database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM reviews")) == 2
    kept = elsewhere.files.keys()
    assert [key.rsplit("/", 1)[1] for key in kept] == ["given.wav", "audio.wav"]


@pytest.mark.parametrize("name", ["pitchcheck-before-the-move.zip", "pitchcheck-29990101T000000.000000Z.zip"])
def test_the_backup_just_made_is_never_the_one_to_go(tmp_path: Path, name: str) -> None:
    """Neither for a zip that somebody laid beside it, which stays, nor for one of a clock that was wrong."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / name).write_bytes(b"theirs")
        made, _ = backup(store.database, store.files, tmp_path / "backups", keep=1)
        stay = {made.name, name} if "before" in name else {made.name}
        assert {one.name for one in (tmp_path / "backups").iterdir()} == stay


def test_an_older_export_is_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    """What an older pitchcheck exported comes in as if its database had been upgraded."""
    old = connect(f"sqlite:///{tmp_path}/old.db")
    migrate_to(old, "0001")
    row = {
        "id": "p",
        "name": "Rae",
        "roles": "rep",
        "active": True,
        "on_board": True,
        "created_at": "2026-01-02T03:04:05+00:00",
    }
    rows = {"people": row, "drafts": {"owner_id": "p", "key": "k", "content": '"x"', "at": row["created_at"]}}
    old.close()
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        for table, content in rows.items():
            archive.writestr(f"tables/{table}.jsonl", json.dumps(content) + "\n")
        archive.writestr("manifest.json", json.dumps({"format": 1, "revision": "0001", "rows": {}, "files": 0}))
    bring_in(store.database, store.files, tmp_path / "old.zip")
    rep = store.as_("p")
    assert rep.drafts.get("k").value == "x"  # type: ignore[union-attr]
    assert rep.drafts.get("k").at.isoformat() == "2026-01-02T03:04:05+00:00"  # type: ignore[union-attr]


def spoil(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """The same zip with one entry replaced, or left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return target


PEOPLE = 3  # this machine's one, a rep and a coach


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("manifest.json", None, "is damaged or is not an export"),
        ("manifest.json", b"{}", "is damaged or is not an export"),
        ("manifest.json", b'{"format": 1, "revision": "9999", "rows": {}, "files": 0}', "newer pitchcheck"),
        ("manifest.json", b'{"format": 2, "revision": "0001", "rows": {}, "files": 0}', "newer pitchcheck"),
        ("tables/people.jsonl", b"{broken\n", "people.jsonl, line 1 cannot be read"),
        ("tables/people.jsonl", b"[]\n", "people.jsonl, line 1 cannot be read"),
        ("tables/people.jsonl", b"", r"spoiled.zip is damaged: tables/people.jsonl does not hold all rows"),
        ("tables/review_links.jsonl", None, "is damaged: tables/review_links.jsonl does not hold all rows"),
        ("tables/people.jsonl", b'{"nobody": 1}\n' * PEOPLE, "is damaged: tables/people.jsonl holds"),
        ("tables/catalogues.jsonl", b'{"id": "c", "content": 5}\n', "is damaged: tables/catalogues.jsonl holds"),
        ("tables/catalogues.jsonl", b'{"id": "\\ud800"}\n', "is damaged: tables/catalogues.jsonl holds"),
        (
            "tables/catalogues.jsonl",
            b'{"version": 1' + b"0" * 400 + b"}\n",
            "is damaged: tables/catalogues.jsonl holds",
        ),
        ("tables/people.jsonl", b"[" * 100_000, "people.jsonl, line 1 cannot be read"),
        ("files/../../out.txt", b"x", "would lie outside the data folder"),
    ],
)
def test_a_spoiled_zip_changes_nothing(store: Store, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    """One sentence that says what is wrong, and the store is as it was."""
    fill(store)
    export(store.database, store.files, tmp_path / "all.zip")
    spoiled = spoil(tmp_path / "all.zip", tmp_path / "spoiled.zip", name, content)
    with pytest.raises(StoreError, match=told):
        bring_in(store.database, store.files, spoiled, replace=True)
    export(store.database, store.files, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "all.zip").read_bytes()


def test_a_zip_without_one_of_its_files_changes_nothing(store: Store, tmp_path: Path) -> None:
    """A recording is never there without its file."""
    fill(store)
    export(store.database, store.files, tmp_path / "all.zip")
    spoiled = spoil(tmp_path / "all.zip", tmp_path / "spoiled.zip", f"files/{store.files.keys()[-1]}", None)
    with pytest.raises(StoreError, match="is damaged: it does not hold all files"):
        bring_in(store.database, store.files, spoiled, replace=True)
    assert list(problems(store.database, store.files)) == []


def test_a_zip_that_was_packed_again_is_whole(store: Store, tmp_path: Path) -> None:
    """By hand, with the folders as entries of their own: nothing lacks."""
    fill(store)
    export(store.database, store.files, tmp_path / "all.zip")
    packed = spoil(tmp_path / "all.zip", tmp_path / "packed.zip", "files/recordings/", b"")
    verify(packed)
    bring_in(store.database, store.files, packed, replace=True)
    export(store.database, store.files, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "all.zip").read_bytes()


def test_a_cut_off_zip_is_damaged(tmp_path: Path) -> None:
    """At any length, and any other file too."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        fill(store)
        export(store.database, store.files, tmp_path / "all.zip")
        whole = (tmp_path / "all.zip").read_bytes()
        for length in (0, 10, len(whole) // 2, len(whole) - 1):
            (tmp_path / "cut.zip").write_bytes(whole[:length])
            with pytest.raises(StoreError, match="is damaged"):
                bring_in(store.database, store.files, tmp_path / "cut.zip", replace=True)


def test_a_flipped_bit_is_found_by_verifying(tmp_path: Path) -> None:
    """A backup that would not restore is not taken for one."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        fill(store)
        export(store.database, store.files, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        sound = next(entry for entry in archive.infolist() if entry.filename.startswith("files/"))
    whole = bytearray((tmp_path / "all.zip").read_bytes())
    whole[sound.header_offset + 200] ^= 1
    (tmp_path / "all.zip").write_bytes(whole)
    with pytest.raises(StoreError, match="is damaged"):
        verify(tmp_path / "all.zip")


def test_an_export_to_nowhere(tmp_path: Path) -> None:
    """The place and the reason; nothing half-written is left."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        (tmp_path / "file").write_text("x")
        with pytest.raises(StoreError, match=r"cannot be written: (File exists|Not a directory)"):
            export(store.database, store.files, tmp_path / "file" / "all.zip")
        with pytest.raises(StoreError, match="cannot be read: No such file"):
            bring_in(store.database, store.files, tmp_path / "nothing.zip")


@pytest.mark.parametrize("place", ["data/pitchcheck.db", "data/pitchcheck.db-wal", "link", "data", "/", "."])
def test_an_export_over_the_database(tmp_path: Path, place: str) -> None:
    """It would be the end of both; a folder is no place either."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        fill(store)
        (tmp_path / "link").symlink_to(tmp_path / "data" / "pitchcheck.db")
        target = Path(place) if place in {"/", "."} else tmp_path / place
        with pytest.raises(StoreError, match=r"is the database itself|is a folder; name the zip"):
            export(store.database, store.files, target)
        assert not list(problems(store.database, store.files))


def test_a_missing_file_is_named_and_the_rest_exported(store: Store, tmp_path: Path) -> None:
    """A backup is made all the same, and says what it lacks."""
    fill(store)
    given, sound = store.files.keys()
    store.files.delete(sound)
    manifest = export(store.database, store.files, tmp_path / "all.zip")
    assert (manifest.missing, manifest.files) == ((sound,), 1)
    assert given.startswith("jobs/")
    assert verify(tmp_path / "all.zip") == manifest


SPOILINGS = (
    ("UPDATE review_contents SET content = '{'", r"review_contents \w+ cannot be read"),
    ("UPDATE profiles SET content = '{}'", r"profiles \w+ is not what its history says"),
    ("DELETE FROM review_contents", r"Review \w+ lacks its content"),
    ("DELETE FROM review_claims", r"Review \w+ does not have all of its claims"),
    ("DELETE FROM month_sums", r"The sums of \w+ \d+ are not those of its pitches"),
    ("UPDATE recordings SET file = 'gone'", r"The file gone of a recording is gone"),
    ("UPDATE recordings SET file = NULL", r"belongs to no recording"),
    ("UPDATE alembic_version SET version_num = '0001'", r"The tables are at 0001, not at"),
)


@pytest.mark.parametrize(("statement", "told"), SPOILINGS)
def test_the_check_finds_what_is_wrong(store: Store, statement: str, told: str) -> None:
    """Clean before, and one sentence that names it after."""
    fill(store)
    assert list(problems(store.database, store.files)) == []
    with store.database.writing() as session:
        session.execute(sa.text(statement))
    found = list(problems(store.database, store.files))
    assert found
    assert any(re.search(told, sentence) for sentence in found)


def test_the_check_of_nothing(tmp_path: Path) -> None:
    """A database that nobody has begun, as under a wrong name."""
    database = connect(f"sqlite:///{tmp_path}/other.db")
    (told,) = problems(database, Files(str(tmp_path / "files")))
    assert (
        told
        == f"The database {tmp_path}/other.db holds no tables yet. Check its name, then run: pitchcheck db upgrade."
    )
    database.close()


def test_the_check_finds_a_row_without_its_owner(tmp_path: Path) -> None:
    """In SQLite, where another program may write with foreign keys off."""
    with Store.open(Settings(data_dir=tmp_path)) as store:
        store.profiles.save(profile())
        raw = store.database.engine.raw_connection()
        raw.driver_connection.execute("PRAGMA foreign_keys = off")  # type: ignore[union-attr]
        raw.driver_connection.execute("DELETE FROM people")  # type: ignore[union-attr]
        raw.close()
        assert any(
            "belongs to a row of people" in told for told in problems(store.database, Files(str(tmp_path / "files")))
        )


def put(session: Session, table: str, row: dict[str, object]) -> None:
    """Insert a row as an older program would have, without today's classes."""
    session.execute(sa.insert(sa.table(table, *(sa.column(name) for name in row))).values(row))


def test_an_upgrade_from_the_first_tables_keeps_everything(tmp_path: Path) -> None:
    """A database of the first release, with rows, comes up to date and checks clean."""
    url = f"sqlite:///{tmp_path}/pitchcheck.db"
    old = connect(url)
    migrate_to(old, "0001")
    day, content = "2026-01-01 00:00:00.000000", '{"text":"x"}'
    person = {"id": "me", "name": "Me", "roles": "rep", "active": 1, "on_board": 1, "created_at": day}
    pitch = {"id": "p", "owner_id": "me", "name": "n", "content": content, "version": 1}
    with old.writing() as session:
        put(session, "people", person)
        put(session, "pitches", {**pitch, "created_at": day, "changed_at": day})
        put(session, "pitch_revisions", {"of_id": "p", "version": 1, "content": content, "at": day})
    upgrade(old)
    assert list(problems(old, Files(str(tmp_path / "files")))) == []
    old.close()
    with Store.open(Settings(data_dir=tmp_path)) as store:
        assert store.takes.save(review(), "p").number == 1
