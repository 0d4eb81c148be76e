"""How fast the Team page's questions are answered: ``python -m benchmarks.team_speed [--sizes 10000 1000000]``.

A database is made of that many reviews of 500 people in one team over two years, on SQLite and on PostgreSQL, and what
the page asks of it is timed, each question alone: the private board, the board with names, and one's own pitches.
Printed are milliseconds (the median of five) and the exponent of growth (1: ten times the reviews, ten times the time).
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks.growth import exponent
from benchmarks.timing import machine, seconds
from pitchcheck.settings import Settings
from pitchcheck.store import Board, Role, Scope, Store
from pitchcheck.store.desk import now
from pitchcheck.store.house import House
from pitchcheck.store.people import written
from pitchcheck.store.tables import HouseRow, MembershipRow, PersonRow, ReviewRow, TeamRow
from tests.store.postgres import server

YEARS = 2
PRODUCTS, STAGES = ("Larder", "Roster", "Till"), ("first thought", "looking", "deciding")
CHUNK = 20_000
Question = Callable[[Store], object]


def fill(store: Store, reviews: int, people: int = 500) -> None:
    """Put one team of that many people into an empty store, with that many reviews of theirs."""
    with store.database.writing() as session:
        session.add(TeamRow(id="team", name="Everybody"))
        session.add_all(_person(n) for n in range(people))
        session.flush()
        session.add_all(MembershipRow(team_id="team", person_id=f"p{n:031d}") for n in range(people))
    columns = [column.name for column in ReviewRow.__table__.columns]
    for rows in _chunks(reviews, people, columns):
        with store.database.writing() as session:
            _insert(session.connection(), columns, rows)
    with store.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE" if store.database.embedded else "VACUUM ANALYZE")


def _person(n: int) -> PersonRow:
    roles = written({Role.REP, Role.COACH} if n == 0 else {Role.REP})
    return PersonRow(id=f"p{n:031d}", name=f"Person {n}", roles=roles, active=True, on_board=True, created_at=now())


def _chunks(reviews: int, people: int, columns: Sequence[str]) -> Iterator[list[tuple[object, ...]]]:
    """Rows of the reviews table as they came, as tuples in the order of ``columns``; no two people do the same."""
    rng = np.random.default_rng(reviews)
    stands, end = rng.normal(47, 8, people), now()
    constant: dict[str, object] = {
        "note": "", "version": 1, "prospect": "Dana Whitlock", "company": "Crumb & Sons", "judge": "embedded",
        "judge_version": "1", "weights": "0" * 64, "basis": "library only", "language": "en", "words": 180, "claims": 9,
        "tied": 4, "unasked": 4, "worse": 1, "best": 60.0, "unasked_share": 0.4, "title": "For Dana",
    }  # fmt: skip
    ages = -np.sort(-rng.uniform(0, 365 * YEARS * 86_400, reviews))
    for start in range(0, reviews, CHUNK):
        count = min(CHUNK, reviews - start)
        who, points = rng.integers(0, people, count), rng.normal(0, 14, count)
        age, live = ages[start : start + count], rng.random(count) < 0.4
        rows = []
        for n in range(count):
            at, relevance = end - dt.timedelta(seconds=age[n]), float(np.clip(stands[who[n]] + points[n], 0, 100))
            row = constant | {
                "id": f"r{start + n:031d}", "kind": "recording" if live[n] else "rehearsal", "at": at, "changed_at": at,
                "owner_id": f"p{who[n]:031d}", "shared_at": None if live[n] or n % 10 == 0 else at,
                "stage": STAGES[n % 3], "product": PRODUCTS[n % 7 % 3], "focus": relevance / 100, "coverage": 0.5,
                "relevance": None if n % 25 == 0 else relevance, "low": relevance - 5, "high": relevance + 5,
            }  # fmt: skip
            rows.append(tuple(row.get(name) for name in columns))
        yield rows


def _insert(connection: sa.Connection, columns: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        plain = [tuple(str(v).removesuffix("+00:00") if isinstance(v, dt.datetime) else v for v in row) for row in rows]
        raw.executemany(f"INSERT INTO reviews ({', '.join(columns)}) VALUES ({marks})", plain)  # noqa: S608
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY reviews ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def show_names(store: Store, names: bool) -> None:
    """Turn names on or off."""
    with store.database.writing() as session:
        version = (session.scalar(sa.select(sa.func.max(HouseRow.version))) or 0) + 1
        content = House(board=Board(names=names)).model_dump_json()
        session.add(HouseRow(version=version, content=content, at=now()))


def scope(days: int) -> Scope:
    """The last so many days."""
    return Scope(since=now().date() - dt.timedelta(days=days - 1), until=now().date())


def questions(days: int) -> dict[str, tuple[bool, Question]]:
    """What the page asks for a window, each with whether names are on."""
    window = scope(days)
    live = window.model_copy(update={"kind": "recording", "product": "Till", "stage": "deciding"})
    return {
        f"the team's middle, {days} days": (False, lambda store: store.aggregates.middle(window)),
        f"the board with names, {days} days": (True, lambda store: store.aggregates.people(window)),
        f"the board of one product, stage and kind, {days} days": (True, lambda store: store.aggregates.people(live)),
        f"one's own pitches, {days} days": (False, lambda store: store.aggregates.reviews(window)),
        f"what stands around them, {days} days": (True, _around),
    }


def _around(store: Store) -> None:
    """The filters' choices, whose numbers may be opened, and what the house shows."""
    figures = store.aggregates
    for ask in (store.people.teams, figures.products, figures.reps, figures.board, figures.listed):
        ask()


def measured(store: Store) -> dict[str, float]:
    """Milliseconds of each question, and of the whole page, private and with names."""
    found: dict[str, float] = {}
    me = store.as_(f"p{7:031d}")
    for days in (7, 30, 90, 365, 365 * YEARS):
        asked = questions(days)
        for name, (names, question) in asked.items():
            show_names(store, names)
            question(me)
            found[name] = 1000 * seconds(lambda question=question: question(me), 5)
        middle, board, _, own, around = (found[name] for name in asked)
        found[f"**the page, private, {days} days**"] = middle + own + around
        found[f"**the page, with names, {days} days**"] = board + own + around
    return found


def _table(sizes: Sequence[int], found: list[dict[str, float]]) -> None:
    print(f"| question | {' | '.join(f'{size:,} reviews, ms' for size in sizes)} | exponent |")
    print("|---|" + "---|" * (len(sizes) + 1))
    for name in found[0]:
        took = [one[name] for one in found]
        print(f"| {name} | {' | '.join(f'{ms:.0f}' for ms in took)} | {exponent(sizes, took):.2f} |")


def run(name: str, sizes: Sequence[int], address: Callable[[int], Settings]) -> None:
    """A table of one database."""
    found = []
    for size in sizes:
        with Store.open(address(size)) as store:
            start = time.perf_counter()
            fill(store, size)
            print(f"{name}: {size:,} reviews made in {time.perf_counter() - start:.0f} s", flush=True)
            found.append(measured(store))
    print(f"\n{name}\n")
    _table(sizes, found)


def main() -> None:
    """A table a database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    asked = parser.parse_args()
    print(machine(), end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "PostgreSQL":
            run("SQLite", asked.sizes, lambda size: Settings(data_dir=Path(folder) / str(size)))
        if asked.only != "SQLite":
            with server() as url:
                run(
                    "PostgreSQL",
                    asked.sizes,
                    lambda size: Settings(data_dir=Path(folder), database_url=_new(url, size)),
                )


def _new(url: str, size: int) -> str:
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE reviews_{size}")
    engine.dispose()
    return sa.make_url(url).set(database=f"reviews_{size}").render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
