"""A real PostgreSQL server for the tests: Debian's, started in a temporary folder, or the one a URL names."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from deploy.postgres import FAST, NotThere, Server, binaries

URL_VARIABLE = "PITCHCHECK_TEST_POSTGRES_URL"


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that the tests may stop and start. Fails loudly where PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        server = _started(folder)
        try:
            yield server
        finally:
            with suppress(NotThere):  # a test may have stopped it itself
                server.stop()
    finally:
        shutil.rmtree(folder)


def _started(folder: Path) -> Server:
    try:
        server = Server(binaries(), folder, FAST)
        server.make()
        server.start()
    except NotThere as problem:
        pytest.fail(
            f"{problem} Or set {URL_VARIABLE}. "
            "These tests promise the same behaviour on both databases and are not skipped."
        )
    return server


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server with an empty database ``postgres`` on it: the one given, or one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    with own_server() as own:
        yield own.url
