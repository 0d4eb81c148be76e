"""One recording, as the coach listens to it: the sentence, the timeline, the transcript with its card, and the talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from pages import _call as call
from pages import _downloads as downloads
from pages import _heard as heard
from pages import _hurry as hurry
from pages import _second as second
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pages._heard import Tape
from pitchcheck import calls, coaching, flags, transcript
from pitchcheck.advice import trust
from pitchcheck.calls import Heard, Helps, Said
from pitchcheck.judge import Relation, answering
from pitchcheck.profile import Force, Who
from pitchcheck.report import summary
from pitchcheck.report.facts import clock
from pitchcheck.review import Checked, Flag, Review
from pitchcheck.store import Comment, Recording, State

if TYPE_CHECKING:
    from pitchcheck.pitch import Transcript, Turn
    from pitchcheck.profile import Statement

TALL = 640
SHOWS = 0.05
"""Points of pitch relevance that make a difference in the figure's one decimal."""
ONE_LOOK = 40
"""Flags, and statements on the board, that are shown before somebody asks for more: a day's call has thousands."""
WANTING = ("worse", "unanswered", "answered")
NOTHING, TO_THIS = "It answers nothing they said", "It answers…"
MAKES_WORSE, NOT_THIS = "It makes worse…", "It has nothing to do with…"


def one(recording: Recording) -> None:
    """The recording that is open: still to be read, or read."""
    tape = None if st.session_state.get(call.AGAIN) else _tape(recording)
    st.empty()  # in the place of the list's toolbar, where what stands in this one would move “Add a call” for a while
    _toolbar(recording, tape.review if tape else None)
    busy = recording.turns > call.LONG and voice.underway(recording.id)
    second.attend(recording, tape.review if tape else None)
    if tape is None:
        _who_sells(recording, state.store().recordings.transcript(recording.id), busy=busy)
    else:
        _read(recording, tape)


def _tape(recording: Recording) -> Tape | None:
    """The recording's review as it is drawn, None where there is none; worked out anew only where it changed."""
    now = (recording.id, recording.reviewed_at)
    was, tape = st.session_state.get(call.TAPE, (None, None))
    if was != now:
        review = state.store().recordings.review(recording.id)  # the one just kept, which is held until here
        tape = Tape(review) if review else None
        st.session_state[call.TAPE] = (now, tape)
    st.session_state.pop(call.SAID, None)
    return tape


def _toolbar(recording: Recording, review: Review | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.button("All recordings", icon=":material/arrow_back:", key="back", on_click=call.open_one, args=(None,))
        with st.container(key="whose", width="stretch"):
            st.markdown(f"**{widgets.plain(recording.title)}** · {widgets.plain(_about(recording))}")
        if review is not None:
            key = f"state {recording.id} {recording.version}"
            st.segmented_control(
                "Where it stands", list(State), default=recording.state, key=key, label_visibility="collapsed",
                required=True, on_change=lambda: call.set_state(recording, st.session_state[key]),
            )  # fmt: skip
            _summary(recording, review)


SUMMARIES = (
    ("To read anywhere (HTML)", summary.html, "html", "text/html"),
    ("To print (PDF)", summary.pdf, "pdf", "application/pdf"),
    ("For a mail or a chat (Markdown)", summary.markdown, "md", "text/markdown"),
)


def _summary(recording: Recording, review: Review) -> None:
    """To send: the coaching summary with the moments and the take-away list, and what was said; without names if asked
    for.
    """
    with st.popover("Summary to send"):
        nameless = downloads.without_names(review, "summary")
        said = nameless.said if nameless else str

        def made(make: Callable[..., str | bytes]) -> str | bytes:
            found = state.store().comments.on_recording(recording.id)
            take_aways = [said(one.text) for one in found if one.take_away]
            return make(nameless.review(review) if nameless else review, said(recording.title), take_aways)

        for name, make, kind, mime in SUMMARIES:
            _given(name, lambda make=make: made(make), f"coaching.{kind}", mime)
        if review.pitch.transcript:
            _transcript(review.pitch.transcript, nameless.call if nameless else lambda spoken: spoken)


def _transcript(spoken: Transcript, shared: Callable[[Transcript], Transcript]) -> None:
    """What was said, to read, and to put beside the sound where each turn has its time."""
    _given("What was said (text)", lambda: transcript.write(shared(spoken), "text"), "call.txt", "text/plain")
    if all(turn.start is not None for turn in spoken.turns):
        name = "What was said, with times (WebVTT)"
        _given(name, lambda: transcript.write(shared(spoken), "vtt"), "call.vtt", "text/vtt")


def _given(name: str, made: Callable[[], str | bytes], file: str, mime: str) -> None:
    st.download_button(name, made, file, mime, key=f"summary.{file}", width="stretch", on_click="ignore")


def _about(recording: Recording) -> str:
    """Whose call it is, with whom and when, in a line."""
    with_whom = f"with {recording.prospect}" if recording.prospect else ""
    when = f"{recording.at:%-d %b %Y}" if recording.at else ""
    length = f"{clock(recording.seconds)} long" if recording.seconds else widgets.counted(recording.turns, "turn")
    return " · ".join(filter(None, (recording.owner, with_whom, when, length)))


def problems(spoken: Transcript) -> None:
    """What of the file could not be read: it is never shown as if it were whole."""
    if spoken.problems:
        with st.expander(f"Not all of this file could be read ({len(spoken.problems)})", icon=":material/warning:"):
            for problem in spoken.problems:
                st.markdown(widgets.plain(problem))


def _who_sells(recording: Recording, spoken: Transcript, *, busy: bool) -> None:
    """Who is the rep, and what is the call judged against: proposed, for a person to confirm."""
    problems(spoken)
    speakers = spoken.speakers()
    st.subheader("Who sells in this call?", anchor=False)
    if len(speakers) > 1:
        known = recording.rep if recording.rep in speakers else None
        proposed = [known] if known else list(calls.proposed_sellers(spoken))
        sellers = tuple(
            st.pills(
                "Who sells here", speakers, selection_mode="multi", default=proposed, key=f"sells {recording.id}",
                label_visibility="collapsed",
            )
        )  # fmt: skip
        st.markdown(_opening(spoken, speakers))
    else:
        sellers = speakers
        st.markdown(_alone(speakers))
    _against(recording, spoken, sellers, busy=busy)
    if recording.reviewed_at:
        st.button("Leave it as it was read", key="leave", on_click=st.session_state.pop, args=(call.AGAIN, None))
    _speakers(recording, spoken)


def _alone(speakers: tuple[str, ...]) -> str:
    who = f"Only {widgets.plain(speakers[0])} speaks here" if speakers else "Nobody is told apart in this file"
    return (
        f"{who}, so all of it is read as the pitch, against a saved prospect. "
        "If somebody else speaks too, give them their turns below."
    )


def _opening(spoken: Transcript, speakers: tuple[str, ...]) -> str:
    """How each speaker begins, so that a person knows who is who."""
    first = {name: next(turn for turn in spoken.turns if turn.speaker == name) for name in speakers[:8]}
    return "\n".join(
        f"- **{widgets.plain(name)}**: {widgets.plain(widgets.short(turn.text, 110))}" for name, turn in first.items()
    )


def _against(recording: Recording, spoken: Transcript, sellers: tuple[str, ...], *, busy: bool) -> None:
    """What it is judged against and read with, and the button that reads it."""
    saved = {one.id: one for one in state.store().profiles.all()}
    names = widgets.told_apart({key: one.value.full_name for key, one in saved.items()})
    known = call.catalogues()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        options: list[str | None] = [None, *saved] if len(spoken.speakers()) > 1 else [*saved]
        first = _judged_against(recording)
        index = options.index(first) if first in options else 0
        against = st.selectbox(
            "Judge it against", options, index=index if options else None, key=f"against {recording.id}", width=330,
            format_func=lambda one: names[one] if one else call.IN_THE_CALL,
            placeholder="Save a prospect first",
        )  # fmt: skip
        product = st.selectbox(
            "Read it with the catalogue of", [None, *known], key=f"product {recording.id}", width=300,
            index=_index(recording, list(known)), format_func=lambda one: one or call.LIBRARY_ONLY,
        )  # fmt: skip
        if st.button("Read this call", type="primary", key="read", disabled=busy or not options):
            with st.spinner("Reading the call…"):
                done = call.tried(
                    lambda: call.read(recording, sellers, saved.get(against or ""), known.get(product or ""))
                )
            if done:
                st.rerun()
    shown_problem()


def _judged_against(recording: Recording) -> str | None:
    """Which prospect is offered first: the one it was read against, or before that was done, the one it was with."""
    review = state.store().recordings.review(recording.id) if recording.reviewed_at else None
    return None if review and calls.against_itself(review) else recording.profile_id


def _index(recording: Recording, products: list[str]) -> int:
    """Which catalogue is offered first: the one it was read with, else the newest of your own, else none."""
    own = [one.value.product for one in state.store().catalogues.all()]
    wanted = recording.product or next(iter(own), None)
    return products.index(wanted) + 1 if wanted in products else 0


def shown_problem() -> None:
    """What could not be done, in a sentence, once."""
    above = widgets.now_and_then()
    if problem := st.session_state.pop(call.PROBLEM, None):
        above.error(widgets.plain(problem))


def _speakers(recording: Recording, spoken: Transcript) -> None:
    """Rename speakers, make two one, or give turns away.

    The keys are new with every version: a box that stays would hand what was typed to whoever comes next in its place.
    """
    tag = f"{recording.id} {recording.version}"
    with st.expander("Put the speakers right"):
        with st.form(f"names {tag}", border=False):
            names = {
                name: st.text_input(f"{widgets.plain(name)} is", name, key=f"name {n} {tag}", max_chars=100)
                for n, name in enumerate(spoken.speakers())
            }
            if names and st.form_submit_button("Rename", help="Two that get the same name become one."):
                call.rename(recording, names)
                st.rerun()
        with st.form(f"turns {tag}", border=False):
            span = st.text_input("Turns", placeholder="12, or 12-15", key=f"span {tag}", max_chars=200)
            who = st.text_input("were said by", key=f"span.who {tag}", max_chars=100)
            if st.form_submit_button("Give them these turns"):
                call.give_turns(recording, span, who)
                st.rerun()


def _read(recording: Recording, tape: Tape) -> None:
    review = tape.review
    comments, sound = state.store().comments.on_recording(recording.id), call.sound(recording)
    shown_problem()
    problems(tape.call.transcript)
    _verdict(review)
    second.under(recording, review)
    widgets.listening(heard.listening_data(tape), opened=call.pick)
    if sound:
        with st.container(key="player"):
            st.audio(sound, format="audio/mp4" if (recording.file or "").endswith(("mp4", "m4a")) else "audio/wav")
    widgets.timeline(tape.timeline, opened=call.pick)
    picked = st.session_state.get(call.PICKED)
    with st.container(key="call"):
        left, right = st.columns([11, 10], gap="medium")
        with left:
            _turns(tape, comments, picked)
        with right:
            _beside(recording, tape, picked)
    _talk(recording, tape, comments)
    st.subheader("What moves them, and what holds them", anchor=False)
    _board(review)
    _flags(recording, review)
    _settled(recording, tape)


def _turns(tape: Tape, comments: tuple[Comment, ...], picked: str | None) -> None:
    """What was said; of a long call a page, where somebody went, sought words, or picked something."""
    look = heard.looking(tape, st.session_state.get(call.LOOK, heard.Look()), picked)
    st.session_state[call.LOOK] = look
    widgets.turns(
        heard.turns_data(tape, comments, picked, TALL, look),
        opened=call.pick,
        spoke=call.at_turn,
        went=lambda turn: _look(look._replace(turn=turn)),
        sought=lambda word: _look(heard.sought(tape, look, word["words"], word["step"])),
    )


def _look(look: heard.Look) -> None:
    st.session_state[call.LOOK] = look


def _verdict(review: Review) -> None:
    now = review.figures
    widgets.verdict(
        {
            "sentence": coaching.sentence(review),
            "questions": list(review.silent_because[1:]),
            "basis": _basis(review),
            "figure": None if now is None else widgets.figure_data(
                now, review.at_first if _moved(review, now.relevance) else None, *widgets.IN_THE_CALL
            ),
        }
    )  # fmt: skip


def _moved(review: Review, now: float) -> bool:
    """Whether people's words have moved the figure so far that it shows."""
    spoken = review.checked or review.heard
    return bool(spoken) and review.at_first is not None and abs(now - review.at_first) >= SHOWS


def _basis(review: Review) -> str:
    timed = any(sentence.seconds for sentence in review.pitch.sentences)
    return (
        f"Judged against {_things_said(review)}. {trust(review)} "
        f"Attention is counted in {'seconds' if timed else 'words'}. "
        "Rules of thumb to talk about, no verdict on a person."
    )


def _things_said(review: Review) -> str:
    """How many things they said, and where: against a saved prospect it may be that none was said in this call."""
    spoken = sum(bool(statement.turn) for statement in review.profile.statements)
    elsewhere = len(review.profile.statements) - spoken
    if elsewhere and not spoken:
        return f"{widgets.counted(elsewhere, 'thing')} they said elsewhere"
    more = f" and {elsewhere:,} said elsewhere" if elsewhere else ""
    return f"{widgets.counted(spoken, 'thing')} said in this call{more}"


def _beside(recording: Recording, tape: Tape, picked: str | None) -> None:
    """The card of what was picked; otherwise the moments to talk about."""
    claim = next((one for one in tape.review.readings if one.claim.id == picked), None)
    line = heard.line_of(tape.board, picked) if picked else None
    if claim is not None:
        widgets.card(widgets.card_data(tape.review, claim))
        _word_on_claim(recording, tape, claim.claim.id)
    elif line is not None:
        widgets.stated(heard.stated_data(tape, line))
        _word_on_statement(recording, tape.review, line.statement)
    else:
        widgets.moments(heard.moments_data(tape), opened=call.pick)


def _word_on_claim(recording: Recording, tape: Tape, claim: str) -> None:
    review = tape.review
    word = next((one for one in review.checked if one.claim == claim), None)
    if word is not None:
        st.markdown(widgets.plain(_told(review, word)))
    with st.container(horizontal=True, gap="small"):
        if word is not None:
            st.button("Take the word back", key="unsay", on_click=_unsay, args=(recording, claim))
        else:
            st.button("Right", key="right", on_click=_agree, args=(recording, claim), help="You looked, and agree.")
            with st.popover("Wrong…"):
                _wrong(recording, review, claim)
        _comment_here(tape.call.turn_of(review.reading(claim)).n)
        st.button("Close", key="close", on_click=call.pick, args=(None,))


def _told(review: Review, word: Checked) -> str:
    because = f" “{word.reason}”" if word.reason else ""
    if word.agrees and any(one.claim == word.claim for one in review.overrides):
        return f"{word.by} says {word.verdict.value} as well, but on account of other words.{because}"
    if word.agrees:
        return f"{word.by} agrees with the judge.{because}"
    return f"{word.by} says: {word.verdict.value}. The judge said: {word.judged.value}.{because}"


def _comment_here(turn: int | None) -> None:
    if turn:
        st.button("Comment here", key="comment.here", on_click=call.at_turn, args=(turn,))


def _agree(recording: Recording, claim: str) -> None:
    call.say(recording, claim, lambda review, said, _: calls.agreed(review, claim, said))


def _unsay(recording: Recording, claim: str) -> None:
    call.say(recording, claim, lambda review, _, __: calls.taken_back(review, claim))


def _wrong(recording: Recording, review: Review, claim: str) -> None:
    """What the claim does instead, and why."""
    held = [link.to for link in review.reading(claim).links if link.holds]
    ways = [TO_THIS, *([NOTHING] if held else []), MAKES_WORSE, *([NOT_THIS] if len(held) > 1 else [])]
    way = st.radio("What does it do?", ways, key=f"way {claim}")
    about = held if way == NOT_THIS else [one.id for one in review.profile.statements]
    texts = widgets.told_apart({one: widgets.short(review.statement(one).text, 90) for one in about})
    if way != NOTHING:
        st.selectbox(
            "Which of the things they said?", about, key=f"to {claim}", format_func=texts.__getitem__,
        )  # fmt: skip
    st.text_input("Why?", key=f"why {claim}", max_chars=500, placeholder="So that others can follow")
    st.button("Keep my word", key="wrong", on_click=_disagree, args=(recording, claim), type="primary")


def _disagree(recording: Recording, claim: str) -> None:
    """Keep what the form says now; what its last drawing said may lack the words just typed."""
    form = st.session_state
    way = form[f"way {claim}"]
    to = None if way == NOTHING else form[f"to {claim}"]

    def word(review: Review, said: Said, _: Helps) -> Review:
        force = review.statement(to).force if to else Force.PUSH
        relation = {TO_THIS: answering(force), MAKES_WORSE: Relation.AGGRAVATES}.get(way)
        return calls.disagreed(review, claim, said, to=to, relation=relation)

    call.say(recording, claim, word, form[f"why {claim}"], to=to)


def _word_on_statement(recording: Recording, review: Review, statement: Statement) -> None:
    word = next((one for one in review.heard if one.statement == statement.id), None)
    with st.container(horizontal=True, gap="small"):
        if word is not None:
            st.button("Take the word back", key="unhear", on_click=_unhear, args=(recording, statement.id))
        else:
            st.button("Heard right", key="heard", on_click=_heard_right, args=(recording, statement.id))
            with st.popover("Heard wrong…"):
                _heard_wrong(recording, statement)
        _comment_here(statement.turn)
        st.button("Close", key="close", on_click=call.pick, args=(None,))


def _heard_wrong(recording: Recording, statement: Statement) -> None:
    one = statement.id
    if statement.turn:
        st.text_area("Their words", statement.text, key=f"text {one}", max_chars=1000, height=80)
    st.selectbox("It is a", list(Force), list(Force).index(statement.force), key=f"force {one}")
    st.selectbox("said as the", list(Who), list(Who).index(statement.who), key=f"who {one}")
    st.text_input("Why?", key=f"why {one}", max_chars=500)
    st.button("Keep my word", key="reheard", on_click=_hear_as, args=(recording, one), type="primary")
    st.button("It is no statement of theirs", key="unheard", on_click=_no_statement, args=(recording, one))


def _heard_right(recording: Recording, statement: str) -> None:
    call.say(recording, statement, lambda review, said, _: calls.heard_right(review, statement, said))


def _hear_as(recording: Recording, one: str) -> None:
    form = st.session_state
    word = Heard(statement=one, force=form[f"force {one}"], who=form[f"who {one}"], text=form.get(f"text {one}"))
    call.rehear(recording, word, form[f"why {one}"])


def _no_statement(recording: Recording, one: str) -> None:
    if call.rehear(recording, Heard(statement=one, stands=False), st.session_state[f"why {one}"]):
        call.pick(None)


def _unhear(recording: Recording, statement: str) -> None:
    call.rehear(recording, Heard(statement=statement, back=True))


def _talk(recording: Recording, tape: Tape, comments: tuple[Comment, ...]) -> None:
    """What is said about the call, and a line to say more; what to take away is on the same list."""
    st.subheader(widgets.comments_heading("Comments", comments), anchor=False)
    if comments:
        me = state.store().desk.someone.id
        widgets.talk(heard.comments_data(tape, comments, me, recording.owner_id), resolved=call.resolve)
    else:
        st.markdown("Nobody has said anything about this call yet. A comment at a moment says more than a score.")
    turn = st.session_state.get(call.TURN)
    turn = turn if turn in tape.call.turns else None
    field = f"say.text {recording.id} {len(comments)}"
    call.bring_back(_typing(recording), field)
    with st.container(border=True, key="say"):
        spoken = tape.call.turns[turn] if turn else None
        where = f"At {tape.clock_of(spoken)}, “{widgets.short(spoken.text, 80)}”" if spoken else "About the whole call"
        st.markdown(widgets.plain(where))
        whom = widgets.short(recording.rep or recording.owner, 40)
        text = st.text_area(
            "Say it", key=field, max_chars=4000, height=90, placeholder=f"What would you tell {whom}?",
            on_change=call.keep_typing, args=(_typing(recording), field),
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="center"):
            take_away = call.to_take_away(recording.id, comments)
            if st.button("Comment", type="primary", key="say.it"):
                _say(recording, tape, text, turn, take_away)
        if spoken is not None and turn not in tape.call.selling:
            _also_said(recording, spoken)
    if turn:
        st.button("About the whole call instead", key="say.whole", on_click=call.at_turn, args=(None,))
    with st.container(key="unseen"):
        widgets.reach({"turn": turn, "asked": st.session_state.get(call.ASKED, 0)})


def _typing(recording: Recording) -> str:
    return f"recordings/{recording.id}/comment"


def _also_said(recording: Recording, turn: Turn) -> None:
    """A statement that the judge did not hear."""
    with st.expander("They stated something here that was not heard"):
        words = st.text_input("Their words", turn.text[:1000], key=f"also {recording.id} {turn.n}", max_chars=1000)
        force = st.selectbox("It is a", list(Force), key=f"also.force {turn.n}")
        if st.button("Add it", key="also.it"):
            call.rehear(recording, Heard(turn=turn.n, text=words, force=force))
            st.rerun()


@hurry.once
def _say(recording: Recording, tape: Tape, text: str, turn: int | None, take_away: bool) -> None:
    moment = heard.moment_of(tape, turn) if turn else None
    add = state.store().comments.add_to_recording
    if call.comment(text, _typing(recording), lambda said: add(recording.id, said, moment, take_away=take_away)):
        st.rerun()


def _board(review: Review) -> None:
    """The forces board; of a long call's statements, those first that want something done."""
    data = widgets.board_data(review)
    total, limit = len(data["lines"]), st.session_state.get(call.LINES, ONE_LOOK)
    if total > limit:
        data["lines"] = sorted(data["lines"], key=lambda line: WANTING.index(line["standing"]))[:limit]
    widgets.forces(data, opened=call.pick)
    widgets.more(call.LINES, total, limit, ONE_LOOK, "more.lines")


def _flags(recording: Recording, review: Review) -> None:
    st.subheader(widgets.flags_heading(review), anchor=False)
    known = {widgets.flag_key(flag): flag for flag in review.flags}
    if known:
        ordered, limit = _aside_last(review.flags), st.session_state.get(call.FLAGS, ONE_LOOK)
        widgets.flags(
            widgets.flags_data(review.model_copy(update={"flags": ordered[:limit]})),
            opened=call.pick,
            dismissed=lambda word: _set_aside(recording, known[word["key"]], word["reason"]),
            restored=lambda key: _set_aside(recording, known[key], None),
        )
        widgets.more(call.FLAGS, len(ordered), limit, ONE_LOOK, "more.flags")


def _aside_last(found: tuple[Flag, ...]) -> tuple[Flag, ...]:
    return tuple(sorted(found, key=lambda flag: flag.dismissed is not None))


def _set_aside(recording: Recording, flag: Flag, reason: str | None) -> None:
    def word(review: Review, said: Said, _: Helps) -> Review:
        return flags.dismiss(review, flag, reason, said.by) if reason else flags.restore(review, flag)

    call.say(recording, "", word)


def _settled(recording: Recording, tape: Tape) -> None:
    """What was set right about the reading, and what can be done with the recording as a whole."""
    st.subheader("This recording", anchor=False)
    gone = [word for word in tape.review.heard if not word.stands and word.proposed]
    if gone:
        st.markdown("Taken out, as no statements of theirs:")
    for word in gone:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(widgets.plain(f"“{word.proposed.text}” ({word.by})" if word.proposed else ""), width="stretch")
            st.button("Bring it back", key=f"back {word.statement}", on_click=_unhear, args=(recording, word.statement))
    _speakers(recording, tape.call.transcript)
    with st.container(horizontal=True):
        st.button("Read it again", key="again", on_click=st.session_state.update, args=({call.AGAIN: True},),
                  help="Say again who sells, and against whom. Words on it start afresh.")  # fmt: skip
        with st.popover("Delete this recording"):
            st.markdown("Transcript, sound, review and comments go for good.")
            st.button("Delete it for good", key="delete", on_click=_delete, args=(recording,))


def _delete(recording: Recording) -> None:
    if call.tried(lambda: state.store().recordings.delete(recording.id)):
        call.open_one(None)
        st.session_state[call.TOLD] = "Deleted, with everything drawn from it."
