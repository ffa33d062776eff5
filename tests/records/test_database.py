"""What is particular to the database: settings that could lose acts, triggers, other ways of writing SQL."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.records.written import HARBOUR, MILL, acts

from confederal.kernel import merkle
from confederal.kernel.entry import BrokenBook
from confederal.records.database import DatabaseShelf, SQLite, UnsafeDatabase, open_sqlite, sqlite_shelf
from confederal.secretary.shelf import HeadMoved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books.sqlite"


@pytest.fixture
def shelf(path: Path) -> DatabaseShelf:
    shelf = sqlite_shelf(path)
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 4))
    return shelf


@pytest.mark.parametrize(
    ("setting", "mended_by"),
    [
        ("journal_mode=DELETE", "journal_mode=WAL"),
        ("synchronous=NORMAL", "synchronous=FULL"),
        ("synchronous=OFF", "synchronous=FULL"),
        ("foreign_keys=OFF", "foreign_keys=ON"),
        ("secure_delete=OFF", "secure_delete=ON"),
        ("busy_timeout=0", "busy_timeout"),
        ("user_version=9", "version 9"),
    ],
)
def test_a_connection_that_could_lose_acts_is_refused(path: Path, setting: str, mended_by: str) -> None:
    connection = open_sqlite(path)
    SQLite(connection)
    connection.execute(f"PRAGMA {setting}")
    with pytest.raises(UnsafeDatabase, match=mended_by) as refused:
        SQLite(connection)
    assert refused.value.reason


def test_a_connection_with_transactions_of_its_own_is_refused(path: Path) -> None:
    open_sqlite(path)
    with pytest.raises(UnsafeDatabase, match="isolation_level=None"):
        SQLite(sqlite3.connect(path))


@pytest.mark.parametrize("setting", ["synchronous=EXTRA", "busy_timeout=60000"])
def test_stricter_settings_are_welcome(path: Path, setting: str) -> None:
    connection = open_sqlite(path)
    connection.execute(f"PRAGMA {setting}")
    DatabaseShelf(SQLite(connection)).create(HARBOUR)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM entry", "never removed"),
        ("DELETE FROM entry WHERE number = 2", "never removed"),
        ("UPDATE entry SET entry = x'00' WHERE number = 1", "never altered"),
        ("UPDATE entry SET id = id + 9 WHERE number = 3", "never altered"),
        ("UPDATE entry SET leaf = zeroblob(32)", "never altered"),
        (
            "INSERT OR REPLACE INTO entry (id, entry, leaf) SELECT id, x'00', x'00' FROM entry",
            "never replaced",
        ),
        ("REPLACE INTO entry (id, entry, leaf) SELECT id, x'', x'' FROM entry", "never replaced"),
        ("DELETE FROM book", "never removed"),
        ("UPDATE book SET size = 2", "only grows"),
        ("UPDATE book SET body = 'other'", "only grows"),
        ("INSERT OR REPLACE INTO book VALUES (1, 'other', 0, x'')", "never replaced"),
        ("UPDATE entry SET salt = NULL, envelope = NULL WHERE number = 1", "names who ordered it"),
        ("UPDATE entry SET envelope = x'00' WHERE number = 1", "never altered"),
        ("UPDATE entry SET salt = x'00' WHERE number = 1", "never altered"),
    ],
)
def test_a_careless_hand_is_stopped(shelf: DatabaseShelf, path: Path, sql: str, words: str) -> None:
    hand = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match=words):
        hand.execute(sql)
    assert list(shelf.rows(HARBOUR)) == acts(0, 4)


def test_an_erasure_is_not_taken_back(shelf: DatabaseShelf, path: Path) -> None:
    shelf.erase(HARBOUR, 1, 3)
    hand = sqlite3.connect(path, isolation_level=None)
    for sql in (
        "DELETE FROM erasure",
        "UPDATE erasure SET ordered_by = 2",
        "UPDATE entry SET envelope = x'00' WHERE number = 1",
    ):
        with pytest.raises(sqlite3.IntegrityError, match=r"never|not put back"):
            hand.execute(sql)


def test_what_was_erased_is_nowhere_in_the_files(shelf: DatabaseShelf, path: Path) -> None:
    envelope = acts(1, 2)[0].envelope
    assert envelope is not None

    def held() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.iterdir())

    assert envelope in held()
    shelf.erase(HARBOUR, 1, 3)
    assert envelope not in held()
    assert envelope[100:160] not in held()


@pytest.mark.parametrize("name", ["entry_stays", "entry_is_new", "book_grows", "paper_goes_by_order"])
def test_a_shelf_does_not_open_on_a_database_without_its_triggers(
    shelf: DatabaseShelf, path: Path, name: str
) -> None:
    hand = sqlite3.connect(path, isolation_level=None)
    (sql,) = hand.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    hand.execute(f"DROP TRIGGER {name}")
    with pytest.raises(UnsafeDatabase, match=f"{name} is missing from the database or was altered"):
        sqlite_shelf(path)
    hand.execute(sql.replace("BEGIN SELECT", "BEGIN SELECT 1; SELECT"))
    with pytest.raises(UnsafeDatabase, match=name):
        sqlite_shelf(path)


def test_a_missing_entry_is_named_when_the_book_is_read(shelf: DatabaseShelf, path: Path) -> None:
    hand = sqlite3.connect(path, isolation_level=None)
    hand.execute("DROP TRIGGER entry_stays")
    hand.execute("DELETE FROM entry WHERE number = 2")
    reading = shelf.rows(HARBOUR)
    assert [next(reading), next(reading)] == acts(0, 2)
    with pytest.raises(BrokenBook, match="missing from the database") as broken:
        next(reading)
    assert broken.value.number == 2


def test_an_entry_that_is_none_is_named(shelf: DatabaseShelf, path: Path) -> None:
    hand = sqlite3.connect(path, isolation_level=None)
    hand.execute("DROP TRIGGER entry_is_fixed")
    hand.execute("UPDATE entry SET entry = x'0102' WHERE number = 3")
    with pytest.raises(BrokenBook, match="42 bytes") as broken:
        list(shelf.rows(HARBOUR))
    assert broken.value.number == 3


def test_a_head_that_was_altered_at_the_same_size_is_not_gone_on_from(
    shelf: DatabaseShelf, path: Path
) -> None:
    """An old copy put in its place while we write: what this shelf knows of the head is compared, not only its size."""
    other = sqlite_shelf(path)
    with sqlite3.connect(path) as hand:
        hand.execute("UPDATE book SET frontier = zeroblob(32)")
    hand.close()
    with pytest.raises(HeadMoved) as refused:
        shelf.append(HARBOUR, 4, acts(4, 5))
    assert (refused.value.expected, refused.value.size) == (4, 4)
    assert len(list(other.rows(HARBOUR))) == 4


def test_what_a_shelf_knows_of_a_head_never_stands_in_its_way(shelf: DatabaseShelf, path: Path) -> None:
    other = sqlite_shelf(path)
    other.append(HARBOUR, 4, acts(4, 6))
    with pytest.raises(HeadMoved):
        shelf.append(HARBOUR, 4, acts(4, 5))
    shelf.append(HARBOUR, 6, acts(6, 7))
    other.append(HARBOUR, 7, acts(7, 8))
    assert list(shelf.rows(HARBOUR)) == acts(0, 8)
    assert merkle.EMPTY.extend(shelf.leaves(HARBOUR)) == shelf.head(HARBOUR) == other.head(HARBOUR)


def test_a_transaction_that_fails_leaves_nothing_behind(shelf: DatabaseShelf, path: Path) -> None:
    """The entry after the next is there already, put by a careless hand: the append fails as a whole."""
    hand = sqlite3.connect(path, isolation_level=None)
    hand.execute("INSERT INTO entry (id, entry, leaf) SELECT max(id) + 2, x'00', x'00' FROM entry")
    with pytest.raises(sqlite3.IntegrityError):
        shelf.append(HARBOUR, 4, acts(4, 6))
    assert list(shelf.rows(HARBOUR)) == acts(0, 4)
    shelf.append(HARBOUR, 4, acts(4, 5))


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(shelf: DatabaseShelf, path: Path) -> None:
    connection = open_sqlite(path)
    narrow = DatabaseShelf(SQLite(connection))
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 6}")
    acknowledged = 4
    full = None
    while full is None:
        try:
            acknowledged = narrow.append(HARBOUR, acknowledged, acts(acknowledged, acknowledged + 1)).size
        except sqlite3.OperationalError as error:
            full = error
    assert "full" in str(full)
    assert 4 < acknowledged < 400
    assert list(sqlite_shelf(path).rows(HARBOUR)) == acts(0, acknowledged)
    connection.execute("PRAGMA max_page_count=1000000")
    narrow.append(HARBOUR, acknowledged, acts(acknowledged, acknowledged + 2))
    assert list(shelf.rows(HARBOUR)) == acts(0, acknowledged + 2)


class PercentCursor:
    """A cursor that knows only %s, as Django's and PostgreSQL's do."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> object:
        return self._cursor.execute(self._said(sql), parameters)

    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]], /) -> object:
        return self._cursor.executemany(self._said(sql), parameters)

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    @staticmethod
    def _said(sql: str) -> str:
        assert "?" not in sql
        return sql.replace("%s", "?")


class PercentConnection:
    placeholder = "%s"
    lock_row = ""

    def __init__(self, inner: SQLite) -> None:
        self._inner = inner

    @contextmanager
    def writing(self) -> Iterator[PercentCursor]:
        with self._inner.writing() as cursor:
            yield PercentCursor(cursor)

    @contextmanager
    def reading(self) -> Iterator[PercentCursor]:
        with self._inner.reading() as cursor:
            yield PercentCursor(cursor)

    def forget(self) -> None:
        self._inner.forget()

    def close(self) -> None:
        self._inner.close()


def test_the_same_sql_goes_through_a_connection_that_writes_placeholders_otherwise(path: Path) -> None:
    shelf = DatabaseShelf(PercentConnection(SQLite(open_sqlite(path))))
    shelf.create(MILL)
    shelf.append(MILL, 0, acts(0, 3))
    with pytest.raises(HeadMoved):
        shelf.append(MILL, 0, acts(0, 3))
    shelf.erase(MILL, 0, 2)
    shelf.keep_checkpoint(MILL, None, "one")
    assert [row.has_paper for row in shelf.rows(MILL)] == [False, True, True]
    assert (shelf.checkpoint(MILL), shelf.erasures(MILL)) == ("one", {0: 2})
    shelf.close()
    with pytest.raises(sqlite3.ProgrammingError):
        shelf.head(MILL)
