"""Makes the sample team in a moment, for every test that needs a full store."""

from __future__ import annotations

from pathlib import Path

import pytest

from pitchcheck import demo
from pitchcheck.demo import filling
from pitchcheck.settings import Settings
from tests.pages.judge import WordJudge


def made(folder: Path) -> Path:
    """Fill that data folder with the sample team, read by a judge that anybody can foresee."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "open_judge", WordJudge)
        demo.make(Settings(data_dir=folder))
    return folder
