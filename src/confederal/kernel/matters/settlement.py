"""A settlement: a deal has no force before those it covers have read and ratified it (R47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Days, Digest, Id, Step, Title
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Settlement(MatterBase, frozen=True, tag="settlement"):
    """Ratifies a deal by the votes of those it covers, and ends the strike it settles."""

    text: Digest
    with_whom: Title
    of: Id | None = None
    strike: Step | None = None
    days: Days = 0

    kinds = ASSEMBLY
    secret = True
    notice = Notice.READING

    def section(self, state: State) -> Id | None:
        return self.of

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        after = state.deciding(question, days=self.days)
        return after if self.strike is None else after.ending_decision(self.strike, question.id)
