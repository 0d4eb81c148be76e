"""``pitchcheck library``: what is in the shipped library of customers' words."""

from __future__ import annotations

from typing import Annotated

import typer

from pitchcheck.files.content import broken_character
from pitchcheck.pitch import InputError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="What customers said before they wanted ordinary features: the library that comes with pitchcheck.",
)


@app.callback()
def library() -> None:
    """Keeps ``search`` a command of its own while it is the only one."""


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A feature, the way a rep would put it.")],
    number: Annotated[int, typer.Option("--number", "-n", min=1, max=100, help="How many features to show.")] = 5,
) -> None:
    """Show what customers said before they wanted features like this one.

    Example: `pitchcheck library search "single sign-on"`
    """
    from pitchcheck.judge.library import library as shipped

    if not text.strip():
        raise InputError('There is nothing to search for; write a feature, such as "single sign-on".')
    if broken_character(text):
        raise InputError("What to search for holds a broken character; type it again.")
    for entry in shipped().search(text, number):
        typer.echo(f"{entry.feature} ({entry.product}, {entry.closeness:.0%} alike)")
        for sign, phrases in (("+", entry.answers), ("−", entry.raises)):
            for phrase in phrases:
                typer.echo(f"  {sign} {phrase}")
    typer.echo("+ what it answers, − what it raises", err=True)
