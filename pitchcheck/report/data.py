"""A review as data: JSON that reads back as the same review, and its claims as CSV for a spreadsheet."""

from __future__ import annotations

import csv as tables
import io
import json as notation
from collections.abc import Iterator

from pitchcheck.report.facts import Row, facts
from pitchcheck.review import Review

COLUMNS = (
    "number", "claim", "verdict", "sure", "counted", "answers", "makes worse", "relevance", "harm", "points without it",
    "attention share", "kind", "feature", "flags", "start", "end", "said at",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def json(review: Review) -> str:
    """The review as JSON, by the schema that ``pitchcheck schema review`` prints. Ids in ``kept`` are sorted."""
    plain = review.model_dump(mode="json")
    plain["kept"] = sorted(review.kept)
    return notation.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def csv(review: Review) -> str:
    """One row a claim, in the pitch's order; shares in 0..1, the weight in points, spans in code points, the time
    it was said at (in a recording) in seconds.

    It starts with a byte order mark, or Excel reads UTF-8 as something else. A cell that a spreadsheet would run as
    a formula is made text by a leading apostrophe.
    """
    out = io.StringIO()
    writer = tables.writer(out)
    writer.writerow(COLUMNS)
    found = facts(review)
    writer.writerows([cell(value) for value in _values(row)] for row in found.rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _values(row: Row) -> Iterator[object]:
    reading = row.reading
    yield from (row.n, reading.claim.text, reading.verdict, _yes(reading.sure), _yes(row.kept))
    yield from (_quotes(row, worse=False), _quotes(row, worse=True))
    yield from (_rounded(reading.relevance), _rounded(reading.harm), _rounded(row.weight), _rounded(row.share))
    yield from (reading.claim.kind, reading.feature, " ".join(row.flags), reading.claim.start, reading.claim.end)
    yield _rounded(row.at)


def _quotes(row: Row, *, worse: bool) -> str:
    return " | ".join(answer.statement.text for answer in row.answers if answer.worse is worse)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0


def cell(value: object) -> object:
    """A value as a spreadsheet may show it: text that would start a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else str(value)
