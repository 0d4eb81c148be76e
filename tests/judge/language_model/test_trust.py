"""What a bare verdict is worth beside the encoder's score."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.language_model.trust import LINK, TIED, Rates, after, sure

P = st.floats(0, 1)


@given(P, P, st.booleans())
def test_the_surer_the_encoder_the_surer_the_verdict(a: float, b: float, said: bool) -> None:
    """The model's word never turns the encoder's order around."""
    low, high = sorted((a, b))
    assert after(low, said=said, rates=LINK) <= after(high, said=said, rates=LINK)


@given(P)
def test_a_yes_raises_and_a_no_lowers(p: float) -> None:
    """Whatever the encoder thinks, the model's word moves it the model's way, and never to certainty."""
    assert 0 < after(p, said=False, rates=TIED) <= max(p, 0.002) + 1e-4
    assert min(p, 0.998) - 1e-4 <= after(p, said=True, rates=TIED) < 1


@given(P, st.booleans())
def test_a_model_that_guesses_says_nothing(p: float, said: bool) -> None:
    """With as many false alarms as hits, the encoder's probability stands."""
    assert abs(after(p, said=said, rates=Rates(hits=0.5, false_alarms=0.5)) - min(max(p, 0.002), 0.998)) < 1e-4


def test_bayes_rule_by_hand() -> None:
    """Even odds, and a yes that comes twenty times as often where it is so: twenty to one."""
    assert after(0.5, said=True, rates=Rates(hits=0.8, false_alarms=0.04)) == round(20 / 21, 4)


def test_a_person_is_asked_where_both_disagree() -> None:
    """A model's yes to what the encoder finds all but impossible is not sure."""
    assert not sure(after(0.03, said=True, rates=TIED))
    assert sure(after(0.6, said=True, rates=TIED))
    assert sure(after(0.2, said=False, rates=TIED))
