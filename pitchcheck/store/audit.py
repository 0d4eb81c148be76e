"""The audit log: who looked at or changed another person's what, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from pitchcheck.pitch import Frozen
from pitchcheck.store.desk import Desk
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import AuditRow, PersonRow


class Entry(Frozen):
    """One line of the log. Names are None for people who have been deleted since."""

    at: dt.datetime
    by_id: str | None
    by: str | None
    action: str
    kind: str
    subject_id: str | None
    owner: str | None
    detail: str


@dataclass(frozen=True)
class Audit:
    """The log as this person may see it: what others did with their things; everything, for an admin."""

    desk: Desk

    def entries(
        self, *, subject_id: str | None = None, by_id: str | None = None, limit: int = 500
    ) -> tuple[Entry, ...]:
        """Lines of the log, newest first, of one thing or one person where asked."""
        by, owner = aliased(PersonRow), aliased(PersonRow)
        query = sa.select(AuditRow, by.name, owner.name).outerjoin(by, by.id == AuditRow.by_id)
        query = query.outerjoin(owner, owner.id == AuditRow.owner_id)
        query = query.where(self.desk.may(Kind.AUDIT, Action.SEE, AuditRow.owner_id))
        if subject_id is not None:
            query = query.where(AuditRow.subject_id == subject_id)
        if by_id is not None:
            query = query.where(AuditRow.by_id == by_id)
        with self.desk.reading() as session:
            rows = session.execute(query.order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit))
            return tuple(_entry(row, by_name, owner_name) for row, by_name, owner_name in rows)


def _entry(row: AuditRow, by: str | None, owner: str | None) -> Entry:
    return Entry(
        at=row.at,
        by_id=row.by_id,
        by=by,
        action=row.action,
        kind=row.kind,
        subject_id=row.subject_id,
        owner=owner,
        detail=row.detail,
    )
