"""The tables, for SQLite and PostgreSQL alike.

Whole values (a profile, a review) are kept as the JSON their model writes, in text columns: byte for byte what
was saved, on every database. The columns beside them are copies for lists, filters and sums.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ME = "me"


def new_id() -> str:
    """An id nobody can guess: 32 hex digits."""
    return uuid.uuid4().hex


class Moment(sa.TypeDecorator[dt.datetime]):
    """A point in time, aware and in UTC on both sides; SQLite itself keeps no time zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Refuse a time without a zone rather than guess one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Give it back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Words(sa.TypeDecorator[str]):
    """Text a person typed. What no database takes (NUL, half of a surrogate pair) becomes U+FFFD in these copies."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Replace what PostgreSQL or UTF-8 refuses."""
        return None if value is None else _storable(value)


class Id(sa.TypeDecorator[str]):
    """An id, also one from the address line: whatever stands there is looked for, and not found."""

    impl = sa.String(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Replace what PostgreSQL or UTF-8 refuses."""
        return None if value is None else _storable(value)


def _storable(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


class Base(DeclarativeBase):
    """What every table shares."""

    type_annotation_map = {dt.datetime: Moment(), str: Words()}  # noqa: RUF012  (SQLAlchemy reads it off the class)
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


Identifier = Id()


def _id() -> Mapped[str]:
    return mapped_column(Identifier, primary_key=True, default=new_id)


def _to(target: str, *, ondelete: str = "CASCADE", **options: Any) -> Any:
    return mapped_column(Identifier, sa.ForeignKey(target, ondelete=ondelete), **options)


class PersonRow(Base):
    """Somebody who uses pitchcheck. ``roles`` is comma-separated; ``issuer`` and ``subject`` are their sign-in."""

    __tablename__ = "people"
    id: Mapped[str] = _id()
    name: Mapped[str]
    email: Mapped[str | None]
    issuer: Mapped[str | None]
    subject: Mapped[str | None]
    roles: Mapped[str] = mapped_column(sa.String(64), default="rep")
    active: Mapped[bool] = mapped_column(default=True)
    on_board: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)


class TeamRow(Base):
    """A team of people."""

    __tablename__ = "teams"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(unique=True)


class MembershipRow(Base):
    """Who is in which team."""

    __tablename__ = "memberships"
    team_id: Mapped[str] = _to("teams.id", primary_key=True)
    person_id: Mapped[str] = _to("people.id", primary_key=True, index=True)


class Document:
    """Columns of what several people may edit and whose every version is kept."""

    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _to("people.id", index=True)
    name: Mapped[str]
    content: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    archived_at: Mapped[dt.datetime | None]
    deleted_at: Mapped[dt.datetime | None]


class RevisionColumns:
    """Columns of one kept version."""

    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str]
    at: Mapped[dt.datetime]
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")


class ProfileRow(Document, Base):
    """A prospect's profile as it stands."""

    __tablename__ = "profiles"
    company: Mapped[str | None]
    stage: Mapped[str | None] = mapped_column(sa.String(32))
    statements: Mapped[int]
    ready: Mapped[bool]


class ProfileRevisionRow(RevisionColumns, Base):
    """A profile as it stood at one version."""

    __tablename__ = "profile_revisions"
    of_id: Mapped[str] = _to("profiles.id", primary_key=True)


class CatalogueRow(Document, Base):
    """A product's catalogue as it stands."""

    __tablename__ = "catalogues"
    features: Mapped[int]


class CatalogueRevisionRow(RevisionColumns, Base):
    """A catalogue as it stood at one version."""

    __tablename__ = "catalogue_revisions"
    of_id: Mapped[str] = _to("catalogues.id", primary_key=True)


class PitchRow(Document, Base):
    """A pitch somebody rehearses; ``content`` is its latest text."""

    __tablename__ = "pitches"


class PitchRevisionRow(RevisionColumns, Base):
    """A pitch as it stood at one version."""

    __tablename__ = "pitch_revisions"
    of_id: Mapped[str] = _to("pitches.id", primary_key=True)


class RecordingRow(Base):
    """A conversation that took place. ``owner_id`` is the rep in it; ``file`` the key of its audio, where there is any.

    ``at`` is when it took place, ``seconds`` how long it took, ``rep`` which speaker the rep is.
    """

    __tablename__ = "recordings"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _to("people.id", index=True)
    uploaded_by: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    profile_id: Mapped[str | None] = _to("profiles.id", index=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(sa.String(16))
    rep: Mapped[str | None]
    at: Mapped[dt.datetime | None]
    seconds: Mapped[float | None]
    turns: Mapped[int]
    file: Mapped[str | None]
    bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    changed_at: Mapped[dt.datetime]


class TranscriptRow(Base):
    """A recording's transcript, as its model writes it."""

    __tablename__ = "transcripts"
    recording_id: Mapped[str] = _to("recordings.id", primary_key=True)
    content: Mapped[str]


class CommentRow(Base):
    """Something said about a recording or a take, at a moment of it (seconds) where it has moments."""

    __tablename__ = "comments"
    id: Mapped[str] = _id()
    recording_id: Mapped[str | None] = _to("recordings.id", index=True)
    review_id: Mapped[str | None] = _to("reviews.id", index=True)
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    text: Mapped[str]
    moment: Mapped[float | None]
    take_away: Mapped[bool]
    at: Mapped[dt.datetime]
    resolved_at: Mapped[dt.datetime | None]


class LeftoverRow(Base):
    """A file without a row, which goes from ``since`` on: its row is gone, or never came.

    Tried again until the file store has let go of it.
    """

    __tablename__ = "leftovers"
    file: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[dt.datetime]


class HouseRow(Base):
    """What an admin decided for everybody, in every version: the newest holds."""

    __tablename__ = "house"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    at: Mapped[dt.datetime]
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")


# A person's sums for their team are read from an index over these alone.
COUNTED_COLUMNS = ("owner_id", "at", "kind", "relevance", "focus", "coverage", "stage")
COUNTED = sa.text("relevance IS NOT NULL AND (kind = 'recording' OR shared_at IS NOT NULL)")


class ReviewRow(Base):
    """A kept review, slim enough to sum over a million of them; figures are None where there is no headline number.

    ``owner_id`` is the rep whose words were judged. ``number`` counts a pitch's takes from 1.
    """

    __tablename__ = "reviews"
    id: Mapped[str] = _id()
    kind: Mapped[str] = mapped_column(sa.String(16))
    owner_id: Mapped[str] = _to("people.id")
    pitch_id: Mapped[str | None] = _to("pitches.id")
    recording_id: Mapped[str | None] = _to("recordings.id", index=True)
    profile_id: Mapped[str | None] = _to("profiles.id", index=True)
    profile_version: Mapped[int | None]
    number: Mapped[int | None]
    title: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int]
    at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    shared_at: Mapped[dt.datetime | None]
    prospect: Mapped[str]
    company: Mapped[str | None]
    stage: Mapped[str | None] = mapped_column(sa.String(32))
    industry: Mapped[str | None]
    product: Mapped[str | None]
    judge: Mapped[str]
    judge_version: Mapped[str]
    weights: Mapped[str]
    catalogue_version: Mapped[str | None]
    basis: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str]
    words: Mapped[int]
    claims: Mapped[int]
    tied: Mapped[int]
    unasked: Mapped[int]
    worse: Mapped[int]
    focus: Mapped[float | None]
    coverage: Mapped[float | None]
    relevance: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    best: Mapped[float | None]
    unasked_share: Mapped[float | None]
    price_in_play: Mapped[float | None]
    currency: Mapped[str | None]
    __table_args__ = (
        sa.UniqueConstraint("pitch_id", "number"),
        sa.Index("ix_reviews_owner_id_at", "owner_id", "at"),
        sa.Index("ix_reviews_at", "at"),
        sa.Index("ix_reviews_counted", *COUNTED_COLUMNS, sqlite_where=COUNTED, postgresql_where=COUNTED),
    )


class MonthSums:
    """What counts of a person's month, of one kind, summed; see ``aggregates``.

    Kept in step by the database itself (migration 0009): nobody writes here. Whole numbers: relevance (points), its
    ``squares``, focus and coverage (shares) in hundred-thousandths, time in seconds since the month began, in UTC.
    """

    month: Mapped[dt.date] = mapped_column(sa.Date, primary_key=True)
    owner_id: Mapped[str] = _to("people.id", primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    pitches: Mapped[int] = mapped_column(sa.BigInteger)
    relevance: Mapped[int] = mapped_column(sa.BigInteger)
    squares: Mapped[int] = mapped_column(sa.BigInteger)
    seconds: Mapped[int] = mapped_column(sa.BigInteger)
    seconds_squared: Mapped[int] = mapped_column(sa.BigInteger)
    seconds_relevance: Mapped[int] = mapped_column(sa.BigInteger)
    focus: Mapped[int] = mapped_column(sa.BigInteger)
    coverage: Mapped[int] = mapped_column(sa.BigInteger)


class MonthSumsRow(MonthSums, Base):
    """A person's month, whatever was pitched to whom."""

    __tablename__ = "month_sums"
    __table_args__ = ({"info": {"derived": True}},)


class MonthProductSumsRow(MonthSums, Base):
    """A person's month, each product and stage by itself; "" where there is none."""

    __tablename__ = "month_product_sums"
    product: Mapped[str] = mapped_column(primary_key=True, sort_order=1)
    stage: Mapped[str] = mapped_column(sa.String(32), primary_key=True, sort_order=1)
    __table_args__ = ({"info": {"derived": True}},)


class ReviewContentRow(Base):
    """The whole review, as its model writes it."""

    __tablename__ = "review_contents"
    review_id: Mapped[str] = _to("reviews.id", primary_key=True)
    content: Mapped[str]


class ReviewClaimRow(Base):
    """One claim of a kept review: what is said but never asked for is counted here."""

    __tablename__ = "review_claims"
    review_id: Mapped[str] = _to("reviews.id", primary_key=True)
    claim: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(sa.String(16))
    feature: Mapped[str | None]
    verdict: Mapped[str] = mapped_column(sa.String(16))
    sure: Mapped[bool]
    kept: Mapped[bool]
    relevance: Mapped[float]
    harm: Mapped[float]
    attention: Mapped[float]
    weight: Mapped[float | None]


class ReviewStatementRow(Base):
    """One statement as a kept review left it: what they keep saying and no pitch answers is counted here."""

    __tablename__ = "review_statements"
    review_id: Mapped[str] = _to("reviews.id", primary_key=True)
    statement: Mapped[str] = mapped_column(primary_key=True)
    force: Mapped[str] = mapped_column(sa.String(16))
    who: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str]
    answered: Mapped[bool]
    worsened: Mapped[bool]


class ReviewLinkRow(Base):
    """A link of a kept review that holds: which claim answers or worsens what; ``force`` is the statement's."""

    __tablename__ = "review_links"
    review_id: Mapped[str] = _to("reviews.id", primary_key=True)
    claim: Mapped[str] = mapped_column(primary_key=True)
    statement: Mapped[str] = mapped_column(primary_key=True)
    relation: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    force: Mapped[str] = mapped_column(sa.String(16))


class ClaimGroupRow(Base):
    """Wordings that a person said are one thing. Without a name it goes by its most typical wording."""

    __tablename__ = "claim_groups"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _to("people.id", index=True)
    name: Mapped[str | None]
    changed_at: Mapped[dt.datetime]


class ClaimGroupWordingRow(Base):
    """A wording of such a group, by the fingerprint of its words: no words of anybody's pitch are kept here."""

    __tablename__ = "claim_group_wordings"
    group_id: Mapped[str] = _to("claim_groups.id", primary_key=True)
    wording: Mapped[str] = mapped_column(sa.String(32), primary_key=True)


class OverrideRow(Base):
    """A person's word against the judge's on a kept review; ``withdrawn_at`` when it was taken back."""

    __tablename__ = "overrides"
    id: Mapped[str] = _id()
    review_id: Mapped[str] = _to("reviews.id", index=True)
    claim: Mapped[str]
    statement: Mapped[str]
    relation: Mapped[str | None] = mapped_column(sa.String(16))
    by: Mapped[str]
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    reason: Mapped[str]
    at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class DismissalRow(Base):
    """A flag a person set aside on a pitch, and why. ``about`` says which finding, in the pitch's own words."""

    __tablename__ = "dismissals"
    pitch_id: Mapped[str] = _to("pitches.id", primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    reason: Mapped[str]
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    at: Mapped[dt.datetime]


class DraftRow(Base):
    """What a person is typing, under the key a page gave it."""

    __tablename__ = "drafts"
    owner_id: Mapped[str] = _to("people.id", primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    at: Mapped[dt.datetime]


class JobRow(Base):
    """Long work somebody asked for: ``asked`` and ``result`` are JSON, ``file`` the key of what they gave with it.

    ``worker`` names the process that does it, ``beat_at`` when that was last heard of; ``left`` is in seconds.
    """

    __tablename__ = "jobs"
    id: Mapped[str] = _id()
    owner_id: Mapped[str] = _to("people.id", index=True)
    profile_id: Mapped[str | None] = _to("profiles.id", index=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    asked: Mapped[str]
    file: Mapped[str | None]
    bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    share: Mapped[float]
    left: Mapped[float | None]
    doing: Mapped[str]
    result: Mapped[str | None]
    problem: Mapped[str | None]
    tries: Mapped[int]
    worker: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    beat_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class JobPartRow(Base):
    """A piece of long work that is done, so that what was stopped goes on where it was."""

    __tablename__ = "job_parts"
    job_id: Mapped[str] = _to("jobs.id", primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]


class OutcomeRow(Base):
    """What became of a prospect: before the sale, of the sale, and after it. Money is in ``currency``."""

    __tablename__ = "outcomes"
    id: Mapped[str] = _id()
    profile_id: Mapped[str] = _to("profiles.id", index=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    on: Mapped[dt.date]
    price: Mapped[float | None]
    discount: Mapped[float | None]
    currency: Mapped[str | None]
    reason: Mapped[str]
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    at: Mapped[dt.datetime]


class AnswerRow(Base):
    """What a language model answered, as numbers, offsets and words from fixed sets: never a text.

    ``key`` is the sha256 of model, version of the questions, text, profile and catalogue, so that whoever has the same
    ones gets the same review.
    """

    __tablename__ = "answers"
    key: Mapped[str] = mapped_column(Identifier, primary_key=True)
    owner_id: Mapped[str] = _to("people.id", index=True)
    content: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(index=True)


class ModelCallRow(Base):
    """One question to a language model, without a word of it: what it took and how it ended. Money is US dollars."""

    __tablename__ = "model_calls"
    id: Mapped[str] = _id()
    by_id: Mapped[str | None] = _to("people.id", ondelete="SET NULL")
    at: Mapped[dt.datetime] = mapped_column(index=True)
    model: Mapped[str]
    kind: Mapped[str] = mapped_column(sa.String(32))
    outcome: Mapped[str]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    seconds: Mapped[float]
    money: Mapped[float | None]


class AuditRow(Base):
    """Who looked at or changed whose what, and when. No foreign keys: the log outlives what it tells of."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[str | None] = mapped_column(Identifier)
    action: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[str | None] = mapped_column(Identifier)
    owner_id: Mapped[str | None] = mapped_column(Identifier, index=True)
    detail: Mapped[str] = mapped_column(default="")


KEPT = tuple(table for table in Base.metadata.sorted_tables if not table.info.get("derived"))
"""The tables that hold what was put there, each after those it refers to; what follows from them is left out."""
