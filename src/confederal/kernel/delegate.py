"""Seats we fill and places others fill here; the mandates they carry; the terms people have served."""

from enum import StrEnum

from msgspec import Struct

from confederal.kernel.body import Uncovered
from confederal.kernel.identity import BodyId, Count, Digest, Id, KeyId, Seconds, Signature, Step


class Seat(Struct, frozen=True):
    """An office or a delegation this body's electors have filled, in their own book."""

    id: Id
    office: Id
    holder: Id
    elected_in: Step
    electors: Id | None
    """The section whose seat it is; None for the whole body's."""
    since: Seconds
    until: Seconds
    to: BodyId | None = None
    """The council a delegate is sent to."""
    alternate: bool = False
    key: KeyId | None = None
    """With which a delegate signs in the council, with the proof they hold it and the one before it."""
    proof: Signature = ""
    replaces: KeyId | None = None
    accepted_at: Seconds | None = None
    ended_at: Seconds | None = None
    ended_by: Step | None = None
    brought: bool = False
    """Brought along at the founding, confirmed by the founding assembly."""

    def in_force(self, at: int) -> bool:
        """Whether the seat is held at that time, as far as the seat itself shows; see `State.holds`."""
        return self.since <= at < self.until and (self.ended_at is None or at < self.ended_at)


class Place(Struct, frozen=True):
    """A seat in this council, held by the delegate of another body on its attestation."""

    id: Id
    body: BodyId
    seat: Id
    key: KeyId
    since: Seconds
    until: Seconds
    attested: Digest
    shown: Step
    alternate: bool = False
    ended_at: Seconds | None = None

    def in_force(self, at: int) -> bool:
        return at < self.until and (self.ended_at is None or at < self.ended_at)


class Guest(Struct, frozen=True):
    """Somebody a sister body lends us for a task, elected there, on its attestation. They have no vote here."""

    id: Id
    body: BodyId
    office: Id
    seat: Id
    key: KeyId
    since: Seconds
    until: Seconds
    attested: Digest
    shown: Step
    ended_at: Seconds | None = None

    def in_force(self, at: int) -> bool:
        """Whether the seat they hold in their own body is in force; see `State.lent`."""
        return at < self.until and (self.ended_at is None or at < self.ended_at)


class Position(StrEnum):
    """The part of a mandate that can be decided by a reader (DESIGN §3)."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    REFER_BACK = "refer_back"
    SPLIT = "split"
    """Our votes as they were split among us."""
    FREE = "free"
    AS_WE_VOTE = "as_we_vote"
    """For if our assembly carries it, against if not: what the vote itself decides."""


WITHOUT_MANDATE = {
    Uncovered.ABSTAIN: Position.ABSTAIN,
    Uncovered.REFER_BACK: Position.REFER_BACK,
    Uncovered.FREE: Position.FREE,
}
"""What a body's votes say where no mandate covers the text."""


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """The limits within which a number of the text may move: minor units, days or a count."""

    term: Id
    least: Count
    most: Count


class Mandate(Struct, frozen=True):
    """What a body's delegates must do with one question of a council."""

    council: BodyId
    question: Step
    digest: Digest
    """Of the text that was mandated; a new text calls for a new mandate unless `covers_amended` says otherwise."""
    position: Position
    uncovered: Uncovered
    split: tuple[Count, Count, Count] = (0, 0, 0)
    """For, against, abstaining, in the assembly's own count."""
    ranges: tuple[Range, ...] = ()
    ground: Step = 0


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """A time somebody held an office of power, here or brought along from before."""

    office: Id
    since: Seconds
    until: Seconds
