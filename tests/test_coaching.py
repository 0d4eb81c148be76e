"""How a conversation went, and which moments a coach is shown, in calls that a salesperson can read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck import coaching
from pitchcheck.flags import dismiss, flagged
from pitchcheck.judge import Basis
from pitchcheck.pitch import InputError, Pitch, Transcript, Turn
from pitchcheck.review import Review
from tests.builders import TEST_JUDGE, story

CALL = """
    prospect: Dana
    ---
    Rep: We have [nine dashboards]. There is [dark mode] and [a mobile app].
    Dana: And what does all of this cost us in a year?
    Rep: Let us come to that. What happened that made you look now?
    Dana (push): Two vans turned up at one house in October.
    Rep: Okay.
    Dana (anxiety): Last time we lost three weeks of jobs in the move.
    Rep: You also get [a leaderboard].
    Dana (pull): I want to promise a window and keep it.
    Rep: [The windows are worked out from real driving times](s3).
"""


def call() -> Review:
    """A call in which much goes wrong and one thing well."""
    return story(CALL)


def test_how_the_call_went() -> None:
    """One question, and two statements came of it: a nod between does not hide it; a claim in between does."""
    found = coaching.listening(call())
    assert (found.questions, found.statements, found.asked) == (1, 3, 2)
    assert (found.stacks, found.priced, found.early) == (1, 1, ())
    assert found.unheard == ("s1", "s2")


def test_without_times_talk_is_counted_in_words() -> None:
    """The rep's words over all words, and the longest stretch is the first."""
    found = coaching.listening(call())
    words = [len(turn.text.split()) for turn in call().pitch.transcript.turns]  # type: ignore[union-attr]
    assert found.in_words
    assert found.talk_share == pytest.approx(sum(words[::2]) / sum(words))
    assert found.monologue == coaching.Stretch(turn=1, at=None, length=words[0])


def test_with_times_talk_is_counted_in_seconds() -> None:
    """Silence counts for nobody, and a nod breaks no monologue."""
    turns = (
        Turn(n=1, speaker="Rep", text="It has maps.", start=0, end=10),
        Turn(n=2, speaker="Dana", text="Mm-hm.", start=10, end=11),
        Turn(n=3, speaker="Rep", text="And it has mail.", start=12, end=20),
        Turn(n=4, speaker="Dana", text="We lose a whole day on every such thing.", start=40, end=51),
        Turn(n=5, speaker="Rep", text="I see.", start=51, end=52),
    )
    found = coaching.listening(_spoken(turns))
    assert not found.in_words
    assert found.talk_share == pytest.approx(19 / 31)
    assert found.monologue == coaching.Stretch(turn=1, at=0, length=18)


def test_the_moments_say_when_what_was_said_and_what_to_ask() -> None:
    """The stack with the price talk after it, and both things nobody took up, in the order they came."""
    moments = coaching.moments(call())
    assert [(moment.turn, moment.code) for moment in moments] == [(1, "P6"), (4, "P8"), (6, "P8")]
    stack, push, worry = moments
    assert stack.what == "Three things nobody asked for, and then they talked about the price"
    assert (stack.quote, stack.said, stack.said_by) == (
        "nine dashboards … dark mode … a mobile app", "And what does all of this cost us in a year?", "Dana",
    )  # fmt: skip
    assert push.quote == "Okay."
    assert push.question == (
        "You said “Two vans turned up at one house in October”. When did that last happen, and what did it cost you?"
    )
    assert "stopped worrying you" in worry.question


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("What if it loses one?", "You said “What if it loses one?” What would you have to see"),
        ("It must not lose one!", "You said “It must not lose one!” What would you have to see"),
        ("It may lose one.", "You said “It may lose one”. What would you have to see"),
        ("He said “what if it loses one?”", "You said “He said ‘what if it loses one?’” What would you have to see"),
    ],
)
def test_a_quote_that_ends_a_sentence_ends_ours(said: str, asks: str) -> None:
    """No stop comes after a stop, and a quote in a quote has marks of its own."""
    (worry,) = coaching.moments(story(f"---\nRep: Okay.\nDana (anxiety): {said}\nRep: You get [maps]."))
    assert worry.question.startswith(asks)


def test_what_was_only_said_later_asks_for_it_before() -> None:
    """Nobody can quote what was not said yet: the better question draws it out."""
    moments = coaching.moments(
        story(
            """
            ---
            Rep: We [replace your books](!s1).
            Dana (no): Nobody is touching my books.
            """
        )
    )
    assert [(one.code, one.what, one.later) for one in moments] == [("C4", "This drew a no", True)]
    assert moments[0].question.startswith("Before I show you this: what is off the table")


def day(gap: float | None, answered: int = 0) -> Review:
    """A conversation of forty pairs of turns, so many seconds apart; the later half of what is told comes closer."""
    lines = ["prospect: Dana", "---", "Rep: It has [maps]."]
    for n in range(40):
        kind = "push" if n % 4 == 0 or n >= 30 else "pull"
        claim = f"[It mends thing {n}](s{n + 1})" if n < answered else "I see"
        lines += [f"Dana ({kind}): We lose thing number {n} in every single week.", f"Rep: {claim}."]
    review = story("\n".join(lines))
    spoken = review.pitch.transcript
    assert spoken is not None
    if gap is None:
        return review
    starts = [gap * (n if n < 60 else 60 + (n - 60) / 10) for n in range(len(spoken.turns))]
    timed = (
        turn.model_copy(update={"start": at, "end": at + 5}) for turn, at in zip(spoken.turns, starts, strict=True)
    )
    pitch = review.pitch.model_copy(update={"transcript": Transcript(turns=tuple(timed))})
    return review.model_copy(update={"pitch": pitch})


def test_of_a_day_it_is_said_where_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where within half an hour they told most that nobody took up; of a call that one hears whole, nothing is."""
    found = coaching.begin(day(240.0))
    assert found is not None
    assert "they told you 13 things that nothing said later answers" in found.what
    assert (found.turn, found.at, found.said) == (56, 13200.0, "We lose thing number 27 in every single week.")
    assert (found.statements, found.code, found.said_by) == (("s28",), "", "Dana")
    assert coaching.begin(day(30.0)) is None
    assert coaching.begin(day(None)) is None
    assert coaching.begin(day(240.0, answered=40)) is None
    monkeypatch.setattr(coaching, "A_SECOND", 0.03)  # as if so many words took three hours
    in_words = coaching.begin(day(None, answered=10))
    assert in_words is not None
    assert (in_words.turn, in_words.at) == (22, None)


def test_an_early_claim_and_a_step_too_soon_are_moments() -> None:
    """C5 and P3 have their own words."""
    moments = coaching.moments(
        story(
            """
            ---
            Rep: [It shows every van](s2) on a map.
            Dana (anxiety): Last time we lost three weeks of jobs in the move.
            Rep: Shall we do the paperwork today?
            Dana (push): I never know where the vans are.
            Rep: [This shows where they are](s2). And [your old system runs beside it](s1).
            """
        )
    )
    assert {one.code for one in moments} == {"C5", "P3"}
    early = next(one for one in moments if one.code == "C5")
    assert (early.turn, early.later, early.said) == (1, True, "I never know where the vans are.")


def test_what_went_well_is_one_answer_given_in_time() -> None:
    """The answer that carries most, after what it answers was said; none where all answers came too early."""
    found = coaching.went_well(call())
    assert found is not None
    assert (found.turn, found.quote) == (9, "The windows are worked out from real driving times")
    assert coaching.went_well(story("---\nRep: [We fix it](s1).\nDana (push): It is broken.")) is None


def test_a_flag_set_aside_is_no_moment() -> None:
    """A coach who said that it does not matter here is not shown it again."""
    review = call()
    aside = dismiss(review, next(flag for flag in review.flags if flag.code == "P8"), "they asked us to wait")
    assert [moment.code for moment in coaching.moments(aside)] == ["P6"]
    assert coaching.listening(aside).unheard == ()


def test_one_sentence_says_how_it_went() -> None:
    """The share they asked for, or the reason why there is none."""
    assert coaching.sentence(call()).startswith("Dana asked for ")
    lent = call().model_copy(update={"basis": Basis.LIBRARY})
    assert coaching.sentence(lent).startswith("Dana seems to have asked for about ")
    thin = story("---\nRep: We have [maps].\nDana (push): We are late.")
    assert coaching.sentence(thin) == thin.silent_because[0]


def test_a_written_pitch_is_no_conversation() -> None:
    """It is said in a sentence."""
    with pytest.raises(InputError, match="written pitch"):
        coaching.listening(story("push: x\n---\nWe have [maps]."))


def _spoken(turns: tuple[Turn, ...]) -> Review:
    """A review of these turns in which "Rep" sells and nothing was put forward."""
    from pitchcheck.judge.sentences import spoken
    from pitchcheck.profile import Profile

    transcript = Transcript(turns=turns)
    pitch = spoken(transcript, frozenset({"Rep"})) if transcript.turns else Pitch(text="", transcript=transcript)
    review = Review(
        pitch=pitch, profile=Profile(prospect="Dana"), readings=(), figures=None, judge=TEST_JUDGE, basis=Basis.NEITHER
    )
    return flagged(review)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Turn, ...]:
    """Any conversation of two: turns in order, with or without times, with or without a question."""
    texts = draw(st.lists(st.sampled_from(["Okay.", "What happened then?", "We have maps, and mail, and all of it.",
                                           "It costs us a whole day every week."]), max_size=8))  # fmt: skip
    timed, at, turns = draw(st.booleans()), 0.0, []
    for n, text in enumerate(texts, 1):
        start, at = at, at + draw(st.floats(0, 60))
        turns.append(
            Turn(
                n=n, speaker=draw(st.sampled_from(["Rep", "Dana"])), text=text, start=start if timed else None,
                end=at if timed else None,
            )
        )  # fmt: skip
    return tuple(turns)


@given(conversations())
@settings(deadline=None)
def test_the_figures_of_any_conversation_are_within_bounds(turns: tuple[Turn, ...]) -> None:
    """A share is a share, both sides' shares make a whole, and no stretch is longer than all the rep said."""
    found = coaching.listening(_spoken(turns))
    lengths = [
        turn.end - turn.start if turn.end is not None and turn.start is not None else len(turn.text.split())
        for turn in turns
    ]
    mine = sum(length for turn, length in zip(turns, lengths, strict=True) if turn.speaker == "Rep")
    assert 0 <= found.talk_share <= 1
    assert found.talk_share == pytest.approx(mine / sum(lengths) if sum(lengths) else 0)
    longest = found.monologue.length if found.monologue else 0
    assert longest <= mine + 1e-6
    assert found.questions == sum(turn.text.endswith("?") for turn in turns if turn.speaker == "Rep")


@given(conversations())
@settings(deadline=None)
def test_only_replies_break_a_monologue(turns: tuple[Turn, ...]) -> None:
    """Taking every nod of the prospect's out of a conversation changes no monologue."""
    without = tuple(one for one in turns if one.speaker == "Rep" or len(one.text.split()) >= 6)
    one, other = (coaching.listening(_spoken(some)) for some in (turns, without))
    assert (one.monologue and one.monologue.length) == pytest.approx(other.monologue and other.monologue.length)
