"""The data set that a bulk run writes: a folder of Parquet parts, each written whole or not at all.

A part holds the rows of some items and is one row group. It is written under another name first, so that a run may be
killed at any moment: what is in the folder is finished, what is not there is done again.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pitchcheck.bulk.work import Row
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    import pyarrow as pa

UNFINISHED = ".writing"
BAD_ROWS = ("source", "row", "column", "reason")


def schema() -> pa.Schema:
    """The columns (docs/bulk.md says what each holds); what does not apply to a row's kind is null."""
    import pyarrow as pa

    text, number, decimal, texts = pa.string(), pa.int32(), pa.float64(), pa.list_(pa.string())
    return pa.schema(
        {
            "key": text, "kind": pa.dictionary(pa.int8(), text), "n": number, "source": text, "row": number,
            "rep": text, "date": text, "product": text,
            "prospect": text, "company": text, "title": text, "pitch": text, "profile": text, "language": text,
            "words": number, "claims": number, "relevance": decimal, "low": decimal, "high": decimal, "focus": decimal,
            "coverage": decimal, "best_relevance": decimal, "unasked_share": decimal, "price_in_play": decimal,
            "silent_because": texts, "flags": texts, "basis": text, "judge": text, "weights": text, "catalogue": text,
            "start": number, "end": number, "text": text, "claim_kind": text, "attention": decimal, "verdict": text,
            "sure": pa.bool_(), "claim_relevance": decimal, "harm": decimal, "weight": decimal, "feature": text,
            "answers": texts, "worsens": texts, "column": text, "reason": text,
        }
    )  # fmt: skip


def place(key: str, source: str, row: int) -> bytes:
    """Names an item in its place, in 16 bytes: what is kept in memory of every item that is done."""
    return hashlib.blake2b(f"{key}\0{row}\0{source}".encode(), digest_size=16).digest()


def _place(row: Row) -> bytes:
    return place(row["key"], row["source"], row["row"])


def _names(part: Path) -> list[Row]:
    """What names the rows of a part; InputError where it is none that a bulk run wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        named: list[Row] = pq.read_table(part, columns=["key", "kind", "n", "source", "row"]).to_pylist()
    except (pa.ArrowException, OSError) as broken:
        raise InputError(f"{part} is damaged or not a part of a bulk run; delete it, and it is done again.") from broken
    return named


class Done(NamedTuple):
    """What a data set holds: the places of its items, the keys of reviews, and of bad rows the keys by where they lie
    (source and row).
    """

    places: set[bytes]
    reviewed: set[str]
    bad: dict[tuple[str, int], set[str]]


class DataSet:
    """One folder of parts. What earlier runs left unfinished there is cleared away when it is opened."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is a file; name a folder that is new, or one that a bulk run wrote.")
        if not folder.name:  # the bad rows lie beside it, under its name
            raise InputError(f"{folder} is no place for a data set; name a folder in it, such as {folder / 'reviews'}.")
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise InputError(f"{folder} cannot be made: {refused.strerror}.") from refused
        for left in folder.glob(f"part-*{UNFINISHED}"):
            left.unlink()

    def parts(self) -> list[Path]:
        """The finished parts, in the order of their names."""
        return sorted(self.folder.glob("part-*.parquet"))

    def done(self) -> Done:
        """What is here by now, of all parts."""
        found = Done(set(), set(), {})
        for part in self.parts():
            for row in _names(part):
                if row["n"] == 0:
                    found.places.add(_place(row))
                if row["kind"] == "review":
                    found.reviewed.add(row["key"])
                if row["kind"] == "bad":
                    found.bad.setdefault((row["source"], row["row"]), set()).add(row["key"])
        return found

    def write(self, rows: Sequence[Row]) -> None:
        """Add a part of these rows; it is called by what is in it, so the same rows are never there twice."""
        import pyarrow as pa

        places = sorted(_place(row) for row in rows if row["n"] == 0)
        form = schema()
        table = pa.Table.from_pylist([{name: row.get(name) for name in form.names} for row in rows], form)
        self._put(f"part-{hashlib.sha256(b''.join(places)).hexdigest()[:24]}.parquet", table)

    def _put(self, name: str, table: pa.Table) -> None:
        """Write a part whole, in place of one of that name."""
        import pyarrow.parquet as pq

        path = self.folder / name
        unfinished = path.with_suffix(UNFINISHED)
        pq.write_table(table, unfinished, compression="zstd", row_group_size=len(table))
        os.replace(unfinished, path)

    def drop(self, places: Set[bytes]) -> None:
        """Take the rows of the items at these places out of their parts; a part that holds nothing else goes."""
        import pyarrow.parquet as pq

        for part in self.parts() if places else ():
            stays = [_place(row) not in places for row in _names(part)]
            if not any(stays):
                part.unlink()
            elif not all(stays):
                self._put(part.name, pq.read_table(part, schema=schema()).filter(stays))

    def rows(self, kind: str) -> Iterator[Row]:
        """All rows of a kind, a part at a time."""
        import pyarrow.parquet as pq

        for part in self.parts():
            yield from pq.read_table(part, filters=[("kind", "=", kind)]).to_pylist()

    def gather(self, path: Path) -> int:
        """Write all parts as one Parquet file, a row group each, in the order of their names; how many rows it has."""
        import pyarrow.parquet as pq

        rows = 0
        with pq.ParquetWriter(path, schema(), compression="zstd") as writer:
            for part in self.parts():
                table = pq.read_table(part, schema=schema())
                writer.write_table(table)
                rows += len(table)
        return rows

    def write_bad_rows(self, path: Path) -> int:
        """Write source, row, column and reason of every bad row as CSV; how many there are. Without any, no file."""
        bad = sorted(self.rows("bad"), key=lambda row: (row["source"], row["row"]))
        unfinished = path.with_name(path.name + UNFINISHED)
        if not bad:
            path.unlink(missing_ok=True)
            return 0
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, BAD_ROWS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(bad)
        os.replace(unfinished, path)
        return len(bad)
