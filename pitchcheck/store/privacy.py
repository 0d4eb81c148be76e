"""What is held on a person or a prospect: to be shown, handed over, or deleted with everything drawn from it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.grouping import same
from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Desk, Missing
from pitchcheck.store.erasing import erase_person, erase_profile, sweep, unlinked
from pitchcheck.store.files import Files
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import KEPT, AuditRow, PersonRow, ProfileRow, RecordingRow, ReviewRow

Rows = list[dict[str, Any]]
Tables = Mapping[str, Rows]

OF_PERSON = frozenset({"people", "pitches", "reviews", "recordings", "claim_groups", "jobs"})
OF_PROFILE = frozenset({"profiles", "reviews", "recordings", "jobs"})
OF_RECORDING = frozenset({"recordings", "reviews"})
LEFT_OUT = (
    "These were too much for one download together. Each can be saved from its call's page; whoever looks after the "
    "server finds them in the file store by these names.\n\n"
)


class Held(Frozen):
    """A recording as whoever may delete it knows it: whose, with whom, when, how much of it; not a word that was said.

    ``seconds`` is its length and ``bytes`` its sound's, None where it has no times, or no sound.
    """

    id: str
    owner: str
    prospect: str | None
    at: dt.datetime
    seconds: float | None
    turns: int
    bytes: int | None


@dataclass(frozen=True)
class Privacy:
    """What is held, and deleting it, as far as this person may."""

    desk: Desk
    files: Files

    def on_person(self, person_id: str) -> Tables:
        """All rows about or by that person, by table, as JSON has them. For themselves and for an admin.

        What was said in somebody else's recording that they put in, and what work of theirs brought of one, is left
        out: they may by now not see that.
        Raises Missing where it is not yours to see.
        """
        with self.desk.reading() as session:
            self._own_or_admin(person_id)
            self._person(session, person_id, Action.SEE)
            held = _of_their_own(_held(session, "people", person_id, OF_PERSON), person_id)
            lines = sa.select(AuditRow.__table__).where(
                sa.or_(AuditRow.by_id == person_id, AuditRow.owner_id == person_id)
            )
            told = [_plain(row) for row in session.execute(lines).mappings()]
        self.desk.looked(Kind.PERSON, person_id, person_id)
        return {**held, "audit": told}

    def on_profile(self, profile_id: str) -> Tables:
        """All rows about that prospect, by table, as JSON has them. Raises Missing where it is not yours to delete.

        It reaches into takes that nobody shared with you, so their content is left out.
        """
        with self.desk.reading() as session:
            self._profile(session, profile_id)
            held = _held(session, "profiles", profile_id, OF_PROFILE)
            before = session.scalars(unlinked(session, profile_id)).all()
        held["reviews"] = [*held.get("reviews", []), *({"id": one} for one in before)]
        private = {"review_contents", "review_claims", "transcripts", "comments", "jobs", "job_parts"}
        return {name: [{} for _ in rows] if name in private else rows for name, rows in held.items()}

    def recordings(self, named: str = "", limit: int = 1000) -> tuple[Held, ...]:
        """The recordings that are yours to delete, newest first: every one, for an admin.

        With ``named`` those whose rep or prospect has that in their name, by the call itself where it was read.
        """
        owner, whom = PersonRow.name, sa.func.coalesce(ReviewRow.prospect, ProfileRow.name)
        query = sa.select(*OF_CALL, owner.label("owner"), whom.label("prospect"))
        query = query.where(self.desk.may(Kind.RECORDING, Action.DELETE, RecordingRow.owner_id))
        query = query.join(PersonRow, PersonRow.id == RecordingRow.owner_id)
        query = query.outerjoin(ReviewRow, ReviewRow.recording_id == RecordingRow.id)
        query = query.outerjoin(ProfileRow, ProfileRow.id == RecordingRow.profile_id)
        with self.desk.reading() as session:
            found = session.execute(query.order_by(RecordingRow.created_at.desc(), RecordingRow.id))
            theirs = (one for one in found if same(named) in same(f"{one.owner} {one.prospect or ''}"))
            return tuple(_known(one) for one in islice(theirs, limit))

    def on_recording(self, recording_id: str) -> Mapping[str, int]:
        """How many rows of each table are drawn from it. Raises Missing where it is not yours to delete."""
        with self.desk.reading() as session:
            allowed = self.desk.may(Kind.RECORDING, Action.DELETE, RecordingRow.owner_id)
            if session.scalar(sa.select(RecordingRow.id).where(RecordingRow.id == recording_id, allowed)) is None:
                raise Missing("There is no such recording, or it is not yours to delete.")
            return {name: len(rows) for name, rows in _held(session, "recordings", recording_id, OF_RECORDING).items()}

    def export_person(self, person_id: str, target: IO[bytes], most: int | None = None) -> None:
        """Write all that is held on that person to ``target``: a zip with a JSON Lines file a table, and recordings.

        With ``most`` bytes of sound, the zip says which recordings it had no more room for. Raises Missing where it is
        not yours to see, StoreError where the file store cannot be reached.
        """
        held = self.on_person(person_id)
        if person_id != self.desk.someone.id:
            with self.desk.writing() as session:
                self.desk.log(session, "copied", Kind.PERSON, person_id)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in held.items():
                archive.writestr(f"{name}.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
            given = (*held.get("recordings", []), *held.get("jobs", []))
            theirs = [row for row in given if row["owner_id"] == person_id and row["file"]]
            left_out = self._copy_sounds(theirs, archive, most)
            if left_out:
                archive.writestr("left-out.txt", LEFT_OUT + "".join(f"{name}\n" for name in left_out))

    def _copy_sounds(self, rows: Rows, archive: zipfile.ZipFile, most: int | None) -> list[str]:
        """Copy the files of those rows, of ``most`` bytes in all; the names of those that were too much."""
        left_out = []
        for row in rows:
            if most is not None and (row.get("bytes") or 0) > most:
                left_out.append(row["file"])
            elif self.files.has(row["file"]):
                most = most and most - (row.get("bytes") or 0)
                with self.files.reading(row["file"]) as source, archive.open(row["file"], "w") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
        return left_out

    def erase_profile(self, profile_id: str) -> None:
        """Delete a prospect for good, with every take, recording and catalogue phrase drawn from them.

        Backups hold it until their turn comes. Raises Missing where it is not yours to delete.
        """
        with self.desk.writing() as session:
            row = self._profile(session, profile_id)
            self.desk.note(session, "erased", Kind.PROFILE, row)
            erase_profile(session, profile_id)
        sweep(self.desk.database, self.files)

    def erase_person(self, person_id: str, heir_id: str | None = None) -> None:
        """Delete a person for good. Their profiles and catalogues go to ``heir_id``, or are deleted as well.

        Raises Missing where it is not yours to do, StoreError for yourself or where the heir is not there.
        """
        if person_id == self.desk.someone.id:
            raise StoreError("You cannot delete yourself. Ask another admin.")
        with self.desk.writing() as session:
            person = self._person(session, person_id, Action.DELETE)
            if heir_id is not None and (heir_id == person_id or session.get(PersonRow, heir_id) is None):
                raise StoreError("Choose somebody else, who is still there, to take over the profiles and catalogues.")
            erase_person(session, person, heir_id)
            self.desk.log(session, "erased", Kind.PERSON, person_id)
        sweep(self.desk.database, self.files)

    def _own_or_admin(self, person_id: str) -> None:
        if person_id != self.desk.someone.id:
            self.desk.must(Kind.PERSON, Action.DELETE)

    def _person(self, session: Session, person_id: str, action: Action) -> PersonRow:
        allowed = self.desk.may(Kind.PERSON, action, PersonRow.id)
        row = session.scalar(sa.select(PersonRow).where(PersonRow.id == person_id, allowed))
        if row is None:
            raise Missing(f"There is no such person, or they are not yours to {action}.")
        return row

    def _profile(self, session: Session, profile_id: str) -> ProfileRow:
        allowed = self.desk.may(Kind.PROFILE, Action.DELETE, ProfileRow.owner_id)
        row = session.scalar(sa.select(ProfileRow).where(ProfileRow.id == profile_id, allowed))
        if row is None:
            raise Missing("There is no such prospect, or they are not yours to delete.")
        return row


OF_CALL = (
    RecordingRow.id, RecordingRow.at, RecordingRow.created_at, RecordingRow.seconds, RecordingRow.turns,
    RecordingRow.bytes,
)  # fmt: skip


def _known(row: Any) -> Held:
    fields = {name: getattr(row, name) for name in Held.model_fields.keys() - {"at"}}
    return Held(at=row.at or row.created_at, **fields)


def _held(session: Session, start: str, key: str, through: Collection[str]) -> dict[str, Rows]:
    """Rows that lead to that one, by foreign keys to the tables named in ``through``; the row itself first.

    From a person no row that somebody else owns leads further: of a call that they put in for a colleague there is
    its row, and not what was said in it.
    """
    ids: dict[str, sa.Select[Any]] = {}
    held: dict[str, Rows] = {}
    for table in KEPT:
        lead = table.c.id == key if table.name == start else _leading(table, ids)
        if lead is None:
            continue
        if rows := [_plain(row) for row in session.execute(sa.select(table).where(lead)).mappings()]:
            held[table.name] = rows
        if table.name in {start, *through}:
            theirs = start == "people" and "owner_id" in table.c
            ids[table.name] = sa.select(table.c.id).where(lead, *([table.c.owner_id == key] if theirs else []))
    return held


def _of_their_own(held: dict[str, Rows], person_id: str) -> dict[str, Rows]:
    """Without what long work brought, whole or in pieces, of recordings that are not that person's."""
    own = {row["id"] for row in held.get("recordings", []) if row["owner_id"] == person_id}
    jobs = held.get("jobs", [])
    others = {job["id"] for job in jobs if _recording(job) not in {None, *own}}
    emptied = {
        "jobs": [{**job, "result": None} if job["id"] in others else job for job in jobs],
        "job_parts": [
            {**part, "content": None} if part["job_id"] in others else part for part in held.get("job_parts", [])
        ],
    }
    return {name: emptied.get(name, rows) for name, rows in held.items()}


def _recording(job: Mapping[str, Any]) -> str | None:
    """Which recording that work was asked for; None where it is about none."""
    asked = json.loads(job["asked"])
    return asked.get("recording") if isinstance(asked, dict) else None


def _leading(table: sa.Table, ids: Mapping[str, sa.Select[Any]]) -> sa.ColumnElement[bool] | None:
    """The condition that a row has a foreign key to one of those; None where the table leads to none of them."""
    leads = [
        foreign.parent.in_(ids[foreign.column.table.name])
        for foreign in table.foreign_keys
        if foreign.column.table.name in ids
    ]
    return sa.or_(*leads) if leads else None


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
