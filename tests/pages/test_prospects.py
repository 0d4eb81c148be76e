"""The Prospects page without a browser: who is known, what to ask, what was ruled out, and many at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages import _profile as profiles
from pages import _shelf as shelf
from pages import _state as state
from pages._prospect import form_of, profile_of
from pitchcheck import files
from pitchcheck.catalogue import Catalogue, Feature
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Handling, Profile, Stage, Who
from pitchcheck.store import Conflict
from pitchcheck.store.history import changes
from tests.pages.conftest import Word, clicked_twice, still_there, whereabouts
from tests.pages.judge import WordJudge
from tests.store.world import enter

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](http://example.com) $x$"
DANA = {
    "prospect": "Dana Whitlock",
    "company": "Larkfield",
    "struggling_moment": "On Friday two vans met in one driveway.",
    "stage": "deciding",
    "people": [{"name": "Priya", "who": "gatekeeper"}],
    "statements": [
        {"force": "push", "text": "Customers call all morning to ask where the technician is."},
        {"force": "pull", "who": "user", "text": "I want to know where every van is."},
        {"force": "habit", "who": "user", "text": "My whiteboard makes sense at six."},
        {"force": "no", "who": "gatekeeper", "text": "The invoices stay where they are.", "person": "Priya"},
    ],
}

MORE = {
    "industry": "heating",
    "shared_progress": "Everybody knows where every van is.",
    "tradeoffs": [{"give_up": "the whiteboard", "in_return": "quiet mornings"}],
    "price": 1800.0,
    "currency": "EUR",
    "product_terms": ["PalScan"],
}
"""What else can be known of her."""

Open = Callable[..., AppTest]


@pytest.fixture
def prospects(judge: WordJudge, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens Prospects over a store that holds these profiles; by default on the list."""
    monkeypatch.setattr("pitchcheck.sides._encoded", lambda texts: pytest.importorskip("numpy").eye(len(texts), 9))
    st.cache_resource.clear()
    st.cache_data.clear()

    def opened(*profiles: dict[str, Any], one: int | None = None, view: str = shelf.BOARD) -> AppTest:
        saved = state.store().profiles.save_all([Profile.model_validate(profile) for profile in profiles])
        test = AppTest.from_file(str(ROOT / "pages" / "prospects.py"), default_timeout=60)
        if one is not None:
            test.session_state[shelf.OPENED], test.session_state[shelf.VIEW] = saved[one].id, view
        return well(test.run())

    yield opened
    state.store().close()
    st.cache_resource.clear()
    st.cache_data.clear()


def well(app: AppTest) -> AppTest:
    """The page, which drew without an error."""
    assert not app.exception, app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    """The page after a click."""
    return well(app.button(key=key).click().run())


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    (found,) = [element for element in app.get("bidi_component") if element.key == part]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def words(app: AppTest) -> str:
    """Everything the page says in its own words."""
    return " ".join(one.value for one in app.markdown)


def names(app: AppTest) -> list[str]:
    """Who is on the list."""
    return [row["name"] for row in drawn(app, "roster")["rows"]]


def now() -> Profile:
    """The only prospect, as it is saved now."""
    (saved,) = state.store().profiles.all(archived=None)
    return saved.value


def test_nobody_yet(prospects: Open) -> None:
    """The empty page says what a profile is for, and offers a sample that opens on its board."""
    app = prospects()
    assert "what they said, not what you sell" in words(app)
    app = press(app, "sample")
    assert len(drawn(app, "profile")["lines"]) == 9
    assert drawn(app, "asks")["stand"] == "Ready to pitch"


def test_a_profile_from_nothing(prospects: Open) -> None:
    """A name is enough to start. What is missing is asked, and nothing is filled in."""
    app = prospects()
    app.text_input(key="new.name").input("Rosa Lind")
    app = press(app, "new.start")
    assert now() == Profile(prospect="Rosa Lind")
    asks = drawn(app, "asks")
    assert (asks["known"], asks["of"], asks["stand"]) == (0, 10, "Ask 4 questions before you pitch")
    assert drawn(app, "profile")["lines"] == []


def test_one_who_may_be_there_already_is_told(prospects: Open) -> None:
    """The new profile opens all the same; of somebody else nothing is said."""
    state.store().profiles.save(Profile(prospect="Rosa Lind", company="Lind*s* Bakery"))
    for name, told in (("rosa lind.", True), ("Bo Brandt", False)):
        app = prospects()
        app.text_input(key="new.name").input(name)
        app = press(app, "new.start")
        assert (r"Rosa Lind\, Lind\*s\* Bakery is on the list already" in words(app)) == told
        assert name in {one.value.prospect for one in state.store().profiles.all()}


def test_no_name_no_profile(prospects: Open) -> None:
    """Without a name nothing is saved, and the page says why."""
    app = press(prospects(), "new.start")
    assert "Give them a name" in app.error[0].value
    assert state.store().profiles.all() == ()


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("filter.company", "Larkfield", ["Dana Whitlock"]),
        ("filter.stage", "first thought", ["Rosa Lind"]),
        ("filter.known", "ready to pitch", ["Dana Whitlock"]),
        ("filter.known", "still to ask", ["Rosa Lind"]),
    ],
)
def test_filters(prospects: Open, key: str, value: str, left: list[str]) -> None:
    """Company, stage and how much is known each narrow the list."""
    app = prospects(DANA, {"prospect": "Rosa Lind", "stage": Stage.FIRST_THOUGHT})
    assert len(names(app)) == 2
    assert names(well(app.selectbox(key=key).select(value).run())) == left


def test_whose_prospect_it_is_can_be_asked(prospects: Open) -> None:
    """A team mate's prospect says whose it is, and the owner is a filter once there is more than one."""
    mate = enter(state.store(), "Kim Adeyemi", "north")
    mate.profiles.save(Profile(prospect="Rosa Lind", company="Lind"))
    app = prospects(DANA)
    assert {row["sub"] for row in drawn(app, "roster")["rows"]} == {"Larkfield", "Lind, of Kim Adeyemi"}
    assert names(well(app.selectbox(key="filter.owner").select("Kim Adeyemi").run())) == ["Rosa Lind"]
    assert names(well(app.selectbox(key="filter.owner").select("me").run())) == ["Dana Whitlock"]


def test_search_reads_what_they_said(prospects: Open) -> None:
    """A rep remembers the whiteboard, not the name."""
    app = prospects(DANA, {"prospect": "Rosa Lind"})
    assert names(well(app.text_input(key="search").input("whiteboard six").run())) == ["Dana Whitlock"]
    assert "roster" not in [one.key for one in app.text_input(key="search").input("zebra").run().get("bidi_component")]


def test_a_long_list_is_shown_in_steps(prospects: Open) -> None:
    """Fifty at a time, and the button says of how many."""
    app = prospects(*({"prospect": f"Prospect {n}"} for n in range(60)))
    assert len(names(app)) == 50
    assert app.button(key="more").label == "Show more (50 of 60)"
    assert len(names(press(app, "more"))) == 60


def test_how_far_a_list_is_opened_is_its_own(prospects: Open) -> None:
    """More of the prospects is no more of the features: the catalogue still shows its first forty."""
    app = press(prospects(*({"prospect": f"Prospect {n}"} for n in range(60))), "more")
    features = tuple(Feature(name=f"Feature {n}") for n in range(60))
    state.store().catalogues.save(Catalogue(product="Larkboard", features=features))
    catalogue = AppTest.from_file(str(ROOT / "pages" / "catalogue.py"), default_timeout=60)
    for key in ("limit", "prospects.limit"):
        if key in app.session_state:
            catalogue.session_state[key] = app.session_state[key]
    catalogue.session_state["catalogue.product"] = "Larkboard"
    assert well(catalogue.run()).button(key="more").label == "Show more (40 of 60)"


def test_delete_and_undo(prospects: Open) -> None:
    """A deleted prospect is off the list, in the bin, and one click away."""
    app = press(prospects(DANA, one=0), "delete")
    assert "Dana Whitlock is deleted" in words(app)
    assert state.store().profiles.all() == ()
    app = press(app, "undo")
    assert names(app) == ["Dana Whitlock"]
    assert now() == Profile.model_validate(DANA)


def test_the_bin_gives_back(prospects: Open) -> None:
    """What lies in the bin can be opened there and brought back, long after the undo is gone."""
    app = prospects(DANA)
    (saved,) = state.store().profiles.all()
    state.store().profiles.delete(saved.id)
    app = well(app.selectbox(key="filter.where").select("in the bin").run())
    assert names(app) == ["Dana Whitlock"]
    again = AppTest.from_file(str(ROOT / "pages" / "prospects.py"), default_timeout=60)
    again.session_state[shelf.OPENED] = saved.id
    press(well(again.run()), "undelete")
    assert len(state.store().profiles.all()) == 1


def test_a_double_click_makes_one_prospect_of_each(prospects: Open) -> None:
    """One sample, one copy of somebody, and each of a file once."""
    clicked_twice(prospects(), "sample")
    assert len(state.store().profiles.all()) == 1
    clicked_twice(prospects(DANA, one=0), "duplicate")
    assert len(state.store().profiles.all()) == 3
    clicked_twice(imported(prospects(), CSV.encode()), "many.take")
    assert len(state.store().profiles.all()) == 5


def test_archive_and_duplicate(prospects: Open) -> None:
    """An archived prospect is out of the list but not gone; a copy is a profile of its own."""
    app = press(prospects(DANA, one=0), "duplicate")
    assert drawn(app, "profile")["lines"]
    assert {one.value.prospect for one in state.store().profiles.all()} == {"Dana Whitlock", "Dana Whitlock (copy)"}
    app = press(app, "archive")
    assert names(app) == ["Dana Whitlock"]
    assert names(well(app.selectbox(key="filter.where").select("archived").run())) == ["Dana Whitlock (copy)"]
    press(app, "undo")
    assert len(state.store().profiles.all()) == 2


def test_the_board_has_every_statement_and_questions_beside_it(prospects: Open) -> None:
    """Force, speaker and source of each; the user's whiteboard is named in no question, because it is known."""
    app = prospects(DANA, one=0)
    lines = drawn(app, "profile")["lines"]
    assert [(line["force"], line["says"]) for line in lines][-1] == ("no", "Priya")
    questions = [ask["question"] for ask in drawn(app, "asks")["asks"]]
    assert "What could go wrong if you did this?" in questions
    assert not any("miss" in question for question in questions)


def test_words_of_ours_are_caught_with_the_question_behind_them(prospects: Open) -> None:
    """By rule, and by the judge where no rule sees it."""
    mine = {
        **DANA,
        "statements": [{"force": "pull", "text": t} for t in ("needs a dashboard", "a thingamajig", "quiet")],
    }
    hints = [line["hint"] for line in drawn(prospects(mine, one=0), "profile")["lines"]]
    assert hints[0] == {"words": "dashboard", "question": "What would the dashboard let you stop doing?"}
    assert hints[1]["words"] == "thingamajig"
    assert hints[2] is None


def test_the_moment_is_saved_as_it_is_typed(prospects: Open) -> None:
    """One field, one version; the board and the questions follow."""
    app = prospects({**DANA, "struggling_moment": ""}, one=0)
    assert any("what happened" in ask["missing"] for ask in drawn(app, "asks")["asks"])
    app.text_area[0].input("The bank rang on Friday.").run()
    assert now().struggling_moment == "The bank rang on Friday."


def field(app: AppTest, label: str) -> Any:
    """The widget of that label, whatever version of the profile it shows."""
    everything = [*app.text_input, *app.selectbox, *app.number_input]
    return next(one for one in everything if one.label == label)


def test_every_detail_is_saved_as_it_is_typed(prospects: Open) -> None:
    """Stage, price and our own names, one version each; another view loses none, and who they are stays."""
    app = prospects(DANA, one=0, view=shelf.DETAILS)
    app = well(field(app, "Stage").select("onboarding").run())
    app = well(field(app, "Price").set_value(1800.0).run())
    app = well(field(app, "Industry").input("heating").run())
    app = well(field(app, "Our own names for it").input("PalScan, Pal Suite").run())
    assert (now().stage, now().price, now().industry) == (Stage.ONBOARDING, 1800.0, "heating")
    assert now().product_terms == ("PalScan", "Pal Suite")
    assert now().people == Profile.model_validate(DANA).people
    well(field(app, "Company").input("").run())
    assert now().company is None


@pytest.mark.parametrize("name", ["Bob ", " "], ids=["a space behind it", "only a space"])
def test_spaces_around_a_name_are_no_change(prospects: Open, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The row is saved once, without them, or waits for its name; the page does not draw itself again for ever."""

    def typed(base: list[dict[str, Any]], **_: object) -> list[dict[str, Any]]:
        return [base[0], {"name": name, "who": "buyer", "title": None}] if "name" in base[0] else base

    monkeypatch.setattr(st, "data_editor", typed)
    prospects(DANA, one=0, view=shelf.DETAILS)
    assert [one.name for one in now().people] == ["Priya", *name.split()]


def test_what_the_small_form_does_not_show_stays(prospects: Open) -> None:
    """A profile that is opened in it, used and saved is the same profile: whatever is known of them."""
    full = Profile.model_validate({**DANA, **MORE})
    assert {name for name, value in full if value == Profile.model_fields[name].default} == set()
    assert profile_of(form_of(full)) == full


def test_use_and_save_keeps_what_came_to_the_prospect_meanwhile(prospects: Open) -> None:
    """The form opened before a statement was written down on Prospects: both are kept; of one thing changed twice
    nothing is overwritten.
    """
    prospects(DANA, one=0)
    (saved,) = state.store().profiles.all()
    st.session_state[state.PROFILE] = saved.value
    state.store().profiles.save(shelf.with_statement(saved.value, {"force": "pull", "text": "Quiet."}), saved)
    both = state.save_profile(saved.value.model_copy(update={"price": 900.0}))
    assert (both.statements[-1].text, both.price) == ("Quiet.", 900.0)
    assert now() == both
    with pytest.raises(Conflict):
        state.save_profile(saved.value.model_copy(update={"price": 700.0}))
    assert now() == both


def test_two_people_add_at_once_and_both_are_kept(prospects: Open) -> None:
    """What somebody else added meanwhile stays, and the page says so."""
    prospects(DANA, one=0)
    (saved,) = state.store().profiles.all()
    st.session_state[shelf.SEEN], st.session_state[shelf.OPENED] = saved, saved.id
    state.store().profiles.save(shelf.with_statement(saved.value, {"force": "pull", "text": "Quiet."}), saved)
    shelf.save_statement({"id": None, "force": "anxiety", "text": "Wet gloves."})
    assert [one.text for one in now().statements[-2:]] == ["Quiet.", "Wet gloves."]
    assert "Both are kept" in st.session_state[shelf.TOLD]


def test_two_people_change_one_statement_and_neither_is_overwritten(prospects: Open) -> None:
    """The second is told what stands now, and what they typed stays in the editor."""
    prospects(DANA, one=0)
    (saved,) = state.store().profiles.all()
    st.session_state[shelf.SEEN], st.session_state[shelf.OPENED] = saved, saved.id
    first = saved.value.statements[0].model_dump(mode="json")
    state.store().profiles.save(shelf.with_statement(saved.value, {**first, "text": "They call at six."}), saved)
    shelf.save_statement({**first, "text": "They call all day."})
    assert now().statements[0].text == "They call at six."
    assert "It now says “They call at six.”" in st.session_state[shelf.PROBLEM]
    assert st.session_state[shelf.ASKED]["text"] == "They call all day."
    shelf.save_statement({**first, "text": "They call all day."})
    assert now().statements[0].text == "They call all day."


def test_a_name_cannot_be_emptied(prospects: Open) -> None:
    """The problem is one sentence, and nothing is saved."""
    app = prospects(DANA, one=0, view=shelf.DETAILS)
    app = well(field(app, "Name").input(" ").run())
    assert len(app.error) == 1
    assert now().prospect == "Dana Whitlock"


def test_history_and_back_again(prospects: Open) -> None:
    """Who changed what, one click back to how it was, and one more to how it was before that click."""
    app = prospects({**DANA, "struggling_moment": ""}, one=0)
    app.text_area[0].input("The bank rang.").run()
    app = well(app.segmented_control(key=shelf.VIEW).set_value(shelf.HISTORY).run())
    assert "what happened: added The bank rang" in words(app)
    app = press(app, "back 1")
    assert now().struggling_moment == ""
    press(app, "undo")
    assert now().struggling_moment == "The bank rang."


RING = {"id": "s1", "force": "push", "text": "We ring round"}


@pytest.mark.parametrize(
    ("kind", "before", "after", "line"),
    [
        (
            Profile, {"statements": [RING]}, {"statements": [RING | {"strength": 3, "person": "Bo", "source": "call"}]},
            "statement: push, buyer, We ring round; name: added Bo; source: added call; strength: 2 → 3",
        ),
        (
            Profile, {"statements": [RING]}, {"statements": [RING | {"text": "We ring them all", "verbatim": False}]},
            "statement: push, buyer; words: We ring round → We ring them all; in their own words: yes → no",
        ),
        (
            Profile, {}, {"tradeoffs": [{"give_up": "the paper log", "in_return": "fewer calls"}]},
            "tradeoffs: added the paper log, fewer calls",
        ),
        (
            Profile, {"product_terms": ["PalScan"]}, {"product_terms": ["PalScan", "PalTrack"]},
            "our own names: added PalTrack",
        ),
        (Profile, {"product_terms": ["A", "B"]}, {"product_terms": ["B", "A"]}, "our own names: in another order"),
        (
            Catalogue, {"features": [{"name": "Live map"}]},
            {"features": [{"name": "Live map", "answers": ["where is my van"]}]},
            "features: Live map; what customers said: added where is my van",
        ),
        (
            Catalogue,
            {"features": [{"name": "Live map", "raises": [{"text": "who watches", "origin": "drafted"}, "a"]}]},
            {"features": [{"name": "Live map", "raises": [{"text": "who watches", "origin": "confirmed"}, "b"]}]},
            "features: Live map; what it raises: added b; took out a; changed: who watches; "
            "origin: drafted → confirmed",
        ),
    ],
)  # fmt: skip
def test_the_history_says_what_became_another(
    kind: type[Profile | Catalogue], before: dict[str, Any], after: dict[str, Any], line: str
) -> None:
    """And nothing of what stayed, but whatever it is known by."""
    whose = {"prospect": "Bo Lind"} if kind is Profile else {"product": "Mapper"}
    (change,) = changes(kind.model_validate(whose | before), kind.model_validate(whose | after))
    assert re.sub(r"\\(.)", r"\1", profiles.told(change)) == line


def test_notes_are_proposed_and_nothing_is_saved(prospects: Open) -> None:
    """What the judge found waits for a decision, marked in the notes; the profile is as it was."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app.text_area(key="notes.text").input("Call notes\nI type it all twice.\nNext: quote")
    app = press(app, "notes.find")
    (found,) = drawn(app, "notes")["found"]
    assert (found["text"], found["state"], found["force"]) == ("I type it all twice.", "open", "push")
    assert "1 of 1 to decide" in words(app)
    assert now() == Profile.model_validate(DANA)


def test_a_file_read_leaves_what_was_pasted(prospects: Open) -> None:
    """Both were given and the file was read: the paste is there again for the next notes."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app.text_area(key="notes.text").input("She called again on Monday.")
    app.file_uploader(key="notes.file").set_value(("notes.txt", b"I type it all twice.", "text/plain")).run()
    app = press(app, "notes.find")
    assert [one["text"] for one in drawn(app, "notes")["found"]] == ["I type it all twice."]
    assert press(app, "notes.other").text_area(key="notes.text").value == "She called again on Monday."


def test_notes_being_decided_on_survive_a_reload(prospects: Open) -> None:
    """A second visit finds the proposals where they were left."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app.text_area(key="notes.text").input("I type it all twice.")
    opened = press(app, "notes.find").session_state[shelf.OPENED]
    again = AppTest.from_file(str(ROOT / "pages" / "prospects.py"), default_timeout=60)
    again.session_state[shelf.OPENED], again.session_state[shelf.VIEW] = opened, shelf.FROM_NOTES
    assert drawn(well(again.run()), "notes")["found"][0]["text"] == "I type it all twice."


@pytest.mark.parametrize(
    ("captions", "asked"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nI type it all twice.\n", False),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<v Dana>I type it all twice.\n", True),
    ],
    ids=["nobody is named", "Dana speaks"],
)
def test_a_call_is_read_whoever_is_named_in_it(prospects: Open, captions: str, asked: bool) -> None:
    """Where speakers are named the rep says who is the prospect; where nobody is, all of it is read."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app = well(app.file_uploader(key="notes.file").set_value(("call.vtt", captions.encode(), "text/vtt")).run())
    app = press(app, "notes.find")
    if asked:
        assert "1 turn. Who of them is the prospect?" in words(app)
        app.button_group(key="notes.speakers").set_value(["Dana"]).run()
        app = press(app, "notes.hear")
    else:
        assert "Nobody is named in this file" in words(app)
    (found,) = drawn(app, "notes")["found"]
    assert found["text"] == "I type it all twice."


def test_reading_goes_on_for_whoever_left_meanwhile(prospects: Open) -> None:
    """The page was left, or the server stopped, before the judge was through: the notes are read on the next visit."""
    first = prospects(DANA, one=0)
    opened = first.session_state[shelf.OPENED]
    half = {"of": opened, "text": "I type it all twice.", "source": "notes", "found": None}
    state.store().drafts.keep(f"prospects/{opened}/notes", half)
    again = AppTest.from_file(str(ROOT / "pages" / "prospects.py"), default_timeout=60)
    again.session_state[shelf.OPENED], again.session_state[shelf.VIEW] = opened, shelf.FROM_NOTES
    assert [one["text"] for one in drawn(well(again.run()), "notes")["found"]] == ["I type it all twice."]


def test_notes_that_cannot_be_read_now_stay(prospects: Open, judge: WordJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why is said, and what was pasted is still there to be tried again."""

    def busy(_: str) -> None:
        raise InputError("Too many others are reading right now.")

    monkeypatch.setattr(judge, "statements", busy)
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app.text_area(key="notes.text").input("I type it all twice.")
    app = press(app, "notes.find")
    assert [one.value for one in app.error] == ["Too many others are reading right now\\."]
    assert app.text_area(key="notes.text").value == "I type it all twice."


def test_empty_notes(prospects: Open) -> None:
    """Nothing pasted is one sentence."""
    app = press(prospects(DANA, one=0, view=shelf.FROM_NOTES), "notes.find")
    assert "nothing to read yet" in app.error[0].value


def test_each_of_them_has_a_review(prospects: Open) -> None:
    """Everybody, buyer, user and gatekeeper side by side, each with its own count."""
    app = prospects(DANA, one=0, view=shelf.EACH)
    cards = drawn(app, "sides")["sides"]
    assert [card["name"] for card in cards] == ["Everybody", "The buyer", "The user", "The gatekeeper"]
    told = re.compile(r"(1 of \d+ claims? answers|\d+ of \d+ claims? answer) them, (1 makes|\d+ make) something worse")
    assert all(told.fullmatch(card["counts"]) for card in cards)


def test_what_both_want_is_kept(prospects: Open) -> None:
    """The shared line is a person's, saved as it is typed."""
    app = prospects(DANA, one=0, view=shelf.EACH)
    app.text_input[0].input("Mornings without the phone").run()
    assert now().shared_progress == "Mornings without the phone"


def test_the_answer_behind_a_no_is_kept(prospects: Open) -> None:
    """Why it is out, and whether it was explored; what may be typed meanwhile stays where it is."""
    app = prospects(DANA, one=0, view=shelf.NOS)
    below = whereabouts(app, "asked.answer 0")
    app = well(field(app, "Why is it out?").input("A lost weekend a month.").run())
    assert app.markdown[0].value.startswith("The answer is kept")
    assert whereabouts(app, "asked.answer 0") == below
    well(field(app, "What happened then?").select(Handling.EXPLORED).run())
    no = now().statements[3]
    assert (no.reason, no.handling) == ("A lost weekend a month.", Handling.EXPLORED)


@pytest.mark.parametrize(
    ("event", "word", "left"),
    [
        ("saved", {"id": None, "text": "No seat is paid for.", "force": "no", "who": "buyer"}, 2),
        ("removed", "s1", 1),
    ],
)
def test_the_nos_are_read_right_after_a_change_on_the_board(prospects: Open, event: str, word: Any, left: int) -> None:
    """Before the board is drawn again; and they are on every later visit."""
    app = prospects(DANA, one=0)
    change = Word(app, "profile", event, word)
    app.segmented_control(key=shelf.VIEW).set_value(shelf.NOS)
    still_there(app, change)
    assert len(now().by_force(Force.NO)) == left
    assert len([one for one in well(app.run()).text_input if one.label == "Why is it out?"]) == left


def test_a_question_to_answer_is_not_lost_to_what_was_typed_right_before(prospects: Open) -> None:
    """The words come later than the click where the page is slow; those of its own form take its place on the page."""
    app = prospects(DANA, one=0)
    still_there(app, Word(app, "asks", "answered", 0))
    asked = drawn(app, "profile")["open"]
    before = {**DANA["statements"][0], "id": "s1", "text": "We wait all day."}
    still_there(app, Word(app, "profile", "typed", {**before, "seen": None}))
    assert drawn(app, "profile")["open"] == asked
    still_there(app, Word(app, "profile", "typed", {**asked, "text": "We wait.", "seen": asked["n"]}))
    opened = drawn(app, "profile")["open"]
    assert (opened["n"], opened["text"]) == ("draft", "We wait.")


def test_a_box_of_a_no_is_kept_without_the_other(prospects: Open) -> None:
    """Which the browser has drawn anew already, when something is picked in the one that is still there."""
    app = prospects(DANA, one=0, view=shelf.NOS)
    how = field(app, "What happened then?")
    well(field(app, "Why is it out?").input("A lost weekend a month.").run())
    still_there(app, how.set_value(Handling.ARGUED))
    no = now().by_force(Force.NO)[0]
    assert (no.reason, no.handling) == ("A lost weekend a month.", Handling.ARGUED)


def test_a_box_of_another_prospect_changes_nothing(prospects: Open) -> None:
    """Nor does one that is sent when nobody is open any more, or another view of the same one."""
    rosa = DANA | {"prospect": "Rosa Lind", "company": "Northline"}
    app = prospects(DANA, rosa, one=0, view=shelf.DETAILS)
    details = field(app, "Company").set_value("Elsewhere")
    app.session_state[shelf.VIEW] = shelf.NOS
    why = field(app.run(), "Why is it out?").set_value("A lost weekend.")
    how = field(app, "What happened then?").set_value(Handling.ARGUED)
    everybody = state.store().profiles.all()
    press(app, "back")
    still_there(app, details, why, how)
    app.session_state[shelf.OPENED] = next(one.id for one in everybody if one.value.prospect == "Rosa Lind")
    still_there(app.run(), details, why, how)
    assert state.store().profiles.all() == everybody


def test_what_stands_again_is_not_written_over_from_the_view_that_was_left(prospects: Open) -> None:
    """The details that were just taken back are sent once more with the click that does it."""
    app = prospects(DANA, one=0, view=shelf.DETAILS)
    well(field(app, "Company").input("Elsewhere").run())
    boxes = (field(app, "Name").set_value("Dana Whitlock"), field(app, "Company").set_value("Elsewhere"))
    app.session_state[shelf.VIEW] = shelf.HISTORY
    app.run().button(key="back 1").click()
    still_there(app, *boxes)
    assert now().company == "Larkfield"


def test_notes_that_were_read_do_not_come_back(prospects: Open) -> None:
    """From the box they were pasted into, when others are wanted."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    box = app.text_area(key="notes.text").set_value("I type it all twice.")
    still_there(press(app, "notes.find"), box)
    assert press(app, "notes.other").text_area(key="notes.text").value == ""


def test_a_question_that_invites_a_no_can_be_answered(prospects: Open) -> None:
    """The pitch asks, they answered: it is on the board as a no, with the question as its source."""
    app = prospects(DANA, one=0, view=shelf.NOS)
    app.session_state[state.TEXT] = "You said the phone rings. What would make this a no for you?"
    app = well(app.run())
    app.text_input(key="asked.answer 0").input("If the drivers refuse.")
    app.selectbox(key="asked.who 0").select("user")
    press(app, "asked.keep 0")
    new = now().statements[-1]
    assert (new.text, new.force, new.who) == ("If the drivers refuse.", Force.NO, Who.USER)
    assert new.source == "asked: What would make this a no for you?"


def test_a_pitch_that_asks_nothing(prospects: Open) -> None:
    """The page says so, by the flag's name."""
    app = prospects(DANA, one=0, view=shelf.NOS)
    app.session_state[state.TEXT] = "We are the best. We have it all."
    assert "P7" in words(well(app.run()))


CSV = (
    "prospect,company,force,who,text\n"
    "Ann,Acme,push,buyer,We wait.\nBob,Bolt,tug,buyer,We wait.\nCy,Cog,pull,user,Peace.\n"
)


def imported(app: AppTest, data: bytes, name: str = "many.csv") -> AppTest:
    """The page after a file was chosen for import."""
    app = press(app, "many.Import")
    return well(app.file_uploader(key="many.file").set_value((name, data, "text/csv")).run())


def test_import_tells_bad_rows_and_takes_the_rest(prospects: Open) -> None:
    """Row and column of what is wrong; the others are taken when the person says so, and can be taken back."""
    app = imported(prospects(), CSV.replace("pull", "pool").encode())
    assert "1 other can be read" in words(app)
    app = well(app.file_uploader(key="many.file").set_value(("many.csv", CSV.encode(), "text/csv")).run())
    told = app.dataframe[0].value
    assert (told["Row"][0], told["Column"][0]) == (3, "force")
    assert state.store().profiles.all() == ()
    app = press(app, "many.take")
    assert sorted(names(app)) == ["Ann", "Cy"]
    press(app, "undo")
    assert state.store().profiles.all() == ()


def test_import_nothing(prospects: Open) -> None:
    """Or nothing, as the user chooses."""
    press(imported(prospects(), CSV.encode()), "many.nothing")
    assert state.store().profiles.all() == ()


def test_a_file_that_is_no_table(prospects: Open) -> None:
    """One sentence with the file's name."""
    app = imported(prospects(), b"\x89PNG\x00\x00", "cat.csv")
    assert "cat" in app.error[0].value
    assert "picture" in app.error[0].value


def test_what_is_exported_comes_back(prospects: Open) -> None:
    """A round trip through the import keeps every word."""
    profile = Profile.model_validate({**DANA, "shared_progress": "Quiet mornings"})
    app = imported(prospects(), files.write_profiles([profile], files.Format.CSV))
    press(app, "many.take")
    assert now() == profile


def test_duplicates_are_made_one_and_taken_back(prospects: Open) -> None:
    """Both profiles' words in one; the other is in the bin, and undo brings both back as they were."""
    other = {
        "prospect": "Dana Whitlok",
        "company": "Larkfield",
        "statements": [{"force": "anxiety", "text": "Wet gloves."}],
    }
    app = press(prospects(DANA, other), "many.Merge duplicates")
    app = press(app, "merge.pair 0")
    kept = next(one for one in state.store().profiles.all() if one.id == app.selectbox(key="merge.kept").value)
    app = press(app, "merge.do")
    assert len(now().statements) == 5
    assert now().prospect == kept.value.prospect
    press(app, "undo")
    assert {len(one.value.statements) for one in state.store().profiles.all()} == {4, 1}


def test_a_choice_and_the_click_right_after_it_count_together(prospects: Open) -> None:
    """Whoever picks a name and presses before the page has drawn it gets the name they picked."""
    app = press(prospects(DANA, {"prospect": "Dana Whitlok", "company": "Larkfield"}), "many.Merge duplicates")
    app = press(app, "merge.pair 0")
    first, second = app.radio(key="merge.prospect").options
    app.radio(key="merge.prospect").set_value(1)
    press(app, "merge.do")
    assert (now().prospect, first != second) == (second, True)


def test_an_undo_takes_back_one_thing_and_no_other(prospects: Open) -> None:
    """What a team mate changed in between stays; where it is the same thing, nothing is taken back and it is said."""
    prospects(DANA, one=0)
    (saved,) = state.store().profiles.all()
    st.session_state[shelf.SEEN], st.session_state[shelf.OPENED] = saved, saved.id
    shelf.remove_statement("s1")
    undo, seen = st.session_state[shelf.UNDO], st.session_state[shelf.SEEN]
    state.store().profiles.save(shelf.with_statement(seen.value, {"force": "pull", "text": "Quiet."}), seen)
    shelf.undo()
    assert {one.text for one in now().statements} == {*(one["text"] for one in DANA["statements"]), "Quiet."}
    st.session_state[shelf.UNDO] = undo
    (stands,) = state.store().profiles.all()
    said = {"id": "s1", "force": "push", "text": "Customers call all day."}
    state.store().profiles.save(shelf.with_statement(stands.value, said), stands)
    shelf.undo()
    assert "Customers call all day." in [one.text for one in now().statements]
    assert "Nothing was taken back" in st.session_state[shelf.PROBLEM]


def test_what_people_wrote_is_never_markup(prospects: Open) -> None:
    """Hostile text in every field is shown as the text it is, on the list and on the profile."""
    bad = {"prospect": HOSTILE, "company": HOSTILE, "statements": [{"force": "no", "text": HOSTILE}]}
    app = prospects(bad)
    assert names(app) == [HOSTILE]
    for view in shelf.VIEWS:
        shown = prospects(bad, one=0, view=view)
        assert not any("**bold**" in one.value.replace("\\*", "") for one in shown.markdown)


def test_addresses_are_file_names() -> None:
    """A first visit straight to a page is found only where its address is its file's name."""
    pages = re.findall(
        r'st\.Page\("pages/(\w+)\.py".*?url_path="([^"]+)"', (ROOT / "app.py").read_text(encoding="utf-8")
    )
    assert pages
    assert all(file == address for file, address in pages)
