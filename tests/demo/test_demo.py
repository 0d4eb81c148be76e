"""The sample team: invented, whole, apart from your own data, and gone with a word."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pitchcheck import demo
from pitchcheck.demo import filling, script
from pitchcheck.figures import thin
from pitchcheck.settings import Settings
from pitchcheck.store import OutcomeKind, Role, Scope, Store, StoreError
from pitchcheck.store.tables import ReviewRow


@pytest.fixture
def store(sample: Path, tmp_path: Path) -> Iterator[Store]:
    """The sample team's store, a copy of one's own."""
    shutil.copytree(sample, tmp_path / "data")
    with Store.open(demo.settings_of(Settings(data_dir=tmp_path / "data"))) as opened:
        yield opened


def coach_of(store: Store) -> Store:
    """The store as the sample team's coach sees it."""
    (coach,) = (one for one in store.people.all() if one.email and Role.COACH in one.roles)
    return store.as_(coach.id)


def test_the_team_is_eight_reps_and_twelve_prospects(store: Store) -> None:
    """As promised on the button; every prospect can be pitched to, and says what an industry they are in."""
    reps = [one for one in store.people.all() if one.email and Role.REP in one.roles]
    profiles = [one.value for one in coach_of(store).profiles.all()]
    assert (len(reps), len(profiles)) == (8, 12)
    assert all(not thin(profile) and profile.industry for profile in profiles)


def test_the_coach_sees_calls_shared_takes_words_and_outcomes(store: Store) -> None:
    """Enough for every page: and what a rep kept to themselves stays theirs."""
    coach = coach_of(store)
    recordings, shared = coach.recordings.all(), coach.takes.shared(limit=500)
    everything = store.admin.use().rows
    assert len(recordings) == 24
    assert 60 < len(shared) < everything["reviews"] - len(recordings)
    assert everything["comments"] > 10
    about = [one for one in shared if one.comments]
    assert 8 < len(about) < len(shared) / 2
    assert 0 < sum(one.open_comments for one in about) < sum(one.comments for one in about)
    now = dt.datetime.now(dt.UTC)
    assert all(take.at < said.at <= now for take in about for said in coach.comments.on_take(take.id))
    assert {one.kind for one in coach.outcomes.all()} > {OutcomeKind.WON, OutcomeKind.LOST, OutcomeKind.RENEWED}


def test_the_board_is_seen_full(store: Store) -> None:
    """Names are on, and everybody but whoever just began is ranked."""
    today = dt.datetime.now(dt.UTC).date()
    people = coach_of(store).aggregates.people(Scope(since=today - dt.timedelta(days=89), until=today))
    assert len(people) == 8
    assert (people["pitches"] >= 5).sum() >= 6


def test_it_is_three_months_up_to_today(store: Store) -> None:
    """The oldest take is 80 to 95 days old, the newest a few days, and none is from tomorrow."""
    with store.desk.reading() as session:
        oldest, newest = session.execute(sa.select(sa.func.min(ReviewRow.at), sa.func.max(ReviewRow.at))).one()
    now = dt.datetime.now(dt.UTC)
    assert 80 <= (now - oldest).days <= 95
    assert 0 <= (now - newest).days <= 10


def test_texts_differ() -> None:
    """No two takes say the same, nobody's pitch is empty, and no piece of a template shows."""
    texts = [text for talk in script.talks() for text in script.rehearsed(talk).values()]
    twice = [text for text, times in Counter(texts).items() if times > 1]
    assert twice == []
    assert all(len(text.split()) > 40 and "{" not in text for text in texts)


def test_a_practised_rep_shows_less_and_asks_more() -> None:
    """In the calls: who can do more lets the prospect say more."""
    heard = {}
    for talk in script.talks():
        if talk.called:
            skill = script.reps()[talk.rep].skill(talk.day(talk.takes))
            prospect = script.leads()[talk.lead].profile.prospect
            words = [len(turn.text.split()) for turn in script.call(talk).turns if turn.speaker == prospect]
            heard[skill] = sum(words)
    ordered = [words for _, words in sorted(heard.items())]
    half = len(ordered) // 2
    assert sum(ordered[:half]) / half < sum(ordered[half:]) / (len(ordered) - half)


def test_it_says_the_same_every_time() -> None:
    """Texts and calls are the same in every process: nothing is drawn anew."""
    first = [(script.rehearsed(talk), script.call(talk)) for talk in script.talks()]
    assert first == [(script.rehearsed(talk), script.call(talk)) for talk in script.talks()]


def test_your_own_data_is_not_touched(sample: Path, tmp_path: Path) -> None:
    """It lies in a folder of its own and goes without a trace; removing it twice does nothing."""
    shutil.copytree(sample, tmp_path / "data")
    settings = Settings(data_dir=tmp_path / "data")
    with Store.open(settings) as own:
        assert own.takes.mine() == ()
    assert demo.mark(settings) is not None
    demo.remove(settings)
    demo.remove(settings)
    assert demo.mark(settings) is None
    assert (tmp_path / "data" / "pitchcheck.db").exists()


def test_a_half_made_team_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle, there is none; the next try starts anew."""

    def stops(*_: object) -> None:
        raise StoreError("stopped")

    monkeypatch.setattr(filling, "fill", stops)
    settings = Settings(data_dir=tmp_path)
    for _ in range(2):
        with pytest.raises(StoreError):
            demo.make(settings)
        assert demo.mark(settings) is None
