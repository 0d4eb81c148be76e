"""What work of a kind is given, and which kinds there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pkgutil import resolve_name
from threading import Event
from typing import IO

from pydantic import JsonValue

from pitchcheck.profile import Profile
from pitchcheck.settings import Settings
from pitchcheck.store import Job, Missing, Queue, Saved, Store

RECORDING, REHEARSAL, DRAFTING, READING = "recording", "rehearsal", "drafting", "reading"
BULK, KEEPING, JUDGING = "bulk", "keeping", "judging"
TELLING = 0.05
"""From so large a share on, the pace so far tells something of what is to come."""

WORK: dict[str, str] = {
    RECORDING: "pitchcheck.jobs.recording:written_down",
    REHEARSAL: "pitchcheck.jobs.recording:rehearsed",
    DRAFTING: "pitchcheck.jobs.drafting:drafted",
    READING: "pitchcheck.jobs.reading:read",
    BULK: "pitchcheck.jobs.many:reviewed",
    KEEPING: "pitchcheck.jobs.many:kept",
    JUDGING: "pitchcheck.jobs.judging:judged",
}
"""The kinds of work, and the function that does each: Task in, JSON out; InputError is what a person is told."""


class Stopped(Exception):
    """The person who asked for it stopped it, or the server ends."""


@dataclass
class Task:
    """One piece of work under way, as the function that does it sees it. ``store`` is that of the person who asked."""

    job: Job
    store: Store
    settings: Settings
    share: float = 0.0
    doing: str = ""
    stopping: Event = field(default_factory=Event)
    _first: tuple[float, float] | None = None
    _last: tuple[float, float] | None = None

    def tell(self, share: float, doing: str) -> None:
        """Say how much is done (0 to 1), and what is being done. Raises Stopped where it is to stop: call it often."""
        if self.stopping.is_set():
            raise Stopped
        self._last = (time.monotonic(), share)
        self._first = self._first or self._last
        self.share, self.doing = share, doing

    @property
    def left(self) -> float | None:
        """How many seconds it will still take at the pace so far; None while that tells too little."""
        if self._first is None or self._last is None or self._last[1] - self._first[1] < TELLING:
            return None
        (began, before), (moment, share) = self._first, self._last
        ahead = (moment - began) * (1 - share) / (share - before)
        return max(0.0, ahead - (time.monotonic() - moment))

    def keep(self, n: int, content: str) -> None:
        """Keep a piece that is done, so that work that was stopped goes on from it."""
        self.queue.keep(self.job.id, n, content)

    def kept(self) -> Mapping[int, str]:
        """The pieces that were done before."""
        return self.queue.kept(self.job.id)

    def file(self) -> AbstractContextManager[IO[bytes]]:
        """What was given with it, open for reading. Raises Missing where nothing was."""
        if self.job.file is None:
            raise Missing("Nothing was given with this.")
        return self.store.files.reading(self.job.file.key)

    def profile(self) -> Saved[Profile] | None:
        """The prospect that it is about, as it stands now: two may have been made one since the work was begun."""
        about = self.store.jobs.get(self.job.id).profile_id
        return self.store.profiles.get(about) if about else None

    @property
    def queue(self) -> Queue:
        """The queue it came from."""
        return Queue(self.store.database)


def work(kind: str) -> Callable[[Task], JsonValue]:
    """The function that does work of that kind."""
    found: Callable[[Task], JsonValue] = resolve_name(WORK[kind])
    return found
