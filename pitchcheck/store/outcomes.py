"""What became of prospects: how the sale went, and whether they made the progress they named."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.files.outcomes import Line, ReadOutcomes
from pitchcheck.files.structured import Problem
from pitchcheck.grouping import same
from pitchcheck.outcome import Money, OutcomeKind, is_more_than
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import OutcomeRow, ProfileRow, new_id


class NewOutcome(Frozen):
    """What became of a prospect, and on which day. Price talked about and discount are in ``currency``."""

    profile_id: str
    kind: OutcomeKind
    on: dt.date
    price: Money = None
    discount: Money = None
    currency: str | None = None
    reason: str = ""


class Outcome(NewOutcome):
    """An outcome as it is kept."""

    id: str
    at: dt.datetime


SHARED = set(NewOutcome.model_fields) & set(Line.model_fields)
NOBODY = "there is no prospect of that company or name; save the profile first, or write its name as it is there"
SEVERAL = "several prospects have that company or name; write the one that is meant"


@dataclass(frozen=True)
class Outcomes:
    """Whoever may change a prospect's profile says what became of them; whoever may see it sees that."""

    desk: Desk

    def add(self, *outcomes: NewOutcome) -> tuple[Outcome, ...]:
        """Keep those, all or none.

        Raises Missing where one is of a prospect that is not yours to change, InputError where a discount is more than
        its price.
        """
        if any(is_more_than(outcome.discount, outcome.price) for outcome in outcomes):
            raise InputError("The discount is more than the price. Write the price before the discount.")
        with self.desk.writing() as session:
            for profile_id in dict.fromkeys(outcome.profile_id for outcome in outcomes):
                self.desk.note(session, "outcome added", Kind.PROFILE, self._profile(session, profile_id))
            rows = [self._row(outcome) for outcome in outcomes]
            session.add_all(rows)
            session.flush()
            return tuple(_shown(row) for row in rows)

    def bring_in(self, read: ReadOutcomes) -> tuple[tuple[Outcome, ...], tuple[Problem, ...]]:
        """Keep what a file says became of prospects, and tell the rows that could not be used.

        A prospect is known by company, else by name, else by another name of the row, and of several of one company by
        the name. What is kept already of that kind and day is left as it is.
        """
        known = {(one.profile_id, one.kind, one.on) for one in self.all()}
        names, new, problems = self._names(), [], list(read.problems)
        for line in read.lines:
            found = _meant(line, names)
            if len(found) != 1:
                problems.append(Problem(row=line.row, message=NOBODY if not found else SEVERAL))
                continue
            (profile_id,) = found
            if (profile_id, line.kind, line.on) not in known:
                known.add((profile_id, line.kind, line.on))
                new.append(NewOutcome(profile_id=profile_id, **line.model_dump(include=SHARED)))
        return self.add(*new), tuple(sorted(problems, key=lambda problem: problem.row))

    def _names(self) -> dict[str, set[str]]:
        """Profiles that are yours to change, by company and by name."""
        allowed = self.desk.may(Kind.PROFILE, Action.CHANGE, ProfileRow.owner_id)
        query = sa.select(ProfileRow.id, ProfileRow.name, ProfileRow.company).where(
            allowed, ProfileRow.deleted_at.is_(None)
        )
        names: dict[str, set[str]] = defaultdict(set)
        with self.desk.reading() as session:
            for row in session.execute(query):
                for name in filter(None, (same(row.name), same(row.company or ""))):
                    names[name].add(row.id)
        return names

    def of(self, profile_id: str) -> tuple[Outcome, ...]:
        """What became of that prospect, in the order of days. Nothing for one that is not yours to see."""
        return self._list(OutcomeRow.profile_id == profile_id)

    def all(self) -> tuple[Outcome, ...]:
        """What became of every prospect you may see, in the order of days."""
        return self._list(sa.true())

    def remove(self, outcome_id: str) -> None:
        """Take one back. Raises Missing where there is none, or where it is not yours to change."""
        with self.desk.writing() as session:
            row = session.get(OutcomeRow, outcome_id)
            if row is None:
                raise Missing("There is no such outcome, or it is not yours to change.")
            self.desk.note(session, "outcome removed", Kind.PROFILE, self._profile(session, row.profile_id))
            session.delete(row)

    def told(self, since: dt.datetime, until: dt.datetime) -> int:
        """How many outcomes stand that you told from one moment to another, of prospects that are yours to change."""
        with self.desk.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(self._told(since, until).subquery())) or 0

    def take_back(self, since: dt.datetime, until: dt.datetime) -> int:
        """Take those back together, and tell how many they were: what one file brought, from its first to its last."""
        with self.desk.writing() as session:
            rows = session.scalars(self._told(since, until)).all()
            for profile_id in dict.fromkeys(row.profile_id for row in rows):
                self.desk.note(session, "outcome removed", Kind.PROFILE, self._profile(session, profile_id))
            for row in rows:
                session.delete(row)
            return len(rows)

    def _told(self, since: dt.datetime, until: dt.datetime) -> sa.Select[OutcomeRow]:
        query = sa.select(OutcomeRow).join(ProfileRow, ProfileRow.id == OutcomeRow.profile_id)
        mine = OutcomeRow.by_id == self.desk.someone.id
        allowed = self.desk.may(Kind.PROFILE, Action.CHANGE, ProfileRow.owner_id)
        return query.where(mine, allowed, OutcomeRow.at.between(since, until))

    def _row(self, outcome: NewOutcome) -> OutcomeRow:
        return OutcomeRow(id=new_id(), by_id=self.desk.someone.id, at=now(), **outcome.model_dump())

    def _profile(self, session: Session, profile_id: str) -> ProfileRow:
        allowed = self.desk.may(Kind.PROFILE, Action.CHANGE, ProfileRow.owner_id)
        row = session.scalar(sa.select(ProfileRow).where(ProfileRow.id == profile_id, allowed))
        if row is None:
            raise Missing("There is no such prospect, or they are not yours to change.")
        return row

    def _list(self, condition: sa.ColumnElement[bool]) -> tuple[Outcome, ...]:
        allowed = self.desk.may(Kind.PROFILE, Action.SEE, ProfileRow.owner_id)
        query = sa.select(OutcomeRow).join(ProfileRow, ProfileRow.id == OutcomeRow.profile_id)
        query = query.where(condition, allowed, ProfileRow.deleted_at.is_(None))
        with self.desk.reading() as session:
            rows = session.scalars(query.order_by(OutcomeRow.on, OutcomeRow.at, OutcomeRow.id))
            return tuple(_shown(row) for row in rows)


def _meant(line: Line, names: Mapping[str, set[str]]) -> set[str]:
    """Which of those profiles that row is about: one, or none, or several that it does not tell apart."""
    by_name = names.get(same(line.prospect or ""), set())
    also = set[str]().union(*(names.get(same(name), set()) for name in line.also))
    found = names.get(same(line.company or "")) or by_name or (set() if line.company else also)
    told_apart = found & (by_name | also)
    return told_apart if len(told_apart) == 1 else found


def _shown(row: OutcomeRow) -> Outcome:
    return Outcome(**{name: getattr(row, name) for name in Outcome.model_fields})
