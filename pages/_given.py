"""What somebody gives to have many pitches reviewed: the files, which column is which, for whom, and with what.

They want to know before it begins: did it find my pitches and my prospects, what will it leave out and why, how long
will it take?
"""

from __future__ import annotations

import shutil
import weakref
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePath
from tempfile import mkdtemp
from typing import IO, TYPE_CHECKING, Any

import streamlit as st

from pages import _hurry as hurry
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck.bulk import Columns, Profiles
from pitchcheck.bulk.packing import packed, unpacked
from pitchcheck.bulk.sources import PITCHES, SPOKEN, TABLES, Heading, Item, heading, items
from pitchcheck.jobs import BULK
from pitchcheck.jobs.many import MOST, must_be_few
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.profile import Profile
    from pitchcheck.store import Saved

LAID_OUT, REFUSED = "bulk.laid_out", "bulk.refused"
EACH = LIBRARY = ""
SECONDS = 0.4
"""About what a review takes, of processor's time."""
MOST_REASONS = 6
LOOKS_LIKE: Mapping[str, tuple[str, ...]] = {
    "pitch": ("pitch", "text", "script", "message", "body", "email", "talk", "content", "transcript"),
    "prospect": ("prospect", "customer", "account", "company", "contact", "buyer", "lead", "client", "name"),
    "rep": ("rep", "owner", "seller", "sales", "ae", "author", "sender"),
    "date": ("date", "day", "when", "sent", "created", "time"),
    "product": ("product", "sku", "offer", "line"),
}
LABELS = {
    "pitch": "The pitch", "prospect": "The prospect", "rep": "Who said it", "date": "When", "product": "Which product",
}  # fmt: skip


@dataclass
class LaidOut:
    """Uploaded files in a folder of their own, which goes with the session; ``packed`` is what the work gets."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    packed: IO[bytes]
    place: str = field(default_factory=mkdtemp)

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.place, ignore_errors=True)
        weakref.finalize(self, self.packed.close)

    def of(self, kinds: frozenset[str]) -> list[Path]:
        """The files of those kinds."""
        return sorted(path for path in Path(self.place).rglob("*") if path.suffix.lower() in kinds)


@dataclass(frozen=True)
class Plan:
    """How what was given is to be read: columns of tables, the prospects who may be meant, and catalogues by id."""

    columns: Columns
    people: tuple[Saved[Profile], ...]
    catalogue: Saved[Catalogue] | None
    products: tuple[Saved[Catalogue], ...]
    reps: tuple[str, ...]


def ask() -> None:
    """The files, and what they hold; the work is begun with a click."""
    given = st.file_uploader(
        "A table (CSV, JSONL, Parquet), a zip, or many files at once: pitches and transcripts",
        type=[kind.lstrip(".") for kind in sorted(TABLES | PITCHES | SPOKEN | {".zip"})],
        accept_multiple_files=True, key="bulk.files", max_upload_size=200,
    )  # fmt: skip
    if not given:
        st.session_state.pop(LAID_OUT, None)
        return
    try:
        _plan(_laid_out(given))
    except InputError as problem:
        st.error(widgets.plain(str(problem)))


def _laid_out(given: Sequence[Any]) -> LaidOut:
    ids = tuple(one.file_id for one in given)
    here: LaidOut | None = st.session_state.get(LAID_OUT)
    if here is not None and here.ids == ids:
        return here
    refused, why = st.session_state.get(REFUSED, (None, ""))
    if refused == ids:  # it would take as long again, and come to the same
        raise InputError(why)
    try:
        here = st.session_state[LAID_OUT] = _unpacked(given, ids)
    except InputError as problem:
        st.session_state[REFUSED] = (ids, str(problem))
        raise
    return here


def _unpacked(given: Sequence[Any], ids: tuple[str, ...]) -> LaidOut:
    zips = [one for one in given if one.name.lower().endswith(".zip")]
    if zips and len(given) > 1:
        raise InputError("Give one zip, or files; not both at once.")
    source = zips[0] if zips else packed((one.name, one) for one in given)
    source.seek(0)
    here = LaidOut(ids, tuple(one.name for one in given), source)
    unpacked(source, Path(here.place))
    return here


def _plan(given: LaidOut) -> None:
    """The questions that what was given asks, and what it would come to."""
    people = state.saved_profiles()
    if not people:
        st.markdown(
            "A pitch is reviewed for somebody, and there are no prospects here yet. Add them on "
            "[Prospects](prospects) first, from a table if you like."
        )
        return
    tables = given.of(TABLES)
    first = heading(str(tables[0])) if tables else None
    columns = _columns(first) if first else Columns()
    with st.container(horizontal=True, vertical_alignment="bottom", key="bulk.with"):
        whom = _whom(people, by_column=bool(tables))
        catalogue, products = _catalogue(by_column=bool(columns.product))
    reps = _reps() if given.of(SPOKEN) else ()
    if whom != EACH:  # whoever a row names
        people, columns = tuple(one for one in people if one.id == whom), replace(columns, prospect="")
    plan = Plan(columns, people, catalogue, products, reps)
    _before_it_begins(given, plan)
    if first:
        _example(first)


def _columns(found: Heading) -> Columns:
    """Which column is which: guessed by its name, for the person to set right."""
    if not found.columns:
        raise InputError("There are no rows in this table.")
    picked: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="bulk.columns"):
        for name, label in LABELS.items():
            options = list(found.columns) if name == "pitch" else [NONE_OF_THEM, *found.columns]
            guess = _guess(name, found, set(picked.values()))
            chosen = st.selectbox(
                label, options, index=options.index(guess) if guess in options else 0, key=f"bulk.column {name}",
                format_func=lambda one: one or "no column says", width=180,
            )  # fmt: skip
            picked[name] = chosen or ""
    return Columns(**picked)


NONE_OF_THEM = ""


def _example(found: Heading) -> None:
    """The first rows, so that one sees which column is which."""
    rows = [{column: widgets.short(str(row.get(column, "")), 80) for column in found.columns} for row in found.rows]
    st.dataframe(rows, hide_index=True, key="bulk.example")


def _guess(name: str, found: Heading, taken: set[str]) -> str:
    """The column that is called most like it; of none, for the pitch, the one with the longest words."""
    free = [column for column in found.columns if column not in taken]
    for like in LOOKS_LIKE[name]:
        for column in free:
            if like == column.casefold() or (len(like) > 3 and like in column.casefold()):
                return column
    if name != "pitch" or not free:
        return NONE_OF_THEM
    return max(free, key=lambda column: sum(len(str(row.get(column, ""))) for row in found.rows))


def _whom(people: Sequence[Saved[Profile]], *, by_column: bool) -> str:
    by_name = "As each row says" if by_column else "As each file is called"
    names = widgets.told_apart({one.id: one.value.full_name for one in people})
    return st.selectbox(
        "For whom", [EACH, *names], format_func=lambda one: names.get(one, by_name), key="bulk.whom", width=280
    )


def _catalogue(*, by_column: bool) -> tuple[Saved[Catalogue] | None, tuple[Saved[Catalogue], ...]]:
    """The catalogue that pitches are read with, and those that a table's column may name instead."""
    saved = {one.id: one for one in state.store().catalogues.all()}
    label = "Catalogue, where the column names none" if by_column else "Catalogue"
    picked = st.selectbox(
        label, [*saved, LIBRARY], format_func=lambda one: saved[one].value.product if one else "The library only",
        key="bulk.catalogue", width=280,
    )  # fmt: skip
    return saved.get(picked), tuple(saved.values()) if by_column else ()


def _reps() -> tuple[str, ...]:
    said = st.text_input(
        "Who sells, in transcripts", key="bulk.reps", placeholder="Everybody who is not the prospect",
        help="Names as the transcripts have them, with commas between.",
    )  # fmt: skip
    return tuple(name.strip() for name in said.split(",") if name.strip())


@dataclass(frozen=True)
class Outlook:
    """What would come of a plan: pitches that are reviewed, and those that are not, by the reason."""

    good: int
    bad: Counter[str]


def _outlook(given: LaidOut, plan: Plan) -> Outlook:
    profiles = Profiles(((one.id,), one.value) for one in plan.people)
    good, bad = 0, Counter[str]()
    for one in islice(items([given.place], plan.columns, profiles), MOST + 1):
        if isinstance(one, Item):
            good += 1
        else:
            bad[one.reason] += 1
    return Outlook(good, bad)


def _before_it_begins(given: LaidOut, plan: Plan) -> None:
    """How many pitches were found, what is left out and why, how long it takes, and the button."""
    key = (given.ids, plan.columns, tuple((one.id, one.version) for one in plan.people))
    if st.session_state.get("bulk.outlook", (None,))[0] != key:
        with st.spinner("Looking for your pitches and your prospects…"):
            st.session_state["bulk.outlook"] = (key, _outlook(given, plan))
    found: Outlook = st.session_state["bulk.outlook"][1]
    left_out = found.bad.total()
    must_be_few(found.good + left_out)
    st.markdown(f"**{counted(found.good)}** can be reviewed. {voice.about(found.good * SECONDS).capitalize()}."
                if found.good else "**No pitch can be reviewed as it stands.**")  # fmt: skip
    if left_out:
        st.markdown(f"{counted(left_out)} would be left out:")
        for reason, count in found.bad.most_common(MOST_REASONS):
            st.markdown(f"- {count:,} × {widgets.plain(reason)}")
    if found.good:
        st.button(
            f"Review {counted(found.good)}", type="primary", key="bulk.begin", on_click=_begin, args=(given, plan)
        )


def counted(pitches: int) -> str:
    """So many pitches, in words."""
    return widgets.counted(pitches, "pitch", "pitches")


@hurry.once
def _begin(given: LaidOut, plan: Plan) -> None:
    asked = {
        "columns": vars(plan.columns),
        "profiles": [one.id for one in plan.people],
        "catalogue": plan.catalogue.id if plan.catalogue else None,
        "products": [one.id for one in plan.products],
        "reps": list(plan.reps),
    }
    title = (
        given.names[0] if len(given.names) == 1 else f"{PurePath(given.names[0]).name} and {len(given.names) - 1} more"
    )
    given.packed.seek(0)
    job = voice.office().begin(BULK, title, asked, file=("given.zip", given.packed))
    st.session_state.pop(LAID_OUT, None)
    st.session_state.update({"bulk.adding": False, "bulk.opened": job.id})
