"""The Team page in a real browser: the private board, a pitch opened to its claims, names turned on, no barrier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pitchcheck.settings import Settings
from pitchcheck.store import Board, Scope, Store
from pitchcheck.store.desk import now
from pitchcheck.store.house import House
from pitchcheck.store.tables import HouseRow, ReviewClaimRow
from tests.browser.conftest import PATIENCE
from tests.store.crowd import NORTH, TODAY, Said, everybody, world

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
EVER = Scope(since=TODAY - dt.timedelta(days=30), until=TODAY)
SCRIPT = "<img src=x onerror=alert(1)>"


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical in the parts of this page."""
    parts = [".st-key-standing", ".st-key-ladder", ".st-key-behind"]
    violations = [
        one
        for part in parts
        if page.locator(part).count()
        for one in Axe().run(page, context=part).response["violations"]
    ]
    return [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


def test_a_rep_sees_where_they_stand_and_why(visit: Visit, tmp_path: Path) -> None:
    """Names off: the middle, and my pitch opens to its claim. Names on: the board, on a phone and in the dark too."""
    expect.set_options(timeout=PATIENCE)
    mine = [Said("me", ago, 40.0 + ago) for ago in (3, 9, 20)]
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        world(store, {"north": {*NORTH, "me"}}, [*everybody(), *mine])
        newest = store.as_("me").aggregates.reviews(EVER).index[0]
        with store.database.writing() as session:
            session.add(
                ReviewClaimRow(
                    review_id=newest, claim="c1", text=SCRIPT, kind="feature", verdict="unasked", sure=True, kept=True,
                    relevance=0.1, harm=0.0, attention=5, weight=4.0,
                )
            )  # fmt: skip
        page = visit("/team")
        expect(page.get_by_text("The middle of the team is 45")).to_be_visible()
        expect(page.locator(".ladder")).to_have_count(0)
        page.locator(".behind > li > button").first.click()
        expect(page.locator(".behind ol li")).to_contain_text(SCRIPT)
        assert grave(page) == []
        with store.database.writing() as session:
            content = House(board=Board(names=True, minimum=2)).model_dump_json()
            session.add(HouseRow(version=2, content=content, at=now()))
    page = visit("/team", viewport={"width": 390, "height": 844}, color_scheme="dark")
    expect(page.locator(".ladder tbody tr")).to_have_count(8)
    expect(page.locator(".ladder .me")).to_contain_text("Me (you)")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
