"""What a coach wants of a recording: how the talk went, and the few moments to talk about.

Everything here is counted from a review of a conversation (its pitch carries the transcript), nothing is judged anew.
The figures say how a conversation went, never how good somebody is. Talk share and the longest monologue are what call
software commonly counts (Gong Labs, "Mastering the talk-to-listen ratio in sales calls", 2016, revised 2025: a
correlation over many calls, no target for one). That a question draws more than a pitch does, and that a statement
counts more when it was asked for, is Rackham, *SPIN Selling* (1988), and Moesta & Engle, *Demand-Side Sales 101*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import fsum
from typing import NamedTuple

from pitchcheck.advice import asked_for
from pitchcheck.board import in_order
from pitchcheck.counting import number
from pitchcheck.figures import COVERED_FORCES
from pitchcheck.flags import filled
from pitchcheck.flags.find import REPLY, quoted
from pitchcheck.flags.speech import asks, price_talk
from pitchcheck.judge import Reading
from pitchcheck.judge.sentences import BETWEEN
from pitchcheck.pitch import Frozen, InputError, Sentence, Turn
from pitchcheck.profile import Force, Statement
from pitchcheck.review import Flag, Review

AGAIN = 2.0
"""What a second moment of the same kind weighs less."""
MOST = 3
"""Moments to talk about: more than three things nobody changes before the next call."""
DAY, STRETCH = 3 * 3600.0, 1800.0
"""Seconds from which nobody listens to a call from end to end, and how many of it are heard at a sitting."""
A_SECOND = 2.5
"""Words that are said in a second, about, where a call has no times."""
ENOUGH = 3
"""Things they told and nobody took up, from which a stretch is worth naming."""


class Stretch(Frozen):
    """A stretch of talk: its first turn, when it began (seconds, None where not known), and its length."""

    turn: int
    at: float | None
    length: float


class Listening(Frozen):
    """How a conversation went. Lengths are seconds, or words where some turn has no times (``in_words``).

    ``talk_share`` is the sellers' share, 0..1, of all talk; silence counts for nobody. ``monologue`` is their longest
    stretch that no reply of at least six words broke. ``questions`` are their sentences that ask something.
    ``asked`` of ``statements`` came as an answer: the sellers' last words before it, nods left out, held a question.
    ``early`` are claims offered before the struggle was talked about (C5), ``unheard`` the statements nothing said
    later answers (P8), ``stacks`` the feature stacks (P1), ``priced`` those with price talk soon after (P6).
    """

    in_words: bool
    talk_share: float
    monologue: Stretch | None
    questions: int
    statements: int
    asked: int
    early: tuple[str, ...]
    unheard: tuple[str, ...]
    stacks: int
    priced: int


class Moment(Frozen):
    """One moment to talk about: when (seconds, None where not known), what happened there, in whose words.

    ``quote`` is what the rep said, ``said`` what the prospect had said (or, with ``later``, said afterwards), and
    ``question`` what would have helped more. ``code`` is the flag it comes from; empty for what went well.
    """

    turn: int
    at: float | None
    code: str
    what: str
    quote: str
    said: str
    said_by: str
    later: bool
    question: str
    claims: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


class Call:
    """A review of a conversation as a coach looks at it: who said what, and when.

    Raises InputError where the review is of a written pitch.
    """

    def __init__(self, review: Review) -> None:
        if review.pitch.transcript is None:
            raise InputError("This is a written pitch. Only a conversation has turns to coach.")
        self.review, self.transcript = review, review.pitch.transcript

    @cached_property
    def turns(self) -> Mapping[int, Turn]:
        """The turns by their number, in order."""
        return {turn.n: turn for turn in self.transcript.turns}

    @cached_property
    def selling(self) -> frozenset[int]:
        """The numbers of the turns of the rep and of those who sell beside them: whose words the pitch is made of."""
        sellers = self.review.pitch.sellers
        return frozenset(turn.n for turn in self.transcript.turns if turn.speaker in sellers)

    @cached_property
    def in_words(self) -> bool:
        """Whether lengths are words, because some turn has no times."""
        return any(turn.start is None or turn.end is None for turn in self.transcript.turns)

    @cached_property
    def sentences(self) -> Mapping[int, Sentence]:
        """The sellers' sentences by their number."""
        return {sentence.n: sentence for sentence in self.review.pitch.sentences}

    @cached_property
    def questions(self) -> tuple[Sentence, ...]:
        """The sellers' sentences that ask something."""
        text = self.review.pitch.text
        return tuple(sentence for sentence in self.sentences.values() if asks(sentence.of(text)))

    @cached_property
    def asking(self) -> frozenset[int | None]:
        """The numbers of the sellers' turns that ask something."""
        return frozenset(sentence.turn for sentence in self.questions)

    @cached_property
    def offering(self) -> frozenset[int | None]:
        """The numbers of the turns that put something forward."""
        return frozenset(self.sentences[reading.claim.n].turn for reading in self.review.readings)

    @cached_property
    def price_talk(self) -> tuple[Turn, ...]:
        """The turns in which somebody talks about what it costs."""
        return tuple(turn for turn in self.transcript.turns if price_talk(turn.text))

    def length(self, turn: Turn) -> float:
        """How long a turn is, in seconds or words."""
        if self.in_words or turn.start is None or turn.end is None:
            return float(len(turn.text.split()))
        return max(turn.end - turn.start, 0.0)

    @cached_property
    def places(self) -> Mapping[int, tuple[float, float]]:
        """Where each turn begins and how long it is, by its number: in seconds, or in words where some has no time."""
        found, at = {}, 0.0
        for turn in self.turns.values():
            length = self.length(turn)
            found[turn.n] = (at if self.in_words or turn.start is None else turn.start, length)
            at += length
        return found

    @cached_property
    def whole(self) -> float:
        """Where the last turn ends, in the measure of ``places``."""
        return max((start + length for start, length in self.places.values()), default=0.0)

    @cached_property
    def unheard(self) -> frozenset[str]:
        """The ids of the statements that nothing said later answers, where nobody set that aside."""
        standing = (flag for flag in self.review.flags if flag.code == "P8" and flag.dismissed is None)
        return frozenset(one for flag in standing for one in flag.statements)

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """The readings by their claim's id."""
        return {reading.claim.id: reading for reading in self.review.readings}

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        """The prospects' statements by their id."""
        return {statement.id: statement for statement in self.review.profile.statements}

    @cached_property
    def answered(self) -> frozenset[str]:
        """The ids of the statements that some claim answers."""
        links = (link for reading in self.review.readings for link in reading.links)
        return frozenset(link.to for link in links if link.holds and link.relation.answers)

    @cached_property
    def told(self) -> tuple[Statement, ...]:
        """What was stated in the call, in order."""
        said = [one for one in self.review.profile.statements if one.turn is not None]
        return tuple(sorted(said, key=lambda one: one.turn or 0))

    def turn_of(self, reading: Reading) -> Turn:
        """The turn a claim was made in."""
        return self.turns[self.sentences[reading.claim.n].turn or 0]

    def when(self, reading: Reading) -> float | None:
        """When the sentence of a claim began, in seconds."""
        return self.sentences[reading.claim.n].at

    def name_of(self, statement: Statement) -> str:
        """Who made a statement, as a sentence names them."""
        turn = self.turns.get(statement.turn or 0)
        return statement.person or (turn.speaker if turn and turn.speaker else self.review.profile.called)

    @cached_property
    def begins(self) -> Mapping[int, int]:
        """Where each of the sellers' turns begins in the text of the pitch, by the turn's number."""
        at, found = 0, {}
        for turn in self.transcript.turns:
            if turn.n in self.selling and turn.text.strip():
                found[turn.n] = at
                at += len(turn.text) + len(BETWEEN)
        return found

    def before(self, turn: int) -> Iterator[Turn]:
        """The turns before one, the nearest first."""
        return (self.transcript.turns[at] for at in range(self._place[turn] - 1, -1, -1))

    def after(self, turn: int) -> Iterator[Turn]:
        """The turns after one, the nearest first."""
        return (self.transcript.turns[at] for at in range(self._place[turn] + 1, len(self.transcript.turns)))

    @cached_property
    def _place(self) -> dict[int, int]:
        return {turn.n: at for at, turn in enumerate(self.transcript.turns)}


def listening(review: Review) -> Listening:
    """How the conversation of a review went. Raises InputError for a written pitch."""
    call = Call(review)
    standing = [flag for flag in review.flags if flag.dismissed is None]
    everyone = fsum(call.length(turn) for turn in call.turns.values())
    sellers = fsum(call.length(turn) for turn in call.turns.values() if turn.n in call.selling)
    said = [statement for statement in review.profile.statements if statement.turn in call.turns]
    return Listening(
        in_words=call.in_words,
        talk_share=min(1.0, sellers / everyone) if everyone else 0.0,
        monologue=max(_monologues(call), key=lambda one: one.length, default=None),
        questions=len(call.questions),
        statements=len(said),
        asked=sum(_came_of_a_question(call, statement) for statement in said),
        early=tuple(claim for flag in standing if flag.code == "C5" for claim in flag.claims),
        unheard=tuple(one for flag in standing if flag.code == "P8" for one in flag.statements),
        stacks=sum(flag.code == "P1" for flag in standing),
        priced=sum(flag.code == "P6" for flag in standing),
    )


def _monologues(call: Call) -> Iterator[Stretch]:
    """The sellers' stretches between replies; a nod breaks none."""
    run: list[Turn] = []
    for turn in call.turns.values():
        if turn.n in call.selling:
            run.append(turn)
        elif run and len(turn.text.split()) >= REPLY:
            yield _stretch(call, run)
            run = []
    if run:
        yield _stretch(call, run)


def _stretch(call: Call, run: Sequence[Turn]) -> Stretch:
    return Stretch(turn=run[0].n, at=run[0].start, length=fsum(call.length(turn) for turn in run))


def _came_of_a_question(call: Call, statement: Statement) -> bool:
    """Whether the sellers' last words before a statement, nods left out, asked something."""
    for turn in call.before(statement.turn or 0):
        if turn.n in call.selling:
            if turn.n in call.asking:
                return True
            if turn.n in call.offering or len(turn.text.split()) >= REPLY:
                return False
    return False


QUESTIONS = {
    Force.PUSH: "You said “{quote}”. When did that last happen, and what did it cost you?",
    Force.PULL: "You said “{quote}”. If you had that, what would you do that you can’t do today?",
    Force.ANXIETY: "You said “{quote}”. What would you have to see before that stopped worrying you?",
    Force.HABIT: "You said “{quote}”. What would you miss most if that changed?",
    Force.NO: "You said “{quote}”. What happened that ruled it out?",
}
FIRST = "What happened that made you look now?"
BEFORE = {
    Force.PUSH: "Before I show you this: how do you do it today, and when did it last go wrong?",
    Force.PULL: "Before I show you this: if you could change one thing about how it goes today, what would it be?",
    Force.ANXIETY: "Before I show you this: when you last tried something new, what went wrong?",
    Force.HABIT: "Before I show you this: how do you do it today, and what do you like about that?",
    Force.NO: "Before I show you this: what is off the table for you, and what happened?",
}
PRICE_LATER = "We can talk about the price. First, of all I showed you, what would you not want to be without?"


class _Told(NamedTuple):
    """How a flag is told as a moment: how much it matters among the others, and what happened.

    ``drew`` is what happened where they said it only afterwards.
    """

    weight: float
    what: str
    drew: str = ""


TOLD = {
    "P6": _Told(6, "{n} things nobody asked for, and then they talked about the price"),
    "C2": _Told(5, "This made a worry of theirs worse", "This drew out a worry"),
    "C4": _Told(5, "This ran into something they had ruled out", "This drew a no"),
    "P8": _Told(4.5, "They told you this, and nothing said later answers it"),
    "C3": _Told(
        4, "This takes away a habit of theirs, with no help to leave it", "This ran into a habit they then told you of"
    ),
    "C5": _Told(3.5, "Offered before they had talked about the struggle it answers"),
    "P3": _Told(3, "Asked for the next step while a worry was open"),
    "P1": _Told(2.5, "{n} things in a row that nobody asked for"),
}


def moments(review: Review, most: int = MOST) -> tuple[Moment, ...]:
    """The moments of a conversation that matter most, at most ``most``, in the order they came.

    They come from the flags that stand, the gravest kind first; one moment a turn, one a statement, and a second of
    the same kind only where nothing weightier is left, so that each is a talk of its own.
    Raises InputError for a written pitch.
    """
    call = Call(review)
    chosen: list[Moment] = []
    left = sorted(_candidates(call), key=lambda one: (one[1].turn, one[1].claims))
    while left and len(chosen) < most:
        codes = [moment.code for moment in chosen]
        best = max(left, key=lambda one: one[0] - AGAIN * codes.count(one[1].code))
        chosen.append(best[1])
        left = [one for one in left if not _the_same_talk(one[1], best[1])]
    return tuple(sorted(chosen, key=lambda moment: moment.turn))


def _the_same_talk(one: Moment, other: Moment) -> bool:
    shared = set(one.statements) & set(other.statements) or set(one.claims) & set(other.claims)
    return bool(shared) or one.turn == other.turn


def _candidates(call: Call) -> Iterator[tuple[float, Moment]]:
    for flag in call.review.flags:
        told = TOLD.get(flag.code)
        if told is None or flag.dismissed is not None:
            continue
        if flag.code == "P8":
            yield from _unheard(call, flag, told)
        elif flag.code == "P3":
            yield from _too_soon(call, flag, told)
        elif flag.claims:
            yield told.weight + len(flag.claims) / 100, _of_claims(call, flag, told)


def _of_claims(call: Call, flag: Flag, told: _Told) -> Moment:
    """A moment that one claim or a run of claims made."""
    readings = [call.readings[claim] for claim in flag.claims]
    first, last = call.turn_of(readings[0]), call.turn_of(readings[-1])
    about = next((call.statements[one] for one in flag.statements), None)
    reply = _price_reply(call, last.n) if flag.code == "P6" else None
    said = reply.text if reply else about.text if about else ""
    by = (reply.speaker or "") if reply else call.name_of(about) if about else ""
    later = bool(reply) or bool(about and about.turn and about.turn > first.n)
    open_one = about or _open_by(call, first.n)
    if not said and open_one:
        said, by = open_one.text, call.name_of(open_one)
    return Moment(
        turn=first.n,
        at=call.when(readings[0]),
        code=flag.code,
        what=(told.drew if later and told.drew else told.what).format(n=number(len(readings)).capitalize()),
        quote=" … ".join(" ".join(reading.claim.text.split()) for reading in readings),
        said=said,
        said_by=by,
        later=later,
        question=BEFORE[about.force] if about and later else _question(flag.code, open_one),
        claims=flag.claims,
        statements=flag.statements,
    )


def _price_reply(call: Call, turn: int) -> Turn | None:
    """The prospects' next words about the price after a turn."""
    return next((one for one in call.price_talk if one.n > turn and one.n not in call.selling), None)


def _open_by(call: Call, turn: int) -> Statement | None:
    """The last thing they had stated before a turn that no claim answers; else the last they had stated."""
    told = call.told[: bisect_left(call.told, turn, key=lambda one: one.turn or 0)]
    return next((one for one in reversed(told) if _is_open(call, one)), told[-1] if told else None)


def _is_open(call: Call, statement: Statement) -> bool:
    return statement.id not in call.answered and statement.force in COVERED_FORCES


def _question(code: str, about: Statement | None) -> str:
    if about is not None:
        return filled(QUESTIONS[about.force], {"quote": quoted(about.text).rstrip(" .")})
    return PRICE_LATER if code == "P6" else FIRST


def _unheard(call: Call, flag: Flag, told: _Told) -> Iterator[tuple[float, Moment]]:
    """A moment for each statement that nobody took up; the quote is what the sellers said next."""
    for identifier in flag.statements:
        statement = call.statements[identifier]
        turn = call.turns[statement.turn or 0]
        answer = next((one.text for one in call.after(turn.n) if one.n in call.selling), "")
        weight = told.weight + (statement.force is Force.PUSH) / 4 + statement.strength / 100
        yield weight, _about(call, flag, statement, told.what, turn=turn.n, at=turn.start, quote=answer)


def _too_soon(call: Call, flag: Flag, told: _Told) -> Iterator[tuple[float, Moment]]:
    """The ask for the next step, with the first worry that was open."""
    span, statement = flag.spans[0], call.statements[flag.statements[0]]
    asked = next((one for one in call.sentences.values() if one.start <= span.start < one.end), None)
    if asked is not None and asked.turn is not None and asked.turn in call.turns:
        words = asked.of(call.review.pitch.text)
        yield told.weight, _about(call, flag, statement, told.what, turn=asked.turn, at=asked.at, quote=words)


def _about(
    call: Call, flag: Flag, statement: Statement, what: str, *, turn: int, at: float | None, quote: str
) -> Moment:
    """A moment about a statement."""
    return Moment(
        turn=turn,
        at=at,
        code=flag.code,
        what=what,
        quote=" ".join(quote.split()),
        said=statement.text,
        said_by=call.name_of(statement),
        later=False,
        question=_question(flag.code, statement),
        statements=(statement.id,),
    )


def begin(review: Review) -> Moment | None:
    """Of a call of three hours or more, where to listen first: where within half an hour they told most that nothing
    said later answers. None for a shorter call, or where there is no such stretch.

    Three moments of a whole day say little of it, and a figure over thousands of claims less: this is a sitting that a
    coach can hear. Raises InputError for a written pitch.
    """
    call = Call(review)
    unit = A_SECOND if call.in_words else 1.0
    if call.whole < DAY * unit:
        return None
    told = [one for one in call.told if one.id in call.unheard and one.turn in call.places]
    at = [call.places[one.turn or 0][0] for one in told]
    reach = [bisect_left(at, start + STRETCH * unit) for start in at]
    best = max(range(len(told)), key=lambda n: (reach[n] - n, -n), default=0)
    if not told or reach[best] - best < ENOUGH:
        return None
    first, turn = told[best], call.turns[told[best].turn or 0]
    many = number(reach[best] - best)
    return Moment(
        turn=turn.n,
        at=turn.start,
        code="",
        what=f"Begin here: within half an hour they told you {many} things that nothing said later answers",
        quote="",
        said=first.text,
        said_by=call.name_of(first),
        later=False,
        question="Nobody listens to a day from end to end. Hear this half hour first, and look what came of each.",
        statements=(first.id,),
    )


def went_well(review: Review) -> Moment | None:
    """The claim that carried most of the pitch among those offered after what they answer was said; None without one.

    A coach who only shows what went wrong is not heard for long. Raises InputError for a written pitch.
    """
    call = Call(review)
    weights = review.figures.weights if review.figures else {}
    best: tuple[float, Reading, Statement] | None = None
    for reading in in_order(review.readings):
        answered = _answered_in_time(call, reading)
        carries = -weights.get(reading.claim.id, 0.0)
        if answered and reading.sure and (best is None or carries > best[0]):
            best = carries, reading, answered
    return _praised(call, best[1], best[2]) if best else None


def _answered_in_time(call: Call, reading: Reading) -> Statement | None:
    """The statement a claim answers, if it had been said by then."""
    turn = call.turn_of(reading).n
    held = (link.to for link in reading.links if link.holds and link.relation.answers)
    told = (call.statements[to] for to in held)
    return next((one for one in told if one.turn is not None and one.turn < turn), None)


def _praised(call: Call, reading: Reading, statement: Statement) -> Moment:
    return Moment(
        turn=call.turn_of(reading).n,
        at=call.when(reading),
        code="",
        what="This answered what they had told you",
        quote=" ".join(reading.claim.text.split()),
        said=statement.text,
        said_by=call.name_of(statement),
        later=False,
        question="Do more of this: first their words, then the one thing that answers them.",
        claims=(reading.claim.id,),
        statements=(statement.id,),
    )


def sentence(review: Review) -> str:
    """The whole recording in a sentence: how much of what the rep put forward they asked for, else why nobody can say.

    >>> sentence(review)
    'Dana Whitlock asked for 41% of what Sam Okafor put forward.'
    """
    if review.figures is None:
        return review.silent_because[0] if review.silent_because else "Nothing was put forward in this call."
    rep = review.pitch.rep or "the rep"
    return asked_for(review, review.figures, f"{rep} put forward")
