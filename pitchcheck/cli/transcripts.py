"""``pitchcheck transcript``: any transcript file, read and printed in one form."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pitchcheck.cli.streams import put, taken


class Form(StrEnum):
    """How a transcript is printed."""

    TEXT = "text"
    VTT = "vtt"
    JSON = "json"


def transcript(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A transcript from a meeting, call or speech service; - is standard input."
        ),
    ],
    *,
    form: Annotated[Form, typer.Option("--format", "-f", help="How it is printed.")] = Form.TEXT,
) -> None:
    """Read a transcript, whatever wrote it, and print its turns with their speakers and times.

    Example: `pitchcheck transcript zoom.vtt --format json`

    What could not be read is said on standard error, a sentence each.
    """
    from pitchcheck.transcript import read, write

    found = read(*taken(file))
    put(write(found, form.value))
    for problem in found.problems:
        typer.echo(problem, err=True)
