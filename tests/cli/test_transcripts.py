"""``pitchcheck transcript``: any transcript in, one form out, and a sentence for what was lost."""

from __future__ import annotations

from json import loads
from pathlib import Path

import pytest

from pitchcheck.pitch import Transcript
from tests.cli.conftest import Run

CALL = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>Nine a week.\n\n00:05.000 --> 00:0x.000\n<v Sam>How so?\n"


def test_text_is_what_one_reads(run: Run, tmp_path: Path) -> None:
    """Names and times on standard output, what is missing on standard error."""
    file = tmp_path / "call.vtt"
    file.write_text(CALL)
    result = run("transcript", file)
    assert result.exit_code == 0
    assert result.stdout == "[00:00:01] Dana: Nine a week.\n"
    assert result.stderr == "Line 6: “00:05.000 --> 00:0x.000” is not a time, so its words are left out.\n"


@pytest.mark.parametrize("form", ["json", "vtt"])
def test_other_forms_read_back(run: Run, form: str) -> None:
    """What is printed can be read again, from standard input too."""
    once = run("transcript", "-", "--format", form, stdin=CALL)
    again = run("transcript", "-", "--format", "json", stdin=once.stdout_bytes)
    found = Transcript.model_validate(loads(again.stdout))
    assert [(turn.speaker, turn.start, turn.text) for turn in found.turns] == [("Dana", 1.0, "Nine a week.")]


def test_what_is_no_transcript_is_refused(run: Run) -> None:
    """One sentence, exit code 2."""
    result = run("transcript", "-", stdin="We talked about chairs.")
    assert result.exit_code == 2
    assert result.stderr.startswith("standard input has no turns I can find;")
    assert len(result.stderr.splitlines()) == 1
