"""The JSON of each service, as its documentation gives it: speakers, seconds, words, and marks in their place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pitchcheck.pitch import InputError, Transcript
from pitchcheck.transcript import read


def told(data: Any) -> Transcript:
    """What is read from the JSON."""
    return read(json.dumps(data).encode(), "call.json")


def lines(data: Any) -> list[tuple[str | None, float | None, float | None, str]]:
    """Speaker, start, end and words of each turn."""
    return [(turn.speaker, turn.start, turn.end, turn.text) for turn in told(data).turns]


DANA = ("Dana", 1.0, 2.5, "Nine a week.")
SAM = ("Sam", 5.0, 6.0, "How so?")

GONG = {
    "callTranscripts": [
        {
            "callId": "7782342274025937895",
            "transcript": [
                {"speakerId": "64", "topic": "x", "sentences": [{"start": 1000, "end": 2500, "text": "Nine a week."}]},
                {"speakerId": "65", "sentences": [{"start": 5000, "end": 6000, "text": "How so?"}]},
            ],
        }
    ]
}
PARTIES = {"calls": [{"parties": [{"speakerId": "64", "name": "Dana"}, {"speakerId": "65", "name": "Sam"}, {}]}]}


def test_gong_with_parties() -> None:
    """The two answers of its API as one object, or as a list of both."""
    assert lines({**GONG, **PARTIES}) == [DANA, SAM]
    assert lines([GONG, PARTIES]) == [DANA, SAM]
    assert told([GONG, PARTIES]).format == "Gong"


def test_gong_without_parties() -> None:
    """Ids are long; people are numbered as they come."""
    assert told(GONG).speakers() == ("Speaker 1", "Speaker 2")


def test_several_gong_calls_are_refused() -> None:
    """Half a file is never read as if it were whole."""
    with pytest.raises(InputError, match="2 Gong calls"):
        told({"callTranscripts": GONG["callTranscripts"] * 2})


def test_fireflies() -> None:
    """Seconds, sometimes as strings; as a download, and as its API answers."""
    sentences = [
        {"text": "Nine a week.", "start_time": "1.0", "end_time": 2.5, "speaker_name": "Dana"},
        {"text": "How so?", "start_time": 5, "end_time": "6", "speaker_name": "Sam"},
    ]
    assert lines({"title": "Call", "sentences": sentences}) == [DANA, SAM]
    assert lines({"data": {"transcript": {"sentences": sentences}}}) == [DANA, SAM]


def test_rev_ai() -> None:
    """Punctuation has no time and spaces are punctuation."""
    text = lambda value, ts, end: {"type": "text", "value": value, "ts": ts, "end_ts": end}  # noqa: E731
    mark = lambda value: {"type": "punct", "value": value}  # noqa: E731
    said = [text("Nine", 1, 1.4), mark(" "), text("a", 1.5, 1.6), mark(" "), text("week", 1.7, 2.5), mark(".")]
    asked = [text("How", 5, 5.4), mark(" "), text("so", 5.5, 6), mark("?")]
    found = told({"monologues": [{"speaker": 0, "elements": said}, {"speaker": 1, "elements": asked}]})
    assert [(t.speaker, t.start, t.end, t.text) for t in found.turns] == [
        ("Speaker 0", *DANA[1:]),
        ("Speaker 1", *SAM[1:]),
    ]
    assert [(word.text, word.start) for word in found.turns[0].words] == [("Nine", 1), ("a", 1.5), ("week.", 1.7)]


def test_assemblyai() -> None:
    """Milliseconds; utterances where there are any, else words by speaker."""
    words = [
        {"text": "Nine", "start": 1000, "end": 1400, "speaker": "A"},
        {"text": "a", "start": 1500, "end": 1600, "speaker": "A"},
        {"text": "week.", "start": 1700, "end": 2500, "speaker": "A"},
        {"text": "How", "start": 5000, "end": 5400, "speaker": "B"},
        {"text": "so?", "start": 5500, "end": 6000, "speaker": "B"},
    ]
    expected = [("Speaker A", *DANA[1:]), ("Speaker B", *SAM[1:])]
    assert lines({"words": words, "utterances": None}) == expected
    utterances = [
        {"speaker": "A", "start": 1000, "end": 2500, "text": "Nine a week.", "words": words[:3]},
        {"speaker": "B", "start": 5000, "end": 6000, "text": "How so?", "words": words[3:]},
    ]
    assert lines({"words": words, "utterances": utterances}) == expected


def deepgram(*channels: list[tuple[str, float, float, int | None]]) -> dict[str, Any]:
    """Words of each channel as Deepgram writes them."""
    return {
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": "x",
                            "words": [
                                {"word": w, "start": a, "end": b, **({} if s is None else {"speaker": s})}
                                for w, a, b, s in channel
                            ],
                        }
                    ]
                }
                for channel in channels
            ]
        }
    }


def test_deepgram_by_speaker_and_by_channel() -> None:
    """With one channel speakers are told apart by voice, with two by channel."""
    nine, so = ("nine", 1.0, 2.5, 0), ("so", 5.0, 6.0, 1)
    assert lines(deepgram([nine, so])) == [("Speaker 0", 1.0, 2.5, "nine"), ("Speaker 1", 5.0, 6.0, "so")]
    two = deepgram([("nine", 1.0, 2.5, None)], [("so", 5.0, 6.0, None)])
    assert lines(two) == [("Channel 0", 1.0, 2.5, "nine"), ("Channel 1", 5.0, 6.0, "so")]


def test_nobody_is_made_up_where_speakers_were_not_told_apart() -> None:
    """Words of nobody in particular break at pauses only."""
    words = [("nine", 1.0, 1.5, None), ("week", 1.6, 2.5, None), ("so", 5.0, 6.0, None)]
    assert lines(deepgram(words)) == [(None, 1.0, 2.5, "nine week"), (None, 5.0, 6.0, "so")]


def item(content: str, start: str | None = None, end: str | None = None, **more: str) -> dict[str, Any]:
    """An item of Amazon Transcribe."""
    times = {} if start is None else {"start_time": start, "end_time": end}
    kind = "punctuation" if start is None else "pronunciation"
    return {**times, "type": kind, "alternatives": [{"confidence": "1.0", "content": content}], **more}


ITEMS = [item("Nine", "1.0", "1.4"), item("weekly", "1.5", "2.5"), item("."), item("So", "5.0", "6.0"), item("?")]


def test_amazon_with_speakers() -> None:
    """Speakers stand in segments, or on the items; marks join the word before them."""
    segments = [
        {"speaker_label": "spk_0", "start_time": "1.0", "items": [{"start_time": "1.0"}, {"start_time": "1.5"}]},
        {"speaker_label": "spk_1", "start_time": "5.0", "items": [{"start_time": "5.0", "speaker_label": "spk_1"}]},
    ]
    expected = [("spk_0", 1.0, 2.5, "Nine weekly."), ("spk_1", 5.0, 6.0, "So?")]
    plain = {"transcripts": [{"transcript": "x"}], "items": ITEMS}
    assert lines({"results": {**plain, "speaker_labels": {"segments": segments}}}) == expected
    labelled = [{**one, "speaker_label": "spk_0" if n < 3 else "spk_1"} for n, one in enumerate(ITEMS)]
    assert lines({"results": {**plain, "items": labelled}}) == expected
    assert lines({"results": plain}) == [(None, 1.0, 2.5, "Nine weekly."), (None, 5.0, 6.0, "So?")]


def test_amazon_with_channels() -> None:
    """People who talk at once stay apart."""
    channels = [
        {"channel_label": "ch_0", "items": ITEMS[:3]},
        {"channel_label": "ch_1", "items": [item("Sure", "2.0", "2.2")]},
    ]
    found = {"results": {"transcripts": [], "items": ITEMS, "channel_labels": {"channels": channels}}}
    assert lines(found) == [("ch_0", 1.0, 2.5, "Nine weekly."), ("ch_1", 2.0, 2.2, "Sure")]


def test_amazon_call_analytics() -> None:
    """Roles are speakers; milliseconds."""
    turns = [
        {"ParticipantRole": "CUSTOMER", "Content": "Nine a week.", "BeginOffsetMillis": 1000, "EndOffsetMillis": 2500},
        {"ParticipantRole": "AGENT", "Content": "How so?", "BeginOffsetMillis": 5000, "EndOffsetMillis": 6000},
    ]
    assert lines({"Participants": [], "Transcript": turns}) == [("Customer", *DANA[1:]), ("Agent", *SAM[1:])]


def test_azure() -> None:
    """Ticks, or durations; what was not recognised is left out."""
    phrases = [
        {"speaker": 1, "offset": "PT1S", "duration": "PT1.5S", "nBest": [{"display": "Nine a week."}]},
        {"recognitionStatus": "Failure", "offset": "PT3S", "nBest": []},
        {"speaker": 2, "offsetInTicks": 5e7, "durationInTicks": 1e7, "nBest": [{"display": "How so?"}]},
    ]
    assert lines({"recognizedPhrases": phrases}) == [("Speaker 1", *DANA[1:]), ("Speaker 2", *SAM[1:])]


def google(word: str, start: object, end: object, **more: object) -> dict[str, Any]:
    """A word as Google writes it."""
    return {"word": word, "startTime": start, "endTime": end, **more}


def test_google() -> None:
    """Seconds in both notations; the tagged words that the last result repeats are read once."""
    seconds = {"seconds": "5", "nanos": 500_000_000}
    plain = [{"alternatives": [{"words": [google("Nine", "1s", "2.500s"), google("so", seconds, "6s")]}]}]
    assert lines({"results": plain}) == [(None, 1.0, 2.5, "Nine"), (None, 5.5, 6.0, "so")]
    tagged = [google("Nine", "1s", "2.5s", speakerTag=1), google("so", seconds, "6s", speakerTag=2)]
    assert lines({"response": {"results": [*plain, {"alternatives": [{"words": tagged}]}]}}) == [
        ("Speaker 1", 1.0, 2.5, "Nine"),
        ("Speaker 2", 5.5, 6.0, "so"),
    ]


def test_speechmatics_two() -> None:
    """Unknown speakers stay unknown."""
    results = [
        {"type": kind, "start_time": a, "end_time": b, "alternatives": [{"content": text, "speaker": who}]}
        for kind, a, b, text, who in (
            ("word", 1.0, 1.5, "Nine", "S1"),
            ("word", 1.5, 2.5, "weekly", "S1"),
            ("punctuation", 2.5, 2.5, ".", "S1"),
            ("word", 5.0, 6.0, "So", "UU"),
        )
    ]
    assert lines({"format": "2.9", "results": results}) == [("S1", 1.0, 2.5, "Nine weekly."), (None, 5.0, 6.0, "So")]


def test_speechmatics_one() -> None:
    """Speakers are stretches of time; a word belongs to the stretch it begins in."""
    words = [
        {"name": "Nine", "time": "1.0", "duration": "1.5"},
        {"name": ".", "time": "2.5", "duration": "0"},
        {"name": "So", "time": "5.0", "duration": "1.0"},
    ]
    speakers = [{"name": "M1", "time": "0.9", "duration": "2"}, {"name": "F2", "time": "4.9", "duration": "2"}]
    found = lines({"job": {}, "speakers": speakers, "words": words})
    assert found == [("M1", 1.0, 2.5, "Nine."), ("F2", 5.0, 6.0, "So")]


def test_whisperx() -> None:
    """Speakers where they were told apart; words without times are not words with times."""
    segments = [
        {
            "start": 1.0,
            "end": 2.5,
            "text": " Nine a week.",
            "speaker": "SPEAKER_00",
            "words": [{"word": "Nine", "start": 1.0, "end": 1.2}, {"word": "a"}],
        },
        {"start": 5.0, "end": 6.0, "text": " How so?"},
    ]
    found = told({"segments": segments, "word_segments": [], "language": "en"})
    assert lines({"segments": segments}) == [("SPEAKER_00", *DANA[1:]), (None, *SAM[1:])]
    assert [word.text for word in found.turns[0].words] == ["Nine"]


@pytest.mark.parametrize("key", ["transcriptUtterances", "transcriptCreateUtterances"])
def test_hubspot(key: str) -> None:
    """Milliseconds; a name, else an address, else a number."""
    said = [
        {
            "speaker": {"id": "11", "name": "Dana"},
            "text": "Nine a week.",
            "startTimeMillis": 1000,
            "endTimeMillis": 2500,
        },
        {"speaker": {"id": "12", "email": "Sam"}, "text": "How so?", "startTimeMillis": 5000, "endTimeMillis": 6000},
    ]
    assert lines({"engagementId": 21, key: said}) == [DANA, SAM]
