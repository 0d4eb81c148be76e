"""A PostgreSQL server of one's own in a folder: Debian's programs, for a try-out on one machine and for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SURE = ""
FAST = "-c fsync=off -c full_page_writes=off"
"""For tests: a commit is with the operating system before it is confirmed, so the server itself may be stopped."""


class NotThere(RuntimeError):
    """A program that is needed is not installed, or failed; one sentence with what it said."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs, the newest where there are several. Raises NotThere."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NotThere("No PostgreSQL here: install it (Debian: apt-get install postgresql).")
    return (found[-1] if found else Path(str(on_path))).parent


@dataclass(frozen=True)
class Server:
    """A server with its data in ``folder``; it listens on a socket there and nowhere else."""

    programs: Path
    folder: Path
    options: str = SURE

    @property
    def url(self) -> str:
        """Of its database ``postgres``."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    @property
    def made(self) -> bool:
        """Whether its folder of data is there."""
        return (self.folder / "data" / "PG_VERSION").exists()

    def make(self) -> None:
        """Make its folder of data."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        _run([str(self.programs / "initdb"), "-D", f"{self.folder}/data", *options])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        listening = f"{self.options} -c listen_addresses='' -k {self.folder}"
        self._control("-l", f"{self.folder}/log", "-o", listening, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: at once, as a power cut would, or ``fast``, with everything put away."""
        self._control("-m", how, "stop")

    def _control(self, *arguments: str) -> None:
        _run([str(self.programs / "pg_ctl"), "-D", f"{self.folder}/data", "-w", *arguments])


def _run(command: list[str]) -> None:
    """Run it. PostgreSQL refuses to run as root; Debian's package made the user it runs as."""
    whole = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
    done = subprocess.run(whole, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise NotThere(f"{command[0]} failed: {done.stdout}{done.stderr}")
