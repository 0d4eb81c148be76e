"""What the page's parts are given to draw, from a review made by hand."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from pages import _each as each
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.pitch import Span
from pitchcheck.profile import Profile
from pitchcheck.review import Override, refigure
from pitchcheck.reviewing import reconsider
from tests.builders import story
from tests.report.story import hostile, review

MARKUP = re.compile(r"(?<!\\)[!-/;-@\[-`{-~]")


@given(st.text(max_size=80))
def test_a_label_holds_no_markup_of_the_person_who_wrote_it(text: str) -> None:
    """Every sign that Markdown or Streamlit could read is escaped, on one line."""
    label = widgets.plain(text)
    assert "\n" not in label
    assert ":" not in label
    unescaped = re.sub(r"\\.", "", label)
    assert MARKUP.search(unescaped) is None


@given(st.dictionaries(st.uuids().map(lambda one: one.hex), st.sampled_from(["Dana", "Sam", ""]), max_size=6))
def test_no_two_choices_have_one_name(names: dict[str, str]) -> None:
    """Whoever is alone with a name is called by it; of others the name says which it is."""
    told = widgets.told_apart(names)
    assert list(told) == list(names)
    for key, name in names.items():
        alone = list(names.values()).count(name) == 1
        assert told[key] == name if alone else told[key].startswith(f"{name} ({key[:6]}")


@given(st.text(max_size=300), st.integers(2, 60))
def test_a_short_text_is_its_beginning(text: str, limit: int) -> None:
    """Never longer than asked, and cut texts say so."""
    short = widgets.short(text, limit)
    assert len(short) <= limit
    assert short.rstrip("…").rstrip() in " ".join(text.split())


@given(st.text(min_size=1, max_size=60), st.data())
def test_pieces_are_the_text_again(text: str, data: st.DataObject) -> None:
    """However the spans lie, no letter is lost and none comes twice."""
    ends = st.integers(1, len(text))
    spans = [Span(start=start, end=end) for end in data.draw(st.lists(ends, max_size=4)) for start in [max(0, end - 3)]]
    assert "".join(piece["text"] for piece in widgets.pieces(text, spans, "new")) == text


def test_everything_a_part_draws_is_json() -> None:
    """Parts live in a browser: hostile or not, all they get can be sent there."""
    for one in (review(), hostile("<script>alert(1)</script>")):
        reading = one.readings[0]
        for data in (
            widgets.cuts_data(one),
            widgets.card_data(one, reading),
            widgets.board_data(one),
            widgets.flags_data(one),
            widgets.claims_data(one),
            {"marks": widgets.pitch_marks(one, None)},
        ):
            assert json.loads(json.dumps(data)) == data


def test_a_claim_that_makes_something_worse_quotes_it() -> None:
    """The cloud: the gatekeeper's worry stands beside it in the table and on its card."""
    worry = "I don't want patient names sitting on somebody else's computer."
    row = widgets.claims_data(review())["claims"][13]
    card = widgets.card_data(review(), review().reading("c14"))
    assert (row["text"], row["bears_on"]) == ("runs in our cloud", worry)
    assert (card["links"][0]["label"], card["links"][0]["quote"]) == (
        "Makes worse what the gatekeeper said (anxiety):",
        worry,
    )


def test_a_claim_that_is_not_sure_asks_and_shows_the_nearest() -> None:
    """Custom dashboards: not sure, so the card asks what it answers, and lends the library's phrase."""
    card = widgets.card_data(review(), review().reading("c7"))
    assert "What did they say that this answers?" in card["todo"]
    assert "all six clinics" in card["links"][0]["why"]
    assert card["borrowed"][0]["text"] == "Everyone wants a different report"


def test_the_board_names_who_answers_whom() -> None:
    """Each statement with its standing and the numbers of the claims behind it."""
    lines = {line["text"]: line for line in widgets.board_data(review())["lines"]}
    habit = lines["The paper book. I can see the whole week without touching anything."]
    assert (habit["standing"], [claim["number"] for claim in habit["by"]]) == ("answered", [13])
    fence = lines["We're not signing for three years. I did that once, with the phones."]
    assert (fence["standing"], [claim["number"] for claim in fence["worse"]]) == ("worse", [15])


def test_cuts_come_with_what_each_adds() -> None:
    """Three claims at most, and together they reach what the best cut reaches after three."""
    base = review()
    data = widgets.cuts_data(base)
    assert (data["title"], data["each"]) == ("Cut these three first", widgets.EACH_AFTER)
    assert base.figures is not None
    gained = sum(float(claim["gain"]) for claim in data["claims"])
    third = refigure(base, base.kept - {claim["id"] for claim in data["claims"]}).figures
    assert third is not None
    assert abs(base.figures.relevance + gained - third.relevance) < 0.2


def test_where_the_judge_is_not_sure_a_person_is_asked_before_a_cut() -> None:
    """Never "nothing to cut" above a button that cuts: either the judge is sure, or it asks, or there is no button."""
    base = review()
    doubtful = base.model_copy(
        update={"readings": tuple(one.model_copy(update={"sure": False}) for one in base.readings)}
    )
    data = widgets.cuts_data(doubtful)
    assert (data["title"], data["claims"]) == ("Your word first", [])
    assert "not sure" in data["otherwise"]
    assert not widgets.waits(base.model_copy(update={"figures": None}))


def test_where_all_seems_tied_and_some_of_it_is_not_sure_the_list_asks_too() -> None:
    """As the headline does: "One claim needs your word first" never stands beside "Nothing to cut"."""
    base = review()
    tied = [one.claim.id for one in base.readings if one.tied and one.sure]
    doubt = tuple(one.model_copy(update={"sure": one.claim.id != tied[0]}) for one in base.readings)
    data = widgets.cuts_data(refigure(base.model_copy(update={"readings": doubt}), tied))
    assert (data["title"], data["each"]) == ("Your word first", "")
    assert data["otherwise"].startswith("Every claim you keep seems tied")
    assert (
        widgets.cuts_data(refigure(base, tied))["otherwise"] == "Every claim you keep is tied to something they said."
    )


def test_a_claim_ticked_off_is_marked_and_its_weight_gone() -> None:
    """In the pitch, in the table and on its card."""
    less = refigure(review(), review().kept - {"c8"})
    mark = next(mark for mark in widgets.pitch_marks(less, "c8") if mark["id"] == "c8")
    assert (mark["off"], mark["chosen"]) == (True, True)
    assert widgets.claims_data(less)["claims"][7]["weight"] == "cut"
    assert widgets.card_data(less, less.reading("c8"))["gain"] == "You cut it"


def test_flags_set_aside_come_last_with_their_reason() -> None:
    """They stay visible."""
    flags = widgets.flags_data(review())["flags"]
    assert (flags[-1]["code"], flags[-1]["dismissed"]) == ("C1", "Their board wants names.")


def test_two_takes_side_by_side_mark_what_went_and_what_came() -> None:
    """The first take's text strikes what is gone, and the sentence says both figures."""
    base = review()
    data = widgets.compare_data(("Take 1", "Take 2"), (base, refigure(base, base.kept - {"c10"})))
    assert data["sentence"].startswith("Take 1 stood at 5")
    assert [change["before"] for change in data["changes"]] == ["gift cards"]
    assert {"text": "gift cards", "mark": "gone"} in data["sides"][0]["pieces"]
    assert data["rest"] is None


DOUBTFUL = """
    push: We type every invoice twice.
    pull: I want the month closed by the third.
    anxiety, user: What if it loses one?
    habit: The folder with the blue spine.
    ---
    [It reads the invoice](s1 ?). [Originals are shredded](!s3 ?). [It has tags](?). [A box keeps the paper](s4 =0.5).
"""


def test_a_card_asks_what_its_buttons_answer() -> None:
    """Of what it found and is not sure of: Right and Wrong. "It answers nothing" is for where it found nothing."""
    asked = [widgets.card_data(one := story(DOUBTFUL), one.reading(claim))["todo"] for claim in ("c1", "c2", "c3")]
    assert [("Right or Wrong" in todo, "answers nothing" in todo) for todo in asked] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip
    assert ("answer what they said" in asked[0], "make that worse" in asked[1]) == (True, True)


def test_a_person_s_word_is_told_in_a_sentence() -> None:
    """It begins as one does."""
    word = Override(claim="c1", to="s1", relation=story(DOUBTFUL).readings[0].links[0].relation, by=state.YOU)
    review = reconsider(story(DOUBTFUL), [word])
    assert widgets.card_data(review, review.reading("c1"))["links"][0]["why"] == "You said so."


def test_the_rope_and_the_board_under_it_tell_the_same() -> None:
    """What is answered there and holds all the same is answered in part: nobody has to ask which of the two is so."""
    why = widgets.board_data(story(DOUBTFUL))["why"]
    assert why.startswith("Pulling for you: 1. Still holding: 2, 1 of them answered in part. ")


def test_who_is_not_heard_is_not_said_to_be() -> None:
    """Of nobody, or of the gatekeeper alone, neither buyer nor user is; of one of them the other is to be asked."""
    for who, told in (("gatekeeper", "Neither"), ("buyer", "Only one"), ("user", "Only one")):
        said = Profile.model_validate(
            {"prospect": "Dana", "statements": [{"force": "push", "who": who, "text": "So."}]}
        )
        assert {one["none"].startswith(told) for one in each.pairs_data(said)["lists"]} == {True}
    assert {one["none"][:7] for one in each.pairs_data(Profile(prospect="Dana"))["lists"]} == {"Neither"}
