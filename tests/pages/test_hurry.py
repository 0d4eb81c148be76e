"""What people do faster than the page answers: an event comes in the middle of what the one before asked for."""

from __future__ import annotations

import threading

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from pages import _hurry as hurry
from tests.pages.conftest import Word


def opened(page: object) -> AppTest:
    """The page of a test, as it is first drawn."""
    return AppTest.from_function(page, default_timeout=60).run()  # type: ignore[arg-type]


def test_what_a_field_calls_is_done_before_the_next_click_is_heard() -> None:
    """A company typed, and a click on another view while it is saved: it is saved all the same, and then the view."""

    def page() -> None:
        import streamlit as st

        from tests.pages.test_hurry import another_view

        def keep() -> None:
            another_view()
            st.session_state.kept = st.session_state.company

        st.text_input("Company", key="company", on_change=keep)
        st.write(st.session_state.get("kept"), st.query_params.get("view"))

    shown = opened(page)
    shown.text_input(key="company").set_value("Lind & Daughters").run()
    assert shown.session_state.kept == "Lind & Daughters"
    assert shown.markdown[0].value == "Lind & Daughters board"


def test_what_a_button_calls_is_done_though_the_next_click_comes_before_the_run_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two clicks at once on a busy machine: the first was taken, and forgotten for the second."""

    def page() -> None:
        import streamlit as st

        st.button("Keep it", key="keep", on_click=st.session_state.update, args=({"kept": True},))
        st.write(st.session_state.get("kept"), st.query_params.get("view"))

    shown, read = opened(page), ScriptCache.get_bytecode

    def made_ready(cache: ScriptCache, path: str) -> object:
        another_view()
        return read(cache, path)

    monkeypatch.setattr(ScriptCache, "get_bytecode", made_ready)
    shown.button(key="keep").click()
    shown.run()
    assert shown.markdown[0].value == "`True` board"


def test_what_the_page_itself_does_for_a_click_is_done_whole() -> None:
    """The next click comes before the button is reached, and between two things it does; then the other view."""

    def page() -> None:
        import streamlit as st

        from tests.pages.test_hurry import another_view

        if st.session_state.get("clicked"):
            another_view()
        st.write(*st.session_state.get("kept", ()), st.query_params.get("view"))
        if st.button("Keep it", key="keep"):
            another_view()
            st.session_state.kept = ["once"]
            st.session_state.kept = [*st.session_state.kept, "twice"]
            st.rerun()

    shown = opened(page)
    shown.session_state.clicked = True
    shown.button(key="keep").click().run()
    assert shown.markdown[0].value == "once twice board"


def test_a_page_that_leaves_for_another_does_so_though_something_waits() -> None:
    """What st.stop and st.rerun ask for is no event of the browser's: it passes."""

    def page() -> None:
        import streamlit as st

        from tests.pages.test_hurry import another_view

        if st.button("Stop", key="stop"):
            another_view()
            st.session_state.stopped = True
            st.stop()
            st.session_state.stopped = False
        st.write(st.session_state.get("stopped"))

    shown = opened(page)
    shown.button(key="stop").click().run()
    assert shown.session_state.stopped is True


def test_of_a_part_that_says_two_things_while_the_page_is_busy_both_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement saved and the next one begun: Streamlit kept only the newer word, and the statement was lost."""

    def page() -> None:
        import streamlit as st

        from pages import _widgets as widgets

        heard = st.session_state.setdefault("heard", [])
        widgets.profile({}, saved=heard.append, typed=heard.append)

    shown = opened(page)
    words = [Word(shown, "profile", *word) for word in (("saved", "first"), ("saved", "first"), ("typed", "second"))]
    sent = [RerunData(widget_states=WidgetStates(widgets=[word._widget_state])) for word in words]
    start = LocalScriptRunner.start

    def start_later(runner: LocalScriptRunner) -> None:
        assert all(map(runner.request_rerun, sent))
        start(runner)

    monkeypatch.setattr(LocalScriptRunner, "start", start_later)
    shown.run()
    assert shown.session_state.heard == ["first", "second"]


def test_what_is_done_once_is_so_however_long_the_page_takes_to_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sees nothing happen, and clicks again; later they click because they want another."""

    def page() -> None:
        import streamlit as st

        from pages import _hurry as hurry
        from tests.pages.test_hurry import CLICK, RerunData, WidgetStates, from_the_browser, later

        @hurry.once
        def make() -> None:
            st.session_state.made = st.session_state.get("made", 0) + 1

        st.button("Make one", key="make", on_click=make)
        if st.session_state.get("made") and CLICK:
            from_the_browser(RerunData(widget_states=WidgetStates(widgets=[CLICK.pop()])))
            later(2 * hurry.TWICE)
        st.write("drawn")

    monkeypatch.setattr(hurry, "TWICE", 1.0)
    monkeypatch.setattr(hurry, "monotonic", lambda: sum(LATER))
    shown = opened(page)
    CLICK.append(shown.button(key="make").click()._widget_state)
    shown.run()
    assert (shown.session_state.made, CLICK) == (1, [])
    later(hurry.TWICE)
    shown.button(key="make").click().run()
    assert shown.session_state.made == 2


CLICK: list[WidgetState] = []
LATER: list[float] = []


def later(seconds: float) -> None:
    """So many seconds go by."""
    LATER.append(seconds)


def from_the_browser(asked: RerunData) -> None:
    """An event comes: on a thread of its own, as it does."""
    context = get_script_run_ctx()
    assert context
    assert context.script_requests
    browser = threading.Thread(target=context.script_requests.request_rerun, args=(asked,))
    browser.start()
    browser.join()


def another_view() -> None:
    """The browser asks for another view, once."""
    if st.query_params.get("view") is None:
        from_the_browser(RerunData(query_string="view=board"))


def said_on(page: str, **how: object) -> RerunData:
    """What the browser sends when something is said on that page."""
    return RerunData(page_script_hash=page, widget_states=WidgetStates(widgets=[WidgetState(id="one", **how)]))


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        (said_on("before", json_trigger_value="[]"), "after"),
        (said_on("before", string_value="Rosa"), "after"),
        (said_on("after", json_trigger_value="[]"), "after"),
        (said_on("before", trigger_value=True), "before"),
        (RerunData(page_script_hash="before"), "before"),
    ],
)
def test_what_is_said_after_a_link_was_clicked_takes_nobody_back(said: RerunData, drawn: str) -> None:
    """It is heard on the page they go to; a button's own page does what it is for, and another link leads on."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData(page_script_hash="after"))
    requests.request_rerun(RerunData(page_script_hash="after", fragment_id="a look by the clock"))
    requests.request_rerun(said)
    asked = requests.on_scriptrunner_ready()
    assert asked.rerun_data.page_script_hash == drawn
    assert asked.rerun_data.widget_states == said.widget_states
