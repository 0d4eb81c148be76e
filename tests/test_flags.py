"""Flags: every rule's examples, and what holds of flags as such."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from pitchcheck.flags import RULES, Rule, reference
from tests.builders import story


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.fires])
def test_a_rule_fires_on_its_examples(rule: Rule, example: str) -> None:
    """What the reference says is flagged is flagged."""
    assert rule.code in {flag.code for flag in story(dedent(example)).flags}


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.quiet])
def test_a_rule_keeps_quiet_on_its_counterexamples(rule: Rule, example: str) -> None:
    """What the reference says is not flagged is not."""
    assert rule.code not in {flag.code for flag in story(dedent(example)).flags}


def test_the_reference_is_current() -> None:
    """docs/flags.md is what the table says; CONTRIBUTING tells how to write it anew."""
    assert (Path(__file__).parent.parent / "docs" / "flags.md").read_text(encoding="utf-8") == reference()
