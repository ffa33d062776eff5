"""`confederal demo`: River City at the terminal, step by step, until there are pages."""

from __future__ import annotations

import sys

import click

from confederal.cli.tell import closing_words, with_progress, words_of
from confederal.stories.telling import Step, Verdict
from confederal.stories.told import exit_code

STORY = "river_city_federation"

OPENING = """\
Seven worker co-operatives, 403 people, found a federation. They set a wage floor and confirm it from below, hold
a congress, refuse a seat and hear the appeal, catch a delegate who strays from the mandate, and find that nobody
can appoint a manager. Everything you read is done on real books, by people with keys, now.
"""


@click.command("demo")
@click.option("--fast", is_flag=True, help="Do not wait between the steps.")
def command(fast: bool) -> None:
    """Tell River City at the terminal, step by step.

    On a terminal it waits for Enter between two steps (Ctrl-C or q ends it); piped, or with --fast, it does not.
    Steps whose room is not built are left out and counted at the end; `confederal tell river_city_federation`
    shows them all, with every expectation. The exit status is that of `tell`.
    """
    waits = not fast and sys.stdin.isatty() and sys.stdout.isatty()
    click.echo(OPENING)
    steps: list[Step] = []
    for step in with_progress(STORY):
        steps.append(step)
        if step.verdict is Verdict.NOT_YET:
            continue
        click.echo(words_of(step))
        if waits and not goes_on():
            click.echo("Ended here. `confederal demo` tells it again from the beginning.")
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
