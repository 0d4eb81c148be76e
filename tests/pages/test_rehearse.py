"""Rehearse as a rep meets it: what is on screen at once, what a change does, and that nothing typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _state as state
from pitchcheck.catalogue import Catalogue
from pitchcheck.judge import Relation
from tests.pages.conftest import Word, clicked_twice, still_there, whole
from tests.pages.judge import WordJudge

Open = Callable[[], AppTest]
HOSTILE = "<img src=x onerror=alert(1)> **bold** :material/home: [link](http://example.com) $x$"


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    (found,) = [element for element in app.get("bidi_component") if element.key == part]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def parts(app: AppTest) -> list[str]:
    """The parts on the page, in their order."""
    return [element.key for element in app.get("bidi_component")]


def typing(app: AppTest, text: str) -> AppTest:
    """The page after somebody typed."""
    app.session_state[state.TEXT] = text
    return app.run()


def test_a_finished_review_is_on_screen_before_anything_is_typed(app: Open) -> None:
    """The sample prospect, the sample pitch, the sentence and the figure with its interval."""
    page = app()
    verdict = drawn(page, "verdict")
    assert verdict["sentence"].startswith("Dana")
    assert verdict["figure"]["low"] <= verdict["figure"]["relevance"] <= verdict["figure"]["high"]
    assert drawn(page, "pitch")["text"].startswith("Thanks for making the time, Dana")


def test_the_page_answers_in_the_order_a_rep_asks(app: Open) -> None:
    """Sentence, pitch beside the cuts, board, flags, claims."""
    assert parts(app()) == ["verdict", "pitch", "cuts", "board", "flags", "claims"]


def test_marks_lie_on_the_words_they_mark(app: Open) -> None:
    """Offsets are code points of the text as typed, past emoji and right-to-left words too."""
    page = typing(app(), "🚐🚐 מפה: every van shows where it is on the map. Reports come in sixty colors.")
    pitch, claims = drawn(page, "pitch"), drawn(page, "claims")["claims"]
    said = [pitch["text"][mark["start"] : mark["end"]] for mark in pitch["marks"]]
    assert said == [claim["text"] for claim in claims]


def test_changing_the_pitch_changes_the_figure(app: Open) -> None:
    """A pitch that answers what they said stands higher than one about colors."""
    page = app()
    asked = typing(
        page, "You keep a two-hour window people promise. Customers asking when somebody is coming get a text."
    )
    high = drawn(asked, "verdict")["figure"]["relevance"]
    unasked = typing(page, asked.session_state[state.TEXT] + " Sixty colors are included for free.")
    assert drawn(unasked, "verdict")["figure"]["relevance"] < high


def test_what_did_not_change_is_not_judged_again(app: Open, judge: WordJudge) -> None:
    """A rerun of the page, a tick and an opened card ask the judge nothing."""
    page = app()
    asked = judge.asked
    page.session_state[state.CHOSEN] = (state.same(drawn(page, "claims")["claims"][1]["text"]), 0)
    page.run().button(key="cut").click().run()
    assert judge.asked == asked


def test_unticking_a_claim_moves_the_figure_by_its_weight(app: Open) -> None:
    """What the card promises is what the figure does."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "unasked")
    before = drawn(page, "verdict")["figure"]["relevance"]
    page.session_state[state.CUT] = {state.same(row["text"])}
    figure = drawn(page.run(), "verdict")["figure"]
    assert f"{figure['relevance'] - before:+.1f}" == row["weight"]
    assert figure["before"] == before


def test_the_best_cut_is_one_click_and_the_tightened_pitch_can_be_copied(app: Open) -> None:
    """The figure gets where the button said, and the shorter text is there to copy."""
    page = app()
    promised = page.button(key="best_cut").label.rsplit(" ", 1)[1]
    page.button(key="best_cut").click().run()
    assert f"{drawn(page, 'verdict')['figure']['relevance']:.0f}" == promised
    assert len(page.code[0].value) < len(drawn(page, "pitch")["text"])
    page.button(key="untick").click().run()
    assert drawn(page, "verdict")["figure"]["before"] is None


def test_a_sentence_that_has_to_be_said_anew_is_named(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever copies the shorter pitch knows that a claim is still in it; what they wrote is no markup."""
    page = app()
    page.button(key="best_cut").click().run()
    assert not page.warning
    monkeypatch.setattr("pitchcheck.advice.to_reword", lambda _: ("We have *maps*",))
    assert page.run().warning[0].value.endswith("Say it anew on the desk: “We have \\*maps\\*”")


def test_the_card_quotes_the_claim_and_what_it_answers(app: Open) -> None:
    """A tied claim's card holds the prospect's own sentence; the next one is a click away."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "tied")
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    card = drawn(page.run(), "card")
    assert (card["text"], card["links"][0]["quote"]) == (row["text"], row["bears_on"])
    page.button(key="next").click().run()
    assert drawn(page, "card")["number"] == row["number"] % len(drawn(page, "claims")["claims"]) + 1
    page.button(key="close").click().run()
    assert "card" not in parts(page)


def test_saying_wrong_changes_the_verdict_and_can_be_taken_back(app: Open) -> None:
    """Both figures show: what stands now, and what the judge alone made of it."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "tied")
    alone = drawn(page, "verdict")["figure"]["relevance"]
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    page.run().button(key="deny").click().run()
    figure = drawn(page, "verdict")["figure"]
    assert drawn(page, "card")["verdict"] == "unasked"
    assert figure["relevance"] < alone == figure["before"]
    page.button(key="unsay").click().run()
    assert drawn(page, "verdict")["figure"]["relevance"] == alone


def test_a_claim_can_be_pointed_at_what_it_answers(app: Open) -> None:
    """An unasked claim, sent to the whiteboard habit, eases it on the board."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "unasked")
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    page.run().selectbox[0].select_index(7).run()
    page.button(key="redirect").click().run()
    line = next(line for line in drawn(page, "board")["lines"] if "whiteboard" in line["text"])
    assert [claim["number"] for claim in line["by"]] == [row["number"]]
    lesson = state.store().catalogues.all()[0].value.features[-1]
    assert (lesson.name, "whiteboard" in lesson.answers[0].text) == (row["text"], True)
    page.button(key="unsay").click().run()
    assert state.store().catalogues.all()[0].value == state.sample()[2]


def test_of_two_statements_that_begin_alike_the_one_that_was_chosen_counts(app: Open) -> None:
    """A choice travels as its name, and both would have the same."""
    page = app()
    said, row = page.session_state[state.PROFILE], drawn(page, "claims")["claims"][0]
    alike = [said.statements[0].model_copy(update={"id": f"a{n}", "text": "we wait " * 20 + str(n)}) for n in (1, 2)]
    page.session_state[state.PROFILE] = said.model_copy(update={"statements": (*said.statements, *alike)})
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    box = page.run().selectbox(key=f"redirect {row['id']}")
    assert len({one for one in box.options if one.startswith("we wait")}) == 2


def test_the_first_word_moves_the_figure_by_itself_alone(app: Open, judge: WordJudge) -> None:
    """It begins a catalogue, which is read with from the next change on, as one that was there before."""
    page = app()
    page.session_state[state.CATALOGUE] = None
    row = next(claim for claim in drawn(page.run(), "claims")["claims"] if claim["verdict"] == "tied")
    asked, alone = judge.asked, drawn(page, "verdict")["figure"]["relevance"]
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    page.run().button(key="confirm").click().run()
    assert (len(state.store().catalogues.all()), judge.asked) == (1, asked)
    assert drawn(page, "verdict")["figure"]["before"] == alone
    said = {"text": "We send a text to everybody who waits.", "revision": drawn(page, "pitch")["revision"]}
    still_there(page, Word(page, "pitch", "text", said, once=False))
    assert page.session_state[state.CATALOGUE] == state.store().catalogues.all()[0].value


def test_a_claim_the_judge_is_not_sure_of_can_be_said_to_answer_nothing(app: Open) -> None:
    """The card asks for it, so the card has the button: one click, and the claim is unasked for sure."""
    page = app()
    row = next(one for one in drawn(page, "claims")["claims"] if not one["sure"])
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    assert "answers nothing" in drawn(page.run(), "card")["todo"]
    page.button(key="nothing").click().run()
    card = drawn(page, "card")
    assert (card["verdict"], card["sure"], "answers nothing" in card["todo"]) == ("unasked", True, False)
    page.button(key="unsay").click().run()
    assert not drawn(page, "card")["sure"]


def test_a_claim_can_be_said_to_make_worse_what_they_said(app: Open) -> None:
    """An unasked claim, sent against the whiteboard habit: worse on the board, and among what its feature raises."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "unasked")
    page.session_state[state.CHOSEN] = (state.same(row["text"]), 0)
    page.run().selectbox[0].select_index(7).run()
    page.button(key="worsens").click().run()
    assert drawn(page, "card")["verdict"] == "worse"
    line = next(line for line in drawn(page, "board")["lines"] if "whiteboard" in line["text"])
    assert [claim["number"] for claim in line["worse"]] == [row["number"]]
    lesson = state.store().catalogues.all()[0].value.features[-1]
    assert (lesson.name, "whiteboard" in lesson.raises[0].text) == (row["text"], True)
    page.button(key="unsay").click().run()
    assert state.store().catalogues.all()[0].value == state.sample()[2]


def test_a_persons_word_stays_with_the_words_it_was_about(app: Open) -> None:
    """A sentence put in front renumbers the claims; the word stays on the same claim."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "unasked")
    page.session_state[state.WORDS] = {state.same(row["text"]): {"s8": (Relation.EASES, "")}}
    typing(page, "We have a new office in town. " + page.session_state[state.TEXT])
    line = next(line for line in drawn(page, "board")["lines"] if "whiteboard" in line["text"])
    assert [claim["text"] for claim in line["by"]] == [row["text"]]


def test_an_empty_desk_says_what_to_do_and_gives_back_what_was_there(app: Open) -> None:
    """New pitch clears for a paste; one click brings the last one back."""
    page = app()
    page.button(key="new").click().run()
    assert "empty" in drawn(page, "verdict")["sentence"]
    assert (drawn(page, "pitch")["text"], drawn(page, "pitch")["focus"]) == ("", True)
    page.button(key="before").click().run()
    assert drawn(page, "pitch")["text"].startswith("Thanks for making the time")


def test_a_second_visit_finds_the_desk_as_it_was_left(app: Open) -> None:
    """After a reload or a crash what was ticked off is still ticked off, and a cleared desk is still clear."""
    first = app()
    first.button(key="best_cut").click().run()
    second = app()
    assert drawn(second, "verdict")["figure"] == drawn(first, "verdict")["figure"]
    first.button(key="new").click().run()
    assert drawn(app(), "pitch")["text"] == ""


def test_the_last_pitch_is_brought_back_whatever_was_laid_over_it(app: Open) -> None:
    """By a take, a file, or nothing, and after a reload: with its title, as the pitch that its takes are of."""
    page = app()
    page.button(key="save").click().run()
    was, take = page.session_state[state.TEXT], page.session_state[state.PITCH_ID]
    page.button(key="new").click().run()
    again = app()
    again.button(key="before").click().run()
    assert (again.session_state[state.TEXT], again.session_state[state.PITCH_ID]) == (was, take)
    assert "before" not in {one.key for one in again.button}
    typing(again, "We text your customers the arrival time. There are sixty reports.")
    again.session_state[state.CUT] = {state.same(drawn(again, "claims")["claims"][0]["text"])}
    again.run().button(key="tighten").click().run()
    again.button(key="before").click().run()
    assert again.session_state[state.TEXT] == "We text your customers the arrival time. There are sixty reports."


def test_the_last_pitch_is_offered_once_where_there_is_no_review(app: Open) -> None:
    """Somebody of whom nothing is known yet: what is on the desk stays there, unread."""
    page = app()
    page.button(key="new").click().run()
    typing(page, "We text your customers the arrival time.")
    profile = page.session_state[state.PROFILE]
    page.session_state[state.PROFILE] = profile.model_copy(update={"statements": ()})
    page.run()
    assert not page.exception
    assert [one.label for one in page.button if one.key == "before"] == ["Bring back the last pitch"]


def test_what_was_typed_last_is_what_is_saved_and_tightened(app: Open) -> None:
    """The click comes before the page has drawn it: what stood in the box counts, not what was on screen."""
    page = app()
    page.button(key="best_cut").click().run()
    for button in ("save", "tighten"):
        page.session_state[state.TEXT] += f" There is a board for {button}."
        page.button(key=button).click().run()
        assert not page.exception
    (take,) = state.store().takes.mine()
    assert state.store().takes.review(take.id).pitch.text.endswith("There is a board for save.")
    assert page.session_state[state.TEXT].endswith("There is a board for tighten.")


def test_a_take_comes_back_as_it_was_and_teaches_nothing(app: Open) -> None:
    """With what was said and set aside; another product's catalogue that is in force by now learns nothing of it."""
    page = app()
    claim = next(one for one in drawn(page, "claims")["claims"] if one["verdict"] == "tied")
    page.session_state[state.CHOSEN] = (state.same(claim["text"]), 0)
    page.run().button(key="confirm").click().run()
    flag = drawn(page, "flags")["flags"][0]
    still_there(page, Word(page, "flags", "dismissed", {"key": flag["key"], "reason": "They know that."}))
    page.button(key="save").click().run()
    (saved,) = state.store().catalogues.all()
    other = state.store().catalogues.save(saved.value.model_copy(update={"product": "Biller", "features": ()}))
    page.button(key="new").click().run()
    page.radio[0].set_value("Biller").run()
    page.button(key="reopen").click().run()
    assert not page.exception
    assert [one.version for one in state.store().catalogues.all()] == [other.version, saved.version]
    assert page.session_state[state.CATALOGUE].product == saved.value.product
    (back,) = [one for one in drawn(page, "flags")["flags"] if one["key"] == flag["key"]]
    assert back["dismissed"] == "They know that."
    assert page.session_state[state.WORDS].keys() == {state.same(claim["text"])}
    assert drawn(app(), "flags")["flags"] == drawn(page, "flags")["flags"]


def test_a_claim_that_is_said_twice_has_two_cards(app: Open) -> None:
    """Going on from the first comes to the second and past it, and to the first again."""
    page = typing(app(), "There are sixty reports. We text your customers. There are sixty reports. It has colors.")
    rows = [one["id"] for one in drawn(page, "claims")["claims"]]
    page = still_there(page, Word(page, "claims", "opened", rows[0]))
    seen = []
    for _ in rows:
        seen.append(next(one["id"] for one in drawn(page, "pitch")["marks"] if one["chosen"]))
        page.button(key="next").click().run()
    assert seen == rows


def test_two_takes_are_saved_listed_and_compared(app: Open) -> None:
    """What was cut between them is named with what it did to the figure."""
    page = app()
    row = next(claim for claim in drawn(page, "claims")["claims"] if claim["verdict"] == "unasked")
    page.button(key="save").click().run()
    page.session_state[state.CUT] = {state.same(row["text"])}
    page.run().button(key="save").click().run()
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 2", "Take 1"]
    (change,) = drawn(page, "compare")["changes"]
    assert (change["kind"], change["before"], change["effect"]) == ("cut", row["text"], row["weight"])


def test_a_saved_take_keeps_the_words_and_the_ticks(app: Open) -> None:
    """What is typed afterwards does not change what was saved."""
    page = app()
    page.button(key="best_cut").click().run().button(key="save").click().run()
    was, kept = page.session_state[state.TEXT], len(drawn(page, "cuts")["claims"])
    typing(page, "Something else altogether is said here.")
    (take,) = state.store().takes.of(page.session_state[state.PITCH_ID])
    saved = state.store().takes.review(take.id)
    assert saved.pitch.text == was
    assert 0 < len(saved.kept) < len(saved.readings)
    assert kept == 0


def test_a_pitch_with_a_take_is_found_again_once_another_is_on_the_desk(app: Open) -> None:
    """Each pitch by its last take; brought back, it has its own takes and what comes next is the next of them."""
    page = app()
    page.button(key="save").click().run()
    was = page.session_state[state.TEXT]
    assert not page.selectbox
    page.button(key="new").click().run()
    typing(page, "We text your customers the arrival time. There are sixty reports.").button(key="save").click().run()
    (box,) = page.selectbox
    assert (box.label, len(box.options)) == ("Your other pitches", 1)
    assert ("Dana Whitlock" in box.options[0], "Take 1" in box.options[0]) == (True, True)
    page.button(key="reopen").click().run()
    assert (page.session_state[state.TEXT], len(drawn(page, "takes")["takes"])) == (was, 1)
    page.button(key="save").click().run()
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 2", "Take 1"]


def test_pitches_that_begin_alike_are_each_found_again(app: Open) -> None:
    """Two saved in one minute for one prospect, as after several at once: the one that was picked comes back."""
    page, texts = app(), [f"We text your customers the arrival time every day. There are {n} reports." for n in "67"]
    for text in texts:
        page.button(key="new").click().run()
        typing(page, text).button(key="save").click().run()
    page.button(key="new").click().run()
    found = []
    for n in range(2):
        page.selectbox(key="other").select_index(n)
        page.button(key="reopen").click().run()
        found.append(page.session_state[state.TEXT])
        page.button(key="new").click().run()
    assert sorted(found) == texts


def test_a_take_that_is_gone_by_the_time_it_is_brought_back_is_told_in_a_sentence(app: Open) -> None:
    """Another tab deleted it; what is on the desk stays there."""
    page = app()
    page.button(key="save").click().run()
    page.button(key="new").click().run()
    typing(page, "We text your customers the arrival time.")
    state.store().takes.delete(state.store().takes.last()[0].id)
    page.button(key="reopen").click().run()
    assert (len(page.error), page.session_state[state.TEXT]) == (1, "We text your customers the arrival time.")


def test_the_tightened_pitch_is_the_next_take_of_the_same_pitch(app: Open) -> None:
    """So that the two can be compared, as the page says under Takes; and it is read anew, as the page says too."""
    page = app()
    page.button(key="save").click().run().button(key="best_cut").click().run()
    assert any("read anew" in one.value for one in page.caption)
    page.button(key="tighten").click().run().button(key="save").click().run()
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 2", "Take 1"]


def test_a_take_is_shared_and_no_longer(app: Open) -> None:
    """As the Team page says, and nothing is shared that was only saved; a fault is told in a sentence."""
    page = app()
    page.button(key="save").click().run()
    (take,) = drawn(page, "takes")["takes"]
    assert take["shared"] is False
    for wanted in (True, False):
        still_there(page, Word(page, "takes", "shared", {"id": take["id"], "shared": wanted}))
        (seen,) = drawn(page, "takes")["takes"]
        assert (seen["shared"], state.store().takes.get(take["id"]).shared_at is not None) == (wanted, wanted)
    state.store().takes.delete(take["id"])
    still_there(page, Word(page, "takes", "shared", {"id": take["id"], "shared": True}))
    assert len(page.error) == 1


def test_a_take_is_deleted_and_the_others_are_still_compared(app: Open) -> None:
    """What is on the desk stays, the others keep their numbers; one that is gone already is told of."""
    page = app()
    for _ in range(3):
        page.button(key="save").click().run()
    was, middle = page.session_state[state.TEXT], drawn(page, "takes")["takes"][1]
    still_there(page, Word(page, "takes", "deleted", middle["id"]))
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 3", "Take 1"]
    assert [page.selectbox(key=key).value for key in ("compare.from", "compare.to")] == [
        take["id"] for take in reversed(drawn(page, "takes")["takes"])
    ]
    still_there(page, Word(page, "takes", "deleted", middle["id"]))
    assert (len(page.error), page.session_state[state.TEXT]) == (1, was)


def test_with_its_last_take_a_pitch_goes_from_the_list_and_stays_on_the_desk(app: Open) -> None:
    """It can be saved again."""
    page = app()
    page.button(key="save").click().run()
    still_there(page, Word(page, "takes", "deleted", drawn(page, "takes")["takes"][0]["id"]))
    assert (state.store().takes.last(), len(page.error)) == ((), 0)
    page.button(key="save").click().run()
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 1"]


def test_a_take_is_kept_with_the_prospect_it_was_made_for(app: Open) -> None:
    """Where that one is saved: so that an outcome finds the pitch it came after, and erasing them finds the take."""
    prospect = state.store().profiles.save(state.sample()[1])
    app().button(key="save").click().run()
    assert len(state.store().privacy.on_profile(prospect.id)["reviews"]) == 1


def test_words_from_people_are_given_as_data_never_as_markup(app: Open) -> None:
    """Hostile text reaches every part as it was typed, and no Streamlit label lets any of it through."""
    page = app()
    profile = page.session_state[state.PROFILE]
    hostile = profile.statements[0].model_copy(update={"text": HOSTILE})
    page.session_state[state.PROFILE] = profile.model_copy(
        update={"prospect": HOSTILE, "statements": (hostile, *profile.statements[1:])}
    )
    typing(page, f"{HOSTILE} and that is all there is to say.")
    assert HOSTILE in drawn(page, "board")["lines"][0]["text"]
    label = page.button(key="prospect").label
    assert re.search(r"(?<!\\)[<>*\[\]$:]", label) is None
    assert "img src" in label
    assert not page.exception


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("   \n ", "empty"),
        ("word " * 500_000, "characters"),
        ("Das ist gut und das ist auch gut, sagen wir", "German"),
        ("Hello there.", "reason to buy"),
    ],
    ids=["empty", "too long", "another language", "no claim"],
)
def test_what_cannot_be_reviewed_is_said_in_a_sentence(app: Open, text: str, says: str) -> None:
    """One clear sentence, no figure, and the text is still on the desk."""
    page = typing(app(), text)
    verdict = drawn(page, "verdict")
    assert says in verdict["sentence"]
    assert verdict["figure"] is None
    assert page.session_state[state.TEXT] == text


def test_a_thin_profile_has_no_figure_but_questions(app: Open) -> None:
    """With a push alone the page says what to find out, and marks the claims all the same."""
    page = app()
    profile = page.session_state[state.PROFILE]
    page.session_state[state.PROFILE] = profile.model_copy(update={"statements": profile.statements[:1]})
    page.run()
    verdict = drawn(page, "verdict")
    assert verdict["figure"] is None
    assert "Ask:" in verdict["sentence"] + " ".join(verdict["questions"])
    assert drawn(page, "pitch")["marks"]


def test_a_flag_set_aside_stays_in_sight_with_its_reason(app: Open) -> None:
    """It moves to the end and can be brought back."""
    page = app()
    flag = drawn(page, "flags")["flags"][0]
    review = state_review(page)
    found = next(one for one in review.flags if one.message == flag["message"])
    page.session_state[state.DISMISSED] = {
        (
            found.code,
            *(state.same(review.reading(c).claim.text) for c in found.claims),
            *found.statements,
        ): "They like it."
    }
    last = drawn(page.run(), "flags")["flags"][-1]
    assert (last["message"], last["dismissed"]) == (flag["message"], "They like it.")


def state_review(page: AppTest) -> Any:
    """The review the session holds."""
    return page.session_state[state.READ][1]


def test_the_catalogue_in_force_can_be_picked_and_stays(app: Open) -> None:
    """The library alone: it says so, leads to the confirmation, and neither a new word nor a reload changes it."""
    page = app()
    assert drawn(page, "verdict")["confirm"] is None
    (chooser,) = [one for one in page.radio if one.label == "Which catalogue is your pitch read with?"]
    assert chooser.value == "Dispatchwell"
    page = chooser.set_value("The library of customers’ words alone").run()
    assert "library of customers’ words only" in drawn(page, "verdict")["basis"]
    assert drawn(page, "verdict")["confirm"].startswith("Make it surer")
    typing(page, page.session_state[state.TEXT] + " Every van shows where it is on the map.")
    assert page.session_state[state.CATALOGUE] is None
    german = typing(page, "Wir zeigen jeden Wagen auf einer Karte und planen neu.")
    assert drawn(german, "claims")["claims"]
    assert drawn(german, "verdict")["confirm"] is None, "of a guess nothing can be confirmed"
    again = app()
    assert again.session_state[state.CATALOGUE] is None
    (chooser,) = [one for one in again.radio if one.label == "Which catalogue is your pitch read with?"]
    assert chooser.set_value("Dispatchwell").run().session_state[state.CATALOGUE].product == "Dispatchwell"


def test_a_catalogue_that_comes_into_force_by_itself_stays(app: Open) -> None:
    """What stood in the box before is no pick: another pitch is read with one's own catalogue."""
    state.store().catalogues.save(Catalogue(product="Ours"))
    page = app()
    (box,) = [one for one in page.radio if one.label == "Which catalogue is your pitch read with?"]
    box.set_value("Dispatchwell")
    page.session_state[state.CATALOGUE] = state.catalogue_of("Ours")
    still_there(page.run(), box)
    assert page.session_state[state.CATALOGUE].product == "Ours"
    assert not page.session_state[state.PICKED]


def test_of_two_products_the_one_that_the_pitch_names_is_read_with(app: Open) -> None:
    """A catalogue of another product in force gives way to it, with no pick; what somebody picked gives way to none."""
    for product in ("Larder", "Your product"):
        state.store().catalogues.save(Catalogue(product=product))
    page = app()
    page.session_state[state.CATALOGUE] = state.catalogue_of("Your product")
    for text, read_with in (
        ("We scan your delivery notes.", "Your product"),
        ("LARDER scans your delivery notes.", "Larder"),
        ("It scans your delivery notes.", "Larder"),
    ):
        said = {"text": text, "revision": drawn(page, "pitch")["revision"]}
        still_there(page, Word(page, "pitch", "text", said, once=False))
        assert page.session_state[state.CATALOGUE].product == read_with
    (box,) = [one for one in page.radio if one.label == "Which catalogue is your pitch read with?"]
    page = box.set_value("Your product").run()
    said = {"text": "Larder scans.", "revision": drawn(page, "pitch")["revision"]}
    still_there(page, Word(page, "pitch", "text", said, once=False))
    assert page.session_state[state.CATALOGUE].product == "Your product"


def test_what_was_typed_before_stays_off_the_desk(app: Open) -> None:
    """Another pitch was laid on it since; a browser that is still on another page sends the last one all the same."""
    page = whole()
    said = Word(page, "pitch", "text", {"text": "We wait all day.", "revision": 0}, once=False)
    still_there(page, said)
    assert page.session_state[state.TEXT] == "We wait all day."
    page.button(key="new").click().run().switch_page("pages/you.py").run()
    still_there(page, said)
    assert page.session_state[state.TEXT] == ""
    del page.session_state[state.REVISION], page.session_state[state.TEXT]  # as when the sample team is removed
    still_there(page, said)
    assert state.TEXT not in page.session_state


def test_a_pitch_file_is_laid_on_the_desk_once(app: Open) -> None:
    """Not again over what was typed since."""
    page = whole()
    box = page.file_uploader(key="upload").set_value(("a.txt", b"The board plans every morning.", "text/plain"))
    box.run()
    assert page.session_state[state.TEXT] == "The board plans every morning."
    typing(page, "Mine.").switch_page("pages/you.py").run()
    still_there(page, box)
    assert page.session_state[state.TEXT] == "Mine."


def test_a_double_click_saves_one_take(app: Open) -> None:
    """The second click is the same click."""
    page = clicked_twice(app(), "save")
    assert [take["name"] for take in drawn(page, "takes")["takes"]] == ["Take 1"]
