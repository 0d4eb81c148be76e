"""A team with pitches, put straight into the tables: who said what when, and who opted out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from pitchcheck.store import Board, Role, Store
from pitchcheck.store.desk import now
from pitchcheck.store.house import House
from pitchcheck.store.people import written
from pitchcheck.store.sums import midnight
from pitchcheck.store.tables import AuditRow, HouseRow, MembershipRow, PersonRow, ReviewRow, TeamRow, new_id

TODAY = now().date()


class Said(NamedTuple):
    """One pitch: by whom, how many days ago, how relevant; live or rehearsed, shared, of what, at which stage."""

    who: str
    ago: int
    relevance: float | None = 50.0
    live: bool = True
    shared: bool = True
    product: str = "Larder"
    stage: str = "looking"


Teams = dict[str, set[str]]


def world(store: Store, teams: Teams, said: Sequence[Said], *, off: Sequence[str] = (), names: bool = False) -> None:
    """Make the store hold exactly those people, in those teams, with those pitches; ``off`` opted out."""
    people = sorted(set().union(*teams.values(), {one.who for one in said}))
    with store.database.writing() as session:
        for table in (ReviewRow, MembershipRow, TeamRow, PersonRow, HouseRow, AuditRow):
            session.execute(sa.delete(table))
        session.execute(sa.insert(PersonRow), [_person(name, name not in off) for name in people])
        session.execute(sa.insert(TeamRow), [{"id": name, "name": name} for name in teams])
        members = [{"team_id": name, "person_id": one} for name, all_ in teams.items() for one in sorted(all_)]
        session.execute(sa.insert(MembershipRow), members)
        content = House(board=Board(names=names, minimum=2)).model_dump_json()
        session.add(HouseRow(version=1, content=content, at=now()))
        if said:
            session.execute(sa.insert(ReviewRow), [review(one) for one in said])


def _person(name: str, on_board: bool) -> dict[str, object]:
    roles = written({Role.COACH, Role.REP} if name.startswith("coach") else {Role.REP})
    return {
        "id": name, "name": name.title(), "roles": roles, "active": True, "on_board": on_board, "created_at": now(),
    }  # fmt: skip


def review(one: Said) -> dict[str, object]:
    """Its row, at nine in the morning of its day."""
    at = midnight(TODAY - dt.timedelta(days=one.ago)) + dt.timedelta(hours=9)
    kind, shared = ("recording", None) if one.live else ("rehearsal", at if one.shared else None)
    return {
        "id": new_id(), "kind": kind, "owner_id": one.who, "version": 1, "at": at, "changed_at": at, "note": "",
        "shared_at": shared, "prospect": "Dana", "product": one.product, "stage": one.stage, "judge": "j",
        "judge_version": "1", "weights": "0", "basis": "library only", "language": "en", "words": 9, "claims": 1,
        "tied": 1, "unasked": 0, "worse": 0, "relevance": one.relevance, "focus": 0.4, "coverage": 0.6,
    }  # fmt: skip


NORTH = {"ann", "bob", "cat", "dan", "eve", "fay", "gus"}


def everybody(days: Sequence[int] = (3, 9, 20), people: Sequence[str] = tuple(sorted(NORTH))) -> list[Said]:
    """Each of the north does something on each of those days, each with a figure of their own."""
    return [Said(who, ago, 30.0 + 4 * n + ago / 10) for n, who in enumerate(people) for ago in days]
