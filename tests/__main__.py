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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "tests.audit"),
)
TESTS = ("pytest", "-n", "auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder", "--durations=15")


def missing() -> list[str]:
    """Debian packages whose programs are not here."""
    have_chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    have_postgres = shutil.which("pg_ctl") or any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return [
        *([] if have_chromium else ["chromium-headless-shell"]),
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


def run(program: str, *arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """One step, as ``subprocess.run`` has it.

    What Python compiles is kept, whatever the environment says: the tests start hundreds of processes, and each would
    compile all of it anew.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    step = [str(BIN / program), *arguments]
    return subprocess.run(step, cwd=ROOT, env=environment, check=False, text=True, **how)


def told(step: Sequence[str], done: subprocess.CompletedProcess[str]) -> int:
    """Say what a step said; its exit code."""
    print(f"== {' '.join(step)}\n{done.stdout or ''}", flush=True)
    return done.returncode


def main() -> int:
    """Run every step; the exit code is that of the first that failed, 0 where none did.

    The tests begin at once: all else takes one processor a minute, and the other would have nothing to do.
    """
    bring(missing())
    with ThreadPoolExecutor(1) as beside:
        others = [beside.submit(run, *step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for step in STEPS]
        print(f"== {' '.join(TESTS)}", flush=True)
        tests = run(*TESTS)
    codes = [told(step, other.result()) for step, other in zip(STEPS, others, strict=True)]
    return next((code for code in (*codes, tests.returncode) if code), 0)


if __name__ == "__main__":
    sys.exit(main())
