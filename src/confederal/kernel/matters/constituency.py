"""Constituencies: standing sections that may sit apart and are counted together (R04, R10, R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Id
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Constituency(MatterBase, frozen=True, tag="constituency"):
    """Creates a section, or dissolves one of our own. Members choose their section themselves."""

    called: Id
    dissolves: bool = False

    kinds = ASSEMBLY
    rule = "decides_charter"
    reserved = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).sectioning(self.called, dissolves=self.dissolves)
