"""One worker process: reads from standard input what to do, does it, and says how far it is until it is over."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO

from pitchcheck.jobs.task import Stopped, Task, work
from pitchcheck.pitch import InputError
from pitchcheck.settings import Settings
from pitchcheck.store import JobState, Store, StoreError, reach

BEAT = 2.0
"""Seconds between two words on how far it is."""
GRACE = 30.0
"""Seconds it may take to stop by itself."""
UNEXPECTED = "Something went wrong in pitchcheck itself. What is done is kept: try again."


def main(source: IO[str]) -> None:
    """Do the work that is asked for in one line of JSON; hand it back when ``source`` is closed before it is over.

    systemd and docker tell all processes of a server to end: this one ends when the server has, with the work handed
    back.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _step_back()
    told = json.loads(source.readline())
    settings = Settings(**told["settings"])
    database, files = reach(settings)
    with Store(database, files, None) as everybody:
        job = everybody.as_(told["owner"]).jobs.get(told["job"])
        task = Task(job, everybody.as_(told["owner"]), settings)
        worker = Worker(task, told["worker"])
        Thread(target=worker.watch, args=(source,), daemon=True).start()
        worker.run()


def _step_back() -> None:
    """Pages come first: the lowest claim on the processor, among processes and, on Linux, among their groups."""
    with suppress(OSError, AttributeError):
        os.nice(10)
        Path("/proc/self/autogroup").write_text("10", encoding="ascii")


class Worker:
    """A task under way in this process, and the queue that is told of it."""

    def __init__(self, task: Task, name: str) -> None:
        self.task, self.name = task, name
        self._over, self._server_gone = Event(), Event()

    def run(self) -> None:
        """Do it, and let go of it as what it has become."""
        beats = Thread(target=self._beat, daemon=True)
        beats.start()
        try:
            result = work(self.task.job.kind)(self.task)
        except Stopped:
            self._end(JobState.WAITING if self._server_gone.is_set() else JobState.STOPPED)
        except InputError as refused:
            self._end(JobState.FAILED, problem=str(refused))
        except Exception:
            logging.getLogger(__name__).exception("long work of the kind %s broke", self.task.job.kind)
            self._end(JobState.FAILED, problem=UNEXPECTED)
        else:
            self._end(JobState.DONE, result=result)

    def watch(self, source: IO[str]) -> None:
        """Wait until the server that asked is gone; then stop, and leave the work to another."""
        source.read()
        self._server_gone.set()
        self._stop()

    def _end(self, state: JobState, **what: object) -> None:
        self._over.set()
        self.task.queue.end(self.task.job.id, self.name, state, **what)  # type: ignore[arg-type]

    def _beat(self) -> None:
        """Tell the queue how far it is until it is over; where the work was taken away or deleted, end at once."""
        task = self.task
        while not self._over.wait(BEAT):
            with suppress(StoreError):
                state = task.queue.beat(task.job.id, self.name, task.share, task.doing, task.left)
                if state is None and not self._over.is_set():
                    os._exit(1)
                if state is JobState.STOPPING:
                    self._stop()

    def _stop(self) -> None:
        """Have it stop at its next step, or, where it takes too long to get there, as it is."""
        if not self.task.stopping.is_set():
            self.task.stopping.set()
            Thread(target=self._stop_hard, daemon=True).start()

    def _stop_hard(self) -> None:
        if not self._over.wait(GRACE):
            self._end(JobState.WAITING if self._server_gone.is_set() else JobState.STOPPED)
            os._exit(1)


if __name__ == "__main__":
    main(sys.stdin)
