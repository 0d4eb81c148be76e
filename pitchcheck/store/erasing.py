"""Deleting for good, with everything drawn from it: a prospect, a person, a recording, and what has had its time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pitchcheck.catalogue import CONFIRMED_BY, Catalogue, Phrase, said_by
from pitchcheck.counting import counted
from pitchcheck.pitch import Frozen
from pitchcheck.profile import Profile
from pitchcheck.store.database import Database, StoreError
from pitchcheck.store.desk import now
from pitchcheck.store.files import Files, Written
from pitchcheck.store.house import Retention, current
from pitchcheck.store.tables import (
    AnswerRow,
    AuditRow,
    Base,
    CatalogueRevisionRow,
    CatalogueRow,
    ClaimGroupRow,
    DraftRow,
    JobRow,
    LeftoverRow,
    OverrideRow,
    PersonRow,
    PitchRow,
    ProfileRevisionRow,
    ProfileRow,
    RecordingRow,
    ReviewContentRow,
    ReviewRow,
)

SOMEBODY = "somebody who left"
KEPT_HOUSE = "kept house"
DAY = dt.timedelta(days=1)
OWN = 5
"""Words from which a statement is somebody's own: "no contract" is everybody's."""
AT_ONCE = 100
"""Conditions of one statement: SQLite takes a tree of a thousand."""


def erase_recordings(session: Session, rows: Collection[RecordingRow]) -> None:
    """Delete recordings with their transcripts, reviews, comments, what is being typed about them, and what catalogues
    took from them.

    Their files are noted, and go with the next sweep: a transaction can be taken back, a deleted file cannot.
    """
    ids = {row.id for row in rows}
    reviews = session.scalars(sa.select(ReviewRow.id).where(ReviewRow.recording_id.in_(ids))).all()
    forget_sources(session, {*ids, *reviews})  # first: what has an id only in its catalogue is work on something else
    session.execute(sa.delete(JobRow).where(JobRow.id.in_(ids)))  # the work that wrote it down has its id
    forget_typing_about(session, ids)
    for one in ids:  # the work that reads it names it
        session.execute(sa.delete(JobRow).where(JobRow.file.is_(None), JobRow.asked.contains(f'"{one}"')))
    for row in rows:
        if row.file is not None:
            session.merge(LeftoverRow(file=row.file, since=now()))
        session.delete(row)
    session.flush()


def erase_jobs(session: Session, rows: Collection[JobRow]) -> None:
    """Delete long work with what was given with it; a file that a recording has by now stays with that."""
    for row in rows:
        taken = sa.select(RecordingRow.id).where(RecordingRow.file == row.file)
        if row.file is not None and session.scalar(taken) is None:
            session.merge(LeftoverRow(file=row.file, since=now()))
        session.delete(row)
    session.flush()


def expect_file(session: Session, key: str) -> None:
    """Note a file that is about to be written: should its row never come, the file goes after a day."""
    session.merge(LeftoverRow(file=key, since=now() + DAY))


def write_file(database: Database, files: Files, key: str, source: IO[bytes]) -> Written:
    """Write a file whose row is to come; should that never come, the file goes after a day.

    Raises StoreError where it cannot be kept.
    """
    with database.writing() as session:
        expect_file(session, key)
    return files.write(key, source)


def keep_file(session: Session, key: str) -> None:
    """The file's row is there: it stays."""
    session.execute(sa.delete(LeftoverRow).where(LeftoverRow.file == key))


def sweep(database: Database, files: Files) -> int:
    """Delete the files whose rows are gone. What cannot be reached now is tried again the next time.

    Returns how many are still left.
    """
    leftovers = Base.metadata.tables[LeftoverRow.__tablename__]
    with database.reading() as session:
        left = session.scalars(sa.select(LeftoverRow.file).where(LeftoverRow.since <= now())).all()
    gone = [key for key in left if _deleted(files, key)]
    if gone:
        one = sa.delete(leftovers).where(leftovers.c.file == sa.bindparam("gone"))
        with database.writing() as session:  # one by one: a statement takes some ten thousand parameters and no more
            session.connection().execute(one, [{"gone": key} for key in gone])
    return len(left) - len(gone)


def _deleted(files: Files, key: str) -> bool:
    try:
        files.delete(key)
    except StoreError:
        return False
    return True


def erase_profile(session: Session, profile_id: str, *, joined: bool = False) -> None:
    """Delete a prospect: the profile in all versions, every take and recording of it, what catalogues took from it,
    and what is being typed with their words in it.

    One that may have been ``joined`` with another leaves to catalogues what anybody else is known to have said too.
    """
    recordings = session.scalars(sa.select(RecordingRow).where(RecordingRow.profile_id == profile_id)).all()
    before = () if joined else session.scalars(unlinked(session, profile_id)).all()
    made = session.scalars(sa.select(ReviewRow.id).where(ReviewRow.profile_id == profile_id)).all()
    reviews = [*made, *before]
    versions = _versions(session, profile_id, reviews)
    forget_sources(session, {profile_id, *reviews})
    forget_typing_about(session, reviews)
    about = sa.or_(JobRow.profile_id == profile_id, JobRow.asked.contains(profile_id, autoescape=True))
    erase_jobs(session, session.scalars(sa.select(JobRow).where(about)).all())
    _forget_words(session, profile_id, versions, joined=joined)
    _forget_typing(session, profile_id, versions)
    erase_recordings(session, recordings)
    session.execute(sa.delete(ReviewRow).where(ReviewRow.id.in_(before)))
    session.execute(sa.delete(ProfileRow).where(ProfileRow.id == profile_id))


def unlinked(session: Session, profile_id: str) -> sa.Select[str]:
    """The ids of takes that its owner made of the prospect before they were saved: they lead to nobody.

    They are known by name and company, as the prospect ever had them; where another prospect has both, they may be of
    that one, and stay. So do other people's: theirs may be of anybody by that name, as of the sample.
    """
    names = {(was.prospect, was.company) for was in _stood(session, profile_id)}
    theirs = (
        sa.and_(ReviewRow.prospect == name, ReviewRow.company.is_not_distinct_from(company)) for name, company in names
    )
    twin = sa.exists().where(
        ProfileRow.id != profile_id,
        ProfileRow.name == ReviewRow.prospect,
        ProfileRow.company.is_not_distinct_from(ReviewRow.company),
    )
    owner = sa.select(ProfileRow.owner_id).where(ProfileRow.id == profile_id).scalar_subquery()
    of_nobody = sa.and_(ReviewRow.profile_id.is_(None), ReviewRow.pitch_id.is_not(None), ReviewRow.owner_id == owner)
    return sa.select(ReviewRow.id).where(of_nobody, sa.or_(*theirs), ~twin)


def _versions(session: Session, profile_id: str, reviews: Collection[str]) -> list[Profile]:
    """The profile as it stands, as it ever stood, and as reviews were made with it."""
    read = session.scalars(sa.select(ReviewContentRow.content).where(ReviewContentRow.review_id.in_(reviews)))
    made = [Profile.model_validate(json.loads(content)["profile"]) for content in read]
    return _stood(session, profile_id) + made


def _stood(session: Session, profile_id: str) -> list[Profile]:
    """The profile as it stands and as it ever stood."""
    rows = (
        sa.select(ProfileRow.content).where(ProfileRow.id == profile_id),
        sa.select(ProfileRevisionRow.content).where(ProfileRevisionRow.of_id == profile_id),
    )
    return [Profile.model_validate_json(content) for query in rows for content in session.scalars(query)]


def _forget_words(session: Session, profile_id: str, versions: Collection[Profile], *, joined: bool) -> None:
    """Take phrases that the prospect's name stands behind out of every catalogue ("Dana, confirmed by Sam on …").

    Where another prospect has that name, only the phrases that this one said go, and of those only what the other one
    did not say too: after a merge the kept profile has both's. One that was ``joined`` may have had another name.
    """
    said = {statement.text for version in versions for statement in version.statements}
    spared = {text for text in said if joined and _elsewhere(session, profile_id, text)}
    for name in {version.prospect for version in versions}:
        twins = sa.select(ProfileRow).where(ProfileRow.name == name, ProfileRow.id != profile_id)
        others = session.scalars(twins).all()
        there = [Profile.model_validate_json(one.content) for one in others if one.deleted_at is None]
        shared, alone = bool(others), said - {statement.text for other in there for statement in other.statements}

        def theirs(phrase: Phrase, name: str = name, shared: bool = shared, alone: Collection[str] = alone) -> bool:
            goes = phrase.text in alone if shared else phrase.text not in spared
            return said_by(phrase.source) == name and goes

        _forget(session, _spelled(name), theirs)


def _spelled(text: str) -> set[str]:
    """A text as JSON may have it: as it is, and with the letters beyond ASCII as escapes."""
    return {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)}


def _forget_typing(session: Session, profile_id: str, versions: Collection[Profile]) -> None:
    """Drop what anybody is typing about the prospect, or with a statement of theirs in it, word for word.

    A statement of a few words may be anybody's, and one that stands in another profile, as after a merge, is that one's
    as well: it does not give a draft away.
    """
    texts = {statement.text for version in versions for statement in version.statements}
    own = {text for text in texts if len(text.split()) >= OWN and not _elsewhere(session, profile_id, text)}
    said = {json.dumps(text)[1:-1] for text in own}
    about = [DraftRow.key.contains(profile_id, autoescape=True)]
    about += [DraftRow.content.contains(one, autoescape=True) for one in sorted(said)]
    _drop_drafts(session, about)


def _elsewhere(session: Session, profile_id: str, text: str) -> bool:
    """Whether those words stand in another profile that is not deleted."""
    written = ProfileRow.content.contains(json.dumps(text, ensure_ascii=False)[1:-1], autoescape=True)
    others = sa.select(ProfileRow.id).where(ProfileRow.id != profile_id, ProfileRow.deleted_at.is_(None), written)
    return session.scalar(others.limit(1)) is not None


def forget_typing_about(session: Session, ids: Collection[str]) -> None:
    """Drop what anybody is typing about those recordings or takes."""
    _drop_drafts(session, [DraftRow.key.contains(one, autoescape=True) for one in sorted(ids)])


def _drop_drafts(session: Session, about: Sequence[sa.ColumnElement[bool]]) -> None:
    """Drop the drafts that meet any of those conditions."""
    for at in range(0, len(about), AT_ONCE):
        session.execute(sa.delete(DraftRow).where(sa.or_(*about[at : at + AT_ONCE])))


def erase_person(session: Session, person: PersonRow, heir_id: str | None) -> None:
    """Delete a person: their pitches, takes, recordings, drafts; their name goes from what they said about others'.

    Their prospects' profiles, catalogues and groupings go to ``heir_id``; without one, they are deleted as well.
    """
    _forget_name(session, person)
    erase_jobs(session, session.scalars(sa.select(JobRow).where(JobRow.owner_id == person.id)).all())
    recordings = session.scalars(sa.select(RecordingRow).where(RecordingRow.owner_id == person.id)).all()
    erase_recordings(session, recordings)
    forget_typing_about(session, session.scalars(sa.select(ReviewRow.id).where(ReviewRow.owner_id == person.id)).all())
    profiles = session.scalars(sa.select(ProfileRow.id).where(ProfileRow.owner_id == person.id)).all()
    if heir_id is None:
        for profile_id in profiles:
            erase_profile(session, profile_id)
    else:
        for table in (ProfileRow, CatalogueRow, ClaimGroupRow):
            session.execute(sa.update(table).where(table.owner_id == person.id).values(owner_id=heir_id))
    session.execute(sa.delete(PersonRow).where(PersonRow.id == person.id))


def _forget_name(session: Session, person: PersonRow) -> None:
    """In reviews where they had a word, in what work brought of those, and in phrases that they confirmed, what was
    said stays and who said it goes.

    Who agreed, who heard something, and who confirmed a phrase are known by name: where somebody else has it, theirs
    stay as they are.
    """
    twin = session.scalar(sa.select(PersonRow.id).where(PersonRow.name == person.name, PersonRow.id != person.id))
    spoken = sa.select(OverrideRow.review_id).where(OverrideRow.by_id == person.id)
    about: list[sa.ColumnElement[bool]] = [ReviewContentRow.review_id.in_(spoken)]
    if twin is None:
        about.append(_mentions(ReviewContentRow.content, sorted(_spelled(person.name))))
        _forget_who_confirmed(session, person.name)
    for row in session.scalars(sa.select(ReviewContentRow).where(sa.or_(*about))):
        row.content = json.dumps(_without_name(json.loads(row.content), person.name), ensure_ascii=False)
    session.execute(sa.update(OverrideRow).where(OverrideRow.by_id == person.id).values(by=SOMEBODY))
    brought = JobRow.result.contains(json.dumps(person.name), autoescape=True)
    for job in session.scalars(sa.select(JobRow).where(brought)):
        job.result = json.dumps(_without_name(json.loads(job.result or "null"), person.name))


def _forget_who_confirmed(session: Session, name: str) -> None:
    by, by_somebody = f"{CONFIRMED_BY}{name} on ", f"{CONFIRMED_BY}{SOMEBODY} on "

    def nameless(phrase: Phrase) -> Phrase:
        source = phrase.source and phrase.source.replace(by, by_somebody)
        return phrase.model_copy(update={"source": source})

    _change(session, _spelled(by), nameless)


def _without_name(content: Any, name: str) -> Any:
    if isinstance(content, dict):
        return {
            key: SOMEBODY if key == "by" and value == name else _without_name(value, name)
            for key, value in content.items()
        }
    return [_without_name(item, name) for item in content] if isinstance(content, list) else content


def forget_sources(session: Session, ids: Collection[str]) -> None:
    """Take phrases that came from any of those out of every catalogue, in all of its versions."""
    _forget(session, ids, lambda phrase: any(one in (phrase.source or "") for one in ids))


def _forget(session: Session, mentioned: Collection[str], goes: Callable[[Phrase], bool]) -> None:
    _change(session, mentioned, lambda phrase: None if goes(phrase) else phrase)


def _change(session: Session, mentioned: Collection[str], change: Callable[[Phrase], Phrase | None]) -> None:
    """Change the phrases of every catalogue that mentions one of those words, or with None take them out: in all of its
    versions, and as it was given to long work.
    """
    words = sorted(mentioned)
    for at in range(0, len(words), AT_ONCE):
        _change_some(session, words[at : at + AT_ONCE], change)


def _change_some(session: Session, words: Sequence[str], change: Callable[[Phrase], Phrase | None]) -> None:
    table: Any
    for table in (CatalogueRow, CatalogueRevisionRow):
        for row in session.scalars(sa.select(table).where(_mentions(table.content, words))):
            row.content = _changed(Catalogue.model_validate_json(row.content), change).model_dump_json()
    for job in session.scalars(sa.select(JobRow).where(_mentions(JobRow.asked, words))):
        asked = json.loads(job.asked)
        if isinstance(asked, dict) and isinstance(asked.get("catalogue"), dict):
            kept = _changed(Catalogue.model_validate(asked["catalogue"]), change)
            job.asked = json.dumps({**asked, "catalogue": kept.model_dump(mode="json")})


def _mentions(column: Any, words: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.contains(one, autoescape=True) for one in words))


def _changed(catalogue: Catalogue, change: Callable[[Phrase], Phrase | None]) -> Catalogue:
    features = tuple(
        feature.model_copy(
            update={
                side: tuple(new for phrase in phrases if (new := _with_draft(phrase, change)) is not None)
                for side, phrases in (("answers", feature.answers), ("raises", feature.raises))
            }
        )
        for feature in catalogue.features
    )
    return catalogue.model_copy(update={"features": features})


def _with_draft(phrase: Phrase, change: Callable[[Phrase], Phrase | None]) -> Phrase | None:
    """The phrase as it is to be, and so the draft in whose place it stands."""
    new = change(phrase)
    if new is None or new.draft is None:
        return new
    return new.model_copy(update={"draft": _with_draft(new.draft, change)})


class Due(Frozen):
    """How many of a kind have had their time, and since when that is."""

    kind: str
    count: int
    before: dt.datetime

    @property
    def told(self) -> str:
        """How many of what, as a sentence says it: "1 recording", "1,200 drafts"."""
        return counted(self.count, ONE_OF.get(self.kind, self.kind), self.kind)


ONE_OF = {
    "recordings": "recording",
    "rehearsals": "rehearsal",
    "drafts": "draft",
    "answers of language models": "answer of a language model",
    "deleted profiles": "deleted profile",
    "deleted catalogues": "deleted catalogue",
    "deleted pitches": "deleted pitch",
    "lines of the audit log": "line of the audit log",
}
"""What one of a kind is called, where that is another word."""


def due(database: Database, at: dt.datetime | None = None, retention: Retention | None = None) -> tuple[Due, ...]:
    """What the house's rules would delete now (or at another moment), by kind; kinds kept for ever are left out.

    With a ``retention`` it is what those rules would delete, were they the house's.
    """
    with database.reading() as session:
        return tuple(
            Due(
                kind=kind,
                count=session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0,
                before=before,
            )
            for kind, rows, before in _overdue(retention or current(session).retention, at or now())
        )


def _overdue(retention: Retention, at: dt.datetime) -> Iterator[tuple[str, sa.Select[Any], dt.datetime]]:
    """What has had its time: kind, rows, and the moment before which that is."""
    spans: Mapping[str, tuple[Any, Any, int | None]] = {
        "recordings": (RecordingRow, RecordingRow.created_at, retention.recordings),
        "rehearsals": (ReviewRow, ReviewRow.at, retention.rehearsals),
        "drafts": (DraftRow, DraftRow.at, retention.drafts),
        "answers of language models": (AnswerRow, AnswerRow.at, retention.answers),
        "deleted profiles": (ProfileRow, ProfileRow.deleted_at, retention.bin),
        "deleted catalogues": (CatalogueRow, CatalogueRow.deleted_at, retention.bin),
        "deleted pitches": (PitchRow, PitchRow.deleted_at, retention.bin),
        "long work": (JobRow, JobRow.ended_at, retention.jobs),
        "lines of the audit log": (AuditRow, AuditRow.at, retention.audit),
    }
    for kind, (table, moment, days) in spans.items():
        if days is not None:
            rows = sa.select(table).where(moment < at - days * DAY, *ONLY.get(table, ()))
            yield kind, rows, at - days * DAY


ONLY: Mapping[Any, tuple[sa.ColumnElement[bool], ...]] = {
    ReviewRow: (ReviewRow.pitch_id.is_not(None),),
    ProfileRow: tuple(~sa.exists().where(table.profile_id == ProfileRow.id) for table in (ReviewRow, RecordingRow)),
}
"""A recording's review goes with that. A prospect of whom somebody keeps a take or a recording stays in the bin with
them: whoever deletes a prospect may not delete those, and without the prospect nobody would find them to erase them."""


def keep_house(database: Database, files: Files, at: dt.datetime | None = None) -> tuple[Due, ...]:
    """Delete what has had its time, with everything drawn from it, and files whose rows are gone."""
    told = due(database, at)
    with database.writing() as session:
        for _, rows, _ in _overdue(current(session).retention, at or now()):
            for row in session.scalars(rows).all():
                _erase_row(session, row)
            session.flush()
        detail = ", ".join(one.told for one in told if one.count)
        session.add(AuditRow(at=at or now(), action=KEPT_HOUSE, kind="everything", detail=detail))
    sweep(database, files)
    return told


def _erase_row(session: Session, row: Any) -> None:
    if isinstance(row, RecordingRow):
        erase_recordings(session, (row,))
    elif isinstance(row, ProfileRow):
        erase_profile(session, row.id, joined=True)
    elif isinstance(row, JobRow):
        erase_jobs(session, (row,))
    else:
        if isinstance(row, ReviewRow):
            forget_typing_about(session, [row.id])
        session.delete(row)


def keep_house_daily(database: Database, files: Files) -> None:
    """As ``keep_house``, unless that was done within the last day: cheap enough for every start and sign-in."""
    recently = sa.select(AuditRow.id).where(AuditRow.action == KEPT_HOUSE, AuditRow.at > now() - DAY).limit(1)
    with database.reading() as session:
        done = session.scalar(recently) is not None
    if not done:
        keep_house(database, files)
