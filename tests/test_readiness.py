"""Readiness: what nobody knows yet becomes a question, and nothing is ever filled in."""

import datetime as dt

from hypothesis import given

from pitchcheck.figures import thin
from pitchcheck.profile import Force, Person, Profile, Stage, Statement, Tradeoff, Who
from pitchcheck.readiness import ESSENTIALS, current_way, readiness
from tests.files.strategies import profiles


def said(force: str, text: str, who: str = "buyer", **more) -> dict:
    """A statement as a person would write it down."""
    return {"force": force, "who": who, "text": text, **more}


def prospect(*statements: dict, **more) -> Profile:
    """Dana, who said these things."""
    return Profile.model_validate({"prospect": "Dana", "statements": list(statements), **more})


def whole() -> Profile:
    """A prospect of whom everything is known."""
    return prospect(
        said("push", "We type every invoice twice."),
        said("pull", "I want to leave at four.", "user"),
        said("anxiety", "What if it loses one?"),
        said("habit", "I trust my red folder.", "user"),
        said("no", "Nobody touches the ledger.", reason="It was audited last year.", handling="explored"),
        struggling_moment="Last Friday the bank rang before I had found the mistake.",
        tradeoffs=[Tradeoff(give_up="the red folder", in_return="an hour")],
        stage="deciding",
    )


def slugs(profile: Profile, **more) -> list[str]:
    """What is asked about."""
    return [ask.slug for ask in readiness(profile, **more).asks]


def test_of_nobody_everything_is_asked():
    """A new profile asks for all ten things, and first for those without which there is no figure."""
    found = readiness(Profile(prospect="Dana"))
    assert (found.known, found.of, found.ready) == (0, ESSENTIALS, False)
    assert len(found.asks) == ESSENTIALS
    assert [ask.slug for ask in found.asks if ask.needed] == ["push", "pull", "anxiety", "habit"]
    assert [ask.needed for ask in found.asks] == sorted((ask.needed for ask in found.asks), reverse=True)


def test_of_a_whole_profile_nothing_is_asked():
    """Where all ten are known there is nothing left to ask."""
    found = readiness(whole(), dt.date(2026, 11, 25))
    assert found.asks == ()
    assert (found.known, found.share, found.ready) == (ESSENTIALS, 1.0, True)


def test_one_habit_makes_the_anxiety_less_urgent():
    """An anxiety or a habit is enough for a figure: the other is still asked about, but not needed."""
    profile = prospect(said("push", "a"), said("pull", "b"), said("habit", "c"))
    (anxiety,) = [ask for ask in readiness(profile).asks if ask.slug == "anxiety"]
    assert not anxiety.needed
    assert readiness(profile).ready


def test_the_question_names_their_own_way_of_getting_by():
    """Nobody asked what they would miss about *the spreadsheet*, because that is what they talked about."""
    profile = prospect(said("push", "The Spreadsheet has nine versions."))
    (habit,) = [ask for ask in readiness(profile).asks if ask.slug == "habit"]
    assert habit.missing == "Nobody asked what they would miss about the spreadsheet."
    assert habit.question == "What do you like about the spreadsheet? What would you miss?"


def test_no_way_of_getting_by_is_invented():
    """Where they named none, the question names none."""
    profile = prospect(said("push", "We wait for the van."))
    assert current_way(profile) is None
    assert "how they do it now" in " ".join(ask.missing for ask in readiness(profile).asks)


def test_a_side_that_was_not_heard():
    """With the user silent, the user is asked, by name where one is known."""
    profile = prospect(said("push", "We wait."), people=[Person(name="Marcus", who=Who.USER)])
    (ask,) = [ask for ask in readiness(profile).asks if ask.who is Who.USER]
    assert ask.question.startswith("Ask Marcus: ")


def test_somebody_on_the_list_who_said_nothing():
    """A second user who was never asked, and a gatekeeper who can stop it, are each named once."""
    people = [Person(name="Priya", who=Who.GATEKEEPER), Person(name="Sam", who=Who.USER)]
    profile = prospect(said("push", "We wait.", "user", person="Marcus"), people=people)
    silent = [ask.missing for ask in readiness(profile).asks if ask.slug == "silent"]
    assert silent == [f"{name} is on your list, and nothing they said is." for name in ("Priya", "Sam")]


def test_a_no_without_a_reason_and_one_that_was_argued_with():
    """A no asks for its reason first; once that is known, arguing with it is what is left."""
    nos = [said("no", "Not in the cloud."), said("no", "No cameras.", reason="The union.", handling="argued")]
    asked = [(ask.slug, ask.statement) for ask in readiness(prospect(*nos)).asks if ask.slug in ("no-reason", "argued")]
    assert asked == [("no-reason", "s1"), ("argued", "s2")]


def test_what_is_asked_about_is_quoted_as_people_write():
    """Cut at a word, with no stop in the middle of the sentence, and its own quotes are single."""
    long = "We will never again put our books on a computer that is not ours."
    told = [ask.missing for ask in readiness(prospect(said("no", "He said “never”."), said("no", long))).asks]
    assert "“He said ‘never’” is out, and nobody knows why." in told
    assert "“We will never again put our books on a computer that is …” is out, and nobody knows why." in told


def test_a_force_known_only_from_retelling():
    """One quote among the paraphrases is enough."""
    retold = said("push", "They lose time.", verbatim=False)
    assert "retold" in slugs(prospect(retold))
    assert "retold" not in slugs(prospect(retold, said("push", "I lose my Fridays.")))


def test_old_words_are_asked_about_again():
    """Ninety days after the last word somebody asks what has changed; without a date or a today nobody does."""
    day = dt.date(2026, 1, 1)
    profile = prospect(said("push", "We wait.", said_on=day))
    assert "stale" not in slugs(profile)
    assert "stale" not in slugs(profile, today=day + dt.timedelta(days=90))
    assert "stale" in slugs(profile, today=day + dt.timedelta(days=91))


@given(profiles)
def test_ready_means_a_figure_and_the_count_adds_up(profile):
    """For any profile: ready exactly where a review has a number, and nothing needed is asked once it is ready."""
    found = readiness(profile, dt.date(2026, 1, 1))
    assert found.ready == (not thin(profile)) == (not any(ask.needed for ask in found.asks))
    assert 0 <= found.known <= found.of
    assert all(ask.missing.endswith(".") and ask.question for ask in found.asks)


@given(profiles)
def test_an_answer_never_makes_a_profile_less_known(profile):
    """Writing down a statement for a question's force never lowers what is known."""
    before = readiness(profile)
    for ask in before.asks:
        if ask.force and not ask.statement:
            new = Statement(id="fresh and new", force=ask.force, text="what they said")
            after = readiness(profile.model_copy(update={"statements": (*profile.statements, new)}))
            assert after.known >= before.known
            assert ask.slug not in {left.slug for left in after.asks}


def test_a_stage_is_known_or_asked():
    """Where they stand on the timeline is one of the ten things."""
    assert "stage" in slugs(Profile(prospect="Dana"))
    assert "stage" not in slugs(Profile(prospect="Dana", stage=Stage.DECIDING))


def test_forces_only_come_from_statements():
    """The profile that was asked about is the profile that was given."""
    profile = whole()
    readiness(profile)
    assert profile == whole()
    assert {statement.force for statement in profile.statements} == set(Force)
