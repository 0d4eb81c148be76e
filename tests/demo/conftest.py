"""The sample team, made once a session with a judge that reads words, so that these tests need no weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo.sample import made


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample team in it."""
    return made(tmp_path_factory.mktemp("sample"))
