"""A call read by a language model as long work: in place of the embedded judge's review, with people's words kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pitchcheck import calls
from pitchcheck.calls import Helps, Said
from pitchcheck.jobs import JUDGING, Stopped, Task
from pitchcheck.jobs import judging as work
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.review import Review
from pitchcheck.settings import Settings
from pitchcheck.store import House, LanguageModels, ModelRule, Recording, Store, StoreError
from tests.judge.language_model.scripted import Script, careful, judge
from tests.pages.judge import WordJudge
from tests.test_calls import CALL

COACH = Said("Rae")
HELPS = Helps(WordJudge())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """One person's own store, empty; no weights are opened."""
    monkeypatch.setattr("pitchcheck.judge.embedded.open_judge", lambda thresholds: WordJudge())
    with Store.open(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
def recording(store: Store) -> Recording:
    """A call, read by the embedded judge."""
    kept = store.recordings.save(CALL, "A call", rep="Sam")
    store.recordings.save_review(kept.id, calls.read(CALL, ["Sam"], HELPS))
    return store.recordings.get(kept.id)


def task(store: Store, recording: Recording, *, again: bool = False) -> Task:
    """The work as a worker has it."""
    settings = Settings(data_dir=Path("nowhere"), llm_model="openai:gpt-x")
    return Task(store.jobs.add(JUDGING, "A call", {"recording": recording.id, "again": again}), store, settings)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """The model of the settings."""
    script = Script(careful)
    monkeypatch.setattr(
        LanguageModels, "judge", lambda self, settings, embedded, profile: judge(script, embedded=embedded, keeper=self)
    )
    return script


def kept(store: Store, recording: Recording) -> Review:
    """The review as it is kept."""
    found = store.recordings.review(recording.id)
    assert found is not None
    return found


def test_the_models_review_takes_the_place(store: Store, recording: Recording, script: Script) -> None:
    """What was said and what was offered is heard anew; the review before is given, to be compared or put back."""
    before = kept(store, recording)
    told = work.judged(task(store, recording))
    new = kept(store, recording)
    assert new.judge.model == "test:scripted"
    assert all(one.turn in (2, 4, 5, 6) for one in new.profile.statements)
    assert isinstance(told, dict)
    assert Review.model_validate(told["before"]) == before
    assert {key for data in script.seen for key in data} == {"text", "sentence", "claim", "statements", "feature"}


def test_what_was_read_against_itself_stays_so(store: Store, script: Script) -> None:
    """A call with a saved prospect, judged against what was said in it: nothing of the profile is sent, nor read."""
    elsewhere = Statement(id="s1", force=Force.PUSH, text="We lost a whole week to the strike.")
    saved = store.profiles.save(Profile(prospect="Dana", statements=(elsewhere,)))
    recording = store.recordings.save(CALL, "A call", rep="Sam", profile=saved)
    store.recordings.save_review(recording.id, calls.read(CALL, ["Sam"], HELPS))
    work.judged(task(store, recording))
    assert "strike" not in str(script.seen)
    assert calls.against_itself(kept(store, recording))


def test_peoples_words_stay(store: Store, recording: Recording, script: Script) -> None:
    """Where somebody gave their word, the same claims and statements are read, and the word still stands."""
    before = kept(store, recording)
    said = calls.heard_as(before, before.profile.statements[1].id, COACH, HELPS, force=Force.PUSH)
    said = calls.agreed(said, said.readings[0].claim.id, COACH)
    store.recordings.save_review(recording.id, said)
    work.judged(task(store, recording))
    new = kept(store, recording)
    assert new.judge.model == "test:scripted"
    assert (new.checked, new.heard, new.profile) == (said.checked, said.heard, said.profile)
    assert [one.claim for one in new.readings] == [one.claim for one in said.readings]
    assert all("claim" in data for data in script.seen)


def test_a_word_given_meanwhile_is_not_lost(store: Store, recording: Recording, script: Script) -> None:
    """What was read before it is read again, with the word in it."""
    word = list[str]()

    def interrupted(data: dict[str, object], n: int) -> object:
        if "claim" in data and not word:
            now = kept(store, recording)
            word.append(now.readings[0].claim.id)
            store.recordings.save_review(recording.id, calls.agreed(now, word[0], COACH))
        return careful(data)

    script.told = interrupted
    work.judged(task(store, recording))
    new = kept(store, recording)
    assert [one.claim for one in new.checked] == word
    assert new.judge.model == "test:scripted"


def test_judged_again_asks_anew_and_else_what_is_kept_is_taken(
    store: Store, recording: Recording, script: Script
) -> None:
    """The same call gives the same review, bytes and all, and nobody is asked, until somebody says so."""
    work.judged(task(store, recording))
    first, asked = kept(store, recording), len(script.seen)
    work.judged(task(store, recording))
    assert kept(store, recording).model_dump_json() == first.model_dump_json()
    assert len(script.seen) == asked
    work.judged(task(store, recording, again=True))
    assert len(script.seen) > asked


def test_judged_again_is_paid_for_once(store: Store, recording: Recording, script: Script) -> None:
    """A word given meanwhile has it read again, with the answers that were just given."""
    store.recordings.save_review(recording.id, calls.agreed(kept(store, recording), "c1", COACH))
    work.judged(task(store, recording))
    asked = len(script.seen)
    word = list[str]()

    def interrupted(data: dict[str, object], n: int) -> object:
        if not word:
            word.append("c2")
            store.recordings.save_review(recording.id, calls.agreed(kept(store, recording), "c2", COACH))
        return careful(data)

    script.told = interrupted
    work.judged(task(store, recording, again=True))
    assert [one.claim for one in kept(store, recording).checked] == ["c1", "c2"]
    assert len(script.seen) == 2 * asked


def test_it_says_how_far_it_is_and_stops(
    store: Store, recording: Recording, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share only grows over the three things that are asked about; a stop leaves the review as it was."""
    one = task(store, recording)
    told, tell = list[float](), one.tell
    monkeypatch.setattr(one, "tell", lambda share, doing: (told.append(share), tell(share, doing)))
    work.judged(one)
    assert told == sorted(told)
    assert told[-1] == 1
    before = kept(store, recording)
    other = task(store, recording, again=True)
    other.stopping.set()
    with pytest.raises(Stopped):
        work.judged(other)
    assert kept(store, recording) == before


def test_what_cannot_be_read_is_said(store: Store, recording: Recording, script: Script) -> None:
    """A call nobody read, and a model that an admin forbids."""
    unread = store.recordings.save(CALL, "Unread")
    with pytest.raises(InputError, match="not been read yet"):
        work.judged(task(store, unread))


def test_a_forbidden_model_reads_no_call(store: Store, recording: Recording) -> None:
    """The rule is asked when the work is done."""
    store.house.save(House(language_model=ModelRule.FORBIDDEN))
    with pytest.raises(StoreError, match="does not allow"):
        work.judged(task(store, recording))


def test_a_deleted_recording_takes_the_work_on_it_along(store: Store, recording: Recording) -> None:
    """The work's result holds a review of it."""
    task(store, recording)
    store.recordings.delete(recording.id)
    assert store.jobs.all() == ()
