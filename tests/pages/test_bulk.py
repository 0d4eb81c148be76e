"""Bulk: files in, columns mapped, work begun, and its reviews read, opened and kept; no worker process runs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages import _state as state
from pages._reviews import laid_out, of_pitches, sentence
from pitchcheck.bulk.packing import packed
from pitchcheck.jobs import BULK, KEEPING, Task, many
from pitchcheck.settings import load
from pitchcheck.store import Job, JobState, Queue
from tests.bulk.test_bulk import DANA, SAM, here, words

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "bulk.py")
TABLE = "Script,Customer,Seller\n" + "".join(
    f"We cut the month close to {n} days. We have won many prizes.,{who},{rep}\n"
    for n, (who, rep) in enumerate([("Dana Reyes", "Ann"), ("Sam Okafor", "Bo"), ("Dana Reyes", "Bo"), ("Nobody", "")])
)
Open = Callable[[], AppTest]


@pytest.fixture(autouse=True)
def _here_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "processes", lambda _: here)
    monkeypatch.setattr(many, "shipped", lambda thresholds: words())
    monkeypatch.setattr(many, "_things", lambda rows: [
        {"name": "We have won many prizes", "pitches": 3, "prospects": 2, "tied_prospects": 0, "worse": 0},
        {"name": "We cut the close", "pitches": 2, "prospects": 2, "tied_prospects": 1, "worse": 0},
    ])  # fmt: skip


@pytest.fixture
def opened(app: Open) -> Open:
    """Opens Bulk in a new session over one store."""

    def visit() -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    return visit


def given(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """These files laid into the upload."""
    page.file_uploader(key="bulk.files").set_value([(name, content, "") for name, content in files])
    return page.run()


def people() -> None:
    """Dana and Sam."""
    state.store().profiles.save_all([DANA, SAM])


def only(kind: str = BULK) -> Job:
    """The one piece of work of that kind."""
    (job,) = state.store().jobs.all(kind)
    return job


def work(kind: str = BULK) -> Job:
    """Do what waits, as a worker does."""
    job = only(kind)
    queue = Queue(state.store().database)
    queue.take("w", 1)
    done = (many.reviewed if kind == BULK else many.kept)(Task(job, state.store(), load()))
    queue.end(job.id, "w", JobState.DONE, result=done)
    return only(kind)


def text(page: AppTest) -> str:
    """Everything that is told in words."""
    told = " ".join(one.value for one in [*page.markdown, *page.error, *page.info, *page.caption, *page.subheader])
    return told.replace("\\", "").replace("\u2236", ":")


def reviewed(opened: Open) -> AppTest:
    """The page with a finished run."""
    opened()
    people()
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    page.button(key="bulk.begin").click().run()
    work()
    return opened()


def test_without_prospects_it_says_where_to_add_them(opened: Open) -> None:
    """A pitch is reviewed for somebody."""
    assert "there are no prospects here yet" in text(given(opened(), ("a.csv", TABLE.encode())))


def test_columns_are_guessed_and_what_would_come_of_it_is_said(opened: Open) -> None:
    """How many are read, how many not and why; then one click begins it."""
    opened()
    people()
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    columns = {name: page.selectbox(key=f"bulk.column {name}").value for name in ("pitch", "prospect", "rep", "date")}
    assert columns == {"pitch": "Script", "prospect": "Customer", "rep": "Seller", "date": ""}
    assert "**3 pitches** can be reviewed" in text(page)
    assert "1 × There is no prospect called “Nobody” among the profiles" in text(page)
    page.button(key="bulk.begin").click().run()
    assert not page.exception
    assert (only().title, only().asked["columns"]["rep"]) == ("pitches.csv", "Seller")  # type: ignore[index,call-overload]
    assert "waiting for its turn" in page.get("progress")[0].proto.text


def test_a_table_that_names_nobody_asks_for_whom(opened: Open) -> None:
    """It says what to do, and not that nobody is called “this row”."""
    opened()
    people()
    page = given(opened(), ("pitches.csv", b"Script\nEvery van is on one live map.\n"))
    assert "1 × Nothing says which prospect it is for: name their column, or one prospect for all." in text(page)


def test_with_one_prospect_stored_a_row_that_names_somebody_else_is_left_out(opened: Open) -> None:
    """Theirs is only what names them; for all of it, they are picked."""
    opened()
    state.store().profiles.save(DANA)
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    assert "× There is no prospect called “Nobody” among the profiles" in text(page)
    page.selectbox(key="bulk.whom").set_value(state.saved_profiles()[0].id).run()
    assert "**4 pitches** can be reviewed" in text(page)


def test_for_one_prospect_nobody_is_left_out(opened: Open) -> None:
    """Whoever the table names."""
    opened()
    people()
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    page.selectbox(key="bulk.whom").set_value(state.saved_profiles()[0].id).run()
    assert "**4 pitches** can be reviewed" in text(page)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.zip", b"PK no zip")], "damaged or is none"),
        ([("a.zip", b"PK"), ("b.txt", b"hello")], "one zip, or files"),
        ([("a.csv", b"")], "no rows in this table"),
        ([("a.csv", b"\x81\x8d,prospect\nx,y\n")], "this is not CSV in UTF-8"),
        ([("a.parquet", b"no parquet")], "not a Parquet file"),
        ([("a.csv", b"pitch,prospect\n,Dana Reyes\n")], "No pitch can be reviewed"),
        ([("a.csv", "pitch;prospect\nWir kürzen;Dana Reyes\n".encode("cp1252"))], "**1 pitch** can be reviewed"),
        ([("a.csv", "pitch\tprospect\nWe cut\tDana Reyes\n".encode("utf-16"))], "**1 pitch** can be reviewed"),
        ([("a.jsonl", b'[]\n{"pitch": 1}\n')], "No pitch can be reviewed"),
        ([("<b>.csv", b"<script>,prospect\n<b>hi</b>,<img src=x onerror=alert(1)>\n")], "No pitch can be reviewed"),
        ([("Dana Reyes.txt", b"We cut the close."), ("else.txt", b"x")], "**1 pitch** can be reviewed"),
    ],
)
def test_what_people_upload(opened: Open, files: list[tuple[str, bytes]], said: str) -> None:
    """Damaged, empty, in any spreadsheet's letters, hostile: a sentence and never a traceback."""
    opened()
    people()
    page = given(opened(), *files)
    assert not page.exception
    assert said in text(page)
    assert "<b>" not in " ".join(one.value for one in [*page.markdown, *page.error]).replace("\\<b", "")


def test_the_whole_then_what_nobody_asks_for_then_each(opened: Open) -> None:
    """In that order; bad rows last, with why."""
    page = reviewed(opened)
    told = text(page)
    assert "3 pitches with a median relevance" in told
    assert "asked for by nobody" in told
    assert "We have won many prizes" in told
    by, each, bad = (_with(page, column) for column in ("Pitches", "Between", "Why"))
    assert set(by["Rep"]) == {"Ann", "Bo"}
    assert "There is no prospect called" in bad["Why"][0]
    assert sorted(each["Prospect"]) == ["Dana Reyes", "Dana Reyes", "Sam Okafor"]
    assert list(each["Relevance"]) == sorted(each["Relevance"])


def _with(page: AppTest, column: str) -> pd.DataFrame:
    return next(one.value for one in page.dataframe if column in one.value.columns)


def test_it_is_seen_as_far_as_it_is(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that was stopped shows what is done, and goes on with a click."""
    opened()
    people()
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    page.button(key="bulk.begin").click().run()
    job, queue = only(), Queue(state.store().database)
    queue.take("w", 1)
    many.reviewed(Task(job, state.store(), load()))
    with state.store().jobs.file(job.id) as source:
        parquet = source.read()
    import base64

    queue.keep(job.id, 0, f"mark part-1.parquet {base64.b85encode(parquet).decode()}")
    queue.beat(job.id, "w", 0.5, "2 of 4 pitches", 60)
    queue.end(job.id, "w", JobState.STOPPED)
    page = opened()
    assert "So far: 3 pitches. Press “Go on”" in text(page)
    assert "Look again" not in [one.label for one in page.button]
    page.button(key=f"resume {job.id}").click().run()
    assert only().state is JobState.WAITING


def test_picked_pitches_are_kept(opened: Open) -> None:
    """As work of its own; they are takes of one's own, shared where that was switched on."""
    page = reviewed(opened)
    job = only()
    rows = state.store().jobs
    wanted = of_pitches(_frame(job))["key"].tolist()[:2]
    from pages._reviews import _keep

    _keep(job, tuple(wanted), True)
    work(KEEPING)
    assert len(state.store().takes.mine()) == 2
    page.session_state["bulk.busy"] = {only(KEEPING).id}
    assert [one.value for one in page.run().success] == ["2 pitches added to yours."]
    assert not page.run().success
    assert rows.get(job.id).state is JobState.DONE


def _frame(job: Job) -> pd.DataFrame:
    with state.store().jobs.file(job.id) as source:
        return pd.read_parquet(io.BytesIO(source.read()))


def test_the_run_just_begun_is_the_one_that_is_shown(opened: Open) -> None:
    """However many there were before; another is shown where one picks it. One that was stopped at once says so."""
    opened()
    people()
    page = opened()
    for n in range(3):
        if n:
            page.button(key="bulk.more").click().run()
        page = given(page, (f"{n}.csv", TABLE.encode()))
        page.button(key="bulk.begin").click().run()
        assert not page.exception
    newest, *others = state.store().jobs.all(BULK)
    assert (newest.title, page.selectbox(key="bulk.which").value) == ("2.csv", newest.id)
    state.store().jobs.stop(newest.id)
    assert "Nothing was reviewed before it ended" in text(page.run())
    page.selectbox(key="bulk.which").set_value(others[-1].id).run()
    assert (page.selectbox(key="bulk.which").value, page.session_state["bulk.opened"]) == (others[-1].id,) * 2
    assert "The first reviews appear here in a moment" in text(page)


def test_what_was_refused_is_not_unpacked_again(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every look; the same is said."""
    from pages import _given
    from pitchcheck.pitch import InputError

    opened()
    people()
    tries = []

    def refuse(source: object, folder: object) -> int:
        tries.append(source)
        raise InputError("Too much.")

    monkeypatch.setattr(_given, "unpacked", refuse)
    page = given(opened(), ("a.zip", b"PK"))
    assert "Too much" in page.run().error[0].value
    assert len(tries) == 1


def test_too_many_are_said_before_they_are_all_counted(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no work is begun on them."""
    from pages import _given

    opened()
    people()
    for module in (many, _given):
        monkeypatch.setattr(module, "MOST", 2)
    page = given(opened(), ("pitches.csv", TABLE.encode()))
    assert "more than 2 pitches here" in text(page)
    assert "bulk.begin" not in [one.key for one in page.button]


def test_it_is_thrown_away(opened: Open) -> None:
    """With its file."""
    page = reviewed(opened)
    page.button(key="bulk.forget").click().run()
    assert state.store().jobs.all() == ()
    assert state.store().files.keys() == ()


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        ([1], "It makes something worse."),
        ([0], "It makes nothing worse."),
        ([2, 0], "1 of them makes something worse."),
        ([1, 1], "2 of them make something worse."),
    ],
)
def test_what_is_nearly_all_is_not_all(worse: list[int], told: str) -> None:
    """99.6% is no 100%, and one pitch makes something worse where two make it."""
    found = pd.DataFrame({"relevance": 40.0, "worse": worse, "unasked_share": 0.996})
    assert sentence(found)[1] == f"On average 99% of what they say was not asked for. {told}"


def test_the_same_pitch_twice_is_two_rows(opened: Open) -> None:
    """Reviewed once; each place it stands in has its own rep. A pitch without a figure comes last and is told."""
    opened()
    thin = DANA.model_copy(update={"prospect": "Thin", "statements": DANA.statements[:1]})
    state.store().profiles.save_all([DANA, thin])
    lines = [("Dana Reyes", "Ann"), ("Dana Reyes", "Bo"), ("Thin", "Cy")]
    said = [{"pitch": "We cut the month close by nine days.", "prospect": who, "rep": rep} for who, rep in lines]
    ids = [one.id for one in state.saved_profiles()]
    asked = {"columns": {"rep": "rep"}, "profiles": ids}
    content = "\n".join(map(json.dumps, said)).encode()
    with packed([("a.jsonl", io.BytesIO(content))]) as source:
        state.store().jobs.add(BULK, "a", asked, file=("given.zip", source))
    found = of_pitches(_frame(work()))
    assert list(found["rep"]) == ["Ann", "Bo", "Cy"]
    assert found["relevance"].isna().tolist() == [False, False, True]
    first, rest = sentence(found)
    assert first.startswith("2 pitches with a median relevance of ")
    assert "1 pitch has no figure" in rest
    assert sentence(found[found["relevance"].isna()]) == (rest[rest.index("1 pitch") :], "")
    assert laid_out(found)["Where"][1] == "a.jsonl, row 2"
