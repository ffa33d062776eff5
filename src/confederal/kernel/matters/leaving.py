"""Leaving a council: the body's own act alone; it takes its book along (R28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.body import Share
from confederal.kernel.identity import BodyId
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.body import Charter
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Leaving(MatterBase, frozen=True, tag="leaving"):
    """Leaves a council after the notice its charter named when we joined."""

    council: BodyId

    reserved = True
    always_open = True

    def threshold(self, charter: Charter) -> Share:
        """A simple majority of the votes cast; no charter says otherwise."""
        return Share("1/2")

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).disaffiliating(self.council)

    def undone(self, state: State, question: Question) -> State:
        return state.undeciding(question).reaffiliating(self.council)
