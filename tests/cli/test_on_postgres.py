"""The terminal of a home whose records stand in PostgreSQL: the same records the pages show, by the same commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.terminal import Terminal

from confederal.records.home import Home
from confederal.records.postgres import postgres_shelf


@pytest.fixture
def there(terminal: Terminal, postgres: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose home keeps its records in a database."""
    monkeypatch.setenv("DATABASE_URL", postgres)
    return terminal


def test_a_body_is_founded_decides_and_is_read_and_verified_in_the_database(
    there: Terminal, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = there.bakery()
    there.secretaries(body)
    assert not (there.home / "books.sqlite").exists()
    shelf = postgres_shelf(postgres)
    assert shelf.bodies() == (body,)
    size = shelf.head(body).size
    shelf.close()
    assert there.json("read", body)["title"] == "Harbour Bakery"
    assert there.seat(body, "ana")
    assert "Whole: nothing was altered" in there.done("verify", str(there.home))
    there.done("export", body, str(there.folder / "out"))
    monkeypatch.delenv("DATABASE_URL")
    assert f"{size:,} steps" in there.done("verify", str(there.folder / "out"))


def test_an_altered_entry_in_the_database_is_named(there: Terminal, postgres: str) -> None:
    import psycopg

    there.bakery()
    with psycopg.connect(postgres) as connection:
        connection.execute("ALTER TABLE entry DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE entry SET envelope = replace(convert_from(envelope, 'UTF8'), 'signatures', 'signaturez')::bytea"
            " WHERE id = (SELECT min(id) + 1 FROM entry)"
        )
    assert "step 1" in there.refused("verify", str(there.home)).lower()


def test_a_record_is_taken_in_as_a_mirror(
    there: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: str
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    elsewhere = Terminal(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    body = elsewhere.bakery()
    elsewhere.done("export", body, str(tmp_path / "out"))
    monkeypatch.setenv("DATABASE_URL", postgres)
    there.done("import", str(tmp_path / "out"))
    assert there.json("read", body)["title"] == "Harbour Bakery"


def test_a_database_nobody_reaches_is_told_in_one_line_without_its_password(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ana:s3cret@127.0.0.1:1/books")
    told = terminal.refused("read", "harbour", status=2)
    assert "DATABASE_URL" in told
    assert "s3cret" not in told
    monkeypatch.setenv("DATABASE_URL", "mysql://ana:s3cret@127.0.0.1/books")
    told = terminal.refused("read", "harbour", status=2)
    assert "postgresql://" in told
    assert "s3cret" not in told


def test_practice_copies_of_the_pages_stand_in_files_of_their_own(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/books")
    terminal.home = terminal.folder / "practice" / "one"
    terminal.bakery()
    assert Home(terminal.home).there
