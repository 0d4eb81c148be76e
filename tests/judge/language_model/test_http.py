"""Each thing a server can do wrong, over HTTP and the provider's own library: status, limits, streams that break."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pitchcheck.judge import Reading
from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge, Memory
from pitchcheck.pitch import Claim, Pitch
from tests.judge.language_model.test_faults import PROFILE
from tests.pages.judge import WordJudge

KEY = "sk-very-secret"
PITCH = Pitch(text="The invoice types itself now.")
CLAIM = Claim(id="c1", n=1, start=0, end=28, text=PITCH.text[:28])
LINKS = json.dumps({"links": [{"statement": 1, "relation": "advances"}]})

Says = Callable[[int, BaseHTTPRequestHandler], None]
"""What the server does with its n-th request, from 0."""


class Server:
    """A server that says what a test tells it to; ``keys`` are the keys it was shown, one a request."""

    def __init__(self) -> None:
        self.says: Says = answer
        self.keys: list[str] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def base_url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.http.server_port}/v1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                server.keys.append(self.headers["Authorization"])
                server.says(len(server.keys) - 1, self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def head(to: BaseHTTPRequestHandler, status: int, kind: str = "application/json", **more: str) -> None:
    """Status and head of a response."""
    to.send_response(status)
    to.send_header("Content-Type", kind)
    for name, value in more.items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()


def refuse(to: BaseHTTPRequestHandler, status: int, **more: str) -> None:
    """An error as providers word it, with the key and a text in it."""
    head(to, status, **more)
    to.wfile.write(json.dumps({"error": {"message": f"{KEY}: {PITCH.text}", "type": "x"}}).encode())


def stream(to: BaseHTTPRequestHandler, *parts: str, end: str | None = "stop") -> None:
    """An answer in parts, as a stream; without ``end`` it breaks off."""
    head(to, 200, "text/event-stream")
    chunks = [{"delta": {"role": "assistant", "content": part}, "finish_reason": None} for part in parts]
    chunks += [{"delta": {}, "finish_reason": end}] if end else []
    for chunk in chunks:
        whole = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        line = {**whole, "choices": [{"index": 0, **chunk}]}
        to.wfile.write(f"data: {json.dumps(line)}\n\n".encode())
    if end:
        usage = {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107}
        line = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [], "usage": usage}
        to.wfile.write(f"data: {json.dumps(line)}\n\ndata: [DONE]\n\n".encode())


def answer(n: int, to: BaseHTTPRequestHandler) -> None:
    """A good answer, in small parts."""
    stream(to, *(LINKS[at : at + 7] for at in range(0, len(LINKS), 7)))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, and the key for it in the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    one = Server()
    yield one
    one.http.shutdown()
    one.http.server_close()


def read(server: Server, memory: Memory | None = None) -> Reading:
    """The one claim, read by what is behind the server."""
    named = LanguageModel("openai:gpt-5.2", server.base_url, seconds=20, parallel=1)
    judge = LanguageModelJudge(named, WordJudge(), memory or Memory())
    (reading,) = judge.read(PITCH, (CLAIM,), PROFILE)
    return reading


def test_an_answer_in_a_stream_is_put_together(server: Server) -> None:
    """Its tokens are counted; at a place of one's own no price is known, whatever the model is called."""
    memory = Memory()
    reading = read(server, memory)
    assert reading.stand_in is None
    assert reading.tied
    (call,) = memory.calls
    assert (call.input_tokens, call.output_tokens, call.money) == (100, 7, None)
    assert server.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_tried_once_more(server: Server, status: int) -> None:
    """Over the limit for a moment, or a server that stumbles: the library waits as long as it is told to."""
    server.says = lambda n, to: answer(n, to) if n else refuse(to, status, Retry_After="0")
    assert read(server).stand_in is None
    assert len(server.keys) == 2


STAND_INS = {
    "over the limit": (lambda n, to: refuse(to, 429, Retry_After="0"), "the model is over its provider's limit"),
    "a server that breaks": (lambda n, to: refuse(to, 500, Retry_After="0"), "the model answered with an error"),
    "a refused key": (lambda n, to: refuse(to, 401), "the model refused the key"),
    "no such model": (lambda n, to: refuse(to, 404), "there is no such model there"),
    "cut short": (lambda n, to: stream(to, '{"links": [', end="length"), "the model wrote on and on"),
    "no JSON": (lambda n, to: stream(to, "Happy to help!"), "the model's answer broke the rules twice"),
    "a stream that breaks off": (lambda n, to: stream(to, '{"links": [', end=None), "the model"),
    "no stream at all": (lambda n, to: (head(to, 200, "text/html"), to.wfile.write(b"<p>Sign in</p>")), "the model"),
}


@pytest.mark.parametrize(("says", "why"), STAND_INS.values(), ids=STAND_INS.keys())
def test_what_does_not_pass_is_said(server: Server, says: Says, why: str, caplog: pytest.LogCaptureFixture) -> None:
    """The embedded judge stands in, and neither the key nor a word of any text is in the log, whatever its level."""
    server.says = says
    with caplog.at_level(logging.DEBUG):
        for name in ("openai", "httpx", "httpcore", "pydantic_ai"):
            caplog.set_level(logging.DEBUG, name)
        reading = read(server)
    assert (reading.stand_in or "").startswith(why)
    assert "a question about links" in caplog.text
    for secret in (KEY, "invoice", "retrain"):
        assert secret not in caplog.text


def test_a_refused_key_is_not_shown_again(server: Server) -> None:
    """One question finds out; the others are not sent."""
    server.says = lambda n, to: refuse(to, 401)
    named = LanguageModel("openai:gpt-5.2", server.base_url, seconds=20, parallel=1)
    judge = LanguageModelJudge(named, WordJudge(), Memory())
    claims = tuple(CLAIM.model_copy(update={"id": f"c{n}", "text": f"{CLAIM.text} {n}"}) for n in range(5))
    assert {one.stand_in for one in judge.read(PITCH, claims, PROFILE)} == {"the model refused the key"}
    assert len(server.keys) == 1
