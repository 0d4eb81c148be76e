"""What the Prospects page remembers, and every change it makes to a saved profile.

A change is saved at once and is one version of the history, so nothing typed is lost and everything can be taken
back. Where somebody else saved in between, both changes are kept if they touch different things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pages import _state as state
from pitchcheck.files import explained
from pitchcheck.merging import free
from pitchcheck.pitch import InputError
from pitchcheck.profile import Profile, Stage, Statement
from pitchcheck.store import Conflict, Missing
from pitchcheck.wording import Wording, sellers_words

if TYPE_CHECKING:
    from pitchcheck.store import Joined, Saved

OPENED = "prospects.opened"
VIEW = "prospects.view"
SEEN = "prospects.seen"
SHOWN = "prospects.shown"
PROBLEM = "prospects.problem"
TOLD = "prospects.told"
UNDO = "prospects.undo"
TYPED = "prospects.typed"
ASKED = "prospects.asked"
NOTES = "prospects.notes"
MANY = "prospects.many"

BOARD, FROM_NOTES, EACH, NOS, DETAILS, HISTORY = (
    "Board", "From notes", "Each of them", "The no’s", "Details", "History",
)  # fmt: skip
SHORT_CLAIM = 4
"""Words up to which a claim of the pitch is a name that somebody could repeat."""
VIEWS = (BOARD, FROM_NOTES, EACH, NOS, DETAILS, HISTORY)
UNKNOWN = "not known"
EMPTY = {"prospect": "", "struggling_moment": "", "shared_progress": "", "currency": "USD"}
"""What a field is kept as that somebody emptied; any other is nothing then."""
FIELDS = ("force", "who", "person", "text", "strength", "verbatim", "said_on", "source", "reason", "handling")


def open_one(saved_id: str | None, view: str = BOARD) -> None:
    """Open a prospect, or with None go back to the list."""
    for key in (TYPED, ASKED, SEEN, SHOWN, PROBLEM):
        st.session_state.pop(key, None)
    st.session_state[OPENED], st.session_state[VIEW] = saved_id, view
    st.session_state[UNDO] = None
    st.query_params.clear()
    if saved_id:
        st.query_params["prospect"] = saved_id


def arrive() -> None:
    """Follow a link to a prospect or to a view, or the browser's Back to the list; else what was open stays open."""
    linked = st.query_params.get("prospect")
    if linked != st.session_state.get(OPENED) and (linked or _went_back()):
        open_one(linked)
    wanted = st.query_params.get("view")
    named = {view.lower().replace(" ", "-").replace("’", ""): view for view in VIEWS}
    if wanted in named:
        st.session_state[VIEW] = named[wanted]
        del st.query_params["view"]
        if not st.session_state.get(OPENED):
            st.session_state[OPENED] = _on_the_desk()
            if st.session_state[OPENED] is None:
                tell("Save the prospect on Rehearse first. Then what they said, and their no’s, are here.")
    st.session_state.setdefault(OPENED, None)
    st.session_state.setdefault(VIEW, BOARD)


def _went_back() -> bool:
    """Whether the browser's Back or Forward asked for this run: then the address says all that should be open."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _on_the_desk() -> str | None:
    """The saved prospect of the name and company of the one on Rehearse; of the name alone, where only one has it."""
    state.start()
    here, saved = st.session_state[state.PROFILE], state.saved_profiles()
    named = [one for one in saved if one.value.prospect == here.prospect]
    same = [one for one in named if one.value.company == here.company]
    found = same or (named if len(named) == 1 else [])
    return found[0].id if found else None


def current() -> Saved[Profile] | None:
    """The prospect that is open, as it now stands; None where the list is shown."""
    opened = st.session_state.get(OPENED)
    if not opened:
        return None
    try:
        st.session_state[SEEN] = state.store().profiles.get(opened)
    except Missing as gone:
        open_one(None)
        st.session_state[PROBLEM] = str(gone)
        return None
    return st.session_state[SEEN]


def while_shown(call: Callable[..., None]) -> Callable[..., None]:
    """``call``, for as long as this view of this prospect is on the page.

    Until the next one is drawn whole, the browser still sends what stands in the boxes of the one before, which
    Streamlit takes for a change: it is nothing to whoever is open by then, nor to what stands again by then.
    """
    here = st.session_state[SHOWN]

    def called(*args: Any) -> None:
        if st.session_state.get(SHOWN) == here:
            call(*args)

    return called


def change(make: Callable[[Profile], Profile], *, adds: bool = False) -> bool:
    """Save what ``make`` makes of the prospect as it was shown; False, with the problem said, where it cannot be.

    What only ``adds`` something is made again of what somebody else saved in between: two additions never clash.
    """
    seen: Saved[Profile] = st.session_state[SEEN]
    st.session_state[PROBLEM] = None
    try:
        new = Profile.model_validate(make(seen.value).model_dump(warnings=False))
        st.session_state[SEEN] = state.store().profiles.save(new, seen)
    except Conflict as clash:
        both = make(clash.theirs.value) if adds else clash.merged
        return _both(clash, both)
    except ValidationError as broken:
        st.session_state[PROBLEM] = f"This could not be saved: {explained(broken.errors(include_url=False)[0])}."
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)
    else:
        return True
    return False


def _both(clash: Conflict, both: Profile | None) -> bool:
    mine = clash.theirs.changed_by == state.store().desk.someone.name
    who = "You, in another window," if mine else clash.theirs.changed_by or "Somebody"
    if both is None:
        st.session_state[SEEN] = clash.theirs
        st.session_state[PROBLEM] = f"{who} changed the same thing meanwhile. Nothing was overwritten."
        return False
    st.session_state[SEEN] = state.store().profiles.save(Profile.model_validate(both.model_dump()), clash.theirs)
    tell(f"{who} saved another change meanwhile. Both are kept.")
    return True


def field(widget: Callable[..., Any], label: str, name: str, value: Any, **more: Any) -> None:
    """A widget whose value is saved as soon as it changes, by the key it was drawn with.

    The key is new with every version, so that the widget shows what stands now.
    """
    seen: Saved[Profile] = st.session_state[SEEN]
    given, key = {"index": value} if "options" in more else {"value": value}, f"{name} {seen.id} {seen.version}"
    widget(label, **given, key=key, on_change=while_shown(_keep), args=(name, key), **more)


def _keep(name: str, key: str) -> None:
    value = as_kept(name, st.session_state[key])
    change(lambda profile: profile.model_copy(update={name: value}))


def as_kept(name: str, given: Any) -> Any:
    """What stands in a field as the profile keeps it, or a statement of it."""
    said = given.strip() if isinstance(given, str) else given
    if name == "stage":
        return None if said == UNKNOWN else Stage(said)
    if name == "product_terms":
        return tuple(term.strip() for term in said.split(",") if term.strip())
    return said or EMPTY.get(name)


def tell(text: str, undo: tuple[str, Sequence[str]] | Joined | None = None) -> None:
    """Say at the top of the page what was done; ``undo`` is what a click takes back: what was done, and to whom."""
    st.session_state[TOLD] = text
    st.session_state[UNDO] = undo


def with_statement(profile: Profile, said: Mapping[str, Any]) -> Profile:
    """The profile with a statement as the editor tells it: over the one with its id, or as a new one at the end."""
    told = {field: said.get(field) for field in FIELDS if said.get(field) not in (None, "")}
    before = {one.id: one for one in profile.statements}
    known = before[said["id"]].model_dump() if said.get("id") in before else {"id": free(before)}
    cleared = {field: None for field in ("person", "said_on", "source", "reason", "handling") if said.get(field) == ""}
    new = Statement.model_validate({**known, **cleared, **told})
    kept = [new if one.id == new.id else one for one in profile.statements]
    return profile.model_copy(update={"statements": tuple(kept if new.id in before else [*kept, new])})


def without_statement(profile: Profile, statement: str) -> Profile:
    """The profile without the statement of that id."""
    return profile.model_copy(update={"statements": tuple(one for one in profile.statements if one.id != statement)})


def save_statement(said: Mapping[str, Any]) -> None:
    """Save a statement from the editor; where it cannot be, what was typed stays in the editor."""
    if change(lambda profile: with_statement(profile, said), adds=not said.get("id")):
        forget_typing()
        return
    st.session_state[TYPED] = None
    st.session_state[ASKED] = {**said, "n": dt.datetime.now(dt.UTC).isoformat()}
    theirs = {one.id: one.text for one in st.session_state[SEEN].value.statements}.get(str(said.get("id")))
    if theirs and theirs != said.get("text"):
        st.session_state[PROBLEM] += f" It now says “{theirs}”. Yours is in the editor: save it again, or cancel."


def remove_statement(statement: str) -> None:
    """Take a statement out; the history brings it back."""
    seen = st.session_state[SEEN]
    if change(lambda profile: without_statement(profile, statement)):
        forget_typing()
        tell("Taken out.", ("change", (seen.id, str(seen.version), str(st.session_state[SEEN].version))))


def typing(said: Mapping[str, Any]) -> None:
    """Keep what is being typed, and look at its words.

    What the page opened before they typed is done with; what they asked for since, their browser has not ``seen`` yet.
    """
    if said.get("seen") == (st.session_state.get(ASKED) or {}).get("n"):
        st.session_state[ASKED] = None
    st.session_state[TYPED] = dict(said)
    state.store().drafts.keep(_draft_key(), dict(said))


def forget_typing(_: object = None) -> None:
    """The editor was closed."""
    st.session_state[TYPED] = st.session_state[ASKED] = None
    state.store().drafts.drop(_draft_key())


def _draft_key() -> str:
    return f"prospects/{st.session_state[OPENED]}"


def to_open() -> dict[str, Any] | None:
    """What the editor should open with: the question that is being answered, or what was typed before one left."""
    if asked := st.session_state.get(ASKED):
        return dict(asked)
    if typed := st.session_state.get(TYPED):
        return {**typed, "n": "draft"}
    draft = state.store().drafts.get(_draft_key())
    return {**draft.value, "n": "draft"} if draft and isinstance(draft.value, dict) else None


def undo() -> None:
    """Take back what was last done: a delete, a merge, an archive, a change; whole, or not at all with the reason."""
    done = st.session_state.get(UNDO)
    if not done:
        return
    try:
        if isinstance(done, tuple):
            _take_back(*done)
        else:
            state.store().profiles.part(done)
    except Conflict:
        st.session_state[PROBLEM] = "Somebody changed the same thing since. Nothing was taken back: see the history."
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)
    else:
        tell("Taken back.")


def _take_back(what: str, ids: Sequence[str]) -> None:
    profiles = state.store().profiles
    if what == "delete":
        for one in ids:
            profiles.undelete(one)
    elif what == "import":
        for one in ids:
            profiles.delete(one)
    elif what == "archive":
        profiles.archive(ids[0], archived=False)
    else:
        _change_back(ids[0], before=int(ids[1]), after=int(ids[2]))


def _change_back(saved_id: str, before: int, after: int) -> None:
    """Take one change back; what was changed after it stays, where it is about something else."""
    profiles = state.store().profiles
    try:
        profiles.go_back(profiles.get(saved_id).model_copy(update={"version": after}), to=before)
    except Conflict as clash:
        if clash.merged is None:
            raise
        profiles.save(clash.merged, clash.theirs)


def worded(texts: Sequence[tuple[str, Any]], profile: Profile) -> list[Wording | None]:
    """For each (text, force) the seller's words in it with the question behind them, or None."""
    terms = own_terms(profile)
    return [sellers_words(text, force, terms, judged=judged(text, terms)) for text, force in texts]


@st.cache_data(show_spinner=False, max_entries=5_000)
def judged(text: str, terms: tuple[str, ...] = ()) -> bool:
    """Whether the judge takes it to be in the seller's words; one at a time, so that a keystroke asks of that alone."""
    return bool(state.judge().product_worded([text], terms)[0])


def own_terms(profile: Profile) -> tuple[str, ...]:
    """Names of our own: the profile's product terms, the catalogue's product and features, the pitch's short claims."""
    catalogue = st.session_state.get(state.CATALOGUE)
    names = (catalogue.product, *(name for one in catalogue.features for name in one.said())) if catalogue else ()
    review = st.session_state.get(state.READ, (None, None))[1]
    claims = [reading.claim.text for reading in review.readings] if review else []
    phrases = (text for text in claims if len(text.split()) <= SHORT_CLAIM)
    return tuple(dict.fromkeys((*profile.product_terms, *names, *phrases)))
