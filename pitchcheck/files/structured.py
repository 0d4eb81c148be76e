"""YAML, JSON and CSV read and written so that every mistake can be pointed at: line and column, or row and column.

Spreadsheets run a cell that begins like a formula, so such cells are written with an apostrophe before them and
read back without it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from pitchcheck.files.content import bounded, broken_character, decode, said_separator
from pitchcheck.pitch import Frozen, InputError

if TYPE_CHECKING:
    from _csv import Reader

MAX_TABLE = 8_000_000
"""Bytes a profile or catalogue file may have."""

MAX_YAML = 2_000_000
"""Characters a YAML file may have: its parser takes seconds for what JSON and CSV take in a moment."""

MAX_ROWS = 100_000

MAX_DEPTH = 20

MAX_DIGITS = 300


class Format(StrEnum):
    """The file formats of profiles and catalogues."""

    YAML = "yaml"
    JSON = "json"
    CSV = "csv"


class Problem(Frozen):
    """What is wrong with one row of a table: the row as a spreadsheet numbers it, and the column where known.

    Of a list in JSON or YAML the row is the place in it, from 1, and the column the part of what stands there.
    """

    row: int
    column: str | None = None
    message: str

    def __str__(self) -> str:
        where = f"row {self.row}" if self.column is None else f"row {self.row}, column {self.column!r}"
        return f"{where}: {self.message}"


def text_of(data: bytes, name: str) -> str:
    """The text of a profile or catalogue file; InputError where it is empty, too large or not text."""
    if len(bounded(data, name)) > MAX_TABLE:
        raise InputError(f"{name} is larger than the {MAX_TABLE / 1e6:.0f} MB such a file may have; split it.")
    return decode(data, name)


def format_of(text: str, name: str) -> Format:
    """JSON where it starts like it; CSV where the name or the first line says so; otherwise YAML."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    first = text.lstrip().partition("\n")[0]
    if first.startswith(("{", "[")):
        return Format.JSON
    header = (_HEADER.search(first) or said_separator(first)) and ending not in ("yaml", "yml")
    return Format.CSV if header or ending in ("csv", "tsv") else Format.YAML


_HEADER = re.compile(r"(?i)^\W?(prospect|product|feature|force)\W?\s*[,;\t]")
"""The first line of a table under another name: its first column, and a delimiter."""


@dataclass(frozen=True)
class Written:
    """What a YAML or JSON file says, and where in it each part stands."""

    value: Any
    name: str
    root: yaml.Node | None = None

    def where(self, path: Sequence[int | str]) -> str:
        """The place of the part at ``path`` in words, such as "line 12, column 5"; empty where unknown."""
        mark = self._mark(path)
        return "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}"

    def _mark(self, path: Sequence[int | str]) -> Any:
        node = self.root
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node = found
        return None if node is None else node.start_mark


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child
    return None


class _Text(yaml.CSafeLoader):
    """YAML in which a plain word is text: ``force: no`` is not False, ``12:30`` is not 750. Only null is special.

    A key written twice, which YAML would drop without a word, is refused.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own class attribute
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _mistake("a name before a colon must be one word", key.start_mark)
            if key.value in seen:
                raise _mistake(f"{key.value!r} is written twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _mistake(what: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=mark)


def parsed(text: str, name: str, form: Format) -> Written:
    """A YAML or JSON file's value; InputError with line and column where it breaks."""
    return _parsed_json(text, name) if form is Format.JSON else _parsed_yaml(text, name)


def _parsed_yaml(text: str, name: str) -> Written:
    if len(text) > MAX_YAML:
        raise InputError(f"{name} is larger than the {MAX_YAML / 1e6:.0f} MB of a YAML file; save it as JSON or CSV.")
    try:
        _check_events(text)
        loader = _Text(text)
        try:
            root = loader.get_single_node()
            value = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
        check_characters(value, name)
        return Written(value, name, root)
    except InputError:
        raise
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        why = broken.problem or broken.context or ""
        if why.startswith("but "):  # the second half of a sentence
            why = f"{broken.context}, {why}"
        raise InputError(f"{name} is not valid YAML{where}: {why}.") from broken
    except (yaml.YAMLError, ValueError) as broken:
        raise InputError(f"{name} is not valid YAML: {str(broken).splitlines()[0]}.") from broken


_TEXT_TAG = "tag:yaml.org,2002:str"


def _check_events(text: str) -> None:
    """Refuses what a person's file has no need of, before anything is built: aliases (a few lines of them can stand for
    gigabytes), deep nesting, and tags, whose readers break on what they do not expect.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _mistake("an alias (*) is not read; write it out", event.start_mark)
        if getattr(event, "tag", None) not in (None, "!", _TEXT_TAG):
            raise _mistake("a tag (!) is not read; write the value alone, in quotes if it begins so", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _mistake("it is nested too deep", event.start_mark)


def lines(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    """The lines of a JSONL file that hold something, each after its place, such as "a.jsonl, line 3".

    A line ends where a file's lines do: U+2028 and its like may stand in the middle of a JSON text. InputError where
    there are none.
    """
    for number, line in enumerate(_LINE_END.split(text_of(data, name)), 1):
        if line.strip():
            yield f"{name}, line {number}", line


_LINE_END = re.compile(r"\r\n|\r|\n")


def _parsed_json(text: str, name: str) -> Written:
    try:
        value = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as broken:
        where = f"line {broken.lineno}, column {broken.colno}"
        raise InputError(f"{name} is not valid JSON at {where}: {broken.msg[:1].lower()}{broken.msg[1:]}.") from broken
    except RecursionError as broken:
        raise InputError(f"{name} is not valid JSON: it is nested too deep.") from broken
    except ValueError as broken:
        raise InputError(f"{name} is not valid JSON: {str(broken).splitlines()[0]}.") from broken
    check_characters(value, name)
    return Written(value, name)


def check_characters(value: Any, name: str) -> None:
    """JSON and YAML can spell NUL and half of a surrogate pair, which no text file holds: they were not read again."""
    written = json.dumps(value, ensure_ascii=False)
    if broken_character(written):
        raise InputError(f"{name} holds a broken character (half of a \\ud8.. pair); type it again.")
    if _NUL.search(written):
        raise InputError(f"{name} holds a NUL character (\\u0000), which is none of any text; take it out.")


_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} is written twice")
        found[key] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"{digits[:8]}... is a number of {len(digits):,} digits")
    return int(digits)


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number that JSON knows")


def explained(error: Mapping[str, Any]) -> str:
    """A pydantic error in words for a person: what was given and what is known."""
    given = shortened(error.get("input"))
    words = _WORDS.get(error["type"])
    if words is not None:
        return words.format(given=given, **{"field": error["loc"][-1] if error["loc"] else "", **error.get("ctx", {})})
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{message[:1].lower()}{message[1:]}"


_WORDS = {
    "enum": "{given} is not known; it is one of {expected}",
    "literal_error": "{given} is not known; it is one of {expected}",
    "missing": "{field!r} is missing",
    "extra_forbidden": "{field!r} is not a name I know here",
    "string_type": "{given} is not text",
    "string_too_short": "the text is empty",
    "string_unicode": "the text holds a broken character",
    "date_from_datetime_parsing": "{given} is not a date; write it like 2026-03-31",
    "date_parsing": "{given} is not a date; write it like 2026-03-31",
    "date_from_datetime_inexact": "{given} is not a date; write it like 2026-03-31",
    "finite_number": "{given} is not a number; write it like 48000",
    "float_type": "{given} is not a number; write it like 48000",
    "int_type": "{given} is not a whole number",
    "int_from_float": "{given} is not a whole number",
    "float_parsing": "{given} is not a number; write it like 48000",
    "int_parsing": "{given} is not a whole number",
    "bool_parsing": "{given} is neither true nor false",
    "greater_than": "{given} is not more than {gt:g}",
    "greater_than_equal": "{given} is less than {ge}",
    "less_than_equal": "{given} is more than {le}",
    "model_type": "{given} is not a list of names and values",
    "tuple_type": "{given} is not a list",
    "too_long": "there are {actual_length} of them and the limit is {max_length}",
}


def shortened(value: Any) -> str:
    """What somebody wrote, quoted and cut to fit into a sentence."""
    text = repr(value) if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:36]}...{text[-1]}"


def refused(written: Written, broken: ValidationError, places: Mapping[str, str]) -> InputError:
    """The sentence for a file whose value is not what it should be.

    ``places`` names the parts of its lists in a person's words: {"statements": "statement"} makes the fourth
    of them "statement 4".
    """
    error = _first(broken)
    where = _where(written, error["loc"], places)
    return InputError(f"{written.name}{where}: {explained(error)}.")


def wrong(number: int, broken: ValidationError, places: Mapping[str, str]) -> Problem:
    """What is wrong with the value that stands as the ``number``-th (from 1) in a file's list; ``places`` as above."""
    error = _first(broken)
    return Problem(row=number, column=_part_of(error["loc"], places) or None, message=explained(error))


def _first(broken: ValidationError) -> Any:
    """The mistake to tell: a misspelt name is the reason for the missing one that pydantic reports first."""
    errors = broken.errors(include_url=False)
    return next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])


def _where(written: Written, path: Sequence[int | str], places: Mapping[str, str]) -> str:
    said, line = _part_of(path, places), written.where(path)
    return (f", {line}" if line else "") + (f" ({said})" if said and line else f", {said}" if said else "")


def _part_of(path: Sequence[int | str], places: Mapping[str, str]) -> str:
    """A path in a person's words: "statement 4, force"."""
    steps = pairwise(("", *path))
    words = [f"{places.get(str(before), before)} {step + 1}" for before, step in steps if isinstance(step, int)]
    fields = [step for step in path if isinstance(step, str) and step not in places]
    return ", ".join([*words, *fields[-1:]])


def dumped_yaml(value: Any) -> bytes:
    """YAML in the order given, in plain letters of every language."""
    text: str = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def dumped_json(value: Any) -> bytes:
    """JSON, indented, in plain letters of every language, ending in a newline."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it (the header is 1) and its cells that are not blank."""

    number: int
    cells: Mapping[str, str]


def rows(text: str, name: str, columns: Sequence[str], aliases: Mapping[str, str]) -> list[Row]:
    """The rows of a CSV file under the known ``columns``, whatever its delimiter (comma, semicolon or tab).

    Headers may be written in any case, with spaces for underscores, or as one of ``aliases``. Blank cells and rows,
    empty or of spaces, are left out. InputError where the header is not understood or a row has more cells than it.
    """
    reader = _reader(text)
    try:
        header = [_column(cell, aliases) for cell in next(reader, [])]
        _check_header(header, name, columns)
        filled = (numbered for numbered in _numbered(reader, name) if _any_filled(numbered[1]))
        found = [Row(number, _cells(header, row, name, number)) for number, row in filled]
    except csv.Error as broken:
        raise _broken(name, reader, broken) from broken
    return found


def heads(text: str, name: str) -> list[str]:
    """The column names of a CSV file as ``rows`` knows them; InputError where its first row is broken."""
    reader = _reader(text)
    try:
        return [_column(cell, {}) for cell in next(reader, [])]
    except csv.Error as broken:
        raise _broken(name, reader, broken) from broken


def _reader(text: str) -> Reader:
    csv.field_size_limit(MAX_TABLE)  # of this process: whoever read before, a long statement is read the same
    first, _, rest = text.partition("\n")
    separator = said_separator(first)
    content = rest if separator else text
    return csv.reader(io.StringIO(content, newline=""), delimiter=separator or _delimiter(content), strict=True)


def _broken(name: str, reader: Reader, problem: csv.Error) -> InputError:
    return InputError(f"{name} is not a valid CSV file near line {reader.line_num}: {problem}.")


def _numbered(reader: Iterable[list[str]], name: str) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(reader, 2):
        if number > MAX_ROWS:
            raise InputError(f"{name} has more than {MAX_ROWS:,} rows; split it.")
        yield number, row


def _delimiter(text: str) -> str:
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _column(cell: str, aliases: Mapping[str, str]) -> str:
    plain = re.sub(r"[\s_-]+", "_", cell.strip().casefold())
    return aliases.get(plain, plain)


def _check_header(header: Sequence[str], name: str, columns: Sequence[str]) -> None:
    known = "the columns are " + ", ".join(columns)
    unknown = next((column for column in header if column and column not in columns), None)
    if unknown is not None:
        raise InputError(f"{name}, row 1: {shortened(unknown)} is not a column I know; {known}.")
    twice = next((column for column in header if column and header.count(column) > 1), None)
    if twice is not None or not any(header):
        raise InputError(f"{name}, row 1: {f'{twice!r} stands there twice' if twice else 'no columns'}; {known}.")


def _cells(header: Sequence[str], row: Sequence[str], name: str, number: int) -> dict[str, str]:
    nameless = (cell for cell, column in zip(row, header, strict=False) if not column)
    if _any_filled([*row[len(header) :], *nameless]):
        raise InputError(f"{name}, row {number}: a cell has no column name above it; put text with commas in quotes.")
    return {column: restored(cell) for column, cell in zip(header, row, strict=False) if cell.strip()}


def _any_filled(cells: Iterable[str]) -> bool:
    """Whether anything but spaces stands in one of them: a spreadsheet shows both as empty."""
    return any(cell.strip() for cell in cells)


def table(columns: Sequence[str], content: Iterable[Mapping[str, str]]) -> bytes:
    """A CSV file of these rows, safe to open in a spreadsheet. UTF-8 with a mark, or Excel garbles accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([neutralised(row.get(column, "")) for column in columns] for row in content)
    return out.getvalue().encode("utf-8-sig")


_MARKED = re.compile(r"(?:[=+\-@\t\r\n＝＋－＠]|\s+\Z)")
"""How a cell begins, after any apostrophes, that a spreadsheet would run as a formula; or one of spaces alone."""


def neutralised(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it, or a reader would take it for empty."""
    return f"'{cell}" if _MARKED.match(cell.lstrip("'")) else cell


def restored(cell: str) -> str:
    """The opposite of ``neutralised``: every text comes back as it was."""
    return cell[1:] if cell.startswith("'") and _MARKED.match(cell.lstrip("'")) else cell
