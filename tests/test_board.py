"""The forces board: what stands how, and which way the rope goes."""

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.board import Lean, Standing, board, numbers
from pitchcheck.profile import Force
from pitchcheck.review import refigure
from tests.report.story import review


def test_each_statement_stands_where_its_claims_put_it() -> None:
    """Dana's wish for one page is answered by claim 3; her doctor's worry is made worse by claim 14."""
    lines = {line.statement.id: line for line in board(review()).lines}
    assert (lines["s3"].standing, lines["s3"].answered_by) == (Standing.ANSWERED, ("c3",))
    assert (lines["s6"].standing, lines["s6"].worsened_by) == (Standing.WORSE, ("c14",))
    assert [line.standing for line in board(review()).of(Force.NO)] == [Standing.WORSE]


def test_a_claim_ticked_off_answers_nothing() -> None:
    """Without claim 3 nobody has answered the wish for one page: "custom dashboards" does not hold."""
    without = refigure(review(), review().kept - {"c3"})
    line = next(line for line in board(without).lines if line.statement.id == "s3")
    assert line.standing is Standing.UNANSWERED


def test_the_knot_is_the_draw_towards_the_change_as_a_share_of_both() -> None:
    """Pushes and pulls draw 2 * (.97 + .88 + .94 + .97) = 7.52; what still holds: Rosa 2 * .18, the cloud 2 * 1 and
    the paper book 2 * .1, so 2.56. The knot stands at 7.52 / 10.08.
    """
    assert round(board(review()).balance, 6) == round(7.52 / 10.08, 6)


@given(st.sets(st.sampled_from([f"c{i}" for i in range(1, 16)])))
def test_the_rope_goes_where_the_knot_stands(kept: set[str]) -> None:
    """A twentieth to either side of the middle nobody is winning."""
    drawn = board(refigure(review(), kept))
    ends = {Lean.STAY: (0.0, 0.45), Lean.NEITHER: (0.45, 0.55), Lean.CHANGE: (0.55, 1.0)}[drawn.lean]
    assert ends[0] <= drawn.balance <= ends[1]


def test_nothing_said_leaves_the_rope_even() -> None:
    """Without statements neither side draws."""
    empty = review().model_copy(update={"profile": review().profile.model_copy(update={"statements": ()})})
    assert board(empty).balance == 0.5


@given(st.sets(st.sampled_from([f"c{i}" for i in range(1, 16)])))
def test_cutting_an_answer_never_draws_the_rope_towards_the_change(cut: set[str]) -> None:
    """Where nothing that was cut made a statement worse, the knot cannot move towards the change."""
    harmless = cut - {"c14", "c15"}
    assert board(refigure(review(), review().kept - harmless)).balance <= board(review()).balance


def test_claims_are_numbered_in_the_order_of_the_pitch() -> None:
    """However the readings come, the first claim said is number 1."""
    shuffled = review().model_copy(update={"readings": review().readings[::-1]})
    assert numbers(shuffled) == {f"c{i}": i for i in range(1, 16)}
