"""Which judge reads the pitch on the desk, and a language model at work beside the page.

What a person wants to know, in this order: who reads; what would be sent, to whom, before anything is; how far it is;
which claims it did not read, and why; what it took; and, judged again, what is different.

The embedded judge's review is on screen at once. The model reads in a thread of its own, which knows nothing of the
session; the page looks in every second and shows what has come.
"""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import comparing
from pitchcheck.advice import who_read
from pitchcheck.pitch import InputError, Pitch
from pitchcheck.review import Review
from pitchcheck.reviewing import as_it_is_read
from pitchcheck.settings import Settings, load
from pitchcheck.store import ModelRule, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge import Reading
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.profile import Profile

CHOSEN = "reader.chosen"
LAST = "reader.last"
AGREED = "language model/agreed"
EMBEDDED, MODEL = "embedded", "llm"
LOOK = "1s"


@dataclass
class Asking:
    """A model reading one pitch. ``latest`` is the review as far as it is; the thread is its only writer."""

    key: object
    judge: LanguageModelJudge
    latest: Review | None = None
    finished: bool = False
    problem: str | None = None
    seen: int = -1
    dropped: threading.Event = field(default_factory=threading.Event)

    def start(self, pitch: Pitch) -> None:
        """Begin, in a thread that ends with its review or when it is dropped."""
        profile, catalogue = st.session_state[state.PROFILE], st.session_state[state.CATALOGUE]
        threading.Thread(target=self._read, args=(pitch, profile, catalogue), daemon=True).start()

    def _read(self, pitch: Pitch, profile: Profile, catalogue: Catalogue | None) -> None:
        try:
            with closing(as_it_is_read(pitch, profile, self.judge, catalogue=catalogue)) as reviews:
                for review in reviews:
                    if self.dropped.is_set():
                        return
                    self.latest = review
        except InputError as problem:
            self.problem = str(problem)
        finally:
            self.finished = True

    @property
    def read(self) -> int:
        """How many claims the model has read by now."""
        return sum(one.stand_in is None for one in self.latest.readings) if self.latest else 0


def named() -> Settings:
    """The settings in force, with which model is named."""
    return load()


def made() -> LanguageModelJudge:
    """The language model's judge for the prospect on the desk."""
    return state.store().language_model.judge(named(), state.judge(), st.session_state[state.PROFILE])


def chosen() -> str:
    """Who is to read: what was picked in this session, or what the settings say."""
    default = named().judge if may_ask() and agreed() else EMBEDDED
    return str(st.session_state.setdefault(CHOSEN, default))


def may_ask() -> bool:
    """Whether a model is named and allowed."""
    return _why_not() is None


def _why_not() -> str | None:
    """Why no model may be asked; that the house cannot be asked now is a reason too, and the page goes on without."""
    try:
        return state.store().language_model.why_not(named())
    except StoreError as problem:
        return str(problem)


def agreed() -> bool:
    """Whether this person has seen what is sent to that model, at that place and in that form, and agreed."""
    draft = state.store().drafts.get(AGREED)
    return draft is not None and draft.value == _terms()


def _terms() -> list[str]:
    settings = named()
    return [settings.llm_model or "", settings.llm_base_url or "", state.store().language_model.rule().value]


def agree() -> None:
    """Keep the agreement, and let the model read."""
    state.store().drafts.keep(AGREED, list(_terms()))
    st.session_state[CHOSEN] = MODEL


def decline() -> None:
    """Leave it to the embedded judge."""
    st.session_state[CHOSEN] = EMBEDDED


def attend() -> None:
    """Let the model read what is on the desk, if it is to; drop what nobody waits for any more."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    wanted = chosen() == MODEL and may_ask() and agreed()
    if asking and (not wanted or asking.key != state.desk_key()):
        asking.dropped.set()
        st.session_state[state.ASKING] = st.session_state[LAST] = asking = None
    if wanted and asking is None:
        _begin(made())


def _begin(judge: LanguageModelJudge) -> None:
    asking = Asking(state.desk_key(), judge)
    st.session_state[state.ASKING] = asking
    asking.start(state.pitch())


def judge_again() -> None:
    """Ask the model anew; what it said before stays beside."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    if asking is None or not asking.finished:
        return
    st.session_state[LAST] = asking.latest
    _begin(made().asked_anew())


def choice(with_what: Callable[[], None]) -> None:
    """Who reads and ``with_what``, in a small menu: what is in force, what it took, and the way to the other judge."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    who = _short(named()) if chosen() == MODEL and agreed() else "embedded"
    with st.popover(f"Judge: {widgets.plain(who)}"):
        with_what()
        why = _why_not()
        if why:
            st.markdown("The embedded judge reads: on this machine, no key, nothing is sent.")
            st.markdown(widgets.plain(why))
            return
        st.radio(
            "Who reads this pitch?",
            [EMBEDDED, MODEL],
            key=CHOSEN,
            format_func=_name,
            captions=["On this machine.", _where()],
        )
        if asking and asking.latest:
            st.markdown(widgets.plain(who_read(asking.latest)))
        if asking and asking.finished:
            st.button("Judge again", key="again", on_click=judge_again, help=AGAIN)


AGAIN = "Asks the model anew. What it said before stays beside it, with what is different."
SHOW = "reader.show"


def _open() -> None:
    st.session_state[SHOW] = True


def _name(which: str) -> str:
    return "The embedded judge" if which == EMBEDDED else f"A language model: {widgets.plain(named().llm_model or '')}"


def _where() -> str:
    return f"At {widgets.plain(place())}."


def place() -> str:
    """To whom texts go, in words."""
    settings = named()
    return settings.llm_base_url or (settings.llm_model or "").partition(":")[0]


def _short(settings: Settings) -> str:
    return widgets.short((settings.llm_model or "").partition(":")[2], 24)


def before_first_use() -> None:
    """The dialog with all that would be sent, once it is asked for."""
    if st.session_state.pop(SHOW, False):
        _would_send()


@st.dialog("What would be sent", width="large")
def _would_send() -> None:
    from pitchcheck.judge.language_model.questions import INSTRUCTIONS

    judge = made()
    profile, catalogue = st.session_state[state.PROFILE], st.session_state[state.CATALOGUE]
    questions = judge.would_send(state.pitch(), profile, catalogue)
    st.markdown(
        f"**To whom:** {_exactly(place())}, the model {_exactly(named().llm_model or '')}. "
        f"**What:** {len(questions)} questions, one for each sentence and one for each claim; nothing else of yours. "
        f"**Names:** {_names(judge)}"
    )
    with st.container(horizontal=True):
        yes = st.button("Agree, and let it read", type="primary", key="agree", on_click=agree)
        no = st.button("Do not send", key="disagree", on_click=decline)
    if yes or no:
        st.rerun()
    st.markdown("Every question, word for word:")
    st.code("\n".join(one.data for one in questions), language=None, wrap_lines=True)
    st.markdown("With each goes one of these instructions, which hold nothing of yours:")
    for text in dict.fromkeys(INSTRUCTIONS[one.kind] for one in questions):
        st.code(text, language=None, wrap_lines=True)


def _exactly(text: str) -> str:
    """A name as it is written, letter for letter, to be read and copied."""
    return f"`{text.replace('`', '')}`"


def _names(judge: LanguageModelJudge) -> str:
    if state.store().language_model.rule() is ModelRule.PSEUDONYMS:
        known = ", ".join(widgets.plain(name) for name in judge.names or ()) or "none are known here"
        return f"replaced before sending, as your admin demands ({known}). Names that pitchcheck was never told stay."
    return "sent as they stand."


@st.fragment(run_every=LOOK)
def underway() -> None:
    """How far the model is, looked at every second; the page is drawn anew when something came."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    if asking is None:
        return
    total = len(asking.latest.readings) if asking.latest else 0
    told = f"{asking.read} of {total} claims read by the model." if total else "The model looks for claims."
    st.markdown(f"{told} What it has not read yet is the embedded judge’s.")
    if asking.finished or asking.read != asking.seen:
        asking.seen = asking.read
        st.rerun()


def notice() -> None:
    """Under the toolbar: that nothing is sent yet, or how far the model is."""
    if chosen() == MODEL and may_ask() and not agreed():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Nothing is sent before you have seen it. Until then the embedded judge reads.")
            st.button("Show what would be sent", key="would_send", on_click=_open)
    elif reading_now():
        underway()


def reading_now() -> bool:
    """Whether a model is at work for this page."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    return asking is not None and not asking.finished


def both() -> None:
    """After "judge again": both readings, and what is different."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    last: Review | None = st.session_state.get(LAST)
    if asking is None or asking.latest is None or last is None or not asking.finished:
        return
    st.subheader("Judged again", anchor=False)
    st.markdown(f"Pitch relevance was {_figure(last)} and is now {_figure(asking.latest)}.")
    st.markdown(f"Before: {widgets.plain(who_read(last))}")
    st.markdown(f"Now: {widgets.plain(who_read(asking.latest))}")
    changed = comparing.reread(last, asking.latest)
    if not changed:
        st.markdown("Every claim is read as it was.")
        return
    st.table(
        {
            "Claim": [widgets.plain((one.after or one.before).claim.text) for one in changed],  # type: ignore[union-attr]
            "Before": [_said(one.before, last) for one in changed],
            "Now": [_said(one.after, asking.latest) for one in changed],
        }
    )


def _figure(review: Review) -> str:
    return f"{review.figures.relevance:.0f}" if review.figures else "not given"


def _said(reading: Reading | None, review: Review) -> str:
    if reading is None:
        return "not found"
    held = [widgets.plain(widgets.short(review.statement(k.to).text, 60)) for k in reading.links if k.holds]
    doubt = "" if reading.sure else ", not sure"
    to = f": {'; '.join(held)}" if held else ""
    return f"{reading.verdict.value}{doubt}{to} ({'the embedded judge' if reading.stand_in else 'the model'})"
