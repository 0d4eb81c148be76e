"""A real PostgreSQL server for the tests: Debian's, started in a temporary folder, or the one a URL names."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

URL_VARIABLE = "PITCHCHECK_TEST_POSTGRES_URL"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def as_server(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package made the user it runs as."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def run(command: list[str]) -> None:
    """Run it, and fail with what it said where it fails."""
    done = subprocess.run(as_server(command), capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stdout}{done.stderr}")


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server with an empty database ``postgres`` on it. Fails loudly where there is none to be had."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    programs = binaries()
    if programs is None:
        pytest.fail(
            f"No PostgreSQL: install it (Debian: apt-get install postgresql) or set {URL_VARIABLE}. "
            "These tests promise the same behaviour on both databases and are not skipped."
        )
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        yield from _started(programs, folder)
    finally:
        shutil.rmtree(folder)


def _started(programs: Path, folder: Path) -> Iterator[str]:
    data, control = str(folder / "data"), str(programs / "pg_ctl")
    run([str(programs / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"])
    run([control, "-D", data, "-w", "-l", str(folder / "log"), "-o", f"{FAST} -k {folder}", "start"])
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run([control, "-D", data, "-w", "-m", "immediate", "stop"])
