"""Deals: outcomes from a file, and what became of each prospect beside the last pitch they heard."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa

from pitchcheck.files.outcomes import read_outcomes
from pitchcheck.store import NewOutcome, OutcomeKind, Role, Scope, Store
from pitchcheck.store.tables import MembershipRow, ReviewRow
from tests.store.examples import profile, review
from tests.store.world import enter

DAY = dt.date(2026, 3, 10)
SCOPE = Scope(since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31))
FILE = """prospect,company,outcome,on,price,discount
,crumb & sons,won,2026-03-10,1200,200
Dana,,made the progress they named,2026-06-01,,
Nobody,,lost,2026-03-01,,
"""


def told(store: Store, profile_id: str, *kinds: OutcomeKind) -> None:
    """Those outcomes, a day apart."""
    for n, kind in enumerate(kinds):
        store.outcomes.add(NewOutcome(profile_id=profile_id, kind=kind, on=DAY + dt.timedelta(days=n), price=1000.0))


def pitched(store: Store, saved: object, day: dt.date, relevance: float) -> None:
    """A shared take of that day with that figure."""
    take = store.takes.share(store.takes.save(review(), profile=saved).id)
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    with store.desk.writing() as session:
        session.execute(sa.update(ReviewRow).where(ReviewRow.id == take.id).values(at=at, relevance=relevance))


def test_a_file_is_brought_in_once(store: Store) -> None:
    """Found by company or by name; a second time nothing is added; who is not there is told with the row."""
    saved = store.profiles.save(profile())
    read = read_outcomes(FILE.encode(), "deals.csv")
    added, problems = store.outcomes.bring_in(read)
    again, _ = store.outcomes.bring_in(read)
    assert [(one.profile_id, one.kind) for one in added] == [
        (saved.id, OutcomeKind.WON),
        (saved.id, OutcomeKind.PROGRESS),
    ]
    assert again == ()
    assert str(problems[0]).startswith("row 4: there is no prospect")


def test_what_a_file_brought_is_taken_back_together(store: Store) -> None:
    """As far as it stands, and no more: not what was told by hand before and since, and by nobody else."""
    rep, other = enter(store, "rep", "north"), enter(store, "admin", "north", Role.ADMIN)
    saved = rep.profiles.save(profile())
    told(rep, saved.id, OutcomeKind.QUIET)
    added, _ = rep.outcomes.bring_in(read_outcomes(FILE.encode(), "deals.csv"))
    ends = added[0].at, added[-1].at
    told(rep, saved.id, OutcomeKind.RENEWED)
    assert (rep.outcomes.told(*ends), other.outcomes.told(*ends), other.outcomes.take_back(*ends)) == (2, 0, 0)
    rep.outcomes.remove(added[0].id)
    assert rep.outcomes.take_back(*ends) == 1
    assert {one.kind for one in rep.outcomes.all()} == {OutcomeKind.QUIET, OutcomeKind.RENEWED}
    assert rep.outcomes.take_back(*ends) == 0


def test_two_prospects_of_one_company_are_asked_about(store: Store) -> None:
    """Nobody is guessed."""
    store.profiles.save(profile())
    store.profiles.save(profile(prospect="Ray"))
    added, problems = store.outcomes.bring_in(read_outcomes(FILE.encode(), "deals.csv"))
    assert [one.kind for one in added] == [OutcomeKind.PROGRESS]
    assert "several prospects" in problems[0].message


def test_of_one_company_the_prospect_named_is_meant(store: Store) -> None:
    """By our own column, or by the contact an export has beside the deal; a contact alone is enough."""
    dana = store.profiles.save(profile())
    store.profiles.save(profile(prospect="Ray"))
    own = "prospect,company,outcome,on\nDana,Crumb & Sons,won,2026-03-10\n"
    export = (
        "Deal Name,Deal Stage,Close Date,Associated Company,Associated Contact\n"
        "Ovens,Closed Lost,2026-03-11,Crumb & Sons,Dana (dana@crumb.example)\n"
        "Chairs,Closed Won,2026-03-12,,Nobody Known;Dana (dana@crumb.example)\n"
    )
    for text in (own, export):
        _, problems = store.outcomes.bring_in(read_outcomes(text.encode(), "deals.csv"))
        assert problems == ()
    assert [(one.profile_id, one.on.day) for one in store.outcomes.all()] == [(dana.id, n) for n in (10, 11, 12)]


def test_the_last_pitch_before_the_day_counts(store: Store) -> None:
    """Not the one before it, and not what was pitched after they had decided."""
    rep = enter(store, "rep", "north")
    saved = rep.profiles.save(profile(industry="bakeries"))
    for days, relevance in ((-9, 20.0), (-2, 55.0), (3, 90.0)):
        pitched(rep, saved, DAY + dt.timedelta(days=days), relevance)
    told(rep, saved.id, OutcomeKind.WON)
    (deal,) = rep.deals.frame(SCOPE).itertuples()
    assert (deal.relevance, deal.decided, deal.industry) == (55.0, "won", "bakeries")
    assert (deal.anxieties, deal.unanswered) == (1, 1)


def test_what_became_of_them_is_of_all_that_was_told(store: Store) -> None:
    """Quiet, then won, then renewed is all three; quiet alone is no decision."""
    won, quiet = (store.profiles.save(profile(prospect=name)).id for name in ("Dana", "Luis"))
    told(store, won, OutcomeKind.QUIET, OutcomeKind.WON, OutcomeKind.RENEWED)
    told(store, quiet, OutcomeKind.QUIET)
    frame = store.deals.frame(SCOPE)
    assert frame.loc[won, ["decided", "quiet", "known_after", "progress", "on"]].tolist() == [
        "won", True, True, True, DAY + dt.timedelta(days=1),
    ]  # fmt: skip
    assert frame.loc[won, "after"] == "renewed"
    assert pd.isna(frame.loc[quiet, "decided"])
    assert frame.loc[quiet, ["quiet", "known_after"]].tolist() == [True, False]


@pytest.mark.parametrize(
    ("said", "after", "progress"),
    [
        ("came back, won", "", False),
        ("renewed, won", "", False),
        ("won, renewed, left, won", "", False),
        ("won, using it", "using it", False),
        ("won, using it, renewed", "using it, renewed", True),
        ("lost, came back", "came back", False),
        ("using it", "using it", False),
    ],
)
def test_since_the_sale_is_after_it(store: Store, said: str, after: str, progress: bool) -> None:
    """Whoever came back and then bought has told nothing since; renewing an older sale is no progress of this one."""
    saved = store.profiles.save(profile())
    told(store, saved.id, *map(OutcomeKind, said.split(", ")))
    (deal,) = store.deals.frame(SCOPE).itertuples()
    assert (deal.after, deal.known_after, deal.progress) == (after, after != "", progress)


def test_what_was_told_of_the_same_day_is_since(store: Store) -> None:
    """Written down first or last, a day has no order."""
    saved = store.profiles.save(profile())
    for kind in (OutcomeKind.USING, OutcomeKind.WON):
        store.outcomes.add(NewOutcome(profile_id=saved.id, kind=kind, on=DAY))
    assert store.deals.frame(SCOPE)["after"].tolist() == ["using it"]


@pytest.mark.parametrize(
    ("sold", "renewed", "shown"),
    [
        ((1000.0, 100.0), (1200.0, None), (1000.0, 100.0)),
        ((None, None), (1200.0, 50.0), (1200.0, 50.0)),
        ((None, None), (None, None), (None, None)),
    ],
)
def test_a_sale_s_money_is_its_own(
    store: Store, sold: tuple[float | None, ...], renewed: tuple[float | None, ...], shown: tuple[float | None, ...]
) -> None:
    """A renewal at 1,200 does not hide 100 off 1,000; where the sale has no price, one told later is it."""
    saved = store.profiles.save(profile())
    for days, kind, (price, off) in ((0, OutcomeKind.WON, sold), (90, OutcomeKind.RENEWED, renewed)):
        on = DAY + dt.timedelta(days=days)
        store.outcomes.add(NewOutcome(profile_id=saved.id, kind=kind, on=on, price=price, discount=off))
    (deal,) = store.deals.frame(SCOPE)[["price", "discount"]].to_numpy().tolist()
    assert tuple(None if pd.isna(one) else one for one in deal) == shown


def test_figures_only_of_pitches_one_may_see(store: Store) -> None:
    """A team mate sees the deal and no figure of another's pitch; a stranger sees neither; the coach both."""
    rep = enter(store, "rep", "north")
    saved = rep.profiles.save(profile())
    pitched(rep, saved, DAY, 55.0)
    told(rep, saved.id, OutcomeKind.LOST)
    seen = {
        "coach": enter(store, "coach", "north", Role.COACH),
        "mate": enter(store, "mate", "north"),
        "stranger": enter(store, "stranger", "south", Role.COACH),
    }
    frames = {name: one.deals.frame(SCOPE) for name, one in seen.items()}
    assert frames["coach"]["relevance"].tolist() == [55.0]
    assert frames["mate"]["relevance"].isna().tolist() == [True]
    assert frames["stranger"].empty


def test_only_deals_of_those_days(store: Store) -> None:
    """A deal decided before the window is not in it; an empty frame has its columns."""
    told(store, store.profiles.save(profile()).id, OutcomeKind.WON)
    later = Scope(since=DAY + dt.timedelta(days=1), until=SCOPE.until)
    assert len(store.deals.frame(SCOPE)) == 1
    assert "relevance" in store.deals.frame(later).columns
    assert store.deals.frame(later).empty


@pytest.mark.parametrize(
    ("chosen", "left"),
    [({}, [40.0, 70.0, None]), ({"stage": "deciding"}, [40.0]), ({"product": "Till"}, [70.0]),
     ({"kind": "recording"}, []), ({"stage": "deciding", "product": "Till"}, [])],
)  # fmt: skip
def test_filters_leave_deals_that_heard_such_a_pitch(
    store: Store, chosen: dict[str, str], left: list[float | None]
) -> None:
    """A prospect without any pitch stays while nothing is chosen, and is in no product's or stage's deals."""
    for name, relevance, product, stage in (("Dana", 40.0, "Larder", "deciding"), ("Luis", 70.0, "Till", "looking")):
        saved = store.profiles.save(profile(prospect=name))
        pitched(store, saved, DAY, relevance)
        with store.desk.writing() as session:
            changed = sa.update(ReviewRow).where(ReviewRow.profile_id == saved.id)
            session.execute(changed.values(product=product, stage=stage))
        told(store, saved.id, OutcomeKind.WON)
    told(store, store.profiles.save(profile(prospect="Ray")).id, OutcomeKind.LOST)
    found = store.deals.frame(SCOPE.model_copy(update=chosen)).sort_values("relevance")
    assert [None if pd.isna(one) else one for one in found["relevance"]] == left


def test_a_team_s_deals_are_of_its_people(store: Store) -> None:
    """A coach of two teams asks about one: its prospects, with what its people pitched."""
    coach = enter(store, "coach", "north", Role.COACH)
    rep, other = enter(store, "rep", "north"), enter(store, "other", "south")
    for one, relevance in ((rep, 40.0), (other, 70.0)):
        saved = one.profiles.save(profile(prospect=f"Dana of {relevance:.0f}"))
        pitched(one, saved, DAY, relevance)
        told(one, saved.id, OutcomeKind.WON)
    teams = {one.name: one for seen in (rep, other) for one in seen.people.teams()}
    with store.database.writing() as session:
        session.add(MembershipRow(team_id=teams["south"].id, person_id=coach.desk.someone.id))
    coach = store.as_(coach.desk.someone.id)
    found = {name: coach.deals.frame(SCOPE.model_copy(update={"team": one.id})) for name, one in teams.items()}
    assert {name: list(frame["relevance"]) for name, frame in found.items()} == {"north": [40.0], "south": [70.0]}
    assert len(coach.deals.frame(SCOPE)) == 2
