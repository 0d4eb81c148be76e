"""``pitchcheck db``, ``export``, ``import``, ``retention`` and ``settings``: for whoever looks after the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.files.content import readable

if TYPE_CHECKING:
    from pitchcheck.store.database import Database
    from pitchcheck.store.files import Files

UNSOUND = 1
Target = Annotated[Path, typer.Argument(metavar="FILE", help="The zip to write.")]
Source = Annotated[Path, typer.Argument(metavar="FILE", help="A zip that export or backup wrote.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of all there is.")]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="The database: bring it up to date, back it up, restore it, check it.",
)


@app.command("upgrade")
def upgrade() -> None:
    """Bring the tables up to date. Every start of the app does so too; this does it before.

    Example: `pitchcheck db upgrade`
    """
    from pitchcheck.store.database import revision

    with _up_to_date() as (database, _):
        typer.echo(f"{database.place} is up to date, at {revision(database)}.")


@app.command("backup")
def backup(
    folder: Annotated[Path | None, typer.Argument(help="Where backups lie; without it, in the data folder.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many backups stay; older ones are deleted.")] = 7,
) -> None:
    """Write everything to a new zip in a folder, read it back, and let only the newest stay.

    Example: `pitchcheck db backup /backups --keep 14`
    """
    from pitchcheck.settings import load
    from pitchcheck.store import transfer

    with _up_to_date() as (database, files):
        path, manifest = transfer.backup(database, files, folder or load().data_dir / "backups", keep)
    typer.echo(f"{path}: {_counted(transfer.totals(manifest))}.")
    _missing(manifest.missing)


@app.command("restore")
def restore(file: Source, replace: Replace = False) -> None:
    """Bring a backup back, into an empty database or with --replace in the place of all there is.

    Example: `pitchcheck db restore /backups/pitchcheck-20260102T030405.000000Z.zip`
    """
    bring_in(file, replace=replace)


@app.command("check")
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="First make the team's sums anew where they differ.")
    ] = False,
) -> None:
    """Read everything and say what is wrong; exit 1 if something is.

    A team's figures are read from sums by the month. Where these are not what the pitches say, --repair makes them
    anew; anything else that is wrong is only told.

    Example: `pitchcheck db check --repair`
    """
    from pitchcheck.store.checks import problems, repaired

    with _reached() as (database, files):
        for told in repaired(database) if repair else ():
            typer.echo(told)
        found = 0
        for found, told in enumerate(problems(database, files), start=1):  # noqa: B007  (the count is told below)
            typer.echo(told)
        typer.echo(f"{database.place}: {'all is well' if not found else f'{found} found to be wrong'}.")
    if found:
        raise typer.Exit(UNSOUND)


def export(file: Target) -> None:
    """Write everything to one zip: people, profiles, takes, recordings and their files.

    Example: `pitchcheck export all.zip`
    """
    from pitchcheck.store import transfer

    with _up_to_date() as (database, files):
        manifest = transfer.export(database, files, file)
    typer.echo(f"{readable(str(file))}: {_counted(transfer.totals(manifest))}.")
    _missing(manifest.missing)


def bring_in(file: Source, replace: Replace = False) -> None:
    """Fill an empty database from such a zip, from SQLite or PostgreSQL to either; all of it, or nothing.

    Example: `PITCHCHECK_DATABASE_URL=postgresql://… pitchcheck import all.zip`
    """
    from pitchcheck.store import transfer
    from pitchcheck.store.erasing import sweep

    with _up_to_date() as (database, files):
        manifest = transfer.bring_in(database, files, file, replace=replace)
        sweep(database, files)
        typer.echo(f"{database.place}: {_counted(transfer.totals(manifest))}.")
    _missing(manifest.missing)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
) -> None:
    """Delete what has had its time by the house's rules. The app does so every day; this does it now.

    Example: `pitchcheck retention --dry-run`
    """
    from pitchcheck.store.erasing import due, keep_house

    with _up_to_date() as (database, files):
        told = due(database) if dry_run else keep_house(database, files)
    for one in told:
        typer.echo(f"{'Due' if dry_run else 'Deleted'}: {one.told} from before {one.before:%Y-%m-%d}.")


def settings() -> None:
    """Show every setting in force, where it came from, and what it is for. Secrets are masked.

    Below them stand the decisions that an admin made in the app, where a database can be reached.

    Example: `pitchcheck settings`
    """
    from pitchcheck.settings import PREFIX, in_force

    for setting in in_force():
        typer.echo(f"{setting.name} = {setting.value}  ({setting.source})")
        typer.echo(f"    {setting.about} {PREFIX}{setting.name.upper()}")
    _decided()


def _decided() -> None:
    """What an admin decided; where the database is away, that is said and the settings above stand."""
    from pitchcheck.settings import load
    from pitchcheck.store import StoreError, house_in_force
    from pitchcheck.store.house import House, decisions

    try:
        house = house_in_force(load())
    except StoreError as problem:
        typer.echo(f"What an admin decided cannot be shown. {problem}", err=True)
        return
    shipped = decisions(House())
    for name, value in decisions(house).items():
        typer.echo(f"{name} = {value}  ({'default' if value == shipped[name] else 'Admin'})")


@contextmanager
def _reached() -> Iterator[tuple[Database, Files]]:
    """The database and files of the settings in force, given back at the end."""
    from pitchcheck.settings import load
    from pitchcheck.store import reach

    database, files = reach(load())
    try:
        yield database, files
    finally:
        database.close()


@contextmanager
def _up_to_date() -> Iterator[tuple[Database, Files]]:
    from pitchcheck.store.database import upgrade as to_date

    with _reached() as (database, files):
        to_date(database)
        yield database, files


def _counted(totals: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {thing}" for thing, number in totals.items())


def _missing(keys: tuple[str, ...]) -> None:
    for key in keys:
        typer.echo(f"The file {key} was gone and is not in it.", err=True)
