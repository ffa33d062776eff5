"""Referring back: a question returns to those it came from, before it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Step
from confederal.kernel.matters.matter import MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class ReferringBack(MatterBase, frozen=True, tag="referring_back"):
    """Sends an open question of this council back to its constituents, or of this assembly to its proposers."""

    question: Step

    notice = Notice.URGENT
    procedural = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).referring_back(self.question)
