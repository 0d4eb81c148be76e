"""One command for all benchmarks: each exists, one that fails is told, and the report has what each printed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import __main__ as all_of_them
from benchmarks import many
from benchmarks.__main__ import BENCHES, Bench, Ran, ran, report
from pitchcheck.profile import Profile

FOLDER = Path(all_of_them.__file__).parent
ALONE = {"product_worded", "through_page", "voices"}
"""Run by others of them, or only where a page or a sound is at hand."""


def test_every_benchmark_is_in_it() -> None:
    """Whatever has a command of its own."""
    files = [*FOLDER.glob("*.py"), *(path / "__main__.py" for path in FOLDER.iterdir() if path.is_dir())]
    commands = {
        path.parent.name if path.stem == "__main__" else path.stem
        for path in files
        if path.exists() and path.parent / path.name != FOLDER / "__main__.py" and "__main__" in path.read_text()
    }
    assert {one.name for one in BENCHES} == commands - ALONE
    assert all(find_spec(f"benchmarks.{one.name}") for one in BENCHES)


def test_one_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its last words; the others stand beside it."""
    found = ran(Bench("growth", "how time grows", full=("--most", "nonsense")), quick=False)
    assert not found.well
    good = Ran(Bench("speed", "a review"), "python -m benchmarks.speed", 90, well=True, printed="| 100 | 180 |")
    text = report([good, found], "A machine, 2 cores; 2026-11-26")
    assert "A machine, 2 cores; 2026-11-26" in text
    assert "| `python -m benchmarks.speed` | a review | 1.5 |  |" in text
    assert "| **failed** |" in text
    assert "## How time grows" in text
    assert "invalid float value" in text
    assert "| 100 | 180 |" in text


def test_pitches_made_anew_are_always_the_same(tmp_path: Path) -> None:
    """And different from each other; every one has a prospect among those written."""
    first, prospects = many.write(tmp_path, 30)
    text = first.read_text()
    assert many.write(tmp_path, 30)[0].read_text() == text
    assert len(set(text.splitlines())) == 30
    names = {Profile.model_validate_json(line).prospect for line in prospects.read_text().splitlines()}
    assert len(names) == many.PROSPECTS
    repeated, _ = many.write(tmp_path, 30, repeat=3)
    assert len(set(repeated.read_text().splitlines())) == 3
