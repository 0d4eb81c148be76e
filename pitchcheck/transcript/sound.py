"""Sound out of an audio or video file: 16,000 samples a second, one channel or two, on disk and not in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pitchcheck.pitch import InputError

RATE = 16_000
LONGEST = 6 * 3600
KINDS = ("wav", "mp3", "m4a", "ogg", "webm", "mp4")
READ = "wav,w64,aiff,mp3,aac,flac,ogg,mov,mp4,m4a,3gp,matroska,webm,amr"
"""The containers that are opened. Others (playlists, above all) can name further files and addresses to read."""
SHORT_OF = 2.0
"""Seconds: a file that ends so much before the end it announces was cut off."""
MISSING = (
    'Reading audio needs the part of pitchcheck that listens. Install it with: pip install "pitchcheck[speech]" '
    "(docs/speech.md). A transcript file can be read without it."
)

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Sound:
    """What is to be heard in the file ``name``: ``samples`` is int16, [samples, channels], mapped from disk.

    ``problems`` says in a sentence each what of the file could not be read.
    """

    name: str
    samples: NDArray[np.int16]
    problems: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE

    @property
    def channels(self) -> int:
        """One or two."""
        return int(self.samples.shape[1])

    def part(self, start: float, end: float, channel: int | None = None) -> Samples:
        """The samples between two times (seconds), from -1 to 1, of one channel or of all mixed."""
        piece = self.samples[round(start * RATE) : round(end * RATE)]
        heard = piece.mean(axis=1) if channel is None else piece[:, channel]
        return heard.astype(np.float32) / np.float32(32768)


def sound(source: IO[bytes], name: str, folder: Path) -> Sound:
    """The sound in an open file; it is written to ``folder``, which must outlive it, so that memory stays bounded.

    Raises InputError, in one sentence, where there is none, where it is longer than six hours, and where what
    listens is not installed.
    """
    av = _library()
    size = source.seek(0, 2)
    if not size:
        raise InputError(f"{name} is empty.")
    cut = _cut_wave(source, size)
    target = folder / "sound.s16"
    try:
        with av.open(source, "r", options={"format_whitelist": READ, "protocol_whitelist": "none"}) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise InputError(f"{name} has no sound in it; was the microphone recorded?")
            channels = 2 if stream.codec_context.channels == 2 else 1
            declared = _declared(container, stream) * cut
            with target.open("wb") as written:
                seconds = _written(_blocks(av, container, stream, channels), written, channels, name)
    except (av.error.FFmpegError, OSError) as broken:
        raise InputError(
            f"{name} is not audio or video that I can open, or is not whole; give it as {', '.join(KINDS)}."
        ) from broken
    if not seconds:
        raise InputError(f"{name} holds no sound that I can read; it may be cut off or damaged.")
    problems: tuple[str, ...] = ()
    if declared - seconds > SHORT_OF:
        problems = (f"{name} breaks off after {_clock(seconds)} of {_clock(declared)}; the rest is not in it.",)
    return Sound(name, np.memmap(target, np.int16, "r").reshape(-1, channels), problems)


def _library() -> Any:
    try:
        import av
    except ImportError as missing:
        raise InputError(MISSING) from missing
    return av


def _cut_wave(source: IO[bytes], size: int) -> float:
    """How many times longer than it is a WAV file says it is; 1 for a whole one, and for other files.

    The library takes the length of such a file from its size, and so never sees that it was cut off.
    """
    source.seek(0)
    head = source.read(12)
    source.seek(0)
    announced = int.from_bytes(head[4:8], "little") + 8
    cut = head[:4] == b"RIFF" and head[8:] == b"WAVE" and size < announced < 0xFFFF_FF00
    return announced / size if cut else 1.0


def _declared(container: Any, stream: Any) -> float:
    """How long the file says it is (seconds); 0 where it does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration else 0.0


def _blocks(av: Any, container: Any, stream: Any, channels: int) -> Iterator[bytes]:
    """Decoded stretches, as they come; a damaged packet is passed over, a broken end is the end."""
    resampler = av.AudioResampler(format="s16", layout="stereo" if channels == 2 else "mono", rate=RATE)
    with suppress(av.error.FFmpegError):
        for packet in container.demux(stream):
            with suppress(av.error.InvalidDataError):
                for frame in packet.decode():
                    for block in resampler.resample(frame):
                        yield block.to_ndarray().tobytes()
        for block in resampler.resample(None):
            yield block.to_ndarray().tobytes()


def _written(blocks: Iterator[bytes], target: IO[bytes], channels: int, name: str) -> float:
    """Write them; how many seconds they are."""
    length, most = 0, LONGEST * RATE * channels * 2
    for block in blocks:
        length += target.write(block)
        if length > most:
            raise InputError(f"{name} is longer than {LONGEST // 3600} hours; split it.")
    return length / (RATE * channels * 2)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
