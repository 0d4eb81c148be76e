"""Team as a rep and a coach meet it: one's own figure, the team's middle, the board where names are on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _standings as standings
from pages import _state as state
from pitchcheck import team
from pitchcheck.settings import Settings
from pitchcheck.store import Scope, Store
from pitchcheck.store.tables import MembershipRow, PersonRow
from tests.store.crowd import NORTH, TODAY, Said, everybody, world

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "team.py")
Open = Callable[..., AppTest]
TEAM = {"north": {*NORTH, "me"}}
MINE = [Said("me", ago, 40.0 + ago) for ago in (3, 9, 20)]


@pytest.fixture
def opened(app: Callable[[], AppTest], tmp_path: Path) -> Open:
    """Opens Team in a new session over one store, which holds a team where ``world``'s arguments are given."""

    def visit(*told: Any, **options: Any) -> AppTest:
        if told:
            with Store.open(Settings(data_dir=tmp_path)) as store:
                world(store, *told, **options)
        test = AppTest.from_file(PAGE, default_timeout=60).run()
        assert not test.exception, test.exception
        return test

    return visit


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw; nothing where it is not there."""
    assert not app.exception, app.exception
    found = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.key == part]
    return found[0] if found else {}


def test_every_window_opens_before_anybody_pitched(opened: Open) -> None:
    """Each window, with a sentence instead of a figure."""
    page = opened()
    for window in ("7 days", "This quarter", "Own dates"):
        page.selectbox(key="team.window").select(window).run()
        assert drawn(page, "standing")["sentence"] == "None of your pitches count here yet."
        assert {"first.rehearsal", "first.call"} <= {one.key for one in page.button}


def test_one_pitch_is_told_to_be_one() -> None:
    """Its figure stands there, and that it says little of the person; with more it is not said."""
    one = team.Own(1, 11.0, None, None, 0.06, 0.38, None, None, None, None)
    told = standings.standing_data(one, None, "You", [])
    assert told["sentence"] == f"You stand at 11. {standings.ONE_PITCH}"
    assert standings.changing(one._replace(pitches=2)) == ""


def test_with_names_off_there_are_i_and_the_team_s_middle(opened: Open) -> None:
    """My figure, the middle of people in steps of five, my pitches with the claims behind one; nobody's name."""
    page = opened(TEAM, [*everybody(), *MINE])
    told = drawn(page, "standing")
    assert told["sentence"].startswith("You stand at ")
    assert told["notes"][0] == "The middle of the team is 45: half of its 8 people are between 35 and 55."
    assert drawn(page, "ladder") == {}
    rows = drawn(page, "behind")["rows"]
    assert [row["relevance"] for row in rows] == ["43", "49", "60"]
    page.session_state[standings.OPENED] = rows[0]["id"]
    assert drawn(page.run(), "behind")["rows"][0]["claims"] == []
    assert not any(name.title() in json.dumps(told) for name in NORTH)


def test_with_names_on_there_is_a_board(opened: Open) -> None:
    """In the order of rank, mine marked, who has too few pitches apart and without a figure."""
    page = opened({"north": {*TEAM["north"], "new"}}, [*everybody(), *MINE, Said("new", 3, 99.0)], names=True)
    board = drawn(page, "ladder")
    assert [row["name"] for row in board["rows"] if row["me"]] == ["Me (you)"]
    assert len(board["rows"]) == 8
    estimates = [row["estimate"] for row in board["rows"]]
    assert estimates == sorted(estimates, reverse=True)
    assert board["apart"] == "Not ranked yet, with fewer than 2 pitches: New (1)."


def test_one_person_alone_has_no_rank(opened: Open) -> None:
    """Being first of one says nothing; the figure stands there all the same."""
    page = opened({"north": {"me"}}, MINE, names=True)
    board = drawn(page, "ladder")
    assert [row["rank"] for row in board["rows"]] == [""]
    assert board["told"] == ["One person alone has enough pitches here, so there is no rank."]


def test_a_long_board_is_searched_and_paged(opened: Open) -> None:
    """Sixty names: fifty at first, mine kept in sight, the rest with a click, one by its name with its own rank."""
    many = [f"p{n:02d}" for n in range(60)]
    said = [Said(who, ago, 80.0 - n) for n, who in enumerate(many) for ago in (3, 9)]
    page = opened({"north": {*many, "me", "new"}}, [*said, *MINE, Said("new", 3)], names=True)
    board = drawn(page, "ladder")
    assert len(board["rows"]) == 50
    assert sum(row["me"] for row in [*board["rows"], *filter(None, [board["mine"]])]) == 1
    page.button(key="team.more").click().run()
    whole = {row["name"]: row["rank"] for row in drawn(page, "ladder")["rows"]}
    assert len(whole) == 61
    for words, found in (("P57", ["P57"]), ("new", []), ("nobody", [])):
        page.text_input(key="team.find").set_value(words).run()
        board = drawn(page, "ladder")
        assert [(row["name"], row["rank"]) for row in board["rows"]] == [(name, whole[name]) for name in found]
    assert board["apart"] == "Nobody of that name has pitches here."


def test_the_board_to_take_away_says_no_more_than_the_page(opened: Open) -> None:
    """The same rows and roundings; who is not ranked has no figure in it."""
    opened({"north": {*TEAM["north"], "new"}}, [*everybody(), *MINE, Said("new", 3, 99.0)], names=True)
    figures = state.store().aggregates
    people = figures.people(Scope(since=TODAY - dt.timedelta(days=30), until=TODAY))
    table = standings.board_table(people, team.standings(people, 2))
    assert list(table["name"])[-1] == "New"
    assert table.iloc[-1].drop(["name", "pitches"]).isna().all()
    points = table[["estimate", "low", "high", "swing"]].dropna()
    assert (points == points.round()).all().all()
    assert not set(table.columns) & {"mean", "gain", "gain_low", "id"}


def test_a_coach_opens_one_rep_s_numbers(opened: Open) -> None:
    """By a choice of whose; a rep has none."""
    page = opened({"north": {*NORTH, "coach"}}, everybody())
    assert [one.key for one in page.selectbox if one.key == "team.whose"] == []
    with state.store().database.writing() as session:
        session.get_one(PersonRow, "me").roles = "coach,rep"
        session.add(MembershipRow(team_id="north", person_id="me"))
    page = opened()
    assert drawn(page, "standing")["sentence"] == standings.NONE_OF_A_COACH
    assert standings.WHAT_COUNTS not in drawn(page, "standing")["notes"]
    assert "first.rehearsal" not in {one.key for one in page.button}
    page.selectbox(key="team.whose").select("ann").run()
    assert drawn(page, "standing")["sentence"].startswith("Ann stands at ")
    assert len(drawn(page, "behind")["rows"]) == 3


def test_whoever_steps_off_the_board_is_told_what_that_means(opened: Open) -> None:
    """The switch is theirs, holds from the next look on, and can be turned back."""
    page = opened(TEAM, [*everybody(), *MINE], names=True)
    (switch,) = [one for one in page.toggle if one.key.startswith("team.listed")]
    switch.set_value(False).run()
    assert not state.store().aggregates.listed()
    assert standings.OFF_BOARD in drawn(page, "standing")["notes"]
    assert all(not row["me"] for row in drawn(page, "ladder")["rows"])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(1, 1, "1st"), (2, 4, "2nd to 4th"), (11, 13, "11th to 13th"), (21, 103, "21st to 103rd")],
)
def test_ranks_in_words(first: int, last: int, words: str) -> None:
    """A range where it is one."""
    assert standings.ranked(first, last) == words
