"""``pitchcheck demo``: the sample team, to see every page full."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def demo(
    remove: Annotated[bool, typer.Option("--remove", help="Delete it, with everything done in it.")] = False,
) -> None:
    """Fill a database of its own with a sample team: eight reps, twelve prospects, three months. All invented.

    The app shows it while it is there, unless people sign in. Your own data is not touched.

    Example: `pitchcheck demo`
    """
    from pitchcheck import demo as sample
    from pitchcheck.settings import load

    settings = load()
    if remove:
        sample.remove(settings)
        typer.echo("The sample team is gone.")
        return
    made = sample.make(settings, _told)
    typer.echo(f"{made.data_dir} holds the sample team. Start the app to look around; `pitchcheck demo --remove`")
    typer.echo("or one click there takes it away again.")


def _told(part: float) -> None:
    """How far it is, on one line of a terminal."""
    if sys.stderr.isatty():
        typer.echo(f"\r{part:4.0%}{'' if part < 1 else chr(10)}", nl=False, err=True)
