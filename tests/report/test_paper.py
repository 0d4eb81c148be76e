"""The PDF report: whole, legible in every script, and the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pitchcheck.report import pdf
from pitchcheck.review import Review, figures, refigure
from tests.report.story import hostile, review
from tests.report.test_page import ATTACKS, likely, silent


def words(made: bytes) -> str:
    """All the text of the PDF, spaces squeezed."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_it_says_what_the_page_says() -> None:
    """Headline, figure, every claim, quote and flag, and who judged."""
    text = words(pdf(review()))
    assert likely() in text
    for told in ("57", "10,447 USD", "Leave the term out", "Set aside: Their board wants names."):
        assert told in text
    for found in (*review().profile.statements, *(reading.claim for reading in review().readings)):
        assert found.text in text
    assert review().judge.weights in text


def test_the_same_review_gives_the_same_bytes() -> None:
    """No clock in it, unless a date is given."""
    assert pdf(review()) == pdf(Review.model_validate_json(review().model_dump_json()))
    dated = PdfReader(io.BytesIO(pdf(review(), made=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))))
    assert dated.metadata is not None
    assert dated.metadata.creation_date == dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


@pytest.mark.parametrize("attack", ATTACKS[::2])
def test_hostile_text_is_only_text(attack: str) -> None:
    """No link, no script, no form and no attachment comes from what was typed."""
    made = PdfReader(io.BytesIO(pdf(hostile(attack))))
    assert not any(page.get("/Annots") for page in made.pages)
    assert not {"/AA", "/AcroForm", "/Names"} & set(made.trailer["/Root"])
    assert isinstance(made.trailer["/Root"]["/OpenAction"], list), "opens at a place, and does nothing"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("Latin", "Žofie Çelik"),
        ("Greek", "Καλημέρα"),
        ("Cyrillic", "Добрый день"),
        ("Chinese", "你好世界"),
        ("Japanese", "こんにちは"),
        ("Korean", "안녕하세요"),
        ("emoji", "🙂🚀"),
        ("symbols", "✓ → ●"),
    ],
)
def test_every_script_is_drawn(script: str, said: str, caplog: pytest.LogCaptureFixture) -> None:
    """The words come out of the file as they went in, and no glyph was missing."""
    with caplog.at_level(logging.WARNING):
        text = words(pdf(hostile(said)))
    assert said in text, script
    assert not caplog.records


@pytest.mark.parametrize("said", ["שלום עולם", "مرحبا بالعالم", "नमस्ते", "สวัสดี"])
def test_scripts_that_join_or_run_the_other_way_are_drawn(said: str, caplog: pytest.LogCaptureFixture) -> None:
    """No glyph is missing and nothing becomes a replacement mark."""
    with caplog.at_level(logging.WARNING):
        assert "\ufffd" not in words(pdf(hostile(said)))
    assert not caplog.records


def test_what_no_font_has_is_marked() -> None:
    """A letter of Gothic shows as a replacement mark, not as nothing."""
    assert "\ufffd" in words(pdf(hostile("\U00010348")))


@given(st.text(max_size=40).map(lambda text: f"x{text}"))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_makes_a_whole_file(text: str) -> None:
    """Whatever is typed, a reader opens the file."""
    assert len(PdfReader(io.BytesIO(pdf(hostile(text)))).pages) >= 1


def test_no_word_of_the_pitch_is_broken_in_two() -> None:
    """Wherever a claim begins or ends on its line."""
    for spaces in range(0, 80, 16):
        start = "so " * spaces
        claim = review().readings[0].claim.model_copy(update={"start": len(start), "end": len(start) + 20})
        text = f"{start}extraordinarily long and on it goes"
        moved = (
            review()
            .readings[0]
            .model_copy(update={"claim": claim.model_copy(update={"text": text[len(start) :][:20]})})
        )
        pitch = review().pitch.model_copy(update={"text": text})
        made = pdf(refigure(review().model_copy(update={"pitch": pitch, "readings": (moved,), "flags": ()})))
        assert "extraordinarily long" in words(made)


def test_long_text_breaks_over_pages() -> None:
    """A word of 5,000 letters in every field, and a pitch of many pages, still make a file."""
    assert len(PdfReader(io.BytesIO(pdf(hostile("w" * 5_000)))).pages) > 1
    assert len(PdfReader(io.BytesIO(pdf(hostile("many words " * 1_500)))).pages) > 5


def test_two_hundred_claims_fit() -> None:
    """The table goes on over pages with its headings."""
    many = tuple(
        reading.model_copy(update={"claim": reading.claim.model_copy(update={"id": f"{reading.claim.id}-{i}"})})
        for i in range(14)
        for reading in review().readings
    )
    whole = review().model_copy(update={"readings": many, "figures": figures(many, review().profile)})
    made = pdf(whole.model_copy(update={"kept": frozenset(reading.claim.id for reading in many)}))
    assert words(made).count("What you say Verdict What they said") > 3


def test_a_silent_and_an_empty_review_are_files_too() -> None:
    """Without a figure the file asks the question; without claims it says so."""
    assert "Ask what worries them." in words(pdf(silent()))
    none = refigure(review().model_copy(update={"readings": (), "flags": ()}))
    assert "No claims were found in this pitch." in words(pdf(none))
