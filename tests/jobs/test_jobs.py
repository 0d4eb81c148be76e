"""Work done by a worker: told of, stopped, gone on with, handed back; and once by a process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from pydantic import JsonValue

from pitchcheck.jobs import RECORDING, Office, Stopped, Task
from pitchcheck.jobs import __main__ as worker
from pitchcheck.jobs import task as tasks
from pitchcheck.jobs.crew import _told
from pitchcheck.pitch import InputError, Transcript, Turn
from pitchcheck.settings import Settings
from pitchcheck.store import Job, JobState, Store
from pitchcheck.transcript import speech
from tests.bulk.test_bulk import DANA, SAM
from tests.transcript.sounds import speech as said
from tests.transcript.sounds import tiny, wav

Work = Callable[[Task], JsonValue]
DOING: list[Work] = []
"""What the kind "test" does; set by each test."""


def work(task: Task) -> JsonValue:
    """Whatever the test says."""
    return DOING[-1](task)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty folder."""
    return Settings(data_dir=tmp_path, speech_model=tiny())


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """One person's own store, empty."""
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def begun(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], worker.Worker]:
    """A worker of this process that has taken work which does what it is given."""
    monkeypatch.setitem(tasks.WORK, "test", f"{__name__}:work")
    monkeypatch.setattr(worker, "BEAT", 0.01)

    def begin(what: Work) -> worker.Worker:
        DOING.append(what)
        job = store.jobs.add("test", "A test", {"n": 3})
        task = Task(job, store, settings)
        assert task.queue.take("w", 1) is not None
        return worker.Worker(task, "w")

    return begin


def only(store: Store) -> Job:
    """The one piece of work there is."""
    (job,) = store.jobs.all()
    return job


def test_a_result_is_kept(store: Store, begun: Callable[[Work], worker.Worker]) -> None:
    """What the function gives back, as JSON has it."""
    begun(lambda task: {"asked": task.job.asked}).run()
    assert (only(store).state, only(store).result) == (JobState.DONE, {"asked": {"n": 3}})


def test_bad_input_is_told_in_its_own_sentence(store: Store, begun: Callable[[Work], worker.Worker]) -> None:
    """What the reader says is what the person reads."""

    def refuse(task: Task) -> JsonValue:
        raise InputError("call.mp3 is empty.")

    begun(refuse).run()
    assert (only(store).state, only(store).problem) == (JobState.FAILED, "call.mp3 is empty.")


def test_a_defect_is_never_a_traceback(
    store: Store, begun: Callable[[Work], worker.Worker], caplog: pytest.LogCaptureFixture
) -> None:
    """The person reads one sentence; whoever looks after pitchcheck finds the rest in the log."""

    def break_down(task: Task) -> JsonValue:
        raise ZeroDivisionError("secret")

    begun(break_down).run()
    assert only(store).state is JobState.FAILED
    assert "secret" not in (only(store).problem or "")
    assert "secret" in caplog.text


def test_how_far_it_is_can_be_seen_and_it_can_be_stopped(store: Store, begun: Callable[[Work], worker.Worker]) -> None:
    """The page sees share and words; its stop reaches the work at its next step, and what is done is kept."""

    def long(task: Task) -> JsonValue:
        for n in range(10_000):
            task.tell(0.5, "Half way")
            task.keep(0, f"step {n}")
            if only(store).share == 0.5 and only(store).state is JobState.RUNNING:
                store.jobs.stop(task.job.id)
            time.sleep(0.001)
        return "never"

    one = begun(long)
    one.run()
    stopped = only(store)
    assert (stopped.state, stopped.doing, stopped.result) == (JobState.STOPPED, "Half way", None)
    assert one.task.kept()[0].startswith("step ")


def test_work_is_handed_back_when_its_server_ends(store: Store, begun: Callable[[Work], worker.Worker]) -> None:
    """The pipe that the server holds is closed: another server goes on with it, and nobody has to ask."""
    read, write = os.pipe()

    def long(task: Task) -> JsonValue:
        os.close(write)
        for _ in range(10_000):
            task.tell(0.1, "Working")
            time.sleep(0.001)
        return "never"

    one = begun(long)
    with os.fdopen(read) as source:
        Thread(target=one.watch, args=(source,), daemon=True).start()
        one.run()
    assert only(store).state is JobState.WAITING


def test_a_worker_outlives_the_signal_that_ends_its_server(
    settings: Settings, begun: Callable[[Work], worker.Worker], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service manager sends it to every process of the server: the work is handed back, and not broken off."""
    begun(lambda task: [os.kill(os.getpid(), signal.SIGTERM)])
    monkeypatch.setattr(worker, "_step_back", lambda: None)
    told = {"job": only(store).id, "owner": store.desk.someone.id, "worker": "w", "settings": _told(settings)}
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        worker.main(io.StringIO(json.dumps(told) + "\n"))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (only(store).state, heard) == (JobState.DONE, [])


def test_time_left_is_told_from_the_pace(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of work that goes on, only what was done since counts."""
    clock = iter([0.0, 10.0, 15.0, 99.0])
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    task = Task(store.jobs.add("test", "A test", {}), store, settings)
    task.tell(0.5, "Going on")
    assert task.left is None
    task.tell(0.6, "Going on")
    assert task.left == pytest.approx(40 - 5)
    assert task.left == 0


TURNS = (Turn(n=1, text="We ran out of flour.", speaker="Speaker 1", start=0.0, end=2.0),)


def test_a_recording_is_kept_once_with_its_sound(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done again after a crash between the two steps, it is still one recording, and its file is not copied."""
    monkeypatch.setattr(speech, "transcribed", lambda *_, **__: Transcript(turns=TURNS))
    file = ("call.mp3", io.BytesIO(b"sound"))
    job = store.jobs.add(RECORDING, "First call", {"name": "call.mp3", "speakers": 2}, file=file)
    for _ in range(2):
        result = tasks.work(RECORDING)(Task(job, store, settings))
        assert result == {"recording": job.id}
    (kept,) = store.recordings.all()
    assert (kept.id, kept.title, kept.turns, kept.seconds) == (job.id, "First call", 1, 2.0)
    with store.recordings.audio(job.id) as source:
        assert source.read() == b"sound"
    store.jobs.forget(job.id)
    assert store.files.keys() == (kept.file,)
    store.recordings.delete(kept.id)
    assert store.files.keys() == ()


def test_two_prospects_made_one_while_a_recording_is_written_down(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the kept one's."""
    kept, other = store.profiles.save_all([DANA, SAM])

    def heard(*_: object, **__: object) -> Transcript:
        store.profiles.join(kept, other, DANA)
        return Transcript(turns=TURNS)

    monkeypatch.setattr(speech, "transcribed", heard)
    file = ("call.mp3", io.BytesIO(b"sound"))
    job = store.jobs.add(RECORDING, "First call", {"name": "call.mp3"}, file=file, profile=other)
    tasks.work(RECORDING)(Task(job, store, settings))
    assert store.recordings.get(job.id).profile_id == kept.id


def test_a_deleted_recording_takes_the_work_along(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of what was said is left in the pieces."""
    monkeypatch.setattr(speech, "transcribed", lambda *_, **__: Transcript(turns=TURNS))
    job = store.jobs.add(RECORDING, "First call", {"name": "call.mp3"}, file=("call.mp3", io.BytesIO(b"sound")))
    tasks.work(RECORDING)(Task(job, store, settings))
    store.recordings.delete(job.id)
    assert store.jobs.all() == ()


def test_a_stopped_recording_is_not_kept(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-read is saved as if it were whole."""

    def stopped(*_: object, watch: speech.Watch, **__: object) -> Transcript:
        watch.keep(0, "half")
        raise Stopped

    monkeypatch.setattr(speech, "transcribed", stopped)
    job = store.jobs.add(RECORDING, "First call", {"name": "call.mp3"}, file=("call.mp3", io.BytesIO(b"sound")))
    task = Task(job, store, settings)
    with pytest.raises(Stopped):
        tasks.work(RECORDING)(task)
    assert store.recordings.all() == ()
    assert task.kept() == {0: "half"}


def test_processes_of_their_own_write_down_what_was_given(store: Store, settings: Settings) -> None:
    """From asking to the recording in the queue, and to a sentence for what is none, without a hand here."""
    office = Office(store, settings)
    good = office.begin(RECORDING, "A call", {"name": "call.wav"}, file=("call.wav", io.BytesIO(wav(said(0, 8)))))
    bad = office.begin(RECORDING, "No call", {"name": "notes.wav"}, file=("notes.wav", io.BytesIO(b"Some words.")))
    until = time.monotonic() + 240
    while any(job.unfinished for job in office.all()) and time.monotonic() < until:
        time.sleep(0.2)
    assert store.jobs.get(good.id).state is JobState.DONE, store.jobs.get(good.id)
    assert "see my screen" in store.recordings.transcript(good.id).turns[0].text
    refused = store.jobs.get(bad.id)
    assert refused.state is JobState.FAILED
    assert (refused.problem or "").startswith("notes.wav is not audio or video that I can open")
    office.forget(bad.id)
    assert [job.id for job in office.all()] == [good.id]
