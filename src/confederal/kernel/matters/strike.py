"""A strike: begun and ended by those concerned; nobody else may forbid it (R48)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Id, Step, Title
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Strike(MatterBase, frozen=True, tag="strike"):
    """Begins a strike of the body or of one section, or ends the one it names."""

    demands: Title
    of: Id | None = None
    """The section concerned; None for the whole body."""
    ends: Step | None = None
    """The question that began the strike this one ends."""

    kinds = ASSEMBLY
    secret = True
    notice = Notice.URGENT
    always_open = True

    def section(self, state: State) -> Id | None:
        return self.of

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        after = state.deciding(question)
        return after if self.ends is None else after.ending_decision(self.ends, question.id)
