"""Generated profiles and readings: any shape a judge could give, for the laws that hold of all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from pitchcheck.judge import Link, Reading, Relation, answering
from pitchcheck.judge.reading import Faint
from pitchcheck.pitch import Claim
from pitchcheck.profile import Force, Profile, Statement, Who

shares = st.floats(0, 1) | st.sampled_from([0.0, 1.0, 0.5, 1e-9])
attentions = st.floats(0.01, 1000) | st.sampled_from([1.0, 3.0])

faint = st.builds(Faint, answers=st.floats(0, 40), aggravates=st.floats(0, 40))


@st.composite
def profiles(draw: st.DrawFn, forces: st.SearchStrategy[Force] | None = None) -> Profile:
    """A prospect with up to eight statements."""
    kinds = draw(st.lists(forces or st.sampled_from(Force), min_size=1, max_size=8))
    statements = [
        Statement(id=f"s{i}", force=force, who=draw(st.sampled_from(Who)), text=f"something {i}")
        for i, force in enumerate(kinds, 1)
    ]
    return Profile(prospect="Dana", statements=tuple(statements), price=draw(st.none() | st.floats(1, 1e6)))


@st.composite
def links(draw: st.DrawFn, profile: Profile, *, tied: bool | None = None) -> tuple[Link, ...]:
    """Links to some statements; ``tied`` False makes every answering link one that does not hold."""
    found = []
    for statement in draw(st.lists(st.sampled_from(profile.statements), max_size=4, unique_by=lambda s: s.id)):
        relation = draw(st.sampled_from([answering(statement.force), Relation.AGGRAVATES]))
        holds = draw(st.booleans()) and not (tied is False and relation.answers)
        found.append(Link(to=statement.id, relation=relation, probability=draw(shares), holds=holds))
    return tuple(found)


@st.composite
def readings_of(draw: st.DrawFn, profile: Profile, n: int, *, tied: bool | None = None) -> Reading:
    """What a judge might make of the ``n``-th claim."""
    claim = Claim(id=f"c{n}", n=n, start=10 * n, end=10 * n + 5, text=f"claim {n}", attention=draw(attentions))
    return Reading(
        claim=claim,
        relevance=draw(shares),
        harm=draw(shares),
        links=draw(links(profile, tied=tied)),
        sure=draw(st.booleans()),
        faint=draw(st.none() | faint),
        at_best=draw(st.none() | shares),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Reading], Profile]:
    """A profile and the readings of up to eight claims before it."""
    profile = draw(profiles())
    return [draw(readings_of(profile, n)) for n in range(1, draw(st.integers(0, 8)) + 1)], profile
