"""Where everything is kept: profiles, catalogues, pitches, takes, drafts. SQLite by itself, PostgreSQL for a team.

The pages talk to one class, ``Store``, on behalf of one person; what that person may not see, it does not give.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import sqlalchemy as sa

from pitchcheck.catalogue import Catalogue
from pitchcheck.figures import thin
from pitchcheck.outcome import OutcomeKind
from pitchcheck.pitch import Pitch
from pitchcheck.profile import Profile
from pitchcheck.settings import Settings, load
from pitchcheck.store.admin import Admin
from pitchcheck.store.aggregates import Aggregates, Middle, Scope
from pitchcheck.store.asked import Asked
from pitchcheck.store.audit import Audit, Entry
from pitchcheck.store.comments import Comment, Comments, OnTake
from pitchcheck.store.database import Database, StoreError, connect, refuse_newer, upgrade
from pitchcheck.store.deals import Deals
from pitchcheck.store.desk import Desk, Missing
from pitchcheck.store.documents import Conflict, Revision, Saved, Shelf
from pitchcheck.store.drafts import Draft, Drafts
from pitchcheck.store.erasing import keep_house_daily
from pitchcheck.store.files import Files
from pitchcheck.store.groups import Group, Groups
from pitchcheck.store.history import Change
from pitchcheck.store.house import Board, House, HouseRules, ModelRule, ReadBy, Retention, current
from pitchcheck.store.jobs import Job, Jobs, JobState, Queue
from pitchcheck.store.language_models import LanguageModels, Spent
from pitchcheck.store.outcomes import NewOutcome, Outcome, Outcomes
from pitchcheck.store.people import Identity, People, Team, local_person, member, signed_in
from pitchcheck.store.privacy import Privacy
from pitchcheck.store.profiles import Joined, Profiles
from pitchcheck.store.recordings import Recording, Recordings, State
from pitchcheck.store.rules import Kind, Member, Role
from pitchcheck.store.tables import (
    CatalogueRevisionRow,
    CatalogueRow,
    PersonRow,
    PitchRevisionRow,
    PitchRow,
    ProfileRevisionRow,
    ProfileRow,
)
from pitchcheck.store.takes import Dismissals, StaleTake, Take, Takes

__all__ = [
    "Board",
    "Change",
    "Comment",
    "Conflict",
    "Draft",
    "Entry",
    "Group",
    "House",
    "Identity",
    "Job",
    "JobState",
    "Joined",
    "Member",
    "Middle",
    "Missing",
    "ModelRule",
    "NewOutcome",
    "OnTake",
    "Outcome",
    "OutcomeKind",
    "Queue",
    "ReadBy",
    "Recording",
    "Retention",
    "Revision",
    "Role",
    "Saved",
    "Scope",
    "Spent",
    "StaleTake",
    "State",
    "Store",
    "StoreError",
    "Take",
    "Team",
    "house_in_force",
    "reach",
]


@dataclass(frozen=True)
class Store:
    """Everything kept, as ``person`` may see it; safe to share between threads. ``as_`` gives another person's view."""

    database: Database
    files: Files
    person: Member | None
    admins: tuple[str, ...] = ()

    @classmethod
    def open(cls, settings: Settings | None = None) -> Store:
        """The store of the settings in force, its tables brought up to date.

        Without sign-in it is the view of this machine's one person; with it, of nobody until ``as_`` names one.
        Raises StoreError where the database cannot be reached or was written by a newer pitchcheck.
        """
        known = settings or load()
        database, files = reach(known)
        try:
            upgrade(database)
            keep_house_daily(database, files)
            return cls(database, files, None if known.sign_in else local_person(database), known.admins)
        except StoreError:
            database.close()
            raise

    def as_(self, person_id: str) -> Store:
        """The same store as that person may see it. Raises Missing where there is no such person any more."""
        return replace(self, person=member(self.database, person_id))

    def known_as(self, email: str) -> Store | None:
        """The same store as the person with that e-mail address may see it; None where there is none any more."""
        if not email.isprintable():
            return None  # no address is: a database would not even take it
        query = sa.select(PersonRow.id).where(sa.func.lower(PersonRow.email) == email.lower(), PersonRow.active)
        with self.database.reading() as session:
            found = session.scalars(query.limit(2)).all()
        return self.as_(found[0]) if len(found) == 1 else None

    def signed_in(self, who: Identity) -> Store:
        """The same store as the person whom an identity provider let in may see it; a first sign-in makes them known.

        Whoever has an e-mail address that the settings name among ``admins`` is one. Raises Missing for
        somebody who may no longer use pitchcheck.
        """
        return replace(self, person=signed_in(self.database, who, self.admins))

    def keep_house(self) -> None:
        """Delete what has had its time, unless that was done within the last day."""
        keep_house_daily(self.database, self.files)

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def desk(self) -> Desk:
        """This person at this database."""
        return Desk(self.database, self.person)

    @cached_property
    def profiles(self) -> Profiles:
        """Prospects' profiles: yours and your teams'."""
        return Profiles(self.desk, Kind.PROFILE, Profile, ProfileRow, ProfileRevisionRow, _of_profile)

    @cached_property
    def catalogues(self) -> Shelf[Catalogue]:
        """Products' feature catalogues: everybody's."""
        return Shelf(self.desk, Kind.CATALOGUE, Catalogue, CatalogueRow, CatalogueRevisionRow, _of_catalogue)

    @cached_property
    def pitches(self) -> Shelf[Pitch]:
        """Your pitches, each as its latest take left it."""
        return Shelf(self.desk, Kind.PITCH, Pitch, PitchRow, PitchRevisionRow, _of_pitch)

    @cached_property
    def takes(self) -> Takes:
        """Saved rehearsals: your own, and what was shared with you."""
        return Takes(self.desk, self.pitches)

    @cached_property
    def recordings(self) -> Recordings:
        """Conversations that took place: yours, and your teams' for a coach."""
        return Recordings(self.desk, self.files)

    @cached_property
    def jobs(self) -> Jobs:
        """Long work you asked for."""
        return Jobs(self.desk, self.files)

    @cached_property
    def comments(self) -> Comments:
        """What is said about recordings and shared takes."""
        return Comments(self.desk, self.takes, self.recordings)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What became of prospects."""
        return Outcomes(self.desk)

    @cached_property
    def asked(self) -> Asked:
        """What was said and what was asked for, across pitches."""
        return Asked(self.desk)

    @cached_property
    def groups(self) -> Groups:
        """Which wordings of claims are one thing, as people said it."""
        return Groups(self.desk)

    @cached_property
    def deals(self) -> Deals:
        """What became of each prospect, beside the last pitch they heard before it."""
        return Deals(self.desk)

    @cached_property
    def privacy(self) -> Privacy:
        """What is held on a person or a prospect, and deleting it for good."""
        return Privacy(self.desk, self.files)

    @cached_property
    def admin(self) -> Admin:
        """How much is stored, and whether all is well."""
        return Admin(self.desk, self.files)

    @cached_property
    def house(self) -> HouseRules:
        """What an admin decides for everybody."""
        return HouseRules(self.desk)

    @cached_property
    def language_model(self) -> LanguageModels:
        """The language model that may judge, its kept answers, and what it took."""
        return LanguageModels(self.desk)

    @cached_property
    def aggregates(self) -> Aggregates:
        """A team's figures, summed."""
        return Aggregates(self.desk)

    @cached_property
    def people(self) -> People:
        """The people and teams you may see."""
        return People(self.desk)

    @cached_property
    def audit(self) -> Audit:
        """What others did with your things."""
        return Audit(self.desk)

    @cached_property
    def dismissals(self) -> Dismissals:
        """Flags set aside on your pitches."""
        return Dismissals(self.desk)

    @cached_property
    def drafts(self) -> Drafts:
        """What you are typing."""
        return Drafts(self.desk)


def reach(settings: Settings) -> tuple[Database, Files]:
    """The database and the file store of those settings; neither is opened yet.

    Raises StoreError where the database's URL is none.
    """
    return connect(url_of(settings)), Files(files_url(settings))


def house_in_force(settings: Settings) -> House:
    """What is decided in the house of those settings, for whoever holds its database; as shipped where none was begun.

    Nothing is made or changed. Raises StoreError where the database cannot be reached, or is a newer pitchcheck's.
    """
    database, _ = reach(settings)
    try:
        begun = database.path is None or database.path.exists()
        if not begun:
            return House()
        refuse_newer(database)
        with database.reading() as session:
            return current(session)
    finally:
        database.close()


def url_of(settings: Settings) -> str:
    """The database's URL: the one set, or the file in the data folder."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return sa.URL.create("sqlite", database=str(settings.database_file)).render_as_string(hide_password=False)


def files_url(settings: Settings) -> str:
    """Where files lie: the place set, or a folder beside the database."""
    if settings.files_url is not None:
        return settings.files_url.get_secret_value()
    return str(settings.data_dir.expanduser().absolute() / "files")


def _of_profile(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.prospect,
        "company": profile.company,
        "stage": profile.stage,
        "statements": len(profile.statements),
        "ready": not thin(profile),
    }


def _of_catalogue(catalogue: Catalogue) -> dict[str, object]:
    return {"name": catalogue.product, "features": len(catalogue.features)}


def _of_pitch(pitch: Pitch) -> dict[str, object]:
    first = next((line.strip() for line in pitch.text.splitlines() if line.strip()), "Untitled")
    return {"name": pitch.title or (first if len(first) <= 80 else f"{first[:77].rstrip()}…")}
