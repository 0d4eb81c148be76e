"""Takes: a saved rehearsal comes back whole, is counted, can be judged anew, and its figures stand in columns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from pitchcheck.judge import Relation
from pitchcheck.review import Override, refigure
from pitchcheck.store import Missing, StaleTake, Store, StoreError
from pitchcheck.store.tables import OverrideRow, ReviewClaimRow, ReviewStatementRow
from tests.store.examples import flag, pitch, profile, review

WORD = Override(claim="c2", to="s2", relation=Relation.ADVANCES, by="Me", reason="she asked")


def test_a_take_comes_back_whole(store: Store) -> None:
    """The review of a take is the review that was saved, to the byte."""
    take = store.takes.save(review())
    assert store.takes.review(take.id).model_dump_json() == review().model_dump_json()


def test_takes_of_a_pitch_are_counted_and_listed(store: Store) -> None:
    """The first take makes the pitch; the next ones count 2, 3; the list has their figures."""
    first = store.takes.save(review(), note="before lunch")
    store.takes.save(review(), first.pitch_id)
    store.takes.save(review(), first.pitch_id)
    takes = store.takes.of(first.pitch_id)
    assert [take.number for take in takes] == [1, 2, 3]
    assert takes[0] == first == store.takes.get(first.id)
    assert (first.title, first.note, first.owner, first.prospect) == ("For Dana", "before lunch", "Me", "Dana")


def test_the_last_take_of_each_pitch(store: Store) -> None:
    """Of every pitch of one's own its newest take, the newest first."""
    first = store.takes.save(review())
    again = store.takes.save(review(), first.pitch_id)
    other = store.takes.save(review())
    assert store.takes.last() == (other, again)
    assert store.takes.last(limit=1) == (other,)


def test_the_columns_say_what_the_review_says(store: Store) -> None:
    """Figures and counts of the list are those of the review."""
    take, found = store.takes.save(review()), review().figures
    assert found is not None
    assert (take.focus, take.coverage, take.relevance) == (found.focus, found.coverage, found.relevance)
    assert (take.low, take.high) == found.interval
    assert take.best == found.best_cut[-1].relevance
    assert (take.claims, take.tied, take.unasked, take.worse, take.words) == (3, 2, 1, 0, 17)
    assert (take.price_in_play, take.currency) == (found.price_in_play, "USD")


def test_a_take_without_headline_has_no_figures(store: Store) -> None:
    """A thin profile's take is kept too; its figures are empty, never zero."""
    take = store.takes.save(review(silent=True))
    assert (take.focus, take.relevance, take.low, take.best, take.currency) == (None,) * 5


def test_the_take_remembers_which_profile_it_was_judged_before(store: Store) -> None:
    """The saved profile and its version at that time."""
    saved = store.profiles.save(profile())
    take = store.takes.save(review(), profile=saved, product="Larder")
    store.profiles.save(profile(price=1.0), saved)
    assert (take.profile_id, take.profile_version, take.product) == (saved.id, 1, "Larder")
    assert store.takes.review(take.id).profile == profile()


def test_saving_a_take_brings_the_pitch_up_to_date(store: Store) -> None:
    """The pitch holds the text of its latest take."""
    first = store.takes.save(review())
    longer = review().model_copy(update={"pitch": pitch(review().pitch.text + " And it is blue.")})
    store.takes.save(longer, first.pitch_id)
    assert store.pitches.get(first.pitch_id).value.text.endswith("blue.")
    assert store.pitches.get(first.pitch_id).version == 2


def test_claims_and_statements_can_be_counted(store: Store) -> None:
    """Each claim with its verdict and feature, each statement answered or not, as rows."""
    store.takes.save(review())
    with store.database.reading() as session:
        claims = session.execute(
            sa.select(ReviewClaimRow.claim, ReviewClaimRow.verdict, ReviewClaimRow.feature).order_by("claim")
        ).all()
        answered = session.scalars(sa.select(ReviewStatementRow.statement).where(ReviewStatementRow.answered)).all()
    assert [tuple(row) for row in claims] == [
        ("c1", "tied", "reordering"),
        ("c2", "unasked", None),
        ("c3", "tied", None),
    ]
    assert sorted(answered) == ["s1", "s4"]


def test_a_claim_ticked_off_is_kept(store: Store) -> None:
    """A changed review of the same words is the same take in a new version, with new figures."""
    take = store.takes.save(review())
    cut = refigure(review(), {"c1", "c3"})
    changed = store.takes.change(take.id, cut, take.version)
    assert changed.version == 2
    assert changed.relevance == cut.figures.relevance  # type: ignore[union-attr]
    assert store.takes.review(take.id) == cut
    assert (changed.number, changed.at) == (take.number, take.at)
    assert (changed.claims, changed.tied, changed.unasked) == (2, 2, 0), "the list counts what its figures are of"


def test_a_person_s_word_is_kept_with_who_and_when(store: Store) -> None:
    """An override is a row; one that is taken back stays, marked; saving again does not date it anew."""
    take = store.takes.save(review(overrides=(WORD,)))
    with store.database.reading() as session:
        said = session.scalars(sa.select(OverrideRow)).one()
    again = store.takes.change(take.id, review(overrides=(WORD,)), 1)
    store.takes.change(take.id, review(), again.version)
    with store.database.reading() as session:
        withdrawn = session.scalars(sa.select(OverrideRow)).one()
    assert (said.claim, said.statement, said.relation, said.by_id, said.reason) == (
        "c2",
        "s2",
        "advances",
        "me",
        "she asked",
    )
    assert withdrawn.at == said.at
    assert withdrawn.withdrawn_at is not None


def test_a_stale_change_is_refused(store: Store) -> None:
    """Whoever changes an old state is told, with the state that stands."""
    take = store.takes.save(review())
    store.takes.change(take.id, refigure(review(), {"c1"}), 1)
    with pytest.raises(StaleTake, match="Nothing was overwritten") as caught:
        store.takes.change(take.id, refigure(review(), {"c2"}), 1)
    assert (caught.value.theirs, caught.value.version) == (refigure(review(), {"c1"}), 2)


def test_other_words_are_another_take(store: Store) -> None:
    """A take never silently becomes another pitch's."""
    take = store.takes.save(review())
    other = review().model_copy(update={"pitch": pitch("Hello.")})
    with pytest.raises(StoreError, match="another take"):
        store.takes.change(take.id, other, 1)


def test_takes_saved_at_once_get_different_numbers(store: Store) -> None:
    """Two tabs saving at the same moment make two takes."""
    first = store.takes.save(review())
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: store.takes.save(review(), first.pitch_id), range(12)))
    assert [take.number for take in store.takes.of(first.pitch_id)] == list(range(1, 14))


def test_a_deleted_take_is_gone_with_its_parts(store: Store) -> None:
    """Its claims, statements and overrides go with it."""
    take = store.takes.save(review(overrides=(WORD,)))
    store.takes.delete(take.id)
    with pytest.raises(Missing):
        store.takes.get(take.id)
    with store.database.reading() as session:
        assert session.scalars(sa.select(ReviewClaimRow)).all() == []
        assert session.scalars(sa.select(OverrideRow)).all() == []


def test_saving_to_an_unknown_pitch_keeps_nothing(store: Store) -> None:
    """All or nothing: the sentence is told and no row is left."""
    with pytest.raises(Missing):
        store.takes.save(review(), "nope")
    assert store.takes.mine() == ()


def test_a_dismissal_stays_from_take_to_take(store: Store) -> None:
    """Set aside on the pitch: set aside again wherever the same finding comes up, until it is let stand."""
    take = store.takes.save(review())
    store.dismissals.keep(take.pitch_id, review(), flag(), "she loves it")
    applied = store.dismissals.apply(take.pitch_id, review())
    assert [one.dismissed for one in applied.flags] == ["she loves it"]
    assert [(word.reason, word.by) for word in applied.dismissals] == [("she loves it", "Me")]
    store.dismissals.drop(take.pitch_id, review(), flag())
    assert [one.dismissed for one in store.dismissals.apply(take.pitch_id, review()).flags] == [None]


def test_a_dismissal_is_of_one_finding_only(store: Store) -> None:
    """The same flag about another claim is another finding and stands."""
    take = store.takes.save(review())
    store.dismissals.keep(take.pitch_id, review(), flag(), "she loves it")
    other = review().model_copy(update={"flags": (flag().model_copy(update={"claims": ("c3",)}),)})
    assert [one.dismissed for one in store.dismissals.apply(take.pitch_id, other).flags] == [None]
