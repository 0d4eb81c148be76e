"""One rehearsal that a rep shared, as their coach looks at it: to read, and to say something about.

What a coach wants to know, in this order:

1. Whose is it, for whom, when was it shared, and which take is it? (the line above)
2. How much of it did they ask for? (the sentence, the figure)
3. Which words would be subtracted, and why those? (the pitch with its marks, the cuts, the card)
4. What is left unanswered? (the forces board)
5. What will go wrong in the room? (flags)
6. What becomes of each claim? (the table)
7. What do I tell the rep, and have they done something with it? (comments, take-aways, resolved)

The take stays its rep's: nothing of it is changed here. A rep sees their own take so, too, with what was said about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import _call as call
from pages import _coach as coach
from pages import _hurry as hurry
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.advice import asked_for, headline, trust
from pitchcheck.board import in_order
from pitchcheck.judge import Reading
from pitchcheck.review import Review
from pitchcheck.store import Missing, Take

ONE_LOOK = 40
EVERY = 5_000  # takes that filters go over, as of calls
LIMIT = "shared.limit"
CHOICE = "shared.choice"
TO_OPEN = "shared.to_open"
NONE_SHARED = (
    "No rehearsal is shared with you. A coach finds here what the reps of their teams share: "
    "**Share**, beside a take on Rehearse."
)
GONE = "Its rep may have stopped sharing it, or deleted it."
UNSURE = "Ask the rep what this answers: the judge cannot tell, and takes their word."
UNSURE_CUT = "What a cut would help with is not sure. Ask the rep what the claims marked “?” answer, if anything."


def open_one(take_id: str | None) -> None:
    """Open a take, or with None go back to the list of them."""
    call.open_one(None)
    st.session_state[call.TAKE], st.session_state[call.VIEW] = take_id, call.REHEARSALS
    if take_id:
        st.query_params["take"] = take_id


def arrive() -> None:
    """Follow a link to a take; without one, what was open stays open."""
    linked = st.query_params.get("take")
    if linked and linked != st.session_state.get(call.TAKE):
        open_one(linked)


def current() -> Take | None:
    """The take that is open, as it now stands; None where there is none, which is told where it is gone."""
    opened = st.session_state.get(call.TAKE)
    if not opened:
        return None
    try:
        return state.store().takes.get(opened)
    except Missing as gone:
        open_one(None)
        st.session_state[call.PROBLEM] = f"{gone} {GONE}"
        return None


def takes() -> tuple[Take, ...]:
    """What is shared with whoever is in front of the page."""
    return state.store().takes.shared(limit=EVERY)


def wanted() -> bool:
    """Whether the rehearsals are to be seen, and not the calls."""
    return st.session_state.get(call.VIEW) == call.REHEARSALS


def choice(found: Sequence[Take]) -> None:
    """Calls or rehearsals: drawn where there is something to choose, or somebody came for a rehearsal."""
    if not found and not wanted():
        return
    told = f"{call.REHEARSALS} ({_how_many(found)})"
    st.session_state[CHOICE] = call.REHEARSALS if wanted() else call.CALLS
    st.segmented_control(
        "What to look at", [call.CALLS, call.REHEARSALS], key=CHOICE, required=True, label_visibility="collapsed",
        format_func=lambda one: told if one == call.REHEARSALS else one, on_change=_chosen,
    )  # fmt: skip


def _how_many(found: Sequence[Take]) -> str:
    """How many there are, and how many of them nobody has said anything about."""
    new = sum(not one.comments for one in found)
    return f"{len(found):,}, {new:,} new" if 0 < new < len(found) else f"{len(found):,}{' new' if new else ''}"


def _chosen() -> None:
    st.session_state[call.VIEW] = st.session_state[CHOICE]


def listed(found: Sequence[Take]) -> None:
    """The rehearsals that were shared, the last one first."""
    if not found:
        st.markdown(NONE_SHARED)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        rep = widgets.choice("Rep", sorted({one.owner for one in found}), "filter.shared_rep")
        whom = widgets.choice("Prospect", sorted({one.prospect for one in found}), "filter.shared_prospect")
    left = [one for one in found if rep in (widgets.ANY, one.owner) and whom in (widgets.ANY, one.prospect)]
    limit = st.session_state.get(LIMIT, ONE_LOOK)
    rows = [_row(one) for one in left[:limit]]
    widgets.queue({"name": call.REHEARSALS, "rows": rows}, opened=open_one)
    widgets.more(LIMIT, len(left), limit, ONE_LOOK, "more.shared")
    if not left:
        st.markdown("No rehearsal fits these filters.")


def _row(take: Take) -> dict[str, str]:
    """A take in the list; it is new until somebody has said something about it."""
    return {
        "id": take.id,
        "title": f"Take {take.number}: {take.title}",
        "sub": f"{take.owner}, for {take.prospect}",
        "state": "commented" if take.comments else "new",
        "open": widgets.open_comments(take.open_comments),
        "when": f"{take.shared_at or take.at:%-d %b %Y}",
        "length": widgets.counted(take.words, "word"),
        "relevance": "" if take.relevance is None else f"{take.relevance:.0f}",
        "without": "no figure",
    }


def one(take: Take) -> None:
    """The take that is open."""
    st.empty()  # in the place of the list's toolbar, as on a recording
    mine = take.owner_id == state.store().desk.someone.id
    _toolbar(take, mine=mine)
    coach.shown_problem()
    review = _review(take)
    _verdict(take, review)
    _desk(take, review, mine=mine)
    st.subheader("The forces board", anchor=False)
    widgets.forces(widgets.board_data(review), opened=call.pick)
    _flags(review)
    st.subheader("Every claim", anchor=False)
    widgets.claims({**widgets.claims_data(review), "readonly": True}, opened=call.pick)
    _talk(take, mine=mine)


def _review(take: Take) -> Review:
    """The take's review, looked at in the store once for each of its versions: every look is in the audit log."""
    now = (take.id, take.version)
    was, review = st.session_state.get(call.REVIEW, (None, None))
    if was != now:
        review = state.store().takes.review(take.id)
        st.session_state[call.REVIEW] = (now, review)
    return review


def _toolbar(take: Take, *, mine: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        if mine:
            if st.button("Rehearse", icon=":material/arrow_back:", key="back"):
                call.open_one(None)
                st.switch_page("pages/rehearse.py")
        else:
            st.button("All rehearsals", icon=":material/arrow_back:", key="back", on_click=open_one, args=(None,))
        with st.container(key="whose", width="stretch"):
            st.markdown(f"**{widgets.plain(take.title)}** · {widgets.plain(_about(take))}")


def _about(take: Take) -> str:
    """Whose take it is, for whom, since when it is shared, and which one it is, in a line."""
    since = f"shared {take.shared_at:%-d %b %Y}" if take.shared_at else "not shared"
    return " · ".join((take.owner, f"for {take.prospect}", since, widgets.take_name(take)))


def _verdict(take: Take, review: Review) -> None:
    now, rep = review.figures, widgets.short(take.owner, 40)
    widgets.verdict(
        {
            "sentence": asked_for(review, now, f"{rep} says") if now else headline(review),
            "questions": list(review.silent_because[1:]),
            "basis": trust(review),
            "figure": widgets.figure_data(now, None, *widgets.IN_THE_CALL) if now else None,
        }
    )


def _desk(take: Take, review: Review, *, mine: bool) -> None:
    picked = st.session_state.get(call.PICKED)
    reading = next((one for one in review.readings if one.claim.id == picked), None)
    with st.container(key="desk"):
        left, right = st.columns([11, 10], gap="medium")
        with left:
            _pitch(take, review, picked)
        with right:
            widgets.subtraction(review, picked, f"chart {take.id}", opened=call.pick)
            if reading is None:
                widgets.cuts(_cuts_data(review, mine=mine), opened=call.pick)
            else:
                _card(take, review, reading, mine=mine)


def _pitch(take: Take, review: Review, picked: str | None) -> None:
    """The words as they were saved, to read: a click on a mark opens its claim's card, and no key changes anything."""
    widgets.pitch(
        {
            "text": review.pitch.text,
            "revision": 0,
            "focus": False,
            "marks": widgets.pitch_marks(review, picked),
            "placeholder": "",
            "tall": widgets.DESK_HEIGHT,
            "readonly": True,
        },
        of=f"{take.id} {take.version}",
        opened=call.pick,
    )


def _cuts_data(review: Review, *, mine: bool) -> dict[str, Any]:
    """What to cut first; what would be asked of the rep is told to the coach as theirs to answer."""
    data = widgets.cuts_data(review)
    theirs = not mine and not data["claims"] and widgets.waits(review)
    return {**data, "title": "The rep’s word first", "otherwise": UNSURE_CUT} if theirs else data


def _card(take: Take, review: Review, reading: Reading, *, mine: bool) -> None:
    widgets.card(_card_data(take, review, reading) if not mine else widgets.card_data(review, reading))
    order = [one.claim.id for one in in_order(review.readings)]
    after = order[(order.index(reading.claim.id) + 1) % len(order)]
    with st.container(horizontal=True, gap="small"):
        st.button("Next claim", key="next", on_click=call.pick, args=(after,))
        st.button("Close", key="close", on_click=call.pick, args=(None,))


def _card_data(take: Take, review: Review, reading: Reading) -> dict[str, Any]:
    """The card as a coach reads it: what was the rep's word and cut is told as theirs, not as "yours"."""
    links = tuple(
        link.model_copy(update={"by": take.owner}) if link.by == state.YOU else link for link in reading.links
    )
    data = widgets.card_data(review, reading.model_copy(update={"links": links}))
    cut = {} if reading.claim.id in review.kept else {"gain": "The rep cut it"}
    return {**data, **cut} if reading.sure else {**data, **cut, "todo": UNSURE}


def _flags(review: Review) -> None:
    st.subheader(widgets.flags_heading(review), anchor=False)
    if review.flags:
        widgets.flags({**widgets.flags_data(review), "readonly": True}, opened=call.pick)


def _talk(take: Take, *, mine: bool) -> None:
    """What is said about the take, and a box to say more."""
    comments, me = state.store().comments.on_take(take.id), state.store().desk.someone.id
    st.subheader(widgets.comments_heading("Comments", comments), anchor=False)
    if comments:
        widgets.talk(widgets.comments_data(comments, me, take.owner_id), resolved=call.resolve)
    else:
        st.markdown("Nobody has said anything about this take yet.")
    field = f"say.text {take.id} {len(comments)}"
    call.bring_back(_typing(take), field)
    with st.container(border=True, key="say"):
        text = st.text_area(
            "Say it", key=field, max_chars=4000, height=90, on_change=call.keep_typing, args=(_typing(take), field),
            placeholder="What do you make of it?" if mine else f"What would you tell {widgets.short(take.owner, 40)}?",
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center"):
            take_away = call.to_take_away(take.id, comments)
            if st.button("Comment", type="primary", key="say.it"):
                _say(take, text, take_away=take_away)


def _typing(take: Take) -> str:
    return f"takes/{take.id}/comment"


@hurry.once
def _say(take: Take, text: str, *, take_away: bool) -> None:
    add = state.store().comments.add_to_take
    if call.comment(text, _typing(take), lambda said: add(take.id, said, take_away=take_away)):
        st.rerun()
