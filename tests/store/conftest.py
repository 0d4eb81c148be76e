"""The same store on both databases; each test gets an empty one of its own."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pitchcheck.settings import Settings
from pitchcheck.store import Store
from tests.store.postgres import server

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server, started once."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def new_postgres(postgres_url: str) -> Callable[[str | None], str]:
    """Makes an empty database on the server, or a copy of another, and gives its URL."""

    def make(template: str | None = None) -> str:
        name = f"test_{os.getpid()}_{next(NUMBERS)}"
        execute(postgres_url, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    return make


def execute(url: str, command: str) -> None:
    """Run one command on the server, from its own database ``postgres``."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg", database="postgres")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(command))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(new_postgres: Callable[[str | None], str]) -> str:
    """The name of a database whose tables are up to date, to be copied."""
    url = new_postgres(None)
    Store.open(Settings(database_url=url)).close()
    return sa.make_url(url).database or ""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty database whose tables are up to date."""
    folder = tmp_path / "data"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), folder)
        yield Settings(data_dir=folder)
        return
    url = request.getfixturevalue("new_postgres")(request.getfixturevalue("postgres_template"))
    yield Settings(data_dir=folder, database_url=url)
    execute(url, f"DROP DATABASE {sa.make_url(url).database}")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """One person's own store, empty."""
    with Store.open(settings) as opened:
        yield opened
