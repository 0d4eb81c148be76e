"""Names go before anything is sent, and come back: nothing is lost on the way."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.language_model.pseudonyms import Pseudonyms, names_of
from pitchcheck.judge.language_model.questions import of_product, of_sentence, of_text, place
from pitchcheck.pitch import Span, Transcript, Turn
from pitchcheck.profile import Profile

NAMES = st.lists(
    st.sampled_from(["Dana Reyes", "Brightline Foods", "Marek", "Żaneta O'Neil", "李雷", "Al"]), max_size=4
)
WORDS = st.lists(
    st.sampled_from(
        ["Dana", "DANA", "Reyes", "dana.reyes@brightline.example", "Marek's", "NameAAA", "Żaneta", "李雷", "and", "Al",
         "+44 20 7946 0018", "www.brightline.example/x", "also", "\n", "Brightline", "😀", "types", "NameAAB"]
    ), max_size=25,
)  # fmt: skip


@given(NAMES, WORDS, st.text(max_size=30))
def test_what_was_hidden_comes_back(names: list[str], words: list[str], more: str) -> None:
    """The round trip: a text without its names and then with them again is the text, letter for letter."""
    text = " ".join(words) + more
    pseudonyms = Pseudonyms(names, [text])
    assert pseudonyms.restore(pseudonyms.hide(text).text) == text


@given(NAMES, WORDS, st.data())
def test_offsets_lead_back_to_the_same_words(names: list[str], words: list[str], data: st.DataObject) -> None:
    """A stretch of what was sent is that stretch of the text, with whole names in it."""
    text = " ".join(words)
    pseudonyms = Pseudonyms(names, [text])
    hidden = pseudonyms.hide(text)
    if not hidden.text:
        return
    start = data.draw(st.integers(0, len(hidden.text) - 1))
    end = data.draw(st.integers(start + 1, len(hidden.text)))
    back = hidden.back(Span(start=start, end=end))
    inside = [piece for piece in hidden.pieces if piece[0] < end and piece[1] > start]
    assert all(back.start <= was_start and was_end <= back.end for _, _, was_start, was_end in inside)
    if all(piece[0] >= start and piece[1] <= end for piece in inside):
        assert back.of(text) == pseudonyms.restore(hidden.text[start:end])


@given(NAMES, WORDS)
def test_no_name_is_left(names: list[str], words: list[str]) -> None:
    """Neither a name nor a word of one stands by itself in what is sent, in any case of letters."""
    hidden = Pseudonyms(names, [" ".join(words)]).hide(" ".join(words)).text.casefold().split()
    for name in names:
        assert not {part.casefold() for part in name.split()} & set(hidden)


def test_the_names_of_a_prospect_are_known() -> None:
    """Everybody the profile names, their company, and who speaks; a description is no name."""
    spoken = Transcript(turns=(Turn(n=1, text="Hello.", speaker="Rae"),))
    profile = Profile.model_validate(
        {
            "prospect": "Dana Reyes, CFO",
            "company": "Brightline",
            "people": [{"name": "Marek", "who": "user"}],
            "statements": [{"force": "push", "text": "x", "person": "Ines"}],
        }
    )
    assert names_of(profile, spoken) == ("Dana Reyes", "Brightline", "Marek", "Ines", "Rae")
    assert names_of(Profile(prospect="Owner of a bakery")) == ()


def test_a_name_cannot_hide_behind_letters_of_no_width() -> None:
    """What nobody sees is taken out first, and then the names; offsets lead back through both."""
    text = "Da\u200bna Reyes types it <!-- ask dana.reyes@example.com --> twice."
    question = of_text(text, ["Dana Reyes"])
    assert "Dana" not in question.data
    assert "Reyes" not in question.data
    assert question.pseudonyms is not None
    sent = json.loads(question.data)["text"]
    assert question.pseudonyms.restore(sent) == "Dana Reyes types it  twice."
    span = place(question, sent.removesuffix(" twice.").strip())
    assert span is not None
    assert span.of(text) == "Da\u200bna Reyes types it"


@given(NAMES, WORDS)
def test_a_call_is_sent_without_the_names_of_those_who_speak(names: list[str], words: list[str]) -> None:
    """Turns, notes, pages and claims: whatever is asked about, known names are out of it, and come back."""
    text = " ".join(words)
    for question in (of_text(text, names), of_product(text, names), of_sentence(text, names)):
        sent = json.loads(question.data)
        (shown,) = sent.values()
        parts = {part.casefold() for name in names for part in name.split()}
        assert not parts & set(shown.casefold().split())
        assert question.pseudonyms is not None
        assert question.pseudonyms.restore(shown) == text
