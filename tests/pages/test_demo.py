"""The sample team in the app: offered once, said on every page, seen through several eyes, gone with a click."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages import _demo
from pages import _state as state
from pitchcheck import demo
from pitchcheck.settings import Settings
from pitchcheck.store import StoreError
from tests.pages.conftest import APP, still_there
from tests.pages.judge import WordJudge


@pytest.fixture
def full(sample: Path, judge: WordJudge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine whose own desk is empty, and making the sample team takes no time there."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(demo, "make", lambda *_: shutil.copytree(sample / "demo", tmp_path / "demo"))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


def opened() -> AppTest:
    """The app, at its first page."""
    test = AppTest.from_file(APP, default_timeout=30).run()
    assert not test.exception, test.exception
    return test


def test_made_and_removed_with_one_click_each(full: Path) -> None:
    """Offered on the first run; then every page says whose it is; one click and the desk is yours again."""
    app = opened()
    assert "demo.remove" not in {button.key for button in app.button}
    app.button(key="demo.make").click().run()
    assert not app.exception
    assert (full / "demo" / "pitchcheck.db").exists()
    assert any("Sample team" in line.value for line in app.markdown)
    assert "demo.make" not in {button.key for button in app.button}
    app.button(key="demo.remove").click().run()
    assert not app.exception
    assert not (full / "demo").exists()
    assert not any("Sample team" in line.value for line in app.markdown)


def test_one_looks_as_the_coach_or_as_a_rep(full: Path) -> None:
    """The coach sees twenty-four calls; a rep sees their own, and what they save is theirs."""
    demo.make()
    app = opened()
    names = app.selectbox(key=_demo.AS).options
    assert names[0] == "The coach"
    assert len(names) == 9
    calls = {name: len(app.session_state[_demo.HERE].recordings.all()) for name in ["The coach"]}
    app.selectbox(key=_demo.AS).select("Bea Lindgren").run()
    assert app.session_state[_demo.HERE].desk.someone.name == "Bea Lindgren"
    assert 0 < len(app.session_state[_demo.HERE].recordings.all()) < calls["The coach"] == 24


def test_the_words_of_one_desk_are_drawn_over_by_those_of_the_next(full: Path) -> None:
    """A browser shows what it has of a pitch until it is told of another; a key pressed there would keep it."""
    app = opened()
    seen = [app.session_state[state.REVISION]]
    app.button(key="demo.make").click().run()
    seen.append(app.switch_page("pages/rehearse.py").run().session_state[state.REVISION])
    app.selectbox(key=_demo.AS).select("Bea Lindgren").run()
    seen.append(app.session_state[state.REVISION])
    app.button(key="demo.remove").click().run()
    seen.append(app.session_state[state.REVISION])
    assert not app.exception
    assert len(set(seen)) == 4


def test_where_people_sign_in_nobody_sees_it(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented people never stand among real ones."""
    demo.make()
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    assert _demo.store() is None


def test_what_cannot_be_made_is_said(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is one sentence, and the desk is as it was."""

    def full_disk(*_: object) -> Settings:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(demo, "make", full_disk)
    app = opened()
    app.button(key="demo.make").click().run()
    (said,) = (error.value for error in app.error)
    assert "could not be made" in said
    assert "The disk is full" in said
    assert state.store().takes.mine() == ()


def test_the_bar_that_is_gone_changes_nothing(full: Path) -> None:
    """Nor does whoever was looked as."""
    demo.make()
    app = opened()
    bar = app.selectbox(key=_demo.AS)
    bar.set_value(bar.value)
    app.button(key="demo.remove").click().run()
    app.session_state[state.BEFORE] = mine = {"text": "Mine.", "title": None, "pitch_id": None}
    still_there(app, bar)
    assert app.session_state[state.BEFORE] == mine
