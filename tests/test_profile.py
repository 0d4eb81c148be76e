"""Profiles: what a prospect said, numbered, filtered, and spoken of."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pitchcheck.profile import Force, Profile, Statement, Who
from tests.strategies import profiles


def _profile(*statements: Mapping[str, object], **more: object) -> Profile:
    return Profile.model_validate({"prospect": "Dana", "statements": statements, **more})


def test_statements_without_ids_are_numbered_in_their_order() -> None:
    """Around ids that are given, which are never taken twice."""
    said = [{"force": "push", "text": text} for text in "abc"]
    assert [s.id for s in _profile(*said).statements] == ["s1", "s2", "s3"]
    mixed = _profile({"force": "pull", "text": "a"}, {"id": "s1", "force": "push", "text": "b"}, said[2])
    assert [s.id for s in mixed.statements] == ["s2", "s1", "s3"]


@given(st.lists(st.none() | st.sampled_from(["s1", "s2", "s3", "x"]), max_size=6))
def test_numbering_never_makes_two_alike(ids: list[str | None]) -> None:
    """Given ids stay; new ones are new. Two given alike are refused by name."""
    said = [{"id": one, "force": "push", "text": "x"} for one in ids]
    given_ids = [one for one in ids if one]
    if len(set(given_ids)) < len(given_ids):
        with pytest.raises(ValidationError, match="two statements share the id"):
            _profile(*said)
        return
    made = [s.id for s in _profile(*said).statements]
    assert len(set(made)) == len(made)
    assert [one for one, before in zip(made, ids, strict=True) if before] == given_ids


def test_a_profile_of_the_corpus_is_a_profile() -> None:
    """With its ``register``, which no judge may see: it is left out."""
    profile = _profile({"id": "s1", "force": "push", "who": "user", "text": "x"}, register="vivid")
    assert "register" not in profile.model_dump()


@pytest.mark.parametrize("statements", ["not a list", [3], None])
def test_what_is_no_list_of_statements(statements: object) -> None:
    """Nonsense is refused as pydantic refuses it; nothing at all is no statements."""
    if statements is None:
        assert Profile.model_validate({"prospect": "Dana", "statements": None}).statements == ()
    else:
        with pytest.raises(ValidationError):
            Profile.model_validate({"prospect": "Dana", "statements": statements})


def test_unknown_forces_and_fields_are_refused() -> None:
    """Rather than read as something else."""
    with pytest.raises(ValidationError, match="push"):
        _profile({"force": "shove", "text": "x"})
    with pytest.raises(ValidationError):
        _profile({"force": "push", "text": "x", "mood": "angry"})


@pytest.mark.parametrize("price", [0, -3, float("nan"), float("inf")])
def test_a_price_is_above_nothing(price: float) -> None:
    """And a number."""
    with pytest.raises(ValidationError):
        _profile(price=price)


def test_blank_words_are_no_words() -> None:
    """Spaces around are taken off; nothing but spaces is refused; no struggling moment is an empty one."""
    assert _profile({"force": "push", "text": "  x "}).statements[0].text == "x"
    with pytest.raises(ValidationError):
        _profile({"force": "push", "text": "  "})
    assert _profile(struggling_moment=None).struggling_moment == ""


@given(profiles())
def test_every_statement_has_one_force(profile: Profile) -> None:
    """The forces' statements are all the statements, each once, in their order."""
    assert sorted((s for force in Force for s in profile.by_force(force)), key=_number) == list(profile.statements)
    for force in Force:
        assert list(profile.by_force(force)) == [s for s in profile.statements if s.force is force]


def _number(statement: Statement) -> int:
    return int(statement.id[1:])


@given(profiles(), st.sampled_from(Who))
def test_one_persons_half_of_a_profile(profile: Profile, who: Who) -> None:
    """Only their statements, ids kept; everything else as it was."""
    half = profile.only(who)
    assert half.statements == tuple(s for s in profile.statements if s.who is who)
    assert half.model_copy(update={"statements": profile.statements}) == profile


@given(profiles())
def test_a_profile_written_reads_back_unchanged(profile: Profile) -> None:
    """As JSON."""
    assert Profile.model_validate_json(profile.model_dump_json()) == profile


@pytest.mark.parametrize(
    ("prospect", "called"),
    [
        ("Dana", "Dana"),
        ("dana", "dana"),
        ("Dana Reyes", "Dana Reyes"),
        ("Dana Reyes, CFO", "Dana Reyes"),
        ("Dana from Acme", "Dana"),
        ("Acme Corp", "Acme Corp"),
        ("CFO of Acme", "the CFO of Acme"),
        ("Owner of a sheet-metal shop near Bilbao, 28 people", "the owner of a sheet-metal shop"),
        ("Operations director at a 25-person design agency in Leeds", "the operations director"),
        ("HR lead at a climate charity", "the HR lead"),
        ("Two sisters who host a weekly show", "the two sisters"),
        ("Retired trial judge, 74, widower", "the retired trial judge"),
    ],
)
def test_how_a_prospect_is_spoken_of(prospect: str, called: str) -> None:
    """A name stays a name; a description is put as people would say it, without its small print."""
    assert Profile(prospect=prospect).called == called


@pytest.mark.parametrize(
    ("prospect", "seem"),
    [
        ("Dana Reyes", "seems"),
        ("Dana Reyes and Marcus Oyelaran", "seem"),
        ("Dana, Marcus and Priya", "seems"),
        ("Head of sales and marketing", "seems"),
        ("Sandy Anders", "seems"),
    ],
)
def test_the_verb_goes_with_how_they_are_called(prospect: str, seem: str) -> None:
    """Two people are spoken of as of two; "Dana, Marcus and Priya" is called Dana, where nobody says who said what."""
    assert Profile(prospect=prospect).seem == seem


@pytest.mark.parametrize(
    ("people", "called"),
    [
        (("Dana",), "Dana"),
        (("Dana", "Marcus"), "Dana and Marcus"),
        (("Dana (CFO)", "Marcus (IT)"), "Dana and Marcus"),
        (("Dana, CFO", "Marcus, IT"), "Dana and Marcus"),
        (("Dana", "Marcus", "Priya"), "Dana and two others"),
        (("Dana", "Dana Reyes", "Priya", "Marcus"), "Dana and three others"),
    ],
)
def test_a_call_is_spoken_of_as_of_all_who_stated_something(people: tuple[str, ...], called: str) -> None:
    """What three of them asked for is not laid to the first, whatever is told of each beside their name."""
    said = [{"force": "push", "text": f"We wait {n}.", "person": one} for n, one in enumerate(reversed(people))]
    prospect = f"{', '.join(people[:-1])} and {people[-1]}" if people[1:] else people[0]
    heard = Profile.model_validate({"prospect": prospect, "statements": said})
    assert (heard.called, heard.seem) == (called, "seem" if people[1:] else "seems")


def test_a_prospect_goes_by_name_and_company() -> None:
    """Where there is a company."""
    assert Profile(prospect="Dana Reyes").full_name == "Dana Reyes"
    assert Profile(prospect="Dana Reyes", company="Larkfield").full_name == "Dana Reyes, Larkfield"


@given(st.text(min_size=1).filter(str.strip))
def test_everybody_can_be_spoken_of(prospect: str) -> None:
    """Whatever was typed there is something to call them."""
    assert Profile(prospect=prospect).called.strip()
