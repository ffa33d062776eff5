"""A program for `test_survival`: two writers on one book are killed with SIGKILL, again and again.

    python -m tests.records.killed_writers DATABASE ROUNDS SEED

After each kill every acknowledged act must stand in the book and the book must verify: the whole of it, but
the signatures only of what is new. At the end all signatures too. Prints one line of JSON. It is a process of
its own so that it may fork.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.records.written import HARBOUR, HOST, KEY, MEMBERS, act

from confederal.audit.bytes_of_a_book import Batch, Fault, check_papers, examine
from confederal.kernel.checkpoint import Checkpoint, sign
from confederal.kernel.entry import OPEN, Record, record
from confederal.kernel.envelope import seal
from confederal.records.database import sqlite_shelf
from confederal.secretary.shelf import HeadMoved


def main(path: Path, rounds: int, seed: int) -> dict[str, int]:
    lot = random.Random(seed)
    shelf = sqlite_shelf(path)
    shelf.create(HARBOUR)
    shelf.append(HARBOUR, 0, [act(0)])
    told = {"rounds": rounds, "acknowledged": 0, "lost": 0, "unsound": 0, "unacknowledged": 0}
    acknowledged: set[bytes] = set()
    checked = 0
    for number in range(rounds):
        acknowledged |= one_round(path, number, lot)
        records = list(sqlite_shelf(path).rows(HARBOUR))
        there = {each.entry.commitment for each in records}
        told["lost"] += len(acknowledged - there)
        told["unsound"] += not sound(path, records, checked if number < rounds - 1 else 0)
        checked = len(records)
        told["unacknowledged"] = len(there) - 1 - len(acknowledged)
    told["acknowledged"] = len(acknowledged)
    return told


def sound(path: Path, records: list[Record], checked: int) -> bool:
    """Whether the book verifies; the signatures of the first `checked` records were found good before."""
    head = sqlite_shelf(path).head(HARBOUR)
    note = sign(Checkpoint(KEY.name, head.size, head.root), HOST)

    def papers(batches: Iterator[Batch]) -> Iterator[list[Fault]]:
        for first, batch in batches:
            known = min(max(checked - first, 0), len(batch))
            if not all(each.commits() for each in batch[:known]):
                yield [Fault(first, "a paper was altered")]
            yield check_papers(first + known, batch[known:])

    return examine(records, KEY, note, papers=papers).sound and len(records) == head.size


def one_round(path: Path, number: int, lot: random.Random) -> set[bytes]:
    """What two writers were told; they are killed soon after both were told something."""
    writers = [start(path, number, which) for which in range(2)]
    for _, pipe in writers:
        os.set_blocking(pipe, True)
    heard = [os.read(pipe, 33) for _, pipe in writers]
    time.sleep(lot.random() * 0.02)
    for process, _ in writers:
        os.kill(process, signal.SIGKILL)
    found = set()
    for (process, pipe), first in zip(writers, heard, strict=True):
        os.waitpid(process, 0)
        with os.fdopen(pipe, "rb") as rest:
            data = first + rest.read()
        found |= {data[at : at + 32] for at in range(0, len(data) - 32, 33)}
    return found


def start(path: Path, number: int, which: int) -> tuple[int, int]:
    out, into = os.pipe()
    process = os.fork()
    if process:
        os.close(into)
        return process, out
    os.close(out)
    try:
        write(path, number, which, into)
    finally:
        os._exit(1)


def write(path: Path, number: int, which: int, pipe: int) -> None:
    shelf = sqlite_shelf(path)
    size = shelf.head(HARBOUR).size
    for count in range(100_000):
        payload = b'{"by":%d,"count":%d,"round":%d}' % (which, count, number)
        new = record(OPEN, 2_000_000_000, os.urandom(16), seal(payload, MEMBERS[which]))
        while True:
            try:
                size = shelf.append(HARBOUR, size, [new]).size
            except HeadMoved as moved:
                size = moved.size
            else:
                break
        os.write(pipe, new.entry.commitment + b"\n")
        time.sleep(0.0005)  # lets the other one in, or the book grows long before both have written


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
