"""Admission: of a person by an assembly, of a body or an advisor by a council's constituents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import BodyId, Id
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Admission(MatterBase, frozen=True, tag="admission"):
    """Admits one body that has shown its own decision to join, or one person to be invited."""

    body: BodyId | None = None
    person: Id | None = None
    advisor: bool = False

    rule = "decides_joining"

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        after = state.deciding(question)
        return after if self.body is None else after.admitting(self.body, question.id)
