"""The host signs what the book is, and nothing when the book is not what was signed before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.records.written import HARBOUR, HOST, KEY, act, acts

from confederal.kernel.checkpoint import open_note, verifying_key
from confederal.kernel.envelope import SeedKey
from confederal.records.database import sqlite_shelf
from confederal.records.log import HeadNotSigned, Log
from confederal.records.memory import MemoryShelf
from confederal.secretary.shelf import CheckpointMoved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.sqlite"
    shelf = sqlite_shelf(path)
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, acts(0, 5))
    return path


def test_the_head_is_signed_and_kept(path: Path) -> None:
    shelf = sqlite_shelf(path)
    log = Log(shelf, HARBOUR, HOST)
    note = log.sign()
    assert open_note(note, KEY).root == shelf.head(HARBOUR).root
    assert shelf.checkpoint(HARBOUR) == note
    assert log.sign() == note
    shelf.append(HARBOUR, 5, acts(5, 9))
    assert open_note(log.sign(), KEY).size == 9
    assert log.receipt(7).check(act(7).entry.encode(), KEY).size == 9


def test_an_empty_book_can_be_signed() -> None:
    shelf = MemoryShelf()
    shelf.create(HARBOUR)
    log = Log(shelf, HARBOUR, HOST)
    with pytest.raises(ValueError, match="nothing was signed"):
        log.receipt(0)
    assert open_note(log.sign(), KEY).size == 0


def test_a_new_host_signs_on_with_its_own_key(path: Path) -> None:
    shelf = sqlite_shelf(path)
    Log(shelf, HARBOUR, HOST).sign()
    after = SeedKey(b"another host".ljust(32, b"."))
    note = Log(shelf, HARBOUR, after).sign()
    assert open_note(note, verifying_key(HARBOUR, after.keyid)).size == 5


def test_an_old_copy_signs_nothing(path: Path, tmp_path: Path) -> None:
    """The heads are kept on another disk; the books come back from an old copy, and somebody writes on."""
    heads = sqlite_shelf(tmp_path / "heads.sqlite")
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(tmp_path / "old.sqlite")) as copy:
        now.backup(copy)
    shelf = sqlite_shelf(path)
    shelf.append(HARBOUR, 5, acts(5, 9))
    signed = Log(shelf, HARBOUR, HOST, heads).sign()
    old = sqlite_shelf(tmp_path / "old.sqlite")
    with pytest.raises(HeadNotSigned, match="it is an old copy"):
        Log(old, HARBOUR, HOST, heads).sign()
    old.append(HARBOUR, old.head(HARBOUR).size, [act(100 + number) for number in range(9)])
    with pytest.raises(HeadNotSigned, match="not the ones signed for"):
        Log(old, HARBOUR, HOST, heads).sign()
    assert heads.checkpoint(HARBOUR) == signed


ALTER = "UPDATE entry SET entry = (SELECT entry FROM entry WHERE number = 1)"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"{ALTER} WHERE number = 3", "not the ones signed"),
        ("DELETE FROM entry WHERE number = 3", "entry 3: the entry is missing"),
        ("UPDATE book SET frontier = zeroblob(64)", "its frontier is not that of its entries"),
        ("UPDATE book SET size = 6", "entry 5: the entry is missing"),
        ("UPDATE book SET size = 8", "the head of the book is broken"),
    ],
)
def test_an_altered_database_signs_nothing(path: Path, sql: str, words: str) -> None:
    shelf = sqlite_shelf(path)
    signed = Log(shelf, HARBOUR, HOST).sign()
    hand = sqlite3.connect(path, isolation_level=None)
    for trigger in ("entry_is_fixed", "entry_stays"):
        hand.execute(f"DROP TRIGGER {trigger}")
    hand.execute(sql)
    with pytest.raises(HeadNotSigned, match=words):
        Log(shelf, HARBOUR, HOST).sign()
    assert shelf.checkpoint(HARBOUR) == signed


def test_an_entry_altered_while_the_process_runs_is_found_by_the_frontier(path: Path) -> None:
    shelf = sqlite_shelf(path)
    log = Log(shelf, HARBOUR, HOST)
    log.sign()
    shelf.append(HARBOUR, 5, acts(5, 9))
    hand = sqlite3.connect(path, isolation_level=None)
    hand.execute("DROP TRIGGER entry_is_fixed")
    hand.execute(f"{ALTER} WHERE number = 7")
    with pytest.raises(HeadNotSigned, match="frontier"):
        log.sign()


def test_two_processes_never_publish_two_histories(path: Path) -> None:
    """Both look, the other is quicker: the slower one is told and publishes nothing."""
    shelf = sqlite_shelf(path)

    class Slow(MemoryShelf):
        def keep_checkpoint(self, body: str, expected: str | None, note: str) -> None:
            if expected is None and self.checkpoint(body) is None:
                super().keep_checkpoint(body, None, "by the other process")
            super().keep_checkpoint(body, expected, note)

    with pytest.raises(CheckpointMoved) as refused:
        Log(shelf, HARBOUR, HOST, Slow()).sign()
    assert refused.value.kept == "by the other process"
    assert shelf.checkpoint(HARBOUR) is None
