"""Whoever holds the whole database: everything they can do to its bytes is found, with the entry named.

Two hands are tried. The careless one changes what it came for. The careful one drops the triggers and
changes every column that depends on it, so that the database agrees with itself; against it stand the host's
signed checkpoint and whatever copy of the leaf hashes somebody else keeps.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.records.written import HARBOUR, HOST, KEY, act, acts

from confederal.audit.bytes_of_a_book import Findings, examine
from confederal.kernel import merkle
from confederal.kernel.checkpoint import Checkpoint, sign
from confederal.kernel.entry import Record
from confederal.kernel.envelope import SeedKey
from confederal.records.database import DatabaseShelf, UnsafeDatabase, sqlite_shelf
from confederal.records.log import HeadNotSigned, Log
from confederal.records.verifying import verify_shelf

SIZE = 30


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.sqlite"
    shelf = sqlite_shelf(path)
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, SIZE))
    Log(shelf, HARBOUR, HOST).sign()
    return path


@pytest.fixture
def shelf(path: Path) -> DatabaseShelf:
    """Opened before the attack, as a running server has it."""
    return sqlite_shelf(path)


@pytest.fixture
def hand(path: Path) -> sqlite3.Connection:
    hand = sqlite3.connect(path, isolation_level=None)
    for (name,) in hand.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        hand.execute(f"DROP TRIGGER {name}")
    return hand


def named(findings: Findings) -> list[int | None]:
    return [fault.number for fault in findings.faults]


def test_the_book_is_sound_before(shelf: DatabaseShelf) -> None:
    assert verify_shelf(shelf, HARBOUR, KEY).faults == ()


def test_a_server_does_not_start_again_on_such_a_database(hand: sqlite3.Connection, path: Path) -> None:
    assert hand.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone() == (0,)
    with pytest.raises(UnsafeDatabase):
        sqlite_shelf(path)


Attack = Callable[[sqlite3.Connection], object]


def paper_of(number: int) -> tuple[bytes, bytes]:
    record = act(number)
    assert record.salt is not None
    assert record.envelope is not None
    return record.salt, record.envelope


def backdate(hand: sqlite3.Connection) -> None:
    entry = bytearray(acts(12, 13)[0].entry.encode())
    entry[9] -= 1
    hand.execute("UPDATE entry SET entry = ? WHERE number = 12", (bytes(entry),))


def swap(hand: sqlite3.Connection) -> None:
    hand.execute("UPDATE entry SET id = id + 1000 WHERE number = 12")
    hand.execute("UPDATE entry SET id = id - 1 WHERE number = 13")
    hand.execute("UPDATE entry SET id = id - 999 WHERE number = 1012")


def insert(hand: sqlite3.Connection) -> None:
    """An entry is put in before 12, all later ones move up, and the size is mended."""
    hand.execute("UPDATE entry SET id = -id - 1 WHERE number >= 12")
    hand.execute("UPDATE entry SET id = -id WHERE id < 0")
    write(hand, 12, act(12, "put in"))
    hand.execute("UPDATE book SET size = size + 1")


def write(hand: sqlite3.Connection, number: int, record: Record) -> None:
    entry = record.entry.encode()
    first = hand.execute("SELECT id << 40 FROM book").fetchone()[0]
    row = (first + number, entry, merkle.leaf_hash(entry), record.salt, record.envelope)
    hand.execute("REPLACE INTO entry (id, entry, leaf, salt, envelope) VALUES (?, ?, ?, ?, ?)", row)


CARELESS: dict[str, tuple[Attack, int, str]] = {
    "retype a paper": (
        lambda hand: hand.execute(
            "UPDATE entry SET envelope = replace(envelope, 'sig', 'gis') WHERE number = 12"
        ),
        12,
        "altered or exchanged",
    ),
    "exchange a paper": (
        lambda hand: hand.execute("UPDATE entry SET salt = ?, envelope = ? WHERE number = 12", paper_of(15)),
        12,
        "altered or exchanged",
    ),
    "remove a paper": (
        lambda hand: hand.execute("UPDATE entry SET salt = NULL, envelope = NULL WHERE number = 12"),
        12,
        "its paper is missing",
    ),
    "remove an entry": (lambda hand: hand.execute("DELETE FROM entry WHERE number = 12"), 12, "is missing"),
    "back-date": (backdate, 12, "digest was written down"),
    "spoil an entry": (
        lambda hand: hand.execute("UPDATE entry SET entry = zeroblob(42) WHERE number = 12"),
        12,
        "version 0",
    ),
    "move": (swap, 13, "received before the entry above"),
    "put one in": (insert, 12, "digest"),
    "cut off the end": (
        lambda hand: hand.execute("UPDATE book SET size = 20, frontier = ?", (head_of(20),)),
        20,
        "the book ends before it",
    ),
    "replay": (lambda hand: write(hand, 12, act(3)), 12, "repeats the act of entry 3"),
}


def head_of(size: int) -> bytes:
    return merkle.EMPTY.extend(merkle.leaf_hash(each.entry.encode()) for each in acts(0, size)).encode()


OTHERS_LEAVES = [merkle.leaf_hash(each.entry.encode()) for each in acts(0, SIZE)]


@pytest.mark.parametrize("case", CARELESS)
def test_a_change_is_found_at_its_entry(shelf: DatabaseShelf, hand: sqlite3.Connection, case: str) -> None:
    attack, number, words = CARELESS[case]
    hand.execute("PRAGMA foreign_keys=OFF")
    attack(hand)
    findings = verify_shelf(shelf, HARBOUR, KEY)
    if case == "put one in":  # the database agrees with itself; a copy of the leaf hashes names the entry
        assert set(named(findings)) == {None}
        findings = examine(shelf.rows(HARBOUR), KEY, shelf.checkpoint(HARBOUR), leaves=OTHERS_LEAVES)
    assert findings.faults[0].number == number, findings.faults
    assert any(words in fault.reason for fault in findings.faults if fault.number == number)


def rewrite(hand: sqlite3.Connection, number: int, record: Record) -> None:
    """The careful hand: entry, leaf, paper and frontier all say the same afterwards."""
    write(hand, number, record)
    leaves = [leaf for (leaf,) in hand.execute("SELECT leaf FROM entry ORDER BY id")]
    hand.execute("UPDATE book SET frontier = ?", (merkle.EMPTY.extend(leaves).encode(),))


def test_a_careful_rewriting_breaks_the_signed_checkpoint(
    shelf: DatabaseShelf, hand: sqlite3.Connection
) -> None:
    rewrite(hand, 12, act(12, "another"))
    findings = verify_shelf(shelf, HARBOUR, KEY)
    assert named(findings) == [None]
    assert findings.faults[0].words == (
        "The first 30 entries are not the ones its host signed for:"
        " one of them was altered, put in, taken out or moved."
    )
    findings = examine(shelf.rows(HARBOUR), KEY, shelf.checkpoint(HARBOUR), leaves=OTHERS_LEAVES)
    assert named(findings) == [12, None]
    with pytest.raises(HeadNotSigned):
        Log(shelf, HARBOUR, HOST).sign()


def test_a_false_checkpoint_by_another_key_is_not_taken(
    shelf: DatabaseShelf, hand: sqlite3.Connection
) -> None:
    rewrite(hand, 12, act(12, "another"))
    forged = sign(Checkpoint(KEY.name, SIZE, shelf.head(HARBOUR).root), SeedKey(bytes(32)))
    hand.execute("UPDATE signed SET note = ?", (forged,))
    assert "not signed by the host's key" in verify_shelf(shelf, HARBOUR, KEY).faults[-1].reason


def test_a_host_that_rewrites_and_signs_is_found_by_any_older_checkpoint(
    shelf: DatabaseShelf, hand: sqlite3.Connection
) -> None:
    """The host holds database and key. One receipt in one member's drawer is enough."""
    log = Log(shelf, HARBOUR, HOST)
    receipt = log.receipt(20)
    rewrite(hand, 12, act(12, "another"))
    hand.execute("DELETE FROM signed")
    Log(shelf, HARBOUR, HOST).sign()
    assert verify_shelf(shelf, HARBOUR, KEY).sound
    findings = verify_shelf(shelf, HARBOUR, KEY, earlier=[receipt.note])
    assert "The first 30 entries are not the ones" in findings.faults[0].words


def test_an_old_backup_put_back_is_seen(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(tmp_path / "old.sqlite")) as copy:
        now.backup(copy)
    shelf = sqlite_shelf(path)
    shelf.append(HARBOUR, SIZE, acts(SIZE, SIZE + 5))
    receipt = Log(shelf, HARBOUR, HOST)
    note = receipt.sign()
    (fault,) = verify_shelf(sqlite_shelf(tmp_path / "old.sqlite"), HARBOUR, KEY, earlier=[note]).faults
    assert fault.words == "Entry 30: the book ends before it; its host signed for 35 entries"


def test_an_erasure_nobody_ordered_is_shown_with_who_is_said_to_have(
    shelf: DatabaseShelf, hand: sqlite3.Connection
) -> None:
    """The bytes cannot tell whether act 20 may order it: the findings hand it to the reading of the book."""
    hand.execute("INSERT INTO erasure SELECT id + 12, id + 20 FROM (SELECT id << 40 AS id FROM book)")
    hand.execute("UPDATE entry SET salt = NULL, envelope = NULL WHERE number = 12")
    assert verify_shelf(shelf, HARBOUR, KEY).erased == {12: 20}
    hand.execute("UPDATE erasure SET ordered_by = entry - 7")
    assert named(verify_shelf(shelf, HARBOUR, KEY)) == [12]
