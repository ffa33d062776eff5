"""Closing itself down: by the body alone, at two meetings (DOMAIN 2D)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Step
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class ClosingDown(MatterBase, frozen=True, tag="closing_down"):
    """The first question announces it, the second, which names the first, closes the body."""

    first: Step | None = None

    rule = "decides_closing"
    reserved = True
    goes_down = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        after = state.deciding(question)
        return after if self.first is None else after.closing_down()
