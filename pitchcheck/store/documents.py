"""Profiles, catalogues and pitches: what several people may edit, with every version kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.history import Change, changes, merged
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import PersonRow, new_id

T = TypeVar("T", bound=Frozen)


class Saved(Frozen, Generic[T]):
    """A kept value. ``version`` counts its saves from 1 and is given back when saving a change."""

    id: str
    value: T
    version: int
    owner_id: str
    created_at: dt.datetime
    changed_at: dt.datetime
    changed_by: str | None = None
    archived: bool = False
    deleted: bool = False
    owner: str | None = None


class Revision(Frozen, Generic[T]):
    """One version of a kept value: who saved it when, and what differs from the version before."""

    version: int
    value: T
    at: dt.datetime
    by: str | None
    changes: tuple[Change, ...]


class Conflict(StoreError):
    """Somebody else saved while you were editing.

    ``mine`` is what was to be saved and ``theirs`` what stands now; ``changes`` is what they changed since the
    version you started from. ``merged`` joins both where you changed different things, else it is None.
    """

    def __init__(self, mine: Frozen, theirs: Saved[Any], base: Frozen | None) -> None:
        self.mine = mine
        self.theirs = theirs
        self.changes = changes(base, theirs.value)
        self.merged = merged(base, mine, theirs.value) if base is not None else None
        who = theirs.changed_by or "Somebody"
        super().__init__(
            f"{who} saved a change while you were editing. Nothing was overwritten: look at both and save again."
        )


@dataclass(frozen=True)
class Shelf(Generic[T]):
    """Where one kind of value is kept. ``columns`` gives the copies that lists and filters read."""

    desk: Desk
    kind: Kind
    model: type[T]
    table: Any
    revisions: Any
    columns: Callable[[T], Mapping[str, Any]]

    def save(self, value: T, over: Saved[T] | None = None) -> Saved[T]:
        """Keep a new value, or a change to ``over``, the saved one it was made from.

        Saving what already stands changes nothing. Raises Conflict where somebody else saved in between,
        Missing where there is no such thing to change, StoreError where it could not be kept.
        """
        with self.desk.writing() as session:
            return self.added(session, value) if over is None else self._changed(session, value, over.id, over.version)

    def save_all(self, values: Iterable[T]) -> tuple[Saved[T], ...]:
        """Keep many new values, as an import brings them: all of them, or where one cannot be kept none."""
        with self.desk.writing() as session:
            return tuple(self.added(session, value) for value in values)

    def get(self, saved_id: str) -> Saved[T]:
        """The value with that id, deleted or not. Raises Missing where there is none, or none you may see."""
        with self.desk.reading() as session:
            saved = self._saved(session, self._row(session, saved_id, Action.SEE))
        self.desk.looked(self.kind, saved.id, saved.owner_id)
        return saved

    def all(self, search: str = "", *, archived: bool | None = False, deleted: bool = False) -> tuple[Saved[T], ...]:
        """What you may see, last changed first. ``search`` is looked for in names; ``archived`` None means either."""
        table = self.table
        query = sa.select(table).where(self._may(Action.SEE), table.deleted_at.is_not(None) == deleted)
        if archived is not None:
            query = query.where(table.archived_at.is_not(None) == archived)
        if search:
            query = query.where(self._matches(search))
        with self.desk.reading() as session:
            rows = session.scalars(query.order_by(table.changed_at.desc(), table.id)).all()
            names = _names(session, {one for row in rows for one in (row.changed_by, row.owner_id)})
            return tuple(self._shown(row, names) for row in rows)

    def history(self, saved_id: str) -> tuple[Revision[T], ...]:
        """Every version, newest first, each with what changed, when and by whom."""
        with self.desk.reading() as session:
            self._row(session, saved_id, Action.SEE)
            table = self.revisions
            rows = session.scalars(sa.select(table).where(table.of_id == saved_id).order_by(table.version)).all()
            names = _names(session, {row.by_id for row in rows})
        values = [self.model.model_validate_json(row.content) for row in rows]
        told = [
            Revision[T](
                version=row.version, value=value, at=row.at, by=names.get(row.by_id), changes=changes(old, value)
            )
            for row, value, old in zip(rows, values, [None, *values], strict=False)
        ]
        return tuple(reversed(told))

    def go_back(self, saved: Saved[T], to: int) -> Saved[T]:
        """Make the version numbered ``to`` the newest one; those in between stay in the history."""
        with self.desk.writing() as session:
            self._row(session, saved.id, Action.CHANGE)
            old = session.get(self.revisions, {"of_id": saved.id, "version": to})
            if old is None:
                raise Missing(f"There is no version {to} to go back to.")
            return self._changed(session, self.model.model_validate_json(old.content), saved.id, saved.version)

    def archive(self, saved_id: str, *, archived: bool = True) -> Saved[T]:
        """Put it away from the lists, or back on them."""
        return self._set(
            saved_id, Action.CHANGE, "archived" if archived else "unarchived", archived_at=now() if archived else None
        )

    def delete(self, saved_id: str) -> Saved[T]:
        """Take it off every list. It can be brought back until the bin is emptied."""
        return self._set(saved_id, Action.DELETE, "deleted", deleted_at=now())

    def undelete(self, saved_id: str) -> Saved[T]:
        """Bring a deleted one back."""
        return self._set(saved_id, Action.DELETE, "brought back", deleted_at=None)

    def _set(self, saved_id: str, action: Action, told: str, **columns: Any) -> Saved[T]:
        with self.desk.writing() as session:
            row = self._row(session, saved_id, action)
            for column, value in columns.items():
                setattr(row, column, value)
            self.desk.note(session, told, self.kind, row)
            return self._saved(session, row)

    def replaced(self, session: Session, saved_id: str, value: T) -> Saved[T]:
        """As ``save`` within a transaction, whatever stood before: for what one person alone may change."""
        return self._changed(session, value, saved_id, self._row(session, saved_id, Action.CHANGE).version)

    def added(self, session: Session, value: T) -> Saved[T]:
        """As ``save`` of a new value, within a transaction."""
        at, by = now(), self.desk.someone.id
        row = self.table(
            id=new_id(), owner_id=by, created_at=at, changed_at=at, changed_by=by, version=1, **self._copies(value)
        )
        session.add(row)
        session.flush()
        session.add(self.revisions(of_id=row.id, version=1, content=row.content, at=at, by_id=by))
        return self._saved(session, row)

    def _changed(self, session: Session, value: T, saved_id: str, version: int | None) -> Saved[T]:
        row = self._row(session, saved_id, Action.CHANGE)
        copies = self._copies(value)
        if row.content == copies["content"] and row.deleted_at is None:
            return self._saved(session, row)
        if row.version != version:
            base = session.get(self.revisions, {"of_id": saved_id, "version": version}) if version else None
            raise Conflict(value, self._saved(session, row), base and self.model.model_validate_json(base.content))
        at, by = now(), self.desk.someone.id
        new = {**copies, "version": row.version + 1, "changed_at": at, "changed_by": by, "deleted_at": None}
        for column, copy in new.items():
            setattr(row, column, copy)
        session.add(self.revisions(of_id=saved_id, version=row.version, content=row.content, at=at, by_id=by))
        self.desk.note(session, "changed", self.kind, row)
        return self._saved(session, row)

    def _copies(self, value: T) -> dict[str, Any]:
        return {"content": value.model_dump_json(), **self.columns(value)}

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        return self.desk.may(self.kind, action, self.table.owner_id)

    def _matches(self, search: str) -> sa.ColumnElement[bool]:
        columns = [self.table.name, *([self.table.company] if hasattr(self.table, "company") else [])]
        return sa.or_(*(column.icontains(search, autoescape=True) for column in columns))

    def _row(self, session: Session, saved_id: str, action: Action) -> Any:
        query = sa.select(self.table).where(self.table.id == saved_id, self._may(action))
        row = session.scalar(query if action is Action.SEE else query.with_for_update())
        if row is None:
            raise Missing(f"There is no such {self.kind}, or it is not yours to {action}.")
        return row

    def _saved(self, session: Session, row: Any) -> Saved[T]:
        return self._shown(row, _names(session, {row.changed_by, row.owner_id}))

    def _shown(self, row: Any, names: Mapping[str | None, str]) -> Saved[T]:
        return Saved[T](
            id=row.id,
            value=self.model.model_validate_json(row.content),
            version=row.version,
            owner_id=row.owner_id,
            created_at=row.created_at,
            changed_at=row.changed_at,
            changed_by=names.get(row.changed_by),
            archived=row.archived_at is not None,
            deleted=row.deleted_at is not None,
            owner=names.get(row.owner_id),
        )


def _names(session: Session, ids: set[str | None]) -> Mapping[str | None, str]:
    """The names of those people, by id."""
    rows = session.execute(sa.select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids - {None})))
    return {row.id: row.name for row in rows}
