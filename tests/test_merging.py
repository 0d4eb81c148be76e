"""Duplicates: nothing that was said is lost, nothing stands twice, and a person settles what differs."""

import datetime as dt

import pytest
from hypothesis import given

from pitchcheck.merging import differences, free, joined, lookalike_of, lookalikes
from pitchcheck.profile import Profile, Statement
from tests.files.strategies import profiles


def prospect(name="Dana", *texts: str, **more) -> Profile:
    """A prospect who said these things, all pushes."""
    statements = [{"force": "push", "text": text} for text in texts]
    return Profile.model_validate({"prospect": name, "statements": statements, **more})


def test_what_both_said_stands_once():
    """The same words in another case are the same words; new ones get an id of their own."""
    kept, other = prospect("Dana", "We wait."), prospect("Dana", "we wait", "It rains in.")
    both = joined(kept, other)
    assert [(one.id, one.text) for one in both.statements] == [("s1", "We wait."), ("s2", "It rains in.")]


def test_ids_that_clash_are_made_new():
    """Two profiles both have an s1; the one kept keeps it, because reviews point at it."""
    both = joined(prospect("Dana", "We wait."), prospect("Dana", "It rains in."))
    assert [one.id for one in both.statements] == ["s1", "s2"]


def test_a_gap_is_filled_and_a_difference_is_asked():
    """A company only one of them knows is no question; two prices are."""
    kept, other = prospect(price=100), prospect(company="Larkfield", price=200, currency="EUR")
    assert [(one.field, one.kept, one.other) for one in differences(kept, other)] == [
        ("price", 100, 200),
        ("currency", "USD", "EUR"),
    ]
    assert joined(kept, other).company == "Larkfield"
    assert joined(kept, other).price == 100
    assert joined(kept, other, theirs=["price", "currency"]).price == 200


def test_a_price_brings_its_currency():
    """A price filled in from the other profile is not read in the wrong money."""
    assert joined(prospect(), prospect(price=200, currency="EUR")).currency == "EUR"


def test_what_only_the_other_knows_of_a_statement_is_filled_in():
    """Why they keep it, how that was taken and who said it; what the kept one knows stays, and its words do."""
    here = Statement(id="s1", force="no", text="We keep SAP.", said_on="2026-03-01")
    there = Statement(
        id="s4", force="no", text="we keep  SAP", strength=3, handling="argued", reason="paid until 2028",
        said_on="2026-01-01", person="Lee", source="call",
    )  # fmt: skip
    kept, other = (Profile(prospect="Dana", statements=(one,)) for one in (here, there))
    (both,) = joined(kept, other).statements
    assert both == there.model_copy(update={"id": "s1", "text": "We keep SAP.", "said_on": dt.date(2026, 3, 1)})
    (back,) = joined(other, kept).statements
    assert back == there


def test_a_title_only_the_other_knows_is_filled_in():
    """Lee is a dispatcher, whichever of the two is kept; the kept one's title is not overwritten."""
    lee, named, boss = (
        prospect(people=[{"name": "Lee", "who": "user", "title": t}]) for t in (None, "Dispatcher", "Boss")
    )
    titles = [[one.title for one in joined(*pair).people] for pair in ((lee, named), (named, lee), (boss, named))]
    assert titles == [["Dispatcher"], ["Dispatcher"], ["Boss"]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("An SLA of < 4 hours", "An SLA of 4 hours", False),
        ("It is -5 in the store", "It is 5 in the store", False),
        ("We write C++", "We write C", False),
        ("What if it loses one?", "what if it  loses one", True),
        ("We wait.", "We wait !", True),
        ("?!", "...", False),
    ],
)
def test_what_differs_in_a_sign_is_said_twice(one, other, alike):
    """Under four hours and four hours are two demands; case, spacing and the stop behind it are not said."""
    kept, more = prospect("Dana", one), prospect("Dana", other)
    assert len(joined(kept, more).statements) == (1 if alike else 2)
    kept, more = (prospect(product_terms=[text]) for text in (one, other))
    assert len(joined(kept, more).product_terms) == (1 if alike else 2)


@given(profiles, profiles)
def test_nothing_said_is_lost(kept, other):
    """Every statement of both is there, with unique ids; those of the kept profile are untouched but for their gaps."""
    both = joined(kept, other)
    for before, after in zip(kept.statements, both.statements, strict=False):
        changed = {name for name, value in after if value != getattr(before, name)}
        assert all(getattr(before, name) == Statement.model_fields[name].default for name in changed)
    texts = {" ".join(one.text.casefold().split()) for one in both.statements}
    words = {"".join(filter(str.isalnum, text)) for text in texts}
    for one in other.statements:
        assert "".join(filter(str.isalnum, one.text.casefold())) in words
    assert len({one.id for one in both.statements}) == len(both.statements)
    assert Profile.model_validate(both.model_dump()) == both


@given(profiles)
def test_a_profile_joined_with_itself_is_itself(profile):
    """Merging a profile into itself adds no statement and asks nothing."""
    assert joined(profile, profile).statements == profile.statements
    assert differences(profile, profile) == ()


def test_lookalikes():
    """A slip of the pen is one person; two people of one name at two companies are two."""
    found = lookalikes(
        {
            "a": prospect("Dana Whitlock", company="Larkfield"),
            "b": prospect("Dana Whitlok"),
            "c": prospect("dana whitlock", company="Otherfield"),
            "d": prospect("Dora Hill"),
        }
    )
    assert found == (("a", "b"), ("b", "c"))


def test_whom_a_new_one_looks_like():
    """By the same rule, the same name before a slip of the pen; nobody of another name or company."""
    there = [prospect("Dora Hill"), prospect("Dana Whitlok"), prospect("Dana Whitlock", company="Larkfield")]
    assert lookalike_of(prospect("dana whitlock"), there) == there[2]
    assert lookalike_of(prospect("dana whitlock"), there[:2]) == there[1]
    assert lookalike_of(prospect("Dana Whitlock", company="Otherfield"), there[2:]) is None
    assert lookalike_of(prospect("Bo"), there) is None


def test_a_thousand_of_one_name_stop_at_the_limit():
    """The list is for reading: twenty pairs at most."""
    assert len(lookalikes({str(n): prospect("Dana") for n in range(300)})) == 20


def test_the_next_id():
    """The number after the highest: a gap is kept for what was taken out and may come back."""
    assert free([]) == "s1"
    assert free(["s1", "s3", "x"]) == "s4"
