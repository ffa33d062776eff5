"""An agreement between bodies: it needs no one above (R34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from confederal.kernel.identity import BodyId, Days, Digest, KeyId, Title
from confederal.kernel.matters.matter import MatterBase

if TYPE_CHECKING:
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Party(Struct, frozen=True, forbid_unknown_fields=True):
    """A body that makes the agreement, and the key its book is kept with."""

    body: BodyId
    name: Title
    host_key: KeyId


class Agreement(MatterBase, frozen=True, tag="agreement"):
    """One text for all its parties; in force in each book when the like decision of every other is shown."""

    with_: tuple[Party, ...]
    text: Digest
    days: Days = 0
    notice_days: Days = 30
    ends: bool = False
    """True: this body gives notice of the agreement with this text."""

    def parties(self) -> frozenset[BodyId]:
        return frozenset() if self.ends else frozenset(party.body for party in self.with_)

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        if self.ends:
            return state.deciding(question).ending_agreement(self.text, self.notice_days)
        return state.deciding(question, days=self.days)
