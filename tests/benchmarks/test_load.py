"""A visitor of the load benchmark gives up on a page that says nothing more, instead of waiting for ever."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from benchmarks.load import visitor
from benchmarks.load.visitor import Door, Failed, Visitor


class Silent:
    """A line on which nothing ever comes."""

    async def send(self, _: bytes) -> None:
        """Taken, and never answered."""

    async def recv(self, **_: object) -> Any:
        """Waits until it is given up."""
        await asyncio.Event().wait()


def test_a_silent_page_did_not_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    """After PATIENCE it is an error like any other, which the table counts."""
    monkeypatch.setattr(visitor, "PATIENCE", 0.05)
    waiting = Visitor(Door("http://a", "http://a"), {}, line=Silent())  # type: ignore[arg-type]

    async def visit() -> float:
        return await asyncio.wait_for(waiting.open(), 10)

    # In a thread of its own: Playwright's loop runs in the main one, where a browser test came before.
    with ThreadPoolExecutor(1) as threads, pytest.raises(Failed, match="did not finish"):
        threads.submit(lambda: asyncio.run(visit())).result()
