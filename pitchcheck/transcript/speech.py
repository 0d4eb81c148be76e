"""A conversation heard: audio or video in, a transcript with words, times and speakers out. The extra ``speech``.

Stretches where somebody speaks are found (silero-vad), written down by Whisper (faster-whisper) and told apart by
voice, or by channel where each speaker has one. Every stretch that was read is handed out as it is done, so that work
that was stopped goes on where it was.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from pitchcheck.pitch import Frozen, InputError, Transcript, Word
from pitchcheck.settings import Settings
from pitchcheck.transcript import voices
from pitchcheck.transcript.sound import MISSING, RATE, Sound, sound
from pitchcheck.transcript.turns import Heard, transcript

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

MOST_SPEAKERS = 20
BLOCK = 600.0
"""Seconds that are looked through for speech at once."""
STRETCH = 28.0
"""Seconds at most that Whisper is given at once; it hears thirty."""
APART, FAR = 0.5, 5.0
"""Seconds of silence that part spans of speech and phrases; those that Whisper, which invents words to fill a long
silence, is not given in one stretch.
"""
LOUDER = 4.0
"""Where the other channel is so much louder, what a channel has is the other speaker, heard through the room."""
TOGETHER = 0.5
"""Where the channels speak at once for more than this share of the time, they are one room in stereo."""
UNSURE = -1.0
"""Mean log probability of a word below which Whisper understood little."""
ENGLISH = 0.5
"""How sure it must be that another language is spoken for the recording to be sent back."""
LISTENING, WRITING, TELLING = "Looking for speech", "Writing down what was said", "Telling the voices apart"
HEARD_BY, WRITTEN_BY = 0.03, 0.9
"""Shares of the whole at which looking for speech ends, and writing down."""

Spans = list[tuple[float, float]]


@dataclass(frozen=True)
class Watch:
    """Who follows the work: told how far it is, given every stretch as it is done, and having those done before.

    ``tell`` may raise to stop the work; stretches are text by their number.
    """

    tell: Callable[[float, str], None] = lambda _share, _doing: None
    keep: Callable[[int, str], None] = lambda _n, _text: None
    kept: Mapping[int, str] = field(default_factory=dict)


class Stretch(Frozen):
    """Somebody speaks from ``start`` to ``end`` (seconds); in ``channel``, or where None in all of them mixed."""

    start: float
    end: float
    channel: int | None = None


class Written(Frozen):
    """A stretch with its words (times from the start of the recording), by ``model``; ``sure`` is a mean log
    probability.
    """

    stretch: Stretch
    model: str
    words: tuple[Word, ...]
    sure: float


def transcribed(
    source: IO[bytes],
    name: str,
    settings: Settings,
    *,
    speakers: int | None = None,
    watch: Watch | None = None,
) -> Transcript:
    """What is said in an open audio or video file, with words, times (seconds) and "Speaker 1", "Speaker 2" and so on.

    ``speakers`` is how many there are, where that is known. Raises InputError, in one sentence, where the file is no
    sound, nobody speaks, it is not English, or where model or extra are missing.
    """
    _check_number(speakers)
    watch = watch or Watch()
    threads = settings.speech_threads or max(1, (os.cpu_count() or 2) - 1)
    model = _model(settings.speech_model, settings.speech_device, threads)
    with tempfile.TemporaryDirectory(prefix="pitchcheck-") as folder:
        heard = sound(source, name, Path(folder))
        stretches, spans = _stretches(heard, watch)
        if not stretches:
            raise InputError(f"I hear nobody speak in {name}; was the microphone on?")
        _demand_english(model, heard, stretches)
        written = list(_written(model, settings.speech_model, heard, stretches, watch))
        return _told(heard, written, spans, speakers, watch)


def _check_number(speakers: int | None) -> None:
    if speakers is not None and not 1 <= speakers <= MOST_SPEAKERS:
        raise InputError(f"The number of speakers is from 1 to {MOST_SPEAKERS}, not {speakers}.")


@lru_cache(maxsize=1)
def _model(name: str, device: str, threads: int) -> WhisperModel:
    try:
        from faster_whisper import WhisperModel
    except ImportError as missing:
        raise InputError(MISSING) from missing
    try:
        return WhisperModel(name, device=device, compute_type="int8", cpu_threads=threads)
    except Exception as refused:  # a hub, a folder and a library each have errors of their own
        raise InputError(
            f"The speech model {name} is not on this machine and cannot be fetched. Set speech_model to a name that "
            "can, or to a folder that holds one (docs/speech.md)."
        ) from refused


def _stretches(heard: Sound, watch: Watch) -> tuple[list[Stretch], Spans]:
    """What Whisper is given, in order of time, and the spans of speech; each channel by itself where each is a person.

    The spans are of all channels mixed, and what voices are told apart by.
    """
    if heard.channels == 2:
        sides = [_speech(heard, side, watch) for side in (0, 1)]
        if _are_people(heard, sides):
            own = [_own(heard, side, sides[side]) for side in (0, 1)]
            packed = [Stretch(start=a, end=b, channel=side) for side in (0, 1) for a, b in _packed(own[side])]
            return sorted(packed, key=lambda one: (one.start, one.channel or 0)), []
    spans = _speech(heard, None, watch)
    return [Stretch(start=a, end=b) for a, b in _packed(spans)], spans


def _speech(heard: Sound, channel: int | None, watch: Watch) -> Spans:
    """Where somebody speaks. A block that ends in the middle of speech is looked at again from where that began."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=100, max_speech_duration_s=STRETCH, min_silence_duration_ms=int(APART * 1000),
        speech_pad_ms=200,
    )  # fmt: skip
    found: Spans = []
    at = 0.0
    while at < heard.seconds:
        watch.tell(HEARD_BY * at / heard.seconds, LISTENING)
        end = min(at + BLOCK, heard.seconds)
        marks = get_speech_timestamps(heard.part(at, end, channel), options)
        spans = [(at + mark["start"] / RATE, at + mark["end"] / RATE) for mark in marks]
        goes_on = end < heard.seconds and len(spans) > 1 and spans[-1][1] > end - APART
        found += spans[:-1] if goes_on else spans
        at = spans[-1][0] if goes_on else end
    return found


def _are_people(heard: Sound, sides: Sequence[Spans]) -> bool:
    """Whether each channel is a person's own, and not a room in stereo or the same sound twice."""
    if not all(sides):
        return False
    both = sum(_shared(span, sides[1]) for span in sides[0])
    least = min(sum(end - start for start, end in side) for side in sides)
    return both < TOGETHER * least


def _shared(span: tuple[float, float], others: Spans) -> float:
    return sum(max(0.0, min(span[1], end) - max(span[0], start)) for start, end in others)


def _own(heard: Sound, side: int, spans: Spans) -> Spans:
    """A channel's spans without those in which the other is much louder."""
    return [one for one in spans if _loudness(heard, one, 1 - side) < LOUDER * _loudness(heard, one, side)]


def _loudness(heard: Sound, span: tuple[float, float], side: int) -> float:
    return float(np.sqrt(np.mean(np.square(heard.part(*span, side))) + 1e-12))


def _packed(spans: Spans) -> Iterator[tuple[float, float]]:
    """Neighbouring spans joined into stretches that Whisper hears at once."""
    start: float | None = None
    last = 0.0
    for a, b in spans:
        if start is not None and (b - start > STRETCH or a - last > FAR):
            yield start, last
            start = a
        start = a if start is None else start
        last = b
    if start is not None:
        yield start, last


def _demand_english(model: WhisperModel, heard: Sound, stretches: Sequence[Stretch]) -> None:
    """Raises InputError where three stretches sound like another language; a model of English only cannot tell."""
    if not model.model.is_multilingual:
        return
    votes: dict[str, float] = {}
    picked = {len(stretches) // 4, len(stretches) // 2, 3 * len(stretches) // 4}
    for n in picked:
        one = stretches[n]
        _, _, chances = model.detect_language(heard.part(one.start, one.end, one.channel))
        for language, chance in chances:
            votes[language] = votes.get(language, 0.0) + chance / len(picked)
    language = max(votes, key=votes.__getitem__)
    if language != "en" and votes[language] > ENGLISH:
        raise InputError(
            f"{heard.name} does not sound like English (rather like “{language}”); I write down English only."
        )


def _written(
    model: WhisperModel, called: str, heard: Sound, stretches: Sequence[Stretch], watch: Watch
) -> Iterator[Written]:
    """Every stretch with its words; those that were kept are not heard again."""
    total, done = sum(one.end - one.start for one in stretches), 0.0
    for n, stretch in enumerate(stretches):
        share = HEARD_BY + (WRITTEN_BY - HEARD_BY) * done / total
        found = _kept(watch.kept.get(n), stretch, called)
        if found is None:
            found = _heard(model, called, heard, stretch, partial(watch.tell, share, WRITING))
            watch.keep(n, found.model_dump_json())
        yield found
        done += stretch.end - stretch.start


def _kept(text: str | None, stretch: Stretch, called: str) -> Written | None:
    """The stretch as it was kept, if it is the same one and was heard by the same model."""
    if text is None:
        return None
    found = Written.model_validate_json(text)
    return found if (found.stretch, found.model) == (stretch, called) else None


def _heard(model: WhisperModel, called: str, heard: Sound, stretch: Stretch, tick: Callable[[], None]) -> Written:
    """The stretch written down; ``tick`` is called before each segment of it, and may raise."""
    segments, _ = model.transcribe(
        heard.part(stretch.start, stretch.end, stretch.channel),
        language="en",
        word_timestamps=True,
        condition_on_previous_text=False,  # an error does not run on, and a stretch is the same whatever was before
    )
    words: list[Word] = []
    sure: list[float] = []
    tick()
    for segment in segments:
        words += _words(segment.words or (), stretch)
        sure.append(segment.avg_logprob)
        tick()
    return Written(stretch=stretch, model=called, words=tuple(words), sure=float(np.mean(sure)) if sure else 0.0)


def _words(found: Iterable[Any], stretch: Stretch) -> Iterator[Word]:
    """Words that say something, with times from the start of the recording, inside the stretch.

    Whisper begins a word with a space; what comes without one belongs to the word before it ("-to", "'s").
    """
    whole: list[list[Any]] = []
    for one in found:
        if whole and not one.word.startswith(" "):
            whole[-1].append(one)
        else:
            whole.append([one])
    for parts in whole:
        text = "".join(part.word for part in parts).strip()
        start = min(stretch.start + parts[0].start, stretch.end)
        end = min(max(stretch.start + parts[-1].end, start), stretch.end)
        if any(letter.isalnum() for letter in text):
            yield Word(text=text, start=round(start, 3), end=round(end, 3))


def _told(heard: Sound, written: Sequence[Written], spans: Spans, speakers: int | None, watch: Watch) -> Transcript:
    """The transcript: phrases with whose they are, and what has to be said about it."""
    phrases = [(one.stretch.channel, phrase) for one in written for phrase in _phrases(one.words)]
    if not phrases:
        raise InputError(f"I hear no words in {heard.name} that I understand; is it music, noise, or another language?")
    if spans:
        whose = _whose(heard, spans, [phrase for _, phrase in phrases], speakers, watch)
    else:
        whose = voices.numbered([channel or 0 for channel, _ in phrases])
    said = [_phrase(words, speaker) for (_, words), speaker in zip(phrases, whose, strict=True)]
    problems = (*heard.problems, *_doubts(written, len(set(whose)), speakers))
    watch.tell(1.0, TELLING)
    return transcript(said, name=heard.name, called=f"audio (Whisper {Path(written[0].model).name})", problems=problems)


def _phrases(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Words up to the end of a sentence or a pause: so long one person speaks."""
    phrase: list[Word] = []
    for word in words:
        if phrase and (phrase[-1].text[-1] in ".?!…" or word.start - phrase[-1].end >= APART):
            yield tuple(phrase)
            phrase = []
        phrase.append(word)
    if phrase:
        yield tuple(phrase)


def _phrase(words: Sequence[Word], speaker: int) -> Heard:
    text = " ".join(word.text for word in words)
    return Heard(text, f"Speaker {speaker + 1}", words[0].start, words[-1].end, tuple(words))


def _whose(
    heard: Sound, spans: Spans, phrases: Sequence[Sequence[Word]], speakers: int | None, watch: Watch
) -> list[int]:
    """Whose each phrase is, by voice."""
    pieces = voices.windows(spans)
    vectors = []
    for n, piece in enumerate(pieces):
        watch.tell(WRITTEN_BY + (1 - WRITTEN_BY) * n / len(pieces), TELLING)
        vectors.append(voices.vector(heard.part(*piece)))
    labels = voices.told_apart(np.stack(vectors), speakers)
    return voices.numbered([voices.majority(pieces, labels, words[0].start, words[-1].end) for words in phrases])


def _doubts(written: Sequence[Written], found: int, speakers: int | None) -> Iterator[str]:
    """What a reader of the transcript must know, a sentence each."""
    spoken = [one for one in written if one.words]
    if float(np.average([one.sure for one in spoken], weights=[len(one.words) for one in spoken])) < UNSURE:
        yield "I understood little of this recording; is it English, and clear? Read it with care."
    if speakers is not None and found != speakers:
        yield f"I hear {found if found > 1 else 'only one'} of the {speakers} voices."
    elif found == 1 and speakers is None:
        yield "I hear one voice only. If there were more, say how many."
