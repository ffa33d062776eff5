"""A home of its own for each test, with a story in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from confederal.records.home import Home
from confederal.stories.housed import settle
from confederal.stories.together import Together
from confederal.web import office


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """An empty home that the pages serve."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    office.at.cache_clear()
    yield office.main().home
    office.at.cache_clear()


@pytest.fixture
def world(home: Home) -> Together:
    """A world to tell a story in; `settled(world)` puts it into the home that is served."""
    return Together()


def settled(world: Together) -> None:
    """Puts what was told so far into the home that is served."""
    settle(world, office.main().home)
    office.main().hosts_changed()
