"""nginx's configuration for this installation, printed: ``python -m deploy.nginx --name pitch.example.com``."""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("nginx.conf")
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def configuration(
    name: str,
    apps: Sequence[str],
    *,
    certificate: str = "/etc/ssl/certs/pitchcheck.pem",
    key: str = "/etc/ssl/private/pitchcheck.key",
    http: str = "80",
    https: str = "443",
) -> str:
    """What goes into ``http { }``: the site ``name`` before ``apps`` (host:port each). Ports may carry an address."""
    port = https.rpartition(":")[2]
    return Template(TEMPLATE.read_text(encoding="utf-8")).safe_substitute(
        NAME=name,
        ADDRESS=f"https://{name}" if port == "443" else f"https://{name}:{port}",
        UPSTREAMS="\n    ".join(f"server {app} max_fails=0;" for app in apps),
        CERTIFICATE=certificate,
        KEY=key,
        HTTP=http,
        HTTPS=https,
        SCRIPTS=" ".join(scripts()),
    )


def scripts() -> tuple[str, ...]:
    """The scripts that stand in Streamlit's own page, as a content security policy names them: by sha256."""
    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return tuple(f"'sha256-{_digest(script)}'" for script in INLINE.findall(page))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.nginx", description=__doc__)
    parser.add_argument("--name", required=True, help="the site's name, as people type it")
    parser.add_argument("--app", nargs="+", default=["127.0.0.1:8501", "127.0.0.1:8502"], help="host:port of each app")
    parser.add_argument("--certificate", default="/etc/ssl/certs/pitchcheck.pem")
    parser.add_argument("--key", default="/etc/ssl/private/pitchcheck.key")
    asked = parser.parse_args()
    print(configuration(asked.name, asked.app, certificate=asked.certificate, key=asked.key), end="")


if __name__ == "__main__":
    main()
