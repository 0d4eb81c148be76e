"""How readings share the processors: in turns, dropped when nobody waits, and told when there are too many."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from pitchcheck.judge import sharing
from pitchcheck.judge.sharing import MOST, WORKERS, Busy, Unwanted, at_once, reading

SOON = 30.0
"""Seconds a thread of these tests may take on a busy machine."""


def test_results_come_in_order() -> None:
    """However the items were shared out."""
    assert at_once(lambda n: n * n, range(100)) == [n * n for n in range(100)]
    assert at_once(len, []) == []


def test_an_edit_does_not_wait_for_a_long_pitch() -> None:
    """While a reading of a thousand texts goes on, one of a single text is through after a handful of them."""
    first, gate = threading.Event(), threading.Semaphore(0)
    done: list[int] = []

    def slow(n: int) -> None:
        first.set()
        gate.acquire(timeout=SOON)
        done.append(n)

    long = threading.Thread(target=lambda: at_once(slow, range(1000)))
    long.start()
    assert first.wait(SOON)
    edit = threading.Thread(target=lambda: at_once(done.append, [-1]))
    edit.start()
    gate.release(20)
    edit.join(SOON)
    assert not edit.is_alive()
    assert done.index(-1) <= 2 * WORKERS + 1
    gate.release(1000)
    long.join(SOON)
    assert len(done) == 1001


def test_a_reading_nobody_waits_for_ends_at_its_next_text() -> None:
    """What was read until then stays read; the turn is given back."""
    read: list[int] = []

    def until_ten() -> Iterator[bool]:
        yield from [True] * 10
        while True:
            yield False

    answers = until_ten()
    with pytest.raises(Unwanted), reading(lambda: next(answers)):
        at_once(read.append, range(1000))
    assert len(read) <= 10 + WORKERS
    assert at_once(len, ["after it, others are read as ever"]) == [33]


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """All turns are taken."""
    monkeypatch.setattr(sharing, "_turns", threading.BoundedSemaphore(MOST))
    monkeypatch.setattr(sharing, "LOOK", 0.001)
    for _ in range(MOST):
        sharing._turns.acquire()


@pytest.mark.usefixtures("crowded")
def test_one_too_many_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waited its time first, and it lost nothing."""
    monkeypatch.setattr(sharing, "PATIENCE", 0.01)
    with pytest.raises(Busy, match="Yours is kept: press Check again"), reading():
        pass


@pytest.mark.usefixtures("crowded")
def test_one_that_waits_leaves_when_it_is_no_longer_wanted() -> None:
    """Without ever having had a turn."""
    with pytest.raises(Unwanted), reading(lambda: False):
        pass


@pytest.mark.usefixtures("crowded")
def test_the_next_in_line_goes_on_when_a_turn_is_free() -> None:
    """A turn that ends, also in an error, is the next one's."""
    sharing._turns.release()
    with pytest.raises(ZeroDivisionError), reading():
        raise ZeroDivisionError
    with reading():
        assert at_once(len, ["a"]) == [1]
