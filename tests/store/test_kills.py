"""Nothing is lost: killed at any moment, the store opens, checks clean, and holds every save it had confirmed.

The benchmark ``benchmarks.kills`` does the same hundreds of times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import SCENES, run
from pitchcheck.settings import Settings


@pytest.mark.parametrize(("scene", "kills"), [("saves", 10), ("imports", 5), ("migrations", 8)])
def test_killed_on_sqlite(scene: str, kills: int, tmp_path: Path) -> None:
    """During saves, imports and migrations."""
    assert scene in SCENES
    run(scene, Settings(data_dir=tmp_path), kills)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
@pytest.mark.postgres
@pytest.mark.parametrize(("scene", "kills"), [("saves", 6), ("imports", 3), ("migrations", 5)])
def test_killed_on_postgresql(scene: str, kills: int, settings: Settings) -> None:
    """The program is killed, not the server: its half-done transaction is taken back."""
    Path(settings.data_dir).mkdir()
    run(scene, settings, kills)
