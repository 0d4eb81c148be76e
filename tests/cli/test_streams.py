"""What goes in and out of a command, where the other side is not what one would like: shut, full or endless."""

import errno
import json
import os
import sys

import pytest
from typer.testing import CliRunner

from pitchcheck.cli import app
from pitchcheck.cli.streams import put, taken
from pitchcheck.files import MAX_FILE
from pitchcheck.pitch import InputError
from tests.cli.test_checking import PITCH, asked, profile

__all__ = ["asked", "profile"]


def test_no_standard_input(monkeypatch):
    """A program that was started with it shut."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="no standard input"):
        taken("-")


def test_no_standard_output(monkeypatch):
    """The same at the other end."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputError, match="no standard output"):
        put("a review")


def test_a_file_without_end(run, tmp_path, profile):
    """No more of it is read than may be used."""
    endless = tmp_path / "pitch.txt"
    with endless.open("wb") as file:
        file.write(b"We")
        file.truncate(2 * MAX_FILE)
    assert len(taken(str(endless))[0]) == MAX_FILE + 1
    result = run("check", endless, "-p", profile)
    assert (result.exit_code, result.stderr.startswith("pitch.txt is too large, the limit is 50 MB;")) == (2, True)


def test_a_name_that_is_no_text(run, asked, tmp_path, profile):
    """A file may be called by any bytes; what is made of its name can be written down."""
    odd = os.fsdecode(bytes(tmp_path) + b"/map\xff.txt")
    with open(odd, "wb") as file:
        file.write(PITCH.read_bytes())
    result = run("check", odd, "-p", profile, "-f", "json")
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout)
    assert asked[0]["pitch"].title == "map\ufffd"


def test_a_terminal_that_knows_few_letters(asked, profile):
    """What is not shown in a terminal is UTF-8, whatever the machine's own way to write."""
    result = CliRunner(charset="latin-1").invoke(app, ["check", str(PITCH), "-p", str(profile)])
    assert result.exit_code == 0, result.exception
    assert "●" in result.stdout_bytes.decode()


def test_a_full_disk(run, monkeypatch, asked, profile):
    """It is said, and that is all."""

    def full(review):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pitchcheck.cli.text.show", full)
    result = run("check", PITCH, "-p", profile)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "The output could not be written: No space left on device. Check the disk, and who may write there.\n"
    )


def test_a_search_for_what_is_no_text(run):
    """A terminal hands on any bytes."""
    result = run("library", "search", "map \udcff")
    assert (result.exit_code, "broken character" in result.stderr) == (2, True)
