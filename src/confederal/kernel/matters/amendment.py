"""An amendment put to the vote: another wording of one paragraph of an open question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Count, Digest, Step
from confederal.kernel.matters.matter import MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class AmendmentVote(MatterBase, frozen=True, tag="amendment"):
    """Replaces one paragraph. The text's digest changes, and with it which mandates cover it."""

    question: Step
    paragraph: Count
    becomes: Digest

    notice = Notice.URGENT
    procedural = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).amending(self.question, self.paragraph, self.becomes)
