"""The coaching summary: what it says to the rep, and that nothing anybody said becomes markup or is lost."""

from __future__ import annotations

import pytest

from pitchcheck.pitch import Transcript, Turn
from pitchcheck.report import summary
from pitchcheck.review import Review
from tests.builders import story
from tests.report.test_page import ATTACKS, Skeleton

CALL = """
    prospect: Dana
    ---
    Rep: We have [nine dashboards]. There is [dark mode] and [a mobile app].
    Dana: And what does all of this cost us in a year?
    Rep: Let us come to that. What happened that made you look now?
    Dana (push): Two vans turned up at one house in October.
    Rep: Okay.
    Dana (pull): I want to promise a window and keep it.
    Rep: [The windows are worked out from real driving times](s2).
    Dana (anxiety): Last time we lost three weeks of jobs in the move.
"""
TAKE_AWAYS = ("Ask for October first.", "Leave the dashboards out.")


def test_it_says_when_what_they_had_said_and_a_better_question() -> None:
    """The moments, the one that went well, and what to take away, in Markdown and HTML alike."""
    text = summary.markdown(story(CALL), "First call", TAKE_AWAYS)
    for part in (
        "Three things nobody asked for, and then they talked about the price",
        "And what does all of this cost us in a year?",
        "### turn 4 They told you this, and nothing said later answers it",
        "**Better:** You said “Two vans turned up at one house in October”. When did that last happen",
        "The windows are worked out from real driving times",
        "- Leave the dashboards out.",
        "2 of 3",
        "statements got by a question",
        "- **1** question asked",
    ):
        assert part in text
    html = " ".join("".join(Skeleton(summary.html(story(CALL), "First call", TAKE_AWAYS)).texts).split())
    for part in ("To take away", "Ask for October first.", "dark mode", "a person", "2 of 3"):
        assert part in html


ONE_TURN = """
    ---
    Rep: Good morning.
    Dana (pull): I want to promise a window and keep it.
    Dana (anxiety): A move would cost us the whole month of May.
    Rep: [Windows come from real driving times](s1). Nobody does it better. [The move takes all of May](!s2).
    Dana: Then it is not for us, I am afraid.
"""


def timed(review: Review, apart: float) -> Review:
    """The call with a turn every minute, and the sentences within a turn so many seconds apart."""
    spoken = review.pitch.transcript
    assert spoken is not None
    turns = (one.model_copy(update={"start": 60.0 * one.n, "end": 60.0 * one.n + 50}) for one in spoken.turns)
    said = (one.model_copy(update={"at": 60.0 * (one.turn or 0) + apart * one.n}) for one in review.pitch.sentences)
    pitch = review.pitch.model_copy(update={"transcript": Transcript(turns=tuple(turns)), "sentences": tuple(said)})
    return review.model_copy(update={"pitch": pitch})


def test_two_moments_of_one_turn_have_each_their_own_time() -> None:
    """What went well came first in the turn; who listens to the worry hears the worry."""
    told = summary.markdown(timed(story(ONE_TURN), 10.0), "First call")
    assert "### 4:40 This made a worry of theirs worse" in told
    assert "### 4:20 This answered what they had told you" in told
    found = summary.summary(timed(story(ONE_TURN), 10.0), "First call")
    assert [found.when[one] for one in (*found.moments, found.well) if one] == ["4:40", "4:20"]


def test_a_call_with_nothing_to_change_says_so() -> None:
    """No moment is made up."""
    quiet = story("---\nRep: How is it going?\nDana: Well, thanks, nothing new here at all.\nRep: Good.")
    assert "Nothing stands out that would have to change" in summary.markdown(quiet, "Chat")
    assert '<ol class="moments"></ol>' in summary.html(quiet, "Chat").replace("\n", "")
    assert "got by a question" not in summary.markdown(quiet, "Chat")


def test_whose_the_talk_was() -> None:
    """Who sells beside the rep shares it; it is all theirs only where nobody else said a word."""
    turns = (("Rep", "We are here. " * 200), ("Rae", "There is more. " * 200), ("Dana", "Okay."))
    said = tuple(Turn(n=n, speaker=who, text=text) for n, (who, text) in enumerate(turns, 1))
    review = story(CALL)
    spoken = {"transcript": Transcript(turns=said), "sentences": (), "rep": "Rep"}
    alone = review.model_copy(update={"pitch": review.pitch.model_copy(update=spoken), "readings": (), "flags": ()})
    both = alone.model_copy(update={"pitch": alone.pitch.model_copy(update={"beside": ("Rae",)})})
    assert "- **50%** of the talk was yours\n" in summary.markdown(alone, "x")
    assert "- **99%** of the talk was yours and Rae’s\n" in summary.markdown(both, "x")


def test_it_names_the_language_model_that_judged() -> None:
    """As the report does: whoever reads the page knows what read the call."""
    review = story(CALL)
    judged = review.model_copy(update={"judge": review.judge.model_copy(update={"model": "acme:small"})})
    assert "acme:small" in summary.markdown(judged, "First call")
    assert "acme:small" in summary.html(judged, "First call")


def hostile() -> tuple[str, str]:
    """A call in which everything anybody typed is an attack."""
    return CALL.replace("nine dashboards", ATTACKS[0]), " ".join(ATTACKS)


def test_nothing_said_becomes_markup() -> None:
    """The page has the same tags whatever was said, no script among them, and its policy allows none."""
    call, words = hostile()
    plain = Skeleton(summary.html(story(CALL), "First call", ["x"])).tags
    attacked = summary.html(story(call), words, [words])
    assert Skeleton(attacked).tags == plain
    assert "default-src 'none'" in attacked
    assert "<script" not in summary.markdown(story(call), words, [words]).replace("\\<", "")


def test_the_pdf_is_whole_and_the_same_each_time() -> None:
    """Its text can be read back, in whatever script it was written."""
    from io import BytesIO

    from pypdf import PdfReader

    made = summary.pdf(story(CALL), "שיחה ראשונה 🙂", TAKE_AWAYS)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert made == summary.pdf(story(CALL), "שיחה ראשונה 🙂", TAKE_AWAYS)
    for part in ("nine dashboards", "Better: You said", "Leave the dashboards out.", "And this went well"):
        assert part in " ".join(text.split())


def test_a_written_pitch_has_no_summary() -> None:
    """It is said in a sentence."""
    with pytest.raises(ValueError, match="written pitch"):
        summary.html(story("push: x\n---\nWe have [maps]."), "Pitch")
