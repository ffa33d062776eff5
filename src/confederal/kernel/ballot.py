"""Marks, tallies and what tellers report. Nothing is counted here."""

from enum import StrEnum

from msgspec import Struct

from confederal.kernel.identity import Count, Digest, Id, Step

FOR, AGAINST, ABSTAIN, REFER_BACK = "for", "against", "abstain", "refer_back"
YES_NO = (FOR, AGAINST, ABSTAIN)
COUNCIL_MARKS = (FOR, AGAINST, ABSTAIN, REFER_BACK)

Mark = tuple[Id, ...]
"""What a voter says: ("for",), one option, or a ranking of candidates, first choice first."""


class Way(StrEnum):
    """Ways of voting. The secret box online is not in this edition."""

    NAMED = "named"
    HANDS = "hands"
    BOX = "box"


class Tally(Struct, frozen=True, forbid_unknown_fields=True):
    """So many voters said this."""

    mark: Mark
    votes: Count


class HandCount(Struct, frozen=True):
    """A show of hands or a paper box, told by one teller and confirmed by another who counted too."""

    step: Step
    way: Way
    section: Id | None
    tallies: tuple[Tally, ...]
    spoilt: Count
    told_by: Id
    roll: Digest | None
    confirmed_by: Id | None = None
    corrects: Step | None = None

    @property
    def papers(self) -> int:
        """How many people voted this way: the marks and the spoilt."""
        return sum(tally.votes for tally in self.tallies) + self.spoilt
