"""Each person's sums over days, from sums by the month that the database keeps and the pitches of the days beside them.

A month of which a few days do not count is read whole, and those days are taken away again. Points and shares are
summed in hundred-thousandths and moments in whole seconds, so that taking away what was added leaves nothing. The
database keeps the sums of months by triggers (migration 0009); whether they are what their pitches say can be asked
here, and they can be made anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from pitchcheck.store.cells import Stretch, pieces
from pitchcheck.store.recordings import RECORDING
from pitchcheck.store.tables import MonthProductSumsRow, MonthSums, MonthSumsRow, ReviewRow

if TYPE_CHECKING:
    import pandas as pd

SUMS = ("pitches", "relevance", "squares", "days", "days_squared", "days_relevance", "focus", "coverage")
WHOLE = 100_000
"""Hundred-thousandths, as migration 0009 keeps them."""
DAY = 86_400.0
UNITS = {"relevance": WHOLE, "squares": WHOLE**2, "days_relevance": WHOLE, "focus": WHOLE, "coverage": WHOLE}


class Part(NamedTuple):
    """Some of what is summed: the days, which of their reviews, told alike of these and of sums, and which sums."""

    days: Sequence[Stretch]
    fits: Callable[[Any], sa.ColumnElement[bool]]
    months: type[MonthSums] = MonthSumsRow


def counted() -> sa.ColumnElement[bool]:
    """What counts for a team at all: recordings, and rehearsals that were shared; each with a headline figure.

    In literal SQL, so that the index over exactly these rows is found.
    """
    recording = ReviewRow.kind == sa.literal_column(f"'{RECORDING}'")
    return sa.and_(ReviewRow.relevance.is_not(None), sa.or_(recording, ReviewRow.shared_at.is_not(None)))


def during(first: dt.date, last: dt.date) -> sa.ColumnElement[bool]:
    """Reviews of those days, both counted."""
    return sa.and_(ReviewRow.at >= midnight(first), ReviewRow.at < midnight(last + dt.timedelta(days=1)))


def midnight(day: dt.date) -> dt.datetime:
    """The moment a day begins, in UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def summed(session: Session, parts: Sequence[Part], since: dt.date) -> pd.DataFrame:
    """SUMS of each person who did something in one of those parts, indexed by the person's id.

    They are over their pitches: how many, relevance (points), its square, days since ``since`` began, their square,
    days times relevance, focus and coverage (0..1).
    """
    queries = [query for part in parts for query in _of_part(part, since)]
    if not queries:
        return frame((), ("id", *SUMS)).set_index("id")
    found = sa.union_all(*queries).subquery()
    pitches = sa.func.sum(found.c.pitches)
    sums = (sa.cast(sa.func.sum(found.c[name]), sa.Double) / UNITS.get(name, 1) for name in SUMS[1:])
    query = sa.select(found.c.id, sa.cast(pitches, sa.BigInteger), *sums).group_by(found.c.id).having(pitches > 0)
    return frame(session.execute(query.order_by(found.c.id)), ("id", *SUMS)).set_index("id")


def _of_part(part: Part, since: dt.date) -> Iterator[sa.Select[*tuple[Any, ...]]]:
    months, more, less = pieces(part.days)
    if months:
        terms = _of_months(part.months, since)
        yield _by_person(part.months, terms, 1).where(part.fits(part.months), part.months.month.in_(months))
    for sign, days in ((1, more), (-1, less)):
        for first, last in days:
            query = _by_person(ReviewRow, _of_reviews(since), sign)
            yield query.where(counted(), part.fits(ReviewRow), during(first, last))


def _by_person(table: Any, terms: Iterable[Any], sign: int) -> sa.Select[*tuple[Any, ...]]:
    sums = [(sign * sa.func.sum(term)).label(name) for name, term in zip(SUMS, terms, strict=True)]
    return sa.select(table.owner_id.label("id"), *sums).group_by(table.owner_id)


def _of_reviews(since: dt.date) -> tuple[Any, ...]:
    points, focus, coverage = (_whole(column) for column in (ReviewRow.relevance, ReviewRow.focus, ReviewRow.coverage))
    days = (Second(ReviewRow.at) - _second(since)) / DAY
    return (sa.literal_column("1"), points, points * points, days, days * days, days * points, focus, coverage)


def _of_months(row: Any, since: dt.date) -> tuple[Any, ...]:
    """A month's days are counted from its first; here they are moved to count from ``since``."""
    later = (Second(row.month) - _second(since)) / DAY
    days, squared, weighed = row.seconds / DAY, row.seconds_squared / DAY**2, row.seconds_relevance / DAY
    return (
        row.pitches,
        row.relevance,
        row.squares,
        days + later * row.pitches,
        squared + 2 * later * days + later * later * row.pitches,
        weighed + later * row.relevance,
        row.focus,
        row.coverage,
    )


Table = type[MonthSumsRow] | type[MonthProductSumsRow]
KEPT: tuple[Table, ...] = (MonthSumsRow, MonthProductSumsRow)


def out_of_step(session: Session) -> tuple[dt.date, ...]:
    """The months of which some sum that is kept is not what its pitches say."""
    wrong: set[dt.date] = set()
    for table in KEPT:
        kept, made = sa.select(*_columns(table)), _made(table)
        for found in (made.except_(kept).subquery(), kept.except_(made).subquery()):
            wrong.update(session.scalars(sa.select(found.c.month)))
    return tuple(sorted(wrong))


def make_anew(session: Session) -> None:
    """Have every sum be what its pitches say. On PostgreSQL nobody saves one meanwhile, so that none is missed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE reviews IN SHARE ROW EXCLUSIVE MODE"))
    for table in KEPT:
        session.execute(sa.delete(table))
        names = [column.name for column in _columns(table)]
        session.execute(sa.insert(table).from_select(names, _made(table)))


def _columns(table: Table) -> Sequence[sa.Column[Any]]:
    return tuple(table.metadata.tables[table.__tablename__].columns)


def _made(table: Table) -> sa.Select[*tuple[Any, ...]]:
    """The rows of a table of sums, in its order, from the reviews: what the triggers keep, by the same rule."""
    columns = _columns(table)
    terms = _counted_terms()
    each = sa.select(*(terms[column.name].label(column.name) for column in columns)).where(counted()).subquery()
    under = [each.c[column.name] for column in columns if column.primary_key]
    shown = [each.c[one.name] if one.primary_key else sa.func.sum(each.c[one.name]).label(one.name) for one in columns]
    return sa.select(*shown).group_by(*under)


def _counted_terms() -> dict[str, sa.ColumnElement[Any]]:
    """What one review is counted under, and what it adds."""
    month = Month(ReviewRow.at)
    seconds = Second(ReviewRow.at) - Second(month)
    points, focus, coverage = (_whole(one) for one in (ReviewRow.relevance, ReviewRow.focus, ReviewRow.coverage))
    return {
        "month": month,
        "owner_id": sa.type_coerce(ReviewRow.owner_id, sa.String()),
        "kind": sa.type_coerce(ReviewRow.kind, sa.String()),
        "product": sa.func.coalesce(ReviewRow.product, ""),
        "stage": sa.func.coalesce(ReviewRow.stage, ""),
        "pitches": sa.literal_column("1"),
        "relevance": points,
        "squares": points * points,
        "seconds": seconds,
        "seconds_squared": seconds * seconds,
        "seconds_relevance": seconds * points,
        "focus": focus,
        "coverage": coverage,
    }


def _whole(value: Any) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.round(sa.func.coalesce(value, 0) * WHOLE), sa.BigInteger)


def _second(day: dt.date) -> int:
    return int(midnight(day).timestamp())


class Second(FunctionElement[int]):
    """A moment, or the beginning of a day, in whole seconds from 1970 on."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(Second, "postgresql")
def _in_postgresql(element: Second, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(date_part('epoch', {compiler.process(element.clauses, **options)})) AS BIGINT)"


@compiles(Second, "sqlite")
def _in_sqlite(element: Second, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


class Month(FunctionElement[dt.date]):
    """The first day of a moment's month, in UTC."""

    type = sa.Date()
    inherit_cache = True


@compiles(Month, "postgresql")
def _month_in_postgresql(element: Month, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC') AS DATE)"


@compiles(Month, "sqlite")
def _month_in_sqlite(element: Month, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'start of month')"


def frame(rows: Iterable[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of the database as a data frame with those columns, also where there are none."""
    import pandas as pd

    return pd.DataFrame([tuple(row) for row in rows], columns=list(columns))
