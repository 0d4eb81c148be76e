"""``pitchcheck app``: start the pages, after a look at whether they may be served to others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pitchcheck.pitch import InputError

PAGES = Path(__file__).resolve().parents[2]
NOT_ALONE = (
    "Without sign-in pitchcheck serves this machine only, so it was not started at {address}. "
    "Leave --address out, or set PITCHCHECK_SIGN_IN=true (docs/sign-in.md says how)."
)
NO_PAGES = "The pages are not beside this package. Start this where app.py lies, from the project’s folder."


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where it listens.")] = 8501,
    address: Annotated[
        str, typer.Option(help="At which of this machine's addresses; others than its own need sign-in.")
    ] = "localhost",
    browser: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
) -> None:
    """Start the app. It refuses, before it listens, to serve other machines without sign-in.

    Example: `pitchcheck app --port 8600`
    """
    from pitchcheck.settings import load, this_machine

    if not load().sign_in and not this_machine(address):
        raise InputError(NOT_ALONE.format(address=address))
    if not (PAGES / "app.py").exists():
        raise InputError(NO_PAGES)
    os.chdir(PAGES)
    told = [f"--server.address={address}", f"--server.port={port}", f"--server.headless={str(not browser).lower()}"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", "app.py", *told])  # noqa: S606
