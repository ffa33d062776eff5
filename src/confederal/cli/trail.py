"""`confederal trail`: by what right?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from confederal.audit.trail import traces, trail
from confederal.cli.home import NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.saying import tag_of
from confederal.cli.telling import as_json, tree
from confederal.kernel.entry import Record
from confederal.kernel.minute_book import Unreadable, opened


@click.command("trail")
@click.argument("body")
@click.argument("what", metavar="SEAT|STEP")
@at_home
@click.option("--depth", type=click.IntRange(0), default=4, show_default=True, help="How far down to show.")
@click.option("--all", "whole", is_flag=True, help="All of it.")
@click.option("--json", "json_", is_flag=True, help="The whole trail as JSON.")
def command(body: str, what: str, folder: Path | None, depth: int, whole: bool, json_: bool) -> None:
    """By what right? Follow a seat, an office, a member or a step back to people who decided it.

    A seat leads to its election, the count, the notice and the member list; a delegate in a council to the proof of
    the body that sent them, and on into that body's record where it is kept here; a decision to the votes, the
    instructions and the assemblies' own counts. What leads nowhere is marked ✗ and is nobody's right.

    \b
    Examples:
      confederal trail harbour 19.1         a seat (confederal read harbour names them)
      confederal trail harbour secretary    everybody who holds that office
      confederal trail harbour 14           whatever stands at step 14
      confederal trail 'River City' 37 --all

    \b
    Exit status:
      0  it leads back to people who decided it
      1  something in it leads nowhere
      2  not understood, or nothing stands there
    """
    with plain_errors():
        home = home_of(folder)
        identity = home.body(body)
        state = home.state(identity)
        node = trail(state, int(what) if what.isdigit() else what, home.library(), home.now(), home.shown_at)
        if node is None:
            raise NotUnderstood(
                nothing_there(what, list(step_words(home.shelf.rows(identity, *bounds(what)), what)))
            )
        if json_:
            as_json({"traces": traces(node), "trail": node})
        else:
            for line in tree(node, 1_000 if whole else depth):
                click.echo(line)
        if not traces(node):
            raise SystemExit(1)


def bounds(what: str) -> tuple[int, int]:
    step = int(what) if what.isdigit() and len(what) < 16 else -1
    return (step, step + 1) if step >= 0 else (0, 0)


def step_words(rows: Iterator[Record], what: str) -> Iterator[str]:
    """What the step is, where there is one: its word and its author."""
    for record in rows:
        entry = opened(int(what), record)
        if not isinstance(entry, Unreadable):
            yield f"{tag_of(type(entry.act))} by {entry.by}"


def nothing_there(what: str, words: list[str]) -> str:
    if words:
        return f"step {what} ({words[0]}) gives nobody a right by itself; ask for the seat or the proposal it is about"
    return f"nothing is called {what!r} in this record: name a seat, an office, a member, or a step"
