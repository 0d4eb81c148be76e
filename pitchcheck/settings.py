"""What can be set, and where each setting came from.

The environment beats a .env file in the working folder, which beats pitchcheck.toml there, which beats pitchcheck.toml
in the user's configuration folder. A name that is no setting is an error in all of them: a misspelt setting that
is silently ignored is worse than one that stops the program.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pitchcheck.pitch import Frozen, InputError

PREFIX = "PITCHCHECK_"
FOR_TESTS = f"{PREFIX}TEST_"
DOTENV = Path(".env")
TOML = "pitchcheck.toml"
MASK = "****"
RoleName = Literal["rep", "coach", "admin"]


def _data_folder() -> Path:
    try:
        return platformdirs.user_data_path("pitchcheck", appauthor=False)
    except RuntimeError:
        raise InputError("Nobody's home folder is known here to keep data in; set PITCHCHECK_DATA_DIR.") from None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


class Settings(BaseSettings):
    """Everything that can be set: ``PITCHCHECK_DATA_DIR`` in the environment or .env, ``data_dir`` in pitchcheck.toml.

    Made directly it holds what it is given; ``load`` reads what is in force.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=_data_folder, description="Folder for the database, and for files.")
    database_url: SecretStr | None = Field(
        default=None,
        description="A team's database: postgresql://user:password@host/name. Without it, a file in data_dir.",
    )
    files_url: SecretStr | None = Field(
        default=None,
        description="Where recordings and uploads lie: a folder, or s3://, gs:// or az://. Without it, data_dir/files.",
    )
    sign_in: bool = Field(default=False, description="Whether people sign in. Without it, one person, this machine.")
    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="E-mail addresses of people who are admins from their first sign-in on, by commas."
    )
    jobs_at_once: int = Field(
        default=1, ge=1, le=64, description="Long work (recordings, folders) under way at once, over all servers."
    )
    speech_model: str = Field(
        default="base.en", description="What writes down recordings: a Whisper model's name, or a folder with one."
    )
    speech_device: Literal["auto", "cpu", "cuda"] = Field(default="auto", description="Where it runs.")
    speech_threads: int = Field(
        default=0, ge=0, le=256, description="Cores it may use; 0 is all but one, so that pages stay quick."
    )

    sign_in_hours: int = Field(default=12, ge=1, le=720, description="Hours after which people sign in anew.")
    email_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Only people with an e-mail address at one of these are let in, by commas."
    )
    roles_claim: str | None = Field(
        default=None, description="The claim with a person's roles. Without it, an admin gives roles in the app."
    )
    role_names: Annotated[Mapping[str, RoleName], NoDecode] = Field(
        default={}, description="What the provider calls the roles, by commas: Sales Coaches=coach, Sales=rep."
    )
    teams_claim: str | None = Field(
        default=None, description="The claim with a person's teams. Without it, an admin makes teams in the app."
    )
    team_names: Annotated[Mapping[str, str], NoDecode] = Field(
        default={}, description="What the provider calls the teams, by commas: 7f0c-11=North. Others count for nothing."
    )

    judge: Literal["embedded", "llm"] = Field(
        default="embedded", description="Which judge reads first: the embedded one, or the language model named below."
    )
    llm_model: str | None = Field(
        default=None,
        pattern=r"^[\w.-]+(/[\w.-]+)*:\S+$",
        description="A language model that may judge, as provider:model. Its key is in the environment only.",
    )
    llm_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="A server that speaks the OpenAI form (Ollama, vLLM, llama.cpp), in place of the provider's.",
    )
    llm_seconds: float = Field(default=60, gt=0, le=3600, description="Seconds the model has for one question.")
    llm_parallel: int = Field(default=4, ge=1, le=64, description="Questions asked of the model at once.")
    llm_tokens: int = Field(default=200_000, ge=1000, description="Tokens one review may take.")
    llm_money: float | None = Field(
        default=10, ge=0, description="US dollars all reviews of a day may take, where a price is known."
    )

    @property
    def database_file(self) -> Path:
        """The SQLite file that the data folder holds, there or not."""
        return self.data_dir.expanduser().absolute() / "pitchcheck.db"

    @field_validator("data_dir", mode="after")
    @classmethod
    def _a_folder(cls, value: Path) -> Path:
        try:
            value.expanduser()
        except RuntimeError:
            raise PydanticCustomError("home", "nobody here has such a home folder") from None
        if not str(value).isprintable():
            raise PydanticCustomError("letters", "it holds what is no letter of a folder's name")
        return value

    @field_validator("admins", "email_domains", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        return _parts(value) if isinstance(value, str) else value

    @field_validator("role_names", "team_names", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [one.rpartition("=") for one in _parts(value)]
        if not all(theirs.strip() and ours.strip() for theirs, _, ours in pairs):
            raise PydanticCustomError("pairs", "write name=ours, and commas between")
        return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given; ``load`` asks the other sources itself, to know which said what."""
        return (init_settings,)


def this_machine(address: str) -> bool:
    """Whether an address, as a name or in numbers, is this machine's own and nobody else's."""
    try:
        return address == "localhost" or ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


class InForce(Frozen):
    """One setting as it is in force: its value in words (secrets masked), where it came from, what it is for."""

    name: str
    value: str
    source: str
    about: str


def load() -> Settings:
    """The settings in force. Raises InputError that names the setting which is unknown or bad, and its source.

    Pages ask for them several times a run: they are put together anew only where a source says something new.
    """
    return _loaded(_told())


@lru_cache(maxsize=4)
def _loaded(_: object) -> Settings:
    return _made(_said())


def _told() -> object:
    """Everything that the settings depend on: the environment, the folder, and what is in the files."""
    return tuple(os.environ.items()), Path.cwd(), tuple(map(_content, (DOTENV, *_toml_files())))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _toml_files() -> tuple[Path, ...]:
    try:
        return Path(TOML), platformdirs.user_config_path("pitchcheck", appauthor=False) / TOML
    except RuntimeError:  # a user without a home, as a container may run as
        return (Path(TOML),)


def in_force() -> tuple[InForce, ...]:
    """Every setting with its value and source, for ``pitchcheck settings``. Raises InputError as ``load`` does."""
    said = _said()
    settings = _made(said)
    return tuple(
        InForce(
            name=name,
            value=_shown(getattr(settings, name)),
            source=said[name][1] if name in said else "default",
            about=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def _made(said: Mapping[str, tuple[Any, str]]) -> Settings:
    try:
        return Settings(**{name: value for name, (value, _) in said.items()})
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0])
        why = first["msg"]
        if first["type"] == "string_pattern_mismatch":  # which says no more than a pattern
            why = f"it is not written as it must be. {Settings.model_fields[name].description}".rstrip(".")
        raise InputError(f"The setting {name} (from {said[name][1]}) is wrong: {why}.") from None


def _said() -> dict[str, tuple[Any, str]]:
    """What was set anywhere, by name, with its source; the first source to speak wins."""
    said: dict[str, tuple[Any, str]] = {}
    for source, values in _sources():
        for name, value in values.items():
            said.setdefault(name, (value, source))
    return said


def _sources() -> Iterator[tuple[str, Mapping[str, Any]]]:
    environment = EnvSettingsSource(Settings)
    yield "the environment", _known("the environment", environment.env_vars, environment())
    try:
        dotenv = DotEnvSettingsSource(Settings, env_file=DOTENV, env_file_encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(_unread(DOTENV, problem)) from None
    yield str(DOTENV), _known(str(DOTENV), dotenv.env_vars, dotenv())
    for path in _toml_files():
        yield str(path), _read(path)


def _known(source: str, given: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among ``values``; an error for a name of ours among those given that is none."""
    for name in given:
        if name.upper().startswith(PREFIX) and not name.upper().startswith(FOR_TESTS):
            _check(name.upper(), source, [PREFIX + known.upper() for known in Settings.model_fields])
    return {name: value for name, value in values.items() if name in Settings.model_fields}


def _unread(path: Path, problem: OSError | UnicodeDecodeError) -> str:
    return f"{path} cannot be read: {getattr(problem, 'strerror', None) or 'it is not UTF-8'}."


def _read(path: Path) -> Mapping[str, Any]:
    """The settings in a file; none where it is not there, or in a folder that is shut to us (a service's home)."""
    if not os.path.exists(path):
        return {}
    try:
        values = TomlConfigSettingsSource(Settings, toml_file=path).toml_data
    except tomllib.TOMLDecodeError as problem:
        raise InputError(f"{path} cannot be read: {problem}.") from None
    except RecursionError:
        raise InputError(f"{path} cannot be read: it is nested too deep.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(_unread(path, problem)) from None
    flat = dict(_flat(values))
    for name in flat:
        _check(name, str(path), list(Settings.model_fields))
    return flat


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Settings as they are known: ``model`` in a table ``[llm]`` is ``llm_model``."""
    for name, value in values.items():
        if isinstance(value, Mapping) and name not in Settings.model_fields:
            yield from ((f"{name}_{key}", one) for key, one in value.items())
        else:
            yield name, value


def _check(name: str, source: str, known: list[str]) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    raise InputError(f"{name} (in {source}) is not a setting. {hint}")


def _shown(value: Any) -> str:
    """A value in words; of a secret that is a URL, everything but the password and what follows the path."""
    if isinstance(value, Mapping):
        value = tuple(f"{theirs}={ours}" for theirs, ours in value.items())
    if isinstance(value, tuple):
        return ", ".join(value) or "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, SecretStr):
        return "not set" if value is None else str(value)
    return _masked(value.get_secret_value())


def _masked(secret: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(secret)
    except ValueError:
        return MASK
    if not parts.scheme or not parts.netloc:
        return secret if Path(secret).is_absolute() else MASK
    user, at, host = parts.netloc.rpartition("@")
    shown = f"{user.split(':')[0]}:{MASK}{at}{host}" if ":" in user else parts.netloc
    return f"{parts.scheme}://{shown}{parts.path}" + (f"?{MASK}" if parts.query else "")
