"""Expulsion: for listed conduct, after notice and a hearing, with appeal. Opinion is no ground (R54)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from confederal.kernel.identity import Id, Step
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Conduct(StrEnum):
    """The whole list. There is no code for an opinion, a speech, a publication or a tendency."""

    VIOLENCE = "violence"
    HARASSMENT = "harassment"
    THEFT_FROM_THE_COLLECTIVE = "theft_from_the_collective"
    STRIKE_BREAKING = "strike_breaking"
    INFORMING_FOR_EMPLOYER_OR_POLICE = "informing_for_employer_or_police"
    DISCLOSING_MEMBERS = "disclosing_members"
    FALSIFYING_A_COUNT = "falsifying_a_count"
    ENDANGERING_OTHERS = "endangering_others"


class Expulsion(MatterBase, frozen=True, tag="expulsion"):
    """Ends a membership when the time for appeal has passed; an appeal puts it before the assembly again."""

    member: Id
    conduct: Conduct
    upholds: Step | None = None
    """The question appealed against: this one hears the appeal."""

    kinds = ASSEMBLY
    rule = "decides_expulsion"
    reserved = True
    secret = True

    def concerned(self, state: State) -> frozenset[Id]:
        return frozenset({self.member})

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.expelling(question, self)

    def undone(self, state: State, question: Question) -> State:
        return state.unexpelling(question, self)
