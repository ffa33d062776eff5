"""An election to an office of the body, or of delegates to a council it belongs to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from confederal.kernel.identity import BodyId, Count, Days, Id
from confederal.kernel.matters.matter import MatterBase, Sense

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Method(StrEnum):
    """How an election is counted, by its legal name in the register of methods."""

    STV = "scottish-stv"
    MAJORITY = "majority"


class Election(MatterBase, frozen=True, tag="election"):
    """So many seats of one office, for a term, by those the seats bind (R02)."""

    office: Id
    seats: Count
    term_days: Days
    alternates: Count = 0
    method: Method = Method.STV
    to: BodyId | None = None
    """The council delegates are sent to."""
    of: Id | None = None
    """The section whose seat it is; None for the whole body's."""
    in_place_of: Id | None = None
    """The seat that is being recalled: the replacement is elected in the same meeting, when it is empty (R03)."""
    exceptional: bool = False
    """Nobody else stands: a term beyond the limit, together with a co-holder who is trained (DOMAIN 2C.5)."""

    sense = Sense.PERSONS
    secret = True

    def section(self, state: State) -> Id | None:
        return self.of

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.electing(question, self, outcome)

    def undone(self, state: State, question: Question) -> State:
        return state.unelecting(question)
