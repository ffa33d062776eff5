"""`confederal register`: the locked member list. Names never enter a record; two keepers together open the list."""

from __future__ import annotations

from pathlib import Path

import click
from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519
from nacl.public import PrivateKey, PublicKey
from nacl.signing import SigningKey

from confederal.audit.words import number_of
from confederal.cli.act import objections_to, tell_refused
from confederal.cli.home import Home, NotUnderstood, at_home, file_name, home_of, plain_errors
from confederal.cli.telling import as_json
from confederal.kernel.act import Erased
from confederal.kernel.body import KEEPER
from confederal.kernel.envelope import BadSignature, ed25519_public
from confederal.records.database import UnsafeDatabase
from confederal.records.keys import NotACard, seed_of
from confederal.records.register import NotOpened, Opened, Person, Register
from confederal.secretary.desk import Refused


@click.group("register")
@at_home
@click.pass_context
def command(ctx: click.Context, folder: Path | None) -> None:
    """The locked member list of a body: who a pseudonym is, and how to reach them.

    It lies apart from the record and never travels with it. Each row is sealed; any two keepers of the member list
    open it together, each with their own key, and nobody opens it alone: no keeper, no host, no thief of the file.
    Entering a row needs no key. Erasing a row leaves the record whole.

    \b
    Examples:
      confederal register enter harbour dora --name 'Dora Diaz' --contact phone=555-0101
      confederal register show harbour dora --as ana --as ben
      confederal register erase harbour dora --as dora
      confederal register hand-over harbour --as ana --as ben      when the keepers have changed

    \b
    Exit status:
      0  done
      1  refused, with the articles that speak against it
      2  not understood, or not opened; nothing was changed
    """
    ctx.ensure_object(dict)
    ctx.obj["home"] = folder


def here() -> Home:
    return home_of(click.get_current_context().obj["home"])


def register_of(home: Home, body: str) -> Register:
    """The list of this body, begun for its keepers if there is none yet."""
    path = home.folder / "registers" / body[:16]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if path.exists():
            return Register(path, body)
        return Register.begin(path, body, keepers(home, body))
    except NotOpened as error:
        path.unlink(missing_ok=True)
        raise NotUnderstood(
            f"{error.reason}. Elect keepers first: question_raised matter=election office={KEEPER} seats=2"
        ) from error
    except UnsafeDatabase as error:
        raise NotUnderstood(error.reason) from error


def keepers(home: Home, body: str) -> dict[str, PublicKey]:
    """The keepers in office who hold a key, with what is sealed to them."""
    state = home.state(body)
    found = {}
    for who in state.holders(KEEPER, home.now()):
        key = state.key_in_force(who, home.now())
        if key is not None:
            try:
                found[who] = PublicKey(crypto_sign_ed25519_pk_to_curve25519(ed25519_public(key)))
            except BadSignature:
                continue  # a passkey opens nothing at the terminal
    return found


def opened(home: Home, body: str, who: tuple[str, ...]) -> Opened:
    """The list, held open by two keepers. Raises NotUnderstood where they cannot open it."""
    if len(who) != 2:
        raise NotUnderstood("two keepers open the member list together: --as ONE --as OTHER")
    try:
        first, second = ((name, private(home, body, name)) for name in who)
        return register_of(home, body).open(first, second)
    except NotOpened as error:
        raise NotUnderstood(error.reason) from error


def private(home: Home, body: str, who: str) -> PrivateKey:
    """What a keeper opens with: made from the key they sign with."""
    home.key(body, who)  # says it where the key is not here, or lies open to others
    path = home.folder / "keys" / body[:16] / f"{file_name(who)}.key"
    try:
        return SigningKey(seed_of(path.read_text())).to_curve25519_private_key()
    except NotACard as error:
        raise NotUnderstood(str(error)) from error


@command.command("enter")
@click.argument("body")
@click.argument("member")
@click.option("--name", required=True, help="Who they are.")
@click.option(
    "--contact", "contacts", multiple=True, metavar="KIND=VALUE", help="How to reach them. Repeatable."
)
def enter(body: str, member: str, name: str, contacts: tuple[str, ...]) -> None:
    """Enter a row, or write it anew. It cannot be read back without two keepers."""
    with plain_errors():
        home = here()
        identity = home.body(body)
        if not home.knows(identity, member):
            raise NotUnderstood(f"nobody in this record is called {member!r}; invite them first")
        reached = dict(contact.partition("=")[::2] for contact in contacts)
        register_of(home, identity).enter(member, Person(name, reached))
        click.echo(f"Entered: {member}. Two keepers together can read it.")


@command.command("show")
@click.argument("body")
@click.argument("member", required=False)
@click.option("--as", "who", multiple=True, metavar="KEEPER", help="A keeper; give two.")
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def show(body: str, member: str | None, who: tuple[str, ...], json_: bool) -> None:
    """Show one row, or all of them, to two keepers who are both here with their keys."""
    with plain_errors():
        home = here()
        identity = home.body(body)
        try:
            people = dict(opened(home, identity, who).people())
        except NotOpened as error:
            raise NotUnderstood(error.reason) from error
        if member is not None:
            people = {name: person for name, person in people.items() if name == member}
        if json_:
            as_json(
                {name: {"name": person.name, "contacts": person.contacts} for name, person in people.items()}
            )
            return
        for name, person in sorted(people.items()):
            reached = ", ".join(f"{kind} {value}" for kind, value in person.contacts.items())
            click.echo(f"{name}: {person.name}{f'  ({reached})' if reached else ''}")
        if not people:
            click.echo("No such row: never entered, or erased.")


@command.command("erase")
@click.argument("body")
@click.argument("member")
@click.option("--as", "who", required=True, metavar="WHO", help="The person it is about, or a keeper.")
def erase(body: str, member: str, who: str) -> None:
    """Erase a row for good. Where the record names it by its digest, a step says so, and the gap is no alarm."""
    with plain_errors():
        home = here()
        identity = home.body(body)
        state = home.state(identity)
        if who != member and not state.is_keeper(who, home.now()):
            raise NotUnderstood(
                "a row is erased by the person it is about, or by a keeper [sealed_register ¶2]"
            )
        signer = home.key(identity, who)
        known = state.members.get(member)
        if known is not None and known.entry is not None:
            home.must_keep(identity)
            payload = home.payload(identity, who, Erased(known.entry, member), signer)
            foreseen = objections_to(home, identity, payload, signer)
            if foreseen:
                tell_refused(foreseen, json_=False)
            answer = home.minute(identity, payload, signer)
            if isinstance(answer, Refused):
                tell_refused(answer.objections, json_=False)
        register_of(home, identity).erase(member)
        click.echo(f"Erased: {member}. The record is as it was.")


@command.command("hand-over")
@click.argument("body")
@click.option("--as", "who", multiple=True, metavar="KEEPER", help="A keeper until now; give two.")
def hand_over(body: str, who: tuple[str, ...]) -> None:
    """Seal the list afresh for the keepers who are in office now; those before open it no more."""
    with plain_errors():
        home = here()
        identity = home.body(body)
        now = keepers(home, identity)
        try:
            opened(home, identity, who).hand_over(now)
        except NotOpened as error:
            raise NotUnderstood(error.reason) from error
        click.echo(f"Sealed for {', '.join(sorted(now))}: {number_of(len(now), 'keeper')}, any two together.")
