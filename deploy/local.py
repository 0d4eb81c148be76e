"""The whole of it on one machine: nginx with TLS in front of app processes, one PostgreSQL, and a sign-in to play with.

``python -m deploy.local`` starts them, says where to look, and stops them at Ctrl-C. Only this machine is served, for
the identity provider (oidc-provider-mock, of the dev extra) lets in everybody under any name.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from deploy.nginx import configuration
from deploy.postgres import SURE, NotThere, Server, binaries

ROOT = Path(__file__).resolve().parent.parent
NAME = "pitchcheck.localhost"
ADMIN = "ada@example.com"
PEOPLE = tuple(
    {"sub": name, "name": name.capitalize(), "email": f"{name}@example.com", "email_verified": True}
    for name in ("ada", "ben", "cleo")
)
NOTHING: Mapping[str, str] = {}
PATIENCE = 90
"""Seconds that a busy machine may take to start one of them."""
MAIN = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/pitchcheck.conf;
}}
"""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Process(Protocol):
    """What is asked of a process that was begun, as ``subprocess.Popen`` has it."""

    pid: int

    def poll(self) -> int | None:
        """None while it runs."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""


Begin = Callable[[Sequence[str], Mapping[str, str], IO[bytes]], Process]
"""Begins a command with an environment, and with a file that takes what it says."""


def begun(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> Process:
    """The command, begun as a process of its own in the project's folder."""
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@dataclass
class App:
    """One process of the app on a port of this machine, with what it is told by the environment.

    ``through`` is a program with its arguments that the app is started through, in the same process.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    through: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    process: Process | None = None
    begin: Begin = begun

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers. Raises NotThere, and leaves no process behind, where it does not."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [*self.through, sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}",
                   "--server.headless=true", "--server.address=127.0.0.1", "--server.fileWatcherType=none",
                   *self.options]  # fmt: skip
        with (self.folder / f"app-{self.port}.log").open("ab") as log:
            self.process = self.begin(command, {**os.environ, **self.environment}, log)
        try:
            wait_for(f"{self.address}/_stcore/health", self.process)
        except BaseException:
            self.stop(signal.SIGKILL)
            raise

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, with SIGKILL as a crash would; it may be started again."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=PATIENCE)
            self.process = None

    def __enter__(self) -> App:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass(frozen=True)
class Site:
    """What was started: where it answers, and its parts."""

    address: str
    folder: Path
    apps: tuple[App, ...]
    database: Server
    cookie_secret: str

    @property
    def certificate(self) -> Path:
        """The certificate it shows, signed by nobody but itself."""
        return self.folder / "certificate.pem"


@contextmanager
def site(
    folder: Path,
    processes: int = 2,
    *,
    port: int | None = None,
    database: str = SURE,
    environment: Mapping[str, str] = NOTHING,
) -> Iterator[Site]:
    """Start everything in ``folder`` (kept, so that a later start finds the data) and stop it at the end.

    Raises NotThere where a program is not installed or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # nginx's workers and PostgreSQL run as users of their own
    port, cookie_secret = port or free_port(), secrets.token_hex(32)
    environment = {
        **environment,
        "PITCHCHECK_DATA_DIR": str(folder / "data"),
        "PITCHCHECK_SIGN_IN": "true",
        "PITCHCHECK_ADMINS": ADMIN,
        "STREAMLIT_SERVER_ALLOWED_HOSTS": NAME,
        "STREAMLIT_BROWSER_SERVER_ADDRESS": NAME,
        "STREAMLIT_BROWSER_SERVER_PORT": str(port),
    }
    with ExitStack() as stack:
        server = stack.enter_context(_database(folder / "postgres", database))
        environment["PITCHCHECK_DATABASE_URL"] = server.url
        sign_in = stack.enter_context(provider(folder, f"https://{NAME}:{port}", cookie_secret))
        options = [f"--secrets.files={sign_in}"]
        apps = tuple(stack.enter_context(App(folder, environment, options)) for _ in range(processes))
        stack.enter_context(_nginx(folder, port, [app.port for app in apps]))
        yield Site(f"https://{NAME}:{port}", folder, apps, server, cookie_secret)


@contextmanager
def _database(folder: Path, options: str) -> Iterator[Server]:
    server = Server(binaries(), folder, options)
    if not server.made:
        server.make()
    server.start()
    try:
        yield server
    finally:
        server.stop("fast")


AUTH = """[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "pitchcheck"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@contextmanager
def provider(
    folder: Path, address: str, cookie_secret: str, people: Sequence[Mapping[str, object]] = PEOPLE
) -> Iterator[Path]:
    """An identity provider that lets in everybody; what Streamlit has to know of it.

    ``people`` are the claims of those it knows; ``address`` is the app's.
    """
    port = free_port()
    known = [f"--user-claims={json.dumps(claims)}" for claims in people]
    with (folder / "provider.log").open("ab") as log:
        command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *known]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/.well-known/openid-configuration", process)
        told = folder / "secrets.toml"
        told.write_text(AUTH.format(address=address, cookie_secret=cookie_secret, provider=url), encoding="utf-8")
        yield told
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@contextmanager
def _nginx(folder: Path, port: int, apps: Sequence[int]) -> Iterator[None]:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise NotThere("No nginx here: install it (Debian: apt-get install nginx).")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _sign(certificate, key)
    places = {"http": f"127.0.0.1:{free_port()}", "https": f"127.0.0.1:{port}"}
    backs = [f"127.0.0.1:{one}" for one in apps]
    (folder / "pitchcheck.conf").write_text(
        configuration(NAME, backs, certificate=str(certificate), key=str(key), **places), encoding="utf-8"
    )
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")
    nginx = subprocess.Popen([program, "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"])
    try:
        _wait_for_port(port, nginx)
        yield
    finally:
        nginx.terminate()
        nginx.wait(timeout=PATIENCE)


def _sign(certificate: Path, key: Path) -> None:
    """A certificate for a month, for this machine alone: whoever looks has to trust it by hand."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "30", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
               "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NotThere("No openssl here: install it (Debian: apt-get install openssl).") from None
    if done.returncode:
        raise NotThere(f"openssl made no certificate: {done.stderr}")


def wait_for(url: str, process: Process) -> None:
    """Until the server answers there; ends at once, with NotThere, where the process has stopped."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise NotThere(f"{url} does not answer: the program that should did not start.")


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NotThere("nginx did not start; its log says why.")


def main() -> None:
    """Start it all and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("--processes", type=int, default=2, help="how many processes of the app (2)")
    parser.add_argument("--port", type=int, default=8443, help="where nginx listens on this machine (8443)")
    parser.add_argument("--folder", type=Path, help="where everything is kept; without it, nothing is, afterwards")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pitchcheck")))
        try:
            here = stack.enter_context(site(folder.absolute(), asked.processes, port=asked.port))
        except NotThere as problem:
            sys.exit(str(problem))
        print(f"{here.address} answers. Your browser will not know its certificate: {here.certificate}")
        print(f"Sign in as {', '.join(str(claims['sub']) for claims in PEOPLE)}; {ADMIN} is an admin.")
        print("Ctrl-C stops everything.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
