"""How generated tests run here: the same examples on every run and machine, and no clock that decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pitchcheck.settings import Settings
from pitchcheck.store import Store

settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose tables are up to date, to be copied: to make them takes longer than most that is tried."""
    folder = tmp_path_factory.mktemp("template")
    Store.open(Settings(data_dir=folder)).close()
    return folder


@pytest.fixture(autouse=True)
def _main_stays_what_it_is() -> Iterator[None]:
    """Streamlit puts the script that it runs in the place of ``__main__`` and leaves it there.

    A process that is spawned later begins by running the file of that, which is gone, or breaks as it was made to.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come first: each file of them takes minutes, and at the end one processor would wait for the last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
