"""What the parts of the Recordings page are given to draw: a call as lanes, turns, figures and moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pages import _widgets as widgets
from pitchcheck.advice import percent
from pitchcheck.board import Board, Line, Standing, board, in_order, numbers
from pitchcheck.coaching import Call, Listening, Moment, begin, listening, moments, went_well
from pitchcheck.counting import counted, named
from pitchcheck.counting import number as spelled
from pitchcheck.judge import Reading
from pitchcheck.pitch import Turn
from pitchcheck.profile import Statement
from pitchcheck.report.facts import clock, listed
from pitchcheck.review import Review
from pitchcheck.store import Comment

LANES = 6
"""Lanes that are drawn: the sellers, and those who say most; the others share the last."""
BLOCKS = 500
"""Stretches of talk that are told apart in a lane: more than a screen has points nobody can see."""
WHOLE, PAGE = 1000, 500
"""Turns up to which a transcript is shown whole, and how many of a longer one are shown at a time."""
TICKS = 8
SIGNS = {"tied": "●", "unasked": "■", "worse": "▼"}
STANDS = {Standing.ANSWERED: "answered", Standing.UNANSWERED: "unanswered", Standing.WORSE: "madeworse"}
STAND_SIGNS = {"answered": "✓", "unanswered": "○", "madeworse": "▲"}
KEY = (
    ("tied", SIGNS["tied"], "claim tied to what they said"),
    ("unasked", SIGNS["unasked"], "unasked"),
    ("worse", SIGNS["worse"], "makes it worse"),
    ("answered", STAND_SIGNS["answered"], "statement answered"),
    ("unanswered", STAND_SIGNS["unanswered"], "unanswered"),
    ("madeworse", STAND_SIGNS["madeworse"], "made worse"),
    ("question", "?", "question"),
    ("price", "$", "price talk"),
)


class Tape:
    """A reviewed call as it is drawn: every turn has a place, in seconds, or in words where some turn has no time."""

    def __init__(self, review: Review) -> None:
        self.review, self.call = review, Call(review)
        self.number, self.board = numbers(review), board(review)
        self.unheard, self.places = self.call.unheard, self.call.places
        self.whole = self.call.whole or 1.0

    @cached_property
    def listening(self) -> Listening:
        """How the talk went."""
        return listening(self.review)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The moments that matter."""
        return moments(self.review)

    @cached_property
    def first(self) -> Moment | None:
        """Where to begin with a call of a day."""
        return begin(self.review)

    @cached_property
    def well(self) -> Moment | None:
        """What went well."""
        return went_well(self.review)

    @cached_property
    def timeline(self) -> dict[str, Any]:
        """A lane a speaker, with their talk and the marks of what they put forward, stated and asked."""
        return _timeline(self)

    @cached_property
    def marks(self) -> dict[int, list[dict[str, Any]]]:
        """The marks in the words of each turn, in order."""
        marks: dict[int, list[dict[str, Any]]] = {}
        for turn, mark in (*_claim_spans(self), *_statement_spans(self), *_question_spans(self)):
            marks.setdefault(turn, []).append(mark)
        return {n: sorted(found, key=lambda one: (one["start"], one["id"] is None)) for n, found in marks.items()}

    def with_words(self, words: str) -> list[int]:
        """The numbers of the turns in which these words stand, in order."""
        wanted = words.casefold()
        return [turn.n for turn in self.call.turns.values() if wanted in turn.text.casefold()] if wanted else []

    def within(self, turn: Turn, position: int) -> float:
        """The place of a position in a turn's text: as far into the turn as into its letters."""
        start, length = self.places[turn.n]
        return start + length * position / max(len(turn.text), 1)

    def second(self, place: float) -> float | None:
        """The second of a place; None where the call has no times."""
        return None if self.call.in_words else place

    def clock_of(self, turn: Turn) -> str:
        """When a turn began, as a player shows it; its number where that is not known."""
        return clock(turn.start) if turn.start is not None else f"turn {turn.n}"

    def kind(self, line: Line) -> str:
        """How a statement stands as the call went: what was answered only before it was said was never taken up."""
        taken_up = line.statement.id not in self.unheard
        return STANDS[line.standing if taken_up or line.standing is Standing.WORSE else Standing.UNANSWERED]

    def standing(self, line: Line) -> str:
        """The same in words."""
        return "never taken up" if line.statement.id in self.unheard else line.standing.value

    def said_in(self, statement: Statement) -> tuple[Turn, int] | None:
        """The turn a statement was made in and where its words begin; None where that is not known."""
        turn = self.call.turns.get(statement.turn or 0)
        return (turn, max(turn.text.find(statement.text), 0)) if turn else None


def _timeline(tape: Tape) -> dict[str, Any]:
    marks = sorted((*_claim_marks(tape), *_statement_marks(tape), *_talk_marks(tape)), key=lambda one: one["place"])
    names = _lanes(tape)
    return {
        "whole": tape.whole,
        "timed": not tape.call.in_words,
        "starts": _thinned([(n, start) for n, (start, _) in tape.places.items()]),
        "lanes": [_lane(tape, name, marks, names) for name in names],
        "ticks": _ticks(tape),
        "key": [{"kind": kind, "sign": sign, "name": name} for kind, sign, name in KEY],
    }


def _apart(marks: Sequence[dict[str, Any]], whole: float) -> Sequence[dict[str, Any]]:
    """The marks of a lane; where there are more than anybody can tell apart, one of a kind for every point."""
    if len(marks) <= BLOCKS:
        return marks
    points = {(one["kind"], int(BLOCKS * one["place"] / whole)): one for one in reversed(marks)}
    return sorted(points.values(), key=lambda one: one["place"])


def _thinned(starts: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return starts[:: max(1, len(starts) // (4 * BLOCKS))]


def _lanes(tape: Tape) -> list[str]:
    """The names of the lanes: those who sell, then the others by how much they say."""
    said: Counter[str] = Counter()
    for turn in tape.call.turns.values():
        said[_who(turn)] += int(100 * tape.call.length(turn)) + 1
    sells = {_who(turn) for turn in tape.call.turns.values() if turn.n in tape.call.selling}
    ranked = sorted(said, key=lambda name: (name not in sells, -said[name]))
    return ranked if len(ranked) <= LANES else [*ranked[: LANES - 1], OTHERS]


OTHERS = "Others"
NOBODY = "Not told apart"


def _who(turn: Turn) -> str:
    return turn.speaker or NOBODY


def _lane(tape: Tape, name: str, marks: Iterable[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    mine = [turn for turn in tape.call.turns.values() if _lane_of(turn, names) == name]
    length = sum(tape.call.length(turn) for turn in mine)
    everyone = sum(tape.call.length(turn) for turn in tape.call.turns.values()) or 1.0
    numbered = {turn.n for turn in mine}
    return {
        "name": name,
        "sells": any(turn.n in tape.call.selling for turn in mine),
        "share": f"{percent(length / everyone)} of the talk",
        "talk": _blocks([tape.places[turn.n] for turn in mine], tape.whole),
        "marks": _apart([mark for mark in marks if mark["turn"] in numbered], tape.whole),
    }


def _lane_of(turn: Turn, names: Sequence[str]) -> str:
    return _who(turn) if _who(turn) in names else OTHERS


def _blocks(stretches: Iterable[tuple[float, float]], whole: float) -> list[tuple[float, float]]:
    """Stretches of talk, those that lie closer than a point of the screen joined."""
    joined: list[tuple[float, float]] = []
    for start, length in stretches:
        if joined and start - joined[-1][1] < whole / BLOCKS:
            joined[-1] = (joined[-1][0], max(joined[-1][1], start + length))
        else:
            joined.append((start, start + length))
    return joined


def _claim_marks(tape: Tape) -> Iterator[dict[str, Any]]:
    for reading in in_order(tape.review.readings):
        turn = tape.call.turn_of(reading)
        begins = reading.claim.start - tape.call.begins[turn.n]
        at = tape.call.when(reading)
        kind = widgets.CLASSES[reading.verdict]
        yield {
            **_at(tape, turn, tape.within(turn, begins) if at is None or tape.call.in_words else at),
            "id": reading.claim.id,
            "kind": kind,
            "sign": SIGNS[kind],
            "sure": reading.sure,
            "says": f"claim {tape.number[reading.claim.id]}, {_verdict(reading)}: {_short(reading.claim.text)}",
        }


def _verdict(reading: Reading) -> str:
    return reading.verdict.value if reading.sure else f"{reading.verdict.value}, not sure"


def _short(text: str) -> str:
    return widgets.short(text, 110)


def _at(tape: Tape, turn: Turn, place: float) -> dict[str, Any]:
    return {"turn": turn.n, "place": place, "at": tape.second(place), "id": None, "sure": True}


def _statement_marks(tape: Tape) -> Iterator[dict[str, Any]]:
    for line in tape.board.lines:
        found = tape.said_in(line.statement)
        if found:
            kind = tape.kind(line)
            yield {
                **_at(tape, found[0], tape.within(*found)),
                "id": line.statement.id,
                "kind": kind,
                "sign": STAND_SIGNS[kind],
                "says": f"{line.statement.force.value}, {tape.standing(line)}: {_short(line.statement.text)}",
            }


def _talk_marks(tape: Tape) -> Iterator[dict[str, Any]]:
    """Questions of those who sell, and talk about the price by anybody."""
    for sentence in tape.call.questions:
        turn = tape.call.turns[sentence.turn or 0]
        place = tape.within(turn, sentence.start - tape.call.begins[turn.n])
        words = sentence.of(tape.review.pitch.text)
        yield {**_at(tape, turn, place), "kind": "question", "sign": "?", "says": f"question: {_short(words)}"}
    for turn in tape.call.price_talk:
        place = tape.places[turn.n][0]
        yield {**_at(tape, turn, place), "kind": "price", "sign": "$", "says": f"price talk: {_short(turn.text)}"}


def _ticks(tape: Tape) -> list[dict[str, Any]]:
    """Times under the lanes at even steps that a person counts in; none where there are no times."""
    if tape.call.in_words:
        return [{"place": 0, "label": "no times in this file: drawn by words"}]
    steps = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
    step = next((one for one in steps if tape.whole / one <= TICKS), steps[-1])
    return [{"place": at, "label": clock(at)} for at in range(0, int(tape.whole) + 1, step)]


class Look(NamedTuple):
    """Where somebody is in a long transcript: near which turn, since what was picked, and what words they seek."""

    turn: int | None = None
    picked: str | None = None
    words: str = ""
    hit: int = 0


def looking(tape: Tape, was: Look, picked: str | None) -> Look:
    """Where they are once ``picked`` is looked at: where it was said, if that is something else than before."""
    if picked == was.picked:
        return was
    return was._replace(picked=picked, turn=_turn_with(tape, picked) or was.turn)


def sought(tape: Tape, was: Look, words: str, step: int) -> Look:
    """Where they are after seeking words: at the first turn that has them, or so many such turns further."""
    hits = tape.with_words(words)
    hit = (was.hit + step) % len(hits) if hits and words == was.words else 0
    return was._replace(words=words, hit=hit, turn=hits[hit] if hits else was.turn)


def _turn_with(tape: Tape, picked: str | None) -> int | None:
    """The turn that something was put forward or stated in."""
    return next((n for n, found in tape.marks.items() if picked and any(one["id"] == picked for one in found)), None)


def turns_data(
    tape: Tape, comments: Sequence[Comment], picked: str | None, tall: int, look: Look | None = None
) -> dict[str, Any]:
    """The transcript, turn by turn, with the same marks as the timeline; of a long one a page, where they ``look``."""
    marks, turns, page = tape.marks, list(tape.call.turns.values()), None
    about = Counter(turn_at(tape, one.moment) for one in comments if one.moment is not None)
    priced = {turn.n for turn in tape.call.price_talk}
    if len(turns) > WHOLE:
        look = look or Look()
        turns, page = _page(tape, turns, look)
    return {
        "tall": tall,
        "chosen": _turn_with(tape, picked) if look is None or page is None else look.turn,
        "page": page,
        "turns": [
            {
                "n": turn.n,
                "who": _who(turn),
                "clock": tape.clock_of(turn),
                "start": tape.second(tape.places[turn.n][0]),
                "text": turn.text,
                "sells": turn.n in tape.call.selling,
                "price": turn.n in priced,
                "comments": about[turn.n],
                "marks": marks.get(turn.n, []),
            }
            for turn in turns
        ],
    }


def _page(tape: Tape, turns: list[Turn], look: Look) -> tuple[list[Turn], dict[str, Any]]:
    """The page of a long transcript that they look at, and what lies around it."""
    at = next((i for i, turn in enumerate(turns) if turn.n == look.turn), 0)
    start, last = at // PAGE * PAGE, len(turns) - 1
    end = min(start + PAGE, len(turns))
    hits = tape.with_words(look.words)
    found = f"{look.hit + 1:,} of {len(hits):,}, Enter for the next" if hits else "not said" if look.words else ""
    return turns[start:end], {
        "part": f"turns {start + 1:,} to {end:,} of {len(turns):,}",
        "before": _other(turns, start - PAGE, start - 1) if start else None,
        "after": _other(turns, end, end) if end <= last else None,
        "from": tape.second(tape.places[turns[start].n][0]) if start else None,
        "to": tape.second(tape.places[turns[end].n][0]) if end <= last else None,
        "found": found,
        "hit": look.hit,
    }


def _other(turns: Sequence[Turn], start: int, lands: int) -> dict[str, Any]:
    """Another page: its part of the call, and the turn at which somebody who goes there begins to read."""
    return {"turn": turns[lands].n, "part": f"turns {start + 1:,} to {min(start + PAGE, len(turns)):,}"}


def turn_at(tape: Tape, moment: float) -> int:
    """The turn that was under way at a moment: seconds, or the number of the turn where the call has no times."""
    if tape.call.in_words:
        return int(moment)
    before = [turn.n for turn in tape.call.turns.values() if (turn.start or 0.0) <= moment + 0.01]
    return before[-1] if before else next(iter(tape.call.turns))


def moment_of(tape: Tape, turn: int) -> float:
    """The moment of a turn as a comment keeps it: its second, or its number where the call has no times."""
    return float(turn) if tape.call.in_words else tape.places[turn][0]


def _claim_spans(tape: Tape) -> Iterator[tuple[int, dict[str, Any]]]:
    for reading in tape.review.readings:
        turn = tape.call.turn_of(reading)
        base, claim = tape.call.begins[turn.n], reading.claim
        number = str(tape.number[claim.id]) + ("" if reading.sure else "?")
        yield (
            turn.n,
            {
                "start": claim.start - base,
                "end": claim.end - base,
                "id": claim.id,
                "kind": widgets.CLASSES[reading.verdict],
                "sure": reading.sure,
                "label": number,
                "says": f"claim {number}, {_verdict(reading)}. Click to see why.",
                "at": None if tape.call.in_words else tape.call.when(reading),
            },
        )


def _statement_spans(tape: Tape) -> Iterator[tuple[int, dict[str, Any]]]:
    for line in tape.board.lines:
        found = tape.said_in(line.statement)
        if found and line.statement.text in found[0].text:
            turn, start = found
            kind = tape.kind(line)
            yield (
                turn.n,
                {
                    "start": start,
                    "end": start + len(line.statement.text),
                    "id": line.statement.id,
                    "kind": kind,
                    "sure": True,
                    "label": f"{line.statement.force.value} {STAND_SIGNS[kind]}",
                    "says": f"{line.statement.force.value}, {tape.standing(line)}. Click to see more.",
                    "at": tape.second(tape.within(turn, start)),
                },
            )


def _question_spans(tape: Tape) -> Iterator[tuple[int, dict[str, Any]]]:
    for sentence in tape.call.questions:
        base = tape.call.begins[sentence.turn or 0]
        yield sentence.turn or 0, {"start": sentence.start - base, "end": sentence.end - base, "id": None}


def listening_data(tape: Tape) -> dict[str, Any]:
    """The figures of the conversation, each with what it means."""
    found, review = tape.listening, tape.review
    rep = review.pitch.rep or "the rep"
    length = found.monologue.length if found.monologue else 0.0
    longest = counted(round(length), "word") if found.in_words else clock(length)
    measured = "words" if found.in_words else "time"
    sellers = listed([rep, *review.pitch.beside])
    return {
        "figures": [
            _figure(percent(found.talk_share), f"of the talk is {sellers}’s", f"Of all {measured} spoken."),
            _figure(longest, "longest stretch", "Their longest talk that no reply of six words or more broke."),
            _asked(found),
            _got(found),
            _figure(
                str(len(found.early)), _many(found.early, "claim", "too early"),
                "Offered before the struggle they answer was talked about.", next(iter(found.early), None),
            ),
            _figure(
                str(len(found.unheard)), _many(found.unheard, "thing", "never taken up"),
                "They said it, and nothing said later answers it.", next(iter(found.unheard), None),
            ),
            _figure(
                str(found.stacks), _many(range(found.stacks), "feature stack", _priced(found)),
                f"{spelled(review.flag_settings.stack).capitalize()} or more unasked claims in a row, "
                "and how often they then talked about the price.",
            ),
        ]
    }  # fmt: skip


def _asked(found: Listening) -> dict[str, Any]:
    name = f"{named(found.questions, 'question')} asked"
    return _figure(str(found.questions), name, "Sentences that ask them something.")


def _got(found: Listening) -> dict[str, Any]:
    if not found.statements:
        return _figure("none", "of their statements in this call", "What they want was said elsewhere.")
    explained = "How much of what they stated came right after a question."
    things = named(found.statements, "statement")
    return _figure(f"{found.asked} of {found.statements}", f"{things} got by a question", explained)


def _priced(found: Listening) -> str:
    return f"({found.priced} then price talk)" if found.stacks else ""


def _many(found: Sequence[object], what: str, how: str) -> str:
    """What so many things are called, and ``how`` they are."""
    return f"{named(len(found), what)} {how}".rstrip()


def _figure(figure: str, name: str, explained: str, opens: str | None = None) -> dict[str, Any]:
    return {"figure": figure, "name": name, "explained": explained, "opens": opens}


def moments_data(tape: Tape) -> dict[str, Any]:
    """The moments to talk about, where to begin with a call of a day before them, and the one that went well, last."""
    found, well = tape.moments, tape.well
    return {
        "title": "Talk about these" if len(found) > 1 else "Talk about this" if found else "The moments that matter",
        "otherwise": "Nothing stands out that would have to change.",
        "moments": [_moment(tape, one) for one in (tape.first, *found, well) if one is not None],
    }


def _moment(tape: Tape, one: Moment) -> dict[str, Any]:
    turn = tape.call.turns[one.turn]
    return {
        "turn": one.turn,
        "at": None if tape.call.in_words else one.at,
        "clock": clock(one.at) if one.at is not None else tape.clock_of(turn),
        "what": one.what,
        "rep": turn.speaker if one.turn in tape.call.selling and turn.speaker else tape.review.pitch.rep or "The rep",
        "quote": widgets.short(one.quote, 260),
        "said": widgets.short(one.said, 200),
        "said_by": one.said_by,
        "later": one.later,
        "question": one.question,
        "opens": next(iter((*one.claims, *one.statements)), None),
        "well": not one.code,
    }


def comments_data(tape: Tape, comments: Sequence[Comment], me: str, owner: str) -> dict[str, Any]:
    """What was said about the recording, moment by moment."""
    ordered = widgets.resolved_last(comments)
    return {"comments": [{**widgets.comment(one, me, owner), **_moment_of(tape, one)} for one in ordered]}


def _moment_of(tape: Tape, one: Comment) -> dict[str, Any]:
    if one.moment is None:
        return {}
    turn = turn_at(tape, one.moment)
    moment = None if tape.call.in_words else one.moment
    return {"clock": tape.clock_of(tape.call.turns[turn]), "moment": moment, "turn": turn}


def stated_data(tape: Tape, line: Line) -> dict[str, Any]:
    """One statement: who said it when, how it stands, and which claims did that."""
    statement = line.statement
    found = tape.said_in(statement)
    word = next((one for one in tape.review.heard if one.statement == statement.id), None)
    return {
        "kind": tape.kind(line),
        "clock": f"At {tape.clock_of(found[0])}" if found else "Not said in this call",
        "by": statement.person or statement.who.value,
        "force": statement.force.value,
        "standing": tape.standing(line),
        "text": statement.text,
        "answers": [
            *_bearing(
                tape, line.answered_by, "tied", "Answered by" if line.statement.id not in tape.unheard else EARLIER
            ),
            *_bearing(tape, line.worsened_by, "worse", "Made worse by"),
        ],
        "words": _word(word) if word else None,
    }


EARLIER = "Answered only before they said it, by"


def _bearing(tape: Tape, claims: Iterable[str], kind: str, label: str) -> Iterator[dict[str, Any]]:
    for claim in claims:
        text = tape.review.reading(claim).claim.text
        yield {"kind": kind, "label": f"{label} claim {tape.number[claim]}", "quote": text}


def _word(word: Any) -> str:
    because = f" “{word.reason}”" if word.reason else ""
    if word.proposed is None:
        return f"{word.by} added this.{because}"
    force = word.proposed.force.value
    return f"{word.by} went over this; the judge heard {'an' if force[0] in 'aeiou' else 'a'} {force}.{because}"


def line_of(drawn: Board, statement: str) -> Line | None:
    """The line of that statement; None where it is gone."""
    return next((line for line in drawn.lines if line.statement.id == statement), None)
