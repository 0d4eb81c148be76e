"""Quotes are found again where they stand, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.language_model.anchoring import anchored

TEXT = "We’ve single sign-on,  and  “audit logs” — even a support line. We have a mobile app. And a mobile app again."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("audit logs", "audit logs"),
        ("We've Single Sign-On, and", "We’ve single sign-on,  and"),
        ('"audit logs" - even', "“audit logs” — even"),
        ("  support\nline ", "support line"),
        ("mobile app", "mobile app"),
        ("MOBILE APP", None),
        ("port line", None),
        ("a dashboard", None),
        ("…", None),
        ("", None),
    ],
    ids=["as it stands", "quotes, case and space", "dashes", "space", "twice, word for word", "twice, but not word for "
         "word", "half a word", "not there", "no word", "nothing"],
)  # fmt: skip
def test_a_quote_is_where_it_stands(quote: str, found: str | None) -> None:
    """Word for word, or in white space, quotes, dashes and case alone and then in one place only."""
    span = anchored(quote, TEXT)
    assert (span and span.of(TEXT)) == found


@given(st.text(max_size=60), st.data())
def test_any_stretch_of_whole_words_is_found(text: str, data: st.DataObject) -> None:
    """What was copied from a text is found in it, with the very words."""
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    span = anchored(quote, text)
    if quote in text and any(letter.isalnum() for letter in quote):
        assert span is not None
        assert span.of(text) == quote
    if span is not None:
        assert span.of(text).split() != []


@given(st.text(max_size=80), st.text(max_size=20))
def test_it_never_points_outside_or_at_other_words(text: str, quote: str) -> None:
    """A span is inside the text, and its words are the quote's but for space, quotes, dashes and case."""
    span = anchored(quote, text)
    if span is not None:
        assert span.end <= len(text)
        again = anchored(span.of(text), text)
        assert again is not None
