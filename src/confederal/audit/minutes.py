"""What happened at a meeting, as the record has it: the bones of its minutes, step by step.

Persons occur only where they were elected or stand for election; who voted, supported or spoke does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import Id, Seconds, Step
from confederal.kernel.minute_book import Entry
from confederal.kernel.question import Outcome
from confederal.kernel.sitting import Sitting
from confederal.kernel.state import State


class What(StrEnum):
    """What kind of thing happened."""

    OPENED = "opened"
    RAISED = "raised"
    STOOD = "stood"
    PUT = "put"
    HALL = "hall"
    COUNTED = "counted"
    RESULT = "result"
    CORRECTED = "corrected"
    MINORITY = "minority"
    ENDED = "ended"


class Happening(Struct, frozen=True):
    """One thing that happened at a meeting, at which step of the record."""

    what: What
    at: Seconds
    step: Step
    question: Step | None = None
    attendance: int = 0
    ways: tuple[Way, ...] = ()
    tallies: tuple[Tally, ...] = ()
    spoilt: int = 0
    section: Id | None = None
    outcome: Outcome | None = None
    who: Id | None = None
    """A candidate who accepted to stand."""


def happenings(
    state: State, sitting: Sitting, entries: Iterable[Entry], struck: frozenset[Step]
) -> list[Happening]:
    """What happened between the opening and the end of a meeting, in order.

    `entries` are those of the body's record from the meeting's own step on; `struck` the steps without effect.
    What was put at this meeting and counted or corrected later is told where it happened, if within `entries`.
    """
    if sitting.opened_at is None:
        return []
    until = sitting.ended_at
    put_here: set[Step] = set()
    waiting: dict[Step, a.AnyAct] = {}
    found: list[Happening] = []
    for entry in entries:
        if entry.step in struck or not isinstance(entry, a.Minuted):
            continue
        act = entry.act
        if isinstance(act, (a.SittingOpened, a.SittingEnded, a.HallOpened, a.Assisted)):
            waiting[entry.step] = act
            continue
        if isinstance(act, a.Confirmed):
            confirmed = waiting.get(act.step)
            if confirmed is None:
                continue
            act = confirmed
        by = entry.by
        if isinstance(act, a.Assisted):
            by, act = act.member, act.act
        there = sitting.opened_at <= entry.time and (until is None or entry.time <= until)
        if isinstance(act, a.VoteOpened) and there:
            put_here.add(act.question)
        happened = told(state, sitting, entry, act, by, put_here)
        if happened is not None and (there or happened.question in put_here):
            found.append(happened)
    return found


def told(
    state: State, sitting: Sitting, entry: a.Minuted, act: a.AnyAct, by: Id, put_here: set[Step]
) -> Happening | None:
    """One step as a line of the minutes; None where it does not belong into them."""
    at, step = entry.time, entry.step
    match act:
        case a.SittingOpened() if act.sitting == sitting.id:
            return Happening(What.OPENED, at, step, attendance=act.attendance)
        case a.SittingEnded() if act.sitting == sitting.id:
            return Happening(What.ENDED, at, step)
        case a.QuestionRaised() if step in state.questions:
            return Happening(What.RAISED, at, step, step)
        case a.CandidatureAccepted():
            return Happening(What.STOOD, at, step, act.question, who=by)
        case a.VoteOpened():
            return Happening(What.PUT, at, step, act.question, ways=act.ways)
        case a.HallOpened() if act.question in put_here:
            return Happening(What.HALL, at, step, act.question)
        case a.CountConfirmed() if act.question in put_here:
            first = next((c for c in state.questions[act.question].counts if c.step == act.told), None)
            return Happening(
                What.COUNTED,
                at,
                step,
                act.question,
                ways=() if first is None else (first.way,),
                tallies=act.tallies,
                spoilt=act.spoilt,
                section=None if first is None else first.section,
            )
        case a.Closed() if act.question in put_here:
            return Happening(What.RESULT, at, step, act.question, outcome=act.outcome)
        case a.OutcomeCorrected() if act.question in put_here:
            return Happening(What.CORRECTED, at, step, act.question, outcome=act.outcome)
        case a.MinorityStated() if act.question in put_here:
            return Happening(What.MINORITY, at, step, act.question)
        case _:
            return None
