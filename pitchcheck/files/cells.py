"""Days and amounts of money as people and exports write them, in the ways of several countries.

How a table writes them is asked of all its cells at once: one day above the twelfth or one amount with cents settles
the rest. What stays in doubt is told and not guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from pitchcheck.pitch import InputError

_CLOCK = re.compile(r"[T,\s]+\d{1,2}[:.]\d{2}.*$", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})\.?")
_NAMED = ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")


class Manner(NamedTuple):
    """How a table writes: whether the day comes before the month, and a comma before the cents; None where unknown."""

    day_first: bool | None = None
    comma: bool | None = None


def manner(days: Iterable[str], amounts: Iterable[str]) -> Manner:
    """How those cells are written."""
    return Manner(_day_first(days), _comma(amounts))


def _day_first(days: Iterable[str]) -> bool | None:
    """Whether 3/11/2026 is in November here; dots are written day first everywhere."""
    parts = [match.groups() for day in days if (match := _NUMBERS.fullmatch(_CLOCK.sub("", day.strip())))]
    dated = [(int(first), sign, int(second)) for first, sign, second, year in parts if len(year) == 4]
    if any(sign == "." or first > 12 for first, sign, _ in dated):
        return True
    return False if any(second > 12 for *_, second in dated) else None


def _comma(amounts: Iterable[str]) -> bool | None:
    """Whether 5.400 is five thousand and four hundred here."""
    plain = [_figures(text) for text in amounts]
    if any(re.search(r",\d{1,2}$|\.\d{3}\.|\.\d{3},", one) for one in plain):
        return True
    return False if any(re.search(r"\.\d{1,2}$|,\d{3}(\D|$)", one) for one in plain) else None


def day(text: str, how: Manner = Manner()) -> dt.date:  # noqa: B008  (a tuple)
    """The day that a cell means; a time after it is let be. InputError where it is none, or could be two."""
    plain = _CLOCK.sub("", text.strip())
    try:
        if match := _NUMBERS.fullmatch(plain):
            return _counted(text, match, how.day_first)
        return _named(plain)
    except ValueError as broken:
        if isinstance(broken, InputError):
            raise
        raise InputError(f"“{text}” is no day; write days as 2026-11-03") from None


def _counted(text: str, match: re.Match[str], day_first: bool | None) -> dt.date:
    first, _, second, third = match.groups()
    if len(first) == 4 and len(third) < 3:
        return dt.date(int(first), int(second), int(third))
    if len(third) != 4 or len(first) > 2:
        raise ValueError
    if day_first is None and int(first) != int(second):
        raise InputError(f"{text} could be two days; write days as 2026-11-03")
    month, date = (second, first) if day_first else (first, second)
    return dt.date(int(third), int(month), int(date))


def _named(plain: str) -> dt.date:
    """A day with its month in English: "3 Nov 2026", "Nov 3, 2026"."""
    for form in _NAMED:
        try:
            return dt.datetime.strptime(plain, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise ValueError


_CODE = r"(?!MIO|MLN|MLD|MRD|TSD|TYS|MIL|BIL|BLN|LAC)[A-Z]{3}|(?i:usd|eur|gbp|chf|cad|aud)"
_NAME = r"(?i:US|CA|AU?|NZ|R|kr|z[łl]|K[čc]|Ft|Rs|S?Fr|lei|TL|euros?|dollars?|pounds?)\.?"
_CURRENCY = rf"(?:(?:[A-Z]{{1,2}})?[$€£¥₹₽₺₩₪₫฿₱₦₴₸]|{_CODE}|{_NAME})"
"""What may stand before or after an amount, twice as in "USD $"; what makes thousands or millions of it is none."""
_AMOUNT = re.compile(
    rf"([-−+]?)\s*(?:{_CURRENCY}\s*){{0,2}}([-−+]?)\s*(\d+(?:[\s'’`´]\d{{3}}(?!\d)|[.,]\d+)*)"
    rf"(?:[.,][-–—]{{0,2}})?\s*(?:{_CURRENCY}\s*){{0,2}}"
)
_OF_A_PROGRAM = re.compile(r"\d(\.\d+)?E\d")
"""12 million as Java's programs write it, exactly: 1.2E7. Spreadsheets round what they write as 1.20E+07."""


def _figures(text: str) -> str:
    """The digits of an amount with its dots, commas and minus sign; empty where it is no amount."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return ""
    before, after, number = match.groups()
    return ("-" if {before, after} & {"-", "−"} else "") + re.sub(r"[^\d.,]", "", number)


def amount(text: str | None, how: Manner = Manner()) -> float | None:  # noqa: B008  (a tuple)
    """An amount, whatever currency sign and thousands it is written with; None where the cell is empty.

    InputError where it is none, more than one or in words ("48k"), or where 5.400 could be two amounts.
    """
    if text is None:
        return None
    if _OF_A_PROGRAM.fullmatch(text.strip()):
        return float(text)
    plain = _figures(text)
    if re.fullmatch(r"-?\d{1,3}\.\d{3}", plain) and how.comma is None:
        raise InputError(f"“{text}” could be two amounts; write it without a sign for thousands")
    if re.search(r",\d{1,2}$", plain) or (how.comma and not re.search(r"\.\d{1,2}$", plain)):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        raise InputError(f"“{text}” is no amount of money; write it in figures, as 48000") from None
