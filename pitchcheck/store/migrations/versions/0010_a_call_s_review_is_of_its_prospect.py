"""The review of a call is of the prospect that the call is judged against, as it is kept from now on.

A call that was read again against another prospect kept the first one's on its review: it stood among that one's deals,
and would have gone with that one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each review as its recording has it."""
    reviews = sa.table("reviews", sa.column("recording_id"), sa.column("profile_id"))
    recordings = sa.table("recordings", sa.column("id"), sa.column("profile_id"))
    its = sa.select(recordings.c.profile_id).where(recordings.c.id == reviews.c.recording_id).scalar_subquery()
    of_calls = reviews.c.recording_id.is_not(None)
    op.execute(sa.update(reviews).where(of_calls, reviews.c.profile_id.is_distinct_from(its)).values(profile_id=its))
