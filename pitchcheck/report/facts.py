"""What every report says, worked out once: the words and numbers that HTML, Markdown and PDF only lay out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from pitchcheck.advice import headline, headline_cut, percent, trust
from pitchcheck.board import Board, board, in_order, numbers
from pitchcheck.judge import Link, Reading, Verdict
from pitchcheck.judge.sentences import LINE_END
from pitchcheck.profile import Profile, Statement
from pitchcheck.review import Figures, Flag, Review, figures

FEW = 5
"""Claims that are named one by one in a line; more are counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim does to one statement: whether it makes it worse, and how the judge or a person got there."""

    statement: Statement
    worse: bool
    link: Link

    @property
    def because(self) -> str:
        """One short phrase: a person's word, the phrase that led the judge there, or the judge's probability."""
        if self.link.by is not None:
            return f"says {self.link.by}"
        through = f", by way of “{self.link.through}”" if self.link.through else ""
        return f"{percent(self.link.probability)} likely{through}"


@dataclass(frozen=True, slots=True)
class Row:
    """One claim as the claims table has it. ``share`` is of the counted attention, ``weight`` in points; both
    are None for a claim that was ticked off, ``weight`` also where there is no headline number. ``at`` is when its
    sentence began in a recording, in seconds.
    """

    n: int
    reading: Reading
    kept: bool
    share: float | None
    weight: float | None
    answers: tuple[Answer, ...]
    flags: tuple[str, ...]
    at: float | None = None

    @property
    def clock(self) -> str | None:
        """When it was said, as a recording's player shows it: 3:07, or 1:02:09."""
        return None if self.at is None else clock(self.at)

    @property
    def kind(self) -> str:
        """The verdict as one word: what marks, colours and shapes are named after."""
        return {Verdict.TIED: "tied", Verdict.UNASKED: "unasked", Verdict.WORSE: "worse"}[self.reading.verdict]

    @property
    def verdict(self) -> str:
        """The verdict in words, with what a person must know beside it."""
        return ", ".join([self.reading.verdict, *self.notes])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person must know beside the verdict."""
        return ("not sure",) * (not self.reading.sure) + ("ticked off",) * (not self.kept)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the pitch: plain, or the words of one claim (the first, where claims overlap)."""

    text: str
    row: Row | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a report shows about one review."""

    review: Review
    headline: str
    rows: tuple[Row, ...]
    board: Board
    numbers: dict[str, int]

    @property
    def figures(self) -> Figures | None:
        """The figures, or None where there is no headline number."""
        return self.review.figures

    @property
    def title(self) -> str:
        """The pitch's own title, else what it is."""
        return self.review.pitch.title or ("Call" if self.review.pitch.transcript else "Pitch")

    @property
    def prospect(self) -> str:
        """The prospect with their company."""
        return self.review.profile.full_name

    @property
    def trust(self) -> str:
        """How far the review can be trusted, in a sentence or two."""
        return trust(self.review)

    @property
    def unsure(self) -> tuple[Row, ...]:
        """The claims a person should be asked about."""
        return tuple(row for row in self.rows if not row.reading.sure)

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Flags that stand."""
        return tuple(flag for flag in self.review.flags if flag.dismissed is None)

    @property
    def dismissed(self) -> tuple[Flag, ...]:
        """Flags somebody set aside, with their reason."""
        return tuple(flag for flag in self.review.flags if flag.dismissed is not None)

    @property
    def judged_alone(self) -> Figures | None:
        """The figures by the judge's own readings, where people overrode it."""
        judged = [reading for reading in self.review.judged if reading.claim.id in self.review.kept]
        return figures(judged, self.review.profile) if judged and self.figures else None

    @property
    def in_play(self) -> str | None:
        """The price in play as money, where a price was given and some of it is in play."""
        found, profile = self.figures, self.review.profile
        return money(found.price_in_play, profile) if found and found.price_in_play else None

    @property
    def best_cut(self) -> str:
        """The best cut in words: the numbers of a few claims, or how many claims it is."""
        steps = self.figures.best_cut if self.figures else ()
        cut = self.claim_numbers(step.claim for step in steps)
        return listed(cut) if len(cut) <= FEW else f"{len(cut)} claims"

    @property
    def first_cut(self) -> tuple[Row, ...]:
        """The claims the headline asks to cut, worst first."""
        rows = {row.reading.claim.id: row for row in self.rows}
        return tuple(rows[step.claim] for step in headline_cut(self.review))

    def claim_numbers(self, claims: Iterable[str]) -> tuple[int, ...]:
        """The numbers these claims go by, smallest first."""
        return tuple(sorted(self.numbers[claim] for claim in claims if claim in self.numbers))

    def marked(self) -> tuple[Piece, ...]:
        """The whole pitch in pieces: joined, their texts are the pitch."""
        return tuple(_pieces(self.review.pitch.text, self.rows))


def facts(review: Review) -> Facts:
    """Work out what a report says about ``review``."""
    numbered = numbers(review)
    return Facts(
        review=review,
        headline=headline(review),
        rows=_rows(review, numbered),
        board=board(review),
        numbers=numbered,
    )


def _rows(review: Review, numbered: dict[str, int]) -> tuple[Row, ...]:
    readings = in_order(review.readings)
    counted = fsum(reading.claim.attention for reading in readings if reading.claim.id in review.kept)
    began = {sentence.n: sentence.at for sentence in review.pitch.sentences}
    return tuple(
        _row(review, reading, numbered[reading.claim.id], counted, began.get(reading.claim.n)) for reading in readings
    )


def _row(review: Review, reading: Reading, n: int, counted: float, at: float | None) -> Row:
    kept = reading.claim.id in review.kept
    return Row(
        n=n,
        reading=reading,
        kept=kept,
        share=reading.claim.attention / counted if kept else None,
        weight=review.figures.weights.get(reading.claim.id) if review.figures else None,
        answers=tuple(_answers(review, reading)),
        flags=tuple(flag.code for flag in review.flags if reading.claim.id in flag.claims and not flag.dismissed),
        at=at,
    )


def _answers(review: Review, reading: Reading) -> Iterator[Answer]:
    statements = {statement.id: statement for statement in review.profile.statements}
    for link in reading.links:
        if link.holds and link.to in statements:
            yield Answer(statement=statements[link.to], worse=not link.relation.answers, link=link)


def _pieces(text: str, rows: Iterable[Row]) -> Iterator[Piece]:
    at = 0
    for row in rows:
        start, end = max(at, row.reading.claim.start), min(row.reading.claim.end, len(text))
        if start >= end:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], row, opens=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def who_said(statement: Statement) -> str:
    """The person, where known, and whether they buy, use or keep the gate."""
    return f"{statement.person}, {statement.who}" if statement.person else str(statement.who)


def clock(seconds: float) -> str:
    """Seconds as a player shows them: 3:07, or 1:02:09."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def money(amount: float, profile: Profile) -> str:
    """An amount in the profile's currency, without cents."""
    return f"{amount:,.0f} {profile.currency}"


def points(weight: float) -> str:
    """A weight in points, signed, with a true minus: +1.8, −0.4, 0.0."""
    rounded = round(weight, 1) or 0.0
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def listed(items: Iterable[object]) -> str:
    """Items as a person lists them: 1, 2 and 3."""
    words = [str(item) for item in items]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def printable(text: str) -> str:
    """The text without what no page may carry: control characters, and the marks that turn writing around.

    Every kind of line end (PowerPoint's is a vertical tab) is a newline: words on either side stay apart.
    Direction overrides (U+202A to U+202E, U+2066 to U+2069) can make a quote read as something nobody said.
    Right-to-left words are not touched: pages isolate them.
    """
    lines = LINE_END.sub("\n", text)
    return "".join(character for character in lines if character in "\n\t" or not _unprintable(character))


def _unprintable(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or "\u202a" <= character <= "\u202e"
        or ("\u2066" <= character <= "\u2069")
    )
