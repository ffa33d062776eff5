"""How fast acts are written down and verified: our shelf beside `eventsourcing` on SQLite, in one run.

    ./confederal bench store [--acts 3000] [--rounds 5] [--audit 20000] [--folder DIR]

Both check each act's signature with the same code, write with WAL and synchronous=FULL, and stop any second writer
of the same version. Ours also binds the paper to a salted entry, extends the Merkle tree and compares the head. A
group is checked as our desk does it, shared out among the cores; since theirs leaves signatures to whoever uses it,
groups are shown three ways: theirs checked in turn, both in turn, both shared out. Rounds alternate, so that a noisy
neighbour meets both; the median round is told, and the ratio of medians is what to look at.
"""

import argparse
import hashlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.entry import OPEN, Record, record
from confederal.kernel.envelope import SeedKey, parse, seal, verify
from confederal.records.database import sqlite_shelf
from confederal.records.log import Log
from confederal.records.verifying import spread, verify_shelf
from confederal.secretary.desk import Refused, all_signed

BODY = "0" * 64
MEMBERS = [SeedKey(bytes([number]) * 32) for number in range(1, 17)]
HOST = SeedKey(bytes(32))
GROUP = 100


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--acts", type=int, default=3000, help="acts a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--audit", type=int, default=20_000, help="acts in the book that is verified")
    parser.add_argument("--folder", type=Path, default=None, help="where to write")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        compare(Path(folder), chosen.acts, chosen.rounds)
        verify_all(Path(folder), chosen.audit)


def signed(count: int) -> list[bytes]:
    """Envelopes of about 680 bytes, as votes have."""
    return [
        seal(
            b'{"after":{"root":"%s","size":%d},"at":1700000000,"body":"%s","choice":"for","kind":"voted","n":%d,'
            b'"question":"%s"}' % (b"a" * 64, number, BODY.encode(), number, b"b" * 64),
            MEMBERS[number % len(MEMBERS)],
        )
        for number in range(count)
    ]


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────


def compare(folder: Path, acts: int, rounds: int) -> None:
    envelopes = signed(acts)
    print(f"append, signature checked, SQLite WAL + FULL, {acts} acts a round, {rounds} rounds each")
    for size, name, their_check, our_check in (
        (1, "one by one", in_turn, in_turn),
        (GROUP, f"groups of {GROUP}", in_turn, shared_out),
        (GROUP, "  both in turn", in_turn, in_turn),
        (GROUP, "  both shared out", shared_out, shared_out),
    ):
        begin = {
            "eventsourcing": partial(begin_theirs, check=their_check),
            "confederal": partial(begin_ours, check=our_check),
        }
        rates: dict[str, list[float]] = {each: [] for each in begin}
        for number in range(rounds):
            for each, begun in begin.items():
                write = begun(folder / f"{each}-{name.strip()}-{number}.sqlite")
                start = time.perf_counter()
                for at in range(0, acts, size):
                    write(envelopes[at : at + size])
                rates[each].append(acts / (time.perf_counter() - start))
        medians = {each: statistics.median(found) for each, found in rates.items()}
        told = "   ".join(f"{each} {median:8,.0f}/s" for each, median in medians.items())
        print(f"  {name:17} {told}   ratio {medians['confederal'] / medians['eventsourcing']:.2f}")


Check = Callable[[Sequence[bytes]], None]


def in_turn(envelopes: Sequence[bytes]) -> None:
    for envelope in envelopes:
        verify(parse(envelope))


def shared_out(envelopes: Sequence[bytes]) -> None:
    sound(not any(isinstance(checked, Refused) for checked in all_signed(envelopes)))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


Write = Callable[[Sequence[bytes]], object]


def begin_ours(path: Path, check: Check) -> Write:
    """An empty book of ours, and what writes a group of envelopes to it."""
    shelf = sqlite_shelf(path)
    shelf.create(BODY)
    size = 0

    def write(envelopes: Sequence[bytes]) -> None:
        nonlocal size
        check(envelopes)
        size = shelf.append(BODY, size, [received(envelope) for envelope in envelopes]).size

    return write


def received(envelope: bytes) -> Record:
    return record(OPEN, 1_700_000_000, os.urandom(16), envelope)


def begin_theirs(path: Path, check: Check) -> Write:
    """An empty recorder of theirs, and what writes a group of envelopes to it."""
    from eventsourcing.persistence import StoredEvent
    from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

    datastore = SQLiteDatastore(str(path))
    recorder = SQLiteApplicationRecorder(datastore)
    recorder.create_table()
    with datastore.transaction(commit=False) as cursor:
        for pragma, expected in (("journal_mode", "wal"), ("synchronous", 2)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == expected
    book, version = uuid4(), 0

    def write(envelopes: Sequence[bytes]) -> None:
        nonlocal version
        check(envelopes)
        events = []
        for envelope in envelopes:
            version += 1
            events.append(StoredEvent(book, version, "act", envelope))
        recorder.insert_events(events)

    return write


# ── verifying ─────────────────────────────────────────────────────────────────────────────────────────────


def verify_all(folder: Path, acts: int) -> None:
    path = folder / "verified.sqlite"
    body = body_named_after(path, acts)
    shelf, key = sqlite_shelf(path), verifying_key(body, HOST.keyid)
    room = path.stat().st_size / acts
    print(f"all bytes with every signature, a book of {acts:,} acts, {room:,.0f} bytes an act")
    took = timed(lambda: sound(verify_shelf(shelf, body, key).sound))
    print(f"  one process    {acts / took:8,.0f} acts/s")
    with spread(2) as papers:
        sound(verify_shelf(shelf, body, key, papers=papers).sound)  # the processes are started by now
        took = timed(lambda: sound(verify_shelf(shelf, body, key, papers=papers).sound))
    print(f"  two processes  {acts / took:8,.0f} acts/s")
    took = timed(lambda: sum(1 for _ in shelf.rows(body)))
    print(f"  reading rows   {acts / took:8,.0f} records/s")
    shelf.close()


def body_named_after(path: Path, acts: int) -> str:
    """The name of the book that was written to `path` and signed."""
    envelopes = signed(acts)
    body = hashlib.sha256(parse(envelopes[0]).payload).hexdigest()
    shelf = sqlite_shelf(path)
    shelf.create(body)
    records = [record(OPEN, 1_700_000_000, os.urandom(16), envelope) for envelope in envelopes]
    for at in range(0, acts, 1000):
        shelf.append(body, at, records[at : at + 1000])
    Log(shelf, body, HOST).sign()
    shelf.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return body


def sound(found: bool) -> None:
    if not found:
        raise SystemExit("the book does not verify; the figures mean nothing")


if __name__ == "__main__":
    main()
