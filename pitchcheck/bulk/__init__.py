"""Many pitches at once: read, reviewed by workers, written as they finish; killed and started again, only what is
missing is done (docs/bulk.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pitchcheck.bulk.dataset import DataSet, place
from pitchcheck.bulk.pools import Part, Pool, Ready, dask, finished, processes
from pitchcheck.bulk.sources import Bad, Columns, Item, Profiles, items, profiles_at, read_by_at, total
from pitchcheck.bulk.work import Row, Setup, bad, copy, key, shipped
from pitchcheck.pitch import Pitch
from pitchcheck.profile import Profile

__all__ = [
    "Columns",
    "DataSet",
    "Item",
    "Profiles",
    "Progress",
    "Setup",
    "bad_rows_beside",
    "dask",
    "pitch_of",
    "processes",
    "profiles_at",
    "read_by_at",
    "run",
    "shipped",
    "total",
]

PART = 32
"""Items whose rows make one part: a few seconds of work, all that a kill costs."""


@dataclass(frozen=True)
class Progress:
    """How far a run has come: items done in this run, and found done from earlier ones."""

    done: int = 0
    before: int = 0


def run(
    sources: Iterable[str],
    profiles: Profiles,
    out: Path,
    *,
    setup: Setup,
    pool: Pool,
    columns: Columns | None = None,
    size: int = PART,
    tell: Callable[[Progress], object] = lambda progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Progress:
    """Review every pitch of ``sources`` into the data set ``out``, and write the bad rows beside it.

    A row that was bad in an earlier run and was put right is bad no more.
    ``pool`` opens the workers (``processes`` or ``dask``). ``tell`` hears of every part of ``size`` items; when
    ``stopped`` says so, no new work is begun and what was begun is finished. What ``out`` already holds is not done
    again.
    """
    data = DataSet(out)
    waiting = _Waiting(items(sources, columns or Columns(), profiles), data, setup.digest())
    progress = Progress()
    for part, rows in finished(_parts(waiting, size, stopped), setup, pool):
        data.write(rows)
        progress = Progress(progress.done + part, waiting.before)
        tell(progress)
    data.drop(waiting.mended())
    data.write_bad_rows(bad_rows_beside(out))
    return Progress(progress.done, waiting.before)


def bad_rows_beside(out: Path) -> Path:
    """Where the bad rows of a data set are written."""
    return out.with_name(f"{out.name}.bad.csv")


def pitch_of(row: dict[str, object]) -> tuple[Pitch, Profile]:
    """The pitch and the prospect of a review's row, to be opened as a whole review by ``check``.

    The row keeps the words and not the turns of a recording, so its times are not there again.
    """
    return Pitch(text=str(row["pitch"])), Profile.model_validate_json(str(row["profile"]))


class _Waiting:
    """What has to be done yet, an item at a time; what needs no worker is a row already.

    Memory: 16 bytes for the place and a key for each item, so that nothing is done twice.
    """

    def __init__(self, found: Iterable[Item | Bad], data: DataSet, digest: str) -> None:
        self._found, self._digest = found, digest
        self._done = data.done()
        self._seen: set[bytes] = set()
        self._met: dict[tuple[str, int], set[str]] = {}
        self.before = 0

    def __iter__(self) -> Iterator[Ready | Row]:
        for one in self._found:
            identity = self._identity(one)
            first = self._first(identity)
            for at in {(one.source, one.row), (one.alone, one.row)} & self._done.bad.keys():
                self._met.setdefault(at, set()).add(identity)
            if self._is_there(identity, one):
                self.before += 1
            elif isinstance(one, Bad):
                yield bad(identity, one)
            elif first and identity not in self._done.reviewed:
                yield identity, one
            else:
                yield copy(identity, one)

    def _is_there(self, identity: str, one: Item | Bad) -> bool:
        """Whether it was done in its place; also where it was called shorter, as no other file of its name was read."""
        if place(identity, one.source, one.row) in self._done.places:
            return True
        alone = place(identity, one.alone, one.row)
        there = alone in self._done.places
        self._done.places.discard(alone)  # the same pitch in another file of that name is another one
        return there

    def mended(self) -> set[bytes]:
        """The places of what was bad in an earlier run and is something else by now: it was met, and not as it was."""
        left = ((at, key) for at, met in self._met.items() for key in self._done.bad[at] - met)
        return {place(key, *at) for at, key in left}

    def _identity(self, one: Item | Bad) -> str:
        if isinstance(one, Item):
            return key(one, self._digest)
        return place(one.reason, one.source, one.row).hex()

    def _first(self, identity: str) -> bool:
        short = bytes.fromhex(identity)
        new = short not in self._seen
        self._seen.add(short)
        return new


def _parts(waiting: Iterable[Ready | Row], size: int, stopped: Callable[[], bool]) -> Iterator[Part]:
    source = iter(waiting)
    while not stopped() and (part := list(islice(source, size))):
        yield part
