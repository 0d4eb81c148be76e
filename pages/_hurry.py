"""What people do faster than the page answers: nothing of it is lost, and nothing is done twice.

Streamlit leaves a run for the browser's next event wherever it touches the session or draws something. What a button
asked for is then undone, or half done; and of two events of one part that wait together, only the newer one is heard.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils import script_requests
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequest, ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType as Asked
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

TWICE = 1.0
"""Seconds after something was done in which another click on its button is still the same click."""
DONE = "hurry.done"
PASSED = ("request_rerun", "on_scriptrunner_yield", "on_scriptrunner_ready")
"""What goes through a door, by Streamlit's names."""
SAID: ContextVar[dict[str, Any]] = ContextVar("said", default={})  # noqa: B039 - nobody writes into it
Parts = ParamSpec("Parts")


def once(call: Callable[Parts, None]) -> Callable[Parts, None]:
    """What makes or sends something: once, however often its button is clicked before people see that it is done.

    The page is drawn whole after it, with the other clicks waiting: they come straight after that.
    """
    name = f"{call.__module__}.{call.__qualname__}"

    @wraps(call)
    def clicked(*args: Parts.args, **kwargs: Parts.kwargs) -> None:
        done: dict[str, float] = st.session_state.setdefault(DONE, {})
        if monotonic() - done.get(name, -TWICE) < TWICE:
            return
        try:
            call(*args, **kwargs)
        finally:
            done[name] = monotonic()
            if door := _shut():
                door.whole = True
                door.then.append(lambda: done.update({name: monotonic()}))

    return clicked


class _Door:
    """Before it waits what the browser asks for, until what is done behind it is done.

    What the page itself asks for (st.rerun, st.stop) comes from within, and passes.
    """

    def __init__(self, requests: ScriptRequests) -> None:
        self.requests, self.inside = requests, threading.get_ident()
        self.waiting: list[RerunData] = []
        self.then: list[Callable[[], None]] = []
        self.whole = False
        self.lock, self.opened = threading.Lock(), False
        with requests._lock:
            if requests._state is Asked.RERUN:  # it came while this run was being made ready
                self.waiting.append(requests._rerun_data)
                requests._state = Asked.CONTINUE
        vars(requests).update({name: getattr(self, name) for name in PASSED})

    def request_rerun(self, asked: RerunData) -> bool:
        with self.lock:
            if threading.get_ident() != self.inside and not self.opened:
                self.waiting.append(asked)
                return True
            return ScriptRequests.request_rerun(self.requests, asked)

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        asked = ScriptRequests.on_scriptrunner_yield(self.requests)
        if asked is not None:
            self.open()
        return asked

    def on_scriptrunner_ready(self) -> ScriptRequest:
        self.open()
        return self.requests.on_scriptrunner_ready()

    def open(self) -> None:
        """Let in what waits, in its order."""
        with self.lock:
            for name in () if self.opened else PASSED:
                del vars(self.requests)[name]
            self.opened = True
            while self.then:
                self.then.pop()()
            while self.waiting:
                self.requests.request_rerun(self.waiting.pop(0))


def _shut() -> _Door | None:
    """The door that is shut now."""
    context = get_script_run_ctx()
    passes = vars(context.script_requests).get(PASSED[0]) if context and context.script_requests else None
    return getattr(passes, "__self__", None)


_will_rerun = SafeSessionState.on_script_will_rerun


def _whole(session: SafeSessionState, fresh: WidgetStates | None, **more: Any) -> None:
    """Do what widgets call before the next event is heard; where a click is the page's own to answer, draw it, too."""
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    if requests is None:
        _will_rerun(session, fresh, **more)
        return
    door, answered = _Door(requests), False
    try:
        _will_rerun(session, fresh, **more)
        answered = not (door.whole or _for_the_page(session._state, fresh))
    finally:
        if answered:
            door.open()


def _for_the_page(session: SessionState, fresh: WidgetStates | None) -> bool:
    """Whether a button was clicked that calls nothing: the page does what it is for when it comes to it."""
    known = session._new_widget_state.widget_metadata
    clicked = (one.id for one in (fresh.widgets if fresh else ()) if one.trigger_value)
    return any(one in known and known[one].callback is None for one in clicked)


_merged = script_requests._coalesce_widget_states


def _all_said(old: WidgetStates | None, new: WidgetStates | None) -> WidgetStates | None:
    """Two events that wait as one: of a part that said something in both, all of it; the same twice is said once."""
    both = _merged(old, new)
    before = {one.id: one.json_trigger_value for one in (old.widgets if old else ()) if one.json_trigger_value}
    for one in both.widgets if both else ():
        said = before.get(one.id)
        if said and one.json_trigger_value not in ("", said):
            one.json_trigger_value = json.dumps([*_events(said), *_events(one.json_trigger_value)])
    return both


def _events(said: str) -> list[Any]:
    read = json.loads(said)
    return read if isinstance(read, list) else [read]


_asked = ScriptRequests.request_rerun


def _gone_there(requests: ScriptRequests, asked: RerunData) -> bool:
    """What a page says after a link to another one was clicked is heard there: it takes nobody back.

    The browser says on which page it was said. Whoever goes on by a link says nothing else with that, and no fragment
    is asked for by one; a button that calls nothing is done by its own page.
    """
    said = asked.widget_states.widgets if asked.widget_states else ()
    here = vars(requests)
    if not said and not asked.fragment_id:
        here["gone"] = asked.page_script_hash
    elif here.get("gone") and not any(one.trigger_value for one in said):
        asked = replace(asked, page_script_hash=here["gone"])
    return _asked(requests, asked)


_call = SessionState._dispatch_trigger_callbacks


def said(event: str) -> Any:
    """What the part that calls says just now; None where that is another event, or what it says was no event.

    Streamlit forgets that before it calls, where somebody leaves for another page as they say it.
    """
    now = SAID.get()
    return now.get("value") if now.get("event") == event else None


def _one_by_one(session: SessionState, votes: Any, part: str, known: Any, *given: Any) -> None:
    """Call a part's handlers for each of its events in turn, which it reads by ``said``."""
    states = session._new_widget_state
    events = states.get(part) if known.value_type == "json_trigger_value" else None
    for one in events or [None]:
        if one is not None:
            states.set_from_value(part, [one])
        before = SAID.set(one if isinstance(one, dict) else {})
        try:
            _call(session, votes, part, known, *given)
        finally:
            SAID.reset(before)


def nothing_is_lost() -> None:
    """Have Streamlit hear people out, in this process."""
    SafeSessionState.on_script_will_rerun = _whole  # type: ignore[method-assign]
    script_requests._coalesce_widget_states = _all_said
    ScriptRequests.request_rerun = _gone_there  # type: ignore[method-assign]
    SessionState._dispatch_trigger_callbacks = _one_by_one  # type: ignore[method-assign]
