"""Which days of a window may be told where names are off, and how their sums are put together from whole months.

A cell is a stretch of days in which five people did something; it begins where the last one ended, or with the quarter,
whatever is asked. A window counts the cells that lie wholly in it (docs/team.md).

A day on which five people did something always ends a cell. So what counts of a quarter is one stretch, and only
around its two ends must anybody look who did something when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

SMALLEST = 5
DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
"""How far back a day of five people is looked for first, before the whole quarter is."""

Stretch = tuple[dt.date, dt.date]
"""The first day and the last one."""
Doing = Callable[[dt.date, dt.date], Iterable[tuple[dt.date, set[str]]]]
"""The days from one to another (both counted) on which somebody did something, in order, and who: of more than five
people any five.
"""


def stretches(doing: Doing, since: dt.date, until: dt.date) -> Iterator[Stretch]:
    """The days whose cells lie wholly from ``since`` to ``until`` (both counted), a stretch a quarter."""
    start = quarter(since)
    while start <= until:
        following = quarter(start + 95 * DAY)
        last = min(following - DAY, until)
        first = start if since <= start else _opening(doing, start, since, last)
        closed = _closing(doing, first, last) if first is not None else None
        if first is not None and closed is not None and first <= closed:
            yield first, closed
        start = following


def quarter(day: dt.date) -> dt.date:
    """The first day of its quarter."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def _opening(doing: Doing, start: dt.date, since: dt.date, last: dt.date) -> dt.date | None:
    """The first day from ``since`` on with which a cell may begin; None where the cell open then never closes."""
    _, days = _from_full(doing, start, since - DAY)
    _, seen = _walked(days)
    if not seen:
        return since
    for stop in (min(since + WEEK, last), last):
        together = set(seen)
        for day, who in doing(since, stop):
            together |= who
            if len(together) >= SMALLEST:
                return day + DAY
    return None


def _closing(doing: Doing, first: dt.date, last: dt.date) -> dt.date | None:
    """The last day of the last cell, or ``last`` itself where nobody did anything after it; None without a cell."""
    full, days = _from_full(doing, first, last)
    closed, seen = _walked(days)
    return (closed or full) if seen else last


def _from_full(doing: Doing, first: dt.date, last: dt.date) -> tuple[dt.date | None, list[tuple[dt.date, set[str]]]]:
    """The last day on which five people did something, and the days after it; all of them where there is none."""
    for start in dict.fromkeys((max(first, last - WEEK), first)):
        days = list(doing(start, last)) if start <= last else []
        full = max((n for n, (_, who) in enumerate(days) if len(who) >= SMALLEST), default=None)
        if full is not None:
            return days[full][0], days[full + 1 :]
    return None, days


def _walked(days: Iterable[tuple[dt.date, set[str]]]) -> tuple[dt.date | None, set[str]]:
    """The day the last cell of those days ended, and who did something after it."""
    closed, seen = None, set[str]()
    for day, who in days:
        seen |= who
        if len(seen) >= SMALLEST:
            closed, seen = day, set()
    return closed, seen


class Pieces(NamedTuple):
    """Stretches of days as whole months (their first days), days to add, and days of those months to take away."""

    months: tuple[dt.date, ...]
    more: tuple[Stretch, ...]
    less: tuple[Stretch, ...]


def pieces(days: Sequence[Stretch]) -> Pieces:
    """Put stretches that share no month's middle together from whole months, with as few single days as can be."""
    months: list[dt.date] = []
    more: list[Stretch] = []
    less: list[Stretch] = []
    for first, last in days:
        after = last + DAY
        low, high = _nearest(first), _nearest(after)
        if low >= high:
            more.append((first, last))
            continue
        months += _months(low, high)
        more += [(start, end - DAY) for start, end in ((first, low), (high, after)) if start < end]
        less += [(start, end - DAY) for start, end in ((low, first), (after, high)) if start < end]
    return Pieces(tuple(months), tuple(more), tuple(less))


def _nearest(day: dt.date) -> dt.date:
    """The first of the month, or of the next, whichever is nearer."""
    return _following(day) if day.day > 15 else day.replace(day=1)


def _following(day: dt.date) -> dt.date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1)


def _months(low: dt.date, high: dt.date) -> Iterator[dt.date]:
    while low < high:
        yield low
        low = _following(low)
