"""`confederal key`: a new key for somebody who lost theirs, and the proof that they hold it."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from confederal.cli.home import SHORT, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.saying import SHOWN, ShownKey
from confederal.kernel.envelope import SeedKey
from confederal.kernel.possession import Possession, proof
from confederal.records.keys import KeyExists, write_key


@click.command("key")
@click.argument("body")
@click.argument("member")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@at_home
def command(body: str, member: str, file: Path, folder: Path | None) -> None:
    """Make a new key for MEMBER of BODY, who lost theirs, and keep it in FILE.

    Beside it FILE.proof is written: the public key, signed by itself for this member of this body and in place of the
    lost one. Hand that to co-workers who know you; it lets nobody sign as you. Each of them says:

    \b
      confederal act BODY --as THEM key_vouched member=MEMBER key=FILE.proof

    \b
    Exit status:
      0  made
      2  not understood; nothing was written
    """
    with plain_errors():
        home = home_of(folder)
        identity = home.body(body)
        state = home.state(identity)
        if member not in state.members:
            raise NotUnderstood(f"nobody in {state.charter.title} is called {member}")
        shown = file.with_name(file.name + SHOWN)
        if shown.exists():
            raise NotUnderstood(f"{shown} is there already; it is never overwritten")
        seed = os.urandom(32)
        key = SeedKey(seed)
        replaced = state.key_in_force(member, max(home.now(), state.time))
        claim = Possession(identity, "member", member, key.keyid, replaced)
        try:
            write_key(file, seed)
        except KeyExists as exists:
            raise NotUnderstood(str(exists)) from exists
        shown.write_bytes(msgspec.json.encode(ShownKey(identity, member, key.keyid, proof(claim, key))))
        click.echo(f"A new key for {member} in {state.charter.title} ({identity[:SHORT]}).")
        click.echo(f"  key kept in {file}: whoever has it can sign as {member}")
        click.echo(f"  hand to co-workers: {shown}")
