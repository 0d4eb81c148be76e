"""The people who use pitchcheck: their roles, their teams, and how a sign-in finds them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.counting import counted
from pitchcheck.pitch import Frozen
from pitchcheck.store.database import Database, StoreError, upsert
from pitchcheck.store.desk import Desk, Missing, now
from pitchcheck.store.rules import Action, Kind, Member, Role
from pitchcheck.store.tables import ME, MembershipRow, PersonRow, TeamRow, new_id

LONGEST_NAME = 200
MEANWHILE = "Somebody else changed this in between. Nothing was overwritten: look at it as it now stands."
GONE = "You may not use pitchcheck any more. Ask an admin of your team."


class Identity(Frozen):
    """Who an identity provider says somebody is. ``roles`` and ``teams`` (names) are None where it does not say."""

    issuer: str
    subject: str
    name: str
    email: str | None = None
    roles: frozenset[Role] | None = None
    teams: frozenset[str] | None = None


class Team(Frozen):
    """A team and the ids of the people in it."""

    id: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True)
class People:
    """The people and teams this person may see, and for an admin to change."""

    desk: Desk

    def all(self) -> tuple[Member, ...]:
        """The people you may see, by name, those no longer active last."""
        query = sa.select(PersonRow).where(self._may(Action.SEE))
        with self.desk.reading() as session:
            rows = session.scalars(query.order_by(PersonRow.active.desc(), PersonRow.name, PersonRow.id)).all()
            return tuple(shown(session, row) for row in rows)

    def change(
        self,
        person_id: str,
        *,
        name: str | None = None,
        roles: Collection[Role] | None = None,
        active: bool | None = None,
        seen: Member | None = None,
    ) -> Member:
        """Change a person's name, roles, or whether they may use pitchcheck. An admin's work.

        Raises Missing where it is not yours to do, StoreError where no admin would be left, or where their roles or
        whether they may use it are not as ``seen`` any more.
        """
        with self.desk.writing() as session:
            row = self._row(session, person_id, Action.CHANGE)
            if seen is not None and (read(row.roles), row.active) != (seen.roles, seen.active):
                raise StoreError(MEANWHILE)
            before, called = _stands(row), row.name
            row.name = row.name if name is None else name
            row.roles = row.roles if roles is None else written(roles)
            row.active = row.active if active is None else active
            session.flush()
            self._keep_an_admin(session)
            named = "" if row.name == called else ", another name"
            self.desk.log(session, "changed", Kind.PERSON, person_id, f"{before} → {_stands(row)}{named}")
            return shown(session, row)

    def show_on_board(self, on_board: bool) -> Member:
        """Whether you yourself appear on the leaderboard. Nobody else can say that for you."""
        with self.desk.writing() as session:
            row = session.get_one(PersonRow, self.desk.someone.id)
            row.on_board = on_board
            return shown(session, row)

    def teams(self) -> tuple[Team, ...]:
        """The teams you are in; all of them for an admin."""
        mine = sa.select(MembershipRow.team_id).where(MembershipRow.person_id == self.desk.someone.id)
        query = sa.select(TeamRow).order_by(TeamRow.name)
        with self.desk.reading() as session:
            rows = session.scalars(query if self._is_admin() else query.where(TeamRow.id.in_(mine))).all()
            return tuple(_team(session, row) for row in rows)

    def save_team(
        self, name: str, members: Collection[str], team_id: str | None = None, *, seen: Team | None = None
    ) -> Team:
        """Make a team, or give it that name and those people (ids). An admin's work.

        Raises StoreError for a name that is empty, too long, or another team's, and where the team is not as ``seen``
        any more.
        """
        if not 0 < len(name.strip()) <= LONGEST_NAME:
            raise StoreError(f"A team needs a name of at most {LONGEST_NAME} characters.")
        with self.desk.writing() as session:
            self.desk.must(Kind.PERSON, Action.CHANGE)
            row = session.get(TeamRow, team_id, with_for_update=True) if team_id else TeamRow(id=new_id(), name=name)
            if row is None:
                raise Missing("There is no such team.")
            if seen is not None and _team(session, row) != seen:
                raise StoreError(MEANWHILE)
            _must_be_free(session, name.strip(), row.id)
            row.name = name.strip()
            session.add(row)
            session.flush()
            _set_members(session, row.id, members)
            team = _team(session, row)
            told = counted(len(team.members), "person", "people")
            self.desk.log(session, "changed", Kind.PERSON, None, f"team {team.name}: {told}")
            return team

    def delete_team(self, team_id: str) -> None:
        """Delete a team; its people stay, and what they shared is no longer seen through it."""
        with self.desk.writing() as session:
            self.desk.must(Kind.PERSON, Action.CHANGE)
            row = session.get(TeamRow, team_id)
            if row is not None:
                self.desk.log(session, "deleted", Kind.PERSON, None, f"team {row.name}")
                session.delete(row)

    def _keep_an_admin(self, session: Session) -> None:
        """Whoever uses this machine without sign-in counts only for themselves: nobody can sign in as them."""
        people = sa.select(PersonRow).where(
            PersonRow.active, PersonRow.id.in_([self.desk.someone.id]) | (PersonRow.id != ME)
        )
        if not any(Role.ADMIN in read(row.roles) for row in session.scalars(people.with_for_update())):
            raise StoreError("Then there would be no admin left. Make somebody else an admin first.")

    def _is_admin(self) -> bool:
        return Role.ADMIN in self.desk.someone.roles

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        return self.desk.may(Kind.PERSON, action, PersonRow.id)

    def _row(self, session: Session, person_id: str, action: Action) -> PersonRow:
        row = session.scalar(sa.select(PersonRow).where(PersonRow.id == person_id, self._may(action)).with_for_update())
        if row is None:
            raise Missing(f"There is no such person, or they are not yours to {action}.")
        return row


def _stands(row: PersonRow) -> str:
    """A person's roles for the log, and whether they are shut out. No name: the log outlives the person."""
    return (", ".join(sorted(read(row.roles))) or "no role") + ("" if row.active else ", shut out")


def _team(session: Session, row: TeamRow) -> Team:
    members = session.scalars(sa.select(MembershipRow.person_id).where(MembershipRow.team_id == row.id))
    return Team(id=row.id, name=row.name, members=frozenset(members))


def _must_be_free(session: Session, name: str, team_id: str) -> None:
    if session.scalar(sa.select(TeamRow.id).where(TeamRow.name == name, TeamRow.id != team_id)) is not None:
        raise StoreError(f"There is already a team called {name}. Give this one another name.")


def _set_members(session: Session, team_id: str, members: Collection[str]) -> None:
    session.execute(sa.delete(MembershipRow).where(MembershipRow.team_id == team_id))
    session.add_all(MembershipRow(team_id=team_id, person_id=person) for person in set(members))
    session.flush()


def member(database: Database, person_id: str) -> Member:
    """The person with that id. Raises Missing where there is none, or no longer."""
    with database.reading() as session:
        row = session.get(PersonRow, person_id)
        if row is None or not row.active:
            raise Missing(GONE)
        return shown(session, row)


def local_person(database: Database) -> Member:
    """The one person of a machine without sign-in; they may do everything."""
    with database.reading() as session:
        row = session.get(PersonRow, ME)
        if row is not None:
            return shown(session, row)
    roles = written(frozenset(Role))
    me = {"id": ME, "name": "Me", "roles": roles, "active": True, "on_board": True, "created_at": now()}
    with database.writing() as session:
        # Another program may start on the same empty database at this moment.
        upsert(session, PersonRow, me, ["id"], replace=False)
    return local_person(database)


def signed_in(database: Database, who: Identity, admins: Collection[str] = ()) -> Member:
    """The person an identity provider has let in, made known at their first sign-in.

    What the provider says of roles and teams replaces what was known; where it says nothing, what an admin set here
    stands, and a newcomer is a rep in no team. Whoever has one of the e-mail addresses ``admins`` is an admin
    as well. Raises Missing for somebody who may no longer use pitchcheck.
    """
    with database.writing() as session:
        _make_known(session, who)
        known = sa.select(PersonRow).where(PersonRow.issuer == who.issuer, PersonRow.subject == who.subject)
        row = session.scalars(known.with_for_update()).one()
        if not row.active:
            raise Missing(GONE)
        row.name, row.email, row.seen_at = who.name, who.email, now()
        roles = read(row.roles) if who.roles is None else who.roles
        named = who.email is not None and who.email.casefold() in {one.casefold() for one in admins}
        row.roles = written(roles | {Role.ADMIN} if named else roles)
        if who.teams is not None:
            _join(session, row.id, who.teams)
        session.flush()
        return shown(session, row)


def _make_known(session: Session, who: Identity) -> None:
    """A newcomer's row; somebody known, and a second tab that signs in at this very moment, change nothing."""
    row = {
        "id": new_id(),
        "issuer": who.issuer,
        "subject": who.subject,
        "name": who.name,
        "roles": written({Role.REP}),
        "active": True,
        "on_board": True,
        "created_at": now(),
    }
    upsert(session, PersonRow, row, ["issuer", "subject"], replace=False)


def _join(session: Session, person_id: str, names: Collection[str]) -> None:
    """Put the person in exactly the teams of those names, made where they are new."""
    session.execute(sa.delete(MembershipRow).where(MembershipRow.person_id == person_id))
    for name in sorted(names):
        upsert(session, TeamRow, {"id": new_id(), "name": name}, ["name"], replace=False)
        team = session.scalars(sa.select(TeamRow.id).where(TeamRow.name == name)).one()
        session.add(MembershipRow(team_id=team, person_id=person_id))


def shown(session: Session, row: PersonRow) -> Member:
    """A person as the rest of the program sees them."""
    teams = session.scalars(sa.select(MembershipRow.team_id).where(MembershipRow.person_id == row.id))
    return Member(
        id=row.id,
        name=row.name,
        email=row.email,
        roles=read(row.roles),
        teams=frozenset(teams),
        active=row.active,
        on_board=row.on_board,
    )


def read(roles: str) -> frozenset[Role]:
    """Roles from their column."""
    return frozenset(Role(role) for role in roles.split(",") if role)


def written(roles: Collection[Role]) -> str:
    """Roles as the column holds them."""
    return ",".join(sorted(roles))
