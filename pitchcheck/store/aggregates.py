"""A team's figures, summed in the database, and who may see which of them (docs/team.md).

Nobody who opted out counts in anything that somebody else sees. Where names are off, a figure of others rests on
cells alone: what people who are in the same teams did, of one kind, over a stretch of whole days, in which at
least five of them took part. Two questions therefore differ by nothing or by five people or more, and
subtracting one answer from another singles nobody out.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.store.cells import SMALLEST, stretches
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.house import Board, current
from pitchcheck.store.recordings import RECORDING
from pitchcheck.store.rules import Action, Kind, Reach
from pitchcheck.store.sums import SUMS, Part, counted, during, frame, midnight, summed
from pitchcheck.store.tables import (
    CatalogueRow,
    MembershipRow,
    Moment,
    MonthProductSumsRow,
    MonthSumsRow,
    PersonRow,
    ReviewClaimRow,
    ReviewRow,
)
from pitchcheck.store.takes import REHEARSAL

if TYPE_CHECKING:
    import pandas as pd

SQLITE = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLAlchemy writes a moment in SQLite."""
GLANCE = 40
"""Pitches of a day that are looked at first, for five people's."""
FEW, COARSE = 20, 5.0


class Scope(Frozen):
    """Which pitches are asked about: from ``since`` to ``until`` (days in UTC, both counted), and of what.

    ``team`` is an id; None means all of your teams. ``kind`` is "rehearsal" or "recording"; None means both, as for
    ``product`` and ``stage``.
    """

    since: dt.date
    until: dt.date
    team: str | None = None
    product: str | None = None
    kind: str | None = None
    stage: str | None = None


class Middle(Frozen):
    """Where the middle of a team stands, in points of pitch relevance: its median, and the middle half of its people.

    ``swing`` is how far one person's pitches typically lie from each other. All are rounded to steps, low down and high
    and swing up; under twenty people to steps of five points, so that nobody's own figure shows through.
    """

    people: int
    median: float
    low: float
    high: float
    swing: float
    step: float = 1.0


def inside(scope: Scope) -> sa.ColumnElement[bool]:
    """The reviews of a scope, whoever's; its team apart."""
    return sa.and_(counted(), during(scope.since, scope.until), of(scope))


def of(scope: Scope, table: Any = ReviewRow) -> sa.ColumnElement[bool]:
    """Reviews (or sums) of the scope's product, kind and stage, of any day."""
    asked = {name: value for name in ("product", "kind", "stage") if (value := getattr(scope, name)) is not None}
    return sa.and_(sa.true(), *(getattr(table, name) == value for name, value in asked.items()))


def seen(desk: Desk) -> sa.ColumnElement[bool]:
    """Reviews that count and that whoever is at the desk may look into; nothing of others who are off the board."""
    taken, recorded = (desk.may(kind, Action.SEE, ReviewRow.owner_id) for kind in (Kind.SHARED_TAKE, Kind.RECORDING))
    kinds = sa.and_(ReviewRow.kind == REHEARSAL, taken), sa.and_(ReviewRow.kind == RECORDING, recorded)
    off = sa.select(PersonRow.id).where(PersonRow.on_board.is_(False), PersonRow.id != desk.someone.id)
    return sa.and_(counted(), sa.or_(*kinds), ReviewRow.owner_id.not_in(off))


def members(team: str) -> sa.Select[str]:
    """The ids of that team's people."""
    return sa.select(MembershipRow.person_id).where(MembershipRow.team_id == team)


def must_be_in(desk: Desk, session: Session, team: str | None) -> None:
    """Raise Missing where a team is asked for and whoever is at the desk is not in it."""
    mine = members(team).where(MembershipRow.person_id == desk.someone.id) if team is not None else None
    if mine is not None and session.scalar(mine) is None:
        raise Missing("There is no such team, or you are not in it.")


@dataclass(frozen=True)
class Aggregates:
    """A team's figures as this person may see them."""

    desk: Desk

    def board(self) -> Board:
        """What an admin decided that people of a team see of each other."""
        with self.desk.reading() as session:
            return current(session).board

    def listed(self) -> bool:
        """Whether you yourself are on the board, as it stands."""
        query = sa.select(PersonRow.on_board).where(PersonRow.id == self.desk.someone.id)
        with self.desk.reading() as session:
            return bool(session.scalar(query))

    def products(self) -> tuple[str, ...]:
        """The products whose pitches can be asked about, by name."""
        allowed = self.desk.may(Kind.CATALOGUE, Action.SEE, CatalogueRow.owner_id)
        query = sa.select(CatalogueRow.name).where(allowed, CatalogueRow.deleted_at.is_(None)).distinct()
        with self.desk.reading() as session:
            return tuple(session.scalars(query.order_by(CatalogueRow.name)))

    def reps(self) -> tuple[tuple[str, str], ...]:
        """Id and name of the people whose numbers you may open as their coach, by name; none for a rep."""
        if self.desk.someone.reach(Kind.SHARED_TAKE, Action.SEE) < Reach.TEAM:
            return ()
        query = self._on_board(PersonRow.id, PersonRow.name).where(PersonRow.id != self.desk.someone.id)
        with self.desk.reading() as session:
            found = session.execute(query.order_by(PersonRow.name, PersonRow.id))
            return tuple((row.id, row.name) for row in found)

    def reviews(self, scope: Scope, person_id: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """The pitches behind one person's figures, newest first: your own, or for a coach a rep's.

        Indexed by id; columns at, kind, title, prospect, product, stage, relevance, low, high, focus, coverage.
        Raises Missing for somebody whose numbers you may not open.
        """
        person = person_id or self.desk.someone.id
        shown = ("at", "kind", "title", "prospect", "product", "stage", "relevance", "low", "high", "focus", "coverage")
        query = sa.select(ReviewRow.id, *(getattr(ReviewRow, name) for name in shown))
        query = query.where(ReviewRow.owner_id == person, inside(scope), seen(self.desk))
        with self.desk.reading() as session:
            self._must_open(session, person)
            rows = session.execute(query.order_by(ReviewRow.at.desc(), ReviewRow.id).limit(limit)).all()
        self.desk.looked(Kind.FIGURES, person, person)
        return frame(rows, ("id", *shown)).set_index("id")

    def claims(self, review_id: str) -> pd.DataFrame:
        """The claims behind one pitch's figure, in their order: text, verdict, sure, kept, relevance, weight (points).

        Raises Missing where it is not yours to see.
        """
        names = ("text", "verdict", "sure", "kept", "relevance", "weight")
        query = sa.select(ReviewClaimRow.claim, *(getattr(ReviewClaimRow, name) for name in names))
        with self.desk.reading() as session:
            owner = session.scalar(sa.select(ReviewRow.owner_id).where(ReviewRow.id == review_id, seen(self.desk)))
            if owner is None:
                raise Missing("There is no such pitch, or it is not yours to see.")
            rows = session.execute(query.where(ReviewClaimRow.review_id == review_id)).all()
        self.desk.looked(Kind.SHARED_TAKE, review_id, owner)
        ordered = sorted(rows, key=lambda row: (len(row.claim), row.claim))
        return frame(ordered, ("id", *names)).set_index("id")

    def people(self, scope: Scope) -> pd.DataFrame:
        """Everybody on the board, where names are on, and nobody where they are off.

        Indexed by id; columns name and SUMS, days counted from the scope's first. With fewer pitches than the minimum,
        all but name and pitches is unknown.
        """
        board = self.board()
        if not board.names:
            return frame((), ("id", "name", *SUMS)).set_index("id")
        with self.desk.reading() as session:
            must_be_in(self.desk, session, scope.team)
            ids = self._on_board(PersonRow.id, team=scope.team)
            months = MonthSumsRow if scope.product is scope.stage is None else MonthProductSumsRow
            theirs = Part(
                [(scope.since, scope.until)], lambda row: sa.and_(of(scope, row), row.owner_id.in_(ids)), months
            )
            sums = summed(session, [theirs], scope.since)
            names = session.execute(sa.select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids))).all()
        found = sums.join(frame(names, ("id", "name")).set_index("id")).reindex(columns=["name", *SUMS])
        found.loc[found["pitches"] < board.minimum, list(SUMS[1:])] = float("nan")
        return found

    def middle(self, scope: Scope) -> Middle | None:
        """Where the team's middle stands; None where fewer than five people can be shown.

        With names on it is of those ranked on the board. With names off it is of cells of five people and more, over
        whole days before today, whatever the product and stage: with those chosen too, one person's could be worked
        out.
        """
        if self.board().names:
            return middle_of(self.people(scope).dropna())
        with self.desk.reading() as session:
            must_be_in(self.desk, session, scope.team)
            return middle_of(summed(session, list(self._told(session, scope)), scope.since))

    def _told(self, session: Session, scope: Scope) -> Iterator[Part]:
        """What may be told of others where names are off: of those in the same teams, of a kind, the days of cells."""
        until = min(scope.until, now().date() - dt.timedelta(days=1))
        for people in self._alike(session, scope.team):
            for kind in (REHEARSAL, RECORDING):
                if scope.kind in (None, kind):
                    days = stretches(partial(self._doing, session, people, kind), scope.since, until)
                    yield Part(list(days), partial(self._theirs, people, kind))

    def _theirs(self, people: Sequence[str], kind: str, table: Any) -> sa.ColumnElement[bool]:
        return sa.and_(table.kind == kind, self._among(table.owner_id, people))

    def _among(self, column: Any, ids: Sequence[str]) -> sa.ColumnElement[bool]:
        """Whether it is one of those ids: as one value, since databases take so many values and no more."""
        if self.desk.database.embedded:
            each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
            return sa.and_(column.in_(sa.select(each.c.value)))
        return sa.and_(column == sa.any_(sa.literal(list(ids), postgresql.ARRAY(sa.String))))

    def _alike(self, session: Session, team: str | None) -> list[tuple[str, ...]]:
        """The team's people on the board, those together who are in exactly the same teams; five or more of them."""
        ids = self._on_board(PersonRow.id, team=team)
        query = sa.select(MembershipRow.person_id, MembershipRow.team_id).where(MembershipRow.person_id.in_(ids))
        teams: dict[str, set[str]] = defaultdict(set)
        for person, one in session.execute(query):
            teams[person].add(one)
        alike: dict[frozenset[str], list[str]] = defaultdict(list)
        for person, theirs in teams.items():
            alike[frozenset(theirs)].append(person)
        return sorted(tuple(sorted(people)) for people in alike.values() if len(people) >= SMALLEST)

    def _doing(
        self, session: Session, people: Sequence[str], kind: str, start: dt.date, end: dt.date
    ) -> Iterator[tuple[dt.date, set[str]]]:
        """Each day on which some of ``people`` did something of ``kind``, and who: five of them where it was more.

        PostgreSQL would read a whole day for the different people in it, SQLite stops at five of them. A day's first
        pitches nearly always are five people's, so they are looked at; where they are not, the whole day is.
        """
        count = (end - start).days + 1
        if count < 1:
            return
        days = self._calendar([midnight(start + dt.timedelta(days=n)) for n in range(count + 1)])
        theirs = sa.select(ReviewRow.owner_id).where(
            counted(), self._theirs(people, kind, ReviewRow), ReviewRow.at >= days.c.first, ReviewRow.at < days.c.next
        )
        look = theirs.distinct().limit(SMALLEST) if self.desk.database.embedded else theirs.limit(GLANCE)
        some = look.correlate(days).subquery()
        who = sa.select(sa.func.aggregate_strings(some.c.owner_id, " ")).scalar_subquery()
        whole = theirs.distinct().where(days.c.first == sa.bindparam("day"))
        for first, names in session.execute(sa.select(days.c.first, who).order_by(days.c.first)).all():
            found = names.split() if names else []
            if len(found) == GLANCE and len(set(found)) < SMALLEST:
                found = list(session.scalars(whole, {"day": first}))
            if found:
                yield first.date(), set(found)

    def _calendar(self, moments: Sequence[dt.datetime]) -> sa.CTE:
        """Each of those moments as ``first``, with the one after it as ``next``: one statement however many."""
        if self.desk.database.embedded:
            each = sa.func.json_each(json.dumps([[f"{one:{SQLITE}}" for one in pair] for pair in pairwise(moments)]))
            pair = each.table_valued("value").c.value
            columns: list[Any] = [sa.func.json_extract(pair, place) for place in ("$[0]", "$[1]")]
        else:
            arrays = (sa.literal(list(some), postgresql.ARRAY(Moment)) for some in (moments[:-1], moments[1:]))
            both = sa.func.unnest(*arrays).table_valued("first", "next").render_derived()
            columns = [both.c.first, both.c.next]
        first, following = (sa.type_coerce(column, Moment) for column in columns)
        return sa.select(first.label("first"), following.label("next")).cte("days")

    def _on_board(self, *columns: Any, team: str | None = None) -> sa.Select[Any]:
        allowed = self.desk.may(Kind.FIGURES, Action.SEE, PersonRow.id)
        query = sa.select(*columns).where(PersonRow.active, PersonRow.on_board, allowed)
        return query if team is None else query.where(PersonRow.id.in_(members(team)))

    def _must_open(self, session: Session, person: str) -> None:
        allowed = self.desk.may(Kind.SHARED_TAKE, Action.SEE, PersonRow.id)
        known = sa.select(PersonRow.id).where(PersonRow.id == person, PersonRow.on_board, PersonRow.active, allowed)
        if person != self.desk.someone.id and session.scalar(known) is None:
            raise Missing("There is no such person, or their numbers are not yours to open.")


def middle_of(sums: pd.DataFrame) -> Middle | None:
    """The middle of those people (SUMS, one row a person); None for fewer than five."""
    if len(sums) < SMALLEST:
        return None
    means = sums["relevance"] / sums["pitches"]
    within = (sums["squares"] - sums["pitches"] * means**2).sum() / max(1, sums["pitches"].sum() - len(sums))
    step = COARSE if len(sums) < FEW else 1.0
    low, high, swing = float(means.quantile(0.25)), float(means.quantile(0.75)), max(0.0, within) ** 0.5
    return Middle(
        people=len(sums),
        median=step * round(float(means.median()) / step),
        low=step * floor(low / step),
        high=step * ceil(high / step),
        swing=step * ceil(swing / step),
        step=step,
    )
