"""``check --judge llm``: what is sent, what is not, and how it is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_data"
ARGUMENTS = ("check", SAMPLES / "pitch.txt", "--profile", SAMPLES / "prospect.yaml")


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model on a server that nobody answers at, and a store of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:mine")
    monkeypatch.setenv("PITCHCHECK_LLM_BASE_URL", "http://127.0.0.1:9/v1")


def test_what_would_be_sent_is_shown_and_not_sent(run, judge) -> None:
    """To whom, the instructions once, and each sentence and claim as JSON of its own."""
    shown = run(*ARGUMENTS, "--show-sent")
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout.startswith("To http://127.0.0.1:9/v1, model openai:mine:")
    data = [json.loads(line) for line in shown.stdout.splitlines() if line.startswith('{"')]
    assert {tuple(one) for one in data} == {("sentence",), ("statements", "feature", "claim")}


def test_a_model_nobody_named(run, judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says which setting is missing."""
    monkeypatch.delenv("PITCHCHECK_LLM_MODEL")
    refused = run(*ARGUMENTS, "--judge", "llm")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("No language model is named. Set llm_model")


def test_where_people_sign_in_somebody_asks(run, judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a model is asked counts as somebody's: without a name nothing is sent, and what would be is still shown."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    asked: list[object] = []
    monkeypatch.setattr("pitchcheck.judge.language_model.LanguageModelJudge.claims", lambda *_: asked.append(1) or ())
    refused = run(*ARGUMENTS, "--judge", "llm")
    assert (refused.exit_code, refused.stdout, asked) == (2, "", [])
    assert refused.stderr == "People sign in here, so say for whom it is: --for with their e-mail address.\n"
    assert run(*ARGUMENTS, "--show-sent").exit_code == 0


def test_a_key_in_a_file_is_no_setting(run, judge) -> None:
    """Keys come from the environment only; one in pitchcheck.toml is an error that shows no key."""
    Path("pitchcheck.toml").write_text('[llm]\nkey = "sk-secret"\n')
    refused = run(*ARGUMENTS)
    assert refused.exit_code == 2
    assert "llm_key" in refused.stderr
    assert "sk-secret" not in refused.stderr


def test_a_table_of_settings(run, judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """``[llm] model = …`` in pitchcheck.toml is ``llm_model``."""
    monkeypatch.delenv("PITCHCHECK_LLM_MODEL")
    Path("pitchcheck.toml").write_text('[llm]\nmodel = "openai:theirs"\n')
    assert "model openai:theirs:" in run(*ARGUMENTS, "--show-sent").stdout


@pytest.mark.parametrize("name", ["gpt-5", "openai:", ":x"])
def test_a_name_that_is_none(run, judge, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The form is provider:model."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", name)
    refused = run(*ARGUMENTS)
    assert refused.exit_code == 2
    assert "llm_model" in refused.stderr
