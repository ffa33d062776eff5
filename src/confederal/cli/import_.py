"""`confederal import`: takes a record into a home, as a mirror or, if the body decided so, as its new keeper."""

from __future__ import annotations

from pathlib import Path

import click

from confederal.audit.verify import Audit
from confederal.audit.words import number_of
from confederal.cli.home import SHORT, Home, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.telling import as_json, refused
from confederal.cli.verify import of_folder, told
from confederal.kernel.entry import INNER, OPEN, Visibility
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import HOST
from confederal.kernel.objection import Objection
from confederal.records import files
from confederal.records.files import Forked, NotABook, NotSound, Sheets
from confederal.records.keys import KeyExposed, NotACard, read_key


@click.command("import")
@click.argument("source", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@at_home
@click.option(
    "--take-over",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEYFILE",
    help="Keep the record from here on with this key; the body must have decided it (host).",
)
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(source: Path, folder: Path | None, key: Path | None, json_: bool) -> None:
    """Take the record in DIR into your home, after verifying all of it.

    Without --take-over it stands there as a mirror: it can be read, trailed and verified, and nothing is written to
    it. A mirror that stands there already goes on from where it is; another history of the same body is refused, and
    both should be kept as evidence.

    Handing a record to a new keeper:

    \b
      1. the new keeper makes a key:        confederal found key keeper --out keeper.key
      2. the body decides:                  confederal act BODY --as ana question_raised matter=host \\
                                              title='A new keeper' key=@keeper.pub where='Mill street'
      3. once it is adopted, the old one:   confederal export BODY DIR
      4. the new keeper:                    confederal import DIR --take-over keeper.key

    \b
    Exit status:
      0  taken in
      1  refused: the record is not whole, or the body did not decide to hand it to this key; nothing was written
      2  there is no record in DIR
    """
    with plain_errors():
        home = home_of(folder)
        try:
            audit = of_folder(source, [], None)
        except NotABook as error:
            raise NotUnderstood(str(error)) from error
        if not audit.whole:
            told(str(source), audit)
            click.echo("Nothing was taken in.", err=True)
            raise SystemExit(1)
        keeper = new_keeper(audit, key) if key is not None else None
        take(home, source, audit)
        body = audit.body
        if keeper is not None and key is not None:
            keep_with(home, body, key)
        if json_:
            as_json({"body": body, "steps": audit.findings.entries, "kept": keeper is not None})
            return
        title = audit.state.charter.title if audit.state is not None else "a body"
        click.echo(
            f"Taken in: the record of {title} ({body[:SHORT]}), {number_of(audit.findings.entries, 'step')}."
        )
        if keeper is not None:
            click.echo(
                "It is kept here from now on: the body decided it, and its head is signed with your key."
            )
        else:
            click.echo("It stands here as a mirror: read it, trail it, verify it; nothing is written to it.")


def new_keeper(audit: Audit, path: Path) -> SeedKey:
    """The key with which the record is to be kept, if the body decided so. Refuses otherwise, exit status 1."""
    try:
        key = read_key(path)
    except (KeyExposed, NotACard) as error:
        raise NotUnderstood(f"{path}: {error}") from error
    state = audit.state
    if state is None or state.host_key != key.keyid:
        refused(
            [
                Objection(
                    "the_operator_serves",
                    5,
                    "The record is handed to a key that is not in use here; the old keeper is not asked.",
                    f"this body has not decided to hand its record to {key.keyid[:24]}…",
                    "have the body decide it: question_raised matter=host key=@keeper.pub where=…",
                )
            ],
            head="Not taken over.",
        )
        raise SystemExit(1)
    return key


def take(home: Home, source: Path, audit: Audit) -> None:
    """Puts the record on the shelf of this home, and its texts beside it. Raises NotUnderstood on a fork."""
    shown: tuple[Visibility, ...] = (
        (OPEN, INNER) if audit.judged and (source / "papers" / "inner").is_dir() else (OPEN,)
    )
    try:
        files.import_as_mirror(source, home.shelf, shown=shown)
    except Forked as forked:
        raise NotUnderstood(
            f"{forked}. Nothing was taken in. Keep both: two records of one body are the evidence that somebody"
            " rewrote history [the_operator_serves ¶4]"
        ) from forked
    except NotSound as unsound:
        raise NotUnderstood(f"{unsound}. Nothing was taken in") from unsound
    if (source / "texts").is_dir():
        Sheets(source / "texts").copy_to(home.texts)


def keep_with(home: Home, body: str, path: Path) -> None:
    """Keeps the record with this key from here on: its head is signed with it."""
    from confederal.records.keys import seed_of

    ring = home.ring(body)
    if HOST not in ring.names():
        ring.add(HOST, seed_of(path.read_text()))
    home.follow()
