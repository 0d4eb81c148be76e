"""For whom a command does what it does, where people sign in: nobody signs in at a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pitchcheck.store import Store

For = Annotated[str | None, typer.Option("--for", metavar="E-MAIL", help="For whom it is done, where people sign in.")]


def acting_for(store: Store, who: str | None) -> Store:
    """The store as that person sees it; without one, as the one person of this machine.

    Raises InputError where people sign in and nobody is named, and for somebody who is not known here.
    """
    if who is None:
        if store.person is None:
            raise InputError("People sign in here, so say for whom it is: --for with their e-mail address.")
        return store
    found = store.known_as(who)
    if found is None:
        raise InputError(f"Nobody with the address {who} has signed in here.")
    return found
