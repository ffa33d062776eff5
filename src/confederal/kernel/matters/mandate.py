"""A mandate: what our delegates must do with a question of a council (R30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.ballot import ABSTAIN, AGAINST, FOR
from confederal.kernel.body import Uncovered
from confederal.kernel.delegate import Mandate, Position, Range
from confederal.kernel.identity import BodyId, Digest, Step
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Mandating(MatterBase, frozen=True, tag="mandate"):
    """Instructs our delegates on one text of one council's question."""

    council: BodyId
    question: Step
    digest: Digest
    """Of the text: another text needs another mandate."""
    position: Position = Position.AS_WE_VOTE
    uncovered: Uncovered = Uncovered.ABSTAIN
    ranges: tuple[Range, ...] = ()

    @property
    def decided_either_way(self) -> bool:
        """Whether a vote that falls is a mandate too: against, or split as it was."""
        return self.position in (Position.AS_WE_VOTE, Position.SPLIT)

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).mandating(self.settled(question, outcome))

    def settled(self, question: Question, outcome: Outcome) -> Mandate:
        """The mandate as the vote made it."""
        totals = dict(outcome.totals)
        position = self.position
        if position is Position.AS_WE_VOTE:
            position = Position.FOR if outcome.carried else Position.AGAINST
        return Mandate(
            council=self.council,
            question=self.question,
            digest=self.digest,
            position=position,
            uncovered=self.uncovered,
            split=(totals.get(FOR, 0), totals.get(AGAINST, 0), totals.get(ABSTAIN, 0)),
            ranges=self.ranges,
            ground=question.id,
        )

    def undone(self, state: State, question: Question) -> State:
        return state.unmandating(question)
