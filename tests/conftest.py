"""How generated tests run here: the same examples on every run and machine, and no clock that decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _main_stays_what_it_is() -> Iterator[None]:
    """Streamlit puts the script that it runs in the place of ``__main__`` and leaves it there.

    A process that is spawned later begins by running the file of that, which is gone, or breaks as it was made to.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
