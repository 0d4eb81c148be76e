"""The week on one page: what its reader may see, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from pitchcheck import demo, digest
from pitchcheck.settings import Settings
from pitchcheck.store import Scope, Store
from tests.demo.sample import made
from tests.pages.full import WordReader

TODAY = dt.datetime.now(dt.UTC).date()
read = WordReader().texts


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample team."""
    folder = made(tmp_path_factory.mktemp("digest"))
    with Store.open(demo.settings_of(Settings(data_dir=folder))) as opened:
        yield opened


def coach(store: Store) -> Store:
    """The store as the coach sees it."""
    found = store.known_as("Ines.Okonkwo@kitchenhand.invalid")
    assert found is not None
    return found


def test_a_month_of_the_sample_team(store: Store) -> None:
    """Pitches, things nobody asked for, statements left open, outcomes with their day, and what to do."""
    found = digest.digest(coach(store), TODAY, 30, read)
    assert found.figures[0][1].startswith("pitches")
    assert found.never
    assert found.left_open
    assert any(re.search("[0-9] [A-Z][a-z]+ lost .They took a till", one.stood) for one in found.became)
    assert len({one.text for one in found.became}) == len(found.became)
    assert any("wait to be looked at" in step or "waits" in step for step in found.next_steps)


def test_a_full_week_stays_on_a_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many outcomes and many names the first are told and the rest counted: nothing is left out in silence."""
    monkeypatch.setattr(digest, "MOST_BECAME", 3)
    monkeypatch.setattr(digest, "MOST_NAMES", 1)
    found = digest.digest(coach(store), TODAY, 90, read)
    every = coach(store).outcomes.all()
    assert len(found.became) == 4
    assert found.became[-1].text == f"And {len({one.profile_id for one in every}) - 3} prospects more:"
    told = sum(len(one.stood.split("; ")) for one in found.became[:-1])
    assert sum(int(part.split()[0]) for part in found.became[-1].stood.split(", ")) == len(every) - told
    assert digest.listed(["Dana", "Luis", "Dana", "Ray"]) == "Dana and 2 more"


def test_both_formats_say_the_same(store: Store) -> None:
    """Each list is in the page and in the text."""
    found = digest.digest(coach(store), TODAY, 30, read)
    page, text = digest.html(found), digest.markdown(found)
    for part in ("Nobody asked for this", "What became of whom", "What to do next"):
        assert part in page
        assert part in text
    assert "<script" not in page


def test_what_people_wrote_is_never_markup() -> None:
    """Not in the page, not in the text."""
    thing = digest.Thing(text="<b>x</b> [a](http://b)", stood="**bold**")
    found = digest.Digest(sentence="<i>y</i>", who="# Dana", since=TODAY, until=TODAY, never=(thing,))
    assert "<b>x</b>" not in digest.html(found)
    assert "&lt;b&gt;x" in digest.html(found)
    assert "**bold**" not in digest.markdown(found)


def test_an_empty_week_is_said(store: Store) -> None:
    """Nothing happened a year from now, and it says so."""
    found = digest.digest(coach(store), TODAY + dt.timedelta(days=365), read=read)
    assert found.sentence == digest.NOTHING
    assert found.never == found.left_open == found.became == ()


def test_a_rep_reads_of_their_own(store: Store) -> None:
    """Fewer pitches than the coach's, and none of another rep's."""
    rep = store.known_as("bea.lindgren@kitchenhand.invalid")
    assert rep is not None
    mine, all_of_them = (digest.digest(one, TODAY, 90, read).figures[0][0] for one in (rep, coach(store)))
    assert 0 < int(mine) < int(all_of_them)


def test_a_long_thing_is_cut_in_a_sentence() -> None:
    """It stands whole in its list; in what to do next it is a name, with no stop in the middle of the sentence."""
    thing = digest.Thing(text="We type it all twice. " * 9, stood="in 1 pitch")
    steps = list(digest._next_steps([digest.Thing(text="It reads “itself”.", stood="")], [thing], 0))
    assert steps[0] == "Leave out “It reads ‘itself’” until somebody asks."
    assert len(steps[1]) < 150


def test_nobody_is_guessed(store: Store) -> None:
    """An address that nobody has is nobody."""
    assert store.known_as("x@example.com") is None


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-20", "2026-11-26", "20 to 26 November 2026"),
        ("2026-11-28", "2026-12-04", "28 November to 4 December 2026"),
        ("2026-11-26", "2026-11-26", "26 November 2026"),
        ("2025-11-28", "2026-11-27", "28 November 2025 to 27 November 2026"),
        ("2025-12-01", "2026-11-27", "1 December 2025 to 27 November 2026"),
        ("2026-12-28", "2027-01-03", "28 December 2026 to 3 January 2027"),
    ],
)
def test_the_days_are_read_as_people_say_them(since: str, until: str, days: str) -> None:
    """Month and year are said once where they are the same, and one day is one day."""
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    assert digest.Digest(sentence="", who="", since=first, until=last).days == days


@pytest.mark.parametrize(
    ("pitches", "claims", "says"),
    [
        (1, 1, "1 pitch, and everything in it was asked for by somebody."),
        (2, 1, "2 pitches, and everything in them was asked for by somebody."),
        (1, 0, "1 pitch, and nothing was put forward in it."),
        (2, 0, "2 pitches, and nothing was put forward in them."),
    ],
)
def test_the_sentence_of_a_quiet_week(
    store: Store, monkeypatch: pytest.MonkeyPatch, pitches: int, claims: int, says: str
) -> None:
    """One pitch is an it; and where nothing was put forward, nothing was asked for."""
    every = Scope(since=TODAY - dt.timedelta(days=90), until=TODAY)
    asked = coach(store).asked
    put = asked.claims(every).query("verdict == 'tied'").head(claims)
    shown = asked.pitches(every).loc[lambda found: [*put["review_id"], *found.index.difference(put["review_id"])]]
    monkeypatch.setattr(type(asked), "pitches", lambda *_: shown.head(pitches))
    monkeypatch.setattr(type(asked), "claims", lambda *_: put)
    assert digest.digest(coach(store), TODAY, read=read).sentence == says
