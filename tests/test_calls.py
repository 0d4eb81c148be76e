"""From the transcript of a call to its review, and what people say of it; the judge here reads words, not meaning."""

from __future__ import annotations

import pytest

from pitchcheck import calls
from pitchcheck.calls import Heard, Helps, Said
from pitchcheck.judge import Relation, Verdict
from pitchcheck.pitch import InputError, Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.review import Review
from tests.pages.judge import WordJudge

WORDS = (
    ("Sam", "We have ninety nine ready made reports. Colours can be chosen freely too."),
    ("Dana", "I lose every single morning on the phone."),
    ("Sam", "The board plans mornings without the phone. Shall we sign it today?"),
    ("Marcus", "What if we lose all the jobs?"),
    ("Dana", "We always write jobs onto the whiteboard."),
    ("Dana", "I want to promise people an honest window."),
    ("Sam", "The windows promise people honest driving times."),
    ("Dana", "Okay then."),
)
CALL = Transcript(turns=tuple(Turn(n=n, speaker=who, text=text) for n, (who, text) in enumerate(WORDS, 1)))
HELPS = Helps(WordJudge())  # type: ignore[arg-type]
COACH = Said("Rae", "I was there.")


def review() -> Review:
    """The call read against what was said in it."""
    return calls.read(CALL, ["Sam"], HELPS)


def relevance(of: Review) -> float:
    """Its pitch relevance, which it must have."""
    assert of.figures is not None
    return of.figures.relevance


def test_the_one_who_opens_greets_and_asks_is_proposed() -> None:
    """Whoever speaks first, unless somebody else plainly leads; nobody where nobody is told apart."""
    assert calls.proposed_sellers(CALL) == ("Sam",)
    lines = (
        "Here.",
        "Good morning. Thanks for coming.",
        "Sure.",
        "What made you look now? How long has it been so?",
    )
    led = tuple(Turn(n=n, speaker=("Dana", "Sam")[n % 2 == 0], text=text) for n, text in enumerate(lines, 1))
    assert calls.proposed_sellers(Transcript(turns=led)) == ("Sam",)
    assert calls.proposed_sellers(Transcript(turns=(Turn(n=1, text="We have maps."),))) == ()


def test_a_call_is_judged_against_what_was_said_in_it() -> None:
    """Every statement knows who made it and in which turn; the prospect goes by the names of those who stated."""
    found = review()
    assert found.profile.prospect == "Dana and Marcus"
    assert [(one.turn, one.person, one.force) for one in found.profile.statements] == [
        (2, "Dana", Force.PUSH), (4, "Marcus", Force.ANXIETY), (5, "Dana", Force.HABIT), (6, "Dana", Force.PULL),
    ]  # fmt: skip
    assert found.profile.struggling_moment == "I lose every single morning on the phone."
    assert (found.pitch.rep, found.figures is None) == ("Sam", False)


def test_two_may_sell_together() -> None:
    """The first named is the rep; the other's words are pitch as well, and no reply."""
    found = calls.read(CALL, ["Sam", "Marcus"], HELPS)
    assert (found.pitch.rep, found.pitch.beside) == ("Sam", ("Marcus",))
    assert "lose all the jobs" in found.pitch.text
    assert [one.person for one in found.profile.statements] == ["Dana"] * 3


def test_a_saved_prospects_statements_are_found_in_the_call() -> None:
    """Where their words stand in a turn, whatever the case; a statement from elsewhere has no turn."""
    saved = Profile(
        prospect="Dana",
        statements=(
            Statement(id="s1", force=Force.PUSH, text="i lose EVERY single morning, on the phone"),
            Statement(id="s2", force=Force.PULL, text="We have ninety nine ready made reports"),
        ),
    )
    found = calls.read(CALL, ["Sam"], HELPS, profile=saved)
    assert [one.turn for one in found.profile.statements] == [2, None]


def test_a_call_is_known_to_be_read_against_itself_or_a_saved_prospect() -> None:
    """Whatever was added by hand since; a saved prospect whose words all stand in the call is a saved one."""
    said = Statement(id="s1", force=Force.PUSH, text="I lose every single morning on the phone.")
    saved = Profile(prospect="Dana", statements=(said,))
    for profile, itself in ((None, True), (saved, False)):
        found = calls.read(CALL, ["Sam"], HELPS, profile=profile)
        more = calls.also_heard(found, 4, "What if we lose", COACH, HELPS, force=Force.ANXIETY)
        assert (calls.against_itself(found), calls.against_itself(more)) == (itself, itself)


@pytest.mark.parametrize(
    ("sellers", "turns", "told"),
    [
        (["Zoe"], CALL.turns, "Zoe does not speak here"),
        ([], CALL.turns, "Say who sells"),
        (["Sam"], CALL.turns[:1], "Only those who sell speak here"),
        ([], (Turn(n=1, text="We have maps."),), "Nobody is told apart"),
        (["Sam"], (CALL.turns[0], CALL.turns[7].model_copy(update={"n": 2})), "Nothing that Dana said"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(sellers: list[str], turns: tuple[Turn, ...], told: str) -> None:
    """Who is missing, and what to do."""
    with pytest.raises(InputError, match=told):
        calls.read(Transcript(turns=turns), sellers, HELPS)


def test_a_coach_agrees_and_nothing_moves() -> None:
    """It is kept that somebody looked: agreement is only known of what was looked at."""
    before = review()
    after = calls.agreed(before, "c1", COACH)
    (word,) = after.checked
    assert (word.claim, word.verdict, word.agrees, word.by) == ("c1", Verdict.UNASKED, True, "Rae")
    assert (after.figures, after.readings) == (before.figures, before.readings)


def test_a_coach_disagrees_and_both_figures_are_kept() -> None:
    """The claim is tied now, the figure is another, and where it stood at first is known."""
    before = review()
    after = calls.disagreed(before, "c1", COACH, to="h1", relation=Relation.ADVANCES)
    assert after.reading("c1").verdict is Verdict.TIED
    assert after.at_first == relevance(before) != relevance(after)
    assert [(word.judged, word.verdict) for word in after.checked] == [(Verdict.UNASKED, Verdict.TIED)]
    back = calls.taken_back(after, "c1")
    assert (back.figures, back.checked, back.overrides) == (before.figures, (), ())


def test_a_link_alone_can_be_denied() -> None:
    """It answers nothing then; the other claims keep their links."""
    before = review()
    tied = next(one.claim.id for one in before.readings if one.tied)
    (link,) = (link for link in before.reading(tied).links if link.holds)
    after = calls.disagreed(before, tied, COACH, to=link.to)
    assert after.reading(tied).verdict is Verdict.UNASKED
    assert {word.relation for word in after.overrides} == {None}


def test_another_force_is_read_again_and_can_be_taken_back() -> None:
    """What the judge heard first is kept beside it, and so are words on claims."""
    spoken = calls.disagreed(review(), "c1", COACH, to="h1", relation=Relation.ADVANCES)
    after = calls.heard_as(spoken, "h3", COACH, HELPS, force=Force.NO)
    assert after.statement("h3").force is Force.NO
    assert [(word.statement, word.stands) for word in after.heard] == [("h3", True)]
    assert after.heard[0].proposed == review().statement("h3")
    assert after.reading("c1").tied
    assert after.at_first == relevance(review())
    back = calls.brought_back(after, "h3", HELPS)
    assert (back.profile, back.heard, back.figures) == (spoken.profile, (), spoken.figures)


def test_what_is_no_statement_counts_no_more() -> None:
    """It is gone from the profile and can be brought back; the last one cannot go."""
    before = review()
    after = calls.no_statement(before, "h2", COACH, HELPS)
    assert "h2" not in {one.id for one in after.profile.statements}
    assert calls.brought_back(after, "h2", HELPS).profile == before.profile
    for one in ("h1", "h3"):
        after = calls.no_statement(after, one, COACH, HELPS)
    with pytest.raises(InputError, match="last thing they said"):
        calls.no_statement(after, "h4", COACH, HELPS)


def test_what_the_judge_did_not_hear_is_added_in_their_words() -> None:
    """From a turn, word for word; words that were not said there are refused."""
    after = calls.also_heard(review(), CALL.turns[7].n, "Okay then.", COACH, HELPS, force=Force.HABIT)
    (new,) = (one for one in after.profile.statements if one.turn == 8)
    assert (new.text, new.person, new.force) == ("Okay then.", "Dana", Force.HABIT)
    assert calls.also_heard(after, 8, "Okay  then.", COACH, HELPS, force=Force.HABIT) == after
    assert calls.brought_back(after, new.id, HELPS).profile == review().profile
    with pytest.raises(InputError, match="their own words"):
        calls.also_heard(review(), CALL.turns[7].n, "I am so unhappy.", COACH, HELPS, force=Force.PUSH)


def test_a_statement_heard_rightly_is_kept_as_looked_at() -> None:
    """The figures stay."""
    after = calls.heard_right(review(), "h1", COACH)
    assert (after.heard[0].proposed, after.heard[0].stands) == (review().statement("h1"), True)
    assert after.figures == review().figures


def test_speakers_are_renamed_merged_and_turns_given_away() -> None:
    """Two that get one name are one; an empty name is refused."""
    named = calls.renamed(CALL, {"Marcus": "Dana", "Sam": " Sam  Okafor "})
    assert named.speakers() == ("Sam Okafor", "Dana")
    assert calls.reassigned(CALL, [2], "Sam").turns[1].speaker == "Sam"
    with pytest.raises(InputError, match="needs a name"):
        calls.renamed(CALL, {"Sam": " "})
    with pytest.raises(InputError, match="needs a name"):
        calls.reassigned(CALL, [2], " ")


def test_a_statement_is_put_into_the_words_that_were_said() -> None:
    """More or fewer of its turn's words, kept beside what the judge heard; words nobody said are refused."""
    before = review()
    one = before.profile.statements[0]
    fewer = " ".join(one.text.split()[:3])
    after = calls.heard_as(before, one.id, COACH, HELPS, force=one.force, text=f"  {fewer} ")
    assert after.statement(one.id).text == fewer
    assert [word.proposed for word in after.heard] == [one]
    assert calls.brought_back(after, one.id, HELPS).profile == before.profile
    with pytest.raises(InputError, match="their own words"):
        calls.heard_as(before, one.id, COACH, HELPS, force=one.force, text="We love dashboards.")


def test_a_word_that_is_handed_on_does_what_it_says() -> None:
    """The same as the four words said at once; a turn that is gone is told."""
    one = review().profile.statements[0].id
    gone = calls.reheard(review(), Heard(statement=one, stands=False), COACH, HELPS)
    assert gone == calls.no_statement(review(), one, COACH, HELPS)
    assert calls.reheard(gone, Heard(statement=one, back=True), COACH, HELPS) == calls.brought_back(gone, one, HELPS)
    added = calls.reheard(review(), Heard(turn=8, text="Okay then.", force=Force.HABIT), COACH, HELPS)
    assert added == calls.also_heard(review(), 8, "Okay then.", COACH, HELPS, force=Force.HABIT)
    with pytest.raises(InputError, match="no turn 99 any more"):
        calls.reheard(review(), Heard(turn=99, text="x"), COACH, HELPS)


def test_a_renamed_speaker_keeps_the_review() -> None:
    """The names change everywhere, no figure does; one name for a seller and a prospect must be read again."""
    before = calls.agreed(review(), "c1", COACH)
    after = calls.relabelled(before, {"Sam": "Sam Okafor", "Marcus": "Dana"})
    assert after is not None
    assert (after.pitch.rep, after.profile.prospect, after.figures) == ("Sam Okafor", "Dana", before.figures)
    assert {one.person for one in after.profile.statements} == {"Dana"}
    assert (after.checked, after.readings) == (before.checked, before.readings)
    assert calls.relabelled(before, {"Dana": "Sam"}) is None


def test_who_was_set_aside_is_renamed_as_well() -> None:
    """The call goes by new names though one of them has no statement now; what comes back is under the new name."""
    without = calls.no_statement(review(), "h2", COACH, HELPS)
    after = calls.relabelled(without, {"Dana": "Dana Whitlock", "Marcus": "Marcus Oyelaran"})
    assert after is not None
    assert after.profile.prospect == "Dana Whitlock and Marcus Oyelaran"
    back = calls.brought_back(after, "h2", HELPS)
    assert [one.person for one in back.profile.statements if one.id == "h2"] == ["Marcus Oyelaran"]
