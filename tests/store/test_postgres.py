"""The server that tests start: stopped whatever a test does with it, and blamed for its own failures alone."""

from __future__ import annotations

import pytest

from deploy.postgres import NotThere
from tests.store import postgres


class Told:
    """A server that only writes down what it is told; it refuses what is named in ``refuses``."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.calls: list[str] = []

    def make(self) -> None:
        """Nothing is made."""
        self._told("make")

    def start(self) -> None:
        """Nothing is started."""
        self._told("start")

    def stop(self) -> None:
        """Nothing is stopped."""
        self._told("stop")

    def _told(self, what: str) -> None:
        self.calls.append(what)
        if what == self.refuses:
            raise NotThere(f"It did not {what}.")


def put(server: Told, monkeypatch: pytest.MonkeyPatch) -> Told:
    """That server in place of PostgreSQL's."""
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    monkeypatch.setattr(postgres, "Server", lambda *_: server)
    return server


@pytest.mark.parametrize("problem", [AssertionError("a test's own"), NotThere("another program's")])
def test_a_test_that_fails_leaves_no_server_and_its_error_stays(
    problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told is what went wrong in the test, though another program was not there."""
    server = put(Told(), monkeypatch)
    with pytest.raises(type(problem)) as told, postgres.own_server():
        raise problem
    assert told.value is problem
    assert server.calls == ["make", "start", "stop"]


def test_a_test_may_stop_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it cannot be stopped once more, which is no failure."""
    server = put(Told(refuses="stop"), monkeypatch)
    with postgres.own_server():
        pass
    assert server.calls == ["make", "start", "stop"]


def test_a_server_that_does_not_start_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loudly, with what to do; nothing is skipped."""
    put(Told(refuses="start"), monkeypatch)
    with pytest.raises(pytest.fail.Exception, match=postgres.URL_VARIABLE), postgres.own_server():
        raise AssertionError("never reached")
