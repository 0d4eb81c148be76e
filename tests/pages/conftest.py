"""The pages without a browser: Streamlit's AppTest, a foreseeable judge, and a store in a folder of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Node, Widget

from pages import _garbage as garbage
from pages import _hurry as hurry
from pages import _state as state
from tests.demo.sample import made
from tests.pages.judge import WordJudge

APP = str(Path(__file__).resolve().parents[2] / "app.py")
TEAM = str(Path(__file__).resolve().parents[2] / "pages" / "team.py")
PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "rehearse.py")

hurry.nothing_is_lost()  # as the app has it from its first run on


@pytest.fixture(scope="session", autouse=True)
def _no_search_for_components() -> Iterator[None]:
    """Looking through every installed package for components costs each AppTest 0.3 s and finds none of ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield


class _Never:
    """As ``threading.Timer``: it does not go off."""

    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        """Of what would be called, and when, nothing is kept."""

    def start(self) -> None:
        """Wait for good."""


@pytest.fixture(scope="session", autouse=True)
def _no_double_clicks() -> Iterator[None]:
    """A test clicks faster than people do, and means each click."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hurry, "TWICE", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_look_by_the_clock() -> Iterator[None]:
    """A look that a run of the app in one test asked for would come a minute later, in whatever test that is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(garbage, "looks", garbage.Looks(_Never))
        yield


@pytest.fixture(autouse=True)
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long work is asked for, and done by nobody."""
    monkeypatch.setattr("pitchcheck.jobs.attend", lambda *_: None)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> WordJudge:
    """The judge that pages ask in a test."""
    words = WordJudge()
    monkeypatch.setattr(state, "judge", lambda: words)
    return words


@pytest.fixture
def data(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The data folder that is in force: the test's own, with nothing kept in it yet."""
    shutil.copytree(sqlite_template, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def app(judge: WordJudge, data: Path) -> Iterator[Callable[[], AppTest]]:
    """Opens Rehearse in a new session over one store; two calls are two visits by the same person."""
    st.cache_resource.clear()

    def opened() -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    yield opened
    state.store().close()
    st.cache_resource.clear()


def whereabouts(page: AppTest, part: str) -> list[int]:
    """Which place the part has in its container, that one in its own, and so on: from the page down."""
    (path,) = _paths(page.main, part)
    return path


def _paths(node: Node, part: str) -> Iterator[list[int]]:
    if isinstance(node, Block):
        for at, child in node.children.items():
            yield from ([at, *path] for path in _paths(child, part))
    elif getattr(node, "key", None) == part:
        yield []


def whole() -> AppTest:
    """The app with all its pages, at the first."""
    test = AppTest.from_file(APP, default_timeout=30).run()
    assert not test.exception, test.exception
    return test


class Word(Widget):
    """What a part of a page says: a value that it has from now on, or with ``once`` something that just happened."""

    type, value, disabled = "bidi_component", None, False

    def __init__(self, page: AppTest, part: str, event: str, word: Any, *, once: bool = True) -> None:
        (found,) = (one for one in page.get("bidi_component") if one.key.split()[0] == part)
        super().__init__(found.proto, found.root)
        self.event, self.word, self.once = event, word, once

    @property
    def _widget_state(self) -> WidgetState:
        if not self.once:
            return WidgetState(id=self.proto.id, json_value=json.dumps({self.event: self.word}))
        said = json.dumps([{"event": self.event, "value": self.word}])
        return WidgetState(id=_make_trigger_id(self.proto.id, "events"), json_trigger_value=said)


def still_there(page: AppTest, *boxes: Widget) -> AppTest:
    """The page run again by a browser that has not drawn all of it yet: boxes of the one before are still there.

    What stands in them is sent along with everything else, and Streamlit calls what they were drawn with.
    """
    page.main.children.update(enumerate(boxes, 1_000))
    page.run()
    assert not page.exception, page.exception
    return page


def clicked_twice(page: AppTest, key: str) -> AppTest:
    """The page after two clicks on a button, the second of them before the browser has drawn what the first one did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hurry, "TWICE", 60.0)
        button = page.button(key=key).click()
        page.run()
        return still_there(page, button.click())


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample team in it."""
    return made(tmp_path_factory.mktemp("sample"))


TeamView = Callable[..., AppTest]


@pytest.fixture
def team_view(sample: Path, judge: WordJudge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TeamView]:
    """Opens a view of Team by its name, with the sample team or (``full=False``) on a machine of one's own."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()

    def visit(view: str, *, full: bool = True) -> AppTest:
        if full:
            shutil.copytree(sample / "demo", tmp_path / "demo")
        test = AppTest.from_file(TEAM, default_timeout=60)
        test.session_state["team.view"] = view
        test.run()
        assert not test.exception, test.exception
        return test

    yield visit
    st.cache_resource.clear()
