"""The crooked operator: whoever keeps the server alters a count in the database's file, and is found out.

The triggers that stop a careless hand are put out of the way first, as somebody with the file in hand would do.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

import confederal
from confederal.audit.bytes_of_a_book import Findings
from confederal.kernel.act import CountTold
from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.matters import Mandating
from confederal.kernel.minute_book import Unreadable, opened
from confederal.records.verifying import verify_shelf
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import HARBOUR
from confederal.web.tour.cast import Cast
from confederal.web.tour.pristine import KEPT

SECONDS: Final = 60


class Count(Struct, frozen=True):
    """The count that is within the operator's reach: Harbour's own, on the freezer fund."""

    step: int
    title: str
    told: tuple[tuple[str, int], ...]
    """What two tellers counted, by mark, as the untouched copy has it."""


def count(cast: Cast) -> Count:
    """The count of Harbour's assembly on the freezer fund: which step holds it."""
    state = cast.state(HARBOUR)
    question = next(
        question
        for question in state.questions.values()
        if isinstance(question.matter, Mandating)
        and (question.matter.council, question.matter.question) == (cast.body(FEDERATION), cast.scene.freezer)
    )
    told = question.confirmed_counts()[0]
    return Count(told.step, question.title, tuple((tally.mark[0], tally.votes) for tally in told.tallies))


def alter(cast: Cast) -> None:
    """Turns Harbour's count round in the database: as many for as were against."""
    number = count(cast).step
    with at_the_file(cast) as database:
        id_, envelope = row_of(database, cast.body(HARBOUR), number)
        database.execute("UPDATE entry SET envelope = ? WHERE id = ?", (turned_round(envelope), id_))


def restore(cast: Cast) -> None:
    """Puts the paper back that was kept when the demo began."""
    body, number = cast.body(HARBOUR), count(cast).step
    with closing(sqlite3.connect(cast.office.home.folder / KEPT / "books.sqlite")) as kept:
        _, envelope = row_of(kept, body, number)
    with at_the_file(cast) as database:
        id_, _ = row_of(database, body, number)
        database.execute("UPDATE entry SET envelope = ? WHERE id = ?", (envelope, id_))


def turned_round(envelope: bytes) -> bytes:
    """The paper of a count with the marks "for" and "against" exchanged."""
    wire = json.loads(envelope)
    payload = base64.b64decode(wire["payload"]).decode()
    exchanged = re.sub(
        r'"mark":\["(for|against)"\]',
        lambda found: f'"mark":["{"against" if found[1] == "for" else "for"}"]',
        payload,
    )
    wire["payload"] = base64.b64encode(exchanged.encode()).decode()
    return json.dumps(wire, separators=(",", ":")).encode()


@contextmanager
def at_the_file(cast: Cast) -> Iterator[sqlite3.Connection]:
    """The database of the records in one hand, its triggers out of the way; they are put back afterwards."""
    path = cast.office.home.books
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        ).fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, sql in triggers:
            database.execute(sql)
        database.execute("COMMIT")


def row_of(database: sqlite3.Connection, body: str, number: int) -> tuple[int, bytes]:
    """The row of an entry: its number in the database, and its paper."""
    id_, envelope = database.execute(
        "SELECT entry.id, envelope FROM entry JOIN book ON book.id = entry.book"
        " WHERE book.body = ? AND entry.number = ?",
        (body, number),
    ).fetchone()
    return id_, envelope


# Found out


def findings(cast: Cast) -> Findings:
    """What the bytes of Harbour's record are worth now: every paper and every signature is looked at again."""
    body = cast.body(HARBOUR)
    key = verifying_key(body, cast.state(HARBOUR).host_key)
    return verify_shelf(cast.office.home.shelf, body, key)


def told_now(cast: Cast, number: int) -> tuple[tuple[str, int], ...]:
    """What the database says of that count at this moment, believed without looking."""
    for record in cast.office.home.shelf.rows(cast.body(HARBOUR), number, number + 1):
        entry = opened(number, record)
        if not isinstance(entry, Unreadable) and isinstance(entry.act, CountTold):
            return tuple((tally.mark[0], tally.votes) for tally in entry.act.tallies)
    return ()


def at_the_terminal(folder: Path, *words: str) -> str:
    """What `confederal …` answers in a terminal on this machine: it is really run."""
    environment = {**os.environ, "PYTHONPATH": str(Path(confederal.__file__).parents[1])}
    answer = subprocess.run(
        [sys.executable, "-m", "confederal", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return (answer.stdout + answer.stderr).strip()
