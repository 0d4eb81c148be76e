"""What an admin looks at."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from pitchcheck.judge import Verdict
from pitchcheck.judge.deciding import Thresholds
from pitchcheck.review import FlagSettings, Review
from pitchcheck.store import Missing, Retention, Role, Store
from pitchcheck.store.files import Files
from tests.builders import story
from tests.store.examples import review
from tests.store.world import TRANSCRIPT, enter


def test_how_much_is_stored(store: Store) -> None:
    """Rows, the database's bytes, the files' bytes by what they are of."""
    store.takes.save(review())
    store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(bytes(1000))))
    store.recordings.save(TRANSCRIPT, "Without sound")
    use = store.admin.use()
    assert (use.rows["reviews"], use.rows["review_claims"], use.rows["recordings"]) == (1, 3, 2)
    assert use.files == {"recordings": (1, 1000), "long work": (0, 0)}
    assert use.database_bytes > 100_000


def test_all_is_well(store: Store) -> None:
    """A new store is, in everything that is looked at, and looking leaves nothing behind."""
    assert [finding.about for finding in store.admin.health() if not finding.well] == []
    assert {"database", "tables", "file store", "house-keeping"} <= {finding.about for finding in store.admin.health()}
    assert store.files.keys() == ()


def not_well(store: Store) -> dict[str, str]:
    """What was found not to be well."""
    return {finding.about: finding.told for finding in store.admin.health() if not finding.well}


def test_a_file_store_that_is_away_is_found(store: Store, tmp_path: Path) -> None:
    """With the sentence a person would read, too."""
    (tmp_path / "file").write_text("x")
    away = replace(store, files=Files(str(tmp_path / "file" / "inside")))
    assert "file store" in not_well(away)["file store"]


def test_house_keeping_that_stopped_is_found(store: Store) -> None:
    """Since when."""
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE audit SET at = '2020-01-02 03:04:00'"))
    assert "2020-01-02 at 03:04" in not_well(store)["house-keeping"]


def test_a_full_disk_is_foreseen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is full."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1 << 20})())
    assert not_well(store) == {"disk": "0.0 GB are free."}


@pytest.mark.parametrize(
    "look",
    [
        lambda s: s.admin.use(),
        lambda s: s.admin.health(),
        lambda s: s.admin.due(Retention()),
        lambda s: s.admin.shift(Thresholds()),
        lambda s: s.admin.reflagged(FlagSettings()),
    ],
)
@pytest.mark.parametrize("role", [Role.REP, Role.COACH])
def test_nobody_else_looks(store: Store, role: Role, look: Callable[[Store], object]) -> None:
    """Not a rep, not a coach."""
    with pytest.raises(Missing, match="Only an admin"):
        look(enter(store, "x", "north", role))


def by_the_embedded_judge() -> Review:
    """The example as if the embedded judge had read it: two links of 0.9 hold, one claim is not sure."""
    one = review()
    return one.model_copy(update={"judge": one.judge.model_copy(update={"name": "embedded"})})


def test_what_other_thresholds_would_turn(store: Store) -> None:
    """Of everybody's reviews, in numbers; reviews of other judges are left out."""
    enter(store, "rep", "north").takes.save(by_the_embedded_judge())
    enter(store, "rep", "north").takes.save(review())
    admin = enter(store, "boss", "", Role.ADMIN).admin
    same = admin.shift(Thresholds())
    assert (same.reviews, same.claims, same.turned, same.asked, same.ask) == (1, 3, {}, 1, 1)
    strict = admin.shift(Thresholds(answers=0.95, ask_from=0.05, ask_to=0.95))
    assert strict.turned == {(Verdict.TIED, Verdict.UNASKED): 2}
    assert strict.ask == 3


def test_what_other_flag_settings_would_change(store: Store) -> None:
    """Of everybody's reviews, in numbers, against what is in force; a saved review keeps the flags it has."""
    rep, admin = enter(store, "rep", "north"), enter(store, "boss", "", Role.ADMIN)
    kept = rep.takes.save(story("push: We type every invoice twice.\n---\n[An app]. [An API]."))
    flags = rep.takes.review(kept.id).flags
    same = admin.admin.reflagged(FlagSettings())
    assert (same.reviews, same.flags, same.gone, same.new) == (1, len(flags), {}, {})
    silent = FlagSettings(off=frozenset(flag.code for flag in flags))
    less = admin.admin.reflagged(silent)
    assert flags
    assert (less.flags, less.gone, less.new) == (len(flags), Counter(flag.code for flag in flags), {})
    admin.house.save(admin.house.get().model_copy(update={"flags": silent}))
    back = admin.admin.reflagged(FlagSettings())
    assert (back.flags, back.gone, back.new) == (0, {}, less.gone)
    assert rep.takes.review(kept.id).flags == flags


def test_what_other_days_would_delete(store: Store) -> None:
    """Before they are the house's rules; asking deletes nothing."""
    store.takes.save(review())
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE reviews SET at = '2020-01-02 03:04:00'"))
    gone = {one.kind: one.told for one in store.admin.due(Retention(rehearsals=30))}
    assert (gone["rehearsals"], gone["lines of the audit log"]) == ("1 rehearsal", "0 lines of the audit log")
    assert "rehearsals" not in {one.kind for one in store.admin.due(Retention())}
    assert len(store.takes.mine()) == 1
