"""What is shared without names: no name that is known is left, and figures, marks and times are as they were."""

from __future__ import annotations

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck import report
from pitchcheck.pitch import Sentence, Transcript, Turn, Word
from pitchcheck.report import summary
from pitchcheck.report.anonymous import Nameless
from pitchcheck.review import Dismissal, Override, Review
from tests.builders import story
from tests.report import story as told
from tests.report.test_summary import CALL as SPOKEN

CALL = Transcript(
    turns=(
        Turn(n=1, text="Hi, Rae Miller from Larder. Is that DANA?", speaker="Rae Miller"),
        Turn(
            n=2,
            text="Dana's here! Write to dana@crumb.example or call +44 20 7946 0958, see www.crumb.example/x.",
            speaker="Dana Reyes",
            words=(Word(text="Dana's", start=0.0, end=0.4),),
        ),
        Turn(n=3, text="Crumb & Sons bakes 1200 loaves for the town, and Reyes signs.", speaker=None),
    ),
    source="dana-reyes.vtt",
    problems=("Dana Reyes had no time.",),
)


def test_names_go_from_a_transcript_that_is_shared() -> None:
    """Speakers, their names in any case and ending, further names, addresses, links, telephone numbers, the file."""
    shared = Nameless.of_call(CALL, ["Crumb & Sons"], rep="Rae Miller").call(CALL)
    assert [turn.text for turn in shared.turns] == [
        "Hi, Rep from Larder. Is that Speaker 1?",
        "Speaker 1's here! Write to [e-mail] or call [number], see [link]",
        "[name] bakes 1200 loaves for the town, and Speaker 1 signs.",
    ]
    assert [turn.speaker for turn in shared.turns] == ["Rep", "Speaker 1", None]
    assert [word.text for word in shared.turns[1].words] == ["Speaker 1's"]
    assert shared.problems == ("Speaker 1 had no time.",)
    assert shared.source is None


@given(st.text("abcXYZ -'&.", min_size=1, max_size=20), st.text(max_size=60))
def test_no_speaker_s_name_is_left(name: str, text: str) -> None:
    """Whatever a speaker is called, their whole name no longer stands as words of its own."""
    call = Transcript(turns=(Turn(n=1, text=f"{text} {name} {text}", speaker=name),))
    shared = Nameless.of_call(call).call(call)
    assert shared.turns[0].speaker == "Speaker 1"
    if name.strip() and name.strip() == name and name.isalpha():
        assert f" {name} " not in f" {shared.turns[0].text} "


@pytest.mark.parametrize("way", ["NFC", "NFD"])
@pytest.mark.parametrize("other", ["NFC", "NFD"])
def test_a_name_is_found_however_its_accents_are_written(
    way: Literal["NFC", "NFD"], other: Literal["NFC", "NFD"]
) -> None:
    """macOS writes an accent as a character of its own: it is the same name, and no part of one without."""
    name, text = normalize(way, "Zoë Müller"), normalize(other, "ZOË, do you hear me? Müller’s van, Zoé.")
    shared = Nameless.of_call(Transcript(turns=(Turn(n=1, text=text, speaker=name),)))
    assert normalize("NFC", shared.said(text)) == "Speaker 1, do you hear me? Speaker 1’s van, Zoé."
    assert shared.said(normalize(other, name)) == "Speaker 1"


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("王小明", "我是王小明。", "我是Speaker 1。"),
        ("김민수", "김민수는 왔다.", "Speaker 1는 왔다."),
        ("דן", "דן בא, דנה לא.", "Speaker 1 בא, דנה לא."),
        ("Zoe", "Zoe\u0301 and Zoe.", "Zoe\u0301 and Speaker 1."),
    ],
)
def test_a_name_is_found_where_nothing_parts_words(name: str, text: str, left: str) -> None:
    """As in Chinese, or before a Korean ending; elsewhere a part of a longer word is no name."""
    assert Nameless.of_call(Transcript(turns=(Turn(n=1, text=text, speaker=name),))).said(text) == left


def signed() -> Review:
    """A review that somebody said a word on, and set a flag aside in."""
    review = told.recorded()
    word = Override(claim="c6", to="s5", relation=None, by="Cleo Marsh", reason="Dana laughed at it.")
    aside = Dismissal(code="C1", claims=("c1",), reason="Dana's board wants names.", by="Cleo Marsh")
    return review.model_copy(update={"overrides": (word,), "dismissals": (aside,)})


def test_a_review_is_shared_without_the_people_and_the_company_in_it() -> None:
    """In every form it can be handed on in; whoever said a word on it goes as well."""
    shared = Nameless.of(signed(), ["Rosa"]).review(signed())
    for made in (report.html, report.markdown, report.json, report.csv):
        text = made(shared) if isinstance(made(shared), str) else made(shared).decode()
        for name in ("Dana", "Whitlock", "Fernbank", "Okafor", "Cleo", "Marsh", "Rosa"):
            assert name.casefold() not in text.casefold(), (made, name)
    assert "Prospect" in report.markdown(shared)
    assert report.pdf(shared).startswith(b"%PDF")


def test_its_figures_are_the_same_and_every_mark_lies_on_the_words_it_lay_on() -> None:
    """What was read is what is shared: only names are other words."""
    review = signed()
    hide = Nameless.of(review, ["Front desk", "page"])
    shared = Review.model_validate_json(hide.review(review).model_dump_json())
    assert shared.figures == review.figures
    assert [one.verdict for one in shared.readings] == [one.verdict for one in review.readings]
    for new, old in zip(shared.readings, review.readings, strict=True):
        assert new.claim.of(shared.pitch.text) == new.claim.text == hide.said(old.claim.text)
    for new, old in zip(shared.pitch.sentences, review.pitch.sentences, strict=True):
        assert new.of(shared.pitch.text) == hide.said(old.of(review.pitch.text))
        assert (new.at, new.seconds, new.turn) == (old.at, old.seconds, old.turn)


def test_a_call_s_summary_is_shared_without_names() -> None:
    """The moments are found again, since who sells and who speaks is told apart as before."""
    review = story(SPOKEN)
    hide = Nameless.of(review)
    text = summary.markdown(hide.review(review), hide.said("First call with Dana"), [hide.said("Ask Dana first.")])
    assert "Dana" not in text
    assert "First call with Speaker 2" in text
    assert "Ask Speaker 2 first." in text
    plain = summary.markdown(review, "First call with Dana", ["Ask Dana first."])
    assert text.count("###") == plain.count("###") > 0


@given(
    st.lists(
        st.sampled_from(["Dana", "Dana Whitlock", "an API", "page with", "everything. It", "chair", "a"]), max_size=4
    )
)
def test_whatever_is_hidden_no_mark_is_lost(names: list[str]) -> None:
    """Names that begin in one claim and end in another, or lie across sentences: every span stays one."""
    review = told.recorded()
    shared = Nameless.of(review, names).review(review)
    text = shared.pitch.text
    spans = [*shared.pitch.sentences, *(one.claim for one in shared.readings)]
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(one.claim.text == one.claim.of(text) for one in shared.readings)
    ends = [Sentence.model_validate(one.model_dump()).end for one in shared.pitch.sentences]
    assert ends == sorted(ends)


def test_a_prospect_who_speaks_is_called_as_they_are_in_the_transcript() -> None:
    """Somebody known by a first name, and two at once: one person is one word in all of it."""
    for prospect, called in (("Dana", "Speaker 1"), ("Dana Reyes and Rae Miller", "Speaker 1 and Rep")):
        review = told.review()
        spoken = {"transcript": CALL, "rep": "Rae Miller"}
        known = {"prospect": prospect, "company": None}
        call = review.model_copy(
            update={
                "pitch": review.pitch.model_copy(update=spoken),
                "profile": review.profile.model_copy(update=known),
            }
        )
        hide = Nameless.of(call)
        assert hide.review(call).profile.prospect == called
        assert hide.said("Dana Reyes asked; DANA signs.") == "Speaker 1 asked; Speaker 1 signs."
    for name in ("rosa", "DANA", "x1"):
        assert name not in Nameless.of(call, [name]).said(f"So {name} said.")


@pytest.mark.parametrize("prospect", ["Plant manager at a brewery", "Head of operations"])
def test_somebody_who_is_described_and_not_named_stays_described(prospect: str) -> None:
    """That is no name."""
    review = told.review()
    who = review.profile.model_copy(update={"prospect": prospect})
    described = review.model_copy(update={"profile": who})
    assert Nameless.of(described).review(described).profile.prospect == prospect
