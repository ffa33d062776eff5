"""River City in the home that is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from confederal.records.home import Home
from confederal.web import office
from confederal.web.tour import cast, pristine
from confederal.web.tour.cast import Cast


@pytest.fixture
def city(home: Home) -> Iterator[Cast]:
    """River City in the home that is served."""
    cast.scene_in.cache_clear()
    cast.settle(home)
    kept = home.folder / pristine.KEPT
    kept.mkdir()
    if home.books.exists():  # on PostgreSQL the records stand elsewhere; the demo itself always uses SQLite
        pristine.copy(home.books, kept / home.books.name)
    office.main().hosts_changed()
    yield cast.cast()
    cast.scene_in.cache_clear()
