"""From the transcript of a call to its review, and what people say of that review.

Who sells is proposed from who opens and asks, and a person confirms it. What the prospects said is heard in their
own turns; a person may say that it is no statement, that it is another force, or add what the judge did not hear.
Every word is kept beside what the judge said first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pitchcheck import reviewing
from pitchcheck.flags.find import quoted
from pitchcheck.flags.speech import GREETING, asks
from pitchcheck.judge import Relation
from pitchcheck.pitch import Frozen, InputError, Pitch, Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement, Who
from pitchcheck.review import AS_SHIPPED, Checked, Dismissal, FlagSettings, HeardWord, Override, Review

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge import Found, Judge, Reading

OPENING = 60
"""Turns from which it is proposed who sells."""
OPENS = 3
"""What it says of somebody that they speak first, in greetings and questions."""
NOBODY = "Nobody is told apart in this file, so there is no way to say whose words are whose."
NO_PROSPECT = "Only those who sell speak here. Somebody else must be heard, or choose a saved prospect."
NOTHING_HEARD = (
    "Nothing that {names} said sounds like a struggle, a wish, a worry, a habit or a no. "
    "Choose a saved prospect, or say who sells again."
)


class Said(NamedTuple):
    """Whose word it is, and why they say so."""

    by: str
    why: str = ""


class Helps(NamedTuple):
    """What a call is read with: the judge, the product's own catalogue where there is one, and the flags' settings."""

    judge: Judge
    catalogue: Catalogue | None = None
    flags: FlagSettings = AS_SHIPPED


def proposed_sellers(transcript: Transcript) -> tuple[str, ...]:
    """Who seems to sell: whoever opens the call, greets and asks, by the first 60 turns (docs/recordings.md).

    Empty where nobody is told apart. It is a proposal, for a person to confirm.
    """
    from pitchcheck.judge.sentences import split

    first = Transcript(turns=transcript.turns[:OPENING])
    cues = Counter(dict.fromkeys(first.speakers()[:1], OPENS))
    for turn in first.turns:
        if turn.speaker is not None:
            said = [sentence.of(turn.text) for sentence in split(turn.text)]
            cues[turn.speaker] += sum(bool(GREETING.search(one)) + asks(one) for one in said)
    return tuple(name for name, _ in cues.most_common(1))


def pitch_of(transcript: Transcript, sellers: Collection[str], title: str | None = None) -> Pitch:
    """What ``sellers`` say in a conversation as one pitch; the first of them is the rep.

    Where nobody is told apart and none is named, all of it is. Raises InputError where one of them does not speak.
    """
    from pitchcheck.judge.sentences import spoken

    strangers = set(sellers) - set(transcript.speakers())
    if strangers:
        raise InputError(f"{min(strangers)} does not speak here. Say again who sells.")
    if not sellers and transcript.speakers():
        raise InputError("Say who sells in this call: pick at least one of those who speak.")
    pitch = spoken(transcript, frozenset(sellers) or frozenset({None}))
    named = tuple(sellers)
    return pitch.model_copy(update={"rep": next(iter(named), None), "beside": named[1:], "title": title})


def heard_profile(transcript: Transcript, sellers: Collection[str], judge: Judge) -> Profile:
    """The prospect as this call alone shows them: what everybody who does not sell stated, with its turn.

    Raises InputError where nobody else speaks, or nothing they said is a statement.
    """
    others = [name for name in transcript.speakers() if name not in set(sellers)]
    if not others:
        raise InputError(NO_PROSPECT if transcript.speakers() else NOBODY)
    found = judge.heard(transcript, others)
    speaker = {turn.n: turn.speaker for turn in transcript.turns}
    if not found:
        raise InputError(NOTHING_HEARD.format(names=_listed(others)))
    stated = [name for name in others if any(speaker[one.turn or 0] == name for one in found)]
    return Profile(
        prospect=_listed(stated),
        struggling_moment=next((one.text for one in found if one.force is Force.PUSH), ""),
        statements=tuple(_statement(n, one, speaker) for n, one in enumerate(found, 1)),
    )


def _listed(people: Sequence[str]) -> str:
    return f"{', '.join(people[:-1])} and {people[-1]}" if len(people) > 1 else "".join(people)


def _statement(n: int, found: Found, speaker: Mapping[int, str | None]) -> Statement:
    return Statement(
        id=f"h{n}",
        force=found.force,
        who=found.who,
        text=" ".join(found.text.split()),
        person=speaker[found.turn or 0],
        turn=found.turn,
    )


WORD = re.compile(r"\w+")


def located(profile: Profile, transcript: Transcript, sellers: Collection[str]) -> Profile:
    """A saved profile with the turn of this call in which a statement was made, where its words stand in one.

    The words must stand there in a row, whatever their case and punctuation. Only then can it be told that something
    was offered too early or never taken up.
    """
    turns = [(turn.n, _words(turn.text)) for turn in transcript.turns if turn.speaker not in set(sellers)]
    found = (
        one.model_copy(update={"turn": next((n for n, words in turns if _words(one.text) in words), None)})
        for one in profile.statements
    )
    return profile.model_copy(update={"statements": tuple(found)})


def _words(text: str) -> str:
    return f" {' '.join(WORD.findall(text.casefold()))} "


def read(
    transcript: Transcript,
    sellers: Collection[str],
    helps: Helps,
    *,
    profile: Profile | None = None,
    title: str | None = None,
) -> Review:
    """Review a call against a saved ``profile``, or without one against what was said in the call itself.

    Raises InputError where it cannot be told who sells, or nothing was said to judge it against.
    """
    pitch = pitch_of(transcript, sellers, title)
    before = (
        heard_profile(transcript, sellers, helps.judge) if profile is None else located(profile, transcript, sellers)
    )
    return reviewing.check(pitch, before, catalogue=helps.catalogue, judge=helps.judge, settings=helps.flags)


HEARD_HERE = re.compile(r"[ha]\d+")
"""How ``heard_profile`` and ``also_heard`` call a statement."""


def against_itself(review: Review) -> bool:
    """Whether the call was read against what was said in it, and against no saved prospect."""
    stated = review.profile.statements
    return bool(stated) and all(one.turn is not None and HEARD_HERE.fullmatch(one.id) for one in stated)


def reread(review: Review, helps: Helps) -> Review:
    """The review by another judge, or with another catalogue, with everything people have said of it.

    What they said is of these claims and these statements, so both stay as they are.
    """
    return _reread(review, review.profile.statements, helps, helps.flags)


def spoken_of(review: Review) -> bool:
    """Whether somebody has given their word on a claim or a statement, or set a flag aside."""
    return bool(review.checked or review.heard or review.overrides or review.dismissals)


def _reread(
    review: Review, statements: tuple[Statement, ...], helps: Helps, settings: FlagSettings | None = None
) -> Review:
    """The same claims before a profile of other statements, with everything people have said of them.

    A word on a statement raises flags as the review has them; read anew, as the house does now.
    """
    if not statements:
        raise InputError("This is the last thing they said. Without any, there is nothing to judge the call against.")
    profile = review.profile.model_copy(update={"statements": statements})
    known = tuple(reading.claim for reading in review.readings)
    new = reviewing.check(
        review.pitch,
        profile,
        catalogue=helps.catalogue,
        judge=helps.judge,
        settings=settings or review.flag_settings,
        claims=known,
    )
    kept = {"checked": review.checked, "heard": review.heard, "dismissals": review.dismissals}
    return reviewing.reconsider(new.model_copy(update={**kept, "at_first": _at_first(review)}), review.overrides)


def _at_first(review: Review) -> float | None:
    """Where pitch relevance stood before anybody's first word."""
    spoken = review.checked or review.heard or review.overrides
    return review.at_first if spoken else review.figures.relevance if review.figures else None


def as_it_stands(review: Review, what: str) -> tuple[str | None, Checked | HeardWord | None]:
    """The words of the claim or the statement with that id, and what somebody said of it; None where there is none."""
    claims = {one.claim.id: one.claim.text for one in review.readings}
    texts = claims | {one.id: one.text for one in review.profile.statements}
    words: dict[str, Checked | HeardWord] = {word.claim: word for word in review.checked}
    words |= {word.statement: word for word in review.heard}
    return texts.get(what), words.get(what)


def first_heard(review: Review, statement: str) -> Statement | None:
    """That statement as it was heard before anybody's word on it; None where there is none with that id."""
    proposed = next((word.proposed for word in review.heard if word.statement == statement), None)
    return proposed or next((one for one in review.profile.statements if one.id == statement), None)


def found_again(review: Review, seen: Statement) -> str | None:
    """The id that a statement has in this review, if need be one of another reading; None where its words are not
    there. One that a person took out is found as well.
    """
    heard = (*review.profile.statements, *(word.proposed for word in review.heard if word.proposed))
    twins = [one for one in heard if one.text == seen.text and (one.turn == seen.turn or one.id == seen.id)]
    return max(twins, key=lambda one: (one.id == seen.id, one.force is seen.force)).id if twins else None


def meanwhile(word: Checked | HeardWord | None) -> str:
    """What somebody is told whose word is not kept, because another on the same thing was given before it was."""
    if word is None:
        return "Somebody else set this right meanwhile. Yours was not kept: look at it as it stands now."
    because = f": “{word.reason}”" if word.reason else ""
    return f"{word.by} gave their word on this meanwhile{because}. It is shown now; yours was not kept."


def read_anew(seen: Statement) -> str:
    """What somebody is told whose word is not kept, because the call was read anew without what it is about."""
    return (
        f"The call was read again meanwhile, and “{quoted(seen.text)}” is not among what they said in it now. "
        "Your word was not kept: look at it as it stands now."
    )


class Words(Frozen):
    """Everything that people have said of a review; ``stands`` are the statements they spoke of, as they now stand."""

    checked: tuple[Checked, ...] = ()
    overrides: tuple[Override, ...] = ()
    heard: tuple[HeardWord, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    stands: tuple[Statement, ...] = ()

    def since(self, before: Words) -> Words:
        """Those that are not among the words before; with a verdict all that was said of its claim."""
        checked = tuple(one for one in self.checked if one not in before.checked)
        about = {one.claim for one in checked}
        stand, stood = ({one.id: one for one in words.stands} for words in (self, before))
        same = {one.statement for one in before.heard if stand.get(one.statement) == stood.get(one.statement)}
        return Words(
            checked=checked,
            overrides=tuple(one for one in self.overrides if one.claim in about or one not in before.overrides),
            heard=tuple(one for one in self.heard if one not in before.heard or one.statement not in same),
            dismissals=tuple(one for one in self.dismissals if one not in before.dismissals),
        )


def words_on(review: Review) -> Words:
    """Everything that people have said of it."""
    about = {word.statement for word in review.heard}
    return Words(
        checked=review.checked,
        overrides=review.overrides,
        heard=review.heard,
        dismissals=review.dismissals,
        stands=tuple(one for one in review.profile.statements if one.id in about),
    )


def laid_under(new: Review, now: Review, words: Words, helps: Helps) -> Review:
    """A call that was read anew, under words that were given on its old reading ``now`` while that went on.

    A word stays where what it is about is in the new reading too: the same words at the same place, and, of a claim,
    where the verdict that was given still stands there.
    """
    places = {(one.claim.start, one.claim.text): one.claim.id for one in new.readings}
    claims = {one.claim.id: places.get((one.claim.start, one.claim.text)) for one in now.readings}
    under, statements = _heard_under(new, now, words.heard, helps)
    overrides = [
        one.model_copy(update={"claim": claim, "to": to})
        for one in words.overrides
        if (claim := claims.get(one.claim)) and (to := statements.get(one.to))
    ]
    aside = tuple(_moved_aside(one, claims, statements) for one in words.dismissals)
    told = reviewing.reconsider(under.model_copy(update={"dismissals": aside}), overrides)
    checked = tuple(
        one.model_copy(update={"claim": claim, "judged": _as_judged(told, claim).verdict})
        for one in words.checked
        if (claim := claims.get(one.claim)) and told.reading(claim).verdict is one.verdict
    )
    at_first = _at_first(new) if checked or under.heard else None
    return told.model_copy(update={"checked": checked, "at_first": at_first})


def _moved_aside(one: Dismissal, claims: Mapping[str, str | None], statements: Mapping[str, str]) -> Dismissal:
    """A dismissal as the new reading names what it is about."""
    about = {"claims": map(claims.get, one.claims), "statements": map(statements.get, one.statements)}
    return one.model_copy(update={name: tuple(filter(None, found)) for name, found in about.items()})


def _heard_under(
    new: Review, now: Review, words: Iterable[HeardWord], helps: Helps
) -> tuple[Review, Mapping[str, str]]:
    """The new reading, weighed again where those words change what was stated, and its statements' ids by the old."""
    twins = {(one.turn, one.text): one for one in new.profile.statements}
    proposed = {word.statement: word.proposed for word in now.heard}
    first = [proposed.get(one.id) or one for one in now.profile.statements]
    same = {one.id: twins[one.turn, one.text].id for one in first if (one.turn, one.text) in twins}
    left = {one.id: one for one in new.profile.statements}
    told = []
    for word in words:
        stated = next((one for one in now.profile.statements if one.id == word.statement), None)
        if moved := _moved(word, stated, twins):
            told.append(moved)
            same[word.statement] = moved.statement
            left.pop(moved.statement, None)
            if stated is not None:
                left[moved.statement] = stated.model_copy(update={"id": moved.statement})
    heard = new.model_copy(update={"heard": tuple(told), "at_first": _at_first(new)})
    stands = _in_order(left.values())
    return (_reread(heard, stands, helps) if set(stands) != set(new.profile.statements) else heard), same


def _moved(
    word: HeardWord, stated: Statement | None, twins: Mapping[tuple[int | None, str], Statement]
) -> HeardWord | None:
    """The word as the new reading names its statement; None where that was not heard there, nor added by the word."""
    origin = word.proposed or stated
    twin = twins.get((origin.turn, origin.text)) if origin else None
    if twin is None:
        return word if word.proposed is None and stated else None
    return word.model_copy(update={"statement": twin.id, "proposed": twin})


def agreed(review: Review, claim: str, said: Said) -> Review:
    """The review after a person said that the judge is right about a claim; what was said against it before goes."""
    return _checked(review, claim, (), said)


def disagreed(
    review: Review, claim: str, said: Said, *, to: str | None = None, relation: Relation | None = None
) -> Review:
    """The review after a person said what a claim does instead: that ``relation`` to the statement ``to``, or nothing.

    With ``to`` and no relation, the claim does not bear on that statement, and its other links stay as they are.
    """
    held = dict.fromkeys(link.to for link in _as_judged(review, claim).links if link.holds)
    denied = [to] if to and relation is None else [one for one in held if one != to]
    relations = [*((one, None) for one in denied), *([(to, relation)] if to and relation else [])]
    words = [Override(claim=claim, to=one, relation=does, by=said.by, reason=said.why) for one, does in relations]
    return _checked(review, claim, words, said)


def _checked(review: Review, claim: str, words: Iterable[Override], said: Said) -> Review:
    others = [word for word in review.overrides if word.claim != claim]
    said_now = (*others, *words)
    new = review if said_now == review.overrides else reviewing.reconsider(review, said_now)
    verdict = new.reading(claim).verdict
    judged = _as_judged(review, claim).verdict
    mine = Checked(claim=claim, judged=judged, verdict=verdict, by=said.by, reason=said.why)
    kept = tuple(one for one in review.checked if one.claim != claim)
    return new.model_copy(update={"checked": (*kept, mine), "at_first": _at_first(review)})


def _as_judged(review: Review, claim: str) -> Reading:
    return next(one for one in review.judged or review.readings if one.claim.id == claim)


def taken_back(review: Review, claim: str) -> Review:
    """The review without anybody's word on a claim."""
    new = reviewing.reconsider(review, [word for word in review.overrides if word.claim != claim])
    return new.model_copy(update={"checked": tuple(one for one in review.checked if one.claim != claim)})


def heard_right(review: Review, statement: str, said: Said) -> Review:
    """The review after a person said that a statement was heard rightly."""
    return _with_word(review, statement, said)


def heard_as(
    review: Review,
    statement: str,
    said: Said,
    helps: Helps,
    *,
    force: Force,
    who: Who | None = None,
    text: str | None = None,
) -> Review:
    """The review, read again, after a person said that a statement is of another force, by another who, or in more or
    fewer words.

    Raises InputError where the words do not stand in the turn.
    """
    old = review.statement(statement)
    words = old.text if text is None or old.turn is None else _words_of(review, old.turn, text)
    new = old.model_copy(update={"force": force, "who": who or old.who, "text": words})
    kept = tuple(new if one.id == statement else one for one in review.profile.statements)
    return _reread(_with_word(review, statement, said), kept, helps)


def no_statement(review: Review, statement: str, said: Said, helps: Helps) -> Review:
    """The review, read again, after a person said that this is no statement of the prospect's.

    Raises InputError for the last one: without any there is nothing to judge against.
    """
    kept = tuple(one for one in review.profile.statements if one.id != statement)
    return _reread(_with_word(review, statement, said, stands=False), kept, helps)


def also_heard(
    review: Review, turn: int, text: str, said: Said, helps: Helps, *, force: Force, who: Who = Who.BUYER
) -> Review:
    """The review, read again, with a statement that the judge did not hear in a turn; as it is, where it is there.

    Raises InputError where there are no words, or they do not stand in the turn.
    """
    words, person = _words_of(review, turn, text), _turn(review, turn).speaker
    if any((one.turn, one.text, one.force) == (turn, words, force) for one in review.profile.statements):
        return review
    taken = {one.id for one in review.profile.statements} | {one.statement for one in review.heard}
    new_id = next(f"a{n}" for n in range(1, len(taken) + 2) if f"a{n}" not in taken)
    new = Statement(id=new_id, force=force, who=who, text=words, person=person, turn=turn)
    word = HeardWord(statement=new_id, proposed=None, stands=True, by=said.by, reason=said.why)
    told = review.model_copy(update={"heard": (*review.heard, word), "at_first": _at_first(review)})
    return _reread(told, _in_order((*review.profile.statements, new)), helps)


def _turn(review: Review, n: int) -> Turn:
    turns = review.pitch.transcript.turns if review.pitch.transcript else ()
    found = next((one for one in turns if one.n == n), None)
    if found is None:
        raise InputError(f"This call has no turn {n} any more. Look at it as it stands now.")
    return found


def _words_of(review: Review, turn: int, text: str) -> str:
    words = " ".join(text.split())
    if not words or words not in " ".join(_turn(review, turn).text.split()):
        raise InputError("Give their own words, as they stand in what was said at that moment.")
    return words


class Heard(Frozen):
    """A person's word on a statement that has the call weighed anew, to be handed on: what ``reheard`` does with it.

    ``back`` takes back what was said of ``statement`` before; without ``stands`` it is none. With a ``turn`` it is one
    that the judge did not hear there. Otherwise it is of that ``force``, ``who`` and ``text``.
    """

    statement: str = ""
    turn: int | None = None
    text: str | None = None
    force: Force = Force.PUSH
    who: Who | None = None
    stands: bool = True
    back: bool = False


def reheard(review: Review, word: Heard, said: Said, helps: Helps) -> Review:
    """The review, read again, after that word. Raises InputError where it cannot be."""
    if word.back:
        return brought_back(review, word.statement, helps)
    if not word.stands:
        return no_statement(review, word.statement, said, helps)
    if word.turn is not None:
        return also_heard(review, word.turn, word.text or "", said, helps, force=word.force)
    return heard_as(review, word.statement, said, helps, force=word.force, who=word.who, text=word.text)


def brought_back(review: Review, statement: str, helps: Helps) -> Review:
    """The review, read again, without anybody's word on a statement: as the judge heard it, or gone if it never did."""
    word = next((one for one in review.heard if one.statement == statement), None)
    if word is None:
        return review
    others = [one for one in review.profile.statements if one.id != statement]
    back = [*others, word.proposed] if word.proposed else others
    less = review.model_copy(update={"heard": tuple(one for one in review.heard if one.statement != statement)})
    return _reread(less, _in_order(back), helps)


def _in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda one: one.turn or 0))


def _with_word(review: Review, statement: str, said: Said, *, stands: bool = True) -> Review:
    word = HeardWord(
        statement=statement, proposed=_proposed(review, statement), stands=stands, by=said.by, reason=said.why
    )
    others = tuple(one for one in review.heard if one.statement != statement)
    return review.model_copy(update={"heard": (*others, word), "at_first": _at_first(review)})


def _proposed(review: Review, statement: str) -> Statement | None:
    """A statement as the judge heard it first."""
    said = next((one for one in review.heard if one.statement == statement), None)
    return said.proposed if said else review.statement(statement)


def renamed(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """The transcript with speakers renamed; two that get the same name become one.

    Raises InputError where a name is empty.
    """
    clean = {old: " ".join(new.split()) for old, new in names.items()}
    if not all(clean.values()):
        raise InputError("A speaker needs a name.")
    turns = (
        turn.model_copy(update={"speaker": clean.get(turn.speaker or "", turn.speaker)}) for turn in transcript.turns
    )
    return transcript.model_copy(update={"turns": tuple(turns)})


def relabelled(review: Review, names: Mapping[str, str]) -> Review | None:
    """The review of a call with its speakers renamed and every word on it kept.

    None where one that sells and one that does not would get the same name: then the call must be read again.
    """
    transcript, pitch, profile = review.pitch.transcript, review.pitch, review.profile
    if transcript is None:
        return None
    new = renamed(transcript, names)
    sellers = [name for name in (pitch.rep, *pitch.beside) if name]
    others = [name for name in transcript.speakers() if name not in sellers]
    called = {name: " ".join(names.get(name, name).split()) for name in (*sellers, *others)}
    rep, *beside = dict.fromkeys(called[name] for name in sellers) or [None]
    if {called[name] for name in sellers} & {called[name] for name in others}:
        return None
    stated = [name for name in others if name in _heard_first(review)]
    prospect = profile.prospect
    if prospect == _listed(stated):
        prospect = _listed([*dict.fromkeys(called[name] for name in stated)])
    spoken = pitch.model_copy(update={"transcript": new, "rep": rep, "beside": tuple(filter(None, beside))})
    statements = tuple(_said_by(one, called) for one in profile.statements)
    known = profile.model_copy(update={"statements": statements, "prospect": prospect})
    words = tuple(
        word.model_copy(update={"proposed": word.proposed and _said_by(word.proposed, called)}) for word in review.heard
    )
    relabelled = review.model_copy(update={"pitch": spoken, "profile": known, "heard": words})
    return reviewing.reconsider(relabelled, review.overrides)


def _heard_first(review: Review) -> set[str | None]:
    """Who stated something as the judge heard the call, before anybody's word on it."""
    first = {one.id: one for one in review.profile.statements} | {one.statement: one.proposed for one in review.heard}
    return {one.person for one in first.values() if one is not None}


def _said_by(statement: Statement, called: Mapping[str, str]) -> Statement:
    """The statement under the name that its speaker now has."""
    return statement.model_copy(update={"person": called.get(statement.person or "", statement.person)})


def reassigned(transcript: Transcript, turns: Collection[int], speaker: str) -> Transcript:
    """The transcript with some turns given to another speaker. Raises InputError where the name is empty."""
    name = " ".join(speaker.split())
    if not name:
        raise InputError("A speaker needs a name.")
    wanted = set(turns)
    new = (turn.model_copy(update={"speaker": name}) if turn.n in wanted else turn for turn in transcript.turns)
    return transcript.model_copy(update={"turns": tuple(new)})


TURNS = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


def numbered(written: str, spoken: Transcript) -> frozenset[int]:
    """The turns that somebody wrote down as "12", "12-15" or "3, 8-9".

    Raises InputError where it is none of these, or names a turn that the call does not have.
    """
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in written.split(","))):
        match = TURNS.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= len(spoken.turns):
            raise InputError(f"“{part}” names no turns here. Write 12, or 12-15; there are {len(spoken.turns)}.")
        found.update(range(first, last + 1))
    if not found:
        raise InputError("Say which turns: 12, or 12-15.")
    return frozenset(found)
