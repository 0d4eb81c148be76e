"""A judge that anybody can foresee, for pages: it reads words, not meaning, and opens no weights.

Every sentence of at least four words is a claim. It answers the statement it shares most long words with; it makes a
no or an anxiety worse instead where it holds the word "must". One shared word alone is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pitchcheck.catalogue import Catalogue
from pitchcheck.judge import Basis, Cost, Found, JudgeVersion, Link, Reading, Relation, answering
from pitchcheck.pitch import Claim, Pitch, Transcript
from pitchcheck.profile import Force, Profile, Statement, Who

SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*")
LONG = re.compile(r"[a-z]{4,}")
FORCES = {
    "I want": Force.PULL, "What if": Force.ANXIETY, "We always": Force.HABIT, "Never": Force.NO, "I ": Force.PUSH,
    "We ": Force.PUSH,
}  # fmt: skip


class WordJudge:
    """Answers as the module says; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """Sentences of at least four words, each a claim."""
        found = [match for match in SENTENCE.finditer(pitch.text) if len(match[0].split()) >= 4]
        return tuple(
            Claim(id=f"c{n}", n=n, start=one.start(), end=one.end(), text=one[0], attention=float(len(one[0].split())))
            for n, one in enumerate(found, 1)
        )

    def read(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> tuple[Reading, ...]:
        """One link a claim at most, to the statement that shares most words with it."""
        self.asked += 1
        return tuple(_reading(claim, profile) for claim in claims)

    def statements(self, text: str) -> tuple[Found, ...]:
        """Every line that begins with "I" is a push the buyer said."""
        return tuple(
            Found(start=one.start(), end=one.end(), text=one[0], force=Force.PUSH, who=Who.BUYER)
            for one in re.finditer(r"(?m)^I .+$", text)
        )

    def heard(self, transcript: Transcript, prospects: Collection[str]) -> tuple[Found, ...]:
        """Every turn of theirs that begins as ``FORCES`` says is a statement, all of it."""
        return tuple(
            Found(start=0, end=len(turn.text), text=turn.text, force=force, who=Who.BUYER, turn=turn.n, probability=0.9)
            for turn in transcript.turns
            if turn.speaker in prospects and (force := _force(turn.text))
        )

    def product_worded(self, texts: Sequence[str], terms: Sequence[str] = ()) -> list[bool]:
        """What asks for a "thingamajig" is in the seller's words."""
        return ["thingamajig" in text for text in texts]

    def language(self, text: str) -> str:
        """German where it says "und", else English."""
        return "de" if " und " in text else "en"

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """As the embedded judge says it."""
        if catalogue is not None:
            return Basis.CATALOGUE
        return Basis.LIBRARY if library else Basis.NEITHER

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """A version of its own."""
        return JudgeVersion(name="words", version="1", weights="none")

    def cost(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None
    ) -> Cost | None:
        """Nothing."""
        return None


def _force(text: str) -> Force | None:
    return next((force for opening, force in FORCES.items() if text.startswith(opening)), None)


def _reading(claim: Claim, profile: Profile) -> Reading:
    words = set(LONG.findall(claim.text.casefold()))
    best, shared = max(((one, len(words & _words(one))) for one in profile.statements), key=lambda pair: pair[1])
    if not shared:
        return Reading(claim=claim, relevance=0.1, harm=0)
    worse = "must" in words and best.force in (Force.NO, Force.ANXIETY)
    link = Link(
        to=best.id,
        relation=Relation.AGGRAVATES if worse else answering(best.force),
        probability=0.9 if shared > 1 else 0.4,
        holds=shared > 1,
    )
    relevance = 0.9 if shared > 1 and not worse else 0.2
    return Reading(
        claim=claim, relevance=relevance, harm=0.6 if worse and shared > 1 else 0, links=(link,), sure=shared > 1
    )


def _words(statement: Statement) -> set[str]:
    return set(LONG.findall(statement.text.casefold()))
