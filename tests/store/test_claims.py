"""What an identity provider says of somebody, held against the settings: let in as whom, or not, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pitchcheck.settings import Settings
from pitchcheck.store import Role
from pitchcheck.store.claims import NotLetIn, expired, identity

KIM: dict[str, Any] = {"iss": "https://id.example", "sub": "42", "name": "Kim", "email": "kim@example.com", "iat": 1000}


def test_without_a_roles_claim_the_provider_says_nothing_of_roles_and_teams() -> None:
    """None, so that what an admin set in the app stands."""
    who = identity(KIM, Settings())
    assert (who.issuer, who.subject, who.name, who.email) == ("https://id.example", "42", "Kim", "kim@example.com")
    assert (who.roles, who.teams) == (None, None)


@pytest.mark.parametrize(
    ("claim", "value", "names"),
    [
        pytest.param("roles", ["Coach"], {}, id="an Entra app role"),
        pytest.param("groups", ["everyone", "Sales Coaches"], {"sales coaches": "coach"}, id="an Okta group"),
        pytest.param("realm_access.roles", {"roles": ["coach", "offline"]}, {}, id="a Keycloak realm role"),
        pytest.param("https://example.com/roles", "coach", {}, id="an Auth0 claim, whose name has dots"),
        pytest.param("role", "staff, coach", {}, id="one text with commas"),
    ],
)
def test_a_role_comes_from_the_claim_that_the_settings_name(claim: str, value: object, names: dict[str, Any]) -> None:
    """As the usual providers write it; what is no role of ours counts for nothing."""
    key = "realm_access" if claim == "realm_access.roles" else claim
    who = identity({**KIM, key: value}, Settings(roles_claim=claim, role_names=names))
    assert who.roles == {Role.COACH}


@pytest.mark.parametrize("said", [{}, {"roles": []}, {"roles": ["visitor"]}, {"roles": None}, {"roles": {"rep": 1}}])
def test_whoever_has_no_role_is_not_let_in_and_told_what_to_do(said: dict[str, Any]) -> None:
    """One sentence that names the account and whom to ask."""
    with pytest.raises(NotLetIn, match="The account of Kim has no role in pitchcheck"):
        identity({**KIM, **said}, Settings(roles_claim="roles"))


def test_a_first_admin_needs_no_role_of_the_provider() -> None:
    """Else nobody could set a new house up; but an address that is not verified is nobody's."""
    settings = Settings(roles_claim="roles", admins="Kim@Example.com")
    assert identity(KIM, settings).roles == frozenset()
    with pytest.raises(NotLetIn):
        identity({**KIM, "email_verified": False}, settings)


def test_only_the_domains_named_are_let_in() -> None:
    """For providers that anybody can have an account with; a look-alike and an unverified address do not pass."""
    settings = Settings(email_domains="example.com, @example.org")
    assert identity({**KIM, "email": "kim@EXAMPLE.org"}, settings).email == "kim@EXAMPLE.org"
    for said in (
        {"email": "kim@example.com.evil.test"}, {"email": None},
        {"email_verified": False}, {"email_verified": "false"}, {"email_verified": "False"},
    ):  # fmt: skip
        with pytest.raises(NotLetIn, match=r"example\.com or example\.org"):
            identity({**KIM, **said}, settings)


@pytest.mark.parametrize(
    ("said", "names", "teams"),
    [
        ({"groups": ["North", "South"]}, {}, {"North", "South"}),
        ({"groups": ["7f0c", "99"]}, {"7f0c": "North"}, {"North"}),
        ({"groups": []}, {}, set()),
        ({}, {}, None),
    ],
)
def test_teams_come_from_their_claim(said: dict[str, Any], names: dict[str, str], teams: set[str] | None) -> None:
    """By name, or translated where the settings say how; a claim that is not there changes nobody's teams."""
    assert identity({**KIM, **said}, Settings(teams_claim="groups", team_names=names)).teams == teams


@pytest.mark.parametrize("lacking", ["iss", "sub"])
def test_nobody_is_nobody(lacking: str) -> None:
    """Without issuer and subject there is no person."""
    with pytest.raises(NotLetIn, match="did not say who you are"):
        identity({**KIM, lacking: ""}, Settings())


def test_a_name_is_found_and_kept_short() -> None:
    """The name, else what they sign in with, else the address."""
    assert identity({**KIM, "name": " "}, Settings()).name == "kim@example.com"
    assert identity({**KIM, "name": None, "preferred_username": "kim7"}, Settings()).name == "kim7"
    assert len(identity({**KIM, "name": "x" * 999}, Settings()).name) == 200


def test_a_sign_in_lasts_as_long_as_the_settings_say() -> None:
    """Counted from when the provider wrote the claims; without a time they count for nothing."""
    at = dt.datetime.fromtimestamp(1000, dt.UTC)
    settings = Settings(sign_in_hours=2)
    assert not expired(KIM, settings, at + dt.timedelta(hours=2))
    assert expired(KIM, settings, at + dt.timedelta(hours=2, seconds=1))
    assert expired({**KIM, "iat": None}, settings, at)
