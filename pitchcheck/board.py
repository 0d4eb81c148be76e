"""The forces board: how each thing the prospect said stands after the pitch, and which way the rope goes.

The picture is a tug of war. Pushes and pulls draw somebody towards a change, but only those the pitch answers
draw them towards *this* one; anxieties and habits hold until something eases them; the no's are the fence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import fsum

from pitchcheck.judge import Link, Reading
from pitchcheck.pitch import Frozen
from pitchcheck.profile import Force, Statement
from pitchcheck.review import Review

TOWARDS = (Force.PUSH, Force.PULL)
HOLDING = (Force.ANXIETY, Force.HABIT)


class Standing(StrEnum):
    """What the pitch did to a statement. A statement both answered and made worse is made worse."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WORSE = "made worse"


class Line(Frozen):
    """One statement on the board.

    ``answered_by`` and ``worsened_by`` are claim ids in the pitch's order, ``answer`` the best relevance (0..1)
    among the claims that answer it.
    """

    statement: Statement
    answered_by: tuple[str, ...] = ()
    worsened_by: tuple[str, ...] = ()
    answer: float = 0.0

    @property
    def standing(self) -> Standing:
        """Answered, unanswered or made worse."""
        if self.worsened_by:
            return Standing.WORSE
        return Standing.ANSWERED if self.answered_by else Standing.UNANSWERED

    @property
    def pull(self) -> float:
        """What it draws with: its strength by how well it was answered (pushes, pulls) or by how well it was not
        (anxieties, habits). One made worse holds with its whole strength. 0 for a no: a fence does not pull.
        """
        answer = 0.0 if self.worsened_by else self.answer
        if self.statement.force in TOWARDS:
            return self.statement.strength * answer
        return self.statement.strength * (1 - answer) if self.statement.force in HOLDING else 0.0


EVEN = 0.05
"""How far from the middle the knot may stand for a rope that is called even."""


class Lean(StrEnum):
    """Which way the rope goes."""

    CHANGE = "change"
    STAY = "stay"
    NEITHER = "neither"


class Board(Frozen):
    """Every statement of the profile with how it stands, in the profile's order."""

    lines: tuple[Line, ...]

    def of(self, *forces: Force) -> tuple[Line, ...]:
        """The lines of these forces: force by force, then in the profile's order."""
        return tuple(line for force in forces for line in self.lines if line.statement.force is force)

    @property
    def balance(self) -> float:
        """Where the knot of the rope is: 0 all the way to staying as they are, 1 all the way to moving, 0.5 even.

        The draw of pushes and pulls as a share of the draw on both sides.
        """
        towards = fsum(line.pull for line in self.of(*TOWARDS))
        holding = fsum(line.pull for line in self.of(*HOLDING))
        return towards / (towards + holding) if towards + holding else 0.5

    @property
    def lean(self) -> Lean:
        """Which way the rope goes; ``EVEN`` to either side of the middle nobody is winning."""
        if 0.5 - EVEN <= self.balance <= 0.5 + EVEN:
            return Lean.NEITHER
        return Lean.CHANGE if self.balance > 0.5 else Lean.STAY


def board(review: Review) -> Board:
    """The board of the claims the review counts (``kept``)."""
    held: dict[str, list[tuple[Reading, Link]]] = {}
    for reading in in_order(review.readings):
        if reading.claim.id in review.kept:
            for link in reading.links:
                if link.holds:
                    held.setdefault(link.to, []).append((reading, link))
    return Board(lines=tuple(_line(statement, held.get(statement.id, ())) for statement in review.profile.statements))


def _line(statement: Statement, held: Sequence[tuple[Reading, Link]]) -> Line:
    return Line(
        statement=statement,
        answered_by=tuple(dict.fromkeys(r.claim.id for r, link in held if link.relation.answers)),
        worsened_by=tuple(dict.fromkeys(r.claim.id for r, link in held if not link.relation.answers)),
        answer=max((r.relevance for r, link in held if link.relation.answers), default=0.0),
    )


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """The readings in the order their claims stand in the pitch."""
    return sorted(readings, key=lambda reading: (reading.claim.start, reading.claim.end, reading.claim.id))


def numbers(review: Review) -> dict[str, int]:
    """The number a claim goes by on charts, cards and in reports: 1, 2, ... in the order of the pitch."""
    return {reading.claim.id: n for n, reading in enumerate(in_order(review.readings), 1)}
