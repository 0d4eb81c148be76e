"""``pitchcheck digest``: the week on one page, to be sent by whatever sends mail here."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pitchcheck.cli.acting import acting_for
from pitchcheck.cli.streams import put
from pitchcheck.pitch import InputError

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2999, 12, 31)
"""The calendar itself ends in the years 1 and 9999, and the days before and after are asked for as well."""


class As(StrEnum):
    """How the page is written."""

    HTML = "html"
    MARKDOWN = "markdown"


def digest(
    *,
    who: Annotated[
        str | None, typer.Option("--for", metavar="E-MAIL", help="Whose eyes it is made for, where people sign in.")
    ] = None,
    until: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The last day; today by default.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days.")] = 7,
    output: Annotated[As, typer.Option("--format", "-f", help="How it is written.")] = As.HTML,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to; else printed.")] = None,
) -> None:
    """Write the week on one page: what was pitched, what nobody asked for, what was left open, what became of whom.

    It holds what that person may see, and no more. Example: `pitchcheck digest --for dana@example.com -o week.html`
    """
    from pitchcheck import digest as week
    from pitchcheck.store import Store

    last = (until or dt.datetime.now(dt.UTC)).date()
    if not FIRST <= last <= LAST:
        raise InputError(f"{last:%Y-%m-%d} is no day of a week here; --until is from {FIRST} to {LAST}.")
    with Store.open() as store:
        text = week.MAKERS[output](week.digest(acting_for(store, who), last, days))
    if out is None:
        put(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{out} cannot be written: {problem.strerror}.") from problem
