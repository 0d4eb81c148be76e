"""Deals: what became of each prospect, beside the last pitch they heard before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pitchcheck.outcome import OutcomeKind
from pitchcheck.profile import Force
from pitchcheck.store.aggregates import Scope, members, must_be_in, of, seen
from pitchcheck.store.desk import Desk
from pitchcheck.store.outcomes import Outcome, Outcomes
from pitchcheck.store.recordings import RECORDING
from pitchcheck.store.tables import ProfileRow, ReviewRow, ReviewStatementRow

if TYPE_CHECKING:
    import pandas as pd

DECISIONS = (OutcomeKind.WON, OutcomeKind.LOST, OutcomeKind.NO_DECISION)
AFTER = (
    OutcomeKind.USING,
    OutcomeKind.PROGRESS,
    OutcomeKind.RENEWED,
    OutcomeKind.REFERRED,
    OutcomeKind.CAME_BACK,
    OutcomeKind.LEFT,
)
COLUMNS = (
    "prospect", "company", "industry", "decided", "reason", "on", "price", "discount", "currency", "quiet", "after",
    "known_after", "progress", "left", "relevance", "coverage", "unasked_share", "price_in_play", "anxieties",
    "unanswered",
)  # fmt: skip


@dataclass(frozen=True)
class Deals:
    """What became of prospects you may see, and how the pitches you may see stood."""

    desk: Desk

    def frame(self, scope: Scope) -> pd.DataFrame:
        """One row a prospect with an outcome within the scope's days, by profile id: COLUMNS.

        With a team chosen, prospects of that team's people, and pitches of theirs; with a product, a kind or a stage,
        prospects who heard such a pitch. Raises Missing for a team you are not in.

        ``decided`` is the last decision (won, lost, no decision), None where there is none, ``on`` its day, ``reason``
        why; ``price`` and ``discount`` are of the decision, of the last outcome with a price where it has none;
        ``quiet`` whether they ever went quiet; ``after`` what was told of that day or after it, ``known_after`` whether
        anything was, ``progress`` whether they then made the progress they named or renewed. Figures are of the
        last pitch on or before that day, a recording before a rehearsal of the same moment; missing where you may see
        none. ``anxieties`` are those they had stated, ``unanswered`` those that this pitch left open.
        """
        import pandas as pd

        by_profile: dict[str, list[Outcome]] = {}
        for outcome in Outcomes(self.desk).all():
            by_profile.setdefault(outcome.profile_id, []).append(outcome)
        rows = {profile: _became(outcomes) for profile, outcomes in by_profile.items()}
        rows = {profile: row for profile, row in rows.items() if scope.since <= row["on"] <= scope.until}
        named, heard = self._named(rows, scope.team), self._pitches(rows, scope)
        wanted = heard if scope.product or scope.kind or scope.stage else rows
        rows = {
            one: {**rows[one], **heard.get(one, {}), **named[one]} for one in rows if one in named and one in wanted
        }
        table = pd.DataFrame.from_dict(rows, orient="index", columns=None)
        return table.reindex(columns=list(COLUMNS)).rename_axis("profile_id")

    def _named(self, profiles: Iterable[str], team: str | None) -> dict[str, dict[str, Any]]:
        """Those prospects, of the team's people where one is asked for."""
        query = sa.select(ProfileRow.id, ProfileRow.name, ProfileRow.company, ProfileRow.content)
        if team is not None:
            query = query.where(ProfileRow.owner_id.in_(members(team)))
        with self.desk.reading() as session:
            must_be_in(self.desk, session, team)
            rows = session.execute(query.where(ProfileRow.id.in_(list(profiles))))
            return {
                row.id: {"prospect": row.name, "company": row.company, "industry": _industry(row.content)}
                for row in rows
            }

    def _pitches(self, rows: Mapping[str, Mapping[str, Any]], scope: Scope) -> dict[str, dict[str, Any]]:
        """By profile the figures of the last pitch on or before the day, and the anxieties it left open."""
        figures = ("relevance", "coverage", "unasked_share", "price_in_play")
        columns = (ReviewRow.id, ReviewRow.profile_id, ReviewRow.at, *(getattr(ReviewRow, name) for name in figures))
        query = sa.select(*columns).where(seen(self.desk), of(scope), ReviewRow.profile_id.in_(list(rows)))
        if scope.team is not None:
            query = query.where(ReviewRow.owner_id.in_(members(scope.team)))
        query = query.order_by(ReviewRow.at, ReviewRow.kind == RECORDING, ReviewRow.id)
        with self.desk.reading() as session:
            found = session.execute(query).all()
            last = {row.profile_id: row for row in found if row.at.date() <= rows[row.profile_id]["on"]}
            anxieties = _anxieties(session, [row.id for row in last.values()])
        return {
            profile: {**{name: getattr(row, name) for name in figures}, **anxieties.get(row.id, NONE_STATED)}
            for profile, row in last.items()
        }


NONE_STATED = {"anxieties": 0, "unanswered": 0}


def _anxieties(session: sa.orm.Session, reviews: Sequence[str]) -> dict[str, dict[str, int]]:
    """By review how many anxieties they had stated, and how many of them it left open."""
    table = ReviewStatementRow
    open_ones = sa.func.sum(sa.case((table.answered, 0), else_=1))
    query = sa.select(table.review_id, sa.func.count(), open_ones).group_by(table.review_id)
    query = query.where(table.review_id.in_(reviews), table.force == Force.ANXIETY)
    return {review: {"anxieties": stated, "unanswered": left} for review, stated, left in session.execute(query)}


def _industry(content: str) -> str | None:
    import json

    found: str | None = json.loads(content).get("industry")
    return found


def _became(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What became of one prospect, of all that was told in the order of days."""
    decision = next((one for one in reversed(outcomes) if one.kind in DECISIONS), None)
    first = decision or outcomes[0]
    since = [one.kind for one in outcomes if decision is None or (one.on >= decision.on and one is not decision)]
    after = [kind for kind in dict.fromkeys(since) if kind in AFTER]
    told = (decision or outcomes[-1], *reversed(outcomes))
    money = next((one for one in told if one.price is not None), first)
    return {
        "decided": decision.kind.value if decision else None,
        "reason": first.reason,
        "on": first.on,
        "price": money.price,
        "discount": money.discount,
        "currency": money.currency,
        "quiet": any(one.kind is OutcomeKind.QUIET for one in outcomes),
        "after": ", ".join(kind.value for kind in after),
        "known_after": bool(after),
        "progress": bool({OutcomeKind.PROGRESS, OutcomeKind.RENEWED}.intersection(after)),
        "left": OutcomeKind.LEFT in after,
    }
