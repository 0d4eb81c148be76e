"""A transcript written out: WebVTT with voices, JSON, or plain text that reads back."""

from __future__ import annotations

import html
from typing import Literal

from pitchcheck.pitch import InputError, Transcript, Turn


def written(spoken: Transcript, form: Literal["vtt", "json", "text"]) -> str:
    """The transcript in that form (see :func:`pitchcheck.transcript.write`)."""
    if form == "json":
        return spoken.model_dump_json(indent=2) + "\n"
    if form == "text":
        return "\n".join(_line(turn) for turn in spoken.turns) + "\n"
    untimed = next((turn for turn in spoken.turns if turn.start is None), None)
    if untimed is not None:
        raise InputError(f"Turn {untimed.n} has no time, and WebVTT needs one for each; write it as text or JSON.")
    return "\n\n".join(["WEBVTT", *(_cue(turn) for turn in spoken.turns)]) + "\n"


def _line(turn: Turn) -> str:
    time = "" if turn.start is None else f"[{_clock(turn.start).partition('.')[0]}] "
    return f"{time}{turn.speaker or 'Unknown speaker'}: {turn.text}"


def _cue(turn: Turn) -> str:
    start = turn.start or 0.0
    end = turn.end if turn.end is not None else start
    voice = f"<v {html.escape(turn.speaker, quote=False)}>" if turn.speaker else ""
    return f"{_clock(start)} --> {_clock(end)}\n{voice}{html.escape(turn.text, quote=False)}"


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
