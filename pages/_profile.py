"""One prospect: the board that is edited in place, what to ask next, details, the no's, and every version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _each as each
from pages import _hurry as hurry
from pages import _notes as notes
from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import files
from pitchcheck.files import Format
from pitchcheck.pitch import InputError
from pitchcheck.profile import Person, Profile, Stage, Statement, Tradeoff, Who
from pitchcheck.readiness import Ask, Readiness, readiness

if TYPE_CHECKING:
    from pitchcheck.store import Change, Saved

WHOLE = "board.whole"
"""Where it is kept that a statement was saved or removed, so that more than the board has to be drawn."""


def one(saved: Saved[Profile]) -> None:
    """The prospect that is open, top to bottom."""
    stands = readiness(saved.value, dt.datetime.now(dt.UTC).date())
    _toolbar(saved, stands)
    view = st.segmented_control(
        "View", shelf.VIEWS, key=shelf.VIEW, label_visibility="collapsed", required=True, width="content"
    )
    st.session_state[shelf.SHOWN] = (saved.id, view)
    views = {
        shelf.FROM_NOTES: notes.view, shelf.EACH: each.view, shelf.NOS: each.nos, shelf.DETAILS: _details,
        shelf.HISTORY: _history,
    }  # fmt: skip
    if view in views:
        views[view](saved)
    else:
        _board_view(saved, stands)


def _toolbar(saved: Saved[Profile], stands: Readiness) -> None:
    profile = saved.value
    # By the key of the list's toolbar, what stands in this one would move the list's buttons until all of it is drawn.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar.one"):
        st.button("All prospects", key="back", icon=":material/arrow_back:", on_click=shelf.open_one, args=(None,))
        about = ", ".join(filter(None, (profile.company, profile.stage and profile.stage.value)))
        about, name = widgets.short(about, 48), widgets.plain(widgets.short(profile.prospect, 44))
        with st.container(key="whose", width="stretch"):
            st.markdown(f"**{name}**" + (f" · {widgets.plain(about)}" if about else ""))
        with st.popover("More", key="more.menu"):
            _more(saved)
        if st.button("Pitch to them", type="primary", key="rehearse", disabled=not profile.statements):
            state.meet(profile)
            st.switch_page("pages/rehearse.py")


def _more(saved: Saved[Profile]) -> None:
    st.button("Duplicate", key="duplicate", on_click=_duplicate, args=(saved,), width="stretch")
    words = "Take out of the archive" if saved.archived else "Archive"
    st.button(words, key="archive", on_click=_archive, args=(saved,), width="stretch")
    if saved.deleted:
        st.button("Bring it back", key="undelete", on_click=_bring_back, args=(saved,), width="stretch")
    else:
        st.button("Delete", key="delete", on_click=_delete, args=(saved,), width="stretch")
    for form in Format:
        st.download_button(
            f"Download {form.value.upper()}", lambda form=form: files.write_profile(saved.value, form),
            f"prospect.{form}", key=f"download.{form}", on_click="ignore", width="stretch",
        )  # fmt: skip


@hurry.once
def _duplicate(saved: Saved[Profile]) -> None:
    copy = saved.value.model_copy(update={"prospect": f"{saved.value.prospect} (copy)"})
    shelf.open_one(state.store().profiles.save(copy).id)
    shelf.tell("This is the copy.")


def _archive(saved: Saved[Profile]) -> None:
    state.store().profiles.archive(saved.id, archived=not saved.archived)
    if not saved.archived:
        shelf.open_one(None)
        shelf.tell(f"{saved.value.prospect} is archived.", ("archive", (saved.id,)))


def _bring_back(saved: Saved[Profile]) -> None:
    state.store().profiles.undelete(saved.id)
    shelf.tell(f"{saved.value.prospect} is back on the list.")


def _delete(saved: Saved[Profile]) -> None:
    try:
        state.store().profiles.delete(saved.id)
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    shelf.open_one(None)
    shelf.tell(f"{saved.value.prospect} is deleted.", ("delete", (saved.id,)))


def _board_view(saved: Saved[Profile], stands: Readiness) -> None:
    left, right = st.columns([3, 1.25], gap="large")
    with left:
        _moment(saved.value)
        _board(saved.value)
    with right:
        widgets.asks(asks_data(stands), answered=lambda n: _answer(stands.asks[int(n)]))


def _moment(profile: Profile) -> None:
    shelf.field(
        st.text_area, "What happened that made them look?", "struggling_moment", profile.struggling_moment, height=68,
        max_chars=2000,
        placeholder="A time, a place, what set it off. In their words.",
    )  # fmt: skip


@st.fragment
def _board(profile: Profile) -> None:
    """The board; typing in it reruns no more than this."""
    widgets.profile(
        board_data(profile),
        typed=shelf.while_shown(shelf.typing),
        dropped=shelf.forget_typing,
        saved=_saved,
        removed=_removed,
    )
    if st.session_state.pop(WHOLE, False):
        st.rerun()


def _saved(said: dict[str, Any]) -> None:
    shelf.save_statement(said)
    st.session_state[WHOLE] = True


def _removed(statement: str) -> None:
    shelf.remove_statement(statement)
    st.session_state[WHOLE] = True


def board_data(profile: Profile) -> dict[str, Any]:
    """The board to edit: every statement with its force, what the editor opens with, what is said of typed words."""
    typed = st.session_state.get(shelf.TYPED)
    texts = [(one.text, one.force) for one in profile.statements]
    hints = shelf.worded([*texts, (typed["text"], typed["force"])] if typed else texts, profile)
    lines = [_line(one, hint) for one, hint in zip(profile.statements, hints, strict=False)]
    people = [*(person.name for person in profile.people), *(one.person for one in profile.statements if one.person)]
    return {
        "lines": lines,
        "people": list(dict.fromkeys(people)),
        "open": shelf.to_open(),
        "typed": {"text": typed["text"], "hint": _hint(hints[-1])} if typed else None,
    }


def _line(one: Statement, hint: Any) -> dict[str, Any]:
    said = ", ".join(
        filter(None, (one.person or one.who.value, one.source, f"{one.said_on:%-d %b %Y}" if one.said_on else None))
    )
    return {**one.model_dump(mode="json"), "says": said, "hint": _hint(hint)}


def _hint(found: Any) -> dict[str, str] | None:
    return found and {"words": found.words, "question": found.question}


def asks_data(stands: Readiness) -> dict[str, Any]:
    """What is known, and what to ask next."""
    needed = sum(ask.needed for ask in stands.asks)
    standing = "Ready to pitch" if stands.ready else f"Ask {widgets.counted(needed, 'question')} before you pitch"
    asks = [
        {"n": n, "missing": ask.missing, "question": ask.question, "needed": ask.needed}
        for n, ask in enumerate(stands.asks)
    ]
    return {"stand": standing, "known": stands.known, "of": stands.of, "asks": asks}


def _answer(ask: Ask) -> None:
    """Open the place where the answer goes: a statement on the board, or the details."""
    if ask.slug in ("moment",):
        shelf.tell("Write it under “What happened that made them look?”, in their words.")
    elif ask.slug in ("tradeoff", "stage"):
        st.session_state[shelf.VIEW] = shelf.DETAILS
    else:
        about = {one.id: one for one in st.session_state[shelf.SEEN].value.statements}.get(ask.statement or "")
        fresh = {"id": None, "force": (ask.force or "push"), "who": ask.who or Who.BUYER}
        values = about.model_dump(mode="json") if about else fresh
        st.session_state[shelf.TYPED] = None
        st.session_state[shelf.ASKED] = {**values, "n": dt.datetime.now(dt.UTC).isoformat()}


def _details(saved: Saved[Profile]) -> None:
    """Who they are, where they stand, what they would give up. Every change is saved as it is made."""
    profile = saved.value
    left, right = st.columns(2, gap="large")
    with left:
        shelf.field(st.text_input, "Name", "prospect", profile.prospect, max_chars=200)
        shelf.field(st.text_input, "Company", "company", profile.company or "", max_chars=200)
        stage, industry = st.columns(2)
        stages = [shelf.UNKNOWN, *(stage.value for stage in Stage)]
        shelf.field(stage.selectbox, "Stage", "stage", stages.index(profile.stage or shelf.UNKNOWN), options=stages)
        shelf.field(industry.text_input, "Industry", "industry", profile.industry or "", max_chars=100)
        price, currency = st.columns([2, 1])
        shelf.field(
            price.number_input, "Price", "price", profile.price, min_value=0.01, placeholder="not known",
        )  # fmt: skip
        shelf.field(currency.text_input, "Currency", "currency", profile.currency, max_chars=8)
        shelf.field(
            st.text_input, "Our own names for it", "product_terms", ", ".join(profile.product_terms),
            help="Product and feature names, with commas between them. They are caught when they slip into a quote.",
        )  # fmt: skip
    with right:
        st.markdown("People")
        whos = st.column_config.SelectboxColumn("Who", options=[who.value for who in Who])
        _rows(saved, "people", Person, {"name": "Name", "who": whos, "title": "Title"}, needs=("name", "who"))
        st.markdown("What would they give up, and for what?")
        columns = {"give_up": "They would give up", "in_return": "In return for"}
        _rows(saved, "tradeoffs", Tradeoff, columns, needs=("give_up", "in_return"))


def _rows(
    saved: Saved[Profile], field: str, model: type[Person | Tradeoff], columns: dict[str, Any], needs: tuple[str, ...]
) -> None:
    """A table whose whole rows are saved as they are typed; one that lacks what it needs waits for the rest.

    The table goes on from what it was opened with, so that typing is not interrupted by each save. It is opened anew
    where something else changed those rows: another view, another person.
    """
    now = [one.model_dump(mode="json") for one in getattr(saved.value, field)]
    held = st.session_state.get(f"details.{field}")
    if held is None or held["of"] != saved.id or held["kept"] != now:
        held = {"of": saved.id, "base": now or [dict.fromkeys(columns)], "kept": now, "since": saved.version}
        st.session_state[f"details.{field}"] = held
    typed = st.data_editor(
        held["base"], key=f"{field} {saved.id} {held['since']}", num_rows="dynamic", hide_index=True,
        column_config=columns, placeholder="",
    )  # fmt: skip
    cells = ({key: _cell(row.get(key)) for key in columns} for row in typed)
    begun = [row for row in cells if any(row.values())]
    whole = [row for row in begun if all(row[key] for key in needs)]
    if len(whole) < len(begun):
        st.caption("A row is kept once its first two cells are filled in.")
    if whole != held["kept"]:
        held["kept"] = whole
        shelf.change(
            lambda profile: profile.model_copy(update={field: tuple(model.model_validate(row) for row in whole)})
        )
        st.rerun()


def _cell(given: object) -> str | None:
    """A cell as the profile keeps it, without spaces around it: what was typed would else never be what is kept."""
    return given.strip() or None if isinstance(given, str) else None


def _history(saved: Saved[Profile]) -> None:
    """Every version, newest first: who changed what when, and back again."""
    for revision in state.store().profiles.history(saved.id):
        with st.container(border=True, key=f"version {revision.version}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            who = widgets.plain(revision.by or "somebody")
            things = widgets.counted(len(revision.changes), "thing")
            did = "started the profile" if revision.version == 1 else f"changed {things}"
            left.markdown(f"**{who}** {did} · {revision.at:%-d %b %Y, %H:%M}")
            if revision.version != saved.version:
                right.button(
                    "Go back to this", key=f"back {revision.version}", on_click=_go_back, args=(saved, revision.version)
                )
            if revision.version > 1:
                left.markdown("  \n".join(told(change) for change in revision.changes[:12]))


NAMES = {
    "statements": "statement", "people": "person", "struggling_moment": "what happened", "tradeoffs": "tradeoffs",
    "product_terms": "our own names", "shared_progress": "what both want", "prospect": "name", "person": "name",
    "said_on": "day", "verbatim": "in their own words", "handling": "what happened then", "text": "words",
    "answers": "what customers said", "raises": "what it raises", "wordings": "other ways we say it",
}  # fmt: skip
"""What the parts of a profile and of a catalogue are called in the history, where not by their own names."""
FACTS = ("force", "who", "text", "name", "title", "give_up", "in_return", "reason", "handling")
"""What a statement, a person, a tradeoff, a feature or a phrase is told by."""
MOST_TOLD = 6
"""Things of one list that are told of one change."""


def told(change: Change) -> str:
    """One change in words."""
    return _became(NAMES.get(change.field, change.field), change.before, change.after)


def _became(name: str, before: Any, after: Any) -> str:
    """What came and what went; of what is there before and after, only that which differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {key: value for key, value in after.items() if before.get(key) == value}
        fields = [key for key in dict.fromkeys([*after, *before]) if key not in kept]
        inside = (_became(NAMES.get(key, key), before.get(key), after.get(key)) for key in fields)
        return "; ".join([f"{name}: {_shown(kept)}", *inside])
    if isinstance(before, list) and isinstance(after, list) and before and after:
        return f"{name}: {_listed(before, after)}"
    was, now = _shown(before), _shown(after)
    if not was:
        return f"{name}: added {now}"
    return f"{name}: took out {was}" if not now else f"{name}: {was} → {now}"


def _listed(before: list[Any], after: list[Any]) -> str:
    """What came to a list, what went from it, and what of it is not as it was."""
    old, new = ({_shown(one): one for one in some} for some in (before, after))
    lines = [f"added {one}" for one in new if one not in old]
    lines += [f"took out {one}" for one in old if one not in new]
    lines += [_became("changed", old[one], new[one]) for one in new if one in old and old[one] != new[one]]
    return _some(lines) or "in another order"


def _some(lines: list[str]) -> str:
    more = [f"and {len(lines) - MOST_TOLD} more"] if len(lines) > MOST_TOLD else []
    return "; ".join([*lines[:MOST_TOLD], *more])


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        facts = (value.get(key) for key in FACTS)
        return widgets.plain(widgets.short(", ".join(str(fact) for fact in facts if fact), 160))
    if isinstance(value, list):
        return _some([_shown(one) for one in value])
    return widgets.plain(widgets.short(str(value), 160))


def _go_back(saved: Saved[Profile], version: int) -> None:
    try:
        now = state.store().profiles.go_back(saved, to=version)
    except InputError as problem:
        st.session_state[shelf.PROBLEM] = str(problem)
        return
    shelf.tell(f"Version {version} stands again.", ("change", (saved.id, str(saved.version), str(now.version))))
