"""What is never asked for: the sentence, the table, the quotes, and what a person makes of the groups."""

from __future__ import annotations

from functools import partial

import pytest

from pages import _demo, _never
from pitchcheck.judge import alike
from tests.pages.conftest import TeamView
from tests.pages.full import WordReader

VIEW = "What is never asked for"


@pytest.fixture
def opened(team_view: TeamView, monkeypatch: pytest.MonkeyPatch) -> TeamView:
    """Opens the view, reading words instead of meaning."""
    monkeypatch.setattr(alike, "encoder", WordReader)
    return partial(team_view, VIEW)


def test_an_empty_machine_is_told_what_to_do(opened: TeamView) -> None:
    """No table; what brings one, and the sample team with a click."""
    app = opened(full=False)
    assert any("No pitch that you may see" in line.value for line in app.markdown)
    assert "demo.make" in {button.key for button in app.button}


def test_the_sentence_names_what_nobody_asked_for(opened: TeamView) -> None:
    """How many things, and the one said most."""
    app = opened()
    (sentence,) = (line.value for line in app.markdown if "asked for by" in line.value)
    assert "nobody" in sentence
    assert "prospects" in sentence


def test_a_group_is_renamed_for_the_team(opened: TeamView) -> None:
    """The coach opens one and gives it a name; it is kept, and said to be grouped by hand."""
    app = opened()
    store = app.session_state[_demo.HERE]
    app.session_state[_never.OPENED] = {"group": 0, "force": None}
    app.run()
    assert not app.exception
    app.text_input[0].set_value("Talk of the town")
    app.button(key="never.rename.keep").click().run()
    assert not app.exception
    (group,) = store.groups.all()
    assert group.name == "Talk of the town"
    app.session_state[_never.OPENED] = {"group": 0, "force": None}
    app.run()
    assert any("Talk of the town" in line.value for line in app.markdown)
    app.button(key="never.forget").click().run()
    assert not app.exception
    assert store.groups.all() == ()


def test_two_groups_are_merged(opened: TeamView) -> None:
    """Said to be one, they are one afterwards."""
    app = opened()
    app.session_state[_never.OPENED] = {"group": 0, "force": "push"}
    app.run()
    app.button(key="never.merge.keep").click().run()
    assert not app.exception
    (group,) = app.session_state[_demo.HERE].groups.all()
    assert len(group.wordings) > 1


def test_a_rep_sees_their_own(opened: TeamView) -> None:
    """Through a rep's eyes only their own pitches are counted."""
    app = opened()
    coach = app.session_state[_demo.HERE]
    bea = next(one for one in coach.people.all() if one.name == "Bea Lindgren")
    app.session_state[_demo.AS] = bea.id
    app.run()
    assert not app.exception
    assert app.session_state[_demo.HERE].desk.someone.id == bea.id
