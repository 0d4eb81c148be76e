"""What became of prospects, from a table: our own columns, or an export of deals from HubSpot or Salesforce.

A row that cannot be used is told and left out; a deal that is still open is no outcome yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import ValidationError

from pitchcheck.files.structured import Problem, Row, explained, heads, rows, table, text_of
from pitchcheck.outcome import Money, OutcomeKind
from pitchcheck.pitch import Frozen, InputError

COLUMNS = ("prospect", "company", "outcome", "on", "price", "discount", "currency", "reason")


class Line(Frozen):
    """One row: of whom, what became of them, on which day. Money is in ``currency``."""

    row: int
    prospect: str | None = None
    company: str | None = None
    kind: OutcomeKind
    on: dt.date
    price: Money = None
    discount: Money = None
    currency: str | None = None
    reason: str = ""


class ReadOutcomes(Frozen):
    """What a table holds: usable lines, rows that are not, how many deals are still open, and whose export it is."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    still_open: int = 0
    source: str = "our own columns"


class Source(NamedTuple):
    """One kind of table: by which columns it is known, and what its columns are to us."""

    name: str
    known_by: frozenset[str]
    columns: Mapping[str, str]


OWN = Source("our own columns", frozenset({"outcome"}), {})
HUBSPOT = Source(
    "HubSpot",
    frozenset({"deal_name", "deal_stage"}),
    {
        "deal_name": "prospect",
        "associated_company": "company",
        "associated_company_(primary)": "company",
        "associated_company_names": "company",
        "deal_stage": "outcome",
        "close_date": "on",
        "amount": "price",
        "closed_lost_reason": "reason",
        "discount_amount": "discount",
        "discount": "discount",
        "deal_currency_code": "currency",
        "currency": "currency",
    },
)
SALESFORCE = Source(
    "Salesforce",
    frozenset({"opportunity_name", "stage"}),
    {
        "opportunity_name": "prospect",
        "account_name": "company",
        "account": "company",
        "stage": "outcome",
        "close_date": "on",
        "amount": "price",
        "discount": "discount",
        "loss_reason": "reason",
        "closed_lost_reason": "reason",
        "opportunity_currency": "currency",
        "amount_currency": "currency",
        "currency": "currency",
    },
)
SOURCES = (HUBSPOT, SALESFORCE, OWN)

STAGES: Mapping[str, OutcomeKind] = {
    **{kind.value.replace(" ", ""): kind for kind in OutcomeKind},
    "closedwon": OutcomeKind.WON,
    "closedlost": OutcomeKind.LOST,
    "nodecision": OutcomeKind.NO_DECISION,
    "closednodecision": OutcomeKind.NO_DECISION,
    "quiet": OutcomeKind.QUIET,
    "gonequiet": OutcomeKind.QUIET,
    "using": OutcomeKind.USING,
    "progress": OutcomeKind.PROGRESS,
    "madeprogress": OutcomeKind.PROGRESS,
    "churned": OutcomeKind.LEFT,
}
"""What stages are called, without spaces, dashes and case."""


def read_outcomes(data: bytes, name: str) -> ReadOutcomes:
    """What that CSV file says became of prospects. InputError where it is no such table at all."""
    text = text_of(data, name)
    source, columns, aliases = _source(text, name)
    found = rows(text, name, columns, aliases)
    day_first = _day_first(row.cells.get("on", "") for row in found)
    lines, problems, still_open = [], [], 0
    for row in found:
        stage = STAGES.get(re.sub(r"[\s_-]+", "", row.cells.get("outcome", "").casefold()))
        if stage is None and source is not OWN:
            still_open += 1
            continue
        try:
            lines.append(_line(row, stage, day_first=day_first))
        except InputError as problem:
            problems.append(Problem(row=row.number, message=str(problem)))
    return ReadOutcomes(lines=tuple(lines), problems=tuple(problems), still_open=still_open, source=source.name)


def outcomes_template() -> bytes:
    """A CSV to fill in, with one example of each moment: of the sale, and after it."""
    return table(COLUMNS, EXAMPLE)


EXAMPLE = (
    {"prospect": "Jo Example", "company": "Example Bakery", "outcome": "won", "on": "2026-03-01", "price": "4800",
     "discount": "300", "currency": "USD"},
    {"prospect": "Jo Example", "company": "Example Bakery", "outcome": "made the progress they named",
     "on": "2026-06-01", "reason": "She leaves at four."},
    {"prospect": "Al Example", "company": "Example Dairy", "outcome": "lost", "on": "2026-03-09",
     "reason": "Too early for them."},
)  # fmt: skip


def _source(text: str, name: str) -> tuple[Source, list[str], Mapping[str, str]]:
    """Whose table it is, by its header; all of its columns, ours and those that are let be."""
    header = heads(text, name)
    for source in SOURCES:
        if source.known_by <= set(header):
            first = {ours: theirs for theirs, ours in reversed(list(source.columns.items())) if theirs in header}
            aliases = {theirs: ours for ours, theirs in first.items()}
            return source, [*COLUMNS, *(aliases.get(head, head) for head in header)], aliases
    raise InputError(
        f"{name} is no table of outcomes that I know. It needs the columns {', '.join(COLUMNS)}, or is an export "
        "of deals from HubSpot (Deal Name, Deal Stage, …) or of opportunities from Salesforce (Opportunity Name …)."
    )


def _line(row: Row, kind: OutcomeKind | None, *, day_first: bool | None) -> Line:
    cells = row.cells
    if kind is None:
        kinds = ", ".join(one.value for one in OutcomeKind)
        raise InputError(f"“{cells.get('outcome', '')}” is no outcome; they are {kinds}")
    price = _money(cells.get("price"))
    try:
        return Line(
            row=row.number,
            prospect=cells.get("prospect"),
            company=cells.get("company"),
            kind=kind,
            on=_day(cells.get("on", ""), day_first=day_first),
            price=price,
            discount=_discount(cells.get("discount"), price),
            currency=cells.get("currency"),
            reason=cells.get("reason", ""),
        )
    except ValidationError as broken:
        raise InputError(explained(broken.errors(include_url=False)[0])) from None


_SLASHED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")


def _day_first(days: Iterable[str]) -> bool | None:
    """Whether 3/11/2026 is in November here: known once some day is above 12; None where that cannot be told."""
    found = [match for day in days if (match := _SLASHED.match(day.strip()))]
    if any("." in match[0] or int(match[1]) > 12 for match in found):
        return True
    return False if any(int(match[2]) > 12 for match in found) else None


def _day(text: str, *, day_first: bool | None) -> dt.date:
    text = text.strip()
    try:
        if match := _SLASHED.match(text):
            first, second, year = (int(part) for part in match.groups())
            if day_first is None and first != second:
                raise InputError(f"{text} could be two days; write days as 2026-11-03")
            return dt.date(year, second, first) if day_first else dt.date(year, first, second)
        return dt.date.fromisoformat(text if text[10:11].isdigit() else text[:10])
    except ValueError as broken:
        if isinstance(broken, InputError):
            raise
        raise InputError(f"“{text}” is no day; write days as 2026-11-03") from None


def _money(text: str | None) -> float | None:
    """An amount, whatever currency sign and thousands it is written with."""
    if text is None:
        return None
    plain = re.sub(r"[^\d.,-]", "", text)
    if re.search(r",\d{1,2}$", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        raise InputError(f"“{text}” is no amount of money") from None


def _discount(text: str | None, price: float | None) -> float | None:
    """A discount as an amount; "10%" is of the price."""
    if text is None or "%" not in text:
        return _money(text)
    part = _money(text.replace("%", ""))
    return None if part is None or price is None else price * part / 100
