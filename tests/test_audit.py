"""What the audit of our dependencies makes of pip-audit's answers."""

from __future__ import annotations

import json

from tests.audit import told


def answer(*dependencies: dict[str, object]) -> str:
    """As ``pip-audit -f json`` gives it."""
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


SOUND: dict[str, object] = {"name": "rich", "version": "14.0", "vulns": []}
HOLED: dict[str, object] = {
    "name": "pypdf",
    "version": "7.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["7.1"], "aliases": [], "description": "Loops."}],
}
UNKNOWN: dict[str, object] = {"name": "zipp", "version": "4.1", "skip_reason": "not found"}


def test_a_known_hole_fails_and_names_the_version_to_take() -> None:
    """Whatever else was found."""
    code, words = told(answer(SOUND, HOLED, UNKNOWN), required=False)
    assert code == 1
    assert "pypdf 7.0: PYSEC-1, mended in 7.1" in words


def test_all_sound_passes() -> None:
    """And says how many were asked about."""
    assert told(answer(SOUND), required=True) == (0, "No known hole in 1 packages.")


def test_no_answer_is_never_taken_for_a_good_one() -> None:
    """Off the network it passes but says so in capitals; for a release it fails."""
    for output in ("", "Traceback", answer(), answer(SOUND, UNKNOWN)):
        code, words = told(output, required=False)
        assert code == 0
        assert words.startswith("NOT AUDITED")
        assert told(output, required=True)[0] == 1
