"""The documents say what is so."""

from __future__ import annotations

from pathlib import Path

from pitchcheck.settings import PREFIX, Settings
from pitchcheck.store.house import Retention
from pitchcheck.store.rules import reference
from pitchcheck.store.tables import Base

DOCS = Path(__file__).parents[2] / "docs"


def test_the_documented_table_is_the_one_that_is_enforced() -> None:
    """docs/privacy.md holds the table as the rules print it."""
    assert reference() in (DOCS / "privacy.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    """docs/storage.md names each, and how it is written in the environment."""
    text = (DOCS / "storage.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"| `{name}` | `{PREFIX}{name.upper()}` |" not in text] == []


def test_the_documented_days_are_the_defaults() -> None:
    """docs/privacy.md gives the defaults of retention."""
    text = (DOCS / "privacy.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2].strip() for line in text.splitlines() if line.count("|") == 4 and "when" in line]
    assert rows == [str(days or "kept") for days in Retention().model_dump().values()]


def test_the_documented_tables_are_there() -> None:
    """docs/storage.md names tables that exist."""
    for name in ("reviews", "review_claims", "review_statements", "overrides", "review_contents"):
        assert name in Base.metadata.tables
