"""Whether every file of a folder goes through the command and through the page, in a real browser.

    python -m benchmarks.through_page ../shared/transcripts ../shared/audio

Each file is given to `pitchcheck transcript` or `transcribe`, then added on Recordings and read there, with the judge
that ships, against a saved prospect where nobody else speaks. What becomes of it is printed, a line a file: what the
command says, and what the page says. It ends with 1 where the two do not agree, or the page shows an error of its own.
The speech model is the small one that the dev extra brings, unless PITCHCHECK_SPEECH_MODEL names another.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from deploy.local import App
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.settings import Settings
from pitchcheck.store import Store
from pitchcheck.transcript.sound import KINDS
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.transcript.sounds import tiny

TEXTS = ("vtt", "srt", "sbv", "docx", "txt", "md", "json")
PATIENCE = 60_000
"""Milliseconds for one step of the page; writing down a call of four minutes is the longest."""
SIZE = re.compile(r"^[\d.]+\s?[KMG]?B$")
TAIL = 60
"""So many letters at the end of a refusal must be the same: before them stand the names of command and title."""
SAID = (
    (Force.PUSH, "Every single morning goes on the phone."),
    (Force.PULL, "I want to promise people an honest window."),
    (Force.ANXIETY, "What if we lose all the jobs?"),
)


def main(folders: list[str]) -> int:
    """Take every file both ways; how many did not go the same way."""
    files = [one for folder in folders for one in sorted(Path(folder).rglob("*")) if _is_one(one)]
    os.environ.setdefault("PITCHCHECK_SPEECH_MODEL", tiny())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["PITCHCHECK_DATA_DIR"] = str(folder / "data")
        with Store.open(Settings(data_dir=folder / "data")) as store:
            said = tuple(Statement(id=f"s{n}", force=force, text=text) for n, (force, text) in enumerate(SAID, 1))
            store.profiles.save(Profile(prospect="Dana Whitlock", statements=said))
        with App(folder, dict(os.environ)) as app, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            wrong = sum(not _goes(file, browser.new_page(), app.address) for file in files)
            browser.close()
    print(f"{len(files)} files, {wrong} that did not go through the page as through the command")
    return min(wrong, 1)


def _is_one(file: Path) -> bool:
    return file.is_file() and file.suffix.lstrip(".").lower() in (*TEXTS, *KINDS)


def _goes(file: Path, page: Page, address: str) -> bool:
    """Whether the file goes through the page as it goes through the command."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: (problems.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    page.set_default_timeout(PATIENCE)
    kept, said = _command(file)
    page.goto(f"{address}/recordings")
    told: list[str] = []
    try:
        told.extend(_page(file, page))
    except Error as stuck:
        problems.append(f"stuck: {stuck.message.splitlines()[0]}")
    if page.locator("[data-testid=stException]").count():
        problems.append("a traceback")
    same = kept == (len(told) > 1) and not problems and (kept or _plain(said)[-TAIL:] in _plain(told[0]))
    page.context.close()
    print(
        f"{'ok ' if same else 'NOT'} {file.name}\n      command: {said}\n      page: {' / '.join([*told, *problems])}"
    )
    sys.stdout.flush()
    return same


def _command(file: Path) -> tuple[bool, str]:
    """Whether the command reads the file, and what it says of it."""
    name = "transcribe" if file.suffix.lstrip(".").lower() in KINDS else "transcript"
    ran = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "pitchcheck", name, str(file)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        return False, ran.stderr.strip().splitlines()[-1]
    return True, f"{len(ran.stdout.splitlines())} lines" + (f"; {ran.stderr.strip()}" if ran.stderr.strip() else "")


def _page(file: Path, page: Page) -> Iterator[str]:
    """What the page says: the sentence that refuses the file, or else how it is kept and how it is read."""
    page.get_by_role("button", name="Add a call").click()
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_text(SIZE).first.wait_for()  # it is there; long names are cut
    page.get_by_role("button", name="Add it").click()
    error = page.locator("[data-testid=stAlertContentError]")
    asked = page.get_by_text("Who sells in this call?")
    if file.suffix.lstrip(".").lower() in KINDS:
        error.or_(page.locator(".queue button", has_text=file.stem)).first.wait_for()
        if not error.count():
            page.locator(".queue button", has_text=file.stem).first.click()
    error.or_(asked).first.wait_for()
    if error.count():
        yield error.first.inner_text()
        if page.get_by_role("button", name="Throw away").count():
            page.get_by_role("button", name="Throw away").first.click()
            error.first.wait_for(state="detached")
        return
    yield page.locator(".st-key-toolbar p").nth(1).inner_text()
    page.get_by_role("button", name="Read this call").click()
    error.or_(page.locator(".timeline")).first.wait_for()
    yield error.first.inner_text() if error.count() else page.locator(".verdict h1").inner_text()


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
