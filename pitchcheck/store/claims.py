"""From what an identity provider says of somebody to who they are here, or why they are not let in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pitchcheck.settings import Settings
from pitchcheck.store.database import StoreError
from pitchcheck.store.people import LONGEST_NAME, Identity
from pitchcheck.store.rules import Role

Claims = Mapping[str, Any]


class NotLetIn(StoreError):
    """Somebody whom the provider knows may not use pitchcheck; says why, and what to do."""


def expired(claims: Claims, settings: Settings, now: dt.datetime) -> bool:
    """Whether the sign-in was too long ago, by ``iat``, when the provider wrote the claims.

    ``exp`` is not asked: it says until when the token may be handed in, often five minutes, and not how long
    somebody stays signed in.
    """
    written = claims.get("iat")
    if not isinstance(written, int | float):
        return True
    return bool(now.timestamp() - written > 3600 * settings.sign_in_hours)


def identity(claims: Claims, settings: Settings) -> Identity:
    """Who they are. Raises NotLetIn where the claims, held against the settings, let nobody in.

    Claims are OpenID Connect's (Core 1.0, 5.1): ``iss`` and ``sub`` together are the person. An ``email`` that the
    provider itself says is not verified counts for nothing.
    """
    if not claims.get("iss") or not claims.get("sub"):
        raise NotLetIn("Your identity provider did not say who you are. Ask an admin to look at the sign-in settings.")
    email = str(claims["email"]) if claims.get("email") and not _unverified(claims) else None
    _check_domain(email, settings)
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        name=_name(claims),
        email=email,
        roles=_roles(claims, email, settings),
        teams=_teams(claims, settings),
    )


def _unverified(claims: Claims) -> bool:
    """Some providers write the truth value as a text."""
    return str(claims.get("email_verified", True)).strip().casefold() == "false"


def _name(claims: Claims) -> str:
    said = (str(claims.get(one) or "").strip() for one in ("name", "preferred_username", "email"))
    return next(filter(None, said), "Somebody")[:LONGEST_NAME]


def _check_domain(email: str | None, settings: Settings) -> None:
    welcome = [one.casefold().removeprefix("@") for one in settings.email_domains]
    if welcome and (email or "").casefold().rpartition("@")[2] not in welcome:
        who = f"{email} is not" if email else "You have no verified address"
        raise NotLetIn(f"{who} at {' or '.join(welcome)}, so pitchcheck cannot let you in. Use your work account.")


def _roles(claims: Claims, email: str | None, settings: Settings) -> frozenset[Role] | None:
    """The roles they come with. Who is named among the admins needs none."""
    if settings.roles_claim is None:
        return None
    ours = {name.casefold(): Role(role) for name, role in settings.role_names.items()} or {one: one for one in Role}
    found = {ours[name] for one in _values(claims, settings.roles_claim) if (name := one.casefold()) in ours}
    admins = {one.casefold() for one in settings.admins}
    if not found and (email or "").casefold() not in admins:
        who = f"The account of {_name(claims)} has no role in pitchcheck."
        raise NotLetIn(f"{who} Ask an admin to make you a rep, a coach or an admin where you sign in.")
    return frozenset(found)


def _teams(claims: Claims, settings: Settings) -> frozenset[str] | None:
    """The names of their teams; None where the provider says nothing of teams, which leaves them as they are."""
    if settings.teams_claim is None or _at(claims, settings.teams_claim) is None:
        return None
    names = _values(claims, settings.teams_claim)
    ours = settings.team_names
    named = (ours.get(one) for one in names) if ours else (one.strip()[:LONGEST_NAME] for one in names)
    return frozenset(filter(None, named))


def _values(claims: Claims, path: str) -> Iterable[str]:
    """The claim's values as text: a list of them, or one text with commas between."""
    value = _at(claims, path)
    if isinstance(value, str):
        return [one.strip() for one in value.split(",")]
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _at(claims: Claims, path: str) -> Any:
    """The claim of that name; failing that, dots lead into claims within claims, as in ``realm_access.roles``."""
    if path in claims:
        return claims[path]
    inner: Any = claims
    for step in path.split("."):
        inner = inner.get(step) if isinstance(inner, Mapping) else None
    return inner
