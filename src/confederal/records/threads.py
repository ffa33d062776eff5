"""A shelf for several threads: each has a database connection of its own behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from confederal.kernel.entry import Record
from confederal.kernel.merkle import Frontier
from confederal.records.database import DatabaseShelf
from confederal.secretary.shelf import Verdicts


class ThreadsShelf:
    """A `Shelf` any thread may use; `shelf_here` makes the one a thread works with, once a thread."""

    def __init__(self, shelf_here: Callable[[], DatabaseShelf]) -> None:
        self._make = shelf_here
        self._own = threading.local()

    @property
    def _here(self) -> DatabaseShelf:
        shelf: DatabaseShelf | None = getattr(self._own, "shelf", None)
        if shelf is None:
            shelf = self._own.shelf = self._make()
        return shelf

    def close(self) -> None:
        """The calling thread's connection is let go; asked again, it has a new one."""
        shelf: DatabaseShelf | None = getattr(self._own, "shelf", None)
        if shelf is not None:
            shelf.close()
            self._own.shelf = None

    def bodies(self) -> tuple[str, ...]:
        return self._here.bodies()

    def create(self, body: str) -> None:
        self._here.create(body)

    def head(self, body: str) -> Frontier:
        return self._here.head(body)

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        return self._here.append(body, expected, records)

    def rows(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        return self._here.rows(body, start, stop)

    def leaves(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        return self._here.leaves(body, start, stop)

    def erase(self, body: str, number: int, ordered_by: int) -> None:
        self._here.erase(body, number, ordered_by)

    def erasures(self, body: str) -> dict[int, int]:
        return self._here.erasures(body)

    def place(self, body: str, number: int, salt: bytes, envelope: bytes) -> None:
        self._here.place(body, number, salt, envelope)

    def checkpoint(self, body: str) -> str | None:
        return self._here.checkpoint(body)

    def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None:
        self._here.keep_checkpoint(body, expected, note)

    def verdicts(self, body: str, edition: str) -> Verdicts | None:
        return self._here.verdicts(body, edition)

    def remember(self, body: str, edition: str, verdicts: Verdicts) -> None:
        self._here.remember(body, edition, verdicts)

    def forget(self, body: str) -> None:
        self._here.forget(body)
