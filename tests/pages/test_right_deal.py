"""The right deal: charts with counts, outcomes told by hand and by file."""

from __future__ import annotations

from functools import partial

import pytest

from pages import _deals, _demo
from pages import _state as state
from pitchcheck.store import OutcomeKind
from tests.pages.conftest import TeamView, still_there
from tests.store.examples import profile

VIEW = "The right deal"


@pytest.fixture
def opened(team_view: TeamView) -> TeamView:
    """Opens the view."""
    return partial(team_view, VIEW)


def test_the_sentence_counts_how_deals_ended(opened: TeamView) -> None:
    """Twelve prospects of the sample team, and every chart says its counts and what it does not show."""
    said = [line.value for line in opened().markdown]
    assert any(
        "Of 12 prospects, 8 bought, 2 did not, 1 decided nothing, 1 went quiet before deciding." in line
        for line in said
    )
    assert sum(_deals.NOT_CAUSE in line for line in said) >= 2


def test_a_rep_with_few_deals_gets_no_chart(opened: TeamView) -> None:
    """Through a rep's eyes there are too few deals with a figure, and it says so."""
    app = opened()
    bea = next(one for one in app.session_state[_demo.HERE].people.all() if one.name == "Bea Lindgren")
    app.session_state[_demo.AS] = bea.id
    app.run()
    assert not app.exception
    assert any("Too few deals" in line.value for line in app.markdown)


def test_an_outcome_is_told_by_hand(opened: TeamView) -> None:
    """On an empty machine: the first one, and then the page counts it."""
    opened(full=False)
    saved = state.store().profiles.save(profile())
    app = opened(full=False)
    app.selectbox(key="team.window").select("30 days")
    app.button(key="deals.keep").click().run()
    assert not app.exception
    assert [one.kind for one in state.store().outcomes.of(saved.id)] == [OutcomeKind.WON]
    assert any("Of 1 prospect, 1 bought" in line.value for line in app.markdown)


def test_a_file_tells_what_it_could_not_use(opened: TeamView) -> None:
    """How many were kept, and each row that was not, with its number."""
    opened(full=False)
    state.store().profiles.save(profile())
    app = opened(full=False)
    content = b"prospect,outcome,on\nDana,won,2026-03-01\nNobody,lost,2026-03-02\n"
    app.file_uploader(key="deals.file").upload("deals.csv", content, "text/csv").run()
    assert not app.exception
    assert any("1 outcome kept" in one.value for one in app.success)
    assert any("row 3" in one.value for one in app.warning)


def test_a_file_is_brought_in_once(opened: TeamView) -> None:
    """And told once: not again from the view that was left."""
    opened(full=False)
    state.store().profiles.save(profile())
    app = opened(full=False)
    content = b"prospect,outcome,on\nDana,won,2026-03-01\n"
    box = app.file_uploader(key="deals.file").upload("deals.csv", content, "text/csv")
    box.run().session_state["team.view"] = "What is never asked for"
    still_there(app.run(), box)
    app.session_state["team.view"] = VIEW
    assert [one.value for one in app.run().success] == []
