"""``pitchcheck labels``: a coach's words become files that the judge's training reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pitchcheck import calls
from pitchcheck.calls import Said
from pitchcheck.cli import app
from pitchcheck.store import Role, Store
from tests.builders import story
from tests.store.world import TRANSCRIPT, enter

CALL = """
    ---
    Rep: What is it like today?
    Dana (push): We are late every Monday.
    Rep: [We plan your Mondays](s1). There is [a dark mode].
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs the command over a data folder of its own; its exit code and all that it said."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "data"))

    def ran(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["labels", *words])
        return result.exit_code, result.output

    return ran


def test_words_are_written_as_labels(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Only the claim somebody gave their word on; how far they agree is said."""
    run(str(tmp_path / "none"))
    with Store.open() as store:
        kept = store.recordings.save(TRANSCRIPT, "Call")
        store.recordings.save_review(kept.id, calls.agreed(story(CALL), "c1", Said("Rae")))
    code, said = run(str(tmp_path / "out"), "--name", "ours")
    assert (code, "1 claim; judge and coach say the same of 1" in said) == (0, True)
    scenario = json.loads((tmp_path / "out" / "ours.scenarios.jsonl").read_text())
    label = json.loads((tmp_path / "out" / "ours.labels.jsonl").read_text())
    assert [claim["text"] for claim in scenario["claims"]] == ["We plan your Mondays"]
    assert label == {
        "id": kept.id, "claims": [{"id": "c1", "links": [{"to": "s1", "rel": "advances"}], "relevance": 3}],
    }  # fmt: skip


def test_where_people_sign_in_it_is_everybodys_or_one_persons(
    run: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks after the server takes all along, as with an export; --for holds to what that person may see."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    with Store.open() as store:
        for name, team in (("rae", "north"), ("lou", "south")):
            one = enter(store, name, team)
            kept = one.recordings.save(TRANSCRIPT, name)
            one.recordings.save_review(kept.id, calls.heard_right(story(CALL), "s1", Said(name)))
        enter(store, "cora", "north", Role.COACH)
    out = tmp_path / "out"
    assert run(str(out)) == (0, "0 claims; judge and coach say the same of 0. 2 statements.\n")
    assert len((out / "coach.calls.jsonl").read_text().splitlines()) == 2
    assert run(str(out), "--for", "Cora@example.com")[1].endswith("1 statement.\n")
    (label,) = (out / "coach.calls.labels.jsonl").read_text().splitlines()
    assert [one["text"] for one in json.loads(label)["statements"]] == ["We are late every Monday."]
    code, said = run(str(out), "--for", "nobody@example.com")
    assert (code, "Nobody with the address" in said) == (2, True)


def test_a_folder_that_cannot_be_written_is_said(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """In a sentence."""
    (tmp_path / "file").write_text("x")
    code, said = run(str(tmp_path / "file" / "out"))
    assert (code, "cannot be written to" in said) == (2, True)


@pytest.mark.parametrize("name", ["../ours", "a/b", "", "a\0b", "ours\udcff"])
def test_a_name_that_leads_elsewhere(run: Callable[..., tuple[int, str]], tmp_path: Path, name: str) -> None:
    """Nothing is written outside the folder that was named."""
    code, said = run(str(tmp_path / "deep" / "out"), "--name", name)
    assert (code, "is no name for files" in said) == (2, True)
    assert not (tmp_path / "deep").exists()


def test_an_address_that_is_no_text(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """A terminal hands on any bytes."""
    code, said = run(str(tmp_path / "out"), "--for", "x\udcff@example.com")
    assert (code, "Nobody with the address" in said) == (2, True)
