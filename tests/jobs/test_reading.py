"""A long call read as work of its own: the same review, piece by piece, stopped and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pitchcheck import calls, flags
from pitchcheck.calls import Heard, Helps, Said
from pitchcheck.jobs import READING, Stopped, Task, reading
from pitchcheck.jobs import task as tasks
from pitchcheck.jobs.reading import Asked
from pitchcheck.judge import Relation, sections, sharing
from pitchcheck.pitch import InputError, Transcript, Turn
from pitchcheck.profile import Force
from pitchcheck.settings import Settings
from pitchcheck.store import Missing, Recording, Store
from tests.bulk.test_bulk import DANA, SAM
from tests.pages.judge import WordJudge

SAID = {
    "Sam": (
        "The board plans every morning without phone calls. What happened last {n}?",
        "It writes poems for line {n}.",
    ),
    "Bo": ("We have {n} ready made reports, all of them new.",),
    "Dana": ("I lose every single morning on the phone, {n}.", "What if we lose job {n}?", "I want the board by {n}."),
}


def call(length: int) -> Transcript:
    """A conversation of so many turns; two sell."""
    who = [list(SAID)[n % 3] for n in range(length)]
    texts = [SAID[name][n % len(SAID[name])].format(n=n) for n, name in enumerate(who)]
    turns = zip(who, texts, strict=True)
    return Transcript(turns=tuple(Turn(n=n, speaker=name, text=text) for n, (name, text) in enumerate(turns, 1)))


class Texts(WordJudge):
    """Reads text by text, as the judge that ships does."""

    def heard(self, transcript, prospects):  # type: ignore[no-untyped-def]
        """One text a turn."""
        sharing.at_once(len, [turn.text for turn in transcript.turns if turn.speaker in prospects])
        return super().heard(transcript, prospects)

    def claims(self, pitch):  # type: ignore[no-untyped-def]
        """One text a sentence, and claims in these only."""
        sharing.at_once(len, [one.of(pitch.text) for one in pitch.sentences])
        places = {one.start: one.n for one in pitch.sentences}
        found = (one for one in super().claims(pitch) if one.start in places)
        return tuple(one.model_copy(update={"n": places[one.start]}) for one in found)

    def read(self, pitch, claims, profile, **helps):  # type: ignore[no-untyped-def]
        """One text a claim."""
        sharing.at_once(len, [claim.text for claim in claims])
        return super().read(pitch, claims, profile, **helps)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Texts:
    """The judge that reads, in small pieces."""
    one = Texts()
    monkeypatch.setattr(reading, "open_judge", lambda _: one)
    monkeypatch.setattr(reading, "BLOCK", 7)
    monkeypatch.setattr(sections, "SECTION", 9)
    return one


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty folder."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """One person's own store, empty."""
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def recording(store: Store) -> Recording:
    """A call of sixty turns that is not read yet."""
    return store.recordings.save(call(60), "A long call")


def begun(store: Store, settings: Settings, recording: Recording, *sellers: str) -> Task:
    """The work of reading it."""
    asked = Asked(recording=recording.id, sellers=sellers or ("Sam", "Bo"))
    return Task(store.jobs.add(READING, recording.title, asked.model_dump(mode="json")), store, settings)


def test_a_call_is_read_as_it_would_be_at_once(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """Blocks and pieces change nothing of the review; who sells is remembered."""
    task = begun(store, settings, recording)
    assert tasks.work(READING)(task) == {"recording": recording.id}
    whole = calls.read(call(60), ("Sam", "Bo"), Helps(judge), title="A long call")
    assert store.recordings.review(recording.id) == whole
    assert len(whole.readings) > 2 * sections.SECTION
    assert store.recordings.get(recording.id).rep == "Sam"


def test_how_far_it_is_only_grows_and_ends_when_all_is_read(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text moves it a little, and it says what is being done."""
    told: list[tuple[float, str]] = []
    task = begun(store, settings, recording)
    monkeypatch.setattr(task, "tell", lambda share, doing: told.append((share, doing)))
    tasks.work(READING)(task)
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.8 < shares[-1] <= reading.DONE
    assert list(dict.fromkeys(doing for _, doing in told)) == [reading.HEARING, reading.SPOTTING, reading.WEIGHING]


def test_what_was_stopped_goes_on_where_it_was(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-read is kept as a review; what was read before the stop is not read again."""
    first = begun(store, settings, recording)

    def stop_there(share: float, doing: str) -> None:
        if doing == reading.WEIGHING and share > 0.8:
            raise Stopped

    monkeypatch.setattr(first, "tell", stop_there)
    with pytest.raises(Stopped):
        tasks.work(READING)(first)
    assert store.recordings.review(recording.id) is None
    done, before = len(first.kept()), judge.asked
    again: list[str] = []
    second = Task(store.jobs.get(first.job.id), store, settings)
    monkeypatch.setattr(second, "tell", lambda _, doing: again.append(doing))
    tasks.work(READING)(second)
    assert done > 5
    assert set(again) == {reading.WEIGHING}
    found = store.recordings.review(recording.id)
    assert found is not None
    assert 0 < before < judge.asked == -(-len(found.readings) // sections.SECTION)
    assert found == calls.read(call(60), ("Sam", "Bo"), Helps(judge), title="A long call")


def test_what_was_kept_of_other_turns_is_not_taken_for_these(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """Speakers were put right between the stop and going on: all is read anew."""
    first = begun(store, settings, recording)
    tasks.work(READING)(first)
    spoken = calls.renamed(call(60), {"Bo": "Sam"})
    store.recordings.change(store.recordings.get(recording.id), transcript=spoken)
    with pytest.raises(InputError, match="Bo does not speak here"):
        tasks.work(READING)(first)
    task = begun(store, settings, recording, "Sam")
    for n, content in first.kept().items():
        task.keep(n, content)
    tasks.work(READING)(task)
    assert store.recordings.review(recording.id) == calls.read(spoken, ("Sam",), Helps(judge), title="A long call")


def test_a_word_on_a_statement_has_a_long_call_weighed_anew(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """With progress as well; what somebody else said of it meanwhile stays."""
    tasks.work(READING)(begun(store, settings, recording))
    before = store.recordings.review(recording.id)
    assert before is not None
    rae, word = Said("Rae", "she said so"), Heard(statement="h2", force=Force.NO)
    task = waiting(store, settings, word_on(store, recording, "h2", by=rae.by, why=rae.why))
    store.recordings.reconsider(recording.id, lambda review: calls.agreed(review, "c1", Said("Lou")))
    tasks.work(READING)(task)
    found = store.recordings.review(recording.id)
    assert found == calls.reheard(calls.agreed(before, "c1", Said("Lou")), word, rae, Helps(judge))
    assert found is not None
    assert (found.statement("h2").force, [one.by for one in found.checked]) == (Force.NO, ["Lou"])
    assert task.share > 0.5


def test_a_word_is_weighed_with_the_claims_as_they_are_by_then(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """The call was read with other claims between the stop and going on: what was kept of those is not taken."""
    tasks.work(READING)(begun(store, settings, recording))
    before = store.recordings.review(recording.id)
    assert before is not None
    task = waiting(store, settings, word_on(store, recording, "h2", by="Rae"))
    tasks.work(READING)(task)
    fewer = before.model_copy(update={"readings": before.readings[: -sections.SECTION // 2]})
    store.recordings.save_review(recording.id, fewer)
    tasks.work(READING)(Task(task.job, store, settings))
    found = store.recordings.review(recording.id)
    assert found is not None
    assert [one.claim for one in found.readings] == [one.claim for one in fewer.readings]


def test_two_prospects_made_one_while_a_call_is_read(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is the kept one's, as everything else of the other is."""
    kept, other = store.profiles.save_all([DANA, SAM])
    asked = Asked(recording=recording.id, sellers=("Sam", "Bo")).model_dump(mode="json")
    task = Task(store.jobs.add(READING, "x", asked, profile=other), store, settings)
    joined = []

    def tell(share: float, doing: str) -> None:
        if not joined:
            joined.append(store.profiles.join(kept, other, DANA))

    monkeypatch.setattr(task, "tell", tell)
    tasks.work(READING)(task)
    assert joined
    assert store.recordings.get(recording.id).profile_id == kept.id


def test_a_deleted_call_takes_along_what_was_read_of_it(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """The pieces hold its words; and work that goes on finds no call any more."""
    task = begun(store, settings, recording)
    task.keep(1, "its words")
    store.recordings.delete(recording.id)
    assert store.jobs.all() == ()
    assert task.kept() == {}
    with pytest.raises(Missing, match="no such recording"):
        tasks.work(READING)(task)


def words_meanwhile(store: Store, recording: Recording, task: Task, monkeypatch: pytest.MonkeyPatch, *words) -> None:  # type: ignore[no-untyped-def]
    """Do the task; once it has begun to weigh, these words are given on the review that is there."""
    given = list(words)

    def tell(_: float, doing: str) -> None:
        if doing == reading.WEIGHING:
            while given:
                store.recordings.reconsider(recording.id, given.pop(0))

    monkeypatch.setattr(task, "tell", tell)
    tasks.work(READING)(task)


def test_words_given_while_a_call_is_read_anew_are_laid_over_it(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verdict, a dismissal, a force, and a statement that is none: each stays; what was said before starts afresh."""
    tasks.work(READING)(begun(store, settings, recording))
    lou, helps = Said("Lou", "heard it"), Helps(judge)
    store.recordings.reconsider(recording.id, lambda review: calls.agreed(review, "c1", Said("Rae")))
    before = store.recordings.review(recording.id)
    assert before is not None
    flag = before.flags[-1]
    asked = Asked(recording=recording.id, sellers=("Sam", "Bo"), before=calls.words_on(before)).model_dump(mode="json")
    words_meanwhile(
        store,
        recording,
        Task(store.jobs.add(READING, "x", asked), store, settings),
        monkeypatch,
        lambda review: calls.disagreed(review, "c2", lou, to="h1", relation=Relation.ADVANCES),
        lambda review: flags.dismiss(review, flag, "known", "Lou"),
        lambda review: calls.heard_as(review, "h2", lou, helps, force=Force.NO),
        lambda review: calls.no_statement(review, "h3", lou, helps),
        lambda review: calls.also_heard(review, 1, "board plans every morning", lou, helps, force=Force.PULL),
    )
    found = store.recordings.review(recording.id)
    assert found is not None
    assert [(one.claim, one.by) for one in found.checked] == [("c2", "Lou")]
    assert found.reading("c2").tied
    assert found.statement("h2").force is Force.NO
    assert {one.id for one in found.profile.statements} == {one.id for one in before.profile.statements} - {"h3"} | {
        "a1"
    }
    assert {one.statement for one in found.heard} == {"h2", "h3", "a1"}
    assert [one.reason for one in found.dismissals] == ["known"]
    assert found.at_first == before.at_first


def test_a_word_on_what_the_new_reading_does_not_hold_goes(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is read anew with Bo as one of those who buy: a word on what he put forward is about nothing now."""
    tasks.work(READING)(begun(store, settings, recording))
    before = store.recordings.review(recording.id)
    assert before is not None
    bos = next(one.claim.id for one in before.readings if "reports" in one.claim.text)
    words_meanwhile(
        store, recording, begun(store, settings, recording, "Sam"), monkeypatch,
        lambda review: calls.agreed(review, bos, Said("Lou")),
    )  # fmt: skip
    found = store.recordings.review(recording.id)
    assert found is not None
    assert (found.checked, found.at_first) == ((), None)
    assert found == calls.read(call(60), ("Sam",), Helps(judge), title="A long call")


def word_on(store: Store, recording: Recording, statement: str, **said: object) -> Asked:
    """What somebody asks for who says of a statement, as it stands now, that it is a no."""
    found = store.recordings.review(recording.id)
    assert found is not None
    word = Heard(statement=statement, force=Force.NO)
    seen = calls.first_heard(found, statement)
    return Asked(recording=recording.id, word=word, seen=seen, before=calls.words_on(found), **said)


def waiting(store: Store, settings: Settings, asked: Asked) -> Task:
    """The work of weighing that word."""
    return Task(store.jobs.add(READING, "x", asked.model_dump(mode="json")), store, settings)


def test_a_word_that_waited_meets_the_statement_that_was_seen_and_no_other(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """The call was read anew with Bo as one who buys, so that the numbers are others: the word goes by what was said.
    Where that is heard no more, the person is told, and nothing is changed.
    """
    tasks.work(READING)(begun(store, settings, recording))
    asked = word_on(store, recording, "h2", by="Rae")
    assert asked.seen is not None
    task = waiting(store, settings, asked)
    tasks.work(READING)(begun(store, settings, recording, "Sam"))
    anew = store.recordings.review(recording.id)
    assert anew is not None
    assert anew.statement("h2").text != asked.seen.text
    tasks.work(READING)(task)
    found = store.recordings.review(recording.id)
    assert found is not None
    (word,) = found.heard
    assert (word.by, word.proposed and word.proposed.text) == ("Rae", asked.seen.text)
    changed = set(found.profile.statements) - set(anew.profile.statements)
    assert [(one.text, one.turn, one.force) for one in changed] == [(asked.seen.text, asked.seen.turn, Force.NO)]
    tasks.work(READING)(task)
    assert store.recordings.review(recording.id) == found
    tasks.work(READING)(begun(store, settings, recording, "Dana"))
    other = store.recordings.review(recording.id)
    with pytest.raises(InputError, match="read again meanwhile, and “I want the board by 5"):
        tasks.work(READING)(waiting(store, settings, asked))
    assert store.recordings.review(recording.id) == other


def test_a_word_that_is_taken_back_is_gone_where_its_statement_is(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """The call was read anew without it: nothing is left to take back, and nobody else's word is touched."""
    tasks.work(READING)(begun(store, settings, recording))
    store.recordings.reconsider(recording.id, lambda review: calls.heard_right(review, "h2", Said("Rae")))
    asked = word_on(store, recording, "h2", by="Rae")
    back = asked.model_copy(update={"word": Heard(statement="h2", back=True)})
    tasks.work(READING)(begun(store, settings, recording, "Dana"))
    store.recordings.reconsider(recording.id, lambda review: calls.heard_right(review, "h2", Said("Lou")))
    tasks.work(READING)(waiting(store, settings, back))
    found = store.recordings.review(recording.id)
    assert found is not None
    assert [(one.statement, one.by) for one in found.heard] == [("h2", "Lou")]


def test_a_word_does_not_write_over_anothers_on_the_same_statement(
    store: Store, settings: Settings, recording: Recording, judge: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose word was kept first stands; the other is told by whom. One's own, done again, changes nothing."""
    tasks.work(READING)(begun(store, settings, recording))
    asked = word_on(store, recording, "h2", by="Rae", why="so")
    first = waiting(store, settings, asked)
    with pytest.raises(InputError, match="Lou gave their word on this meanwhile: “heard it”"):
        words_meanwhile(
            store, recording, first, monkeypatch,
            lambda review: calls.heard_right(review, "h2", Said("Lou", "heard it")),
        )  # fmt: skip
    kept = store.recordings.review(recording.id)
    assert kept is not None
    assert [one.by for one in kept.heard] == ["Lou"]
    second = waiting(store, settings, asked.model_copy(update={"before": calls.words_on(kept)}))
    tasks.work(READING)(second)
    told = store.recordings.review(recording.id)
    tasks.work(READING)(Task(second.job, store, settings))
    assert store.recordings.review(recording.id) == told
    assert told is not None
    assert (told.statement("h2").force, [one.by for one in told.heard]) == (Force.NO, ["Rae"])


def test_a_word_on_a_statement_that_is_gone_is_told(
    store: Store, settings: Settings, recording: Recording, judge: Texts
) -> None:
    """Nothing tells any more what was seen: one sentence, and nothing breaks."""
    tasks.work(READING)(begun(store, settings, recording))
    asked = word_on(store, recording, "h99", by="Rae")
    with pytest.raises(InputError, match="Somebody else set this right meanwhile"):
        tasks.work(READING)(waiting(store, settings, asked))
