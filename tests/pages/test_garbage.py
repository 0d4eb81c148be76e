"""Garbage is looked for by the minute, and not by Streamlit after every run of a page."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys
import tomllib
import weakref
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import config
from streamlit.runtime import Runtime, RuntimeState
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from pages import _garbage as garbage
from pitchcheck.judge import embedded
from tests.pages.judge import WordJudge

ROOT = Path(__file__).resolve().parents[2]


class Circle:
    """Something that holds itself, as a closed session does: only a look finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


class Clock:
    """The time, which stands, and what waits for it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waiting: list[Callable[[], None]] = []

    def timer(self, seconds: float, call: Callable[[], None]) -> Clock:
        """As ``threading.Timer``: it goes off when the test says so."""
        assert seconds == garbage.EVERY
        self.waiting.append(call)
        return self

    def start(self) -> None:
        """Wait."""

    def a_minute_later(self) -> None:
        """Let what waits go off."""
        self.now += garbage.EVERY
        self.waiting.pop()()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that looks are made by: those that are given its timer, and no others that other tests began."""
    clock = Clock()
    monkeypatch.setattr(garbage, "monotonic", lambda: clock.now)
    return clock


def test_streamlit_does_not_look_after_every_run() -> None:
    """By an option that it knows: one of another name would be passed over in silence."""
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert told["runner"]["postScriptGC"] is False
    assert "runner.postScriptGC" in config.get_config_options()


def test_a_run_of_the_app_sees_to_the_next_look(
    clock: Clock, judge: WordJudge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever page was drawn."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(garbage, "looks", garbage.Looks(clock.timer))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not test.exception, test.exception
    assert len(clock.waiting) == 1


def test_what_holds_itself_is_freed_by_the_next_look(clock: Clock) -> None:
    """A minute after the run that left it."""
    looks = garbage.Looks(clock.timer)
    gc.disable()
    try:
        circle = Circle()
        gone = weakref.ref(circle)
        looks.go_on()
        del circle
        assert gone() is not None
        clock.a_minute_later()
        assert gone() is None
    finally:
        gc.enable()


def test_what_was_read_goes_with_the_last_person(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody is there their next edit finds the rest of their pitch read; then it is nobody's."""
    gone: list[str] = []
    monkeypatch.setattr(garbage, "forget_readings", lambda: gone.append("read"))
    monkeypatch.setattr(garbage, "let_go", lambda: gone.append("sessions"))
    looks = garbage.Looks(clock.timer)
    for here, left in ((True, []), (False, ["sessions", "read"])):
        monkeypatch.setattr(garbage, "nobody_is_here", lambda here=here: not here)
        looks.go_on()
        clock.a_minute_later()
        assert gone == left


def test_the_start_does_not_wait_for_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its networks are imported when a page asks for them, or when what they read is forgotten."""
    code = "import sys, pages._state; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    gone: list[str] = []
    monkeypatch.setattr(embedded, "forget", lambda: gone.append("read"))
    garbage.forget_readings()
    assert gone == ["read"]


def test_it_is_known_whether_anybody_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what Streamlit says of its sessions; a page that runs without a server has somebody in front of it."""
    server = SimpleNamespace(state=RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED)
    monkeypatch.setattr(Runtime, "instance", lambda: server)
    for exists, state, nobody in (
        (False, RuntimeState.NO_SESSIONS_CONNECTED, False),
        (True, RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED, False),
        (True, RuntimeState.NO_SESSIONS_CONNECTED, True),
    ):
        monkeypatch.setattr(Runtime, "exists", lambda exists=exists: exists)
        server.state = state
        assert garbage.nobody_is_here() is nobody


def test_the_last_sessions_go_when_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own store of sessions drops one only when another is stored (with its real classes)."""
    now = [0.0]
    storage = MemorySessionStorage(ttl_seconds=20)
    storage._cache = TTLCache(8, 20, timer=lambda: now[0])
    sessions = WebsocketSessionManager(storage, MemoryUploadedFileManager("/"), ScriptCache(), None)
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(_session_mgr=sessions))
    left = Circle()
    gone = weakref.ref(left)
    storage.save(SessionInfo(client=None, session=SimpleNamespace(id="one", state=left)))
    del left.itself, left
    garbage.let_go()
    assert gone() is not None
    now[0] = 21
    assert gone() is not None
    garbage.let_go()
    assert gone() is None
    assert "self._session_mgr =" in inspect.getsource(Runtime.__init__)


def test_all_threads_share_one_heap(monkeypatch: pytest.MonkeyPatch) -> None:
    """By mallopt's option M_ARENA_MAX (malloc.h: -8), where there is the GNU C library."""
    asked: list[tuple[int, int]] = []
    library = SimpleNamespace(mallopt=lambda *option: asked.append(option))
    monkeypatch.setattr(garbage.ctypes, "CDLL", lambda name: library)
    for platform, mallopt in (("linux", True), ("darwin", True), ("linux", False)):
        monkeypatch.setattr(garbage.sys, "platform", platform)
        if not mallopt:
            del library.mallopt
        garbage.one_heap()
    assert asked == [(-8, 1)]


def test_looks_go_on_for_a_while_after_the_last_run_and_then_end(clock: Clock) -> None:
    """Sessions end minutes after their browsers have left; a server that nobody visits does nothing."""
    looks = garbage.Looks(clock.timer)
    looks.go_on()
    looks.go_on()
    for _ in range(int(garbage.LONGER // garbage.EVERY) - 1):
        assert len(clock.waiting) == 1
        clock.a_minute_later()
    clock.a_minute_later()
    assert clock.waiting == []
    looks.go_on()
    assert len(clock.waiting) == 1
