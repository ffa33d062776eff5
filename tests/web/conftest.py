"""A home of its own for each test, with a story in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils import translation

from confederal.records.home import Home
from confederal.records.threads import ThreadsShelf
from confederal.stories.housed import settle
from confederal.stories.together import Together
from confederal.web import office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo stands on SQLite wherever it is shown."""
    for item in items:
        if settings.BOOKS_URL is not None and Path(__file__).parent / "tour" in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="the demo stands on SQLite"))


@pytest.fixture(autouse=True)
def no_visitors_language() -> Iterator[None]:
    """The language of a visitor of one test is not that of the next."""
    yield
    translation.deactivate()


@pytest.fixture
def books_url() -> Iterator[str | None]:
    """An empty database for the books where the suite runs on PostgreSQL, else None."""
    server = settings.BOOKS_URL
    if server is None:
        yield None
        return
    name = f"books_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, books_url: str | None) -> Iterator[Home]:
    """An empty home that the pages serve."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "BOOKS_URL", books_url)
    office.at.cache_clear()
    home = office.main().home
    yield home
    office.at.cache_clear()
    assert isinstance(home.shelf, ThreadsShelf)
    home.shelf.close()


@pytest.fixture
def world(home: Home) -> Together:
    """A world to tell a story in; `settled(world)` puts it into the home that is served."""
    return Together()


def settled(world: Together) -> None:
    """Puts what was told so far into the home that is served."""
    settle(world, office.main().home)
    office.main().hosts_changed()
