"""``app``: the pages are started where they may be, and the refusal comes before anything listens."""

from __future__ import annotations

import os

import pytest

from pitchcheck.cli import serving
from pitchcheck.settings import this_machine
from tests.cli.conftest import Run

EVERY = "0.0.0.0"  # noqa: S104 (what is refused)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that this process would have become."""
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    monkeypatch.setattr(os, "chdir", lambda _: None)
    return commands


@pytest.mark.parametrize("address", [EVERY, "::", "192.168.1.7", "pitch.example.com", "", "localhost.example.com"])
def test_nobody_else_is_served_without_sign_in(run: Run, started: list[list[str]], address: str) -> None:
    """One sentence that says what to do, and nothing is started; with sign-in it is."""
    refused = run("app", "--address", address)
    assert refused.exit_code == 2
    assert "serves this machine only" in refused.stderr
    assert started == []


def test_with_sign_in_others_are_served(run: Run, started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was asked for."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    run("app", "--address", EVERY, "--no-browser")
    (command,) = started
    assert command[1:] == [
        "-m", "streamlit", "run", "app.py", f"--server.address={EVERY}", "--server.port=8501", "--server.headless=true",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]"])
def test_this_machine_is_served_by_any_of_its_names(run: Run, started: list[list[str]], address: str) -> None:
    """Its own addresses are nobody else's."""
    assert this_machine(address)
    assert run("app", "--address", address).exit_code == 0
    assert f"--server.address={address}" in started[0]


def test_without_the_pages_it_says_where_to_start_it(
    run: Run, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Where the package alone is installed."""
    monkeypatch.setattr(serving, "PAGES", tmp_path)
    assert "app.py" in run("app").stderr
    assert started == []
