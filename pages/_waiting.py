"""Work at the judge for somebody who waits in front of a page, and may go on typing meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pitchcheck.judge.sharing import Unwanted, reading

Result = TypeVar("Result")


def while_wanted(work: Callable[[], Result]) -> Result:
    """What ``work`` finds. Where the page is to run again before that, as after the next key, this run ends here.

    What was read until then is kept, so that the next run has less to do. Raises Busy where too many others wait.
    """
    try:
        with reading(wanted()):
            return work()
    except Unwanted:
        st.empty()  # here Streamlit leaves this run for the next one
    with reading():
        return work()


def wanted() -> Callable[[], bool]:
    """Whether this run of the page still has somebody who waits for it.

    Streamlit knows but does not say: asking it for the next request would take it.
    """
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    return lambda: requests is None or requests._state is ScriptRequestType.CONTINUE
