"""Transcripts read from whatever a meeting, call or speech service writes, and written out again.

The format is found from the content; a file's name only helps to tell people what is wrong with it. Every reader
gives turns with the speakers and times the file has, and none that it has not.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import ValidationError

from pitchcheck.files import read_pitch
from pitchcheck.files.content import bounded, broken_character, decode, guarded, with_plain_newlines
from pitchcheck.pitch import InputError, Transcript
from pitchcheck.transcript import (
    amazon,
    assemblyai,
    azure,
    captions,
    deepgram,
    fireflies,
    gong,
    google,
    hubspot,
    prose,
    revai,
    speechmatics,
    whisper,
)
from pitchcheck.transcript.turns import LONGEST, Reader, transcript
from pitchcheck.transcript.written import written

JSON_READERS: tuple[Reader, ...] = (
    gong.READER,
    hubspot.READER,
    fireflies.READER,
    revai.READER,
    deepgram.READER,
    amazon.READER,
    azure.READER,
    speechmatics.READER,
    google.READER,
    whisper.READER,
    assemblyai.READER,
)
FORMATS = ("WebVTT", "SRT", "SBV", "Word", "text with names", *(reader.name for reader in JSON_READERS))

_JSON = re.compile(r"\s*(\{|\[\s*[{\[])")

__all__ = ["FORMATS", "InputError", "Transcript", "read", "write"]


def read(data: bytes, name: str) -> Transcript:
    """The transcript in a file; ``problems`` says in a sentence each what of it could not be read.

    Times are seconds from its start. InputError, in one sentence, where it is no transcript or a broken one.
    """
    if bounded(data, name).startswith(b"PK\x03\x04"):
        return _text(read_pitch(data, name).text, name)
    text = with_plain_newlines(decode(data, name)).lstrip("\ufeff")
    return _writable(_json(text, name), name) if _JSON.match(text) else _text(text, name)


def write(spoken: Transcript, form: Literal["vtt", "json", "text"]) -> str:
    """The transcript as WebVTT, as JSON that reads back as the same transcript, or as plain text with names.

    InputError where WebVTT is asked for and some turn has no time.
    """
    return written(spoken, form)


def _text(text: str, name: str) -> Transcript:
    if captions.looks_like(text):
        heard, problems = captions.read(text)
        if not heard:
            raise InputError(f"{name} is a caption file without a word in it; was anything said?")
        return transcript(heard, name=name, called=captions.called(text), problems=problems)
    heard, called = prose.read(text)
    found = transcript(heard, name=name, called=called)
    if not found.turns:
        raise InputError(f"{name} has no turns I can find; write each as “Name: what they said”, or export it as VTT.")
    return found


def _json(text: str, name: str) -> Transcript:
    data = _parsed(text, name)
    if isinstance(data, dict) and isinstance(data.get("turns"), list):
        return _own(data, name)
    with guarded(f"{name} is JSON, but not of a transcript I know; export it as VTT, SRT or text."):
        reader = next((reader for reader in JSON_READERS if reader.knows(data)), None)
    if reader is None:
        raise InputError(f"{name} is JSON, but not of a transcript I know; export it as VTT, SRT or text.")
    try:
        with_turns = transcript(reader.heard(data), name=name, called=reader.name)
    except ValidationError as wrong:
        raise InputError(f"{name} looks like {reader.name}, but {_where(wrong)}; export it again.") from wrong
    except InputError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as wrong:
        raise InputError(f"{name} looks like {reader.name}, but is not built like it; export it again.") from wrong
    if not with_turns.turns:
        raise InputError(f"{name} is a {reader.name} transcript without a word in it; was anything said?")
    return with_turns


def _writable(found: Transcript, name: str) -> Transcript:
    """The same; JSON can spell half of a surrogate pair, which nothing can write down again."""
    odd = next((turn.n for turn in found.turns if broken_character(f"{turn.speaker or ''}{turn.text}")), None)
    if odd is not None:
        raise InputError(f"{name}, turn {odd}: it holds a broken character (half of a \\ud8.. pair); type it again.")
    return found


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        raise InputError(
            f"{name} is broken JSON at line {wrong.lineno}, column {wrong.colno}; export it again."
        ) from wrong
    except (RecursionError, ValueError) as wrong:
        raise InputError(f"{name} is JSON no transcript would have; export it as VTT, SRT or text.") from wrong


def _own(data: dict[str, Any], name: str) -> Transcript:
    try:
        found = Transcript.model_validate(data)
    except ValidationError as wrong:
        raise InputError(f"{name} looks like pitchcheck's own transcript, but {_where(wrong)}.") from wrong
    times = ((turn.n, at) for turn in found.turns for at in (turn.start, turn.end))
    odd = next((n for n, at in times if at is not None and not 0 <= at <= LONGEST), None)
    if odd is not None:
        raise InputError(f"{name}, turn {odd}: its time is none of a conversation; write seconds from its beginning.")
    if not found.turns:
        raise InputError(f"{name} is a transcript without a word in it; was anything said?")
    return found


def _where(wrong: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "its top"
    return f"at {place} {first['msg'][0].lower()}{first['msg'][1:]}"
