"""What a decision asks to be done: by whom, until when. Those who do it are reminded; everybody sees how it stands.

It is beside the record: a help, not a rule, and no account of anybody's work. When a thing is done it is forgotten
who did it, and whoever leaves is taken out (`forget`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from confederal.kernel.identity import DAY, BodyId, Id, Seconds, Step
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts.models import Account
from confederal.web.post.due import Due
from confederal.web.post.models import FollowUp, Kind
from confederal.web.templatetags.plain import office_name
from confederal.web.visit import Visit, bodies_of

SOON = 2 * DAY
"""Whoever does it is reminded so long before, and again on the day."""


@dataclass(frozen=True)
class Shown:
    """One thing to do, as a page shows it."""

    each: FollowUp
    who: str
    """The office and what its holder is called, or what the member is called; empty when nobody does it any more."""
    overdue: bool
    mine: bool


@dataclass(frozen=True)
class Waits:
    """One thing a visitor has taken on and not done: for Home."""

    body: BodyId
    title: str
    """What the body is called."""
    question: Step
    what: str
    until: Seconds
    overdue: bool


def of_question(visit: Visit, question: Step) -> list[Shown]:
    """What a decision asks to be done, first what ends first; what is done last."""
    found = FollowUp.objects.filter(body=visit.body, question=question)
    return sorted((shown(visit, each) for each in found), key=order)


def of_body(visit: Visit) -> list[Shown]:
    """What is still to be done by all decisions of a body."""
    found = FollowUp.objects.filter(body=visit.body, done_at__isnull=True)
    return sorted((shown(visit, each) for each in found), key=order)


def order(one: Shown) -> tuple[bool, int, int]:
    return one.each.done_at is not None, one.each.until, one.each.pk


def shown(visit: Visit, each: FollowUp) -> Shown:
    """One thing to do, with who does it now."""
    doers = doing(visit.state, each, visit.now)
    told = ", ".join(map(visit.called, doers))
    if each.seat:
        seat = visit.state.seats.get(each.seat)
        held = each.seat if seat is None else office_name(seat.office)
        told = f"{held}: {told}" if told else held
    overdue = each.done_at is None and each.until < visit.now
    return Shown(each, told, overdue, each.done_at is None and visit.who in doers)


def doing(state: State, each: FollowUp, at: int) -> tuple[Id, ...]:
    """Who does it: the member who took it on, or whoever holds the seat, or its office, now."""
    if each.member:
        return (each.member,) if state.present(each.member, at) else ()
    seat = state.seats.get(each.seat)
    if seat is None:
        return ()
    return (seat.holder,) if state.holds(seat, at) else state.holders(seat.office, at)


def due(account: Account, now: int) -> list[Waits]:
    """What an account has taken on in all its bodies and not done, first what ends first. `now`: UTC seconds."""
    mine = bodies_of(account)
    return due_among([(state, who) for kept_by, state, who in mine if kept_by is offices.main()], now)


def due_among(bodies: Iterable[tuple[State, Id | None]], now: int) -> list[Waits]:
    """The same for a page that has the visitor's bodies at hand, each with who they are there: one question asked."""
    mine = {state.body: (state, who) for state, who in bodies if who is not None}
    found = []
    for each in FollowUp.objects.filter(body__in=mine, done_at__isnull=True):
        state, who = mine[each.body]
        if who in doing(state, each, now):
            title = state.charter.title
            found.append(Waits(each.body, title, each.question, each.what, each.until, each.until < now))
    return sorted(found, key=lambda waits: waits.until)


def due_in(state: State, at: int) -> Iterator[Due]:
    """Reminders in one body: soon before the day, and on it."""
    ending = FollowUp.objects.filter(body=state.body, done_at__isnull=True, until__lte=at + SOON)
    for each in ending.filter(until__gt=at - SOON):
        last_day = each.until - DAY <= at
        about = f"{each.pk} {'day' if last_day else 'soon'}"
        path = f"q/{each.question}/follow-up/"
        yield Due(Kind.FOLLOW_UP, about, doing(state, each, at), path, each.until, each.until + SOON)


def end_of(day: date, zone: ZoneInfo) -> int:
    """The last second of a day in that time zone, UTC seconds."""
    begins = datetime.combine(day + timedelta(days=1), time(), zone)
    return int(begins.timestamp()) - 1


def forget(body: BodyId, member: Id) -> None:
    """Nothing names this member any more: they have left, or asked to be forgotten."""
    FollowUp.objects.filter(body=body, member=member).update(member="")
    FollowUp.objects.filter(body=body, made_by=member).update(made_by="")


def forget_done(before: int) -> None:
    """What was done before that time (UTC seconds) is thrown away."""
    FollowUp.objects.filter(done_at__lt=before).delete()
