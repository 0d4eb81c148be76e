"""Many prospects at once: import from a file, export what is shown, merge two that are one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from pages import _hurry as hurry
from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import files
from pitchcheck.files import Format, Imported
from pitchcheck.merging import differences, joined, lookalikes
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pitchcheck.profile import Profile
    from pitchcheck.store import Saved

KINDS = ["csv", "json", "yaml", "yml"]
IMPORT, EXPORT, MERGE = "Import", "Export", "Merge duplicates"
READ = "many.read"
NAMES = {
    "prospect": "Name", "company": "Company", "industry": "Industry", "struggling_moment": "What happened",
    "shared_progress": "What both want", "price": "Price", "currency": "Currency", "stage": "Stage",
}  # fmt: skip


def toolbar() -> None:
    """What can be done with many: one at a time is open under the toolbar."""
    for name in (IMPORT, EXPORT, MERGE):
        st.button(name, key=f"many.{name}", on_click=_open, args=(name,))


def _open(name: str | None) -> None:
    st.session_state[shelf.MANY] = None if st.session_state.get(shelf.MANY) == name else name
    st.session_state.pop(READ, None)


def under(found: tuple[Saved[Profile], ...]) -> None:
    """What is open under the toolbar, if anything."""
    opened = st.session_state.get(shelf.MANY)
    if opened:
        with st.container(border=True, key="many"):
            {IMPORT: _import, EXPORT: _export, MERGE: _merge}[opened](found)


def owners(everyone: tuple[Saved[Profile], ...]) -> Mapping[str, set[str]]:
    """The ids of owners by the name they go by here; two team mates of one name are one choice."""
    mine = state.store().desk.someone.id
    found: dict[str, set[str]] = {}
    for one in everyone:
        found.setdefault(MINE if one.owner_id == mine else one.owner or "a team mate", set()).add(one.owner_id)
    return found


MINE = "me"


def _import(_: tuple[Saved[Profile], ...]) -> None:
    given = st.file_uploader(
        "A file of prospects: a table (CSV), JSON or YAML", type=KINDS, key="many.file", max_upload_size=8
    )
    st.download_button("An empty table to fill in", files.profile_template, "prospects.csv", key="many.template")
    if given is None:
        return
    try:
        read = _read(given.getvalue(), given.name)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
        return
    _problems(read)
    n = len(read.profiles)
    with st.container(horizontal=True):
        if read.profiles:
            some = f"Import the other {n:,}" if read.problems else f"Import {n:,}"
            st.button(some, type="primary", key="many.take", on_click=_take, args=(read,))
        st.button("Import nothing", key="many.nothing", on_click=_open, args=(None,))


@st.cache_data(show_spinner="Reading the file…", max_entries=4)
def _read(data: bytes, name: str) -> Imported:
    return files.read_profiles(data, name)


def _problems(read: Imported) -> None:
    if not read.problems:
        st.markdown(
            f"**{widgets.counted(len(read.profiles), 'prospect')}** can be read, and nothing is wrong in the file."
        )
        return
    rows = len({problem.row for problem in read.problems})
    st.markdown(
        f"**{rows} {'row is' if rows == 1 else 'rows are'} wrong.** The prospects in them are left out; "
        f"{widgets.counted(len(read.profiles), 'other')} can be read."
    )
    st.dataframe(
        [{"Row": one.row, "Column": one.column or "", "What is wrong": one.message} for one in read.problems],
        hide_index=True, key="many.problems", width="stretch",
        column_config={name: st.column_config.Column(width="small") for name in ("Row", "Column")},
    )  # fmt: skip


@hurry.once
def _take(read: Imported) -> None:
    try:
        saved = state.store().profiles.save_all(read.profiles)
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    _open(None)
    shelf.tell(f"{widgets.counted(len(saved), 'prospect')} imported.", ("import", [one.id for one in saved]))


def _export(found: tuple[Saved[Profile], ...]) -> None:
    st.markdown(f"**{widgets.counted(len(found), 'prospect')}**, as the filters below leave them.")
    values = [one.value for one in found]
    with st.container(horizontal=True):
        for form, words in ((Format.CSV, "Table (CSV)"), (Format.JSON, "JSON"), (Format.YAML, "YAML")):
            st.download_button(
                words, lambda form=form: files.write_profiles(values, form), f"prospects.{form}",
                key=f"many.export.{form}", disabled=not values, on_click="ignore",
            )  # fmt: skip


def _merge(found: tuple[Saved[Profile], ...]) -> None:
    by_id = {one.id: one for one in found}
    if len(by_id) < 2:
        st.markdown("There must be two to make one of them.")
        return
    pairs = lookalikes({key: one.value for key, one in by_id.items()})
    if pairs:
        st.markdown("These may be the same person:")
    with st.container(horizontal=True):
        for n, pair in enumerate(pairs[:6]):
            st.button(
                f"{called(by_id[pair[0]].value)} and {called(by_id[pair[1]].value)}",
                key=f"merge.pair {n}",
                on_click=_pick,
                args=pair,
            )
    left, right = st.columns(2)
    ids, names = list(by_id), widgets.told_apart({key: called(one.value) for key, one in by_id.items()})
    kept = left.selectbox("Keep", ids, format_func=names.__getitem__, key="merge.kept")
    rest = [key for key in ids if key != kept]
    other = right.selectbox("Put into it", rest, format_func=names.__getitem__, key="merge.other")
    _settle(by_id[kept], by_id[other])


def _pick(kept: str, other: str) -> None:
    st.session_state["merge.kept"], st.session_state["merge.other"] = kept, other


def _settle(kept: Saved[Profile], other: Saved[Profile]) -> None:
    for one in differences(kept.value, other.value):
        st.radio(
            NAMES[one.field], (0, 1), format_func=lambda n, one=one: widgets.plain(str((one.kept, one.other)[n])),
            key=f"merge.{one.field}", horizontal=True,
        )  # fmt: skip
    both = _joined(kept, other)
    new = len(both.statements) - len(kept.value.statements)
    st.markdown(
        f"One profile with **{widgets.counted(len(both.statements), 'statement')}**, {new} of them from the other. "
        "The other goes to the bin, and one click brings it back."
    )
    st.button("Make them one", type="primary", key="merge.do", on_click=_make_one, args=(kept, other))


def _joined(kept: Saved[Profile], other: Saved[Profile]) -> Profile:
    """Both as one, with what is picked now: a click can come before the page has drawn the last choice."""
    fields = (one.field for one in differences(kept.value, other.value))
    return joined(kept.value, other.value, [field for field in fields if st.session_state[f"merge.{field}"]])


@hurry.once
def _make_one(kept: Saved[Profile], other: Saved[Profile]) -> None:
    both = _joined(kept, other)
    try:
        one = state.store().profiles.join(kept, other, both)
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    _open(None)
    shelf.tell(f"{both.prospect} is one profile now.", one)


def called(one: Profile) -> str:
    """A prospect's name and company, as far as there is room."""
    return f"{widgets.short(one.prospect, 40)}{f', {widgets.short(one.company, 30)}' if one.company else ''}"
