"""Cells found from their ends are those found day after day; months with days beside them are the same days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from pitchcheck.store.cells import DAY, SMALLEST, Doing, Stretch, pieces, quarter, stretches

FIRST = dt.date(2025, 12, 1)
SPAN = 150
Done = dict[dt.date, set[str]]

people = st.sets(st.sampled_from("abcdefgh"), min_size=1)
busy = st.dictionaries(st.integers(0, SPAN), people, max_size=60)
quiet = st.dictionaries(st.integers(0, SPAN), st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=2), max_size=25)
done = st.one_of(busy, quiet).map(lambda days: {FIRST + n * DAY: who for n, who in days.items()})
dates = st.integers(-5, SPAN + 5).map(lambda n: FIRST + n * DAY)


def doing(done: Done) -> Doing:
    """Who did what when, as the database tells it: in order, of more than five any five."""

    def told(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, set[str]]]:
        for day in sorted(done):
            if first <= day <= last:
                yield day, set(sorted(done[day])[-SMALLEST:])

    return told


def one_by_one(done: Done, since: dt.date, until: dt.date) -> Iterator[Stretch]:
    """The cells of docs/team.md, as they are written there: days gathered until five people took part."""
    first, seen = dt.date.min, set[str]()
    for day in sorted(day for day in done if quarter(since) <= day <= until):
        if not seen or quarter(day) != quarter(first):
            first, seen = day, set()
        seen = seen | done[day]
        if len(seen) >= SMALLEST:
            if since <= first:
                yield first, day
            seen = set()


def days_in(found: list[Stretch], done: Done) -> set[dt.date]:
    """The days among ``done`` that lie in a stretch."""
    return {day for day in done if any(first <= day <= last for first, last in found)}


@given(done, dates, dates)
@example({FIRST + n * DAY: set("abcde") for n in range(SPAN)}, FIRST + 9 * DAY, FIRST + 140 * DAY)
@example({FIRST + 3 * n * DAY: {"abcde"[n % 5]} for n in range(50)}, FIRST + 33 * DAY, FIRST + 149 * DAY)
def test_what_counts_is_what_counts_day_after_day(done: Done, since: dt.date, until: dt.date) -> None:
    """Whatever was done when: the days of whole cells and no other, however few days are looked at."""
    found = list(stretches(doing(done), since, until))
    assert days_in(found, done) == days_in(list(one_by_one(done, since, until)), done)
    assert all(since <= first <= last <= until and quarter(first) == quarter(last) for first, last in found)


def test_of_busy_years_few_days_are_looked_at() -> None:
    """A team that pitches every day is asked about the ends of the quarters, not about every day of two years."""
    every = {FIRST + n * DAY: set("abcdefgh") for n in range(731)}
    looked: list[int] = []

    def counted(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, set[str]]]:
        looked.append((last - first).days + 1)
        return iter(list(doing(every)(first, last)))

    assert len(list(stretches(counted, FIRST + DAY, FIRST + 730 * DAY))) == 9
    assert sum(looked) < 90


@given(st.lists(dates, min_size=2, max_size=2).map(sorted))
def test_months_and_days_beside_them_are_the_same_days(ends: list[dt.date]) -> None:
    """Each day of the stretch counts once and no other counts, and of single days never more than sixteen an end."""
    first, last = ends
    found = pieces([(first, last)])
    counts: Counter[dt.date] = Counter()
    for month in found.months:
        counts.update(day for n in range(31) if (day := month + n * DAY).month == month.month)
    for sign, days in ((1, found.more), (-1, found.less)):
        for start, end in days:
            counts.update({start + n * DAY: sign for n in range((end - start).days + 1)})
            assert (end - start).days < (16 if found.months else 32)
    assert {day: n for day, n in counts.items() if n} == {first + n * DAY: 1 for n in range((last - first).days + 1)}
