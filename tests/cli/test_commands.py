"""The list of commands tells what there is, and an unknown name is refused."""

from click.testing import CliRunner

from confederal.cli import main


def test_the_help_lists_commands() -> None:
    told = CliRunner().invoke(main, ["--help"])
    assert told.exit_code == 0
    assert "federation of self-managed workplaces" in told.output


def test_an_unknown_command_is_refused_by_name() -> None:
    told = CliRunner().invoke(main, ["appoint"])
    assert told.exit_code == 2
    assert "appoint" in told.output
