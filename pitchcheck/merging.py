"""Two profiles of the same prospect made into one, by hand: what each says stays, and a person settles what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from pitchcheck.pitch import Frozen
from pitchcheck.profile import Profile, Statement

ALIKE = 0.85
"""How alike two names are that may be one: "Dana Whitlock" and "Dana Whitlok"."""

NUMBERED = re.compile(r"s([0-9]{1,9})")

FILLED = ("person", "said_on", "source", "strength", "reason", "handling")
"""What is known of a statement beside its words, and may be known to one of two profiles only."""

ONE_VALUE = (
    "prospect", "company", "industry", "struggling_moment", "shared_progress", "price", "currency", "stage",
)  # fmt: skip


class Difference(Frozen):
    """A field of which a profile has one, and two profiles say two things."""

    field: str
    kept: Any
    other: Any


def differences(kept: Profile, other: Profile) -> tuple[Difference, ...]:
    """What a person has to settle before ``other`` goes into ``kept``; what only one of them fills is no question."""
    pairs = ((field, getattr(kept, field), getattr(other, field)) for field in ONE_VALUE)
    return tuple(Difference(field=field, kept=a, other=b) for field, a, b in pairs if a and b and a != b)


def joined(kept: Profile, other: Profile, theirs: Iterable[str] = ()) -> Profile:
    """``kept`` with everything ``other`` says beside it.

    Where both fill a field of which there is one, ``kept`` wins, except in the fields named in ``theirs``. Statements
    of ``kept`` keep their ids; what both say alike (words, force and who) stands once, and what only ``other`` knows of
    it, or the title of a person of both, is filled in.
    """
    chosen = set(theirs)
    one = {field: _one(getattr(kept, field), getattr(other, field), field in chosen) for field in ONE_VALUE}
    if not kept.price and other.price:
        one["currency"] = other.currency
    return kept.model_copy(
        update={
            **one,
            "statements": _statements(kept.statements, other.statements),
            "tradeoffs": _once(
                (*kept.tradeoffs, *other.tradeoffs), lambda one: (_words(one.give_up), _words(one.in_return))
            ),
            "people": _once((*kept.people, *other.people), lambda one: (_same(one.name), one.who), ("title",)),
            "product_terms": _once((*kept.product_terms, *other.product_terms), _words),
        }
    )


def _one(kept: Any, other: Any, take_other: bool) -> Any:
    return other if other and (take_other or not kept) else kept


def _once(things: Iterable[Any], key: Any, filled: Sequence[str] = ()) -> tuple[Any, ...]:
    """Each thing once, the first of those alike, in order; what it leaves out of ``filled`` is from the others."""
    first: dict[Any, Any] = {}
    for thing in things:
        known = first.setdefault(key(thing), thing)
        first[key(thing)] = _filled(known, thing, filled)
    return tuple(first.values())


def _filled(kept: Any, other: Any, fields: Sequence[str]) -> Any:
    """``kept`` with the fields that nobody filled in it (None, or as they are by default) from ``other``."""
    empty = [field for field in fields if getattr(kept, field) == type(kept).model_fields[field].default]
    return kept.model_copy(update={field: getattr(other, field) for field in empty}) if empty else kept


def _statements(kept: Sequence[Statement], other: Sequence[Statement]) -> tuple[Statement, ...]:
    found = {statement.id: statement for statement in kept}
    alike: dict[tuple[str, str, str], list[str]] = {}
    for statement in kept:
        alike.setdefault(_said(statement), []).append(statement.id)
    for statement in other:
        twins = alike.setdefault(_said(statement), [])
        if not twins:
            fresh = statement.id if statement.id not in found else free({*found, *(one.id for one in other)})
            found[fresh] = statement.model_copy(update={"id": fresh})
            twins.append(fresh)
        elif all(_filled(found[one], statement, FILLED) != found[one] for one in twins):
            found[twins[0]] = _filled(found[twins[0]], statement, FILLED)
    return tuple(found.values())


def _said(statement: Statement) -> tuple[str, str, str]:
    return statement.force, statement.who, _words(statement.text)


def _words(text: str) -> str:
    """What was said whatever its case and spacing and the stop behind it; "< 4 hours" is not "4 hours"."""
    return " ".join(text.casefold().split()).rstrip(".!? ") or text


def free(taken: Iterable[str]) -> str:
    """The id s1, s2, ... after the highest that a statement has.

    A gap stays a gap: what was taken out may come back, and is then told from what was added meanwhile.
    """
    numbers = (int(found[1]) for one in taken if (found := NUMBERED.fullmatch(one)))
    return f"s{max(numbers, default=0) + 1}"


def _same(text: str) -> str:
    """A name's words whatever their case, spacing and stops."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text


def lookalikes(profiles: Mapping[str, Profile], most: int = 20) -> tuple[tuple[str, str], ...]:
    """Pairs of ids whose profiles may be of one prospect: the same or nearly the same name, at no two companies.

    Names are compared within a first letter, so that a thousand profiles take a moment; at most ``most`` pairs.
    """
    named = {key: _named(profile) for key, profile in profiles.items()}
    by_letter: dict[str, list[str]] = {}
    for key, (name, _) in named.items():
        by_letter.setdefault(name[:1], []).append(key)
    found: list[tuple[str, str]] = []
    for keys in by_letter.values():
        found += [(a, b) for a, b in combinations(keys, 2) if _may_be_one(named[a], named[b])]
        if len(found) >= most:
            break
    return tuple(found[:most])


def lookalike_of(profile: Profile, others: Iterable[Profile]) -> Profile | None:
    """The first of the others that may be of the same prospect, one of the same name before any; None without one."""
    here = _named(profile)
    near = [one for one in others if _same(one.prospect)[:1] == here[0][:1] and _may_be_one(here, _named(one))]
    return min(near, key=lambda one: _same(one.prospect) != here[0], default=None)


def _named(profile: Profile) -> tuple[str, str]:
    return _same(profile.prospect), _same(profile.company or "")


def _may_be_one(one: tuple[str, str], other: tuple[str, str]) -> bool:
    (name, company), (other_name, other_company) = one, other
    if company and other_company and company != other_company:
        return False
    if name == other_name:
        return True
    alike = SequenceMatcher(None, name, other_name, autojunk=False)
    return alike.real_quick_ratio() >= ALIKE and alike.quick_ratio() >= ALIKE and alike.ratio() >= ALIKE
