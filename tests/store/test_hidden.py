"""Somebody tries to work out what a hidden colleague did, with every view there is: each answer must stay the same.

Beside the board and the middle (``test_aggregates``): what is never asked for and its quotes, deals, the digest, the
tables to download, the pitches and claims behind figures, and the views for a BI tool.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pandas as pd
import pytest
import sqlalchemy as sa

from pitchcheck import deals, digest
from pitchcheck.grouping import heat, things, unanswered
from pitchcheck.profile import Stage
from pitchcheck.report import tables
from pitchcheck.store import Missing, NewOutcome, OutcomeKind, Scope, Store
from pitchcheck.store.tables import (
    ProfileRow,
    ReviewClaimRow,
    ReviewLinkRow,
    ReviewRow,
    ReviewStatementRow,
    TeamRow,
)
from tests.pages.full import WordReader
from tests.store.crowd import TODAY, Said, Teams, everybody, world
from tests.store.examples import profile

TEAMS: Teams = {
    "north": {"ann", "bob", "cat", "dan", "eve", "fay", "hid", "coach"},
    "small": {"ann", "bob", "hid", "coach"},
}
OTHERS = [
    *everybody((3, 9, 20), ("ann", "bob", "cat", "dan", "eve", "fay")),
    Said("ann", 4, 61.0, live=False, product="Till", stage="deciding"),
    Said("bob", 5, 22.0, product="Till"),
]
FIRST = TODAY - dt.timedelta(days=45)
SCOPES = (
    *(
        Scope(since=FIRST, until=TODAY, **chosen)
        for chosen in ({}, {"team": "small"}, {"kind": "recording"}, {"product": "Till"}, {"stage": "deciding"})
    ),
    *(Scope(since=TODAY - dt.timedelta(days=days), until=TODAY - dt.timedelta(days=4)) for days in (10, 9)),
)
VIEWS = ("bi_pitches", "bi_claims", "bi_statements", "bi_links", "bi_outcomes")
read = WordReader().texts


def filled(store: Store, said: Sequence[Said], off: Sequence[str] = ()) -> None:
    """That world, with what was said in each pitch, two prospects of the team's, and how they decided."""
    with store.database.writing() as session:
        session.execute(sa.delete(ProfileRow))
    world(store, TEAMS, said, off=off)
    ann = store.as_("ann")
    met = [
        ann.profiles.save(profile(prospect=name, company=None, stage=Stage.DECIDING)).id for name in ("Dana", "Luis")
    ]
    ann.outcomes.add(*(NewOutcome(profile_id=one, kind=OutcomeKind.WON, on=TODAY, price=900.0) for one in met))
    with store.database.writing() as session:
        for row in session.scalars(sa.select(ReviewRow)):
            row.profile_id, row.prospect = (
                met[int(row.relevance or 0) % 2],
                ("Dana", "Luis")[int(row.relevance or 0) % 2],
            )
            row.unasked_share, row.at = 0.4, row.at + dt.timedelta(minutes=ord(row.owner_id[0]))
            session.flush()
            session.add_all(_spoken(row))


def _spoken(row: ReviewRow) -> Iterator[object]:
    """A claim that names who made it, so that a trace of somebody is seen, and the worry it eases."""
    text = f"Feature {row.owner_id} of {row.relevance:.0f}"
    yield ReviewClaimRow(
        review_id=row.id, claim="c1", text=text, kind="feature", verdict="tied", sure=True, kept=True, relevance=0.9,
        harm=0.0, attention=5, weight=-9.0,
    )  # fmt: skip
    yield ReviewStatementRow(
        review_id=row.id, statement="s1", force="anxiety", who="buyer", text="Nobody could work it.",
        answered=row.kind == "recording", worsened=False,
    )  # fmt: skip
    yield ReviewLinkRow(review_id=row.id, claim="c1", statement="s1", relation="eases", force="anxiety")


def answers(store: Store, viewer: str, scopes: Sequence[Scope]) -> list[object]:
    """All that somebody is told, by each view and each filter; ids, which are drawn anew, left out."""
    seen = store.as_(viewer)
    told: list[object] = []
    for scope in scopes:
        told += [_or_missing(partial(one, seen, scope)) for one in (_asked, _right_deals, _own)]
    return [*told, seen.aggregates.reps(), *(_digest(seen, days) for days in (7, 45))]


def _or_missing(question: Callable[[], object]) -> object:
    try:
        return question()
    except Missing:
        return "missing"


def _asked(seen: Store, scope: Scope) -> object:
    pitches, claims = seen.asked.pitches(scope), seen.asked.claims(scope)
    links, statements = seen.asked.links(scope), seen.asked.statements(scope)
    raw = [_plain(one) for one in (pitches, claims, links, statements)]
    if claims.empty:
        return raw
    found, _ = seen.groups.applied(claims, read)
    table = things(found, pitches, read=read)
    left = unanswered(statements, pitches, read)
    return raw, _downloaded(table), sorted(heat(found, links).items()), _plain(left)


def _right_deals(seen: Store, scope: Scope) -> object:
    found = deals.prepared(seen.deals.frame(scope))
    return _downloaded(found), deals.halves(found, "relevance", "won"), deals.together(found, "in_play", "discounted")


def _own(seen: Store, scope: Scope) -> object:
    return _plain(seen.aggregates.reviews(scope)), seen.aggregates.middle(scope)


def _digest(seen: Store, days: int) -> str:
    found = digest.digest(seen, TODAY, days, read)
    return digest.markdown(found)


def _downloaded(table: pd.DataFrame) -> bytes:
    return tables.csv(table.reset_index(drop=True))


def _plain(table: pd.DataFrame) -> str:
    kept = table.reset_index(drop=True).drop(columns=["review_id", "profile_id"], errors="ignore").astype(str)
    return str(kept.sort_values(list(kept.columns)).to_csv(index=False))


def viewed(store: Store) -> list[str]:
    """What the views for a BI tool hold, ids left out."""
    with store.desk.reading() as session:
        told = [pd.DataFrame(session.execute(sa.text(f"SELECT * FROM {view}")).mappings()) for view in VIEWS]  # noqa: S608
    ids = ["pitch_id", "prospect_id", "outcome_id"]
    return [_plain(table.drop(columns=ids, errors="ignore")) for table in told]


HIDDEN = [
    *(Said("hid", ago, 88.0) for ago in (2, 3, 9)),
    Said("hid", 2, 7.0, live=False, product="Till", stage="deciding"),
    Said("hid", 44, 99.0),
]


@pytest.mark.parametrize("viewer", ["ann", "coach"])
def test_who_opted_out_leaves_no_trace_in_any_view(store: Store, viewer: str) -> None:
    """Whatever they pitched, to whom, when and of what: no quote, count, chart, table, digest or view changes."""
    told = []
    for hidden in ([], HIDDEN):
        filled(store, [*OTHERS, *hidden], off=["hid"])
        told.append((answers(store, viewer, SCOPES), viewed(store)))
    assert told[0] == told[1]
    assert "hid" not in str(told[0]).replace("hidden", "")


def test_a_coach_opens_no_pitch_of_somebody_who_opted_out(store: Store) -> None:
    """Not by their name, and not by the id of a pitch."""
    filled(store, [*OTHERS, *HIDDEN], off=["hid"])
    with store.desk.reading() as session:
        theirs = session.scalars(sa.select(ReviewRow.id).where(ReviewRow.owner_id == "hid")).all()
    coach = store.as_("coach").aggregates
    for question in (lambda: coach.reviews(SCOPES[0], "hid"), *(partial(coach.claims, one) for one in theirs)):
        with pytest.raises(Missing):
            question()
    assert len(store.as_("hid").aggregates.reviews(SCOPES[0])) == len(theirs)


def test_a_rep_learns_nothing_of_a_colleague(store: Store) -> None:
    """Names off: whether it was cat or dan who did it, each of ann's answers is the same."""
    filled(store, OTHERS)
    before = answers(store, "ann", SCOPES)
    swapped = {"cat": "dan", "dan": "cat"}
    filled(store, [one._replace(who=swapped.get(one.who, one.who)) for one in OTHERS])
    assert answers(store, "ann", SCOPES) == before


def test_the_filters_tell_no_rep_whose_a_pitch_was(store: Store) -> None:
    """With every filter, quotes and deals' figures are of one's own pitches alone."""
    filled(store, OTHERS)
    ann = store.as_("ann")
    for scope in SCOPES:
        assert set(ann.asked.claims(scope)["text"].str.split().str[1]) <= {"ann"}
        own = set(ann.aggregates.reviews(scope.model_copy(update={"since": FIRST}))["relevance"])
        assert set(ann.deals.frame(scope)["relevance"].dropna()) <= own


def test_deals_of_another_team_open_to_nobody_outside(store: Store) -> None:
    """Its name alone tells nothing."""
    filled(store, OTHERS)
    with store.database.writing() as session:
        session.add(TeamRow(id="south", name="South"))
    with pytest.raises(Missing):
        store.as_("coach").deals.frame(SCOPES[0].model_copy(update={"team": "south"}))
