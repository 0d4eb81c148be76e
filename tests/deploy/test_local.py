"""What is started for a try-out and for tests is stopped again, whatever goes wrong on the way."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import local
from deploy.local import App
from deploy.postgres import NotThere
from tests import llama
from tests.llama import Llama


@pytest.mark.parametrize("make", [App, lambda _: Llama()], ids=["the app", "the language model"])
def test_what_never_answers_is_not_left_running(
    make: Callable[[Path], App | Llama], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The process is gone when the error is told."""
    started: list[subprocess.Popen[bytes]] = []

    def never(_: str, process: subprocess.Popen[bytes]) -> None:
        started.append(process)
        raise NotThere("It does not answer.")

    for module in (local, llama):
        monkeypatch.setattr(module, "wait_for", never)
    monkeypatch.setattr(llama, "weights", lambda: tmp_path / "none")
    one = make(tmp_path)
    with pytest.raises(NotThere):
        one.start()
    assert started[0].returncode is not None
    assert one.process is None
