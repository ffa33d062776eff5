"""A change of the body's own numbers, inside their bounds. The articles are not among them (R55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.body import Charter
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class CharterChange(MatterBase, frozen=True, tag="charter"):
    """The charter as it shall be, whole."""

    becomes: Charter

    rule = "decides_charter"
    reserved = True
    goes_down = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.rechartering(question, self.becomes)

    def undone(self, state: State, question: Question) -> State:
        return state.unchartering(question)
