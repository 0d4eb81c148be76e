"""Drafts: whatever was typed comes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pitchcheck.settings import Settings
from pitchcheck.store import Store, StoreError


def test_a_draft_comes_back_after_a_restart(store: Store, settings: Settings) -> None:
    """Kept by one process, found by the next, with when it was kept."""
    store.drafts.keep("rehearse/pitch", "Dana, I")
    with Store.open(settings) as next_one:
        found = next_one.drafts.get("rehearse/pitch")
    assert found is not None
    assert found.value == "Dana, I"
    assert found.at.tzinfo is not None


def test_the_last_writer_wins(store: Store) -> None:
    """Only the newest text of a key is kept."""
    store.drafts.keep("pitch", "D")
    store.drafts.keep("pitch", "Dana")
    assert [(key, draft.value) for key, draft in store.drafts.all().items()] == [("pitch", "Dana")]


def test_a_draft_may_be_any_json_and_any_text(store: Store) -> None:
    """Whole forms, NUL, emoji and half a surrogate pair come back."""
    value = {"statements": [{"text": "\0 \ud800 🥖 שלום"}], "price": None}
    store.drafts.keep("profile", value)
    assert store.drafts.get("profile").value == value  # type: ignore[union-attr]


def test_a_dropped_draft_is_gone(store: Store) -> None:
    """Saved or thrown away: it does not come back; dropping twice is fine."""
    store.drafts.keep("pitch", "Dana")
    store.drafts.drop("pitch")
    store.drafts.drop("pitch")
    assert store.drafts.get("pitch") is None


def test_two_tabs_typing_at_once(store: Store) -> None:
    """No save is refused, and one of the texts stands."""
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: store.drafts.keep("pitch", n), range(30)))
    assert store.drafts.get("pitch").value in range(30)  # type: ignore[union-attr]


def test_a_draft_too_long_is_one_sentence(store: Store) -> None:
    """Beyond the limit it is told, and what was kept before stands."""
    store.drafts.keep("pitch", "Dana")
    with pytest.raises(StoreError, match="too long to be kept"):
        store.drafts.keep("pitch", "x" * 8_000_000)
    assert store.drafts.get("pitch").value == "Dana"  # type: ignore[union-attr]
