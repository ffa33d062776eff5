"""A choice among options, decided when one option has more than half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.identity import Id
from confederal.kernel.matters.matter import MatterBase, Sense

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Choice(MatterBase, frozen=True, tag="choice"):
    """One of several options; the outcome names it.

    Voters may rank the options; where first choices give none a majority, the last is taken out and its papers
    pass on (instant runoff).
    """

    among: tuple[Id, ...]
    binding: bool = True
    """False: a straw poll that binds nobody."""

    sense = Sense.OPTIONS

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question) if self.binding else state

    def options(self, state: State) -> tuple[Id, ...]:
        return self.among
