"""Numbers of things, as a sentence says them."""

from __future__ import annotations

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(n: int) -> str:
    """Small numbers in words, as in a sentence."""
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number of things in figures: "1 pitch", "1,200 pitches"."""
    return f"{n:,} {named(n, one, many)}"


def named(n: int, one: str, many: str | None = None) -> str:
    """What so many things are called: "pitch" of one, "pitches" of any other number."""
    return one if n == 1 else many or f"{one}s"
