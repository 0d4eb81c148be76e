"""Pitches and their positions: a mark can always be drawn on the very words that were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pitchcheck.pitch import Claim, InputError, Pitch, Sentence, Span, Transcript, Turn


@given(st.text(min_size=1), st.data())
def test_a_spans_text_is_the_text_at_its_offsets(text: str, data: st.DataObject) -> None:
    """Emoji, right-to-left and combining marks included: offsets are code points."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Span(start=start, end=end).of(text) == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_a_span_covers_something(start: int, end: int) -> None:
    """Empty, backwards and negative spans are refused."""
    with pytest.raises(ValidationError):
        Span(start=start, end=end)


def test_emoji_and_right_to_left_text_keep_their_places() -> None:
    """Worked by hand: the claim is the word after the family of five code points."""
    text = "👨‍👩‍👧 שלום dark mode"
    span = Span(start=text.index("dark"), end=len(text))
    assert span.start == 11
    assert span.of(text) == "dark mode"


def test_a_sentence_must_lie_in_the_text() -> None:
    """Marks beyond the end would be drawn on nothing."""
    with pytest.raises(ValidationError, match="a sentence ends beyond the text"):
        Pitch(text="short", sentences=(Sentence(start=0, end=6, n=1),))


def test_sentences_count_from_one() -> None:
    """As in the corpus."""
    with pytest.raises(ValidationError):
        Sentence(start=0, end=1, n=0)


def test_a_claim_takes_some_attention() -> None:
    """Nothing is said in no time: focus divides by it."""
    with pytest.raises(ValidationError):
        Claim(id="c1", n=1, start=0, end=1, text="x", attention=0)


def test_values_cannot_be_changed_or_given_unknown_fields() -> None:
    """A misspelt field is an error and not silently dropped."""
    pitch = Pitch(text="x")
    with pytest.raises(ValidationError):
        pitch.text = "y"
    with pytest.raises(ValidationError):
        Pitch.model_validate({"text": "x", "titel": "y"})


def test_speakers_come_in_the_order_they_first_speak() -> None:
    """Each once; a turn with no speaker names nobody."""
    names = ["Rep", None, "Dana", "Rep", "Bernie", "Dana"]
    turns = tuple(Turn(n=n, text="x", speaker=name) for n, name in enumerate(names, 1))
    assert Transcript(turns=turns).speakers() == ("Rep", "Dana", "Bernie")


def test_those_who_sell_are_the_rep_and_whoever_is_beside_them() -> None:
    """Where no rep is named, whoever says the pitch's sentences; nobody in a written pitch."""
    turns = tuple(Turn(n=n, text="x", speaker=name) for n, name in enumerate(("Sam", "Dana", "Bo"), 1))
    spoken = Pitch(text="x x", transcript=Transcript(turns=turns), sentences=(Sentence(n=1, start=0, end=1, turn=3),))
    assert spoken.sellers == {"Bo"}
    assert spoken.model_copy(update={"rep": "Sam", "beside": ("Bo",)}).sellers == {"Sam", "Bo"}
    assert spoken.model_copy(update={"rep": "Gone"}).sellers == {"Bo"}
    assert Pitch(text="x", rep="Sam").sellers == set()


def test_bad_input_is_a_value_error_with_its_sentence() -> None:
    """Whoever catches ValueError gets the sentence too."""
    with pytest.raises(ValueError, match="One clear sentence"):
        raise InputError("One clear sentence.")
