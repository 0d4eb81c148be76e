"""An index over what counts for a team's figures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTED = sa.text("relevance IS NOT NULL AND (kind = 'recording' OR shared_at IS NOT NULL)")


def upgrade() -> None:
    """An index over what counts for a team's figures: a person's sums are read from it alone."""
    op.create_index(
        "ix_reviews_counted",
        "reviews",
        ["owner_id", "at", "kind", "relevance", "focus", "coverage", "stage"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
