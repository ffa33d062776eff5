"""Who keeps our book: a mandate of two or more that the body takes back when it likes (R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from confederal.kernel.body import Share
from confederal.kernel.identity import KeyId, Title
from confederal.kernel.matters.matter import MatterBase, Notice

if TYPE_CHECKING:
    from confederal.kernel.body import Charter
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Host(MatterBase, frozen=True, tag="host"):
    """Hands the keeping of our book to another key. The old host is not asked."""

    key: KeyId
    where: Title

    notice = Notice.URGENT
    always_open = True
    goes_down = True

    def threshold(self, charter: Charter) -> Share:
        """A simple majority of the votes cast; no charter says otherwise."""
        return Share("1/2")

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        return state.deciding(question).hosted_by(self.key)

    def undone(self, state: State, question: Question) -> State:
        return state.undeciding(question).hosted_by(
            state.decisions[question.id].host_before or state.host_key
        )
