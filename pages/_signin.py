"""Who is in front of the page: the one person of this machine, or whoever an identity provider let in.

Every page asks ``_state.store()``, which asks here. Who they are is looked up once a session and looked at again every
half minute, so that somebody who was removed, or whose role changed, is noticed while their page stays open.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _widgets as widgets
from pitchcheck.pitch import InputError
from pitchcheck.settings import Settings, load, this_machine
from pitchcheck.store import Missing
from pitchcheck.store.claims import expired, identity

if TYPE_CHECKING:
    from pitchcheck.store import Store

HERE = "signin.here"
LINGER = 2.0
"""Seconds in which a page that is refused reaches its browser before the process ends."""
LOOK_AGAIN = dt.timedelta(seconds=30)
GRACE = dt.timedelta(minutes=5)
"""How long after the sign-in ended what is being typed is still kept, until the page itself asks to sign in."""

NOT_ALONE = (
    "pitchcheck serves nobody but this machine as long as people do not sign in, and it was started for others too. "
    "Start it with --server.address=localhost, or set PITCHCHECK_SIGN_IN=true (docs/sign-in.md says how)."
)
NOT_SET_UP = (
    "People should sign in here, but no identity provider is set up yet: .streamlit/secrets.toml has no [auth] part. "
    "docs/sign-in.md says what goes in."
)
WELCOME = "Sign in to see your prospects, your pitches and what was shared with you."
TOO_LONG_AGO = "You signed in a while ago. Sign in again: what you typed is kept."


@dataclass(frozen=True)
class Here:
    """The person in front of the page: as whom the provider knows them, their store, when that was last looked up."""

    issuer: str
    subject: str
    store: Store
    at: dt.datetime


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings in force when the process started."""
    return load()


def enter(everything: Store) -> bool:
    """Before any page: whether somebody is let in; else the page shows how to sign in, or why not."""
    if everything.person is not None:
        return _only_this_machine()
    with widgets.now_and_then():
        return _at_work(everything, dt.timedelta()) is not None


def at_work(everything: Store) -> Store:
    """The store as the person in front of the page may see it. Ends the run, with a card, where nobody is let in."""
    if everything.person is not None:
        return everything
    found = _at_work(everything, GRACE)
    if found is None:
        st.stop()
    return found


def signed_in() -> bool:
    """Whether the person in front of the page signed in, rather than being this machine's one person."""
    return HERE in st.session_state


def _at_work(everything: Store, grace: dt.timedelta) -> Store | None:
    claims, now = said(), dt.datetime.now(dt.UTC)
    here = _known(claims)
    if not claims.get("is_logged_in"):
        _card(WELCOME)
    elif expired(claims, settings(), now - grace):
        _card(TOO_LONG_AGO)
    elif here is not None and now - here.at < LOOK_AGAIN:
        return here.store
    else:
        return _looked_up(everything, claims, here, now)
    return None


def said() -> Mapping[str, Any]:
    """What the identity provider said of the person in front of the page; nothing where nobody signed in."""
    return st.user.to_dict()


def _known(claims: Mapping[str, Any]) -> Here | None:
    """Who this session is of. Where somebody else sits down at it, nothing of the one before stays."""
    here: Here | None = st.session_state.get(HERE)
    if here is not None and (here.issuer, here.subject) != (claims.get("iss"), claims.get("sub")):
        st.session_state.clear()
        return None
    return here


def _looked_up(everything: Store, claims: Mapping[str, Any], here: Here | None, now: dt.datetime) -> Store | None:
    try:
        if here is None:
            store = everything.signed_in(identity(claims, settings()))
        else:
            store = everything.as_(here.store.desk.someone.id)
    except InputError as problem:
        if here is not None and not isinstance(problem, Missing):
            return here.store  # the database is away: what they do next says so, and they stay who they are
        st.session_state.pop(HERE, None)
        _card(str(problem))
        return None
    if here is None:
        _remember(False)
    st.session_state[HERE] = Here(str(claims["iss"]), str(claims["sub"]), store, now)
    return store


def _card(told: str) -> None:
    """One sentence and the way in. A provider's own page lets people choose another account."""
    widgets.style()
    _remember(True)
    with st.container(key="signin"):
        st.title("pitchcheck", anchor=False)
        st.markdown(told)
        ways = _providers()
        if not ways:
            st.error(NOT_SET_UP)
        for way in ways:
            label = "Sign in" if way is None else f"Sign in with {way.capitalize()}"
            st.button(label, type="primary", key=f"signin.{way}", on_click=st.login, args=(way,), width="stretch")


def _remember(address: bool) -> None:
    """Keep the address that was asked for until somebody is signed in, and then go there."""
    with st.container(key="unseen"):
        widgets.wanted({"remember": address})


def _providers() -> tuple[str | None, ...]:
    """The names of the providers that secrets.toml sets up; None is the one without a name."""
    try:
        auth = st.secrets.get("auth", {})
    except FileNotFoundError:
        return ()
    named = (key for key, part in auth.items() if isinstance(part, Mapping) and "client_id" in part)
    return (*((None,) if "client_id" in auth else ()), *named)


def _only_this_machine() -> bool:
    """Without sign-in nobody but this machine is served: neither by the address, nor through a proxy in front.

    A process that listens for others has nobody to serve: it ends, and says why where it was started. Streamlit runs
    nothing of ours before the first visit.
    """
    address, headers = asked()
    host = headers.get("Host", "localhost")
    here = this_machine(address or "")
    alone = here and this_machine(host.rpartition(":")[0] or host)
    if alone and not ({"X-Forwarded-For", "Forwarded"} & set(headers)):
        return True
    st.error(NOT_ALONE)
    if not here:
        _end()
    return False


def _end() -> None:
    """Say why where the process was started, and end it as a SIGTERM does, where whoever runs it answers one."""
    sys.stderr.write(f"{NOT_ALONE}\n")
    if callable(signal.getsignal(signal.SIGTERM)):
        timer = Timer(LINGER, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()


def asked() -> tuple[str | None, Mapping[str, str]]:
    """The address that is served, and the headers of the request that opened this session."""
    return st.get_option("server.address"), st.context.headers
