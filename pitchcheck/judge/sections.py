"""A long call's claims in sections, so that memory does not grow with the square of its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from pitchcheck.pitch import Claim

SECTION, PAIRS = 400, 200_000
"""Claims, and pairs of a claim and a statement, that are weighed against each other at most where there are more claims
than in an hour's call. All of a day's at once would take gigabytes, and no pitch that the judge learnt from is so long.
"""


def in_sections(claims: Sequence[Claim], statements: int) -> Iterator[Sequence[Claim]]:
    """The claims, in as few parts as may be, all about as long, to be weighed against that many statements."""
    longest = min(SECTION, max(1, PAIRS // max(1, statements))) if len(claims) > SECTION else SECTION
    parts = max(1, ceil(len(claims) / longest))
    ends = [len(claims) * n // parts for n in range(parts + 1)]
    return (claims[start:end] for start, end in pairwise(ends))
