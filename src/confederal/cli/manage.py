"""`confederal manage`: Django's own commands for the pages of a home, for whoever keeps a node."""

from __future__ import annotations

import os
from pathlib import Path

import click

from confederal.cli.home import at_home, home_of
from confederal.records.home import VARIABLE


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@at_home
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(folder: Path | None, words: tuple[str, ...]) -> None:
    """Run one of Django's commands: `check --deploy`, `migrate`, `clearsessions`."""
    os.environ[VARIABLE] = str(home_of(folder).folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confederal.web.settings")
    from django.core.management import execute_from_command_line  # Django is only needed here

    execute_from_command_line(["confederal manage", *words])
