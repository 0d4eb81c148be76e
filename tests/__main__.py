"""Everything that must be green: ``python -m tests``.

Brings in the programs that no wheel carries (Chromium, PostgreSQL, nginx and openssl, from Debian's packages, when
run as root there; elsewhere it says what to install), then runs the linters, the type checker, the layer check, the
audit of what we build on, and the tests. The first failure is the exit code, but every step is run and named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "tests.audit"),
    (
        "pytest",
        "-n",
        "auto",
        "--maxprocesses=4",
        "--dist=loadfile",
        "--durations=15",
    ),
)


def missing() -> list[str]:
    """Debian packages whose programs are not here."""
    have_postgres = shutil.which("pg_ctl") or any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return [
        *([] if shutil.which("chromium") else ["chromium"]),
        *([] if have_postgres else ["postgresql"]),
        *([] if shutil.which("nginx") or Path("/usr/sbin/nginx").exists() else ["nginx-light"]),
        *([] if shutil.which("openssl") else ["openssl"]),
    ]


def bring(packages: list[str]) -> None:
    """Install Debian packages as root; elsewhere stop and say what is needed."""
    if not packages:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {' and '.join(packages)}. Install them (on Debian: apt-get install) and run again.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for call in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *call], check=True, env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    """Run every step; the exit code is that of the first that failed, 0 where none did.

    What Python compiles is kept, whatever the environment says: the tests start hundreds of processes, and each would
    compile all of it anew.
    """
    bring(missing())
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    failures = []
    for program, *arguments in STEPS:
        print(f"== {program} {' '.join(arguments)}", flush=True)
        step = [str(BIN / program), *arguments]
        code = subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode
        failures += [code] if code else []
    return failures[0] if failures else 0


if __name__ == "__main__":
    sys.exit(main())
