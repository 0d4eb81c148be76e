"""Settings: every source is read, the stronger wins, a mistake names itself, and no secret is shown."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pitchcheck.pitch import InputError
from pitchcheck.settings import in_force, load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of the test's own, and a configuration folder beside it."""
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")
    for name in ("DATA_DIR", "DATABASE_URL", "FILES_URL", "SIGN_IN", "ADMINS"):
        monkeypatch.delenv(f"PITCHCHECK_{name}", raising=False)
    return tmp_path


def by_environment(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> str:
    """Set the data folder in the environment."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", value)
    return "the environment"


def by_dotenv(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> str:
    """Set the data folder in .env, beside something of another program."""
    (folder / ".env").write_text(f"PITCHCHECK_DATA_DIR={value}\nOTHER_PROGRAM=1\n")
    return ".env"


def by_toml(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> str:
    """Set the data folder in pitchcheck.toml."""
    (folder / "pitchcheck.toml").write_text(f'data_dir = "{value}"\n')
    return "pitchcheck.toml"


def by_config(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> str:
    """Set the data folder in the user's configuration folder."""
    (folder / "config" / "pitchcheck.toml").write_text(f'data_dir = "{value}"\n')
    return str(folder / "config" / "pitchcheck.toml")


SOURCES = (by_environment, by_dotenv, by_toml, by_config)
Source = Callable[[Path, pytest.MonkeyPatch, str], str]


@pytest.mark.parametrize("strongest", range(4))
def test_the_stronger_source_wins(folder: Path, monkeypatch: pytest.MonkeyPatch, strongest: int) -> None:
    """Environment, then .env, then the folder's file, then the user's; and it is said which it was."""
    named = [source(folder, monkeypatch, f"/data/{n}") for n, source in enumerate(SOURCES) if n >= strongest]
    assert load().data_dir == Path(f"/data/{strongest}")
    found = {setting.name: setting for setting in in_force()}["data_dir"]
    assert (found.value, found.source) == (f"/data/{strongest}", named[0])


def test_with_nothing_set_the_defaults_hold() -> None:
    """A first start needs no settings; each default says so."""
    assert load().data_dir.name == "pitchcheck"
    assert {setting.source for setting in in_force()} == {"default"}
    assert all(setting.about for setting in in_force())


@pytest.mark.parametrize("source", [by_environment, by_dotenv])
def test_a_misspelt_variable_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, source: Source) -> None:
    """It says which, where, and what was probably meant."""
    where = source(folder, monkeypatch, "/data")
    if source is by_environment:
        monkeypatch.setenv("PITCHCHECK_DATABSE_URL", "x")
    else:
        (folder / ".env").write_text("PITCHCHECK_DATABSE_URL=x\n")
    told = rf"^PITCHCHECK_DATABSE_URL \(in {where}\) is not a setting\. Did you mean PITCHCHECK_DATABASE_URL\?$"
    with pytest.raises(InputError, match=told):
        load()


def test_an_unknown_name_in_a_file_is_named(folder: Path) -> None:
    """In the file as well; with nothing near, what there is is listed."""
    (folder / "pitchcheck.toml").write_text("colour = 'blue'\n")
    with pytest.raises(InputError, match=r"^colour \(in pitchcheck.toml\) is not a setting\. There are data_dir, "):
        load()


def test_a_bad_value_is_named_with_its_source(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which setting, from where, and what it should be; the value itself may be a secret and is not repeated."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "perhaps")
    with pytest.raises(InputError, match=r"^The setting sign_in \(from the environment\) is wrong: .* boolean") as told:
        load()
    assert "perhaps" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATA_DIR", "~nobody-here/x", "nobody here has such a home folder"),
        ("DATA_DIR", "data/\udcff", "it holds what is no letter of a folder's name"),
        ("LLM_MODEL", "gpt", "as provider:model"),
        ("LLM_BASE_URL", "ftp://x", "A server that speaks the OpenAI form"),
    ],
)
def test_what_it_should_be_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    """In words, and not as a pattern or a traceback later on."""
    monkeypatch.setenv(f"PITCHCHECK_{name}", value)
    with pytest.raises(InputError, match=told) as refused:
        load()
    assert "pattern" not in str(refused.value)


def test_a_broken_file_names_its_line(folder: Path) -> None:
    """Line and column are in the sentence."""
    (folder / "pitchcheck.toml").write_text("sign_in = true\ndata_dir = /x\n")
    with pytest.raises(InputError, match=r"^pitchcheck\.toml cannot be read: .*line 2, column"):
        load()


def test_a_file_that_is_not_utf8(folder: Path) -> None:
    """One sentence, not a traceback."""
    (folder / "pitchcheck.toml").write_bytes(b"data_dir = '\xff\xfe'")
    with pytest.raises(InputError, match=r"^pitchcheck\.toml cannot be read: it is not UTF-8\.$"):
        load()
    (folder / ".env").write_bytes(b"PITCHCHECK_JUDGE=\xff\xfe")
    with pytest.raises(InputError, match=r"^\.env cannot be read: it is not UTF-8\.$"):
        load()


def test_a_home_that_is_shut_holds_no_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service (deploy/pitchcheck@.service) may not look into /home, where its configuration folder would be."""
    by_config(folder, monkeypatch, "/data")
    stat = os.stat

    def shut(path: object, *rest: object, **more: object) -> os.stat_result:
        if str(path).startswith(str(folder / "config")):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, *rest, **more)

    monkeypatch.setattr("os.stat", shut)
    assert load().data_dir != Path("/data")


def test_a_file_that_is_shut_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence: what is in it might have been meant."""

    def shut(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    for name in (".env", "pitchcheck.toml"):
        (folder / name).touch()
        with monkeypatch.context() as here:
            here.setattr("builtins.open", shut)
            here.setattr("pathlib.Path.open", shut)
            with pytest.raises(InputError, match=rf"^{re.escape(name)} cannot be read: Permission denied\.$"):
                load()
        (folder / name).unlink()


def test_somebody_without_a_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container's user may be: what is set holds, and without a folder for data that is what to set."""

    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_config_path", homeless)
    monkeypatch.setattr("platformdirs.user_data_path", homeless)
    with pytest.raises(InputError, match=r"set PITCHCHECK_DATA_DIR\.$"):
        load()
    by_environment(folder, monkeypatch, "/data")
    assert load().data_dir == Path("/data")


def test_a_file_without_end_to_its_brackets(folder: Path) -> None:
    """One sentence, not a traceback."""
    (folder / "pitchcheck.toml").write_text("x = " + "[" * 100_000)
    with pytest.raises(InputError, match=r"^pitchcheck\.toml cannot be read: it is nested too deep\.$"):
        load()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://rep:hunter2@db.example/pitch", "postgresql://rep:****@db.example/pitch"),
        ("postgresql://rep@db.example/pitch?password=hunter2", "postgresql://rep@db.example/pitch?****"),
        ("hunter2", "****"),
        ("postgresql://[hunter2", "****"),
    ],
)
def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch, url: str, shown: str) -> None:
    """Not in the list and not in what the settings print of themselves."""
    monkeypatch.setenv("PITCHCHECK_DATABASE_URL", url)
    assert {setting.name: setting.value for setting in in_force()}["database_url"] == shown
    assert "hunter2" not in repr(load())


@pytest.mark.parametrize("source", [by_environment, by_toml])
def test_several_admins(folder: Path, monkeypatch: pytest.MonkeyPatch, source: Source) -> None:
    """By commas in a variable, as a list in a file."""
    if source is by_environment:
        monkeypatch.setenv("PITCHCHECK_ADMINS", "a@x.example, b@x.example,")
    else:
        (folder / "pitchcheck.toml").write_text('admins = ["a@x.example", "b@x.example"]\n')
    assert load().admins == ("a@x.example", "b@x.example")
    assert {setting.name: setting.value for setting in in_force()}["admins"] == "a@x.example, b@x.example"


def test_names_of_roles_are_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """By commas, shown as they were written; what is no pair, or no role, is an error that names the setting."""
    monkeypatch.setenv("PITCHCHECK_ROLE_NAMES", "Sales Coaches=coach, cn=reps=rep")
    assert load().role_names == {"Sales Coaches": "coach", "cn=reps": "rep"}
    shown = {one.name: one.value for one in in_force()}["role_names"]
    assert shown == "Sales Coaches=coach, cn=reps=rep"
    for wrong in ("Sales Coaches", "=coach", "Sales=boss"):
        monkeypatch.setenv("PITCHCHECK_ROLE_NAMES", wrong)
        with pytest.raises(InputError, match="role_names"):
            load()
