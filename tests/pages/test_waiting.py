"""Work at the judge for somebody who goes on typing: dropped, not finished for nobody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from pages import _waiting as waiting
from pitchcheck.judge.sharing import at_once


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> ScriptRequests:
    """What Streamlit was asked for by the browser of the page that runs."""
    asked = ScriptRequests()
    monkeypatch.setattr(waiting, "get_script_run_ctx", lambda: SimpleNamespace(script_requests=asked))
    return asked


def test_the_next_key_makes_this_run_unwanted(requests: ScriptRequests) -> None:
    """As does leaving; Streamlit's own request is not taken away by looking."""
    wanted = waiting.wanted()
    assert wanted()
    requests.request_rerun(RerunData())
    assert not wanted()
    assert requests.on_scriptrunner_yield() is not None


def test_a_reading_is_left_for_the_next_run(requests: ScriptRequests, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops after a few texts, at a point where Streamlit begins the next run."""
    read: list[int] = []

    def left() -> None:
        raise StopIteration

    def work() -> None:
        at_once(lambda n: (read.append(n), n == 3 and requests.request_rerun(RerunData())), range(1000))

    monkeypatch.setattr(waiting.st, "empty", left)
    with pytest.raises(StopIteration):
        waiting.while_wanted(work)
    assert 3 <= len(read) < 100


def test_a_run_that_streamlit_goes_on_with_gets_its_answer(requests: ScriptRequests) -> None:
    """A request for a part of the page alone does not end the run: then the work is done after all."""
    requests.request_rerun(RerunData())
    assert waiting.while_wanted(lambda: at_once(len, ["a", "bb"])) == [1, 2]


def test_outside_a_page_all_work_is_wanted() -> None:
    """As in tests and scripts."""
    assert waiting.wanted()()
