"""The package as others import it."""

import subprocess
import sys

import pytest

import pitchcheck
from pitchcheck import reviewing


def test_import_brings_nothing_heavy():
    """``import pitchcheck`` brings in none of the libraries it is built on; ``check`` comes at its first use."""
    heavy = {"numpy", "onnxruntime", "pandas", "pydantic", "sqlalchemy", "typer", "yaml"}
    code = f"import sys, pitchcheck; print(sorted({heavy!r} & set(sys.modules)))"
    brought = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert brought.strip() == "[]"


def test_check_is_the_reviewing_one():
    """``from pitchcheck import check`` is the one way in."""
    assert pitchcheck.check is reviewing.check


def test_unknown_names_are_errors():
    """A misspelt name is an AttributeError as in any module."""
    with pytest.raises(AttributeError, match="chekc"):
        _ = pitchcheck.chekc
