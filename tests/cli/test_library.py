"""``library search``: what is in the shipped library, as a rep would ask."""

from types import SimpleNamespace

from pitchcheck.judge.library import Entry

FOUND = Entry("single sign-on", "payroll software", ("I have nine passwords",), ("what if it locks us out",), 0.873)


def test_search(run, monkeypatch):
    """Each feature with its kind of product and how near it is, then what it answers and what it raises."""
    asked = []
    shelf = SimpleNamespace(search=lambda text, k: asked.append((text, k)) or (FOUND,))
    monkeypatch.setattr("pitchcheck.judge.library.library", lambda: shelf)
    result = run("library", "search", "SSO", "-n", "3")
    assert result.exit_code == 0, result.stderr
    assert asked == [("SSO", 3)]
    assert result.stdout.splitlines() == [
        "single sign-on (payroll software, 87% alike)",
        "  + I have nine passwords",
        "  − what if it locks us out",
    ]


def test_nothing_to_search_for(run):
    """An empty search is bad input."""
    result = run("library", "search", " ")
    assert result.exit_code == 2
    assert "nothing to search for" in result.stderr
