"""Admin and You in a real browser, on one person's own machine: every view, by keyboard and for everybody's eyes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from pitchcheck.settings import Settings
from pitchcheck.store import House, Retention, Store
from tests.browser.conftest import Visit
from tests.browser.conftest import serious_in_any_light as serious

pytestmark = pytest.mark.browser
VIEWS = {
    "What is kept": "After how many days is it deleted for good?",
    "The judge": "Where do the judge’s decisions fall?",
    "Flags": "When is a flag raised?",
}


def test_the_house_of_one_person(visit: Visit, tmp_path: Path) -> None:
    """No people, no sign-out; what is decided holds and is in the log; axe finds nothing serious; a phone fits."""
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        store.house.save(House(retention=Retention(rehearsals=400)))
    page = visit("/admin")
    expect(page.get_by_text("A file was written, read and deleted.")).to_be_visible()
    expect(page.get_by_role("radio", name="People")).to_have_count(0)
    states = {"Health": serious(page)}
    for view, heading in VIEWS.items():
        page.get_by_role("radio", name=view).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        states[view] = serious(page)
    page.get_by_label("Unasked claims in a row that make a feature stack").fill("2")
    page.get_by_role("combobox", name="Flags that are never raised").fill("P7")
    page.get_by_role("option", name="P7 no-room-for-no").click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name=VIEWS["Flags"]).click()
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_text("No review is saved yet")).to_be_visible()
    states["Flags, changed"] = serious(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_role("radio", name="What is kept").click()
    days = page.get_by_label("Rehearsals")
    expect(days).to_have_value("400")
    days.fill("300")
    days.press("Tab")
    expect(page.get_by_text("With this, nothing goes today.")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    expect(page.get_by_text("With this, nothing goes today.")).to_have_count(0)
    page.get_by_role("radio", name="Delete for good").click()
    page.get_by_role("radio", name="A recording").click()
    expect(page.get_by_label("Which call?")).to_be_visible()
    expect(page.locator(".stToast")).to_have_count(0)
    states["Delete for good"] = serious(page)
    page.get_by_role("radio", name="Log").click()
    expect(page.get_by_role("cell", name="retention rehearsals: not set → 400")).to_be_visible()
    expect(page.get_by_role("cell", name="retention rehearsals: 400 → 300")).to_be_visible()
    expect(page.get_by_role("cell", name="flags stack: 3 → 2; flags off: none → P7")).to_be_visible()
    states["Log"] = serious(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(page.url.replace("/admin", "/you"))
    expect(page.get_by_role("button", name="Download what is held on me")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    states["You"] = serious(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert {name: found for name, found in states.items() if found} == {}
