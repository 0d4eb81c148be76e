"""``pitchcheck bulk``: a folder, a table, a bucket of pitches, on this machine or on a Dask cluster."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.cli.streams import INTERRUPTED, taken

if TYPE_CHECKING:
    from pitchcheck.bulk import Progress


def bulk(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Folders, files, tables (CSV, JSONL, Parquet) or globs; also s3://."),
    ],
    *,
    profiles: Annotated[
        str,
        typer.Option(
            "--profiles", "-p", metavar="FILE|FOLDER|DATABASE", help="What the prospects said, by their names."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="The Parquet data set to write or go on with.")
    ],
    catalogue: Annotated[
        str | None, typer.Option("--catalogue", "-c", metavar="FILE", help="Your product's feature catalogue.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes here; one a core by default.")] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers do it, as tcp://host:8786.")
    ] = None,
    pitch_column: Annotated[str, typer.Option(help="The column of a table that holds the pitch.")] = "pitch",
    prospect_column: Annotated[str, typer.Option(help="The column that names the prospect.")] = "prospect",
    rep_column: Annotated[str, typer.Option(help="The column that says who sold, to be kept beside the review.")] = "",
    date_column: Annotated[str, typer.Option(help="The column that says when, to be kept beside the review.")] = "",
    rep: Annotated[list[str] | None, typer.Option(help="Who sells, in transcripts. May be given again.")] = None,
    library: Annotated[bool, typer.Option(help="Let claims without a feature borrow from the shipped library.")] = True,
) -> None:
    """Review many pitches into a Parquet data set; started again, it does only what is missing.

    Example: `pitchcheck bulk pitches/ --profiles prospects/ --out reviews.parquet`

    Stop it with Ctrl-C, or kill it; the same command goes on. Bad rows are listed in `reviews.parquet.bad.csv`.
    """
    from pitchcheck import bulk as many
    from pitchcheck.files import read_catalogue

    product = read_catalogue(*taken(catalogue)).model_dump_json() if catalogue else None
    columns = many.Columns(pitch_column, prospect_column, rep_column, date_column)
    read_by = many.read_by_at(profiles)
    judge = partial(many.shipped, read_by.thresholds.model_dump_json())
    with _interruptible() as stopped, _told(many.total(sources, columns)) as tell:
        progress = many.run(
            sources,
            many.profiles_at(profiles),
            out,
            setup=many.Setup(product, library, tuple(rep or ()), judge, flags=read_by.flags),
            pool=many.dask(dask) if dask else many.processes(workers),
            columns=columns,
            tell=tell,
            stopped=stopped,
        )
    _sum_up(progress, out, stopped=stopped())


def _sum_up(progress: Progress, out: Path, *, stopped: bool) -> None:
    from pitchcheck.bulk import bad_rows_beside

    before = f", {progress.before:,} were there" if progress.before else ""
    typer.echo(f"{progress.done:,} done{before}: {out}", err=True)
    if (bad := bad_rows_beside(out)).exists():
        typer.echo(f"Some rows could not be reviewed; {bad} says which and why.", err=True)
    if stopped:
        typer.echo("Stopped. Start the same command again to go on.", err=True)
        raise typer.Exit(INTERRUPTED)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C lets what was begun be finished; the second ends at once."""
    asked: list[int] = []

    def stop(number: int, frame: object) -> None:
        asked.append(number)
        signal.signal(number, signal.default_int_handler)

    kept = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, kept)


@contextmanager
def _told(total: int) -> Iterator[Callable[[Progress], None]]:
    """A bar with the time left, on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reviewing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda progress: bar.update(task, completed=progress.done + progress.before)
