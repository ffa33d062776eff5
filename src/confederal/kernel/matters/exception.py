"""A temporary exception from a standard, with the consent of each affected body (R29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import BodyId, Days, Step
from confederal.kernel.matters.matter import COUNCIL, MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Derogation(MatterBase, frozen=True, tag="exception"):
    """Lets one body fall short of one standard for a time; ends by itself."""

    standard: Step
    body: BodyId
    days: Days
    affected: tuple[BodyId, ...]
    """Each must confirm before the exception is in force: it comes down to every one of them."""

    kinds = COUNCIL
    goes_down = True

    def confirmed_by_each(self) -> frozenset[BodyId]:
        return frozenset(self.affected)

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question, days=self.days)
