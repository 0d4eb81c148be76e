"""What the command line says about itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import typer

from pitchcheck.cli import app
from pitchcheck.files import Format, read_catalogue, read_profile, write_profile

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_data"
DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


class TestSchema:
    """The JSON Schemas."""

    @pytest.mark.parametrize("of", ["review", "profile", "catalogue"])
    def test_is_a_schema(self, run, of):
        """Each is a valid schema of its draft."""
        jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", of).stdout))

    def test_profile_and_catalogue_files_validate(self, run):
        """What the readers write as JSON is what the schemas describe."""
        profile = read_profile((SAMPLES / "prospect.yaml").read_bytes(), "p.yaml")
        jsonschema.validate(
            json.loads(write_profile(profile, Format.JSON)), json.loads(run("schema", "profile").stdout)
        )
        catalogue = read_catalogue((SAMPLES / "catalogue.yaml").read_bytes(), "c.yaml")
        jsonschema.validate(catalogue.model_dump(mode="json"), json.loads(run("schema", "catalogue").stdout))


def commands(group=None, words=()) -> list[str]:
    """Every command of the program, as one types it."""
    group = group or typer.main.get_command(app)
    return [
        name
        for word, command in group.commands.items()
        for name in (commands(command, (*words, word)) if hasattr(command, "commands") else [" ".join((*words, word))])
    ]


class TestHelp:
    """``--help`` is documentation."""

    @pytest.mark.parametrize("command", commands())
    def test_every_command_has_an_example(self, run, command):
        """Each says what it does and shows a line to copy, here and in docs/cli.md."""
        result = run(*command.split(), "--help")
        assert result.exit_code == 0
        shown = " ".join(result.stdout.split()).partition("Example: ")[2]
        assert f"pitchcheck {command}" in shown
        assert re.search(rf"^(cat .* \| )?pitchcheck {command}\b", DOCS, flags=re.MULTILINE)

    def test_no_arguments_show_the_commands(self, run):
        """Without a command the commands are listed."""
        assert "check" in run().output

    def test_as_a_module(self):
        """``python -m pitchcheck`` is the same program."""
        result = subprocess.run(
            [sys.executable, "-m", "pitchcheck", "check", "nowhere.txt", "-p", "x"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
        assert result.returncode == 2
        assert result.stderr.strip() == "There is no file nowhere.txt; check the name and the folder."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("check pitch.txt --profil x", "No such option: --profil (Possible options: --price, --profile)"),
        ("check", "Missing argument 'PITCH'"),
        ("chek", "No such command 'chek', perhaps 'check', 'schema'"),
        ("check pitch.txt -p x -f foo", "'--format' / '-f': 'foo' is not one of 'text', 'json', 'markdown', 'html'"),
        ("check pitch.txt -p x --price abc", "'--price': Input should be a valid number"),
        ("catalogue chek", "No such command 'chek', perhaps 'check'"),
    ],
)
def test_a_wrong_command_line_is_one_plain_sentence(run, line, says):
    """What is wrong, and the command that shows how it goes: no box, no usage above it; exit code 2."""
    result = run(*line.split())
    assert result.exit_code == 2
    assert result.stderr.startswith(says)
    assert len(result.stderr.splitlines()) == 1
    assert "--help” shows how it goes." in result.stderr
