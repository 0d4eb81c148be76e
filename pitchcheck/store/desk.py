"""Who is at work, on which database: what every part of the store is given."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from pitchcheck.store.database import Database, StoreError
from pitchcheck.store.rules import Action, Kind, Member, Reach, may
from pitchcheck.store.tables import AuditRow

LOOK_AGAIN = dt.timedelta(minutes=10)


class Missing(StoreError):
    """There is no such thing, or it is not this person's to see: the same words, so that ids cannot be probed."""


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


class Owned(Protocol):
    """A row that belongs to somebody."""

    id: str
    owner_id: str


@dataclass(frozen=True)
class Desk:
    """One person at work on one database."""

    database: Database
    member: Member | None

    @property
    def someone(self) -> Member:
        """The person at work. Raises StoreError where nobody is signed in."""
        if self.member is None or not self.member.active:
            raise StoreError("Sign in first: nothing can be saved for nobody.")
        return self.member

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose work is kept as a whole or not at all."""
        return self.database.writing()

    def may(self, kind: Kind, action: Action, owner: InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
        """The condition on rows that this person may do ``action`` with."""
        return may(self.member, kind, action, owner)

    def note(self, session: Session, action: str, kind: Kind, row: Owned) -> None:
        """Write down what was done with another person's thing; what people do with their own is their own matter."""
        if self.someone.id != row.owner_id:
            session.add(self._line(action, kind, row.id, row.owner_id))

    def log(self, session: Session, action: str, kind: Kind, subject: str | None, detail: str = "") -> None:
        """Write down what was done with a person, a team, settings; whom it was done to can read it."""
        owner = subject if kind is Kind.PERSON and subject != self.someone.id else None
        session.add(self._line(action, kind, subject, owner, detail))

    def must(self, kind: Kind, action: Action) -> None:
        """Raise Missing unless this person may do that with everybody's things."""
        if self.someone.reach(kind, action) is not Reach.ANYONE:
            raise Missing(f"Only an admin may {action} this.")

    def looked(self, kind: Kind, subject: str, owner: str) -> None:
        """Write down a look at another person's thing; looking again within ten minutes is the same look."""
        if self.someone.id == owner:
            return
        with self.writing() as session:
            if not self._just_looked(session, subject):
                session.add(self._line("looked", kind, subject, owner))

    def _line(self, action: str, kind: Kind, subject: str | None, owner: str | None, detail: str = "") -> AuditRow:
        by = self.someone.id
        return AuditRow(at=now(), by_id=by, action=action, kind=kind, subject_id=subject, owner_id=owner, detail=detail)

    def _just_looked(self, session: Session, subject: str) -> bool:
        seen = sa.select(AuditRow.id).where(
            AuditRow.by_id == self.someone.id,
            AuditRow.subject_id == subject,
            AuditRow.action == "looked",
            AuditRow.at > now() - LOOK_AGAIN,
        )
        return session.scalar(seen.limit(1)) is not None
