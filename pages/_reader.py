"""Which judge reads the pitch on the desk, and a language model at work beside the page.

What a person wants to know, in this order: who reads; what would be sent, to whom, before anything is; how far it is;
which claims it did not read, and why; what it took; and, judged again, what is different.

The embedded judge's review is on screen at once. The model reads in a thread of its own, which knows nothing of the
session; the page looks in every second and shows what has come. Other pages let it read through here as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
    from pitchcheck.judge import Reading
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.judge.language_model.questions import Question
    from pitchcheck.profile import Profile

CHOSEN = "reader.chosen"
RADIO = "reader.radio"
LAST = "reader.last"
AGREED = "language model/agreed"
PICKED = "language model/picked"
PITCHES, NOTES, CALLS, PAGES = "pitches", "notes", "calls", "pages"
"""What a model is sent. Each kind is looked at, and agreed to, by itself."""
EMBEDDED, MODEL = "embedded", "llm"
LOOK = "1s"
T = TypeVar("T")


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
        reading = as_it_is_read(pitch, profile, self.judge, catalogue=catalogue, settings=state.flag_settings())
        threading.Thread(target=self._read, args=(reading,), daemon=True).start()

    def _read(self, reading: Iterator[Review]) -> None:
        try:
            with closing(reading) as reviews:
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


def made(profile: Profile | None = None) -> LanguageModelJudge:
    """The language model's judge, which knows the names of ``profile``; by default of the prospect on the desk."""
    known = profile or st.session_state.get(state.PROFILE)
    return state.store().language_model.judge(named(), state.judge(), known)


def chosen() -> str:
    """Who is to read: whom this person picked last, or whom the settings say."""
    if CHOSEN not in st.session_state:
        if not may_ask():
            return EMBEDDED
        st.session_state[CHOSEN] = _picked()
    return str(st.session_state[CHOSEN])


def _picked() -> str:
    kept = state.store().drafts.get(PICKED)
    if kept and kept.value in (EMBEDDED, MODEL):
        return str(kept.value)
    return named().judge if agreed() else EMBEDDED


def pick(which: str) -> None:
    """Let that judge read, from now on and on every page."""
    st.session_state[CHOSEN] = which
    with suppress(StoreError):  # it holds for this visit all the same
        state.store().drafts.keep(PICKED, which)


def by_a_model() -> bool:
    """Whether a language model is picked, named and allowed."""
    return chosen() == MODEL and may_ask()


def may_ask() -> bool:
    """Whether a model is named and allowed."""
    return _why_not() is None


def _why_not() -> str | None:
    """Why no model may be asked; that the house cannot be asked now is a reason too, and the page goes on without."""
    try:
        return state.store().language_model.why_not(named())
    except StoreError as problem:
        return str(problem)


def agreed(what: str = PITCHES) -> bool:
    """Whether this person has seen how such texts are sent to that model, at that place, in that form, and agreed."""
    draft = state.store().drafts.get(_agreement(what))
    return draft is not None and draft.value == _terms()


def _agreement(what: str) -> str:
    return AGREED if what == PITCHES else f"{AGREED}/{what}"


def _terms() -> list[str]:
    settings = named()
    return [settings.llm_model or "", settings.llm_base_url or "", state.store().language_model.rule().value]


def agree(what: str = PITCHES) -> None:
    """Keep the agreement, and let the model read; pages are only drafted from, whoever reads pitches."""
    state.store().drafts.keep(_agreement(what), list(_terms()))
    if what != PAGES:
        pick(MODEL)


def decline(what: str = PITCHES) -> None:
    """Leave it to the embedded judge; of pages, leave it be."""
    if what != PAGES:
        pick(EMBEDDED)


def attend() -> None:
    """Let the model read what is on the desk, if it is to; drop what nobody waits for any more."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    wanted = by_a_model() and agreed()
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


def choice(catalogue: str, with_what: Callable[[], None]) -> None:
    """``with_what`` and who reads, in a small menu: what is in force, what it took, and the way to the other judge.

    ``catalogue`` is the name of what the pitch is read with; a model that reads is named beside it.
    """
    asking: Asking | None = st.session_state.get(state.ASKING)
    who = f", by {_short(named())}" if chosen() == MODEL and agreed() else ""
    with st.popover(widgets.plain(f"With {catalogue}{who}")):
        with_what()
        why = _why_not()
        if why:
            st.markdown("The embedded judge reads: on this machine, no key, nothing is sent.")
            st.markdown(widgets.plain(why))
            return
        _radio("Who reads this pitch?")
        if asking and asking.latest:
            st.markdown(widgets.plain(who_read(asking.latest)))
        if asking and asking.finished:
            st.button("Judge again", key="again", on_click=judge_again, help=AGAIN)


AGAIN = "Asks the model anew. What it said before stays beside it, with what is different."
SHOW = "reader.show"


def _radio(question: str) -> None:
    """Which judge; kept apart from the control, which the session forgets on other pages."""
    st.session_state[RADIO] = chosen()
    st.radio(
        question, [EMBEDDED, MODEL], key=RADIO, format_func=_name, captions=["On this machine.", _where()],
        on_change=lambda: pick(st.session_state[RADIO]),
    )  # fmt: skip


def who_reads() -> None:
    """On pages other than Rehearse: which judge is in force, and the other; nothing where no model may be asked."""
    if may_ask():
        with st.popover(f"Judge: {widgets.plain(_short(named()) if chosen() == MODEL else 'embedded')}"):
            _radio("Who reads?")


def _open(what: str) -> None:
    st.session_state[SHOW] = what


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
    """On Rehearse: the dialog with all that would be sent, once it is asked for."""
    if st.session_state.get(SHOW) == PITCHES:
        _shown(PITCHES, _of_the_desk)


def _of_the_desk(judge: LanguageModelJudge) -> Sequence[Question]:
    return judge.would_send(state.pitch(), st.session_state[state.PROFILE], st.session_state[state.CATALOGUE])


Asks = Callable[["LanguageModelJudge"], "Sequence[Question]"]
"""The questions that a judge would ask."""


def seen(what: str, questions: Asks, profile: Profile | None = None) -> bool:
    """Whether this person has agreed to such texts being sent; where not, it is said, with the way to look at them."""
    if agreed(what):
        return True
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Nothing is sent before you have seen it. Until then the embedded judge reads.")
        st.button("Show what would be sent", key="would_send", on_click=_open, args=(what,))
    if what != PITCHES and st.session_state.get(SHOW) == what:
        _shown(what, questions, profile)
    return False


def _shown(what: str, questions: Asks, profile: Profile | None = None) -> None:
    st.session_state.pop(SHOW)
    judge = made(profile)
    _would_send(what, judge, [one for one in questions(judge) if not one.empty])


@st.dialog("What would be sent", width="large")
def _would_send(what: str, judge: LanguageModelJudge, questions: Sequence[Question]) -> None:
    from pitchcheck.judge.language_model.questions import INSTRUCTIONS

    st.markdown(
        f"**To whom:** {_exactly(place())}, the model {_exactly(named().llm_model or '')}. "
        f"**What:** {widgets.plain(OF[what].format(n=len(questions)))}; nothing else of yours. "
        f"**Names:** {_names(judge)}"
    )
    with st.container(horizontal=True):
        yes = st.button("Agree, and let it read", type="primary", key="agree", on_click=agree, args=(what,))
        no = st.button("Do not send", key="disagree", on_click=decline, args=(what,))
    if yes or no:
        st.rerun()
    st.markdown("Every question, word for word:")
    st.code("\n".join(one.data for one in questions), language=None, wrap_lines=True)
    st.markdown("With each goes one of these instructions, which hold nothing of yours:")
    for text in dict.fromkeys(INSTRUCTIONS[one.kind] for one in questions):
        st.code(text, language=None, wrap_lines=True)


OF = {
    PITCHES: "{n} questions, one for each sentence and one for each claim",
    NOTES: "{n} questions, one for each piece of the notes or for each turn of theirs",
    CALLS: "about {n} questions, one for each turn of theirs, each sentence of ours and each claim",
    PAGES: "{n} questions, one for each piece of what you give it",
}


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
    """Under the toolbar: that nothing is sent yet, how far the model is, or why it did not read."""
    if by_a_model() and not seen(PITCHES, _of_the_desk):
        return
    asking: Asking | None = st.session_state.get(state.ASKING)
    if asking and asking.finished and asking.problem:
        st.warning(widgets.plain(instead(asking.problem)))
    if reading_now():
        underway()


def instead(problem: str | None) -> str:
    """Why the model read nothing, and who did."""
    return f"{problem or 'The model could not read this.'} The embedded judge read it instead."


def reading_now() -> bool:
    """Whether a model is at work for this page."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    return asking is not None and not asking.finished


class Dropped(Exception):
    """Nobody waits for it any more."""


@dataclass
class Beside(Generic[T]):
    """A model reading something for a page, in a thread; ``found`` is what came of it, ``told`` how far it is."""

    key: object
    read: Callable[[LanguageModelJudge], T]
    found: T | None = None
    problem: str | None = None
    finished: bool = False
    told: str = "The model begins."
    dropped: threading.Event = field(default_factory=threading.Event)

    def start(self, judge: LanguageModelJudge) -> None:
        """Begin, in a thread that ends with its reading or when it is dropped."""
        threading.Thread(target=self._read, args=(replace(judge, tell=self._tell),), daemon=True).start()

    def _tell(self, done: int, of: int) -> None:
        if self.dropped.is_set():
            raise Dropped
        self.told = f"The model has read {done} of {of}."

    def _read(self, judge: LanguageModelJudge) -> None:
        try:
            self.found = self.read(judge)
        except InputError as problem:
            self.problem = str(problem)
        except Dropped:
            pass
        finally:
            self.finished = True


def beside(name: str, key: object, profile: Profile, read: Callable[[LanguageModelJudge], T]) -> Beside[T]:
    """The model reading what ``key`` stands for, begun at the first look and dropped when another is wanted."""
    where = f"reader.beside.{name}"
    at_work: Beside[Any] | None = st.session_state.get(where)
    if at_work is None or at_work.key != key:
        if at_work:
            at_work.dropped.set()
        at_work = st.session_state[where] = Beside(key, read)
        at_work.start(made(profile))
    return at_work


def forget(name: str) -> None:
    """Wait no longer for that reading."""
    at_work: Beside[Any] | None = st.session_state.pop(f"reader.beside.{name}", None)
    if at_work:
        at_work.dropped.set()


@st.fragment(run_every=LOOK)
def waiting(at_work: Beside[Any], meanwhile: str) -> None:
    """How far it is, looked at every second; the page is drawn anew when it is done."""
    st.markdown(f"{at_work.told} {meanwhile}")
    if at_work.finished:
        st.rerun()


def both() -> None:
    """After "judge again": both readings, and what is different."""
    asking: Asking | None = st.session_state.get(state.ASKING)
    last: Review | None = st.session_state.get(LAST)
    if asking is None or asking.latest is None or last is None or not asking.finished:
        return
    st.subheader("Judged again", anchor=False)
    compared(last, asking.latest)


def compared(before: Review, now: Review) -> None:
    """Two readings of the same: figure, who read, and the claims that are read otherwise."""
    st.markdown(f"Pitch relevance was {_figure(before)} and is now {_figure(now)}.")
    for name, review in (("Before", before), ("Now", now)):
        st.markdown(f"{name}: {widgets.plain(who_read(review) or 'Read by the embedded judge.')}")
    changed = comparing.reread(before, now)
    if not changed:
        st.markdown("Every claim is read as it was.")
        return
    st.table(
        {
            "Claim": [widgets.plain((one.after or one.before).claim.text) for one in changed],  # type: ignore[union-attr]
            "Before": [_said(one.before, before) for one in changed],
            "Now": [_said(one.after, now) for one in changed],
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
    by = "the model" if review.judge.model and not reading.stand_in else "the embedded judge"
    return f"{reading.verdict.value}{doubt}{to} ({by})"
