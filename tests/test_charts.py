"""The chart of subtractive weight against relevance, and the line over takes."""

from __future__ import annotations

import datetime as dt
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck import charts
from pitchcheck.judge import Verdict
from pitchcheck.review import refigure
from tests.report.story import hostile, review

SCRIPT = "<script>alert(1)</script><b>x</b>"


def test_each_claim_stands_at_its_relevance_and_its_weight() -> None:
    """Dana's one page: relevance .94, and cutting it costs what the review says its weight is."""
    point = next(point for point in charts.points(review()) if point.claim == "c3")
    figures = review().figures
    assert figures is not None
    assert (point.number, point.relevance, point.weight) == (3, 0.94, figures.weights["c3"])
    assert point.verdict is Verdict.TIED


def test_shares_of_attention_add_up_to_all_of_it() -> None:
    """However many claims are ticked off, what is left is the whole of what is said."""
    for kept in (review().kept, review().kept - {"c1", "c4"}):
        assert sum(point.share for point in charts.points(refigure(review(), kept))) == pytest.approx(1)


def test_a_claim_ticked_off_leaves_the_chart() -> None:
    """Only what would be said is drawn."""
    assert "c9" not in {point.claim for point in charts.points(refigure(review(), review().kept - {"c9"}))}


def test_without_figures_there_is_nothing_to_draw() -> None:
    """A thin profile has no chart."""
    assert charts.points(review().model_copy(update={"figures": None})) == ()


def test_every_verdict_has_its_own_colour_and_its_own_shape() -> None:
    """Colour is never the only sign."""
    figure = charts.subtraction(review())
    signs = {trace.name: (trace.marker.symbol, trace.marker.line.color) for trace in figure.data}
    assert set(signs) == {"tied", "unasked", "makes it worse"}
    assert len({symbol for symbol, _ in signs.values()}) == 3


def test_a_click_tells_which_claim() -> None:
    """Every mark carries its claim's id, and its number is written on it."""
    marks = [
        mark for trace in charts.subtraction(review()).data for mark in zip(trace.customdata, trace.text, strict=True)
    ]
    assert sorted(marks) == sorted((f"c{i}", str(i)) for i in range(1, 16))


def test_a_claim_that_is_not_sure_is_a_hollow_mark() -> None:
    """ "custom dashboards" is not sure: its mark is paper with a coloured edge."""
    unasked = next(trace for trace in charts.subtraction(review()).data if trace.name == "unasked")
    colours = dict(zip(unasked.customdata, unasked.marker.color, strict=True))
    assert colours["c7"] == charts.LIGHT.paper
    assert colours["c8"] == charts.LIGHT.unasked


def test_the_chosen_claim_is_ringed() -> None:
    """The one whose card is open stands out by a ring of ink."""
    tied = next(trace for trace in charts.subtraction(review(), chosen="c3").data if trace.name == "tied")
    rings = dict(zip(tied.customdata, tied.marker.line.color, strict=True))
    assert rings["c3"] == charts.LIGHT.ink
    assert rings["c4"] != charts.LIGHT.ink


def test_the_quadrants_are_named_in_words() -> None:
    """Nobody has to know what an axis means to read the chart."""
    words = " ".join(annotation.text for annotation in charts.subtraction(review()).layout.annotations)
    for name in ("They would subtract this", "Carries the pitch", "Asked for, yet it costs you", "Your only answer"):
        assert name in words


@given(st.lists(st.floats(-60, 60), max_size=30))
def test_every_mark_lies_inside_the_chart(weights: list[float]) -> None:
    """Whatever the weights, the axis reaches past them, and the line at nought is in sight."""
    points = [charts.Point("c", 1, "x", Verdict.TIED, True, 0.5, weight, 0.1) for weight in weights]
    low, high = charts._reach(points)
    assert low < 0 < high
    assert all(low < weight < high for weight in weights)


def at(relevance: float, weight: float, share: float = 0.1, claim: str = "c") -> charts.Point:
    """A claim's point on the chart."""
    return charts.Point(claim, 1, "x", Verdict.TIED, True, relevance, weight, share)


def parted(points: list[charts.Point], reach: tuple[float, float]) -> list[tuple[float, float]]:
    """Where marks of the usual sizes are drawn."""
    return charts.apart(points, reach, charts.diameters(points))


def test_marks_that_stand_free_stay_where_they_belong() -> None:
    """Nothing is moved for looks."""
    free = [at(0.1, 5), at(0.9, -5), at(0.5, 0)]
    assert parted(free, charts._reach(free)) == [(0.1, 5), (0.9, -5), (0.5, 0)]
    assert parted([], (-4, 4)) == []


def test_marks_in_one_place_part_and_a_line_leads_home() -> None:
    """Four claims of the same weight and relevance are four marks, with a line and a dot for each that moved."""
    pile = [at(0.9, -8, claim=f"c{n}") for n in range(4)]
    reach = charts._reach(pile)
    places = parted(pile, reach)
    for one, other in combinations(places, 2):
        across = (
            (one[0] - other[0]) / 1.08 * charts.PLOT[0],
            (one[1] - other[1]) / (reach[1] - reach[0]) * charts.PLOT[1],
        )
        assert np.hypot(*across) > 0.8 * charts._diameter(0.1)
    for point, place in zip(pile, places, strict=True):
        assert [shape["type"] for shape in charts._leader(charts.Mark(point, place, 20), charts.LIGHT)] in (
            [],
            ["line", "circle"],
        )


def test_of_a_crowd_the_heaviest_bear_their_numbers_and_the_others_are_small() -> None:
    """An hour's call has hundreds of claims: all keep their place in the chart, and those that matter can be read."""
    crowd = [at(0.1, weight=n / 10, share=1 / 240, claim=f"c{n}") for n in range(240)]
    sizes = dict(zip((point.claim for point in crowd), charts.diameters(crowd, chosen="c3"), strict=True))
    numbered = {claim for claim, size in sizes.items() if size >= charts.ROOM_FOR_NUMBER}
    assert numbered == {"c3", *(f"c{n}" for n in range(240 - charts.HEAVIEST, 240))}
    assert sizes["c4"] == pytest.approx(charts._diameter(1 / 240) / 2)
    few = crowd[: charts.MANY]
    assert charts.diameters(few) == [charts._diameter(point.share) for point in few]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(-40, 40), st.floats(0, 0.3)), min_size=1, max_size=25),
)
def test_no_mark_leaves_its_quadrant(drawn: list[tuple[float, float, float]]) -> None:
    """What a mark says by where it stands is so: on its side of both lines, inside what the axes span."""
    points = [at(*one) for one in drawn]
    low, high = charts._reach(points)
    for point, (x, y) in zip(points, parted(points, (low, high)), strict=True):
        assert (x >= 0.5) == (point.relevance >= 0.5) or x == pytest.approx(0.5)
        assert y * point.weight >= 0 or y == pytest.approx(0, abs=1e-6)
        assert -1e-9 <= x <= 1 + 1e-9
        assert low < y < high


def test_html_from_people_is_shown_as_text() -> None:
    """Plotly reads a little HTML: none of it can come from a claim."""
    figure = charts.subtraction(hostile(SCRIPT))
    texts = [text for trace in figure.data for text in trace.hovertext]
    assert texts
    assert not any("<script" in text or "<b>x" in text for text in texts)
    assert "&lt;script&gt;" in texts[0]


def test_html_in_the_name_of_a_take_is_shown_as_text() -> None:
    """So is the name somebody gave a take."""
    figure = charts.over_takes([charts.TakePoint(SCRIPT, 40, 30, 50)])
    assert "<script" not in figure.data[0].hovertext[0]
    assert "<script" not in figure.layout.xaxis.ticktext[0]


def test_the_line_over_takes_shows_each_with_its_interval() -> None:
    """Two takes with a figure and one without: two points, bars from low to high."""
    takes = [
        charts.TakePoint("first", 40, 30, 55),
        charts.TakePoint("thin", None, None, None),
        charts.TakePoint("second", 62, 50, 70),
    ]
    line = charts.over_takes(takes).data[0]
    assert list(line.y) == [40, 62]
    assert (list(line.error_y.array), list(line.error_y.arrayminus)) == ([15, 8], [10, 12])


def test_a_person_s_pitches_lie_on_their_days_with_the_line_between_its_bounds() -> None:
    """A mark a pitch, what it was as text, the band from low to high; the team's middle half where there is one."""
    days = [dt.datetime(2026, 9, day, tzinfo=dt.UTC) for day in (2, 9, 20)]
    pitched = [charts.Pitched(day, points, SCRIPT) for day, points in zip(days, (40, 52, 61), strict=True)]
    line = [charts.OnLine(days[0], 41, 30, 50), charts.OnLine(days[2], 60, 51, 70)]
    high, low, middle, marks = charts.over_time(pitched, line, (35, 45, 50)).data
    assert (list(marks.x), list(marks.y)) == (days, [40, 52, 61])
    assert not any("<script" in text for text in marks.hovertext)
    assert (list(low.y), list(middle.y), list(high.y)) == ([30, 51], [41, 60], [50, 70])
    assert low.fill == "tonexty"
    bare, shaded = (charts.over_time(pitched, [], half).layout.shapes for half in (None, (35, 45, 50)))
    assert (len(bare), len(shaded)) == (0, 2)
    assert (shaded[0].y0, shaded[0].y1) == (35, 50)


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((10,), (dt.date(2026, 9, 7), dt.date(2026, 9, 14))),
        ((8, 10), (dt.date(2026, 9, 6), dt.date(2026, 9, 13))),
        ((2, 20), None),
        ((), None),
    ],
)
def test_of_few_days_a_week_is_shown_a_tick_a_day(days: tuple[int, ...], shown: tuple[dt.date, dt.date] | None) -> None:
    """One pitch alone had an axis of seconds."""
    pitched = [charts.Pitched(dt.datetime(2026, 9, day, 12, 48, tzinfo=dt.UTC), 40, "x") for day in days]
    axis = charts.over_time(pitched, [], None).layout.xaxis
    assert axis.range == shown
    assert axis.tickformat == (shown and "%-d %b")


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (4.24, "Cut it and you gain 4.2 points"),
        (-12, "Cut it and you lose 12.0 points"),
        (1, "Cut it and you gain 1.0 point"),
        (0.01, "Cutting it changes nothing"),
    ],
)
def test_a_weight_is_said_in_words(weight: float, words: str) -> None:
    """What cutting a claim does, as a coach would say it."""
    assert charts.gain(weight) == words


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "all three": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868],
         [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968],
         [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779],
         [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip


def _linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* under D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("palette", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_verdict_colours_differ_for_every_colour_vision(palette: charts.Palette, vision: str) -> None:
    """At least 30 (CIE 1976) apart, over ten times what a trained eye can just tell."""
    seen = [_lab(VISION[vision] @ _linear(palette.of(verdict))) for verdict in Verdict]
    assert all(np.linalg.norm(one - other) >= 30 for one, other in combinations(seen, 2))


@pytest.mark.parametrize("palette", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
def test_words_in_a_verdict_colour_can_be_read_on_paper(palette: charts.Palette) -> None:
    """WCAG 2.2 AA: a contrast of at least 4.5 for verdicts and the faintest words."""

    def luminance(colour: str) -> float:
        return float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(colour))

    paper = luminance(palette.paper)
    for colour in (palette.tied, palette.unasked, palette.worse, palette.faint, palette.ink):
        light, dark = sorted((luminance(colour), paper), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour


def test_the_theme_wears_the_colours_of_the_verdicts() -> None:
    """The page's parts take their colours from the theme, the chart from here: they are the same."""
    theme = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    for name, palette in (("light", charts.LIGHT), ("dark", charts.DARK)):
        worn = [theme[name][f"{colour}Color"] for colour in ("blue", "orange", "violet", "background", "border")]
        assert worn == [palette.tied, palette.unasked, palette.worse, palette.paper, palette.rule]


def test_shares_carry_their_counts_and_intervals():
    """Each row says how many of how many, and its bar reaches from the interval's low to its high, in per cent."""
    rows = [charts.ShareRow("above <b>62</b>", 5, 6, 0.5, 0.96), charts.ShareRow("below", 3, 6, 0.22, 0.78)]
    figure = charts.shares(rows)
    (trace,) = figure.data
    assert [note.text for note in figure.layout.annotations] == ["3 of 6", "5 of 6"]
    assert list(trace.x) == pytest.approx([50, 100 * 5 / 6])
    assert list(trace.error_x.array) == pytest.approx([28, 96 - 100 * 5 / 6])
    assert "<b>" not in trace.y[1]


def test_every_deal_is_a_mark():
    """In per cent of its price, and a name that looks like markup is shown as it is written."""
    figure = charts.scatter([charts.DealPoint("<i>Dana</i>", 0.1, 0.25)], ("price in play", "discount"))
    (trace,) = figure.data
    assert (trace.x[0], trace.y[0]) == (10, 25)
    assert "&lt;i&gt;" in trace.hovertext[0]


@pytest.mark.parametrize("chosen", [None, "c3"])
def test_the_chart_is_one_that_plotly_takes(chosen: str | None) -> None:
    """It is put together without plotly's checks, which would raise here for any property that does not exist."""
    figure = charts.subtraction(review(), charts.DARK, chosen, height=310)
    checked = go.Figure(figure.to_dict())
    assert checked.layout.height == 310
    assert [(line.y0, line.y1) for line in checked.layout.shapes if line.xref == "x domain"] == [(0, 0)]
    assert [line.x0 for line in checked.layout.shapes if line.yref == "y domain"] == [charts.ASKED_FOR]


@pytest.mark.parametrize(
    ("text", "limit", "drawn"),
    [
        ("A take", 18, "A take"),
        ("Take for Dana and the board", 18, "Take for Dana and…"),
        ("Fahrzeugreparaturannahme", 18, "Fahrzeugreparatur…"),
        ("製品デモの二回目の練習、価格の話を先にする", 18, "製品デモの二回目の練習、価格の話を…"),
        ("a & " + "b" * 30, 18, "a &amp; bbbbbbbbbbbbb…"),
    ],
)
def test_a_long_name_is_cut_at_a_word_where_there_is_one(text: str, limit: int, drawn: str) -> None:
    """A name of one long word, or of a script that parts none, is cut and not lost."""
    assert charts.shown(text, limit) == drawn


def test_how_many_pitches_stand_where() -> None:
    """Every pitch in one bar, a hundred in the last; a line at their median, below which may be none."""
    assert charts.spread([50, 50]).layout.annotations[0].text == "median 50"
    figure = charts.spread([0, 4.9, 5, 50, 100])
    assert sum(figure.data[0].y) == 5
    assert (figure.data[0].y[0], figure.data[0].y[1], figure.data[0].y[10], figure.data[0].y[-1]) == (2, 1, 1, 1)
    assert figure.layout.annotations[0].text == "median 5"
