"""`confederal verify`: is this record what it says? Needs no server, no Django and no network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from confederal.audit.bytes_of_a_book import Batch, CheckPapers, here
from confederal.audit.bytes_of_a_book import Fault as ByteFault
from confederal.audit.verify import Audit, verify, with_faults
from confederal.audit.words import day, number_of
from confederal.charter.articles import ARTICLES
from confederal.cli.home import BOOKS, SHORT, NotUnderstood, database_of, shelf_at, shelf_in
from confederal.cli.telling import as_json, progress, wrapped
from confederal.kernel.act import Founded, QuestionRaised
from confederal.kernel.checkpoint import (
    BadCheckpoint,
    Receipt,
    VerifyingKey,
    open_note,
    origin,
    verifying_key,
)
from confederal.kernel.checkpoint import read as read_checkpoint
from confederal.kernel.entry import INNER, OPEN, BrokenBook, Record, Visibility
from confederal.kernel.envelope import BadKey
from confederal.kernel.matters import Host
from confederal.kernel.minute_book import Unreadable, opened
from confederal.records import files
from confederal.records.database import DatabaseShelf, UnsafeDatabase
from confederal.records.verifying import spread, verify_shelf

BIG = 4_000
"""From so many steps on, signatures are checked in a process of their own while this one judges."""


@click.command("verify")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--body", help="Only the record of this body: the beginning of its identity.")
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A receipt somebody holds: the record must still bear it out. Repeatable.",
)
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A signed head from elsewhere (an older copy, a witness). Repeatable.",
)
@click.option(
    "--processes", type=click.IntRange(1, 64), help="On how many processes; else 2 for long records."
)
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(
    path: Path,
    body: str | None,
    receipts: tuple[Path, ...],
    heads: tuple[Path, ...],
    processes: int | None,
    json_: bool,
) -> None:
    """Verify the records at PATH: an exported folder, a folder of such folders, a home, or its books.sqlite.

    Everything a reader could do by hand is done: every paper is bound to its entry and signed by the key it names;
    every step is judged again under the articles; every vote is counted again; every word to another body is worked
    out again; what authors saw is compared with what stands here, so that a second record of the same body shows;
    and the head must be signed by the keeper the body itself named. Nothing is looked up and nothing is trusted
    but the record's own identity, which is the digest of its founding.

    \b
    Examples:
      confederal verify ./confederal-home
      confederal verify /media/stick/harbour --receipt my-vote.receipt

    \b
    Exit status:
      0  whole: nothing was altered
      1  something is wrong; the first fault is named with its step, the reason and the article
      2  there is no record at PATH
    """
    earlier = [note_in(each) for each in receipts] + [each.read_text(errors="replace") for each in heads]
    audits = []
    for where, checked in audited(path, body, earlier, processes):
        audits.append((where, checked))
        if not json_:
            told(where, checked)
    if not audits:
        raise NotUnderstood(f"there is no record{f' of {body}' if body else ''} at {path}")
    if json_:
        as_json([summary(where, checked) for where, checked in audits])
    if not all(checked.whole for _, checked in audits):
        raise SystemExit(1)


def audited(
    path: Path, body: str | None, earlier: Sequence[str], processes: int | None
) -> Iterator[tuple[str, Audit]]:
    """Every record at that path, audited. Raises NotUnderstood where a folder holds no book after all."""
    database = path if path.is_file() else path / BOOKS
    if database.is_file():
        yield from in_database(database, body, earlier, processes)
        return
    url = database_of(path)
    if url is not None and not is_book(path) and (path / "keys").is_dir():  # a home
        yield from on_shelves(shelf_at(url), "the database of DATABASE_URL", body, earlier, processes)
        return
    folders = [path] if is_book(path) else sorted(each for each in path.iterdir() if is_book(each))
    for folder in folders:
        try:
            if body is None or files.described(folder).origin.rpartition("/")[2].startswith(body):
                yield str(folder), of_folder(folder, earlier, processes)
        except files.NotABook as error:
            raise NotUnderstood(str(error)) from error


def is_book(folder: Path) -> bool:
    return folder.is_dir() and any((folder / name).exists() for name in ("book.json", "checkpoint"))


def of_folder(folder: Path, earlier: Sequence[str], processes: int | None) -> Audit:
    """The audit of an exported folder. Where it holds what only members read, all of that must be there."""
    key = files.described(folder).key
    shown: tuple[Visibility, ...] = (OPEN, INNER) if (folder / "papers" / "inner").is_dir() else (OPEN,)
    note = files.checkpoint_note(folder)
    size = size_of(note)
    findings = files.verify_folder(folder, key, earlier=earlier, shown=shown, papers=unchecked)
    with signatures(size, processes) as papers, progress("Verifying", size) as so_far:
        audit = verify(
            files.rows(folder, size),
            key,
            note,
            earlier=earlier,
            erased=findings.erased,
            shown=shown,
            papers=papers,
            progress=so_far,
        )
    return with_faults(audit, findings)


def in_database(
    path: Path, body: str | None, earlier: Sequence[str], processes: int | None
) -> Iterator[tuple[str, Audit]]:
    """The records in a SQLite file, one after the other."""
    try:
        shelf = shelf_in(path)
        bodies = shelf.bodies()
    except UnsafeDatabase as unsafe:
        raise Damaged(f"{path}: {unsafe.reason} [open_books ¶2]") from unsafe
    except sqlite3.Error as error:
        raise Damaged(f"{path}: the file itself is damaged: {error} [open_books ¶2]") from error
    for each in bodies:
        if body is None or each.startswith(body):
            try:
                yield f"{path}", on_shelf(shelf, each, earlier, processes)
            except sqlite3.Error as error:
                reason = f"{path}, {each[:SHORT]}: the file itself is damaged: {error} [open_books ¶2]"
                raise Damaged(reason) from error


def on_shelves(
    shelf: DatabaseShelf, where: str, body: str | None, earlier: Sequence[str], processes: int | None
) -> Iterator[tuple[str, Audit]]:
    """The records in a database, one after the other."""
    for each in shelf.bodies():
        if body is None or each.startswith(body):
            yield where, on_shelf(shelf, each, earlier, processes)


class Damaged(click.ClickException):
    """The file holds records that cannot be trusted any more as it stands. Exit status 1."""

    exit_code = 1


def on_shelf(shelf: DatabaseShelf, body: str, earlier: Sequence[str], processes: int | None) -> Audit:
    """The audit of one record on a shelf; the key is that of whoever signed its head, checked against its reading."""
    key = key_on_shelf(shelf, body)
    note = shelf.checkpoint(body)
    findings = verify_shelf(shelf, body, key, earlier=earlier, papers=unchecked, shown=(OPEN,))
    inner = any(row.entry.visibility == INNER and row.envelope is not None for row in readable(shelf, body))
    shown: tuple[Visibility, ...] = (OPEN, INNER) if inner else (OPEN,)
    with signatures(findings.entries, processes) as papers, progress("Verifying", findings.entries) as so_far:
        audit = verify(
            shelf.rows(body),
            key,
            note,
            leaves=shelf.leaves(body),
            earlier=earlier,
            erased=findings.erased,
            shown=shown,
            papers=papers,
            progress=so_far,
        )
    return with_faults(audit, findings)


def key_on_shelf(shelf: DatabaseShelf, body: str) -> VerifyingKey:
    """The key the head of this record is signed with, among those the record itself speaks of.

    Whether that key's holder kept the record at that time is judged with the rest.
    """
    note = shelf.checkpoint(body)
    usable = []
    for keyid in keys_named(shelf, body):
        try:
            key = verifying_key(body, keyid)
            usable.append(key)
            if note is not None:
                open_note(note, key)
        except (BadCheckpoint, BadKey):
            continue
        return key
    return usable[-1] if usable else VerifyingKey(origin(body), bytes(32))


def readable(shelf: DatabaseShelf, body: str) -> Iterator[Record]:
    """The records up to the first that cannot be read."""
    with suppress(BrokenBook):
        yield from shelf.rows(body)


def keys_named(shelf: DatabaseShelf, body: str) -> Iterator[str]:
    """The host's key the founding names, and every key to which a hand-over was raised."""
    for step, record in enumerate(readable(shelf, body)):
        entry = opened(step, record)
        if not isinstance(entry, Unreadable):
            if isinstance(entry.act, Founded):
                yield entry.act.host_key
            elif isinstance(entry.act, QuestionRaised) and isinstance(entry.act.matter, Host):
                yield entry.act.matter.key


def unchecked(batches: Iterator[Batch]) -> Iterable[Sequence[ByteFault]]:
    """A `CheckPapers` that leaves the papers to the other pass."""
    for _ in batches:
        yield ()


@contextmanager
def signatures(size: int, processes: int | None) -> Iterator[CheckPapers]:
    """Who checks the signatures: this process, or for long records others while this one judges."""
    asked = processes if processes is not None else (2 if size >= BIG else 1)
    with spread(asked - 1) if asked > 1 else nullcontext(here) as papers:
        yield papers


def size_of(note: str | None) -> int:
    try:
        return 0 if note is None else read_checkpoint(note).size
    except BadCheckpoint:
        return 0


def note_in(path: Path) -> str:
    """The signed head in a receipt. Raises NotUnderstood."""
    try:
        return Receipt.read(path.read_text()).note
    except (BadCheckpoint, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{path}: {error}") from error


# In words


def told(where: str, audit: Audit) -> None:
    """What was checked, on one screen; then what is wrong, the first first."""
    state, findings = audit.state, audit.findings
    title = state.charter.title if state is not None else "a body whose record could not be read"
    click.echo(click.style(f"{title}, record {audit.body[:SHORT]}", bold=True))
    for name, words in checked(where, audit):
        click.echo(wrapped(words, " " * 14, f"  {name:<12}"))
    if audit.whole:
        if audit.unread and not audit.judged:
            click.echo("  What is here is whole. The law was not judged: ask a member for a full copy.\n")
        else:
            click.echo(click.style("  Whole: nothing was altered.\n", bold=True))
        return
    first, *more = audit.faults
    click.echo(click.style("  NOT WHOLE. The first fault:", bold=True))
    click.echo(wrapped(first.words, "    "))
    if first.mend:
        click.echo(wrapped(f"what would mend it: {first.mend}", "    "))
    for fault in more[:4]:
        click.echo(wrapped(fault.words, "    ", "  – "))
    if len(more) > 4:
        click.echo(f"  and {len(more) - 4} more (--json tells them all)")
    click.echo(f"  {findings.entries} steps were looked at.\n")


def checked(where: str, audit: Audit) -> Iterator[tuple[str, str]]:
    """What was checked, line by line."""
    state, findings = audit.state, audit.findings
    yield "from", where
    span = ""
    if state is not None and state.founded_at is not None:
        zone = ZoneInfo(state.charter.time_zone)
        span = f", founded {day(state.founded_at, zone)}, last step {day(state.time, zone)}"
    yield "steps", f"{findings.entries}{span}"
    hidden = f"; {findings.withheld} are shown only to members" if findings.withheld else ""
    gone = f"; {len(findings.erased)} erased by order" if findings.erased else ""
    yield "papers", f"{findings.papers} here, each compared with what was recorded{hidden}{gone}"
    yield "signatures", f"{findings.papers} checked, each by the key it names"
    if findings.signed is not None:
        later = f"; {number_of(findings.unsigned, 'step')} after it" if findings.unsigned else ""
        yield "signed head", f"over {number_of(findings.signed.size, 'step')}{later}"
    else:
        yield "signed head", "none that holds"
    if audit.judged:
        yield "judged", f"{number_of(audit.judged, 'step')} again, under {len(ARTICLES)} articles"
        yield "votes", f"{audit.closings} counted again"
        yield "words", f"{audit.told} to others worked out again, {audit.shown} of others with their proofs"
    else:
        yield "judged", "nothing: steps are missing here that the law hangs on"
    yield "seen", f"{number_of(audit.seen, 'head')} that authors saw, compared with this record"


def summary(where: str, audit: Audit) -> dict[str, Any]:
    """The audit as a program reads it."""
    signed = audit.findings.signed
    return {
        "body": audit.body,
        "title": None if audit.state is None else audit.state.charter.title,
        "from": where,
        "whole": audit.whole,
        "steps": audit.findings.entries,
        "papers": audit.findings.papers,
        "withheld": audit.findings.withheld,
        "erased": len(audit.findings.erased),
        "signed": None if signed is None else signed.size,
        "root": audit.findings.root.hex(),
        "judged": audit.judged,
        "closings": audit.closings,
        "told": audit.told,
        "shown": audit.shown,
        "seen": audit.seen,
        "faults": [
            {"step": fault.step, "reason": fault.reason, "article": fault.article, "mend": fault.mend}
            for fault in audit.faults
        ],
    }
