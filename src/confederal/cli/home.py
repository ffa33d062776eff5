"""The home a command works with: named with --home, by an environment variable, or the usual folder."""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

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
    "database_of",
    "file_name",
    "home_of",
    "plain_errors",
    "shelf_at",
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
    """The home that was named, or the usual one. With `DATABASE_URL` its records are those the pages show."""
    place = folder if folder is not None else Path(os.environ.get(VARIABLE) or USUAL)
    url = database_of(place)
    if url is None:
        return Home(place, shelf_in)
    return Home(place, lambda _path: shelf_at(url), elsewhere=True)


def database_of(folder: Path) -> str | None:
    """The address of the PostgreSQL with this home's records; None where they stand in a file of it. Practice copies
    of the pages always do."""
    return None if folder.absolute().parent.name == "practice" else os.environ.get("DATABASE_URL") or None


def shelf_at(url: str) -> DatabaseShelf:
    """The shelf in the database of this address, let go when the command is over. Raises UnsafeDatabase,
    NotUnderstood."""
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise NotUnderstood(f"DATABASE_URL: {urlsplit(url).scheme}:// is not known; postgresql:// is")
    from confederal.records.postgres import (
        NotReached,
        postgres_shelf,
    )  # only whoever has one waits for its driver

    try:
        shelf = postgres_shelf(url)
    except NotReached as nobody:
        raise NotUnderstood(f"the database of DATABASE_URL: {nobody}") from nobody
    click.get_current_context().call_on_close(shelf.close)
    return shelf


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
    except Exception as error:
        if isinstance(error, expected_errors()):
            raise NotUnderstood(str(error)) from error
        raise


def expected_errors() -> tuple[type[Exception], ...]:
    """What files, and the databases in use, may raise."""
    driver = sys.modules.get("psycopg")
    databases = (sqlite3.Error,) if driver is None else (sqlite3.Error, driver.Error)
    return (OSError, homes.NotUnderstood, *databases)
