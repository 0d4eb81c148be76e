"""Word error rate, speaker error and real-time factor on real speech.

    python -m benchmarks.speech ../shared/audio [--pocketsphinx /usr/share/pocketsphinx/test/data] [--model NAME|FOLDER]

The folder holds ``azure_trained`` (two recordings and their text) and ``aws_lca`` (one call, a track a speaker);
Debian's pocketsphinx-testdata has five passages of a novel, read aloud. Nothing of them is copied.
"""

from __future__ import annotations

import argparse
import io
import re
import time
import wave
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

from pitchcheck.pitch import Transcript
from pitchcheck.settings import Settings
from pitchcheck.transcript.speech import transcribed

STEP = 0.01
"""Seconds of the grid on which is told who really speaks."""
LOUD = 0.02
"""A track's root mean square over a tenth of a second above which its speaker speaks."""


def words(text: str) -> list[str]:
    """The words of a text without case and marks."""
    return re.findall(r"[a-z0-9']+", text.lower().replace("-", " "))


def errors(right: Sequence[str], found: Sequence[str]) -> int:
    """The fewest words to change, add or leave out to get from one to the other (Levenshtein 1966)."""
    row = list(range(len(found) + 1))
    for n, word in enumerate(right, 1):
        before, row[0] = row[0], n
        for m, other in enumerate(found, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (word != other))
    return row[-1]


class Clock:
    """Seconds on the wall and of processor, over the seconds of sound that they were spent on."""

    def __init__(self) -> None:
        self.wall = self.processor = self.sound = 0.0

    def hear(self, content: bytes, name: str, settings: Settings, speakers: int | None = None) -> Transcript:
        """What is heard, with what it cost."""
        wall, processor = time.monotonic(), time.process_time()
        found = transcribed(io.BytesIO(content), name, settings, speakers=speakers)
        self.wall += time.monotonic() - wall
        self.processor += time.process_time() - processor
        with wave.open(io.BytesIO(content)) as read:
            self.sound += read.getnframes() / read.getframerate()
        return found

    def line(self) -> str:
        """The ratios."""
        return (
            f"{self.sound:6.0f} s of sound   real-time factor {self.wall / self.sound:.2f}   "
            f"processor {self.processor / self.sound:.2f}"
        )


def passages(audio: Path, sphinx: Path) -> Iterator[tuple[str, list[tuple[Path, str]]]]:
    """Sets of recordings with what is said in them."""
    lines = (audio / "azure_trained" / "trans.txt").read_text(encoding="utf-8-sig").splitlines()
    named = [line.split("\t", 1) for line in lines if line.strip()]
    yield "azure_trained", [(audio / "azure_trained" / name, text) for name, text in named]
    spoken = sphinx / "librivox" / "transcription"
    if spoken.exists():
        found = re.findall(r"(?m)^(?:<s> )?(.*?)(?: </s>)? \((.*)\)$", spoken.read_text(encoding="utf-8"))
        yield "librivox", [(sphinx / "librivox" / f"{name}.wav", text) for text, name in found]


def by_words(sets: Iterable[tuple[str, list[tuple[Path, str]]]], settings: Settings) -> None:
    """Print the word error rate of each set."""
    for called, recordings in sets:
        clock, wrong, total = Clock(), 0, 0
        for path, text in recordings:
            found = clock.hear(path.read_bytes(), path.name, settings)
            right = words(text)
            wrong += errors(right, words(" ".join(turn.text for turn in found.turns)))
            total += len(right)
        print(f"{called:14} word error rate {wrong / total:6.1%} of {total:4} words   {clock.line()}", flush=True)


def tracks(folder: Path) -> tuple[np.ndarray, np.ndarray, int]:
    """The agent's and the caller's samples, and how many a second."""
    found = []
    for who in ("agent", "caller"):
        with wave.open(str(folder / f"Auto_Repairs_40_UTC_{who}.wav")) as read:
            rate = read.getframerate()
            found.append(np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.float64) / 32768)
    length = min(map(len, found))
    return found[0][:length], found[1][:length], rate


def speaking(track: np.ndarray, rate: int) -> np.ndarray:
    """Whether its speaker speaks, a truth value every STEP."""
    step = round(STEP * rate)
    power = np.square(track[: len(track) // step * step].reshape(-1, step)).mean(axis=1)
    return np.sqrt(np.convolve(power, np.ones(10) / 10, "same")) > LOUD


def file(samples: np.ndarray, rate: int) -> bytes:
    """A WAV file of them."""
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return target.getvalue()


def misplaced(found: Transcript, truth: np.ndarray) -> tuple[int, int]:
    """Words given to the wrong one of two speakers, of those said while only one speaks; ``truth`` is [2, steps]."""
    alone = truth[0] != truth[1]
    said = [(turn.speaker, (word.start + word.end) / 2) for turn in found.turns for word in turn.words]
    told = [(who, int(at / STEP)) for who, at in said if int(at / STEP) < truth.shape[1]]
    clear = [(who, int(truth[1, at])) for who, at in told if alone[at]]
    names = found.speakers()
    orders = [dict(zip(order, (0, 1), strict=False)) for order in permutations(names, min(2, len(names)))]
    return min(sum(order.get(who) != right for who, right in clear) for order in orders), len(clear)


def by_speakers(folder: Path, settings: Settings) -> None:
    """Print the speaker error of the call: mixed to one channel, with and without the number, and a channel each."""
    agent, caller, rate = tracks(folder)
    truth = np.stack([speaking(agent, rate), speaking(caller, rate)])
    ways = (
        ("mixed", agent + caller, None),
        ("mixed, 2 given", agent + caller, 2),
        ("a channel each", np.stack([agent, caller], axis=1), None),
    )
    for called, samples, speakers in ways:
        clock = Clock()
        found = clock.hear(file(samples, rate), "call.wav", settings, speakers)
        wrong, total = misplaced(found, truth)
        print(
            f"{called:14} {len(found.speakers())} speakers, {wrong / total:5.1%} of {total} words given to the wrong "
            f"one   {clock.line()}",
            flush=True,
        )


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("audio", type=Path)
    parser.add_argument("--pocketsphinx", type=Path, default=Path("/usr/share/pocketsphinx/test/data"))
    parser.add_argument("--model", default=Settings().speech_model)
    asked = parser.parse_args()
    settings = Settings(speech_model=asked.model)
    by_words(passages(asked.audio, asked.pocketsphinx), settings)
    by_speakers(asked.audio / "aws_lca", settings)


if __name__ == "__main__":
    main()
