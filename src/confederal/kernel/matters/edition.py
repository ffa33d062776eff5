"""Moving to another edition of the articles: by the body's own question; installing code moves nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Id
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class EditionMove(MatterBase, frozen=True, tag="edition"):
    """Reads our book from here on under the named edition."""

    edition: Id

    rule = "decides_charter"
    reserved = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).under_edition(self.edition)
