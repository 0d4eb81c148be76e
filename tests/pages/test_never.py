"""What is never asked for: the sentence, the table, the quotes, and what a person makes of the groups."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages import _demo, _never
from pitchcheck.grouping import same
from pitchcheck.judge import alike
from pitchcheck.store import Scope
from pitchcheck.store.groups import fingerprint
from tests.pages.conftest import TeamView
from tests.pages.full import WordReader

VIEW = "What is never asked for"


@pytest.fixture
def opened(team_view: TeamView, monkeypatch: pytest.MonkeyPatch) -> TeamView:
    """Opens the view, reading words instead of meaning."""
    monkeypatch.setattr(alike, "encoder", WordReader)
    return partial(team_view, VIEW)


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    assert not app.exception, app.exception
    (found,) = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.key == part]
    return found


def one_thing(app: AppTest, group: int, force: str | None = None) -> None:
    """That thing is opened, as a click on it or on its cell would."""
    app.session_state[_never.OPENED] = {"group": group, "force": force}
    app.run()
    assert not app.exception


def renamed(app: AppTest, group: int, name: str) -> None:
    """It is opened and given that name."""
    one_thing(app, group)
    app.text_input(key=f"never.name {group}").set_value(name)
    app.button(key="never.rename.keep").click().run()
    assert not app.exception


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


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([0], "The one thing you put forward was asked for by nobody: “thing 0”, in 1 pitch, to 1 prospect."),
        ([1], "The one thing you put forward was asked for by somebody."),
        ([0, 1], "1 of the 2 things you put forward was asked for by nobody: “thing 0”, in 1 pitch, to 1 prospect."),
        ([0, 0], "2 of the 2 things you put forward were asked for by nobody. The one said most is “thing 0”, in 1"),
        ([1, 1], "Each of the 2 things you put forward was asked for by somebody."),
    ],
)
def test_one_thing_is_spoken_of_as_one(asked: list[int], says: str) -> None:
    """Of all that was put forward, and of what nobody asked for."""
    rows = [
        {"name": f"thing {n}", "tied_prospects": tied, "pitches": 1, "prospects": 1} for n, tied in enumerate(asked)
    ]
    assert _never._sentence(pd.DataFrame(rows)).startswith(says)


def test_a_group_is_renamed_for_the_team(opened: TeamView) -> None:
    """The coach opens one and gives it a name; it is kept, and said to be grouped by hand."""
    app = opened()
    store = app.session_state[_demo.HERE]
    renamed(app, 0, "Talk of the town")
    (group,) = store.groups.all()
    assert group.name == "Talk of the town"
    one_thing(app, 0)
    assert any("Talk of the town" in line.value for line in app.markdown)
    app.button(key="never.forget").click().run()
    assert not app.exception
    assert store.groups.all() == ()


def test_what_was_said_on_other_days_stays_in_a_group(opened: TeamView) -> None:
    """Renamed while only some of its wordings are in view, it keeps the others."""
    app = opened()
    store, unseen = app.session_state[_demo.HERE], fingerprint("said last year")
    renamed(app, 0, "Talk of the town")
    (group,) = store.groups.all()
    store.groups.put([*group.wordings, unseen], group.name, group.id)
    renamed(app, 0, "Talk of the country")
    assert not app.exception
    assert [(one.name, one.wordings) for one in store.groups.all()] == [
        ("Talk of the country", group.wordings | {unseen})
    ]


def test_two_groups_are_merged(opened: TeamView) -> None:
    """Said to be one, they are one afterwards."""
    app = opened()
    one_thing(app, 0, "push")
    app.button(key="never.merge.keep").click().run()
    assert not app.exception
    (group,) = app.session_state[_demo.HERE].groups.all()
    assert len(group.wordings) > 1


def test_of_two_groups_of_one_name_each_can_be_merged_with(opened: TeamView) -> None:
    """They are told apart by their number."""
    app = opened()
    store = app.session_state[_demo.HERE]
    app.segmented_control(key="never.which").set_value(_never.EVERYTHING).run()
    rows = drawn(app, "asked")["rows"][:2]
    for row in rows:
        renamed(app, row["group"], "Talk of the town")
    assert len(store.groups.all()) == 2
    others = [row["group"] for row in drawn(app, "asked")["rows"] if row["name"] != "Talk of the town"]
    one_thing(app, others[0])
    (box,) = (one for one in app.selectbox if one.label == "It is the same as")
    assert len({one for one in box.options if one.startswith("Talk of the town (")}) == 2


def test_a_group_is_split(opened: TeamView) -> None:
    """Wordings said to be something else are a thing of their own, and all pitches are still counted."""
    app = opened()
    app.segmented_control(key="never.which").set_value(_never.EVERYTHING).run()
    row = next(one for one in drawn(app, "asked")["rows"] if one["wordings"] > 1)
    one_thing(app, row["group"])
    (choice,) = app.multiselect
    for one in choice.options:
        choice.select(one)
    app.button(key="never.split.keep").click().run()
    assert [one.value for one in app.warning] == ["Choose at least one, and leave at least one where it is."]
    (choice,) = app.multiselect
    choice.set_value(choice.options[:1])
    app.button(key="never.split.keep").click().run()
    groups = app.session_state[_demo.HERE].groups.all()
    assert not app.exception
    assert sorted(len(one.wordings) for one in groups) == sorted((1, row["wordings"] - 1))
    assert not groups[0].wordings & groups[1].wordings
    app.session_state[_never.LIMIT] = 1000
    by_hand = [one for one in drawn(app.run(), "asked")["rows"] if one["named"]]
    assert len(by_hand) == 2
    assert sum(one["pitches"] for one in by_hand) >= row["pitches"]


def test_a_thing_that_was_named_stays_that_thing_when_it_is_split(opened: TeamView) -> None:
    """Most said first in the list; what stays keeps its name, what is put apart is called after its own words."""
    app = opened()
    app.segmented_control(key="never.which").set_value(_never.EVERYTHING).run()
    row = next(one for one in drawn(app, "asked")["rows"] if one["wordings"] > 2)
    renamed(app, row["group"], "Talk of the town")
    one_thing(app, 0)
    (choice,) = app.multiselect
    today = dt.date.today()
    claims = app.session_state[_demo.HERE].asked.claims(Scope(since=today - dt.timedelta(days=400), until=today))
    said = claims["text"].map(same).value_counts()
    times = [said[same(option)] for option in choice.options]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) > 1
    choice.set_value(choice.options[:1])
    app.button(key="never.split.keep").click().run()
    assert not app.exception
    sizes = {one.name: len(one.wordings) for one in app.session_state[_demo.HERE].groups.all()}
    assert sizes == {"Talk of the town": row["wordings"] - 1, None: 1}


def test_every_cell_with_a_number_opens_its_quotes(opened: TeamView) -> None:
    """Each cell of the heat map: what was said, what of theirs it touches, and to whom; as many as its numbers say."""
    app = opened()
    app.segmented_control(key="never.which").set_value(_never.EVERYTHING).run()
    cells = [
        (row["group"], cell)
        for row in drawn(app, "asked")["rows"][:8]
        for cell in row["cells"]
        if cell["answers"] or cell["worsens"]
    ]
    assert len(cells) > 4
    for group, cell in cells[:6]:
        app.session_state[_never.OPENED] = {"group": group, "force": cell["force"]}
        quotes = drawn(app.run(), "quotes")["quotes"]
        assert all(one["to"] and one["meta"].startswith("to ") for one in quotes)
        assert {one["verdict"] for one in quotes} == {
            name for name, number in (("tied", cell["answers"]), ("worse", cell["worsens"])) if number
        }


def test_many_things_are_searched_and_paged(opened: TeamView, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at a time, more with a click; a word finds its things among all."""
    monkeypatch.setattr(_never, "MOST_ROWS", 3)
    app = opened()
    app.segmented_control(key="never.which").set_value(_never.EVERYTHING).run()
    first = drawn(app, "asked")["rows"]
    assert len(first) == 3
    app.button(key="never.more").click().run()
    assert len(drawn(app, "asked")["rows"]) == 6
    app.text_input(key="never.find").set_value(first[2]["name"].upper()).run()
    assert [row["group"] for row in drawn(app, "asked")["rows"]] == [first[2]["group"]]


def test_a_rep_sees_their_own(opened: TeamView) -> None:
    """Through a rep's eyes only their own pitches are counted."""
    app = opened()
    coach = app.session_state[_demo.HERE]
    bea = next(one for one in coach.people.all() if one.name == "Bea Lindgren")
    app.session_state[_demo.AS] = bea.id
    app.run()
    assert not app.exception
    assert app.session_state[_demo.HERE].desk.someone.id == bea.id
