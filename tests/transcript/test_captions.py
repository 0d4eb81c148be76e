"""WebVTT, SRT and SBV: speakers, times and words as the services write them, and what is said about broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.pitch import Transcript
from pitchcheck.transcript import read


def told(text: str, name: str = "call.vtt") -> Transcript:
    """What is read from the text."""
    return read(text.encode(), name)


def lines(found: Transcript) -> list[tuple[str | None, float | None, float | None, str]]:
    """Speaker, start, end, text of each turn."""
    return [(turn.speaker, turn.start, turn.end, turn.text) for turn in found.turns]


SAMPLE = Path(__file__).parents[2] / "sample_data" / "call.vtt"

ZOOM = """WEBVTT

1
00:00:01.040 --> 00:00:03.500
Dana Whitlock: Monday at seven I had two chairs empty.

2
00:00:04.000 --> 00:00:06.000
Dana Whitlock: And a waiting room full.

3
00:00:09.000 --> 00:00:10.000
Sam | Chairside: Here's the thing: nobody told you?

4
00:00:10.500 --> 00:00:11.000
Mm-hm.
"""
TEAMS = """WEBVTT

3f2a4a10-8f8b-4b8f-9c5e-1d2b6d1e8a55/12-0
0:0:0.0 --> 0:0:13.540
<v Dana Whitlock>We lose nine appointments
a week &amp; nobody calls.</v>

3f2a4a10-8f8b-4b8f-9c5e-1d2b6d1e8a55/13-0
0:0:13.54 --> 0:0:15.2
<v.first.loud Sam Okafor>How so?</v>
"""


def test_the_sample_call_is_whole() -> None:
    """What the first run shows: three people, in order, with nothing lost."""
    found = read(SAMPLE.read_bytes(), SAMPLE.name)
    assert found.speakers() == ("Sam Okafor", "Dana Whitlock", "Marcus Oyelaran")
    assert len(found.turns) == 38
    assert found.turns[1].text.startswith("Thanks, Sam.")
    assert not found.problems


def test_zoom_writes_names_before_the_words() -> None:
    """A name may hold "|"; a later colon belongs to the words; a cue without a name has no speaker."""
    assert lines(told(ZOOM)) == [
        ("Dana Whitlock", 1.04, 6.0, "Monday at seven I had two chairs empty. And a waiting room full."),
        ("Sam | Chairside", 9.0, 10.0, "Here's the thing: nobody told you?"),
        (None, 10.5, 11.0, "Mm-hm."),
    ]


@pytest.mark.parametrize("name", ["Dana Reyes (she/her)", "Dana's iPhone", "Dana (larkfield.com)"])
def test_pronouns_phones_and_companies_are_part_of_a_name(name: str) -> None:
    """Though it comes once."""
    found = told(ZOOM.replace("Sam | Chairside", name))
    assert [turn.speaker for turn in found.turns] == ["Dana Whitlock", name, None]


def test_teams_writes_voices_and_unpadded_times() -> None:
    """GUIDs are no words, entities are letters, and a voice's classes are not its name."""
    assert lines(told(TEAMS)) == [
        ("Dana Whitlock", 0.0, 13.54, "We lose nine appointments a week & nobody calls."),
        ("Sam Okafor", 13.54, 15.2, "How so?"),
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_matter(ends: str, mark: str) -> None:
    """Windows, old Mac, Unix, with or without a mark."""
    assert told(mark + ZOOM.replace("\n", ends)).turns == told(ZOOM).turns


def test_webex_writes_the_name_beside_the_number() -> None:
    """Over the time."""
    text = 'WEBVTT\n\n1 "Dana Reyes" (38475)\n00:01.000 --> 00:02.000\nNo.\n\n2 "" (5)\n00:03.000 --> 00:04.000\nWhy?\n'
    assert lines(told(text)) == [("Dana Reyes", 1.0, 2.0, "No."), (None, 3.0, 4.0, "Why?")]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    """Both have the cue's time."""
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>No.</v> <v Sam>Why?</v>\n"
    assert lines(told(text)) == [("Dana", 1.0, 2.0, "No."), ("Sam", 1.0, 2.0, "Why?")]


def test_notes_and_styles_are_not_words() -> None:
    """Only what is said is read."""
    text = "WEBVTT - call\nKind: captions\n\nNOTE not said\nby anybody\n\nSTYLE\n::cue { color: red }\n\n"
    assert lines(told(text + "00:01.000 --> 00:02.000\n<b>Said.</b>")) == [(None, 1.0, 2.0, "Said.")]


def test_cues_out_of_order_are_put_in_order() -> None:
    """By when they start; overlapping ones are both kept."""
    text = "WEBVTT\n\n00:05.000 --> 00:09.000\n<v Sam>Later.\n\n00:01.000 --> 00:08.000\n<v Dana>Sooner."
    assert lines(told(text)) == [("Dana", 1.0, 8.0, "Sooner."), ("Sam", 5.0, 9.0, "Later.")]


def test_a_broken_cue_is_named_by_its_line_and_the_rest_is_read() -> None:
    """Three things wrong, three sentences, and the good cues are there."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>One.\n\n00:03.000 --> 00:0x.000\n<v Dana>Two.\n\n"
        "Three.\n\n00:09.000 --> 00:08.000\n<v Sam>Four.\n"
    )
    found = told(text)
    assert lines(found) == [("Dana", 1.0, 2.0, "One."), ("Sam", 9.0, None, "Four.")]
    assert found.problems == (
        "Line 6: “00:03.000 --> 00:0x.000” is not a time, so its words are left out.",
        "Line 9: “Three.” has no time, so it is left out.",
        "Line 11: the caption ends before it starts, so only its start is kept.",
    )


def test_many_problems_are_counted_and_not_all_listed() -> None:
    """A page can show them."""
    broken = "\n\n".join(["00:03.000 --> nowhere\nlost"] * 200)
    found = told(f"WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n{broken}")
    assert len(found.problems) == 51
    assert found.problems[-1] == "And 150 more like these."


def test_srt_and_sbv() -> None:
    """Commas for points, and two times with a comma between them."""
    srt = "1\n00:00:01,500 --> 00:00:03,000\n{\\an8}Dana: Nine a week.\n\n2\n00:00:04,000 --> 00:00:05,000\nSam: Why?\n"
    assert lines(told(srt)) == [("Dana", 1.5, 3.0, "Nine a week."), ("Sam", 4.0, 5.0, "Why?")]
    sbv = "0:00:01.500,0:00:03.000\nDana: Nine[br]a week.\n\n0:00:04.000,0:00:05.000\nSam: Why?\n"
    assert lines(told(sbv)) == lines(told(srt))


def srt(*cues: str) -> str:
    """Cues of two seconds each, one upon the other."""
    times = (f"00:00:{2 * n:02d},000 --> 00:00:{2 * n + 2:02d},000" for n in range(len(cues)))
    return "\n\n".join(f"{n}\n{time}\n{cue}" for n, (time, cue) in enumerate(zip(times, cues, strict=True), 1))


@pytest.mark.parametrize(
    "cues",
    [
        ("Sam: Hello.\nDana: Hi.", "Sam: Shall we?\nDana: Yes."),
        ("- Sam: Hello.\n- Dana: Hi.", "- Sam: Shall we?\n- Dana: Yes."),
        ("[Sam]: Hello.\n[Dana]: Hi.", "[Sam]: Shall we?\n[Dana]: Yes."),
        (">> Sam: Hello.\n>> Dana: Hi.", ">>> Sam: Shall\nwe?\n&gt;&gt; Dana: Yes."),
    ],
)
def test_each_speaker_of_a_cue_is_heard(cues: tuple[str, str]) -> None:
    """A name at the beginning of a line begins a turn, and the marks of a new voice are no part of it."""
    assert lines(told(srt(*cues))) == [
        ("Sam", 0.0, 2.0, "Hello."),
        ("Dana", 0.0, 2.0, "Hi."),
        ("Sam", 2.0, 4.0, "Shall we?"),
        ("Dana", 2.0, 4.0, "Yes."),
    ]


def test_who_comes_once_answers_a_whole_sentence() -> None:
    """A line that begins with what may be a name is no turn in the middle of a sentence."""
    found = told(srt("Sam: We have two plans,\nBasic: ten a month.", "Sam: So?\nDana: Good."))
    assert [(turn.speaker, turn.text) for turn in found.turns] == [
        ("Sam", "We have two plans, Basic: ten a month. So?"),
        ("Dana", "Good."),
    ]


def test_a_broken_off_sentence_goes_on() -> None:
    """Over as many cues as it takes; where one is whole, a cue without a name is nobody's."""
    found = told(
        srt(
            "Sam: We have a live map,",
            "and sixty reports,",
            "all of them new.",
            "but who cares?",
            "Dana: I do.",
            "Sam: Oh.",
        )
    )
    assert [(turn.speaker, turn.text) for turn in found.turns] == [
        ("Sam", "We have a live map, and sixty reports, all of them new."),
        (None, "but who cares?"),
        ("Dana", "I do."),
        ("Sam", "Oh."),
    ]


@pytest.mark.parametrize(
    "cues",
    [
        ("Sam: We have a map.", "and reports.", "Dana: Fine."),
        ("Sam: We have a map —", "no, wait.", "Dana: Fine."),
        ("Sam: We have a map,", "Oh, good.", "Dana: Fine."),
        ("Sam: We have a map,", "dana: oh, good.", "Dana: Fine."),
        ("Sam: We have a map,", "- oh, good.", "Dana: Fine."),
        ("Sam: we have a map", "oh good", "Dana: fine"),
    ],
)
def test_another_voice_may_have_cut_in(cues: tuple[str, str, str]) -> None:
    """Nobody is made up: not where a sentence ended or was cut off, nor where the captions mark no sentence's end."""
    assert [turn.speaker for turn in told(srt(*cues)).turns] == ["Sam", None, "Dana"]


def test_a_pause_ends_what_was_broken_off() -> None:
    """Two seconds later it may be anybody."""
    text = srt("Sam: We have a map,", "and reports.", "Dana: Good.").replace("00:00:02,000 -->", "00:00:04,000 -->")
    assert [turn.speaker for turn in told(text).turns] == ["Sam", None, "Dana"]


def test_numbers_of_cues_are_no_words() -> None:
    """Without blank lines between them, too; a number that is said is kept."""
    text = srt("Hello there.", "It is\n60", "3", "Four?").replace("\n\n", "\n")
    assert [turn.text for turn in told(text).turns] == ["Hello there.", "It is 60 3 Four?"]


@given(
    st.lists(st.tuples(st.sampled_from(["Dana", "Sam", "Dana (she/her)"]), st.integers(1, 3)), min_size=1, max_size=8)
)
def test_no_words_go_to_somebody_else(said: list[tuple[str, int]]) -> None:
    """Whoever speaks in one cue, and however many do: each one's words are theirs."""
    cues: list[str] = []
    for name, together in said:
        cues.append("\n".join(f"{who}: I am {who}." for who in ("Marcus", name, "Sam")[:together]))
    assert all(
        set(turn.text.split(". ")) <= {f"I am {turn.speaker}", f"I am {turn.speaker}."}
        for turn in told(srt(*cues)).turns
    )


def test_older_teams_files_have_the_name_on_its_own_line() -> None:
    """Time, name, words."""
    text = "0:0:0.0 --> 0:0:13.540\nDana Whitlock\nNine a week.\n\n0:0:14.0 --> 0:0:15.0\nSam Okafor\nHow so?\n"
    assert lines(told(text)) == [("Dana Whitlock", 0.0, 13.54, "Nine a week."), ("Sam Okafor", 14.0, 15.0, "How so?")]


def test_captions_of_nobody_are_joined_into_sentences() -> None:
    """A screen's end is not a sentence's; and no speaker is made up, whatever stands before a colon."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nSo: here is\n\n00:02.000 --> 00:03.000\nwhat we do.\n\n"
        "00:03.100 --> 00:04.000\nYes."
    )
    assert lines(told(text)) == [(None, 1.0, 3.0, "So: here is what we do."), (None, 3.1, 4.0, "Yes.")]


def test_rolling_captions_are_said_once() -> None:
    """Live captions show the last line again above the new one."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nnine a week\n\n00:02.000 --> 00:03.000\nnine a week\nnobody calls\n\n"
        "00:03.000 --> 00:04.000\nnobody calls\nat all"
    )
    assert lines(told(text)) == [(None, 1.0, 4.0, "nine a week nobody calls at all")]


def test_said_twice_is_said_twice() -> None:
    """Two people who say yes, and one who says it again."""
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n\n00:02.000 --> 00:03.000\nYes.\n"
    assert [turn.text for turn in told(text).turns] == ["Yes.", "Yes."]
    voices = text.replace("Yes", "<v Dana>Yes", 1)
    assert lines(told(voices)) == [("Dana", 1.0, 2.0, "Yes."), (None, 2.0, 3.0, "Yes.")]


def test_words_spelt_out_and_shown_again_are_said_once() -> None:
    """As machine captions of videos do."""
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nnine<00:01.500> weekly\n\n00:02.000 --> 00:03.000\nnine weekly\n"
    assert lines(told(text)) == [(None, 1.0, 2.0, "nine weekly")]


def test_words_keep_their_times() -> None:
    """Where a cue marks them."""
    found = told("WEBVTT\n\n00:01.000 --> 00:03.000\nNine <00:01.500>a <00:02.000><c>week</c>\n")
    assert [(w.text, w.start, w.end) for w in found.turns[0].words] == [
        ("Nine", 1.0, 1.5),
        ("a", 1.5, 2.0),
        ("week", 2.0, 3.0),
    ]


@given(st.floats(0, 4), st.sampled_from(["Dana", "Sam"]))
def test_the_same_speaker_within_two_seconds_is_one_turn(gap: float, second: str) -> None:
    """And at two seconds, or somebody else, a new one."""
    gap = round(gap, 3)
    text = (
        f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>One.\n\n"
        f"00:{2 + gap:06.3f} --> 00:{3 + gap:06.3f}\n<v {second}>Two."
    )
    assert len(told(text).turns) == (1 if second == "Dana" and gap < 2 else 2)
