"""``python -m benchmarks.load [--sessions 50] [--processes 1 2]``: a crowd, and how it fared, as tables."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from pathlib import Path

from benchmarks.load import Crowd, Seen, rows, run
from benchmarks.timing import machine
from deploy.local import site
from deploy.postgres import FAST
from pages._garbage import EVERY

LEFT = 20
"""Seconds after which a session whose browser has left is thrown away; Streamlit's own 120 would only be waited out."""


def main() -> None:
    """One table for each number of processes: one is visited directly, several through nginx."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2, help="each: a paste, three edits, three pages")
    parser.add_argument("--think", type=float, default=10.0, help="seconds between two actions, on average")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    crowd = Crowd(asked.sessions, asked.rounds, asked.think)
    print(machine())
    for processes in asked.processes:
        print(told(processes, crowd, visited(processes, crowd)), flush=True)


def visited(processes: int, crowd: Crowd) -> Seen:
    """Start the whole set-up, let the crowd in, and stop it."""
    folder = Path(tempfile.mkdtemp(prefix="load", dir="/tmp"))  # where PostgreSQL's user gets in
    try:
        more = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(LEFT)}
        with site(folder, processes, database=FAST, environment=more) as here:
            return asyncio.run(run(here, crowd, direct=processes == 1, leave=lambda: LEFT + EVERY + 10))
    finally:
        shutil.rmtree(folder)


def told(processes: int, crowd: Crowd, seen: Seen) -> str:
    """The table, and what there is to say of errors and memory."""
    where = "one process" if processes == 1 else f"{processes} processes behind nginx"
    grown = (seen.during - seen.before) / crowd.sessions
    return "\n".join(
        [
            f"\n{crowd.sessions} sessions, {crowd.think:g} s of thought, {where}:\n",
            "| action | times | p50, ms | p95, ms | longest, ms |\n|---|---|---|---|---|",
            *rows(seen),
            f"\n{seen.actions} actions, {seen.worked / max(seen.actions, 1):.2f} s of a processor each.",
            f"Errors: {len(seen.errors)}. Memory: {seen.before:.0f} MiB before, {seen.during:.0f} at most "
            f"({grown:.1f} a session), {seen.after:.0f} after they left ({seen.after / seen.before - 1:+.0%}).",
            *sorted(set(seen.errors)),
        ]
    )


if __name__ == "__main__":
    main()
