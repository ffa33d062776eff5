"""A decision in force: what a carried question left behind, from when to when, and what it still waits for."""

from enum import StrEnum

from immutables import Map
from msgspec import Struct

from confederal.kernel.body import Charter
from confederal.kernel.identity import BodyId, Days, Digest, KeyId, Seconds, Step, Title
from confederal.kernel.matters import Matter


class Waits(StrEnum):
    """What a carried matter needs before it is in force."""

    NOTHING = "nothing"
    RATIFICATION = "ratification"
    PARTIES = "parties"
    APPEAL = "appeal"
    """A hearing of the appeal by the assembly."""


class Decision(Struct, frozen=True):
    """What was decided, and whether it holds."""

    question: Step
    title: Title
    matter: Matter
    text: tuple[Digest, ...]
    at: Seconds
    from_: Seconds
    until: Seconds | None = None
    waits: Waits = Waits.NOTHING
    ratified: Map[BodyId, bool] = Map()
    """By body: whether it confirmed or not. Silence is no entry here, and no consent (R47)."""
    ratify_by: Seconds | None = None
    ratify_days: Days = 0
    """How long the bodies have, as the charter had it when this was decided; it runs from when they were told."""
    told_at: Seconds | None = None
    """When the bodies were told that it comes down to them."""
    shown: Map[BodyId, Digest] = Map()
    """The parties whose like decision has been shown, with the digest of its attestation."""
    ended_at: Seconds | None = None
    ended_by: Step | None = None
    """The question that ended it, so that a corrected count can give it back."""
    reopened: str = ""
    """Why this decision is on the next agenda again: a contradiction shown, an appeal."""
    host_before: KeyId | None = None
    charter_before: Charter | None = None
    """What the charter was, so that a corrected count can be undone."""

    def fell_short(self, at: int) -> bool:
        """Whether the time to confirm it is over and too few have: it binds nobody and is back with the bodies."""
        waited = self.waits is Waits.RATIFICATION and self.ended_at is None
        return waited and self.ratify_by is not None and at >= self.ratify_by

    def in_force(self, at: int) -> bool:
        """Whether it binds at that time."""
        return (
            self.waits is Waits.NOTHING
            and self.from_ <= at
            and (self.until is None or at < self.until)
            and (self.ended_at is None or at < self.ended_at)
        )
