"""Kill the program at any moment, hundreds of times: does the database open, check clean, and hold every save?

``python -m benchmarks.kills --kills 300`` prints a table. The suite runs the same with a modest count.

A child process works on a store and tells each save that was confirmed through a pipe; it is killed (SIGKILL) at a
random moment. Then the store is opened anew: every confirmed save must be there, nothing half-saved may be, and
``db check`` must find nothing.
"""

from __future__ import annotations

import io
import os
import random
import select
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from sqlalchemy.orm import Session

from pitchcheck.catalogue import Catalogue, Feature
from pitchcheck.judge import Basis, JudgeVersion, Link, Reading, Relation
from pitchcheck.pitch import Claim, Pitch, Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.review import Review
from pitchcheck.settings import Settings
from pitchcheck.store import Store, url_of
from pitchcheck.store.checks import problems
from pitchcheck.store.database import Database, connect, migrate_to, migrations
from pitchcheck.store.transfer import bring_in, export

Tell = Callable[[str], None]
Work = Callable[[Settings, Tell], None]
STARTED = "started"
SOUND = bytes(range(256)) * 8000
FIRST = "0001"
LONGEST_LIFE = 0.4  # seconds from the child's first word to its death, at most


def killed(work: Work, settings: Settings, dice: random.Random) -> list[str]:
    """Run ``work`` in a process that is killed at a random moment; what it had confirmed by then.

    AssertionError with its traceback where it ended in an error instead.
    """
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        _live(work, settings, lambda said: os.write(mouth, f"{said}\n".encode()))
    os.close(mouth)
    heard = _listen(ear, dice.uniform(0, LONGEST_LIFE))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    heard += _rest(ear)
    os.close(ear)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(heard.decode())
    return heard.decode().split("\n")[:-1]  # what comes after the last line break was cut off


def _live(work: Work, settings: Settings, tell: Callable[[str], object]) -> None:
    """The child's whole life; it never comes back into the parent's code."""
    code = 0
    try:
        work(settings, lambda said: tell(said) and None)
    except BaseException:
        tell(traceback.format_exc())
        code = 1
    finally:
        os._exit(code)


def _listen(ear: int, seconds: float) -> bytes:
    """What it says up to its first word, and in the given time after that."""
    heard = os.read(ear, 1 << 16)
    select.select([], [], [], seconds)
    return heard


def _rest(ear: int) -> bytes:
    heard = b""
    while piece := os.read(ear, 1 << 16):
        heard += piece
    return heard


def review(note: str) -> Review:
    """A small review whose pitch carries the note."""
    text = f"It reorders flour by itself {note}."
    statement = Statement(id="s1", force=Force.PUSH, text="We ran out of flour.")
    link = Link(to="s1", relation=Relation.ADVANCES, probability=0.9, holds=True)
    claim = Claim(id="c1", n=1, text=text[:10], start=0, end=10)
    return Review(
        pitch=Pitch(text=text, title="Larder"),
        profile=Profile(prospect="Dana", statements=(statement,)),
        readings=(Reading(claim=claim, relevance=0.9, harm=0, links=(link,)),),
        figures=None,
        kept=frozenset({"c1"}),
        judge=JudgeVersion(name="by hand", version="1", weights="0" * 64),
        basis=Basis.NEITHER,
    )


def save_for_ever(settings: Settings, tell: Tell) -> None:
    """Save takes, profile versions and drafts, and tell each that was confirmed."""
    store = Store.open(settings)
    (profile,) = store.profiles.all()
    pitch = store.pitches.all()[0].id
    number = profile.version
    tell(STARTED)
    while True:
        number += 1
        profile = store.profiles.save(Profile(prospect=f"{number}"), profile)
        tell(f"profile {number}")
        tell(f"take {store.takes.save(review(str(number)), pitch).id}")
        store.drafts.keep("pitch", number)
        tell(f"draft {number}")


def prepare_saves(settings: Settings) -> None:
    """One profile and one pitch to work on."""
    with Store.open(settings) as store:
        store.profiles.save(Profile(prospect="1"))
        store.takes.save(review("0"))


def verify_saves(settings: Settings, confirmed: list[str]) -> None:
    """Everything confirmed is there; what was not confirmed is there as a whole or not at all."""
    with Store.open(settings) as store:
        assert list(problems(store.database, store.files)) == []
        (profile,) = store.profiles.all()
        takes = {take.id for take in store.takes.of(store.pitches.all()[0].id)}
        versions = [revision.version for revision in store.profiles.history(profile.id)]
        draft = store.drafts.get("pitch")
    assert versions == list(range(profile.version, 0, -1))
    assert profile.value.prospect == str(profile.version)
    for kind, value in (line.split(" ", 1) for line in confirmed if line != STARTED):
        assert kind != "take" or value in takes, value
        assert kind != "profile" or profile.version >= int(value), value
        assert kind != "draft" or (draft is not None and draft.value >= int(value)), value  # type: ignore[operator]


def import_for_ever(settings: Settings, tell: Tell) -> None:
    """Put two exports in each other's place, over and over."""
    store, folder = Store.open(settings), Path(settings.data_dir)
    tell(STARTED)
    while True:
        for name in ("one", "two"):
            bring_in(store.database, store.files, folder / f"{name}.zip", replace=True)
            tell(name)


def prepare_imports(settings: Settings) -> None:
    """Two exports: one of forty profiles and a call with its sound, one of forty catalogues."""
    folder = Path(settings.data_dir)
    with Store.open(settings) as store:
        for number in range(40):
            store.profiles.save(Profile(prospect=f"{number}"))
        spoken = Transcript(turns=(Turn(n=1, text="We ran out of flour."),))
        call = store.recordings.save(spoken, "A call", audio=("call.wav", io.BytesIO(SOUND)))
        export(store.database, store.files, folder / "one.zip")
        store.recordings.delete(call.id)
        for saved in store.profiles.all():
            store.privacy.erase_profile(saved.id)
        for number in range(40):
            store.catalogues.save(Catalogue(product=f"{number}", features=(Feature(name="a"),)))
        export(store.database, store.files, folder / "two.zip")


def verify_imports(settings: Settings, confirmed: list[str]) -> None:
    """What is there is one of the two, whole, the sound as well; no file is left that nothing leads to."""
    with Store.open(settings) as store:
        assert list(problems(store.database, store.files)) == []
        calls = store.recordings.all()
        held = (len(store.profiles.all()), len(calls), len(store.catalogues.all()))
        assert held in {(40, 1, 0), (0, 0, 40)}, held
        for call in calls:
            with store.recordings.audio(call.id) as sound:
                assert sound.read() == SOUND


def migrate(settings: Settings, tell: Tell) -> None:
    """Open a database of the first release, which brings it up to date."""
    tell(STARTED)
    Store.open(settings).close()
    tell("up to date")


def prepare_migration(settings: Settings) -> None:
    """A database of the first release with a few hundred rows in the table that a later step rebuilds."""
    database = connect(url_of(settings))
    if database.path is None:
        _emptied(database)
    else:
        for leftover in database.path.parent.glob(f"{database.path.name}*"):
            leftover.unlink()
        database.path.parent.mkdir(parents=True, exist_ok=True)
        migrate_to(database, FIRST)
    at = "2026-01-01 00:00:00.000000"
    me = {"id": "me", "name": "Me", "roles": "rep", "active": True, "on_board": True, "created_at": at}
    words = {
        "kind": "rehearsal",
        "owner_id": "me",
        "note": "",
        "prospect": "Dana",
        "basis": "neither",
        "language": "en",
    }
    judge = {"judge": "by hand", "judge_version": "1", "weights": "0", "at": at, "changed_at": at}
    counts = dict.fromkeys(("version", "words", "claims", "tied", "unasked", "worse"), 1)
    with database.writing() as session:
        _put(session, "people", [me])
        _put(session, "reviews", [{"id": f"r{n}", **words, **judge, **counts} for n in range(300)])
        content = review("x").model_dump_json()
        _put(session, "review_contents", [{"review_id": f"r{n}", "content": content} for n in range(300)])
    database.close()


def _emptied(database: Database) -> None:
    """Take everything off a PostgreSQL server's database, and bring it to the first release."""
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
        command.upgrade(migrations(connection), FIRST)


def _put(session: Session, table: str, rows: list[dict[str, object]]) -> None:
    """Insert rows as the first release would have, without today's classes."""
    session.execute(sa.insert(sa.table(table, *map(sa.column, rows[0]))), rows)


def verify_migration(settings: Settings, confirmed: list[str]) -> None:
    """It comes up to date at the next start, with every row."""
    with Store.open(settings) as store:
        told = [one for one in problems(store.database, store.files) if "does not have all of its claims" not in one]
        assert told == []
        with store.database.reading() as session:
            assert session.scalar(sa.text("SELECT count(*) FROM reviews JOIN review_contents ON review_id = id")) == 300


SCENES: dict[str, tuple[Callable[[Settings], None], Work, Callable[[Settings, list[str]], None], bool]] = {
    # name: prepare, work, verify, whether each kill starts from a fresh preparation
    "saves": (prepare_saves, save_for_ever, verify_saves, False),
    "imports": (prepare_imports, import_for_ever, verify_imports, False),
    "migrations": (prepare_migration, migrate, verify_migration, True),
}


def run(scene: str, settings: Settings, kills: int, seed: int = 1) -> int:
    """Kill that scene so many times, looking at the store after each; how many saves had been confirmed.

    AssertionError says what was lost or found broken.
    """
    prepare, work, verify, afresh = SCENES[scene]
    dice, confirmed = random.Random(seed), 0  # noqa: S311  (moments to die at, not secrets)
    for number in range(kills):
        if afresh or number == 0:
            prepare(settings)
        told = killed(work, settings, dice)
        verify(settings, told)
        confirmed += len(told) - 1
    return confirmed
