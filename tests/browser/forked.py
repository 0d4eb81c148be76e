"""The app's server, without waiting for it to start cold: ``python -m tests.browser.forked`` has all of it at hand.

Each journey has a server of its own, and most of what a new one does before its first page is to import what every
other imports, to load the networks, and to read the sample with them. This one does that once, and then becomes the
server again and again, by a fork. Nothing of the app's pages is imported before, no database is opened, and what is
told by the environment is read afterwards. `test_deploy` and `test_nothing_lost` start theirs by the command that a
person types.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import IO, NoReturn

import psutil

from deploy.local import ROOT, Begin

IMPORTED = (
    "streamlit.web.bootstrap", "streamlit.web.cli", "streamlit.web.server.starlette", "uvicorn",
    "alembic.command", "onnxruntime", "pandas", "plotly.graph_objects", "pyarrow.compute", "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql", "tokenizers", "pitchcheck.advice", "pitchcheck.calls", "pitchcheck.charts",
    "pitchcheck.coaching", "pitchcheck.comparing", "pitchcheck.demo", "pitchcheck.jobs", "pitchcheck.judge.embedded",
    "pitchcheck.judge.links", "pitchcheck.report", "pitchcheck.reviewing", "pitchcheck.store", "pitchcheck.teaching",
    "pitchcheck.transcript",
)  # fmt: skip
SAMPLE = ("pitch.txt", "prospect.yaml", "catalogue.yaml")


class Forked(psutil.Process):
    """A process that another than this one began, as far as ``subprocess.Popen`` is asked of it."""

    def send_signal(self, sig: int) -> None:
        """Nothing to one that has ended."""
        with suppress(psutil.NoSuchProcess):
            super().send_signal(sig)

    def poll(self) -> int | None:
        """None while it runs; what it ended with, only its parent is told."""
        return None if self.is_running() else 0


@contextmanager
def ready() -> Iterator[Begin]:
    """What begins a server, for ``App``."""
    command = [sys.executable, "-m", "tests.browser.forked"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as waiting:

        def begin(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> Forked:
            assert command[1:3] == ["-m", "streamlit"]
            said = {"arguments": command[2:], "environment": dict(environment), "log": log.name}
            assert waiting.stdin
            assert waiting.stdout
            print(json.dumps(said), file=waiting.stdin, flush=True)
            process = waiting.stdout.readline()
            assert process, "the process that becomes the servers has ended; what it said stands above"
            return Forked(int(process))

        yield begin


def become(arguments: Sequence[str], environment: Mapping[str, str], log: str) -> NoReturn:
    """Go on as the program that ``python -m`` with those arguments is."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    with open(os.devnull, "rb") as nothing, open(log, "ab") as told:
        for stream, instead in ((0, nothing), (1, told), (2, told)):
            os.dup2(instead.fileno(), stream)
    sys.argv[:] = arguments
    try:
        import_module("streamlit.web.cli").main()
    except SystemExit:
        pass
    except BaseException:  # nobody else would say what it was: this process ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def read_the_sample() -> None:
    """Load the networks, and keep what they find in the sample; what tells languages apart too.

    They run in the thread that asks (encoder.py), so a fork may go on with them; those that asked end here.
    """
    from pitchcheck import files
    from pitchcheck.judge.language import detect
    from pitchcheck.judge.sharing import board
    from pitchcheck.reviewing import check

    text, prospect, catalogue = ((ROOT / "sample_data" / name).read_bytes() for name in SAMPLE)
    pitch, profile = files.read_pitch(text, SAMPLE[0]), files.read_profile(prospect, SAMPLE[1])
    check(pitch, profile, catalogue=files.read_catalogue(catalogue, SAMPLE[2]))
    detect(pitch.text)
    board()._pool.shutdown()
    board.cache_clear()


def main() -> None:
    """Have it all, then become a server for each line of JSON on the standard input, and say what its process is."""
    for name in IMPORTED:
        import_module(name)
    read_the_sample()
    gc.collect()
    gc.freeze()  # so that none of them looks through it again, and copies what it looks at
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them, and they shall not stay as zombies
    for line in sys.stdin:
        if (process := os.fork()) == 0:
            become(**json.loads(line))
        print(process, flush=True)


if __name__ == "__main__":
    main()
