"""Reading any file: the format is found, broken parts are named, and nothing but a sentence comes of a bad one."""

from __future__ import annotations

import io
import json
import random
import zipfile
from functools import partial
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pitchcheck.pitch import InputError, Transcript, Turn, Word
from pitchcheck.transcript import JSON_READERS, read, write
from tests.clock import seconds

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in (".vtt", ".srt", ".sbv", ".json"))
REFUSED = {
    "empty.vtt": "is empty",
    "no_captions.vtt": "without a word",
    "invalid_format.sbv": "no turns",
    "invalid_format1.srt": "no turns",
    "invalid_format2.srt": "no turns",
    "invalid_format3.srt": "no turns",
    "invalid_format4.srt": "without a word",
}
FORMS = {
    "assemblyai_transcription.json": ("AssemblyAI", ("Speaker A",)),
    "assemblyai_utterances.json": ("AssemblyAI", ("Speaker A",)),
    "dg_transcription.json": ("Deepgram", ()),
    "dg_utterances.json": ("Deepgram", ()),
    "dg_whisper_transcription.json": ("Deepgram", ()),
    "whisper_timestamped.json": ("Whisper", ()),
    "transcriptSample.json": ("Azure", ("Speaker 1", "Speaker 2")),
    "todayinfocuswords.sample.json": ("Amazon Transcribe", ("spk_0", "spk_1")),
}


def told(data: bytes | str, name: str = "call.txt") -> Transcript:
    """What is read from bytes or text."""
    return read(data.encode() if isinstance(data, str) else data, name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_file_is_read_or_refused_with_a_sentence(path: Path) -> None:
    """Files of other people, many broken on purpose."""
    if path.name in REFUSED:
        with pytest.raises(InputError, match=REFUSED[path.name]):
            read(path.read_bytes(), path.name)
        return
    found = read(path.read_bytes(), path.name)
    assert found.turns
    assert [turn.n for turn in found.turns] == list(range(1, len(found.turns) + 1))
    if path.suffix == ".json":
        assert (found.format, found.speakers()) == FORMS[path.name]
    else:
        assert found.format == {".vtt": "WebVTT", ".srt": "SRT", ".sbv": "SBV"}[path.suffix]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_read_or_refused(path: Path, seed: int) -> None:
    """Bytes dropped, doubled and changed: no crash, and turns that were read hold together."""
    generator = random.Random(f"{path.name}{seed}")  # noqa: S311 - repeatable damage, no secret
    data = bytearray(path.read_bytes()[:20_000])
    for _ in range(1 + len(data) // 200 if data else 0):
        at = generator.randrange(len(data))
        data[at : at + generator.randrange(3)] = bytes(generator.randrange(256) for _ in range(generator.randrange(3)))
        if not data:
            break
    holds_together(bytes(data))


def holds_together(data: bytes) -> None:
    """Either one sentence of refusal, or turns in order with words and sane times."""
    try:
        found = read(data, "damaged.txt")
    except InputError as error:
        refused = str(error)
    else:
        refused = ""
        in_order(found)
    assert len(refused.splitlines()) <= 1


def in_order(found: Transcript) -> None:
    """Turns with words, and times that run forwards."""
    assert found.turns
    for turn in found.turns:
        assert turn.text.strip()
        assert turn.speaker is None or turn.speaker.strip()
        assert turn.start is None or turn.start >= 0
        assert turn.end is None or turn.start is None or turn.end >= turn.start


PIECES = (
    "WEBVTT", "NOTE", "STYLE", "1", "00:01.000 --> 00:02.000", "0:0:1.5-->0:0:2", "00:00:01,000 --> 00:00:02,000",
    "0:00:01.000,0:00:02.000", "-->", "<v Dana>", "</v>", "<00:01.500>", "Dana: hello.", "Sam Okafor: <b>yes</b>",
    "Dana (10:02)", "Dana  0:03", "[00:12] Dana: so", "00:05:00", "From Dana to Everyone : hi", "", "",
    "Dana", "Sam Okafor", "0 minutes 3 seconds0:03", "Sam Okafor 0 minutes 3 seconds", "SO", "10:32 AM",
    "[10:33 AM] Dana", "Dana Reyes  [10:34 AM]", "Yesterday at 10:35", ":house:",
    "words &amp; more", "{", "[", "<", "：", "\u202e", "\x00", "-", "—",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(lines: list[str]) -> None:
    """Lines of every text format thrown together."""
    holds_together("\n".join(lines).encode())


KEYS = (
    "callTranscripts", "transcript", "sentences", "speakerId", "parties", "name", "text", "start", "end", "monologues",
    "elements", "ts", "value", "type", "results", "channels", "alternatives", "words", "word", "utterances", "items",
    "content", "start_time", "end_time", "speaker", "segments", "recognizedPhrases", "nBest", "display", "offset",
    "startTime", "speakerTag", "transcriptUtterances", "startTimeMillis", "Transcript", "Content", "speaker_name",
    "time", "duration", "turns", "n", "data", "response", "speakers", "channel_labels", "speaker_labels",
)  # fmt: skip
leaves = st.none() | st.booleans() | st.integers(-5, 10**18) | st.floats() | st.text(max_size=6) | st.just("1.5")
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@given(trees)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read_or_refused(tree: object) -> None:
    """JSON of every service's words thrown together."""
    holds_together(json.dumps(tree).encode())


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".json"], ids=lambda path: path.name)
def test_a_value_of_the_wrong_kind_is_refused_or_left_out(path: Path) -> None:
    """Every value in turn becomes something it should not be."""
    whole = json.loads(path.read_text())
    for wrong in (None, "x", -1, [], {}, 1e300, True):
        for changed in mutated(whole, wrong):
            holds_together(json.dumps(changed).encode())


def mutated(tree: object, wrong: object, limit: int = 6) -> list[object]:
    """Copies of the tree with one of its first values replaced, at every depth."""
    if not isinstance(tree, (dict, list)) or not tree:
        return []
    keys = list(tree)[:limit] if isinstance(tree, dict) else list(range(min(2, len(tree))))
    copies: list[object] = []
    for key in keys:
        for inner in [wrong, *mutated(tree[key], wrong, 4)]:  # type: ignore[index]
            copy = dict(tree) if isinstance(tree, dict) else list(tree)
            copy[key] = inner  # type: ignore[index]
            copies.append(copy)
    return copies


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"   \n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x01\x02", "a picture"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt \x00", "a recording"),
        (b"Just some thoughts about the call with Dana and what she wants.", "Name: what they said"),
        (b'{"a": ', "broken JSON at line 1, column 7"),
        (b'{"a": 1}', "not of a transcript I know"),
        (b'{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": 5}]}]}', "looks like Rev AI, but at"),
        (b'{"monologues": [{"speaker": 0, "elements": []}]}', "without a word"),
        (b"[" * 100_000, "no transcript would have"),
        (b'{"a":' * 100_000, "no transcript would have"),
        (b"{" + b'"a": 1' + b"9" * 5_000 + b"}", "JSON"),
    ],
    ids=range(12),
)
def test_bad_input_gets_one_sentence(data: bytes, says: str) -> None:
    """What is wrong, and what to do."""
    with pytest.raises(InputError, match=says) as refused:
        read(data, "call.json")
    assert len(str(refused.value).splitlines()) == 1
    assert "Traceback" not in str(refused.value)


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    """50 MB is the limit, and it is named."""
    with pytest.raises(InputError, match="limit is 50 MB"):
        read(b"x" * 50_000_001, "call.vtt")


def test_more_turns_than_anybody_talks_are_refused() -> None:
    """Memory stays bounded."""
    with pytest.raises(InputError, match="more than 200,000 turns"):
        told("A: b\nC: d\n" * 100_001)


def test_an_archive_is_refused() -> None:
    """A zip that is no Word file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("call.vtt", "WEBVTT")
    with pytest.raises(InputError, match="archive"):
        read(packed.getvalue(), "call.zip")


@pytest.mark.parametrize("text", ["<" * 200_000, "<v " * 100_000, "a:" * 100_000, "Dana " * 50_000, "{\\" * 100_000])
@pytest.mark.parametrize("head", ["", "WEBVTT\n\n00:01.000 --> 00:02.000\n"])
def test_no_text_makes_it_slow(head: str, text: str) -> None:
    """Eight times as many awkward characters take about eight times as long; with their square it would be 64 times."""
    parts = ((head + part).encode() for part in (text[: len(text) // 8], text))
    few, all_of_them = (seconds(partial(holds_together, part)) for part in parts)
    assert all_of_them < max(30 * few, 0.5)


def day(turns: int) -> Transcript:
    """Two people, and so many turns of two seconds; 20,000 are eleven hours."""
    said = "I want to see all six clinics on one page before my first coffee."
    return Transcript(
        turns=tuple(
            Turn(n=n, text=f"{said} {n}", speaker=("Dana", "Sam")[n % 2], start=2.0 * n, end=2.0 * n + 1.9)
            for n in range(1, turns + 1)
        )
    )


@pytest.mark.parametrize("form", ["vtt", "json", "text"])
def test_ten_times_as_many_turns_take_about_ten_times_as_long(form: str) -> None:
    """A day's transcript, in each form it is written in; with the square of its turns it would be a hundred times."""

    def comes_back(turns: int, data: bytes) -> None:
        found = read(data, "day.txt")
        assert (len(found.turns), found.turns[-1].speaker) == (turns, "Dana")

    written = ((turns, write(day(turns), form).encode()) for turns in (2_000, 20_000))  # type: ignore[arg-type]
    few, many = (seconds(partial(comes_back, *one), times=3) for one in written)
    assert many < 40 * few


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
speakers = st.sampled_from([None, "Dana Whitlock", "Sam | Rep", "Žofie", "田中", "<script>", "O'Brien & Co"])


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Turns three seconds apart, so that none merge."""
    texts = draw(st.lists(words.map(lambda text: f"w{' '.join(text.split())}"), min_size=1, max_size=8))
    turns = [
        Turn(
            n=n,
            text=text,
            speaker=draw(speakers),
            start=5.0 * n,
            end=5.0 * n + 1.25,
            words=(Word(text="w", start=5.0 * n, end=5.0 * n + 1),),
        )
        for n, text in enumerate(texts, 1)
    ]
    return Transcript(turns=tuple(turns))


@given(transcripts())
@settings(max_examples=60, deadline=None)
def test_json_reads_back_as_the_same_transcript(spoken: Transcript) -> None:
    """Nothing is lost, words and all."""
    assert told(write(spoken, "json")) == spoken


@given(transcripts())
@settings(max_examples=60, deadline=None)
def test_webvtt_reads_back_with_names_times_and_words(spoken: Transcript) -> None:
    """What we write, we read: speakers, text and times to the millisecond."""
    back = told(write(spoken, "vtt"), "call.vtt")
    named = [turn for turn in spoken.turns if turn.speaker]
    assert [(t.speaker, t.text, t.start, t.end) for t in back.turns if t.speaker] == [
        (t.speaker, t.text, t.start, t.end) for t in named
    ]


def test_text_reads_back() -> None:
    """Names and whole seconds."""
    spoken = Transcript(
        turns=(Turn(n=1, text="So?", speaker="Sam", start=3723), Turn(n=2, text="Yes.", speaker="Dana"))
    )
    back = told(write(spoken, "text"))
    assert [(t.speaker, t.text, t.start) for t in back.turns] == [("Sam", "So?", 3723), ("Dana", "Yes.", None)]


def test_webvtt_needs_times() -> None:
    """A chat without times is not captions."""
    with pytest.raises(InputError, match="Turn 1 has no time"):
        write(told("Dana: hello\nSam: hi"), "vtt")


def test_words_of_word_files_are_found() -> None:
    """A .docx goes through the document reader, however it is named."""
    document = docx.Document()
    for line in ("Weekly call", "Dana Whitlock   0:03", "We lose nine a week.", "Sam Okafor   0:11", "How so?"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    found = read(out.getvalue(), "call.docx")
    assert [(t.speaker, t.start, t.text) for t in found.turns] == [
        ("Dana Whitlock", 3, "We lose nine a week."),
        ("Sam Okafor", 11, "How so?"),
    ]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["Dana Whitlock   0:03\nNine a week.", "Sam Okafor   0:11\nHow so?"],
        ["0:0:3.0 --> 0:0:9.540\nDana Whitlock\nNine a week.", "0:0:11.0 --> 0:0:12.5\nSam Okafor\nHow so?"],
        ["0:0:3.0 --> 0:0:9.540", "Dana Whitlock", "Nine a week.", "0:0:11.0 --> 0:0:12.5", "Sam Okafor", "How so?"],
        ["Transcript", "00:00:03", "Dana Whitlock: Nine a week.", "00:00:11", "Sam Okafor: How so?"],
    ],
    ids=["teams", "older teams", "older teams, a paragraph a line", "meet"],
)
def test_word_files_of_teams_and_meet(paragraphs: list[str]) -> None:
    """As each has written them over the years."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    found = read(out.getvalue(), "call.docx")
    assert [(t.speaker, t.start, t.text) for t in found.turns] == [
        ("Dana Whitlock", 3, "Nine a week."),
        ("Sam Okafor", 11, "How so?"),
    ]


def test_every_reader_has_its_own_name() -> None:
    """A format is found once."""
    names = [reader.name for reader in JSON_READERS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"turns": [{"n": 1, "text": "Hi", "start": float("nan")}]}, "a.json, turn 1: its time is none"),
        ({"turns": [{"n": 1, "text": "Hi", "start": 1, "end": 1e308}]}, "a.json, turn 1: its time is none"),
        ({"turns": [{"n": 1, "text": "Hi \ud800"}]}, "broken character"),
        ({"segments": [{"start": 0, "end": 1, "text": "Hi \ud800"}]}, "a.json, turn 1: it holds a broken character"),
    ],
)
def test_what_could_not_be_written_again_is_not_read(data: object, told: str) -> None:
    """A clock shows no such time, and no file holds such a letter."""
    with pytest.raises(InputError, match=told):
        read(json.dumps(data).encode(), "a.json")
