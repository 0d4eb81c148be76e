"""What the rules look for: one pure function a rule, from a case to its findings.

A claim should not scream four times. So a claim in a feature stack has no flag of its own for being unasked, a
claim the judge is not sure of has none at all (the page asks about it instead), and what nobody answered is one
flag, not one a statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import NamedTuple

from pitchcheck.board import in_order
from pitchcheck.counting import named, number
from pitchcheck.figures import COVERED_FORCES
from pitchcheck.flags import speech
from pitchcheck.judge import Basis, Reading, Verdict
from pitchcheck.pitch import Sentence, Span, Turn
from pitchcheck.profile import Force, Statement, Who
from pitchcheck.review import Review

REPLY = 6
"""Words from which a prospect's turn is a reply and not a nod."""


class Finding(NamedTuple):
    """One place where a rule speaks: the names its message is filled with, and what it is about."""

    names: Mapping[str, str] = {}
    claims: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


class Case:
    """A review as the rules see it: the claims that are kept, in the order of the pitch, and who said what."""

    def __init__(self, review: Review) -> None:
        self.review, self.settings, self.profile = review, review.flag_settings, review.profile
        self.readings = in_order(review.kept_readings)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The rep's sentences, in order."""
        theirs = {turn.n for turn in self.replies}
        return [sentence for sentence in self.review.pitch.sentences if sentence.turn not in theirs]

    @cached_property
    def turns(self) -> Sequence[Turn]:
        """The turns of the conversation; none in a written pitch."""
        transcript = self.review.pitch.transcript
        return transcript.turns if transcript else ()

    @cached_property
    def replies(self) -> list[Turn]:
        """The turns of everybody but the rep."""
        reps = self._reps()
        return [turn for turn in self.turns if turn.speaker is not None and turn.speaker not in reps]

    def _reps(self) -> set[str | None]:
        named = self.review.pitch.rep
        if named in {turn.speaker for turn in self.turns}:
            return {named, *self.review.pitch.beside}
        offering = {self.turn_of(reading) for reading in self.readings}
        stating = {statement.turn for statement in self.profile.statements}
        prospects = {turn.speaker for turn in self.turns if turn.n in stating}
        return {turn.speaker for turn in self.turns if turn.n in offering} - prospects

    @cached_property
    def answers(self) -> dict[str, list[Reading]]:
        """The kept claims that answer each statement, in order."""
        return self._linked(answering=True)

    @cached_property
    def harms(self) -> dict[str, list[Reading]]:
        """The kept claims that make each statement worse, in order."""
        return self._linked(answering=False)

    def _linked(self, *, answering: bool) -> dict[str, list[Reading]]:
        linked: dict[str, list[Reading]] = {}
        for reading in self.readings:
            for to in {link.to for link in reading.links if link.holds and link.relation.answers is answering}:
                linked.setdefault(to, []).append(reading)
        return linked

    @cached_property
    def stacks(self) -> list[list[Reading]]:
        """Runs of unasked claims that are long enough. A tied claim ends a run and so does a reply; a claim the
        judge is not sure of, or one that makes something worse (it has its own flag), neither ends it nor counts.
        """
        runs: list[list[Reading]] = [[]]
        for before, reading in zip([None, *self.readings], self.readings, strict=False):
            if reading.tied or self._replied(before, reading):
                runs.append([])
            if reading.verdict is Verdict.UNASKED and reading.sure:
                runs[-1].append(reading)
        return [run for run in runs if len(run) >= self.settings.stack]

    def _replied(self, before: Reading | None, after: Reading) -> bool:
        first, last = before and self.turn_of(before), self.turn_of(after)
        if not first or not last or first == last:
            return False
        return bisect_right(self._full_replies, first) < bisect_left(self._full_replies, last)

    @cached_property
    def _full_replies(self) -> list[int]:
        """The numbers of the turns that reply with more than a nod, in order."""
        return sorted(turn.n for turn in self.replies if len(turn.text.split()) >= REPLY)

    def turn_of(self, reading: Reading) -> int | None:
        """The turn a claim was made in; None in a written pitch."""
        return self._turns.get(reading.claim.n)

    @cached_property
    def _turns(self) -> dict[int, int | None]:
        return {sentence.n: sentence.turn for sentence in self.review.pitch.sentences}

    def said(self, *forces: Force) -> list[Statement]:
        """The statements of these forces, in the profile's order."""
        return [statement for statement in self.profile.statements if statement.force in forces]

    def words_of(self, span: Span) -> str:
        """The pitch's words at a span."""
        return span.of(self.review.pitch.text)

    def claims_in(self, sentence: Sentence) -> list[Reading]:
        """The kept claims that stand in a sentence."""
        return self._claims.get(sentence.n, [])

    @cached_property
    def _claims(self) -> dict[int, list[Reading]]:
        claims: dict[int, list[Reading]] = {}
        for reading in self.readings:
            claims.setdefault(reading.claim.n, []).append(reading)
        return claims


WHOLE = re.compile('^["“]([^"“”]+)["”]$')
SINGLE = str.maketrans("“”", "‘’")


def quoted(text: str, width: int = 90) -> str:
    """The text in one line, cut where it is long: at a word, if its language parts words. Quotes around it go, its own
    are single.
    """
    line = WHOLE.sub(r"\1", " ".join(text.split())).translate(SINGLE)
    if len(line) <= width:
        return line
    head = line[: width - 2]
    word = head.rpartition(" ")[0]
    return f"{(word if len(word) > width / 2 else head).rstrip()} …"


def _about(readings: Iterable[Reading], statements: Iterable[Statement] = (), **names: str) -> Finding:
    """A finding about claims and statements; ``claim`` and ``quote`` name the first of each, ``speaker`` its voice."""
    claims, said = [reading.claim for reading in readings], list(statements)
    first = {"claim": quoted(claims[0].text)} if claims else {}
    quote = {"quote": quoted(said[0].text)} if said else {}
    if said and said[0].person:
        quote["speaker"] = said[0].person
    return Finding(
        names={**first, **quote, **names},
        claims=tuple(claim.id for claim in claims),
        statements=tuple(statement.id for statement in said),
        spans=tuple(Span(start=claim.start, end=claim.end) for claim in claims),
    )


def unasked(case: Case) -> Iterator[Finding]:
    """C1: tied to nothing, in no stack, and with no harm that has a flag of its own."""
    stacked = {id(reading) for run in case.stacks for reading in run}
    hedge = "asks for" if case.review.basis is Basis.CATALOGUE else "seems to ask for"
    spared = stacked | {id(reading) for force in HARMED for _, found in _harmed(case, force) for reading in found}
    for reading in case.readings:
        if reading.sure and not reading.tied and id(reading) not in spared:
            yield _about([reading], asks=hedge)


HARMED = (Force.ANXIETY, Force.HABIT, Force.NO)


def _harmed(case: Case, force: Force) -> Iterator[tuple[Statement, list[Reading]]]:
    for statement in case.said(force):
        yield statement, [reading for reading in case.harms.get(statement.id, ()) if reading.sure]


def _makes_worse(case: Case, force: Force, spared: Iterable[str] = ()) -> Iterator[Finding]:
    """One finding a claim, about every statement of that force it makes worse."""
    worse: dict[str, list[Statement]] = {}
    for statement, readings in _harmed(case, force):
        for reading in readings if statement.id not in spared else ():
            worse.setdefault(reading.claim.id, []).append(statement)
    for reading in case.readings:
        if statements := worse.get(reading.claim.id):
            yield _about([reading], statements)


def feeds_anxiety(case: Case) -> Iterator[Finding]:
    """C2: makes a stated anxiety worse."""
    return _makes_worse(case, Force.ANXIETY)


def breaks_habit(case: Case) -> Iterator[Finding]:
    """C3: makes them give up a habit that no other claim lets them keep or helps them leave."""
    return _makes_worse(case, Force.HABIT, spared=case.answers)


def runs_into_no(case: Case) -> Iterator[Finding]:
    """C4: offers what they ruled out."""
    return _makes_worse(case, Force.NO)


def too_early(case: Case) -> Iterator[Finding]:
    """C5: everything a claim answers was said only in a later turn."""
    answered: dict[str, list[Statement]] = {}
    for statement in case.profile.statements:
        for reading in case.answers.get(statement.id, ()):
            answered.setdefault(reading.claim.id, []).append(statement)
    for reading in case.readings:
        turn, statements = case.turn_of(reading), answered.get(reading.claim.id)
        if turn and statements and all(s.turn is not None and s.turn > turn for s in statements):
            yield _about([reading], statements)


def feature_stack(case: Case) -> Iterator[Finding]:
    """P1: a run of unasked claims."""
    sure = case.review.basis is Basis.CATALOGUE
    hedge = "asked for" if sure else f"{case.profile.seem} to have asked for"
    for run in case.stacks:
        yield _about(run, n=number(len(run)), last=quoted(run[-1].claim.text), asked=hedge)


def pull_only(case: Case) -> Iterator[Finding]:
    """P2: some pull is answered, and none of the anxieties and habits they stated."""
    pulls = [s for s in case.said(Force.PULL) if s.id in case.answers]
    holding = case.said(Force.ANXIETY, Force.HABIT)
    if pulls and holding and not any(s.id in case.answers for s in holding):
        yield _about([], holding)


def yes_too_soon(case: Case) -> Iterator[Finding]:
    """P3: the first ask for the next step stands before any claim that eases an anxiety they had told by then."""
    ask = next(_asks_for_next_step(case), None)
    if ask is None or not case.readings:
        return
    told = [s for s in case.said(Force.ANXIETY) if not (s.turn and ask.turn and s.turn > ask.turn)]
    if told and not any(r.claim.start < ask.start for s in told for r in case.answers.get(s.id, ())):
        found = _about([], told, ask=quoted(case.words_of(ask)))
        yield found._replace(spans=(Span(start=ask.start, end=ask.end),))


def _asks_for_next_step(case: Case) -> Iterator[Sentence]:
    for sentence in case.sentences:
        found = speech.NEXT_STEP.search(case.words_of(sentence))
        if found:
            start, end = sentence.start + found.start(), sentence.start + found.end()
            if not any(r.claim.start < end and start < r.claim.end for r in case.readings):
                yield sentence


def one_sided(case: Case) -> Iterator[Finding]:
    """P4: buyer and user both spoke, and only one of them is answered."""
    said = case.said(*COVERED_FORCES)
    spoke = {who: [s for s in said if s.who is who] for who in (Who.BUYER, Who.USER)}
    heard = {who for who, statements in spoke.items() if any(s.id in case.answers for s in statements)}
    if all(spoke.values()) and len(heard) == 1:
        (one,) = heard
        other = Who.USER if one is Who.BUYER else Who.BUYER
        yield _about([], spoke[other], heard=one.value, unheard=other.value)


def product_first(case: Case) -> Iterator[Finding]:
    """P5: the opening has talk of us or the product, and nothing of theirs."""
    opening = _opening(case)
    said = [case.profile.struggling_moment, *(s.text for s in case.profile.statements)]
    if not case.readings or any(_theirs(case, sentence, said) for sentence in opening):
        return
    ours = [sentence for sentence in opening if _ours(case, sentence)]
    if ours:
        spans = tuple(Span(start=sentence.start, end=sentence.end) for sentence in ours)
        yield Finding(names={"opening": quoted(case.words_of(ours[0]))}, spans=spans)


def _opening(case: Case) -> list[Sentence]:
    """The first sentences that say something; greetings do not count."""
    said = [s for s in case.sentences if case.claims_in(s) or not speech.GREETING.search(case.words_of(s))]
    return said[: max(case.settings.opening_sentences, ceil(case.settings.opening * len(case.sentences)))]


def _theirs(case: Case, sentence: Sentence, said: Iterable[str]) -> bool:
    """Whether a sentence is about the prospect, or one of them had spoken of something before it."""
    told = [s.turn for s in case.profile.statements if s.turn is not None]
    if sentence.turn is not None and any(turn < sentence.turn for turn in told):
        return True
    return any(r.tied for r in case.claims_in(sentence)) or speech.theirs(case.words_of(sentence), said)


def _ours(case: Case, sentence: Sentence) -> bool:
    text = case.words_of(sentence)
    ours = any(_names(text.casefold(), term.casefold()) for term in case.profile.product_terms)
    return bool(ours or case.claims_in(sentence) or speech.OF_US.search(text))


def _names(text: str, term: str) -> bool:
    """Whether a term stands in a text, and not within a word: "AI" is not in "rain"."""
    found = (match.span() for match in re.finditer(re.escape(term), text))
    return any(not _joined(text[:start], term) and not _joined(term, text[end:]) for start, end in found)


def _joined(before: str, after: str) -> bool:
    """Whether two texts side by side would make one word of their edges. Where letters have no case, as in Chinese,
    words may stand side by side.
    """
    edges = before[-1:], after[:1]
    return all(edge.isdecimal() or edge.lower() != edge.upper() for edge in edges)


def price_after_stack(case: Case) -> Iterator[Finding]:
    """P6: within a few turns of a stack's end the prospect talks of the price; the nearest stack is named."""
    ended = [(end, run) for run in case.stacks if (end := case.turn_of(run[-1])) is not None]
    ends = [end for end, _ in ended]
    answered: set[int] = set()
    for turn in case.replies:
        nearest = bisect_left(ends, turn.n) - 1
        follows = nearest >= 0 and turn.n - ends[nearest] <= case.settings.price_within
        if follows and nearest not in answered and speech.price_talk(turn.text):
            answered.add(nearest)
            run = ended[nearest][1]
            yield _about(run, n=number(len(run)), reply=quoted(turn.text), speaker=turn.speaker or "")


def no_room_for_no(case: Case) -> Iterator[Finding]:
    """P7: three sentences or more, and none asks them anything or leaves room for a no."""
    texts = [case.words_of(sentence) for sentence in case.sentences]
    room = any(speech.asks(text) or speech.ROOM_FOR_NO.search(text) for text in texts)
    if case.readings and len(texts) >= 3 and not room:
        yield Finding()


def unheard(case: Case) -> Iterator[Finding]:
    """P8: stated in the conversation, the rep spoke after it, and no later claim answers it. A no needs no answer."""
    last = max((sentence.turn or 0 for sentence in case.sentences), default=0)
    open_ended = [s for s in case.said(*COVERED_FORCES) if s.turn is not None and s.turn < last]
    left = [
        s for s in open_ended if not any((case.turn_of(r) or 0) > (s.turn or 0) for r in case.answers.get(s.id, ()))
    ]
    if case.readings and left:
        yield _about([], left, more=_and_more(left), it="it" if len(left) == 1 else "them")


def _and_more(left: Sequence[Statement]) -> str:
    """How many things were said beside the first: as its speaker's, where they said them all."""
    if len(left) == 1:
        return ""
    more = f"{number(len(left) - 1)} more {named(len(left) - 1, 'thing')}"
    if all(one.person == left[0].person for one in left):
        return f" and {more}"
    return f", {more} {'was' if len(left) == 2 else 'were'} said"


QUESTIONS = {
    Force.PUSH: ("what is not working today", "What happened that made you look now?"),
    Force.PULL: ("what better looks like", "What would you be able to do that you can't today?"),
    Force.ANXIETY: ("what worries them about it", "What could go wrong if you did this?"),
    Force.HABIT: ("what they would miss", "What do you like about how you do it now?"),
}


def thin_profile(case: Case) -> Iterator[Finding]:
    """S1: a force with no statement."""
    for force, (missing, question) in QUESTIONS.items():
        if not case.said(force):
            yield Finding(names={"force": force.value, "missing": missing, "question": question})


def product_worded(case: Case) -> Iterator[Finding]:
    """S2: the judge says so; or a pull wants "our platform", or a thing by the very name the product gives it."""
    claims = [reading.claim.text for reading in case.review.readings]
    names = [speech.content(name) for name in (*case.profile.product_terms, *claims)]
    short = [name for name in names if 0 < len(name) <= 3]
    for statement in case.profile.statements:
        pulls = statement.force is Force.PULL and any(_sellers(thing, short) for thing in speech.wanted(statement.text))
        if pulls or statement.id in case.review.product_worded:
            yield _about([], [statement])


def _sellers(thing: str, names: Iterable[set[str]]) -> bool:
    said = speech.content(thing)
    return bool(speech.SELLERS_THING.search(thing)) or any(name <= said for name in names)


def no_moment(case: Case) -> Iterator[Finding]:
    """S3: no struggling moment, or one with no time, place or trigger in it."""
    if not speech.MOMENT.search(case.profile.struggling_moment):
        yield Finding()


def one_voice(case: Case) -> Iterator[Finding]:
    """S4: every statement is the buyer's, or every one the user's (a gatekeeper is neither)."""
    heard = {statement.who for statement in case.profile.statements} - {Who.GATEKEEPER}
    if len(heard) == 1:
        (one,) = heard
        yield Finding(names={"heard": one.value, "unheard": (Who.USER if one is Who.BUYER else Who.BUYER).value})
