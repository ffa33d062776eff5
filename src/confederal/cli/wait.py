"""`confederal wait`: does what fell due; in a practice home, moves its clock on first."""

from __future__ import annotations

import re
from pathlib import Path

import click

from confederal.audit.words import moment, number_of
from confederal.cli.home import NotUnderstood, at_home, home_of, plain_errors
from confederal.kernel.identity import DAY, HOUR


@click.command("wait")
@click.argument("span", required=False)
@at_home
def command(span: str | None, folder: Path | None) -> None:
    """Do what fell due: close votes that are over, carry words between bodies, sign the heads.

    In a practice home (confederal found --practice) SPAN, such as 8d or 36h, moves the clock on first, so that
    notice and terms can be tried in minutes. Any other home goes by the clock of the machine.

    \b
    Examples:
      confederal wait
      confederal wait 8d --home /tmp/practice

    \b
    Exit status:
      0  done
      2  not understood; nothing was written
    """
    from zoneinfo import ZoneInfo

    with plain_errors():
        home = home_of(folder)
        if not home.there:
            raise NotUnderstood(f"there are no records in {home.folder}")
        if span is not None:
            told = re.fullmatch(r"\+?(\d{1,5})([hd])", span)
            if told is None:
                raise NotUnderstood(f"{span!r} is no length of time; write 8d or 36h")
            if not home.practice:
                raise NotUnderstood(
                    "the clock of this home is the machine's and is not moved. Practise in an empty folder:"
                    " confederal found --practice --home DIR …"
                )
            home.wait(int(told[1]) * (DAY if told[2] == "d" else HOUR))
        done = home.follow()
        click.echo(
            f"It is {moment(home.now(), ZoneInfo('UTC'))} UTC; {number_of(done, 'step')} written by the clerk."
        )
