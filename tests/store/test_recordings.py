"""Recordings: transcript, audio, review and comments are kept together and go together."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa

from pitchcheck import calls
from pitchcheck.calls import Said
from pitchcheck.judge import Relation
from pitchcheck.pitch import Transcript
from pitchcheck.review import Override, Review
from pitchcheck.store import Missing, Role, State, Store, StoreError
from pitchcheck.store.erasing import keep_house, sweep
from pitchcheck.store.files import Files
from pitchcheck.store.tables import ReviewContentRow, ReviewRow
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

SOUND = b"RIFF" + bytes(3_000_000)


def test_a_recording_comes_back_whole(store: Store) -> None:
    """Its turns, its audio to the byte, its length from the last turn, and the profile it was with."""
    saved = store.profiles.save(profile())
    kept = store.recordings.save(
        TRANSCRIPT, "First call", profile=saved, rep="Rae", audio=("Call 1.WAV", io.BytesIO(SOUND))
    )
    assert store.recordings.get(kept.id) == kept
    assert store.recordings.transcript(kept.id) == TRANSCRIPT
    assert (kept.seconds, kept.turns, kept.bytes, kept.state, kept.profile_id) == (5.0, 2, len(SOUND), "new", saved.id)
    with store.recordings.audio(kept.id) as source:
        assert source.read() == SOUND


def test_a_transcript_alone_has_no_audio(store: Store) -> None:
    """It is said, and the recording is there all the same."""
    kept = store.recordings.save(TRANSCRIPT, "Notes")
    with pytest.raises(Missing, match="no audio"), store.recordings.audio(kept.id):
        pass


def test_a_coach_keeps_a_recording_for_a_rep_of_the_team(store: Store) -> None:
    """It is the rep's then; for somebody of another team it is refused."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    stranger = enter(store, "other", "south")
    admin = enter(store, "admin", "office", Role.REP, Role.ADMIN)
    assert [name for _, name in coach.recordings.owners()] == ["coach", "rep"]
    assert [[name for _, name in one.recordings.owners()] for one in (rep, admin)] == [["rep"], ["admin"]]
    kept = coach.recordings.save(TRANSCRIPT, "Call", owner_id=id_of(rep))
    assert [found.id for found in rep.recordings.all()] == [kept.id]
    with pytest.raises(Missing, match="no such person"):
        coach.recordings.save(TRANSCRIPT, "Call", owner_id=id_of(stranger))


def test_the_queue_is_by_state_and_rep(store: Store) -> None:
    """New ones, and those of one rep."""
    first = store.recordings.save(TRANSCRIPT, "1")
    store.recordings.save(TRANSCRIPT, "2")
    store.recordings.change(first, state=State.NEEDS_TALK)
    assert [found.title for found in store.recordings.all(State.NEEDS_TALK)] == ["1"]
    assert [found.title for found in store.recordings.all(State.NEW, owner_id="me")] == ["2"]


def test_the_queue_says_who_it_was_with_and_what_is_open(store: Store) -> None:
    """The saved prospect's name, then the review's; comments count until they are resolved."""
    kept = store.recordings.save(TRANSCRIPT, "Call", profile=store.profiles.save(profile()))
    assert (kept.prospect, kept.open_comments) == (profile().prospect, 0)
    said = store.comments.add_to_recording(kept.id, "Ask here.", 3.0)
    store.recordings.save_review(kept.id, review(), product="Dispatchwell")
    (found,) = store.recordings.all()
    assert (found.prospect, found.product, found.open_comments) == (review().profile.prospect, "Dispatchwell", 1)
    store.comments.resolve(said.id)
    assert store.recordings.get(kept.id).open_comments == 0


def test_renamed_speakers_are_remembered(store: Store) -> None:
    """A changed transcript is kept; a change made on an old copy is refused and overwrites nothing."""
    kept = store.recordings.save(TRANSCRIPT, "Call")
    shorter = Transcript(turns=TRANSCRIPT.turns[:1])
    changed = store.recordings.change(kept, transcript=shorter, rep="Rae", title="The call", profile=None)
    assert (changed.rep, changed.title, changed.turns, changed.version) == ("Rae", "The call", 1, 2)
    assert store.recordings.transcript(kept.id) == shorter
    with pytest.raises(StoreError, match="Nothing was overwritten"):
        store.recordings.change(kept, title="Other")


def test_the_review_of_a_recording(store: Store) -> None:
    """None at first; then the last one saved, with its relevance on the list and words kept since they were said."""
    kept = store.recordings.save(TRANSCRIPT, "Call")
    word = Override(claim="c2", to="s2", relation=Relation.ADVANCES, by="Me")
    assert store.recordings.review(kept.id) is None
    store.recordings.save_review(kept.id, review())
    store.recordings.save_review(kept.id, review(overrides=(word,)))
    assert store.recordings.review(kept.id) == review(overrides=(word,))
    assert store.recordings.get(kept.id).relevance == review().figures.relevance  # type: ignore[union-attr]
    assert store.takes.mine() == ()


def test_a_review_that_is_looked_at_is_not_read_again(store: Store) -> None:
    """One of a day's call takes seconds to read and much memory: who looks has the same as everybody else, until
    what is kept is another, whoever wrote it.
    """
    kept = store.recordings.save(TRANSCRIPT, "Call")
    store.recordings.save_review(kept.id, review())
    first = store.recordings.review(kept.id)
    assert store.recordings.review(kept.id) is first
    said = store.recordings.reconsider(kept.id, lambda old: calls.agreed(old, "c1", Said("Rae")))
    assert said is not None
    assert store.recordings.review(kept.id) is said
    with store.database.writing() as session:
        other = said.model_dump_json().replace("Rae", "somebody")
        session.execute(sa.update(ReviewContentRow).values(content=other))
    found = store.recordings.review(kept.id)
    assert found is not None
    assert ([one.by for one in found.checked], [one.by for one in said.checked]) == (["somebody"], ["Rae"])


def test_words_said_at_the_same_moment_are_both_kept(store: Store) -> None:
    """A word that was begun before another was kept is said again of what the other left; relevance is of both."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    kept = rep.recordings.save(TRANSCRIPT, "Call")
    coach.recordings.save_review(kept.id, review(), product="Dispatchwell")
    asked: list[Review] = []

    def first(old: Review) -> Review:
        if not asked:
            rep.recordings.reconsider(kept.id, lambda other: calls.agreed(other, "c2", Said("Rae")))
        asked.append(old)
        return calls.disagreed(old, "c1", Said("Cora"))

    coach.recordings.reconsider(kept.id, first)
    found = rep.recordings.review(kept.id)
    assert found is not None
    assert [(word.claim, word.by) for word in found.checked] == [("c2", "Rae"), ("c1", "Cora")]
    assert len(asked) == 2
    assert rep.recordings.get(kept.id).product == "Dispatchwell"
    assert rep.recordings.get(kept.id).relevance == (found.figures and found.figures.relevance)


def test_a_word_that_never_finds_its_turn_is_told_and_not_kept(store: Store) -> None:
    """In a sentence; and of a call without a review there is nothing to say a word of."""
    kept = store.recordings.save(TRANSCRIPT, "Call")
    store.recordings.reconsider(kept.id, lambda _: pytest.fail("there is no review"))
    store.recordings.save_review(kept.id, review())

    def late(old: Review) -> Review:
        store.recordings.save_review(kept.id, old)
        return calls.agreed(old, "c1", Said("Me"))

    with pytest.raises(StoreError, match="Try yours again"):
        store.recordings.reconsider(kept.id, late)
    assert store.recordings.review(kept.id) == review()


def test_a_deleted_recording_takes_everything_along(store: Store) -> None:
    """Row, transcript, review, comments and the audio file."""
    kept = store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(SOUND)))
    store.recordings.save_review(kept.id, review())
    store.comments.add_to_recording(kept.id, "Here.", 2.5)
    assert len(store.files.keys()) == 1
    store.recordings.delete(kept.id)
    assert store.files.keys() == ()
    with pytest.raises(Missing):
        store.comments.on_recording(kept.id)


def test_a_file_that_cannot_go_now_goes_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file store away the recording is deleted all the same, and its file the next time."""
    kept = store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(SOUND)))

    def away(self: Files, key: str) -> None:
        raise StoreError("away")

    with monkeypatch.context() as patched:
        patched.setattr(Files, "delete", away)
        store.recordings.delete(kept.id)
    assert store.recordings.all() == ()
    assert len(store.files.keys()) == 1
    assert sweep(store.database, store.files) == 0
    assert store.files.keys() == ()


def test_nothing_half_written_is_kept(store: Store) -> None:
    """An upload that breaks off leaves no recording; a row that cannot be saved leaves no file."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("connection reset")

    with pytest.raises(StoreError, match="file store cannot be reached"):
        store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", Broken()))
    gone = store.profiles.save(profile()).model_copy(update={"id": "gone"})
    with pytest.raises(StoreError, match="deleted or changed meanwhile"):
        store.recordings.save(TRANSCRIPT, "Call", profile=gone, audio=("a.wav", io.BytesIO(SOUND)))
    assert store.recordings.all() == ()
    assert store.files.keys() == ()


def test_comments_stand_at_their_moments(store: Store) -> None:
    """In order of time, general ones first; the rep resolves what was said to them."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    kept = rep.recordings.save(TRANSCRIPT, "Call")
    coach.comments.add_to_recording(kept.id, "later", 9.0)
    coach.comments.add_to_recording(kept.id, "early", 1.0)
    coach.comments.add_to_recording(kept.id, "Ask first.", take_away=True)
    said = rep.comments.on_recording(kept.id)
    assert [(one.text, one.by, one.take_away) for one in said] == [
        ("Ask first.", "coach", True),
        ("early", "coach", False),
        ("later", "coach", False),
    ]
    assert rep.comments.resolve(said[1].id).resolved_at is not None
    assert coach.comments.resolve(said[1].id, resolved=False).resolved_at is None
    with pytest.raises(Missing, match="not yours to resolve"):
        enter(store, "second", "north", Role.COACH).comments.resolve(said[1].id)


def test_comments_on_a_take(store: Store) -> None:
    """The same for shared rehearsals; its rep resolves."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    take = rep.takes.share(rep.takes.save(review()).id)
    said = coach.comments.add_to_take(take.id, "Shorter.")
    assert rep.comments.on_take(take.id) == (said,)
    assert rep.comments.resolve(said.id).resolved_at is not None


def test_a_take_tells_how_much_was_said_about_it(store: Store) -> None:
    """To its rep and to its coach, wherever it is listed; what was resolved is no longer open."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    take = rep.takes.share(rep.takes.save(review()).id)
    said = [coach.comments.add_to_take(take.id, text) for text in ("Shorter.", "Ask first.")]
    coach.comments.resolve(said[0].id)
    for told in (coach.takes.shared(), rep.takes.of(take.pitch_id), rep.takes.mine(), [coach.takes.get(take.id)]):
        assert [(one.comments, one.open_comments) for one in told] == [(2, 1)]


def test_a_rep_finds_what_was_said_about_their_takes(store: Store) -> None:
    """All of the pitch they are at, of their others what is still open, of anybody else's nothing; oldest first."""
    rep, other = enter(store, "rep", "north"), enter(store, "other", "north")
    coach = enter(store, "coach", "north", Role.COACH)
    first, second, theirs = (one.takes.share(one.takes.save(review()).id) for one in (rep, rep, other))
    said = {
        text: coach.comments.add_to_take(take.id, text)
        for take, text in (
            (second, "Open"),
            (first, "Here"),
            (second, "Done"),
            (first, "Here too"),
            (theirs, "Not mine"),
        )
    }
    for text in ("Done", "Here"):
        rep.comments.resolve(said[text].id)
    found = rep.comments.on_mine(first.pitch_id)
    assert [(one.text, one.take_id, one.number, one.by) for one in found] == [
        ("Open", second.id, 1, "coach"), ("Here", first.id, 1, "coach"), ("Here too", first.id, 1, "coach"),
    ]  # fmt: skip
    assert {one.text for one in rep.comments.on_mine(None)} == {"Open", "Here too"}
    assert coach.comments.on_mine(first.pitch_id) == ()


@pytest.mark.parametrize("goes", ["the take", "its prospect", "its rep", "its time"])
def test_what_is_being_typed_about_a_take_goes_with_it(store: Store, goes: str) -> None:
    """However it goes; what is typed about another stays."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    admin = enter(store, "admin", "north", Role.ADMIN)
    prospect = rep.profiles.save(profile())
    take = rep.takes.save(review(), profile=prospect)
    another = coach.takes.save(review(profile(prospect="Lee")))
    for one in (take, another):
        coach.drafts.keep(f"takes/{one.id}/comment", "Shorter, and")
    if goes == "its time":
        house = admin.house.get()
        admin.house.save(house.model_copy(update={"retention": house.retention.model_copy(update={"rehearsals": 1})}))
        with store.database.writing() as session:
            session.get_one(ReviewRow, take.id).at -= dt.timedelta(days=2)
        keep_house(store.database, store.files)
    else:
        {
            "the take": lambda: rep.takes.delete(take.id),
            "its prospect": lambda: rep.privacy.erase_profile(prospect.id),
            "its rep": lambda: admin.privacy.erase_person(id_of(rep)),
        }[goes]()
    assert set(coach.drafts.all()) == {f"takes/{another.id}/comment"}


def test_a_call_that_is_read_against_another_prospect_is_that_one_s(store: Store) -> None:
    """Its review too: it goes with the other one, and stays when the first is deleted for good."""
    ann, bob = (store.profiles.save(profile(prospect=name)) for name in ("Ann", "Bob"))
    call = store.recordings.save(TRANSCRIPT, "Call", profile=ann)
    store.recordings.save_review(call.id, review(ann.value))
    store.recordings.change(store.recordings.get(call.id), profile=bob)
    store.recordings.save_review(call.id, review(bob.value))
    store.privacy.erase_profile(ann.id)
    kept = store.recordings.review(call.id)
    assert kept is not None
    assert kept.profile.prospect == "Bob"
    store.privacy.erase_profile(bob.id)
    assert store.recordings.all() == ()
