"""A book on a shelf is verified where it stands, by one process or by several."""

from pathlib import Path

import pytest
from tests.records.written import HARBOUR, HOST, KEY, MILL, act, acts

from confederal.audit.bytes_of_a_book import Fault
from confederal.kernel.entry import OPEN, record
from confederal.records.database import sqlite_shelf
from confederal.records.log import Log
from confederal.records.verifying import spread, verify_shelf
from confederal.secretary.shelf import NoSuchBook, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A thousand acts, the 700th of which is signed by nobody."""
    shelf = sqlite_shelf(tmp_path / "books.sqlite")
    shelf.create(HARBOUR)
    envelope = act(700).envelope
    assert envelope is not None
    forged = record(OPEN, 1_700_000_700, bytes(16), envelope.replace(envelope[-60:-20], b"A" * 40))
    shelf.append(HARBOUR, 0, [*acts(0, 700), forged, *acts(701, 1000)])
    Log(shelf, HARBOUR, HOST).sign()
    shelf.append(HARBOUR, 1000, acts(1000, 1010))
    return shelf


def test_processes_find_what_one_finds(shelf: Shelf) -> None:
    alone = verify_shelf(shelf, HARBOUR, KEY)
    with spread(2) as papers:
        assert verify_shelf(shelf, HARBOUR, KEY, papers=papers) == alone
    (fault,) = alone.faults
    assert fault.number == 700
    assert "not signed by the key it names" in fault.reason
    assert (alone.entries, alone.unsigned) == (1010, 10)


def test_a_book_that_is_not_there_is_not_verified(shelf: Shelf) -> None:
    with pytest.raises(NoSuchBook):
        verify_shelf(shelf, MILL, KEY)


def test_faults_are_told_in_a_sentence() -> None:
    assert Fault(7, "its paper is missing").words == "Entry 7: its paper is missing"
