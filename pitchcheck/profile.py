"""Who is being sold to, and what they have said.

A profile holds statements in the prospect's own words, each with the force it exerts (Moesta & Engle,
*Demand-Side Sales 101*): push and pull move somebody towards a change, anxiety and habit hold them, and a no
is the fence around it. Nothing in a profile is ever filled in by the program.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from pitchcheck.counting import number
from pitchcheck.pitch import Frozen


class Force(StrEnum):
    """What a statement does to the decision."""

    PUSH = "push"
    PULL = "pull"
    ANXIETY = "anxiety"
    HABIT = "habit"
    NO = "no"


class Who(StrEnum):
    """Who speaks: the buyer decides or pays, the user lives with it, the gatekeeper can stop it."""

    BUYER = "buyer"
    USER = "user"
    GATEKEEPER = "gatekeeper"


class Stage(StrEnum):
    """Where on the buying timeline a prospect is (Moesta & Engle, ch. 4)."""

    FIRST_THOUGHT = "first thought"
    PASSIVE_LOOKING = "passive looking"
    ACTIVE_LOOKING = "active looking"
    DECIDING = "deciding"
    ONBOARDING = "onboarding"
    ONGOING_USE = "ongoing use"


class Handling(StrEnum):
    """What happened after a no: it was explored, or argued with."""

    EXPLORED = "explored"
    ARGUED = "argued"


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"{str(value).lower()} is not a number")
    return value


def _day(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f"{value} is not a date; write it like 2026-03-31")
    return value


Number = BeforeValidator(_number)
"""Not true or false, which would be taken for 1 and 0."""
Day = BeforeValidator(_day)
"""Not a number, which would be taken for seconds since 1970."""


class Person(Frozen):
    """Somebody at the prospect."""

    name: Line
    who: Who
    title: str | None = None


class Statement(Frozen):
    """One thing the prospect said.

    ``strength`` 1 to 3 is how much it weighs with them; ``verbatim`` tells a quote from a paraphrase;
    ``turn`` is the turn of a conversation it was said in. ``reason`` and ``handling`` belong to a no.
    """

    id: Line
    force: Force
    who: Who = Who.BUYER
    text: Line
    person: str | None = None
    said_on: Annotated[dt.date | None, Day] = None
    source: str | None = None
    strength: Annotated[int, Field(ge=1, le=3), Number] = 2
    verbatim: bool = True
    turn: Annotated[int | None, Number] = None
    reason: str | None = None
    handling: Handling | None = None


class Tradeoff(Frozen):
    """What they would give up, and for what."""

    give_up: Line
    in_return: Line


class Profile(Frozen):
    """Everything one prospect has said. Statements without an id are numbered s1, s2, ... in their order.

    ``shared_progress`` is the one sentence that buyer and user both want to be true, as a person heard it.
    """

    prospect: Line
    company: str | None = None
    industry: str | None = None
    struggling_moment: str = ""
    statements: tuple[Statement, ...] = ()
    tradeoffs: tuple[Tradeoff, ...] = ()
    people: tuple[Person, ...] = ()
    price: Annotated[Annotated[float, Field(gt=0, allow_inf_nan=False)] | None, Number] = None
    currency: str = "USD"
    stage: Stage | None = None
    product_terms: tuple[str, ...] = ()
    shared_progress: str = ""

    @model_validator(mode="before")
    @classmethod
    def _as_files_write_it(cls, data: Any) -> Any:
        """Number statements that come without ids; leave out the corpus's ``register``, which no judge may see."""
        if not isinstance(data, Mapping):
            return data
        known = {key: value for key, value in data.items() if key != "register"}
        known["statements"] = _numbered(known.get("statements") or ())
        return known

    @field_validator("struggling_moment", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return "" if value is None else value

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [statement.id for statement in self.statements]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"two statements share the id {twice[0]!r}")
        return self

    @property
    def called(self) -> str:
        """How to speak of them in a sentence: "Dana Reyes" of "Dana Reyes, CFO", "the plant manager" of "Plant manager
        at a brewery", "Dana and two others" of a call with "Dana, Marcus and Priya".
        """
        first, *others = self._together() or (self.prospect,)
        name = _short(first)
        if others:
            return f"{name} and {_short(others[0]) if len(others) == 1 else f'{number(len(others))} others'}"
        _, *more = name.split()
        described = _DESCRIBED.search(self.prospect) or (more and more[-1][0].islower())
        return f"the {_lower_first(name)}" if described else name

    def _together(self) -> tuple[str, ...]:
        """Everybody who stated something, where the prospect is called by the names of several of them."""
        if " and " not in self.prospect:
            return ()
        people = dict.fromkeys(one.person for one in self.statements if one.person)
        places = ((re.search(rf"(?:^|, | and ){re.escape(one)}(?=$|, | and )", self.prospect), one) for one in people)
        found = sorted((place.start(), one) for place, one in places if place)
        return tuple(one for _, one in found) if len(found) > 1 else ()

    @property
    def seem(self) -> str:
        """The verb that goes with ``called``: "seems", or "seem" of "Dana Reyes and Marcus Oyelaran", as of a call."""
        several = " and " in self.called and not self.called.startswith("the ")
        return "seem" if several else "seems"

    @property
    def full_name(self) -> str:
        """Their name with their company: "Dana Reyes, Larkfield"."""
        return f"{self.prospect}, {self.company}" if self.company else self.prospect

    def by_force(self, force: Force) -> tuple[Statement, ...]:
        """The statements that exert ``force``, in their order."""
        return tuple(statement for statement in self.statements if statement.force is force)

    def only(self, who: Who) -> Profile:
        """The same prospect as one person heard it: only the statements of ``who``."""
        kept = tuple(statement for statement in self.statements if statement.who is who)
        return self.model_copy(update={"statements": kept})


_SHORT = re.compile(r"[,;:(]| (?:at|in|near|on|with|who|whose|from|for) ")
"""Where a description goes into detail that a sentence can do without."""
_DESCRIBED = re.compile(r"^[\w'-]+ (?:of|with|who|whose|in|on|near|for)\b")
"""What is a description and not a name: "Owner of a bakery"."""


def _short(name: str) -> str:
    return _SHORT.split(name, maxsplit=1)[0].strip() or name


def _lower_first(text: str) -> str:
    """With a small first letter, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _numbered(statements: Any) -> Any:
    if not isinstance(statements, (list, tuple)):
        return statements
    taken = {s["id"] for s in statements if isinstance(s, Mapping) and isinstance(s.get("id"), str)}
    fresh = (f"s{i}" for i in range(1, 2 * len(statements) + 2) if f"s{i}" not in taken)
    return [{**s, "id": next(fresh)} if isinstance(s, Mapping) and not s.get("id") else s for s in statements]
