"""A lending: a small body borrows tellers and keepers from a sister body, and takes orders from nobody by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import BodyId, Days, Id
from confederal.kernel.matters.agreement import Party
from confederal.kernel.matters.matter import ASSEMBLY, MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Lending(MatterBase, frozen=True, tag="lending"):
    """In force in both books when the like decision of the other is shown; whom it sends the lending body elects."""

    with_: tuple[Party, ...]
    """The other of the two."""
    lends: BodyId
    """Which of the two lends."""
    tasks: tuple[Id, ...]
    """Telling, keeping the register, or both."""
    days: Days = 0
    ends: bool = False
    """True: this body ends what it has with the other, from now."""

    kinds = ASSEMBLY

    def parties(self) -> frozenset[BodyId]:
        return frozenset() if self.ends else frozenset(party.body for party in self.with_)

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        if self.ends:
            return state.deciding(question).ending_lending(frozenset(party.body for party in self.with_))
        return state.deciding(question, days=self.days)
