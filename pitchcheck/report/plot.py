"""Where every mark of a report's chart stands: subtractive weight (points) against relevance, one mark a claim.

Geometry only, in a picture 480 wide and 400 high; HTML draws it as SVG and PDF with a pen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, pi, sin, sqrt

from pitchcheck.report.facts import Row

WIDTH, HEIGHT = 480.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 470.0, 12.0, 356.0
SMALLEST, LARGEST = 4.5, 13.0
STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
LABEL = 7.0
TRIES = tuple((ring, turn * pi / 4) for ring in (0, 7, 14, 22, 31, 41) for turn in (0, 7, 1, 6, 2, 5, 3, 4))
PAD = 1.15
QUADRANTS = (
    ("They would subtract this", False, True),
    ("Asked for, yet it costs you", True, True),
    ("Your only answer, a thin one", False, False),
    ("Carries the pitch", True, False),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim's mark: centre, radius, and where its number is written (None where there is no room)."""

    row: Row
    x: float
    y: float
    radius: float
    label: tuple[float, float] | None = None

    @property
    def far(self) -> bool:
        """Whether the number stands so far off that a line must lead to it."""
        return self.label is not None and hypot(self.label[0] - self.x, self.label[1] - self.y) > self.radius + 12

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """The corners of the shape: a square for unasked, a triangle for makes it worse, none for a disc (tied)."""
        r = self.radius
        if self.row.kind == "unasked":
            side = r * 0.89
            return tuple((self.x + dx * side, self.y + dy * side) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
        if self.row.kind == "worse":
            x, y, wide = self.x, self.y, 1.15 * r
            return ((x, y + 1.25 * r), (x + wide, y - 0.8 * r), (x - wide, y - 0.8 * r))
        return ()


@dataclass(frozen=True, slots=True)
class Quadrant:
    """A corner of the chart named in words."""

    name: str
    right: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plot:
    """The chart. ``ticks`` are points on the weight axis with where they are drawn."""

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, float], ...]
    zero: float
    quadrants: tuple[Quadrant, ...]


def plot(rows: Iterable[Row]) -> Plot | None:
    """The chart of the rows that have a weight; None where none has."""
    weighed = [row for row in rows if row.weight is not None]
    if not weighed:
        return None
    low, high, step = _range([row.weight for row in weighed if row.weight is not None])

    def y(weight: float) -> float:
        return BOTTOM - (weight - low) / (high - low) * (BOTTOM - TOP)

    largest = max(row.share or 0 for row in weighed)
    marks = [_mark(row, y(row.weight or 0), largest) for row in weighed]
    ticks = [i * step for i in range(ceil(low / step), floor(high / step) + 1)]
    return Plot(
        marks=tuple(_labelled(sorted(marks, key=lambda mark: (-mark.radius, mark.row.n)))),
        ticks=tuple((tick, round(y(tick), 1)) for tick in ticks),
        zero=round(y(0), 1),
        quadrants=tuple(_quadrants(y(0))),
    )


def x_of(relevance: float) -> float:
    """Where a relevance of 0..1 stands; the axis runs a little past both ends so that no mark is cut off."""
    return LEFT + 16 + relevance * (RIGHT - LEFT - 32)


def _range(weights: Sequence[float]) -> tuple[float, float, float]:
    low, high = min(-0.5, PAD * min(weights)), max(0.5, PAD * max(weights))
    room = (high - low) * 0.07
    step = next((step for step in STEPS if (high - low) / step <= 7), STEPS[-1])
    return low - room, high + room, step


def _mark(row: Row, y: float, largest: float) -> Mark:
    radius = max(SMALLEST, LARGEST * sqrt((row.share or 0) / largest))
    return Mark(row=row, x=round(x_of(row.reading.relevance), 1), y=round(y, 1), radius=round(radius, 1))


def _quadrants(zero: float) -> Iterable[Quadrant]:
    for name, right, above in QUADRANTS:
        height = zero - TOP if above else BOTTOM - zero
        if height > 18:
            yield Quadrant(name, right, RIGHT - 6 if right else LEFT + 6, TOP + 14 if above else BOTTOM - 7)


def _labelled(marks: Sequence[Mark]) -> Iterable[Mark]:
    """The marks with their numbers written where nothing else is, the biggest mark first to choose."""
    taken: list[tuple[float, float]] = []
    for mark in marks:
        label = next((spot for spot in _spots(mark) if _free(spot, mark, marks, taken)), None)
        taken += [label] if label else []
        yield Mark(mark.row, mark.x, mark.y, mark.radius, label)


def _spots(mark: Mark) -> Iterable[tuple[float, float]]:
    for ring, angle in TRIES:
        away = mark.radius + LABEL + 2 + ring
        yield round(mark.x + away * cos(angle), 1), round(mark.y - away * sin(angle), 1)


def _free(spot: tuple[float, float], own: Mark, marks: Sequence[Mark], taken: Sequence[tuple[float, float]]) -> bool:
    x, y = spot
    inside = LEFT + LABEL < x < RIGHT - LABEL and TOP + LABEL < y < BOTTOM - LABEL
    return (
        inside
        and all(hypot(x - m.x, y - m.y) > m.radius + LABEL for m in marks if m is not own)
        and all(hypot(x - a, y - b) > 2 * LABEL for a, b in taken)
    )
