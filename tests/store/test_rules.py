"""Who may do what with whose things: every cell of the table is tried against the store, by id, as a URL would."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import pytest

from pitchcheck.pitch import Transcript
from pitchcheck.store import Board, House, Missing, NewOutcome, OutcomeKind, Role, Scope, Store, StoreError
from pitchcheck.store.desk import now
from pitchcheck.store.rules import RULES, Action, Kind, Member, Reach
from tests.store.examples import catalogue, pitch, profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

TODAY = Scope(since=now().date(), until=now().date() + dt.timedelta(days=1))
Attempt = Callable[[Store, str], Any]
Make = Callable[[Store], str]


def shared_take(store: Store) -> str:
    """A take its rep shares."""
    return store.takes.share(store.takes.save(review()).id).id


def on_the_board(store: Store) -> str:
    """A person with a take on a board that shows names."""
    boss = enter(store, "boss", "", Role.ADMIN)
    boss.house.save(boss.house.get().model_copy(update={"board": Board(names=True)}))
    shared_take(store)
    return id_of(store)


def empty(transcript: Transcript) -> Transcript:
    """The same conversation with nothing said."""
    return transcript.model_copy(update={"turns": ()})


def kept_answer(store: Store) -> str:
    """An answer of a language model."""
    store.language_model.keep({"key": "{}"})
    return "key"


def answer(store: Store, key: str) -> str:
    """The answer kept under that key."""
    found = store.language_model.get([key])
    return found[key] if found else refused()


MAKE: Mapping[Kind, Make] = {
    Kind.PROFILE: lambda s: s.profiles.save(profile()).id,
    Kind.CATALOGUE: lambda s: s.catalogues.save(catalogue()).id,
    Kind.PITCH: lambda s: s.pitches.save(pitch()).id,
    Kind.PRIVATE_TAKE: lambda s: s.takes.save(review()).id,
    Kind.SHARED_TAKE: shared_take,
    Kind.RECORDING: lambda s: s.recordings.save(TRANSCRIPT, "First call").id,
    Kind.CLAIM_GROUP: lambda s: s.groups.put(["f" * 32], "Reports").id,
    Kind.FIGURES: on_the_board,
    Kind.JOB: lambda s: s.jobs.add("recording", "A call", {}).id,
    Kind.ANSWER: kept_answer,
    Kind.PERSON: id_of,
}

ATTEMPTS: Mapping[tuple[Kind, Action], Attempt] = {
    (Kind.PROFILE, Action.SEE): lambda s, i: s.profiles.get(i),
    (Kind.PROFILE, Action.CHANGE): lambda s, i: s.profiles.archive(i),
    (Kind.PROFILE, Action.DELETE): lambda s, i: s.profiles.delete(i),
    (Kind.CATALOGUE, Action.SEE): lambda s, i: s.catalogues.history(i),
    (Kind.CATALOGUE, Action.CHANGE): lambda s, i: s.catalogues.archive(i),
    (Kind.CATALOGUE, Action.DELETE): lambda s, i: s.catalogues.delete(i),
    (Kind.PITCH, Action.SEE): lambda s, i: s.pitches.get(i),
    (Kind.PITCH, Action.CHANGE): lambda s, i: s.takes.save(review(), i),
    (Kind.PITCH, Action.DELETE): lambda s, i: s.pitches.delete(i),
    (Kind.PRIVATE_TAKE, Action.SEE): lambda s, i: s.takes.review(i),
    (Kind.PRIVATE_TAKE, Action.JUDGE): lambda s, i: s.takes.change(i, review(), 1),
    (Kind.PRIVATE_TAKE, Action.SHARE): lambda s, i: s.takes.share(i),
    (Kind.PRIVATE_TAKE, Action.DELETE): lambda s, i: s.takes.delete(i),
    (Kind.SHARED_TAKE, Action.SEE): lambda s, i: (s.takes.review(i), s.comments.on_take(i)),
    (Kind.SHARED_TAKE, Action.JUDGE): lambda s, i: s.comments.add_to_take(i, "Say it shorter."),
    (Kind.SHARED_TAKE, Action.SHARE): lambda s, i: s.takes.share(i, shared=False),
    (Kind.SHARED_TAKE, Action.DELETE): lambda s, i: s.takes.delete(i),
    (Kind.RECORDING, Action.SEE): lambda s, i: (s.recordings.transcript(i), s.comments.on_recording(i)),
    (Kind.RECORDING, Action.CHANGE): lambda s, i: s.recordings.change(
        s.recordings.get(i), transcript=empty(TRANSCRIPT)
    ),
    (Kind.RECORDING, Action.JUDGE): lambda s, i: s.recordings.save_review(i, review()),
    (Kind.RECORDING, Action.DELETE): lambda s, i: s.recordings.delete(i),
    (Kind.CLAIM_GROUP, Action.SEE): lambda s, i: [one for one in s.groups.all() if one.id == i] or refused(),
    (Kind.CLAIM_GROUP, Action.CHANGE): lambda s, i: s.groups.put(["e" * 32], "Charts", i),
    (Kind.FIGURES, Action.SEE): lambda s, i: i in s.aggregates.people(TODAY).index or refused(),
    (Kind.JOB, Action.SEE): lambda s, i: s.jobs.get(i),
    (Kind.JOB, Action.CHANGE): lambda s, i: (s.jobs.stop(i), s.jobs.resume(i)),
    (Kind.JOB, Action.DELETE): lambda s, i: s.jobs.forget(i),
    (Kind.ANSWER, Action.SEE): answer,
    (Kind.ANSWER, Action.CHANGE): lambda s, i: s.language_model.keep({i: "[]"}),
    (Kind.PERSON, Action.SEE): lambda s, i: [m for m in s.people.all() if m.id == i] or refused(),
    (Kind.PERSON, Action.CHANGE): lambda s, i: s.people.change(i, name="New"),
}


def refused() -> NoReturn:
    """A list without the thing is a refusal."""
    raise Missing("not on the list")


VIEWERS: tuple[tuple[Role, str], ...] = tuple((role, team) for role in Role for team in ("north", "south"))


@pytest.mark.parametrize("cell", ATTEMPTS, ids=lambda cell: f"{cell[1]} {cell[0]}")
def test_every_cell_with_other_people_s_things(store: Store, cell: tuple[Kind, Action]) -> None:
    """A person of each role, in the owner's team and in another, may do exactly what the table says."""
    owner = enter(store, "owner", "north")
    for role, team in VIEWERS:
        viewer, thing = enter(store, f"{role} {team}", team, role), MAKE[cell[0]](owner)
        needed = Reach.TEAM if team == "north" else Reach.ANYONE
        expected = RULES[cell].get(role, Reach.NOBODY) >= needed
        assert allowed(ATTEMPTS[cell], viewer, thing) == expected, f"{role} of {team}"


@pytest.mark.parametrize("cell", ATTEMPTS, ids=lambda cell: f"{cell[1]} {cell[0]}")
def test_every_cell_with_one_s_own_things(store: Store, cell: tuple[Kind, Action]) -> None:
    """The same with what is one's own."""
    for role in Role:
        viewer = enter(store, f"{role}", "north", role)
        expected = RULES[cell].get(role, Reach.NOBODY) >= Reach.OWN
        assert allowed(ATTEMPTS[cell], viewer, MAKE[cell[0]](viewer)) == expected, role


def allowed(attempt: Attempt, viewer: Store, thing: str) -> bool:
    """Whether the store let them; a refusal is always the sentence for a thing that does not exist."""
    try:
        attempt(viewer, thing)
    except Missing:
        return False
    return True


def test_the_table_is_complete() -> None:
    """Every rule is tried above, or in a test of its own below."""
    elsewhere = {Kind.DRAFT, Kind.SETTINGS, Kind.AUDIT}
    assert {cell for cell in RULES if cell[0] not in elsewhere} - {(Kind.PERSON, Action.DELETE)} == set(ATTEMPTS)


def outcome(store: Store) -> str:
    """What became of a prospect."""
    (kept,) = store.outcomes.add(won(store.profiles.save(profile()).id))
    return kept.id


def won(prospect: str) -> NewOutcome:
    """That prospect bought."""
    return NewOutcome(profile_id=prospect, kind=OutcomeKind.WON, on=dt.date(2026, 3, 1))


def with_sound(store: Store) -> str:
    """A recording that can be heard."""
    return store.recordings.save(TRANSCRIPT, "First call", audio=("a.wav", io.BytesIO(b"RIFF"))).id


def heard(store: Store, recording: str) -> bytes:
    """Its sound."""
    with store.recordings.audio(recording) as sound:
        return sound.read()


ALONG: Mapping[str, tuple[tuple[Kind, Action], Make, Attempt]] = {
    "see an outcome": (
        (Kind.PROFILE, Action.SEE), outcome, lambda s, i: [one for one in s.outcomes.all() if one.id == i] or refused(),
    ),
    "add an outcome": ((Kind.PROFILE, Action.CHANGE), MAKE[Kind.PROFILE], lambda s, i: s.outcomes.add(won(i))),
    "take an outcome back": ((Kind.PROFILE, Action.CHANGE), outcome, lambda s, i: s.outcomes.remove(i)),
    "a prospect's history": ((Kind.PROFILE, Action.SEE), MAKE[Kind.PROFILE], lambda s, i: s.profiles.history(i)),
    "held on a prospect": ((Kind.PROFILE, Action.DELETE), MAKE[Kind.PROFILE], lambda s, i: s.privacy.on_profile(i)),
    "erase a prospect": ((Kind.PROFILE, Action.DELETE), MAKE[Kind.PROFILE], lambda s, i: s.privacy.erase_profile(i)),
    "hear a recording": ((Kind.RECORDING, Action.SEE), with_sound, heard),
    "a recording's review": ((Kind.RECORDING, Action.SEE), with_sound, lambda s, i: s.recordings.review(i)),
    "comment on a recording": (
        (Kind.RECORDING, Action.JUDGE), with_sound, lambda s, i: s.comments.add_to_recording(i, "Ask first."),
    ),
    "drawn from a recording": ((Kind.RECORDING, Action.DELETE), with_sound, lambda s, i: s.privacy.on_recording(i)),
    "what long work has done": ((Kind.JOB, Action.SEE), MAKE[Kind.JOB], lambda s, i: s.jobs.kept(i)),
    "what long work brings": (
        (Kind.JOB, Action.CHANGE), MAKE[Kind.JOB], lambda s, i: s.jobs.bring(i, "a.csv", io.BytesIO(b"1")),
    ),
    "split a grouping": (
        (Kind.CLAIM_GROUP, Action.CHANGE), MAKE[Kind.CLAIM_GROUP],
        lambda s, i: s.groups.split(["e" * 32], ["f" * 32], None, i),
    ),
    "forget a grouping": ((Kind.CLAIM_GROUP, Action.CHANGE), MAKE[Kind.CLAIM_GROUP], lambda s, i: s.groups.forget(i)),
}  # fmt: skip
"""What has no rule of its own goes by that of the thing it belongs to."""


@pytest.mark.parametrize("what", ALONG)
def test_what_belongs_to_a_thing_goes_by_its_rule(store: Store, what: str) -> None:
    """By somebody in the owner's team, by a stranger, and by whoever owns it."""
    cell, make, attempt = ALONG[what]
    owner = enter(store, "owner", "north")
    for role, team in VIEWERS:
        viewer, needed = enter(store, f"{role} {team}", team, role), Reach.TEAM if team == "north" else Reach.ANYONE
        expected = RULES[cell].get(role, Reach.NOBODY) >= needed
        assert allowed(attempt, viewer, make(owner)) == expected, f"{role} of {team}"
        assert allowed(attempt, viewer, make(viewer)) == (RULES[cell].get(role, Reach.NOBODY) >= Reach.OWN), role


@pytest.mark.parametrize("role", Role)
def test_only_an_admin_deletes_people_and_never_themselves(store: Store, role: Role) -> None:
    """Of their team or not."""
    viewer = enter(store, "viewer", "north", role)
    for team in ("north", "south"):
        other = id_of(enter(store, f"other {team}", team))
        assert allowed(lambda s, i: s.privacy.on_person(i), viewer, other) == (role is Role.ADMIN)
        assert allowed(lambda s, i: s.privacy.erase_person(i), viewer, other) == (role is Role.ADMIN)
    with pytest.raises(StoreError, match="cannot delete yourself"):
        viewer.privacy.erase_person(id_of(viewer))


@pytest.mark.parametrize("role", Role)
def test_the_log_is_read_by_whom_it_concerns(store: Store, role: Role) -> None:
    """What a coach did with a rep's call: the rep reads it, an admin too, and nobody else, of the same team or not."""
    owner, coach = enter(store, "owner", "north"), enter(store, "coach", "north", Role.COACH)
    coach.recordings.get(MAKE[Kind.RECORDING](owner))
    viewer = enter(store, "viewer", "north", role)
    for one, reads in ((owner, True), (viewer, role is Role.ADMIN)):
        lines = [(line.by, line.action) for line in one.audit.entries() if line.owner == "owner"]
        assert (lines == [("coach", "looked")]) == reads


def test_drafts_are_nobody_else_s(store: Store) -> None:
    """Not even an admin of the same team finds another's draft under the same key."""
    enter(store, "owner", "north").drafts.keep("pitch", "secret")
    for role in Role:
        assert enter(store, f"{role}", "north", role).drafts.all() == {}


@pytest.mark.parametrize("role", Role)
def test_the_house_s_rules_are_an_admin_s(store: Store, role: Role) -> None:
    """Only an admin sees and changes them."""
    viewer = enter(store, "viewer", "north", role)
    assert allowed(lambda s, _: s.house.get(), viewer, "") == (role is Role.ADMIN)
    assert allowed(lambda s, _: s.house.save(House()), viewer, "") == (role is Role.ADMIN)


def test_lists_show_what_may_be_seen(store: Store) -> None:
    """The lists agree with the table: a coach's list has the team's shared takes and recordings, no private ones."""
    owner = enter(store, "owner", "north")
    private, shared, call = (MAKE[kind](owner) for kind in (Kind.PRIVATE_TAKE, Kind.SHARED_TAKE, Kind.RECORDING))
    coach, stranger = enter(store, "coach", "north", Role.COACH), enter(store, "other", "south", Role.COACH)
    admin = enter(store, "admin", "north", Role.ADMIN)
    assert [take.id for take in coach.takes.shared()] == [shared]
    assert [recording.id for recording in coach.recordings.all()] == [call]
    assert {take.id for take in owner.takes.mine()} == {private, shared}
    for other in (stranger, admin):
        assert other.takes.shared() == ()
        assert other.recordings.all() == ()


def test_unsharing_closes_the_door(store: Store) -> None:
    """What a coach could see a moment ago is gone with the next look."""
    owner, coach = enter(store, "owner", "north"), enter(store, "coach", "north", Role.COACH)
    take = shared_take(owner)
    assert allowed(lambda s, i: s.takes.review(i), coach, take)
    owner.takes.share(take, shared=False)
    assert not allowed(lambda s, i: s.takes.review(i), coach, take)


def test_leaving_the_team_closes_the_door(store: Store) -> None:
    """Membership is asked of the database each time, not remembered from the sign-in."""
    owner, coach = enter(store, "owner", "north"), enter(store, "coach", "north", Role.COACH)
    take = shared_take(owner)
    enter(store, "owner", "south")
    assert not allowed(lambda s, i: s.takes.review(i), coach, take)


def test_nobody_signed_in_sees_and_saves_nothing(store: Store) -> None:
    """A page that forgot who is asking gets nothing, not everything."""
    owner = enter(store, "owner", "north")
    nobody = Store(store.database, store.files, None)
    for kind in (Kind.PROFILE, Kind.CATALOGUE, Kind.PITCH, Kind.SHARED_TAKE, Kind.RECORDING):
        assert not allowed(ATTEMPTS[kind, Action.SEE], nobody, MAKE[kind](owner))
    with pytest.raises(StoreError, match="Sign in first"):
        nobody.profiles.save(profile())
    assert nobody.profiles.all() == ()


def test_somebody_removed_is_out(store: Store) -> None:
    """Removed by an admin: their next page and their next sign-in are refused with a sentence, and back again."""
    rep, admin = enter(store, "rep", "north"), enter(store, "admin", "north", Role.ADMIN)
    admin.people.change(id_of(rep), active=False)
    with pytest.raises(Missing, match="You may not use pitchcheck any more"):
        store.as_(id_of(rep))
    with pytest.raises(Missing, match="You may not use pitchcheck any more"):
        enter(store, "rep", "north")
    admin.people.change(id_of(rep), active=True)
    assert store.as_(id_of(rep)).person == rep.person


def test_a_member_no_longer_active_reaches_nothing() -> None:
    """Also where an old copy of the person is still held."""
    gone = Member(id="x", name="x", roles=frozenset(Role), active=False)
    assert {gone.reach(kind, action) for kind, action in RULES} == {Reach.NOBODY}


def test_the_promises_in_words() -> None:
    """What the README says, apart from the table: an admin does not see private rehearsals, nor does a coach."""
    private = RULES[Kind.PRIVATE_TAKE, Action.SEE]
    assert private == {Role.REP: Reach.OWN, Role.COACH: Reach.OWN, Role.ADMIN: Reach.OWN}
    assert RULES[Kind.SHARED_TAKE, Action.SEE][Role.COACH] is Reach.TEAM
    assert RULES[Kind.RECORDING, Action.SEE][Role.ADMIN] is Reach.OWN
    assert RULES[Kind.AUDIT, Action.SEE][Role.ADMIN] is Reach.ANYONE


@pytest.mark.parametrize("thing", ["", "nope", "\0", "\ud800", "x" * 100_000, "' OR 1=1 --", "%", "../../me", "🥖"])
def test_any_id_from_the_address_line_is_looked_for_and_not_found(store: Store, thing: str) -> None:
    """Whatever stands there: the sentence for a thing that does not exist, on both databases."""
    owner = enter(store, "owner", "north")
    for kind, make in MAKE.items():
        make(owner)
        assert not allowed(ATTEMPTS[kind, Action.SEE], owner, thing), kind
    with pytest.raises(Missing):
        store.as_(thing)
    assert owner.takes.of(thing) == ()
