"""``pitchcheck transcript`` and ``transcribe``: one form out, and a sentence for what was lost."""

from __future__ import annotations

from json import loads
from pathlib import Path

import pytest

from pitchcheck.pitch import Transcript
from pitchcheck.transcript import read, speech
from tests.cli.conftest import Run
from tests.transcript.sounds import tiny

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


def test_a_transcript_to_share_names_nobody(run: Run) -> None:
    """Who sells is Rep, others are numbered, further names are hidden; it reads back in every form."""
    call = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>Sam, Crumb & Sons is mine.\n"
    call += "\n00:03.000 --> 00:04.000\n<v Sam>Thanks, Dana.\n"
    result = run("transcript", "-", "--anonymise", "--rep", "Sam", "--hide", "Crumb & Sons", stdin=call)
    assert result.stdout == "[00:00:01] Speaker 1: Rep, [name] is mine.\n[00:00:03] Rep: Thanks, Speaker 1.\n"


def test_what_is_no_transcript_is_refused(run: Run) -> None:
    """One sentence, exit code 2."""
    result = run("transcript", "-", stdin="We talked about chairs.")
    assert result.exit_code == 2
    assert result.stderr.startswith("standard input has no turns I can find;")
    assert len(result.stderr.splitlines()) == 1


def test_a_recording_is_written_down(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard is printed in the form that was asked for; what to know about it is said beside it."""
    asked = {}

    def heard(source, name, settings, *, speakers, watch):
        asked.update(name=name, speakers=speakers, model=settings.speech_model, content=source.read())
        watch.tell(0.5, "Writing down")
        return read(CALL.encode(), "call.vtt")

    monkeypatch.setattr(speech, "transcribed", heard)
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    (tmp_path / "call.mp3").write_bytes(b"sound")
    result = run("transcribe", tmp_path / "call.mp3", "--speakers", 2, "--format", "vtt", "--model", "large-v3")
    assert result.stdout.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Dana>Nine a week.")
    assert "is not a time" in result.stderr
    assert asked == {"name": "call.mp3", "speakers": 2, "model": "large-v3", "content": b""}
    assert list((tmp_path / "transcribing").iterdir()) == []


def test_a_stopped_recording_goes_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C the same command is given what was written down; half a line is none."""
    seen = []

    def heard(source, name, settings, *, speakers, watch):
        seen.append(dict(watch.kept))
        watch.keep(len(watch.kept), "said")
        if len(seen) < 3:
            raise KeyboardInterrupt
        return read(CALL.encode(), "call.vtt")

    monkeypatch.setattr(speech, "transcribed", heard)
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    (tmp_path / "call.mp3").write_bytes(b"sound")
    stopped = run("transcribe", tmp_path / "call.mp3")
    assert stopped.exit_code == 130
    assert stopped.stderr == "Stopped. Start the same command again to go on.\n"
    run("transcribe", tmp_path / "call.mp3")
    assert run("transcribe", tmp_path / "call.mp3").exit_code == 0
    assert seen == [{}, {0: "said"}, {0: "said", 1: "said"}]
    assert list((tmp_path / "transcribing").iterdir()) == []


def test_what_is_no_recording_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, exit code 2, and nothing is left lying about."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    (tmp_path / "call.mp3").write_text("We talked about chairs.")
    result = run("transcribe", tmp_path / "call.mp3", "--model", tiny())
    assert result.exit_code == 2
    assert result.stderr.startswith("call.mp3 is not audio or video that I can open")
    assert list((tmp_path / "transcribing").iterdir()) == []
