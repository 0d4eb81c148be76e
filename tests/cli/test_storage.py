"""``db``, ``export``, ``import``, ``retention`` and ``settings``."""

import io
import os
import sqlite3
from pathlib import Path

import pytest

from pitchcheck.review import FlagSettings
from pitchcheck.settings import Settings
from pitchcheck.store import House, Store
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    """A data folder of this test."""
    for name in ("DATABASE_URL", "FILES_URL", "SIGN_IN", "ADMINS"):
        monkeypatch.delenv(f"PITCHCHECK_{name}", raising=False)
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def fill(data: Path) -> None:
    """A profile, a take, a recording with audio."""
    with Store.open(Settings(data_dir=data)) as store:
        saved = store.profiles.save(profile())
        store.takes.save(review(), profile=saved)
        store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(b"RIFF")))


COUNTS = "1 people, 1 profiles, 0 catalogues, 1 pitches, 1 reviews, 1 recordings, 1 files."


def test_a_backup_restores_an_empty_machine(run, data, tmp_path, monkeypatch):
    """Backed up here, restored there, checked there: all is well and all is there."""
    fill(data)
    made = run("db", "backup", tmp_path / "backups")
    assert made.exit_code == 0
    assert made.stdout.endswith(COUNTS + "\n")
    (path,) = (tmp_path / "backups").iterdir()
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "there"))
    assert run("db", "restore", path).stdout == f"{tmp_path / 'there' / 'pitchcheck.db'}: {COUNTS}\n"
    checked = run("db", "check")
    assert (checked.exit_code, checked.stdout.endswith("all is well.\n")) == (0, True)


def test_export_and_import(run, data, tmp_path, monkeypatch):
    """The same by its other name; a database in use is only replaced when told to."""
    fill(data)
    assert run("export", "all.zip").stdout == f"all.zip: {COUNTS}\n"
    refused = run("import", "all.zip")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not empty" in refused.stderr
    assert run("import", "all.zip", "--replace").exit_code == 0


def test_a_name_that_is_no_text(run, data, tmp_path):
    """A file may be called by any bytes."""
    fill(data)
    assert run("export", os.fsdecode(b"all\xff.zip")).stdout == f"all\ufffd.zip: {COUNTS}\n"


def test_a_missing_file_is_told(run, data):
    """On standard error; the rest is exported."""
    fill(data)
    next((data / "files").rglob("audio.wav")).unlink()
    made = run("export", "all.zip")
    assert made.exit_code == 0
    assert "audio.wav was gone" in made.stderr


def test_upgrade_says_where_and_to_what(run, data):
    """A first start without the app."""
    assert run("db", "upgrade").stdout.startswith(f"{data / 'pitchcheck.db'} is up to date, at 0")


def test_check_says_what_is_wrong(run, data):
    """Each in a sentence, exit 1."""
    fill(data)
    with sqlite3.connect(data / "pitchcheck.db") as connection:
        connection.execute("DELETE FROM review_contents")
    connection.close()
    checked = run("db", "check")
    assert checked.exit_code == 1
    assert "lacks its content" in checked.stdout
    assert checked.stdout.endswith("1 found to be wrong.\n")


def test_check_repairs_the_sums_of_a_month(run, data):
    """Told, with what to do; with --repair made anew, and all is well."""
    fill(data)
    with sqlite3.connect(data / "pitchcheck.db") as connection:
        connection.execute(
            "INSERT INTO month_sums SELECT '2026-01-01', id, 'rehearsal', 1, 1, 1, 1, 1, 1, 1, 1 FROM people LIMIT 1"
        )
    connection.close()
    checked = run("db", "check")
    told = "The sums of January 2026 are not those of its pitches. Run: pitchcheck db check --repair."
    assert (checked.exit_code, told in checked.stdout) == (1, True)
    mended = run("db", "check", "--repair")
    assert (mended.exit_code, "They were made anew." in mended.stdout) == (0, True)
    assert mended.stdout.endswith("all is well.\n")
    assert run("db", "check").exit_code == 0


def test_retention_only_counts_when_dry(run, data):
    """Said and not done; then done."""
    fill(data)
    with sqlite3.connect(data / "pitchcheck.db") as connection:
        connection.execute("UPDATE recordings SET created_at = '2020-01-01 00:00:00.000000'")
    connection.close()
    assert "Due: 1 recording from before" in run("retention", "--dry-run").stdout
    assert "Deleted: 1 recording from before" in run("retention").stdout
    assert "Due: 0 recordings from before" in run("retention", "--dry-run").stdout
    assert list((data / "files").rglob("*.wav")) == []


def test_settings_are_shown_with_their_source(run, data, monkeypatch):
    """What, from where, what for; no password. Where the database is away, the settings are there all the same."""
    monkeypatch.setenv("PITCHCHECK_DATABASE_URL", "postgresql://rep:hunter2@localhost:1/pitch")
    shown = run("settings")
    assert shown.exit_code == 0
    assert shown.stderr.startswith("What an admin decided cannot be shown.")
    assert "hunter2" not in shown.stderr
    assert f"data_dir = {data}  (the environment)" in shown.stdout
    assert "sign_in = no  (default)" in shown.stdout
    assert "jobs_at_once = 1  (default)" in shown.stdout, "a number is no yes or no"
    assert "speech_threads = 0  (default)" in shown.stdout
    assert "hunter2" not in shown.stdout


def test_what_an_admin_decided_is_shown_too(run, data):
    """With where it came from; looking makes no database."""
    assert "flags stack = 3  (default)" in run("settings").stdout
    assert not data.exists()
    with Store.open(Settings(data_dir=data)) as store:
        store.house.save(House(flags=FlagSettings(stack=5, off=frozenset({"S1", "C1"}))))
    shown = run("settings").stdout
    assert "flags stack = 5  (Admin)" in shown
    assert "flags off = C1, S1  (Admin)" in shown
    assert "judge answers = not set  (default)" in shown


def test_a_wrong_setting_is_one_sentence(run, monkeypatch):
    """Every command that needs settings says which is wrong."""
    monkeypatch.setenv("PITCHCHECK_COLOUR", "blue")
    refused = run("db", "check")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("PITCHCHECK_COLOUR (in the environment) is not a setting.")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_digest_at_the_end_of_the_calendar(run, day):
    """There is no day before the first one, nor after the last."""
    refused = run("digest", "--until", day)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.endswith("--until is from 2000-01-01 to 2999-12-31.\n")
