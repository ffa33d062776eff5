"""A commission: enumerated tasks, a last day, reports; two people at least; no standing government (R39, R42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Count, Days, Id, Title
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Commission(MatterBase, frozen=True, tag="commission"):
    """Creates a commission; who sits on it is elected like any office."""

    called: Id
    tasks: tuple[Title, ...]
    seats: Count
    ends_days: Days
    reports_days: Days

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question, days=self.ends_days)
