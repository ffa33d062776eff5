"""What members are told by mail: derived from the reading at an instant, as everything that falls due is.

A mail is a courtesy. Whether notice was given is decided by the record alone, never by whether a mail went out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from msgspec import Struct

from confederal.audit.meetings import Phase, meetings
from confederal.audit.report import lines
from confederal.audit.waiting import last_report
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY, HOUR, Id, Seconds, Step
from confederal.kernel.minute_book import Entry
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.secretary.diary import REPORT_DAYS
from confederal.web.post.models import Kind

RECENT = 3 * DAY
"""What happened longer ago is no news any more."""
APART = 12 * HOUR
"""A vote that was opened less than this before its last day needs no second mail."""
AHEAD = 3 * DAY
"""A report is reminded of so long before it is due."""


class Due(Struct, frozen=True):
    """Something some members of a body are to be told: once each."""

    kind: Kind
    about: str
    to: tuple[Id, ...]
    """Pseudonyms; in a council places."""
    path: str
    """Of the page, below the body's own: `q/7/`."""
    at: Seconds | None = None
    void_from: Seconds | None = None


Received = Callable[[Step], Seconds]
"""When a step of the record was received, UTC seconds."""


def due(state: State, at: int, received: Received) -> Iterator[Due]:
    """Everything members of this body are to be told at that time (UTC seconds), whether they were already or not."""
    if state.founded_at is None or state.closed_at is not None:
        return
    yield from called(state, at)
    yield from put_to_the_vote(state, at)
    yield from closed(state, at)
    yield from corrected(state, at, received)
    yield from petitions(state, at)
    yield from reports(state, at, received)
    yield from keys_ripe(state, at)


def called(state: State, at: int) -> Iterator[Due]:
    """Meetings to come, by call or by right."""
    for meeting in meetings(state, at):
        on = meeting.from_ if meeting.sitting is not None else meeting.until
        if meeting.phase is Phase.COMING and at < on:
            to = tuple(state.electors(meeting.section, at))
            yield Due(Kind.MEETING, str(meeting.id), to, f"meetings/{meeting.id}/", on, on)


def put_to_the_vote(state: State, at: int) -> Iterator[Due]:
    """Votes by device that are open, and those that end within a day: to whoever has not voted."""
    for question in open_to_devices(state, at):
        rule = question.rule
        assert rule is not None
        to = tuple(who for who in voters(state, question, at) if who not in question.votes)
        path, about = f"q/{question.id}/", str(question.id)
        yield Due(Kind.VOTE, about, to, path, rule.until, rule.until)
        last_day = rule.until - DAY
        if last_day <= at and rule.opened_at + APART <= last_day:
            yield Due(Kind.ENDS, about, to, path, rule.until, rule.until)


def open_to_devices(state: State, at: int) -> Iterator[Question]:
    """The questions on which one can vote by device now."""
    for step in sorted(state.open_questions):
        question = state.questions[step]
        rule = question.rule
        if (
            rule is not None
            and question.stage is Stage.VOTING
            and Way.NAMED in rule.ways
            and question.hall_at is None
            and at < rule.until
        ):
            yield question


def voters(state: State, question: Question, at: int) -> Iterable[Id]:
    """Who votes on a question as one person: members of its frozen register, or the places that carry votes."""
    assert question.rule is not None
    if state.council:
        return [place.id for place in state.voting_places(at) if place.body in question.rule.register]
    return [who for who in question.rule.register if state.present(who, at)]


def closed(state: State, at: int, since: int = RECENT) -> Iterator[Due]:
    """What was decided in the last so many seconds, or for which too few took part."""
    for step, question in state.questions.items():
        if question.closed_at is not None and at - since <= question.closed_at and question.rule is not None:
            to = tuple(voters(state, question, at))
            yield Due(Kind.RESULT, str(step), to, f"q/{step}/", None, question.closed_at + since)
        elif question.inquorate_at is not None and at - since <= question.inquorate_at:
            to = tuple(state.electors(question.matter.section(state), at))
            yield Due(Kind.RESULT, f"{step} first", to, f"q/{step}/", None, question.inquorate_at + since)


def corrected(state: State, at: int, received: Received) -> Iterator[Due]:
    """Counts that were found wrong in these days and corrected in the open."""
    for step, question in state.questions.items():
        for count in question.confirmed_counts() if question.closed_at is not None else ():
            if count.corrects is not None and at - RECENT <= received(count.step):
                to = tuple(voters(state, question, at))
                yield Due(Kind.RESULT, f"{step} corrected {count.step}", to, f"q/{step}/")


def petitions(state: State, at: int) -> Iterator[Due]:
    """Petitions that collect signatures: to those who may sign. Whom they are about stands in no mail."""
    for step in sorted(state.open_questions):
        question = state.questions[step]
        if question.matter.by_petition and question.stage is Stage.RAISED:
            to = tuple(state.electors(question.matter.section(state), at))
            yield Due(Kind.PETITION, str(step), to, f"q/{step}/")


def reports(state: State, at: int, received: Received) -> Iterator[Due]:
    """Reports delegates owe: a council has closed something, and the days to report on it are nearly over."""
    for seat in state.held(at):
        if seat.to is None or seat.alternate:
            continue
        reported = last_report(state, seat.id)
        shown = [line.shown_at for line in lines(state, seat) if line.shown_at > reported]
        first = min(shown, default=None)
        if first is None or received(first) < seat.since:
            continue
        until = received(first) + REPORT_DAYS * DAY
        if until - AHEAD <= at:
            yield Due(Kind.REPORT, f"{seat.id} {first}", (seat.holder,), f"seats/{seat.id}/", until)


def keys_ripe(state: State, at: int) -> Iterator[Due]:
    """Keys that co-workers vouched for and that count since a moment ago."""
    for member, recoveries in state.recoveries.items():
        for recovery in recoveries:
            if recovery.ripe_at is not None and recovery.ripe_at <= at < recovery.ripe_at + RECENT:
                yield Due(Kind.KEYS, f"ripe {sha256(recovery.key.encode()).hexdigest()[:16]}", (member,), "")


def key_acts(entries: Iterable[Entry], struck: frozenset[int], since: int) -> Iterator[Due]:
    """Every act on somebody's keys among these entries that was received since then: to the owner of the keys."""
    for entry in entries:
        if entry.step in struck or not isinstance(entry, a.Minuted) or entry.time < since:
            continue
        who = entry.by
        said = entry.act
        if isinstance(said, a.Assisted | a.KeyVouched):
            who = said.member
        act = said.act if isinstance(said, a.Assisted) else said
        on_keys = isinstance(act, a.KeyBound | a.KeyChanged | a.KeyVouched | a.KeyVetoed)
        if on_keys or (isinstance(act, a.SeatAccepted) and act.key is not None):
            yield Due(Kind.KEYS, str(entry.step), (who,), "")
