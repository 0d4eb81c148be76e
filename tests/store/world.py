"""Two teams: north has a rep and a coach, south has a rep, a coach and an admin; all through sign-in."""

from __future__ import annotations

from pitchcheck.pitch import Transcript, Turn
from pitchcheck.store import Identity, Role, Store

TRANSCRIPT = Transcript(
    turns=(
        Turn(n=1, text="We ran out of flour.", speaker="Dana", start=0.0, end=2.0),
        Turn(n=2, text="It reorders flour by itself.", speaker="Rae", start=2.5, end=5.0),
    )
)


def enter(store: Store, name: str, team: str, *roles: Role) -> Store:
    """That person signs in."""
    who = Identity(
        issuer="https://id.example",
        subject=name,
        name=name,
        email=f"{name}@example.com",
        roles=frozenset(roles or {Role.REP}),
        teams=frozenset({team}) if team else frozenset(),
    )
    return store.signed_in(who)


def id_of(store: Store) -> str:
    """The id of the person a store acts for."""
    assert store.person is not None
    return store.person.id
