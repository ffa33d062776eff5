"""`confederal plan`: rounds of proposals on a package of tables, simulations, and national tables."""

import click

from confederal.cli import one_thread  # noqa: F401  # before NumPy comes with the others
from confederal.cli.plan.flows import flows
from confederal.cli.plan.national import io
from confederal.cli.plan.run import paper, replay, run
from confederal.cli.plan.set_off import set_off
from confederal.cli.plan.simulate import simulate


@click.group()
def command() -> None:
    """Coordinate a year: proposals in, a plan with a certificate out.

    Nothing here binds anybody before an assembly adopts it. Begin with

    \b
        confederal plan run examples/five_bodies
        confederal plan paper examples/five_bodies

    and with the guide `docs/guides/coordinate-a-year.md`.
    """


command.add_command(run)
command.add_command(replay)
command.add_command(paper)
command.add_command(set_off)
command.add_command(flows)
command.add_command(simulate)
command.add_command(io)
