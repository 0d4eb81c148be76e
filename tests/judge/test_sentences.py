"""Sentences keep their place in the text whatever was pasted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.sentences import asides, split, spoken
from pitchcheck.pitch import Transcript, Turn, Word
from tests.clock import seconds

ODD = (
    *(
        "Dr. Lee",
        " e.g. ",
        ". ",
        "?! ",
        "\r\n",
        "\n\n",
        "\r",
        "\u2028",
        "• ",
        "- ",
        "1. ",
        "> ",
        "\t",
        " | ",
        '"Really?" ',
    ),
    *("---", "\ufeff", "🤝🏽", "שלום עולם. ", "مرحبا، ", "we do SSO and ", "3.5 million ", "U.S. ", "…", "ﬁ"),
)
PASTED = st.lists(st.one_of(st.text(max_size=12), st.sampled_from(ODD)), max_size=60).map("".join)


def said(text: str) -> list[str]:
    """The sentences of a text, as words."""
    return [sentence.of(text) for sentence in split(text)]


@given(PASTED)
@settings(max_examples=400)
def test_sentences_are_in_order_and_leave_no_letter_out(text: str) -> None:
    """Spans never overlap, are never empty or white space, and hold every letter and digit of the text."""
    sentences = split(text)
    edges = [edge for s in sentences for edge in (s.start, s.end)]
    assert edges == sorted(edges)
    assert [s.n for s in sentences] == list(range(1, len(sentences) + 1))
    assert all(s.of(text) == s.of(text).strip() != "" for s in sentences)
    inside = {i for s in sentences for i in range(s.start, s.end)}
    assert all(i in inside for i, letter in enumerate(text) if letter.isalnum())


@given(PASTED)
def test_what_is_left_out_lies_in_the_text(text: str) -> None:
    """Asides are in order and inside the text."""
    edges = [edge for aside in asides(text) for edge in (aside.start, aside.end)]
    assert edges == sorted(edges)
    assert all(edge <= len(text) for edge in edges)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We met Dr. Lee at 5 p.m. today. He liked it!", ["We met Dr. Lee at 5 p.m. today.", "He liked it!"]),
        ("It costs $3.5 a head, e.g. for ten. OK?", ["It costs $3.5 a head, e.g. for ten.", "OK?"]),
        ('He said "no way!" Then he signed.', ['He said "no way!"', "Then he signed."]),
        ("• SSO\n• Audit logs\n\n1. No minimum\n2. No fee", ["SSO", "Audit logs", "1. No minimum", "2. No fee"]),
        ("# Why us\r\nWe collect it.\r\n", ["Why us", "We collect it."]),
        ("| Plan | Price |\n|---|---|\n| Pro | free setup |", ["Plan", "Price", "Pro", "free setup"]),
        ("Hi Priya,\nI saw the news.", ["Hi Priya,", "I saw the news."]),
        (
            "Our courier picks up whatever is on paper and the books\nare closed by the eighth. Then you rest.",
            ["Our courier picks up whatever is on paper and the books\nare closed by the eighth.", "Then you rest."],
        ),
        ("\ufeffHello 👩🏽‍🔬 there. Bye.", ["\ufeffHello 👩🏽‍🔬 there.", "Bye."]),
        ("Is it Mr. T. Fox? No. 7 is ours.", ["Is it Mr. T. Fox?", "No. 7 is ours."]),
        ("", []),
        (" \n\t… --- ", []),
    ],
)
def test_what_a_sentence_is(text: str, sentences: list[str]) -> None:
    """Titles and numbers end nothing; bullets, headings, cells and greetings stand alone; wrapped lines go on."""
    assert said(text) == sentences


def test_unpunctuated_speech_is_cut_where_a_clause_begins() -> None:
    """A stretch of more than 45 words is cut before a word that starts a clause, never in the middle of nowhere."""
    text = "so the way it goes we pick up the boxes on monday and we bring them back on friday with the labels on " * 4
    parts = said(text)
    assert all(len(part.split()) <= 45 for part in parts)
    assert all(part.split()[0] in {"so", "and", "we"} for part in parts)


@pytest.mark.parametrize(
    "piece", ["word ", "a.b.", "!?", "!? ", "x", "-", " ", "|", "\n", " " * 999 + "|", ". ", ">", "A. "]
)
def test_two_megabytes_take_no_longer_than_they_should(piece: str) -> None:
    """Nothing that can be repeated makes the splitter slow: time grows with length only."""
    text = (piece * (60_000 // len(piece)))[:60_000]
    half, all_of_it = (seconds(lambda part=part: (split(part), asides(part))) for part in (text[:30_000], text))
    assert all_of_it < max(6 * half, 0.5)


EMAIL = """From: Bex <bex@metronomy.example>
To: Priya
Subject: Your second venue

Hi Priya,
We run payroll for venues. Call me on 0400 123 456 any time.

Best regards,
Bex Hartley
Head of Sales, Metronomy Ltd.
+61 400 123 456

On Tue, 3 Mar 2026 at 09:12, Priya <priya@venue.example> wrote:
> Do you have an app?
> We have one.
"""


def test_an_email_is_read_without_its_head_signature_and_quotes() -> None:
    """Who it is from, the name and number below "Best regards," and the message it answers are no pitch."""
    left_out = "\n".join(aside.of(EMAIL) for aside in asides(EMAIL))
    assert "From: Bex" in left_out
    assert "Head of Sales" in left_out
    assert "Do you have an app?" in left_out
    assert "payroll" not in left_out
    assert "second venue" not in left_out


GMAIL = (
    "---------- Forwarded message ---------\nFrom: Sam Okafor <sam@gull.example>\nDate: Tue, 3 Nov 2026 at 10:02\n"
    "Subject: One live map\nTo: Dana Reyes <dana@crumb.example>\n\n"
)
OUTLOOK = "From: Sam Okafor\nSent: Tuesday, 3 November 2026 10:02\nTo: Dana Reyes\nSubject: One live map\n\n"
GERMAN = "Von: Sam Okafor\nGesendet: Dienstag, 3. November 2026 10:02\nAn: Dana Reyes\nBetreff: One live map\n\n"
APPLE = (
    "Begin forwarded message:\n\nFrom: Sam Okafor <sam@gull.example>\nSubject: One live map\n"
    "Date: 3 November 2026 at 10:02:11 CET\nTo: Dana Reyes <dana@crumb.example>\n\n"
)
PITCHED = "One live map shows every van.\n"
ANSWERED = "\nOn Mon, 2 Nov 2026 at 10:00, Dana <dana@crumb.example> wrote:\n> Do you have an app?\n"


def left(text: str) -> list[str]:
    """The lines that are pitch."""
    kept = list(text)
    for aside in asides(text):
        kept[aside.start : aside.end] = " " * (aside.end - aside.start)
    return [line.strip() for line in "".join(kept).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "head", [GMAIL, APPLE, GERMAN.replace("Betreff:", "Betreff: WG:", 1)], ids=["Gmail", "Apple", "German"]
)
@pytest.mark.parametrize("after", ["", "\nBest,\nSam Okafor\n", ANSWERED, f"\nKind regards,\nSam\n{ANSWERED}"])
def test_a_message_that_is_handed_on_is_the_pitch(head: str, after: str) -> None:
    """Without what says so, its head, its signature and the message that it answers."""
    assert left(head + PITCHED + after)[-1] == PITCHED.strip()
    assert left(f"Hello Lee.\n\nBest,\nDana\n\n{GMAIL}{PITCHED}{after}") == ["Hello Lee.", PITCHED.strip()]
    quoted = "".join(f"> {line}\n" for line in (APPLE + PITCHED).splitlines())
    assert left(f"Hello Lee.\n\n{quoted}") == ["Hello Lee.", f"> {PITCHED.strip()}"]


@pytest.mark.parametrize("head", [OUTLOOK, GERMAN], ids=["English", "German"])
def test_whether_it_is_handed_on_or_answered_is_told_by_what_precedes_it(head: str) -> None:
    """Outlook sets both the same: its subject says so, or few words that point to it; else it is what was answered."""
    assert left(f"Please see below.\n\n________________________________\n{head}{PITCHED}") == [
        "Please see below.",
        PITCHED.strip(),
    ]
    signature = (
        "Kind regards,\nDana Reyes\nHead of Operations\nCrumb and Sons Limited\n12 Mill Lane, Leeds\n+44 113 496 0000\n"
    )
    original = f"-----Original Message-----\n{head}{PITCHED}"
    for message in (f"________________________________\n{head}{PITCHED}", original):
        assert left(f"Please see below.\n\n{signature}\n{message}") == ["Please see below.", PITCHED.strip()]
    assert left(f"We do not.\n\n{original}") == ["We do not."]
    forwarded = head.replace("One live map", "FW: One live map")
    assert left(f"{forwarded}We agree.\n\n{head}{PITCHED}")[-2:] == ["We agree.", PITCHED.strip()]
    assert left(f"{PITCHED}\nBest,\nSam\n\n{head}We ring round all day.\n") == [PITCHED.strip()]
    assert left(f"Looking forward to it.\n\n{head}We ring round all day.\n") == ["Looking forward to it."]


def test_a_head_that_begins_with_its_subject_is_not_that_of_what_is_handed_on() -> None:
    """As Thunderbird saves it: that of the message below is found still."""
    own = "Subject: FW: One live map\nFrom: Lee Moss\nDate: Wednesday\nTo: Dana Reyes\n\n"
    assert left(f"{own}We agree.\n\n{OUTLOOK}{PITCHED}")[-2:] == ["We agree.", PITCHED.strip()]


@pytest.mark.parametrize("before", ["\n", "Subject: One live map\n"])
def test_a_head_that_does_not_begin_the_text_is_still_its_own(before: str) -> None:
    """And not that of a message it answers: nothing was said before it."""
    head = "From: Sam Okafor <sam@gull.example>\nSent: Tuesday\nTo: Dana Reyes\n\n"
    assert left(f"{before}{head}{PITCHED}")[-1] == PITCHED.strip()


@pytest.mark.parametrize(
    "text",
    [
        "We forward it.\nFrom: the van\nTo: the till\nSubject: to your word.",
        "Join us.\nFrom: 10:00\nTo: 11:00\nDate: 3 March\nWe show how the van is there by nine.",
        "Thanks,\nwe also take the boxes back for free.",
        "We do SSO.\nBest,\nBex\nP.S. We also do audit logs.",
        "To: nobody in particular, we deliver.",
        "Cheers\nOur van is there by nine.\nNo fee.",
    ],
)
def test_when_in_doubt_it_is_pitch(text: str) -> None:
    """A closing with something said below it, or one odd line, hides nothing."""
    assert asides(text) == ()


def test_a_spoken_pitch_knows_when_each_sentence_was_said() -> None:
    """Only the rep's turns are the pitch; a turn's seconds are shared by length; sentences point to their turn."""
    turns = (
        Turn(n=1, speaker="Rep", text="We collect. We also deliver.", start=0.0, end=7.0),
        Turn(n=2, speaker="Dana", text="How much?", start=7.0, end=8.0),
        Turn(n=3, speaker="Rep", text="It is free.", start=9.0, end=11.0),
    )
    pitch = spoken(Transcript(turns=turns), frozenset({"Rep"}))
    assert [s.of(pitch.text) for s in pitch.sentences] == ["We collect.", "We also deliver.", "It is free."]
    assert [s.turn for s in pitch.sentences] == [1, 1, 3]
    assert pitch.sentences[1].at == pytest.approx(3.0)
    assert pitch.sentences[1].seconds == pytest.approx(4.0)
    assert pitch.rep == "Rep"


def test_a_pause_ends_a_sentence_that_no_full_stop_ends() -> None:
    """Recognised speech has no full stops: where the speaker stopped for breath, a sentence ends."""
    first, second = "we bring the boxes every monday", "and nobody has to be there when we do"
    spoken_words = [*first.split(), *second.split()]
    gap = len(first.split())
    words = tuple(
        Word(text=word, start=i * 0.3 + (2.0 if i >= gap else 0.0), end=i * 0.3 + 0.25 + (2.0 if i >= gap else 0.0))
        for i, word in enumerate(spoken_words)
    )
    turn = Turn(n=1, speaker="Rep", text=f"{first} {second}", start=0.0, end=9.0, words=words)
    pitch = spoken(Transcript(turns=(turn,)), frozenset({"Rep"}))
    assert [s.of(pitch.text) for s in pitch.sentences] == [first, second]
    assert pitch.sentences[1].at == pytest.approx(gap * 0.3 + 2.0)


def test_a_comment_is_no_sentence() -> None:
    """Nobody says what stands in a comment, and its full stops end nothing; without its end it is none."""
    text = "We plan <!-- not. this! --> your day. [//]: # (nor this)\n[//]: # (Nor this one.)\nIt is quick."
    assert [one.of(text) for one in split(text)] == [
        "We plan <!-- not. this! --> your day.", "[//]: # (nor this)", "It is quick.",
    ]  # fmt: skip
    assert "".join(one.of("We plan <!-- your day.") for one in split("We plan <!-- your day.")).endswith("your day.")


def test_a_file_pasted_as_letters_is_no_word() -> None:
    """It would be read for minutes; what stands around it keeps its place, and a long address is read."""
    picture, address = "iVBOR+/0" * 300, "https://example.com/?" + "a=1&" * 400
    text = f"See our map ![]({picture}) of every van. It is at {address} now."
    assert [one.of(text) for one in split(text)] == ["See our map", "of every van.", f"It is at {address} now."]
    chinese = "我们每天为您安排车辆" * 250
    assert "".join(one.of(chinese) for one in split(chinese)) == chinese
