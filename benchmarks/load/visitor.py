"""A browser's side of Streamlit's websocket, without the browser: what it sends, and how long until the page stands."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120
"""Seconds that a page may take before it counts as an error."""


class Failed(RuntimeError):
    """The page showed an error, or did not finish."""


@dataclass(frozen=True)
class Door:
    """Where visitors come in: the address they type, the one to connect to, and whose signature its door carries."""

    origin: str
    address: str
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def stream(self) -> str:
        """The websocket's address."""
        parts = urlsplit(self.address)
        return f"{'wss' if self.tls else 'ws'}://{parts.netloc}/_stcore/stream"


@dataclass
class Visitor:
    """One session. It keeps what a browser keeps: widgets on the page, pages to go to, messages seen before."""

    door: Door
    cookies: Mapping[str, str]
    page: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    seen: dict[str, ForwardMsg] = field(default_factory=dict)
    line: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self.line = await connect(
            self.door.stream,
            host=self.door.host,
            port=self.door.port,
            ssl=self.door.tls,
            subprotocols=["streamlit", self.cookies["_streamlit_xsrf"]],
            origin=self.door.origin,
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())},
            max_size=None,
            open_timeout=PATIENCE,
            ping_timeout=PATIENCE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.line:
            await self.line.close()

    async def open(self, page: str = "") -> float:
        """Go to a page by its path; seconds until it stands."""
        self.page = self.pages.get(page, "")
        return await self._run(BackMsg())

    async def type(self, widget: str, text: str) -> float:
        """Change the text of one of our parts; seconds until the page stands."""
        message = BackMsg()
        message.rerun_script.widget_states.widgets.add(id=self.widgets[widget], json_value=json.dumps({"text": text}))
        return await self._run(message)

    async def _run(self, message: BackMsg) -> float:
        assert self.line is not None
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.context_info.url = self.door.address
        message.rerun_script.cached_message_hashes.extend(self.seen)
        start = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):  # a page that says nothing more is one that did not finish
                await self.line.send(message.SerializeToString())
                while not self._read(ForwardMsg.FromString(await self.line.recv(decode=False))):
                    pass
        except TimeoutError:
            raise Failed("the page did not finish") from None
        return time.perf_counter() - start

    def _read(self, message: ForwardMsg) -> bool:
        """Take in a message; whether it ends the run. A browser asks for what it has by its hash alone."""
        if message.HasField("ref_hash"):
            message = self.seen[message.ref_hash]
        elif message.metadata.cacheable:
            self.seen[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.HasField("new_element"):
            self._drawn(message.delta.new_element)
        elif kind == "navigation":
            self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise Failed("the page ended in an error")
            return True
        return False

    def _drawn(self, element: object) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        if kind == "exception":
            raise Failed(element.exception.message)  # type: ignore[attr-defined]
        if kind == "alert":
            raise Failed(element.alert.body)  # type: ignore[attr-defined]
        known = getattr(getattr(element, kind), "id", "") if kind else ""
        if known:
            self.widgets[known.rsplit("-", 1)[-1]] = known
