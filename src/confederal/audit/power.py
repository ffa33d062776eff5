"""Who holds what until when, by what right, and who can take it back: what a record shows about power.

Plain figures and lists out of one reading at one instant; nothing here is about a person's work or opinion.
"""

from __future__ import annotations

from msgspec import Struct

from confederal.audit import words as w
from confederal.charter.returning import may_close
from confederal.kernel.body import Tie
from confederal.kernel.decision import Waits
from confederal.kernel.identity import BodyId, Count, Id, Seconds, Step, Title
from confederal.kernel.question import Stage
from confederal.kernel.state import State


class Held(Struct, frozen=True):
    """A seat that is held: what, by whom, until when, from which election, and how many signatures recall it."""

    seat: Id
    office: str
    holder: Id
    until: Seconds
    elected_in: Step
    recall_signatures: Count
    alternate: bool
    accepted: bool


class Sent(Struct, frozen=True):
    """A delegate in this council: of which body, until when, since which step, carrying a vote or standing in."""

    place: Id
    body: BodyId
    name: Title
    until: Seconds
    shown: Step
    votes: bool


class Branch(Struct, frozen=True):
    """A body that makes up this council: its members of standing, its votes, its tie."""

    body: BodyId
    name: Title
    tie: str
    heads: Count
    votes: Count


class Open(Struct, frozen=True):
    """A proposal that is open: how far it has come, what is still needed, and until when one can vote."""

    step: Step
    title: Title
    kind: str
    stage: Stage
    supporters: Count
    needed: Count
    votes_until: Seconds | None
    over: bool
    """The vote is over and only has to be closed."""


class ByRight(Struct, frozen=True):
    """A meeting that exists because enough asked for it: about which proposal, and its latest day."""

    step: Step
    title: Title
    latest: Seconds


class Kept(Struct, frozen=True):
    """A decision that binds, or waits to."""

    step: Step
    title: Title
    kind: str
    since: Seconds
    until: Seconds | None
    waits: Waits


class Lent(Struct, frozen=True):
    """Somebody a sister body lends us for a task: which task, by which body, until when at the latest."""

    guest: Id
    office: Id
    name: Title
    until: Seconds


class Shows(Struct, frozen=True):
    """What the record shows at one instant (UTC seconds)."""

    body: BodyId
    title: Title
    kind: str
    at: Seconds
    steps: Count
    forming: bool
    closed: bool
    may_vote: Count
    by_section: tuple[tuple[Id, Count], ...]
    without_key: Count
    """How many of those who may vote hold no key and act at the tellers' table."""
    held: tuple[Held, ...]
    vacant: tuple[tuple[Id, Count], ...]
    """Offices with seats that nobody holds, and how many."""
    lent: tuple[Lent, ...]
    sent: tuple[Sent, ...]
    branches: tuple[Branch, ...]
    open: tuple[Open, ...]
    by_right: tuple[ByRight, ...]
    meetings: tuple[tuple[Step, Seconds], ...]
    """Meetings called and not yet opened: step and time."""
    decisions: tuple[Kept, ...]
    floors: tuple[Title, ...]
    """Minimums of our councils that bind us by our joining."""
    awaited: tuple[tuple[Step, str], ...]
    """Steps that wait for a second person, and which kind of step they are."""
    councils: tuple[tuple[BodyId, Title, str], ...]


def shows(state: State, at: int) -> Shows:
    """What the record shows at that time (UTC seconds)."""
    electors = state.electors(None, at)
    members = [state.members[who] for who in electors if who in state.members]
    return Shows(
        body=state.body,
        title=state.charter.title,
        kind=state.kind.value,
        at=at,
        steps=state.size,
        forming=state.founded_at is None,
        closed=state.closed_at is not None,
        may_vote=len(electors),
        by_section=tuple((name, len(state.register(name, at))) for name in state.charter.sections),
        without_key=sum(1 for member in members if state.key_in_force(member.id, at) is None),
        held=held(state, at),
        vacant=vacant(state, at),
        lent=lent(state, at),
        sent=sent(state, at),
        branches=branches(state, at),
        open=still_open(state, at),
        by_right=tuple(
            ByRight(question.id, question.title, latest) for question, latest in state.sittings_by_right(at)
        ),
        meetings=tuple(
            (sitting.id, sitting.on)
            for sitting in sorted(state.sittings.values(), key=lambda sitting: sitting.on)
            if sitting.opened_at is None
        ),
        decisions=decisions(state, at),
        floors=tuple(floor.title for floor in state.floors(at)),
        awaited=tuple(
            (step, str(type(waiting.act).__struct_config__.tag))
            for step, waiting in sorted(state.pending.items())
        ),
        councils=tuple(
            (link.council, link.name, link.tie.value)
            for link in sorted(state.affiliations.values(), key=lambda link: link.name)
        ),
    )


def held(state: State, at: int) -> tuple[Held, ...]:
    """Every seat that is held at that time, by office and holder."""
    found = [
        Held(
            seat=seat.id,
            office=w.office_of(state, seat.office, seat.to),
            holder=seat.holder,
            until=seat.until,
            elected_in=seat.elected_in,
            recall_signatures=state.charter.petitioners(len(state.electors(seat.electors, at))),
            alternate=seat.alternate,
            accepted=seat.accepted_at is not None,
        )
        for seat in state.seats.values()
        if state.holds(seat, at)
    ]
    return tuple(sorted(found, key=lambda seat: (seat.office, seat.alternate, seat.holder)))


def vacant(state: State, at: int) -> tuple[tuple[Id, Count], ...]:
    """Offices of the charter with seats that nobody holds."""
    empty = (
        (office.name, office.seats - len(state.holders(office.name, at))) for office in state.charter.offices
    )
    return tuple((name, seats) for name, seats in empty if seats > 0)


def lent(state: State, at: int) -> tuple[Lent, ...]:
    """Whom sister bodies lend us at that time, for which task."""
    found = [
        Lent(guest.id, guest.office, w.name_of(state, guest.body), guest.until)
        for guest in state.guests.values()
        if state.lent(guest, at)
    ]
    return tuple(sorted(found, key=lambda guest: (guest.office, guest.guest)))


def sent(state: State, at: int) -> tuple[Sent, ...]:
    """The delegates of a council at that time."""
    found = [
        Sent(
            place.id,
            place.body,
            w.name_of(state, place.body),
            place.until,
            place.shown,
            state.place_votes(place, at),
        )
        for place in state.places.values()
        if place.in_force(at)
    ]
    return tuple(sorted(found, key=lambda place: (place.name, place.place)))


def branches(state: State, at: int) -> tuple[Branch, ...]:
    """The bodies of a council, with the votes they would have now."""
    votes = state.register(None, at) if state.council else {}
    found = [
        Branch(link.body, link.name, link.tie.value, link.heads, votes.get(link.body, 0))
        for link in state.bodies.values()
        if link.tie is not Tie.LEFT or link.in_force(at)
    ]
    return tuple(sorted(found, key=lambda branch: branch.name))


def still_open(state: State, at: int) -> tuple[Open, ...]:
    """The proposals that are open, oldest first."""
    found = []
    needs: dict[tuple[Id | None, bool], int] = {}
    for step in sorted(state.open_questions):
        question = state.questions[step]
        of = question.matter.section(state), bool(question.matter.by_petition)
        if of not in needs:
            electors = state.electorate(question, at)
            needs[of] = state.charter.petitioners(electors) if of[1] else state.charter.supporters(electors)
        found.append(
            Open(
                step=step,
                title=question.title,
                kind=w.what_is_put(question.matter, state),
                stage=question.stage,
                supporters=len(question.supporters),
                needed=needs[of],
                votes_until=question.rule.until if question.rule is not None else None,
                over=may_close(state, question, at),
            )
        )
    return tuple(found)


def decisions(state: State, at: int) -> tuple[Kept, ...]:
    """Decisions in force, and those that wait, by step. Elections and recalls show as seats."""
    return tuple(
        Kept(
            step=step,
            title=decision.title,
            kind=w.kind_of(decision.matter),
            since=decision.from_,
            until=decision.until,
            waits=decision.waits,
        )
        for step, decision in sorted(state.decisions.items())
        if decision.matter.word() not in ("election", "recall")
        and (decision.in_force(at) or decision.waits is not Waits.NOTHING or at < decision.from_)
        and decision.ended_at is None
        and not decision.fell_short(at)
    )
