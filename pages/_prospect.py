"""The form of a prospect, in a dialog: filled in, pasted, uploaded, or picked from those saved.

What stands in the form is kept as a draft at every change, so that closing the dialog loses nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from pages import _reader as reader
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import files
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Profile, Who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pitchcheck.judge import Found

FILLED_IN = {"prospect", "company", "struggling_moment", "statements", "tradeoffs", "price", "currency"}
WAYS = ("Fill in", "Paste", "Upload", "Saved")
KINDS = ["yaml", "yml", "json", "csv"]
SHOWN = ("text", "force", "who")
OPEN, READING, TOLD, PROBLEM = "prospect.shown", "prospect.reading", "prospect.told", "prospect.problem"
FOUND = "prospect.found"
LOOK = 0.25
"""Seconds between two looks at how far a model is."""
UNSEEN = (
    "The embedded judge read this. A language model reads notes once you have seen what is sent: "
    "on Prospects, open somebody and choose From notes."
)
EMPTY = "There is nothing here yet; paste what they said, or your notes of it."
NOTHING = "Nothing in these notes sounds like something they said. Fill it in, in their words."
CHECK = "Check each: the words, the force, and who said it."
PASTE_HELP = "A profile file (YAML, JSON or CSV), or your notes as they are: what they said is found for you to check."


def _closed() -> None:
    st.session_state[OPEN] = False


@st.dialog("Who is this for?", width="large", on_dismiss=_closed)
def dialog() -> None:
    """Change the prospect. Nothing changes on the page until the main button of a tab is pressed."""
    _awaited()
    above = widgets.now_and_then()
    if told := st.session_state.get(TOLD):
        above.warning(widgets.plain(told))
    st.session_state.setdefault("prospect.way", WAYS[0])
    way = st.segmented_control("How", WAYS, key="prospect.way", label_visibility="collapsed", on_change=_no_problem)
    {"Paste": _paste, "Upload": _upload, "Saved": _saved}.get(way or WAYS[0], _fill_in)()


def open_form() -> None:
    """Open the dialog on the draft that is there, or else on the prospect in use."""
    remembered = st.session_state
    if not remembered.get(state.DRAFT):
        remembered[state.DRAFT] = form_of(remembered[state.PROFILE])
    _refresh()
    _untold()
    st.session_state[OPEN] = True
    dialog()


def go_on() -> None:
    """Show it again where it was left open: a run of the whole page, as after a claim that a model read, closes it."""
    if st.session_state.get(OPEN):
        dialog()


def _refresh() -> None:
    """Give the form's widgets new keys, so that they start from the draft."""
    st.session_state[state.OPENED] = st.session_state.get(state.OPENED, 0) + 1
    st.session_state["prospect.base"] = st.session_state[state.DRAFT]


def form_of(profile: Profile) -> dict[str, Any]:
    """A profile as the form holds it; what the form does not show is carried along in ``rest``."""
    return {
        "prospect": profile.prospect,
        "company": profile.company or "",
        "struggling_moment": profile.struggling_moment,
        "statements": [one.model_dump(mode="json") for one in profile.statements],
        "tradeoffs": [one.model_dump(mode="json") for one in profile.tradeoffs],
        "price": profile.price,
        "currency": profile.currency,
        "rest": profile.model_dump(mode="json", exclude=FILLED_IN),
    }


def profile_of(form: dict[str, Any]) -> Profile:
    """The profile a form holds. Raises InputError, in one sentence, where something is missing."""
    statements = [one for one in form["statements"] if (one.get("text") or "").strip()]
    if not form["prospect"].strip():
        raise InputError("Give the prospect a name, so that you find them again.")
    if not statements:
        raise InputError("Add at least one thing the prospect said, in their own words.")
    if unsorted := next((one for one in statements if not one.get("force")), None):
        raise InputError(f"Choose a force for “{widgets.short(unsorted['text'], 60)}”.")
    plain = {key: value for key, value in form.items() if key != "rest"} | form["rest"]
    plain |= {
        "company": form["company"].strip() or None,
        "statements": [{key: value for key, value in one.items() if value is not None} for one in statements],
        "tradeoffs": [one for one in form["tradeoffs"] if one.get("give_up") and one.get("in_return")],
        "currency": form["currency"].strip() or "USD",
    }
    try:
        return Profile.model_validate(plain)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise InputError(f"{' '.join(str(part) for part in first['loc']) or 'The form'}: {first['msg']}.") from None


def _fill_in() -> None:
    base, tag = st.session_state["prospect.base"], st.session_state[state.OPENED]
    left, right = st.columns(2)
    form = dict(base)
    form["prospect"] = left.text_input("Prospect", base["prospect"], key=f"prospect.name {tag}", max_chars=200)
    form["company"] = right.text_input("Company", base["company"], key=f"prospect.company {tag}", max_chars=200)
    form["struggling_moment"] = st.text_area(
        "What happened that made them look?",
        base["struggling_moment"],
        key=f"prospect.moment {tag}",
        height=80,
        help="A time, a place, a trigger: the struggling moment.",
    )
    form["statements"] = _statements(base["statements"], tag)
    form["tradeoffs"] = _tradeoffs(base["tradeoffs"], tag)
    left, right = st.columns(2)
    form["price"] = left.number_input(
        "Price",
        min_value=0.01,
        value=base["price"],
        key=f"prospect.price {tag}",
        placeholder="Leave it out, or type it",
    )
    form["currency"] = right.text_input("Currency", base["currency"], key=f"prospect.currency {tag}", max_chars=8)
    st.session_state[state.DRAFT] = form
    state.keep_drafts()
    _use(form)


def _use(form: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        use = st.button("Use this prospect", type="primary", key="prospect.use")
        save = st.button("Use and save", key="prospect.save", help="Saved prospects can be picked again.")
        beside = st.container(width="stretch")  # what stands below the buttons is below the window's edge
    if not use and not save:
        return
    try:
        profile = profile_of(form)
        if save:
            profile = state.save_profile(profile)
    except InputError as problem:
        beside.error(widgets.plain(str(problem)))
        return
    _meet(profile)


def _meet(profile: Profile) -> None:
    state.meet(profile)
    _closed()
    st.rerun()


def _statements(base: list[dict[str, Any]], tag: int) -> list[dict[str, Any]]:
    st.markdown("What they said, in their own words")
    if found := st.session_state.get(FOUND):
        st.info(found)
    rows = st.data_editor(
        [{key: one.get(key) for key in SHOWN} | {"row": n} for n, one in enumerate(base)]
        or [{"force": None, "who": "buyer", "text": None, "row": None}],
        key=f"prospect.statements {tag}",
        num_rows="dynamic",
        column_order=SHOWN,
        hide_index=True,
        placeholder="",
        height=300,
        column_config={
            "force": st.column_config.SelectboxColumn("Force", options=[force.value for force in Force], width=110),
            "who": st.column_config.SelectboxColumn(
                "Who", options=[who.value for who in Who], default="buyer", width=120
            ),
            "text": st.column_config.TextColumn("They said", width="large", max_chars=2000),
        },
    )
    return [_kept(row, base) for row in rows]


def _kept(row: dict[str, Any], base: list[dict[str, Any]]) -> dict[str, Any]:
    """The row over the statement it was made from, so that what the grid does not show stays."""
    place = row.get("row")
    before = base[int(place)] if place is not None and place == place else {}  # noqa: PLR0124 - an added row holds NaN
    return {**before, "force": row.get("force"), "who": row.get("who") or "buyer", "text": row.get("text")}


def _tradeoffs(base: list[dict[str, Any]], tag: int) -> list[dict[str, Any]]:
    with st.expander("What would they give up, and for what?"):
        rows = st.data_editor(
            base or [{"give_up": None, "in_return": None}],
            key=f"prospect.tradeoffs {tag}",
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config={"give_up": "They would give up", "in_return": "In return for"},
        )
    return list(rows)


def _paste() -> None:
    st.text_area("Paste", key="prospect.pasted", height=260, placeholder=PASTE_HELP, label_visibility="collapsed")
    st.caption(PASTE_HELP)
    _problem()
    st.button("Read it", type="primary", key="prospect.read", on_click=_take_pasted)


def _upload() -> None:
    given = st.file_uploader("A profile file", type=KINDS, key="prospect.file", max_upload_size=5)
    _problem()
    with st.container(horizontal=True):
        st.button("Open it", type="primary", key="prospect.open", on_click=_take_file, disabled=given is None)
        st.download_button(
            "An empty table for a spreadsheet", files.profile_template, "profile.csv", key="prospect.template"
        )


def _problem() -> None:
    if problem := st.session_state.get(PROBLEM):
        st.error(widgets.plain(problem))


def _no_problem() -> None:
    """What one way could not take is nothing to the others."""
    st.session_state[PROBLEM] = None


def _take_pasted() -> None:
    pasted = st.session_state["prospect.pasted"]
    if not pasted.strip():
        _untold()
        st.session_state[PROBLEM] = EMPTY
        return
    _take(pasted.encode("utf-8", "replace"), "What you pasted", notes=pasted)


def _take_file() -> None:
    given = st.session_state["prospect.file"]
    _take(given.getvalue(), given.name)


def _take(data: bytes, name: str, notes: str = "") -> None:
    """Put what was given into the form, to be checked there; say in one sentence why it cannot be."""
    _untold()
    try:
        form = form_of(files.read_profile(data, name))
    except InputError as problem:
        _take_notes(notes, str(problem))
    else:
        _put(form)


def _untold() -> None:
    """What was told is told until something else is tried: a run that is broken off would lose it."""
    st.session_state[PROBLEM] = st.session_state[TOLD] = st.session_state[FOUND] = None


def _put(form: dict[str, Any]) -> None:
    st.session_state[state.DRAFT] = form
    st.session_state["prospect.way"] = WAYS[0]
    _refresh()


def _take_notes(notes: str, problem: str) -> None:
    """Have notes read by the judge in force; where they are none, the problem is that they are no profile either."""
    if notes.strip() and reader.by_a_model() and reader.agreed(reader.NOTES):
        st.session_state[READING] = notes
        return
    found = state.judge().statements(notes) if notes.strip() else ()
    if not found:
        st.session_state[PROBLEM] = problem
        return
    if reader.by_a_model():
        st.session_state[TOLD] = UNSEEN
    _put_found(found)


def _awaited() -> None:
    """The language model reads what was pasted; whoever closes the dialog meanwhile has it read on."""
    notes = st.session_state.get(READING)
    if notes is None:
        return
    if not reader.by_a_model():
        _by_the_embedded(notes)
        return
    at_work = reader.beside("prospect", notes, st.session_state[state.PROFILE], lambda judge: judge.statements(notes))
    place = st.empty()
    with place.container():
        told = st.empty()
        st.button("Let the embedded judge find it", key="prospect.embedded", on_click=_by_the_embedded, args=(notes,))
        while not at_work.finished:
            told.markdown(at_work.told)
            time.sleep(LOOK)
    place.empty()
    if at_work.found is None:
        st.session_state[TOLD] = reader.instead(at_work.problem)
    _read_by(notes, at_work.found)


def _by_the_embedded(notes: str) -> None:
    _read_by(notes, None)


def _read_by(notes: str, found: Sequence[Found] | None) -> None:
    """Put what a model found into the form, or what the embedded judge finds where none read."""
    reader.forget("prospect")
    del st.session_state[READING]
    found = state.judge().statements(notes) if found is None else found
    if found:
        _put_found(found)
    else:
        st.session_state[PROBLEM] = NOTHING


def _put_found(found: Sequence[Found]) -> None:
    """Put it into the form, and say how much it is: of a long grid only the first rows are in sight."""
    st.session_state[FOUND] = f"{widgets.counted(len(found), 'statement')} found in the notes. {CHECK}"
    _put(_form_of_notes(found))


def _form_of_notes(found: Sequence[Found]) -> dict[str, Any]:
    return {
        "prospect": "",
        "company": "",
        "struggling_moment": "",
        "statements": [{"force": one.force.value, "who": one.who.value, "text": one.text} for one in found],
        "tradeoffs": [],
        "price": None,
        "currency": "USD",
        "rest": {},
    }


def _saved() -> None:
    known = state.saved_profiles()
    if not known:
        st.markdown("You have saved nobody yet. Fill in a prospect and choose **Use and save**.")
        return
    names = widgets.told_apart({one.id: one.value.full_name for one in known})
    picked = st.selectbox("Saved prospects", list(names), format_func=names.__getitem__, key="prospect.picked")
    profile = next(one.value for one in known if one.id == picked)
    if st.button("Use this prospect", type="primary", key="prospect.pick"):
        _meet(profile)
