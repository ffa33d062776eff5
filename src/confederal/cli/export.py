"""`confederal export`: a body's record as files that others fetch, mirror and check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from confederal.audit.words import number_of
from confederal.cli.home import SHORT, Home, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.telling import as_json
from confederal.kernel.act import AttestationMade, AttestationShown
from confederal.kernel.attestation import Attestation, Line
from confederal.kernel.checkpoint import BadCheckpoint, open_note, verifying_key
from confederal.kernel.checkpoint import read as read_checkpoint
from confederal.kernel.entry import INNER, OPEN, Visibility
from confederal.kernel.minute_book import Unreadable, opened
from confederal.kernel.peers import Peers
from confederal.kernel.proof import line_of, proof_of
from confederal.records import files
from confederal.records.files import Forked, NotABook, NothingSigned, Sheets
from confederal.secretary.behind import steps_behind


@click.command("export")
@click.argument("body")
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@at_home
@click.option(
    "--open-only", is_flag=True, help="Leave out what only members read: votes, positions, members' texts."
)
@click.option(
    "--words", is_flag=True, help="Also write DIR/words/: our words to other bodies, with their proofs."
)
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(body: str, target: Path, folder: Path | None, open_only: bool, words: bool, json_: bool) -> None:
    """Write the record of BODY as files into DIR: entries, tiles, signed head, papers, texts.

    Anybody can check such a folder with `confederal verify DIR`, or with tools of their own (C2SP tlog-tiles, RFC
    6962). Exporting into the same folder again adds what is new.

    With --words, each word of this body to another (a delegate elected, an instruction, a decision) is written as a
    file that the other body can show in its own record: confederal act THEIRS --as WHO --file DIR/words/STEP.json

    \b
    Examples:
      confederal export harbour /media/stick/harbour
      confederal export 'River City' ./public --open-only

    \b
    Exit status:
      0  written
      2  not understood, or nothing could be given out; DIR is as it was
    """
    with plain_errors():
        home = home_of(folder)
        identity = home.body(body)
        size = write(home, identity, target, (OPEN,) if open_only else (OPEN, INNER))
        texts = copy_texts(home, identity, target, open_only=open_only)
        told = write_words(home, identity, target) if words else 0
        if json_:
            as_json({"body": identity, "steps": size, "texts": texts, "words": told, "folder": str(target)})
            return
        title = home.state(identity).charter.title
        click.echo(f"The record of {title} ({identity[:SHORT]}): {number_of(size, 'step')} in {target}.")
        if texts:
            click.echo(f"  {number_of(texts, 'text')} went along.")
        if words:
            click.echo(f"  {number_of(told, 'word')} to other bodies with proofs in {target / 'words'}.")
        click.echo(f"  Check it anywhere with: confederal verify {target}")


def write(home: Home, body: str, target: Path, shown: tuple[Visibility, ...]) -> int:
    """Writes the record; how many steps it has. Raises NotUnderstood where nothing can be given out."""
    if body in home.hosts():
        home.sign(body)
    try:
        checkpoint = files.export(home.shelf, body, target, verifying_key(body, signer_of(home, body)), shown)
    except (NothingSigned, Forked, NotABook, BadCheckpoint) as error:
        raise NotUnderstood(str(error)) from error
    return checkpoint.size


def signer_of(home: Home, body: str) -> str:
    """The key of whoever signed the head that is kept here: the keeper now, or the one who handed over."""
    note = home.shelf.checkpoint(body)
    if note is None:
        return home.state(body).host_key
    size = read_checkpoint(note).size
    for keyid in keepers_at(home, body, size):
        try:
            open_note(note, verifying_key(body, keyid))
        except BadCheckpoint:
            continue
        return keyid
    raise NotUnderstood("the signed head of this record is by nobody who keeps it. Run: confederal verify")


def keepers_at(home: Home, body: str, size: int) -> Iterator[str]:
    """The keeper when the record had so many steps, and the one of the step before."""
    from confederal.charter.reading import Reading, extended
    from confederal.kernel.proof import fault_in

    reading, before = Reading(None), None
    for entry in home.entries(body):
        if entry.step >= size:
            break
        before = reading.state
        reading = extended(reading, entry, body=body, prover=fault_in)
    for state in (reading.state, before):
        if state is not None:
            yield state.host_key


_DIGEST = re.compile(rb'"([0-9a-f]{64})"')


def copy_texts(home: Home, body: str, target: Path, *, open_only: bool) -> int:
    """Copies the texts the record's papers name (of an open export: the open papers); how many there are."""
    if not (home.folder / "texts").is_dir():
        return 0
    named: set[str] = set()
    for record in home.shelf.rows(body):
        if record.envelope is None or (open_only and record.entry.visibility != OPEN):
            continue
        entry = opened(0, record)
        if not isinstance(entry, Unreadable):
            named |= {found.decode() for found in _DIGEST.findall(msgspec.json.encode(entry.payload))}
    wanted = named & set(home.texts.digests())
    if wanted:
        home.texts.copy_to(Sheets(target / "texts"), wanted.__contains__)
    return len(wanted)


def write_words(home: Home, body: str, target: Path) -> int:
    """Writes each word to other bodies as the act that shows it, with its proof; how many there are."""
    home.must_keep(body)
    folder = target / "words"
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for step, record in enumerate(home.shelf.rows(body)):
        entry = opened(step, record)
        if isinstance(entry, Unreadable) or not isinstance(entry.act, AttestationMade):
            continue
        word = entry.act.attestation
        proof = replace(proof_of(record, home.receipt(body, step)), behind=behind(home, body, word))
        shown = AttestationShown(word, proof)
        (folder / f"{step}.json").write_bytes(msgspec.json.format(msgspec.json.encode(shown)) + b"\n")
        count += 1
    return count


def behind(home: Home, body: str, word: Attestation) -> tuple[Line, ...]:
    """Every line of a council's record its word rests on, for a reader who knows nothing of the council yet."""
    state = home.reading(body).state

    def signer(of: str, step: int) -> tuple[str, str]:
        entry = opened(step, next(home.shelf.rows(of, step, step + 1)))
        return ("", "") if isinstance(entry, Unreadable) else (entry.by, entry.key)

    if state is None or not state.council:
        return ()
    steps = steps_behind(state, word, Peers(), signer)
    return tuple(
        line_of(next(home.shelf.rows(body, step, step + 1)), home.receipt(body, step)) for step in steps
    )
