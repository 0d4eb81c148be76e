"""One pitch before each person: the buyer, the user and the gatekeeper, side by side, and what they said to each other.

The one who pays and the one who lives with it want different things (Moesta & Engle, *Demand-Side Sales 101*), so a
claim can serve one and hurt the other; such a claim is *torn*. Nobody is given words they did not say: a side that
said nothing has no review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pitchcheck.board import HOLDING, TOWARDS, in_order
from pitchcheck.flags import flagged
from pitchcheck.pitch import Claim, Frozen, Pitch
from pitchcheck.profile import Force, Profile, Statement, Who
from pitchcheck.review import AS_SHIPPED, Flag, FlagSettings, Review
from pitchcheck.reviewing import check

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge import Judge

ALIKE, OPPOSED, NEAR = 0.58, 0.45, 0.4
"""Cosines of two statements: from ``ALIKE`` they say the same, from ``OPPOSED`` one wants what holds the other, and
from ``NEAR`` somebody should ask. Chosen on pairs of two writers, on the side of saying nothing
(``python -m benchmarks.voices``, docs/prospects.md).
"""


class Side(Frozen):
    """The pitch before one of them. ``product_first`` is set where it opens with us, not with what this side said."""

    who: Who
    review: Review
    product_first: Flag | None = None


class Torn(Frozen):
    """A claim that serves one side and hurts another: the statements it answers, and those it makes worse."""

    claim: Claim
    serves: tuple[Statement, ...]
    hurts: tuple[Statement, ...]


class Sides(Frozen):
    """The review before everybody, one before each side that spoke, and the claims that are torn between them."""

    whole: Review
    sides: tuple[Side, ...]
    torn: tuple[Torn, ...]


def for_each_who(
    pitch: Pitch | str,
    profile: Profile,
    *,
    catalogue: Catalogue | None = None,
    library: bool = True,
    judge: Judge | None = None,
    settings: FlagSettings = AS_SHIPPED,
) -> Sides:
    """Review ``pitch`` for the whole profile and for each of buyer, user and gatekeeper who said something.

    Raises InputError as ``check`` does. Claims have the same ids in every review: they are claims of one pitch.
    """

    def before(heard: Profile) -> Review:
        return check(pitch, heard, catalogue=catalogue, library=library, judge=judge, settings=settings)

    spoke = [who for who in Who if profile.only(who).statements]
    sides = tuple(_side(who, before(profile.only(who))) for who in spoke)
    return Sides(whole=before(profile), sides=sides, torn=tuple(_torn(sides)))


def _side(who: Who, review: Review) -> Side:
    """The opening is held against this side's own words; the struggling moment may be somebody else's."""
    silent = review.profile.model_copy(update={"struggling_moment": ""})
    own = flagged(review.model_copy(update={"profile": silent}))
    return Side(who=who, review=review, product_first=next((flag for flag in own.flags if flag.code == "P5"), None))


def _torn(sides: Sequence[Side]) -> Iterator[Torn]:
    if not sides:
        return
    for reading in in_order(sides[0].review.readings):
        served = {side.who: _bears_on(side, reading.claim.id, answers=True) for side in sides}
        hurt = {side.who: _bears_on(side, reading.claim.id, answers=False) for side in sides}
        if any(served[one] and hurt[other] for one in served for other in hurt if one is not other):
            serves, hurts = (tuple(s for said in by.values() for s in said) for by in (served, hurt))
            yield Torn(claim=reading.claim, serves=serves, hurts=hurts)


def _bears_on(side: Side, claim: str, *, answers: bool) -> list[Statement]:
    links = side.review.reading(claim).links
    to = {link.to for link in links if link.holds and link.relation.answers is answers}
    return [statement for statement in side.review.profile.statements if statement.id in to]


class Pair(Frozen):
    """What the buyer said beside what the user said, and how near the two are (cosine, -1..1)."""

    buyer: Statement
    user: Statement
    closeness: float


class Voices(Frozen):
    """Where buyer and user agree, where they differ, and where they may do either: ``close`` is to be asked about.

    Statements in none of them are each one's own.
    """

    agree: tuple[Pair, ...] = ()
    differ: tuple[Pair, ...] = ()
    close: tuple[Pair, ...] = ()


def _encoded(texts: Sequence[str]) -> Any:
    from pitchcheck.judge.encoder import encoder

    return encoder().texts(texts)


def voices(profile: Profile, vectors: Callable[[Sequence[str]], Any] = _encoded) -> Voices:
    """What buyer and user said to the same point, nearest first; each statement stands in one pair at most.

    ``vectors`` gives a row of length 1 for each text; by default the embedded encoder's. They agree where both say
    nearly the same with the same force; they differ where both talk of the same thing and it moves one and holds
    the other. Where the encoder cannot tell whether they do, the pair is close.
    """
    buyers, users = profile.only(Who.BUYER).statements, profile.only(Who.USER).statements
    if not buyers or not users:
        return Voices()
    near = vectors([one.text for one in buyers]) @ vectors([one.text for one in users]).T
    pairs = [
        Pair(buyer=buyer, user=user, closeness=round(float(near[i, j]), 4))
        for i, buyer in enumerate(buyers)
        for j, user in enumerate(users)
    ]
    pairs.sort(key=lambda pair: (-pair.closeness, pair.buyer.id, pair.user.id))
    return _told_apart([pair for pair in pairs if pair.closeness >= NEAR])


def _told_apart(pairs: Sequence[Pair]) -> Voices:
    taken: set[str] = set()
    told: dict[str, tuple[Pair, ...]] = {"agree": (), "differ": (), "close": ()}
    for pair in pairs:
        both = {pair.buyer.id, pair.user.id}
        answer = _answer(pair)
        if answer and not taken & both:
            told[answer] += (pair,)
            taken |= both
    return Voices(**told)


def _answer(pair: Pair) -> str | None:
    """What is said of two that are near each other; a push and a pull of one side are neither."""
    if pair.buyer.force is pair.user.force:
        return "agree" if pair.closeness >= ALIKE else "close"
    if _side_of(pair.buyer.force) is not _side_of(pair.user.force):
        return "differ" if pair.closeness >= OPPOSED else "close"
    return None


def _side_of(force: Force) -> tuple[Force, ...]:
    """What a force does to somebody: it moves them, or it holds them (a no holds)."""
    return TOWARDS if force in TOWARDS else HOLDING
