"""Sums by the month are those of the pitches, whatever comes, changes and goes, and by whatever way."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command

from pitchcheck import team
from pitchcheck.store import Scope, Store
from pitchcheck.store.checks import problems, repaired
from pitchcheck.store.database import Database, connect, migrations, upgrade
from pitchcheck.store.sums import midnight, out_of_step
from pitchcheck.store.tables import MonthProductSumsRow, MonthSumsRow, PersonRow, ReviewRow
from pitchcheck.store.transfer import bring_in, export
from tests.store.crowd import NORTH, TODAY, Said, everybody, review, world

KEY = ("month", "owner_id", "kind")
FIGURES = ("pitches", "relevance", "squares", "seconds", "seconds_squared", "seconds_relevance", "focus", "coverage")
Sums = dict[tuple[object, ...], tuple[int, ...]]
LONG = Scope(since=TODAY - dt.timedelta(days=400), until=TODAY)


def kept(database: Database, table: type[MonthSumsRow] | type[MonthProductSumsRow]) -> Sums:
    """What the database keeps, by key."""
    key = tuple(column.name for column in sa.inspect(table).primary_key)
    with database.reading() as session:
        rows = session.execute(sa.select(table.__table__)).mappings().all()
    return {tuple(row[name] for name in key): tuple(row[name] for name in FIGURES) for row in rows}


def summed(database: Database, *more: str) -> Sums:
    """The same from the pitches, one after the other, by the rule of docs/team.md."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0] * len(FIGURES))
    with database.reading() as session:
        for row in session.scalars(sa.select(ReviewRow)):
            if row.relevance is None or (row.kind != "recording" and row.shared_at is None):
                continue
            month = row.at.date().replace(day=1)
            points, seconds = round(row.relevance * 100_000), int(row.at.timestamp() - midnight(month).timestamp())
            shares = (round((share or 0) * 100_000) for share in (row.focus, row.coverage))
            figures = (1, points, points**2, seconds, seconds**2, seconds * points, *shares)
            key = (month, row.owner_id, row.kind, *(getattr(row, name) or "" for name in more))
            found[key] = [have + add for have, add in zip(found[key], figures, strict=True)]
    return {key: tuple(figures) for key, figures in found.items()}


def in_step(database: Database) -> None:
    """Both tables are what the pitches say."""
    assert kept(database, MonthSumsRow) == summed(database)
    assert kept(database, MonthProductSumsRow) == summed(database, "product", "stage")
    with database.reading() as session:
        assert out_of_step(session) == ()


def something_new(rng: random.Random) -> dict[str, object]:
    """A change of what counts, or of what it counts under."""
    at = midnight(TODAY - dt.timedelta(days=rng.randrange(90))) + dt.timedelta(hours=rng.randrange(24), seconds=7)
    return rng.choice(
        [
            {"relevance": rng.choice([None, rng.randrange(1000) / 10])},
            {"shared_at": rng.choice([None, at])},
            {"kind": rng.choice(["recording", "rehearsal"])},
            {"product": rng.choice([None, "Till", "Larder"]), "stage": rng.choice([None, "looking", "deciding"])},
            {"at": at},
            {"owner_id": rng.choice(sorted(NORTH))},
            {"note": "Said in the corridor."},
        ]
    )


def test_whatever_happens_the_sums_are_those_of_the_pitches(store: Store) -> None:
    """Saved, shared, unshared, judged anew, moved to another day, given to another person, deleted one or all."""
    rng = random.Random(7)  # noqa: S311
    world(store, {"north": NORTH}, everybody(days=(3, 40)))
    for step in range(60):
        with store.database.writing() as session:
            ids = session.scalars(sa.select(ReviewRow.id).order_by(ReviewRow.at, ReviewRow.id)).all()
            some = rng.sample(ids, 3)
            session.execute(sa.delete(ReviewRow).where(ReviewRow.id == some[0]))
            session.execute(sa.update(ReviewRow).where(ReviewRow.id.in_(some)).values(something_new(rng)))
            session.execute(sa.insert(ReviewRow), [review(Said(rng.choice(sorted(NORTH)), step, live=step % 2 > 0))])
        if step % 6 == 0:
            in_step(store.database)
    in_step(store.database)
    assert kept(store.database, MonthSumsRow)


SPOILED = (
    sa.update(MonthSumsRow).where(MonthSumsRow.owner_id == "ann").values(relevance=MonthSumsRow.relevance + 1),
    sa.update(MonthProductSumsRow).where(MonthProductSumsRow.owner_id == "ann").values(pitches=7),
    sa.delete(MonthSumsRow).where(MonthSumsRow.owner_id == "ann"),
    sa.insert(MonthProductSumsRow).values(
        month=TODAY.replace(day=1), owner_id="ann", kind="rehearsal", product="Nobody’s", stage="",
        **dict.fromkeys(FIGURES, 1),
    ),
)  # fmt: skip


@pytest.mark.parametrize("spoiling", SPOILED)
def test_sums_that_are_not_those_of_the_pitches_are_told_and_made_anew(store: Store, spoiling: sa.Executable) -> None:
    """Whatever went wrong with them: a sentence a month says so and what to do; afterwards all is well again."""
    world(store, {"north": NORTH}, everybody(days=(0, 3)))
    told = f"The sums of {TODAY:%B %Y} are not those of its pitches. Run: pitchcheck db check --repair."
    assert list(repaired(store.database)) == []
    with store.database.writing() as session:
        session.execute(spoiling)
    assert told in list(problems(store.database, store.files))
    assert any(f"The sums of {TODAY:%B %Y} were not" in one for one in repaired(store.database))
    in_step(store.database)
    assert not any("The sums" in one for one in problems(store.database, store.files))
    with store.database.writing() as session:
        session.execute(sa.insert(ReviewRow), [review(Said("ann", 2))])
    in_step(store.database)


def test_who_leaves_takes_their_sums_along(store: Store) -> None:
    """A person deleted with all they did is in no sum; nobody else's change."""
    world(store, {"north": NORTH}, everybody())
    before = kept(store.database, MonthSumsRow)
    with store.database.writing() as session:
        session.execute(sa.delete(PersonRow).where(PersonRow.id == "ann"))
    in_step(store.database)
    assert kept(store.database, MonthSumsRow) == {key: row for key, row in before.items() if key[1] != "ann"}


def test_a_save_that_does_not_happen_leaves_no_sum(store: Store) -> None:
    """What is not kept is not counted: both are one transaction."""
    world(store, {"north": NORTH}, everybody())
    before = kept(store.database, MonthSumsRow)

    class Stop(Exception):
        """Something goes wrong after the save."""

    with suppress(Stop), store.database.writing() as session:
        session.execute(sa.insert(ReviewRow), [review(Said("ann", 2))])
        raise Stop
    assert kept(store.database, MonthSumsRow) == before


def windows() -> Iterator[Scope]:
    """Windows that begin and end at the first of a month, beside it, and in its middle."""
    month = TODAY.replace(day=1)
    for first in (LONG.since, month - dt.timedelta(days=77), month.replace(year=month.year - 1)):
        for last in (TODAY, month, month - dt.timedelta(days=1), month - dt.timedelta(days=18)):
            for asked in ({}, {"kind": "rehearsal"}, {"product": "Till"}, {"stage": "looking", "kind": "recording"}):
                yield Scope(since=first, until=last).model_copy(update=asked)


def test_any_window_is_what_its_pitches_say(store: Store) -> None:
    """Names on: the board of months put together is that of the pitches one by one, whatever is asked."""
    rng = random.Random(3)  # noqa: S311
    said = [
        Said(
            rng.choice(sorted(NORTH)), rng.randrange(420), rng.randrange(1000) / 10, live=rng.random() < 0.5,
            product=rng.choice(["Till", "Larder"]), stage=rng.choice(["looking", "deciding"]),
        )
        for _ in range(300)
    ]  # fmt: skip
    world(store, {"north": NORTH}, said, names=True)
    figures = store.as_("ann").aggregates
    every = pd.DataFrame([{**review(one), "id": one.who} for one in said])
    days = every["at"].dt.date
    for scope in windows():
        mine = every[(days >= scope.since) & (days <= scope.until)]
        for name in ("kind", "product", "stage"):
            mine = mine if getattr(scope, name) is None else mine[mine[name] == getattr(scope, name)]
        expected = team.summary(team.summed(mine))
        found = team.summary(figures.people(scope).dropna())
        two = expected[expected["pitches"] >= 2]
        pd.testing.assert_frame_equal(found, two, check_dtype=False, check_names=False, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_an_older_database_s_pitches_are_summed_when_it_is_updated(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What was there before is counted as if it came today, and what comes after is added to it."""
    new_postgres: Callable[[None], str] = request.getfixturevalue("new_postgres")
    database = connect(f"sqlite:///{tmp_path}/old.db" if kind == "sqlite" else new_postgres(None))
    with database.engine.execution_options(writes=True).begin() as connection:
        command.upgrade(migrations(connection), "0008")
    with database.writing() as session:
        session.add(PersonRow(id="ann", name="Ann", roles="rep", active=True, on_board=True, created_at=review_at()))
        session.execute(sa.insert(ReviewRow), [review(Said("ann", ago, live=ago % 2 > 0)) for ago in range(50)])
    upgrade(database)
    in_step(database)
    with database.writing() as session:
        session.execute(sa.insert(ReviewRow), [review(Said("ann", 3))])
    in_step(database)
    assert sum(row[0] for row in kept(database, MonthSumsRow).values()) == 51
    database.close()


def review_at() -> dt.datetime:
    """A moment before everything."""
    return midnight(LONG.since)


def test_sums_are_not_carried_but_made_anew(store: Store, tmp_path: Path) -> None:
    """An export holds what people made and no sums; where it is brought in, over whatever was there, they are right."""
    world(store, {"north": NORTH}, everybody())
    before = kept(store.database, MonthSumsRow)
    export(store.database, store.files, tmp_path / "all.zip")
    world(store, {"north": NORTH}, everybody(days=(5,)))
    manifest = bring_in(store.database, store.files, tmp_path / "all.zip", replace=True)
    assert manifest.rows["reviews"] == 21
    assert "month_sums" not in manifest.rows
    in_step(store.database)
    assert kept(store.database, MonthSumsRow) == before
