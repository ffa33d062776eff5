"""What every shelf promises (`secretary/shelf.py`), tried on every shelf there is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.written import HARBOUR, MILL, act, acts

from confederal.kernel import merkle
from confederal.kernel.entry import Record
from confederal.kernel.merkle import Frontier
from confederal.records.database import DatabaseShelf, sqlite_shelf
from confederal.records.memory import MemoryShelf
from confederal.records.postgres import postgres_shelf
from confederal.records.threads import ThreadsShelf
from confederal.secretary.shelf import (
    BookExists,
    CheckpointMoved,
    HeadMoved,
    NoSuchBook,
    PaperDiffers,
    Shelf,
    Verdicts,
)

Opened = Callable[[], Shelf]


@pytest.fixture(params=["memory", "sqlite", "threads", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens one and the same shelf: once again for each call, as another process would."""
    if request.param == "memory":
        shelf = MemoryShelf()
        yield lambda: shelf
    elif request.param == "postgres":
        url = request.getfixturevalue("postgres")
        shelves: list[DatabaseShelf] = []

        def another() -> DatabaseShelf:
            if len(shelves) == 20:  # a server takes so many visitors, and the oldest has gone
                shelves.pop(0).close()
            shelves.append(postgres_shelf(url))
            return shelves[-1]

        yield another
        for each in shelves:
            each.close()
    elif request.param == "threads":
        yield lambda: ThreadsShelf(lambda: sqlite_shelf(tmp_path / "books.sqlite"))
    else:
        yield lambda: sqlite_shelf(tmp_path / "books.sqlite")


@pytest.fixture
def shelf(opened: Opened) -> Shelf:
    shelf = opened()
    shelf.create(HARBOUR)
    return shelf


def test_a_new_book_is_empty_and_stands_once(shelf: Shelf) -> None:
    assert shelf.head(HARBOUR) == merkle.EMPTY
    assert list(shelf.rows(HARBOUR)) == []
    with pytest.raises(BookExists):
        shelf.create(HARBOUR)
    shelf.create(MILL)
    assert shelf.bodies() == tuple(sorted((HARBOUR, MILL)))


def test_what_was_appended_is_read_in_order_by_whoever_opens_the_shelf(shelf: Shelf, opened: Opened) -> None:
    written = acts(0, 5)
    head = shelf.append(HARBOUR, 0, written[:2])
    head = shelf.append(HARBOUR, head.size, written[2:])
    leaves = [merkle.leaf_hash(record.entry.encode()) for record in written]
    for each in (shelf, opened()):
        assert each.head(HARBOUR) == head == merkle.EMPTY.extend(leaves)
        assert list(each.rows(HARBOUR)) == written
        assert list(each.leaves(HARBOUR)) == leaves
        assert list(each.rows(HARBOUR, 1, 4)) == written[1:4]
        assert list(each.rows(HARBOUR, 3)) == written[3:]
        assert list(each.rows(HARBOUR, 2, 100)) == written[2:]
        assert list(each.rows(HARBOUR, 5)) == []
        assert list(each.leaves(HARBOUR, 1, 3)) == leaves[1:3]


def test_long_books_are_read_whole(shelf: Shelf) -> None:
    blank = [record.without_paper() for record in acts(0, 9)]
    written = [blank[number % 9] for number in range(5000)]
    shelf.append(HARBOUR, 0, written)
    assert list(shelf.rows(HARBOUR)) == written
    assert len(list(shelf.rows(HARBOUR, 2047, 4097))) == 2050
    assert merkle.EMPTY.extend(shelf.leaves(HARBOUR)) == shelf.head(HARBOUR)


def test_who_comes_second_is_told_and_writes_nothing(shelf: Shelf, opened: Opened) -> None:
    other = opened()
    shelf.append(HARBOUR, 0, acts(0, 3))
    for expected in (0, 2, 4):
        with pytest.raises(HeadMoved) as refused:
            other.append(HARBOUR, expected, acts(3, 4))
        assert (refused.value.expected, refused.value.size) == (expected, 3)
    assert list(other.rows(HARBOUR)) == acts(0, 3)
    other.append(HARBOUR, 3, acts(3, 4))
    assert list(shelf.rows(HARBOUR)) == acts(0, 4)


def test_books_do_not_touch_each_other(shelf: Shelf) -> None:
    shelf.create(MILL)
    shelf.append(HARBOUR, 0, acts(0, 3))
    shelf.append(MILL, 0, acts(3, 5))
    assert list(shelf.rows(MILL)) == acts(3, 5)
    assert shelf.head(HARBOUR).size == 3


def test_a_book_that_is_not_there_is_named(shelf: Shelf) -> None:
    asked: list[Callable[[], object]] = [
        lambda: shelf.head(MILL),
        lambda: list(shelf.rows(MILL)),
        lambda: list(shelf.leaves(MILL)),
        lambda: shelf.append(MILL, 0, acts(0, 1)),
        lambda: shelf.erase(MILL, 0, 0),
        lambda: shelf.erasures(MILL),
        lambda: shelf.place(MILL, 0, bytes(16), b""),
        lambda: shelf.checkpoint(MILL),
        lambda: shelf.keep_checkpoint(MILL, None, "note"),
        lambda: shelf.verdicts(MILL, "draft"),
        lambda: shelf.remember(MILL, "draft", Verdicts(0, merkle.EMPTY_ROOT)),
        lambda: shelf.forget(MILL),
    ]
    for ask in asked:
        with pytest.raises(NoSuchBook) as refused:
            ask()
        assert refused.value.body == MILL


def test_an_append_happens_whole_or_not_at_all(shelf: Shelf) -> None:
    good, other = acts(0, 2), act(7)
    forged = Record(good[1].entry, other.salt, other.envelope)
    half = Record(good[1].entry, None, good[1].envelope)
    for wrong in (forged, half):
        with pytest.raises(PaperDiffers) as refused:
            shelf.append(HARBOUR, 0, [good[0], wrong])
        assert refused.value.number == 1
    assert shelf.head(HARBOUR) == merkle.EMPTY
    assert list(shelf.rows(HARBOUR)) == []


def test_a_mirror_keeps_an_entry_without_its_paper_and_may_be_shown_it_later(shelf: Shelf) -> None:
    written = acts(0, 3)
    shelf.append(HARBOUR, 0, [written[0], written[1], written[2].without_paper()])
    assert list(shelf.rows(HARBOUR))[2] == written[2].without_paper()
    salt, envelope = written[2].salt, written[2].envelope
    assert salt is not None
    assert envelope is not None
    with pytest.raises(PaperDiffers):
        shelf.place(HARBOUR, 2, salt, envelope + b" ")
    with pytest.raises(IndexError):
        shelf.place(HARBOUR, 3, salt, envelope)
    shelf.place(HARBOUR, 2, salt, envelope)
    shelf.place(HARBOUR, 2, salt, envelope)
    assert list(shelf.rows(HARBOUR)) == written


def test_an_erased_paper_is_gone_and_the_book_stays(shelf: Shelf, opened: Opened) -> None:
    written = acts(0, 4)
    head = shelf.append(HARBOUR, 0, written)
    shelf.erase(HARBOUR, 1, ordered_by=3)
    shelf.erase(HARBOUR, 1, ordered_by=2)
    assert opened().erasures(HARBOUR) == {1: 3}
    assert list(opened().rows(HARBOUR)) == [written[0], written[1].without_paper(), *written[2:]]
    assert shelf.head(HARBOUR) == head
    salt, envelope = written[1].salt, written[1].envelope
    assert salt is not None
    assert envelope is not None
    with pytest.raises(PaperDiffers):
        shelf.place(HARBOUR, 1, salt, envelope)


def test_an_erasure_names_entries_that_are_there(shelf: Shelf) -> None:
    shelf.append(HARBOUR, 0, acts(0, 2))
    for number, ordered_by in ((2, 1), (1, 2), (-1, 0), (0, -1)):
        with pytest.raises(IndexError):
            shelf.erase(HARBOUR, number, ordered_by)
    assert shelf.erasures(HARBOUR) == {}
    assert list(shelf.rows(HARBOUR)) == acts(0, 2)


def test_the_last_checkpoint_is_kept_by_comparing(shelf: Shelf, opened: Opened) -> None:
    assert shelf.checkpoint(HARBOUR) is None
    shelf.keep_checkpoint(HARBOUR, None, "one")
    with pytest.raises(CheckpointMoved) as refused:
        opened().keep_checkpoint(HARBOUR, None, "another")
    assert refused.value.kept == "one"
    opened().keep_checkpoint(HARBOUR, "one", "two")
    with pytest.raises(CheckpointMoved):
        shelf.keep_checkpoint(HARBOUR, "one", "three")
    assert shelf.checkpoint(HARBOUR) == "two"


def test_verdicts_are_remembered_by_edition_and_may_be_forgotten(shelf: Shelf, opened: Opened) -> None:
    shelf.append(HARBOUR, 0, acts(0, 3))
    found = Verdicts(3, shelf.head(HARBOUR).root, frozenset({1}))
    shelf.remember(HARBOUR, "draft", Verdicts(1, bytes(32)))
    shelf.remember(HARBOUR, "draft", found)
    assert opened().verdicts(HARBOUR, "draft") == found
    assert opened().verdicts(HARBOUR, "first") is None
    shelf.forget(HARBOUR)
    assert shelf.verdicts(HARBOUR, "draft") is None


def test_a_reader_that_began_before_sees_a_prefix(shelf: Shelf, opened: Opened) -> None:
    shelf.append(HARBOUR, 0, acts(0, 3))
    reading = opened().rows(HARBOUR)
    first = next(reading)
    shelf.append(HARBOUR, 3, acts(3, 6))
    assert [first, *reading] == acts(0, 3)


def test_writers_at_once_lose_nothing_and_overlap_nowhere(shelf: Shelf, opened: Opened) -> None:
    """Four writers, each trying until its twelve acts are in: all are there, each once."""
    failed: list[BaseException] = []

    def write(which: int) -> None:
        try:
            mine = opened()
            for record in acts(which * 12, which * 12 + 12):
                while True:
                    try:
                        mine.append(HARBOUR, mine.head(HARBOUR).size, [record])
                    except HeadMoved:
                        continue
                    break
        except BaseException as error:
            failed.append(error)

    writers = [Thread(target=write, args=(which,)) for which in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    rows = list(opened().rows(HARBOUR))
    assert sorted(rows, key=lambda row: row.entry.time) == acts(0, 48)
    assert merkle.EMPTY.extend(opened().leaves(HARBOUR)) == opened().head(HARBOUR)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 1), st.booleans()), max_size=8))
def test_any_sequence_of_appends_reads_as_in_a_plain_list(
    opened: Opened, steps: list[tuple[int, int, bool]]
) -> None:
    """A shelf and a list are told the same; they say the same."""
    body = next(_fresh)
    opened().create(body)
    plain: list[Record] = []
    for count, off, erase in steps:
        records = acts(len(plain), len(plain) + count)
        shelf = opened()
        if off:
            with pytest.raises(HeadMoved):
                shelf.append(body, len(plain) + off, records)
        else:
            shelf.append(body, len(plain), records)
            plain += records
        if erase and plain:
            shelf.erase(body, len(plain) - 1, 0)
            plain[-1] = plain[-1].without_paper()
    shelf = opened()
    assert list(shelf.rows(body)) == plain
    leaves = [merkle.leaf_hash(record.entry.encode()) for record in plain]
    assert shelf.head(body) == Frontier().extend(leaves)


def _bodies() -> Iterator[str]:
    number = 0
    while True:
        yield f"{number:064x}"
        number += 1


_fresh = _bodies()
