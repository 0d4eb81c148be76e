"""The database away, the disk full, the file store gone: one sentence, what was typed stays, no restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import _state as state
from pages import _trouble as trouble
from pitchcheck.judge.deciding import Thresholds
from pitchcheck.review import FlagSettings
from pitchcheck.store import ReadBy, Store
from pitchcheck.store.database import Database, StoreError
from tests.pages.conftest import whereabouts

APP = str(Path(__file__).resolve().parents[2] / "app.py")
AWAY = "The database cannot be reached right now, so this was not saved. Try again in a minute."
TYPED = "Your customers get a text with the arrival time. Every van is on one live map."
Opens = Callable[[], AppTest]


@contextmanager
def away() -> Iterator[None]:
    """The database cannot be reached in this block."""

    @contextmanager
    def unreachable(_: Database) -> Iterator[None]:
        raise StoreError(AWAY)
        yield

    with pytest.MonkeyPatch.context() as patch:
        for way in ("reading", "writing", "snapshot"):
            patch.setattr(Database, way, unreachable)
        yield


@pytest.fixture
def whole(app: Opens) -> Opens:
    """Opens the whole app, as a browser does, over the store of the test."""

    def opened() -> AppTest:
        page = AppTest.from_file(APP, default_timeout=60).run()
        assert not page.exception, page.exception
        return page

    return opened


def test_what_is_due_is_done_by_whoever_comes_by(whole: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while a process runs for weeks: drafts that had their time go, and what a server left is taken up."""
    taken_up: list[Store] = []
    monkeypatch.setattr("pitchcheck.jobs.attend", lambda store, _: taken_up.append(store))
    page = whole()
    store = state.store()
    with store.database.writing() as session:
        session.execute(sa.text("DELETE FROM audit"))
    store.drafts.keep("forgotten", "x")
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE drafts SET at = '2020-01-01 00:00:00' WHERE key = 'forgotten'"))
    page.run()
    assert "forgotten" in store.drafts.all()
    state._look_after.clear()
    page.run()
    assert not page.exception
    assert "forgotten" not in store.drafts.all()
    assert len(taken_up) == 2


def at(page: AppTest, name: str) -> AppTest:
    """The same session on the page of that path."""
    page._page_hash = calc_hash(name)
    return page.run()


def told(page: AppTest) -> list[str]:
    """The sentences of error on the page, as they read."""
    return [error.value.replace("\\", "") for error in page.error]


def test_typing_goes_on_while_the_database_is_away_and_is_kept_when_it_is_back(whole: Opens) -> None:
    """The review stands, the sentence is told, and the page keeps what was typed by itself, with no key touched."""
    page = whole()
    desk = whereabouts(page, "pitch")
    with away():
        page.session_state[state.TEXT] = TYPED
        assert not _kept(page)
        assert whereabouts(page, "pitch") == desk
        assert not page.exception
        assert AWAY in told(page)
        assert page.session_state[state.UNKEPT]
    page.run()
    assert not page.session_state[state.UNKEPT]
    page.run()
    assert told(page) == []
    draft = state.store().drafts.get(state.KEPT)
    assert draft is not None
    assert draft.value["text"] == TYPED  # type: ignore[index,call-overload]


def _kept(page: AppTest) -> bool:
    """Tick every claim on again, which keeps the desk: any click does."""
    page.session_state[state.CUT] = {"nothing"}
    page.button(key="new").click().run()
    page.button(key="before").click().run()
    return not page.session_state[state.UNKEPT]


def test_a_new_visit_while_it_is_away_never_takes_the_sample_for_what_was_typed(whole: Opens) -> None:
    """It waits: shown and typed in, the sample would be kept in place of the draft."""
    page = whole()
    page.session_state[state.TEXT] = TYPED
    page.button(key="new").click().run()
    page.button(key="before").click().run()
    with away():
        visit = AppTest.from_file(APP, default_timeout=60).run()
        assert not visit.exception
        assert told(visit) == [AWAY]
        assert state.TEXT not in visit.session_state
        visit.button(key="trouble.again").click().run()
        assert told(visit) == [AWAY]
    visit.button(key="trouble.again").click().run()
    assert visit.session_state[state.TEXT] == TYPED


@pytest.mark.parametrize("name", ["prospects", "recordings", "team", "catalogue", "you"])
def test_every_page_tells_it_in_a_sentence_and_is_back_afterwards(whole: Opens, name: str) -> None:
    """None shows a traceback; each is there again at the next click."""
    page = whole()
    with away():
        at(page, name)
        assert not page.exception
        assert AWAY in told(page)
    page.run()
    assert not page.exception
    assert told(page) == []


def test_work_under_way_that_cannot_be_looked_at_is_told_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that is drawn by itself is no part of the page's run: it says so itself, and is there again afterwards."""
    drawn, told_now = [], []
    monkeypatch.setattr(st, "error", told_now.append)

    @trouble.calmly
    def part(what: str) -> None:
        if not drawn:
            drawn.append(what)
            raise StoreError(AWAY)
        drawn.append(what)

    part("first")
    part("then")
    assert [one.replace("\\", "") for one in told_now] == [AWAY]
    assert drawn == ["first", "then"]


def test_what_a_button_could_not_do_is_told_on_the_page(whole: Opens) -> None:
    """The page is drawn all the same, with everything typed in it."""
    page = whole()
    at(page, "catalogue")
    page.text_input(key="feature.name").input("Live map")
    with away():
        page.button(key="feature.add").click().run()
        assert not page.exception
        assert AWAY in told(page)
    page.run()
    assert not page.exception


def test_an_error_that_is_no_sentence_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect stays visible as one."""
    monkeypatch.setattr(st, "session_state", {})

    def defect() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trouble.shown(defect)


def test_a_full_disk_is_told_and_what_is_typed_stays(whole: Opens) -> None:
    """The file may not grow; then it may again."""
    page = whole()
    engine = state.store().database.engine
    with engine.connect() as held:
        held.exec_driver_sql("PRAGMA max_page_count = 1")
    long = TYPED + " And more." * 2000
    page.session_state[state.TEXT] = long
    page.button(key="new").click().run()
    page.button(key="before").click().run()
    assert not page.exception
    assert any("The disk is full, so this was not saved." in one for one in told(page))
    assert page.session_state[state.TEXT] == long
    with engine.connect() as held:
        held.exec_driver_sql("PRAGMA max_page_count = 100000")
    page.run()
    page.run()
    assert told(page) == []
    assert not page.session_state[state.UNKEPT]


def test_the_judge_decides_as_it_last_did_while_the_house_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pitch is read all the same; one that was never told decides as measured."""

    def unreachable() -> ReadBy:
        raise StoreError(AWAY)

    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(state, "_opened_judge", str)
    monkeypatch.setattr(state, "_read_by", unreachable)
    assert (state.judge(), state.flag_settings()) == (Thresholds().model_dump_json(), FlagSettings())
    monkeypatch.setattr(state, "_read_by", lambda: ReadBy(Thresholds(answers=0.7), FlagSettings(stack=2)))
    told = state.judge()
    monkeypatch.setattr(state, "_read_by", unreachable)
    assert state.judge() == told == Thresholds(answers=0.7).model_dump_json()
    assert state.flag_settings().stack == 2


def test_a_fault_of_the_app_is_told_in_a_sentence_and_nothing_of_the_machine() -> None:
    """No traceback, no path, no name of an error: that is for the log."""
    page = AppTest.from_string("from pages import _trouble\nraise RuntimeError('/srv/secret')").run()
    (told,) = page.exception
    assert (told.message, list(told.stack_trace), told.proto.type) == (trouble.FAULT, [], "")
