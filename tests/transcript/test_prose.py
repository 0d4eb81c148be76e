"""Transcripts written as text: who said what, and when, as far as the text says."""

from __future__ import annotations

import pytest

from pitchcheck.pitch import InputError
from pitchcheck.transcript import read

Lines = list[tuple[str | None, float | None, str]]


def told(text: str) -> Lines:
    """Speaker, start and words of each turn."""
    return [(turn.speaker, turn.start, turn.text) for turn in read(text.encode(), "call.txt").turns]


def test_otter() -> None:
    """A heading with the name and the time, the words under it, and a footer that nobody said."""
    text = (
        "Dana Whitlock  0:03\nWe lose nine a week.\nPeople forget.\n\nUnknown Speaker  1:02:11\nHow so?\n\n"
        "Transcribed by https://otter.ai\n"
    )
    assert told(text) == [
        ("Dana Whitlock", 3, "We lose nine a week. People forget."),
        ("Unknown Speaker", 3731, "How so?"),
    ]


def test_meet_with_headings() -> None:
    """The name with the time in brackets."""
    text = "Fernbank weekly\nAttendees\n\nDana Whitlock (10:02)\nNine a week.\nSam Okafor (10:09)\nHow so?\n"
    assert told(text) == [("Dana Whitlock", 602, "Nine a week."), ("Sam Okafor", 609, "How so?")]


def test_headings_with_the_time_first_or_on_its_own_line() -> None:
    """As downloads of call recorders have them."""
    expected = [("Dana Whitlock", 2, "Nine a week."), ("Sam Okafor", 65, "How so?")]
    barred = "Weekly call\nRecorded on Zoom\n\n0:02 | Dana Whitlock\nNine a week.\n\n1:05 | Sam Okafor\nHow so?\n"
    assert told(barred) == expected
    assert told("Weekly call\n\nDana Whitlock\n00:02\nNine a week.\n\nSam Okafor\n01:05\nHow so?\n") == expected


def test_meet_with_times_on_their_own() -> None:
    """A time sets the start of what comes next, and of nothing else."""
    text = "00:05:00\n\nDana Whitlock: Nine a week.\nSam Okafor: How so?\n00:10:00\nDana Whitlock: They forget.\n"
    assert told(text) == [
        ("Dana Whitlock", 300, "Nine a week."),
        ("Sam Okafor", None, "How so?"),
        ("Dana Whitlock", 600, "They forget."),
    ]


def test_names_and_colons() -> None:
    """A line without a name goes on; a note, an address and a clock are not people."""
    text = (
        "Dana: We lose nine a week.\nNote: that was last month.\nSee https://fernbank.example for more.\n"
        "Meet me at 10:30: not before.\nSam: How so?\n"
    )
    assert told(text) == [
        (
            "Dana",
            None,
            "We lose nine a week. Note: that was last month. See https://fernbank.example for more. "
            "Meet me at 10:30: not before.",
        ),
        ("Sam", None, "How so?"),
    ]


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("[00:01:02] Dana: yes", 62),
        ("00:01:02 Dana: yes", 62),
        ("1:02 - Dana: yes", 62),
        ("(1:02) Dana: yes", 62),
        ("Dana (1:02): yes", 62),
        ("Dana [00:01:02]: yes", 62),
        ("10:02 AM Dana: yes", None),
        ("Dana： yes", None),
    ],
)
def test_times_before_and_after_names(line: str, start: float | None) -> None:
    """However they are written; a time of day is not a time of the recording."""
    assert told(f"{line}\nSam: no")[0] == ("Dana", start, "yes")


def test_zoom_chat() -> None:
    """Who it was sent to is not part of the name."""
    text = "10:02:15 From Dana Whitlock to Everyone : nine a week\n10:03:00 From Sam Okafor to Everyone : how so?\n"
    expected = [("Dana Whitlock", None, "nine a week"), ("Sam Okafor", None, "how so?")]
    assert told(text) == expected
    assert told(text.replace(" : ", ":\n\t")) == expected


def test_names_in_small_letters_count_when_they_return() -> None:
    """Three times makes a person."""
    assert [one[0] for one in told("dana: a\nsam: b\ndana: c\nsam: d\ndana: e\nsam: f\n")] == ["dana", "sam"] * 3


def test_names_of_every_script() -> None:
    """No capitals are needed where there are none."""
    assert [one[0] for one in told("田中: はい\nŽofie Černá: ano\nدانا: نعم\n")] == ["田中", "Žofie Černá", "دانا"]


def test_a_name_that_is_script_stays_a_name() -> None:
    """It is kept as it was written; whoever shows it escapes it."""
    assert told("<Script>alert(1)</script>: a\nDana: b\n")[0][0] == "<Script>alert(1)</script>"


def test_text_without_names_is_not_a_transcript() -> None:
    """Nobody is made up."""
    with pytest.raises(InputError, match="Name: what they said"):
        told("We talked about the chairs.\nShe was not amused.\n")
