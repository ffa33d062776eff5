"""What was acknowledged is never lost: kill -9 in the middle of writing, and loss of power.

The simulated loss of power records what SQLite wrote since it last brought each file to the disk, and keeps
none, a beginning or any selection of it. Not modelled: folders not brought to the disk, disks that lie.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.records.written import HARBOUR, HOST, KEY, acts

from confederal.kernel.entry import Record
from confederal.records.database import DatabaseShelf, SQLite, open_sqlite
from confederal.records.log import Log
from confederal.records.verifying import verify_shelf

ROOT = Path(__file__).parents[2]


def test_sixty_kills_over_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Each round both writers had acts acknowledged before they died; the book verifies after each."""
    command = [
        sys.executable,
        "-m",
        "tests.records.killed_writers",
        str(tmp_path / "books.sqlite"),
        "60",
        "7",
    ]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["rounds"], told["lost"], told["unsound"]) == (60, 0, 0)
    assert told["acknowledged"] >= 2 * 60
    assert 0 <= told["unacknowledged"] <= 2 * 60, "an act may have been written and its writer not been told"


# ── loss of power ─────────────────────────────────────────────────────────────────────────────────────────


class Disk:
    """What each file held when it was last brought to the disk, and what was written since."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, list[tuple[int | None, bytes | int]]]] = {}

    def opened(self, name: str) -> None:
        if name not in self.files:
            held = Path(name).read_bytes() if Path(name).exists() else b""
            self.files[name] = (held, [])

    def wrote(self, name: str, at: int | None, data: bytes | int) -> None:
        self.files[name][1].append((at, data))

    def synced(self, name: str) -> None:
        held, writes = self.files[name]
        self.files[name] = (applied(held, writes), [])

    def after_power_loss(self, folder: Path, lot: random.Random) -> None:
        """Writes the files as they are found afterwards."""
        way = lot.choice(("none", "beginning", "any"))
        for name, (held, writes) in self.files.items():
            cut = lot.randrange(len(writes) + 1)
            kept = {
                "none": [],
                "beginning": writes[:cut],
                "any": [write for write in writes if lot.random() < 0.5],
            }[way]
            if not name.endswith("-shm"):
                (folder / Path(name).name).write_bytes(applied(held, kept))


def applied(held: bytes, writes: list[tuple[int | None, bytes | int]]) -> bytes:
    data = bytearray(held)
    for at, written in writes:
        if at is None and isinstance(written, int):
            del data[written:]
        elif at is not None and isinstance(written, bytes):
            data.extend(bytes(max(0, at - len(data))))
            data[at : at + len(written)] = written
    return bytes(data)


class CountingCursor:
    """A cursor of apsw that also says how many rows it changed, as DB-API asks."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self.execute = self._cursor.execute
        self.executemany = self._cursor.executemany
        self.fetchone = self._cursor.fetchone
        self.fetchall = self._cursor.fetchall

    @property
    def rowcount(self) -> int:
        return int(self._connection.changes())


class Recorded:
    """A `Connection` through apsw, whose file system tells a `Disk` of every write."""

    placeholder = "?"
    lock_row = ""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @contextmanager
    def writing(self) -> Iterator[Any]:
        cursor = CountingCursor(self._connection)
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield cursor
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Any]:
        yield CountingCursor(self._connection)

    def forget(self) -> None:
        """Nothing is erased here."""

    def close(self) -> None:
        self._connection.close()


def record_to(apsw: Any, disk: Disk, name: str) -> Any:
    """A file system for SQLite under `name`, which writes through and tells the disk."""

    class File(apsw.VFSFile):  # type: ignore[misc]  # handed in, because it may not be there
        def __init__(self, filename: Any, flags: Any) -> None:
            super().__init__("", filename, flags)
            self.name = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
            if self.name:
                disk.opened(self.name)

        def xWrite(self, data: bytes, at: int) -> None:
            super().xWrite(data, at)
            if self.name:
                disk.wrote(self.name, at, bytes(data))

        def xTruncate(self, size: int) -> None:
            super().xTruncate(size)
            if self.name:
                disk.wrote(self.name, None, size)

        def xSync(self, flags: int) -> None:
            super().xSync(flags)
            if self.name:
                disk.synced(self.name)

    class FileSystem(apsw.VFS):  # type: ignore[misc]  # as above
        def __init__(self) -> None:
            super().__init__(name, "")

        def xOpen(self, filename: Any, flags: Any) -> Any:
            return File(filename, flags)

        def xDelete(self, filename: str, sync: bool) -> None:
            super().xDelete(filename, sync)
            disk.files.pop(filename, None)

    return FileSystem()


def lose_power(apsw: Any, folder: Path, synchronous: str, lot: random.Random) -> tuple[list[Record], Path]:
    """The acts acknowledged before the power went, and the database as it is found afterwards."""
    before, after = folder / "before", folder / "after"
    for each in (before, after):
        shutil.rmtree(each, ignore_errors=True)
        each.mkdir()
    with closing(open_sqlite(before / "books.sqlite")) as fresh:
        DatabaseShelf(SQLite(fresh)).create(HARBOUR)
    disk = Disk()
    name = f"recorded-{lot.random()}"
    system = record_to(apsw, disk, name)
    connection = apsw.Connection(str(before / "books.sqlite"), vfs=name)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute(f"PRAGMA wal_autocheckpoint={lot.choice((5, 20, 1000))}")
    shelf = DatabaseShelf(Recorded(connection))
    size = 0
    for _ in range(lot.randrange(1, 40)):
        size = shelf.append(HARBOUR, size, acts(size, size + lot.choice((1, 1, 1, 5)))).size
    if lot.random() < 0.5:  # in the middle of one more
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (entry, leaf) VALUES (zeroblob(42), zeroblob(3000))")
    disk.after_power_loss(after, lot)
    connection.close()
    system.unregister()
    return acts(0, size), after / "books.sqlite"


def losses(apsw: Any, folder: Path, synchronous: str, rounds: int) -> int:
    """How many of these losses of power lost acknowledged acts; what is found must be a sound beginning."""
    lot, lost = random.Random(7), 0
    for _ in range(rounds):
        acknowledged, path = lose_power(apsw, folder, synchronous, lot)
        with closing(open_sqlite(path)) as connection:
            shelf = DatabaseShelf(SQLite(connection))
            found = list(shelf.rows(HARBOUR))
            assert found == acknowledged[: len(found)]
            lost += len(found) < len(acknowledged)
            Log(shelf, HARBOUR, HOST).sign()
            assert verify_shelf(shelf, HARBOUR, KEY, papers=lambda batches: [() for _ in batches]).sound
    return lost


@pytest.mark.parametrize("rounds", [40, pytest.param(300, marks=pytest.mark.long)])
def test_losses_of_power_lose_no_acknowledged_act(tmp_path: Path, rounds: int) -> None:
    apsw = pytest.importorskip("apsw")
    assert losses(apsw, tmp_path, "FULL", rounds) == 0


def test_less_than_full_synchronisation_would_lose_acts(tmp_path: Path) -> None:
    """The same simulation sees the loss where there is one: so the test above can fail."""
    apsw = pytest.importorskip("apsw")
    assert losses(apsw, tmp_path, "NORMAL", 40) > 10
