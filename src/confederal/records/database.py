"""A shelf in a database: two tables of our own that can only grow, and beside them what may be lost.

`book` and `entry` are the minute books. Entry and leaf of a row never change; its paper (salt and envelope)
is put in once, and goes only where `erasure` says which entry ordered it. `signed` keeps the last signed
checkpoint, `verdict` what reading found. Triggers stop a careless hand; a careful one with the whole file in
it is found by verifying, not by triggers.

The number of a row is its book's number and its own in one (`_id`), so that a book lies together and grows
at its end.

The SQL runs on anything that gives cursors and transactions (`Connection`). `SQLite` is the one given here;
it refuses a connection that could lose an acknowledged act: with `synchronous=NORMAL` four power losses in
five did.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from confederal.kernel import merkle
from confederal.kernel.entry import BrokenBook, Entry, NotAnEntry, Record, commitment
from confederal.kernel.merkle import Frontier
from confederal.records.memory import check_papers
from confederal.secretary.shelf import (
    BookExists,
    CheckpointMoved,
    HeadMoved,
    NoSuchBook,
    PaperDiffers,
    Verdicts,
)

_CHUNK: Final = 2048


class Cursor(Protocol):
    """The part of DB-API 2.0 that is used."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> object: ...
    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]], /) -> object: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """What a database must give for a shelf to stand on it."""

    placeholder: str
    """`?` or `%s`."""
    lock_row: str
    """Added to a SELECT, keeps the row ours until the transaction ends; empty where writers queue."""

    def writing(self) -> AbstractContextManager[Cursor]:
        """A transaction no other writer of the book overlaps: durable on leaving, undone on an exception."""
        ...

    def reading(self) -> AbstractContextManager[Cursor]:
        """A cursor outside of any transaction of ours."""
        ...

    def forget(self) -> None:
        """What was deleted or overwritten is not left in any journal, as far as other readers let it."""
        ...

    def close(self) -> None:
        """The database is let go."""
        ...


class UnsafeDatabase(Exception):
    """This database could lose or alter acts, so no shelf is put on it; `reason` says what would mend it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DatabaseShelf:
    """A `Shelf` on a database. Each thread and process has its own, over its own connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}
        self._heads: dict[str, Frontier] = {}
        """Where this shelf itself left each book. Never believed: an append says it, and the database compares."""

    def close(self) -> None:
        """The database is let go; the shelf cannot be used any more."""
        self._connection.close()

    def bodies(self) -> tuple[str, ...]:
        with self._connection.reading() as cursor:
            self._execute(cursor, "SELECT body FROM book ORDER BY body")
            return tuple(body for (body,) in cursor.fetchall())

    def create(self, body: str) -> None:
        with self._connection.writing() as cursor:
            self._execute(cursor, "SELECT 1 FROM book WHERE body = ?", body)
            if cursor.fetchone():
                raise BookExists(body)
            self._execute(cursor, "INSERT INTO book (body, size, frontier) VALUES (?, 0, ?)", body, b"")

    def head(self, body: str) -> Frontier:
        with self._connection.reading() as cursor:
            return self._head(cursor, body, "")

    def append(self, body: str, expected: int, records: Sequence[Record]) -> Frontier:
        check_papers(body, expected, records)
        entries = [record.entry.encode() for record in records]
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        known = self._heads.pop(body, None)
        with self._connection.writing() as cursor:
            if known is None or known.size != expected:
                known = self._head(cursor, body, self._connection.lock_row)
            head = known.extend(leaves)
            book = self._number(cursor, body)
            if known.size != expected or not self._moves(cursor, book, known, head):
                raise HeadMoved(body, expected, self._head(cursor, body, "").size)
            first = _id(book, expected)
            cursor.executemany(
                self._said(_INSERT),
                [
                    (first + at, entries[at], leaves[at], record.salt, record.envelope)
                    for at, record in enumerate(records)
                ],
            )
        self._heads[body] = head
        return head

    def rows(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        decode = Entry.decode
        for chunk in self._chunks(_ROWS, body, start, stop):
            for number, entry, salt, envelope in chunk:
                try:
                    read = decode(entry)
                except (NotAnEntry, TypeError) as error:
                    raise BrokenBook(
                        number & _LARGEST, f"what stands in its place is no entry: {error}"
                    ) from error
                yield Record(read, _bytes(salt), _bytes(envelope))

    def leaves(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        for chunk in self._chunks(_LEAVES, body, start, stop):
            for _, leaf in chunk:
                yield leaf

    def _chunks(self, sql: str, body: str, start: int, stop: int | None) -> Iterator[list[Any]]:
        """Rows in order, a chunk at a time, so that no long reading keeps the database from tidying up."""
        with self._connection.reading() as cursor:
            book = self._number(cursor, body)
            self._execute(cursor, "SELECT size FROM book WHERE id = ?", book)
            size = int(cursor.fetchone()[0])
            end = size if stop is None else min(stop, size)
            for first in range(start, end, _CHUNK):
                last = min(first + _CHUNK, end)
                self._execute(cursor, sql, _id(book, first), _id(book, last))
                chunk = cursor.fetchall()
                if len(chunk) != last - first:
                    yield from _up_to_the_gap(chunk, _id(book, first), first)
                yield chunk

    def erase(self, body: str, number: int, ordered_by: int) -> None:
        with self._connection.writing() as cursor:
            book = self._number(cursor, body)
            for named in (number, ordered_by):
                self._entry(cursor, book, named)
            if not self._is_erased(cursor, book, number):
                insert = "INSERT INTO erasure (entry, ordered_by) VALUES (?, ?)"
                self._execute(cursor, insert, _id(book, number), _id(book, ordered_by))
            update = "UPDATE entry SET salt = NULL, envelope = NULL WHERE id = ?"
            self._execute(cursor, update, _id(book, number))
        self._connection.forget()

    def erasures(self, body: str) -> dict[int, int]:
        with self._connection.reading() as cursor:
            book = self._number(cursor, body)
            select = "SELECT entry, ordered_by FROM erasure WHERE entry >= ? AND entry < ?"
            self._execute(cursor, select, _id(book, 0), _id(book + 1, 0))
            return {number & _LARGEST: by & _LARGEST for number, by in cursor.fetchall()}

    def place(self, body: str, number: int, salt: bytes, envelope: bytes) -> None:
        with self._connection.writing() as cursor:
            book = self._number(cursor, body)
            entry = self._entry(cursor, book, number)
            if self._is_erased(cursor, book, number) or commitment(salt, envelope) != entry.commitment:
                raise PaperDiffers(body, number)
            update = "UPDATE entry SET salt = ?, envelope = ? WHERE id = ? AND envelope IS NULL"
            self._execute(cursor, update, salt, envelope, _id(book, number))

    def checkpoint(self, body: str) -> str | None:
        with self._connection.reading() as cursor:
            return self._kept(cursor, self._number(cursor, body))

    def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None:
        with self._connection.writing() as cursor:
            self._head(cursor, body, self._connection.lock_row)
            book = self._number(cursor, body)
            kept = self._kept(cursor, book)
            if kept != expected:
                raise CheckpointMoved(body, kept)
            if kept is None:
                self._execute(cursor, "INSERT INTO signed (note, book) VALUES (?, ?)", note, book)
            else:
                self._execute(cursor, "UPDATE signed SET note = ? WHERE book = ?", note, book)

    def verdicts(self, body: str, edition: str) -> Verdicts | None:
        with self._connection.reading() as cursor:
            book = self._number(cursor, body)
            select = "SELECT size, root, struck FROM verdict WHERE book = ? AND edition = ?"
            self._execute(cursor, select, book, edition)
            row = cursor.fetchone()
        if row is None:
            return None
        size, root, struck = row
        return Verdicts(size, root, frozenset(_NUMBERS.decode(struck)))

    def remember(self, body: str, edition: str, verdicts: Verdicts) -> None:
        struck = msgspec.json.encode(sorted(verdicts.struck)).decode()
        with self._connection.writing() as cursor:
            book = self._number(cursor, body)
            self._execute(cursor, "DELETE FROM verdict WHERE book = ? AND edition = ?", book, edition)
            insert = "INSERT INTO verdict (book, edition, size, root, struck) VALUES (?, ?, ?, ?, ?)"
            self._execute(cursor, insert, book, edition, verdicts.size, verdicts.root, struck)

    def forget(self, body: str) -> None:
        with self._connection.writing() as cursor:
            self._execute(cursor, "DELETE FROM verdict WHERE book = ?", self._number(cursor, body))

    def _head(self, cursor: Cursor, body: str, lock: str) -> Frontier:
        self._execute(cursor, _HEAD + lock, body)
        row = cursor.fetchone()
        if row is None:
            raise NoSuchBook(body)
        try:
            return Frontier.decode(*row)
        except (ValueError, TypeError) as error:
            raise BrokenBook(0, f"the head of the book is broken: {error}") from error

    def _moves(self, cursor: Cursor, book: int, known: Frontier, head: Frontier) -> bool:
        """Compare-and-swap: the head goes on only from exactly where it is known to be."""
        self._execute(cursor, _MOVE, head.size, head.encode(), book, known.size, known.encode())
        return cursor.rowcount == 1

    def _number(self, cursor: Cursor, body: str) -> int:
        """The number a book has in this database; it never changes."""
        if body not in self._numbers:
            self._execute(cursor, "SELECT id FROM book WHERE body = ?", body)
            row = cursor.fetchone()
            if row is None:
                raise NoSuchBook(body)
            self._numbers[body] = row[0]
        return self._numbers[body]

    def _entry(self, cursor: Cursor, book: int, number: int) -> Entry:
        self._execute(cursor, "SELECT entry FROM entry WHERE id = ?", _id(book, number))
        row = cursor.fetchone() if 0 <= number <= _LARGEST else None
        if row is None:
            raise IndexError(f"there is no entry {number}")
        return Entry.decode(row[0])

    def _is_erased(self, cursor: Cursor, book: int, number: int) -> bool:
        self._execute(cursor, "SELECT 1 FROM erasure WHERE entry = ?", _id(book, number))
        return cursor.fetchone() is not None

    def _kept(self, cursor: Cursor, book: int) -> str | None:
        self._execute(cursor, "SELECT note FROM signed WHERE book = ?", book)
        row = cursor.fetchone()
        return None if row is None else str(row[0])

    def _execute(self, cursor: Cursor, sql: str, *parameters: object) -> None:
        cursor.execute(self._said(sql), parameters)

    def _said(self, sql: str) -> str:
        return sql if self._connection.placeholder == "?" else sql.replace("?", self._connection.placeholder)


def _bytes(held: Any) -> bytes | None:
    """What the column holds; SQLite lets a hand write text or numbers where bytes belong."""
    return held if held is None or isinstance(held, bytes) else str(held).encode()


def _up_to_the_gap(chunk: list[Any], first_id: int, first: int) -> Iterator[list[Any]]:
    at = next((at for at, row in enumerate(chunk) if row[0] != first_id + at), len(chunk))
    yield chunk[:at]
    raise BrokenBook(first + at, "the entry is missing from the database")


def _id(book: int, number: int) -> int:
    return book << 40 | number


_LARGEST: Final = (1 << 40) - 1
_HEAD: Final = "SELECT size, frontier FROM book WHERE body = ?"
_MOVE: Final = "UPDATE book SET size = ?, frontier = ? WHERE id = ? AND size = ? AND frontier = ?"
_NUMBERS: Final = msgspec.json.Decoder(list[int])
_INSERT: Final = "INSERT INTO entry (id, entry, leaf, salt, envelope) VALUES (?, ?, ?, ?, ?)"
_ROWS: Final = "SELECT id, entry, salt, envelope FROM entry WHERE id >= ? AND id < ? ORDER BY id"
_LEAVES: Final = "SELECT id, leaf FROM entry WHERE id >= ? AND id < ? ORDER BY id"


# ── SQLite ────────────────────────────────────────────────────────────────────────────────────────────────

_LAYOUT: Final = 1

_TABLES: Final = {
    "book": "CREATE TABLE book (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,"
    " frontier BLOB NOT NULL)",
    # Book and number are there for whoever looks with another tool; they take no room.
    "entry": "CREATE TABLE entry (id INTEGER PRIMARY KEY, entry BLOB NOT NULL, leaf BLOB NOT NULL, salt BLOB,"
    " envelope BLOB, book INTEGER AS (id >> 40) VIRTUAL, number INTEGER AS (id & 1099511627775) VIRTUAL)",
    "erasure": "CREATE TABLE erasure (entry INTEGER PRIMARY KEY REFERENCES entry (id),"
    " ordered_by INTEGER NOT NULL REFERENCES entry (id))",
    "signed": "CREATE TABLE signed (book INTEGER PRIMARY KEY REFERENCES book (id), note TEXT NOT NULL)",
    "verdict": "CREATE TABLE verdict (book INTEGER NOT NULL REFERENCES book (id), edition TEXT NOT NULL,"
    " size INTEGER NOT NULL, root BLOB NOT NULL, struck TEXT NOT NULL, PRIMARY KEY (book, edition))",
}


def _refusal(name: str, when: str, why: str) -> tuple[str, str]:
    return name, f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"


_TRIGGERS: Final = dict(
    (
        _refusal("entry_stays", "BEFORE DELETE ON entry", "an entry is never removed"),
        _refusal("entry_is_fixed", "BEFORE UPDATE OF id, entry, leaf ON entry", "an entry is never altered"),
        # INSERT OR REPLACE would remove a row without asking the trigger above.
        _refusal(
            "entry_is_new",
            "BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)",
            "an entry is never replaced",
        ),
        _refusal(
            "paper_goes_by_order",
            "BEFORE UPDATE OF salt, envelope ON entry WHEN OLD.envelope IS NOT NULL AND (NEW.salt IS NOT NULL"
            " OR NEW.envelope IS NOT NULL OR NOT EXISTS (SELECT 1 FROM erasure WHERE entry = OLD.id))",
            "a paper is never altered, and removed only by an erasure that names who ordered it",
        ),
        _refusal(
            "paper_stays_away",
            "BEFORE UPDATE OF salt, envelope ON entry WHEN NEW.envelope IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM erasure WHERE entry = OLD.id)",
            "an erased paper is not put back",
        ),
        _refusal("book_stays", "BEFORE DELETE ON book", "a book is never removed"),
        _refusal(
            "book_grows",
            "BEFORE UPDATE ON book WHEN NEW.size < OLD.size OR NEW.id <> OLD.id OR NEW.body <> OLD.body",
            "a book only grows",
        ),
        _refusal(
            "book_is_new",
            "BEFORE INSERT ON book WHEN EXISTS (SELECT 1 FROM book WHERE body = NEW.body OR id = NEW.id)",
            "a book is never replaced",
        ),
        _refusal("erasure_stays", "BEFORE DELETE ON erasure", "an erasure is never taken back"),
        _refusal("erasure_is_fixed", "BEFORE UPDATE ON erasure", "an erasure is never altered"),
    )
)


class SQLite:
    """A `Connection` over a `sqlite3` connection that was set as `open_sqlite` sets it.

    Raises:
        UnsafeDatabase: another journal, less than FULL synchronisation, no foreign keys, no patience with
        other
            writers, implicit transactions, or a table or trigger of ours that is missing or altered.
    """

    placeholder = "?"
    lock_row = ""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._check_settings()
        self._set_up()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Cursor]:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield cursor
            cursor.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Cursor]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def forget(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._connection.close()

    def _check_settings(self) -> None:
        if self._connection.isolation_level is not None:
            raise UnsafeDatabase(
                "open the connection with isolation_level=None: transactions are begun by hand"
            )
        if self._pragma("journal_mode") != "wal":
            raise UnsafeDatabase("set PRAGMA journal_mode=WAL")
        if self._pragma("synchronous") not in (2, 3):
            raise UnsafeDatabase(
                "set PRAGMA synchronous=FULL: less would lose acknowledged acts with the power"
            )
        if self._pragma("foreign_keys") != 1:
            raise UnsafeDatabase("set PRAGMA foreign_keys=ON")
        if self._pragma("secure_delete") != 1:
            raise UnsafeDatabase("set PRAGMA secure_delete=ON: what is erased must not stay in the file")
        if int(self._pragma("busy_timeout")) < 1000:
            raise UnsafeDatabase(
                "set PRAGMA busy_timeout to at least 1000 milliseconds, so that writers queue"
            )

    def _set_up(self) -> None:
        if self._pragma("user_version") == 0:
            with self.writing() as cursor:
                if cursor.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in (*_TABLES.values(), *_TRIGGERS.values()):
                        cursor.execute(statement)
                    cursor.execute(f"PRAGMA user_version={_LAYOUT}")
        if self._pragma("user_version") != _LAYOUT:
            raise UnsafeDatabase(f"the tables are laid out as version {self._pragma('user_version')}")
        found = dict(self._connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        for name, statement in (_TABLES | _TRIGGERS).items():
            if found.get(name) != statement:
                raise UnsafeDatabase(f"{name} is missing from the database or was altered; verify the books")

    def _pragma(self, name: str) -> Any:
        return self._connection.execute(f"PRAGMA {name}").fetchone()[0]


def open_sqlite(path: Path | str) -> sqlite3.Connection:
    """A connection to the SQLite file, set so that what was acknowledged survives the loss of power."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA busy_timeout=15000")
    _change_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _change_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait its turn when two processes change a new file to WAL at once, so we do."""
    for patience in range(50):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if patience == 49:
                raise
            time.sleep(0.02)
        else:
            return


def sqlite_shelf(path: Path | str) -> DatabaseShelf:
    """The shelf in this SQLite file, which is made if it is not there."""
    return DatabaseShelf(SQLite(open_sqlite(path)))
