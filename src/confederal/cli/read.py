"""`confederal read`: what the record shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from confederal.audit.arrears import Arrears, arrears
from confederal.audit.power import Shows, shows
from confederal.audit.words import STAGES, TIES, day, moment, number_of
from confederal.cli.home import SHORT, Home, NotUnderstood, at_home, home_of, plain_errors
from confederal.cli.saying import time_of
from confederal.cli.telling import as_json, plain, wrapped
from confederal.kernel.act import AttestationMade, AttestationShown
from confederal.kernel.attestation import Attestation
from confederal.kernel.body import Tie
from confederal.kernel.decision import Waits
from confederal.kernel.question import Stage


@click.command("read")
@click.argument("body", required=False)
@at_home
@click.option("--at", "time", metavar="TIME", help="As it stood then: 2026-03-04T18:00, or UTC seconds.")
@click.option(
    "--also",
    multiple=True,
    metavar="WORD",
    help="What would be otherwise if this word of another body were shown: a JSON file, or BODY:STEP. Repeatable.",
)
@click.option("--json", "json_", is_flag=True, help="Answer as JSON.")
def command(
    body: str | None, folder: Path | None, time: str | None, also: tuple[str, ...], json_: bool
) -> None:
    """What the record of BODY shows: what is open, who holds what until when, what was decided, who may vote.

    Without BODY, the bodies whose records are in this home.

    A record can be read as it stood at any time. With --also, words of other bodies that are not shown in it yet are
    taken as shown, and what would be otherwise is told as *arrears*; the record itself is not changed by that.

    \b
    Examples:
      confederal read
      confederal read harbour
      confederal read harbour --at 2026-03-01
      confederal read 'River City' --also harbour:57

    \b
    Exit status:
      0  read
      2  not understood
    """
    with plain_errors():
        home = home_of(folder)
        if body is None:
            tell_bodies(home, json_)
            return
        identity = home.body(body)
        zone = home.state(identity).charter.time_zone
        at = home.now() if time is None else time_of(time, home.now(), zone)
        reading = home.reading(identity, None if time is None else at)
        if reading.state is None:
            raise NotUnderstood(f"{body} was not founded yet at {moment(at, ZoneInfo(zone))}")
        shown = shows(reading.state, at)
        behind = arrears(reading, [word_of(home, word) for word in also], at) if also else None
        if json_:
            as_json(answer(shown, behind, reading.struck))
            return
        for line in told(shown, ZoneInfo(zone)):
            click.echo(line)
        if reading.struck:
            click.echo(
                f"\n{number_of(len(reading.struck), 'step')} without effect; see: confederal verify {home.folder}"
            )
        if behind is not None:
            tell_arrears(behind)
        if home.practice:
            click.echo("\n(a practice home: its clock is moved by hand)")


def answer(shown: Shows, behind: Arrears | None, struck: Any) -> dict[str, Any]:
    """The reading as a program reads it."""
    told: dict[str, Any] = dict(plain(shown))
    told["without_effect"] = {step: plain(list(reasons)) for step, reasons in sorted(struck.items())}
    if behind is not None:
        told["arrears"] = {
            "differs": plain(behind.differs),
            "known": behind.known,
            "without_effect": plain(behind.without_effect),
        }
    return told


def tell_bodies(home: Home, json_: bool) -> None:
    """The records in this home, one a line."""
    if not home.there:
        raise NotUnderstood(
            f"there are no records in {home.folder}; confederal found --help says how to begin"
        )
    hosts = home.hosts()
    library = home.library()
    if json_:
        as_json(
            [
                {
                    "body": body,
                    "title": state.charter.title,
                    "kind": state.kind,
                    "steps": state.size,
                    "kept": body in hosts,
                }
                for body, state in library.items()
            ]
        )
        return
    for body, state in sorted(library.items(), key=lambda pair: pair[1].charter.title):
        kept = "kept here" if body in hosts else "a mirror"
        click.echo(
            f"{body[:SHORT]}  {state.charter.title} ({state.kind}, {number_of(state.size, 'step')}, {kept})"
        )


def word_of(home: Home, said: str) -> Attestation:
    """Another body's word: a JSON file with it (alone, or in the act that makes or shows it), or BODY:STEP."""
    path = Path(said)
    if not path.is_file():
        body, colon, step = said.rpartition(":")
        if not colon or not step.isdigit():
            raise NotUnderstood(f"{said!r} is no file, and no BODY:STEP of a record in this home")
        return home.word(home.body(body), int(step))
    data = path.read_bytes()
    for kind in (Attestation, AttestationShown, AttestationMade):
        try:
            found = msgspec.json.decode(data, type=kind)
        except msgspec.DecodeError:
            continue
        return found if isinstance(found, Attestation) else found.attestation  # type: ignore[attr-defined]
    raise NotUnderstood(f"{path} holds no word of a body that this rules version can read")


def tell_arrears(behind: Arrears) -> None:
    """What would be otherwise."""
    click.echo(click.style("\nIf these words were shown here now (arrears)", bold=True))
    if behind.known:
        click.echo(f"  {number_of(behind.known, 'word')} stand here already and change nothing.")
    for arrear in behind.differs:
        click.echo(wrapped(arrear.words, "    ", "  – "))
    for word in behind.without_effect:
        click.echo(wrapped(f"a word of {word.origin[:SHORT]} would have no effect here", "    ", "  – "))
    if not behind.differs and not behind.without_effect:
        click.echo("  nothing would be otherwise.")


# In words


def told(shown: Shows, zone: tzinfo) -> Iterator[str]:
    """What the record shows, on a page."""
    state = ", forming: not all founders have confirmed" if shown.forming else ""
    state = ", closed down" if shown.closed else state
    yield click.style(f"{shown.title} ({shown.kind}{state})", bold=True)
    yield f"record {shown.body[:SHORT]}, {number_of(shown.steps, 'step')}; as it stands {moment(shown.at, zone)}"
    yield wrapped(who_votes(shown), "  ", "")
    for head, part in (
        ("The bodies that make it up", branches(shown)),
        ("Open", opened(shown, zone)),
        ("Meetings", meetings(shown, zone)),
        ("Who holds what", held(shown, zone)),
        ("Decided and in force", decided(shown, zone)),
        ("Councils we belong to", councils(shown)),
    ):
        lines = list(part)
        if lines:
            yield ""
            yield click.style(head, bold=True)
            yield from (wrapped(line, "      ", "  ") for line in lines)


def who_votes(shown: Shows) -> str:
    thing = "delegate" if shown.kind == "council" else "member"
    told = f"{number_of(shown.may_vote, thing)} may vote"
    if shown.by_section:
        told += " (" + ", ".join(f"{name} {number}" for name, number in shown.by_section) + ")"
    if shown.without_key and shown.kind == "assembly":
        told += f"; {shown.without_key} without a key of their own act at the tellers' table"
    return told


def branches(shown: Shows) -> Iterator[str]:
    for branch in shown.branches:
        tie = "" if branch.tie == Tie.JOINED else f", {TIES[Tie(branch.tie)]}"
        yield f"{branch.name}: {number_of(branch.heads, 'member')}, {number_of(branch.votes, 'vote')}{tie}"
    for place in shown.sent:
        votes = "" if place.votes else ", stands in"
        yield f"  {place.name} sends {place.place}{votes}"


def opened(shown: Shows, zone: tzinfo) -> Iterator[str]:
    for each in shown.open:
        told = f"[{each.step}] “{each.title}” – {each.kind}: {STAGES[each.stage]}"
        if each.stage is Stage.RAISED:
            told += f", {each.supporters} of {each.needed} needed"
        if each.votes_until is not None and each.stage is Stage.VOTING:
            told += (
                " and over; it only has to be closed"
                if each.over
                else f" until {moment(each.votes_until, zone)}"
            )
        yield told
    for step, kind in shown.awaited:
        yield f"[{step}] {kind}: waits for a second person (confirmed step={step})"


def meetings(shown: Shows, zone: tzinfo) -> Iterator[str]:
    for meeting in shown.by_right:
        yield f"on “{meeting.title}”, by right because enough signed: by {moment(meeting.latest, zone)} at the latest"
    for step, on in shown.meetings:
        yield f"[{step}] {moment(on, zone)}"


def held(shown: Shows, zone: tzinfo) -> Iterator[str]:
    for seat in shown.held:
        stands_in = " (to stand in)" if seat.alternate else ""
        recall = number_of(seat.recall_signatures, "signature")
        yield (
            f"{seat.holder}: {seat.office}{stands_in} until {day(seat.until, zone)}"
            f"  [seat {seat.seat}; recall: {recall} and a vote]"
        )
    for guest in shown.lent:
        yield f"{guest.guest}: {guest.office}, lent by {guest.name} until {day(guest.until, zone)}"
    for office, seats in shown.vacant:
        yield f"nobody: {office}, {number_of(seats, 'seat')}"


def decided(shown: Shows, zone: tzinfo) -> Iterator[str]:
    waiting = {
        Waits.RATIFICATION: ", waits to be confirmed by the branches",
        Waits.PARTIES: ", waits for the like decision of the others",
        Waits.APPEAL: ", waits for the appeal to be heard",
        Waits.NOTHING: "",
    }
    for each in shown.decisions:
        until = f" until {day(each.until, zone)}" if each.until is not None else ""
        yield f"[{each.step}] “{each.title}” – {each.kind}, from {day(each.since, zone)}{until}{waiting[each.waits]}"
    for title in shown.floors:
        yield f"“{title}” – binds us because we joined"


def councils(shown: Shows) -> Iterator[str]:
    for _, name, tie in shown.councils:
        yield f"{name}: {OF_OURS[Tie(tie)]}"


OF_OURS = {
    Tie.NAMED: "named at its founding",
    Tie.ASKED: "we decided to join and are not accepted yet",
    Tie.JOINED: "we belong to it",
    Tie.LEFT: "we have left, or are leaving",
}
