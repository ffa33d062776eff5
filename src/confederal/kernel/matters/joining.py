"""Joining a council: by the body's own decision; the council's constituents accept (R28, R72)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from confederal.kernel.body import Affiliation, Tie
from confederal.kernel.identity import BodyId, Days, Digest, Id, KeyId, Title
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Joining(MatterBase, frozen=True, tag="joining"):
    """Joins a federation, congress, council or committee under the charter with that digest."""

    council: BodyId
    name: Title
    host_key: KeyId
    charter: Digest
    leave_notice_days: Days = 30
    side: Id | None = None
    """The side we sit on, in a joint committee."""
    standing_days: Days = 60
    """Members count in that council once they have been here so long (DESIGN §4)."""

    rule = "decides_joining"
    reserved = True
    goes_down = True

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        """It asks to join; or, where it belongs there, believes whoever keeps that record with this key now."""
        state, link = state.deciding(question), state.affiliations.get(self.council)
        if link is not None and link.tie is Tie.JOINED:
            return state.affiliating(replace(link, host_key=self.host_key, key_before=link.host_key))
        return state.affiliating(
            Affiliation(
                council=self.council,
                name=self.name,
                host_key=self.host_key,
                charter=self.charter,
                tie=Tie.ASKED,
                ground=question.id,
                notice_days=self.leave_notice_days,
                standing_days=self.standing_days,
            )
        )

    def undone(self, state: State, question: Question) -> State:
        state, link = state.undeciding(question), state.affiliations.get(self.council)
        if link is None or link.ground == question.id or link.key_before is None:
            return state
        return state.affiliating(replace(link, host_key=link.key_before, key_before=None))
