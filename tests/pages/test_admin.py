"""Admin as somebody meets it who looks after the house: what they see, what they change, and what they are refused."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _house as house
from pages import _log as log
from pages import _people as people
from pages import _state as state
from pitchcheck.judge import Verdict
from pitchcheck.judge.language_model import Call
from pitchcheck.review import FlagSettings
from pitchcheck.store import Board, Entry, ModelRule, Retention, Role, Saved, Store
from pitchcheck.store.admin import Reflagged, Shift
from pitchcheck.store.erasing import KEPT_HOUSE
from tests.builders import story
from tests.pages.test_signin import ROOT, everything, of, said
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

__all__ = ["said"]
PAGE = str(ROOT / "pages" / "admin.py")
Look = Callable[..., AppTest]


@pytest.fixture
def boss(said: dict[str, Any]) -> Store:
    """An admin who sits in front, in a house with a rep."""
    said.update(of("boss"))
    enter(everything(), "rae", "north")
    return enter(everything(), "boss", "office", Role.ADMIN)


@pytest.fixture
def look(boss: Store) -> Look:
    """Opens a view of the page; what is given by name is put into the session first."""

    def opened(view: str, **remembered: object) -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=120)
        test.session_state["admin.view"] = view
        for key, value in remembered.items():
            test.session_state[key.replace("_", ".")] = value
        test.run()
        assert not test.exception, test.exception
        return test

    return opened


def drawn(test: AppTest, part: str) -> list[dict[str, Any]]:
    """The rows a part of the page was given."""
    (found,) = [one for one in test.get("bidi_component") if one.key == part]
    rows: list[dict[str, Any]] = json.loads(found.proto.json)["rows"]
    return rows


def box(found: Iterable[Any], name: str) -> Any:
    """The only one of these whose key begins with that name."""
    (one,) = [one for one in found if f"{one.key} ".startswith(f"{name} ")]
    return one


@pytest.mark.parametrize("role", [Role.REP, Role.COACH])
def test_nobody_but_an_admin_opens_it(role: Role, said: dict[str, Any]) -> None:
    """By its address neither: one sentence, and nothing else is drawn."""
    said.update(of("kim"))
    enter(everything(), "kim", "north", role)
    test = AppTest.from_file(PAGE, default_timeout=120).run()
    assert [one.value for one in test.error] == [house.NOT_YOURS]
    assert {one.key for one in test.get("bidi_component")} <= {"wanted"}


def test_health_and_what_is_stored(look: Look) -> None:
    """Every finding with its sign, and how much there is."""
    test = look("Health")
    assert {"database", "tables", "file store"} <= {one["name"] for one in drawn(test, "facts") if one["well"]}
    assert {"database", "people"} <= {one["name"] for one in drawn(test, "stored")}


def test_everybody_is_listed_with_what_they_may(look: Look) -> None:
    """Name, address, roles, teams."""
    rows = drawn(look("People"), "people")
    assert [(one["name"], one["roles"], one["teams"]) for one in rows] == [
        ("boss", "admin", "office"),
        ("rae", "rep", "north"),
    ]


def rae(boss: Store) -> str:
    """Her id."""
    (found,) = [one.id for one in boss.people.all() if one.name == "rae"]
    return found


def test_a_person_is_given_roles_and_shut_out(look: Look, boss: Store) -> None:
    """In the app, where the provider does not say; the last admin cannot be taken away."""
    test = look("People", people_opened=rae(boss))
    box(test.toggle, f"active {rae(boss)}").set_value(False)
    test.button(key="person.save").click().run()
    assert [one.active for one in boss.people.all() if one.name == "rae"] == [False]
    test = look("People", people_opened=id_of(boss))
    box(test.toggle, f"active {id_of(boss)}").set_value(False)
    test.button(key="person.save").click().run()
    assert "no admin left" in test.error[0].value


def test_somebody_another_admin_shut_out_is_not_let_in_again(look: Look, boss: Store) -> None:
    """By a form that was drawn before: it is told, and the form then shows how they stand."""
    test = look("People", people_opened=rae(boss))
    boss.people.change(rae(boss), active=False)
    box(test.button_group, f"roles {rae(boss)}").set_value([Role.COACH])
    test.button(key="person.save").click().run()
    assert "Somebody else changed this in between" in test.error[0].value
    assert not box(test.toggle, f"active {rae(boss)}").value
    assert [(one.active, one.roles) for one in boss.people.all() if one.name == "rae"] == [(False, {Role.REP})]
    test.button(key="person.save").click().run()
    assert [(one.active, one.roles) for one in boss.people.all() if one.name == "rae"] == [(False, {Role.COACH})]


def test_a_person_is_deleted_in_two_steps(look: Look, boss: Store) -> None:
    """Only once their name was typed, as it reads; their prospects go to whom was named."""
    heir = enter(everything(), "lee", "north")
    gone = rae(boss)
    boss.people.change(gone, name="rae  ko")
    prospect = everything().as_(gone).profiles.save(profile())
    test = look("People", people_opened=gone)
    assert {"name": "prospects", "told": "1"} in drawn(test, "facts")
    assert test.button(key="people.gone").disabled
    test.selectbox(key="people.heir").select(id_of(heir))
    test.text_input(key=f"people.sure {gone}").set_value("rae ko").run()
    test.button(key="people.gone").click().run()
    assert not test.exception
    assert gone not in {one.id for one in boss.people.all()}
    assert heir.profiles.get(prospect.id).owner_id == id_of(heir)


def test_a_team_is_made_changed_and_deleted(look: Look, boss: Store) -> None:
    """And its people with it; whom another admin put in meanwhile stays in."""
    test = look("People")
    box(test.text_input, "team.name new").set_value("west")
    box(test.multiselect, "team.members new").set_value([rae(boss)])
    test.button(key="team.save new").click().run()
    (west,) = [team for team in boss.people.teams() if team.name == "west"]
    assert west.members == {rae(boss)}
    boss.people.save_team("west", [rae(boss), id_of(boss)], west.id)
    test.button(key=f"team.save {west.id}").click().run()
    assert "Somebody else changed this in between" in test.error[0].value
    box(test.text_input, f"team.name {west.id}").set_value("far west")
    test.button(key=f"team.save {west.id}").click().run()
    (west,) = [team for team in boss.people.teams() if team.id == west.id]
    assert (west.name, west.members) == ("far west", {rae(boss), id_of(boss)})
    test.button(key=f"team.delete {west.id}").click().run()
    assert "far west" not in {team.name for team in boss.people.teams()}


def test_the_days_say_what_they_would_delete_before_they_hold(look: Look, boss: Store) -> None:
    """A number first, then a button; two admins do not overwrite each other."""
    boss.takes.save(review())
    test = look("What is kept")
    assert test.button(key="rules.save").disabled
    box(test.text_input, "keep.rehearsals").set_value("30").run()
    assert test.info[0].value == "With this, nothing goes today."
    box(test.toggle, "board.names").set_value(True).run()
    test.button(key="rules.save").click().run()
    kept = boss.house.get()
    assert (kept.retention.rehearsals, kept.board.names) == (30, True)
    box(test.text_input, "keep.rehearsals").set_value("").run()
    test.button(key="rules.save").click().run()
    assert boss.house.get().retention.rehearsals is None


def test_what_another_admin_decided_is_not_saved_over(look: Look, boss: Store) -> None:
    """It is shown as soon as the page runs, and what was being typed beside it stays."""
    test = look("What is kept")
    before = boss.house.get()
    boss.house.save(before.model_copy(update={"retention": Retention(recordings=30), "board": Board(minimum=9)}))
    box(test.text_input, "keep.rehearsals").set_value("400").run()
    assert box(test.text_input, "keep.recordings").value == "30"
    test.button(key="rules.save").click().run()
    kept = boss.house.get()
    assert (kept.retention.recordings, kept.retention.rehearsals, kept.board.minimum) == (30, 400, 9)


@pytest.mark.parametrize("typed", ["0", "-3", "4.5", "a week", "36501", "9" * 40, "²", "٣٠"])
def test_what_is_no_number_of_days_is_told_and_not_saved(look: Look, boss: Store, typed: str) -> None:
    """It stays where it was typed; what is kept stays as it was."""
    test = look("What is kept")
    box(test.text_input, "keep.drafts").set_value(typed).run()
    assert not test.exception
    if typed == "٣٠":  # thirty, as it is written in Arabic
        test.button(key="rules.save").click().run()
        assert boss.house.get().retention.drafts == 30
        return
    assert "A whole number from 1 to 36,500" in test.error[0].value
    assert test.button(key="rules.save").disabled
    assert box(test.text_input, "keep.drafts").value == typed


def test_the_threshold_says_what_would_turn(look: Look, boss: Store) -> None:
    """In a sentence, before it is saved; and the judge of the next review has it."""
    test = look("The judge")
    box(test.text_input, "judge.answers").set_value("60").run()
    assert test.info[0].value.startswith("No review is saved yet")
    test.button(key="judge.save").click().run()
    assert boss.house.read_by().thresholds.answers == 0.6
    state._read_by.clear()
    assert state._read_by().thresholds.answers == 0.6
    box(test.text_input, "judge.ask_from").set_value("90")
    box(test.text_input, "judge.ask_to").set_value("10").run()
    assert "must not lie above" in test.error[0].value


def test_the_flags_settings_say_what_would_come_and_go(look: Look, boss: Store) -> None:
    """In a sentence, before they are saved; emptied, they are as shipped again; the log says what was set."""
    test = look("Flags")
    assert test.button(key="flags.save").disabled
    box(test.text_input, "flags.stack").set_value("2").run()
    assert test.info[0].value.startswith("No review is saved yet")
    everything().as_(rae(boss)).takes.save(story("push: We type every invoice twice.\n---\n[An app]. [An API]."))
    box(test.text_input, "flags.opening").set_value("50")
    box(test.multiselect, "flags.off").set_value(["S1"]).run()
    assert test.info[0].value == (
        "Of 8 flags in the newest review, 5 would go: 3 S1 thin, 2 C1 unasked. 1 would be new: 1 P1 feature-stack."
    )
    test.button(key="flags.save").click().run()
    assert boss.house.read_by().flags == FlagSettings(stack=2, opening=0.5, off=frozenset({"S1"}))
    told = boss.audit.entries(kind="settings", action="changed")[0].detail
    assert told == "flags stack: 3 → 2; flags opening: 0.15 → 0.5; flags off: none → S1"
    box(test.text_input, "flags.stack").set_value("1").run()
    assert "A whole number from 2 to 50" in test.error[0].value
    box(test.text_input, "flags.stack").set_value("")
    box(test.text_input, "flags.opening").set_value("")
    box(test.multiselect, "flags.off").set_value([]).run()
    test.button(key="flags.save").click().run()
    assert boss.house.read_by().flags == FlagSettings()


def test_what_would_come_and_go_in_words() -> None:
    """The most frequent flag first."""
    told = house.reflagged(Reflagged(reviews=120, flags=1204, gone={"P1": 4, "C1": 30}, new={"P6": 1}))
    assert told == (
        "Of 1,204 flags in the newest 120 reviews, 34 would go: 30 C1 unasked, 4 P1 feature-stack. "
        "1 would be new: 1 P6 price-after-stack."
    )


def test_what_would_turn_in_words() -> None:
    """The most frequent turn first."""
    turned = {(Verdict.UNASKED, Verdict.TIED): 4, (Verdict.TIED, Verdict.UNASKED): 30}
    told = house.turned(Shift(reviews=120, claims=1204, turned=turned, asked=90, ask=102))
    assert told == (
        "Of 1,204 claims in the newest 120 reviews, 34 would get another verdict: 30 from tied to unasked, "
        "4 from unasked to tied. A person would be asked about 102 of them, now about 90."
    )


def test_the_log_says_what_house_keeping_deleted() -> None:
    """And not that everything went, where it looked through everything."""
    told = dict.fromkeys(("by_id", "by", "subject_id", "owner"))
    kept = Entry(
        at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), action=KEPT_HOUSE, kind="everything", detail="3 drafts", **told
    )
    assert (log.row(kept)["by"], log.row(kept)["did"]) == ("pitchcheck", "deleted what had its time: 3 drafts")


def test_the_log_is_filtered(look: Look, boss: Store) -> None:
    """By who, whose, what they did, with what, and when."""
    prospect: Saved[Any] = everything().as_(rae(boss)).profiles.save(profile())
    boss.profiles.get(prospect.id)
    test = look("Log")
    done = [(one["by"], one["did"]) for one in drawn(test, "log")]
    assert ("boss", "looked at prospect's profile") in done
    assert ("pitchcheck", "looked for what has had its time: nothing") in done
    test.selectbox(key="log.by").select(rae(boss)).run()
    assert test.markdown[-1].value == "Nothing of that kind was done."


def test_a_recording_is_deleted_in_two_steps_by_somebody_who_may_not_hear_it(look: Look, boss: Store) -> None:
    """Found by whose it is, shown by when and how long it is and not by a word of it; gone once the name was typed."""
    reps = everything().as_(rae(boss)).recordings
    reps.save(TRANSCRIPT, "About Zebedee", audio=("a.wav", io.BytesIO(bytes(2000))))
    test = look("Delete for good")
    test.segmented_control(key="forget.what").set_value("A recording").run()
    test.text_input(key="forget.call").set_value("nobody").run()
    assert test.selectbox(key="forget.which").options == []
    test.text_input(key="forget.call").set_value("rae").run()
    (told,) = test.selectbox(key="forget.which").options
    assert "rae, " in told
    assert "2.0 kB" in told
    assert "Zebedee" not in told
    test.selectbox(key="forget.which").select_index(0).run()
    (call,) = [one.id for one in reps.all()]
    assert {"name": "recordings", "told": "1"} in drawn(test, "facts")
    assert test.button(key="forget.gone").disabled
    test.text_input(key=f"forget.sure {call}").set_value("rae").run()
    test.button(key="forget.gone").click().run()
    assert not test.exception
    assert reps.all() == ()
    assert everything().files.keys() == ()
    assert ("deleted", "rae") in {(one.action, one.owner) for one in boss.audit.entries()}


def test_a_prospect_is_forgotten_in_two_steps(look: Look, boss: Store) -> None:
    """Found by name, shown with how much there is, deleted once the name was typed."""
    everything().as_(rae(boss)).profiles.save(profile(prospect="Dana\u00a0 Ko"))  # it reads "Dana Ko"
    test = look("Delete for good")
    test.text_input(key="forget.search").set_value("crumb").run()
    (found,) = [one.id for one in boss.profiles.all()]
    test.selectbox(key="forget.who").select(found).run()
    assert {"name": "prospects", "told": "1"} in drawn(test, "facts")
    assert test.button(key="forget.gone").disabled
    test.text_input(key=f"forget.sure {found}").set_value("Dana Ko").run()
    test.button(key="forget.gone").click().run()
    assert not test.exception
    assert boss.profiles.all() == ()


def test_of_two_of_one_name_the_one_that_was_picked_goes(look: Look, boss: Store) -> None:
    """They are told apart, and the name typed for one does not open the delete of the other."""
    ids = [everything().as_(rae(boss)).profiles.save(profile()).id for _ in range(2)]
    test = look("Delete for good")
    test.text_input(key="forget.search").set_value("crumb").run()
    options = test.selectbox(key="forget.who").options
    assert len(set(options)) == 2
    test.selectbox(key="forget.who").select(ids[0]).run()
    test.text_input(key=f"forget.sure {ids[0]}").set_value("Dana").run()
    test.selectbox(key="forget.who").select(ids[1]).run()
    assert test.button(key="forget.gone").disabled
    test.selectbox(key="forget.who").select(ids[0]).run()
    test.text_input(key=f"forget.sure {ids[0]}").set_value("Dana").run()
    test.button(key="forget.gone").click().run()
    assert not test.exception
    assert [one.id for one in boss.profiles.all()] == ids[1:]


def test_bytes_as_people_say_them() -> None:
    """Never with a unit too small or too large."""
    assert [house.size(n) for n in (0, 999, 1000, 1_234_567, 5 * 10**12)] == [
        "0 bytes", "999 bytes", "1.0 kB", "1.2 MB", "5.0 TB",
    ]  # fmt: skip


def test_what_is_held_on_somebody_can_be_handed_over(boss: Store, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a zip, for whoever asks."""
    monkeypatch.setattr(state, "store", lambda: boss)
    assert people.download(rae(boss)).startswith(b"PK")


def test_a_language_model_is_an_admins_to_allow_and_to_pay(look: Look, boss: Store) -> None:
    """Forbidden with two clicks; what it took is there by person and model."""
    call = Call(
        model="openai:gpt-x",
        kind="links",
        outcome="answered",
        input_tokens=900,
        output_tokens=100,
        seconds=2,
        money=0.02,
    )
    everything().as_(id_of(boss)).language_model.called(call)
    test = look("Language model")
    assert "1,000" in test.table[0].value.to_string()
    assert "0.0200" in test.table[0].value.to_string()
    box(test.radio, "models.rule").set_value(ModelRule.FORBIDDEN).run()
    test.button(key="models.save").click().run()
    assert everything().as_(id_of(boss)).house.get().language_model is ModelRule.FORBIDDEN
