"""Long work: what people asked for, how far it is, what came of it; and the queue from which workers take it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import IO

import sqlalchemy as sa
from pydantic import JsonValue
from sqlalchemy.orm import Session, aliased

from pitchcheck.pitch import Frozen
from pitchcheck.profile import Profile
from pitchcheck.store.database import Database, StoreError
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.documents import Saved
from pitchcheck.store.erasing import erase_jobs, keep_file, sweep, write_file
from pitchcheck.store.files import Files, Written
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import JobPartRow, JobRow, LeftoverRow, new_id

MOST_UNFINISHED = 20
"""So much work one person may have waiting or under way."""
LEASE = dt.timedelta(seconds=60)
"""A worker that is not heard of for so long is dead, and its work is taken up by another."""
TRIES = 3
"""So often work that broke off is taken up again by itself."""
QUEUE_LOCK = 0x6A_6F_62_73  # "jobs": one number for PostgreSQL's advisory lock
BROKE = "This broke off {times} times. Try again; if it happens again, tell whoever looks after pitchcheck."


class JobState(StrEnum):
    """Where long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


AT_WORK = (JobState.RUNNING, JobState.STOPPING)
UNFINISHED = (JobState.WAITING, *AT_WORK)


class Job(Frozen):
    """Long work. ``share`` (0 to 1) is done, ``left`` is how many seconds it may still take, ``doing`` says what is
    being done; ``problem`` is one sentence where it failed, ``result`` what came of it.
    """

    id: str
    owner_id: str
    kind: str
    title: str
    state: JobState
    asked: JsonValue
    profile_id: str | None
    file: Written | None
    share: float
    left: float | None
    doing: str
    result: JsonValue
    problem: str | None
    created_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def unfinished(self) -> bool:
        """Whether it waits or is under way."""
        return self.state in UNFINISHED


@dataclass(frozen=True)
class Jobs:
    """One person's long work. Nobody else sees it."""

    desk: Desk
    files: Files

    def add(
        self,
        kind: str,
        title: str,
        asked: JsonValue,
        *,
        file: tuple[str, IO[bytes]] | None = None,
        profile: Saved[Profile] | None = None,
    ) -> Job:
        """Ask for work of that kind; ``file`` (name, open file) is kept with it until it is done.

        Raises StoreError where you have too much waiting, or the file cannot be kept.
        """
        job_id = new_id()
        self._check_room()
        written = self._write(job_id, *file) if file else None
        row = JobRow(
            id=job_id,
            owner_id=self.desk.someone.id,
            profile_id=profile.id if profile else None,
            kind=kind,
            title=title,
            state=JobState.WAITING,
            asked=json.dumps(asked),
            file=written and written.key,
            bytes=written and written.bytes,
            sha256=written and written.sha256,
            share=0.0,
            doing="",
            tries=0,
            created_at=now(),
        )
        with self.desk.writing() as session:
            session.add(row)
            session.flush()
            if written is not None:
                keep_file(session, written.key)
            return shown(row)

    def all(self, kind: str | None = None, limit: int = 50, about: str | None = None) -> tuple[Job, ...]:
        """Your work, of that kind or of every kind, newest first; with the id of something ``about`` that alone."""
        query = sa.select(JobRow).where(self.desk.may(Kind.JOB, Action.SEE, JobRow.owner_id))
        if kind is not None:
            query = query.where(JobRow.kind == kind)
        if about is not None:
            query = query.where(JobRow.asked.contains(f'"{about}"', autoescape=True))
        with self.desk.reading() as session:
            rows = session.scalars(query.order_by(JobRow.created_at.desc(), JobRow.id).limit(limit))
            return tuple(map(shown, rows))

    def get(self, job_id: str) -> Job:
        """That work. Raises Missing where there is none of yours."""
        with self.desk.reading() as session:
            return shown(self._row(session, job_id, Action.SEE))

    def stop(self, job_id: str) -> Job:
        """Stop it, keeping what is done; what is under way ends at its next step. What is over stays as it is."""
        with self.desk.writing() as session:
            row = self._row(session, job_id, Action.CHANGE)
            if row.state == JobState.WAITING:
                row.state, row.ended_at = JobState.STOPPED, now()
            elif row.state == JobState.RUNNING:
                row.state = JobState.STOPPING
            return shown(row)

    def resume(self, job_id: str) -> Job:
        """Go on with what was stopped or failed, from what is done."""
        with self.desk.writing() as session:
            row = self._row(session, job_id, Action.CHANGE)
            if row.state in (JobState.STOPPED, JobState.FAILED):
                row.state, row.problem, row.tries, row.ended_at = JobState.WAITING, None, 0, None
            return shown(row)

    def forget(self, job_id: str) -> None:
        """Delete it, under way or not, with what was given with it. What it has brought stays."""
        with self.desk.writing() as session:
            erase_jobs(session, (self._row(session, job_id, Action.DELETE),))
        sweep(self.desk.database, self.files)

    def kept(self, job_id: str) -> Mapping[int, str]:
        """The pieces of that work that are done. Raises Missing where there is none of yours."""
        self.get(job_id)
        return Queue(self.desk.database).kept(job_id)

    @contextmanager
    def file(self, job_id: str) -> Iterator[IO[bytes]]:
        """What was given with it, or what it brought in place of that, open for reading. Raises Missing."""
        job = self.get(job_id)
        if job.file is None:
            raise Missing("There is no file with this.")
        with self.files.reading(job.file.key) as source:
            yield source

    def bring(self, job_id: str, name: str, source: IO[bytes]) -> Job:
        """Put the file that came of it in the place of the one that was given with it, which goes."""
        self.get(job_id)
        written = self._write(job_id, name, source, "brought")
        with self.desk.writing() as session:
            row = self._row(session, job_id, Action.CHANGE)
            if row.file not in (None, written.key):
                session.merge(LeftoverRow(file=row.file, since=now()))
            row.file, row.bytes, row.sha256 = written.key, written.bytes, written.sha256
            keep_file(session, written.key)
            brought = shown(row)
        sweep(self.desk.database, self.files)
        return brought

    def _check_room(self) -> None:
        mine = sa.select(sa.func.count()).where(JobRow.owner_id == self.desk.someone.id, JobRow.state.in_(UNFINISHED))
        with self.desk.reading() as session:
            if (session.scalar(mine) or 0) >= MOST_UNFINISHED:
                raise StoreError(
                    f"You have {MOST_UNFINISHED} things under way. Let one finish, or stop it, then try again."
                )

    def _write(self, job_id: str, name: str, source: IO[bytes], role: str = "given") -> Written:
        key = f"jobs/{job_id}/{role}{PurePath(name).suffix.lower()}"
        return write_file(self.desk.database, self.files, key, source)

    def _row(self, session: Session, job_id: str, action: Action) -> JobRow:
        query = sa.select(JobRow).where(JobRow.id == job_id, self.desk.may(Kind.JOB, action, JobRow.owner_id))
        row = session.scalar(query if action is Action.SEE else query.with_for_update())
        if row is None:
            raise Missing(f"There is no such work, or it is not yours to {action}.")
        return row


def shown(row: JobRow) -> Job:
    """The work as people see it."""
    file = Written(key=row.file, bytes=row.bytes or 0, sha256=row.sha256 or "") if row.file else None
    return Job(
        id=row.id,
        owner_id=row.owner_id,
        kind=row.kind,
        title=row.title,
        state=JobState(row.state),
        asked=json.loads(row.asked),
        profile_id=row.profile_id,
        file=file,
        share=row.share,
        left=row.left if row.state == JobState.RUNNING else None,
        doing=row.doing,
        result=json.loads(row.result) if row.result else None,
        problem=row.problem,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


@dataclass(frozen=True)
class Queue:
    """What workers see of everybody's work. ``worker`` names one process; work whose worker fell silent is let go."""

    database: Database

    def waiting(self) -> bool:
        """Whether anything waits, or is under way anywhere."""
        with self.database.reading() as session:
            return session.scalar(sa.select(JobRow.id).where(JobRow.state.in_(UNFINISHED)).limit(1)) is not None

    def take(self, worker: str, at_once: int, at: dt.datetime | None = None) -> Job | None:
        """The work whose turn it is, now this worker's; None where nothing waits or ``at_once`` are under way.

        Turns go by person: first whoever has the least under way, then whose last turn was longest ago.
        """
        moment = at or now()
        with self._alone() as session:
            _let_go(session, moment)
            busy = sa.select(sa.func.count()).select_from(JobRow).where(JobRow.state.in_(AT_WORK))
            if (session.scalar(busy) or 0) >= at_once:
                return None
            row = session.scalar(_by_turns().limit(1))
            if row is None:
                return None
            row.state, row.worker, row.tries = JobState.RUNNING, worker, row.tries + 1
            row.started_at = row.beat_at = moment
            return shown(row)

    def beat(self, job_id: str, worker: str, share: float, doing: str, left: float | None) -> JobState | None:
        """Say how far it is; where it stands now, or None where it is no longer this worker's."""
        mine = (JobRow.id == job_id, JobRow.worker == worker, JobRow.state.in_(AT_WORK))
        with self.database.writing() as session:
            told = {"share": share, "doing": doing, "left": left, "beat_at": now()}
            session.execute(sa.update(JobRow).where(*mine).values(**told))
            state = session.scalar(sa.select(JobRow.state).where(*mine))
            return None if state is None else JobState(state)

    def end(
        self, job_id: str, worker: str, state: JobState, *, result: JsonValue = None, problem: str | None = None
    ) -> None:
        """Let go of it: done, failed, stopped, or waiting for another worker; what a person stopped does not wait.

        Of what is done the pieces go.
        """
        with self.database.writing() as session:
            row = session.scalar(sa.select(JobRow).where(JobRow.id == job_id, JobRow.worker == worker))
            if row is None:
                return
            if state is JobState.WAITING and row.state == JobState.STOPPING:
                state = JobState.STOPPED
            row.state, row.problem, row.worker, row.left = state, problem, None, None
            row.result = None if result is None else json.dumps(result)
            row.ended_at = None if state is JobState.WAITING else now()
            row.tries -= state is JobState.WAITING
            if state is JobState.DONE:
                row.share, row.doing = 1.0, ""
                session.execute(sa.delete(JobPartRow).where(JobPartRow.job_id == job_id))

    def keep(self, job_id: str, n: int, content: str) -> None:
        """Keep a piece that is done, in place of one with the same number."""
        with self.database.writing() as session:
            session.merge(JobPartRow(job_id=job_id, n=n, content=content))

    def kept(self, job_id: str) -> Mapping[int, str]:
        """The pieces that are done."""
        with self.database.reading() as session:
            rows = session.execute(sa.select(JobPartRow.n, JobPartRow.content).where(JobPartRow.job_id == job_id))
            return {row.n: row.content for row in rows}

    def hand_over(self, job_id: str) -> None:
        """The file given with it has become another row's."""
        with self.database.writing() as session:
            session.execute(sa.update(JobRow).where(JobRow.id == job_id).values(file=None))

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        """A transaction in which no other process takes work: two never count the same free place."""
        with self.database.writing() as session:
            if not self.database.embedded:
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(QUEUE_LOCK)))
            yield session


def _let_go(session: Session, moment: dt.datetime) -> None:
    """Work whose worker fell silent waits again; what broke off too often has failed, what was to stop has stopped."""
    silent = JobRow.beat_at < moment - LEASE
    for row in session.scalars(sa.select(JobRow).where(JobRow.state.in_(AT_WORK), silent)).all():
        row.worker = row.left = None
        if row.state == JobState.STOPPING:
            row.state, row.ended_at = JobState.STOPPED, moment
        elif row.tries >= TRIES:
            row.state, row.ended_at, row.problem = JobState.FAILED, moment, BROKE.format(times=row.tries)
        else:
            row.state = JobState.WAITING
    session.flush()


def _by_turns() -> sa.Select[JobRow]:
    """What waits, in the order of turns."""
    theirs, other = aliased(JobRow), aliased(JobRow)
    busy = (
        sa.select(sa.func.count())
        .where(theirs.owner_id == JobRow.owner_id, theirs.state.in_(AT_WORK))
        .correlate(JobRow)
        .scalar_subquery()
    )
    last = sa.select(sa.func.max(other.started_at)).where(other.owner_id == JobRow.owner_id).correlate(JobRow)
    order = (busy, last.scalar_subquery().asc().nulls_first(), JobRow.created_at, JobRow.id)
    return sa.select(JobRow).where(JobRow.state == JobState.WAITING).order_by(*order)
