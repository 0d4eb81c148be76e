"""A way to run commands."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from pitchcheck.cli import app

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs ``pitchcheck`` with these arguments; ``stdin`` is what is piped in."""

    def command(*arguments: object, stdin: bytes | str | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)

    return command
