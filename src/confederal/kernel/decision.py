"""A decision in force: what a carried question left behind, from when to when, and what it still waits for."""

from enum import StrEnum

from immutables import Map
from msgspec import Struct

from confederal.kernel.body import Charter
from confederal.kernel.identity import BodyId, Digest, KeyId, Seconds, Step, Title
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

    def in_force(self, at: int) -> bool:
        """Whether it binds at that time."""
        return (
            self.waits is Waits.NOTHING
            and self.from_ <= at
            and (self.until is None or at < self.until)
            and (self.ended_at is None or at < self.ended_at)
        )
