"""Who may do what with whose things: one table, which every query of the store asks and docs/privacy.md shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from pitchcheck.pitch import Frozen
from pitchcheck.store.tables import MembershipRow


class Role(StrEnum):
    """What a person may be; one person may be several."""

    REP = "rep"
    COACH = "coach"
    ADMIN = "admin"


class Reach(IntEnum):
    """How far a permission reaches; each includes those before it."""

    NOBODY = 0
    OWN = 1
    TEAM = 2
    ANYONE = 3


class Kind(StrEnum):
    """What there is to see or change."""

    PROFILE = "prospect's profile"
    CATALOGUE = "catalogue"
    PITCH = "pitch"
    DRAFT = "draft"
    PRIVATE_TAKE = "rehearsal, not shared"
    SHARED_TAKE = "rehearsal, shared"
    RECORDING = "recording"
    JOB = "long work"
    FIGURES = "team's figures"
    CLAIM_GROUP = "grouping of claims"
    ANSWER = "answer of a language model"
    PERSON = "person"
    SETTINGS = "settings"
    AUDIT = "audit log"


class Action(StrEnum):
    """What can be done with it. To judge is to say a word against the judge's, or to comment."""

    SEE = "see"
    CHANGE = "change"
    SHARE = "share"
    JUDGE = "judge"
    DELETE = "delete"


R, C, A = Role.REP, Role.COACH, Role.ADMIN
OWN, TEAM, ANYONE = Reach.OWN, Reach.TEAM, Reach.ANYONE
ALL_OWN = {R: OWN, C: OWN, A: OWN}
ALL_ANY = {R: ANYONE, C: ANYONE, A: ANYONE}

RULES: Mapping[tuple[Kind, Action], Mapping[Role, Reach]] = MappingProxyType(
    {
        (Kind.PROFILE, Action.SEE): {R: TEAM, C: TEAM, A: ANYONE},
        (Kind.PROFILE, Action.CHANGE): {R: TEAM, C: TEAM, A: OWN},
        (Kind.PROFILE, Action.DELETE): {R: OWN, C: TEAM, A: ANYONE},
        (Kind.CATALOGUE, Action.SEE): ALL_ANY,
        (Kind.CATALOGUE, Action.CHANGE): ALL_ANY,
        (Kind.CATALOGUE, Action.DELETE): {R: OWN, C: TEAM, A: ANYONE},
        (Kind.PITCH, Action.SEE): ALL_OWN,
        (Kind.PITCH, Action.CHANGE): ALL_OWN,
        (Kind.PITCH, Action.DELETE): ALL_OWN,
        (Kind.DRAFT, Action.SEE): ALL_OWN,
        (Kind.DRAFT, Action.CHANGE): ALL_OWN,
        (Kind.DRAFT, Action.DELETE): ALL_OWN,
        (Kind.PRIVATE_TAKE, Action.SEE): ALL_OWN,
        (Kind.PRIVATE_TAKE, Action.JUDGE): ALL_OWN,
        (Kind.PRIVATE_TAKE, Action.SHARE): ALL_OWN,
        (Kind.PRIVATE_TAKE, Action.DELETE): ALL_OWN,
        (Kind.SHARED_TAKE, Action.SEE): {R: OWN, C: TEAM, A: OWN},
        (Kind.SHARED_TAKE, Action.JUDGE): {R: OWN, C: TEAM, A: OWN},
        (Kind.SHARED_TAKE, Action.SHARE): ALL_OWN,
        (Kind.SHARED_TAKE, Action.DELETE): ALL_OWN,
        (Kind.RECORDING, Action.SEE): {R: OWN, C: TEAM, A: OWN},
        (Kind.RECORDING, Action.CHANGE): {R: OWN, C: TEAM, A: OWN},
        (Kind.RECORDING, Action.JUDGE): {R: OWN, C: TEAM, A: OWN},
        (Kind.RECORDING, Action.DELETE): {R: OWN, C: TEAM, A: ANYONE},
        (Kind.FIGURES, Action.SEE): {R: TEAM, C: TEAM, A: TEAM},
        (Kind.CLAIM_GROUP, Action.SEE): {R: TEAM, C: TEAM, A: OWN},
        (Kind.CLAIM_GROUP, Action.CHANGE): {R: OWN, C: TEAM, A: OWN},
        (Kind.JOB, Action.SEE): ALL_OWN,
        (Kind.JOB, Action.CHANGE): ALL_OWN,
        (Kind.JOB, Action.DELETE): ALL_OWN,
        (Kind.ANSWER, Action.SEE): ALL_ANY,
        (Kind.ANSWER, Action.CHANGE): ALL_ANY,
        (Kind.PERSON, Action.SEE): {R: OWN, C: TEAM, A: ANYONE},
        (Kind.PERSON, Action.CHANGE): {A: ANYONE},
        (Kind.PERSON, Action.DELETE): {A: ANYONE},
        (Kind.SETTINGS, Action.SEE): {A: ANYONE},
        (Kind.SETTINGS, Action.CHANGE): {A: ANYONE},
        (Kind.AUDIT, Action.SEE): {R: OWN, C: OWN, A: ANYONE},
    }
)


class Member(Frozen):
    """Somebody who uses pitchcheck: who they are and what they may be. ``teams`` holds ids."""

    id: str
    name: str
    email: str | None = None
    roles: frozenset[Role] = frozenset({Role.REP})
    teams: frozenset[str] = frozenset()
    active: bool = True
    on_board: bool = True

    def reach(self, kind: Kind, action: Action) -> Reach:
        """How far this person may do that; nobody's things for someone no longer active."""
        if not self.active:
            return Reach.NOBODY
        rule = RULES.get((kind, action), {})
        return max((rule.get(role, Reach.NOBODY) for role in self.roles), default=Reach.NOBODY)


def may(
    member: Member | None, kind: Kind, action: Action, owner: sa.orm.InstrumentedAttribute[Any]
) -> sa.ColumnElement[bool]:
    """The condition under which ``member`` may do that with a row owned by ``owner``; nobody signed in may nothing."""
    reach = member.reach(kind, action) if member else Reach.NOBODY
    if member is None or reach is Reach.NOBODY:
        return sa.false()
    if reach is Reach.ANYONE:
        return sa.true()
    mine = owner == member.id
    return mine if reach is Reach.OWN else sa.or_(mine, owner.in_(_team_mates(member)))


def _team_mates(member: Member) -> sa.Select[str]:
    """Ids of all who share a team with ``member``, asked of the database at that moment."""
    mine, theirs = aliased(MembershipRow), aliased(MembershipRow)
    return (
        sa.select(theirs.person_id)
        .join(mine, mine.team_id == theirs.team_id)
        .where(mine.person_id == member.id)
        .distinct()
    )


def reference() -> str:
    """The rules as a Markdown table for docs/privacy.md: whose things each role may do what with."""
    words = {Reach.NOBODY: "–", Reach.OWN: "their own", Reach.TEAM: "their teams'", Reach.ANYONE: "anyone's"}
    lines = ["| what | action | rep | coach | admin |", "|---|---|---|---|---|"]
    for (kind, action), reaches in RULES.items():
        cells = " | ".join(words[reaches.get(role, Reach.NOBODY)] for role in Role)
        lines.append(f"| {kind} | {action} | {cells} |")
    return "\n".join(lines) + "\n"
