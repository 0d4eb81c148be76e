"""A week in one page: what was pitched, what nobody asked for, what was left open, and what became of whom.

It holds what the person it is made for may see, and of others' figures only the team's middle (docs/team.md).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pitchcheck import grouping
from pitchcheck.counting import counted, named
from pitchcheck.flags.find import quoted
from pitchcheck.pitch import Frozen
from pitchcheck.store import Outcome, Scope, State, Store
from pitchcheck.store.aggregates import Middle

if TYPE_CHECKING:
    import pandas as pd

DAYS = 7
MOST, MOST_BECAME, MOST_NAMES = 5, 12, 3
NOTHING = "Nothing was shared or recorded in these days."
NOTE = (
    "Made from what its reader may see: recordings, and rehearsals that were shared. Figures are rules of thumb to "
    "talk about and say nothing about a person."
)


Figure = tuple[str, str]
"""A value, and what it is of."""


class Thing(Frozen):
    """One thing said or left open, and how it stood."""

    text: str
    stood: str


class Digest(Frozen):
    """What a week's page says: one sentence, figures, lists, and what to do next."""

    sentence: str
    who: str
    since: dt.date
    until: dt.date
    figures: tuple[Figure, ...] = ()
    never: tuple[Thing, ...] = ()
    left_open: tuple[Thing, ...] = ()
    became: tuple[Thing, ...] = ()
    next_steps: tuple[str, ...] = ()

    @property
    def days(self) -> str:
        """The days it is about: "20 to 26 November 2026", or "26 November 2026" of one."""
        last = f"{self.until:%-d %B %Y}"
        if self.since == self.until:
            return last
        if self.since.year != self.until.year:
            return f"{self.since:%-d %B %Y} to {last}"
        return (
            f"{self.since:%-d %B} to {last}" if self.since.month != self.until.month else f"{self.since:%-d} to {last}"
        )


def digest(store: Store, until: dt.date, days: int = DAYS, read: grouping.Read | None = None) -> Digest:
    """The digest of the days up to ``until`` (counted), for whoever the store is opened as."""
    scope = Scope(since=until - dt.timedelta(days=days - 1), until=until)
    before = Scope(since=scope.since - dt.timedelta(days=days), until=scope.since - dt.timedelta(days=1))
    pitches, statements = store.asked.pitches(scope), store.asked.statements(scope)
    claims = store.asked.claims(scope)
    never = tuple(_never(store, claims, pitches, read))
    left_open = tuple(_left_open(grouping.unanswered(statements, pitches, read)))
    became = tuple(_became(store, scope))
    waiting = len(store.recordings.all(State.NEW))
    middles = (store.aggregates.middle(scope), store.aggregates.middle(before))
    return Digest(
        sentence=_sentence(len(pitches), len(claims), never),
        who=store.desk.someone.name,
        since=scope.since,
        until=until,
        figures=tuple(_figures(len(pitches), len(store.asked.pitches(before)), middles, days)),
        never=never,
        left_open=left_open,
        became=became,
        next_steps=tuple(_next_steps(never, left_open, waiting)),
    )


def html(found: Digest) -> str:
    """The digest as one HTML file: no script, nothing fetched."""
    from pitchcheck.report.page import laid_out

    return laid_out("digest.html", d=found, parts=_parts(found), note=NOTE)


def markdown(found: Digest) -> str:
    """The digest as GitHub-flavoured Markdown."""
    from pitchcheck.report.page import noted

    return noted("digest.md", d=found, parts=_parts(found), note=NOTE)


def _parts(found: Digest) -> list[tuple[str, str, tuple[Thing, ...]]]:
    """The lists that hold something: their heading, the kind of thing they hold, and the things."""
    named = (
        ("Nobody asked for this", "unasked", found.never),
        ("They said it, and most pitches left it open", "open", found.left_open),
        ("What became of whom", "became", found.became),
    )
    return [part for part in named if part[-1]]


def _sentence(pitches: int, claims: int, never: Sequence[Thing]) -> str:
    if not pitches:
        return NOTHING
    said, them = _pitches(pitches), named(pitches, "it", "them")
    if not claims:
        return f"{said}, and nothing was put forward in {them}."
    if not never:
        return f"{said}, and everything in {them} was asked for by somebody."
    return f"{said}, and “{_named(never[0])}” was asked for by nobody."


def _named(thing: Thing) -> str:
    return quoted(thing.text).rstrip(" .")


def _pitches(number: int) -> str:
    return counted(number, "pitch", "pitches")


def _prospects(number: int) -> str:
    return counted(number, "prospect")


def _figures(now: int, before: int, middles: tuple[Middle | None, Middle | None], days: int) -> Iterator[Figure]:
    """How many pitches, and where the team's middle stands: nothing of it where fewer than five can be shown."""
    earlier = "the day before" if days == 1 else f"the {days} days before"
    yield str(now), f"{named(now, 'pitch', 'pitches')}; {before} in {earlier}"
    for middle, when in zip(middles, ("", f" in {earlier}"), strict=True):
        if middle is not None:
            yield f"{middle.median:.0f}", f"the team's middle{when}"


def _never(store: Store, claims: pd.DataFrame, pitches: pd.DataFrame, read: grouping.Read | None) -> Iterator[Thing]:
    """What nobody asked for, the most said first, grouped as people grouped it."""
    if claims.empty:
        return
    found, names = store.groups.applied(claims, read)
    table = grouping.things(found, pitches, {number: one.name for number, one in names.items() if one.name}, read)
    for _, row in table[table["tied_prospects"] == 0].head(MOST).iterrows():
        yield Thing(text=row["name"], stood=f"in {_pitches(row['pitches'])}, to {_prospects(row['prospects'])}")


def _left_open(table: pd.DataFrame) -> Iterator[Thing]:
    for _, row in table.head(MOST).iterrows():
        who = listed([prospect for prospect, _ in row["texts"]])
        yield Thing(
            text=row["name"], stood=f"{row['force']}, {who}: open in {row['open']} of {_pitches(row['pitches'])}"
        )


def listed(names: Iterable[str]) -> str:
    """Different names, the first few of them: "Dana, Luis, Ray and 4 more"."""
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(found[:MOST_NAMES]) + more


def _became(store: Store, scope: Scope) -> Iterator[Thing]:
    """What was told of these days, a prospect a line, whoever was heard of last first; who is too many is counted."""
    names = {one.id: one.value for one in store.profiles.all(archived=None)}
    told: dict[str, list[Outcome]] = {}
    for one in store.outcomes.all():
        if scope.since <= one.on <= scope.until and one.profile_id in names:
            told[one.profile_id] = [*told.pop(one.profile_id, []), one]
    newest = list(told.items())[::-1]
    for profile_id, outcomes in newest[:MOST_BECAME]:
        profile = names[profile_id]
        who = ", ".join(filter(None, (profile.prospect, profile.company)))
        yield Thing(text=who, stood="; ".join(map(_happened, outcomes)))
    if more := newest[MOST_BECAME:]:
        kinds = Counter(one.kind.value for _, outcomes in more for one in outcomes)
        sums = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        yield Thing(text=f"And {_prospects(len(more))} more:", stood=sums)


def _happened(one: Outcome) -> str:
    return f"{one.on:%-d %b} {one.kind}{f' ({one.reason})' if one.reason else ''}"


def _next_steps(never: Sequence[Thing], left_open: Sequence[Thing], waiting: int) -> Iterator[str]:
    if never:
        yield f"Leave out “{_named(never[0])}” until somebody asks."
    if left_open:
        yield f"Find an answer to “{_named(left_open[0])}”, or say that there is none."
    if waiting:
        yield f"{waiting} {'call waits' if waiting == 1 else 'calls wait'} to be looked at."


MAKERS: dict[str, Callable[[Digest], str]] = {"html": html, "markdown": markdown}
