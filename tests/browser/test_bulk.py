"""Many pitches in a real browser: from the upload to the worst of them on Rehearse, through a closed page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from benchmarks.texts import scenarios
from pitchcheck.jobs import BULK
from pitchcheck.profile import Profile
from pitchcheck.settings import Settings
from pitchcheck.store import Store
from tests.browser.conftest import PATIENCE, standing

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
REPS = ("Ann Bell", "Bo Chan", "Cy Diaz")


def given(folder: Path, count: int) -> Path:
    """So many pitches of the corpus, whose prospects are saved, with a row for somebody nobody knows; and a run that
    was stopped.
    """
    rows = scenarios()[:count]
    people = [Profile.model_validate(row["profile"]) for row in rows]
    names = [f"Prospect {n}" for n in range(len(rows))]
    with Store.open(Settings(data_dir=folder / "data")) as store:
        store.profiles.save_all(
            one.model_copy(update={"prospect": name}) for one, name in zip(people, names, strict=True)
        )
        store.jobs.stop(store.jobs.add(BULK, "the wrong file", {}).id)
    path = folder / "pitches.jsonl"
    said = [
        {"script": " ".join(part["text"] for part in row["pitch"]), "customer": name, "rep": REPS[n % 3]}
        for n, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    said.append({"script": "We cut the close.", "customer": "<b>Nobody</b>", "rep": REPS[0]})
    path.write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    return path


def test_from_the_upload_to_the_worst_on_rehearse(visit: Visit, tmp_path: Path) -> None:
    """A stopped run goes with all the page shows of it; columns are guessed, the work goes on while the page is away,
    and a row opens as a whole review.
    """
    expect.set_options(timeout=PATIENCE)
    path = given(tmp_path, 6)
    page = visit("/bulk")
    below = page.get_by_text("Nothing was reviewed before it ended")
    expect(below).to_be_visible()
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_role("heading", name="Review many pitches at once")).to_be_visible()
    expect(below).to_have_count(0)
    page.locator("input[type=file]").set_input_files(str(path))
    expect(page.get_by_text("6 pitches can be reviewed")).to_be_visible()
    expect(page.get_by_text("There is no prospect called “<b>Nobody</b>”")).to_be_visible()
    page.get_by_role("button", name="Review 6 pitches").click()
    expect(page.get_by_text("You can leave this page").first).to_be_visible()
    page.goto("about:blank")
    page = visit("/bulk")
    whole = page.get_by_role("heading", name="6 pitches with a median relevance of")
    expect(whole).to_be_visible(timeout=4 * PATIENCE)  # long work gives way to whatever else goes on
    expect(page.get_by_role("heading", name="Not reviewed: 1")).to_be_visible()
    standing(page)
    assert Axe().run(page).response["violations"] == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Everything, with claims").click()
    assert taken.value.suggested_filename == "reviews.parquet"
    _first_row(page)
    page.get_by_role("button", name="Open it on Rehearse").click()
    expect(page.get_by_role("button", name="Save this take")).to_be_visible()


def _first_row(page: Page) -> None:
    """A table is a canvas: the box at the left of its first row is clicked by its place."""
    table = page.locator(".st-key-bulk\\.table, [class*='st-key-bulk-table']").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 16, "y": 52})
