"""``pitchcheck transcript`` and ``transcribe``: any transcript or recording, read and printed in one form."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import IO, Annotated

import typer

from pitchcheck.cli.streams import INTERRUPTED, Anonymise, Hide, opened, put, taken


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
    anonymise: Anonymise = False,
    hide: Hide = None,
    rep: Annotated[str | None, typer.Option(metavar="NAME", help="The speaker who sells; without names, Rep.")] = None,
) -> None:
    """Read a transcript, whatever wrote it, and print its turns with their speakers and times.

    Example: `pitchcheck transcript zoom.vtt --format json`

    To share: `pitchcheck transcript zoom.vtt --anonymise --rep "Sam Okafor" --hide "Crumb & Sons"`

    What could not be read is said on standard error, a sentence each.
    """
    from pitchcheck.transcript import read, write

    found = read(*taken(file))
    if anonymise or hide:
        from pitchcheck.report.anonymous import Nameless

        found = Nameless.of_call(found, hide or (), rep).call(found)
    put(write(found, form.value))
    for problem in found.problems:
        typer.echo(problem, err=True)


def transcribe(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A recording: wav, mp3, m4a, ogg, webm or mp4.")],
    *,
    speakers: Annotated[
        int | None, typer.Option("--speakers", "-s", help="How many people speak, where you know it.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How it is printed.")] = Form.TEXT,
    model: Annotated[
        str | None, typer.Option(help="The Whisper model, by name or folder, in place of the one in the settings.")
    ] = None,
) -> None:
    """Write down a recording: who said what, and when. It needs the extra `speech`.

    Example: `pitchcheck transcribe call.mp3 --speakers 2 --format vtt > call.vtt`

    Stop it with Ctrl-C; the same command goes on where it was.
    """
    from pitchcheck.settings import load
    from pitchcheck.transcript import write
    from pitchcheck.transcript.speech import Watch, transcribed

    settings = load() if model is None else load().model_copy(update={"speech_model": model})
    try:
        with (
            opened(file) as source,
            _bar() as tell,
            _stretches(source, settings.data_dir / "transcribing") as (kept, keep),
        ):
            found = transcribed(source, Path(file).name, settings, speakers=speakers, watch=Watch(tell, keep, kept))
    except KeyboardInterrupt:
        typer.echo("Stopped. Start the same command again to go on.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    put(write(found, form.value))
    for problem in found.problems:
        typer.echo(problem, err=True)


@contextmanager
def _stretches(source: BufferedReader, folder: Path) -> Iterator[tuple[dict[int, str], Callable[[int, str], None]]]:
    """What was written down of this very file before, and a way to keep more; forgotten when all of it is done."""
    path = folder / f"{hashlib.file_digest(source, 'sha256').hexdigest()}.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("a+", encoding="utf-8") as lines:
            lines.seek(0)
            yield dict(_whole(lines)), lambda n, text: print(json.dumps([n, text]), file=lines, flush=True)
        path.unlink()
    finally:
        if path.exists() and not path.stat().st_size:
            path.unlink()


def _whole(lines: IO[str]) -> Iterator[tuple[int, str]]:
    """The lines that were written to their end."""
    for line in lines:
        with suppress(json.JSONDecodeError):
            n, text = json.loads(line)
            yield n, text


@contextmanager
def _bar() -> Iterator[Callable[[float, str], None]]:
    """A bar with the time left, on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Opening", total=1.0)
        yield lambda share, doing: bar.update(task, completed=share, description=doing)
