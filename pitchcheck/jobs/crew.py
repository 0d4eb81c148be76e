"""Workers of this server: one thread that takes work whose turn it is, and a process for each piece of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO, Any

from pydantic import SecretStr

from pitchcheck.settings import Settings
from pitchcheck.store import Job, Queue, Store, StoreError
from pitchcheck.store.tables import new_id

LOOK = 2.0
"""Seconds between two looks at the queue while something is in it."""

_crews: dict[str, Crew] = {}
_lock = Lock()


def attend(store: Store, settings: Settings) -> None:
    """See to it that this server works on what waits in the store's queue. It returns at once."""
    url = store.database.engine.url.render_as_string(hide_password=False)
    with _lock:
        crew = _crews.get(url)
        if crew is None or not crew.is_alive():
            there = {"database_url": url, "files_url": store.files.url}
            crew = _crews[url] = Crew(Queue(store.database), url, _told(settings) | there, settings.jobs_at_once)
            crew.start()
        crew.woken.set()


class Crew(Thread):
    """Takes work from one queue until nothing waits any more."""

    def __init__(self, queue: Queue, url: str, told: Mapping[str, Any], at_once: int) -> None:
        super().__init__(name="pitchcheck jobs", daemon=True)
        self.woken = Event()
        self._queue, self._url, self._told, self._at_once = queue, url, told, at_once
        self._workers: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Look at the queue now and then; end when it is empty."""
        while True:
            self.woken.clear()
            with suppress(StoreError):  # the database is away for a moment: it is asked again
                self._take()
                if not self._workers and self._is_over():
                    return
            self.woken.wait(LOOK)

    def _is_over(self) -> bool:
        """Whether nothing is left to do; somebody who asks after this finds a new crew."""
        with _lock:
            if self.woken.is_set() or self._queue.waiting():
                return False
            _crews.pop(self._url, None)
            return True

    def _take(self) -> None:
        for worker in [worker for worker in self._workers if worker.poll() is not None]:
            self._workers.remove(worker)
            with suppress(BrokenPipeError):
                _pipe(worker).close()
        while len(self._workers) < self._at_once:
            name = new_id()
            job = self._queue.take(name, self._at_once)
            if job is None:
                return
            self._workers.append(_worker(job, name, self._told))


def _worker(job: Job, name: str, told: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """A process that does that work. What it must know goes to its standard input, where no other process reads
    secrets; when that is closed, because this server ended, it hands the work back.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    worker = subprocess.Popen(
        [sys.executable, "-m", "pitchcheck.jobs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,  # Ctrl-C at the server is not for it
    )
    with suppress(BrokenPipeError):
        _pipe(worker).write(
            json.dumps({"job": job.id, "owner": job.owner_id, "worker": name, "settings": told}).encode() + b"\n"
        )
        _pipe(worker).flush()
    return worker


def _pipe(worker: subprocess.Popen[bytes]) -> IO[bytes]:
    assert worker.stdin is not None  # noqa: S101  (it was asked for; tells mypy)
    return worker.stdin


def _told(settings: Settings) -> dict[str, Any]:
    """The settings as JSON has them, secrets and all."""
    return {name: _plain(getattr(settings, name)) for name in Settings.model_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value)
    return dict(value) if isinstance(value, Mapping) else value
