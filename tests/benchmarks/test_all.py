"""One command for all benchmarks: each exists, one that fails is told, and the report has what each printed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as all_of_them
from benchmarks import many, memory
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


def test_what_is_not_at_hand_is_left_out(tmp_path: Path) -> None:
    """And said; that is no failure."""
    found = ran(Bench("speech", "recordings written down", needs=tmp_path / "none"), quick=True)
    assert found.well
    assert f"there is no {tmp_path / 'none'} here" in report([found], "A machine")


def test_pitches_for_memory_are_all_different() -> None:
    """However many; few sentences follow few others, and every one that does is said early."""
    assert len(set(memory.made(100_000))) == 100_000
    assert len(set(memory.made(3_000, repeat=64))) == 64
    early = list(memory.made(memory.SAID**2))
    assert len({one.partition(memory._said()[1][0])[2] for one in early}) == memory.SAID + 1


def test_what_memory_gains_is_that_of_the_last_half() -> None:
    """What was kept to a limit has reached it by then; with too few looks nothing is said."""
    looked = {done: memory.Memory(100.0, min(300.0, done / 10)) for done in range(0, 10_000, 500)}
    assert memory.gained(looked) == pytest.approx((0, 0), abs=1e-6)
    growing = {done: memory.Memory(done / 1024, 2 * done / 1024) for done in range(0, 10_000, 500)}
    assert memory.gained(growing) == pytest.approx((1, 2))
    assert all(np.isnan(memory.gained({0: memory.Memory(1, 1)})))
    assert [done for done, _ in memory.at_marks(looked)] == [500, 1_000, 5_000, 9_500]


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
