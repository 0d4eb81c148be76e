"""When the database or the file store is away: one sentence, nothing typed is lost, and no restart afterwards.

A page and its buttons need not think of it. What a button could not do is told at the top of the page; where the page
itself cannot be drawn, the sentence stands in its place, and the page is there again as soon as it can be.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st
from streamlit.elements import exception
from streamlit.runtime.state.session_state import SessionState

from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.pitch import InputError
from pitchcheck.store import StoreError

TOLD = "trouble.told"
FAULT = (
    "Something went wrong here, and the fault is pitchcheck’s, not yours. Reload the page and try again. "
    "Whoever runs pitchcheck finds the reason in the server’s log."
)
LOOK_AGAIN = "5s"
Parts = ParamSpec("Parts")


def shown(page: Callable[[], None]) -> None:
    """Draw the page; a sentence in its place where that cannot be done now.

    The run is then stopped, not ended: Streamlit forgets what was typed into a widget that a run which ended well did
    not draw.
    """
    above = widgets.now_and_then()
    if told := st.session_state.pop(TOLD, None):
        above.error(widgets.plain(told))
    try:
        page()
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
        st.button("Try again", key="trouble.again")
        st.stop()
    if st.session_state.get(state.UNKEPT):
        with above:
            _until_kept()


def without(part: Callable[[], None]) -> None:
    """Draw a part that the page can do without: while the database is away, typing and reading go on."""
    with suppress(StoreError):
        part()


def calmly(part: Callable[Parts, None]) -> Callable[Parts, None]:
    """The part, with a sentence in its place where it cannot be drawn now.

    It is for a part that is drawn again and again by itself: that does not pass ``shown``.
    """

    @wraps(part)
    def drawn(*args: Parts.args, **kwargs: Parts.kwargs) -> None:
        try:
            part(*args, **kwargs)
        except InputError as problem:
            st.error(widgets.plain(str(problem)))

    return drawn


@st.fragment(run_every=LOOK_AGAIN)
def _until_kept() -> None:
    """Keep what was typed as soon as it can be kept, though nobody touches the page."""
    if state.keep_drafts():
        st.rerun()


_run_a_callback = SessionState._run_callback_and_record_rerun


def _in_a_sentence(session: Any, votes: Any, run: Callable[[], None]) -> None:
    """Run what a widget calls; what it could not do is told on the page, which Streamlit would not draw otherwise."""

    def carefully() -> None:
        try:
            run()
        except InputError as problem:
            st.session_state[TOLD] = str(problem)

    _run_a_callback(session, votes, carefully)


# Streamlit has no place of its own to say what becomes of an error in a callback; every callback passes here.
SessionState._run_callback_and_record_rerun = _in_a_sentence  # type: ignore[method-assign]

# Where details are withheld, Streamlit has a sentence of its own in their place, which speaks of its cloud.
exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = FAULT  # type: ignore[misc]
