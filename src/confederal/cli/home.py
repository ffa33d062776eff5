"""The home a command works with: named with --home, by an environment variable, or the usual folder."""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from confederal.records import home as homes
from confederal.records.database import DatabaseShelf, SQLite, open_sqlite
from confederal.records.home import BOOKS, SHORT, USUAL, VARIABLE, Home, file_name

__all__ = [
    "BOOKS",
    "SHORT",
    "Home",
    "NotUnderstood",
    "at_home",
    "file_name",
    "home_of",
    "plain_errors",
    "shelf_in",
]


class NotUnderstood(click.ClickException):
    """What was typed cannot be done as it stands; nothing was written. Exit status 2."""

    exit_code = 2


def shelf_in(path: Path) -> DatabaseShelf:
    """The shelf in this file, closed when the command is over. Raises UnsafeDatabase."""
    connection = open_sqlite(path)

    def close() -> None:
        # An exception on its way out still holds readings that have not ended; they, and the file, end with it.
        if sys.exc_info()[0] is None:
            gc.collect()  # and those that stopped at a gap are held in a ring by what told of it
            connection.close()

    click.get_current_context().call_on_close(close)
    return DatabaseShelf(SQLite(connection))


def home_of(folder: Path | None) -> Home:
    """The home that was named, or the usual one."""
    if folder is not None:
        return Home(folder, shelf_in)
    return Home(Path(os.environ.get(VARIABLE) or USUAL), shelf_in)


at_home = click.option(
    "--home",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=f"Where your records and keys are. Else ${VARIABLE}, else ./{USUAL}.",
)
"""The option every command has that works with a home."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Broken files, locked databases and the like as one clear line and exit status 2, nothing written."""
    try:
        yield
    except (OSError, sqlite3.Error, homes.NotUnderstood) as error:
        raise NotUnderstood(str(error)) from error
