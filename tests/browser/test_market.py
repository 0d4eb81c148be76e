"""What is never asked for and the right deal in a real browser, before the sample team, which goes with a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, serious
from tests.demo.sample import made

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture
def team(tmp_path: Path, visit: Visit) -> Visit:
    """The app with the sample team in it, opened as their coach."""
    made(tmp_path / "data")
    return visit


def opened(page: Page, row: Locator) -> None:
    """That thing is open below the table, and nothing is being drawn any more."""
    expect(page.locator(".st-key-never-open")).to_have_count(0)
    row.locator("button.name").click()
    expect(page.locator(".st-key-never-open")).to_be_visible()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)


def merge_and_split(page: Page) -> None:
    """Two things are made one, and one of its wordings is put apart again; both are found under their names."""
    rows = page.locator("table.asked tbody tr")
    other = rows.filter(has_not_text="by hand").first
    name = other.locator("button.name").inner_text()
    opened(page, other)
    page.get_by_role("button", name="Merge").click()
    page.get_by_role("combobox", name="It is the same as").click()
    page.get_by_role("option", name="The first thing", exact=True).click()
    page.get_by_role("button", name="They are one").click()
    expect(rows.filter(has=page.get_by_role("button", name=name, exact=True))).to_have_count(0)
    opened(page, rows.filter(has_text="The first thing"))
    page.get_by_role("button", name="Split").click()
    page.get_by_role("combobox", name="Which of these are something else?").click()
    chosen = page.get_by_role("option").nth(1)  # after "Select all": the wording said most, so both parts are in view
    words = chosen.inner_text()
    chosen.click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_test_id("stMultiSelect").get_by_text(words, exact=True)).to_be_visible()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    page.get_by_role("button", name="Put them apart").click()
    expect(page.locator(".st-key-never-open")).to_have_count(0)
    expect(rows.filter(has_text="by hand")).to_have_count(2)
    expect(rows.filter(has_text="The first thing")).to_have_count(1)


def test_a_product_person_s_visit(team: Visit) -> None:
    """They see what nobody asked for, open a cell's quotes, sort groups, look at deals, and leave."""
    expect.set_options(timeout=PATIENCE)
    page = team("/team", viewport={"width": 1280, "height": 1700})
    page.get_by_role("radio", name="What is never asked for").click()
    expect(page.get_by_text("you put forward were asked for by nobody")).to_be_visible()
    page.get_by_role("radio", name="Everything said").click()
    page.locator("table.asked td.cell button").first.click()
    expect(page.locator("ul.quotes").first).to_contain_text("to ")
    expect(page.locator("ul.quotes").first).to_be_in_viewport()
    assert serious(page) == []
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("What do you call this?").fill("The first thing")
    page.get_by_role("button", name="Keep the name").click()
    expect(page.locator("table.asked").get_by_role("button", name="The first thing", exact=True)).to_be_visible()
    expect(page.get_by_text("grouped by hand")).to_be_visible()
    merge_and_split(page)
    page.get_by_role("radio", name="The right deal").click()
    expect(page.get_by_text("Of 12 prospects, 8 bought")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="For a spreadsheet (XLSX)").click()
    assert Path(taken.value.path()).read_bytes()[:2] == b"PK"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Sample team.")).to_have_count(0)
    page.get_by_role("link", name="Rehearse").click()
    expect(page.get_by_role("button", name="Look around with a sample team")).to_be_visible()
