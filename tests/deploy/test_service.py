"""The systemd unit: what can be said of it without a systemd that runs it."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

UNIT = Path(__file__).parents[2] / "deploy" / "pitchcheck@.service"


def test_its_home_is_a_folder_it_may_look_into() -> None:
    """Streamlit and pitchcheck look for settings there, and Streamlit ends where it is refused."""
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["ProtectHome"] == "true"
    assert service["Environment"] == f"HOME=%S/{service['StateDirectory']}"
