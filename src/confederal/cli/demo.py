"""`confederal demo`: River City in the middle of its congress, on this machine's pages; or told at the terminal."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from confederal.cli.home import NotUnderstood
from confederal.cli.tell import closing_words, with_progress, words_of
from confederal.records.home import VARIABLE
from confederal.stories.telling import Step, Verdict
from confederal.stories.told import exit_code

STORY = "river_city_federation"

OPENING = """\
Seven worker co-operatives, 403 people, found a federation. They set a wage floor and confirm it from below, hold
a congress, refuse a seat and hear the appeal, catch a delegate who strays from the mandate, and find that nobody
can appoint a manager. Everything you read is done on real books, by people with keys, now.
"""

HOST, USUAL_PORT = "127.0.0.1", 8000


@click.command("demo")
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"The port; else {USUAL_PORT}, or any that is free."
)
@click.option(
    "--home",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the demo in this folder, and go on with it next time; else it is thrown away at the end.",
)
@click.option("--terminal", is_flag=True, help="Tell River City at the terminal, step by step.")
@click.option("--fast", is_flag=True, help="With --terminal: do not wait between the steps.")
def command(port: int | None, folder: Path | None, terminal: bool, fast: bool) -> None:
    """Bring up River City on this machine's pages, with a tour of twelve steps. One line tells the address.

    Everything in it is invented, and nothing leaves this machine. Ctrl-C ends it.

    With --terminal the story is told at the terminal instead: it waits for Enter between two steps (Ctrl-C or q
    ends it); piped, or with --fast, it does not. Steps whose room is not built are left out and counted at the end;
    `confederal tell river_city_federation` shows them all. The exit status is then that of `tell`.
    """
    if terminal:
        tell(waits=not fast and sys.stdin.isatty() and sys.stdout.isatty())
        return
    if fast:
        raise NotUnderstood("--fast belongs to --terminal")
    if folder is not None:
        bring_up(folder, port)
        return
    with TemporaryDirectory(prefix="confederal-demo-") as place:
        bring_up(Path(place), port)


def bring_up(folder: Path, port: int | None) -> None:
    """Builds River City in this folder, unless it stands there already, and serves it until it is ended."""
    os.environ[VARIABLE] = str(folder.absolute())
    os.environ["CONFEDERAL_HOSTS"] = "localhost,127.0.0.1,[::1]"
    os.environ["CONFEDERAL_LOOPBACK"] = os.environ["CONFEDERAL_DEMO"] = "1"
    for elsewhere in ("DATABASE_URL", "CONFEDERAL_MAIL", "CONFEDERAL_PROXY"):
        os.environ.pop(elsewhere, None)  # nothing of the demo leaves this machine
    from confederal.web.serving import serve  # the settings are read from what stands above
    from confederal.web.tour.beginning import begin

    try:
        begin(folder.absolute())
    except FileExistsError as error:
        raise NotUnderstood(str(error)) from error
    for ending in (signal.SIGINT, signal.SIGTERM):  # either way the folder is thrown away
        signal.signal(ending, lambda *_: sys.exit(0))
    serve(HOST, free_port(port), None, None, lambda address: click.echo(f"River City is at {address}tour/"))


def free_port(asked: int | None) -> int:
    """The port that was asked for, or the usual one, or any that is free. Raises NotUnderstood."""
    for port in (USUAL_PORT, 0) if asked is None else (asked,):
        with closing(socket.socket()) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((HOST, port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise NotUnderstood(f"port {asked} is taken; name another one with --port")


def tell(*, waits: bool) -> None:
    """Tells the story at the terminal, and ends with its exit status."""
    click.echo(OPENING)
    steps: list[Step] = []
    for step in with_progress(STORY):
        steps.append(step)
        if step.verdict is Verdict.NOT_YET:
            continue
        click.echo(words_of(step))
        if waits and not goes_on():
            click.echo("Ended here. `confederal demo --terminal` tells it again from the beginning.")
            return
    click.echo(closing_words(steps, exit_code(steps)))
    sys.exit(exit_code(steps))


def goes_on() -> bool:
    """Waits for Enter; whether to go on."""
    try:
        answer = click.prompt(
            "Enter for what comes next", default="", show_default=False, prompt_suffix=" … "
        )
    except click.Abort:
        click.echo()
        return False
    return str(answer).strip().lower() not in ("q", "quit")
