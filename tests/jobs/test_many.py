"""Many pitches as long work: reviewed from a zip, stopped and gone on with, and chosen ones kept as takes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from pitchcheck import bulk
from pitchcheck.bulk.packing import packed
from pitchcheck.jobs import BULK, KEEPING, Stopped, Task, many
from pitchcheck.pitch import InputError
from pitchcheck.review import FlagSettings
from pitchcheck.settings import Settings
from pitchcheck.store import Job, JobState, Missing, Queue, ReadBy, Store
from tests.bulk.test_bulk import DANA, SAM, here, words

HEAD = "Text,Customer,Who,On\n"
TABLE = HEAD + "".join(
    f"We cut the month close to {n} days.,{'Dana Reyes' if n % 2 else 'Sam Okafor'},Ann,2026-11-0{n % 9 + 1}\n"
    for n in range(40)
)
COLUMNS = {"pitch": "Text", "prospect": "Customer", "rep": "Who", "date": "On"}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "processes", lambda _: here)
    monkeypatch.setattr(many, "shipped", lambda thresholds: words())
    monkeypatch.setattr(many, "_things", lambda rows: [])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One person's own store, with Dana and Sam in it."""
    with Store.open(Settings(data_dir=tmp_path)) as opened:
        opened.profiles.save_all([DANA, SAM])
        yield opened


Ask = Callable[..., Task]


@pytest.fixture
def asked(store: Store, tmp_path: Path) -> Ask:
    """Work on these files, as a worker has it; with ``again`` that same work, taken up."""

    def ask(files: dict[str, bytes] | None = None, again: Job | None = None, **options: object) -> Task:
        ids = [one.id for one in store.profiles.all()]
        given = packed((name, io.BytesIO(content)) for name, content in (files or {}).items())
        what = {"columns": COLUMNS, "profiles": ids, **options}
        job = again or store.jobs.add(BULK, "pitches.csv", what, file=("given.zip", given))
        given.close()
        return Task(store.jobs.get(job.id), store, Settings(data_dir=tmp_path))

    return ask


def stopped(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> Task:
    """Work on the table, stopped at the first word it tells, as whatever is taken up after it would be."""
    task = asked({"t.csv": TABLE.encode()})
    monkeypatch.setattr(Task, "tell", lambda self, share, doing: self.stopping.set())
    with pytest.raises(Stopped):
        many.reviewed(task)
    return task


def rows_of(task: Task) -> pd.DataFrame:
    """What the work brought."""
    with task.store.jobs.file(task.job.id) as source:
        return pd.read_parquet(io.BytesIO(source.read()))


def sorted_rows(task: Task) -> list[str]:
    """The rows in their own order, as text."""
    return sorted(rows_of(task).to_json(orient="records", lines=True).splitlines())


def test_a_table_and_files_are_reviewed(asked: Ask) -> None:
    """The result is a file in the place of what was given; columns the table names come along, bad rows are told."""
    files = {"t.csv": TABLE.encode(), "Dana Reyes.txt": b"We cut the month close.", "x.txt": b"For whom?", "y.xyz": b""}
    task = asked(files)
    assert many.reviewed(task) == {"pitches": 41, "copies": 0, "bad": 2, "things": []}
    assert (task.share, task.doing) == (1.0, "43 of 43 pitches")
    rows = rows_of(task)
    review = rows[(rows["kind"] == "review") & (rows["row"] == 2)].iloc[0]
    assert (review["rep"], review["date"], review["prospect"]) == ("Ann", "2026-11-02", "Dana Reyes")
    assert set(rows[rows["kind"] == "bad"]["source"]) == {"x.txt", "y.xyz"}
    assert task.store.files.keys() == (f"jobs/{task.job.id}/brought.parquet",)


def test_stopped_and_gone_on_with_the_rows_are_the_same(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done is kept and seen; another worker, with another folder, does only what is missing."""
    whole = asked({"t.csv": TABLE.encode()})
    many.reviewed(whole)
    task = stopped(asked, monkeypatch)
    seen = many.table_of(task.store.jobs.kept(task.job.id))
    assert 0 < len(seen[seen["n"] == 0]) < 40
    told = []
    monkeypatch.setattr(Task, "tell", lambda self, share, doing: told.append(doing))
    taken_up = asked(again=task.job)
    many.reviewed(taken_up)
    assert told == ["40 of 40 pitches"]
    assert sorted_rows(taken_up) == sorted_rows(whole)


def test_gone_on_with_after_a_change_old_and_new_are_not_mixed(
    asked: Ask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prospect was changed while it was stopped: each pitch has one review, with what holds now, as seen."""
    task = stopped(asked, monkeypatch)
    dana = next(one for one in store.profiles.all() if one.value == DANA)
    store.profiles.save(DANA.model_copy(update={"statements": DANA.statements[:-1]}), dana)
    with pytest.raises(Stopped):
        many.reviewed(asked(again=task.job))
    seen = many.table_of(store.jobs.kept(task.job.id))
    assert 0 < len(seen[seen["kind"] == "review"]) < 40
    now = store.profiles.get(dana.id).value.model_dump_json()
    assert set(seen[seen["prospect"] == "Dana Reyes"]["profile"].dropna()) == {now}
    monkeypatch.setattr(Task, "tell", lambda self, share, doing: None)
    last = asked(again=task.job)
    assert many.reviewed(last) == {"pitches": 40, "copies": 0, "bad": 0, "things": []}
    fresh = asked({"t.csv": TABLE.encode()})
    many.reviewed(fresh)
    assert sorted_rows(last) == sorted_rows(fresh)


def test_work_that_broke_off_after_its_file_was_written(asked: Ask) -> None:
    """Its rows are summed up and nothing is read again."""
    task = asked({"t.csv": TABLE.encode()})
    first = many.reviewed(task)
    assert many.reviewed(asked(again=task.job)) == first


def test_for_one_prospect_every_pitch_is_theirs(asked: Ask, store: Store) -> None:
    """Whoever the table names."""
    task = asked({"t.csv": TABLE.encode()}, profiles=[store.profiles.all()[0].id])
    many.reviewed(task)
    assert rows_of(task)["prospect"].dropna().unique().tolist() == [store.profiles.all()[0].value.prospect]


def test_a_product_is_read_with_its_own_catalogue(asked: Ask, store: Store) -> None:
    """As the table names it, whatever the case; without a name, with the one that was chosen."""
    from pitchcheck.catalogue import Catalogue, Feature

    one, other = (
        store.catalogues.save(Catalogue(product=name, features=(Feature(name=f"{name} itself"),)))
        for name in ("Ledger", "Till")
    )
    table = "pitch,prospect,what\nWe cut the close.,Dana Reyes,TILL\nWe cut the month close.,Dana Reyes,\n"
    columns = {"pitch": "pitch", "prospect": "prospect", "product": "what"}
    task = asked({"t.csv": table.encode()}, columns=columns, catalogue=one.id, products=[one.id, other.id])
    many.reviewed(task)
    rows = rows_of(task)
    setup = many._setup(task, many.Asked.model_validate(task.job.asked))
    assert setup.catalogue_for("till") == other.value.model_dump_json()
    assert setup.catalogue_for("") == one.value.model_dump_json()
    assert rows[rows["kind"] == "review"]["product"].fillna("").tolist() == ["TILL", ""]


def test_too_many_are_refused(asked: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, before anything is read; what is no zip at all too."""
    monkeypatch.setattr(many, "MOST", 39)
    with pytest.raises(InputError, match="more than 39 pitches here"):
        many.reviewed(asked({"t.csv": TABLE.encode()}))


def test_chosen_reviews_become_takes_once(asked: Ask, store: Store) -> None:
    """With their prospect, who said them and when; shared where that was asked; taken up again, none twice."""
    task = asked({"t.csv": TABLE.encode()})
    many.reviewed(task)
    rows = rows_of(task)
    keys = rows[(rows["kind"] == "review") & rows["row"].isin([1, 2])]["key"].tolist()
    Queue(store.database).end(task.job.id, "", JobState.DONE)
    wanted = {"of": task.job.id, "keys": keys, "shared": True}
    keeping = Task(store.jobs.add(KEEPING, "Two", wanted), store, task.settings)
    result = many.kept(keeping)
    takes = store.takes.mine()
    assert {take.id for take in takes} == set(result["takes"])
    assert {(take.prospect, take.note) for take in takes} == {
        ("Sam Okafor", "Ann, 2026-11-01"), ("Dana Reyes", "Ann, 2026-11-02"),
    }  # fmt: skip
    assert all(take.shared_at and take.profile_id for take in takes)
    assert many.kept(Task(store.jobs.get(keeping.job.id), store, task.settings)) == result
    assert len(store.takes.mine()) == 2


def test_reviews_of_a_run_that_is_not_over_become_takes(
    asked: Ask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are done, as they are seen; it is still a zip that lies with the work."""
    task = stopped(asked, monkeypatch)
    monkeypatch.setattr(Task, "tell", lambda self, share, doing: None)
    seen = many.table_of(store.jobs.kept(task.job.id))
    keys = seen[seen["kind"] == "review"]["key"].tolist()[:2]
    keeping = Task(store.jobs.add(KEEPING, "Two", {"of": task.job.id, "keys": keys}), store, task.settings)
    result = many.kept(keeping)
    assert {take.id for take in store.takes.mine()} == set(result["takes"])
    assert len(store.takes.mine()) == 2


def test_a_prospect_deleted_for_good_takes_the_reviews_along(asked: Ask, store: Store) -> None:
    """Their words are in the file, so the file goes."""
    task = asked({"t.csv": TABLE.encode()})
    many.reviewed(task)
    store.privacy.erase_profile(store.profiles.all()[0].id)
    with pytest.raises(Missing):
        store.jobs.get(task.job.id)
    assert store.files.keys() == ()


def test_what_the_house_has_pitches_read_by(store: Store, tmp_path: Path) -> None:
    """Prospects from a database come with where that house lets decisions and flags fall; from a file, as shipped."""
    from pitchcheck.judge.deciding import Thresholds

    assert bulk.read_by_at(str(tmp_path / "dana.json")) == ReadBy()
    decided = {"judge": Thresholds(answers=0.7), "flags": FlagSettings(stack=2)}
    store.house.save(store.house.get().model_copy(update=decided))
    assert bulk.read_by_at(str(tmp_path / "pitchcheck.db")) == tuple(decided.values())
    assert bulk.shipped('{"answers": 0.7}').thresholds.answers == 0.7
