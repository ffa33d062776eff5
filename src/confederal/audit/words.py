"""The words members read: of what came out, of days and numbers, of what a proposal is about.

Code keeps the terms of the design; the tables with their plain words are the kernel's (`kernel/words.py`), and
here is what is told with them (DESIGN §6, "Words on pages").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from confederal.kernel.body import DELEGATE
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Election, Matter, Recall, Standard
from confederal.kernel.matters.standard import Unit
from confederal.kernel.question import Outcome
from confederal.kernel.state import State
from confederal.kernel.words import (
    KEYS,
    KINDS,
    MARKS,
    POSITIONS,
    RESULTS,
    STAGES,
    SUBJECTS,
    TIES,
    WAYS,
    marked,
    office_called,
)
from confederal.sentence import Sentence, listed, plural, say

__all__ = ["KEYS", "KINDS", "POSITIONS", "RESULTS", "STAGES", "SUBJECTS", "TIES", "WAYS", "marked"]


def kind_of(matter: Matter) -> Sentence:
    """What members call this kind of decision.

    >>> kind_of(Recall("7.1"))
    'recall'
    """
    return KINDS[matter.word()]


def zone(state: State) -> tzinfo:
    """The time zone in which this body's dates live."""
    return ZoneInfo(state.charter.time_zone)


LAST: Final = 253_402_127_999
"""The last instant that is told as a date, 30 December 9999: a signed step may name a later one."""


def told_at(at: int, where: tzinfo) -> datetime:
    """An instant (UTC seconds) as a date and hour in that time zone; one beyond all calendars as their last day."""
    return datetime.fromtimestamp(min(at, LAST), where)


def day(at: int, where: tzinfo) -> Sentence:
    """A day as one says it.

    >>> day(1767225600, ZoneInfo("UTC"))
    '1 January 2026'
    """
    told = told_at(at, where)
    return say("{day} {month} {year}", day=told.day, month=MONTHS[told.month - 1], year=told.year)


MONTHS: Final = (
    say("January"),
    say("February"),
    say("March"),
    say("April"),
    say("May"),
    say("June"),
    say("July"),
    say("August"),
    say("September"),
    say("October"),
    say("November"),
    say("December"),
)


def moment(at: int, where: tzinfo) -> Sentence:
    """A day and the time of day.

    >>> moment(1767225600 + 3660, ZoneInfo("UTC"))
    '1 January 2026, 01:01'
    """
    return say("{day}, {hour}", day=day(at, where), hour=f"{told_at(at, where):%H:%M}")


def span(seconds: int) -> Sentence:
    """A length of time in whole days or hours, rounded down.

    >>> span(7 * DAY), span(DAY), span(5 * HOUR)
    ('7 days', '1 day', '5 hours')
    """
    if seconds >= DAY:
        return plural(seconds // DAY, "{number} day", "{number} days")
    return plural(seconds // HOUR, "{number} hour", "{number} hours")


def number_of(number: int, thing: str, things: str = "") -> str:
    """A number with its word, for the terminal, which speaks English.

    >>> number_of(1, "vote"), number_of(3, "body", "bodies")
    ('1 vote', '3 bodies')
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def office_of(state: State, office: str, to: str | None, called: str = "") -> str:
    """What somebody holds: an office as the record calls it, or a seat among our delegates."""
    if office == DELEGATE and to is not None:
        return say("delegate to {council}", council=called or name_of(state, to))
    return office


def office_told(state: State, office: str, to: str | None) -> str:
    """The same, for a sentence: an office by its plain word."""
    return office_of(state, office, to) if office == DELEGATE and to is not None else office_called(office)


def name_of(state: State, body: str | None) -> str:
    """What our record calls another body; the beginning of its identity where it has no name here."""
    if body is None or body == state.body:
        return state.charter.title
    if body in state.bodies:
        return state.bodies[body].name
    if body in state.affiliations:
        return state.affiliations[body].name
    return next(partners_called(state, body), None) or say("body {beginning}", beginning=body[:12])


def partners_called(state: State, body: str) -> Iterator[str]:
    """What the agreements of this body call another party to them."""
    for decision in (*state.unended("lending"), *state.unended("agreement")):
        for party in getattr(decision.matter, "with_", ()):
            if party.body == body:
                yield str(party.name)


def came_out(outcome: Outcome) -> Sentence:
    """What came out of a vote, in one line.

    >>> from confederal.kernel.question import Result
    >>> came_out(Outcome(Result.CARRIED, (("against", 2), ("for", 7)), cast=9, present=9, needed=5))
    'adopted: 7 for, 2 against; 5 needed'
    """
    told: Sentence = RESULTS[outcome.result]
    if outcome.elected and outcome.alternates:
        told = say(
            "elected: {elected}; to stand in: {alternates}",
            elected=listed(outcome.elected),
            alternates=listed(outcome.alternates),
        )
    elif outcome.elected:
        told = say("elected: {elected}", elected=listed(outcome.elected))
    elif outcome.option is not None:
        told = say("chosen: {option}", option=outcome.option)
    votes = votes_in_words(outcome.totals)
    if not votes:
        return told
    if outcome.elected:
        return say("{result} ({votes})", result=told, votes=votes)
    if not outcome.needed:
        return say("{result}: {votes}", result=told, votes=votes)
    return say("{result}: {votes}; {needed} needed", result=told, votes=votes, needed=outcome.needed)


def votes_in_words(totals: tuple[tuple[str, int], ...]) -> Sentence:
    """Totals as one reads them out: for, against, abstaining; names by their votes.

    >>> votes_in_words((("against", 2), ("for", 7), ("abstain", 0)))
    '7 for, 2 against'
    """
    return listed(
        say("{votes} {mark}", votes=votes, mark=marked(mark))
        for mark, votes in sorted(totals, key=_order)
        if votes
    )


def _order(total: tuple[str, int]) -> tuple[int, int, str]:
    mark, votes = total
    place = list(MARKS).index(mark) if mark in MARKS else len(MARKS)
    return place, -votes, mark


def amount(standard: Standard, currency: str) -> Sentence:
    """The number of a minimum with its unit.

    >>> from confederal.kernel.matters.standard import Subject
    >>> amount(Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 365), "EUR")
    'pay for an hour: 15.00 EUR'
    """
    told = standard.note
    match standard.unit:
        case Unit.MINOR_UNITS:
            told = f"{standard.amount // 100}.{standard.amount % 100:02} {currency}"
        case Unit.MINUTES:
            hours = Fraction(standard.amount, 60)
            whole = hours.denominator == 1
            told = (
                plural(hours.numerator, "{number} hour", "{number} hours")
                if whole
                else plural(standard.amount, "{number} minute", "{number} minutes")
            )
        case Unit.PEOPLE:
            told = plural(standard.amount, "{number} person", "{number} people")
        case Unit.TEXT:
            pass
    return say("{subject}: {amount}", subject=SUBJECTS[standard.subject], amount=told)


def what_is_put(matter: Matter, state: State) -> Sentence:
    """One line on what a proposal is about."""
    match matter:
        case Election():
            return plural(
                matter.seats,
                "election of {number} seat: {office}",
                "election of {number} seats: {office}",
                office=office_told(state, matter.office, matter.to),
            )
        case Standard():
            return say("minimum we agree on, {amount}", amount=amount(matter, state.charter.currency))
        case Recall():
            seat = state.seats.get(matter.seat)
            if seat is None:
                return KINDS[matter.word()]
            return say("recall of {holder} ({office})", holder=seat.holder, office=office_called(seat.office))
        case _:
            return kind_of(matter)
