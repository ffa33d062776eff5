"""Signing the head of a book, so that it is never rewritten without two signatures to show it.

Before anything is signed the root is computed once more from the entries themselves, apart from the frontier
the shelf kept: a log of certificates died of one flipped bit in one leaf hash. What was signed last is
compared and exchanged before it is shown to anybody, so two processes cannot publish two histories. Keep
`heads` on another disk than the books where you can: a book restored from an old copy is then seen to be
old, and nothing is signed.
"""

from contextlib import suppress
from typing import Final, Protocol

from confederal.kernel import merkle
from confederal.kernel.checkpoint import Checkpoint, Receipt, origin, read, receipt, sign
from confederal.kernel.entry import BrokenBook
from confederal.kernel.envelope import Signer
from confederal.kernel.merkle import Frontier
from confederal.secretary.shelf import BookExists, Shelf


class HeadNotSigned(Exception):
    """The book is not what its last signed checkpoint says; nothing was signed. `reason` says what to do."""

    def __init__(self, body: str, reason: str) -> None:
        super().__init__(f"nothing was signed for the book of {body}: {reason}")
        self.body = body
        self.reason = reason


class Heads(Protocol):
    """Where the last signed checkpoint of each book is kept. Every `Shelf` is one."""

    def create(self, body: str) -> None: ...
    def checkpoint(self, body: str) -> str | None: ...
    def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None: ...


class Log:
    """The signing of one book by its host. One a process; several processes are safe."""

    def __init__(self, shelf: Shelf, body: str, host: Signer, heads: Heads | None = None) -> None:
        self._shelf: Final = shelf
        self._body: Final = body
        self._host: Final = host
        self._heads: Final = heads if heads is not None else shelf
        self._levels: Final = merkle.Levels()
        self._checked = Frontier()
        """As far as the entries were read and found to bear out what was signed."""
        if heads is not None:
            with suppress(BookExists):  # it was begun before
                heads.create(body)

    def sign(self) -> str:
        """The signed checkpoint of the book's head, kept before it is given out.

        Where nothing was added since the last one and it is by the same key, that one.

        Raises:
            HeadNotSigned: the book is an old copy, was altered, or its frontier is not that of its entries.
            CheckpointMoved: another process signed at the same moment; ask again.
        """
        kept = self._heads.checkpoint(self._body)
        head = self._head()
        signed = read(kept) if kept is not None else None
        if signed is not None and signed.size > head.size:
            raise HeadNotSigned(
                self._body,
                f"it has {head.size} entries, and {signed.size} were signed for: it is an old copy."
                " Fetch the missing ones from a mirror first",
            )
        self._check(head, signed)
        note = sign(Checkpoint(origin(self._body), head.size, head.root), self._host)
        if note != kept:
            self._heads.keep_checkpoint(self._body, kept, note)
            if self._heads is not self._shelf:
                self._shelf.keep_checkpoint(self._body, self._shelf.checkpoint(self._body), note)
        return note

    def earlier(self, size: int) -> str:
        """A signed checkpoint of the first `size` entries, to be given out with these and not kept: the book was signed
        for as a whole before (`sign`), so this says nothing that was not said.

        Raises:
            HeadNotSigned: there are no so many entries, or they are not what was signed for.
        """
        head = read(self.sign())
        if not 0 < size <= head.size:
            raise HeadNotSigned(self._body, f"it has {head.size} entries, and {size} were asked for")
        root = Frontier().extend(self._shelf.leaves(self._body, 0, size)).root
        return sign(Checkpoint(origin(self._body), size, root), self._host)

    def receipt(self, number: int) -> Receipt:
        """The receipt of entry `number` under the last signed checkpoint. Reads each leaf of the book once.

        Raises:
            ValueError: the entry is not signed for yet.
        """
        note = self._heads.checkpoint(self._body)
        if note is None:
            raise ValueError("nothing was signed yet")
        size = read(note).size
        if len(self._levels) < size:
            self._levels.extend(self._shelf.leaves(self._body, len(self._levels), size))
        return receipt(number, note, self._levels.read)

    def _check(self, head: Frontier, signed: Checkpoint | None) -> None:
        """The entries bear out the last signed checkpoint and the frontier. Reads on from the last time."""
        checked = self._checked
        if signed is not None and signed.size >= checked.size:
            checked = self._read(checked, signed.size)
            if checked.root != signed.root:
                raise HeadNotSigned(
                    self._body,
                    f"its first {signed.size} entries are not the ones signed for. Verify the book",
                )
        checked = self._read(checked, head.size)
        if checked != head:
            raise HeadNotSigned(self._body, "its frontier is not that of its entries. Verify the book")
        self._checked = checked

    def _head(self) -> Frontier:
        try:
            return self._shelf.head(self._body)
        except BrokenBook as broken:
            raise HeadNotSigned(self._body, broken.reason) from broken

    def _read(self, checked: Frontier, stop: int) -> Frontier:
        try:
            rows = self._shelf.rows(self._body, checked.size, stop)
            return checked.extend(merkle.leaf_hash(record.entry.encode()) for record in rows)
        except BrokenBook as broken:
            raise HeadNotSigned(self._body, f"entry {broken.number}: {broken.reason}") from broken
