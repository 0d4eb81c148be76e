"""Files named on a command line: read, with ``-`` for standard input, and written to standard output as bytes."""

from __future__ import annotations

import sys
from io import BufferedReader
from pathlib import Path
from typing import Annotated

import typer

from pitchcheck.files import MAX_FILE
from pitchcheck.files.content import readable
from pitchcheck.pitch import InputError

STANDARD_INPUT = "standard input"
INTERRUPTED = 130  # the exit code of what Ctrl-C stopped, as a shell has it
Anonymise = Annotated[
    bool, typer.Option("--anonymise", help="For sharing: names of people and companies are replaced.")
]
Hide = Annotated[
    list[str] | None,
    typer.Option("--hide", metavar="NAME", help="A further name to replace. May be given again."),
]


def taken(path: str) -> tuple[bytes, str]:
    """The bytes at ``path`` and the name to call them by; InputError, in one sentence, where they cannot be had."""
    if path == "-":
        if sys.stdin is None:
            raise InputError("There is no standard input to read; name a file in place of -.")
        return sys.stdin.buffer.read(MAX_FILE + 1), STANDARD_INPUT
    with opened(path) as source:
        try:
            return source.read(MAX_FILE + 1), readable(Path(path).name)
        except OSError as refused:
            raise InputError(f"{path} cannot be read: {refused.strerror}.") from refused


def opened(path: str) -> BufferedReader:
    """The file at ``path``, open for reading; InputError, in one sentence, where it cannot be had."""
    try:
        return Path(path).open("rb")
    except FileNotFoundError as missing:
        raise InputError(f"There is no file {path}; check the name and the folder.") from missing
    except IsADirectoryError as folder:
        raise InputError(f"{path} is a folder; name one file in it.") from folder
    except (OSError, ValueError) as refused:
        raise InputError(f"{path} cannot be read: {getattr(refused, 'strerror', None) or refused}.") from refused


def put(content: str | bytes) -> None:
    """Writes to standard output as UTF-8, whatever the terminal's encoding, so that a redirected file is right."""
    if sys.stdout is None:
        raise InputError("There is no standard output to write to; leave it open, or send it to a file.")
    out = sys.stdout.buffer
    out.write(content.encode() if isinstance(content, str) else content)
    out.flush()
