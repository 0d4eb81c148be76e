"""Many pitches that were uploaded together: reviewed into one Parquet file, and chosen ones kept as takes."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count as numbers
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from pitchcheck.bulk import Columns, DataSet, Profiles, Progress, Setup, pitch_of, processes, run, shipped, total
from pitchcheck.bulk.packing import unpacked
from pitchcheck.jobs.task import Stopped, Task
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.profile import Profile
from pitchcheck.store import Job, Missing, Saved, Store

if TYPE_CHECKING:
    import pandas as pd

MOST = 20_000
"""Pitches of one upload; the command takes any number."""
SIZE = 16
"""Pitches of a part: how far it is is told, and what is done kept, every few seconds."""
FILE = "reviews.parquet"
SHOWN = 40
"""Things put forward that the page lists."""


class Asked(Frozen):
    """What somebody wants of the pitches in a zip.

    ``columns`` are those of tables, by their names in ``bulk.Columns``. ``profiles`` are the ids of the prospects who
    may be meant: where there is one, every pitch is for them. ``catalogue`` is the id of that which pitches are read
    with, ``products`` those of the catalogues that a table may name. ``reps`` sell, in transcripts.
    """

    columns: Mapping[str, str] = {}
    profiles: tuple[str, ...]
    catalogue: str | None = None
    products: tuple[str, ...] = ()
    reps: tuple[str, ...] = ()


class Wanted(Frozen):
    """Which reviews of finished work are to be kept as takes: their keys, and whether the team's coaches see them."""

    of: str
    keys: tuple[str, ...]
    shared: bool = False


def reviewed(task: Task) -> JsonValue:
    """How many there are of what, and what was put forward most, with how many asked for it. The rows are a file."""
    asked = Asked.model_validate(task.job.asked)
    if not _is_brought(task.job):
        with TemporaryDirectory() as folder:
            _review(task, asked, Path(folder))
    with read(task.store.jobs.file(task.job.id)) as found:
        return _summed_up(found)


def _is_brought(job: Job) -> bool:
    """Whether its file is that of the rows, and not what was given with it any more."""
    return job.file is not None and job.file.key.endswith(".parquet")


def must_be_few(count: int) -> None:
    """Raises InputError where these are more pitches than are reviewed at once."""
    if count > MOST:
        raise InputError(f"There are more than {MOST:,} pitches here, the most that are reviewed at once. Split them.")


def _review(task: Task, asked: Asked, folder: Path) -> None:
    given, out = folder / "given", folder / "out"
    with task.file() as source:
        unpacked(source, given)
    columns = Columns(**asked.columns)
    count = total([str(given)], columns, most=MOST + 1)
    must_be_few(count)
    people = {id_: task.store.profiles.get(id_) for id_ in asked.profiles}
    setup = _setup(task, asked)
    pieces = _Pieces(task, out, _mark(setup, people.values()))

    def tell(progress: Progress) -> None:
        pieces.keep()
        done = progress.done + progress.before
        with suppress(Stopped):  # what was begun is finished, and then it stops
            task.tell(min(done / count, 1.0), f"{done:,} of {count:,} pitches")

    profiles = Profiles(((id_,), one.value) for id_, one in people.items())
    run(
        [str(given)], profiles, out, setup=setup, pool=processes(max(1, (os.cpu_count() or 2) - 1)),
        columns=columns, size=SIZE, tell=tell, stopped=task.stopping.is_set,
    )  # fmt: skip
    if task.stopping.is_set():
        raise Stopped
    DataSet(out).gather(folder / FILE)
    with (folder / FILE).open("rb") as brought:
        task.store.jobs.bring(task.job.id, FILE, brought)


def _setup(task: Task, asked: Asked) -> Setup:
    ids = {*asked.products, *filter(None, [asked.catalogue])}
    catalogues = {id_: task.store.catalogues.get(id_).value for id_ in ids}
    chosen = asked.catalogue and catalogues[asked.catalogue].model_dump_json()
    read_by = task.store.house.read_by()
    return Setup(
        catalogue=chosen or None,
        reps=asked.reps,
        judge=partial(shipped, read_by.thresholds.model_dump_json()),
        products=tuple((catalogues[id_].product, catalogues[id_].model_dump_json()) for id_ in asked.products),
        flags=read_by.flags,
    )


class _Pieces:
    """The parts of a data set, kept with the work as they are written, so that another server may go on from them.

    Each bears the ``mark`` of what it was made with; what was made with other prospects, catalogues or weights is not
    mixed with what is made now. The first has the mark that is in force.
    """

    def __init__(self, task: Task, out: Path, mark: str) -> None:
        self._task, self._out, self._mark = task, out, mark
        out.mkdir(parents=True, exist_ok=True)
        good = _of(mark, task.kept())
        for name, part in good.values():
            (out / name).write_bytes(part)
        self._free = (n for n in numbers() if n not in good)
        self._kept = {path.name for path in DataSet(out).parts()}

    def keep(self) -> None:
        """Keep the parts that are new."""
        for path in DataSet(self._out).parts():
            if path.name not in self._kept:
                part = base64.b85encode(path.read_bytes()).decode()
                self._task.keep(next(self._free), f"{self._mark} {path.name} {part}")
                self._kept.add(path.name)


def _of(mark: str, pieces: Mapping[int, str]) -> dict[int, tuple[str, bytes]]:
    """The name and the content of each piece that bears that mark."""
    found = {n: content.split(" ") for n, content in pieces.items() if content.startswith(f"{mark} ")}
    return {n: (words[1], base64.b85decode(words[2])) for n, words in found.items() if len(words) == 3}


def _mark(setup: Setup, people: Iterable[Saved[Profile]]) -> str:
    """Names what a run is made with: the same prospects, catalogues and weights give the same."""
    said = (setup.digest(), *(one.value.model_dump_json() for one in people))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


@contextmanager
def read(source: Any) -> Iterator[pd.DataFrame]:
    """The rows of a file of reviews, or of pieces kept so far."""
    import pandas as pd

    with source as stream:
        yield pd.read_parquet(stream)


def table_of(pieces: Mapping[int, str]) -> pd.DataFrame:
    """The rows that are done of work under way, from the pieces that are kept: those of the mark in force."""
    import io

    import pandas as pd

    from pitchcheck.bulk.dataset import schema

    parts = [part for _, part in _of(pieces.get(0, "").partition(" ")[0], pieces).values()]
    none: pd.DataFrame = schema().empty_table().to_pandas()
    return pd.concat([none, *(pd.read_parquet(io.BytesIO(part)) for part in parts)], ignore_index=True)


def with_none(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with None where nothing is known, which pandas has as "not a number", texts too."""
    return rows.astype(object).where(rows.notna(), None)


def _summed_up(rows: pd.DataFrame) -> JsonValue:
    kinds = rows[rows["n"] == 0]["kind"].value_counts()
    return {"pitches": int(kinds.get("review", 0)), "copies": int(kinds.get("copy", 0)),
            "bad": int(kinds.get("bad", 0)), "things": _things(rows)}  # fmt: skip


def _things(rows: pd.DataFrame) -> list[JsonValue]:
    """What was put forward, grouped by meaning, the most said first: in how many pitches, to how many prospects, and
    how many of those asked for it.
    """
    from pitchcheck import grouping

    claims = rows[rows["kind"] == "claim"].rename(columns={"key": "review_id"})[["review_id", "text", "verdict"]]
    if claims.empty:
        return []
    pitches = rows[rows["kind"] == "review"].set_index("key")[["prospect", "company"]]
    found = grouping.things(grouping.grouped(claims), pitches).head(SHOWN)
    columns = ["name", "pitches", "prospects", "tied_prospects", "worse"]
    return [{str(name): value for name, value in row.items()} for row in found[columns].to_dict("records")]


def kept(task: Task) -> JsonValue:
    """The ids of the takes that became of chosen reviews; work that is taken up again keeps none twice."""
    wanted = Wanted.model_validate(task.job.asked)
    with _so_far(task.store, wanted.of) as rows:
        chosen = with_none(rows[(rows["kind"] == "review") & rows["key"].isin(wanted.keys)])
    done = {content.split()[0]: content.split()[1] for content in task.kept().values()}
    asked = Asked.model_validate(task.store.jobs.get(wanted.of).asked)
    keeper = _Keeper(task, asked, shared=wanted.shared)
    for n, (_, row) in enumerate(chosen.iterrows()):
        if row["key"] not in done:
            done[row["key"]] = keeper.keep(row)
            task.keep(len(done), f"{row['key']} {done[row['key']]}")
        task.tell((n + 1) / len(chosen), f"{n + 1:,} of {len(chosen):,} kept")
    return {"takes": list(done.values())}


@contextmanager
def _so_far(store: Store, job_id: str) -> Iterator[pd.DataFrame]:
    """The rows of a run: all of them, or of one that is not over those that are done."""
    pieces = store.jobs.kept(job_id)  # looked at first: they go when it is over, and then the file is there
    if _is_brought(store.jobs.get(job_id)):
        with read(store.jobs.file(job_id)) as rows:
            yield rows
    else:
        yield table_of(pieces)


class _Keeper:
    """Reviews again what was reviewed, and keeps each as the first take of a pitch of one's own."""

    def __init__(self, task: Task, asked: Asked, *, shared: bool) -> None:
        self._store, self._setup, self._shared = task.store, _setup(task, asked), shared
        self._profiles = self._known(asked.profiles)

    def keep(self, row: pd.Series[Any]) -> str:
        """The take's id."""
        from pitchcheck.catalogue import Catalogue
        from pitchcheck.reviewing import check

        pitch, profile = pitch_of({str(name): value for name, value in row.items()})
        content = self._setup.catalogue_for(row["product"] or "")
        catalogue = Catalogue.model_validate_json(content) if content else None
        titled = pitch.model_copy(update={"title": row["title"] or _title(row)})
        review = check(titled, profile, catalogue=catalogue, judge=self._setup.judge(), settings=self._setup.flags)
        take = self._store.takes.save(
            review,
            profile=self._profiles.get((profile.prospect, profile.company)),
            product=catalogue.product if catalogue else None,
            note=", ".join(filter(None, (row["rep"], row["date"]))),
        )
        return self._store.takes.share(take.id).id if self._shared else take.id

    def _known(self, ids: Sequence[str]) -> dict[tuple[str, str | None], Saved[Profile]]:
        found = {}
        for id_ in ids:
            with suppress(Missing):  # deleted since: the take stands by itself
                one = self._store.profiles.get(id_)
                found[one.value.prospect, one.value.company] = one
        return found


def _title(row: pd.Series[Any]) -> str:
    place = f"{row['source']}, row {row['row']}" if row["row"] else row["source"]
    return f"{row['prospect']}: {place}"[:200]
