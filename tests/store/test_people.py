"""People, teams, and the log of who looked at whose what."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pitchcheck.store import House, Identity, Missing, Retention, Role, Store, StoreError
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

DANA = Identity(issuer="https://id.example", subject="1", name="Dana", email="dana@example.com")


def test_a_first_sign_in_makes_a_rep_in_no_team(store: Store) -> None:
    """Where the provider says nothing of roles, a newcomer may do the least; the next sign-in finds the same person."""
    first = store.signed_in(DANA)
    assert first.person is not None
    assert (first.person.name, first.person.roles, first.person.teams) == ("Dana", {Role.REP}, frozenset())
    assert store.signed_in(DANA.model_copy(update={"name": "Dana R."})).person == first.person.model_copy(
        update={"name": "Dana R."}
    )


def test_two_tabs_signing_in_for_the_first_time(store: Store) -> None:
    """At the same moment, with a new team: one person, one team, no error."""
    who = DANA.model_copy(update={"teams": frozenset({"north", "south"})})
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: id_of(store.signed_in(who)), range(12)))
    assert len(set(found)) == 1
    assert {team.name for team in store.signed_in(who).people.teams()} == {"north", "south"}


def test_the_same_number_elsewhere_is_another_person(store: Store) -> None:
    """A person is issuer and subject together; the e-mail address identifies nobody."""
    other = store.signed_in(DANA.model_copy(update={"issuer": "https://other.example"}))
    assert id_of(other) != id_of(store.signed_in(DANA))


def test_the_provider_s_word_on_roles_and_teams_holds(store: Store) -> None:
    """What it says replaces what was; where it is silent, what an admin set stands."""
    enter(store, "kim", "north", Role.COACH)
    assert enter(store, "kim", "south").person.roles == {Role.REP}  # type: ignore[union-attr]
    admin = enter(store, "admin", "north", Role.ADMIN)
    dana = store.signed_in(DANA)
    admin.people.change(id_of(dana), roles={Role.COACH, Role.ADMIN})
    admin.people.save_team("west", [id_of(dana)])
    again = store.signed_in(DANA).person
    assert again is not None
    assert again.roles == {Role.COACH, Role.ADMIN}
    assert [team.name for team in store.signed_in(DANA).people.teams() if id_of(dana) in team.members] == ["west"]


def test_an_address_among_the_admins_is_an_admin(store: Store) -> None:
    """So that a new house has its first one."""
    house = replace(store, admins=("Dana@Example.com",))
    assert house.signed_in(DANA).person.roles == {Role.REP, Role.ADMIN}  # type: ignore[union-attr]


def test_the_last_admin_stays(store: Store) -> None:
    """Nobody can lock the house from inside; with a second admin it is allowed."""
    admin = enter(store, "admin", "north", Role.ADMIN)
    with pytest.raises(StoreError, match="no admin left"):
        admin.people.change(id_of(admin), roles={Role.REP})
    enter(store, "second", "north", Role.ADMIN)
    assert admin.people.change(id_of(admin), active=False).active is False


def test_teams_are_made_changed_and_deleted_by_an_admin(store: Store) -> None:
    """A coach sees the team's people, and no longer after it is gone."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "coach", "", Role.COACH)
    rep = enter(store, "rep", "")
    team = admin.people.save_team(" north", [id_of(coach), id_of(rep)])
    assert [member.name for member in coach.people.all()] == ["coach", "rep"]
    assert admin.people.save_team("far north", [id_of(rep)], team.id).name == "far north"
    told = [entry.detail for entry in reversed(admin.audit.entries(by_id=id_of(admin)))]
    assert told == ["team north: 2 people", "team far north: 1 person"]
    admin.people.delete_team(team.id)
    assert [member.name for member in coach.people.all()] == ["coach"]
    for attempt in (lambda: coach.people.save_team("x", []), lambda: coach.people.delete_team("x")):
        with pytest.raises(Missing, match="Only an admin"):
            attempt()


def test_of_two_admins_neither_undoes_what_the_other_did(store: Store) -> None:
    """Whoever saves what they saw before is told, and nothing is changed."""
    admin = enter(store, "admin", "", Role.ADMIN)
    enter(store, "rep", "north")
    (rep,) = [one for one in admin.people.all() if one.name == "rep"]
    (north,) = admin.people.teams()
    admin.people.change(rep.id, active=False, seen=rep)
    admin.people.save_team("north", [], north.id, seen=north)
    for late in (
        lambda: admin.people.change(rep.id, roles={Role.COACH}, seen=rep),
        lambda: admin.people.save_team("northern", [rep.id], north.id, seen=north),
    ):
        with pytest.raises(StoreError, match="Somebody else changed this in between"):
            late()
    assert [(one.active, one.roles) for one in admin.people.all() if one.id == rep.id] == [(False, {Role.REP})]
    assert [(one.name, one.members) for one in admin.people.teams()] == [("north", frozenset())]


def test_leaving_the_leaderboard_is_one_s_own_choice(store: Store) -> None:
    """Out and back."""
    rep = enter(store, "rep", "north")
    assert rep.people.show_on_board(False).on_board is False
    assert rep.people.show_on_board(True).on_board is True


def test_a_look_by_another_is_in_the_log_once(store: Store) -> None:
    """Who, what, whose, when; looking again right away is the same look; the rep themself can read it."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    recording = rep.recordings.save(TRANSCRIPT, "First call")
    rep.recordings.get(recording.id)
    coach.recordings.get(recording.id)
    coach.recordings.transcript(recording.id)
    (entry,) = rep.audit.entries(subject_id=recording.id)
    assert (entry.by, entry.action, entry.kind, entry.owner) == ("coach", "looked", "recording", "rep")
    assert coach.audit.entries() == ()


def test_changes_by_others_are_in_the_log(store: Store) -> None:
    """A colleague's change to a profile, a coach's word on a take, an admin's change of roles and rules."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    admin = enter(store, "admin", "", Role.ADMIN)
    saved = rep.profiles.save(profile())
    coach.profiles.save(profile(price=1.0), coach.profiles.get(saved.id))
    take = rep.takes.share(rep.takes.save(review()).id)
    coach.takes.change(take.id, review(), take.version)
    coach.comments.add_to_take(take.id, "Good.")
    admin.people.change(id_of(rep), name="Rae")
    admin.house.save(House(retention=Retention(drafts=7)))
    told = [(entry.by, entry.action, entry.kind) for entry in reversed(admin.audit.entries()) if entry.by]
    assert told == [
        ("coach", "looked", "prospect's profile"),
        ("coach", "changed", "prospect's profile"),
        ("coach", "judged", "rehearsal, shared"),
        ("coach", "commented", "rehearsal, shared"),
        ("admin", "changed", "person"),
        ("admin", "changed", "settings"),
    ]


def test_what_one_does_with_one_s_own_things_is_not_logged(store: Store) -> None:
    """The log is about others."""
    rep, admin = enter(store, "rep", "north"), enter(store, "admin", "", Role.ADMIN)
    rep.profiles.save(profile(price=1.0), rep.profiles.save(profile()))
    rep.takes.delete(rep.takes.save(review()).id)
    assert [entry for entry in admin.audit.entries() if entry.by] == []


def test_two_admins_deciding_at_once(store: Store) -> None:
    """The second is told; the rules in force are the first's, and the log names what changed."""
    admin = enter(store, "admin", "", Role.ADMIN)
    start = admin.house.get()
    kept = admin.house.save(start.model_copy(update={"retention": Retention(recordings=30)}))
    with pytest.raises(StoreError, match="Another admin"):
        admin.house.save(start)
    assert admin.house.get() == kept
    assert "retention recordings: 365 → " in admin.audit.entries()[0].detail


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_team_needs_a_name(store: Store, name: str) -> None:
    """Of a length that can be shown."""
    with pytest.raises(StoreError, match="a name of at most 200 characters"):
        store.people.save_team(name, [])


def test_two_teams_of_one_name(store: Store) -> None:
    """The second is refused and it is said why, spaces or not; the first stays as it was, and may be saved anew."""
    team = store.people.save_team("north", [])
    south = store.people.save_team("south", [])
    for again, team_id in (("north", None), (" north ", None), ("north", south.id)):
        with pytest.raises(StoreError, match="already a team called north"):
            store.people.save_team(again, [], team_id)
    assert store.people.save_team("north", [], team.id) == team
    assert store.people.teams() == (team, south)


def test_the_log_is_asked_by_who_whose_what_and_when(store: Store) -> None:
    """Each question narrows it, and what there is to ask for is known."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    admin = enter(store, "boss", "", Role.ADMIN)
    saved = rep.profiles.save(profile())
    coach.profiles.get(saved.id)
    admin.people.change(id_of(rep), roles={Role.REP, Role.COACH})
    audit = admin.audit
    assert [one.by for one in audit.entries(action="looked")] == ["coach"]
    assert [one.by for one in audit.entries(owner_id=id_of(rep), kind="prospect's profile")] == ["coach"]
    assert [one.action for one in audit.entries(by_id=id_of(admin))] == ["changed"]
    assert audit.entries(since=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == ()
    actions, kinds = audit.known()
    assert {"looked", "changed"} <= set(actions)
    assert {"person", "prospect's profile"} <= set(kinds)
    assert coach.audit.known() == ((), ())


def test_the_log_tells_what_was_decided(store: Store) -> None:
    """Each number that changed, by its name, before and after; what stayed is left out."""
    admin = enter(store, "boss", "", Role.ADMIN)
    house = admin.house.get()
    retention = house.retention.model_copy(update={"rehearsals": 400})
    admin.house.save(
        house.model_copy(update={"retention": retention, "board": house.board.model_copy(update={"names": True})})
    )
    (line,) = admin.audit.entries(kind="settings")
    assert line.detail == "retention rehearsals: not set → 400; board names: no → yes"
