"""The contract of a shelf: where minute books stand, whatever they are written on.

The desk writes through it, readings are read through it. What a shelf promises is tested by one suite
(`tests/records/test_shelf_laws.py`) over every shelf there is. It knows nothing of acts or rules, and it
does not check signatures: what comes to it was judged before, and everybody can check again.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from confederal.kernel.entry import Record
from confederal.kernel.merkle import Frontier


class NoSuchBook(KeyError):
    """There is no book of this body on the shelf."""

    def __init__(self, body: str) -> None:
        super().__init__(body)
        self.body = body

    def __str__(self) -> str:
        return f"there is no book of {self.body} on this shelf"


class BookExists(Exception):
    """A book of this body stands on the shelf already."""

    def __init__(self, body: str) -> None:
        super().__init__(f"there is a book of {body} on this shelf already")
        self.body = body


class HeadMoved(Exception):
    """Somebody else wrote first: the book has `size` entries, not the `expected` ones. Nothing was written.

    Whoever gets this reads what was added, judges again, and appends again.
    """

    def __init__(self, body: str, expected: int, size: int) -> None:
        super().__init__(f"the book of {body} has {size} entries, not {expected}: somebody wrote first")
        self.body = body
        self.expected = expected
        self.size = size


class CheckpointMoved(Exception):
    """Another checkpoint than the expected one was kept last.

    Nothing was kept; sign nothing before looking.
    """

    def __init__(self, body: str, kept: str | None) -> None:
        super().__init__(f"the last signed checkpoint of {body} is another one than expected")
        self.body = body
        self.kept = kept


class PaperDiffers(Exception):
    """Salt and envelope are not the ones entry `number` is bound to. Nothing was written."""

    def __init__(self, body: str, number: int) -> None:
        super().__init__(f"entry {number} of the book of {body} is not bound to this paper")
        self.body = body
        self.number = number


class Verdicts(msgspec.Struct, frozen=True):
    """What reading the first `size` entries found, remembered: the numbers of those that had no effect.

    `root` is the root over those entries, so that verdicts about other bytes are noticed.
    """

    size: int
    root: bytes
    struck: frozenset[int] = frozenset()


class Shelf(Protocol):
    """Books by body (64 hexadecimal digits). Entries are numbered from 0 and never change, move or go.

    **Durable**: what `create`, `append`, `place`, `erase` and `keep_checkpoint` return from survives the end
    of the process and the loss of power (a shelf in memory: of neither, and it says so).

    **Atomic**: each of them happens whole or not at all; of an `append`, all records or none.

    **Ordered**: two appends to one book never overlap, whichever threads or processes make them; the one that
    comes second gets `HeadMoved`. A reader sees a prefix of the book, never a gap; `head` and `rows` asked
    one after the other may see a longer book the second time, so a reader stops `rows` at the size it was
    told.
    """

    def bodies(self) -> tuple[str, ...]:
        """The bodies whose books stand here, sorted."""
        ...

    def create(self, body: str) -> None:
        """An empty book for this body. Raises `BookExists`."""
        ...

    def head(self, body: str) -> Frontier:
        """Size, root and frontier of the book. Raises `NoSuchBook`."""
        ...

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        """The head after these records, written if and only if the book had `expected` entries.

        A record without paper may be appended: so a mirror writes down what it was not shown.

        Raises:
            HeadMoved: it had another number; nothing was written.
            NoSuchBook: there is no such book.
            PaperDiffers: a record has a paper its entry is not bound to; nothing was written.
        """
        ...

    def rows(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        """The records from `start` up to `stop` (or the end), in order.

        Raises at the first one that is asked for:
            NoSuchBook: there is no such book. BrokenBook: an entry that must be there is missing or is no
            entry. Only who holds the shelf can do that.
        """
        ...

    def leaves(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The leaf hashes of the entries, as they were written down when they were appended.

        A second record of the same: proofs and tiles are made from it, and where an entry was altered later
        it tells which one.
        """
        ...

    def erase(self, body: str, number: int, ordered_by: int) -> None:
        """Salt and envelope of entry `number` are gone for good; the entry stays.

        `ordered_by` is the number of the entry whose act ordered it, and is kept. Whether that act may is
        not the shelf's to judge. Erasing again changes nothing. Raises `IndexError` where one of the two is
        not in the book.
        """
        ...

    def erasures(self, body: str) -> dict[int, int]:
        """Erased entry to the entry that ordered it."""
        ...

    def place(self, body: str, number: int, salt: bytes, envelope: bytes) -> None:
        """The paper of an entry that came without one: a mirror that was shown it later.

        Placing again is harmless.

        Raises:
            PaperDiffers: the entry is bound to another one, or its paper was erased.
            IndexError: there is no such entry.
        """
        ...

    def checkpoint(self, body: str) -> str | None:
        """The last signed checkpoint that was kept, or None."""
        ...

    def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None:
        """`note` is kept if and only if `expected` was kept last. Raises `CheckpointMoved`.

        Asked after signing and before publishing, so that two processes never publish two histories.
        """
        ...

    def verdicts(self, body: str, edition: str) -> Verdicts | None:
        """What was remembered under this edition's digest, or None: it may be lost at any time.

        Whoever uses them compares their root with the book's at that size, and reads afresh if it differs.
        """
        ...

    def remember(self, body: str, edition: str, verdicts: Verdicts) -> None:
        """Kept until forgotten. Not part of the book: it may be thrown away and found again by reading."""
        ...

    def forget(self, body: str) -> None:
        """All remembered verdicts of this book are thrown away."""
        ...
