"""The sample team: a database of its own, filled with invented people, so that every page can be seen full.

It lies in a folder beside your own data and never touches it. Texts are the same each time; days count back from
today; the reviews are the shipped judge's.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pitchcheck.settings import Settings

FOLDER = "demo"


def settings_of(settings: Settings) -> Settings:
    """The settings of the sample team's database: a folder inside your data folder, never a server."""
    return Settings(data_dir=_folder(settings))


def mark(settings: Settings) -> int | None:
    """A number that tells one sample team from another made later in its place; None where there is none."""
    try:
        return settings.model_copy(update={"data_dir": _folder(settings)}).database_file.stat().st_ino
    except OSError:
        return None


def make(settings: Settings, told: Callable[[float], object] = lambda _: None) -> Settings:
    """Make the sample team, in place of one that was there, and give its settings; ``told`` hears the part done (0..1).

    It appears when it is whole. Raises StoreError where the folder cannot be written.
    """
    from pitchcheck.demo.filling import fill
    from pitchcheck.store import Store

    folder = _folder(settings)
    part = folder.with_name(f"{FOLDER}.part")
    shutil.rmtree(part, ignore_errors=True)
    with Store.open(Settings(data_dir=part)) as store:
        fill(store, told)
    remove(settings)
    part.replace(folder)
    return settings_of(settings)


def remove(settings: Settings) -> None:
    """Delete the sample team with everything done in it. Close its store first."""
    shutil.rmtree(_folder(settings), ignore_errors=True)


def _folder(settings: Settings) -> Path:
    return settings.data_dir.expanduser().absolute() / FOLDER
