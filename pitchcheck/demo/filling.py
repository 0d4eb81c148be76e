"""Fills a store with the sample team, through the same doors that people use; then sets the days back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa

from pitchcheck.demo import script
from pitchcheck.judge import Reading
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.sentences import spoken
from pitchcheck.pitch import Pitch
from pitchcheck.profile import Profile
from pitchcheck.review import Override, Review
from pitchcheck.reviewing import check, reconsider
from pitchcheck.store import Board, Identity, NewOutcome, Role, Saved, State, Store
from pitchcheck.store.tables import (
    CommentRow,
    OverrideRow,
    PersonRow,
    PitchRow,
    ProfileRevisionRow,
    ProfileRow,
    RecordingRow,
    ReviewRow,
)

ISSUER = "https://sample.invalid"
KEPT_TO_THEMSELVES = 6
"""Every how many-th take nobody shared."""
COACHED = 2
"""Every how many-th thing, where it is a call, the coach said a word on."""
COMMENTED = 5
"""Every how many-th thing, where it is a take that was shared, the coach said something about."""


@dataclass
class _Team:
    """The sample team at work, and the day each of its things is from."""

    coach: Store
    reps: tuple[Store, ...]
    profiles: tuple[Saved[Profile], ...]
    days: dict[str, float] = field(default_factory=dict)
    numbers: Iterable[int] = field(default_factory=count)


def fill(store: Store, told: Callable[[float], object]) -> None:
    """Make people, prospects, takes, calls, words against the judge and outcomes; ``told`` hears the part done."""
    team = _team(store)
    talks = tuple(script.talks())
    for done, talk in enumerate(talks):
        told(done / len(talks))
        _work(team, talk)
    _outcomes(team)
    _set_back(store, team)
    told(1.0)


def _team(store: Store) -> _Team:
    told = script.team()
    coach = _enter(store, told["coach"], Role.COACH)
    reps = tuple(_enter(store, rep.name, Role.REP) for rep in script.reps())
    everybody = [_id(one) for one in (store, coach, *reps)]
    team = next(one for one in store.people.teams() if one.name == told["team"])
    store.people.save_team(team.name, everybody, team.id)
    rules = store.house.get()
    store.house.save(rules.model_copy(update={"board": Board(names=True)}))
    coach.catalogues.save(script.catalogue())
    profiles = tuple(reps[place % len(reps)].profiles.save(lead.profile) for place, lead in enumerate(script.leads()))
    return _Team(coach, reps, profiles)


def _enter(store: Store, name: str, role: Role) -> Store:
    subject = name.lower().replace(" ", ".")
    who = Identity(
        issuer=ISSUER,
        subject=subject,
        name=name,
        email=f"{subject}@kitchenhand.invalid",
        roles=frozenset({role}),
        teams=frozenset({script.team()["team"]}),
    )
    return store.signed_in(who)


def _id(store: Store) -> str:
    return store.desk.someone.id


def _work(team: _Team, talk: script.Talk) -> None:
    """A rep's takes for one prospect, and the call."""
    rep, profile = team.reps[talk.rep], team.profiles[talk.lead]
    pitch_id = None
    for number, text in script.rehearsed(talk).items():
        title = f"For {profile.value.called}"
        review = _checked(Pitch(text=text, title=title), profile)
        note = script.team()["notes"][number]
        take = rep.takes.save(review, pitch_id, profile=profile, product=script.catalogue().product, note=note)
        pitch_id = take.pitch_id
        team.days |= {take.id: talk.day(number), pitch_id: talk.day(number)}
        nth = next(iter(team.numbers))
        if nth % KEPT_TO_THEMSELVES:
            rep.takes.share(take.id)
            _listened(team, rep, take.id, nth)
    if talk.called:
        _call(team, talk, rep, profile)


def _listened(team: _Team, rep: Store, take_id: str, nth: int) -> None:
    """What the coach said about some of what was shared, and what the rep has done about some of that."""
    if nth % COMMENTED:
        return
    told = script.team()["rehearsals"]
    said = team.coach.comments.add_to_take(take_id, told[nth // COMMENTED % len(told)], take_away=nth % 2 == 0)
    rep.comments.resolve(said.id, resolved=nth % 3 == 0)


def _checked(pitch: Pitch, profile: Saved[Profile]) -> Review:
    return check(pitch, profile.value, catalogue=script.catalogue(), judge=open_judge())


def _call(team: _Team, talk: script.Talk, rep: Store, profile: Saved[Profile]) -> None:
    transcript, name = script.call(talk), rep.desk.someone.name
    day = talk.day(talk.takes)
    recording = rep.recordings.save(
        transcript, f"Call with {profile.value.called}", profile=profile, rep=name, at=_moment(day)
    )
    review = _checked(spoken(transcript, frozenset({name})), profile)
    rep.recordings.save_review(recording.id, review, product=script.catalogue().product)
    team.days[recording.id] = day
    nth = next(iter(team.numbers))
    if nth % COACHED == 0:
        _coached(team, recording.id, review, nth)


def _coached(team: _Team, recording_id: str, review: Review, nth: int) -> None:
    """The coach says a word against the judge where it was not sure, and something about the call."""
    told, coach = script.team(), team.coach
    unsure = [reading for reading in review.readings if not reading.sure and reading.links][:2]
    words = [_word(reading, coach.desk.someone.name, nth + place) for place, reading in enumerate(unsure)]
    if words:
        coach.recordings.save_review(recording_id, reconsider(review, words), product=script.catalogue().product)
    turns = review.pitch.transcript.turns if review.pitch.transcript else ()
    moment = turns[len(turns) // 3].start
    coach.comments.add_to_recording(recording_id, told["comments"][nth % len(told["comments"])], moment)
    coach.comments.add_to_recording(recording_id, told["take_aways"][nth % len(told["take_aways"])], take_away=True)
    state = State.NEEDS_TALK if nth % 2 else State.REVIEWED
    coach.recordings.change(coach.recordings.get(recording_id), state=state)


def _word(reading: Reading, by: str, nth: int) -> Override:
    """The judge's likeliest link, confirmed or denied."""
    link = max(reading.links, key=lambda one: one.probability)
    reasons = script.team()["reasons"]
    if nth % 3:
        return Override(
            claim=reading.claim.id, to=link.to, relation=link.relation, by=by, reason=reasons["confirmed"][nth % 3]
        )
    return Override(claim=reading.claim.id, to=link.to, relation=None, by=by, reason=reasons["denied"][nth % 2])


def _outcomes(team: _Team) -> None:
    today = _moment(0).date()
    for lead, profile in zip(script.leads(), team.profiles, strict=True):
        for told in lead.outcomes:
            kept: dict[str, Any] = {**told, "currency": profile.value.currency, "profile_id": profile.id}
            kept["on"] = today - dt.timedelta(days=kept.pop("days_ago"))
            team.coach.outcomes.add(NewOutcome.model_validate(kept))


def _moment(days_ago: float) -> dt.datetime:
    """That many days before now, within working hours."""
    day = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
    return day.replace(hour=8 + int(days_ago * 10) % 9, minute=int(days_ago * 100) % 60, second=0, microsecond=0)


def _set_back(store: Store, team: _Team) -> None:
    """Give everything the day it is told to be from: saving knows only now."""
    met = {
        profile.id: script.FIRST_DAY - script.DAYS_BETWEEN * place + 3 for place, profile in enumerate(team.profiles)
    }
    with store.desk.writing() as session:
        for found, columns, days in (
            (ReviewRow, ("at", "changed_at"), team.days),
            (PitchRow, ("created_at", "changed_at"), team.days),
            (RecordingRow, ("created_at", "changed_at"), team.days),
            (ProfileRow, ("created_at", "changed_at"), met),
        ):
            _date(session, found, columns, days)
        for row in session.scalars(sa.select(ReviewRow)):
            row.shared_at = row.shared_at and row.at
            row.changed_at = row.at
        for version in session.scalars(sa.select(ProfileRevisionRow)):
            version.at = _moment(met[version.of_id])
        _date_words(session)
        session.execute(sa.update(PersonRow).values(created_at=_moment(script.FIRST_DAY + 10)))


def _date(session: sa.orm.Session, table: Any, columns: Iterable[str], days: Mapping[str, float]) -> None:
    for identifier, day in days.items():
        row = session.get(table, identifier)
        for column in columns if row is not None else ():
            setattr(row, column, _moment(day))


def _date_words(session: sa.orm.Session) -> None:
    """What the coach said is from the day after."""
    later = dt.timedelta(days=1)
    for word in session.scalars(sa.select(OverrideRow)):
        word.at = session.get_one(ReviewRow, word.review_id).at + later
    for comment in session.scalars(sa.select(CommentRow)):
        call = session.get(RecordingRow, comment.recording_id) if comment.recording_id else None
        comment.at = (call.created_at if call else session.get_one(ReviewRow, comment.review_id).at) + later
        comment.resolved_at = comment.resolved_at and comment.at + later
