"""The chart's geometry: every mark where its claim is, its number where it can be read."""

from __future__ import annotations

from math import hypot

from pitchcheck.report.facts import facts
from pitchcheck.report.plot import BOTTOM, LEFT, RIGHT, TOP, plot, x_of
from pitchcheck.review import refigure
from tests.report.story import review


def test_every_claim_counted_has_a_mark() -> None:
    """A claim ticked off leaves the chart."""
    chart = plot(facts(refigure(review(), review().kept - {"c1"})).rows)
    assert chart is not None
    assert sorted(mark.row.n for mark in chart.marks) == list(range(2, 16))


def test_marks_stand_at_their_figures() -> None:
    """Further right is more relevant; further down carries more of the pitch; all inside the frame."""
    chart = plot(facts(review()).rows)
    assert chart is not None
    for mark in chart.marks:
        assert mark.x == round(x_of(mark.row.reading.relevance), 1)
        assert LEFT < mark.x < RIGHT
        assert TOP < mark.y < BOTTOM
    by_weight = sorted(chart.marks, key=lambda mark: mark.row.weight or 0)
    assert [mark.y for mark in by_weight] == sorted((mark.y for mark in by_weight), reverse=True)


def test_area_follows_attention() -> None:
    """The claim that takes the most time has the largest mark."""
    chart = plot(facts(review()).rows)
    assert chart is not None
    assert max(chart.marks, key=lambda mark: mark.radius).row.reading.claim.id == "c4"


def test_numbers_do_not_cover_each_other() -> None:
    """Two numbers are never written over each other."""
    chart = plot(facts(review()).rows)
    assert chart is not None
    labels = [mark.label for mark in chart.marks if mark.label]
    assert len(labels) == 15
    assert all(hypot(a[0] - b[0], a[1] - b[1]) > 12 for i, a in enumerate(labels) for b in labels[:i])


def test_shapes_tell_the_verdict_without_colour() -> None:
    """A disc has no corners, a square four, a triangle three."""
    chart = plot(facts(review()).rows)
    assert chart is not None
    corners = {mark.row.kind: len(mark.points) for mark in chart.marks}
    assert corners == {"tied": 0, "unasked": 4, "worse": 3}


def test_no_figures_no_chart() -> None:
    """A silent review draws nothing."""
    assert plot(facts(review().model_copy(update={"figures": None})).rows) is None
