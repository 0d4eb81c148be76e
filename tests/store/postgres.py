"""A real PostgreSQL server for the tests: Debian's, started in a temporary folder, or the one a URL names."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

URL_VARIABLE = "PITCHCHECK_TEST_POSTGRES_URL"
# Fast, but a commit is with the operating system before it is confirmed: the server itself may be stopped at once.
FAST = "-c fsync=off -c full_page_writes=off -c listen_addresses=''"


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


@dataclass(frozen=True)
class Own:
    """A server of the tests' own, in a temporary folder; it listens on a socket there and nowhere else."""

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        """Of its database ``postgres``."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def make(self) -> None:
        """Make its folder of data."""
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        run([str(self.programs / "initdb"), "-D", f"{self.folder}/data", *options])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control("-l", f"{self.folder}/log", "-o", f"{FAST} -k {self.folder}", "start")

    def stop(self) -> None:
        """Stop it at once, as a power cut would."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        run([str(self.programs / "pg_ctl"), "-D", f"{self.folder}/data", "-w", *arguments])


@contextmanager
def own_server() -> Iterator[Own]:
    """A server that the tests may stop and start. Fails loudly where PostgreSQL is not installed."""
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
        server = Own(programs, folder)
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server with an empty database ``postgres`` on it: the one given, or one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
        return
    with own_server() as own:
        yield own.url
