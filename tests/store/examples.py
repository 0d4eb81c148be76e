"""A small prospect, pitch and review, made by hand."""

from __future__ import annotations

from pitchcheck.catalogue import Catalogue, Feature
from pitchcheck.judge import Basis, JudgeVersion, Link, Reading, Relation
from pitchcheck.pitch import Claim, Pitch
from pitchcheck.profile import Force, Profile, Stage, Statement, Who
from pitchcheck.review import Flag, Override, Review, Severity, figures

TEXT = "It reorders flour by itself. Every screen has a dark mode. You keep your own order book."
JUDGE = JudgeVersion(name="by hand", version="1", weights="0" * 64, catalogue="abc")


def profile(**changes: object) -> Profile:
    """Dana's bakery: one push, one pull, one anxiety, one habit, one no."""
    said = (
        ("s1", Force.PUSH, Who.BUYER, "We ran out of flour on a Saturday."),
        ("s2", Force.PULL, Who.BUYER, "I want to sleep on Fridays."),
        ("s3", Force.ANXIETY, Who.USER, "Last time nobody could work the thing."),
        ("s4", Force.HABIT, Who.USER, "We write it all in the order book."),
        ("s5", Force.NO, Who.BUYER, "No contract."),
    )
    statements = tuple(Statement(id=id_, force=force, who=who, text=text) for id_, force, who, text in said)
    values: dict[str, object] = {
        "prospect": "Dana",
        "company": "Crumb & Sons",
        "stage": Stage.DECIDING,
        "struggling_moment": "A Saturday in May.",
        "statements": statements,
        "price": 1200.0,
    }
    return Profile.model_validate({**values, **changes})


def catalogue(product: str = "Larder", *names: str) -> Catalogue:
    """A product with those features."""
    return Catalogue(product=product, features=tuple(Feature(name=name) for name in names or ("reordering",)))


def pitch(text: str = TEXT, title: str | None = "For Dana") -> Pitch:
    """Three claims to Dana."""
    return Pitch(text=text, title=title)


def claim(number: int, text: str, whole: str = TEXT) -> Claim:
    """The claim of that sentence."""
    start = whole.index(text)
    return Claim(id=f"c{number}", n=number, text=text, start=start, end=start + len(text), attention=5)


def readings() -> tuple[Reading, ...]:
    """The first claim answers s1, the second nothing, the third eases s4."""
    flour, dark, book = (claim(n, text) for n, text in enumerate(sentences(), start=1))
    return (
        Reading(claim=flour, relevance=0.9, harm=0.0, links=(link("s1", Relation.ADVANCES),), feature="reordering"),
        Reading(claim=dark, relevance=0.1, harm=0.0, sure=False),
        Reading(claim=book, relevance=0.8, harm=0.1, links=(link("s4", Relation.EASES),)),
    )


def sentences() -> tuple[str, str, str]:
    """The pitch's sentences without their full stops."""
    first, second, third = (sentence.strip(" .") for sentence in TEXT.split(". "))
    return first, second, third


def link(to: str, relation: Relation) -> Link:
    """A link that holds."""
    return Link(to=to, relation=relation, probability=0.9, holds=True)


def flag() -> Flag:
    """Nobody asked for the dark mode."""
    return Flag(code="C1", slug="unasked", severity=Severity.WARNING, message="m", why="w", todo="t", claims=("c2",))


def review(who: Profile | None = None, *, overrides: tuple[Override, ...] = (), silent: bool = False) -> Review:
    """The pitch before Dana, with one flag."""
    prospect = who or profile()
    found = readings()
    return Review(
        pitch=pitch(),
        profile=prospect,
        readings=found,
        figures=None if silent else figures(found, prospect),
        silent_because=("Ask.",) if silent else (),
        kept=frozenset(reading.claim.id for reading in found),
        flags=(flag(),),
        overrides=overrides,
        judge=JUDGE,
        basis=Basis.LIBRARY,
    )
