"""nginx's configuration as it is written for an installation; that nginx takes it, the journey in a browser shows."""

from __future__ import annotations

import re

from deploy.nginx import configuration, scripts

WRITTEN = configuration("pitch.example.com", ["10.0.0.1:8501", "10.0.0.2:8501"], key="/keys/one.key")


def test_every_name_in_braces_is_filled_in() -> None:
    """And nginx's own variables are left to nginx."""
    assert "${" not in WRITTEN
    assert "$http_host" in WRITTEN
    assert "server_name pitch.example.com;" in WRITTEN
    assert "ssl_certificate_key /keys/one.key;" in WRITTEN
    assert re.findall(r"server (10\S+)", WRITTEN) == ["10.0.0.1:8501", "10.0.0.2:8501"]


def test_plain_http_is_sent_to_the_address_people_type() -> None:
    """The port stands in it only where it is not TLS's own."""
    assert "return 301 https://pitch.example.com$request_uri;" in WRITTEN
    assert "return 301 https://a.test:8443$request_uri;" in configuration("a.test", [], https="127.0.0.1:8443")


def test_only_streamlits_own_script_may_stand_in_the_page() -> None:
    """It is named by its content; no script inline, from elsewhere, or made of text may run besides."""
    (policy,) = re.findall(r'Content-Security-Policy "([^"]+)"', WRITTEN)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"].split()[3:] == list(scripts()) != []
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
