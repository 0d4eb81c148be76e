"""A judge made by hand and a way to run commands with it, so that these tests need no weights."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pitchcheck.cli import app
from pitchcheck.judge import Found, Link, Reading, Relation, answering
from pitchcheck.pitch import Claim
from pitchcheck.profile import Force, Who

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _a_machine_with_nothing_on_it(monkeypatch, tmp_path) -> None:
    """No command of a test finds what the person who runs the tests keeps."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def run() -> Run:
    """Runs ``pitchcheck`` with these arguments; ``stdin`` is what is piped in."""

    def command(*arguments: object, stdin: bytes | str | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)

    return command


@dataclass
class HandJudge:
    """Each sentence with "we" is a claim, and a claim answers every statement that shares its first word.

    What it was asked with is kept in ``asked``.
    """

    asked: list[dict[str, Any]] = field(default_factory=list)

    def claims(self, pitch):
        """The sentences with "we" in them."""
        return tuple(
            Claim(id=f"c{i}", n=one.n, start=one.start, end=one.end, text=one.of(pitch.text))
            for i, one in enumerate(pitch.sentences, 1)
            if "we " in one.of(pitch.text).lower()
        )

    def read(self, pitch, claims, profile, *, catalogue=None, library=True):
        """A reading of each claim."""
        self.asked.append({"pitch": pitch, "claims": claims, "catalogue": catalogue, "library": library})
        return tuple(_reading(claim, profile) for claim in claims)

    def product_worded(self, texts, terms=()):
        """No statement is in the seller's words."""
        return [False] * len(texts)

    def cost(self, pitch, claims, profile, catalogue=None):
        """Nothing."""

    def statements(self, text):
        """The first four characters are a push."""
        return (Found(start=0, end=4, text=text[:4], force=Force.PUSH, who=Who.USER, product_worded=True),)

    def heard(self, transcript, prospects):
        """The first four characters of a prospect's turn are a no."""
        return tuple(
            Found(start=0, end=4, text=turn.text[:4], force=Force.NO, who=Who.BUYER, turn=turn.n)
            for turn in transcript.turns
            if turn.speaker in prospects
        )


def _reading(claim, profile):
    links = tuple(
        Link(to=statement.id, relation=answering(statement.force), probability=0.9, holds=True)
        for statement in profile.statements
        if statement.text.split()[0].lower() == claim.text.split()[0].lower()
    )
    last = profile.statements[-1]
    doubts = ((answering(last.force), 0.2), (Relation.AGGRAVATES, 0.1))
    weighed = tuple(Link(to=last.id, relation=relation, probability=p, holds=False) for relation, p in doubts)
    return Reading(claim=claim, relevance=0.9 if links else 0.1, harm=0.0, links=(*links, *weighed))


@pytest.fixture
def judge(monkeypatch) -> HandJudge:
    """The hand-made judge, in place of the shipped one."""
    made = HandJudge()
    monkeypatch.setitem(sys.modules, "pitchcheck.judge.embedded", SimpleNamespace(open_judge=lambda: made))
    return made
