"""A rehearsal that was shared, as its coach and its rep meet over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _call as call
from pages import _shared as shared
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import flags, reviewing
from pitchcheck.judge import Relation
from pitchcheck.review import Override, Review
from pitchcheck.store import Role, Store, Take
from pitchcheck.store.takes import Takes
from tests.pages.conftest import Word, still_there, whole
from tests.store.examples import flag, review
from tests.store.world import enter

PAGES = Path(__file__).resolve().parents[2] / "pages"
Open = Callable[[], AppTest]


@dataclass
class People:
    """A rep, their coach, a coach of another team, and who of them sits in front of the page."""

    rep: Store
    coach: Store
    far: Store
    here: Store

    def share(self, kept: Review | None = None, pitch_id: str | None = None) -> Take:
        """The rep saves a take and shares it."""
        return self.rep.takes.share(self.rep.takes.save(kept or review(), pitch_id).id)

    def visit(self, who: Store, page: str = "recordings", **address: str) -> AppTest:
        """That person opens a page, at that address."""
        self.here = who
        test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=30)
        test.query_params.update(address)
        return sound(test.run())


@pytest.fixture
def people(app: Open, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three people over one store."""
    house = state.store()
    rep, coach = enter(house, "Mika", "north"), enter(house, "Rae", "north", Role.COACH)
    found = People(rep, coach, enter(house, "Zoe", "south", Role.COACH), rep)
    with monkeypatch.context() as patched:
        patched.setattr(state, "store", lambda: found.here)
        yield found


def sound(page: AppTest) -> AppTest:
    """The page, which shows no traceback."""
    assert not page.exception, page.exception
    return page


def parts(page: AppTest) -> list[str]:
    """The parts on the page, in their order."""
    return [element.key.split()[0] for element in sound(page).get("bidi_component")]


def drawn(page: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    (found,) = [one for one in sound(page).get("bidi_component") if one.key.split()[0] == part]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def said(page: AppTest, part: str, event: str, word: object) -> AppTest:
    """The page after a part of it said something."""
    return still_there(page, Word(page, part, event, word))


def test_nothing_is_drawn_where_nothing_is_shared(people: People) -> None:
    """Of a take that was only saved its coach sees no trace, nor does its rep of one that is shared."""
    people.rep.takes.save(review())
    assert not people.visit(people.coach).button_group
    people.share()
    for who in (people.rep, people.far):
        assert not people.visit(who).button_group


def test_a_coach_finds_what_was_shared_beside_the_calls(people: People) -> None:
    """Calls come first; the last one that was shared leads the list; it is new until somebody said something."""
    first = people.share()
    second = people.share(review(silent=True), first.pitch_id)
    people.coach.comments.add_to_take(first.id, "Shorter.")
    page = people.visit(people.coach)
    assert "queue" not in parts(page)
    (choice,) = page.button_group
    assert [one.content for one in choice.proto.options] == ["Calls", "Rehearsals shared with you (2, 1 new)"]
    rows = drawn(choice.set_value(call.REHEARSALS).run(), "queue")["rows"]
    assert [(one["id"], one["title"], one["sub"], one["state"], one["open"]) for one in rows] == [
        (second.id, "Take 2: For Dana", "Mika, for Dana", "new", ""),
        (first.id, "Take 1: For Dana", "Mika, for Dana", "commented", "1 open comment"),
    ]
    assert (rows[0]["relevance"], rows[0]["without"], rows[1]["relevance"]) == (
        "",
        "no figure",
        f"{first.relevance:.0f}",
    )
    assert rows[1]["when"] == f"{first.shared_at:%-d %b %Y}"
    assert "queue" not in parts(page.button_group[0].set_value(call.CALLS).run())


def test_the_list_is_filtered_by_rep(people: People) -> None:
    """Where several shared something."""
    people.share()
    other = enter(people.rep, "Lou", "north")
    theirs = other.takes.share(other.takes.save(review()).id)
    page = people.visit(people.coach)
    page.session_state[call.VIEW] = call.REHEARSALS
    page.run().selectbox(key="filter.shared_rep").set_value("Lou").run()
    assert [one["id"] for one in drawn(page, "queue")["rows"]] == [theirs.id]


def test_a_take_answers_in_the_order_a_coach_asks(people: People) -> None:
    """Whose it is, the sentence, pitch beside the cuts, board, flags, claims; nothing of it can be changed."""
    take = people.share()
    page = people.visit(people.coach, take=take.id)
    assert parts(page) == ["verdict", "pitch", "cuts", "board", "flags", "claims"]
    about = f"**For Dana** · Mika · for Dana · shared {take.shared_at:%-d %b %Y} · Take 1"
    assert about in [one.value for one in page.markdown]
    verdict = drawn(page, "verdict")
    assert verdict["sentence"].startswith("Dana seems to have asked for about")
    assert verdict["sentence"].endswith("of what Mika says.")
    assert verdict["figure"]["relevance"] == take.relevance
    assert "library of customers’ words" in verdict["basis"]
    assert all(drawn(page, part)["readonly"] for part in ("pitch", "flags", "claims"))
    assert drawn(page, "pitch")["text"] == review().pitch.text
    (button,) = [one for one in page.button if one.key == "back"]
    assert drawn(button.click().run(), "queue")["rows"]
    assert "take" not in page.query_params


def test_a_take_without_a_figure_says_why(people: People) -> None:
    """As it does on Rehearse."""
    verdict = drawn(people.visit(people.coach, take=people.share(review(silent=True)).id), "verdict")
    assert (verdict["sentence"], verdict["figure"]) == ("There is no number for Dana yet. Ask.", None)


def test_a_mark_opens_its_card(people: People) -> None:
    """It quotes what they said; the next one and back to the cuts are a click away."""
    page = people.visit(people.coach, take=people.share().id)
    card = drawn(said(page, "pitch", "opened", "c1"), "card")
    assert (card["number"], card["links"][0]["quote"]) == (1, "We ran out of flour on a Saturday.")
    assert [mark["chosen"] for mark in drawn(page, "pitch")["marks"]] == [True, False, False]
    assert drawn(page.button(key="next").click().run(), "card")["todo"] == shared.UNSURE
    page.button(key="close").click().run()
    assert "cuts" in parts(page)
    assert drawn(said(page, "cuts", "opened", "c3"), "card")["number"] == 3


def test_the_rep_s_own_word_and_cut_are_told_as_theirs(people: People) -> None:
    """On their own desk they are "you", and nobody else is."""
    word = Override(claim="c1", to="s2", relation=Relation.ADVANCES, by=state.YOU)
    kept = reviewing.ticked(reviewing.reconsider(review(), [word]), {"c1", "c3"})
    page = people.visit(people.coach, take=people.share(kept).id)
    whys = [link["why"] for link in drawn(said(page, "pitch", "opened", "c1"), "card")["links"]]
    assert "Mika said so." in whys
    assert "You said so." not in whys
    assert drawn(page.button(key="next").click().run(), "card")["gain"] == "The rep cut it"


def test_flags_are_only_read(people: People) -> None:
    """Whatever a browser sends; what the rep set aside stays so, and is not counted."""
    aside = flags.dismiss(review(), flag(), "she loves it", by=state.YOU)
    take = people.share(aside)
    page = people.visit(people.coach, take=take.id)
    assert "No flags" in [one.value for one in page.subheader]
    assert [one["dismissed"] for one in drawn(page, "flags")["flags"]] == ["she loves it"]
    key = drawn(page, "flags")["flags"][0]["key"]
    said(page, "flags", "restored", key)
    said(page, "claims", "ticked", {"claim": "c1", "keep": False})
    assert people.coach.takes.get(take.id).version == take.version


def test_a_look_is_one_line_of_the_log_however_often_the_page_runs(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The review is read once for each version of the take, and anew for the next."""
    take = people.share()
    read: list[str] = []
    again = Takes.review
    monkeypatch.setattr(Takes, "review", lambda self, one: (read.append(one), again(self, one))[1])
    page = people.visit(people.coach, take=take.id)
    said(page, "pitch", "opened", "c1").run()
    assert read == [take.id]
    assert [(one.by, one.action) for one in people.rep.audit.entries()] == [("Rae", "looked")]
    people.rep.takes.change(take.id, reviewing.ticked(review(), {"c1"}), take.version)
    marks = drawn(page.run(), "pitch")["marks"]
    assert ([mark["off"] for mark in marks], len(read)) == ([False, True, True], 2)


def test_a_comment_is_kept_with_what_to_take_away_and_resolved(people: People) -> None:
    """An empty one is refused; it is there for the rep, and whoever said it may resolve it."""
    take = people.share()
    page = people.visit(people.coach, take=take.id)
    page.button(key="say.it").click().run()
    assert [one.value for one in page.error] == ["Write what you want to say first."]
    page.text_area[0].set_value("Ask her first.")
    page.checkbox[0].check().run()
    people.rep.comments.resolve(people.rep.comments.add_to_take(take.id, "What do you think?").id)
    page.button(key="say.it").click().run()
    (kept,) = [one for one in people.rep.comments.on_take(take.id) if one.by == "Rae"]
    assert (kept.text, kept.take_away) == ("Ask her first.", True), "what the rep said meanwhile undid the tick"
    assert "Comments, 1 open" in [one.value for one in page.subheader]
    assert (page.text_area[0].value, page.checkbox[0].value, people.coach.drafts.all()) == ("", False, {})
    said(page, "talk", "resolved", {"id": kept.id, "resolved": True})
    assert all(one.resolved_at is not None for one in people.rep.comments.on_take(take.id))
    assert "Comments" in [one.value for one in page.run().subheader]


def test_of_two_coaches_one_does_not_resolve_the_other_s(people: People) -> None:
    """They are shown no button for it."""
    take = people.share()
    people.coach.comments.add_to_take(take.id, "Shorter.")
    second = enter(people.coach, "Kit", "north", Role.COACH)
    assert drawn(people.visit(second, take=take.id), "talk")["comments"][0]["may"] is False
    assert drawn(people.visit(people.coach, take=take.id), "talk")["comments"][0]["may"] is True


def test_a_comment_that_is_being_written_comes_back(people: People) -> None:
    """After a reload, with its own take alone."""
    take, other = people.share(), people.share()
    people.visit(people.coach, take=take.id).text_area[0].set_value("Ask her").run()
    assert people.visit(people.coach, take=other.id).text_area[0].value == ""
    assert people.visit(people.coach, take=take.id).text_area[0].value == "Ask her"


@pytest.mark.parametrize("done", ["unshared", "deleted"])
def test_a_take_that_goes_while_it_is_open_is_told_in_a_sentence(people: People, done: str) -> None:
    """With the list in its place; nothing was said about it, and nothing of it is shown any more."""
    take = people.share()
    page = people.visit(people.coach, take=take.id)
    page.text_area[0].set_value("Ask her").run()
    if done == "unshared":
        people.rep.takes.share(take.id, shared=False)
    else:
        people.rep.takes.delete(take.id)
    page.button(key="say.it").click().run()
    told = f"There is no such take, or it is not yours to see. {shared.GONE}"
    assert [one.value for one in page.error] == [widgets.plain(told)]
    assert parts(page) == []
    assert shared.NONE_SHARED in [one.value for one in page.markdown]
    assert call.REVIEW not in page.session_state
    assert "take" not in page.query_params
    assert people.coach.drafts.all().keys() == ({f"takes/{take.id}/comment"} if done == "unshared" else set())


def test_a_take_that_goes_between_two_looks_at_it_is_told_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rep stops sharing it while the comment is on its way."""
    take = people.share()
    page = people.visit(people.coach, take=take.id)
    add = type(people.coach.comments).add_to_take

    def late(*given: Any, **more: Any) -> object:
        people.rep.takes.share(take.id, shared=False)
        return add(*given, **more)

    monkeypatch.setattr(type(people.coach.comments), "add_to_take", late)
    page.text_area[0].set_value("Ask her")
    page.button(key="say.it").click().run()
    assert "There is no such take" in sound(page).error[0].value
    assert people.rep.comments.on_take(take.id) == ()


@pytest.mark.parametrize("which", ["another team's", "private", "nobody's"])
def test_a_link_to_what_is_not_shared_with_them_tells_nothing(people: People, which: str) -> None:
    """The same sentence, whether there is such a take or not."""
    private = people.rep.takes.save(review())
    shared_take = people.share()
    who, take = {
        "another team's": (people.far, shared_take.id),
        "private": (people.coach, private.id),
        "nobody's": (people.coach, "0" * 32),
    }[which]
    page = people.visit(who, take=take)
    assert "There is no such take" in page.error[0].value
    assert set(parts(page)) <= {"queue"}
    assert people.rep.audit.entries() == ()


def test_a_link_to_a_call_closes_the_take(people: People) -> None:
    """And back: one thing is open at a time."""
    take = people.share()
    page = people.visit(people.coach, take=take.id)
    page.query_params.clear()
    page.query_params["call"] = "0" * 32
    assert "no such recording" in page.run().error[0].value
    assert page.button_group[0].value == call.CALLS
    page.query_params["take"] = take.id
    assert "verdict" in parts(page.run())


def test_a_rep_sees_their_own_take_with_what_was_said(people: People) -> None:
    """A link that their coach sent them opens it; they may answer, and resolve."""
    take = people.share()
    people.coach.comments.add_to_take(take.id, "Shorter.")
    page = people.visit(people.rep, take=take.id)
    assert drawn(page, "talk")["comments"][0]["may"] is True
    page.text_area[0].set_value("Which part?")
    page.button(key="say.it").click().run()
    assert [one.by for one in people.coach.comments.on_take(take.id)] == ["Rae", "Mika"]
    assert people.rep.audit.entries(action="looked") == ()


def test_a_rep_finds_what_was_said_below_the_takes(people: People) -> None:
    """Nothing is drawn before; then each with its take and take-away, newest last; a click resolves it and back."""
    page = people.visit(people.rep, "rehearse")
    page.button(key="save").click().run()
    assert "talk" not in parts(page)
    (take,) = people.rep.takes.mine()
    people.rep.takes.share(take.id)
    first = people.coach.comments.add_to_take(take.id, "Ask first.", take_away=True)
    people.coach.comments.add_to_take(take.id, "Shorter.")
    page.run()
    assert drawn(page, "takes")["takes"][0]["open"] == "2 open comments"
    assert [(one["by"], one["about"], one["text"], one["take_away"]) for one in drawn(page, "talk")["comments"]] == [
        ("Rae", "Take 1", "Ask first.", True), ("Rae", "Take 1", "Shorter.", False),
    ]  # fmt: skip
    for resolved, left in ((True, 1), (False, 2)):
        said(page, "talk", "resolved", {"id": first.id, "resolved": resolved})
        assert (people.rep.comments.on_take(take.id)[0].resolved_at is not None) == resolved
        assert people.rep.takes.get(take.id).open_comments == left
        assert f"Comments on your takes, {left} open" in [one.value for one in page.subheader]


def test_what_is_open_on_another_pitch_is_found_as_well(people: People) -> None:
    """With the name of the pitch, until it is resolved: whoever began a new pitch misses nothing."""
    take = people.share()
    kept = people.coach.comments.add_to_take(take.id, "Shorter.")
    page = people.visit(people.rep, "rehearse")
    assert [one["about"] for one in drawn(page, "talk")["comments"]] == ["Take 1 of For Dana"]
    said(page, "talk", "resolved", {"id": kept.id, "resolved": True})
    assert "talk" not in parts(page)


def test_a_comment_that_went_meanwhile_is_told(people: People) -> None:
    """In a sentence, where its take was deleted in another tab."""
    take = people.share()
    kept = people.coach.comments.add_to_take(take.id, "Shorter.")
    page = people.visit(people.rep, "rehearse")
    people.rep.takes.delete(take.id)
    said(page, "talk", "resolved", {"id": kept.id, "resolved": True})
    assert "There is no such comment" in page.error[0].value


def test_a_comment_leads_to_its_take_and_back(people: People) -> None:
    """From Rehearse to the take as its coach saw it, and to the desk again."""
    take = people.share()
    people.coach.comments.add_to_take(take.id, "Shorter.")
    people.here = people.rep
    page = said(whole(), "talk", "opened", take.id)
    assert page.query_params["take"] == take.id
    assert drawn(page, "pitch")["readonly"] is True
    page.button(key="back").click().run()
    assert drawn(page, "talk")["comments"][0]["take"] == take.id
