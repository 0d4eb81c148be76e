"""Language models in a team: who may, whose answers, what it took. On both databases."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from pitchcheck.judge.language_model import Call
from pitchcheck.reviewing import check
from pitchcheck.settings import Settings
from pitchcheck.store import House, Missing, ModelRule, Role, Store, StoreError
from pitchcheck.store.erasing import due, keep_house
from pitchcheck.store.tables import AnswerRow, ModelCallRow
from tests.judge.language_model.scripted import Script, careful
from tests.judge.language_model.scripted import judge as scripted
from tests.judge.language_model.test_faults import PITCH, PROFILE
from tests.pages.judge import WordJudge
from tests.store.world import enter, id_of

NAMED = Settings(llm_model="openai:gpt-x", llm_base_url="http://127.0.0.1:9/v1", llm_money=2.0)


def call(money: float | None = None, outcome: str = "answered") -> Call:
    """One line."""
    return Call(
        model="openai:gpt-x", kind="links", outcome=outcome, input_tokens=90, output_tokens=10, seconds=1.5, money=money
    )


def test_answers_outlive_the_process(store: Store, settings: Settings) -> None:
    """What was asked once is not asked again after a restart, by anybody who has the same pitch and prospect."""
    script = Script(careful)
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    first = check(PITCH, PROFILE, judge=scripted(script, keeper=rep.language_model))
    asked = len(script.seen)
    with Store.open(settings) as later:
        again = later.as_(id_of(coach)).language_model
        assert check(PITCH, PROFILE, judge=scripted(script, keeper=again)).model_dump_json() == first.model_dump_json()
    assert len(script.seen) == asked


def test_no_text_of_anybody_is_kept(store: Store) -> None:
    """Kept answers and lines about calls hold numbers and words of our own."""
    check(PITCH, PROFILE, judge=scripted(keeper=store.language_model))
    with store.database.reading() as session:
        rows = [row for table in (AnswerRow, ModelCallRow) for row in session.execute(sa.select(table.__table__)).all()]
    assert len(rows) >= 12
    assert not any(word in repr(rows) for word in ("invoice", "drivers", "board", "Dana"))


def test_an_admin_decides_whether_a_model_may_judge(store: Store) -> None:
    """Allowed, with names replaced, or not at all; whoever is not an admin finds it so."""
    admin, rep = enter(store, "admin", "north", Role.ADMIN), enter(store, "rep", "north")
    assert rep.language_model.why_not(Settings()) == (
        "No language model is named. Set llm_model (docs/judge-llm.md), or read with the embedded judge."
    )
    assert rep.language_model.judge(NAMED, WordJudge(), PROFILE).names is None
    house = admin.house.save(House(language_model=ModelRule.PSEUDONYMS))
    assert rep.language_model.judge(NAMED, WordJudge(), PROFILE).names == ("Dana",)
    admin.house.save(house.model_copy(update={"language_model": ModelRule.FORBIDDEN}))
    with pytest.raises(StoreError, match="does not allow a language model"):
        rep.language_model.judge(NAMED, WordJudge(), PROFILE)


def test_the_days_ceiling_counts_everybody(store: Store) -> None:
    """What two people spent today is taken from the same purse; yesterday's is not."""
    rae, rob = enter(store, "rae", "north"), enter(store, "rob", "south")
    rae.language_model.called(call(money=0.5))
    rob.language_model.called(call(money=1.0))
    rob.language_model.called(call(money=None))
    keeper = rae.language_model.judge(NAMED, WordJudge()).keeper
    assert keeper.left_today() == pytest.approx(0.5)
    with store.database.writing() as session:
        session.execute(sa.update(ModelCallRow).values(at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1)))
    assert keeper.left_today() == pytest.approx(2.0)
    assert rae.language_model.left_today() is None


def test_what_it_took_is_an_admins_to_see(store: Store) -> None:
    """By person and model, with the calls that failed; nobody else sees it."""
    admin, rep = enter(store, "admin", "north", Role.ADMIN), enter(store, "rep", "north")
    for one in (call(money=0.25), call(money=0.5), call(outcome="the model could not be reached")):
        rep.language_model.called(one)
    (spent,) = admin.language_model.totals()
    assert (spent.person, spent.model, spent.calls, spent.failed) == ("rep", "openai:gpt-x", 3, 1)
    assert (spent.tokens, spent.seconds, spent.money) == (300, 4.5, 0.75)
    with pytest.raises(Missing):
        rep.language_model.totals()


def test_answers_have_their_time(store: Store) -> None:
    """After a year, or what the admin says, they go; and with the person who asked."""
    admin, rep = enter(store, "admin", "north", Role.ADMIN), enter(store, "rep", "north")
    rep.language_model.keep({"k": "{}"})
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=366)
    assert {one.kind: one.count for one in due(store.database, later)}["answers of language models"] == 1
    keep_house(store.database, store.files, later)
    assert rep.language_model.get(["k"]) == {}
    rep.language_model.keep({"k": "{}"})
    assert "answers" in admin.privacy.on_person(id_of(rep))
    admin.privacy.erase_person(id_of(rep))
    assert admin.language_model.get(["k"]) == {}


def test_many_keys_at_once(store: Store) -> None:
    """A call of thousands of turns asks for thousands of answers."""
    store.language_model.keep({f"k{n}": str(n) for n in range(1200)})
    assert len(store.language_model.get([f"k{n}" for n in range(3000)])) == 1200
