"""The words members read: of the kinds of decision, of what came out, of days and numbers.

Code keeps the terms of the design; here each has its plain word (DESIGN §6, "Words on pages"). A test holds the
tables against the registers, so that a new kind of decision without a word is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from confederal.kernel.ballot import Way
from confederal.kernel.body import DELEGATE, Key, Tie
from confederal.kernel.delegate import Position
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters import Election, Matter, Recall, Standard
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.question import Outcome, Result, Stage
from confederal.kernel.state import State

KINDS: Final = {
    "resolution": "resolution",
    "choice": "choice among options",
    "election": "election",
    "mandate": "instruction to our delegates",
    "recall": "recall",
    "ratification": "confirmation of a decision from above",
    "joining": "joining",
    "leaving": "leaving",
    "charter": "change of our own numbers",
    "admission": "admission",
    "expulsion": "expulsion",
    "commission": "commission",
    "standard": "minimum we agree on",
    "exception": "temporary exception",
    "agreement": "agreement",
    "lending": "borrowing tellers and keepers",
    "strike": "strike",
    "settlement": "settlement",
    "takeover": "taking over the workplace",
    "referring_back": "sending back",
    "edition": "move to another rules version",
    "constituency": "section",
    "host": "handing our record to another keeper",
    "closing_down": "closing ourselves down",
    "seating": "seating on appeal",
    "amendment": "change of the text",
    "proposal": "proposal to our council",
    "plan": "plan",
    "budget": "budget",
    "emergency": "emergency",
    "technology": "change of technology",
    "training": "training plan",
    "directive": "task for a defence council",
    "fund": "fund",
}
"""The word of a matter in the record → what members call that kind of decision."""

RESULTS: Final = {
    Result.CARRIED: "adopted",
    Result.FALLEN: "not adopted",
    Result.TIED: "a tie, not adopted",
    Result.INQUORATE: "too few took part",
    Result.REFERRED_BACK: "sent back to the branches",
}

STAGES: Final = {
    Stage.RAISED: "gathering support",
    Stage.AGENDA: "on the agenda",
    Stage.VOTING: "the vote is open",
    Stage.CLOSED: "decided",
    Stage.WITHDRAWN: "taken back",
}

WAYS: Final = {Way.NAMED: "by name", Way.HANDS: "by show of hands", Way.BOX: "by paper ballot"}

POSITIONS: Final = {
    Position.FOR: "vote for it",
    Position.AGAINST: "vote against it",
    Position.ABSTAIN: "abstain",
    Position.REFER_BACK: "have it sent back to the branches",
    Position.SPLIT: "split the votes as the assembly split",
    Position.FREE: "decide on the spot",
    Position.AS_WE_VOTE: "vote as the assembly votes",
}

KEYS: Final = {
    Key.ONE_A_BODY: "one vote for each body",
    Key.BRACKETS: "votes by size, in brackets",
    Key.PER_STARTED: "one vote for every started number of members",
    Key.HEADS: "one vote for each member",
    Key.PARITY: "the sides are equal",
}

TIES: Final = {
    Tie.NAMED: "named, has not shown its own decision to join",
    Tie.ASKED: "asked to join",
    Tie.JOINED: "belongs to us",
    Tie.LEFT: "left",
}

SUBJECTS: Final = {
    Subject.PAY_HOUR: "pay for an hour",
    Subject.HOURS_WEEK: "hours in a week",
    Subject.HOURS_REST: "hours of rest",
    Subject.STAFFING: "people on a shift",
    Subject.SAFETY: "safety",
    Subject.ECOLOGY: "ecology",
}


def kind_of(matter: Matter) -> str:
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


def day(at: int, where: tzinfo) -> str:
    """A day as one says it.

    >>> day(1767225600, ZoneInfo("UTC"))
    '1 January 2026'
    """
    told = told_at(at, where)
    return f"{told.day} {told:%B} {told.year}"


def moment(at: int, where: tzinfo) -> str:
    """A day and the time of day.

    >>> moment(1767225600 + 3660, ZoneInfo("UTC"))
    '1 January 2026, 01:01'
    """
    return f"{day(at, where)}, {told_at(at, where):%H:%M}"


def span(seconds: int) -> str:
    """A length of time in whole days or hours, rounded down.

    >>> span(7 * DAY), span(DAY), span(5 * HOUR)
    ('7 days', '1 day', '5 hours')
    """
    number, unit = (seconds // DAY, "day") if seconds >= DAY else (seconds // HOUR, "hour")
    return number_of(number, unit)


def number_of(number: int, thing: str, things: str = "") -> str:
    """A number with its word.

    >>> number_of(1, "vote"), number_of(3, "body", "bodies")
    ('1 vote', '3 bodies')
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def office_of(state: State, office: str, to: str | None, called: str = "") -> str:
    """What somebody holds: an office, or a seat among our delegates."""
    return f"delegate to {called or name_of(state, to)}" if office == DELEGATE and to is not None else office


def name_of(state: State, body: str | None) -> str:
    """What our record calls another body; the beginning of its identity where it has no name here."""
    if body is None or body == state.body:
        return state.charter.title
    if body in state.bodies:
        return state.bodies[body].name
    if body in state.affiliations:
        return state.affiliations[body].name
    return next(partners_called(state, body), None) or f"body {body[:12]}"


def partners_called(state: State, body: str) -> Iterator[str]:
    """What the agreements of this body call another party to them."""
    for decision in (*state.unended("lending"), *state.unended("agreement")):
        for party in getattr(decision.matter, "with_", ()):
            if party.body == body:
                yield str(party.name)


def came_out(outcome: Outcome) -> str:
    """What came out of a vote, in one line.

    >>> came_out(Outcome(Result.CARRIED, (("against", 2), ("for", 7)), cast=9, present=9, needed=5))
    'adopted: 7 for, 2 against; 5 needed'
    """
    told = RESULTS[outcome.result]
    if outcome.elected:
        told = f"elected: {', '.join(outcome.elected)}"
        if outcome.alternates:
            told += f"; to stand in: {', '.join(outcome.alternates)}"
    elif outcome.option is not None:
        told = f"chosen: {outcome.option}"
    votes = votes_in_words(outcome.totals)
    if not votes:
        return told
    needed = f"; {outcome.needed} needed" if outcome.needed else ""
    return f"{told} ({votes})" if outcome.elected else f"{told}: {votes}{needed}"


def votes_in_words(totals: tuple[tuple[str, int], ...]) -> str:
    """Totals as one reads them out: for, against, abstaining; names by their votes.

    >>> votes_in_words((("against", 2), ("for", 7), ("abstain", 0)))
    '7 for, 2 against'
    """
    return ", ".join(f"{votes} {mark_words(mark)}" for mark, votes in sorted(totals, key=_order) if votes)


_MARKS: Final = {"for": "for", "against": "against", "abstain": "abstaining", "refer_back": "to send it back"}


def mark_words(mark: str) -> str:
    """What a mark on a ballot says."""
    return _MARKS.get(mark, mark)


def _order(total: tuple[str, int]) -> tuple[int, int, str]:
    mark, votes = total
    place = list(_MARKS).index(mark) if mark in _MARKS else len(_MARKS)
    return place, -votes, mark


def amount(standard: Standard, currency: str) -> str:
    """The number of a minimum with its unit.

    >>> amount(Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 365), "EUR")
    'pay for an hour: 15.00 EUR'
    """
    told = standard.note
    match standard.unit:
        case Unit.MINOR_UNITS:
            told = f"{standard.amount // 100}.{standard.amount % 100:02} {currency}"
        case Unit.MINUTES:
            hours = Fraction(standard.amount, 60)
            told = f"{hours.numerator} hours" if hours.denominator == 1 else f"{standard.amount} minutes"
        case Unit.PEOPLE:
            told = number_of(standard.amount, "person", "people")
        case Unit.TEXT:
            pass
    return f"{SUBJECTS[standard.subject]}: {told}"


def what_is_put(matter: Matter, state: State) -> str:
    """One line on what a proposal is about."""
    match matter:
        case Election():
            seats = number_of(matter.seats, "seat")
            return f"election of {seats}: {office_of(state, matter.office, matter.to)}"
        case Standard():
            return f"minimum we agree on, {amount(matter, state.charter.currency)}"
        case Recall():
            seat = state.seats.get(matter.seat)
            return "recall" if seat is None else f"recall of {seat.holder} ({seat.office})"
        case _:
            return kind_of(matter)
