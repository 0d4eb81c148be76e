"""Review → plotly figure: where each claim stands, and how takes moved. Data first, then figure.

Plotly reads a little HTML in its texts, so every word that comes from a person goes through ``shown``, the one
place where text is escaped for a figure.
"""

from __future__ import annotations

import datetime as dt
import html
import textwrap
from collections.abc import Collection, Iterator, Sequence
from math import sqrt
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from pitchcheck.board import numbers
from pitchcheck.judge import Verdict
from pitchcheck.review import Review

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ASKED_FOR = 0.5
SMALLEST_REACH = 4.0
ROOM = 0.2
RELEVANCE = (-0.04, 1.04)
WEEK, DAY = 7, 86_400_000
"""Days, and a day in milliseconds, as plotly counts them."""
MARK_AREA = (260.0, 1000.0)
PLOT = (400.0, 190.0)
"""Pixels of the plotting area, between a wide screen's and a phone's: how far marks have to move for room."""
STEPS, EASED, SEEN, MANY, NEARER, FURTHEST, STILL = 120, 0.5, 5.0, 60, 0.6, 4.0, 0.001
ROOM_FOR_NUMBER, THREE_DIGITS = sqrt(MARK_AREA[0]), 24.0
"""Pixels across that a mark has at least where it bears its number, and where that may have three digits."""
HEAVIEST = 12
"""Of a crowd, more than ``MANY`` claims, so many keep their size and their number: those that weigh most."""
SANS = "Source Sans, system-ui, sans-serif"


class Palette(NamedTuple):
    """Colours of one theme. Verdicts differ in lightness too, so that no colour vision loses them."""

    ink: str
    faint: str
    rule: str
    paper: str
    tied: str
    unasked: str
    worse: str

    def of(self, verdict: Verdict) -> str:
        """The colour of a verdict."""
        return {Verdict.TIED: self.tied, Verdict.UNASKED: self.unasked, Verdict.WORSE: self.worse}[verdict]


LIGHT = Palette("#17181A", "#5E6066", "#DAD5C8", "#FCFBF8", "#2468CE", "#B4570F", "#5E2158")
DARK = Palette("#ECEAE4", "#A3A6AD", "#383C45", "#14161A", "#6B97FF", "#FCC265", "#F4588F")

SHAPES = {Verdict.TIED: "circle", Verdict.UNASKED: "square", Verdict.WORSE: "triangle-down"}


class Point(NamedTuple):
    """One claim on the chart: ``relevance`` in 0..1, ``weight`` in points, ``share`` of attention in 0..1."""

    claim: str
    number: int
    text: str
    verdict: Verdict
    sure: bool
    relevance: float
    weight: float
    share: float


class Mark(NamedTuple):
    """A claim as it is drawn: where, as (relevance, weight), and how many pixels across."""

    point: Point
    place: tuple[float, float]
    size: float


def shown(text: str, limit: int = 160) -> str:
    """Text a person wrote, made safe for a figure: escaped, on lines of 44 characters, cut short at ``limit``."""
    line = " ".join(text.split())
    short = textwrap.shorten(line, limit, placeholder="…")
    lines = textwrap.wrap(f"{line[: limit - 1]}…" if len(short) < min(limit, len(line)) / 2 else short, 44)
    return "<br>".join(html.escape(line) for line in lines)


def points(review: Review) -> tuple[Point, ...]:
    """The claims the figures count, in their order in the pitch; none where there are no figures."""
    if review.figures is None:
        return ()
    number, weights = numbers(review), review.figures.weights
    counted = [reading for reading in review.readings if reading.claim.id in weights]
    attention = sum(reading.claim.attention for reading in counted)
    return tuple(
        Point(
            claim=reading.claim.id,
            number=number[reading.claim.id],
            text=reading.claim.text,
            verdict=reading.verdict,
            sure=reading.sure,
            relevance=reading.relevance,
            weight=weights[reading.claim.id],
            share=reading.claim.attention / attention,
        )
        for reading in counted
    )


def subtraction(
    review: Review, palette: Palette = LIGHT, chosen: str | None = None, height: int | None = None
) -> Figure:
    """Subtractive weight (points) against relevance, one mark a claim; ``customdata`` carries the claim's id.

    The size of a mark is its share of attention, its verdict is colour and shape, a hollow mark is not sure, and
    ``chosen`` is ringed. Above the line the prospect gains by subtracting a claim; below it, it carries the pitch.
    A mark that would cover another stands aside, and a line leads to where it belongs (``apart``). Of more than
    ``MANY`` claims only those that weigh most, and ``chosen``, bear their number; the others are small.
    """
    import plotly.graph_objects as go

    data, reach = points(review), _reach(points(review))
    sizes = diameters(data, chosen)
    drawn = [Mark(*one) for one in zip(data, apart(data, reach, sizes), sizes, strict=True)]
    across = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    upright = {"type": "line", "yref": "y domain", "y0": 0, "y1": 1, "x0": ASKED_FOR, "x1": ASKED_FOR}
    layout = _frame(palette) | {
        "height": height,
        "xaxis": _relevance_axis(palette),
        "yaxis": _weight_axis(palette, reach),
        "shapes": [
            *(shape for mark in drawn if mark.size >= ROOM_FOR_NUMBER for shape in _leader(mark, palette)),
            across | {"line": {"color": palette.faint, "width": 1.2}},
            upright | {"line": {"color": palette.rule, "width": 1, "dash": "dot"}},
        ],
        "annotations": [
            {
                "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": anchor, "text": words,
                "yanchor": "top" if y else "bottom", "showarrow": False,
                "font": {"family": SANS, "size": 12, "color": palette.faint},
            }
            for x, y, anchor, words in QUADRANTS
        ],
    }  # fmt: skip
    marks = [_marks(verdict, drawn, palette, chosen) for verdict in Verdict]
    # Drawn at every run of the page: checking each property, as plotly does by default, took ten times as long.
    return go.Figure({"data": marks, "layout": layout}, _validate=False)


def _reach(data: Sequence[Point]) -> tuple[float, float]:
    """The weights the chart spans, in points, with room above and below for the names of the quadrants."""
    low = min([-SMALLEST_REACH, *(point.weight for point in data)])
    high = max([SMALLEST_REACH, *(point.weight for point in data)])
    return low - ROOM * (high - low), high + ROOM * (high - low)


def diameters(data: Sequence[Point], chosen: str | None = None) -> list[float]:
    """Pixels across of each mark; of a crowd most shrink, so that all together cover no more than ``MANY``."""
    size = [_diameter(point.share) for point in data]
    if len(data) <= MANY:
        return size
    told = {point.claim for point in sorted(data, key=lambda one: -abs(one.weight))[:HEAVIEST]} | {chosen}
    smaller = sqrt(MANY / len(data))
    return [
        max(one, THREE_DIGITS) if point.claim in told else one * smaller for point, one in zip(data, size, strict=True)
    ]


def apart(data: Sequence[Point], reach: tuple[float, float], sizes: Sequence[float]) -> list[tuple[float, float]]:
    """Where each mark is drawn, as (relevance, weight): where it belongs, or as near as it can without covering one.
    ``sizes`` are pixels across.

    Marks push each other away until none covers another or ``STEPS`` are done. None leaves its quadrant, comes much
    nearer to the line at nought than it belongs, or goes further than ``FURTHEST`` times its own width: what a mark
    says by where it stands stays true, and where a hundred stand in one place they go on covering each other.
    """
    if not data:
        return []
    import numpy as np

    scale = np.array([PLOT[0] / (RELEVANCE[1] - RELEVANCE[0]), PLOT[1] / (reach[1] - reach[0])])
    middle = np.array([ASKED_FOR, 0.0]) * scale
    home = np.array([(point.relevance, point.weight) for point in data]) * scale
    radius = np.array(sizes) / 2
    right_above = home >= middle
    nearest = np.stack([np.full(len(data), middle[0]), NEARER * home[:, 1]], axis=1)
    ends = np.array([0.0, 0.6 * reach[0]]) * scale, np.array([1.0, 0.6 * reach[1]]) * scale
    furthest = 2 * FURTHEST * radius[:, None]
    low = np.maximum(np.minimum(np.where(right_above, nearest, ends[0]), home), home - furthest)
    high = np.minimum(np.maximum(np.where(right_above, ends[1], nearest), home), home + furthest)
    # Marks in one place have no direction to part in: each gets one of its own, the same at every run.
    turn = np.arange(len(data)) * 2.4
    at = home + 0.01 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    itself = np.eye(len(data))
    room = (radius[:, None] + radius) * (1 - itself)
    for _ in range(STEPS if len(data) <= MANY else STEPS // 10):
        away = at[:, None] - at
        far = np.maximum(np.hypot(away[..., 0], away[..., 1]), 1e-9) + itself
        cover = np.maximum(room - far, 0)
        if not cover.any():
            break
        before, at = at, np.clip(at + EASED * (away / far[..., None] * cover[..., None]).sum(1), low, high)
        if np.abs(at - before).max() < STILL:
            break
    moved = np.hypot(*(at - home).T) > SEEN
    return [
        (float(x), float(y)) if aside else (point.relevance, point.weight)
        for point, (x, y), aside in zip(data, at / scale, moved, strict=True)
    ]


def _leader(mark: Mark, palette: Palette) -> Iterator[dict[str, Any]]:
    """A line from a mark that stands aside to the dot where it belongs."""
    point, home = mark.point, (mark.point.relevance, mark.point.weight)
    if mark.place == home:
        return
    colour = palette.of(point.verdict)
    line = {"x0": mark.place[0], "y0": mark.place[1], "x1": home[0], "y1": home[1]}
    yield {"type": "line", "layer": "below", "line": {"color": colour, "width": 1}, **line}
    yield {
        "type": "circle", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": home[0],
        "yanchor": home[1], "x0": -2, "x1": 2, "y0": -2, "y1": 2, "fillcolor": colour, "line": {"width": 0},
        "layer": "below",
    }  # fmt: skip


QUADRANTS = (
    (0.012, 1, "left", "<b>They would subtract this</b>"),
    (0.988, 1, "right", "<b>Asked for, yet it costs you</b>"),
    (0.012, 0, "left", "<b>Your only answer, a thin one</b>"),
    (0.988, 0, "right", "<b>Carries the pitch</b>"),
)


def _marks(verdict: Verdict, drawn: Sequence[Mark], palette: Palette, chosen: str | None) -> dict[str, Any]:
    mine = [mark for mark in drawn if mark.point.verdict is verdict]
    points, colour = [mark.point for mark in mine], palette.of(verdict)
    return {
        "type": "scatter",
        "x": [mark.place[0] for mark in mine],
        "y": [mark.place[1] for mark in mine],
        "mode": "markers+text",
        "name": verdict.value,
        "customdata": [point.claim for point in points],
        "text": [str(mark.point.number) if mark.size >= ROOM_FOR_NUMBER else "" for mark in mine],
        "textfont": {
            "family": SANS,
            "size": 11,
            "color": [palette.paper if point.sure else colour for point in points],
        },
        "marker": {
            "symbol": SHAPES[verdict],
            "size": [mark.size for mark in mine],
            "opacity": 0.94,
            "color": [colour if point.sure else palette.paper for point in points],
            "line": {
                "color": [_edge(point, palette, chosen) for point in points],
                "width": [3 if point.claim == chosen else 1.6 for point in points],
            },
        },
        "selected": {"marker": {"opacity": 0.94}},
        "unselected": {"marker": {"opacity": 0.94}},
        "hovertext": [_hover(point) for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _edge(point: Point, palette: Palette, chosen: str | None) -> str:
    """The outline of a mark: paper, so that marks on top of each other stay apart; ink where chosen."""
    if point.claim == chosen:
        return palette.ink
    return palette.paper if point.sure else palette.of(point.verdict)


def _diameter(share: float) -> float:
    """Pixels across, so that the *area* grows with the share of attention; a tenth or more is the largest."""
    low, high = MARK_AREA
    return sqrt(low + (high - low) * min(1.0, share / 0.1))


def _hover(point: Point) -> str:
    doubt = "" if point.sure else " (not sure)"
    return f"<b>{point.number}. {point.verdict.value}{doubt}</b><br>{shown(point.text)}<br>{gain(point.weight)}"


def gain(weight: float) -> str:
    """What cutting a claim does, in words: "Cut it and you gain 4.2 points"."""
    if abs(weight) < 0.05:
        return "Cutting it changes nothing"
    points = f"{abs(weight):.1f} point" + ("" if f"{abs(weight):.1f}" == "1.0" else "s")
    return f"Cut it and you gain {points}" if weight > 0 else f"Cut it and you lose {points}"


def _frame(palette: Palette) -> dict[str, Any]:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SANS, "size": 13, "color": palette.ink},
        "margin": {"l": 44, "r": 8, "t": 30, "b": 40},
        "showlegend": True,
        "legend": {
            "orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "itemclick": False, "itemsizing": "constant",
        },
        "hoverlabel": {
            "bgcolor": palette.paper, "bordercolor": palette.rule, "font": {"family": SANS, "color": palette.ink},
        },
        "dragmode": False,
        "clickmode": "event+select",
    }  # fmt: skip


def _relevance_axis(palette: Palette) -> dict[str, Any]:
    return {
        "title": {"text": "relevance to what they said", "standoff": 6, "font": {"size": 12, "color": palette.faint}},
        "range": list(RELEVANCE),
        "tickvals": [0, 0.5, 1],
        "ticktext": ["0", "0.5", "1"],
        "tickfont": {"color": palette.faint, "size": 11},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _weight_axis(palette: Palette, reach: tuple[float, float]) -> dict[str, Any]:
    return {
        "title": {"text": "subtractive weight, points", "standoff": 4, "font": {"size": 12, "color": palette.faint}},
        "range": list(reach),
        "nticks": 5,
        "tickfont": {"color": palette.faint, "size": 11},
        "tickformat": "+.0f",
        "gridcolor": palette.rule,
        "zeroline": False,
        "fixedrange": True,
    }


class TakePoint(NamedTuple):
    """One take on the line: its name, and R with its interval, in points; None where it had no figure."""

    name: str
    relevance: float | None
    low: float | None
    high: float | None


def over_takes(takes: Collection[TakePoint], palette: Palette = LIGHT) -> Figure:
    """R over takes in the order they were saved, with each take's interval as a bar."""
    import plotly.graph_objects as go

    known = [take for take in takes if take.relevance is not None and take.low is not None and take.high is not None]
    figure = go.Figure(
        go.Scatter(
            x=list(range(1, len(known) + 1)),
            y=[take.relevance for take in known],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [(take.high or 0) - (take.relevance or 0) for take in known],
                "arrayminus": [(take.relevance or 0) - (take.low or 0) for take in known],
                "color": palette.faint,
                "thickness": 1.2,
                "width": 5,
            },
            mode="lines+markers",
            line={"color": palette.tied, "width": 2},
            marker={"size": 10, "color": palette.tied},
            hovertext=[f"{shown(take.name)}<br>pitch relevance {take.relevance:.0f}" for take in known],
            hoverinfo="text",
        )
    )
    figure.update_layout(
        _frame(palette),
        showlegend=False,
        xaxis={
            "tickvals": list(range(1, len(known) + 1)),
            "ticktext": [shown(take.name, 18) for take in known],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"range": [0, 100], "gridcolor": palette.rule, "zeroline": False, "fixedrange": True},
    )
    return figure


BIN = 5
"""Points of pitch relevance that one bar of ``spread`` stands for."""


def spread(relevances: Sequence[float], palette: Palette = LIGHT) -> Figure:
    """How many pitches stand where, in points of pitch relevance, with a line at their median."""
    import plotly.graph_objects as go

    counts = [0] * (100 // BIN)
    for relevance in relevances:
        counts[min(int(relevance // BIN), len(counts) - 1)] += 1
    figure = go.Figure(
        go.Bar(
            x=[BIN * (i + 0.5) for i in range(len(counts))], y=counts, width=BIN * 0.9,
            marker={"color": palette.tied, "line": {"width": 0}},
            hovertext=[f"{BIN * i} to {BIN * (i + 1)}: {count:,}" for i, count in enumerate(counts)], hoverinfo="text",
        )
    )  # fmt: skip
    middle = median(relevances)
    figure.add_vline(x=middle, line={"color": palette.ink, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=middle, y=1, yref="paper", yanchor="bottom", showarrow=False, text=f"median {middle:.0f}",
        font={"size": 12, "color": palette.ink},
    )  # fmt: skip
    axis = {"zeroline": False, "fixedrange": True, "tickfont": {"color": palette.faint, "size": 11}}
    title = {"text": "pitch relevance", "standoff": 6, "font": {"size": 12, "color": palette.faint}}
    figure.update_layout(
        _frame(palette),
        showlegend=False,
        height=260,
        xaxis={**axis, "range": [0, 100], "showgrid": False, "title": title},
        yaxis={**axis, "gridcolor": palette.rule, "rangemode": "tozero", "nticks": 4},
    )
    return figure


class OnLine(NamedTuple):
    """A place on a person's line, in points, and between what the line lies there."""

    at: dt.datetime
    relevance: float
    low: float
    high: float


class Pitched(NamedTuple):
    """One pitch on the line of a person: when, its relevance (points), and what it was."""

    at: dt.datetime
    relevance: float
    name: str


def over_time(
    pitches: Sequence[Pitched],
    line: Sequence[OnLine],
    middle: tuple[float, float, float] | None,
    palette: Palette = LIGHT,
) -> Figure:
    """A person's pitches by day, the line through them with its band, and the team's middle half and median.

    ``middle`` is low, median and high, in points; None draws none.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if middle is not None:
        figure.add_hrect(y0=middle[0], y1=middle[2], fillcolor=palette.faint, opacity=0.12, line_width=0)
        figure.add_hline(
            y=middle[1], line={"color": palette.faint, "width": 1, "dash": "dot"}, annotation_text="the team's middle",
            annotation_position="top right", annotation_font={"size": 12, "color": palette.faint},
        )  # fmt: skip
    _add_line(figure, line, palette)
    figure.add_scatter(
        x=[one.at for one in pitches], y=[one.relevance for one in pitches], mode="markers", name="a pitch",
        marker={"size": 8, "color": palette.tied, "opacity": 0.85, "line": {"color": palette.paper, "width": 1}},
        hovertext=[f"{shown(one.name)}<br>{one.at:%-d %b}, pitch relevance {one.relevance:.0f}" for one in pitches],
        hoverinfo="text", cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(
        _frame(palette),
        showlegend=False,
        xaxis={
            "showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"color": palette.faint},
            **_by_the_day(pitches),
        },
        yaxis={
            "range": [0, 100], "gridcolor": palette.rule, "zeroline": False, "fixedrange": True, "nticks": 5,
            "title": {"text": "pitch relevance", "standoff": 4, "font": {"size": 12, "color": palette.faint}},
            "tickfont": {"color": palette.faint, "size": 11},
        },
    )  # fmt: skip
    return figure


def _by_the_day(pitches: Sequence[Pitched]) -> dict[str, Any]:
    """Of few days a whole week is shown, a tick a day: nobody wants to read at which second a pitch began."""
    days = [one.at.date() for one in pitches]
    room = WEEK - (max(days) - min(days)).days if days else 0
    if room <= 0:
        return {}
    first, last = min(days) - dt.timedelta(days=room // 2), max(days) + dt.timedelta(days=room - room // 2)
    return {"range": [first, last], "dtick": DAY, "tickformat": "%-d %b"}


def _add_line(figure: Figure, line: Sequence[OnLine], palette: Palette) -> None:
    """The line, and the band it lies in."""
    for name, width, fill in (("high", 0, None), ("low", 0, "tonexty"), ("relevance", 2.2, None)):
        figure.add_scatter(
            x=[one.at for one in line], y=[getattr(one, name) for one in line], mode="lines", fill=fill,
            line={"color": palette.tied, "width": width}, fillcolor=_faded(palette.tied), hoverinfo="skip",
        )  # fmt: skip


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.14)"


class ShareRow(NamedTuple):
    """One row of a comparison: what it is of, and its share (0..1) with its interval and counts."""

    name: str
    those: int
    of: int
    low: float
    high: float


def shares(rows: Sequence[ShareRow], palette: Palette = LIGHT) -> Figure:
    """Shares in per cent with their intervals as bars, one row each, the first on top; counts stand at the right."""
    import plotly.graph_objects as go

    known = list(reversed(rows))
    values = [100 * row.those / row.of for row in known]
    figure = go.Figure(
        go.Scatter(
            x=values,
            y=[shown(row.name, 60) for row in known],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [100 * row.high - value for row, value in zip(known, values, strict=True)],
                "arrayminus": [value - 100 * row.low for row, value in zip(known, values, strict=True)],
                "color": palette.faint,
                "thickness": 2,
                "width": 8,
            },
            mode="markers",
            marker={"size": 13, "color": palette.tied},
            hovertext=[f"{row.those} of {row.of}" for row in known],
            hoverinfo="text",
        )
    )
    figure.update_layout(_frame(palette), showlegend=False, margin={"r": 64, "l": 8, "t": 6, "b": 28})
    figure.update_xaxes(range=[-4, 104], ticksuffix=" %", gridcolor=palette.rule, zeroline=False, fixedrange=True)
    figure.update_yaxes(
        showgrid=False, zeroline=False, fixedrange=True, automargin=True, range=[-0.6, len(known) - 0.4]
    )
    for place, row in enumerate(known):
        figure.add_annotation(
            x=1.02, y=place, xref="paper", xanchor="left", text=f"{row.those} of {row.of}", showarrow=False,
            font={"family": SANS, "size": 13, "color": palette.ink},
        )  # fmt: skip
    return figure


class DealPoint(NamedTuple):
    """One deal on a chart of two figures, both shares of its price (0..1)."""

    name: str
    x: float
    y: float


def scatter(points: Sequence[DealPoint], titles: tuple[str, str], palette: Palette = LIGHT) -> Figure:
    """One mark a deal, both axes in per cent of the price."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Scatter(
            x=[100 * point.x for point in points],
            y=[100 * point.y for point in points],
            mode="markers",
            marker={"size": 11, "color": palette.tied, "opacity": 0.8, "line": {"color": palette.paper, "width": 1}},
            hovertext=[
                f"<b>{shown(point.name)}</b><br>{titles[0]} {point.x:.0%}<br>{titles[1]} {point.y:.0%}"
                for point in points
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.update_layout(_frame(palette), showlegend=False, margin={"l": 64, "t": 6, "b": 48})
    axis = {"ticksuffix": " %", "gridcolor": palette.rule, "zeroline": False, "fixedrange": True}
    for update, title, values in (
        (figure.update_xaxes, titles[0], [point.x for point in points]),
        (figure.update_yaxes, titles[1], [point.y for point in points]),
    ):
        most = 100 * max(values, default=1.0)
        update(axis, title={"text": title, "font": {"family": SANS, "size": 13}}, range=[-0.06 * most, 1.08 * most])
    return figure
