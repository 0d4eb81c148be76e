"""What an admin decides for everybody: how long things are kept, what a team sees of each other, who may judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.orm import Session

from pitchcheck.judge.deciding import Thresholds
from pitchcheck.pitch import Frozen
from pitchcheck.review import AS_SHIPPED, FlagSettings
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Desk, now
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import HouseRow

Days = Annotated[int, Field(ge=1, le=36_500)] | None


class Retention(Frozen):
    """After how many days each kind of thing is deleted for good; None keeps it until somebody deletes it.

    Recordings count from when they were added, rehearsals from when they were saved, drafts from when they were last
    typed in, a language model's answers from when they were given, the bin from when a thing was put there, long work
    from its end, the audit log from when its line was written.
    """

    recordings: Days = 365
    rehearsals: Days = None
    drafts: Days = 90
    answers: Days = 365
    bin: Days = 30
    jobs: Days = 30
    audit: Days = 730


class Board(Frozen):
    """What people of a team see of each other: with ``names`` a leaderboard, without only the team's middle.

    ``minimum`` is the number of pitches from which somebody is ranked. Who opted out is on no board either way.
    """

    names: bool = False
    minimum: Annotated[int, Field(ge=2, le=1000)] = 5


class ModelRule(StrEnum):
    """Whether a language model may judge: with texts as they are, with names replaced, or not at all."""

    ALLOWED = "allowed"
    PSEUDONYMS = "pseudonyms"
    FORBIDDEN = "forbidden"


class House(Frozen):
    """The house's rules. ``version`` counts the decisions and is given back with the next one; 0 are the defaults."""

    retention: Retention = Retention()
    board: Board = Board()
    judge: Thresholds = Thresholds()
    flags: FlagSettings = Field(default=AS_SHIPPED, exclude_if=lambda one: one == AS_SHIPPED)
    language_model: ModelRule = ModelRule.ALLOWED
    version: int = 0


class ReadBy(NamedTuple):
    """What every pitch of the house is read by: where the judge's decisions fall, and when a flag is raised."""

    thresholds: Thresholds = Thresholds()
    flags: FlagSettings = AS_SHIPPED


@dataclass(frozen=True)
class HouseRules:
    """The house's rules, for an admin to see and change."""

    desk: Desk

    def get(self) -> House:
        """What is decided now. Raises Missing for anybody but an admin."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        with self.desk.reading() as session:
            return current(session)

    def read_by(self) -> ReadBy:
        """What pitches are read by, for whoever reads one: that is no secret."""
        with self.desk.reading() as session:
            house = current(session)
        return ReadBy(house.judge, house.flags)

    def save(self, house: House) -> House:
        """Decide anew. Raises Missing for anybody but an admin, StoreError where another admin decided in between."""
        self.desk.must(Kind.SETTINGS, Action.CHANGE)
        with self.desk.writing() as session:
            before = current(session)
            if before.version != house.version:
                raise StoreError("Another admin changed this in between. Nothing was overwritten: load the page again.")
            new = house.model_copy(update={"version": house.version + 1})
            session.add(
                HouseRow(version=new.version, content=new.model_dump_json(), at=now(), by_id=self.desk.someone.id)
            )
            self.desk.log(session, "changed", Kind.SETTINGS, None, _told(before, house))
            return new


def _told(before: House, after: House) -> str:
    """Each decision that changed, for the log: ``retention rehearsals: not set → 400``."""
    old, new = decisions(before), decisions(after)
    return "; ".join(f"{name}: {old[name]} → {new[name]}" for name in new if old[name] != new[name])


def decisions(house: House) -> dict[str, str]:
    """Every decision by its name, in words: ``retention rehearsals`` is ``not set``."""
    parts = house.model_dump(mode="json", exclude={"version", "flags"}) | {"flags": house.flags.model_dump(mode="json")}
    return {name: _said(value) for name, value in _flat(parts)}


def _flat(parts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in parts.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name} ")
        else:
            yield f"{above}{name}".replace("_", " "), value


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "not set" if value is None else str(value)


def current(session: Session) -> House:
    """The rules in force; the defaults before anybody decided anything."""
    row = session.scalar(sa.select(HouseRow).order_by(HouseRow.version.desc()).limit(1))
    return House.model_validate_json(row.content) if row else House()
