"""What can be set, and where a setting came from: the environment, a .env file, or a TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _data_folder() -> Path:
    return platformdirs.user_data_path("pitchcheck", appauthor=False)


class Settings(BaseSettings):
    """Everything that can be set. Each is ``PITCHCHECK_NAME`` in the environment or ``name`` in pitchcheck.toml."""

    model_config = SettingsConfigDict(env_prefix="PITCHCHECK_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Annotated[Path, Field(description="Folder for the database and the files.")] = Field(
        default_factory=_data_folder
    )
    database_url: Annotated[
        SecretStr | None, Field(description="Database of a team, e.g. postgresql://user:password@host/pitchcheck.")
    ] = None
    sign_in: Annotated[bool, Field(description="Whether people sign in; without it one person uses this machine.")] = (
        False
    )
