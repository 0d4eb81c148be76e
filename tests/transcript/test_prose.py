"""Transcripts written as text: who said what, and when, as far as the text says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert told(text.replace(" to Everyone", "")) == expected
    assert told(text.replace("Sam Okafor", "sam's phone"))[1][0] == "sam's phone"


def test_names_in_small_letters_count_when_they_return() -> None:
    """Three times makes a person."""
    assert [one[0] for one in told("dana: a\nsam: b\ndana: c\nsam: d\ndana: e\nsam: f\n")] == ["dana", "sam"] * 3


def test_names_of_every_script() -> None:
    """No capitals are needed where there are none."""
    assert [one[0] for one in told("田中: はい\nŽofie Černá: ano\nدانا: نعم\n")] == ["田中", "Žofie Černá", "دانا"]


def test_a_name_that_is_script_stays_a_name() -> None:
    """It is kept as it was written; whoever shows it escapes it."""
    assert told("<Script>alert(1)</script>: a\nDana: b\n")[0][0] == "<Script>alert(1)</script>"


def test_pronouns_phones_and_companies_are_part_of_a_name() -> None:
    """What a meeting shows is who speaks: nobody's words go into the other one's mouth."""
    text = (
        "Sam Okafor  0:03\nHow do you do it now?\n\nDana Reyes (she/her)  0:10\nWe ring round all day.\n\n"
        "Sam Okafor  0:20\nSo?\n\ndana reyes  0:25\nI hate it.\n\nDana's iPhone  0:40\nReally.\n"
    )
    assert told(text) == [
        ("Sam Okafor", 3, "How do you do it now?"),
        ("Dana Reyes (she/her)", 10, "We ring round all day."),
        ("Sam Okafor", 20, "So?"),
        ("dana reyes", 25, "I hate it."),
        ("Dana's iPhone", 40, "Really."),
    ]
    assert told("Sam: So?\nDana Reyes (she/her): No.\nDana's iPhone: Never.\n") == [
        ("Sam", None, "So?"),
        ("Dana Reyes (she/her)", None, "No."),
        ("Dana's iPhone", None, "Never."),
    ]


SHOWN = ("Dana Reyes", "dana reyes", "Dana (larkfield.com)", "Dana's iPhone", "meeting room 2", "Reyes, Dana")


@pytest.mark.parametrize(
    "form", ["{name}  {time}", "{time} | {name}", "{time} - {name}", "{name} ({time}):", "{name}\n{time}"]
)
@given(st.lists(st.sampled_from(SHOWN), max_size=6))
def test_who_is_set_like_the_others_is_one_of_them(form: str, names: list[str]) -> None:
    """However the name is spelt, and though it comes once."""
    names = ["Sam Okafor", *names, "Marcus Oyelaran"]
    turns = [(name, 60.0 + 5 * n, f"Words of turn {n}.") for n, name in enumerate(names)]
    heads = (form.format(name=name, time=f"1:{start - 60:02.0f}") for name, start, _ in turns)
    text = "\n\n".join(f"{head}\n{said}" for head, (_, _, said) in zip(heads, turns, strict=True))
    assert told(text) == turns


def test_a_time_that_is_talked_about_is_no_heading() -> None:
    """It is set otherwise, or it is not between the times around it."""
    text = "Sam  0:03\nShall we say\nhalf past ten (10:30)\nDana  0:10\nlet us meet  10:30\nSam  0:20\nat 10:30\n"
    assert told(text) == [
        ("Sam", 3, "Shall we say half past ten (10:30)"),
        ("Dana", 10, "let us meet 10:30"),
        ("Sam", 20, "at 10:30"),
    ]


@pytest.mark.parametrize(
    "text",
    ["0:00\nHello\n0:03\nGreat\n0:05\nRight\n0:07\nyes", "[0:03] Hello All\n[0:05] Great\n[0:07] Right\n0:09 yes"],
)
def test_what_is_said_at_a_time_is_no_name(text: str) -> None:
    """As pages of videos show it: a time, and a word or two."""
    with pytest.raises(InputError, match="Name: what they said"):
        told(text)


def test_lines_that_begin_with_a_word_and_a_colon_once_each_are_no_speakers() -> None:
    """Headings carry the text, however many things somebody lists under one."""
    text = (
        "Dana Reyes  0:00\nThanks for joining. Here is what I sent you:\nBudget: 40,000 for the year\n"
        "Timeline: before April\nDeciders: me and our CFO\n\nSam Okafor  1:12\nGreat. It reorders flour by itself.\n"
    )
    assert [turn[:2] for turn in told(text)] == [("Dana Reyes", 0.0), ("Sam Okafor", 72.0)]


def test_an_answer_that_is_a_time_is_no_heading() -> None:
    """Where more lines begin with a name and its words."""
    text = "Sam: When is it?\nDana: 10:30\nSam: Or?\nDana: 11:00\n1:02 - Dana: Yes\n1:05 - Sam: No\n"
    assert [one[0] for one in told(text)] == ["Sam", "Dana"] * 2 + ["Dana", "Sam"]


@pytest.mark.parametrize(
    "line", ["[00:00:10] dana reyes: no", "dana reyes (0:10): no", "00:10 dana reyes: no", "[00:10] [dana reyes]: no"]
)
def test_a_time_beside_it_makes_a_name_of_small_letters(line: str) -> None:
    """Where the other names have one, too."""
    assert told(f"[0:03] Sam: So?\n{line}\nat 10:30: so\n[0:20] Sam: Why?\n")[1] == (
        "dana reyes",
        10,
        "no at 10:30: so",
    )


@pytest.mark.parametrize(
    ("sam", "dana"),
    [
        ("Sam: 00:01", "Dana: 00:10"),
        ("Sam | 00:01", "Dana | 00:10"),
        ("**Sam** 0:01", "**Dana** 0:10"),
        ("[Sam] 00:00:01", "[Dana] 00:00:10"),
        ("**Sam** (0:01)", "__Dana__ (0:10)"),
        ("### Sam (0:01)", "### Dana (0:10)"),
        ("[0:01] Sam:", "[0:10] Dana:"),
        ("[0:01] Sam", "[0:10] Dana"),
        ("0:01 Sam", "0:10 Dana"),
        ("[00:00:01.12] - Sam", "[00:00:10.55] - Dana"),
        ("Sam: [00:00:01]", "Dana: [00:00:10]"),
        ("**[0:01] Sam:**", "**[0:10] Dana:**"),
    ],
)
def test_what_sets_a_name_off_is_no_part_of_it(sam: str, dana: str) -> None:
    """Colons, bars, brackets and Markdown."""
    assert told(f"{sam}\nSo?\n\n{dana}\nNo.\n") == [("Sam", 1, "So?"), ("Dana", 10, "No.")]


def test_meet_as_markdown() -> None:
    """The name and its colon in bold letters, the time a heading."""
    text = "### 00:05:00\n\n**Dana Reyes:** Nine a week.\n\n- **Sam:** How so?\n\nMeeting ended after 00:05:10 👋\n"
    assert told(text) == [("Dana Reyes", 300, "Nine a week."), ("Sam", None, "How so?")]


def test_what_a_recorder_notes_is_said_by_nobody() -> None:
    """That it ran, and what is to be done."""
    text = (
        "Sam started transcription\n\n0:03 - Sam\nSo?\nACTION ITEM: Send it - WATCH: https://fathom.example/a?t=3\n\n"
        "0:10 - Dana\nNo.\n\nSam Okafor stopped transcription\n"
    )
    assert told(text) == [("Sam", 3, "So?"), ("Dana", 10, "No.")]


CALL = [
    ("Sam Okafor", 3.0, "How do you do it now?"),
    ("Reyes, Dana", 12.0, "We ring round all day."),
    ("Sam Okafor", 3725.0, "So?"),
    ("Reyes, Dana", 3730.0, "I hate it."),
]
PANES = {
    "each time twice": "{name}\n{spelt}{clock}\n{name} {spelt}\n{said}\n",
    "with pictures": "{initials}\n\n{name}\n{spelt}{clock}\n{name} {spelt}\n{said}\n",
    "each on its line": "{name}\n\n{spelt}\n\n{clock}\n\n{said}\n",
    "the digits first": "{name}\n{clock}\n{name} {spelt}\n{said}\n",
    "the digits only": "{initials}\n{name}\n{clock}\n{said}\n",
}


@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
def test_the_pane_beside_a_teams_recording(pane: str) -> None:
    """Marked and copied: name and time two or three times each, and said by nobody."""
    spelt = ("0 minutes 3 seconds", "0 minutes 12 seconds", "1 hour 2 minutes 5 seconds", "1 hour 2 minutes 10 seconds")
    clocks = ("0:03", "0:12", "1:02:05", "1:02:10")
    turns = [
        pane.format(name=name, said=said, spelt=words, clock=clock, initials="SO" if name[0] == "S" else "DR")
        for (name, _, said), words, clock in zip(CALL, spelt, clocks, strict=True)
    ]
    before = "Weekly call\nAI-generated content may be incorrect\n\nSam Okafor started transcription\n\n"
    assert told(before + "\n".join(turns) + "\nSam Okafor\nstopped transcription\n") == CALL


def test_in_a_pane_what_somebody_goes_on_to_say_has_a_time_of_its_own() -> None:
    """Their name comes again with it; a time that is talked about does not."""
    text = (
        "dana reyes\n0 minutes 3 seconds0:03\ndana reyes 0 minutes 3 seconds\nIt took us\n5 minutes 3 seconds.\nOK\n"
        "dana reyes 0 minutes 9 seconds\nOlga Kern lasted 1 hour 2 minutes 3 seconds\n"
        "Olga Kern\n0 minutes 12 seconds0:12\nNo.\n"
    )
    assert told(text) == [
        ("dana reyes", 3, "It took us 5 minutes 3 seconds. OK"),
        ("dana reyes", 9, "Olga Kern lasted 1 hour 2 minutes 3 seconds"),
        ("Olga Kern", 12, "No."),
    ]


@pytest.mark.parametrize(("name", "word"), [("Olga Kern", "OK"), ("Noah Owens", "No"), ("Ona Niles", "No")])
def test_a_word_that_is_somebodys_initials_is_said(name: str, word: str) -> None:
    """And not taken for a picture, however often it comes before their name."""
    turn = f"{name}  {{0}}:03\nDoes it work?\n\nSam Okafor  {{0}}:05\n{word}\n\n"
    spoken = [one[::2] for one in told("".join(turn.format(minute) for minute in range(3)))]
    assert spoken == [(name, "Does it work?"), ("Sam Okafor", word)] * 3


def test_a_speaker_may_be_called_sun() -> None:
    """Beside a time of the recording; "Sun 10:32" beside somebody's name is a day."""
    assert told("Sun  0:03\nSo?\n\nDana  0:12\nNo.\n\nSun  10:20\nWhy?\n") == [
        ("Sun", 3, "So?"),
        ("Dana", 12, "No."),
        ("Sun", 620, "Why?"),
    ]
    chat = "".join(f"{name}\nSun 10:32\n{said}\n" for name, said in [("Sam", "So?"), ("Dana", "No.")] * 2)
    assert told(chat) == [("Sam", None, "So?"), ("Dana", None, "No.")] * 2


CHATS = {
    "Slack": "{name}\n  {time}\n{said}\n",
    "Slack with a status": "{name}\n:house_with_garden:\n  {time}\n{said}\n",
    "Slack, older": "{name}  [{time}]\n{said}\n",
    "a status beside the name": "{name} :palm_tree:  {time}\n{said}\n",
    "Teams": "[{time}] {name}\n{said}\n",
}


@pytest.mark.parametrize("form", CHATS.values(), ids=CHATS)
@pytest.mark.parametrize("time", ["10:32 AM", "10:32\u202fam", "Yesterday at 10:32", "Mar 3rd at 10:32 AM"])
def test_a_chat_with_times_of_day(form: str, time: str) -> None:
    """Who wrote it; and a time of day is no time of a recording. "Thanks" before a time is no name."""
    said = [
        ("Sam Okafor", "How do you do it now?\n10:33\nAnd who?"),
        ("Dana", "We ring round all day.\n10:36\nThanks\n10:37\nI hate it."),
        ("Sam Okafor", "Budget: none?"),
        ("Dana", "No."),
        ("Lee Moss", "Nor me."),
    ]
    text = "\n".join(form.format(name=name, time=time, said=words) for name, words in said)
    assert told(f"{text}\n3 replies\n") == [
        ("Sam Okafor", None, "How do you do it now? And who?"),
        ("Dana", None, "We ring round all day. Thanks I hate it."),
        ("Sam Okafor", None, "Budget: none?"),
        ("Dana", None, "No."),
        ("Lee Moss", None, "Nor me."),
    ]


def test_names_on_lines_of_their_own() -> None:
    """After an empty line, and again: what stands between is theirs, in paragraphs too."""
    text = (
        "Call with Larkfield\n\nSam Okafor\nHow do you do it now?\n\nDana Reyes\nWe ring round all day.\n\n"
        "It eats us.\n\nSam Okafor\nSo?\n\nDana Reyes\nI hate it.\n\nLee Moss\nSo do I.\n"
    )
    assert told(text) == [
        ("Sam Okafor", None, "How do you do it now?"),
        ("Dana Reyes", None, "We ring round all day. It eats us."),
        ("Sam Okafor", None, "So?"),
        ("Dana Reyes", None, "I hate it."),
        ("Lee Moss", None, "So do I."),
    ]
    three = "Sam\nSo?\n\nDana\nNo.\n\n" * 3
    assert [one[0] for one in told(three)] == ["Sam", "Dana"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Breakfast\n9:00 AM\nRolls.\nKeynote\n10:00 AM\nDana speaks.\nBreak\n11:00 AM\nTea.\nBreak\n3:00 PM\nTea.\n",
        "Sam Okafor\n10:32 AM\nSo?\ndana r\n10:33 AM\nNo.\nSam Okafor\n10:34 AM\nWhy?\n"
        "Lee\n10:35 AM\nI.\nLee\n10:36 AM\nI.\n",
        "Key Benefits\nWhy wait?\n\nUse Cases\nBakers.\n\nKey Benefits\nFlour.\n\nUse Cases\nDairies.\n",
        "Pros\nIs it fast?\n\nCons\nIt is dear.\n\n" * 3,
        "Scones\nDo they sell?\n\nRolls\nThey do.\n\nScones\nThe scones are late.\n\nRolls\nWe bake rolls.\n\n" * 2,
        "Sam\nSo?\n\nDana\nNo.\n\nSam\nWhy?\n\nDana\nIt is dear.\n",
        "Sam Okafor\nSo?\nDana Reyes\nNo.\nSam Okafor\nWhy?\nDana Reyes\nIt is dear.\n",
        "Sam Okafor\nSo?\n\nDana Reyes\nNo.\n\nSam Okafor\nWhy?\n\nDana Reyes\nIt is dear.\n\nNever\nAsk me.\n",
        "One.\nTwo.\nThree.\nFour.\n\n" + "Sam Okafor\nSo?\n\nDana Reyes\nNo.\n\n" * 3,
        "Lasted 5 minutes 3 seconds\nWe timed it.\nCooled 2 minutes 1 second\nAnd again.\n",
    ],
    ids=[
        "an agenda", "who is not told", "a brochure", "pros and cons", "headings that are talked about",
        "a word that comes twice", "no empty line", "one more that may be a name", "prose first", "a recipe",
    ],
)  # fmt: skip
def test_what_may_be_headings_is_no_conversation(text: str) -> None:
    """Better a sentence that says what to write than words in somebody's mouth."""
    with pytest.raises(InputError, match="Name: what they said"):
        told(text)


def test_text_without_names_is_not_a_transcript() -> None:
    """Nobody is made up."""
    with pytest.raises(InputError, match="Name: what they said"):
        told("We talked about the chairs.\nShe was not amused.\n")
