"""What people said of which wordings are one thing: groupings of claims, renamed, merged and split by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck import grouping
from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import ClaimGroupRow, ClaimGroupWordingRow, new_id

if TYPE_CHECKING:
    import pandas as pd

LONGEST_NAME = 200


class Group(Frozen):
    """Wordings, by their fingerprints, that are one thing. ``name`` is None where nobody named it."""

    id: str
    owner_id: str
    name: str | None
    wordings: frozenset[str]
    changed_at: dt.datetime


def fingerprint(wording: str) -> str:
    """32 hex digits of the words, whatever their case and spacing: the same words have the same, and none is kept."""
    return hashlib.sha256(grouping.same(wording).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Groups:
    """The groupings this person may see; a coach changes those of their teams."""

    desk: Desk

    def all(self) -> tuple[Group, ...]:
        """The groupings you may see, the last changed first: where two hold one wording, the first of them counts."""
        query = sa.select(ClaimGroupRow).where(self._may(Action.SEE))
        with self.desk.reading() as session:
            rows = session.scalars(query.order_by(ClaimGroupRow.changed_at.desc(), ClaimGroupRow.id)).all()
            wordings = _wordings(session, [row.id for row in rows])
            return tuple(_shown(row, wordings[row.id]) for row in rows)

    def applied(self, claims: pd.DataFrame, read: grouping.Read | None = None) -> tuple[pd.DataFrame, dict[int, Group]]:
        """Claims grouped by what people said, then by likeness (as ``grouping.grouped``); people's groups by number."""
        groups = {one.id: one for one in self.all()}
        held = {mark: one.id for one in reversed(groups.values()) for mark in one.wordings}
        marks = {words: fingerprint(words) for words in grouping.wordings(claims)}
        together = {words: held[mark] for words, mark in marks.items() if mark in held}
        named = dict(enumerate(groups[one] for one in dict.fromkeys(together.values())))
        return grouping.grouped(claims, together, read), named

    def put(self, wordings: Collection[str], name: str | None = None, group_id: str | None = None) -> Group:
        """Say that these wordings (fingerprints) are one thing, anew or as what that group now holds.

        They leave the other groupings you may change; one that is left with none goes. Raises Missing where the
        group is not yours to change, StoreError for no wordings or too long a name.
        """
        with self.desk.writing() as session:
            row = self._row(session, group_id) if group_id else self._new()
            return self._hold(session, row, wordings, name)

    def split(
        self, apart: Collection[str], rest: Collection[str], name: str | None = None, group_id: str | None = None
    ) -> Group:
        """Say that ``apart`` is something else than ``rest``, which stays that group under that name; both or neither.

        What else the group holds stays in it. Gives what was put apart. Raises as ``put``.
        """
        with self.desk.writing() as session:
            row = self._row(session, group_id) if group_id else self._new()
            stays = (_wordings(session, [row.id])[row.id] | set(rest)) - set(apart)
            self._hold(session, row, stays if rest else (), name)
            return self._hold(session, self._new(), apart, None)

    def forget(self, group_id: str) -> None:
        """Let the judge group these wordings again. Raises Missing where it is not yours to change."""
        with self.desk.writing() as session:
            row = self._row(session, group_id)
            self.desk.note(session, "deleted", Kind.CLAIM_GROUP, row)
            session.delete(row)

    def _new(self) -> ClaimGroupRow:
        return ClaimGroupRow(id=new_id(), owner_id=self.desk.someone.id)

    def _hold(self, session: Session, row: ClaimGroupRow, wordings: Collection[str], name: str | None) -> Group:
        """These wordings are that group and no other that you may change, under that name."""
        if not wordings or len(name or "") > LONGEST_NAME:
            raise StoreError(f"A group needs at least one wording, and a name of at most {LONGEST_NAME} characters.")
        row.name, row.changed_at = (name or "").strip() or None, now()
        session.add(row)
        session.flush()
        self._take_from_others(session, row.id, wordings)
        self.desk.note(session, "changed", Kind.CLAIM_GROUP, row)
        return _shown(row, frozenset(wordings))

    def _take_from_others(self, session: Session, group_id: str, wordings: Collection[str]) -> None:
        mine = session.scalars(sa.select(ClaimGroupRow.id).where(self._may(Action.CHANGE))).all()
        held = ClaimGroupWordingRow.wording.in_(wordings)
        table = ClaimGroupWordingRow
        session.execute(sa.delete(table).where(table.group_id == group_id))
        session.execute(sa.delete(table).where(table.group_id.in_(mine), held))
        session.add_all(table(group_id=group_id, wording=wording) for wording in sorted(set(wordings)))
        session.flush()
        left = sa.select(table.group_id)
        session.execute(sa.delete(ClaimGroupRow).where(ClaimGroupRow.id.in_(mine), ClaimGroupRow.id.not_in(left)))

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        return self.desk.may(Kind.CLAIM_GROUP, action, ClaimGroupRow.owner_id)

    def _row(self, session: Session, group_id: str) -> ClaimGroupRow:
        query = sa.select(ClaimGroupRow).where(ClaimGroupRow.id == group_id, self._may(Action.CHANGE))
        row = session.scalar(query.with_for_update())
        if row is None:
            raise Missing("There is no such group, or it is not yours to change.")
        return row


def _wordings(session: Session, ids: Collection[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    query = sa.select(ClaimGroupWordingRow).where(ClaimGroupWordingRow.group_id.in_(ids))
    for row in session.scalars(query):
        found[row.group_id].add(row.wording)
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})


def _shown(row: ClaimGroupRow, wordings: frozenset[str]) -> Group:
    return Group(id=row.id, owner_id=row.owner_id, name=row.name, wordings=wordings, changed_at=row.changed_at)
