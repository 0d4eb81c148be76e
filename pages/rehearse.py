"""Rehearse: what would this prospect subtract from my pitch?

What a rep with ten minutes before a demo wants to know, in this order:

1. How much of what I am about to say did they ask for, and is that bad? (the sentence, the figure)
2. Which words do I cut? (the pitch with its marks, the cuts)
3. Why would they subtract *that*? (the card: their own words)
4. What have I left unanswered? (the forces board)
5. What will go wrong in the room? (flags)
6. What happens if I leave out this one? (the claims table)
7. Am I better than last time, what does my coach say, and what do I take with me? (takes, comments, downloads)
"""

from __future__ import annotations

import streamlit as st

from pages import _demo as demo
from pages import _downloads as downloads
from pages import _hired as hired
from pages import _hurry as hurry
from pages import _prospect as prospect
from pages import _reader as reader
from pages import _shared as shared
from pages import _state as state
from pages import _trouble as trouble
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck import charts, files, report
from pitchcheck.advice import headline, headline_cut, tightened, to_reword, trust
from pitchcheck.board import in_order
from pitchcheck.counting import number as spelled
from pitchcheck.figures import pitch_relevance
from pitchcheck.judge import Basis, Relation, answering
from pitchcheck.pitch import InputError
from pitchcheck.review import Review
from pitchcheck.store import Take

PLACEHOLDER = "Paste or type what you will say. Plain talk, bullets and e-mails all work."
PITCH_FILES = ["txt", "md", "docx", "pptx", "pdf", "eml"]
WIDE_ENOUGH = 520
"""Pixels: as much of a statement as tells it from the others; narrower where the window is."""


def page() -> None:
    """The whole page, top to bottom."""
    state.start()
    widgets.style()
    reader.before_first_use()
    whole, problem = _read()
    review = state.trimmed(whole) if whole else None
    _toolbar(review)
    with widgets.now_and_then():
        _problem()
        reader.notice()
        trouble.without(voice.written_down)
    _verdict(review, whole, problem)
    if whole and st.session_state.pop(TO_CONFIRM, False):
        hired.begin_from(whole)
        st.switch_page("pages/catalogue.py")
    _desk(review)
    reader.both()
    if review:
        _forces(review)
        _flags(review)
        _claims(review)
        voice.time_spent(review)
    _takes(review)
    trouble.without(_comments)
    demo.offer()


def _read() -> tuple[Review | None, str | None]:
    try:
        reader.attend()
        return state.whole(), None
    except InputError as problem:
        return None, str(problem)


def _toolbar(review: Review | None) -> None:
    profile = st.session_state[state.PROFILE]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="toolbar"):
        st.markdown("What would they subtract from your pitch?", width="stretch")
        if st.button(
            f"For {widgets.plain(widgets.short(profile.prospect, 24))}", icon=":material/person:", key="prospect"
        ):
            prospect.open_form()
        else:
            prospect.go_on()
        st.button("New pitch", key="new", on_click=state.put, args=("",), kwargs={"focus": True}, help=NEW)
        with st.popover("Upload"):
            st.file_uploader("A pitch file", type=PITCH_FILES, key="upload", on_change=_uploaded, max_upload_size=25)
        reader.choice("the library" if _in_force() == ALONE else widgets.short(_in_force(), 24), _read_with)
        voice.speak()
        if review:
            _downloads(review)
            st.button("Save this take", key="save", on_click=_save)
        st.button("Check", type="primary", key="check", help="Or press Ctrl and Enter in the text.")


def _problem() -> None:
    if message := st.session_state[state.PROBLEM]:
        st.error(widgets.plain(message))


def _read_with() -> None:
    """Which catalogue is in force, and another one instead."""
    known, now = [*state.catalogues(), ALONE], _in_force()
    st.radio(
        "Which catalogue is your pitch read with?", known, known.index(now) if now in known else len(known) - 1,
        key=f"read_with {now} {len(known)}", format_func=lambda name: widgets.plain(widgets.short(name, 60)),
        on_change=_picked, args=(f"read_with {now} {len(known)}", now), help=FORCE,
    )  # fmt: skip
    if st.button("Look at the catalogues", key="catalogues"):
        st.switch_page("pages/catalogue.py")


FORCE = "What each feature is hired for, in customers’ words: your own catalogue makes verdicts surer."


ALONE = "The library of customers’ words alone"


def _in_force() -> str:
    here = st.session_state[state.CATALOGUE]
    return here.product if here else ALONE


def _picked(key: str, now: str) -> None:
    """Read with another than ``now``: what another is in force by, as after a change of the pitch, is no pick.

    Until the page is drawn whole, the browser still sends what stood in the box that was there before.
    """
    if _in_force() == now:
        product = st.session_state[key]
        state.pick(None if product == ALONE else product)


NEW = "Clears the desk for a paste. What is there now can be brought back."


def _uploaded() -> None:
    given = widgets.just_given("upload")
    if given is None:
        return
    try:
        pitch = files.read_pitch(given.getvalue(), given.name)
    except InputError as problem:
        st.session_state[state.PROBLEM] = str(problem)
    else:
        state.put(pitch.text, title=pitch.title)


@hurry.once
def _save() -> None:
    """As the pitch now stands: the click may come before what was typed last is drawn."""
    try:
        take = state.save_take(state.trimmed(state.whole()))
    except InputError as problem:
        st.session_state[state.PROBLEM] = str(problem)
    else:
        st.toast(f"Saved as take {take.number}.")


def _downloads(review: Review) -> None:
    with st.popover("Download"):
        nameless = downloads.without_names(review, "download")
        for name, make, kind, mime in FORMATS:
            st.download_button(
                name, lambda make=make: make(nameless.review(review) if nameless else review), f"review.{kind}", mime,
                key=f"download.{kind}", width="stretch", on_click="ignore",
            )  # fmt: skip


FORMATS = (
    ("Report, to read anywhere (HTML)", report.html, "html", "text/html"),
    ("Report, to print (PDF)", report.pdf, "pdf", "application/pdf"),
    ("Report as text (Markdown)", report.markdown, "md", "text/markdown"),
    ("Everything, as data (JSON)", report.json, "json", "application/json"),
    ("The claims, for a spreadsheet (CSV)", report.csv, "csv", "text/csv"),
)


def _verdict(review: Review | None, whole: Review | None, problem: str | None) -> None:
    widgets.verdict(
        {
            "sentence": headline(review) if review else problem,
            "questions": list(review.silent_because[1:]) if review else [],
            "basis": trust(review) if review else "Nothing you typed is lost.",
            "confirm": CONFIRM if review and _can_be_surer(review) else None,
            "figure": _figure(review, whole),
        },
        confirmed=lambda _: st.session_state.update({TO_CONFIRM: True}),
    )


def _can_be_surer(review: Review) -> bool:
    """By a catalogue of one's own; of a pitch that is not in English it would be made of what is only guessed."""
    unread = review.language != "en" and review.figures is None
    return bool(review.readings) and review.basis is not Basis.CATALOGUE and not unread


TO_CONFIRM = "desk.to_confirm"
CONFIRM = "Make it surer: two minutes, claim by claim"


def _figure(review: Review | None, whole: Review | None) -> dict[str, object] | None:
    if not review or not review.figures or not whole or not whole.figures:
        return None
    return widgets.figure_data(review.figures, _before(review, whole), "what you say", "you answer")


def _before(review: Review, whole: Review) -> float | None:
    """The figure before anybody ticked a claim off or said a word; None where nobody did."""
    if whole.judged:
        return pitch_relevance(whole.judged, whole.profile)
    return whole.figures.relevance if whole.figures and review.kept != whole.kept else None


def _desk(review: Review | None) -> None:
    chosen = state.chosen(review) if review else None
    with st.container(key="desk"):
        left, right = st.columns([11, 10], gap="medium")
        with left:
            _pitch(review, chosen)
        with right:
            if review:
                widgets.subtraction(review, chosen, "chart", opened=lambda claim: state.choose(review, claim))
                _beside(review, chosen)
            else:
                _nothing_yet()


def _nothing_yet() -> None:
    _last_pitch()
    st.button("Show the sample pitch", key="sample", on_click=state.show_sample)


def _last_pitch() -> None:
    if state.can_put_back():
        st.button("Bring back the last pitch", key="before", on_click=state.put_back)


def _pitch(review: Review | None, chosen: str | None) -> None:
    remembered = st.session_state
    widgets.pitch(
        {
            "text": remembered[state.TEXT],
            "revision": remembered[state.REVISION],
            "focus": remembered[state.FOCUS],
            "marks": widgets.pitch_marks(review, chosen),
            "placeholder": PLACEHOLDER,
            "tall": widgets.DESK_HEIGHT,
        },
        text=state.typed,
        opened=lambda claim: review and state.choose(review, claim),
    )


def _beside(review: Review, chosen: str | None) -> None:
    if chosen is None:
        _cuts(review)
    else:
        _card(review, chosen)


def _cuts(review: Review) -> None:
    widgets.cuts(widgets.cuts_data(review), opened=lambda claim: state.choose(review, claim))
    steps = review.figures.best_cut if review.figures else ()
    sure = bool(headline_cut(review))
    if steps and (sure or widgets.waits(review)):
        name = "Apply the best cut" if sure else "Or cut all the judge would"
        st.button(
            f"{name}: {spelled(len(steps))} less, up to {steps[-1].relevance:.0f}",
            key="best_cut",
            on_click=state.cut,
            args=(review, [step.claim for step in steps]),
        )


def _card(review: Review, claim: str) -> None:
    reading = review.reading(claim)
    widgets.card(widgets.card_data(review, reading))
    keep = claim in review.kept
    with st.container(horizontal=True, gap="small"):
        st.button("Cut it" if keep else "Put it back", key="cut", on_click=state.tick, args=(review, claim, not keep))
        _words(review, claim)
        order = [one.claim.id for one in in_order(review.readings)]
        at = order.index(claim)
        st.button("Next claim", key="next", on_click=state.choose, args=(review, order[(at + 1) % len(order)]))
        st.button("Close", key="close", on_click=state.choose, args=(review, None))


def _words(review: Review, claim: str) -> None:
    reading = review.reading(claim)
    held = [link for link in reading.links if link.holds]
    if state.said(review, claim):
        st.button("Take my word back", key="unsay", on_click=state.unsay, args=(review, claim))
        return
    if held:
        st.button(
            "Right", key="confirm", help=TEACHES, on_click=state.say, args=(review, claim, held[0].to, held[0].relation)
        )
        st.button("Wrong", key="deny", help=DENIES, on_click=state.say, args=(review, claim, held[0].to, None))
    elif not reading.sure:
        st.button("It answers nothing", key="nothing", help=SETTLES, on_click=_nothing, args=(review, claim))
    if not reading.feature:
        with st.popover("Make it ours", help=OURS):
            _ours(review, claim)
    with st.popover("It bears on…"):
        _bears_on(review, claim)


def _bears_on(review: Review, claim: str) -> None:
    texts = widgets.told_apart({one.id: widgets.short(one.text, 90) for one in review.profile.statements})
    to = st.selectbox(
        "What did they say that this answers, or makes worse?",
        list(texts),
        format_func=texts.__getitem__,
        key=f"redirect {claim}",
        width=WIDE_ENOUGH,
    )
    with st.container(horizontal=True, gap="small"):
        st.button("It answers this", key="redirect", on_click=_redirect, args=(review, claim, to))
        st.button("It makes this worse", key="worsens", on_click=_worsens, args=(review, claim, to))


def _ours(review: Review, claim: str) -> None:
    """Put the claim into the catalogue: which of the borrowed phrases fit, and one line of one's own."""
    borrowed = [one.text for one in review.reading(claim).borrowed]
    with st.form(f"ours {claim}", border=False, enter_to_submit=True):
        own = st.text_input("What would a customer have said before needing this?", key=f"own {claim}", max_chars=1000)
        st.markdown("Others said" if borrowed else "")
        chosen = [
            text for n, text in enumerate(borrowed) if st.checkbox(widgets.plain(text), n < 2, key=f"b{n} {claim}")
        ]
        if st.form_submit_button("Put it in the catalogue", key="ours"):
            state.make_ours(review, claim, chosen, own)
            st.rerun()


TEACHES = "Keeps your word, and adds what they said to your catalogue of what this is hired for."
DENIES = "This claim does not do that to what they said. The figure moves at once; you can take it back."
SETTLES = "The judge asks no more: nothing they said asks for this. You can take it back."
OURS = "Adds this to your own catalogue, with what customers say of things like it."


def _redirect(review: Review, claim: str, to: str) -> None:
    for link in review.reading(claim).links:
        if link.holds and link.to != to:
            state.say(review, claim, link.to, None)
    state.say(review, claim, to, answering(review.statement(to).force))


def _worsens(review: Review, claim: str, to: str) -> None:
    """What it answers elsewhere stands: one claim may answer one thing and make another worse."""
    state.say(review, claim, to, Relation.AGGRAVATES)


def _nothing(review: Review, claim: str) -> None:
    """A word on the nearest statement: no link holds, so the claim is as untied by it as by a word on each."""
    links = review.reading(claim).links
    state.say(review, claim, links[0].to if links else review.profile.statements[0].id, None)


def _forces(review: Review) -> None:
    st.subheader("The forces board", anchor=False)
    widgets.forces(widgets.board_data(review), opened=lambda claim: state.choose(review, claim))


def _flags(review: Review) -> None:
    st.subheader(widgets.flags_heading(review), anchor=False)
    if review.flags:
        known = {widgets.flag_key(flag): flag for flag in review.flags}
        widgets.flags(
            widgets.flags_data(review),
            opened=lambda claim: state.choose(review, claim),
            dismissed=lambda word: state.dismiss(review, known[word["key"]], word["reason"]),
            restored=lambda key: state.dismiss(review, known[key], None),
        )


def _claims(review: Review) -> None:
    st.subheader("Every claim", anchor=False)
    widgets.claims(
        widgets.claims_data(review),
        opened=lambda claim: state.choose(review, claim),
        ticked=lambda change: state.tick(review, change["claim"], keep=change["keep"]),
    )
    if review.kept != frozenset(reading.claim.id for reading in review.readings):
        _tightened(review)


def _tightened(review: Review) -> None:
    text = tightened(review)
    st.markdown("**The tightened pitch**")
    st.code(text, language=None, wrap_lines=True)
    if whole := to_reword(review):
        quotes = "; ".join(f"“{widgets.plain(widgets.short(one, 200))}”" for one in whole)
        st.warning(f"{REWORD} {quotes}")
    st.caption(READ_ANEW)
    with st.container(horizontal=True, gap="small"):
        st.button("Put it on the desk", key="tighten", on_click=_tighten)
        st.button("Keep every claim again", key="untick", on_click=state.keep_all)


def _tighten() -> None:
    """What is tightened is the pitch as it now stands, as what is saved."""
    state.tried(lambda: state.tighten(tightened(state.trimmed(state.whole()))))


REWORD = "Leaving words out is not enough here, so it stays as it is. Say it anew on the desk:"
READ_ANEW = (
    "On the desk the shorter text is read anew, and the figure may come out otherwise than with the claims cut here."
)


def _takes(review: Review | None) -> None:
    st.subheader("Takes", anchor=False)
    try:
        saved, others = state.takes(), state.other_takes()
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
        return
    if saved:
        _of_this_pitch(saved)
    else:
        st.markdown("Save a take, change the pitch, save again: here you see what each change did.")
    if others:
        _of_others(others)
    if review:
        _last_pitch()


def _of_others(others: tuple[Take, ...]) -> None:
    """A way back to every pitch that a take was saved of: a new pitch on the desk hides none for good."""
    names = widgets.told_apart({one.id: widgets.last_take_name(one) for one in others})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="others"):
        picked = st.selectbox(
            "Your other pitches", list(names), format_func=names.__getitem__, key="other", width=WIDE_ENOUGH
        )
        st.button("Bring it back", key="reopen", on_click=_reopen, args=(picked,))


def _reopen(take_id: str) -> None:
    state.tried(lambda: state.bring_back(take_id))


def _of_this_pitch(saved: tuple[Take, ...]) -> None:
    widgets.takes(widgets.takes_data(saved), brought=_reopen, shared=state.share_take, deleted=state.delete_take)
    if len(saved) > 1:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            _line(saved)
        with right:
            _compared(saved)


def _comments() -> None:
    """What was said about one's takes: of this pitch all of it, of another what is still open."""
    if take := st.session_state.pop(shared.TO_OPEN, None):
        st.switch_page("pages/recordings.py", query_params={"take": take})
    pitch_id = st.session_state[state.PITCH_ID]
    comments, me = state.store().comments.on_mine(pitch_id), state.store().desk.someone.id
    if not comments:
        return
    st.subheader(widgets.comments_heading("Comments on your takes", comments), anchor=False)
    widgets.talk(
        widgets.mine_data(comments, me, pitch_id),
        opened=lambda take: st.session_state.update({shared.TO_OPEN: take}),
        resolved=state.resolve,
    )


def _line(saved: tuple[Take, ...]) -> None:
    points = [charts.TakePoint(f"take {one.number}", one.relevance, one.low, one.high) for one in saved]
    figure = charts.over_takes(points, widgets.palette())
    figure.update_layout(height=widgets.CHART_HEIGHT)
    st.plotly_chart(figure, key="line", theme=None, config={"displayModeBar": False})


def _compared(saved: tuple[Take, ...]) -> None:
    names = {one.id: widgets.take_name(one) for one in saved}
    ids = list(names)
    with st.container(horizontal=True):
        first = st.selectbox("From", ids, index=len(ids) - 2, format_func=names.__getitem__, key="compare.from")
        second = st.selectbox("To", ids, index=len(ids) - 1, format_func=names.__getitem__, key="compare.to")
    reviews = (state.store().takes.review(first), state.store().takes.review(second))
    widgets.compare(widgets.compare_data((names[first], names[second]), reviews))


if not state.entered_alone():
    page()
