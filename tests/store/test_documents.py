"""Profiles, catalogues and pitches: what was saved comes back, in every version, and nobody overwrites anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.store import Conflict, Missing, Saved, Store
from tests.store.examples import catalogue, pitch, profile


def test_a_saved_profile_comes_back_as_it_was(store: Store) -> None:
    """What is saved is given back equal, with version 1 and who saved it."""
    saved = store.profiles.save(profile())
    assert store.profiles.get(saved.id) == saved
    assert saved.value == profile()
    assert (saved.version, saved.changed_by) == (1, "Me")


def test_a_change_is_a_new_version(store: Store) -> None:
    """Each change counts the version up, and the list shows the newest."""
    first = store.profiles.save(profile())
    second = store.profiles.save(profile(price=900.0), first)
    assert second.version == 2
    assert [kept.value.price for kept in store.profiles.all()] == [900.0]


def test_saving_what_already_stands_changes_nothing(store: Store) -> None:
    """A page may save as often as it likes: only changes make versions, also from an old copy."""
    first = store.profiles.save(profile())
    second = store.profiles.save(profile(price=900.0), first)
    assert store.profiles.save(profile(price=900.0), first) == second
    assert len(store.profiles.history(first.id)) == 2


def test_the_history_tells_who_changed_which_statement(store: Store) -> None:
    """Newest first: the change to s1 and the statement added, each with its text before and after."""
    first = store.profiles.save(profile())
    said = [s.model_copy(update={"text": "We ran out of yeast."}) if s.id == "s1" else s for s in profile().statements]
    more = Statement(id="s6", force=Force.PULL, text="A quiet Monday.")
    store.profiles.save(profile(statements=(*said, more)), first)
    newest, oldest = store.profiles.history(first.id)
    assert [(change.field, change.item) for change in newest.changes] == [("statements", "s1"), ("statements", "s6")]
    assert newest.changes[0].before["text"] == "We ran out of flour on a Saturday."
    assert newest.changes[0].after["text"] == "We ran out of yeast."
    assert newest.changes[1].before is None
    assert (newest.by, oldest.version) == ("Me", 1)


def test_going_back_keeps_what_was_in_between(store: Store) -> None:
    """The old text stands again as a third version; the second is still in the history."""
    first = store.profiles.save(profile())
    second = store.profiles.save(profile(price=900.0), first)
    third = store.profiles.go_back(second, to=1)
    assert third.value == profile()
    assert [revision.value.price for revision in store.profiles.history(first.id)] == [1200.0, 900.0, 1200.0]


def test_going_back_to_a_version_that_never_was(store: Store) -> None:
    """It is said, and nothing changes."""
    first = store.profiles.save(profile())
    with pytest.raises(Missing, match="no version 7"):
        store.profiles.go_back(first, to=7)
    assert store.profiles.get(first.id) == first


def test_two_people_editing_the_same_profile(store: Store) -> None:
    """The second to save gets both versions and what changed, and nothing is overwritten."""
    start = store.profiles.save(profile())
    theirs = store.profiles.save(profile(price=900.0), start)
    with pytest.raises(Conflict, match="Nothing was overwritten") as caught:
        store.profiles.save(profile(price=800.0), start)
    assert caught.value.mine == profile(price=800.0)
    assert caught.value.theirs == theirs
    assert [(change.field, change.before, change.after) for change in caught.value.changes] == [
        ("price", 1200.0, 900.0)
    ]
    assert caught.value.merged is None
    assert store.profiles.get(start.id) == theirs


def test_changes_to_different_things_can_be_joined(store: Store) -> None:
    """Where both changed different things the notice carries the join of both, ready to be saved."""
    start = store.profiles.save(profile())
    theirs = store.profiles.save(profile(price=900.0), start)
    with pytest.raises(Conflict) as caught:
        store.profiles.save(profile(struggling_moment="A Sunday."), start)
    assert caught.value.merged == profile(price=900.0, struggling_moment="A Sunday.")
    assert store.profiles.save(caught.value.merged, theirs).version == 3


def test_many_savers_at_once_never_lose_a_version(store: Store) -> None:
    """Eight threads save changes to one profile: each is a version of its own or is told of a conflict."""
    start = store.profiles.save(profile())
    outcomes: list[Saved[Profile] | Conflict] = []

    def change(price: float) -> None:
        try:
            outcomes.append(store.profiles.save(profile(price=price), start))
        except Conflict as conflict:
            outcomes.append(conflict)

    threads = [threading.Thread(target=change, args=(100.0 + n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [outcome for outcome in outcomes if isinstance(outcome, Saved)]
    assert len(outcomes) == 8
    assert len(kept) == 1
    assert store.profiles.get(start.id).value == kept[0].value


def test_search_looks_in_names_and_companies(store: Store) -> None:
    """Any part, in any case; the signs SQL gives a meaning are just signs."""
    store.profiles.save(profile())
    store.profiles.save(profile(prospect="Lee 100%", company=None))
    assert [kept.value.prospect for kept in store.profiles.all("CRUMB")] == ["Dana"]
    assert [kept.value.prospect for kept in store.profiles.all("100%")] == ["Lee 100%"]
    assert store.profiles.all("_") == ()


def test_archived_ones_are_off_the_list_until_asked_for(store: Store) -> None:
    """Archive and back."""
    saved = store.profiles.save(profile())
    assert store.profiles.archive(saved.id).archived
    assert store.profiles.all() == ()
    assert len(store.profiles.all(archived=True)) == 1
    assert len(store.profiles.all(archived=None)) == 1
    assert not store.profiles.archive(saved.id, archived=False).archived
    assert len(store.profiles.all()) == 1


def test_a_delete_can_be_undone(store: Store) -> None:
    """Deleted: off the list, still in the bin; undone: back as it was, history and all."""
    saved = store.profiles.save(profile())
    store.profiles.delete(saved.id)
    assert store.profiles.all() == ()
    assert [kept.id for kept in store.profiles.all(deleted=True)] == [saved.id]
    store.profiles.undelete(saved.id)
    assert [kept.value for kept in store.profiles.all()] == [profile()]


def test_an_unknown_id_is_one_sentence(store: Store) -> None:
    """An id from an old link is told in one sentence."""
    with pytest.raises(Missing, match=r"There is no such prospect's profile, or it is not yours to see\."):
        store.profiles.get("nope")


def test_catalogues_are_kept_the_same_way(store: Store) -> None:
    """A catalogue has versions; its history names the feature that changed."""
    first = store.catalogues.save(catalogue("Larder", "reordering"))
    store.catalogues.save(catalogue("Larder", "reordering", "dark mode"), first)
    newest = store.catalogues.history(first.id)[0]
    assert [(change.field, change.item) for change in newest.changes] == [("features", "dark mode")]


def test_a_pitch_without_title_is_listed_by_its_first_words(store: Store) -> None:
    """The list of pitches searches titles, and first lines where there is no title."""
    store.pitches.save(pitch("\n\n  Hello Dana\nwe have more", title=None))
    assert len(store.pitches.all("hello dana")) == 1


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), price=st.floats(1e-300, 1e300)
)
def test_any_text_comes_back_to_the_letter(store: Store, text: str, price: float) -> None:
    """Emoji, right-to-left, control characters, NUL, any float: equal after a save, on both databases."""
    value = profile(prospect=text, struggling_moment=text, price=price, product_terms=(text,))
    saved = store.profiles.save(value)
    assert store.profiles.get(saved.id).value == value


def test_an_import_is_kept_as_a_whole(store: Store) -> None:
    """Many at once, in their order, each with a history of its own."""
    kept = store.profiles.save_all([profile(price=float(n)) for n in (1, 2, 3)])
    assert [one.value.price for one in kept] == [1.0, 2.0, 3.0]
    assert {one.id for one in store.profiles.all()} == {one.id for one in kept}
    assert len(store.profiles.history(kept[0].id)) == 1


def test_an_import_that_breaks_off_keeps_nothing(store: Store) -> None:
    """Nobody is left with half a file: what was kept before the break is gone with it."""

    def breaks_off() -> Iterator[Profile]:
        yield profile()
        raise RuntimeError("the machine went to sleep")

    with pytest.raises(RuntimeError):
        store.profiles.save_all(breaks_off())
    assert store.profiles.all() == ()
