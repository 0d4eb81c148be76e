"""Profile files ↔ Profile: YAML and JSON as the model is, CSV as a sales manager keeps a spreadsheet.

In a CSV one row is one thing somebody said, one tradeoff, one person or one product term. What holds for the whole
prospect (company, struggling moment, price, ...) stands once, on any of its rows. A row without a prospect's name
belongs to the prospect above it, so one file can hold many prospects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from pydantic import ValidationError

from pitchcheck.files.structured import (
    Format,
    Problem,
    Row,
    dumped_json,
    dumped_yaml,
    explained,
    format_of,
    parsed,
    refused,
    rows,
    shortened,
    table,
    text_of,
    wrong,
)
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.profile import Profile

MAX_STATEMENTS = 1_000
"""Statements a profile may have; the figures stay quick far beyond what anybody ever noted down."""

MAX_PROFILES = 20_000

_PROSPECT = ("company", "industry", "struggling_moment", "shared_progress", "price", "currency", "stage")
_STATEMENT = ("force", "who", "text", "person", "said_on", "source", "strength", "verbatim", "reason", "handling")
_REST = ("turn", "id", "title", "give_up", "in_return", "product_term")
COLUMNS = ("prospect", *_PROSPECT, *_STATEMENT, *_REST)

_ALIASES = {
    "statement": "text",
    "quote": "text",
    "what_they_said": "text",
    "said_by": "person",
    "date": "said_on",
    "product_terms": "product_term",
}
_OF_A_STATEMENT = frozenset({*_STATEMENT, "turn", "id"})
_PLACES = {
    "": "prospect",
    "statements": "statement",
    "tradeoffs": "tradeoff",
    "people": "person",
    "product_terms": "product term",
}


class Imported(Frozen):
    """The profiles of a file that could be read, and what is wrong with the rows of those that could not."""

    profiles: tuple[Profile, ...]
    problems: tuple[Problem, ...] = ()


def read_profile(data: bytes, name: str) -> Profile:
    """The one profile in a file; InputError, in one sentence with its place, for anything that is not one."""
    found = read_profiles(data, name)
    if found.problems:
        raise InputError(f"{name}, {found.problems[0]}.")
    if len(found.profiles) != 1:
        raise InputError(f"{name} holds {len(found.profiles)} prospects; choose a file with one, or import them all.")
    profile = found.profiles[0]
    if not profile.statements:
        raise InputError(f"{name} holds no statement; add at least one thing {profile.prospect} said.")
    return profile


def read_profiles(data: bytes, name: str) -> Imported:
    """Every profile in a file: what is wrong is reported by row and column, and the other prospects are read.

    YAML and JSON hold one profile, or a list of them whose places are the rows.
    """
    text = text_of(data, name)
    form = format_of(text, name)
    if form is Format.CSV:
        return _from_table(rows(text, name, COLUMNS, _ALIASES), name)
    written = parsed(text, name, form)
    several = isinstance(written.value, list)
    values = written.value if several else [written.value]
    if len(values) > MAX_PROFILES:
        raise InputError(f"{name} holds {len(values):,} prospects and the limit is {MAX_PROFILES:,}; split it.")
    profiles, problems = [], []
    for number, value in enumerate(values, 1):
        try:
            profiles.append(_checked(value, name))
        except ValidationError as broken:
            if not several:
                raise refused(written, broken, _PLACES) from broken
            problems.append(wrong(number, broken, _PLACES))
    return Imported(profiles=tuple(profiles), problems=tuple(problems))


def _checked(value: Any, name: str) -> Profile:
    if not isinstance(value, Mapping):
        raise InputError(f'{name} holds no profile; it starts with "prospect:" and the name of who you are selling to.')
    statements = value.get("statements")
    if isinstance(statements, list) and len(statements) > MAX_STATEMENTS:
        raise InputError(
            f"{name} holds {len(statements):,} statements and the limit is {MAX_STATEMENTS:,}; keep those that matter."
        )
    return Profile.model_validate(value)


def write_profile(profile: Profile, form: Format) -> bytes:
    """The profile as a file that ``read_profile`` reads back unchanged."""
    if form is Format.CSV:
        return table(COLUMNS, _rows(profile))
    return (dumped_yaml if form is Format.YAML else dumped_json)(_plain(profile))


def write_profiles(profiles: Iterable[Profile], form: Format) -> bytes:
    """Many profiles as one file that ``read_profiles`` reads back unchanged, in their order."""
    if form is Format.CSV:
        return table(COLUMNS, (row for profile in profiles for row in _rows(profile)))
    return (dumped_yaml if form is Format.YAML else dumped_json)([_plain(profile) for profile in profiles])


def _plain(profile: Profile) -> dict[str, Any]:
    """What the profile says and no more: defaults are left out, but who spoke is always written."""
    plain = profile.model_dump(mode="json", exclude_defaults=True)
    for shown, statement in zip(plain.get("statements", []), profile.statements, strict=False):
        rest = {key: shown.pop(key) for key in list(shown) if key not in ("id", "force")}
        shown.update({"who": statement.who.value, **{key: value for key, value in rest.items() if key != "who"}})
    return plain


def profile_template() -> bytes:
    """A CSV to fill in: every column, and an example prospect that shows what a row can be."""
    return table(COLUMNS, _EXAMPLE)


_EXAMPLE: tuple[dict[str, str], ...] = (
    {
        "prospect": "Jo Example",
        "company": "Example Bakery",
        "industry": "bakeries",
        "struggling_moment": "On the Friday before Easter the big order went out to the wrong shop.",
        "price": "4800",
        "currency": "USD",
        "stage": "active looking",
        "force": "push",
        "who": "buyer",
        "text": "We throw away a tray a day because nobody knows what was ordered.",
        "person": "Jo Example",
        "said_on": "2026-01-15",
        "source": "first call",
        "strength": "3",
        "verbatim": "true",
    },
    {"force": "pull", "who": "buyer", "text": "I want to leave at four and know that tomorrow's list is right."},
    {"force": "anxiety", "who": "user", "text": "What if it goes down at five in the morning?", "person": "Sam"},
    {"force": "habit", "who": "user", "text": "I write it on the door of the cold room. It works.", "person": "Sam"},
    {
        "force": "no",
        "who": "gatekeeper",
        "text": "The till stays.",
        "reason": "It was paid for last year.",
        "handling": "explored",
    },
    {"person": "Sam", "who": "user", "title": "Night baker"},
    {"give_up": "the paper slips", "in_return": "an hour every evening"},
    {"product_term": "order board"},
)


def _rows(profile: Profile) -> Iterator[dict[str, str]]:
    things = list(_things(profile)) or [{}]
    key = {"prospect": profile.prospect, "company": profile.company or ""}
    whole = profile.model_dump(mode="json", include=set(_PROSPECT), exclude_none=True)
    yield {**key, **{column: _cell(value) for column, value in whole.items()}, **things[0]}
    yield from ({**key, **thing} for thing in things[1:])


def _things(profile: Profile) -> Iterator[dict[str, str]]:
    for one in (*profile.statements, *profile.tradeoffs):
        yield {column: _cell(value) for column, value in one.model_dump(mode="json", exclude_none=True).items()}
    for person in profile.people:
        plain = person.model_dump(mode="json", exclude_none=True)
        yield {_COLUMN_OF.get(field, field): value for field, value in plain.items()}
    yield from ({"product_term": term} for term in profile.product_terms)


_COLUMN_OF = {"name": "person", "product_terms": "product_term"}


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and value < 1e15:
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _from_table(content: Sequence[Row], name: str) -> Imported:
    if not content:
        raise InputError(f"{name} has column names but no row below them.")
    profiles: list[Profile] = []
    problems: list[Problem] = []
    for group in _by_prospect(content, name):
        gathered = _Gathered()
        for row in group:
            gathered.add(row)
        profile = gathered.profile()
        if profile is not None:
            profiles.append(profile)
        problems += gathered.problems
    return Imported(profiles=tuple(profiles), problems=tuple(sorted(problems, key=lambda problem: problem.row)))


def _by_prospect(content: Sequence[Row], name: str) -> list[list[Row]]:
    """Rows by prospect, told apart by name and company; a row without either goes with the one above it.

    A name is one prospect, on whichever of its rows the company stands, unless it is one of the ``_namesakes``.
    """
    if not content[0].cells.get("prospect", "").strip():
        raise InputError(f"{name}, row {content[0].number}, column 'prospect': the first row must name the prospect.")
    named = list(_named(content))
    namesakes = _namesakes(named)
    found: dict[tuple[str, str], list[Row]] = {}
    for prospect, company, row in named:
        found.setdefault((prospect, company if prospect in namesakes else ""), []).append(row)
    if len(found) > MAX_PROFILES:
        raise InputError(f"{name} holds {len(found):,} prospects and the limit is {MAX_PROFILES:,}; split it.")
    return list(found.values())


def _named(content: Iterable[Row]) -> Iterator[tuple[str, str, Row]]:
    """Each row after its prospect and the company last said of that one ("" where none was yet)."""
    company_of: dict[str, str] = {}
    prospect = ""
    for row in content:
        prospect = row.cells.get("prospect", "").strip() or prospect
        company = row.cells.get("company", company_of.get(prospect, "")).strip()
        company_of[prospect] = company
        yield prospect, company, row


def _namesakes(named: Iterable[tuple[str, str, Row]]) -> set[str]:
    """The names that several prospects share: they have several companies, or statements with the same id."""
    companies: dict[str, set[str]] = {}
    ids: Counter[tuple[str, str]] = Counter()
    for prospect, company, row in named:
        companies.setdefault(prospect, set()).update({company} - {""})
        ids.update((prospect, one.strip()) for column, one in row.cells.items() if column == "id")
    return {name for name, known in companies.items() if len(known) > 1} | {
        name for (name, _), n in ids.items() if n > 1
    }


class _Gathered:
    """What the rows of one prospect say, and which row said it."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self.rows: dict[tuple[str | int, ...], int] = {}
        self.problems: list[Problem] = []

    def add(self, row: Row) -> None:
        """Takes in one row: a statement, a tradeoff, a product term, a person, or only what holds for the prospect."""
        self.rows.setdefault((), row.number)
        for column in ("prospect", *_PROSPECT):
            if column in row.cells:
                self._once(column, _tidy(column, row.cells[column]), row)
        said = {column: _tidy(column, cell) for column, cell in row.cells.items()}
        if said.keys() & _ONLY_A_STATEMENT:
            self._append("statements", _part(said, _OF_A_STATEMENT), row)
            self._refuse(row, said.keys() & {"title"}, "a title belongs on a row of its own, with the person's name")
        elif "person" in said:
            named = {"name" if column == "person" else column: said[column] for column in said}
            self._append("people", _part(named, {"name", "who", "title"}), row)
        else:
            self._refuse(row, said.keys() & {"who", "title"}, "the row does not say who this is or what they said")
        if said.keys() & _OF_A_TRADEOFF:
            self._append("tradeoffs", _part(said, _OF_A_TRADEOFF), row)
        if "product_term" in said:
            self._append("product_terms", said["product_term"], row)

    def _once(self, column: str, value: str, row: Row) -> None:
        if self.value.setdefault(column, value).strip() != value.strip():
            before = self.rows[(column,)]
            message = f"{shortened(value)} is not what row {before} says, {shortened(self.value[column])}"
            self.problems.append(Problem(row=row.number, column=column, message=message))
        self.rows.setdefault((column,), row.number)

    def _append(self, field: str, thing: Any, row: Row) -> None:
        things = self.value.setdefault(field, [])
        self.rows[(field, len(things))] = row.number
        things.append(thing)

    def _refuse(self, row: Row, columns: Set[str], message: str) -> None:
        self.problems += [Problem(row=row.number, column=column, message=message) for column in sorted(columns)]

    def profile(self) -> Profile | None:
        """The profile the rows make; None, with the problems noted, where they make none."""
        if len(self.value.get("statements", [])) > MAX_STATEMENTS:
            message = f"the prospect has more than {MAX_STATEMENTS:,} statements; keep those that matter"
            self.problems.append(Problem(row=self.rows[()], message=message))
        if self.problems:
            return None
        try:
            return Profile.model_validate(self.value)
        except ValidationError as broken:
            self.problems += [self._problem(error) for error in broken.errors(include_url=False)]
            return None

    def _problem(self, error: Any) -> Problem:
        loc = error["loc"]
        row = self.rows.get(loc[:2], self.rows.get(loc[:1], self.rows[()]))
        field = next((str(step) for step in reversed(loc) if isinstance(step, str)), None)
        return Problem(row=row, column=field and _COLUMN_OF.get(field, field), message=explained(error))


def _part(said: Mapping[str, str], columns: Set[str]) -> dict[str, str]:
    return {column: cell for column, cell in said.items() if column in columns}


def _tidy(column: str, cell: str) -> str:
    """Choices as people type them into a spreadsheet (" Push "), made plain; words stay as they are."""
    plain = cell.strip()
    return plain.casefold() if column in _CHOICES else plain if column in _PLAIN else cell


_CHOICES = frozenset({"force", "who", "stage", "handling", "verbatim"})
_PLAIN = frozenset({"prospect", "price", "said_on", "strength", "turn", "id"})
_OF_A_TRADEOFF = frozenset({"give_up", "in_return"})
_ONLY_A_STATEMENT = _OF_A_STATEMENT - {"who", "person"}
