"""How fast acts are judged and read: the desk, the reading and the full audit, beside the reach, in one run.

    ./confederal bench law [--acts 100000] [--minuted 3000] [--rounds 3] [--folder DIR]

The book is an assembly of 200 with twenty questions open; nearly every act is a vote by device, as in the
busiest week of a real one. The desk checks the signature, judges, writes with SQLite WAL and synchronous=FULL,
and answers after the commit. `eventsourcing`, which judges nothing, writes the same envelopes in the same run for
comparison. The machine is seldom quiet: rounds alternate, medians are told, and the ratio is what to look at; for
reading, the rate by the processor's own time stands beside the clock's.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.store import begin_theirs, in_turn
from confederal.audit.verify import verify
from confederal.charter.reading import read
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.body import Charter, Form, Kind
from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.entry import INNER, OPEN, Record
from confederal.kernel.identity import DAY
from confederal.kernel.minute_book import opened
from confederal.kernel.proof import fault_in
from confederal.records.database import sqlite_shelf
from confederal.records.verifying import spread
from confederal.secretary.desk import Desk, Received
from confederal.secretary.shelf import Shelf
from confederal.stories.world import World

HEADS, QUESTIONS, GROUP = 200, 20, 100


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--acts", type=int, default=100_000, help="acts in the book that is read")
    parser.add_argument("--minuted", type=int, default=3_000, help="acts a round at the desk")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="where to write")
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before we began")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        at_the_desk(Path(folder), chosen.minuted, chosen.rounds)
    reading(chosen.acts)


def told(what: str, rate: float, reach: int, more: str = "") -> None:
    """One line of the table: the figure, the reach of it, and whether it is reached."""
    mark = "reached" if rate >= reach else "NOT reached"
    print(f"  {what:52} {rate:10,.0f}/s   reach {reach:8,}/s   {mark}{more}", flush=True)


def at_vote(shelf: Shelf | None = None) -> World:
    """An assembly of 200 members with keys and twenty questions being voted on by device."""
    world = World(shelf=shelf)
    charter = Charter(title="Big mill", kind=Kind.ASSEMBLY, form=Form.WORKPLACE)
    world.found_assembly("mill", charter, HEADS, founders=HEADS)
    steps = [
        world.raise_and_support("mill", matters.Resolution(), f"Question {number}", (f"Question {number}",))
        for number in range(QUESTIONS)
    ]
    world.later(days=8)
    for step in steps:
        world.done("mill", "m1", a.VoteOpened(step, (Way.NAMED,), world.now + 20 * DAY))
    return world


def votes(world: World, count: int) -> list[bytes]:
    """Signed votes of everybody on every question, again and again: the last one counts."""
    steps = sorted(world.state("mill").open_questions)
    people = world.signing("mill")
    sent = []
    for number in range(count):
        who, step = people[number % HEADS], steps[number // HEADS % QUESTIONS]
        sent.append(world.envelope("mill", who, a.Voted(step, (("for", "against")[number % 2],))))
    return sent


# ── the desk ──────────────────────────────────────────────────────────────────────────────────────────────


def at_the_desk(folder: Path, acts: int, rounds: int) -> None:
    world = at_vote()
    sent = votes(world, acts)
    before = list(world.shelf.rows(world.bodies["mill"]))
    print(f"desk.minute: judged, SQLite WAL + FULL, {acts} acts a round, {rounds} rounds each")
    for size, name, reach in ((1, "one by one", 1_000), (GROUP, f"groups of {GROUP}", 3_000)):
        ours, theirs = [], []
        for number in range(rounds):
            write = begin_theirs(folder / f"theirs-{size}-{number}.sqlite", in_turn)
            theirs.append(rate_of(write, sent, size))
            ours.append(rate_of(desk_on(folder / f"ours-{size}-{number}.sqlite", world, before), sent, size))
        ratio = statistics.median(ours) / statistics.median(theirs)
        beside = f"   {ratio:.2f} of eventsourcing, unjudged ({statistics.median(theirs):,.0f}/s)"
        told(f"desk.minute {name}", statistics.median(ours), reach, beside)


def desk_on(path: Path, world: World, before: Sequence[Record]) -> Callable[[Sequence[bytes]], object]:
    """A desk on a fresh database with that book, and what minutes a group of envelopes there."""
    shelf, body = sqlite_shelf(path), world.bodies["mill"]
    shelf.create(body)
    shelf.append(body, 0, before)
    salts = iter(range(1 << 62))
    desk = Desk(shelf, clock=lambda: world.now, lot=lambda size: next(salts).to_bytes(size, "big"))
    desk.reading(body)

    def write(envelopes: Sequence[bytes]) -> None:
        answers = desk.minute_all(body, envelopes)
        sound(all(isinstance(answer, Received) for answer in answers))

    return write


def rate_of(write: Callable[[Sequence[bytes]], object], sent: Sequence[bytes], size: int) -> float:
    start = time.perf_counter()
    for at in range(0, len(sent), size):
        write(sent[at : at + size])
    return len(sent) / (time.perf_counter() - start)


# ── reading and verifying ─────────────────────────────────────────────────────────────────────────────────


def reading(acts: int) -> None:
    world = at_vote()
    body = world.bodies["mill"]
    print(f"reading a book of {acts:,} acts")
    while (missing := acts - world.desk.size(body)) > 0:
        sent = votes(world, min(10_000, missing))
        for at in range(0, len(sent), 1_000):
            world.desk.minute_all(body, sent[at : at + 1_000])
    rows = list(world.shelf.rows(body))
    state = world.state("mill")

    def judged() -> None:
        found = read(map(opened, range(acts), rows), body=body, prover=fault_in)
        sound(found.state == state and not found.struck)

    def remembered() -> None:
        found = read(map(opened, range(acts), rows), body=body, prover=fault_in, remembered=frozenset())
        sound(found.state == state)

    entries = [opened(step, row) for step, row in enumerate(rows)]
    for what, work, reach in (
        ("read, judged, envelopes opened", judged, 40_000),
        ("read from remembered verdicts, envelopes opened", remembered, 150_000),
    ):
        processor = time.process_time()
        took = timed(work)
        processor = time.process_time() - processor
        told(what, acts / took, reach, f"   ({acts / processor:,.0f}/s of processor time)")
    only = acts / timed(lambda: read(entries, body=body, prover=fault_in))
    print(f"  {'(judged, envelopes opened before)':52} {only:10,.0f}/s")
    only = acts / timed(lambda: read(entries, body=body, prover=fault_in, remembered=frozenset()))
    print(f"  {'(remembered, envelopes opened before)':52} {only:10,.0f}/s")
    audited(world, rows)


def audited(world: World, rows: list[Record]) -> None:
    """The whole audit: every paper bound, every signature checked, every act judged again."""
    body = world.bodies["mill"]
    key, note = verifying_key(body, world.host("mill").keyid), world.log(body).sign()

    with spread(2) as papers:
        list(papers(iter([(0, rows[:256])])))  # the processes are started by now

        def audit() -> None:
            sound(verify(rows, key, note, shown=(OPEN, INNER), papers=papers).whole)

        told("full audit with signatures, two processes", len(rows) / timed(audit), 10_000)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def sound(found: bool) -> None:
    if not found:
        raise SystemExit("what was measured is not what was asked for; the figures mean nothing")


if __name__ == "__main__":
    main()
