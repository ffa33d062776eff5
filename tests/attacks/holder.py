"""Somebody who holds the files, the database and even the host's key, and writes what they like.

They can do everything but sign for members. What they wrote is verified as any member would verify it.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from confederal.audit.verify import Audit, verify
from confederal.kernel import act as a
from confederal.kernel import merkle
from confederal.kernel.checkpoint import Checkpoint, origin, sign, verifying_key
from confederal.kernel.entry import INNER, OPEN, Record, record
from confederal.kernel.envelope import Signer
from confederal.kernel.identity import HOST
from confederal.kernel.merkle import Frontier
from confederal.kernel.minute_book import opened, sealed
from confederal.stories.world import World


def records_of(world: World, name: str = "mill") -> list[Record]:
    return list(world.shelf.rows(world.bodies[name]))


def rewritten(world: World, entry: Record, envelope: bytes) -> Record:
    """The entry with another paper, everything that hangs on it computed again."""
    assert entry.salt is not None
    return record(entry.entry.visibility, entry.entry.time, entry.salt, envelope)


def added(
    world: World,
    act: a.AnyAct,
    who: str = HOST,
    signer: Signer | None = None,
    *,
    name: str = "mill",
    time: int | None = None,
    n: int = 10**6,
) -> Record:
    """A record of an act that never came to the desk."""
    received = world.now if time is None else time
    key = signer if signer is not None else (world.host(name) if who == HOST else world.key(name, who))
    envelope = sealed(a.Payload(1, world.bodies[name], who, n, world.now, act), key)
    return record(INNER, received, bytes(16), envelope)


def head_of(records: Sequence[Record]) -> Frontier:
    return Frontier().extend([merkle.leaf_hash(each.entry.encode()) for each in records])


def note_over(world: World, records: Sequence[Record], name: str = "mill") -> str:
    """A fresh checkpoint by the true host over whatever the records are now."""
    head = head_of(records)
    return sign(Checkpoint(origin(world.bodies[name]), head.size, head.root), world.host(name))


def verified(
    world: World,
    records: Sequence[Record],
    note: str | None = None,
    *,
    name: str = "mill",
    earlier: Sequence[str] = (),
) -> Audit:
    """What a member finds who verifies these records; signed over afresh by the host where no note is given."""
    return verify(
        records,
        verifying_key(world.bodies[name], world.host(name).keyid),
        note_over(world, records, name) if note is None else note,
        earlier=earlier,
        shown=(OPEN, INNER),
    )


def words(audit: Audit) -> list[str]:
    """Every fault, in the sentence a member reads."""
    return [fault.words for fault in audit.faults]


def step_of(world: World, kind: type[a.Act], name: str = "mill") -> int:
    """The last step at which such an act stands."""
    found = [
        step
        for step, row in enumerate(records_of(world, name))
        if isinstance(entry := opened(step, row), a.Minuted) and type(entry.act) is kind
    ]
    return found[-1]


def by_sql(path: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Runs SQL on the database as its holder can: triggers first out of the way."""
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    kept = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (trigger,) in triggers:
        connection.execute(f"DROP TRIGGER {trigger}")
    for sql, parameters in statements:
        connection.execute(sql, parameters)
    for (sql,) in kept:
        connection.execute(sql)
    connection.close()


def replaced(records: Sequence[Record], step: int, by: Callable[[Record], Record]) -> list[Record]:
    """The records with one exchanged."""
    return [by(each) if at == step else each for at, each in enumerate(records)]
