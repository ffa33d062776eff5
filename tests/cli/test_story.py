"""A workplace of three at the terminal, from its founding to the day somebody alters its record."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.cli.terminal import Terminal

ROOT = Path(__file__).parents[2]


def test_three_people_found_elect_recall_decide_and_verify(terminal: Terminal) -> None:
    body = terminal.bakery()
    terminal.secretaries(body)
    seat = terminal.seat(body, "ana")
    told = terminal.done("trail", "harbour", seat)
    assert "ana holds the seat" in told
    assert "Counted by paper ballot by ana, and again by ben: ana > ben 2, cleo > ana 1" in told

    recall = terminal.said(
        body, "--as", "ben", "question_raised", "matter=recall", "title=Recall of ana", f"seat={seat}"
    )
    shorter = terminal.said(
        body, "--as", "cleo", "question_raised", "matter=resolution", "title=Shorter hours",
        "paragraphs=We stop at four.|From May on.",
    )  # fmt: skip
    assert "on “Recall of ana”, by right because enough signed" in terminal.done("read", body)
    meeting = terminal.meeting(body, recall, people=("ben", "cleo"))
    terminal.vote(body, recall, "box", "for:2,against:1", tellers=("ben", "cleo"))
    ended = terminal.said(body, "--as", "ben", "sitting_ended", f"sitting={meeting}")
    terminal.said(body, "--as", "cleo", "confirmed", f"step={ended}")
    terminal.meeting(body, shorter)
    terminal.vote(body, shorter, "hands", "for:3")
    read = terminal.json("read", body)
    assert ("ana", "secretary") not in [(held["holder"], held["office"]) for held in read["held"]]
    assert [each["title"] for each in read["decisions"]] == ["Shorter hours"]
    assert "ana held the seat" in terminal.done("trail", body, seat)
    assert "Ended" in terminal.done("trail", body, seat)
    told = terminal.done("verify", "home")
    assert "Whole: nothing was altered." in told
    assert "3 counted again" in told
    assert len(told.splitlines()) <= 24


def whole_record(terminal: Terminal) -> str:
    body = terminal.bakery()
    step = terminal.said(
        body, "--as", "ana", "question_raised", "matter=resolution", "title=Rye", "paragraphs=More rye."
    )
    terminal.meeting(body, step)
    terminal.vote(body, step, "hands", "for:2,against:1")
    return body


def test_one_altered_byte_in_an_exported_record_is_found_at_its_step(terminal: Terminal) -> None:
    body = whole_record(terminal)
    told = terminal.done("export", body, "out")
    assert "1 text went along" in told
    assert "Whole" in terminal.done("verify", "out")
    paper = next(path for path in Path("out/papers/inner").rglob("*") if path.is_file())
    data = bytearray(paper.read_bytes())
    at = data.index(b'"payload":"') + 40
    data[at] = ord("A") if data[at] != ord("A") else ord("B")
    paper.write_bytes(data)
    told = terminal.refused("verify", "out")
    first = json.loads(terminal.run("verify", "out", "--json").stdout)[0]["faults"][0]
    assert first["step"] == int(data.split(b" ", 1)[0])
    assert "NOT WHOLE. The first fault:" in told
    assert f"Step {first['step']}: the paper is not the one that was recorded here" in told
    assert "[open_books ¶2]" in told


def test_an_altered_text_a_missing_paper_and_a_cut_end_are_found(terminal: Terminal) -> None:
    body = whole_record(terminal)
    for name, break_, words in (
        ("text", lambda out: next((out / "texts").iterdir()).write_bytes(b"altered"), "was altered"),
        ("paper", lambda out: drop_last_line(out / "papers" / "inner"), "its paper is missing"),
        ("head", lambda out: (out / "checkpoint").write_text("nothing\n"), "checkpoint"),
        ("key", swap_key, "a key that never kept this record"),
    ):
        out = Path(name)
        terminal.done("export", body, str(out))
        break_(out)
        assert words in terminal.refused("verify", str(out)), name


def drop_last_line(folder: Path) -> None:
    path = next(path for path in folder.rglob("*") if path.is_file())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))


def swap_key(out: Path) -> None:
    """Gives the folder another host's key and a head signed with it, as whoever holds the files could."""
    from confederal.kernel.checkpoint import Checkpoint, read, sign, verifying_key
    from confederal.kernel.envelope import SeedKey
    from confederal.records.files import Described

    mine = SeedKey(b"another".ljust(32, b"."))
    head = read((out / "checkpoint").read_text())
    key = verifying_key(head.origin.rpartition("/")[2], mine.keyid)
    (out / "book.json").write_bytes(Described(1, head.origin, key.text).encode())
    (out / "checkpoint").write_text(sign(Checkpoint(head.origin, head.size, head.root), mine))


def alter(terminal: Terminal, sql: str, *, triggers: bool = True) -> None:
    """Alters the database as somebody who holds the whole file could: the triggers are put back afterwards."""
    connection = sqlite3.connect(terminal.home / "books.sqlite", isolation_level=None)
    kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in kept if triggers else ():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(sql)
    for _, trigger in kept if triggers else ():
        connection.execute(trigger)
    connection.close()


def test_a_byte_altered_in_the_database_is_found_at_its_step(terminal: Terminal) -> None:
    whole_record(terminal)
    assert "Whole" in terminal.done("verify", "home")
    signed = """CAST(replace(CAST(envelope AS TEXT), '"sig":"', '"sig":"A') AS BLOB)"""
    alter(terminal, f"UPDATE entry SET envelope = {signed} WHERE number = 5")
    told = terminal.refused("verify", "home")
    assert "Step 5: " in told
    assert "[open_books ¶2]" in told
    alter(terminal, "UPDATE entry SET envelope = CAST(envelope AS TEXT) WHERE number = 5")
    assert "Step 5: " in terminal.refused("verify", "home")
    alter(terminal, "DELETE FROM entry WHERE number = 4")
    assert "Step 4: the entry is missing from the database" in terminal.refused("verify", "home")


def test_a_trigger_taken_away_is_noticed_before_anything_is_read_or_written(terminal: Terminal) -> None:
    body = whole_record(terminal)
    alter(terminal, "DROP TRIGGER entry_stays", triggers=False)
    told = terminal.refused("verify", "home")
    assert "entry_stays is missing from the database or was altered" in told
    assert "entry_stays" in terminal.refused("read", body, status=2)


def test_a_damaged_file_is_a_clear_error_and_no_crash(terminal: Terminal) -> None:
    whole_record(terminal)
    (terminal.home / "books.sqlite").write_bytes(b"this is no database" * 500)
    assert "damaged" in terminal.refused("verify", "home")
    assert "Traceback" not in terminal.refused("read", status=2)


def test_a_receipt_still_holds_and_an_older_head_too(terminal: Terminal) -> None:
    body = whole_record(terminal)
    terminal.done("export", body, "old")
    terminal.done(
        "act", body, "--as", "ben", "--receipt", "mine.receipt", "guidance_published", "genre=forecast",
        "title=Flour", "digest=It will be dear.",
    )  # fmt: skip
    terminal.done("verify", "home", "--receipt", "mine.receipt", "--head", "old/checkpoint")
    terminal.bakery("Another Bakery")
    other = terminal.json("read", "another")["body"]
    terminal.done("export", other, "other")
    told = terminal.refused("verify", "home", "--body", body[:12], "--head", "other/checkpoint")
    assert "The checkpoint does not hold" in told


def test_the_launcher_runs_it_from_outside(tmp_path: Path) -> None:
    """One run as a new user would, in a process of its own."""
    environment = {
        **os.environ,
        "CONFEDERAL_HOME": str(tmp_path / "home"),
        "CONFEDERAL_VENV": str(Path(sys.executable).parents[1]),
    }
    ready = Path(sys.executable).parents[1] / ".installed-dev"
    if (
        not ready.exists()
    ):  # the locked packages are not installed here: what the launcher starts is started at once
        command = [sys.executable, "-m", "confederal"]
        environment["PYTHONPATH"] = str(ROOT / "src")
    else:
        command = [str(ROOT / "confederal")]
    founded = subprocess.run(
        [*command, "found", "--template", "village", "--title", "Upper Village", "--founder", "ana",
         "--founder", "ben", "--founder", "cleo"],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert founded.returncode == 0, founded.stderr
    verified = subprocess.run(
        [*command, "verify", str(tmp_path / "home"), "--processes", "2", "--json"],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stderr
    (told,) = json.loads(verified.stdout)
    assert (told["title"], told["whole"], told["steps"], told["judged"]) == ("Upper Village", True, 3, 3)
