"""Many pitches: every one is reviewed once, whatever is killed and started again, and bad ones cost only themselves."""

from __future__ import annotations

import csv
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pitchcheck.bulk import (
    Columns,
    DataSet,
    Profiles,
    Progress,
    Setup,
    bad_rows_beside,
    pitch_of,
    processes,
    profiles_at,
    run,
    total,
)
from pitchcheck.bulk.pools import Workers
from pitchcheck.bulk.sources import Bad, found, heading, items
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.reviewing import check
from tests.bulk.judges import mortal, words

DANA = Profile(
    prospect="Dana Reyes",
    statements=(
        Statement(id="s1", force=Force.PUSH, text="The month close slips nine days every quarter"),
        Statement(id="s2", force=Force.PULL, text="I want to see the numbers before the board meets"),
        Statement(id="s3", force=Force.ANXIETY, text="A migration would break the reports in March"),
    ),
)
SAM = DANA.model_copy(update={"prospect": "Sam Okafor"})


class _Here(Executor):
    """Works in this process, at once."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def here() -> Iterator[Workers]:
    """A pool that is this very process."""
    yield Workers(_Here(), 1)


def people() -> Profiles:
    """Dana and Sam."""
    return Profiles([((), DANA), ((), SAM)])


def table(path: Path, count: int, prospect: str = "Dana Reyes") -> Path:
    """A CSV of that many pitches, all different."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["pitch", "prospect"])
        writer.writerows([f"We cut the month close to {n} days.\nWe have won prizes.", prospect] for n in range(count))
    return path


def reviewed(source: Path | list[str], out: Path, **options) -> Progress:
    """A run with the judge of words, in this process unless told otherwise."""
    sources = source if isinstance(source, list) else [str(source)]
    defaults = {"setup": Setup(judge=words), "pool": here}
    return run(sources, options.pop("profiles", people()), out, **{**defaults, **options})


def sorted_rows(out: Path) -> list[dict]:
    """All rows of a data set in their own order."""
    rows = pq.read_table(out).to_pylist()
    return sorted(rows, key=lambda row: (row["source"], row["row"], row["kind"], row["n"], row["key"]))


def test_a_row_a_review_and_a_row_a_claim(tmp_path: Path) -> None:
    """They say what check says, and the whole review can be opened again from its row."""
    reviewed(table(tmp_path / "t.csv", 3), tmp_path / "out")
    rows = sorted_rows(tmp_path / "out")
    reviews = [row for row in rows if row["kind"] == "review"]
    assert [row["row"] for row in reviews] == [1, 2, 3]
    review = check(*pitch_of(reviews[0]), judge=words())
    assert (reviews[0]["relevance"], reviews[0]["claims"]) == (review.figures.relevance, len(review.readings))
    assert reviews[0]["flags"] == [flag.code for flag in review.flags]
    claims = [row for row in rows if row["kind"] == "claim" and row["row"] == 1]
    assert [row["text"] for row in claims] == [reading.claim.text for reading in review.readings]
    assert claims[0]["answers"] == ["s1"]
    assert claims[0]["verdict"] == "tied"
    assert claims[0]["weight"] == review.figures.weights["c1"]


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    """A second run over the same finds all done; a row that was added is the only one read."""
    source = table(tmp_path / "t.csv", 5)
    assert reviewed(source, tmp_path / "out") == Progress(done=5)
    before = sorted_rows(tmp_path / "out")
    assert reviewed(source, tmp_path / "out") == Progress(before=5)
    assert sorted_rows(tmp_path / "out") == before
    assert reviewed(table(source, 6), tmp_path / "out") == Progress(done=1, before=5)


def test_the_same_words_elsewhere_are_a_copy(tmp_path: Path) -> None:
    """The same pitch for the same prospect is judged once, and each place it stands in has a row with its key."""
    reviewed([str(table(tmp_path / "a.csv", 2)), str(table(tmp_path / "b.csv", 2))], tmp_path / "out")
    rows = [row for row in sorted_rows(tmp_path / "out") if row["n"] == 0]
    assert [(row["source"], row["kind"]) for row in rows] == [
        ("a.csv", "review"), ("a.csv", "review"), ("b.csv", "copy"), ("b.csv", "copy"),
    ]  # fmt: skip
    assert {row["key"] for row in rows[:2]} == {row["key"] for row in rows[2:]}


def test_another_catalogue_or_prospect_is_another_review(tmp_path: Path) -> None:
    """What is read with something else is no copy of it."""
    source = table(tmp_path / "t.csv", 2)
    reviewed(source, tmp_path / "out")
    other = json.dumps({"product": "Ledger", "features": [{"name": "Fast close"}]})
    assert reviewed(source, tmp_path / "out", setup=Setup(other, judge=words)).done == 2
    assert reviewed(table(tmp_path / "t.csv", 2, "sam okafor"), tmp_path / "out").done == 2


def test_a_run_that_is_stopped_goes_on(tmp_path: Path) -> None:
    """Stopped half-way and started again, the rows are those of an unbroken run."""
    source = table(tmp_path / "t.csv", 100)
    heard: list[Progress] = []
    reviewed(source, tmp_path / "two", tell=heard.append, stopped=lambda: bool(heard))
    stopped_at = heard[-1].done
    assert 0 < stopped_at < 100
    assert reviewed(source, tmp_path / "two") == Progress(done=100 - stopped_at, before=stopped_at)
    reviewed(source, tmp_path / "one")
    assert sorted_rows(tmp_path / "two") == sorted_rows(tmp_path / "one")


def test_memory_does_not_grow_with_pitches(tmp_path: Path) -> None:
    """Of a pitch that is done nothing is held but its key: not its words nor its rows, ten blocks of memory."""
    blocks: list[int] = []

    def tell(progress: Progress) -> None:
        gc.collect()
        blocks.append(sys.getallocatedblocks())

    reviewed(table(tmp_path / "t.csv", 240), tmp_path / "out", tell=tell, size=8)
    settled = blocks[10:]
    assert len(blocks) == 30
    assert (settled[-1] - settled[0]) / (8 * len(settled)) < 5


def test_what_was_half_written_is_written_again(tmp_path: Path) -> None:
    """A part that a kill left unfinished is cleared away and done."""
    source = table(tmp_path / "t.csv", 3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-1.writing").write_bytes(b"PAR1 and no more")
    reviewed(source, tmp_path / "out")
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".parquet"]


def test_bad_rows_say_where_and_why(tmp_path: Path) -> None:
    """Empty pitches, unknown prospects, broken lines and readers that break: source, row, column and reason each."""
    lines = [
        {"pitch": "We cut the month close to two days.", "prospect": "Dana Reyes"},
        {"pitch": " ", "prospect": "Dana Reyes"},
        {"pitch": "We do that.", "prospect": "Nobody"},
        {"pitch": "BREAK this one.", "prospect": "Dana Reyes"},
    ]
    source = tmp_path / "t.jsonl"
    source.write_text("\n".join([*map(json.dumps, lines), "{broken"]), encoding="utf-8")
    reviewed(source, tmp_path / "out", setup=Setup(judge=mortal))
    with bad_rows_beside(tmp_path / "out").open(encoding="utf-8", newline="") as stream:
        bad = list(csv.DictReader(stream))
    assert [(row["source"], row["row"], row["column"]) for row in bad] == [
        ("t.jsonl", "2", "pitch"), ("t.jsonl", "3", "prospect"), ("t.jsonl", "4", ""), ("t.jsonl", "5", ""),
    ]  # fmt: skip
    assert "“Nobody”" in bad[1]["reason"]
    assert "a reader that breaks" in bad[2]["reason"]
    assert len([row for row in sorted_rows(tmp_path / "out") if row["kind"] == "review"]) == 1


def told_bad(out: Path) -> list[tuple[str, str]]:
    """Source and row of what the file of bad rows lists; none where there is no such file."""
    if not bad_rows_beside(out).exists():
        return []
    with bad_rows_beside(out).open(encoding="utf-8", newline="") as stream:
        return [(row["source"], row["row"]) for row in csv.DictReader(stream)]


def test_what_was_bad_and_was_put_right_is_bad_no_more(tmp_path: Path) -> None:
    """Not in the list and not in the data set, whichever row of its part it is; what is bad still stays."""
    good, empty = "We cut the month close to two days.", " "
    source = tmp_path / "t.csv"
    source.write_text(f"pitch,prospect\n{good},Sam Okafor\n{empty},Dana Reyes\nWe do that.,Sam Okafor\n")
    only_dana = Profiles([((), DANA), ((), DANA.model_copy(update={"prospect": "Lee"}))])
    reviewed(source, tmp_path / "out", profiles=only_dana)
    assert told_bad(tmp_path / "out") == [("t.csv", "1"), ("t.csv", "2"), ("t.csv", "3")]
    assert reviewed(source, tmp_path / "out") == Progress(done=2, before=1)
    assert told_bad(tmp_path / "out") == [("t.csv", "2")]
    source.write_text(source.read_text().replace(empty + ",", "We ask.,"))
    assert reviewed(source, tmp_path / "out") == Progress(done=1, before=2)
    assert told_bad(tmp_path / "out") == []
    assert {row["kind"] for row in sorted_rows(tmp_path / "out")} == {"review", "claim"}
    reviewed(source, tmp_path / "new")
    assert sorted_rows(tmp_path / "out") == sorted_rows(tmp_path / "new")


def test_what_a_run_did_not_come_to_is_as_bad_as_before(tmp_path: Path) -> None:
    """A run that is stopped at once says nothing of a row; and one of a file of the same name is not taken for it."""
    for name in "ab":
        (tmp_path / name).mkdir()
        table(tmp_path / name / "t.csv", 1, "Nobody")
    both = [str(tmp_path / name / "t.csv") for name in "ab"]
    reviewed(both, tmp_path / "out")
    table(tmp_path / "a" / "t.csv", 1)
    reviewed(both, tmp_path / "out", stopped=lambda: True)
    assert told_bad(tmp_path / "out")
    reviewed(both, tmp_path / "out")
    assert told_bad(tmp_path / "out") == [("b/t.csv", "1")]
    table(tmp_path / "b" / "t.csv", 1)
    reviewed(both, tmp_path / "out")
    assert told_bad(tmp_path / "out") == []


def test_what_was_done_is_known_when_a_file_of_its_name_is_read_beside_it(tmp_path: Path) -> None:
    """It is called otherwise then: nothing is done or told twice, and what is put right is bad no more."""
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_text("pitch,prospect\nWe cut the month close.,Dana Reyes\n ,Dana Reyes\n")
    both = [str(tmp_path / name / "t.csv") for name in "ab"]
    reviewed(both[:1], tmp_path / "out")
    assert told_bad(tmp_path / "out") == [("t.csv", "2")]
    assert reviewed(both, tmp_path / "out") == Progress(done=3, before=1)
    assert told_bad(tmp_path / "out") == [("a/t.csv", "2"), ("b/t.csv", "2")]
    assert [row["source"] for row in sorted_rows(tmp_path / "out") if row["kind"] == "copy"] == ["b/t.csv"]
    assert reviewed(both, tmp_path / "out") == Progress(done=0, before=4)


def test_a_row_that_became_bad_is_said_though_it_was_reviewed_once(tmp_path: Path) -> None:
    """The review of what it held before stays, as with every change."""
    source = table(tmp_path / "t.csv", 1)
    reviewed(source, tmp_path / "out")
    source.write_text("pitch,prospect\n ,Dana Reyes\n")
    reviewed(source, tmp_path / "out")
    assert told_bad(tmp_path / "out") == [("t.csv", "1")]


@pytest.mark.parametrize(
    ("first", "last"), [("£9 a day", "plain"), ("plain", "£9 a day"), ("plain", "it’s yours"), ("plain", "a café")]
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_spreadsheets_letters_are_read_wherever_the_first_of_them_stands(
    tmp_path: Path, encoding: str, first: str, last: str
) -> None:
    """A price in the last of many rows, too, and where the file ends with it."""
    rows = [first, *["We cut the month close, day by day, to two."] * 2000, last]
    source = tmp_path / "t.csv"
    source.write_text("prospect,pitch\n" + "\n".join(f'Dana,"{row}"' for row in rows[:-1]) + f"\nDana,{last}", encoding)
    assert [row["pitch"] for row in heading(str(source), len(rows)).rows] == rows


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;;"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
def test_excels_own_first_line_says_what_parts_the_cells(tmp_path: Path, first: str, encoding: str) -> None:
    """And is no header, and no row; a mistake is named by its line in the file."""
    source = tmp_path / "t.csv"
    source.write_text(f"{first}\npitch;prospect\nIt is fast, safe, cheap.;Dana\n", encoding)
    assert heading(str(source)).rows == ({"pitch": "It is fast, safe, cheap.", "prospect": "Dana"},)
    with source.open("a", encoding=encoding) as more:
        more.write('"It "is" fast."; Dana\n')
    with pytest.raises(InputError, match=r"t\.csv, line 4: "):
        heading(str(source))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_jsonl_in_utf16_is_read_line_by_line(tmp_path: Path, encoding: str) -> None:
    """As PowerShell writes it; bytes that are none are said."""
    source = tmp_path / "t.jsonl"
    row = {"pitch": "It’s £9 a day.", "prospect": "Zoë"}
    source.write_text(f"{json.dumps(row, ensure_ascii=False)}\n\n{{bad\n" * 1000, encoding)
    assert heading(str(source), 2).rows == (row,)
    assert total([str(source)]) == 2000
    source.write_bytes(source.read_bytes() + "half: \ud83d\n".encode(encoding, "surrogatepass")[-14:])
    with pytest.raises(InputError, match="not JSON in UTF-8"):
        total([str(source)])


def test_two_files_of_one_name_are_called_by_the_shortest_path_that_tells_them_apart(tmp_path: Path) -> None:
    """In the rows and in what could not be reviewed; whose a pitch is, its folder above the source does not say."""
    for folder in ("north/May", "south/May", "north/June"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "t.csv").write_text(f"pitch,prospect\nWe cut the close in {folder}.,Dana\n")
    (tmp_path / "north" / "May" / "sam.txt").write_text("We cut the month close.")
    named = [str(tmp_path / one) for one in ("north/May/t.csv", "south/May/t.csv", "north/June", "north/May/sam.txt")]
    each = list(found(named, Columns()))
    assert [one.source for one in each] == ["north/May/t.csv", "south/May/t.csv", "June/t.csv", "sam.txt"]
    assert each[-1].names == ("sam",)
    assert [one.source for one in found(named[:1] * 2, Columns())] == ["t.csv"] * 2


def test_an_empty_line_of_jsonl_is_passed_over(tmp_path: Path) -> None:
    """It is no bad row, and whatever comes after it is still found at its own line."""
    source = tmp_path / "t.jsonl"
    row = json.dumps({"pitch": "We cut the month close.", "prospect": "Dana Reyes"})
    source.write_text(f"\n{row}\n\n  \n{{bad\n\n")
    assert total([str(source)]) == 2
    assert len(heading(str(source)).rows) == 1
    reviewed(source, tmp_path / "out")
    assert told_bad(tmp_path / "out") == [("t.jsonl", "5")]
    assert [row["row"] for row in DataSet(tmp_path / "out").rows("review")] == [2]


def test_a_folder_of_files_meets_its_prospects_by_name(tmp_path: Path) -> None:
    """By the file's name, what precedes its first dot or two dashes, or its folder; of a call, the rep's words."""
    pitches = tmp_path / "pitches"
    (pitches / "Sam Okafor").mkdir(parents=True)
    (pitches / "dana reyes--first.txt").write_text("We cut the month close to two days.")
    (pitches / "Sam Okafor" / "demo.md").write_text("We cut the month close to three days.")
    (pitches / "dana reyes.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Dana>Our month close slips nine days.\n\n"
        "00:05.000 --> 00:09.000\n<v Kim>We cut the month close to four days.\n"
    )
    (pitches / "notes.xyz").write_text("?")
    reviewed(pitches, tmp_path / "out")
    rows = [row for row in sorted_rows(tmp_path / "out") if row["n"] == 0]
    assert [(row["source"], row["kind"], row["prospect"]) for row in rows] == [
        ("Sam Okafor/demo.md", "review", "Sam Okafor"), ("dana reyes--first.txt", "review", "Dana Reyes"),
        ("dana reyes.vtt", "review", "Dana Reyes"), ("notes.xyz", "bad", None),
    ]  # fmt: skip
    assert "four days" in rows[2]["pitch"]
    assert "slips" not in rows[2]["pitch"]


def test_profiles_come_from_files_folders_and_databases(tmp_path: Path) -> None:
    """By name whatever the case, and by the name of the file; a single prospect is everybody's."""
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "first.json").write_text(DANA.model_dump_json())
    (folder / "second.json").write_text(SAM.model_dump_json())
    assert profiles_at(str(folder)).called(["SAM OKAFOR"]) == profiles_at(str(folder)).likely(["second"])
    assert profiles_at(str(folder)).likely(["nobody"]) is None
    assert profiles_at(str(folder / "first.json")).likely([]) == DANA.model_dump_json()
    from pitchcheck.settings import Settings
    from pitchcheck.store import Store

    store = Store.open(Settings(data_dir=tmp_path))
    store.profiles.save(SAM)
    store.close()
    assert profiles_at(str(tmp_path / "pitchcheck.db")).called(["Sam Okafor"]) == SAM.model_dump_json()


def test_a_row_that_names_somebody_else_is_not_judged_for_the_only_prospect(tmp_path: Path) -> None:
    """It is theirs where a row names nobody, or a file is called anything; with no column for names, all are."""
    people = tmp_path / "dana.json"
    people.write_text(DANA.model_dump_json())
    profiles = profiles_at(str(people))
    pitch = "We cut the month close."
    (tmp_path / "t.csv").write_text(f"pitch,prospect\n{pitch},Dana Reyes\n{pitch},\n{pitch},Sam Okafor\n")
    (tmp_path / "anything.txt").write_text(pitch)
    with_names = [*items([str(tmp_path / "t.csv"), str(tmp_path / "anything.txt")], Columns(), profiles)]
    assert [one.reason if isinstance(one, Bad) else "" for one in with_names] == [
        "", "", "There is no prospect called “Sam Okafor” among the profiles.", "",
    ]  # fmt: skip
    without = [*items([str(tmp_path / "t.csv")], Columns(prospect=""), profiles)]
    assert [one.profile for one in without if not isinstance(one, Bad)] == [DANA.model_dump_json()] * 3


def test_two_prospects_of_one_name_are_told_apart_by_their_company(tmp_path: Path) -> None:
    """A pitch is never judged for whichever of them came first; the same profile twice is one."""
    people = tmp_path / "people"
    people.mkdir()
    for name, company in (("one", "Larkfield"), ("again", "Larkfield"), ("other", "Crumb & Sons")):
        (people / f"{name}.json").write_text(DANA.model_copy(update={"company": company}).model_dump_json())
    rows = [f'We cut the month close.,"{name}"' for name in ("Dana Reyes", "dana reyes, crumb & sons", "other")]
    (tmp_path / "t.csv").write_text("\n".join(["pitch,prospect", *rows]) + "\n")
    first, *others = items([str(tmp_path / "t.csv")], Columns(), profiles_at(str(people)))
    assert isinstance(first, Bad)
    assert first.reason.startswith("2 prospects are called “Dana Reyes”: say which, as “name, company”")
    assert ["Crumb & Sons" in one.profile for one in others if not isinstance(one, Bad)] == [True, True]


def test_parquet_and_other_column_names(tmp_path: Path) -> None:
    """A Parquet table with columns of its own is read; a column that is missing is named with those there."""
    import pyarrow as pa

    said = pa.table({"words": ["We cut the month close to two days."], "who": ["Dana Reyes"]})
    pq.write_table(said, tmp_path / "t.parquet")
    columns = Columns("words", "who")
    assert reviewed(tmp_path / "t.parquet", tmp_path / "out", columns=columns).done == 1
    assert total([str(tmp_path / "t.parquet")], columns) == 1
    with pytest.raises(InputError, match="“pitch”; it has words, who"):
        reviewed(tmp_path / "t.parquet", tmp_path / "out")


def test_a_column_that_is_there_twice_is_not_guessed(tmp_path: Path) -> None:
    """The second of two would be read in place of the first; one that nothing is read from may stand twice."""
    (tmp_path / "t.csv").write_text("note,pitch,prospect,pitch,note\n,We cut the month close.,Dana Reyes,,\n")
    with pytest.raises(InputError, match="has more than one column “pitch”"):
        total([str(tmp_path / "t.csv")])
    (tmp_path / "t.csv").write_text("note,pitch,prospect,note\n,We cut the month close.,Dana Reyes,\n")
    assert total([str(tmp_path / "t.csv")]) == 1


def test_counting_opens_tables_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row of a table, bad ones too, every file that is a pitch or cannot be one; no such file is read."""
    source = tmp_path / "in"
    source.mkdir()
    with table(source / "t.csv", 2).open("a") as stream:
        stream.write(",Dana Reyes\n")
    (source / "lines.jsonl").write_text('{"pitch": "We cut the month close."}\nno JSON\n')
    for name in ("a.txt", "b.vtt", "c.xyz"):
        (source / name).write_text("We cut the month close.")
    monkeypatch.setattr("pitchcheck.bulk.sources._bytes", lambda *_: pytest.fail("a pitch was opened"))
    assert total([str(source)]) == 3 + 2 + 3
    with pytest.raises(InputError, match="no file or folder"):
        total([str(tmp_path / "none")])


def test_letters_that_are_none_are_said(tmp_path: Path) -> None:
    """A table as spreadsheets in Japan save it: in one sentence, wherever the first such letter stands."""
    for place, content in enumerate(
        (b"\x81\x8d,prospect\nx,y\n", b"pitch,prospect\n" + b"x,y\n" * 9 + b"\x81\x8d,y\n")
    ):
        source = tmp_path / f"{place}.csv"
        source.write_bytes(content)
        said = rf"{place}.csv.*: this is not CSV in UTF-8"
        with pytest.raises(InputError, match=said):
            total([str(source)])
        with pytest.raises(InputError, match=said):
            heading(str(source), 30)


def test_counting_ends_where_it_is_told_to(tmp_path: Path) -> None:
    """Over all sources."""
    for name in "ab":
        table(tmp_path / f"{name}.csv", 5)
    assert [total([str(tmp_path)], most=most) for most in (3, 7, 10, 99, None)] == [3, 7, 10, 10, 10]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """In one sentence, as a file in the way of the data set is."""
    with pytest.raises(InputError, match="no file or folder"):
        reviewed(tmp_path / "none", tmp_path / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        DataSet(tmp_path / "file")


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file may be called by any bytes, and JSON can spell half of a surrogate pair: what is kept can be written."""
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.fsdecode(bytes(folder) + b"/map\xff.txt"), "wb") as file:
        file.write(b"We cut the month close.")
    row = {"pitch": "We cut the close.", "prospect": "Dana Reyes", "rep": "Ann \ud800"}
    (folder / "t.jsonl").write_text("\n".join(json.dumps(one) for one in (row, {**row, "prospect": "\udfff"})))
    progress = run([str(folder)], Profiles([((), DANA)]), tmp_path / "out", setup=Setup(judge=words), pool=here,
                   columns=Columns(rep="rep"))  # fmt: skip
    assert progress.done == 3
    kept = list(DataSet(tmp_path / "out").rows("review"))
    assert sorted((one["source"], one["rep"]) for one in kept) == [("map\ufffd.txt", None), ("t.jsonl", "Ann \ufffd")]
    assert bad_rows_beside(tmp_path / "out").read_text("utf-8").count("called “\ufffd”") == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["[]", "{bad"], "line 2 is not valid JSON"),
        ([DANA.model_dump_json(), "", '[{"x": 1}]'], "line 3, row 1, column 'x'"),
        ([DANA.model_dump_json(), '{"x": 1}'], "line 2, x: 'x' is not a name I know here"),
    ],
)
def test_a_bad_line_of_prospects_is_named(tmp_path: Path, lines: list[str], told: str) -> None:
    """Which line it is; an empty one is passed over, and a list in one holds several."""
    (tmp_path / "all.jsonl").write_text("\n".join(lines))
    with pytest.raises(InputError, match=told):
        profiles_at(str(tmp_path / "all.jsonl"))


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """A misspelt name leaves nothing behind."""
    with pytest.raises(InputError, match="There is no file"):
        profiles_at(str(tmp_path / "typo" / "pitchcheck.db"))
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize("source", ["", " ", "http://127.0.0.1:9/x.txt"])
def test_a_source_that_cannot_be_reached(source: str) -> None:
    """Whatever the file system has for errors; and an empty name is not the folder one is in."""
    with pytest.raises(InputError, match=r"A name is empty|cannot be reached"):
        total([source])


def test_a_table_that_breaks_off(tmp_path: Path) -> None:
    """A quote that is never closed would take all other rows into one cell; a Parquet file may be spoiled within."""
    (tmp_path / "t.csv").write_text('pitch,prospect\n"We cut it,Dana Reyes\n' + "We ask,Dana Reyes\n" * 5)
    with pytest.raises(InputError, match=r"t\.csv, line \d+: this is not CSV in UTF-8 \(unexpected end of data\)"):
        total([str(tmp_path / "t.csv")])
    source = tmp_path / "t.parquet"
    pq.write_table(pa.table({"pitch": [f"We cut it {n} times" for n in range(1000)]}), source)
    spoiled = bytearray(source.read_bytes())
    spoiled[4:400] = bytes(396)
    source.write_bytes(spoiled)
    with pytest.raises(InputError, match=r"t\.parquet is damaged"):
        total([str(source)], Columns(prospect=""))


def test_a_place_that_is_none_for_a_data_set(tmp_path: Path) -> None:
    """Said before anything is read; in a folder of somebody's own nothing of theirs is cleared away."""
    (tmp_path / "file").write_text("x")
    for place, told in ((tmp_path / "file" / "out", "cannot be made"), (Path("/"), "is no place for a data set")):
        with pytest.raises(InputError, match=told):
            DataSet(place)
    (tmp_path / "novel.writing").write_text("mine")
    (tmp_path / "part-0.parquet").write_text("x")
    with pytest.raises(InputError, match="damaged or not a part of a bulk run"):
        DataSet(tmp_path).done()
    assert (tmp_path / "novel.writing").exists()


def test_a_pitch_that_kills_its_reader_costs_itself_only(tmp_path: Path) -> None:
    """In a pool of processes: the killer is named, an innocent that was under way with it is reviewed."""
    source = table(tmp_path / "t.csv", 3)
    with source.open("a", encoding="utf-8") as stream:
        stream.write(f"KILL,Dana Reyes\nOnce we did ONCE {tmp_path / 'mark'},Dana Reyes\n")
    reviewed(source, tmp_path / "out", setup=Setup(judge=mortal), pool=processes(1))
    rows = [row for row in sorted_rows(tmp_path / "out") if row["n"] == 0]
    assert [row["kind"] for row in rows] == ["review", "review", "review", "bad", "review"]
    assert rows[3]["reason"] == "It broke the process that read it, 2 times."


KILLED = """
import sys
from pathlib import Path
from tests.bulk.test_bulk import Setup, people, processes, reviewed, words
if __name__ == "__main__":
    reviewed(Path(sys.argv[1]), Path(sys.argv[2]), pool=processes(1), tell=lambda p: print(p.done, flush=True))
"""


def test_killed_at_any_moment_the_rows_are_the_same(tmp_path: Path) -> None:
    """The program itself is killed after its first part; started again, the rows equal an unbroken run's."""
    source = table(tmp_path / "t.csv", 120)
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    call = [sys.executable, str(script), str(source), str(tmp_path / "two")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout.readline().strip() == b"32"
        child.send_signal(signal.SIGKILL)
    again = reviewed(source, tmp_path / "two")
    assert again.before >= 32
    assert again.done + again.before == 120
    reviewed(source, tmp_path / "one")
    assert sorted_rows(tmp_path / "two") == sorted_rows(tmp_path / "one")
