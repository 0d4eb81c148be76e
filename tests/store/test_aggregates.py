"""A team's figures: the sums are those of the rows, and nobody's figure can be worked out who should not be seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from pitchcheck import team
from pitchcheck.settings import Settings
from pitchcheck.store import Missing, Scope, Store, aggregates
from pitchcheck.store.aggregates import middle_of
from pitchcheck.store.cells import SMALLEST
from pitchcheck.store.sums import SUMS
from pitchcheck.store.tables import ReviewClaimRow
from tests.store.crowd import NORTH, TODAY, Said, Teams, everybody, review, world

DAYS = 45
EVER = Scope(since=TODAY - dt.timedelta(days=DAYS), until=TODAY)


def test_the_sums_are_those_of_the_rows(store: Store) -> None:
    """Names on: every column is what pandas gets from the pitches, on both databases."""
    said = [*everybody(), Said("ann", 30, 80.0, live=False), Said("bob", 2, None), Said("cat", 4, 9.0, live=False)]
    world(store, {"north": NORTH}, [*said, Said("cat", 5, 1.0, live=False, shared=False)], names=True)
    counts = [one for one in said if one.relevance is not None]
    rows = pd.DataFrame(
        {
            "id": [one.who for one in counts],
            "at": [review(one)["at"] for one in counts],
            "relevance": [one.relevance for one in counts],
            "focus": 0.4,
            "coverage": 0.6,
        }
    )
    found = store.as_("ann").aggregates.people(EVER)
    expected = team.summed(rows)
    assert list(found["name"]) == [name.title() for name in sorted(NORTH)]
    plain = ["pitches", "relevance", "squares", "focus", "coverage"]
    pd.testing.assert_frame_equal(found[plain], expected[plain], check_dtype=False, check_names=False)
    kept = ["mean", "swing", "trend", "unexplained"]
    pd.testing.assert_frame_equal(
        team.summary(found)[kept], team.summary(expected)[kept], check_names=False, rtol=1e-6, atol=1e-6
    )


@pytest.mark.parametrize(
    ("changed", "left"),
    [({"product": "Till"}, 1), ({"stage": "deciding"}, 1), ({"kind": "rehearsal"}, 1), ({"kind": "recording"}, 3),
     ({"since": TODAY - dt.timedelta(days=2)}, 1), ({"until": TODAY - dt.timedelta(days=4)}, 2), ({}, 4)],
)  # fmt: skip
def test_filters_leave_what_they_say(store: Store, changed: dict[str, object], left: int) -> None:
    """Both days count; one's own pitches answer to every filter, names on or off."""
    said = [
        Said("ann", 2),
        Said("ann", 3, live=False),
        Said("ann", 4, stage="deciding"),
        Said("ann", 5, product="Till"),
    ]
    world(store, {"north": NORTH}, said, names=True)
    scope = EVER.model_copy(update=changed)
    assert len(store.as_("ann").aggregates.reviews(scope)) == left
    assert store.as_("bob").aggregates.people(scope)["pitches"].sum() == left


def test_the_middle_is_that_of_the_people(store: Store) -> None:
    """Median and middle half of seven people's means, in steps of five: low rounded down, high up."""
    world(store, {"north": NORTH}, everybody())
    found = store.as_("ann").aggregates.middle(EVER)
    assert found is not None
    assert (found.people, found.median, found.low, found.high) == (7, 45.0, 35.0, 50.0)


def test_a_busy_day_is_looked_at_whole_where_its_first_pitches_are_few_people_s(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is missed, however few pitches of a day are looked at first."""
    world(store, {"north": NORTH}, everybody())
    whole = store.as_("ann").aggregates.middle(EVER)
    monkeypatch.setattr(aggregates, "GLANCE", 3)
    assert store.as_("ann").aggregates.middle(EVER) == whole


def test_twenty_people_are_shown_to_the_point(store: Store) -> None:
    """Where so many stand in the middle nobody's own figure is read from it."""
    many = tuple(f"p{n:02d}" for n in range(20))
    world(store, {"north": set(many)}, everybody(people=many))
    found = store.as_("p00").aggregates.middle(EVER)
    assert found is not None
    assert (found.people, found.median, found.step) == (20, 69.0, 1.0)


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_under_five_people_show_no_middle(store: Store, few: int, names: bool) -> None:
    """Neither spread nor median, whether names are on or off."""
    people = tuple(sorted(NORTH))[:few]
    world(store, {"north": set(people)}, everybody(people=people), names=names)
    assert store.as_("ann").aggregates.middle(EVER) is None


def test_names_are_off_until_an_admin_turns_them_on(store: Store) -> None:
    """Nobody, not even a coach, gets a line a person; with names on, only those of one's own teams."""
    teams = {"north": NORTH | {"coach"}, "south": {"sid"}}
    world(store, teams, [*everybody(), *everybody(people=("sid",))])
    for viewer in ("ann", "coach", "sid"):
        assert store.as_(viewer).aggregates.people(EVER).empty
    world(store, teams, [*everybody(), *everybody(people=("sid",))], names=True)
    assert set(store.as_("coach").aggregates.people(EVER).index) == NORTH
    assert set(store.as_("sid").aggregates.people(EVER).index) == {"sid"}


def test_below_the_minimum_only_the_number_is_known(store: Store) -> None:
    """Somebody with one pitch is named with it; their figure is not there to be read, and moves no middle."""
    world(store, {"north": NORTH | {"new"}}, [*everybody(), Said("new", 3, 99.0)], names=True)
    figures = store.as_("ann").aggregates
    new = figures.people(EVER).loc["new"]
    assert (new["name"], new["pitches"]) == ("New", 1)
    assert new[list(SUMS[1:])].isna().all()
    with_new = figures.middle(EVER)
    world(store, {"north": NORTH}, everybody(), names=True)
    assert store.as_("ann").aggregates.middle(EVER) == with_new


def test_a_rep_opens_their_own_and_a_coach_their_team_s(store: Store) -> None:
    """Down to the claims; others' are missing, and a coach's look is written down."""
    said = [Said("ann", 3), Said("ann", 4, live=False), Said("ann", 5, live=False, shared=False)]
    world(
        store, {"north": {"ann", "bob", "coach", "out"}, "south": {"coach two"}}, [*said, Said("out", 3)], off=["out"]
    )
    ann, bob, coach, other = (store.as_(name).aggregates for name in ("ann", "bob", "coach", "coach two"))
    own = ann.reviews(EVER)
    assert list(own["kind"]) == ["recording", "rehearsal"]
    with store.database.writing() as session:
        session.add(_claim(own.index[0]))
    assert list(coach.reviews(EVER, "ann").index) == list(own.index)
    assert list(coach.claims(own.index[0])["text"]) == ["It reorders flour."]
    assert coach.reps() == (("ann", "Ann"), ("bob", "Bob"))
    assert bob.reps() == other.reps() == ()
    for stranger in (bob, other):
        with pytest.raises(Missing):
            stranger.reviews(EVER, "ann")
        with pytest.raises(Missing):
            stranger.claims(own.index[0])
    with pytest.raises(Missing):
        coach.reviews(EVER, "out")
    assert {entry.by for entry in store.as_("ann").audit.entries()} == {"Coach"}


def _claim(review_id: str) -> ReviewClaimRow:
    return ReviewClaimRow(
        review_id=review_id, claim="c1", text="It reorders flour.", kind="feature", verdict="tied", sure=True,
        kept=True, relevance=0.9, harm=0.0, attention=5, weight=-9.0,
    )  # fmt: skip


def test_another_team_s_name_opens_nothing(store: Store) -> None:
    """Not even where one shares a person with it."""
    world(store, {"north": NORTH, "south": {"bob", "sid"}}, everybody(), names=True)
    for question in ("people", "middle"):
        with pytest.raises(Missing):
            getattr(store.as_("ann").aggregates, question)(EVER.model_copy(update={"team": "south"}))


# What follows tries to work out what should not be seen. One file is used again and again.


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One SQLite store for all worlds, in which so few pitches of a day are looked at first that it shows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aggregates, "GLANCE", 6)
        with Store.open(Settings(data_dir=Path(tmp_path_factory.mktemp("worlds")))) as opened:
            yield opened


SCOPES = tuple(
    Scope(since=TODAY - dt.timedelta(days=first), until=TODAY - dt.timedelta(days=last), kind=kind, team=team_)
    for first, last in ((45, 0), (44, 0), (20, 0), (19, 0), (19, 1), (10, 0), (10, 6), (3, 0))
    for kind, team_ in ((None, None), ("recording", None), (None, "north"), ("rehearsal", "small"), (None, "small"))
)
PEOPLE = (*sorted(NORTH), "hid", "coach")
GROUPS: Teams = {"north": set(PEOPLE), "small": {"ann", "bob", "cat", "dan", "eve", "fay", "hid"}}
pitches = st.builds(
    Said,
    who=st.sampled_from(PEOPLE),
    ago=st.sampled_from((0, 1, 2, 6, 10, 19, 20, 44)),
    relevance=st.floats(0, 100).map(lambda points: round(points, 1)),
    live=st.booleans(),
    shared=st.booleans(),
    product=st.sampled_from(("Larder", "Till")),
    stage=st.just("looking"),
)
attack = settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def answers(store: Store, viewer: str, scopes: Sequence[Scope] = SCOPES) -> list[object]:
    """All that somebody is told of others, by every question of the page about teams they are in."""
    figures = store.as_(viewer).aggregates
    told: list[object] = [figures.reps()]
    for scope in [one for one in scopes if one.team is None or viewer in GROUPS[one.team]]:
        told += [figures.people(scope).to_json(), figures.middle(scope)]
    return told


def of_hidden(said: Sequence[Said]) -> list[Said]:
    """The same pitches, with those of the hidden person taken away."""
    return [one for one in said if one.who != "hid"]


@given(st.lists(pitches, min_size=30, max_size=70), st.lists(pitches, max_size=20), st.booleans(), st.data())
@attack
def test_who_opted_out_leaves_no_trace(
    one_store: Store, said: list[Said], theirs: list[Said], names: bool, data: st.DataObject
) -> None:
    """Whatever the hidden person did or did not do, every answer to every colleague and coach is the same."""
    viewer = data.draw(st.sampled_from(("ann", "coach")))
    scopes = data.draw(st.lists(st.sampled_from(SCOPES), min_size=6, max_size=6, unique=True))
    others = of_hidden(said)
    told = []
    for hidden in ([], [one._replace(who="hid") for one in theirs], [Said("hid", 2, 100.0)] * 9):
        world(one_store, GROUPS, [*others, *hidden], off=["hid"], names=names)
        told.append(answers(one_store, viewer, scopes))
    assert told[0] == told[1] == told[2]


def behind(said: Sequence[Said], scope: Scope) -> set[int]:
    """Which pitches, by place in the list, an answer rests on: the rule of docs/team.md, written out once more."""
    members = GROUPS[scope.team] if scope.team else set(PEOPLE)
    found: set[int] = set()
    for alike in {frozenset(p for p in members if teams_of(p) == teams_of(one)) for one in members}:
        for live in {None: (True, False), "recording": (True,), "rehearsal": (False,)}[scope.kind]:
            mine = [n for n, one in enumerate(said) if one.who in alike and one.live == live and (live or one.shared)]
            for cell in cells(said, mine) if len(alike) >= 5 else ():
                days = [TODAY - dt.timedelta(days=said[n].ago) for n in cell]
                if scope.since <= min(days) and max(days) <= scope.until:
                    found.update(cell)
    return found


def teams_of(person: str) -> list[str]:
    """The teams somebody is in."""
    return [name for name, people in GROUPS.items() if person in people]


def cells(said: Sequence[Said], mine: Sequence[int]) -> Iterator[list[int]]:
    """Those pitches, day after day, a cell each time five people are together; none across the end of a quarter."""
    cell: list[int] = []
    for ago in sorted({said[n].ago for n in mine if said[n].ago > 0}, reverse=True):
        quarters = {
            pd.Timestamp(TODAY - dt.timedelta(days=a)).to_period("Q") for a in (ago, *(said[n].ago for n in cell))
        }
        cell = [*(cell if len(quarters) == 1 else []), *(n for n in mine if said[n].ago == ago)]
        if len({said[n].who for n in cell}) >= 5:
            yield cell
            cell = []


def middle(said: Sequence[Said], places: set[int]) -> tuple[int, float, float, float] | None:
    """People, median, and the middle half in steps of five. Tenths add up whole, or 15 were 14.999, a step less."""
    rows = pd.DataFrame([said[n] for n in places], columns=Said._fields)
    points = rows.groupby("who")["relevance"].agg(["sum", "count"])
    means = points["sum"].round(1) / points["count"]
    if len(means) < 5:
        return None
    low, median, high = means.quantile([0.25, 0.5, 0.75])
    return len(means), 5.0 * round(median / 5), 5.0 * (low // 5), -5.0 * (-high // 5)


DENSE = [
    Said(who, ago, 20.0 + 6 * n, live=ago in (1, 6, 19))
    for n, who in enumerate(PEOPLE)
    for ago in (1, 2, 6, 10, 19, 20, 44)
]


@given(st.lists(pitches, min_size=40, max_size=110))
@example([*DENSE, Said("fay", 20, 99.0), Said("gus", 0, 0.0)])
@example([one._replace(live=True) for one in DENSE if one.who in GROUPS["small"] or one.ago in (2, 10)])
@attack
def test_no_answers_together_single_out_under_five_people(one_store: Store, said: list[Said]) -> None:
    """Names off. Windows a day apart, one kind or both, a team within a team: subtracting singles out nobody.

    Every answer is that of the pitches it should rest on, and pitches that any combination of answers could set apart
    (in some of them and not in others) are of five people or more.
    """
    world(one_store, GROUPS, said)
    rests = {scope: behind(said, scope) for scope in SCOPES}
    for scope, places in rests.items():
        told = one_store.as_("ann").aggregates.middle(scope)
        shown = told and (told.people, told.median, told.low, told.high)
        assert shown == middle(said, places), scope
    apart: dict[tuple[bool, ...], set[str]] = defaultdict(set)
    for place, one in enumerate(said):
        apart[tuple(place in places for places in rests.values())].add(one.who)
    assert all(len(people) >= SMALLEST for answers_, people in apart.items() if any(answers_))


@given(st.lists(pitches, min_size=40, max_size=90), st.lists(pitches, min_size=1, max_size=6))
@attack
def test_today_counts_from_tomorrow_on(one_store: Store, said: list[Said], more: list[Said]) -> None:
    """Names off. Whoever looks again an hour later sees the same: a day's pitches come together, when it is over."""
    world(one_store, GROUPS, said)
    before = [one_store.as_("ann").aggregates.middle(scope) for scope in SCOPES[:10]]
    world(one_store, GROUPS, [*said, *(one._replace(ago=0) for one in more)])
    assert [one_store.as_("ann").aggregates.middle(scope) for scope in SCOPES[:10]] == before


@given(st.lists(pitches, min_size=40, max_size=90), st.sampled_from(("Larder", "Till")))
@attack
def test_with_names_off_product_and_stage_say_nothing_of_others(
    one_store: Store, said: list[Said], product: str
) -> None:
    """Who alone sells a product cannot be found by asking for it: the middle stays as it is."""
    world(one_store, GROUPS, said)
    figures = one_store.as_("ann").aggregates
    for scope in SCOPES[:6]:
        narrow = scope.model_copy(update={"product": product, "stage": "looking"})
        assert figures.middle(narrow) == figures.middle(scope)


@given(st.lists(pitches, min_size=40, max_size=90), st.sampled_from(("bob", "cat", "dan")))
@attack
def test_figures_of_others_bear_no_names(one_store: Store, said: list[Said], other: str) -> None:
    """Names off. Two people of the same teams who swap all they did are not told apart by any answer."""
    swap = {"eve": other, other: "eve"}
    world(one_store, GROUPS, said)
    before = answers(one_store, "ann", SCOPES[:10])
    world(one_store, GROUPS, [one._replace(who=swap.get(one.who, one.who)) for one in said])
    assert answers(one_store, "ann", SCOPES[:10]) == before


def test_a_team_of_one_more_shows_nothing_of_that_one(store: Store) -> None:
    """Names off. The six of a team and the same six with one more have the same middle, whatever that one did."""
    said = everybody()
    world(store, {"six": NORTH - {"gus"}, "seven": NORTH}, [one for one in said if one.who != "gus" or one.ago == 9])
    figures = store.as_("ann").aggregates
    six, seven = (figures.middle(EVER.model_copy(update={"team": name})) for name in ("six", "seven"))
    assert six == seven
    assert six is not None
    assert six.people == 6


def test_the_middle_of_sums_needs_five() -> None:
    """The smallest group is the documented one."""
    sums = pd.DataFrame({"pitches": 2, "relevance": 80.0, "squares": 3300.0}, index=range(SMALLEST - 1))
    assert SMALLEST == 5
    assert middle_of(sums) is None
