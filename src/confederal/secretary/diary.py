"""What falls due: derived from the reading at an instant, waiting for no act and no officer."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY, Id, Seconds, Step
from confederal.kernel.question import Stage
from confederal.kernel.state import State

REPORT_DAYS = 14
"""A delegate reports back within so many days of a council's closing (DOMAIN 2D)."""


class Due(StrEnum):
    """What kind of thing falls due."""

    MEETING_BY_PETITION = "meeting_by_petition"
    MEETING = "meeting"
    VOTE_ENDS = "vote_ends"
    TERM_ENDS = "term_ends"
    DECISION_ENDS = "decision_ends"
    CONFIRM_BY = "confirm_by"
    EXPULSION = "expulsion"


class Item(Struct, frozen=True, order=True):
    """One thing that falls due: when, what, and the step or seat it is about."""

    at: Seconds
    what: Due
    about: Step | Id


def falls_due(state: State, at: int) -> list[Item]:
    """Everything that falls due from `at` on, soonest first."""
    return sorted(
        (item for item in all_items(state, at) if item.at >= at), key=lambda item: (item.at, item.what)
    )


def all_items(state: State, at: int) -> Iterator[Item]:
    """What falls due, past or to come."""
    for question, on in state.sittings_by_right(at):
        yield Item(on, Due.MEETING_BY_PETITION, question.id)
    for sitting in state.sittings.values():
        if sitting.opened_at is None:
            yield Item(sitting.on, Due.MEETING, sitting.id)
    for step in state.open_questions:
        question = state.questions[step]
        if question.stage is Stage.VOTING and question.rule is not None:
            yield Item(question.rule.until, Due.VOTE_ENDS, step)
    for seat in state.seats.values():
        if state.holds(seat, at):
            yield Item(seat.until, Due.TERM_ENDS, seat.id)
    for decision in state.decisions.values():
        if decision.waits is Waits.RATIFICATION and decision.ratify_by is not None:
            yield Item(decision.ratify_by, Due.CONFIRM_BY, decision.question)
        elif decision.until is not None and decision.in_force(at):
            yield Item(decision.until, Due.DECISION_ENDS, decision.question)
    for member in state.members.values():
        if member.leaves_at is not None:
            yield Item(member.leaves_at, Due.EXPULSION, member.id)


def days_left(item: Item, at: int) -> int:
    """Whole days until it falls due, rounded up."""
    return -(-(item.at - at) // DAY)
