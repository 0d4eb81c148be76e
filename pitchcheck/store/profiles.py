"""Prospects' profiles: what several people may edit, and two of one prospect made into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.profile import Profile
from pitchcheck.store.desk import now
from pitchcheck.store.documents import Conflict, Saved, Shelf
from pitchcheck.store.history import merged
from pitchcheck.store.rules import Action
from pitchcheck.store.tables import JobRow, OutcomeRow, RecordingRow, ReviewRow

HANGS_ON: Mapping[str, Any] = {row.__tablename__: row for row in (ReviewRow, RecordingRow, JobRow, OutcomeRow)}
"""What belongs to a prospect, by table: erasing a prospect takes it along, so it has to move before that."""


class Joined(Frozen):
    """Two profiles made one: ``kept`` as it now stands, ``before`` the version of it that stood before.

    ``moved`` holds the ids of what was ``other``'s and is the kept one's now, by table.
    """

    kept: Saved[Profile]
    before: int
    other: str
    moved: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Profiles(Shelf[Profile]):
    """Where profiles are kept."""

    def join(self, kept: Saved[Profile], other: Saved[Profile], both: Profile) -> Joined:
        """Keep ``both`` as ``kept``, and put ``other`` into the bin: all of it, or nothing.

        Takes, recordings, long work and outcomes of the other are the kept one's from now on. Raises Conflict where
        somebody else changed ``kept`` meanwhile, Missing where one of them is not this person's to change or delete.
        """
        with self.desk.writing() as session:
            row = self._row(session, other.id, Action.DELETE)
            if row.version != other.version:
                raise Conflict(other.value, self._saved(session, row), other.value)
            saved = self._changed(session, both, kept.id, kept.version)
            row.deleted_at = now()
            self.desk.note(session, "made one with another", self.kind, row)
            moved = {name: _of(session, table, other.id) for name, table in HANGS_ON.items()}
            _hand_over(session, moved, saved.id)
        return Joined(kept=saved, before=kept.version, other=other.id, moved=moved)

    def part(self, joined: Joined) -> Saved[Profile]:
        """Take a join back: both stand as before, each with what was its own.

        What was changed in the kept one since then stays. Raises Conflict where that touches what was joined.
        """
        with self.desk.writing() as session:
            self._row(session, joined.other, Action.DELETE).deleted_at = None
            _hand_over(session, joined.moved, joined.other)
            row = self._row(session, joined.kept.id, Action.CHANGE)
            old = session.get_one(self.revisions, {"of_id": row.id, "version": joined.before}).content
            theirs, before = self._saved(session, row), self.model.model_validate_json(old)
            apart = merged(joined.kept.value, before, theirs.value)
            if apart is None:
                raise Conflict(before, theirs, joined.kept.value)
            return self._changed(session, apart, row.id, row.version)


def _of(session: Session, table: Any, profile_id: str) -> tuple[str, ...]:
    return tuple(session.scalars(sa.select(table.id).where(table.profile_id == profile_id)))


def _hand_over(session: Session, moved: Mapping[str, tuple[str, ...]], profile_id: str) -> None:
    for name, ids in moved.items():
        table = HANGS_ON[name]
        session.execute(sa.update(table).where(table.id.in_(ids)).values(profile_id=profile_id))
