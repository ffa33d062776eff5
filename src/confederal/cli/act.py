"""`confederal act`: says something in a body's record."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from confederal.cli import saying
from confederal.cli.home import SHORT, Home, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.telling import as_json, refused, wrapped
from confederal.kernel.act import AnyAct, Minuted, Payload
from confederal.kernel.envelope import SeedKey
from confederal.kernel.objection import Objection
from confederal.secretary.desk import Refused


@click.command("act")
@click.argument("body", required=False)
@click.argument("words", nargs=-1, metavar="[KIND [KEY=VALUE]…]")
@at_home
@click.option(
    "--as", "who", metavar="WHO", help="Who does it: a pseudonym, or in a council the name of a body."
)
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), help="The key file to sign with.")
@click.option("--file", "path", metavar="FILE", help="The act as JSON, instead of KIND and KEY=VALUE.")
@click.option("--dry-run", is_flag=True, help="Only say whether it would have effect. Nothing is written.")
@click.option("--receipt", type=click.Path(dir_okay=False, path_type=Path), help="Write the receipt there.")
@click.option("--list", "listed", is_flag=True, help="Every act with its fields; with KIND, that one.")
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(
    body: str | None,
    words: tuple[str, ...],
    folder: Path | None,
    who: str | None,
    key: Path | None,
    path: str | None,
    dry_run: bool,
    receipt: Path | None,
    listed: bool,
    json_: bool,
) -> None:
    """Say something in the record of BODY: sign it and have it minuted.

    BODY is the title of the body or the beginning of its identity. KIND is one of the acts of --list; KEY=VALUE
    names its fields. There is no act for appointing, dismissing from above, or decreeing: a body acts by deciding
    proposals (question_raised), and a few acts are everybody's right.

    \b
    Values:
      title='Shorter hours'           words
      paragraphs='We stop.|…'         texts, with | between paragraphs; or @FILE
      until=+6h   on=2026-03-04T18:00 times: ahead from now, or in the body's time zone
      tallies=for:30,against:2        counts; rankings as ana>ben:12,cleo:3
      key=new                         makes a key and keeps it in your home

    \b
    Examples:
      confederal act --list
      confederal act --list election
      confederal act harbour --as ana question_raised matter=election title=Secretaries office=secretary seats=2 \\
                 term_days=365
      confederal act harbour --as ben supported question=14
      confederal act harbour --as ana --dry-run vote_opened question=14 ways=box until=+6h
      confederal act harbour --as cleo question_raised matter=recall title='Recall of ana' seat=19.1

    \b
    Exit status:
      0  recorded (or with --dry-run: it would be)
      1  refused; every article that speaks against it is named, with what would mend it
      2  not understood; nothing was written
    """
    if listed:
        list_acts([word for word in (body, *words) if word is not None])
        return
    if body is None:
        raise NotUnderstood("name the body whose record it is, or --list for everything that can be said")
    if who is None:
        raise NotUnderstood("say who does it, with --as PSEUDONYM")
    with plain_errors():
        home = home_of(folder)
        speaker, act, payload, signer = said(home, body, who, key, words, path)
        if dry_run:
            tell_whether(objections_to(home, speaker.body, payload, signer), json_)
            return
        record(home, speaker, act, payload, signer, receipt, json_)


def list_acts(words: list[str]) -> None:
    if len(words) > 1:
        raise NotUnderstood("--list takes one word at most")
    for told in saying.listing(words[0] if words else None):
        click.echo(told)


def said(
    home: Home, body: str, who: str, key: Path | None, words: tuple[str, ...], path: str | None
) -> tuple[saying.Speaker, AnyAct, Payload, SeedKey]:
    """The act that was typed, its payload and the key to sign it with. Raises NotUnderstood."""
    identity = home.body(body)
    author = saying.who_is(home.state(identity), who)
    speaker = saying.Speaker(home, identity, author)
    if (path is None) == (not words):
        raise NotUnderstood(
            "say either KIND and KEY=VALUE, or --file FILE. What there is: confederal act --list"
        )
    act = saying.decoded(saying.json_of(f"@{path}")) if path is not None else speaker.act(words[0], words[1:])
    signer = home.key(identity, author, key)
    act = speaker.proven(act, signer.keyid)
    return speaker, act, home.payload(identity, author, act, signer), signer


def objections_to(home: Home, body: str, payload: Payload, signer: SeedKey) -> tuple[Objection, ...]:
    """Every objection to it, if it were said now."""
    state = home.state(body)
    return home.desk.would(body, Minuted(state.size, max(home.now(), state.time), signer.keyid, payload))


def tell_whether(objections: tuple[Objection, ...], json_: bool) -> None:
    """Says whether it would have effect; exit status 1 if not."""
    if json_:
        as_json({"would": not objections, "objections": objections})
    elif objections:
        refused(objections, head="It would not be recorded.", err=False)
    else:
        click.echo("It would be recorded: nothing speaks against it.")
    if objections:
        raise SystemExit(1)


def record(
    home: Home,
    speaker: saying.Speaker,
    act: AnyAct,
    payload: Payload,
    signer: SeedKey,
    receipt: Path | None,
    json_: bool,
) -> None:
    """Minutes it and says at which step it stands, or every reason against it."""
    body = speaker.body
    home.must_keep(body)
    before = home.state(body).size
    foreseen = objections_to(home, body, payload, signer)
    if foreseen:
        tell_refused(foreseen, json_=json_)
    held = speaker.hold_keys(act)
    texts = home.keep_texts(speaker.texts)
    answer = home.minute(body, payload, signer)
    if isinstance(answer, Refused):
        saying.drop(held)
        for digest in texts:
            home.texts.erase(digest)
        tell_refused(answer.objections, json_=json_)
    saying.keep(held)
    if receipt is not None:
        receipt.write_text(home.receipt(body, answer.step).text)
    followed = home.state(body).size - before - 1 if answer.step >= before else 0
    if json_:
        as_json({"recorded": answer, "followed": followed, "keys": [place for _, place in held]})
        return
    tell_recorded(home, body, answer.step, followed)
    for _, place in held:
        click.echo(f"  key kept in {place}")


def tell_refused(objections: tuple[Objection, ...], *, json_: bool) -> NoReturn:
    """Says every reason and ends with exit status 1; nothing was written."""
    if json_:
        as_json({"refused": objections})
    else:
        refused(objections)
    raise SystemExit(1)


def tell_recorded(home: Home, body: str, step: int, followed: int) -> None:
    """The step at which it stands, and what the clerk wrote because of it."""
    state = home.state(body)
    click.echo(f"Recorded as step {step} in the record of {state.charter.title} ({body[:SHORT]}).")
    question = next(
        (state.questions[open_] for open_ in (step,) if open_ in state.questions),
        None,
    )
    if question is not None:
        needed = state.charter.supporters(state.electorate(question, home.now()))
        if question.matter.by_petition:
            needed = state.charter.petitioners(state.electorate(question, home.now()))
        more = needed - len(question.supporters)
        if question.stage.value == "raised" and more > 0:
            click.echo(
                wrapped(f"  It comes on the agenda when {more} more support it: supported question={step}")
            )
        elif question.stage.value == "agenda":
            click.echo("  It is on the agenda.")
    if step in state.pending:
        click.echo(f"  It needs a second person: confirmed step={step}")
    for each in state.questions.values():
        if (
            each.closed_at is not None
            and followed
            and each.closed_at == state.time
            and each.outcome is not None
        ):
            from confederal.audit.words import came_out

            click.echo(wrapped(f"  “{each.title}”: {came_out(each.outcome)}", "    "))
    if followed:
        click.echo(
            f"  The clerk wrote {followed} more step{'s' if followed > 1 else ''} that follow from it."
        )
