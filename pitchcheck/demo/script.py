"""What the sample team says: the texts beside this file, put together the same way every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pitchcheck.catalogue import Catalogue
from pitchcheck.pitch import Transcript, Turn
from pitchcheck.profile import Profile

HERE = Path(__file__).parent
FIRST_DAY = 88
"""Days ago that the first prospect was met; about every week another one was."""
DAYS_BETWEEN = 7.1
WORDS_A_SECOND = 2.4
PAUSE = 0.6
MOST_EVERYDAY = 8
JOINED = ("It ", "You ", "There ", "We ", "The ")
"""Beginnings that go on well after a "So" or an "And"."""


def read(name: str) -> Any:
    """One of the files beside this one."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Lead:
    """A prospect of the sample team: what they said, and which lines answer it or run into it."""

    profile: Profile
    asked: tuple[str, ...]
    worse: tuple[str, ...]
    own: tuple[str, ...]
    outcomes: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Rep:
    """One of the sample team: how much of a pitch answers the prospect, three months ago and today (0..1)."""

    name: str
    before: float
    now: float

    def skill(self, days_ago: float) -> float:
        """How good they were on that day."""
        return self.now + (self.before - self.now) * min(1.0, days_ago / FIRST_DAY)


@dataclass(frozen=True)
class Talk:
    """One rep at work on one prospect: takes on their days, and the call that followed where there was one."""

    rep: int
    lead: int
    takes: int
    called: bool

    @property
    def first(self) -> float:
        """Days ago of the first take."""
        return FIRST_DAY - DAYS_BETWEEN * self.lead

    def day(self, number: int) -> float:
        """Days ago of a take, the first being 0; the call comes after the last."""
        return self.first - 2 * number - 0.1 * (self.rep % 7)


@cache
def leads() -> tuple[Lead, ...]:
    """The prospects, in the order they were met."""
    return tuple(_lead(dict(told)) for told in read("prospects"))


def _lead(told: dict[str, Any]) -> Lead:
    apart = {name: tuple(told.pop(name, ())) for name in ("asked", "worse", "own", "outcomes")}
    return Lead(profile=Profile.model_validate(told), **apart)


@cache
def reps() -> tuple[Rep, ...]:
    """The people who sell."""
    return tuple(Rep(**told) for told in read("team")["reps"])


@cache
def catalogue() -> Catalogue:
    """What the product's features are hired for, as far as the team has written it down."""
    return Catalogue.model_validate(read("catalogue"))


@cache
def _said() -> dict[str, Any]:
    told = read("pitches")
    return {**told, "lines": {**told["everyday"], **told["answers"]}}


@cache
def team() -> dict[str, Any]:
    """Names, and what the coach says."""
    found: dict[str, Any] = read("team")
    return found


def talks() -> Iterator[Talk]:
    """Who works on whom: two reps a prospect, three for every other one; the first two of them call."""
    for lead in range(len(leads())):
        on_it = [lead % 8, (lead + 3) % 8, (lead + 5) % 8][: 2 + (lead % 2 == 0)]
        for place, rep in enumerate(on_it):
            yield Talk(rep, lead, takes=2 + (rep + lead) % 3, called=place < 2)


def rehearsed(talk: Talk) -> dict[int, str]:
    """The takes of that work, by their number from 0; one in which nothing changed was not saved."""
    texts = {number: _pitch(talk, number) for number in range(talk.takes)}
    return {number: text for number, text in texts.items() if text != texts.get(number - 1)}


def _pitch(talk: Talk, number: int) -> str:
    """What the rep rehearses as that take, the first being 0: with each take a little less of the tour."""
    dice = _dice(talk)
    said, lead = _said(), leads()[talk.lead]
    tour, answers = _chosen(talk, number, dice)
    opening = dice.choice(said["openings"])
    closing = dice.choice(said["closings"]).format(price=f"{lead.profile.price:,.0f}")
    begins_theirs = reps()[talk.rep].skill(talk.day(number)) > 0.6
    lines = [*answers, *tour] if begins_theirs else [*tour, *answers]
    paragraphs = [" ".join(_linked(pair, dice)) for pair in _threes(lines)]
    return "\n\n".join([opening, *paragraphs, closing])


def _dice(talk: Talk) -> random.Random:
    return random.Random(f"{talk.rep}/{talk.lead}")  # noqa: S311 - a script, not a secret


def _chosen(talk: Talk, number: int, dice: random.Random) -> tuple[list[str], list[str]]:
    """The lines of the tour and those that answer, for that take."""
    said, lead = _said(), leads()[talk.lead]
    skill = min(1.0, reps()[talk.rep].skill(talk.day(number)) + 0.12 * number)
    everyday = [key for key in said["everyday"] if key not in lead.worse]
    dice.shuffle(everyday)
    asked = list(lead.asked)
    dice.shuffle(asked)
    tour = everyday[: round(MOST_EVERYDAY * (1 - skill))]
    if dice.random() > skill:
        tour[1:1] = lead.worse[:1]
    answers = [_worded(key, talk) for key in asked[: max(1, round(len(asked) * skill))]]
    return [_worded(key, talk) for key in tour], [*(lead.own if skill > 0.5 else ()), *answers]


def _worded(key: str, talk: Talk) -> str:
    """That line as this rep puts it."""
    wordings: Sequence[str] = _said()["lines"][key]
    return wordings[(talk.rep + talk.lead) % len(wordings)]


def _threes(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    return (lines[at : at + 3] for at in range(0, len(lines), 3))


def _linked(lines: Sequence[str], dice: random.Random) -> Iterator[str]:
    for line in lines:
        link = dice.choice(_said()["links"])
        yield f"{link} {line[0].lower()}{line[1:]}" if link and line.startswith(JOINED) else line


def call(talk: Talk) -> Transcript:
    """The conversation that followed: the more the rep can, the more they ask and the less they show."""
    dice = _dice(talk)
    spoken = _spoken(talk, dice)
    turns, at = [], 1.0
    for n, (speaker, text) in enumerate(spoken, 1):
        end = at + len(text.split()) / WORDS_A_SECOND
        turns.append(Turn(n=n, speaker=speaker, text=text, start=round(at, 2), end=round(end, 2)))
        at = end + PAUSE
    return Transcript(turns=tuple(turns), source="sample", format="sample")


def _spoken(talk: Talk, dice: random.Random) -> list[tuple[str, str]]:
    said, lead, told = _said(), leads()[talk.lead], team()
    rep, prospect = reps()[talk.rep].name, lead.profile.prospect
    tour, answers = _chosen(talk, talk.takes, dice)
    spoken = [(rep, dice.choice(said["openings"])), (prospect, dice.choice(told["nods"]))]
    for lines in _threes(tour):
        spoken += [(rep, " ".join(_linked(lines, dice))), (prospect, dice.choice(told["nods"]))]
    asked = lead.profile.statements[: len(answers) + 1]
    for place, statement in enumerate(asked):
        spoken.append((rep, told["questions"][min(place, len(told["questions"]) - 1)]))
        spoken.append((prospect, statement.text))
        if place < len(answers):
            spoken.append((rep, answers[place]))
    spoken.append((prospect, told["price_question"]))
    spoken.append((rep, dice.choice(said["closings"]).format(price=f"{lead.profile.price:,.0f}")))
    return spoken
