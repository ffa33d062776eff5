"""A resolution: a text adopted, perhaps with a day on which it ends."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from confederal.kernel.identity import Days, Step
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Scope(StrEnum):
    """What a resolution is about. Discipline, work organisation and programme are the assembly's own (R01)."""

    GENERAL = "general"
    DISCIPLINE = "discipline"
    WORK_ORGANISATION = "work_organisation"
    PROGRAMME = "programme"
    OWN_RULES = "own_rules"
    AFFILIATION = "affiliation"


RESERVED = frozenset(
    {Scope.DISCIPLINE, Scope.WORK_ORGANISATION, Scope.PROGRAMME, Scope.OWN_RULES, Scope.AFFILIATION}
)


class Resolution(MatterBase, frozen=True, tag="resolution"):
    """The text of the question's paragraphs, adopted."""

    scope: Scope = Scope.GENERAL
    sunset_days: Days = 0
    """0: until the body decides otherwise. Rules of discipline and work must name a day (R23)."""
    replaces: Step | None = None
    """An earlier decision of this body that ends when this one is carried."""

    def kept_secret(self) -> bool:
        return self.scope is Scope.DISCIPLINE

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        after = state.deciding(question, days=self.sunset_days)
        return after if self.replaces is None else after.ending_decision(self.replaces, question.id)
