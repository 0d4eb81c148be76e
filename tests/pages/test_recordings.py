"""Recordings as a coach meets it; the judge reads words (tests/pages/judge.py)."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages import _agree as agree
from pages import _call as call
from pages import _heard as heard
from pages import _state as state
from pages import _voice as voice
from pitchcheck import calls
from pitchcheck.calls import Helps, Said
from pitchcheck.catalogue import Catalogue, Feature
from pitchcheck.coaching import Moment
from pitchcheck.jobs import READING, Task, reading
from pitchcheck.jobs import task as tasks
from pitchcheck.judge import Basis, Relation
from pitchcheck.pitch import InputError, Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.review import FlagSettings, Review
from pitchcheck.settings import Settings
from pitchcheck.store import Identity, JobState, Queue, Recording, Role, State, StoreError
from pitchcheck.store.recordings import Recordings
from tests.builders import TEST_JUDGE
from tests.pages.conftest import clicked_twice, still_there
from tests.pages.judge import WordJudge
from tests.store import examples as at_store
from tests.store.world import enter, id_of
from tests.test_calls import CALL as CALL_OF_SAM

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "recordings.py")
SAMPLES = Path(__file__).resolve().parents[1] / "transcript" / "samples"
Open = Callable[[], AppTest]

CALL = b"""WEBVTT

00:01.000 --> 00:09.000
<v Sam>We have ninety nine ready made reports. Colours can be chosen freely too. What happened last October?

00:10.000 --> 00:15.000
<v Dana>I lose every single morning on the phone.

00:16.000 --> 00:24.000
<v Sam>The board plans every morning without the phone.

00:25.000 --> 00:30.000
<v Marcus>What if we lose all the jobs?

00:31.000 --> 00:39.000
<v Dana>I want to promise people an honest window, and what does it cost?

00:40.000 --> 00:49.000
<v Sam>It also writes cheerful little poems.
"""


@pytest.fixture
def opened(app: Open) -> Open:
    """Opens Recordings in a new session over one store."""

    def visit() -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    return visit


def drawn(page: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    assert not page.exception, page.exception
    (found,) = [element for element in page.get("bidi_component") if element.key == part]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def parts(page: AppTest) -> set[str]:
    """The keys of the parts on the page."""
    assert not page.exception, page.exception
    return {element.key for element in page.get("bidi_component")}


def added(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """The page after these files were added."""
    given = [(name, content, "application/octet-stream") for name, content in files]
    page.file_uploader(key="add.files").set_value(given)
    return page.button(key="add.it").click().run()


def read(opened: Open, spoken: bytes = CALL) -> AppTest:
    """The page with the call added, and read against what was said in it, with the library only."""
    page = added(opened(), ("call.vtt", spoken))
    (box,) = [one for one in page.selectbox if one.label == "Read it with the catalogue of"]
    return box.set_value(None).run().button(key="read").click().run()


def kept() -> Recording:
    """The only recording that is kept."""
    (one,) = state.store().recordings.all()
    return one


def review() -> Review:
    """Its review, as it is kept."""
    found = state.store().recordings.review(kept().id)
    assert found is not None
    return found


def test_a_double_click_adds_one_call_and_says_one_thing(opened: Open) -> None:
    """The sample once; and after a comment nobody is told to write what they just wrote."""
    page = clicked_twice(opened(), "sample")
    (one,) = state.store().recordings.all()
    (box,) = [area for area in page.text_area if area.label == "Say it"]
    box.input("Too long.")
    page = clicked_twice(page, "say.it")
    assert [said.text for said in state.store().comments.on_recording(one.id)] == ["Too long."]
    assert not page.error


def test_without_a_call_the_page_offers_a_sample_and_keeps_nothing(opened: Open) -> None:
    """One click opens it, read; it stands in the queue from then on."""
    page = opened()
    assert state.store().recordings.all() == ()
    page.button(key="sample").click().run()
    assert {"verdict", "listening", "timeline", "turns", "moments", "board"} <= parts(page)
    (line,) = (one.value for one in page.markdown if "The sample call" in one.value)
    assert line.startswith("**The sample call** · Me · with Dana Whitlock · ")
    assert line.endswith("5∶09 long"), "how long it is looks like a time of day"
    page.button(key="back").click().run()
    (row,) = drawn(page, "queue")["rows"]
    assert (row["title"], row["state"]) == ("The sample call", "new")


def test_an_added_call_asks_who_sells_and_is_then_read(opened: Open) -> None:
    """Who sells is proposed; every statement of the others is heard with its turn."""
    page = added(opened(), ("call.vtt", CALL))
    assert page.button_group[0].value == ["Sam"]
    page = read(opened) if state.store().recordings.review(kept().id) else page.button(key="read").click().run()
    assert review().profile.prospect == "Dana and Marcus"
    assert [one.turn for one in review().profile.statements] == [2, 4, 5]
    assert (kept().rep, kept().prospect) == ("Sam", "Dana and Marcus")


def test_lanes_and_turns_carry_the_same_marks(opened: Open) -> None:
    """Claims of the seller, statements of the others, a question and price talk; a lane a speaker, the seller first."""
    page = read(opened)
    lanes = drawn(page, "timeline")["lanes"]
    assert [(lane["name"], lane["sells"]) for lane in lanes] == [("Sam", True), ("Dana", False), ("Marcus", False)]
    sam, dana, marcus = [[mark["kind"] for mark in lane["marks"]] for lane in lanes]
    assert sam == ["unasked", "unasked", "unasked", "question", "tied", "unasked"]
    assert (dana, marcus) == (["answered", "unanswered", "price"], ["unanswered"])
    turns = {turn["n"]: turn for turn in drawn(page, "turns")["turns"]}
    marks = [
        turn["text"][mark["start"] : mark["end"]] for turn in turns.values() for mark in turn["marks"] if mark["id"]
    ]
    words = {reading.claim.text for reading in review().readings} | {one.text for one in review().profile.statements}
    assert set(marks) == words
    assert [turn["clock"] for turn in turns.values()] == ["0:01", "0:10", "0:16", "0:25", "0:31", "0:40"]
    assert [n for n, turn in turns.items() if turn["price"]] == [5]


def test_a_coach_agrees_or_not_and_both_figures_stay(opened: Open) -> None:
    """A word is kept at once, shown beside the judge's, and can be taken back."""
    page = read(opened)
    before = review()
    page.session_state[call.PICKED] = "c1"
    page.run().button(key="right").click().run()
    assert [(word.claim, word.agrees, word.by) for word in review().checked] == [("c1", True, "Me")]
    page.button(key="unsay").click().run()
    page.text_input(key="why c1").set_value("they nodded")
    page.button(key="wrong").click().run()
    word = review().checked[0]
    assert (word.verdict.value, word.reason, review().at_first) == (
        "tied",
        "they nodded",
        before.figures and before.figures.relevance,
    )
    assert drawn(page, "verdict")["figure"]["before"] == pytest.approx(review().at_first)


def test_two_things_they_said_that_begin_alike_are_told_apart(opened: Open) -> None:
    """Where a person says which of them a claim answers."""
    page = read(opened, CALL.replace(b"What if we lose all the jobs?", b"I lose every single morning on the phone."))
    page.session_state[call.PICKED] = "c1"
    box = page.run().selectbox(key="to c1")
    assert len(set(box.options)) == len(box.options) == len(review().profile.statements)
    assert sum("I lose every single morning" in one for one in box.options) == 2


def test_a_word_does_not_have_the_whole_review_read_again(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has it already, and what is kept of it is what is drawn next: of a day's call that is seconds."""
    page = read(opened)
    page.session_state[call.PICKED] = "c1"
    page.run()

    def again(*_: object, **__: object) -> None:
        pytest.fail("read again")

    with monkeypatch.context() as patched:
        patched.setattr(Review, "model_validate_json", again)
        page.button(key="right").click().run()
        page.button(key="unsay").click().run()
        page.button(key="wrong").click().run()
    assert [word.claim for word in review().checked] == ["c1"]


def test_a_word_said_meanwhile_is_told_and_not_written_over(opened: Open) -> None:
    """Another coach was first on this claim: theirs stays and is shown. On different things both words are kept."""
    page = read(opened)
    page.session_state[call.PICKED] = "c1"
    page.run()
    shelf, rae = state.store().recordings, calls.Said("Rae", "they nodded")
    shelf.reconsider(kept().id, lambda old: calls.disagreed(old, "c1", rae, to="h1", relation=Relation.ADVANCES))
    page.button(key="right").click().run()
    assert "Rae gave their word on this meanwhile" in page.error[0].value
    assert [(word.claim, word.by) for word in review().checked] == [("c1", "Rae")]
    page.session_state[call.PICKED] = "c2"
    page.run()
    shelf.reconsider(kept().id, lambda old: calls.heard_right(old, "h1", rae))
    page.button(key="right").click().run()
    assert not page.error
    assert [(word.claim, word.by) for word in review().checked] == [("c1", "Rae"), ("c2", "Me")]
    assert [word.by for word in review().heard] == ["Rae"]


def test_a_word_is_not_put_on_what_another_reading_calls_by_the_same_id(opened: Open) -> None:
    """The call was read again meanwhile: claim 1 is another one now."""
    page = read(opened)
    page.session_state[call.PICKED] = "c1"
    page.run()
    spoken = state.store().recordings.transcript(kept().id)
    other = calls.read(spoken, ("Dana", "Marcus"), calls.Helps(WordJudge()))
    state.store().recordings.save_review(kept().id, other)
    page.button(key="right").click().run()
    assert "set this right meanwhile" in page.error[0].value
    assert review().checked == ()


def test_a_claim_is_not_tied_to_what_another_reading_calls_by_the_same_id(opened: Open) -> None:
    """The call was read again meanwhile with a saved prospect: the claim is the same, what it was to answer is not."""
    page = read(opened)
    page.session_state[call.PICKED] = "c1"
    page.run()
    spoken = state.store().recordings.transcript(kept().id)
    said = Statement(id="h1", force=Force.NO, who="buyer", text="Never a thing that needs a course.")
    against = Profile(prospect="Dana", struggling_moment="", statements=(said,))
    other = calls.read(spoken, ("Sam",), calls.Helps(WordJudge()), profile=against)
    state.store().recordings.save_review(kept().id, other)
    page.button(key="wrong").click().run()
    assert "set this right meanwhile" in page.error[0].value
    assert review() == other


def test_a_long_call_is_read_by_work_of_its_own(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says how far it is, can be left, stops and goes on with it, and shows the call as soon as it is read."""
    monkeypatch.setattr(call, "LONG", 3)
    monkeypatch.setattr(reading, "open_judge", lambda _: state.judge())
    page = added(opened(), ("call.vtt", CALL)).button(key="read").click().run()
    (job,) = state.store().jobs.all(READING)
    queue = Queue(state.store().database)
    assert queue.take("w", 1) is not None
    queue.beat(job.id, "w", 0.25, "Finding what was put forward", 600)
    page.run()
    told = [one.proto.text for one in page.get("progress")]
    assert "Finding what was put forward, 25%, about 10 minutes left. You can leave this page." in told[0]
    assert page.button(key="read").disabled
    page.button(key="back").click().run()
    assert [one.proto.text for one in page.get("progress")] == told
    page.session_state[call.OPENED] = kept().id
    result = tasks.work(READING)(Task(job, state.store(), Settings()))
    queue.end(job.id, "w", JobState.DONE, result=result)
    page.run()
    assert "timeline" in parts(page)
    assert not page.get("progress")
    assert (kept().rep, kept().prospect) == ("Sam", "Dana and Marcus")
    page.session_state[call.PICKED] = "h2"
    page.run().button(key="unheard").click().run()
    assert [one.asked["word"]["statement"] for one in state.store().jobs.all(READING) if one.unfinished] == ["h2"]
    assert review().heard == ()


def test_words_on_a_long_call_are_all_kept_one_after_another(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second does not throw the first away, nor a reading that is under way; a new one on the same statement, or
    reading the call again, does. Where somebody else was first on it, that is told and nothing is begun.
    """
    page = read(opened)
    monkeypatch.setattr(call, "LONG", 3)

    def words() -> list[str]:
        return sorted(one.asked["word"]["statement"] for one in state.store().jobs.all(READING))

    for one in ("h2", "h3", "h2"):
        page.session_state[call.PICKED] = one
        page.run().button(key="unheard").click().run()
    assert words() == ["h2", "h3"]
    added_too = calls.Heard(turn=4, text="What if we lose all the jobs?", force=Force.PUSH)
    for one in (added_too, added_too, added_too.model_copy(update={"force": Force.PULL})):
        voice.read(kept(), None, None, word=one)
    assert words() == ["", "", "h2", "h3"]
    page.session_state[call.PICKED] = "h1"
    page.run()
    state.store().recordings.reconsider(kept().id, lambda old: calls.heard_right(old, "h1", calls.Said("Rae")))
    page.button(key="unheard").click().run()
    assert "Rae gave their word on this meanwhile" in page.error[0].value
    assert words() == ["", "", "h2", "h3"]
    voice.read(kept(), None, None, sellers=("Sam",))
    assert [one.asked["word"] for one in state.store().jobs.all(READING)] == [None]
    page.session_state[call.PICKED] = "h3"
    page.run().button(key="unheard").click().run()
    said, reading_anew = state.store().jobs.all(READING)
    assert (said.asked["word"]["statement"], said.asked["seen"]["text"]) == ("h3", review().statement("h3").text)
    assert reading_anew.asked["word"] is None


def test_a_statement_is_heard_again_by_a_person(opened: Open) -> None:
    """Another force, then none of theirs at all; it can be brought back."""
    page = read(opened)
    page.session_state[call.PICKED] = "h2"
    page.run()
    assert drawn(page, "stated")["by"] == "Marcus"
    page.selectbox(key="force h2").set_value(Force.NO).run().button(key="reheard").click().run()
    assert review().statement("h2").force is Force.NO
    page.button(key="unhear").click().run()
    page.button(key="unheard").click().run()
    assert "h2" not in {one.id for one in review().profile.statements}
    page.button(key="back h2").click().run()
    assert review().statement("h2").force is Force.ANXIETY


def test_a_summary_to_share_can_go_without_names(opened: Open) -> None:
    """The names that go are listed before anything is taken away, with those that are added."""
    page = read(opened)
    page.toggle(key="summary.nameless").set_value(True).run()
    page.text_input(key="summary.also").set_value("Northline").run()
    (told,) = [one.value for one in page.caption if one.value.startswith("Hidden:")]
    assert all(name in told for name in ("Sam", "Dana", "Marcus", "Northline")), told
    page.text_area[0].set_value("Kept all the same").run()
    assert not page.exception


def test_a_comment_that_is_being_written_comes_back(opened: Open) -> None:
    """After a reload, and after somebody else's comment meanwhile; once it was said, nothing is left of it."""
    page = read(opened)
    page.text_area[0].set_value("Ask her what an honest").run()
    state.store().comments.add_to_recording(kept().id, "Listen to 0:31.")
    again = opened()
    again.query_params["call"] = kept().id
    assert again.run().text_area[0].value == "Ask her what an honest"
    again.button(key="say.it").click().run()
    assert again.text_area[0].value == ""
    assert {one.text for one in state.store().comments.on_recording(kept().id)} >= {"Ask her what an honest"}
    assert state.store().drafts.all() == {}


def test_a_comment_at_a_moment_is_kept_and_counted_in_the_queue(opened: Open) -> None:
    """With the second it is about; a take-away is marked; an empty one is refused."""
    page = read(opened)
    page.session_state[call.TURN] = 5
    page.run().button(key="say.it").click().run()
    assert [one.value for one in page.error] == ["Write what you want to say first."]
    page.text_area[0].set_value("Ask her what an honest window is.")
    page.checkbox[0].check()
    page.button(key="say.it").click().run()
    (said,) = state.store().comments.on_recording(kept().id)
    assert (said.text, said.moment, said.take_away) == ("Ask her what an honest window is.", 31.0, True)
    (shown,) = drawn(page, "talk")["comments"]
    assert (shown["clock"], shown["turn"], shown["may"]) == ("0:31", 5, True)
    assert kept().open_comments == 1


def test_a_sound_that_cannot_be_fetched_is_said_at_once(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the very page that lacks its player, in a sentence; the call can be read without it."""
    page = added(opened(), ("call.vtt", CALL), ("call.wav", b"RIFF0000WAVE and then some"))
    page = page.button(key="read").click().run()

    def away(*_: object) -> None:
        raise StoreError("The file store cannot be reached right now.")

    monkeypatch.setattr(Recordings, "audio", away)
    st.cache_resource.clear()
    page.run()
    assert "turns" in parts(page)
    assert [one.value for one in page.error] == ["The file store cannot be reached right now\\."]


def test_of_two_catalogues_of_one_product_the_newest_reads_a_call(app: Open) -> None:
    """As everywhere else."""
    for name in ("old", "new"):
        state.store().catalogues.save(Catalogue(product="Larkboard", features=(Feature(name=name),)))
    assert [one.name for one in call.catalogues()["Larkboard"].features] == ["new"]
    assert call.catalogues()["Larkboard"] == state.catalogue_of("Larkboard")


def test_what_was_not_heard_is_added_from_a_turn(opened: Open) -> None:
    """In the words of that turn."""
    page = read(opened)
    page.session_state[call.TURN] = 5
    page.run()
    page.text_input(key=f"also {kept().id} 5").set_value("an honest window")
    page.button(key="also.it").click().run()
    assert ("an honest window", 5) in [(one.text, one.turn) for one in review().profile.statements]


def tag() -> str:
    """What the boxes for the speakers are known by, as the call now stands."""
    return f"{kept().id} {kept().version}"


def test_speakers_are_put_right_and_the_call_is_read_anew(opened: Open) -> None:
    """Turns given to somebody, by number; what names no turn is refused."""
    page = read(opened)
    page.text_input(key=f"span {tag()}").set_value("99")
    page.text_input(key=f"span.who {tag()}").set_value("Dana")
    given = [one for one in page.button if one.label == "Give them these turns"]
    given[0].click().run()
    assert "names no turns here" in page.error[0].value
    page.text_input(key=f"span {tag()}").set_value("4")
    page.text_input(key=f"span.who {tag()}").set_value("Dana")
    next(one for one in page.button if one.label == "Give them these turns").click().run()
    assert state.store().recordings.transcript(kept().id).speakers() == ("Sam", "Dana")
    assert review().profile.prospect == "Dana"


def test_a_call_with_a_saved_prospect_stays_judged_against_itself(opened: Open) -> None:
    """Where it was, it is so again once its speakers are put right, and offered so when it is read again."""
    elsewhere = Statement(id="s1", force=Force.PUSH, text="All my mornings get planned badly.")
    state.store().profiles.save(Profile(prospect="Dana of old", statements=(elsewhere,)))
    page = opened()
    page.selectbox(key="add.whom").select_index(1)
    added(page, ("call.vtt", CALL))
    against = f"against {kept().id}"
    page.selectbox(key=against).select_index(0).run()
    page.button(key="read").click().run()
    page.text_input(key=f"span {tag()}").set_value("6")
    page.text_input(key=f"span.who {tag()}").set_value("Marcus")
    next(one for one in page.button if one.label == "Give them these turns").click().run()
    assert (review().profile.prospect, calls.against_itself(review())) == ("Dana and Marcus", True)
    assert page.button(key="again").click().run().selectbox(key=against).value is None


def test_a_name_that_was_given_is_not_given_to_the_next_speaker(opened: Open) -> None:
    """Marcus comes in Dana's place once she and Sam are one: a second click gives him no name that nobody typed."""
    page = read(opened)
    page.text_input(key=f"name 1 {tag()}").set_value("Sam")
    for _ in range(2):
        next(one for one in page.button if one.label == "Rename").click().run()
        boxes = [(one.label, one.value) for one in page.text_input if one.label.endswith(" is")]
        assert boxes == [("Sam is", "Sam"), ("Marcus is", "Marcus")]
    assert state.store().recordings.transcript(kept().id).speakers() == ("Sam", "Marcus")


def test_a_speaker_gets_another_name_and_words_stay(opened: Open) -> None:
    """On the lanes, in the sentence and in the queue; merged into the seller, the call is read again."""
    page = read(opened)
    page.session_state[call.PICKED] = "c1"
    page.run().button(key="right").click().run()
    page.text_input(key=f"name 0 {tag()}").set_value(" Sam  Okafor ")  # as it is pasted
    next(one for one in page.button if one.label == "Rename").click().run()
    assert [lane["name"] for lane in drawn(page, "timeline")["lanes"]] == ["Sam Okafor", "Dana", "Marcus"]
    assert (kept().rep, [word.claim for word in review().checked]) == ("Sam Okafor", ["c1"])
    page.text_input(key=f"name 2 {tag()}").set_value("Sam Okafor")
    next(one for one in page.button if one.label == "Rename").click().run()
    assert (review().profile.prospect, review().checked) == ("Dana", ())
    page.button(key="again").click().run().button(key="leave").click().run()
    assert "timeline" in parts(page)


def test_the_queue_is_filtered_ordered_and_picked_from(opened: Open) -> None:
    """By state, rep, prospect and date; at random among those nobody has gone over."""
    store = state.store()
    spoken = Transcript(turns=(Turn(n=1, speaker="Sam", text="Hello."),))
    dana = store.profiles.save(
        Profile(prospect="Dana", statements=(Statement(id="s1", force=Force.PUSH, text="We are late."),))
    )
    first = store.recordings.save(spoken, "First", profile=dana)
    second = store.recordings.save(spoken, "Second")
    store.recordings.change(second, state=State.NEEDS_TALK)
    page = opened()
    page.selectbox(key="filter.state").set_value(State.NEEDS_TALK).run()
    assert [row["title"] for row in drawn(page, "queue")["rows"]] == ["Second"]
    page.selectbox(key="filter.state").set_value("any").run().button(key="random").click().run()
    assert page.session_state[call.OPENED] == first.id


def test_the_queue_is_filtered_by_whom_when_and_relevance(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """By rep, team, prospect and date; in the order of relevance, what has no figure last."""
    house = state.store()
    sam, lou = enter(house, "Sam", "north"), enter(house, "Lou", "south")
    coach = house.signed_in(
        Identity(
            issuer="https://id.example", subject="Rae", name="Rae", email=None, roles=frozenset({Role.COACH}),
            teams=frozenset({"north", "south"}),
        )
    )  # fmt: skip
    monkeypatch.setattr(state, "store", lambda: coach)
    now = dt.datetime.now(dt.UTC)
    whose = (("Good", sam, "Dana", 2, 60), ("Poor", sam, "Eve", 40, 20), ("Other", lou, "Dana", 100, 40))
    for title, rep, whom, days, relevance in whose:
        one = coach.recordings.save(
            Transcript(turns=(Turn(n=1, speaker="Sam", text="Hello."),)), title, owner_id=id_of(rep),
            at=now - dt.timedelta(days=days),
        )  # fmt: skip
        coach.recordings.save_review(one.id, _of_relevance(whom, relevance))
    coach.recordings.save(Transcript(turns=(Turn(n=1, speaker="Sam", text="Hello."),)), "Unread", at=now)
    page = opened()

    def titles(**chosen: object) -> list[str]:
        for key, value in chosen.items():
            page.selectbox(key=f"filter.{key}").set_value(value).run()
        return [row["title"] for row in drawn(page, "queue")["rows"]]

    assert titles() == ["Unread", "Good", "Poor", "Other"]
    assert titles(order="lowest relevance first") == ["Poor", "Other", "Good", "Unread"]
    assert titles(order="highest relevance first") == ["Good", "Other", "Poor", "Unread"]
    assert titles(order="newest first", rep="Sam") == ["Good", "Poor"]
    assert titles(prospect="Dana") == ["Good"]
    assert titles(rep="any") == ["Good", "Other"]
    assert titles(team="south") == ["Other"]
    assert titles(prospect="any", team="north") == ["Unread", "Good", "Poor"]
    assert titles(since="last 30 days") == ["Unread", "Good"]
    assert [row["relevance"] for row in drawn(page, "queue")["rows"]] == ["", "60"]


def _of_relevance(prospect: str, relevance: float) -> Review:
    figures = at_store.review().figures
    assert figures is not None
    return at_store.review().model_copy(
        update={
            "profile": at_store.profile(prospect=prospect),
            "figures": figures.model_copy(update={"relevance": relevance}),
        }
    )


def test_where_a_recording_stands_is_one_click(opened: Open) -> None:
    """New, reviewed, needs talk."""
    page = read(opened)
    page.button_group[0].set_value(State.REVIEWED).run()
    assert kept().state is State.REVIEWED


def test_judge_and_coach_are_compared_on_what_was_looked_at(opened: Open) -> None:
    """How many are the same, and kappa where there is something to compare; the words can be taken as labels."""
    page = read(opened)
    page.button(key="back").click().run().toggle[0].set_value(True).run()
    assert any("Nobody has said Right or Wrong" in one.value for one in page.markdown)
    said = calls.Said("Me")
    new = calls.agreed(calls.agreed(review(), "c1", said), "c4", said)
    state.store().recordings.save_review(kept().id, new)
    page.run()
    assert any("2 of the 2 claims" in one.value and "kappa of **1.00**" in one.value for one in page.markdown)
    with zipfile.ZipFile(io.BytesIO(agree.labels([("x", new)]))) as archive:
        kinds = ("scenarios", "labels", "calls", "calls.labels")
        assert archive.namelist() == [f"coach.{kind}.jsonl" for kind in kinds]


def test_coach_and_rep_meet_over_a_call(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coach adds a call for a rep and comments; the rep finds it and resolves it; another team sees nothing of it."""
    house = state.store()
    rep, coach = enter(house, "Sam Okafor", "north"), enter(house, "Rae", "north", Role.COACH)
    other = enter(house, "Lou", "north")
    stranger = enter(house, "Zoe", "south", Role.COACH)
    at_work = [coach]
    monkeypatch.setattr(state, "store", lambda: at_work[0])
    page = opened()
    page.selectbox(key="add.owner").set_value(id_of(rep))
    added(page, ("call.vtt", CALL)).button(key="read").click().run()
    coach.recordings.save(Transcript(turns=(Turn(n=1, speaker="Lou", text="Hello."),)), "Lou's", owner_id=id_of(other))
    mine = next(one for one in coach.recordings.all() if one.owner == "Sam Okafor")
    coach.comments.add_to_recording(mine.id, "Ask her what an honest window is.", 31.0)
    page.button(key="back").click().run()
    page.selectbox(key="filter.rep").set_value("Sam Okafor").run()
    assert [row["open"] for row in drawn(page, "queue")["rows"]] == ["1 open comment"]
    at_work[0] = rep
    page = opened()
    (row,) = drawn(page, "queue")["rows"]
    page.session_state[call.OPENED] = row["id"]
    (said,) = drawn(page.run(), "talk")["comments"]
    assert (said["by"], said["may"]) == ("Rae", True)
    rep.comments.resolve(said["id"])
    assert drawn(page.run(), "talk")["comments"][0]["resolved"]
    at_work[0] = enter(house, "Bo", "office", Role.REP, Role.ADMIN)
    assert "add.owner" not in {one.key for one in opened().selectbox}, "an admin may keep nobody else's call"
    at_work[0] = stranger
    page = opened()
    assert "queue" not in parts(page)
    page.session_state[call.OPENED] = row["id"]
    assert "no such recording" in page.run().error[0].value
    at_work[0] = house


def test_a_recording_is_deleted_with_everything(opened: Open) -> None:
    """It says so, and the queue is empty."""
    page = read(opened)
    page.button(key="delete").click().run()
    assert state.store().recordings.all() == ()
    assert "Deleted" in page.success[0].value


BAD = [
    ("a broken file", [("call.vtt", b"WEBVTT\n")], "without a word in it"),
    ("two transcripts", [("a.vtt", CALL), ("b.vtt", CALL)], "one call at a time"),
    ("sound that is none", [("call.vtt", CALL), ("call.mp3", b"<html>no</html>")], "no sound or film file"),
    ("JSON of something else", [("x.json", b'{"a": 1}')], "not of a transcript I know"),
]


@pytest.mark.parametrize(("files", "told"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_bad_files_are_refused_in_a_sentence_and_nothing_is_kept(
    opened: Open, files: list[tuple[str, bytes]], told: str
) -> None:
    """Nothing half-read stands in the queue."""
    page = added(opened(), *files)
    assert told in page.error[0].value.replace("\\", "")
    assert state.store().recordings.all() == ()


def test_what_could_not_be_read_of_a_file_is_said_for_good(opened: Open) -> None:
    """A broken cue is left out; the recording says so, before and after it is read."""
    broken = CALL + b"\n00:xx --> 00:70.000\n<v Sam>Lost words.\n"
    page = added(opened(), ("call.vtt", broken))
    assert any("Not all of this file could be read" in one.label for one in page.expander)
    page.button(key="read").click().run()
    assert any("Not all of this file could be read" in one.label for one in page.expander)


def test_a_single_voice_needs_a_saved_prospect(opened: Open) -> None:
    """It says why; with one, all of it is read as the pitch, in words where there are no times."""
    page = added(
        opened(), ("notes.txt", b"Sam: We have ninety nine ready made reports.\n\nSam: The mornings are planned.\n")
    )
    assert page.button(key="read").disabled
    dana = Profile(
        prospect="Dana", statements=(Statement(id="s1", force=Force.PUSH, text="All my mornings get planned badly."),)
    )
    state.store().profiles.save(dana)
    page.run()
    next(one for one in page.selectbox if one.label == "Judge it against").select_index(0).run()
    page.button(key="read").click().run()
    assert (review().pitch.rep, review().profile.prospect) == ("Sam", "Dana")
    assert not drawn(page, "timeline")["timed"]
    assert drawn(page, "verdict")["basis"].startswith("Judged against 1 thing they said elsewhere. Read with")
    told = {one["name"]: one["figure"] for one in drawn(page, "listening")["figures"]}
    assert (told["of their statements in this call"], told["feature stacks"]) == ("none", "0")


def test_another_language_is_shown_without_a_figure(opened: Open) -> None:
    """And says what can be done."""
    german = CALL.replace(b"reports.", b"reports und Karten und Listen.")
    page = added(opened(), ("call.vtt", german)).button(key="read").click().run()
    assert drawn(page, "verdict")["figure"] is None
    assert "German" in drawn(page, "verdict")["sentence"]


def test_a_name_that_is_a_script_is_only_a_name(opened: Open) -> None:
    """It reaches the page as data, and in Streamlit's own widgets no mark-up is left of it."""
    script = (
        CALL.replace(b"<v Dana>", b"<script>alert(1)</script>: ")
        .replace(b"<v Sam>", b"Sam: ")
        .replace(b"<v Marcus>", b"[x](javascript:alert(1)): ")
    )
    page = added(opened(), ("call.vtt", script))
    assert not [one for one in page.markdown if "<script" in one.value.replace("\\<", "")]


class Given(io.BytesIO):
    """A file as the browser hands it over."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.read_bytes())
        self.name = path.name


FILES = sorted(one for one in SAMPLES.rglob("*.*") if one.suffix.lstrip(".") in call.TRANSCRIPTS)


FILES = sorted(one for one in SAMPLES.rglob("*.*") if one.suffix.lstrip(".") in call.TRANSCRIPTS and one.stem.islower())


def test_every_sample_file_is_kept_and_drawn_or_refused_in_a_sentence(
    app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a meeting or a speech service wrote goes the way the page goes: read, kept, judged, drawn."""
    monkeypatch.setattr(call, "open_one", lambda _: None)
    told = {path.name: _goes_through(path) for path in FILES}
    refused = {name: why for name, why in told.items() if why is not None}
    assert set(refused) == {
        "empty.vtt", "no_captions.vtt", "invalid_format.sbv", "invalid_format1.srt", "invalid_format2.srt",
        "invalid_format3.srt", "invalid_format4.srt",
    }  # fmt: skip
    assert all(why.endswith((".", "?")) for why in refused.values())


def _goes_through(path: Path) -> str | None:
    """Why a file is refused; None where it is kept, and each of its turns drawn with its words."""
    try:
        call.add([Given(path)], "", None, None, None)
    except InputError as refused:
        return str(refused)
    spoken = state.store().recordings.transcript(state.store().recordings.all()[0].id)
    profile = Profile(prospect="Dana", statements=(Statement(id="s1", force=Force.PUSH, text="We are late."),))
    review = calls.read(spoken, spoken.speakers()[:1], calls.Helps(WordJudge()), profile=profile)  # type: ignore[arg-type]
    tape = heard.Tape(review)
    assert [turn["text"] for turn in heard.turns_data(tape, (), None, 1)["turns"]] == [one.text for one in spoken.turns]
    assert tape.timeline["lanes"]
    return None


def long_tape(length: int) -> heard.Tape:
    """A call of so many turns, in which Dana states something in the last but one."""
    turns = tuple(
        Turn(n=n, speaker=("Dana", "Sam")[n % 2], text=f"We went over line {n} of it.", start=2.0 * n, end=2.0 * n + 1)
        for n in range(1, length + 1)
    )
    said = Statement(id="s1", force=Force.PUSH, text=turns[length - 2].text, turn=length - 1, person="Dana")
    pitch = calls.pitch_of(Transcript(turns=turns), ("Sam",))
    profile = Profile(prospect="Dana", statements=(said,))
    judged = {"judge": TEST_JUDGE, "basis": Basis.LIBRARY, "silent_because": ("None.",)}
    return heard.Tape(Review(pitch=pitch, profile=profile, readings=(), figures=None, **judged))


def numbers_of(data: dict[str, Any]) -> tuple[int, int]:
    """The first and the last turn that are given to be drawn."""
    return data["turns"][0]["n"], data["turns"][-1]["n"]


def test_a_transcript_of_a_thousand_turns_is_whole() -> None:
    """Nothing is sent for and nothing says of pages; what was picked is brought into view."""
    data = heard.turns_data(long_tape(heard.WHOLE), (), "s1", 1, heard.Look(turn=3))
    assert (numbers_of(data), data["page"], data["chosen"]) == ((1, 1000), None, 999)


def test_the_talk_of_two_who_sell_is_no_one_s_alone() -> None:
    """Where Dana sells beside Sam, what both of them said is told as both's."""
    review = long_tape(4).review
    both = review.model_copy(update={"pitch": review.pitch.model_copy(update={"beside": ("Dana",)})})
    told = [heard.listening_data(heard.Tape(one))["figures"][0] for one in (review, both)]
    assert [one["figure"] for one in told] == ["50%", "100%"]
    assert [one["name"] for one in told] == ["of the talk is Sam’s", "of the talk is Sam and Dana’s"]


def test_of_a_days_call_it_is_told_first_where_to_begin() -> None:
    """Before the moments to talk about, and without a better question: nothing went wrong in the listening."""
    tape = long_tape(heard.WHOLE)
    before = heard.moments_data(tape)["moments"]
    tape.first = Moment(
        turn=3, at=None, code="", what="Begin here", quote="", said="I lose days.", said_by="Dana", later=False,
        question="Hear this first.", statements=("s1",),
    )  # fmt: skip
    first, *others = heard.moments_data(tape)["moments"]
    assert (first["what"], first["turn"], first["opens"], first["well"]) == ("Begin here", 3, "s1", True)
    assert others == before


def test_of_a_longer_transcript_a_page_is_given_and_what_lies_around_it() -> None:
    """Every turn stands on one page; going on begins at the next page's first turn, going back at its last."""
    tape = long_tape(1201)
    first, middle, last = (heard.turns_data(tape, (), None, 1, heard.Look(turn=n)) for n in (None, 777, 1201))
    assert [numbers_of(one) for one in (first, middle, last)] == [(1, 500), (501, 1000), (1001, 1201)]
    assert (first["page"]["before"], last["page"]["after"]) == (None, None)
    assert middle["page"]["before"] == {"turn": 500, "part": "turns 1 to 500"}
    assert middle["page"]["after"] == {"turn": 1001, "part": "turns 1,001 to 1,201"}
    assert (middle["chosen"], middle["page"]["part"]) == (777, "turns 501 to 1,000 of 1,201")
    assert (first["page"]["to"], middle["page"]["from"], last["page"]["to"]) == (1002.0, 1002.0, None)


def test_what_is_picked_turns_the_page_once() -> None:
    """The page goes to what was picked; who then goes elsewhere stays there, also when they close the card."""
    tape = long_tape(1201)
    look = heard.looking(tape, heard.Look(), "s1")
    assert look.turn == 1200
    gone = heard.looking(tape, look._replace(turn=5), "s1")
    assert (gone.turn, heard.looking(tape, gone, None).turn) == (5, 5)


def test_words_are_sought_in_the_whole_of_a_long_call() -> None:
    """The first turn that has them, whatever their case; Enter goes on, round and round; never said is told."""
    tape = long_tape(1201)
    one = heard.sought(tape, heard.Look(turn=7), "LINE 120", 0)
    two = heard.sought(tape, one, "LINE 120", 1)
    assert (one.turn, two.turn, heard.sought(tape, two, "LINE 120", 1).turn) == (120, 1200, 1201)
    assert heard.sought(tape, heard.sought(tape, two, "LINE 120", 1), "LINE 120", 1).turn == 120
    assert heard.turns_data(tape, (), None, 1, two)["page"]["found"] == "2 of 3, Enter for the next"
    none = heard.sought(tape, two, "poems", 0)
    assert (none.turn, heard.turns_data(tape, (), None, 1, none)["page"]["found"]) == (1200, "not said")


@pytest.mark.parametrize(("stack", "told"), [(2, "Two or more unasked"), (3, "Three or more"), (12, "12 or more")])
def test_a_feature_stack_is_told_by_the_house_s_number(stack: int, told: str) -> None:
    """As many claims as made one when the call was read."""
    found = calls.read(CALL_OF_SAM, ["Sam"], Helps(WordJudge(), None, FlagSettings(stack=stack)))
    assert heard.listening_data(heard.Tape(found))["figures"][-1]["explained"].startswith(told)


@pytest.mark.parametrize(("force", "told"), [("anxiety", "heard an anxiety."), ("push", "heard a push.")])
def test_what_the_judge_heard_before_somebody_went_over_it(force: str, told: str) -> None:
    """In a sentence that reads aloud."""
    before = calls.read(CALL_OF_SAM, ["Sam"], Helps(WordJudge()))
    stated = next(one for one in before.profile.statements if one.force == force)
    tape = heard.Tape(calls.heard_right(before, stated.id, Said("Rae")))
    line = heard.line_of(tape.board, stated.id)
    assert line is not None
    assert heard.stated_data(tape, line)["words"] == f"Rae went over this; the judge {told}"


@pytest.mark.parametrize("done", ["say.it", "delete"])
def test_a_comment_that_was_said_or_deleted_does_not_come_back(opened: Open, done: str) -> None:
    """From the box it was written in: a recording that is deleted leaves nothing of anybody's behind."""
    page = read(opened)
    box = page.text_area[0].set_value("Ask her what an honest")
    still_there(box.run().button(key=done).click().run(), box)
    assert state.store().drafts.all() == {}
