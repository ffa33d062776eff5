"""The demo as it began: kept apart in its home, and brought back with one button while the server goes on.

The two databases are copied with SQLite's own backup, which is one transaction for whoever reads meanwhile; so no
connection has to be closed, and nobody sees half of it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from django.core.cache import cache
from django.db import connections

from confederal.records.home import BOOKS
from confederal.stories.housed import set_clock
from confederal.stories.river_city import Scene
from confederal.web import office as offices
from confederal.web.office import PRACTICE, Office

KEPT: Final = "pristine"
"""The folder, in the demo's home, of the demo as it began."""
DATABASES: Final = (BOOKS, "web.sqlite")
FOLDERS: Final = ("texts", "registers")
PASSING: Final = (PRACTICE, "mails", "registers")
"""What comes about while somebody plays with the demo, and is thrown away."""


def keep(folder: Path) -> None:
    """Keeps the demo in this home as it is now."""
    kept = folder / KEPT
    kept.mkdir(mode=0o700)
    for name in DATABASES:
        copy(folder / name, kept / name)
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, kept / name)


def bring_back(office: Office, scene: Scene) -> None:
    """The home is as it was kept, its clock too; the office forgets everything it knew."""
    folder = office.home.folder
    with forgotten(office):
        for name in DATABASES:
            copy(folder / KEPT / name, folder / name)
        for name in PASSING:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in FOLDERS:
            if (folder / KEPT / name).is_dir():
                shutil.copytree(folder / KEPT / name, folder / name, dirs_exist_ok=True)
        set_clock(office.home, scene.now)
    offices.past_reading.cache_clear()
    cache.clear()
    connections.close_all()


@contextmanager
def forgotten(office: Office) -> Iterator[None]:
    """Within the block the records are exchanged beneath the office; after it, it knows nothing of the old ones."""
    with office._writing:
        yield
        office.desk._kept.clear()
        office.home._logs.clear()
        office._logs.clear()
        office._signed.clear()
        office._hosts = {}
        office._clerk = None
        office.hosts()


def copy(source: Path, target: Path) -> None:
    """One SQLite database over another, in one transaction."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target, timeout=30)) as copy_:
        origin.backup(copy_)
