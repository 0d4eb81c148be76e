"""The sample team in the app: offered on the first run, said on every page while it is there, removed with a click.

The reader wants to know: is this mine or made up, whose eyes do I look through, and how do I get rid of it. Only
without sign-in, on one person's own machine: nobody else is ever shown invented people.
"""

from __future__ import annotations

import streamlit as st

from pages import _signin as signin
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import demo
from pitchcheck.pitch import InputError
from pitchcheck.store import Role, Store

AS = "demo.as"
HERE = "demo.here"
PROBLEM = "demo.problem"
COACH = "The coach"


@st.cache_resource(show_spinner=False, max_entries=1)
def _opened(mark: int) -> Store:
    return Store.open(demo.settings_of(signin.settings()))


def _everybody() -> Store | None:
    """The sample team's store, where this machine shows it; opened anew where it was made anew."""
    settings = signin.settings()
    mark = None if settings.sign_in else demo.mark(settings)
    return None if mark is None else _opened(mark)


def store() -> Store | None:
    """The sample team's store, as whoever was picked in the bar sees it; None where your own is shown."""
    everybody = _everybody()
    if everybody is None:
        return None
    seen, who = st.session_state.get(HERE), st.session_state.get(AS)
    if seen is None or seen.database is not everybody.database or who not in (None, seen.desk.someone.id):
        seen = everybody.as_(who or _people(everybody)[COACH])
        st.session_state[HERE] = seen
    return seen


def _people(everybody: Store) -> dict[str, str]:
    """Whose eyes one can look through: the coach, then the reps; name → id."""
    known = [one for one in everybody.people.all() if one.email]
    coach = next(one for one in known if Role.COACH in one.roles)
    return {COACH: coach.id} | {one.name: one.id for one in known if one is not coach}


def bar() -> None:
    """On every page, while the sample team is shown: what this is, as whom, and how to leave."""
    everybody = _everybody()
    if everybody is None:
        return
    people = _people(everybody)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="demo"):
        st.markdown("**Sample team.** Invented people; what you do here goes with it.", width="stretch")
        ids = list(people.values())
        st.selectbox(
            "Look as", ids, format_func=dict(zip(ids, people, strict=True)).__getitem__, key=AS, width=220,
            label_visibility="collapsed", on_change=_sit_down,
        )  # fmt: skip
        st.button("Remove it", key="demo.remove", on_click=_remove)


def _sit_down() -> None:
    """Somebody else's eyes: nothing that lay on the desk before stays on it.

    Nobody's, where the bar is gone: until the page is drawn whole, the browser still sends what stood in it.
    """
    if _everybody() is not None:
        chosen = st.session_state[AS]
        _forget()
        st.session_state[AS] = chosen


def _remove() -> None:
    everybody = _everybody()
    if everybody is not None:
        everybody.close()
    _forget()
    demo.remove(signin.settings())
    st.toast("The sample team is gone. This is your own desk again.")


def _forget() -> None:
    """Nothing of one desk may be found on the other.

    But for the count of what was laid on it: by that a browser knows that the words it shows are of the desk before.
    """
    drawn = st.session_state.get(state.REVISION, 0)
    for key in list(st.session_state):
        del st.session_state[key]
    st.session_state[state.REVISION] = drawn + 1


def offer() -> None:
    """A click that makes the sample team, with how far it is; nothing where it is there, or where people sign in."""
    settings = signin.settings()
    if settings.sign_in or demo.mark(settings) is not None:
        return
    if message := st.session_state.pop(PROBLEM, None):
        st.error(widgets.plain(message))
    if not st.button("Look around with a sample team", key="demo.make", help=OFFER):
        return
    with st.status("Eight reps, twelve prospects, three months. This takes about a minute.") as status:
        progress = st.progress(0.0)
        try:
            demo.make(settings, progress.progress)
        except (InputError, OSError) as problem:
            st.session_state[PROBLEM] = f"The sample team could not be made: {problem}"
        else:
            status.update(label="There they are.", state="complete")
            _forget()
            st.switch_page("pages/team.py")
    st.rerun()


OFFER = "Fills a database of its own beside yours with invented people, so that every page can be seen full."
