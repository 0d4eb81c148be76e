"""The people who use pitchcheck."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.store.database import Database
from pitchcheck.store.desk import Missing, now
from pitchcheck.store.rules import Member, Role
from pitchcheck.store.tables import ME, MembershipRow, PersonRow


def member(database: Database, person_id: str) -> Member:
    """The person with that id. Raises Missing where there is none, or no longer."""
    with database.reading() as session:
        row = session.get(PersonRow, person_id)
        if row is None or not row.active:
            raise Missing("This person may not use pitchcheck any more. Ask an admin.")
        return shown(session, row)


def local_person(database: Database) -> Member:
    """The one person of a machine without sign-in; they may do everything."""
    with database.reading() as session:
        row = session.get(PersonRow, ME)
        if row is not None:
            return shown(session, row)
    with database.writing() as session:
        if session.get(PersonRow, ME) is None:
            session.add(PersonRow(id=ME, name="Me", roles=written(frozenset(Role)), created_at=now()))
    return local_person(database)


def shown(session: Session, row: PersonRow) -> Member:
    """A person as the rest of the program sees them."""
    teams = session.scalars(sa.select(MembershipRow.team_id).where(MembershipRow.person_id == row.id))
    return Member(
        id=row.id,
        name=row.name,
        email=row.email,
        roles=frozenset(Role(role) for role in row.roles.split(",") if role),
        teams=frozenset(teams),
        active=row.active,
        on_board=row.on_board,
    )


def written(roles: frozenset[Role]) -> str:
    """Roles as the column holds them."""
    return ",".join(sorted(roles))
