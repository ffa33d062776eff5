"""`confederal plan`: rounds of proposals on a package of tables, simulations, and national tables."""

import click

from confederal.cli.plan.national import io
from confederal.cli.plan.run import paper, replay, run
from confederal.cli.plan.simulate import simulate


@click.group()
def command() -> None:
    """Coordinate a year: proposals in, a plan with a certificate out. Nothing here binds anybody."""


command.add_command(run)
command.add_command(simulate)
command.add_command(io)
command.add_command(paper)
command.add_command(replay)
