"""What one worker does: pitches in, rows out. Pools, Dask and tests all come through ``rows``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pitchcheck.bulk.sources import SPOKEN, Bad, Item
from pitchcheck.catalogue import Catalogue
from pitchcheck.pitch import InputError, Pitch
from pitchcheck.profile import Profile
from pitchcheck.review import AS_SHIPPED, FlagSettings

if TYPE_CHECKING:
    from pitchcheck.judge import Judge, Reading
    from pitchcheck.review import Review

Row = dict[str, Any]
FORM = "2"
"""Changes whenever the rows of the same pitch would."""


def shipped(thresholds: str = "{}") -> Judge:
    """The judge that ships, opened once a process, with those ``Thresholds`` as JSON."""
    from pitchcheck.judge.deciding import Thresholds
    from pitchcheck.judge.embedded import open_judge

    return open_judge(Thresholds.model_validate_json(thresholds))


@dataclass(frozen=True)
class Setup:
    """What all reviews of a run have in common. It travels to the workers; they open their own weights.

    ``catalogue`` is JSON; ``reps`` are the speakers of transcripts who sell. ``products`` are catalogues, as JSON, by
    the name of the product, for pitches that a table says are of it; all others are read with ``catalogue``.
    """

    catalogue: str | None = None
    library: bool = True
    reps: tuple[str, ...] = ()
    judge: Callable[[], Judge] = shipped
    products: tuple[tuple[str, str], ...] = ()
    flags: FlagSettings = AS_SHIPPED

    def catalogue_for(self, product: str) -> str | None:
        """The catalogue that a pitch of that product is read with; whatever the case of its name."""
        named = (content for name, content in self.products if name.casefold() == product.casefold())
        return next(named, self.catalogue)

    def digest(self) -> str:
        """Names what, besides the pitch and the profile, decides the rows: judge, weights, catalogue, choices."""
        version = self.judge().version(_catalogue(self.catalogue))
        products = (part for pair in self.products for part in pair)
        flags = () if self.flags == AS_SHIPPED else (self.flags.model_dump_json(),)
        said = (FORM, version.model_dump_json(), self.catalogue or "", str(self.library), *self.reps, *products, *flags)
        return hashlib.sha256("\0".join(said).encode()).hexdigest()


def key(item: Item, digest: str) -> str:
    """Names an item by its content and what it is read with: 32 hex digits of a sha256."""
    kind = PurePosixPath(item.name).suffix.lower()
    head = f"{digest}\0{kind}\0{item.profile}\0{item.said.product.casefold()}\0".encode()
    return hashlib.sha256(head + item.content).hexdigest()[:32]


def rows(setup: Setup, items: Sequence[tuple[str, Item]]) -> list[Row]:
    """The rows of these items, each with its key: one of the review and one a claim, or one that says what is wrong.

    A pitch that breaks a reader costs that pitch only.
    """
    _read_ahead(setup, [item for _, item in items])
    return [row for identity, item in items for row in _of(setup, identity, item)]


def _of(setup: Setup, identity: str, item: Item) -> list[Row]:
    try:
        return list(_reviewed(setup, identity, item))
    except InputError as refused:
        return [bad(identity, Bad(item.source, item.row, "", str(refused)))]
    except Exception as broken:  # whatever it is, the other pitches go on, and this one is named with its reason
        reason = f"It broke the reader ({type(broken).__name__}: {broken})."
        return [bad(identity, Bad(item.source, item.row, "", reason))]


def _read_ahead(setup: Setup, items: Sequence[Item]) -> None:
    """Have the judge that ships read what these items ask for together; one that cannot be read says so in its turn."""
    from pitchcheck.judge.embedded import EmbeddedJudge

    judge = setup.judge()
    if not isinstance(judge, EmbeddedJudge):
        return
    with suppress(Exception):
        judge.ahead([pair for item in items for pair in _readable(item, setup)])


def _readable(item: Item, setup: Setup) -> list[tuple[Pitch, Profile]]:
    with suppress(Exception):
        profile = _profile(item.profile)
        return [(opened(item, profile, setup.reps), profile)]
    return []


def bad(identity: str, what: Bad) -> Row:
    """The row that says why an item has no review."""
    place = {"source": what.source, "row": what.row, "column": what.column or None}
    return {"key": identity, "kind": "bad", "n": 0, **place, "reason": what.reason}


def copy(identity: str, item: Item) -> Row:
    """The row of an item whose very content, before the same prospect, was reviewed under another name."""
    return {"key": identity, "kind": "copy", "n": 0, **_place(item)}


def _place(item: Item) -> Row:
    """Where an item lies, and what its table says of it beside the pitch."""
    return {"source": item.source, "row": item.row, **{name: said or None for name, said in vars(item.said).items()}}


def _reviewed(setup: Setup, identity: str, item: Item) -> Iterator[Row]:
    from pitchcheck.reviewing import check

    profile, catalogue = _profile(item.profile), _catalogue(setup.catalogue_for(item.said.product))
    pitch = opened(item, profile, setup.reps)
    reader = setup.judge()
    review = check(pitch, profile, catalogue=catalogue, library=setup.library, judge=reader, settings=setup.flags)
    place = {"key": identity, **_place(item)}
    yield {**place, "kind": "review", "n": 0, **_review(review), "profile": item.profile}
    for n, reading in enumerate(review.readings, 1):
        yield {**place, "kind": "claim", "n": n, **_claim(review, reading)}


@lru_cache(maxsize=1024)
def _profile(content: str) -> Profile:
    return Profile.model_validate_json(content)


@lru_cache(maxsize=32)
def _catalogue(content: str | None) -> Catalogue | None:
    return Catalogue.model_validate_json(content) if content else None


def opened(item: Item, profile: Profile, reps: Sequence[str] = ()) -> Pitch:
    """The pitch in an item's bytes; of a transcript, what those who sell say. Raises InputError."""
    from pitchcheck.files import pitch_from_text, read_pitch

    kind = PurePosixPath(item.name).suffix.lower()
    if kind in SPOKEN:
        return _spoken(item, profile, frozenset(reps))
    if item.row:
        return pitch_from_text(item.content.decode("utf-8", "replace"))
    return read_pitch(item.content, item.name)


def _spoken(item: Item, profile: Profile, reps: frozenset[str]) -> Pitch:
    from pitchcheck.judge.sentences import spoken
    from pitchcheck.transcript import read

    transcript = read(item.content, item.name)
    speakers = frozenset(transcript.speakers())
    selling = speakers & reps if reps else speakers - _buying(profile, speakers)
    if not selling or selling == speakers:
        names = ", ".join(sorted(speakers)) or "nobody"
        raise InputError(f"I cannot tell who sells among {names}. Name them: under “Who sells”, or with --rep.")
    return spoken(transcript, frozenset[str | None](selling))


def _buying(profile: Profile, speakers: frozenset[str]) -> frozenset[str]:
    """The speakers who are called like the prospect or one of their people: by the whole name or its first word."""
    people = {name.casefold() for name in (profile.prospect, *(person.name for person in profile.people))}
    first = {name.split()[0] for name in people if name.split()}
    return frozenset(s for s in speakers if s.casefold() in people or s.casefold().split()[:1][0] in first)


def _review(review: Review) -> Row:
    return {
        "prospect": review.profile.prospect,
        "company": review.profile.company,
        "title": review.pitch.title,
        "pitch": review.pitch.text,
        "language": review.language,
        "words": len(review.pitch.text.split()),
        "claims": len(review.readings),
        "silent_because": list(review.silent_because),
        "flags": [flag.code for flag in review.flags],
        "basis": review.basis.value,
        "judge": f"{review.judge.name} {review.judge.version}",
        "weights": review.judge.weights,
        "catalogue": review.judge.catalogue,
        **_figures(review),
    }


def _figures(review: Review) -> Row:
    figures = review.figures
    if figures is None:
        return {}
    low, high = figures.interval
    return {
        "relevance": figures.relevance,
        "low": low,
        "high": high,
        "focus": figures.focus,
        "coverage": figures.coverage,
        "best_relevance": figures.best_cut[-1].relevance if figures.best_cut else figures.relevance,
        "unasked_share": figures.unasked_share,
        "price_in_play": figures.price_in_play,
    }


def _claim(review: Review, reading: Reading) -> Row:
    claim = reading.claim
    holding = [link for link in reading.links if link.holds]
    return {
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "claim_kind": claim.kind.value,
        "attention": claim.attention,
        "verdict": reading.verdict.value,
        "sure": reading.sure,
        "claim_relevance": reading.relevance,
        "harm": reading.harm,
        "weight": review.figures.weights[claim.id] if review.figures else None,
        "feature": reading.feature,
        "answers": [link.to for link in holding if link.relation.answers],
        "worsens": [link.to for link in holding if not link.relation.answers],
    }
