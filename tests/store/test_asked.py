"""What was said and asked for across pitches, groupings by hand, and the views for a BI tool."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from pitchcheck.store import Missing, Role, Scope, Store, StoreError
from pitchcheck.store.database import connect, migrate_to, upgrade
from pitchcheck.store.groups import fingerprint
from pitchcheck.store.tables import ReviewLinkRow
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

DAY = dt.datetime.now(dt.UTC).date()
SCOPE = Scope(since=DAY - dt.timedelta(days=1), until=DAY + dt.timedelta(days=1))


def test_claims_links_and_statements_of_a_pitch(store: Store) -> None:
    """Three claims, of which two answer something, and the five things Dana said."""
    rep = enter(store, "rep", "north")
    take = rep.takes.save(review(profile(industry="bakeries")), profile=rep.profiles.save(profile()))
    rep.takes.share(take.id)
    pitches, claims, links = (getattr(rep.asked, name)(SCOPE) for name in ("pitches", "claims", "links"))
    statements = rep.asked.statements(SCOPE)
    assert list(pitches["industry"]) == ["bakeries"]
    assert list(claims["verdict"]) == ["tied", "unasked", "tied"]
    assert sorted(zip(links["statement"], links["relation"], links["force"], strict=True)) == [
        ("s1", "advances", "push"),
        ("s4", "eases", "habit"),
    ]
    assert sorted(statements[statements["answered"]]["statement"]) == ["s1", "s4"]


def test_a_changed_review_has_its_links_anew(store: Store) -> None:
    """A call judged a second time keeps no link of the first judgement."""
    rep = enter(store, "rep", "north")
    recording = rep.recordings.save(TRANSCRIPT, "Call")
    for found in (review(), review().model_copy(update={"readings": review().readings[:1]})):
        rep.recordings.save_review(recording.id, found)
    with store.desk.reading() as session:
        assert [row.statement for row in session.scalars(sa.select(ReviewLinkRow))] == ["s1"]


def test_only_what_may_be_opened_is_counted(store: Store) -> None:
    """A coach counts what their team shared; a team mate, a stranger and an admin count none of it."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    private = rep.takes.save(review())
    assert len(coach.asked.claims(SCOPE)) == len(rep.asked.claims(SCOPE)) == 0
    rep.takes.share(private.id)
    assert len(coach.asked.claims(SCOPE)) == len(rep.asked.claims(SCOPE)) == 3
    for other in (
        enter(store, "mate", "north"),
        enter(store, "stranger", "south", Role.COACH),
        enter(store, "boss", "north", Role.ADMIN),
    ):
        for part in (other.asked.pitches, other.asked.claims, other.asked.links, other.asked.statements):
            assert len(part(SCOPE)) == 0


def test_wordings_are_merged_split_and_named(store: Store) -> None:
    """A wording is in one group at a time, and a group that lost its last one is gone."""
    coach = enter(store, "coach", "north", Role.COACH)
    a, b, c = (fingerprint(text) for text in ("Sixty reports", "Many charts", "A live map"))
    first = coach.groups.put([a], "Reports")
    second = coach.groups.put([b, c])
    merged = coach.groups.put([a, b], "Reporting", first.id)
    assert {one.id: one.wordings for one in coach.groups.all()} == {first.id: {a, b}, second.id: {c}}
    assert (merged.name, second.name) == ("Reporting", None)
    coach.groups.put([a, b, c], "Everything", first.id)
    assert [one.id for one in coach.groups.all()] == [first.id]
    coach.groups.forget(first.id)
    assert coach.groups.all() == ()
    with pytest.raises(Missing):
        coach.groups.forget(first.id)


def test_a_split_group_keeps_its_name_and_what_stays(store: Store) -> None:
    """What is put apart is a thing of its own; where either half cannot be, nothing changed."""
    coach = enter(store, "coach", "north", Role.COACH)
    a, b, c, unseen = (letter * 32 for letter in "abcd")
    whole = coach.groups.put([a, b, c, unseen], "Reports")
    apart = coach.groups.split([b], [a, c], "Reports", whole.id)
    assert {one.id: (one.name, one.wordings) for one in coach.groups.all()} == {
        whole.id: ("Reports", {a, c, unseen}),
        apart.id: (None, {b}),
    }
    before = coach.groups.all()
    for halves in (([], [a, c]), ([a], [])):
        with pytest.raises(StoreError, match="at least one wording"):
            coach.groups.split(*halves, "Reports", whole.id)
        assert coach.groups.all() == before


def test_a_rep_leaves_the_coach_s_groups_alone(store: Store) -> None:
    """A rep sees how the coach groups and may group differently; what the coach said stays as it is."""
    coach, rep = enter(store, "coach", "north", Role.COACH), enter(store, "rep", "north")
    theirs = coach.groups.put(["a" * 32, "b" * 32], "Reports")
    mine = rep.groups.put(["a" * 32], "Charts")
    assert {one.id for one in rep.groups.all()} == {theirs.id, mine.id}
    assert next(one for one in coach.groups.all() if one.id == theirs.id).wordings == {"a" * 32, "b" * 32}
    with pytest.raises(Missing):
        rep.groups.forget(theirs.id)


@pytest.mark.parametrize(("wordings", "name"), [([], "Nothing"), (["a" * 32], "x" * 201)])
def test_a_group_holds_something_and_has_a_name(store: Store, wordings: list[str], name: str) -> None:
    """Else it is refused in a sentence."""
    with pytest.raises(StoreError, match="at least one wording"):
        store.groups.put(wordings, name)


def test_a_fingerprint_is_of_words() -> None:
    """Case and spacing make no difference, another word does, and half a character does not break it."""
    assert fingerprint("Sixty  Reports") == fingerprint("sixty reports") != fingerprint("sixty report")
    assert len(fingerprint("\ud800")) == 32


def test_groups_go_to_the_heir(store: Store) -> None:
    """When a coach is deleted, what they grouped goes where their prospects go; without an heir it is gone."""
    boss = enter(store, "boss", "north", Role.ADMIN)
    for wording, heir in (("a", id_of(boss)), ("b", None)):
        coach = enter(store, "coach", "north", Role.COACH)
        coach.groups.put([wording * 32], "Reports")
        boss.privacy.erase_person(id_of(coach), heir)
        held = [one.owner_id for one in enter(store, "boss", "north", Role.ADMIN, Role.COACH).groups.all()]
        assert set(held) == {id_of(boss)}


VIEWS = ("bi_pitches", "bi_claims", "bi_statements", "bi_links", "bi_outcomes")


def test_the_views_show_what_was_shared_and_name_no_rep(store: Store) -> None:
    """What nobody shared or whoever is off the board did is in no view; no view has a column that says who pitched."""
    rep = enter(store, "rep", "north")
    rep.takes.save(review())
    assert [_counted(store, view) for view in VIEWS] == [0, 0, 0, 0, 0]
    rep.takes.share(rep.takes.save(review()).id)
    assert [_counted(store, view) for view in VIEWS] == [1, 3, 5, 2, 0]
    rep.people.show_on_board(False)
    assert [_counted(store, view) for view in VIEWS] == [0, 0, 0, 0, 0]
    inspector = sa.inspect(store.database.engine)
    columns = {column["name"] for view in VIEWS for column in inspector.get_columns(view)}
    assert not {"owner_id", "by_id", "name", "title", "note"} & columns


def _counted(store: Store, view: str) -> int:
    with store.desk.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(sa.table(view))) or 0


def test_reviews_kept_before_have_their_links(tmp_path: Path) -> None:
    """A database from before there were links is given them, from the reviews it holds."""
    database = connect(f"sqlite:///{tmp_path}/old.db")
    migrate_to(database, "0004")
    old = sa.MetaData()
    old.reflect(database.engine, only=["people", "reviews", "review_contents"], resolve_fks=False)
    at = dt.datetime(2026, 3, 1)
    slim = {
        "id": "r1", "kind": "rehearsal", "owner_id": "me", "note": "", "version": 1, "at": at, "changed_at": at,
        "prospect": "Dana", "judge": "j", "judge_version": "1", "weights": "w", "basis": "library", "language": "en",
        "words": 1, "claims": 3, "tied": 2, "unasked": 1, "worse": 0,
    }  # fmt: skip
    with database.writing() as session:
        person = {"id": "me", "name": "Me", "roles": "rep", "active": True, "on_board": True, "created_at": at}
        session.execute(sa.insert(old.tables["people"]).values(person))
        session.execute(sa.insert(old.tables["reviews"]).values(slim))
        content = {"review_id": "r1", "content": review().model_dump_json()}
        session.execute(sa.insert(old.tables["review_contents"]).values(content))
    upgrade(database)
    with database.reading() as session:
        kept = session.execute(
            sa.text("SELECT claim, statement, relation, force FROM review_links ORDER BY claim")
        ).all()
    assert [tuple(row) for row in kept] == [("c1", "s1", "advances", "push"), ("c3", "s4", "eases", "habit")]
    database.close()
