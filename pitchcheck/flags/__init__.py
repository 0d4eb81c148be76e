"""Flags: what stands out in a review, why it matters, and what to do next. The table of rules is flags/rules.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import dedent

from pitchcheck.flags.find import Case, Finding
from pitchcheck.flags.rules import RULES, Rule
from pitchcheck.pitch import InputError
from pitchcheck.review import Dismissal, Flag, FlagSettings, Review, Severity

__all__ = ["RULES", "Finding", "FlagSettings", "Rule", "dismiss", "filled", "flagged", "reference", "restore"]

ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
GONE = "This flag is not there any more: it was read again meanwhile. Look at it as it stands now."
DOUBLE_STOP = re.compile(r"([.!?]['’\"]*)”\.")
"""A quote that ends a sentence ends ours as well."""


def flagged(review: Review) -> Review:
    """The review with its flags, by its own settings: the gravest first, then in the order of the pitch.

    Only claims that are kept count. A flag somebody set aside is set aside again, with their reason.
    """
    found = sorted(_flags(review), key=lambda flag: (ORDER.index(flag.severity), _position(flag), flag.code))
    reasons = {_key(dismissal): dismissal.reason for dismissal in review.dismissals}
    flags = tuple(flag.model_copy(update={"dismissed": reasons.get(_key(flag))}) for flag in found)
    return review.model_copy(update={"flags": flags})


def dismiss(review: Review, flag: Flag, reason: str, by: str = "") -> Review:
    """The review with ``flag`` set aside for a reason. It stays set aside when figures and flags are made anew.

    Raises InputError where the review has no such flag, or another one by now about what has the same numbers.
    """
    if all((one.code, one.message) != (flag.code, flag.message) for one in review.flags):
        raise InputError(GONE)
    word = Dismissal(code=flag.code, claims=flag.claims, statements=flag.statements, reason=reason, by=by)
    return _with(review, (*_others(review, flag), word))


def restore(review: Review, flag: Flag) -> Review:
    """The review with ``flag`` no longer set aside."""
    return _with(review, _others(review, flag))


def _others(review: Review, flag: Flag) -> tuple[Dismissal, ...]:
    return tuple(dismissal for dismissal in review.dismissals if _key(dismissal) != _key(flag))


def _with(review: Review, dismissals: tuple[Dismissal, ...]) -> Review:
    reasons = {_key(dismissal): dismissal.reason for dismissal in dismissals}
    flags = tuple(flag.model_copy(update={"dismissed": reasons.get(_key(flag))}) for flag in review.flags)
    return review.model_copy(update={"dismissals": dismissals, "flags": flags})


def _key(about: Flag | Dismissal) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A flag is the same one again when it is about the same claims and statements."""
    return about.code, about.claims, about.statements


def _position(flag: Flag) -> int:
    """Where the flag first points; flags that point nowhere come last."""
    return min((span.start for span in flag.spans), default=2**63)


def _flags(review: Review) -> Iterator[Flag]:
    case, who = Case(review), review.profile.called
    for rule in RULES:
        if rule.code not in case.settings.off and (review.language == "en" or not rule.reads_english):
            for finding in rule.find(case):
                yield _flag(rule, finding, who)


def _flag(rule: Rule, finding: Finding, who: str) -> Flag:
    names = {"prospect": who, "speaker": who, **finding.names}
    return Flag(
        code=rule.code,
        slug=rule.slug,
        severity=rule.severity,
        message=filled(rule.message, names),
        why=filled(rule.why, names),
        todo=filled(rule.todo, names),
        spans=finding.spans,
        claims=finding.claims,
        statements=finding.statements,
    )


def filled(template: str, names: Mapping[str, str]) -> str:
    """A sentence of ours with its names and quotes, which begins as a sentence does and has no stop after a stop."""
    text = DOUBLE_STOP.sub(r"\1”", template.format_map(names))
    return text[0].upper() + text[1:]


HEAD = """# Flags

A flag is a finding, never a verdict on a person. It says what stands out, why it matters and what to do next, and it
can be set aside with a reason. Codes never change. Errors come first, then warnings, then notes.

In the examples the lines above `---` are what the prospect said (statements s1, s2, ...). Below is the pitch:
`[a claim]` is tied to nothing, `(s1)` says that it answers s1, `(!s2)` that it makes s2 worse, `(?)` that the judge is
not sure. Every example is a test.
"""


def reference() -> str:
    """docs/flags.md: every rule with its reasons and examples, as Markdown."""
    return "\n".join([HEAD, *(_section(rule) for rule in RULES)])


def _section(rule: Rule) -> str:
    examples = [("Fires", example) for example in rule.fires] + [("Stays quiet", example) for example in rule.quiet]
    shown = "\n".join(f"{title}:\n\n```text\n{dedent(example).strip()}\n```\n" for title, example in examples)
    return (
        f"## {rule.code} {rule.slug} ({rule.severity})\n\n{rule.when}\n\n"
        f"- Says: {rule.message}\n- Why: {rule.why}\n- What to do: {rule.todo}\n\n{shown}"
    )
