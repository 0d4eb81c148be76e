"""Two takes side by side: what was cut, what was added, what was said otherwise, and what each did to the figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from pitchcheck.board import in_order
from pitchcheck.figures import pitch_relevance
from pitchcheck.judge import Reading
from pitchcheck.pitch import Frozen
from pitchcheck.review import Review

REWORDED = 0.6
"""How alike two claims must be (0..1, ``difflib``'s ratio over words) to count as one claim said otherwise."""


class Kind(StrEnum):
    """What became of a claim between two takes."""

    CUT = "cut"
    ADDED = "added"
    REWORDED = "reworded"


class Change(Frozen):
    """One change. ``effect`` is what it did to pitch relevance, in points, after the changes before it."""

    kind: Kind
    before: Reading | None
    after: Reading | None
    effect: float


class Comparison(Frozen):
    """From one take to another: R then and now (None without a figure), the changes in order, and what is left over.

    The effects and ``rest`` (the same claims in sentences of another length, a person's word, another prospect) add
    up to the difference between the two figures.
    """

    before: float | None
    after: float | None
    changes: tuple[Change, ...]
    rest: float


def compare(before: Review, after: Review) -> Comparison:
    """What happened from ``before`` to ``after``: cuts first, then rewordings, then additions, in the pitch's order."""
    old, new = _kept(before), _kept(after)
    pairs = _pairs(old, new)
    cut = [one for one in old if all(one is not was for was, _ in pairs)]
    added = [one for one in new if all(one is not now for _, now in pairs)]
    reworded = [(was, now) for was, now in pairs if _words(was) != _words(now)]
    steps = [*((one, None) for one in cut), *reworded, *((None, one) for one in added)]
    silent = before.figures is None or after.figures is None
    then, now = (r.figures.relevance if r.figures else None for r in (before, after))
    changes = () if silent else tuple(_walked(steps, old, after))
    total = 0.0 if then is None or now is None else now - then
    return Comparison(before=then, after=now, changes=changes or _unweighed(steps), rest=_rest(total, changes))


class Reread(Frozen):
    """One claim as it was judged and as it is judged now; None where the other judging did not find it."""

    before: Reading | None
    after: Reading | None


def reread(before: Review, after: Review) -> tuple[Reread, ...]:
    """What became different when one pitch was judged again, in its order: verdicts, what is answered, who read it."""
    old, new = ({(r.claim.start, r.claim.end): r for r in review.readings} for review in (before, after))
    pairs = (Reread(before=old.get(span), after=new.get(span)) for span in sorted({*old, *new}))
    return tuple(pair for pair in pairs if _told(pair.before) != _told(pair.after))


def _told(reading: Reading | None) -> object:
    if reading is None:
        return None
    held = sorted((link.to, link.relation) for link in reading.links if link.holds)
    return reading.verdict, reading.sure, held, reading.stand_in is None


def _rest(total: float, changes: Iterable[Change]) -> float:
    return total - sum(change.effect for change in changes)


def _kept(review: Review) -> list[Reading]:
    return in_order(review.kept_readings)


def _words(reading: Reading) -> list[str]:
    return reading.claim.text.casefold().split()


def _pairs(old: Sequence[Reading], new: Sequence[Reading]) -> list[tuple[Reading, Reading]]:
    """Each claim of ``old`` with what it became: the same words first, then the nearest wording still free."""
    same = list(_matched(old, new, lambda was, now: float(_words(was) == _words(now))))
    gone, come = _but(old, [was for was, _ in same]), _but(new, [now for _, now in same])
    return sorted([*same, *_matched(gone, come, _likeness)], key=lambda pair: pair[1].claim.start)


def _but(readings: Iterable[Reading], taken: Iterable[Reading]) -> list[Reading]:
    ids = {id(reading) for reading in taken}
    return [reading for reading in readings if id(reading) not in ids]


def _matched(
    old: Sequence[Reading], new: Sequence[Reading], likeness: Callable[[Reading, Reading], float]
) -> Iterator[tuple[Reading, Reading]]:
    """Pairs that are alike enough, the most alike first, each reading once."""
    ratios = [(likeness(was, now), -i, -j) for i, was in enumerate(old) for j, now in enumerate(new)]
    gone, come = set[int](), set[int]()
    for ratio, i, j in sorted(ratios, reverse=True):
        if ratio >= REWORDED and i not in gone and j not in come:
            gone.add(i)
            come.add(j)
            yield old[-i], new[-j]


def _likeness(was: Reading, now: Reading) -> float:
    matcher = SequenceMatcher(None, _words(was), _words(now), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= REWORDED and matcher.quick_ratio() >= REWORDED else 0.0


Step = tuple[Reading | None, Reading | None]


def _walked(steps: Iterable[Step], start: Sequence[Reading], after: Review) -> Iterable[Change]:
    """Each change made in turn, from the claims of the first take, before the prospect of the second."""
    said = list(start)
    stand = pitch_relevance(said, after.profile)
    for was, now in steps:
        said = [one for one in said if one is not was] + ([now] if now is not None else [])
        new = pitch_relevance(said, after.profile)
        yield Change(kind=_kind(was, now), before=was, after=now, effect=new - stand)
        stand = new


def _unweighed(steps: Iterable[Step]) -> tuple[Change, ...]:
    return tuple(Change(kind=_kind(was, now), before=was, after=now, effect=0.0) for was, now in steps)


def _kind(was: Reading | None, now: Reading | None) -> Kind:
    if was is None:
        return Kind.ADDED
    return Kind.CUT if now is None else Kind.REWORDED
