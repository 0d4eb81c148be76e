"""Where many pitches come from: folders, globs (also in object stores) and tables; each paired with its prospect."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from pitchcheck.files.content import MAX_FILE, guarded, readable, said_separator, unmarked
from pitchcheck.pitch import InputError
from pitchcheck.profile import Profile

if TYPE_CHECKING:
    from pitchcheck.files import Imported
    from pitchcheck.store import Store
    from pitchcheck.store.house import ReadBy

PITCHES = frozenset({".txt", ".md", ".docx", ".pptx", ".pdf", ".eml"})
SPOKEN = frozenset({".vtt", ".srt", ".sbv", ".json"})
TABLES = frozenset({".csv", ".jsonl", ".ndjson", ".parquet"})
HEAD = 1 << 16
"""Bytes of a CSV that are looked at together for its letters, and characters of its first line for its commas."""
LONGEST_CELL = 8_000_000
"""Characters of one cell of a CSV; the csv module's own limit would refuse a long call."""


@dataclass(frozen=True)
class Columns:
    """What a table's columns are called; "" where there is none of that kind."""

    pitch: str = "pitch"
    prospect: str = "prospect"
    rep: str = ""
    date: str = ""
    product: str = ""


@dataclass(frozen=True)
class Said:
    """What else a table says of a pitch: who said it, when, and of which product; as it was written, or ""."""

    rep: str = ""
    date: str = ""
    product: str = ""


NOTHING = Said()


@dataclass(frozen=True)
class Found:
    """A pitch as it lies in its source. ``row`` is its number in a table, from 1, and 0 where the file is the pitch.

    ``names`` are what its prospect may be called by, likeliest first, or a whole profile; ``problem`` is set in place
    of ``content`` where it could not be read. ``alone`` is its source as it is called where no other has its name.
    """

    source: str
    row: int
    name: str
    content: bytes = b""
    names: tuple[str, ...] | Mapping[str, Any] = ()
    said: Said = NOTHING
    column: str = ""
    problem: str | None = None
    alone: str = ""


@dataclass(frozen=True)
class _Place:
    """A file of a source: its path there, what it is called below it, and what among all that are read together."""

    source: str
    path: str
    below: str
    name: str

    @property
    def kind(self) -> str:
        return PurePosixPath(self.path).suffix.lower()


def _places(sources: Iterable[str]) -> Iterator[_Place]:
    listed = [(source, *_files(source)) for source in sources]
    there = [(source, path, readable(_relative(path, root))) for source, paths, root in listed for path in paths]
    names = _told_apart({path: below for _, path, below in there})
    yield from (_Place(source, path, below, names[path]) for source, path, below in there)


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """Those names by path, each that two paths have with as many of the folders above it as tell them apart."""
    while twice := {name for name, count in Counter(names.values()).items() if count > 1}:
        longer = {path: _with_its_folder(path, name) for path, name in names.items() if name in twice}
        if all(names[path] == name for path, name in longer.items()):
            break
        names = {**names, **longer}
    return names


def _with_its_folder(path: str, name: str) -> str:
    return readable(str(PurePosixPath(*PurePosixPath(path).parts[-len(PurePosixPath(name).parts) - 1 :])))


Reader = Callable[[Any, str, Columns], Iterator[Mapping[str, Any] | Found | None]]
"""The rows of a table, in order; None is a line that counts and holds none."""


@dataclass(frozen=True)
class Item:
    """A pitch (a file's bytes, named for its kind) before its prospect, whose profile is JSON: what a worker gets."""

    source: str
    row: int
    name: str
    content: bytes
    profile: str
    said: Said = NOTHING
    alone: str = ""


@dataclass(frozen=True)
class Bad:
    """What could not be reviewed: where it lies and why, in one sentence."""

    source: str
    row: int
    column: str
    reason: str
    alone: str = ""


class Profiles:
    """Prospects by name, with their company or without, whatever its case; a file's own name is a name of the prospect
    in it, too."""

    def __init__(self, found: Iterable[tuple[tuple[str, ...], Profile]]) -> None:
        self._by_name: dict[str, set[str]] = {}
        kept = []
        for names, profile in found:
            kept.append(profile.model_dump_json())
            for name in (*names, profile.prospect, profile.full_name):
                self._by_name.setdefault(_folded(name), set()).add(kept[-1])
        if not kept:
            raise InputError("There is no prospect in what --profiles names; give a profile, a folder or a database.")
        self._only = kept[0] if len(kept) == 1 else None

    def called(self, names: Iterable[str]) -> str | None:
        """The JSON of the profile with the first of these names that one has. Raises InputError where several do."""
        name = next((one for one in names if _folded(one) in self._by_name), "")
        found = self._by_name.get(_folded(name), set())
        if len(found) > 1:
            raise InputError(f"{len(found)} prospects are called “{name}”: say which, as “name, company”.")
        return next(iter(found), None)

    def likely(self, names: Iterable[str]) -> str | None:
        """The same, and where there is one prospect only, theirs: a file may be called anything."""
        return self.called(names) or self._only


def _folded(name: str) -> str:
    return name.strip().casefold()


def profiles_at(place: str) -> Profiles:
    """The prospects in a file, a folder of files, or a database (a .db file or a postgresql:// URL).

    Raises InputError where there is none, or one of the files is no profile.
    """
    if _is_database(place):
        return Profiles(_in_database(place))
    files, root = _files(place)
    return Profiles(pair for path in files for pair in _in_file(place, path, root))


def read_by_at(place: str) -> ReadBy:
    """What the house in that database has pitches read by; as shipped, where it is no database.

    Raises InputError where the database cannot be opened.
    """
    from pitchcheck.store.house import ReadBy

    if not _is_database(place):
        return ReadBy()
    with closing(_store(place)) as store:
        return store.house.read_by()


def _is_database(place: str) -> bool:
    return place.startswith(("postgresql:", "postgres:", "sqlite:")) or place.endswith((".db", ".sqlite"))


def _in_database(place: str) -> Iterator[tuple[tuple[str, ...], Profile]]:
    with closing(_store(place)) as store:
        for saved in store.profiles.all():
            yield (saved.id,), saved.value


def _store(place: str) -> Store:
    from pydantic import SecretStr

    from pitchcheck.settings import Settings
    from pitchcheck.store import Store

    url = place if ":" in place.split("/", maxsplit=1)[0] else f"sqlite:///{place}"
    if url != place and not Path(place).exists():  # to open it would make an empty one
        raise InputError(f"There is no file {place}; check the name and the folder.")
    return Store.open(Settings(database_url=SecretStr(url)))


def _in_file(place: str, path: str, root: str) -> Iterator[tuple[tuple[str, ...], Profile]]:
    from pitchcheck.files import read_profiles

    name = _relative(path, root)
    data = _bytes(place, path)
    if path.endswith((".jsonl", ".ndjson")):
        lines = ((line, f"{name}, line {number}") for number, line in enumerate(data.splitlines(), 1) if line.strip())
        yield from (((), profile) for line in lines for profile in _whole(read_profiles(*line), line[1]))
        return
    profiles = _whole(read_profiles(data, name), name)
    own = (PurePosixPath(name).stem,) if len(profiles) == 1 else ()
    yield from ((own, profile) for profile in profiles)


def _whole(read: Imported, where: str) -> tuple[Profile, ...]:
    """All the profiles there; InputError where one of them is none."""
    if read.problems:
        raise InputError(f"{where}, {read.problems[0]}.")
    return read.profiles


def found(sources: Iterable[str], columns: Columns) -> Iterator[Found]:
    """Every pitch of the sources, in the order of their names, read one after the other.

    Raises InputError where a source is not there, or a table has no such column.
    """
    for at in _places(sources):
        yield from (replace(one, alone=at.below) for one in _at(at, columns))


def _at(at: _Place, columns: Columns) -> Iterator[Found]:
    if at.kind in TABLES:
        yield from _rows(at, columns)
    elif at.kind in PITCHES | SPOKEN:
        yield _file(at)
    else:
        problem = f"{at.name} is not a pitch, a transcript or a table that I can read."
        yield Found(at.name, 0, at.name, problem=problem)


def total(sources: Iterable[str], columns: Columns | None = None, most: int | None = None) -> int:
    """How many pitches there are, bad ones too. Only tables are opened: a file that is a pitch is one.

    It counts no further than ``most``. Raises InputError as ``found`` does.
    """
    asked = columns or Columns()
    every = (row for one in _places(sources) for row in (_rows(one, asked) if one.kind in TABLES else (one,)))
    return sum(1 for _ in islice(every, most))


def items(sources: Iterable[str], columns: Columns, profiles: Profiles) -> Iterator[Item | Bad]:
    """Every pitch with its prospect, or why there is none."""
    for one in found(sources, columns):
        yield _paired(one, columns, profiles)


UNNAMED = "Nothing says which prospect it is for: name their column, or one prospect for all."


def _paired(one: Found, columns: Columns, profiles: Profiles) -> Item | Bad:
    if one.problem:
        return Bad(one.source, one.row, one.column, one.problem, one.alone)
    try:
        return Item(one.source, one.row, one.name, one.content, _for_whom(one, profiles), one.said, one.alone)
    except InputError as why:
        return Bad(one.source, one.row, columns.prospect if one.row else "", str(why), one.alone)


def _for_whom(one: Found, profiles: Profiles) -> str:
    """The JSON of the prospect it is for. Raises InputError."""
    if isinstance(one.names, Mapping):
        try:
            return Profile.model_validate(one.names).model_dump_json()
        except ValueError as broken:
            raise InputError("It holds no profile that I can read.") from broken
    found = (profiles.called if one.row and one.names else profiles.likely)(one.names)
    if found is None:
        who = " or ".join(f"“{name}”" for name in one.names)
        raise InputError(f"There is no prospect called {who} among the profiles." if who else UNNAMED)
    return found


def _file(at: _Place) -> Found:
    """A file that is a pitch: its prospect is called like it, like what precedes its first dot or two dashes, or
    like its folder.
    """
    name, place = at.name, PurePosixPath(at.below)
    names = (place.stem, place.name.partition(".")[0], place.stem.partition("--")[0], place.parent.name)
    try:
        return Found(name, 0, name, _bytes(at.source, at.path), tuple(dict.fromkeys(filter(None, names))))
    except OSError as refused:
        return Found(name, 0, name, problem=f"{name} cannot be read: {refused.strerror or refused}.")


def _rows(at: _Place, columns: Columns) -> Iterator[Found]:
    reader: Reader = READERS.get(at.kind, _lines)
    with _opened(at.source, at.path) as stream:
        for number, row in enumerate(reader(stream, at.name, columns), 1):
            if row is not None:
                yield row if isinstance(row, Found) else _row(row, at.name, number, columns)


def _row(row: Mapping[str, Any], name: str, number: int, columns: Columns) -> Found:
    text, prospect = row.get(columns.pitch), row.get(columns.prospect)
    if not isinstance(text, str) or not text.strip():
        return Found(name, number, name, column=columns.pitch, problem="The pitch is empty.")
    names: tuple[str, ...] | Mapping[str, Any] = ()
    if isinstance(prospect, Mapping):
        names = prospect
    elif prospect not in (None, ""):
        names = (readable(str(prospect)),)
    said = Said(*(_cell(row, column) for column in (columns.rep, columns.date, columns.product)))
    return Found(name, number, f"row {number}", text.encode("utf-8", "surrogatepass"), names, said)


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column) if column else None
    return "" if value is None else readable(" ".join(str(value).split()))


def _csv(stream: IO[bytes], name: str, columns: Columns) -> Iterator[Mapping[str, Any]]:
    """With commas, semicolons or tabs, or what Excel's own first line says; in UTF-8, or as spreadsheets save it:
    UTF-16, or the Western one-byte set."""
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(stream, _encoding(stream), newline="")
    stream.seek(0)
    reader = None
    try:
        first = text.readline(HEAD)
        if (separator := said_separator(first)) is None:
            text.seek(0)
        reader = csv.DictReader(text, delimiter=separator or max(",;\t", key=first.count), strict=True)
        _demand(columns, reader.fieldnames or (), name)
        yield from reader
    except (UnicodeDecodeError, csv.Error) as broken:
        place = f"{name}, line {reader.line_num + (2 if separator else 1)}" if reader else name
        why = f" ({broken})" if isinstance(broken, csv.Error) else ""
        raise InputError(f"{place}: this is not CSV in UTF-8{why}; save it as that.") from broken
    finally:
        _let_go(text)


def _encoding(stream: IO[bytes]) -> str:
    """What a CSV is written in, by its first piece that is not all ASCII: until then the sets do not differ."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = stream.read(HEAD)
    if utf16 := _utf16(piece):
        return utf16
    try:
        while decoder.decode(piece, final=not piece).isascii() and piece:
            piece = stream.read(HEAD)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _utf16(piece: bytes) -> str | None:
    """The UTF-16 that a file begins with, marked or not; None where it is none."""
    return "utf-16" if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else unmarked(piece)


def _lines(stream: IO[bytes], name: str, columns: Columns) -> Iterator[Mapping[str, Any] | Found | None]:
    wide = _utf16(stream.read(HEAD))
    stream.seek(0)
    text = io.TextIOWrapper(stream, wide, newline="\n") if wide else None
    lines: Iterable[str | bytes] = text or stream
    try:
        yield from (_object(line, name, number) for number, line in enumerate(lines, 1))
    except UnicodeDecodeError as broken:
        raise InputError(f"{name}: this is not JSON in UTF-8; save it as that.") from broken
    finally:
        if text is not None:
            _let_go(text)


def _let_go(text: io.TextIOWrapper) -> None:
    """Leave the file below it to whoever opened it, and may have closed it by now."""
    with suppress(ValueError):
        text.detach()


def _object(line: str | bytes, name: str, number: int) -> Mapping[str, Any] | Found | None:
    if not line.strip():
        return None
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    return row if isinstance(row, Mapping) else Found(name, number, name, problem="The line is not a JSON object.")


def _parquet(stream: IO[bytes], name: str, columns: Columns) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(stream)
    except pa.ArrowInvalid as broken:
        raise InputError(f"{name} is not a Parquet file.") from broken
    _demand(columns, table.schema_arrow.names, name)
    known = table.schema_arrow.names
    wanted = [one for one in dict.fromkeys(vars(columns).values()) if one in known] if columns.pitch else None
    batches = table.iter_batches(batch_size=256, columns=wanted)
    try:
        while batch := next(batches, None):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as broken:
        raise InputError(f"{name} is damaged: {str(broken).rstrip('.')}. Write it again.") from broken


READERS: dict[str, Reader] = {".csv": _csv, ".parquet": _parquet}


@dataclass(frozen=True)
class Heading:
    """A table's columns, and its first rows as it has them."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


def heading(place: str, rows: int = 3) -> Heading:
    """What a table begins with, so that a person can say which column is which. Raises InputError where it is none."""
    (path,), root = _files(place)
    name = _relative(path, root)
    at = _Place(place, path, name, name)
    anything = Columns(pitch="")
    with _opened(place, path) as stream:
        reader: Reader = READERS.get(at.kind, _lines)
        first = list(islice(reader(stream, at.name, anything), rows))
    read = tuple(one for one in first if isinstance(one, Mapping))
    return Heading(tuple(dict.fromkeys(str(name) for one in read for name in one if name)), read)


def _demand(columns: Columns, there: Sequence[str], name: str) -> None:
    if not columns.pitch:
        return
    twice = next((one for one in vars(columns).values() if there.count(one) > 1), None)
    if twice:
        raise InputError(
            f"{name} has more than one column “{twice}”, and nothing says which is meant: rename the others."
        )
    if columns.pitch not in there:
        have = ", ".join(there) or "none"
        raise InputError(
            f"{name} has no column “{columns.pitch}”; it has {have}. Name the column that holds the pitch "
            "(on the command line: --pitch-column)."
        )


def _files(place: str) -> tuple[list[str], str]:
    """The paths that a file, a folder or a glob stands for, in order, and what they are all under."""
    if not place.strip():
        raise InputError("A name is empty; give a file, a folder or a glob, and . for the folder you are in.")
    with guarded(f"{place} cannot be reached; check the address, and that you may read there."):
        return _listed(place)


def _listed(place: str) -> tuple[list[str], str]:
    fs, path = _reached(place)
    if "*" in path or "?" in path:
        return sorted(str(one) for one in fs.glob(path)), path.partition("*")[0].partition("?")[0].rpartition("/")[0]
    if fs.isdir(path):
        within = [str(one) for one in fs.find(path)]
        return sorted(p for p in within if not PurePosixPath(p).name.startswith(".")), path
    if not fs.exists(path):
        raise InputError(f"There is no file or folder {place}; check the name.")
    return [path], path.rpartition("/")[0]


def _reached(place: str) -> tuple[Any, str]:
    import fsspec

    try:
        fs, path = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as missing:
        raise InputError(f"{place} cannot be reached: {missing}.") from missing
    return fs, str(path)


def _opened(place: str, path: str) -> Any:
    fs, _ = _reached(place)
    return fs.open(path, "rb")


def _bytes(place: str, path: str) -> bytes:
    with _opened(place, path) as stream:
        return bytes(stream.read(MAX_FILE + 1))


def _relative(path: str, root: str) -> str:
    return path.removeprefix(root).lstrip("/")
