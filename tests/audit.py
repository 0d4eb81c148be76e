"""Are there known holes in what we build on? ``python -m tests.audit`` asks pip-audit about every line of the lock.

That needs the advisory database (osv.dev). Where it cannot be reached this says so in capitals and passes, so that
the tests run on a train; with ``PITCHCHECK_TEST_AUDIT=required``, as a release is made, it fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
REQUIRED = "PITCHCHECK_TEST_AUDIT"
COMMAND = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "-s", "osv", "-f", "json", "--no-deps", "--disable-pip",
           "--progress-spinner", "off", "--timeout", "10"]  # fmt: skip


def told(output: str, *, required: bool) -> tuple[int, str]:
    """The exit code and what to say, from pip-audit's answer in JSON (anything else means that it had none)."""
    try:
        answer = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        answer = []
    asked = [one for one in answer if "vulns" in one]
    holes = [f"{one['name']} {one['version']}: {_hole(hole)}" for one in asked for hole in one["vulns"]]
    if holes:
        return 1, "Known holes in what we build on. Renew the lock with fixed versions:\n" + "\n".join(holes)
    if len(asked) < len(answer) or not asked:
        silent = f"NOT AUDITED: {len(answer) - len(asked) or 'all'} packages. The advisory database gave no answer."
        return int(required), f"{silent} Run `python -m tests.audit` where osv.dev can be reached."
    return 0, f"No known hole in {len(asked)} packages."


def _hole(hole: dict[str, object]) -> str:
    versions = hole.get("fix_versions")
    return (
        f"{hole['id']}, mended in {', '.join(versions) if isinstance(versions, list) and versions else 'nothing yet'}"
    )


def main() -> int:
    """Ask, and say what was found."""
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    code, words = told(done.stdout, required=os.environ.get(REQUIRED) == "required")
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
