"""Spots the claims of a pitch: what the rep puts forward as a reason to buy, word for word (docs/judge.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pitchcheck.judge.sentences import asides, in_one_line, split
from pitchcheck.judge.tagger import Asked, Context, Mark, Marked, Tagger, tagger
from pitchcheck.pitch import Claim, ClaimKind, Pitch, Sentence, Span, Turn

KINDS = tuple(ClaimKind)
TURNS = 3
"""How many turns before its own the tagger hears, as far as its context reaches."""
LEAD: Context = ((Mark.REP, "Here is what you get."),)
"""What is heard before a sentence that nothing, or only a greeting, leads to.

Pitches that the tagger learnt from begin with pleasantries, so it takes what begins one for such. By itself a sentence
of uq and dev was marked with span F1 0.62, after "Hi Dana," with 0.35, and after this with 0.86.
"""
GREETING = re.compile(
    r"\W*(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening)|thanks|thank you)\b", re.IGNORECASE
)
BARE = re.compile(r"[^.!?…:;,]*[\w%+][\s\"”’)*_]*")
HEADING = 7
"""Words up to which a line without a stop is a heading or a bullet, which is a claim whole or not at all."""


def spot(pitch: Pitch, *, reader: Tagger | None = None) -> tuple[Claim, ...]:
    """The claims of ``pitch`` in order, with ids c1, c2, ...; an e-mail's signature and what it quotes hold none.

    A claim lies in one sentence. Its attention is the sentence's words (its seconds, where it was spoken),
    shared among the sentence's claims by length.
    """
    return spot_all([pitch], reader=reader)[0]


def spot_all(pitches: Sequence[Pitch], *, reader: Tagger | None = None) -> list[tuple[Claim, ...]]:
    """The claims of each pitch, as ``spot`` finds them: their sentences are read together."""
    reader = reader or tagger()
    asked = [list(_asked(pitch)) for pitch in pitches]
    found = iter(reader.marked_all(one for sentences in asked for _, one in sentences))
    return [
        numbered(
            claim
            for sentence, (_, part, _) in sentences
            for claim in _claims(pitch.text, sentence, _marked(reader, part, next(found)))
        )
        for pitch, sentences in zip(pitches, asked, strict=True)
    ]


def _asked(pitch: Pitch) -> Iterator[tuple[Sentence, Asked]]:
    """The sentences in which something may be offered, each with what the tagger is asked about it."""
    sentences = pitch.sentences or split(pitch.text)
    before = {s.n: sentences[i - 1] for i, s in enumerate(sentences) if i}
    reps = pitch.sellers
    place = {turn.n: i for i, turn in enumerate(pitch.transcript.turns)} if pitch.transcript else {}
    for sentence in offering(pitch):
        heard = _context(pitch, sentence, before.get(sentence.n), place.get(sentence.turn or 0, 0), reps)
        yield sentence, (Mark.REP, in_one_line(sentence.of(pitch.text)), heard)


def offering(pitch: Pitch) -> list[Sentence]:
    """The sentences in which something may be offered: not an e-mail's signature, nor what it quotes."""
    sentences = pitch.sentences or split(pitch.text)
    skipped = () if pitch.transcript else asides(pitch.text)
    return [s for s in sentences if not any(s.start < aside.end and s.end > aside.start for aside in skipped)]


def numbered(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims with ids c1, c2, ... in their order."""
    return tuple(claim.model_copy(update={"id": f"c{i}"}) for i, claim in enumerate(claims, 1))


def spot_in_turns(
    turns: Sequence[Turn], reps: Iterable[str | None], *, reader: Tagger | None = None
) -> tuple[Claim, ...]:
    """The claims in the turns of ``reps``; ``n`` is the turn's number, and spans point into the turn's text."""
    reader = reader or tagger()
    speaking = frozenset(reps)
    found: list[Claim] = []
    for i, turn in enumerate(turns):
        if turn.speaker not in speaking:
            continue
        heard = context_of(turns[max(0, i - TURNS) : i], speaking)
        for sentence in split(turn.text):
            part = in_one_line(sentence.of(turn.text))
            found += _claims(turn.text, sentence, reader.marked(Mark.REP, part, heard), n=turn.n)
            heard = ((Mark.REP, part),)
    return numbered(found)


def context_of(turns: Sequence[Turn], reps: frozenset[str | None]) -> Context:
    """What was said just before, with who said it, as the tagger reads it."""
    return tuple((Mark.REP if turn.speaker in reps else Mark.PROSPECT, turn.text) for turn in turns)


def _context(
    pitch: Pitch, sentence: Sentence, before: Sentence | None, place: int, reps: frozenset[str | None]
) -> Context:
    """The sentence before; at the start of a turn (at ``place`` of the call) the turns before, whoever spoke them."""
    if pitch.transcript and sentence.turn and (before is None or before.turn != sentence.turn):
        return context_of(pitch.transcript.turns[max(0, place - TURNS) : place], reps)
    said = in_one_line(before.of(pitch.text)) if before else ""
    if not pitch.transcript and (not said or is_greeting(said)):
        return LEAD
    return ((Mark.REP, said),) if said else ()


def is_greeting(part: str) -> bool:
    """Whether a sentence is a few words of greeting: "Hi Dana,". A longer one sets the scene as any sentence does."""
    return GREETING.match(part) is not None and len(part.split()) <= HEADING


def _marked(reader: Tagger, part: str, found: list[Marked]) -> list[Marked]:
    """The claims in one sentence. A heading is read by itself where it says nothing after what stands above it."""
    if not is_heading(part):
        return found
    found = found or reader.marked(Mark.REP, part, LEAD)
    whole = len(found) == 1 and 2 * len(part[found[0].start : found[0].end].split()) >= len(part.split())
    return [replace(found[0], start=0, end=len(part.rstrip()))] if whole else found


def is_heading(part: str) -> bool:
    """Whether a sentence is a few words with no stop, like a heading or a bullet: "Live map of every van"."""
    return BARE.fullmatch(part) is not None and 2 <= len(part.split()) <= HEADING


def _claims(text: str, sentence: Sentence, marked: Sequence[Marked], n: int | None = None) -> list[Claim]:
    """The marked spans of one sentence as claims."""
    begin = sentence.start
    spans = [(Span(start=begin + one.start, end=begin + one.end), KINDS[int(one.kinds.argmax())]) for one in marked]
    return claims_of(text, sentence, spans, n=n)


def claims_of(
    text: str, sentence: Sentence, spans: Sequence[tuple[Span, ClaimKind]], n: int | None = None
) -> list[Claim]:
    """Spans of one sentence as claims, with its attention shared among them by length; all with the id "c"."""
    total = sum(span.end - span.start for span, _ in spans)
    weight = sentence.seconds or len(text[sentence.start : sentence.end].split())
    return [
        Claim(
            id="c",
            n=n or sentence.n,
            start=span.start,
            end=span.end,
            text=span.of(text),
            kind=kind,
            attention=weight * (span.end - span.start) / total,
        )
        for span, kind in spans
    ]
