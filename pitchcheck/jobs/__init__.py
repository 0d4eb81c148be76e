"""Long work in processes of its own: pages stay quick, it goes on when a page is closed, and is taken up after a crash.

    office = Office(store, load())
    job = office.begin(RECORDING, "Call with Dana", {"name": "call.mp3"}, file=("call.mp3", source))
    office.all(), office.stop(job.id), office.resume(job.id), office.forget(job.id)

The queue is the store's (``store.jobs``): bounded and fair over all servers that share a database, and only who asked
sees it. Libraries were compared: huey and APScheduler would keep a queue of their own beside the database, which no
rule, export or erasure of ours reaches; procrastinate needs PostgreSQL; none goes on from what is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from pydantic import JsonValue

from pitchcheck.jobs.crew import attend
from pitchcheck.jobs.task import BULK, DRAFTING, JUDGING, KEEPING, READING, RECORDING, REHEARSAL, Stopped, Task
from pitchcheck.profile import Profile
from pitchcheck.settings import Settings
from pitchcheck.store import Job, Saved, Store

__all__ = ["BULK", "DRAFTING", "JUDGING", "KEEPING", "READING", "RECORDING", "REHEARSAL", "Office", "Stopped", "Task"]


@dataclass(frozen=True)
class Office:
    """Where the person of ``store`` has long work done, by this machine's workers."""

    store: Store
    settings: Settings

    def begin(
        self,
        kind: str,
        title: str,
        asked: JsonValue,
        *,
        file: tuple[str, IO[bytes]] | None = None,
        profile: Saved[Profile] | None = None,
    ) -> Job:
        """Ask for work of that kind (the kinds: jobs/task.py). Raises StoreError as ``store.jobs.add`` does."""
        job = self.store.jobs.add(kind, title, asked, file=file, profile=profile)
        attend(self.store, self.settings)
        return job

    def take_up(self) -> None:
        """See to it that what a server left that ended is gone on with, whoever asked for it."""
        attend(self.store, self.settings)

    def all(self, kind: str | None = None, about: str | None = None) -> tuple[Job, ...]:
        """This person's work, newest first, as ``store.jobs.all`` gives it. What was left by a server that ended is
        taken up again.
        """
        found = self.store.jobs.all(kind, about=about)
        if any(job.unfinished for job in found):
            attend(self.store, self.settings)
        return found

    def stop(self, job_id: str) -> Job:
        """Stop it at its next step, keeping what is done."""
        return self.store.jobs.stop(job_id)

    def resume(self, job_id: str) -> Job:
        """Go on with what was stopped or failed."""
        job = self.store.jobs.resume(job_id)
        attend(self.store, self.settings)
        return job

    def forget(self, job_id: str) -> None:
        """Delete it, under way or not."""
        self.store.jobs.forget(job_id)
