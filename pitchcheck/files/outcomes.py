"""What became of prospects, from a table: our own columns, or an export of deals from HubSpot or Salesforce.

A row that cannot be used is told and left out; a deal that is still open is no outcome yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from pitchcheck.files.cells import Manner, amount, day, manner
from pitchcheck.files.structured import Problem, Row, explained, heads, rows, table, text_of
from pitchcheck.outcome import Money, OutcomeKind, is_more_than
from pitchcheck.pitch import Frozen, InputError

Read = TypeVar("Read")
COLUMNS = ("prospect", "company", "outcome", "on", "price", "discount", "currency", "reason")


class Line(Frozen):
    """One row: of whom, what became of them, on which day. Money is in ``currency``.

    ``also`` are other names that the row goes by: of several companies and contacts each.
    """

    row: int
    prospect: str | None = None
    company: str | None = None
    also: tuple[str, ...] = ()
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
    """One kind of table: any of the sets of columns by which it is known, and what its columns are to us.

    Where several columns are one thing to us, the first that is there counts.
    """

    name: str
    known_by: tuple[frozenset[str], ...]
    columns: Mapping[str, str]


OWN = Source("our own columns", (frozenset({"outcome"}),), {})
HUBSPOT = Source(
    "HubSpot",
    (frozenset({"deal_name", "deal_stage"}), frozenset({"dealname", "dealstage"})),
    {
        **dict.fromkeys(("deal_name", "dealname"), "prospect"),
        "associated_company_(primary)": "company",
        "associated_company": "company",
        "associated_company_names": "company",
        "associated_contact": "contact",
        "associated_contact_names": "contact",
        **dict.fromkeys(("deal_stage", "dealstage"), "outcome"),
        **dict.fromkeys(("close_date", "closedate"), "on"),
        **dict.fromkeys(("amount", "amount_in_deal_currency"), "price"),
        "closed_lost_reason": "reason",
        "closed_won_reason": "won_because",
        **dict.fromkeys(("discount_amount", "discount"), "discount"),
        **dict.fromkeys(("currency", "deal_currency_code"), "currency"),
        **dict.fromkeys(("is_closed_won", "hs_is_closed_won"), "is_won"),
        **dict.fromkeys(("is_deal_closed?", "hs_is_closed"), "is_closed"),
    },
)
SALESFORCE = Source(
    "Salesforce",
    (frozenset({"opportunity_name", "stage"}), frozenset({"name", "stagename", "closedate"})),
    {
        **dict.fromkeys(("opportunity_name", "name"), "prospect"),
        **dict.fromkeys(("account_name", "account.name", "account"), "company"),
        **dict.fromkeys(("primary_contact", "contact_name", "contact.name"), "contact"),
        **dict.fromkeys(("stage", "stagename"), "outcome"),
        **dict.fromkeys(("close_date", "closedate"), "on"),
        "amount": "price",
        "discount": "discount",
        **dict.fromkeys(("loss_reason", "closed_lost_reason", "reason_lost"), "reason"),
        **dict.fromkeys(("win_reason", "closed_won_reason", "reason_won"), "won_because"),
        **dict.fromkeys(("amount_currency", "opportunity_currency", "currency", "currencyisocode"), "currency"),
        **dict.fromkeys(("won", "iswon"), "is_won"),
        **dict.fromkeys(("closed", "isclosed"), "is_closed"),
    },
)
SOURCES = (HUBSPOT, SALESFORCE, OWN)
TRUE = ("true", "1", "yes")

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


class _Wrong(InputError):
    """What is wrong with one cell, and the column it stands in."""

    def __init__(self, message: str, column: str | None = None) -> None:
        super().__init__(message)
        self.column = column


def read_outcomes(data: bytes, name: str) -> ReadOutcomes:
    """What that CSV file says became of prospects. InputError where it is no such table at all."""
    text = text_of(data, name)
    source, columns, aliases = _source(text, name)
    found = [row for row in rows(text, name, columns, aliases) if source is OWN or row.cells.keys() & {"outcome", "on"}]
    how = manner(
        (row.cells.get("on", "") for row in found),
        (row.cells[column] for row in found for column in ("price", "discount") if column in row.cells),
    )
    lines, problems, still_open = [], [], 0
    for row in found:
        kind = _kind(row.cells)
        if kind is None and source is not OWN:
            still_open += 1
            continue
        try:
            lines.append(_line(row, kind, how))
        except _Wrong as problem:
            theirs = {ours: head.replace("_", " ") for head, ours in aliases.items()}
            column = theirs.get(problem.column or "", problem.column)
            problems.append(Problem(row=row.number, column=column, message=str(problem)))
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
        if any(known <= set(header) for known in source.known_by):
            first = {ours: theirs for theirs, ours in reversed(list(source.columns.items())) if theirs in header}
            aliases = {theirs: ours for ours, theirs in first.items()}
            return source, [*COLUMNS, *(aliases.get(head, head) for head in header)], aliases
    raise InputError(
        f"{name} is no table of outcomes that I know. It needs the columns {', '.join(COLUMNS)}, or is an export "
        "of deals from HubSpot (Deal Name, Deal Stage, …) or of opportunities from Salesforce (Opportunity Name, "
        "Stage, …). In another language, export it once with the language set to English."
    )


def _kind(cells: Mapping[str, str]) -> OutcomeKind | None:
    """What the stage says; where it has a name of the house's own, what the export's own marks say; None while open.

    A number before the stage and its pipeline in brackets after it are let be: "8 - Closed Lost", "Closed won (Sales)".
    """
    stage = re.sub(r"^\d+\s*[-.:)]\s*|\s*\([^)]*\)\s*$", "", cells.get("outcome", "").casefold())
    if found := STAGES.get(re.sub(r"[\s_/-]+", "", stage)):
        return found
    won, closed = (cells.get(mark, "").casefold() for mark in ("is_won", "is_closed"))
    if won in TRUE:
        return OutcomeKind.WON
    return OutcomeKind.LOST if won and closed in TRUE else None


def _line(row: Row, kind: OutcomeKind | None, how: Manner) -> Line:
    cells = row.cells
    if kind is None:
        kinds = ", ".join(one.value for one in OutcomeKind)
        raise _Wrong(f"“{cells.get('outcome', '')}” is no outcome; they are {kinds}", "outcome")
    price = _cell(cells, "price", lambda text: amount(text, how))
    why = "won_because" if kind is OutcomeKind.WON and "won_because" in cells else "reason"
    try:
        return Line(
            row=row.number,
            prospect=cells.get("prospect"),
            company=cells.get("company"),
            also=_also(cells),
            kind=kind,
            on=_cell(cells, "on", lambda text: day(text or "", how)),
            price=price,
            discount=_cell(cells, "discount", lambda text: _discount(text, price, how)),
            currency=cells.get("currency"),
            reason=cells.get(why, ""),
        )
    except ValidationError as broken:
        first = broken.errors(include_url=False)[0]
        raise _Wrong(explained(first), str(first["loc"][0])) from None


def _also(cells: Mapping[str, str]) -> tuple[str, ...]:
    """The companies and contacts of a deal, each alone: "Dana Whitlock (dana@crumb.example);Lee Moss"."""
    each = (name for column in ("company", "contact") for name in cells.get(column, "").split(";"))
    plain = (re.sub(r"\s*\([^()]*@[^()]*\)\s*$", "", name).strip() for name in each)
    return tuple(dict.fromkeys(name for name in plain if name not in ("", cells.get("company"))))


def _cell(cells: Mapping[str, str], column: str, read: Callable[[str | None], Read]) -> Read:
    """What a cell says; what is wrong with it is told with its column."""
    try:
        return read(cells.get(column))
    except InputError as problem:
        raise _Wrong(str(problem), column) from None


def _discount(text: str | None, price: float | None, how: Manner) -> float | None:
    """A discount as an amount, no more than the price; "10%" is of the price."""
    found = amount(text.replace("%", "") if text else text, how)
    if text and "%" in text:
        found = None if found is None or price is None else price * found / 100
    if is_more_than(found, price):
        raise InputError(
            f"{found:,.12g} off is more than the price, {price:,.12g}; write the price before the discount"
        )
    return found
