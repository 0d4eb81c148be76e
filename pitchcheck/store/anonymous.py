"""A transcript without names, to be shared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pitchcheck.judge.language_model.pseudonyms import EMAIL, LINK, NUMBER, name_parts
from pitchcheck.pitch import Transcript, Turn, Word


def anonymised(transcript: Transcript, names: Iterable[str] = (), rep: str | None = None) -> Transcript:
    """The transcript with speakers called "Rep", "Speaker 1", ... and those names, wherever they are said, too.

    ``names`` are further names to hide (people, companies), called "[name]"; each word of a speaker's name counts as a
    name, also in another case. E-mail addresses, links and long numbers are hidden. What nobody named stays:
    read it before you share it.
    """
    called = _called(transcript, rep)
    hidden = {part: new for name, new in called.items() for part in (name, *name_parts(name))}
    hidden.update({part: "[name]" for name in names for part in (name, *name_parts(name)) if part not in hidden})
    pattern = _pattern(hidden)
    return transcript.model_copy(
        update={"turns": tuple(_turn(turn, called, hidden, pattern) for turn in transcript.turns), "source": None}
    )


def _called(transcript: Transcript, rep: str | None) -> dict[str, str]:
    others = (speaker for speaker in transcript.speakers() if speaker != rep)
    return {**({rep: "Rep"} if rep else {}), **{speaker: f"Speaker {n}" for n, speaker in enumerate(others, start=1)}}


def _pattern(hidden: Mapping[str, str]) -> re.Pattern[str] | None:
    longest_first = sorted((name for name in hidden if name.strip()), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _turn(turn: Turn, called: Mapping[str, str], hidden: Mapping[str, str], pattern: re.Pattern[str] | None) -> Turn:
    words = tuple(
        Word(text=_without(word.text, hidden, pattern), start=word.start, end=word.end) for word in turn.words
    )
    speaker = called.get(turn.speaker) if turn.speaker is not None else None
    return turn.model_copy(update={"text": _without(turn.text, hidden, pattern), "speaker": speaker, "words": words})


def _without(text: str, hidden: Mapping[str, str], pattern: re.Pattern[str] | None) -> str:
    for kind, shown in ((EMAIL, "[e-mail]"), (LINK, "[link]"), (NUMBER, "[number]")):
        text = kind.sub(shown, text)
    if pattern is None:
        return text
    known = {name.casefold(): new for name, new in hidden.items()}
    return pattern.sub(lambda found: known.get(found.group().casefold(), "[name]"), text)
