"""One finished review that a salesperson would recognise, made by hand: nothing here asks a judge."""

from __future__ import annotations

from pitchcheck.judge import Basis, Borrowed, JudgeVersion, Link, Reading, Relation, answering
from pitchcheck.pitch import Claim, ClaimKind, Pitch, Sentence
from pitchcheck.profile import Force, Profile, Statement, Who
from pitchcheck.review import Flag, Review, Severity, figures

SAID = (
    ("s1", Force.PUSH, Who.USER, "Monday at seven I had two chairs empty and a waiting room full. Nobody had told me."),
    ("s2", Force.PUSH, Who.BUYER, "We lose nine appointments a week to people who just forget."),
    ("s3", Force.PULL, Who.BUYER, "I want to see all six clinics on one page before my first coffee."),
    ("s4", Force.PULL, Who.USER, "If a chair opens up, I'd like somebody in it by lunch."),
    ("s5", Force.ANXIETY, Who.USER, "My front desk is Rosa. She's been here for 22 years. If she hates it, it's over."),
    ("s6", Force.ANXIETY, Who.GATEKEEPER, "I don't want patient names sitting on somebody else's computer."),
    ("s7", Force.HABIT, Who.USER, "The paper book. I can see the whole week without touching anything."),
    ("s8", Force.NO, Who.BUYER, "We're not signing for three years. I did that once, with the phones."),
)

PITCH = """Thanks for having me, Dana. Let me tell you a little about who we are.
We're trusted by over 4,000 practices and we won Best Health Platform two years running.
Every morning you get one page with all your clinics on it. When somebody cancels, the next person on the \
waiting list gets a text, and the chair fills itself. Patients get a reminder the day before, in their own language.
It comes with an AI assistant, custom dashboards and an open API. \
We also have a loyalty programme for patients, gift cards and a marketing suite.
Your front desk learns it in an afternoon, and the week still prints out like the book on the counter.
Everything runs in our cloud, so there is nothing to install. \
Sign for three years and onboarding is free. Shall we get the paperwork started?"""

Said = tuple[str, float, float, bool, dict[str, tuple[Relation, float]]]

CLAIMS: tuple[Said, ...] = (
    ("trusted by over 4,000 practices", 0.12, 0.02, True, {}),
    ("won Best Health Platform two years running", 0.05, 0.02, True, {}),
    ("one page with all your clinics on it", 0.94, 0.02, True, {"s3": (Relation.ADVANCES, 0.96)}),
    (
        "the next person on the waiting list gets a text, and the chair fills itself",
        0.97,
        0.01,
        True,
        {"s4": (Relation.ADVANCES, 0.95), "s1": (Relation.ADVANCES, 0.7)},
    ),
    ("a reminder the day before, in their own language", 0.88, 0.02, True, {"s2": (Relation.ADVANCES, 0.91)}),
    ("an AI assistant", 0.16, 0.1, True, {"s5": (Relation.AGGRAVATES, 0.2)}),
    ("custom dashboards", 0.38, 0.03, False, {"s3": (Relation.ADVANCES, 0.44)}),
    ("an open API", 0.04, 0.02, True, {}),
    ("a loyalty programme for patients", 0.1, 0.02, True, {}),
    ("gift cards", 0.03, 0.01, True, {}),
    ("a marketing suite", 0.08, 0.04, True, {}),
    ("learns it in an afternoon", 0.82, 0.06, True, {"s5": (Relation.EASES, 0.86)}),
    ("the week still prints out like the book on the counter", 0.9, 0.02, True, {"s7": (Relation.EASES, 0.92)}),
    ("runs in our cloud", 0.08, 0.78, True, {"s6": (Relation.AGGRAVATES, 0.83)}),
    ("onboarding is free", 0.2, 0.55, True, {"s8": (Relation.AGGRAVATES, 0.66)}),
)


def profile() -> Profile:
    """Dana, who runs six dental clinics, and the people around her."""
    return Profile(
        prospect="Dana Whitlock",
        company="Fernbank Dental",
        struggling_moment="Monday, seven o'clock: two chairs empty, a full waiting room, and nobody had told her.",
        statements=tuple(Statement(id=i, force=force, who=who, text=text) for i, force, who, text in SAID),
        price=24_000,
    )


def readings() -> tuple[Reading, ...]:
    """What a judge might say about the fifteen claims."""
    return tuple(_reading(i, claim) for i, claim in enumerate(CLAIMS, 1))


def _reading(i: int, said: Said) -> Reading:
    text, relevance, harm, sure, links = said
    start = PITCH.index(text)
    kind = ClaimKind.PROOF if i <= 2 else ClaimKind.FEATURE
    n = PITCH.count("\n", 0, start) + 1
    claim = Claim(
        id=f"c{i}", n=n, start=start, end=start + len(text), text=text, kind=kind, attention=len(text.split())
    )
    found = [Link(to=to, relation=rel, probability=p, holds=p >= 0.5) for to, (rel, p) in links.items()]
    return Reading(
        claim=claim,
        relevance=relevance,
        harm=harm,
        links=tuple(found),
        sure=sure,
        feature="Waiting list" if i == 4 else None,
        borrowed=(Borrowed(text="Everyone wants a different report", feature="Dashboards", closeness=0.8),)
        if i == 7
        else (),
    )


FLAGS = (
    Flag(
        code="C4",
        slug="runs-into-no",
        severity=Severity.ERROR,
        message="“onboarding is free” hangs on a three-year term, which Dana ruled out.",
        why="A no is a fence. Walking into it costs you the trust you built.",
        todo="Leave the term out, or offer the year she can live with.",
        claims=("c15",),
        statements=("s8",),
    ),
    Flag(
        code="P1",
        slug="feature-stack",
        severity=Severity.WARNING,
        message="Six claims in a row that nobody asked for, from “an AI assistant” to “a marketing suite”.",
        why="Each of them is one more thing to subtract, and a buyer who subtracts starts to talk about price.",
        todo="Keep the one they asked for and stop there.",
        claims=("c6", "c7", "c8", "c9", "c10", "c11"),
    ),
    Flag(
        code="C1",
        slug="unasked",
        severity=Severity.NOTE,
        message="“trusted by over 4,000 practices” answers nothing Dana said.",
        why="Proof calms a worry only where there is one.",
        todo="Keep it for the day somebody asks.",
        claims=("c1",),
        dismissed="Their board wants names.",
    ),
)


def review() -> Review:
    """The whole of it, before anybody ticked a claim off."""
    found = readings()
    return Review(
        pitch=Pitch(text=PITCH, title="Demo for Fernbank Dental", rep="Sam Okafor"),
        profile=profile(),
        readings=found,
        figures=figures(found, profile()),
        kept=frozenset(reading.claim.id for reading in found),
        flags=FLAGS,
        judge=JudgeVersion(name="pitchcheck", version="0.1.0", weights="a5" * 32, catalogue="0123456789ab"),
        basis=Basis.CATALOGUE,
    )


def recorded() -> Review:
    """The same pitch on a recording: a sentence a line, each 75 seconds after the one before."""
    sentences, at = [], 0
    for n, line in enumerate(PITCH.split("\n"), 1):
        sentences.append(Sentence(n=n, start=at, end=at + len(line), turn=n, at=75.0 * n, seconds=20))
        at += len(line) + 1
    return review().model_copy(update={"pitch": review().pitch.model_copy(update={"sentences": tuple(sentences)})})


def hostile(payload: str) -> Review:
    """The same review with ``payload`` in every field a person or a file can fill."""
    text = f"{payload} and {payload}"
    claim = Claim(id=payload, n=1, start=0, end=len(payload), text=payload)
    statements = tuple(
        Statement(id=f"{payload}{force}", force=force, text=payload, person=payload, source=payload, reason=payload)
        for force in Force
    )
    who = Profile(
        prospect=payload,
        company=payload,
        struggling_moment=payload,
        statements=statements,
        price=1.5,
        currency=payload,
        product_terms=(payload,),
    )
    links = tuple(
        Link(to=s.id, relation=answering(s.force), probability=1, holds=True, through=payload, by=payload)
        for s in statements
    )
    reading = Reading(
        claim=claim,
        relevance=1,
        harm=0,
        links=links,
        feature=payload,
        borrowed=(Borrowed(text=payload, feature=payload, closeness=1),),
    )
    flag = Flag(
        code="C1",
        slug="unasked",
        severity=Severity.NOTE,
        message=payload,
        why=payload,
        todo=payload,
        claims=(payload,),
        dismissed=payload,
    )
    return Review(
        pitch=Pitch(text=text, title=payload, rep=payload),
        profile=who,
        readings=(reading,),
        figures=figures((reading,), who),
        kept=frozenset([payload]),
        flags=(flag,),
        judge=JudgeVersion(name=payload, version=payload, weights=payload, catalogue=payload),
        basis=Basis.LIBRARY,
    )
