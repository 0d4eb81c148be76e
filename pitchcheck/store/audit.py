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
        self,
        *,
        subject_id: str | None = None,
        by_id: str | None = None,
        owner_id: str | None = None,
        action: str | None = None,
        kind: str | None = None,
        since: dt.datetime | None = None,
        limit: int = 500,
    ) -> tuple[Entry, ...]:
        """Lines of the log, newest first; of one thing, by or about one person, of one kind, where asked."""
        by, owner = aliased(PersonRow), aliased(PersonRow)
        query = sa.select(AuditRow, by.name, owner.name).outerjoin(by, by.id == AuditRow.by_id)
        query = query.outerjoin(owner, owner.id == AuditRow.owner_id)
        query = query.where(self.desk.may(Kind.AUDIT, Action.SEE, AuditRow.owner_id))
        asked = {"subject_id": subject_id, "by_id": by_id, "owner_id": owner_id, "action": action, "kind": kind}
        query = query.filter_by(**{name: value for name, value in asked.items() if value is not None})
        if since is not None:
            query = query.where(AuditRow.at >= since)
        with self.desk.reading() as session:
            rows = session.execute(query.order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit))
            return tuple(_entry(row, by_name, owner_name) for row, by_name, owner_name in rows)

    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The actions and the kinds that stand in the log as this person may see it, to choose from."""
        with self.desk.reading() as session:
            seen = self.desk.may(Kind.AUDIT, Action.SEE, AuditRow.owner_id)
            found = [
                tuple(session.scalars(sa.select(column).where(seen).distinct().order_by(column)))
                for column in (AuditRow.action, AuditRow.kind)
            ]
        return found[0], found[1]


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
