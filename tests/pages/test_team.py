"""Team as a rep and a coach meet it: one's own figure, the team's middle, and the board where names are on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "team.py")
Open = Callable[[], AppTest]


@pytest.fixture
def opened(app: Open) -> Open:
    """Opens Team in a new session over one store."""

    def visit() -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    return visit


@pytest.mark.parametrize("window", ["7 days", "30 days", "90 days", "This quarter", "Own dates"])
def test_every_window_opens(opened: Open, window: str) -> None:
    """Also before anybody pitched."""
    page = opened()
    page.selectbox(key="team.window").select(window).run()
    assert not page.exception
