"""A recall: the electors of a seat take it back, at any time and without giving a cause (R03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.body import Share
from confederal.kernel.identity import Id
from confederal.kernel.matters.matter import MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.body import Charter
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Recall(MatterBase, frozen=True, tag="recall"):
    """Ends one seat. Decided by the constituency that elected it, by simple majority."""

    seat: Id

    secret = True
    notice = Notice.URGENT
    always_open = True
    by_petition = True

    def section(self, state: State) -> Id | None:
        """Those who elected it; everybody, where that section is dissolved or nobody is left in it."""
        seat = state.seats.get(self.seat)
        if seat is None or not state.rolls.get(seat.electors or ""):
            return None
        return seat.electors

    def concerned(self, state: State) -> frozenset[Id]:
        seat = state.seats.get(self.seat)
        return frozenset() if seat is None else frozenset({seat.holder})

    def threshold(self, charter: Charter) -> Share:
        """A simple majority of the votes cast; no charter says otherwise."""
        return Share("1/2")

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.ending_seat(self.seat, question.id)

    def undone(self, state: State, question: Question) -> State:
        return state.restoring_seat(self.seat, question.id)
