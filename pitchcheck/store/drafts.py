"""What is being typed, kept every few seconds, so that it comes back after a reload, a crash or a sign-in."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import JsonValue

from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError, upsert
from pitchcheck.store.desk import Desk, now
from pitchcheck.store.tables import DraftRow

MOST = 8_000_000  # characters of JSON: four times the longest text a page takes


class Draft(Frozen):
    """What a page kept under a key, and when."""

    value: JsonValue
    at: dt.datetime


@dataclass(frozen=True)
class Drafts:
    """One person's drafts, by the key a page gives each (for instance ``rehearse/pitch``)."""

    desk: Desk

    def keep(self, key: str, value: JsonValue) -> None:
        """Keep what is being typed under ``key``, in place of what was there. The last writer wins."""
        content = json.dumps(value)
        if len(content) > MOST:
            raise StoreError("This is too long to be kept while you type. Save it, or make it shorter.")
        with self.desk.writing() as session:
            row = {"owner_id": self.desk.someone.id, "key": key, "content": content, "at": now()}
            upsert(session, DraftRow, row, ["owner_id", "key"], replace=True)

    def get(self, key: str) -> Draft | None:
        """What was kept under ``key``; None where nothing is."""
        return self.all().get(key)

    def all(self) -> Mapping[str, Draft]:
        """Everything being typed, by key, last kept first."""
        query = sa.select(DraftRow).where(DraftRow.owner_id == self.desk.someone.id).order_by(DraftRow.at.desc())
        with self.desk.reading() as session:
            return {row.key: Draft(value=json.loads(row.content), at=row.at) for row in session.scalars(query)}

    def drop(self, key: str) -> None:
        """Forget the draft: it was saved, or thrown away."""
        mine = sa.delete(DraftRow).where(DraftRow.owner_id == self.desk.someone.id, DraftRow.key == key)
        with self.desk.writing() as session:
            session.execute(mine)
