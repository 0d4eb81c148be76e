"""Who is let in, and as whom: the app as it is started, with what an identity provider would have said."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages import _people as people
from pages import _signin as signin
from pages import _state as state
from pitchcheck.store import Missing, Role, Store
from tests.pages.conftest import whereabouts
from tests.pages.judge import WordJudge
from tests.store.examples import profile
from tests.store.world import TRANSCRIPT, enter, id_of

ROOT = Path(__file__).resolve().parents[2]
APP, YOU = str(ROOT / "app.py"), str(ROOT / "pages" / "you.py")
Clock = Callable[[dt.timedelta], None]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, judge: WordJudge, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the provider says of whoever sits in front; empty while nobody signed in."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    claims: dict[str, Any] = {}
    monkeypatch.setattr(signin, "said", lambda: dict(claims))
    st.cache_resource.clear()
    yield claims
    state._open_store().close()
    st.cache_resource.clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets time pass for the looking again."""

    def pass_by(how_long: dt.timedelta) -> None:
        monkeypatch.setattr(signin, "LOOK_AGAIN", signin.LOOK_AGAIN - how_long)

    return pass_by


def of(name: str, **more: object) -> dict[str, Any]:
    """Claims of somebody who has just signed in."""
    now = dt.datetime.now(dt.UTC).timestamp()
    return {"is_logged_in": True, "iss": "https://id.example", "sub": name, "name": name, "iat": now, **more}


def opened() -> AppTest:
    """A new session of the app."""
    test = AppTest.from_file(APP, default_timeout=30).run()
    assert not test.exception, test.exception
    return test


def everything() -> Store:
    """The store behind the app, as nobody."""
    return state._open_store()


def asks(test: AppTest) -> bool:
    """Whether the page asks to sign in and shows nothing else."""
    drawn = [one.key for one in test.get("bidi_component")]
    return [one.value for one in test.title] == ["pitchcheck"] and drawn == ["wanted"]


def test_nobody_sees_a_page_before_signing_in(said: dict[str, Any]) -> None:
    """The card alone; once signed in the sample is there, and the person is known."""
    assert asks(opened())
    said.update(of("kim"))
    assert not asks(opened())
    admin = enter(everything(), "ada", "north", Role.ADMIN)
    assert [one.name for one in admin.people.all()] == ["ada", "kim"]


def test_two_people_each_have_their_own_desk(said: dict[str, Any]) -> None:
    """What one typed is there for them at the next sign-in, and never for the other."""
    said.update(of("kim"))
    first = opened()
    first.button(key="new").click().run()
    said.update(of("lee"))
    assert opened().session_state[state.TEXT]
    said.update(of("kim"))
    assert opened().session_state[state.TEXT] == ""


def test_the_desk_stays_where_it_is_after_the_first_run(said: dict[str, Any]) -> None:
    """Only the first run goes to the address that was asked for; one that moved would lose cursor and letters."""
    said.update(of("kim"))
    page = opened()
    first, wanted = whereabouts(page, "pitch"), page.get("bidi_component")[0].key
    page.run()
    assert (wanted, page.get("bidi_component")[0].key) == ("wanted", "verdict")
    assert whereabouts(page, "pitch") == first


def test_somebody_else_at_the_same_session_finds_nothing_of_the_first(said: dict[str, Any]) -> None:
    """A tab left open, somebody else signed in: the desk is cleared before anything is shown."""
    said.update(of("kim"))
    page = opened()
    page.button(key="new").click().run()
    page.session_state["prospects.opened"] = "kims"
    said.update(of("lee"))
    page.run()
    assert page.session_state[state.TEXT]
    assert "prospects.opened" not in page.session_state


def test_somebody_removed_is_noticed_while_the_page_is_open(said: dict[str, Any], later: Clock) -> None:
    """Within half a minute, with one sentence; a reload does not let them in again."""
    said.update(of("kim"))
    page = opened()
    admin = enter(everything(), "ada", "north", Role.ADMIN)
    (kim,) = [one.id for one in admin.people.all() if one.name == "kim"]
    admin.people.change(kim, active=False)
    later(dt.timedelta(seconds=31))
    for test in (page.run(), opened()):
        assert asks(test)
        assert "You may not use pitchcheck any more" in test.markdown[0].value


def test_a_changed_role_is_noticed_while_the_page_is_open(said: dict[str, Any], later: Clock) -> None:
    """What the store allows is what the person may be now."""
    said.update(of("kim"))
    page = opened()
    admin = enter(everything(), "ada", "north", Role.ADMIN)
    (kim,) = [one.id for one in admin.people.all() if one.name == "kim"]
    admin.people.change(kim, roles={Role.COACH})
    later(dt.timedelta(seconds=31))
    page.run()
    assert page.session_state[signin.HERE].store.person.roles == {Role.COACH}


def test_a_sign_in_ends_and_what_was_typed_is_kept(said: dict[str, Any]) -> None:
    """What was typed up to the end is kept by the page that asks to sign in again."""
    said.update(of("kim"))
    page = opened()
    said["iat"] -= 12 * 3600 + 60
    page.button(key="new").click().run()
    assert asks(page)
    assert page.markdown[0].value == signin.TOO_LONG_AGO
    said.update(of("kim"))
    assert opened().session_state[state.TEXT] == ""


def test_no_role_no_entry(said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence; nobody is made known."""
    monkeypatch.setenv("PITCHCHECK_ROLES_CLAIM", "roles")
    said.update(of("kim", roles=["visitor"]))
    page = opened()
    assert asks(page)
    assert "has no role in pitchcheck" in page.markdown[0].value
    ada = enter(everything(), "ada", "north", Role.ADMIN)
    assert [one.id for one in ada.people.all()] == [id_of(ada)]


@pytest.mark.parametrize(
    ("address", "headers", "served"),
    [
        ("localhost", {"Host": "localhost:8501"}, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("0.0.0.0", {"Host": "localhost:8501"}, False),  # noqa: S104 - what must be refused
        (None, {"Host": "localhost:8501"}, False),
        ("localhost", {"Host": "rebound.example:8501"}, False),
        ("localhost", {"Host": "localhost", "X-Forwarded-For": "203.0.113.7"}, False),
    ],
)
def test_without_sign_in_only_this_machine_is_served(
    address: str | None, headers: dict[str, str], served: bool, said: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by its address, nor through a proxy, nor by a name that leads here; it says what to do."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "false")
    monkeypatch.setattr(signin, "asked", lambda: (address, headers))
    page = opened()
    assert [one.value for one in page.error] == ([] if served else [signin.NOT_ALONE])
    assert bool(page.get("bidi_component")) is served


@pytest.mark.parametrize(("address", "ends"), [("0.0.0.0", True), ("localhost", False)])  # noqa: S104
def test_a_process_that_listens_for_others_without_sign_in_ends(
    address: str,
    ends: bool,
    said: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says why where it was started. One that a stranger's proxy leads to serves its own machine on."""
    ended: list[object] = []

    class Now:
        def __init__(self, _: float, end: Callable[..., None], args: tuple[object, ...]) -> None:
            self.told = (end, *args)

        def start(self) -> None:
            ended.append(self.told)

    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "false")
    monkeypatch.setattr(signin, "asked", lambda: (address, {"Host": "pitch.example"}))
    monkeypatch.setattr(signin, "Timer", Now)
    assert [one.value for one in opened().error] == [signin.NOT_ALONE]
    assert ended == []  # nobody here answers a SIGTERM
    monkeypatch.setattr(signal, "getsignal", lambda _: print)
    assert [one.value for one in opened().error] == [signin.NOT_ALONE]
    assert ended == ([(os.kill, os.getpid(), signal.SIGTERM)] if ends else [])
    assert (signin.NOT_ALONE in capsys.readouterr().err) is ends


def test_you_shows_who_you_are_and_who_looked(said: dict[str, Any]) -> None:
    """The roles in words, the teams, the log of your own things, and all that is held, as one zip."""
    said.update(of("kim"))
    opened()
    ada = enter(everything(), "ada", "", Role.ADMIN)
    (kim,) = [one.id for one in ada.people.all() if one.name == "kim"]
    prospect = everything().as_(kim).profiles.save(profile())
    ada.profiles.get(prospect.id)
    page = AppTest.from_file(YOU, default_timeout=30).run()
    assert not page.exception
    assert page.header[0].value == "kim"
    assert "Your teams: none yet" in page.markdown[1].value
    (drawn,) = [one for one in page.get("bidi_component") if one.key == "log"]
    assert [(row["by"], row["did"]) for row in json.loads(drawn.proto.json)["rows"]] == [
        ("ada", "looked at prospect's profile")
    ]
    assert page.button(key="sign_out")


def test_what_is_held_on_me_is_mine(said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The zip holds one's own rows and nobody else's; somebody else's is refused."""
    kim, lee = enter(everything(), "kim", ""), enter(everything(), "lee", "")
    kim.profiles.save(profile())
    monkeypatch.setattr(state, "store", lambda: kim)
    with zipfile.ZipFile(io.BytesIO(people.download(id_of(kim)))) as found:
        (person,) = found.read("people.jsonl").decode().splitlines()
    assert json.loads(person)["name"] == "kim"
    with pytest.raises(Missing):
        people.download(id_of(lee))


@pytest.mark.parametrize(
    ("page", "key", "make"),
    [
        ("prospects", "prospect", lambda theirs: theirs.profiles.save(profile(prospect="Zelda Secretly")).id),
        ("recordings", "call", lambda theirs: theirs.recordings.save(TRANSCRIPT, "Zelda Secretly").id),
    ],
)
@pytest.mark.parametrize("role", [Role.REP, Role.COACH])
def test_an_id_in_the_address_opens_nothing_of_anybody_else(
    page: str, key: str, make: Callable[[Store], str], role: Role, said: dict[str, Any]
) -> None:
    """The same answer as for an id that does not exist, on every page with such an address; nothing is logged."""
    theirs = enter(everything(), "rae", "north")
    identifier = make(theirs)
    said.update(of("kim"))
    enter(everything(), "kim", "south", role)
    answers = []
    for asked in (identifier, "0" * 32):
        test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=120)
        test.query_params[key] = asked
        test.run()
        assert not test.exception
        shown = " ".join(str(one.proto) for one in test.main)
        assert "Zelda" not in shown
        answers.append([one.value for one in test.error])
    assert answers[0] == answers[1] != []
    assert theirs.audit.entries() == ()


def test_on_your_own_machine_you_are_alone(said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """No roles, no way out, and the download is there."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "false")
    page = AppTest.from_file(YOU, default_timeout=120).run()
    assert not page.exception
    assert "nobody else is served" in page.markdown[1].value
    assert [one.key for one in page.button] == []
    assert page.get("download_button")
