"""What was said and what was asked for, across pitches: claims, their links, and statements, as data frames.

Only of pitches that count for a team and that this person may look into: each row can be opened down to its quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pitchcheck.store.aggregates import Scope, inside, members, seen
from pitchcheck.store.desk import Desk
from pitchcheck.store.sums import frame
from pitchcheck.store.tables import ReviewClaimRow, ReviewLinkRow, ReviewRow, ReviewStatementRow

if TYPE_CHECKING:
    import pandas as pd

MOST_PITCHES = 2_000
"""The newest pitches that are read; a page says where there are more."""

PITCH = ("kind", "at", "prospect", "company", "stage", "industry", "product")
CLAIM = ("claim", "text", "feature", "verdict", "sure")
STATEMENT = ("statement", "force", "who", "text", "answered", "worsened")
LINK = ("claim", "statement", "relation", "force")


@dataclass(frozen=True)
class Asked:
    """Claims and statements of the pitches this person may see."""

    desk: Desk

    def pitches(self, scope: Scope) -> pd.DataFrame:
        """The newest pitches of the scope, by id: PITCH, and ``profile_id``; at most MOST_PITCHES."""
        columns = ("profile_id", *PITCH)
        query = sa.select(ReviewRow.id, *(getattr(ReviewRow, name) for name in columns)).where(self._newest(scope))
        return self._frame(query, ("review_id", *columns)).set_index("review_id")

    def claims(self, scope: Scope) -> pd.DataFrame:
        """Every claim put forward in them: ``review_id`` and CLAIM. What was ticked off was not said."""
        return self._parts(ReviewClaimRow, CLAIM, scope, ReviewClaimRow.kept.is_(True))

    def links(self, scope: Scope) -> pd.DataFrame:
        """What those claims answer and worsen: ``review_id`` and LINK."""
        return self._parts(ReviewLinkRow, LINK, scope)

    def statements(self, scope: Scope) -> pd.DataFrame:
        """What the prospects of those pitches had said, as each pitch left it: ``review_id`` and STATEMENT."""
        return self._parts(ReviewStatementRow, STATEMENT, scope)

    def _parts(
        self, table: Any, names: Sequence[str], scope: Scope, *conditions: sa.ColumnElement[bool]
    ) -> pd.DataFrame:
        query = sa.select(table.review_id, *(getattr(table, name) for name in names))
        query = query.join(ReviewRow, ReviewRow.id == table.review_id).where(self._newest(scope), *conditions)
        return self._frame(query.order_by(table.review_id), ("review_id", *names))

    def _newest(self, scope: Scope) -> sa.ColumnElement[bool]:
        allowed = sa.and_(inside(scope), seen(self.desk))
        if scope.team is not None:
            allowed = sa.and_(allowed, ReviewRow.owner_id.in_(members(scope.team)))
        newest = sa.select(ReviewRow.id).where(allowed).order_by(ReviewRow.at.desc(), ReviewRow.id)
        return ReviewRow.id.in_(newest.limit(MOST_PITCHES))

    def _frame(self, query: sa.Select[Any], columns: Sequence[str]) -> pd.DataFrame:
        with self.desk.reading() as session:
            return frame(session.execute(query), columns)
