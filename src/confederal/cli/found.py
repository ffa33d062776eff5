"""`confederal found`: a body is founded by its own people, each with their own key, offline if need be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from confederal.audit.words import day, number_of
from confederal.charter.reading import judge_founding
from confederal.charter.template import Unsuitable, load, names
from confederal.cli.home import SHORT, Home, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.saying import json_of, public_in
from confederal.cli.telling import as_json, refused, wrapped
from confederal.kernel import envelope as envelopes
from confederal.kernel.act import (
    Brought,
    BroughtSeat,
    Founded,
    Founder,
    FoundingBody,
    FoundingConfirmed,
    Minuted,
    Payload,
)
from confederal.kernel.body import Charter, Kind
from confederal.kernel.checkpoint import body_of as body_in
from confederal.kernel.envelope import BadSignature, NotAnEnvelope, SeedKey
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.minute_book import NoSuchWordsError, body_of, payload_of, sealed, written
from confederal.kernel.objection import Objection
from confederal.records import files
from confederal.records.keys import KeyExists, KeyExposed, NotACard, card, read_key, write_key
from confederal.secretary.desk import Refused


class FoundingFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What travels between founders: the signed founding, and the confirmations so far."""

    format: int
    founding: str
    confirmations: tuple[str, ...] = ()


@click.group("found", invoke_without_command=True)
@at_home
@click.option(
    "--template", metavar="NAME", help="The charter to begin with: confederal charter --template list."
)
@click.option("--title", help="What the body is called.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A number of your own. Repeatable."
)
@click.option(
    "--founder",
    "founders",
    multiple=True,
    metavar="NAME[@SECTION][=PUB]",
    help="A founder's pseudonym; with a .pub file if their key is elsewhere, else one is made. Repeatable.",
)
@click.option(
    "--office", "offices", multiple=True, metavar="OFFICE=NAME,NAME", help="Who holds it already. Repeatable."
)
@click.option("--brings", metavar="FILE", help="What an existing body brings along, as JSON.")
@click.option(
    "--body",
    "bodies",
    multiple=True,
    metavar="BODY[=SIDE]",
    help="For a council: a body that makes it up; kept here, or an exported folder. Repeatable.",
)
@click.option(
    "--practice", is_flag=True, help="A home to practise in, whose clock you move: confederal wait 8d."
)
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path | None,
    template: str | None,
    title: str | None,
    settings: tuple[str, ...],
    founders: tuple[str, ...],
    offices: tuple[str, ...],
    brings: str | None,
    bodies: tuple[str, ...],
    practice: bool,
    json_: bool,
) -> None:
    """Found a body. It exists when all its founders have confirmed, each with their own key.

    An assembly is founded by three people or more; a council by two bodies or more, each by its own decision to join.
    Nobody is asked for permission and no server is needed: founders who are elsewhere get the founding file, confirm
    with their own key, and send it back.

    \b
    At one table:
      confederal found --template worker_coop --title 'Harbour Bakery' --founder ana --founder ben --founder cleo
    \b
    On several machines:
      ben$  confederal found key ben                      makes ben.key and ben.pub; ben sends ben.pub
      ana$  confederal found --template worker_coop --title 'Harbour Bakery' --founder ana --founder ben=ben.pub \\
                 --founder cleo=cleo.pub                  writes a founding file; ana sends it round
      ben$  confederal found confirm FILE --as ben --key ben.key
      ana$  confederal found keep FILE                    when it has come back
    \b
    A council:
      confederal found --template federation_cnt_brackets --title 'River City' --body harbour --body mill
      confederal act harbour --as ana question_raised matter=joining council='River City' title='We join'
    \b
    To try it out (the clock is yours to move):
      confederal found --practice --home /tmp/try --template worker_coop --title Try --founder ana …

    \b
    Exit status:
      0  founded, or on its way: what is still awaited is said
      1  refused, with the articles that speak against it; nothing was written
      2  not understood; nothing was written
    """
    ctx.ensure_object(dict)
    ctx.obj["home"] = folder
    if ctx.invoked_subcommand is not None:
        return
    if template is None:
        raise NotUnderstood(f"choose a charter to begin with: --template, one of {', '.join(names())}")
    with plain_errors():
        home = home_of(folder)
        if practice and not home.practice:
            home.begin_practice()
        charter = charter_of(template, title, settings)
        begin(home, charter, founders, offices, brings, bodies, json_)


# Beginning


def charter_of(template: str, title: str | None, settings: Sequence[str]) -> Charter:
    """The template's charter with the numbers that were set. Exit status 1 outside the bounds."""
    chosen: dict[str, Any] = {}
    for pair in settings:
        name, equals, value = pair.partition("=")
        if not equals:
            raise NotUnderstood(f"--set {pair!r}: write NAME=VALUE, such as notice_days=5")
        chosen[name] = value_of(name, value)
    if title is not None:
        chosen["title"] = title
    try:
        return load(template, **chosen)
    except Unsuitable as unsuitable:
        refused(unsuitable.objections, head="Not founded.")
        raise SystemExit(1) from unsuitable


def value_of(name: str, said: str) -> Any:
    """A setting as it was typed: JSON where it is, offices as keeper:2,teller:2, several words with commas."""
    if said.startswith(("[", "{", "@")):
        return json_of(said)
    if name == "offices":
        pairs = (part.partition(":") for part in said.split(",") if part)
        return {office: seats for office, _, seats in pairs}
    if name in ("sections", "sides", "tasks", "ratified"):
        return [part.strip() for part in said.split(",") if part.strip()]
    return said


def begin(
    home: Home,
    charter: Charter,
    founders: Sequence[str],
    offices: Sequence[str],
    brings: str | None,
    bodies: Sequence[str],
    json_: bool,
) -> None:
    """Writes the founding, signed by the first who can; confirms for all whose keys are made here."""
    seeds: dict[str, bytes] = {HOST: os.urandom(32)}
    people = [founder(said, seeds) for said in founders]
    now = home.now()
    founded = Founded(
        charter=charter,
        host_key=SeedKey(seeds[HOST]).keyid,
        nonce=os.urandom(16).hex(),
        founders=tuple(people),
        bodies=tuple(founding_body(home, said) for said in bodies),
        brings=brought(offices, brings, now + charter.term_days * DAY),
    )
    author = (
        HOST if charter.kind is Kind.COUNCIL else next((who.id for who in people if who.id in seeds), None)
    )
    if author is None and people:
        raise NotUnderstood("the founding is signed by one of the founders: leave =PUB out for yourself")
    signer = SeedKey(seeds[author or HOST])
    payload = Payload(1, "", author or HOST, 0, now, founded)
    try:
        body = body_of(written(payload_of(written(payload))))
    except NoSuchWordsError as error:
        raise NotUnderstood(str(error)) from error
    objections = judge_founding(Minuted(0, now, signer.keyid, payload), body)
    if objections:
        refused(objections, head="Not founded.")
        raise SystemExit(1)
    confirmations = [
        sealed(Payload(1, body, who.id, 0, now, FoundingConfirmed()), SeedKey(seeds[who.id])).decode()
        for who in people
        if who.id in seeds and who.id != author
    ]
    for who, seed in seeds.items():
        home.ring(body).add(who, seed)
    made = FoundingFile(1, sealed(payload, signer).decode(), tuple(confirmations))
    path = home.folder / "founding" / f"{body[:SHORT]}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, made)
    keep_book(home, made, path, json_)


def founder(said: str, seeds: dict[str, bytes]) -> Founder:
    """NAME[@SECTION][=PUB]: a founder with the key from elsewhere, or one that is made here."""
    named, equals, pub = said.partition("=")
    name, _, section = named.partition("@")
    if equals:
        key = public_in(Path(pub)) if Path(pub).is_file() else pub
    else:
        seeds[name] = os.urandom(32)
        key = SeedKey(seeds[name]).keyid
    return Founder(name, key, section or None)


def founding_body(home: Home, said: str) -> FoundingBody:
    """BODY[=SIDE]: a body kept here, or whose record was exported into a folder."""
    named, _, side = said.partition("=")
    if Path(named).is_dir() and (Path(named) / "book.json").exists():
        from confederal.cli.verify import of_folder

        audit = of_folder(Path(named), [], None)
        if audit.state is None or not audit.whole:
            raise NotUnderstood(
                f"{named}: this record is not whole, or shows too little: confederal verify {named}"
            )
        state = audit.state
        identity = body_in(files.described(Path(named)).origin)
    else:
        identity = home.body(named)
        state = home.state(identity)
    return FoundingBody(identity, state.charter.title, state.host_key, side or None)


def brought(offices: Sequence[str], brings: str | None, until: int) -> Brought:
    """What an existing body brings along. Raises NotUnderstood."""
    try:
        along = Brought() if brings is None else msgspec.convert(json_of(f"@{brings}"), type=Brought)
    except msgspec.ValidationError as error:
        raise NotUnderstood(f"{brings}: {error}") from error
    held = []
    for said in offices:
        office, equals, who = said.partition("=")
        if not equals:
            raise NotUnderstood(f"--office {said!r}: write OFFICE=NAME,NAME")
        held += [BroughtSeat(office, name, until) for name in who.split(",") if name]
    return msgspec.structs.replace(along, offices=(*along.offices, *held))


# Files that travel


def write(path: Path, made: FoundingFile) -> None:
    beside = path.with_suffix(".new")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    beside.replace(path)


def founding_in(path: Path) -> tuple[FoundingFile, Payload, str]:
    """A founding file with its signatures checked: the file, the founding payload, the identity of the body."""
    try:
        made = msgspec.json.decode(path.read_bytes(), type=FoundingFile)
        for each in (made.founding, *made.confirmations):
            envelopes.verify(envelopes.parse(each.encode()))
        envelope = envelopes.parse(made.founding.encode())
        payload = payload_of(envelope.payload)
    except (msgspec.DecodeError, NotAnEnvelope, BadSignature, NoSuchWordsError) as error:
        raise NotUnderstood(f"{path} is no founding file, or it was altered: {error}") from error
    if made.format != 1 or not isinstance(payload.act, Founded):
        raise NotUnderstood(f"{path} is no founding file known here")
    return made, payload, body_of(envelope.payload)


def confirmed_by(made: FoundingFile, payload: Payload) -> set[str]:
    """Who confirmed so far: who signed the founding, and everybody whose confirmation is in the file."""
    found = {payload.by}
    for each in made.confirmations:
        found.add(payload_of(envelopes.parse(each.encode()).payload).by)
    return found


def awaited(made: FoundingFile, payload: Payload) -> list[str]:
    assert isinstance(payload.act, Founded)
    confirmed = confirmed_by(made, payload)
    return [who.id for who in payload.act.founders if who.id not in confirmed]


def summary(payload: Payload, body: str) -> Iterator[str]:
    """What is being founded, in words: whoever confirms reads this first."""
    from zoneinfo import ZoneInfo

    act = payload.act
    assert isinstance(act, Founded)
    charter = act.charter
    yield click.style(f"{charter.title} ({charter.kind}, {charter.form.replace('_', ' ')})", bold=True)
    yield f"  identity    {body}"
    yield f"  written     {day(payload.at, ZoneInfo(charter.time_zone))} by {payload.by}"
    if act.founders:
        yield wrapped(", ".join(who.id for who in act.founders), " " * 14, "  founders    ")
    for named in act.bodies:
        yield f"  body        {named.name} ({named.body[:SHORT]})"
    for seat in act.brings.offices:
        yield f"  brings      {seat.office}: {seat.holder}"
    if act.brings.members:
        yield f"  brings      {number_of(len(act.brings.members), 'more member')}"
    for decision in act.brings.decisions:
        yield f"  brings      “{decision.title}”"


@command.command("key")
@click.argument("name")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The key file; else NAME.key.")
@click.option("--card", "as_card", is_flag=True, help="Also print the key as a line for a card of paper.")
def key_command(name: str, out: Path | None, as_card: bool) -> None:
    """Make a key: NAME.key, which only you can read and which signs for you, and NAME.pub, which you hand out.

    \b
    Examples:
      confederal found key ben
      confederal found key keeper --out keeper.key      for whoever will keep a record

    \b
    Exit status:
      0  made
      2  there is a key of that name already; keys are never overwritten
    """
    path = out if out is not None else Path(f"{name}.key")
    seed = os.urandom(32)
    with plain_errors():
        try:
            made = write_key(path, seed)
        except KeyExists as exists:
            raise NotUnderstood(str(exists)) from exists
        public = path.with_suffix(".pub")
        public.write_text(made.keyid + "\n")
        click.echo(f"{path}: your key. Keep it; whoever has it signs as you.")
        click.echo(f"{public}: hand this out. {made.keyid}")
        if as_card:
            click.echo(card(seed))


@command.command("show")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show_command(file: Path) -> None:
    """Show a founding file: what is founded, by whom, under which numbers, and who has confirmed.

    \b
    Exit status:
      0  shown; its signatures hold
      2  no founding file, or altered
    """
    with plain_errors():
        made, payload, body = founding_in(file)
        for line in summary(payload, body):
            click.echo(line)
        tell_awaited(made, payload)


def tell_awaited(made: FoundingFile, payload: Payload) -> None:
    waiting = awaited(made, payload)
    confirmed = ", ".join(sorted(confirmed_by(made, payload) - {HOST})) or "nobody yet"
    click.echo(wrapped(confirmed, " " * 14, "  confirmed   "))
    if waiting:
        click.echo(wrapped(", ".join(waiting), " " * 14, "  awaited     "))


@command.command("confirm")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "who", required=True, metavar="NAME", help="Your pseudonym in the founding.")
@click.option(
    "--key",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your key file.",
)
def confirm_command(file: Path, who: str, key: Path) -> None:
    """Confirm a founding with your own key. Read it first: confederal found show FILE

    Your confirmation is added to FILE; send it back to whoever keeps the record. Nothing else is needed: no server, no
    account, no network.

    \b
    Exit status:
      0  confirmed
      1  refused: you are not among the founders, or this is not the key you gave
      2  no founding file, or altered; nothing was written
    """
    with plain_errors():
        made, payload, body = founding_in(file)
        act = payload.act
        assert isinstance(act, Founded)
        try:
            signer = read_key(key)
        except (KeyExposed, NotACard) as error:
            raise NotUnderstood(f"{key}: {error}") from error
        keys = {each.id: each.key for each in act.founders}
        if keys.get(who) != signer.keyid:
            refused([not_yours(who, keys)], head="Not confirmed.")
            raise SystemExit(1)
        if who in confirmed_by(made, payload):
            click.echo(f"{who} has confirmed already.")
            return
        home = home_of(click.get_current_context().obj["home"])
        confirmation = sealed(Payload(1, body, who, 0, home.now(), FoundingConfirmed()), signer).decode()
        made = FoundingFile(1, made.founding, (*made.confirmations, confirmation))
        write(file, made)
        for line in summary(payload, body):
            click.echo(line)
        tell_awaited(made, payload)
        click.echo(f"Confirmed as {who}. Send {file} back to whoever keeps the record.")


def not_yours(who: str, keys: Mapping[str, str]) -> Objection:
    value = f"this is not the key {who} gave" if who in keys else f"{who} is not among the founders"
    return Objection(
        "authority_from_below",
        1,
        "A body exists when its own founders have confirmed it, each with their own key.",
        value,
        "confirm with the key that stands in the founding"
        if who in keys
        else f"founders are: {', '.join(keys)}",
    )


@command.command("keep")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def keep_command(file: Path, json_: bool) -> None:
    """Take a founding file that came back, with its confirmations, into the record that is kept in this home.

    \b
    Exit status:
      0  taken; whether the body is founded, and who is still awaited, is said
      1  refused
      2  no founding file, altered, or another home keeps this record
    """
    with plain_errors():
        home = home_of(click.get_current_context().obj["home"])
        made, _, _ = founding_in(file)
        keep_book(home, made, file, json_)


def keep_book(home: Home, made: FoundingFile, path: Path, json_: bool) -> None:
    """Begins the record or adds the confirmations that are new; says how far the founding is."""
    envelope = envelopes.parse(made.founding.encode())
    payload, body = payload_of(envelope.payload), body_of(envelope.payload)
    act = payload.act
    assert isinstance(act, Founded)
    key = home.host(body)
    if key is None or key.keyid != act.host_key:
        raise NotUnderstood(
            f"the key that keeps this record is not in {home.folder}: keep it where it was begun"
        )
    answers = [home.desk.found(made.founding.encode())]
    state = home.desk.reading(body).state
    done = set() if state is None else set(state.confirmed)
    fresh = [
        each
        for each in made.confirmations
        if payload_of(envelopes.parse(each.encode()).payload).by not in done
    ]
    if not isinstance(answers[0], Refused):
        answers += home.desk.minute_all(body, [each.encode() for each in fresh])
    reasons = [reason for answer in answers if isinstance(answer, Refused) for reason in answer.objections]
    home.follow()
    if reasons:
        refused(reasons, head="Not all of it was recorded.")
        raise SystemExit(1)
    tell_founding(home, made, payload, body, path, json_)


def tell_founding(
    home: Home, made: FoundingFile, payload: Payload, body: str, path: Path, json_: bool
) -> None:
    """How far the founding is, and what to do next."""
    state = home.state(body)
    waiting = awaited(made, payload)
    if json_:
        as_json(
            {
                "body": body,
                "title": state.charter.title,
                "founded": state.founded_at is not None,
                "awaited": waiting,
                "file": str(path),
            }
        )
        return
    for line in summary(payload, body):
        click.echo(line)
    if state.founded_at is not None:
        click.echo(
            f"Founded. Its record is kept in {home.folder}; keys in {home.folder / 'keys' / body[:16]}."
        )
        click.echo(f"  confederal read {body[:SHORT]} --home {home.folder}")
        return
    if state.council:
        click.echo("Forming: each body joins by its own decision. In each of them, a member raises it:")
        for link in state.bodies.values():
            if link.ground == 0:
                click.echo(
                    f"  confederal act {link.name!r} --as WHO question_raised matter=joining"
                    f" council={body[:SHORT]} title='We join {state.charter.title}'"
                )
        return
    click.echo(
        wrapped(f"Forming: awaited are {', '.join(waiting)}. Send them {path}; each of them runs:", "  ", "")
    )
    click.echo(f"  confederal found confirm {path.name} --as NAME --key NAME.key")
    click.echo("and when it has come back:")
    click.echo(f"  confederal found keep {path.name} --home {home.folder}")
