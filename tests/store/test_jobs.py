"""Long work in the store: whose it is, whose turn it is, and what becomes of it when its worker dies."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from pitchcheck.settings import Settings
from pitchcheck.store import Job, JobState, Missing, Queue, Store, StoreError
from pitchcheck.store import jobs as waiting
from pitchcheck.store.desk import now
from pitchcheck.store.erasing import keep_house
from tests.store.examples import profile
from tests.store.world import enter, id_of

SILENT = waiting.LEASE + dt.timedelta(seconds=1)


def ask(store: Store, title: str = "A call", content: bytes | None = None, **options: object) -> Job:
    """Work that person asks for, with a file where there is content."""
    file = ("call.MP3", io.BytesIO(content)) if content is not None else None
    return store.jobs.add("recording", title, {"speakers": 2}, file=file, **options)  # type: ignore[arg-type]


@pytest.fixture
def queue(store: Store) -> Queue:
    """What workers see."""
    return Queue(store.database)


def test_work_is_kept_as_it_was_asked_for(store: Store) -> None:
    """With its file, waiting, and first in the list."""
    first, second = ask(store, content=b"sound"), ask(store, "Another")
    assert [job.title for job in store.jobs.all()] == ["Another", "A call"]
    assert store.jobs.all("folder") == ()
    about = store.jobs.add("reading", "A third", {"recording": "r1", "word": "r2"})
    store.jobs.add("reading", "A fourth", {"recording": "r12"})
    assert [job.id for job in store.jobs.all("reading", about="r1")] == [about.id]
    assert store.jobs.all(about="2") == ()
    assert store.jobs.get(first.id) == first
    assert (first.state, first.asked, first.share, first.unfinished) == (JobState.WAITING, {"speakers": 2}, 0, True)
    assert first.file is not None
    assert first.file.key == f"jobs/{first.id}/given.mp3"
    with store.files.reading(first.file.key) as source:
        assert source.read() == b"sound"
    assert second.file is None


def test_a_day_of_work_from_asking_to_done(store: Store, queue: Queue) -> None:
    """Taken, told of, kept in pieces, done; the pieces go, the result stays."""
    job = ask(store)
    assert queue.waiting()
    taken = queue.take("w", 1)
    assert taken is not None
    assert (taken.id, taken.state) == (job.id, JobState.RUNNING)
    assert queue.beat(job.id, "w", 0.4, "Writing", 12.5) is JobState.RUNNING
    seen = store.jobs.get(job.id)
    assert (seen.share, seen.doing, seen.left) == (0.4, "Writing", 12.5)
    queue.keep(job.id, 0, "one")
    queue.keep(job.id, 0, "one again")
    queue.keep(job.id, 1, "two")
    assert queue.kept(job.id) == {0: "one again", 1: "two"}
    queue.end(job.id, "w", JobState.DONE, result={"recording": "r"})
    done = store.jobs.get(job.id)
    assert (done.state, done.share, done.result, done.left) == (JobState.DONE, 1.0, {"recording": "r"}, None)
    assert done.ended_at is not None
    assert queue.kept(job.id) == {}
    assert not queue.waiting()


def test_nobody_else_sees_or_stops_it(store: Store) -> None:
    """Not a coach of the same team, not an admin."""
    from pitchcheck.store import Role

    owner = enter(store, "owner", "north")
    job = ask(owner)
    for role in Role:
        other = enter(store, role, "north", role)
        assert other.jobs.all() == ()
        for attempt in (other.jobs.get, other.jobs.stop, other.jobs.resume, other.jobs.forget):
            with pytest.raises(Missing):
                attempt(job.id)
    assert owner.jobs.get(job.id).state is JobState.WAITING


def test_no_more_at_once_than_allowed(store: Store, queue: Queue) -> None:
    """Whoever asks, and however many servers there are."""
    for n in range(4):
        ask(store, str(n))
    assert [queue.take(worker, 2) is not None for worker in "abc"] == [True, True, False]


def test_many_servers_never_take_the_same_work(store: Store, queue: Queue, settings: Settings) -> None:
    """Eight at the same moment: each piece goes to one, and no more than three are under way."""
    for n in range(5):
        ask(store, str(n))
    taken: list[Job] = []
    together = Barrier(8)

    def server(name: str) -> None:
        together.wait()
        job = queue.take(name, 3)
        if job is not None:
            taken.append(job)

    threads = [Thread(target=server, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len({job.id for job in taken}) == 3


def test_turns_go_by_person(store: Store, queue: Queue) -> None:
    """Who asked for one thing does not wait behind somebody's ten."""
    eager, modest = enter(store, "eager", "north"), enter(store, "modest", "north")
    for n in range(4):
        ask(eager, f"eager {n}")
    ask(modest, "modest 0")
    ask(modest, "modest 1")
    order = []
    for n in range(6):
        job = queue.take(str(n), 1)
        assert job is not None
        order.append(job.title)
        queue.end(job.id, str(n), JobState.DONE)
    assert order == ["eager 0", "modest 0", "eager 1", "modest 1", "eager 2", "eager 3"]


def test_with_two_places_each_person_has_one(store: Store, queue: Queue) -> None:
    """The second place goes to whoever has nothing under way."""
    eager, modest = enter(store, "eager", "north"), enter(store, "modest", "north")
    ask(eager, "eager 0")
    ask(eager, "eager 1")
    ask(modest, "modest")
    assert [job.title for n in "ab" if (job := queue.take(n, 2))] == ["eager 0", "modest"]


def test_one_person_cannot_fill_the_queue(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in a sentence; what is over does not count."""
    monkeypatch.setattr(waiting, "MOST_UNFINISHED", 2)
    first = ask(store)
    ask(store)
    with pytest.raises(StoreError, match="2 things under way"):
        ask(store)
    store.jobs.stop(first.id)
    ask(store)


def test_stopped_and_gone_on_with(store: Store, queue: Queue) -> None:
    """What waits stops at once; what is under way at its next word; and it goes on from its pieces."""
    job = ask(store)
    assert store.jobs.stop(job.id).state is JobState.STOPPED
    assert queue.take("w", 1) is None
    store.jobs.resume(job.id)
    queue.take("w", 1)
    queue.keep(job.id, 0, "one")
    assert store.jobs.stop(job.id).state is JobState.STOPPING
    assert queue.beat(job.id, "w", 0.5, "", None) is JobState.STOPPING
    queue.end(job.id, "w", JobState.STOPPED)
    assert store.jobs.get(job.id).state is JobState.STOPPED
    assert store.jobs.resume(job.id).state is JobState.WAITING
    assert queue.kept(job.id) == {0: "one"}


def test_what_was_stopped_before_its_turn_has_its_time_too(store: Store) -> None:
    """It ended when it was stopped: the rules for keeping take it and its sound, and begun again it has not ended."""
    job = ask(store, content=b"sound")
    assert store.jobs.stop(job.id).ended_at is not None
    assert store.jobs.resume(job.id).ended_at is None
    store.jobs.stop(job.id)
    keep_house(store.database, store.files, now() + dt.timedelta(days=31))
    assert store.jobs.all() == ()
    assert store.files.keys() == ()


@pytest.mark.parametrize("over", [JobState.DONE, JobState.FAILED])
def test_what_is_over_cannot_be_stopped(store: Store, queue: Queue, over: JobState) -> None:
    """A click that comes too late changes nothing; what failed can be tried again."""
    job = ask(store)
    queue.take("w", 1)
    queue.end(job.id, "w", over, problem="It was no sound." if over is JobState.FAILED else None)
    assert store.jobs.stop(job.id).state is over
    again = store.jobs.resume(job.id)
    assert (again.state, again.problem) == (
        (JobState.DONE, None) if over is JobState.DONE else (JobState.WAITING, None)
    )


def test_work_of_a_worker_that_died_is_taken_up(store: Store, queue: Queue) -> None:
    """After a minute's silence, from its pieces; the dead one, should it wake, has no say any more."""
    job = ask(store)
    queue.take("dead", 1)
    queue.keep(job.id, 0, "one")
    assert queue.take("other", 1, now() + waiting.LEASE / 2) is None
    taken = queue.take("other", 1, now() + SILENT)
    assert taken is not None
    assert taken.id == job.id
    assert queue.beat(job.id, "dead", 0.9, "", None) is None
    queue.end(job.id, "dead", JobState.FAILED, problem="No")
    assert store.jobs.get(job.id).state is JobState.RUNNING
    assert queue.kept(job.id) == {0: "one"}


def test_work_that_kills_its_workers_fails_in_the_end(store: Store, queue: Queue) -> None:
    """It is not taken up for ever; a person may try it again."""
    job = ask(store)
    for n in range(waiting.TRIES):
        assert queue.take(str(n), 1, now() + n * SILENT) is not None
    assert queue.take("one more", 1, now() + waiting.TRIES * SILENT) is None
    failed = store.jobs.get(job.id)
    assert failed.state is JobState.FAILED
    assert "broke off 3 times" in (failed.problem or "")
    assert store.jobs.resume(job.id).state is JobState.WAITING


def test_a_server_that_ends_well_costs_no_try(store: Store, queue: Queue) -> None:
    """Work that is handed back waits, however often servers are restarted."""
    job = ask(store)
    for n in range(waiting.TRIES + 2):
        assert queue.take(str(n), 1) is not None
        queue.end(job.id, str(n), JobState.WAITING)
    assert store.jobs.get(job.id).state is JobState.WAITING


def test_a_worker_that_died_while_stopping_has_stopped(store: Store, queue: Queue) -> None:
    """It is not begun again against the person's word."""
    job = ask(store)
    queue.take("dead", 1)
    store.jobs.stop(job.id)
    assert queue.take("other", 1, now() + SILENT) is None
    assert store.jobs.get(job.id).state is JobState.STOPPED


def test_a_person_s_stop_outlives_the_server_s_end(store: Store, queue: Queue) -> None:
    """Handed back while it was stopping it has stopped: the next server does not begin it again."""
    job = ask(store)
    queue.take("w", 1)
    store.jobs.stop(job.id)
    queue.end(job.id, "w", JobState.WAITING)
    stopped = store.jobs.get(job.id)
    assert stopped.state is JobState.STOPPED
    assert stopped.ended_at is not None
    assert queue.take("other", 1) is None


def test_what_is_thrown_away_is_gone(store: Store, queue: Queue) -> None:
    """Also while it is under way: its worker is told that it is nobody's any more."""
    job = ask(store, content=b"sound")
    queue.take("w", 1)
    queue.keep(job.id, 0, "what was said")
    store.jobs.forget(job.id)
    assert store.jobs.all() == ()
    assert store.files.keys() == ()
    assert queue.kept(job.id) == {}
    assert queue.beat(job.id, "w", 0.5, "", None) is None


Erase = Callable[[Store, Store, Job], object]
ERASURES: dict[str, Erase] = {
    "a person": lambda admin, owner, job: admin.privacy.erase_person(id_of(owner)),
    "a prospect": lambda admin, owner, job: owner.privacy.erase_profile(job.profile_id or ""),
    "retention": lambda admin, owner, job: keep_house(admin.database, admin.files, now() + dt.timedelta(days=31)),
}


@pytest.mark.parametrize("what", ERASURES)
def test_it_goes_with_whom_it_is_about(store: Store, queue: Queue, what: str) -> None:
    """The work, its pieces and what was given with it."""
    from pitchcheck.store import Role

    admin, owner = enter(store, "admin", "north", Role.ADMIN), enter(store, "owner", "north")
    job = ask(owner, content=b"sound", profile=owner.profiles.save(profile()))
    queue.take("w", 1)
    queue.keep(job.id, 0, "what was said")
    queue.end(job.id, "w", JobState.FAILED, problem="It was no sound.")
    ERASURES[what](admin, owner, job)
    assert queue.kept(job.id) == {}
    assert store.files.keys() == ()
    if what != "a person":
        assert owner.jobs.all() == ()


def test_a_person_is_given_what_is_held_of_their_work(store: Store) -> None:
    """Rows and file."""
    import zipfile

    owner = enter(store, "owner", "north")
    job = ask(owner, content=b"sound")
    target = io.BytesIO()
    owner.privacy.export_person(id_of(owner), target)
    with zipfile.ZipFile(target) as archive:
        assert job.id in archive.read("jobs.jsonl").decode()
        assert archive.read(f"jobs/{job.id}/given.mp3") == b"sound"
