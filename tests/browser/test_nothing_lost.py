"""Nothing typed is lost: a PostgreSQL stopped and started under the page, the server killed, a disk that is full."""

from __future__ import annotations

import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local import App
from tests.browser.conftest import PATIENCE
from tests.browser.test_recordings import CALL, tone
from tests.store.postgres import own_server

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
TEXT = "Your customers get a text with the arrival time as soon as the technician is on the way."


def typed(page: Page, sentence: str) -> None:
    """Type a sentence at the end, and wait until the page has read it."""
    page.get_by_label("Your pitch").press("Control+End")
    page.keyboard.insert_text(f" {sentence}")
    expect(page.locator(".st-key-pitch mark").filter(has_text=sentence.split()[-2]).first).to_be_visible()


def test_the_database_goes_and_comes_back_and_the_server_is_killed(browser: Browser, tmp_path: Path) -> None:
    """While it is away the page reads on and says so in a sentence; what was typed meanwhile is kept when it is back,
    with no key touched; then the server is killed, and in the same browser everything typed is there.
    """
    with own_server() as database:
        told = {"PITCHCHECK_DATABASE_URL": database.url, "PITCHCHECK_DATA_DIR": str(tmp_path / "data")}
        with App(tmp_path, told) as app:
            page = browser.new_context().new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(app.address)
            expect(page.locator(".st-key-chart .points path").first).to_be_visible()
            page.get_by_role("button", name="New pitch").click()
            expect(page.get_by_label("Your pitch")).to_be_focused()
            page.keyboard.insert_text(TEXT)
            expect(page.locator(".st-key-pitch mark").first).to_be_visible()

            database.stop()
            typed(page, "We have sixty ready-made reports.")
            expect(page.get_by_text("cannot be reached right now, so this was not saved").first).to_be_visible()
            page.get_by_role("link", name="Catalogue", exact=True).click()
            again = page.get_by_role("button", name="Try again")
            expect(again).to_be_visible()
            database.start()
            again.click()
            expect(page.get_by_text("What is each of our features hired for?")).to_be_visible()
            page.get_by_role("link", name="Rehearse", exact=True).click()
            expect(page.get_by_label("Your pitch")).to_have_value(f"{TEXT} We have sixty ready-made reports.")
            expect(page.get_by_text("cannot be reached right now")).to_have_count(0)

            typed(page, "It also has a dark mode.")
            app.stop(signal.SIGKILL)
            app.start()
            page.reload()
            expect(page.get_by_label("Your pitch")).to_have_value(
                f"{TEXT} We have sixty ready-made reports. It also has a dark mode."
            )
            page.context.close()


def filled(path: Path) -> Path:
    """A file that takes all the room that its disk has left."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    return path


def test_the_disk_is_full_and_then_the_file_store_is_away(browser: Browser, tmp_path: Path) -> None:
    """Each is one sentence, what was typed stays on the page, and it is kept as soon as it can be, with no restart."""
    data = tmp_path / "data"
    data.mkdir()
    small = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=12m tmpfs "{data}" && exec "$@"', "sh"]
    if subprocess.run([*small, "true"], check=False).returncode:
        pytest.skip("no small disk can be made on this machine, so a full one was not seen in a browser")
    with App(tmp_path, {"PITCHCHECK_DATA_DIR": str(data)}, through=small) as app:
        assert app.process
        disk = Path(f"/proc/{app.process.pid}/root{data}")
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(app.address)
        expect(page.locator(".st-key-chart .points path").first).to_be_visible()
        page.get_by_role("button", name="New pitch").click()
        expect(page.get_by_label("Your pitch")).to_be_focused()
        page.keyboard.insert_text(TEXT)
        expect(page.locator(".st-key-pitch mark").first).to_be_visible()

        full = filled(disk / "filler")
        typed(page, "We have sixty ready-made reports.")
        expect(page.get_by_text("The disk is full, so this was not saved").first).to_be_visible()
        full.unlink()
        expect(page.get_by_text("The disk is full")).to_have_count(0)
        page.reload()
        expect(page.get_by_label("Your pitch")).to_have_value(f"{TEXT} We have sixty ready-made reports.")

        (disk / "files").write_text("no folder")
        page.get_by_role("link", name="Recordings", exact=True).click()
        page.get_by_role("button", name="Add a call").click()
        page.locator("input[type=file]").set_input_files([str(CALL), str(tone(tmp_path / "call.wav", 3))])
        page.get_by_label("What to call it").fill("With Dana in May")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("The file store cannot be reached")).to_be_visible()
        expect(page.get_by_label("What to call it")).to_have_value("With Dana in May")
        (disk / "files").unlink()
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("Who sells in this call?")).to_be_visible()
        expect(page.get_by_text("With Dana in May")).to_be_visible()
        page.context.close()
