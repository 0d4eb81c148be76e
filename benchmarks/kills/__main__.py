"""``python -m benchmarks.kills --kills 300 [--postgres]``: what is left after so many kills, as a table."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.kills import SCENES, run
from pitchcheck.settings import Settings
from tests.store.conftest import execute
from tests.store.postgres import server


def main() -> None:
    """Run every scene on SQLite, and on PostgreSQL where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--postgres", action="store_true", help="also on a PostgreSQL server, which is started")
    asked = parser.parse_args()
    print("| database | scene | kills | confirmed saves | lost | damaged | seconds |\n|---|---|---|---|---|---|---|")
    for scene in SCENES:
        with tempfile.TemporaryDirectory() as folder:
            _line("SQLite", scene, Settings(data_dir=Path(folder)), asked.kills)
    if asked.postgres:
        with server() as url:
            for scene in SCENES:
                execute(url, f"CREATE DATABASE kills_{scene}")
                own = sa.make_url(url).set(database=f"kills_{scene}").render_as_string(hide_password=False)
                with tempfile.TemporaryDirectory() as folder:
                    _line("PostgreSQL", scene, Settings(data_dir=Path(folder), database_url=own), asked.kills)
                execute(url, f"DROP DATABASE kills_{scene} WITH (FORCE)")


def _line(database: str, scene: str, settings: Settings, kills: int) -> None:
    """One row; a loss or a damaged database ends the run with what was found."""
    start = time.perf_counter()
    confirmed = run(scene, settings, kills)
    print(f"| {database} | {scene} | {kills} | {confirmed} | 0 | 0 | {time.perf_counter() - start:.0f} |", flush=True)


if __name__ == "__main__":
    main()
