"""A shelf in memory: for tests, rehearsals and reading a book that came as files.

Nothing of it is durable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import RLock

from confederal.kernel import merkle
from confederal.kernel.entry import Record, commitment
from confederal.kernel.merkle import Frontier
from confederal.secretary.shelf import (
    BookExists,
    CheckpointMoved,
    HeadMoved,
    NoSuchBook,
    PaperDiffers,
    Verdicts,
)


@dataclass
class _Book:
    head: Frontier = merkle.EMPTY
    records: list[Record] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    erasures: dict[int, int] = field(default_factory=dict)
    checkpoint: str | None = None
    verdicts: dict[str, Verdicts] = field(default_factory=dict)


class MemoryShelf:
    """A `Shelf` that ends with the process. Safe for several threads."""

    def __init__(self) -> None:
        self._books: dict[str, _Book] = {}
        self._lock = RLock()

    def bodies(self) -> tuple[str, ...]:
        return tuple(sorted(self._books))

    def create(self, body: str) -> None:
        with self._lock:
            if body in self._books:
                raise BookExists(body)
            self._books[body] = _Book()

    def head(self, body: str) -> Frontier:
        return self._book(body).head

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        leaves = [merkle.leaf_hash(record.entry.encode()) for record in records]
        with self._lock:
            book = self._book(body)
            if book.head.size != expected:
                raise HeadMoved(body, expected, book.head.size)
            check_papers(body, expected, records)
            book.records += records
            book.leaves += leaves
            book.head = book.head.extend(leaves)
            return book.head

    def rows(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        book = self._book(body)
        for number in range(start, book.head.size if stop is None else min(stop, book.head.size)):
            yield book.records[number]

    def leaves(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        book = self._book(body)
        yield from book.leaves[start : book.head.size if stop is None else stop]

    def erase(self, body: str, number: int, ordered_by: int) -> None:
        with self._lock:
            book = self._book(body)
            for named in (number, ordered_by):
                _check_number(named, book.head.size)
            book.erasures.setdefault(number, ordered_by)
            book.records[number] = book.records[number].without_paper()

    def erasures(self, body: str) -> dict[int, int]:
        return dict(self._book(body).erasures)

    def place(self, body: str, number: int, salt: bytes, envelope: bytes) -> None:
        with self._lock:
            book = self._book(body)
            _check_number(number, book.head.size)
            entry = book.records[number].entry
            if number in book.erasures or commitment(salt, envelope) != entry.commitment:
                raise PaperDiffers(body, number)
            book.records[number] = Record(entry, salt, envelope)

    def checkpoint(self, body: str) -> str | None:
        return self._book(body).checkpoint

    def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None:
        with self._lock:
            book = self._book(body)
            if book.checkpoint != expected:
                raise CheckpointMoved(body, book.checkpoint)
            book.checkpoint = note

    def verdicts(self, body: str, edition: str) -> Verdicts | None:
        return self._book(body).verdicts.get(edition)

    def remember(self, body: str, edition: str, verdicts: Verdicts) -> None:
        with self._lock:
            self._book(body).verdicts[edition] = verdicts

    def forget(self, body: str) -> None:
        with self._lock:
            self._book(body).verdicts.clear()

    def _book(self, body: str) -> _Book:
        try:
            return self._books[body]
        except KeyError:
            raise NoSuchBook(body) from None


def check_papers(body: str, first: int, records: Sequence[Record]) -> None:
    """Nothing, when every record from number `first` on has the paper its entry is bound to, or none at all.

    Raises:
        PaperDiffers: names the first that has not.
    """
    for number, record in enumerate(records, first):
        if (record.salt is not None or record.envelope is not None) and not record.commits():
            raise PaperDiffers(body, number)


def _check_number(number: int, size: int) -> None:
    if not 0 <= number < size:
        raise IndexError(f"there is no entry {number} in a book of {size}")
