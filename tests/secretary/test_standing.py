"""Kept readings: the same as a reading from the start, extended by the tail only."""

from collections.abc import Iterator

from tests.secretary.mill import book_of, mill, paper, raised, vote_open

from confederal.charter.reading import read
from confederal.kernel import act as a
from confederal.kernel.entry import INNER, Record, record
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import opened, sealed
from confederal.kernel.proof import fault_in
from confederal.records.memory import MemoryShelf
from confederal.secretary.standing import caught_up, kept_of


class Counted(MemoryShelf):
    """A shelf that notes which records were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[int] = []

    def rows(self, body: str, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        for number, row in enumerate(super().rows(body, start, stop), start):
            self.read.append(number)
            yield row


def test_a_reading_is_extended_by_the_tail_and_never_read_again_from_the_start() -> None:
    world = mill(shelf := Counted())
    body = world.bodies["mill"]
    kept = caught_up(kept_of(body), shelf, fault_in)
    shelf.read.clear()
    world.desk.minute_all(body, [paper(world, "m1", raised(f"Q{n}"), n) for n in range(10, 15)])
    kept = caught_up(kept, shelf, fault_in)
    assert shelf.read == [9, 10, 11, 12, 13]
    assert caught_up(kept, shelf, fault_in) is kept
    assert shelf.read == [9, 10, 11, 12, 13]


def test_caught_up_at_any_place_is_the_whole_reading() -> None:
    world = mill()
    step = vote_open(world)
    world.done("mill", "m1", a.Voted(step, ("for",)))
    body, rows = world.bodies["mill"], book_of(world)
    whole = read((opened(number, row) for number, row in enumerate(rows)), body=body, prover=fault_in)
    for cut in range(len(rows)):
        shelf = MemoryShelf()
        shelf.create(body)
        shelf.append(body, 0, rows[:cut])
        kept = caught_up(kept_of(body), shelf, fault_in)
        shelf.append(body, cut, rows[cut:])
        kept = caught_up(kept, shelf, fault_in)
        assert (kept.reading, kept.size, kept.time) == (whole, len(rows), rows[-1].entry.time)


def test_only_acts_with_effect_give_receipts() -> None:
    """Somebody wrote an act without ground past the desk: it keeps its place and is nobody's receipt."""
    world = mill()
    body = world.bodies["mill"]
    bad = sealed(a.Payload(1, body, HOST, 77, world.now, raised("By the host")), world.host("mill"))
    world.shelf.append(body, 9, [record(INNER, world.now, bytes(16), bad)])
    kept = caught_up(kept_of(body), world.shelf, fault_in)
    assert set(kept.reading.struck) == {9}
    assert (world.host("mill").keyid, 77) not in kept.receipts
    assert sorted(kept.receipts.values()) == list(range(9))
    assert kept.size == 10
