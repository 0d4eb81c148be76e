"""Links of reviews, groupings of claims, the prospect's industry, and the views for a BI tool."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHUNK = 200


def upgrade() -> None:
    """Tables, then the links of the reviews that are kept already, then the views."""
    op.add_column("reviews", sa.Column("industry", sa.Text(), nullable=True))
    _tables()
    _fill_links(op.get_bind())
    for name, query in VIEWS.items():
        op.execute(sa.text(f"CREATE VIEW {name} AS {query}" + ("" if name == OUTCOMES else SHARED)))


def _tables() -> None:
    op.create_table(
        "review_links",
        sa.Column("review_id", sa.String(length=64), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("force", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name="fk_review_links_review_id_reviews", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "claim", "statement", "relation", name="pk_review_links"),
    )
    op.create_table(
        "claim_groups",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name="fk_claim_groups_owner_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_claim_groups"),
    )
    op.create_index("ix_claim_groups_owner_id", "claim_groups", ["owner_id"], unique=False)
    op.create_table(
        "claim_group_wordings",
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["claim_groups.id"], name="fk_claim_group_wordings_group_id_claim_groups", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "wording", name="pk_claim_group_wordings"),
    )


def _fill_links(connection: sa.Connection) -> None:
    """From the whole reviews, some at a time: a review is JSON, its links in ``readings``."""
    contents = sa.table("review_contents", sa.column("review_id"), sa.column("content"))
    links = sa.table(
        "review_links", *(sa.column(name) for name in ("review_id", "claim", "statement", "relation", "force"))
    )
    last = ""
    while True:
        query = sa.select(contents).where(contents.c.review_id > last).order_by(contents.c.review_id).limit(CHUNK)
        kept = connection.execute(query).all()
        if not kept:
            return
        found = [link for row in kept for link in _links(row.review_id, json.loads(row.content))]
        if found:
            connection.execute(sa.insert(links), found)
        last = kept[-1].review_id


def _links(review_id: str, review: dict[str, Any]) -> list[dict[str, str]]:
    forces = {one["id"]: one["force"] for one in review["profile"]["statements"]}
    held = {
        (reading["claim"]["id"], link["to"], link["relation"])
        for reading in review["readings"]
        for link in reading["links"]
        if link["holds"] and link["to"] in forces
    }
    return [
        {"review_id": review_id, "claim": claim, "statement": to, "relation": relation, "force": forces[to]}
        for claim, to, relation in sorted(held)
    ]


OUTCOMES = "bi_outcomes"
SHARED = " WHERE r.kind = 'recording' OR r.shared_at IS NOT NULL"
"""What a team may count: recordings, and rehearsals that were shared."""

VIEWS = {
    "bi_pitches": """
        SELECT r.id AS pitch_id, r.kind, r.at, r.profile_id AS prospect_id, r.prospect, r.company, r.industry, r.stage,
               r.product, r.relevance, r.low, r.high, r.focus, r.coverage, r.best, r.unasked_share, r.price_in_play,
               r.currency, r.words, r.claims, r.tied, r.unasked, r.worse, r.basis, r.judge, r.judge_version
        FROM reviews r""",
    "bi_claims": """
        SELECT c.review_id AS pitch_id, c.claim, c.text, c.kind, c.feature, c.verdict, c.sure, c.kept, c.relevance,
               c.harm, c.weight
        FROM review_claims c JOIN reviews r ON r.id = c.review_id""",
    "bi_statements": """
        SELECT s.review_id AS pitch_id, s.statement, s.force, s.who, s.text, s.answered, s.worsened
        FROM review_statements s JOIN reviews r ON r.id = s.review_id""",
    "bi_links": """
        SELECT l.review_id AS pitch_id, l.claim, l.statement, l.relation, l.force
        FROM review_links l JOIN reviews r ON r.id = l.review_id""",
    OUTCOMES: """
        SELECT o.id AS outcome_id, o.profile_id AS prospect_id, p.name AS prospect, p.company, o.kind, o."on" AS day,
               o.price, o.discount, o.currency, o.reason
        FROM outcomes o JOIN profiles p ON p.id = o.profile_id WHERE p.deleted_at IS NULL""",
}
"""For the team's own BI tool (docs/digest.md). No view says who pitched: figures of people are the Team page's to give,
by its rules. A step that alters one of these tables must drop the views first and make them again.
"""
