"""Seating: the floor of a congress hears an appeal against its own credentials and may seat a body (R37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import BodyId, Step
from confederal.kernel.matters.matter import COUNCIL, MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Seating(MatterBase, frozen=True, tag="seating"):
    """Seats the delegates of one body at one sitting, decided by those whose credentials are in order."""

    body: BodyId
    sitting: Step

    kinds = COUNCIL
    notice = Notice.URGENT
    procedural = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).seating(self.body, self.sitting)
