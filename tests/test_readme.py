"""README keeps its word: its Python runs, its files are there."""

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_python_prints_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library example, run as it stands there, prints claims with their verdicts."""
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102
    assert "sixty ready-made reports" in printed.getvalue()
    assert re.search(r"'(tied|unasked|makes it worse)'", printed.getvalue())


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_its_links_lead_somewhere(link: str) -> None:
    """Every file that README points to is in the project."""
    assert (ROOT / link).is_file()
