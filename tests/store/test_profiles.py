"""Two profiles of one prospect made into one: nothing that hangs on either is lost, and it can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from pitchcheck.merging import joined
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.store import Conflict, Joined, Missing, NewOutcome, OutcomeKind, Recording, Saved, Store
from pitchcheck.store.erasing import keep_house
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter

LATER = dt.timedelta(days=60)
SAID = Statement(id="s1", force=Force.ANXIETY, text="What if nobody reads the list on a Sunday evening?")


def other(store: Store) -> tuple[Saved[Profile], Recording]:
    """The same Dana once more, with a take, a call and an outcome."""
    saved = store.profiles.save(profile(prospect="Dana W.", statements=(SAID,)))
    store.takes.save(review(), profile=saved)
    store.outcomes.add(NewOutcome(profile_id=saved.id, kind=OutcomeKind.WON, on=dt.date(2026, 3, 10)))
    return saved, store.recordings.save(TRANSCRIPT, "Call", profile=saved)


def join(store: Store) -> tuple[Joined, Recording]:
    """Both made one."""
    kept, (twin, call) = store.profiles.save(profile()), other(store)
    return store.profiles.join(kept, twin, joined(kept.value, twin.value)), call


def test_what_hangs_on_the_other_outlives_the_bin(store: Store) -> None:
    """Its call, its take and its outcome are the kept one's, also when the bin is emptied long after.

    So is a desk that is set up for them: what the kept one says as well gives no draft away.
    """
    one, call = join(store)
    store.drafts.keep("rehearse", {"profile": {"statements": [{"text": SAID.text}]}})
    keep_house(store.database, store.files, dt.datetime.now(dt.UTC) + LATER)
    with pytest.raises(Missing):
        store.profiles.get(one.other)
    assert store.recordings.get(call.id).profile_id == one.kept.id
    assert [told.kind for told in store.outcomes.of(one.kept.id)] == [OutcomeKind.WON]
    assert len(store.privacy.on_profile(one.kept.id)["reviews"]) == 1
    assert set(store.drafts.all()) == {"rehearse"}
    assert SAID.text in [said.text for said in store.profiles.get(one.kept.id).value.statements]


def test_a_join_is_taken_back(store: Store) -> None:
    """Both stand as before, each with its own; what was added to the kept one since then stays."""
    one, call = join(store)
    store.profiles.save(one.kept.value.model_copy(update={"industry": "bakeries"}), one.kept)
    kept = store.profiles.part(one)
    assert kept.value == profile(industry="bakeries")
    assert store.profiles.get(one.other).value.statements == (SAID,)
    assert store.recordings.get(call.id).profile_id == one.other
    assert [told.kind for told in store.outcomes.of(one.other)] == [OutcomeKind.WON]
    assert len(store.profiles.all()) == 2


def test_what_a_join_filled_in_is_taken_back_too(store: Store) -> None:
    """A reason only the other one knew stands beside the words while they are one, and is the other's again after."""
    plain = profile(statements=(SAID,))
    knowing = profile(statements=(SAID.model_copy(update={"strength": 3, "person": "Lee"}),))
    kept, twin = store.profiles.save(plain), store.profiles.save(knowing)
    one = store.profiles.join(kept, twin, joined(plain, knowing))
    assert one.kept.value.statements == knowing.statements
    store.profiles.save(one.kept.value.model_copy(update={"industry": "bakeries"}), one.kept)
    assert store.profiles.part(one).value == plain.model_copy(update={"industry": "bakeries"})
    assert store.profiles.get(twin.id).value == knowing


def test_where_what_was_joined_was_changed_nothing_is_taken_back(store: Store) -> None:
    """The change stands, and the other one stays in the bin: all or nothing."""
    one, call = join(store)
    (mine,) = [said for said in one.kept.value.statements if said.text == SAID.text]
    said = [each if each != mine else mine.model_copy(update={"strength": 3}) for each in one.kept.value.statements]
    store.profiles.save(one.kept.value.model_copy(update={"statements": tuple(said)}), one.kept)
    with pytest.raises(Conflict):
        store.profiles.part(one)
    assert store.profiles.get(one.other).deleted
    assert store.recordings.get(call.id).profile_id == one.kept.id


def test_a_change_meanwhile_is_not_swallowed(store: Store) -> None:
    """Somebody wrote into the one or the other while both were looked at: nothing is joined."""
    kept, (twin, _) = store.profiles.save(profile()), other(store)
    for one in (kept, twin):
        store.profiles.save(one.value.model_copy(update={"industry": f"bakeries of {one.id}"}), one)
        with pytest.raises(Conflict):
            store.profiles.join(kept, twin, joined(kept.value, twin.value))
        assert len(store.profiles.all()) == 2


def test_what_is_not_yours_to_delete_is_not_half_joined(store: Store) -> None:
    """A colleague's profile may be changed and not deleted, so the kept one stays as it was."""
    mate, rep = enter(store, "second", "north"), enter(store, "rep", "north")
    twin, kept = mate.profiles.save(profile(prospect="Dana W.")), rep.profiles.save(profile())
    with pytest.raises(Missing):
        rep.profiles.join(kept, twin, joined(kept.value, twin.value))
    assert rep.profiles.get(kept.id) == kept
