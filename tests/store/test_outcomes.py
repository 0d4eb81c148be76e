"""What became of prospects."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from pitchcheck.pitch import InputError
from pitchcheck.store import Missing, NewOutcome, OutcomeKind, Role, Store
from pitchcheck.store.tables import OutcomeRow
from tests.store.examples import profile
from tests.store.world import enter

DAY = dt.date(2026, 3, 1)


def won(profile_id: str, day: dt.date = DAY) -> NewOutcome:
    """They bought, for less than was asked."""
    return NewOutcome(profile_id=profile_id, kind=OutcomeKind.WON, on=day, price=1200.0, discount=200.0, currency="USD")


def test_outcomes_are_kept_in_the_order_of_days(store: Store) -> None:
    """Won in March, made the progress they named in June, whatever was written down first."""
    saved = store.profiles.save(profile())
    later = NewOutcome(profile_id=saved.id, kind=OutcomeKind.PROGRESS, on=dt.date(2026, 6, 1), reason="She sleeps.")
    kept = store.outcomes.add(later, won(saved.id))
    assert store.outcomes.of(saved.id) == (kept[1], kept[0]) == store.outcomes.all()
    assert (kept[0].reason, kept[1].discount, kept[1].on) == ("She sleeps.", 200.0, DAY)


def test_all_or_none(store: Store) -> None:
    """One row of an import that is of nobody keeps none of them."""
    saved = store.profiles.save(profile())
    with pytest.raises(Missing):
        store.outcomes.add(won(saved.id), won("nobody"))
    assert store.outcomes.all() == ()


def test_no_more_is_taken_off_than_the_price(store: Store) -> None:
    """It is said in a sentence; what was kept before anybody asked is read as it is, and all of the price may go."""
    saved = store.profiles.save(profile())
    with pytest.raises(InputError, match="The discount is more than the price"):
        store.outcomes.add(won(saved.id), won(saved.id).model_copy(update={"discount": 1500.0}))
    assert store.outcomes.all() == ()
    (kept,) = store.outcomes.add(won(saved.id).model_copy(update={"discount": 1200.0}))
    with store.desk.writing() as session:
        session.execute(sa.update(OutcomeRow).values(discount=1500.0))
    assert [one.discount for one in store.outcomes.of(saved.id)] == [1500.0]
    assert kept.discount == 1200.0


def test_an_outcome_is_taken_back(store: Store) -> None:
    """Gone; taking it back twice is told."""
    (kept,) = store.outcomes.add(won(store.profiles.save(profile()).id))
    store.outcomes.remove(kept.id)
    assert store.outcomes.all() == ()
    with pytest.raises(Missing):
        store.outcomes.remove(kept.id)


def test_outcomes_are_seen_and_changed_as_profiles_are(store: Store) -> None:
    """The team sees and changes; another team does neither; an admin sees. Others' changes are in the log."""
    rep, mate = enter(store, "rep", "north"), enter(store, "mate", "north")
    stranger, admin = enter(store, "stranger", "south"), enter(store, "admin", "", Role.ADMIN)
    saved = rep.profiles.save(profile())
    (kept,) = mate.outcomes.add(won(saved.id))
    assert rep.outcomes.of(saved.id) == admin.outcomes.all() == (kept,)
    assert stranger.outcomes.of(saved.id) == ()
    for refused in (stranger, admin):
        with pytest.raises(Missing):
            refused.outcomes.add(won(saved.id))
        with pytest.raises(Missing):
            refused.outcomes.remove(kept.id)
    assert [entry.action for entry in rep.audit.entries()] == ["outcome added"]


def test_outcomes_go_with_their_prospect(store: Store) -> None:
    """Off the lists with a deleted profile, gone with an erased one."""
    saved = store.profiles.save(profile())
    store.outcomes.add(won(saved.id))
    store.profiles.delete(saved.id)
    assert store.outcomes.all() == ()
    store.privacy.erase_profile(saved.id)
    assert store.admin.use().rows["outcomes"] == 0


@pytest.mark.parametrize("price", [-1.0, float("nan"), float("inf")])
def test_a_price_is_a_price(price: float) -> None:
    """Not below nothing, and a number."""
    with pytest.raises(ValidationError):
        NewOutcome(profile_id="p", kind=OutcomeKind.WON, on=DAY, price=price)
