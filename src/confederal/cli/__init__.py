"""The terminal: the same acts and readings as on the pages, one file a command.

A command's module is imported when it is called, so that `confederal verify`
starts without what planning needs.
"""

from importlib import import_module
from typing import Any

import click

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module, what the list of commands says of it)
    "serve": ("confederal.cli.serve", "the pages of a home, for its members' browsers"),
    "manage": ("confederal.cli.manage", "Django's commands for the pages: check --deploy, migrate"),
    "found": ("confederal.cli.found", "found a body by its own people, offline if need be"),
    "act": ("confederal.cli.act", "say something in a body's record"),
    "key": ("confederal.cli.key", "a new key after a loss, for co-workers to vouch for"),
    "read": ("confederal.cli.read", "what the record shows, now or at any time"),
    "trail": ("confederal.cli.trail", "by what right? back to people who decided it"),
    "why": ("confederal.cli.why", "why not? what speaks against an act, before it is said"),
    "charter": ("confederal.cli.charter", "the rules of a body, with its own numbers"),
    "register": ("confederal.cli.register", "the locked member list: names apart from the record"),
    "wait": ("confederal.cli.wait", "do what fell due; in a practice home, move its clock"),
    "export": ("confederal.cli.export", "a record as files that anybody can check"),
    "import": ("confederal.cli.import_", "take a record in: as a mirror, or as its new keeper"),
    "verify": ("confederal.cli.verify", "is this record whole? offline, on one screen"),
    "tell": ("confederal.cli.tell", "tell a story on real books, and check what it expects"),
    "demo": ("confederal.cli.demo", "River City on this machine, with a tour of ten minutes"),
    "count": ("confederal.cli.count", "count a file of ballots by any of the methods"),
    "plan": ("confederal.cli.plan", "coordinate a year: rounds of proposals, a plan with a certificate"),
}


class Commands(click.Group):
    """The commands, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: Any = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        if not COMMANDS:
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.command(
    "confederal",
    cls=Commands,
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
def main() -> None:
    """Confederal: the software a federation of self-managed workplaces runs on."""
