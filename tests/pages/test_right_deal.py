"""The right deal: charts with counts, outcomes told by hand and by file."""

from __future__ import annotations

from functools import partial

import pytest

from pages import _deals, _demo
from pages import _state as state
from pitchcheck.store import NewOutcome, OutcomeKind
from tests.pages.conftest import TeamView, clicked_twice, still_there
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


def kept() -> list[tuple[str, OutcomeKind]]:
    """Of whom which outcome is kept."""
    return [(one.profile_id, one.kind) for one in state.store().outcomes.all()]


def test_an_outcome_is_told_by_hand(opened: TeamView) -> None:
    """On an empty machine: the first one, and then the page counts it; a double click tells it once."""
    opened(full=False)
    saved = state.store().profiles.save(profile())
    app = opened(full=False)
    app.selectbox(key="team.window").select("30 days")
    app.selectbox(key="deals.prospect 0").select_index(0)
    clicked_twice(app, "deals.keep")
    assert kept() == [(saved.id, OutcomeKind.WON)]
    assert any("Of 1 prospect, 1 bought" in line.value for line in app.markdown)
    assert app.selectbox(key="deals.prospect 1").value is None


def test_an_outcome_needs_somebody_it_became_of(opened: TeamView) -> None:
    """With nobody saved nothing can be kept; with nobody chosen it says so, and what was typed stays."""
    app = opened(full=False)
    assert app.button(key="deals.keep").disabled
    state.store().profiles.save(profile())
    app.run().text_input(key="deals.reason 0").input("They grew out of the order book.")
    app.button(key="deals.keep").click().run()
    assert [one.value for one in app.error] == ["Choose a prospect first."]
    assert app.text_input(key="deals.reason 0").value == "They grew out of the order book."
    assert kept() == []


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_of_one_name_the_outcome_is_of_the_one_that_was_chosen(opened: TeamView, which: int) -> None:
    """Their names say which is which, since a choice travels as its name."""
    opened(full=False)
    state.store().profiles.save_all([profile(), profile()])
    ids = [one.id for one in state.store().profiles.all()]
    app = opened(full=False)
    app.selectbox(key="deals.prospect 0").select_index(which)
    app.button(key="deals.keep").click().run()
    assert not app.exception
    assert kept() == [(ids[which], OutcomeKind.WON)]


def test_an_outcome_just_told_is_taken_back(opened: TeamView) -> None:
    """By a click, for as long as it stands; a slow double click has nothing more to take."""
    opened(full=False)
    state.store().profiles.save(profile())
    app = opened(full=False)
    app.selectbox(key="deals.prospect 0").select_index(0)
    app.button(key="deals.keep").click().run()
    assert app.button(key="deals.back").label == r"Take back: Dana\, Crumb \& Sons, won"
    clicked_twice(app, "deals.back")
    assert kept() == []
    assert "deals.back" not in {one.key for one in app.button}


def test_a_file_tells_what_it_could_not_use(opened: TeamView) -> None:
    """How many were kept, and each row that was not, with its number; and a click takes back what it brought."""
    opened(full=False)
    saved = state.store().profiles.save(profile())
    app = opened(full=False)
    content = b"prospect,outcome,on\nDana,won,2026-03-01\nNobody,lost,2026-03-02\n"
    app.file_uploader(key="deals.file").upload("deals.csv", content, "text/csv").run()
    assert not app.exception
    assert any("1 outcome kept" in one.value for one in app.success)
    assert any("row 3" in one.value for one in app.warning)
    content += b"Nobody,lost,2026-03-02\n" * _deals.MOST_PROBLEMS
    app.file_uploader(key="deals.file").upload("more.csv", content, "text/csv").run()
    assert [one.value for one in app.warning][-1] == "And 1 more row\\."
    state.store().outcomes.add(NewOutcome(profile_id=saved.id, kind=OutcomeKind.RENEWED, on=state.today()))
    app.file_uploader(key="deals.file").upload("again.csv", content, "text/csv").run()
    assert app.button(key="deals.file_back").label == r"Take back what deals\.csv brought: 1 outcome"
    clicked_twice(app, "deals.file_back")
    assert kept() == [(saved.id, OutcomeKind.RENEWED)]
    assert "deals.file_back" not in {one.key for one in app.button}


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
