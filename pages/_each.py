"""Buyer, user and gatekeeper: where they agree, the pitch before each of them, and the ledger of their no's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from pages import _reader as reader
from pages import _shelf as shelf
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import sides
from pitchcheck.counting import named
from pitchcheck.flags import speech
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Handling, Profile, Statement, Who
from pitchcheck.reviewing import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pitchcheck.judge import Judge
    from pitchcheck.review import Review
    from pitchcheck.store import Saved

Read = TypeVar("Read")
NAMES = {Who.BUYER: "The buyer", Who.USER: "The user", Who.GATEKEEPER: "The gatekeeper"}
HANDLED = {None: "nobody knows", Handling.EXPLORED: "we explored it", Handling.ARGUED: "we argued with it"}


def view(saved: Saved[Profile]) -> None:
    """What both want, where they agree and differ, and the pitch on the desk before each of them."""
    profile = saved.value
    shelf.field(
        st.text_input, "What do they both want?", "shared_progress", profile.shared_progress, max_chars=500,
        placeholder="One line that the buyer and the user would both nod at. Ask each of them, then write it here.",
    )  # fmt: skip
    try:
        widgets.pairs(pairs_data(profile))
        _pitch(profile)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))


def pairs_data(profile: Profile) -> dict[str, Any]:
    """Where buyer and user agree, differ or may do either, and what each wants on their own."""
    found = sides.voices(profile)
    paired = {one.id for pair in (*found.agree, *found.differ, *found.close) for one in (pair.buyer, pair.user)}
    heard = {statement.who for statement in profile.statements}
    both = {Who.BUYER, Who.USER} <= heard
    alone = HEARD[len({Who.BUYER, Who.USER} & heard)]
    told = {"They agree": found.agree, "They differ": found.differ}
    lists = [
        {
            "title": title,
            "pairs": [[_said(one.buyer), _said(one.user)] for one in pairs],
            "none": NO_PAIR if both else alone,
        }
        for title, pairs in told.items()
    ]
    if found.close:
        pairs = [[_said(one.buyer), _said(one.user)] for one in found.close]
        lists.append({"title": "Close. Do they mean the same? Ask both", "pairs": pairs, "wide": True})
    for who in (Who.BUYER, Who.USER):
        own = [[_said(one)] for one in profile.only(who).statements if one.id not in paired]
        lists.append({"title": f"Only the {who.value}", "pairs": own, "none": alone})
    return {"lists": lists}


HEARD = (
    "Neither of them is heard yet. Ask both.",
    "Only one of them is heard yet. Ask the other.",
    "Each is heard in a line of the other.",
)
"""What stands where there is nothing to show, by how many of buyer and user are heard."""
NO_PAIR = "Nothing that both of them talked about, as far as the judge can tell."


def _said(one: Statement) -> dict[str, str]:
    return {"who": f"{one.person or one.who.value} ({one.force.value})", "text": one.text}


def _pitch(profile: Profile) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("The pitch on your desk, before each of them", anchor=False, width="stretch")
        reader.who_reads()
    if reader.by_a_model() and not reader.agreed():
        st.markdown("The embedded judge reads until you have seen on Rehearse what is sent, and agreed.")
    if not profile.statements:
        st.markdown("Write down what they said first.")
        return
    found = _sides(profile)
    widgets.sides(sides_data(found))


def _sides(profile: Profile) -> sides.Sides:
    pitch, catalogue, settings = state.pitch(), st.session_state[state.CATALOGUE], state.flag_settings()
    return _in_force(
        "sides",
        profile,
        lambda judge: sides.for_each_who(pitch, profile, catalogue=catalogue, judge=judge, settings=settings),
    )


def _whole(profile: Profile) -> Review:
    pitch, catalogue, settings = state.pitch(), st.session_state[state.CATALOGUE], state.flag_settings()
    return _in_force(
        "whole", profile, lambda judge: check(pitch, profile, catalogue=catalogue, judge=judge, settings=settings)
    )


def _in_force(name: str, profile: Profile, read: Callable[[Judge], Read]) -> Read:
    """What the judge in force reads: the embedded one's at once, and a language model's in its place when it is done.

    Judged once for as long as neither the pitch on the desk nor the profile changes.
    """
    remembered = st.session_state
    key = (remembered[state.TEXT], profile, remembered[state.CATALOGUE], state.flag_settings())
    if remembered.get(f"each.{name}", (None, None))[0] != key:
        with st.spinner("Reading your pitch…"):
            remembered[f"each.{name}"] = (key, read(state.judge()))
    found: Read = remembered[f"each.{name}"][1]
    if not reader.by_a_model() or not reader.agreed():
        return found
    at_work = reader.beside(name, key, profile, read)
    if not at_work.finished:
        reader.waiting(at_work, "Until then this is what the embedded judge reads.")
    elif at_work.found is None:
        st.warning(widgets.plain(reader.instead(at_work.problem)))
    return at_work.found or found


def sides_data(found: sides.Sides) -> dict[str, Any]:
    """A card for everybody together and for each side, and the torn claims."""
    cards = [_card("Everybody", found.whole)]
    for side in found.sides:
        card = _card(NAMES[side.who], side.review)
        if side.product_first and side.who is Who.GATEKEEPER:
            card["warning"] = "It opens with us. Open with what the gatekeeper said, then with us."
        cards.append(card)
    return {
        "sides": cards,
        "torn": [
            {"claim": one.claim.text, "serves": _quotes(one.serves), "hurts": _quotes(one.hurts)} for one in found.torn
        ],
    }


def _card(name: str, review: Review) -> dict[str, Any]:
    tied = sum(reading.tied for reading in review.readings)
    hurt = sum(any(link.holds and not link.relation.answers for link in reading.links) for reading in review.readings)
    answered = {
        link.to for reading in review.readings for link in reading.links if link.holds and link.relation.answers
    }
    left = [one for one in review.profile.statements if one.id not in answered and one.force is not Force.NO]
    ruled_out = all(one.force is Force.NO for one in review.profile.statements)
    claims = widgets.counted(len(review.readings), "claim")
    whole = "They only ruled things out so far." if ruled_out else "Everything they said is answered."
    return {
        "name": name,
        "figure": f"{review.figures.relevance:.0f}" if review.figures else None,
        "silent": "No figure yet: too little of what they said is known.",
        "counts": f"{tied} of {claims} {named(tied, 'answers', 'answer')} them, "
        f"{hurt} {named(hurt, 'makes', 'make')} something worse",
        "sentence": f"Unanswered: “{widgets.short(left[0].text, 110)}”" if left else whole,
        "warning": None,
    }


def _quotes(said: Iterable[Statement]) -> list[dict[str, str]]:
    return [{"text": one.text, "who": one.person or one.who.value} for one in said]


def nos(saved: Saved[Profile]) -> None:
    """The ledger: what was ruled out, why, whether it was explored or argued with; and where the pitch invites a no."""
    said = saved.value.by_force(Force.NO)
    st.markdown("A no is worth more than a maybe. Find out what is behind each, and leave room for the next.")
    review = _reviewed(saved.value) if said else None
    for no in said:
        _no(saved, no, review)
    if not said:
        st.markdown("Nobody has ruled anything out. Ask: “What would make this a no, whatever else it does?”")
    st.subheader("Where your pitch invites a no", anchor=False)
    questions = invitations(st.session_state[state.TEXT])
    if not questions:
        st.markdown(
            "Nowhere: the pitch on your desk asks nothing and leaves nothing to say no to (flag P7). "
            "Add a question that you would be glad to hear a no to."
        )
    for n, question in enumerate(questions):
        _invitation(n, question)


def _reviewed(profile: Profile) -> Review | None:
    """The pitch on the desk before all of them; None where there is nothing to read."""
    try:
        return _whole(profile)
    except InputError:
        return None


def _no(saved: Saved[Profile], no: Statement, review: Review | None) -> None:
    tag, keep = f"{no.id} {saved.id} {saved.version}", shelf.while_shown(_keep_no)
    why, how = f"no.reason {tag}", f"no.handling {tag}"
    with st.container(border=True, key=f"no {no.id}"):
        st.markdown(f"**“{widgets.plain(no.text)}”** · {widgets.plain(no.person or no.who.value)}")
        for claim in _running_into(review, no):
            st.markdown(f"Your pitch runs into it (flag C4): “{widgets.plain(claim)}”")
        left, right = st.columns([3, 2])
        left.text_input(
            "Why is it out?",
            no.reason or "",
            key=why,
            max_chars=500,
            placeholder="Ask, and write down what they say.",
            on_change=keep,
            args=(no.id, "reason", why),
        )
        right.selectbox(
            "What happened then?", list(HANDLED), list(HANDLED).index(no.handling), format_func=HANDLED.__getitem__,
            key=how, on_change=keep, args=(no.id, "handling", how),
        )  # fmt: skip


def _keep_no(no: str, name: str, key: str) -> None:
    """Keep what one box says of a no: the other may have been drawn anew already, and is then not sent with it."""
    told = {name: shelf.as_kept(name, st.session_state[key])}

    def answered(profile: Profile) -> Profile:
        said = (one.model_copy(update=told) if one.id == no else one for one in profile.statements)
        return profile.model_copy(update={"statements": tuple(said)})

    if shelf.change(answered):
        shelf.tell("The answer is kept.")


def _running_into(review: Review | None, no: Statement) -> list[str]:
    return [
        reading.claim.text
        for reading in (review.readings if review else ())
        if any(link.holds and link.to == no.id and not link.relation.answers for link in reading.links)
    ]


def invitations(text: str) -> list[str]:
    """The sentences of a pitch that ask something or leave room for a no."""
    if not text.strip():
        return []
    from pitchcheck.judge.sentences import split

    return [
        sentence.of(text)
        for sentence in split(text)
        if speech.asks(sentence.of(text)) or speech.ROOM_FOR_NO.search(sentence.of(text))
    ]


def _invitation(n: int, question: str) -> None:
    with st.form(f"asked {n}", clear_on_submit=True):
        st.markdown(f"“{widgets.plain(widgets.short(question, 300))}”")
        left, middle, right = st.columns([4, 1.4, 1.4], vertical_alignment="bottom")
        answer = left.text_input("What did they say?", key=f"asked.answer {n}", max_chars=2000)
        force = middle.selectbox("It is a", [force.value for force in reversed(Force)], key=f"asked.force {n}")
        who = right.selectbox("Said by the", [who.value for who in Who], key=f"asked.who {n}")
        if st.form_submit_button("Write it down", key=f"asked.keep {n}"):
            said = {"text": answer, "force": force, "who": who, "source": f"asked: {widgets.short(question, 120)}"}
            if answer.strip() and shelf.change(lambda profile: shelf.with_statement(profile, said), adds=True):
                shelf.tell("It is on the board.")
                st.rerun()
            st.error("Write down what they said first.")
