"""``pitchcheck bulk`` from the command line."""

import csv
import signal
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from pitchcheck import bulk
from tests.bulk.test_bulk import DANA, here, table
from tests.pages.judge import WordJudge


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The judge of words, and no processes."""
    words = SimpleNamespace(open_judge=lambda thresholds: WordJudge(), EmbeddedJudge=type(None))
    monkeypatch.setitem(__import__("sys").modules, "pitchcheck.judge.embedded", words)
    monkeypatch.setattr(bulk, "processes", lambda workers: here)


def test_reviews_a_table_and_goes_on(run, tmp_path):
    """It says how many were done, and the second time that they were there; bad rows are pointed to."""
    source = table(tmp_path / "t.csv", 3)
    with source.open("a", encoding="utf-8") as stream:
        csv.writer(stream).writerow(["", "Dana Reyes"])
    (tmp_path / "dana.json").write_text(DANA.model_dump_json())
    call = ("bulk", source, "--profiles", tmp_path / "dana.json", "--out", tmp_path / "out")
    first = run(*call)
    assert first.exit_code == 0
    assert "4 done" in first.stderr
    assert "out.bad.csv says which and why" in first.stderr
    assert "0 done, 4 were there" in run(*call).stderr


def test_dask_is_asked_for_by_address(run, tmp_path, monkeypatch):
    """The address is the one that was given."""
    asked = []

    @contextmanager
    def cluster():
        with here() as workers:
            yield workers

    monkeypatch.setattr(bulk, "dask", lambda address: asked.append(address) or cluster)
    (tmp_path / "dana.json").write_text(DANA.model_dump_json())
    source = table(tmp_path / "t.csv", 1)
    run("bulk", source, "-p", tmp_path / "dana.json", "-o", tmp_path / "out", "--dask", "tcp://host:8786")
    assert asked == ["tcp://host:8786"]


def test_what_ctrl_c_stopped_is_not_all_well(run, tmp_path, monkeypatch):
    """What comes after it with && is not begun on half of the reviews."""

    def stopped_at_once(*_, stopped, **__):
        signal.raise_signal(signal.SIGINT)
        assert stopped()
        return bulk.Progress(done=1, before=0)

    monkeypatch.setattr(bulk, "run", stopped_at_once)
    (tmp_path / "dana.json").write_text(DANA.model_dump_json())
    source = table(tmp_path / "t.csv", 2)
    result = run("bulk", source, "-p", tmp_path / "dana.json", "-o", tmp_path / "out")
    assert result.exit_code == 130
    assert result.stderr.endswith("Stopped. Start the same command again to go on.\n")


def test_a_source_that_is_not_there(run, tmp_path):
    """One sentence, exit code 2."""
    (tmp_path / "dana.json").write_text(DANA.model_dump_json())
    result = run("bulk", tmp_path / "none", "-p", tmp_path / "dana.json", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "There is no file or folder" in result.stderr
