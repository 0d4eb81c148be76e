"""How readings share the processors: in turns, dropped when nobody waits, and told when there are too many."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import count
from time import monotonic

import pytest

from pitchcheck.judge import sharing
from pitchcheck.judge.sharing import MOST, WORKERS, Board, Busy, Unwanted, at_once, reading, together

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


class Crowd:
    """One thread that reads, held at its first text until all others wait; what it read together, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.board = Board(1)
        monkeypatch.setattr(sharing, "board", lambda: self.board)
        self.groups: list[list[str]] = []
        self.through: list[str] = []
        self.wrong: list[str] = []
        self.unwanted: list[str] = []
        self.wanted = True
        self._begun, self._gate = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._visit("held", ["held"])
        assert self._begun.wait(SOON)

    def read(self, texts: Sequence[str]) -> list[str]:
        """Texts of one length, in capitals."""
        self._begun.set()
        assert self._gate.wait(SOON)
        self.groups.append(list(texts))
        if "broken" in texts:
            raise ZeroDivisionError
        return [text.upper() for text in texts]

    def comes(self, name: str, texts: Sequence[str]) -> None:
        """Somebody has these texts read; they wait when this returns."""
        all_wait = len(self.board._waiting) + min(len(texts), WORKERS + 1)
        self._visit(name, texts)
        until = monotonic() + SOON
        while len(self.board._waiting) < all_wait:
            assert monotonic() < until
            self._threads[-1].join(0.001)

    def _visit(self, name: str, texts: Sequence[str]) -> None:
        def visit() -> None:
            try:
                with reading(lambda: self.wanted or name != "stale"):
                    found = together(self.read, [(text, len(text), 8) for text in texts])
                assert found == [text.upper() for text in texts]
                self.through.append(name)
            except ZeroDivisionError:
                self.wrong.append(name)
            except Unwanted:
                self.unwanted.append(name)

        self._threads.append(threading.Thread(target=visit))
        self._threads[-1].start()

    def last_has_left(self) -> None:
        """Whoever came last waits no longer."""
        self._threads[-1].join(SOON)
        assert not self._threads[-1].is_alive()

    def goes_on(self) -> None:
        """Let it read until everybody is through."""
        self._gate.set()
        for one in self._threads:
            one.join(SOON)
            assert not one.is_alive()


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """People who come while the judge is at work."""
    return Crowd(monkeypatch)


def test_texts_of_several_readings_are_read_together(crowd: Crowd) -> None:
    """Those of one length, whoever asked for them; each gets their own."""
    crowd.comes("one", ["aa", "bbb"])
    crowd.comes("other", ["ccc", "dd", "eeeee"])
    crowd.goes_on()
    assert sorted(map(sorted, crowd.groups[1:])) == [["aa", "dd"], ["bbb", "ccc"], ["eeeee"]]
    assert sorted(crowd.through) == ["held", "one", "other"]


def test_who_came_first_is_through_first(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of pitches as long as each other; turn by turn both would be late. An edit is through before either."""
    clock = count()
    monkeypatch.setattr(sharing, "monotonic", lambda: next(clock) / 1e6)  # they come one after the other, at once
    most = WORKERS + 1
    crowd.comes("first", [f"1{'x' * n}" for n in range(10, 10 + most)])
    crowd.comes("second", [f"2{'y' * n}" for n in range(70, 70 + most)])
    crowd.comes("edit", ["an edit"])
    crowd.goes_on()
    assert crowd.groups[1] == ["an edit"]
    assert [group[0][0] for group in crowd.groups[2:]] == [*"1" * most, *"2" * most]


def test_a_text_that_breaks_its_reader_costs_its_own_reading_only(crowd: Crowd) -> None:
    """Those that were read along with it are read again without it."""
    crowd.comes("one", ["broken"])
    crowd.comes("other", ["sturdy", "strong"])
    crowd.goes_on()
    assert crowd.wrong == ["one"]
    assert sorted(crowd.through) == ["held", "other"]


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


@pytest.mark.parametrize("texts", [1, WORKERS + 9], ids=["all its texts wait", "there is no room for all of them"])
def test_a_reading_nobody_waits_for_ends_while_its_texts_wait(
    crowd: Crowd, texts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind somebody's text that goes on and on; then they are not read at all, nor is anything kept of them."""
    monkeypatch.setattr(sharing, "LOOK", 0.001)
    crowd.comes("stale", ["x" * n for n in range(10, 10 + texts)])
    crowd.wanted = False
    crowd.last_has_left()
    assert crowd.unwanted == ["stale"]
    crowd.comes("next", ["after it, others are read as ever"])
    crowd.goes_on()
    assert crowd.groups == [["held"], ["after it, others are read as ever"]]
    assert not crowd.board._waiting
    assert not crowd.board._alike


def test_asking_whether_it_is_wanted_may_go_wrong() -> None:
    """As where a database is asked: the reading ends with that, and others go on."""
    with pytest.raises(ZeroDivisionError), reading(lambda: 1 / 0 > 0):
        at_once(len, ["a", "b"])
    assert at_once(len, ["c"]) == [1]


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
