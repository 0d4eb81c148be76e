"""What is known about a prospect and what is not: the next questions to ask, from what is missing.

Nothing here fills anything in. A gap becomes a question that a person can ask; only their answer, written down by a
person, closes it. The questions follow the interview of Moesta & Engle (*Demand-Side Sales 101*, ch. 5): the story
first, then each force, then what they would give up and what they have ruled out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pitchcheck.figures import thin
from pitchcheck.flags.find import quoted
from pitchcheck.pitch import Frozen
from pitchcheck.profile import Force, Handling, Profile, Statement, Who

FRESH = dt.timedelta(days=90)
"""How long what they said is taken as it was said; after that somebody asks what has changed."""

CURRENT_WAY = re.compile(
    r"\b(spreadsheet|excel|whiteboard|notebook|clipboard|logbook|diary|wall planner|planner|calendar|binder|folder"
    r"|filing cabinet|paper|post-it|sticky note|whatsapp|e-?mail|inbox|phone|fax|card index|google sheet"
    r"|shared drive|chalkboard|ledger)s?\b",
    re.IGNORECASE,
)
"""Ways people get by today, so that a question can name theirs. Only ever quoted from their own words."""


class Ask(Frozen):
    """One thing that nobody knows yet: what is missing, and the question that would find it out.

    ``slug`` names the gap and never changes. ``force`` and ``who`` say where the answer belongs; ``needed`` is True
    where there can be no headline number without it. ``statement`` is the id of the statement it is about, if any.
    """

    slug: str
    missing: str
    question: str
    force: Force | None = None
    who: Who | None = None
    needed: bool = False
    statement: str | None = None


class Readiness(Frozen):
    """Where a profile stands. ``known`` of ``of`` things to know are known; ``asks`` come most important first.

    ``ready`` is True where a review has a headline number: a push, a pull, and an anxiety or a habit are stated.
    """

    asks: tuple[Ask, ...]
    known: int
    of: int
    ready: bool

    @property
    def share(self) -> float:
        """The share of things to know that are known, 0..1."""
        return self.known / self.of


ESSENTIALS = 10
"""The story, four forces, both voices, a no, what they would give up, and where they stand: ten things to know."""


def readiness(profile: Profile, today: dt.date | None = None) -> Readiness:
    """What is still missing from ``profile``. With ``today`` old statements are asked about as well."""
    essential = list(_essential(profile))
    rest = [*_silent_people(profile), *_nos(profile), *_secondhand(profile), *_stale(profile, today)]
    asks = sorted([*essential, *rest], key=lambda ask: not ask.needed)
    return Readiness(asks=tuple(asks), known=ESSENTIALS - len(essential), of=ESSENTIALS, ready=not thin(profile))


def _essential(profile: Profile) -> Iterator[Ask]:
    """At most one question for each of the ten things to know."""
    if not profile.struggling_moment.strip():
        yield Ask(
            slug="moment",
            missing="Nobody knows what happened that made them look.",
            question="Take me back to the day you decided to look. Where were you, and what had just happened?",
        )
    yield from _forces(profile)
    yield from _voices(profile)
    if not profile.by_force(Force.NO):
        yield Ask(
            slug="no",
            missing="Nobody asked what is ruled out.",
            question="What would make this a no, whatever else it does?",
            force=Force.NO,
        )
    if not profile.tradeoffs:
        yield Ask(
            slug="tradeoff",
            missing="Nobody asked what they would give up for it.",
            question="If you could have that, what would you be happy to do without?",
        )
    if profile.stage is None:
        yield Ask(
            slug="stage",
            missing="Nobody knows whether they are looking or deciding.",
            question="What have you tried so far, and what has to happen before you decide?",
        )


def _forces(profile: Profile) -> Iterator[Ask]:
    held = any(profile.by_force(force) for force in (Force.ANXIETY, Force.HABIT))
    way = current_way(profile)
    missed = f"about the {way}" if way else "about how they do it now"
    texts = {
        Force.PUSH: ("Nobody said what is not working today.", "What happened that made you look now?"),
        Force.PULL: (
            "Nobody said what better looks like.",
            "When this works, what will you be able to do that you can't do today?",
        ),
        Force.ANXIETY: ("Nobody asked what worries them about changing.", "What could go wrong if you did this?"),
        Force.HABIT: (
            f"Nobody asked what they would miss {missed}.",
            f"What do you like about {f'the {way}' if way else 'how you do it now'}? What would you miss?",
        ),
    }
    for force, (missing, question) in texts.items():
        if not profile.by_force(force):
            needed = force in (Force.PUSH, Force.PULL) or not held
            yield Ask(slug=force.value, missing=missing, question=question, force=force, needed=needed)


def current_way(profile: Profile) -> str | None:
    """How they get by today in their own word ("spreadsheet"), where they named it; never guessed."""
    for text in (*(statement.text for statement in profile.statements), profile.struggling_moment):
        found = CURRENT_WAY.search(text)
        if found:
            return found[1] if found[1].isupper() else found[1].lower()
    return None


def _voices(profile: Profile) -> Iterator[Ask]:
    heard = {statement.who for statement in profile.statements}
    other = {Who.BUYER: "pays", Who.USER: "has to live with it"}
    for who, does in other.items():
        if who not in heard:
            names = [person.name for person in profile.people if person.who is who]
            whom = f"Ask {names[0]}" if names else f"Ask who {does}, and ask them"
            yield Ask(
                slug=f"{who.value}-unheard",
                missing=f"Nothing the {who.value} said is here.",
                question=f"{whom}: what made this week harder than it should be?",
                who=who,
            )


def _silent_people(profile: Profile) -> Iterator[Ask]:
    """Somebody is on the list of people, and nothing they said is; one whose whole side is silent was asked about."""
    heard = {statement.who for statement in profile.statements}
    spoke = {statement.person for statement in profile.statements}
    for person in profile.people:
        if person.name not in spoke and (person.who in heard or person.who is Who.GATEKEEPER):
            stops = "What would you have to see before you let this through?"
            question = stops if person.who is Who.GATEKEEPER else "What made this week harder than it should be?"
            yield Ask(
                slug="silent",
                missing=f"{person.name} is on your list, and nothing they said is.",
                question=f"Ask {person.name}: {question[:1].lower()}{question[1:]}",
                who=person.who,
            )


def _nos(profile: Profile) -> Iterator[Ask]:
    for no in profile.by_force(Force.NO):
        if not no.reason:
            yield _about(
                no, "no-reason", "is out, and nobody knows why.", "What happened that took this off the table?"
            )
        elif no.handling is Handling.ARGUED:
            yield _about(
                no,
                "argued",
                "was argued with, not explored.",
                "I pushed back on that too soon. Tell me what it would cost you if we did it anyway?",
            )


def _secondhand(profile: Profile) -> Iterator[Ask]:
    """A force known only in somebody's retelling."""
    for force in (Force.PUSH, Force.PULL, Force.ANXIETY, Force.HABIT):
        said = profile.by_force(force)
        if said and not any(statement.verbatim for statement in said):
            yield _about(
                said[0], "retold", "is your wording, not theirs.", "Could you say that again in your own words?"
            )


def _stale(profile: Profile, today: dt.date | None) -> Iterator[Ask]:
    days = [statement.said_on for statement in profile.statements if statement.said_on]
    if today and days and today - max(days) > FRESH:
        yield Ask(
            slug="stale",
            missing=f"The last thing they said here is from {max(days):%-d %B %Y}.",
            question="What has changed since we last spoke?",
        )


def _about(statement: Statement, slug: str, rest: str, question: str) -> Ask:
    return Ask(
        slug=slug,
        missing=f"“{quoted(statement.text, 60).rstrip(' .')}” {rest}",
        question=question,
        force=statement.force,
        who=statement.who,
        statement=statement.id,
    )
