"""A crowd: many sessions at once over the websocket, as browsers do: how long each action takes, and what stays after.

``python -m benchmarks.load`` prints a table for one process and one for two behind nginx (benchmarks/README.md).
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psutil
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.exceptions import WebSocketException

from benchmarks.load.visitor import Door, Failed, Visitor
from benchmarks.texts import pitch, sentences
from deploy.local import NAME, Site

WORDS = 300
PAGES = ("prospects", "catalogue", "")


@dataclass(frozen=True)
class Crowd:
    """How many come, how many rounds of actions each does, and how long each thinks between two (seconds, mean)."""

    sessions: int = 50
    rounds: int = 2
    think: float = 10.0
    seed: int = 1


@dataclass
class Seen:
    """What the visitors saw: seconds by action, and errors; memory in MiB and processor's seconds of all processes."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    before: float = 0.0
    during: float = 0.0
    after: float = 0.0
    worked: float = 0.0

    @property
    def actions(self) -> int:
        """How many there were."""
        return sum(len(taken) for action, taken in self.taken.items() if action != "leave")


def door(site: Site, *, direct: bool) -> Door:
    """Straight to the first process, or through nginx's TLS."""
    if direct:
        return Door(site.address, f"http://{NAME}:{site.apps[0].port}", port=site.apps[0].port)
    trusted = ssl.create_default_context(cafile=str(site.certificate))
    return Door(site.address, site.address, port=int(site.address.rsplit(":", 1)[1]), tls=trusted)


def cookies(site: Site, person: int) -> dict[str, str]:
    """The cookies of somebody who has signed in, each a person of their own, and of the browser's own process."""
    now = int(time.time())
    claims = {
        "origin": site.address, "is_logged_in": True, "iss": "https://people.example", "sub": f"p{person}",
        "name": f"Person {person}", "email": f"p{person}@example.com", "email_verified": True, "iat": now,
        "exp": now + 86_400,
    }  # fmt: skip
    signed = create_signed_value(site.cookie_secret, "_streamlit_user", json.dumps(claims))
    return {
        "_streamlit_user": signed.decode(),
        "_streamlit_xsrf": generate_xsrf_token_string(),
        "pitchcheck_route": f"visitor-{person}",
    }


def memory(site: Site) -> float:
    """Resident memory of the app's processes, MiB."""
    return sum(psutil.Process(app.process.pid).memory_info().rss for app in site.apps if app.process) / 2**20


def worked(site: Site) -> float:
    """Processor's seconds that the app's processes have had: what other programs do at the same time is not in it."""
    spent = [psutil.Process(app.process.pid).cpu_times() for app in site.apps if app.process]
    return sum(one.user + one.system for one in spent)


async def run(site: Site, crowd: Crowd, *, direct: bool, leave: Callable[[], float]) -> Seen:
    """Let them all in; ``leave`` says how many seconds after their going the memory is looked at again."""
    seen, where = Seen(), door(site, direct=direct)
    for app in site.apps:  # each opens its weights and the store before anything is measured
        straight = Door(site.address, f"http://{NAME}:{app.port}", port=app.port)
        await _one(straight, cookies(site, 0), Crowd(rounds=1, think=0), 0, Seen())
    seen.before, before = memory(site), worked(site)
    async with asyncio.TaskGroup() as group:
        for number in range(1, crowd.sessions + 1):
            group.create_task(_one(where, cookies(site, number), crowd, number, seen))
        watch = group.create_task(_watch(site, seen))
        group.create_task(_ends(watch, seen, crowd))
    seen.worked = worked(site) - before
    await asyncio.sleep(leave())
    seen.after = memory(site)
    return seen


async def _watch(site: Site, seen: Seen) -> None:
    while True:
        seen.during = max(seen.during, memory(site))
        await asyncio.sleep(1)


async def _ends(watch: asyncio.Task[None], seen: Seen, crowd: Crowd) -> None:
    """Stop watching when everybody has left."""
    while len(seen.taken["leave"]) < crowd.sessions:
        await asyncio.sleep(0.5)
    watch.cancel()


async def _one(where: Door, cookie: dict[str, str], crowd: Crowd, number: int, seen: Seen) -> None:
    """One person's visit; an error ends it and is kept."""
    dice = random.Random(crowd.seed * 1000 + number)  # noqa: S311 (who thinks how long, not a secret)
    try:
        await asyncio.sleep(dice.uniform(0, crowd.think))
        async with Visitor(where, cookie) as visitor:
            async for action, taken in _visit(visitor, crowd, number, dice):
                seen.taken[action].append(taken)
                await asyncio.sleep(dice.uniform(0.5, 1.5) * crowd.think)
    except (Failed, WebSocketException, OSError, KeyError) as problem:
        seen.errors.append(f"{type(problem).__name__}: {problem}"[:300])
    seen.taken["leave"].append(0.0)


async def _visit(visitor: Visitor, crowd: Crowd, number: int, dice: random.Random) -> Iterator[tuple[str, float]]:
    more = sentences(seed=10_000 + number)
    yield "open", await visitor.open()
    for round_ in range(crowd.rounds):
        text = pitch(WORDS, seed=number * 100 + round_ + 1)
        yield "paste", await visitor.type("pitch", text)
        for _ in range(3):
            text = _edited(text, next(more), dice)
            yield "edit", await visitor.type("pitch", text)
        for page in PAGES:
            yield "page", await visitor.open(page)


def _edited(text: str, sentence: str, dice: random.Random) -> str:
    """One sentence put in somewhere."""
    at = [i for i, letter in enumerate(text) if letter == " " and text[i - 1] in ".!?"]
    place = dice.choice(at) if at else len(text)
    return f"{text[:place]} {sentence}{text[place:]}"


def rows(seen: Seen) -> Iterator[str]:
    """The lines of a table: action, times, p50 and p95 in milliseconds, the longest."""
    for action in ("open", "paste", "edit", "page"):
        taken = seen.taken[action]
        if taken:
            p50, p95 = _share(taken, 50), _share(taken, 95)
            yield f"| {action} | {len(taken)} | {p50 * 1000:.0f} | {p95 * 1000:.0f} | {max(taken) * 1000:.0f} |"


def _share(taken: Sequence[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[percent - 1] if len(taken) > 1 else taken[0]
