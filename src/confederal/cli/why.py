"""`confederal why`: why not?"""

from __future__ import annotations

from pathlib import Path

import click

from confederal.cli.act import objections_to, said, tell_whether
from confederal.cli.home import at_home, home_of, plain_errors


@click.command("why")
@click.argument("body")
@click.argument("words", nargs=-1, metavar="KIND [KEY=VALUE]…")
@at_home
@click.option("--as", "who", required=True, metavar="WHO", help="Who would do it: a pseudonym.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="The key file they sign with.")
@click.option("--file", "path", metavar="FILE", help="The act as JSON, instead of KIND and KEY=VALUE.")
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(
    body: str,
    words: tuple[str, ...],
    folder: Path | None,
    who: str,
    key: Path | None,
    path: str | None,
    json_: bool,
) -> None:
    """Why not? Say what speaks against an act, without saying it.

    Every article that objects is named with its own words, the value that caused it and what would mend it: all of
    them, not only the first. Nothing is written.

    \b
    Examples:
      confederal why harbour --as ana vote_opened question=14 ways=box until=+6h
      confederal why harbour --as ana question_raised matter=host title='New keeper' key=new where='Mill street'

    \b
    Exit status:
      0  nothing speaks against it
      1  it would be refused
      2  not understood
    """
    with plain_errors():
        home = home_of(folder)
        speaker, _, payload, signer = said(home, body, who, key, words, path)
        tell_whether(objections_to(home, speaker.body, payload, signer), json_)
