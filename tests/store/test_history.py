"""What differs between two versions, and when two people's changes can be joined."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.profile import Force, Person, Profile, Statement, Who
from pitchcheck.store.history import changes, merged

WORDS = st.sampled_from(["We ran out.", "I want to sleep.", "Nobody could work it.", "No contract."])
STATEMENTS = st.lists(
    st.builds(Statement, id=st.sampled_from(["s1", "s2", "s3", "s4"]), force=st.sampled_from(Force), text=WORDS),
    unique_by=lambda statement: statement.id,
    max_size=4,
).map(tuple)
PEOPLE = st.builds(Person, name=st.sampled_from(["Dana", "Lee"]), who=st.sampled_from(Who))
PROFILES = st.builds(
    Profile,
    prospect=st.sampled_from(["Dana", "Lee"]),
    company=st.sampled_from([None, "Crumb & Sons"]),
    struggling_moment=st.sampled_from(["", "A Saturday."]),
    statements=STATEMENTS,
    product_terms=st.sampled_from([(), ("larder",)]),
    people=st.lists(st.builds(Person, name=st.sampled_from(["Dana", "Lee"]), who=st.sampled_from(Who)), max_size=3).map(
        tuple
    ),
    price=st.sampled_from([None, 1.0, 2.0]),
)


@given(PROFILES)
def test_nothing_differs_from_itself(value: Profile) -> None:
    """No changes; and the first version is all new."""
    assert changes(value, value) == ()
    assert {change.before for change in changes(None, value)} == {None}


@given(PROFILES, PROFILES)
def test_changes_back_are_changes_turned_round(one: Profile, other: Profile) -> None:
    """What was before is after, field by field."""
    there = {(c.field, c.item, str(c.before), str(c.after)) for c in changes(one, other)}
    back = {(c.field, c.item, str(c.after), str(c.before)) for c in changes(other, one)}
    assert there == back


@given(PROFILES, PROFILES)
def test_changes_of_one_side_only_are_taken_as_they_are(base: Profile, mine: Profile) -> None:
    """Where the other changed nothing the join is mine, whatever I changed; and the other way round."""
    same = {s.id: s for s in mine.statements}
    for joined in (merged(base, mine, base), merged(base, base, mine)):
        if joined is None:  # a list whose items share a name is one thing, and cannot be put together from parts
            assert len({person.name for person in base.people}) < len(base.people) or len(
                {person.name for person in mine.people}
            ) < len(mine.people)
            continue
        assert {s.id: s for s in joined.statements} == same
        assert (joined.price, joined.company, joined.prospect) == (mine.price, mine.company, mine.prospect)


@given(PROFILES, PROFILES, PROFILES)
def test_a_join_loses_nobody_s_change(base: Profile, mine: Profile, theirs: Profile) -> None:
    """Every change of mine and every change of theirs holds in the join, or there is none."""
    joined = merged(base, mine, theirs)
    if joined is None:
        return
    held = {(c.field, c.item): c.after for c in changes(base, joined)}
    for change in (*changes(base, mine), *changes(base, theirs)):
        assert held.get((change.field, change.item)) == change.after


@given(PROFILES, PROFILES, PROFILES)
def test_there_is_no_join_where_both_changed_the_same(base: Profile, mine: Profile, theirs: Profile) -> None:
    """The same statement, or the same field, changed differently: a person decides."""
    ours = {(c.field, c.item): c.after for c in changes(base, mine)}
    others = {(c.field, c.item): c.after for c in changes(base, theirs)}
    if any(others[place] != after for place, after in ours.items() if place in others):
        assert merged(base, mine, theirs) is None


def test_both_add_a_statement() -> None:
    """Mine and theirs, theirs first."""
    base = Profile(prospect="Dana")
    said = [Statement(id=f"s{n}", force=Force.PUSH, text=f"{n}") for n in (1, 2)]
    mine, theirs = (base.model_copy(update={"statements": (one,)}) for one in said)
    joined = merged(base, mine, theirs)
    assert joined is not None
    assert [statement.id for statement in joined.statements] == ["s2", "s1"]
