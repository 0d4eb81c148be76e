"""The views for a BI tool leave out what people did who are off the board, as everything of the Team page does."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SHARED = (
    " WHERE (r.kind = 'recording' OR r.shared_at IS NOT NULL)"
    " AND EXISTS (SELECT 1 FROM people WHERE people.id = r.owner_id AND people.on_board)"
)
"""What a team may count: recordings, and rehearsals that were shared, of people on the board."""

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
}
"""All but the outcomes, which are of prospects. A step that alters one of these tables must drop the views first and
make them again.
"""


def upgrade() -> None:
    """Make those four anew; on PostgreSQL in their place, so that who may read them, and what stands on them, stays."""
    in_place = op.get_bind().dialect.name == "postgresql"
    for name, query in VIEWS.items():
        if not in_place:
            op.execute(sa.text(f"DROP VIEW {name}"))
        op.execute(sa.text(f"CREATE {'OR REPLACE ' if in_place else ''}VIEW {name} AS {query}{SHARED}"))
