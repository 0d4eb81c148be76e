"""The judge that asks a language model, one sentence and one claim at a time, and holds it to the text.

What it answers is kept: the same input gives the same reading, stand-ins and all, until ``again`` asks anew.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from pitchcheck.catalogue import Catalogue
from pitchcheck.judge.claims import claims_of, numbered, offering
from pitchcheck.judge.language_model import trust
from pitchcheck.judge.language_model.asking import LanguageModel, Outcome, Sitting
from pitchcheck.judge.language_model.keeping import Keeper, key_of
from pitchcheck.judge.language_model.pseudonyms import names_of
from pitchcheck.judge.language_model.questions import (
    PROMPT_VERSION,
    Question,
    items,
    of_claim,
    of_product,
    of_sentence,
    of_text,
    place,
)
from pitchcheck.judge.protocol import Judge
from pitchcheck.judge.reading import (
    WORTH_DRAWING,
    Basis,
    Cost,
    Found,
    JudgeVersion,
    Link,
    Reading,
    Relation,
    answering,
    harm_of,
)
from pitchcheck.judge.sentences import in_one_line, split
from pitchcheck.pitch import Claim, ClaimKind, Pitch, Span, Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement, Who

if TYPE_CHECKING:
    from pydantic_ai.models import Model

NAME, VERSION = "language model", "2"
PIECE = 6_000
"""Characters of notes or of a page that are sent at once, up to the next line's end."""
NOT_YET = "the model has not answered yet"
ORDER = "it reads like an order to the model and was not sent"
Kept = dict[str, Any]


@dataclass(frozen=True)
class LanguageModelJudge:
    """Asks ``named``; ``embedded`` gives probabilities, and reads what the model cannot.

    ``names`` are replaced before anything is sent, with those of the profile and of who speaks; None sends texts as
    they are. ``again`` asks anew, whatever is kept. ``model`` is the library's own, in place of the named one. ``tell``
    hears how many of the questions under way have their answer, and of how many; what it raises ends the reading.
    """

    named: LanguageModel
    embedded: Judge
    keeper: Keeper
    names: tuple[str, ...] | None = None
    again: bool = False
    model: Model | None = None
    tell: Callable[[int, int], object] = field(default=lambda done, of: None, compare=False)

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """Everything the pitch puts forward as a reason to buy, in order, with exact spans."""
        sentences = offering(pitch)
        names = self._names(pitch.transcript)
        questions = [of_sentence(in_one_line(one.of(pitch.text)), names) for one in sentences]
        answered = self._kept(self._claims_key(pitch), questions, _placed)
        stand_ins = _by_sentence(self.embedded.claims(pitch)) if any(map(_silent, answered)) else {}
        found = (
            stand_ins.get(sentence.n, [])
            if _silent(one)
            else claims_of(pitch.text, sentence, [(_moved(span, sentence.start), kind) for span, kind in _read(one)])
            for sentence, one in zip(sentences, answered, strict=True)
        )
        return numbered(chain.from_iterable(found))

    def read(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> tuple[Reading, ...]:
        """What each claim is to this prospect, in the order of ``claims``."""
        *_, last = self.reading(pitch, claims, profile, catalogue=catalogue, library=library)
        return last

    def reading(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> Iterator[tuple[Reading, ...]]:
        """``read`` as it goes: the embedded judge's readings first, then the model's in their place, one by one."""
        embedded = self.embedded.read(pitch, claims, profile, catalogue=catalogue, library=library)
        so_far = [one.model_copy(update={"stand_in": NOT_YET}) for one in embedded]
        yield tuple(so_far)
        questions = self._about_claims(claims, embedded, profile, catalogue, self._names(pitch.transcript, profile))
        key = self._links_key(pitch, claims, profile, catalogue)
        for n, answer in self._one_by_one(key, questions, _links, self._took(self._claims_key(pitch)).tokens):
            so_far[n] = _judged(embedded[n], answer, profile.statements, questions[n].withheld)
            yield tuple(so_far)

    def _about_claims(
        self,
        claims: Sequence[Claim],
        embedded: Sequence[Reading],
        profile: Profile,
        catalogue: Catalogue | None,
        names: tuple[str, ...] | None,
    ) -> list[Question]:
        features = {feature.name: feature for feature in (catalogue.features if catalogue else ())}
        return [
            of_claim(in_one_line(claim.text), profile.statements, features.get(one.feature or ""), names)
            for claim, one in zip(claims, embedded, strict=True)
        ]

    def statements(self, text: str) -> tuple[Found, ...]:
        """What a prospect said, in notes, an e-mail or a chat; spans point into ``text``."""
        pieces, questions = list(pieces_of(text)), self.about_notes(text)
        answered = self._kept(self._key("statements", text), questions, _placed)
        return self._told(text, zip(pieces, questions, answered, strict=True), self.embedded.statements(text))

    def heard(self, transcript: Transcript, prospects: Collection[str]) -> tuple[Found, ...]:
        """What the speakers named in ``prospects`` said in a conversation; spans point into their turns."""
        turns, questions = _turns_of(transcript, prospects), self.about_turns(transcript, prospects)
        answered = self._kept(self._key("heard", [turn.text for turn in turns]), questions, _placed)
        by_turn: dict[int | None, list[Found]] = {}
        for one in self.embedded.heard(transcript, prospects):
            by_turn.setdefault(one.turn, []).append(one)
        found = (
            self._told(turn.text, [(whole(turn.text), question, answer)], by_turn.get(turn.n, ()), turn.n)
            for turn, question, answer in zip(turns, questions, answered, strict=True)
        )
        return tuple(chain.from_iterable(found))

    def _told(
        self,
        text: str,
        asked: Iterable[tuple[Span, Question, Kept]],
        embedded: Sequence[Found],
        turn: int | None = None,
    ) -> tuple[Found, ...]:
        """What the model heard in a text, and the embedded judge where the model heard nothing or was not asked."""
        said: list[tuple[Span, Kept]] = []
        apart: list[tuple[Span, str]] = []
        for piece, question, answer in asked:
            left_out = [(_moved(one, piece.start), ORDER) for one in question.aside]
            apart += [(piece, answer["why"])] if _silent(answer) else left_out
            said += [(_moved(_span(one), piece.start), one) for one in answer.get("found", ())]
        whys = ((one, next((why for place, why in apart if _overlap(one, place)), None)) for one in embedded)
        theirs = [one.model_copy(update={"stand_in": why}) for one, why in whys if why]
        words = self.embedded.product_worded([span.of(text) for span, _ in said])
        mine = [
            Found(
                start=span.start,
                end=span.end,
                text=span.of(text),
                force=Force(one["force"]),
                who=Who(one["who"]),
                product_worded=ours,
                probability=_as_sure(span, Force(one["force"]), embedded),
                turn=turn,
            )
            for (span, one), ours in zip(said, words, strict=True)
        ]
        return tuple(sorted([*mine, *theirs], key=lambda one: one.start))

    def offered(self, pieces: Sequence[str]) -> Iterator[tuple[int, tuple[Offered, ...], str | None]]:
        """What a product offers according to pieces of a page, a deck or a pitch, as the answers come.

        With the number of the piece, or why it was not read. The phrases are the model's own words, so they are not
        kept as answers are: they are drafts for people.
        """
        questions = self.about_pages(pieces)
        asked = [n for n, question in enumerate(questions) if not question.empty]
        yield from ((n, (), ORDER) for n, question in enumerate(questions) if question.empty)
        with closing(Sitting(self.named, self.keeper, self.model).ask([questions[n] for n in asked])) as answers:
            for at, outcome in answers:
                yield asked[at], _offered(questions[asked[at]], outcome), outcome.why

    def product_worded(self, texts: Sequence[str], terms: Collection[str] = ()) -> list[bool]:
        """Of each statement whether it is in the seller's words: the embedded judge's to say."""
        return self.embedded.product_worded(texts, terms)

    def language(self, text: str) -> str:
        """The ISO 639-1 code of the language ``text`` is in; "en" where that cannot be told."""
        return self.embedded.language(text)

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """What this judge has to go by with these helps."""
        return self.embedded.basis(catalogue, library=library)

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """Names the model and the version of what it is asked, with the weights behind the probabilities."""
        theirs = self.embedded.version(catalogue)
        new = {"name": NAME, "version": f"{VERSION}.{PROMPT_VERSION}", "model": self.named.name}
        return theirs.model_copy(update=new)

    def cost(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None
    ) -> Cost | None:
        """What it took when it was asked; the same when it is read again."""
        return self._took(self._claims_key(pitch), self._links_key(pitch, claims, profile, catalogue))

    def _took(self, *keys: str) -> Cost:
        kept = self.keeper.get(keys)
        costs = [Cost.model_validate(json.loads(kept[key])["cost"]) for key in keys if key in kept]
        return sum(costs, Cost(hidden=self.names is not None))

    def asked_anew(self) -> LanguageModelJudge:
        """The same judge, that asks whatever it answered before."""
        return replace(self, again=True)

    def would_send(self, pitch: Pitch, profile: Profile, catalogue: Catalogue | None = None) -> tuple[Question, ...]:
        """All questions about this pitch as they would be sent; nobody is asked, so with the embedded claims."""
        pitch = pitch if pitch.sentences else pitch.model_copy(update={"sentences": split(pitch.text)})
        names = self._names(pitch.transcript, profile)
        claims = self.embedded.claims(pitch)
        embedded = self.embedded.read(pitch, claims, profile, catalogue=catalogue)
        about = self._about_claims(claims, embedded, profile, catalogue, names)
        questions = (*(of_sentence(in_one_line(one.of(pitch.text)), names) for one in offering(pitch)), *about)
        return tuple(one for one in questions if not one.empty)

    def about_notes(self, text: str) -> list[Question]:
        """The questions about notes, piece by piece."""
        return [of_text(span.of(text), self.names) for span in pieces_of(text)]

    def about_turns(self, transcript: Transcript, prospects: Collection[str]) -> list[Question]:
        """The questions about what was said in a call, turn by turn."""
        names = self._names(transcript)
        return [of_text(turn.text, names) for turn in _turns_of(transcript, prospects)]

    def about_pages(self, pieces: Sequence[str]) -> list[Question]:
        """The questions about what a product offers, piece by piece."""
        return [of_product(text, self.names) for text in pieces]

    def _names(self, spoken: Transcript | None, profile: Profile | None = None) -> tuple[str, ...] | None:
        if self.names is None:
            return None
        speakers = spoken.speakers() if spoken else ()
        return tuple(dict.fromkeys((*self.names, *speakers, *(names_of(profile, spoken) if profile else ()))))

    def _key(self, *parts: object) -> str:
        return key_of(self.named.name, self.named.base_url, VERSION, PROMPT_VERSION, self.names is not None, *parts)

    def _claims_key(self, pitch: Pitch) -> str:
        sentences = pitch.sentences or tuple(offering(pitch))
        return self._key("pitch", pitch.text, [(one.start, one.end) for one in sentences])

    def _links_key(self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None) -> str:
        said = profile.model_dump_json()
        spans = [(claim.start, claim.end) for claim in claims]
        return self._key("review", pitch.text, spans, said, catalogue.version if catalogue else None)

    def _kept(self, key: str, questions: Sequence[Question], read: Reader) -> list[Kept]:
        found = dict(self._one_by_one(key, questions, read))
        return [found[n] for n in range(len(questions))]

    def _one_by_one(
        self, key: str, questions: Sequence[Question], read: Reader, spent: int = 0
    ) -> Iterator[tuple[int, Kept]]:
        """What each question came to: as it was when all of them were last asked, or else now, as answers come.

        ``spent`` is the tokens that the review took before.
        """
        kept = {} if self.again else self.keeper.get([key])
        if key in kept:
            yield from enumerate(json.loads(kept[key])["outcomes"])
            return
        yield from self._fresh(key, questions, read, spent)

    def _fresh(self, key: str, questions: Sequence[Question], read: Reader, spent: int) -> Iterator[tuple[int, Kept]]:
        """Ask what was never asked; single answers are kept too, so that an edit pays for what it changed."""
        keys = [self._key(one.kind, one.asked) for one in questions]
        known = {} if self.again else self.keeper.get(keys)
        outcomes = {n: json.loads(known[one]) for n, one in enumerate(keys) if one in known}
        outcomes |= {n: {"why": ORDER} for n, one in enumerate(questions) if one.empty}
        yield from list(outcomes.items())
        left = {n: one for n, one in enumerate(questions) if n not in outcomes}
        withheld = len({text for one in questions for text in one.withheld})
        so_far = self._key("stopped", key)
        took, began = [self._took(so_far)], time.perf_counter()

        def cost() -> Cost:
            seconds = time.perf_counter() - began if left else 0.0
            return sum(took, Cost(hidden=self.names is not None, withheld=withheld, seconds=seconds))

        try:
            with closing(self._asked(left, keys, read, spent, took)) as answers:
                for n, outcome in answers:
                    outcomes[n] = outcome
                    self.tell(len(outcomes), len(questions))
                    yield n, outcome
        except BaseException:  # stopped, or nobody waits any more: whoever goes on is told what this took, too
            paid = cost().model_copy(update={"withheld": 0})  # those are counted anew
            self.keeper.keep({so_far: json.dumps({"cost": paid.model_dump()})})
            raise
        whole = {"outcomes": [outcomes[n] for n in range(len(questions))], "cost": cost().model_dump()}
        self.keeper.keep({key: json.dumps(whole), so_far: json.dumps({"cost": Cost().model_dump()})})

    def _asked(
        self, questions: Mapping[int, Question], keys: Sequence[str], read: Reader, spent: int, took: list[Cost]
    ) -> Generator[tuple[int, Kept]]:
        """Ask them all. An answer is kept once it is there, and adds to what it ``took``, whether or not anybody still
        waits for it.
        """
        numbers, came_to = list(questions), dict[int, Kept]()

        def ended(at: int, outcome: Outcome) -> None:
            n = numbers[at]
            came_to[n] = _outcome(questions[n], outcome, read)
            took.append(_cost_of(outcome, came_to[n]))
            if not _silent(came_to[n]):
                self.keeper.keep({keys[n]: json.dumps({**came_to[n], "dropped": 0})})

        sitting = Sitting(self.named, self.keeper, self.model, spent)
        with closing(sitting.ask(list(questions.values()), ended)) as answers:
            for at, _ in answers:
                yield numbers[at], came_to[numbers[at]]


Reader = Callable[[Question, Any], Kept]
"""From an answer to what is kept of it: offsets, numbers and words from fixed sets."""


def _silent(outcome: Mapping[str, Any]) -> bool:
    return outcome.get("why") is not None


def _outcome(question: Question, outcome: Outcome, read: Reader) -> Kept:
    return {"why": outcome.why} if outcome.answer is None else read(question, outcome.answer)


def _cost_of(outcome: Outcome, kept: Mapping[str, Any]) -> Cost:
    call = outcome.call
    if call is None:
        return Cost()
    return Cost(
        calls=1 if call.input_tokens or outcome.answer else 0,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        money=call.money,
        dropped=kept.get("dropped", 0),
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


ALONE = 0.5
"""The probability of a statement that the model alone hears: how often it is right then has not been measured."""


def _as_sure(span: Span, force: Force, embedded: Iterable[Found]) -> float:
    """How sure a statement of the model's is: as the embedded judge is of it once the model has said the same."""
    same = (one.probability for one in embedded if one.force is force and _overlap(one, span))
    known = max(same, default=None)
    return ALONE if known is None else trust.after(known, said=True, rates=trust.TIED)


def _placed(question: Question, answer: Any) -> Kept:
    """Quotes that stand in the text, in order, none over another; the others are counted."""
    placed = [(place(question, one.quote), one) for one in items(answer)]
    kept: list[tuple[Span, Any]] = []
    for span, one in sorted(((span, one) for span, one in placed if span), key=lambda pair: pair[0].start):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, one))
    found = [{"start": s.start, "end": s.end, **one.model_dump(mode="json", exclude={"quote"})} for s, one in kept]
    return {"found": found, "dropped": len(placed) - len(kept)}


Offered = tuple[str, tuple[str, ...], tuple[str, ...]]
"""One feature: its name as the text has it, and what customers might have said before wanting it, or against it."""


def _offered(question: Question, outcome: Outcome) -> tuple[Offered, ...]:
    """The features that are named in the text; in what the model wrote, replaced names are put back."""
    if outcome.answer is None:
        return ()
    text, back = question.asked["text"], question.pseudonyms.restore if question.pseudonyms else str
    named = ((place(question, one.quote), one) for one in items(outcome.answer))
    return tuple(
        (in_one_line(span.of(text)), tuple(map(back, one.answers)), tuple(map(back, one.raises)))
        for span, one in named
        if span is not None
    )


def _links(_: Question, answer: Any) -> Kept:
    links = sorted((link.statement, link.relation.value) for link in answer.links)
    return {"links": [[statement, relation] for statement, relation in links], "dropped": 0}


def _span(said: Mapping[str, Any]) -> Span:
    return Span(start=said["start"], end=said["end"])


def _moved(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by)


def _read(kept: Mapping[str, Any]) -> list[tuple[Span, ClaimKind]]:
    return [(_span(one), ClaimKind(one["kind"])) for one in kept["found"]]


def _by_sentence(claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    by: dict[int, list[Claim]] = {}
    for claim in claims:
        by.setdefault(claim.n, []).append(claim)
    return by


def _judged(embedded: Reading, answer: Kept, statements: Sequence[Statement], withheld: Collection[str]) -> Reading:
    """The claim as the model judges it: its verdicts, with the probabilities they have beside the encoder's.

    What it does to a statement that was not sent is the embedded judge's to say.
    """
    if _silent(answer):
        return embedded.model_copy(update={"stand_in": answer["why"]})
    said = {(statements[number - 1].id, Relation(relation)) for number, relation in answer["links"]}
    apart = {one.id for one in statements if one.text in withheld}
    theirs = [link for link in embedded.links if link.to in apart]
    sent = [one for one in statements if one.id not in apart]
    links = sorted(
        [*_weighed(embedded, said, sent), *theirs], key=lambda link: (-link.probability, link.to, link.relation)
    )
    tied = any(link.holds and link.relation.answers for link in links)
    relevance = trust.after(embedded.relevance, said=tied, rates=trust.TIED)
    return embedded.model_copy(
        update={
            "links": tuple(links),
            "relevance": relevance,
            "harm": harm_of(links),
            "sure": trust.sure(relevance),
            "at_best": None,
            "stand_in": None,
        }
    )


def _weighed(
    embedded: Reading, said: Collection[tuple[str, Relation]], statements: Sequence[Statement]
) -> Iterator[Link]:
    before = {(link.to, link.relation): link for link in embedded.links}
    for statement in statements:
        for relation in (answering(statement.force), Relation.AGGRAVATES):
            at = (statement.id, relation)
            was = before.get(at)
            p = trust.after(was.probability if was else 0.0, said=at in said, rates=trust.LINK)
            if at in said or p >= WORTH_DRAWING:
                through = was.through if was else None
                yield Link(to=statement.id, relation=relation, probability=p, holds=at in said, through=through)


def _turns_of(transcript: Transcript, speakers: Collection[str]) -> list[Turn]:
    return [turn for turn in transcript.turns if turn.speaker in speakers and turn.text.strip()]


def whole(text: str) -> Span:
    """All of a text."""
    return Span(start=0, end=len(text))


def pieces_of(text: str) -> Iterator[Span]:
    """The text in pieces of some thousand characters that end where a line does, if a line ends."""
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= PIECE else _line_end(text, start)
        if text[start:end].strip():
            yield Span(start=start, end=end)
        start = end


def _line_end(text: str, start: int) -> int:
    at = text.rfind("\n", start + PIECE // 2, start + PIECE)
    return at + 1 if at >= 0 else start + PIECE
