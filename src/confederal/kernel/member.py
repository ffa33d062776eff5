"""A member is a pseudonym in one body's book, with keys and standing. Names live in the sealed register (P1, P2)."""

from enum import StrEnum

from msgspec import Struct

from confederal.kernel.identity import Digest, Id, KeyId, Seconds, Signature, Step


class Standing(StrEnum):
    """Whether a member takes part in decisions."""

    GOOD = "good"
    SUSPENDED = "suspended"
    """In arrears beyond what the charter allows, or acting for an employer (R46)."""
    ADVISOR = "advisor"
    """A voice and no vote (R05)."""
    GONE = "gone"


class Member(Struct, frozen=True):
    """One person in one body."""

    id: Id
    standing: Standing
    since: Seconds
    ground: Step
    section: Id | None = None
    section_since: Seconds = 0
    """In a section one votes on what was raised after one came to it."""
    entry: Digest | None = None
    """The salted digest of this person's row in the sealed register, while it stands."""
    key: KeyId | None = None
    """The key in force; None for members who act at the tellers' table."""
    acts_for_employer_until: Seconds = 0
    leaves_at: Seconds | None = None
    """For a member expelled: when it takes effect if no appeal stands (R54)."""

    votes_from: Seconds = 0
    """Who joins votes when one ordinary notice has run: nobody is outvoted by names that appeared overnight."""
    contested: bool = False
    """Whether they contested being taken off the roll: then keepers alone do not do it again."""
    off_roll_at: Seconds | None = None
    """When two keepers' word that they left or are in arrears takes effect, unless they contest it (R54)."""

    def gone(self, at: int) -> bool:
        """Whether this person has left, or was expelled and the time for appeal is over."""
        return self.standing is Standing.GONE or (self.leaves_at is not None and at >= self.leaves_at)

    def always_votes(self, at: int) -> bool:
        """Whether from that time on nothing about this member's vote depends on the clock."""
        past = max(self.acts_for_employer_until, self.votes_from) <= at
        return past and self.leaves_at is None and self.off_roll_at is None

    def votes(self, at: int) -> bool:
        """Whether this member has a vote at that time."""
        return (
            self.standing is Standing.GOOD
            and at >= self.acts_for_employer_until
            and at >= self.votes_from
            and (self.leaves_at is None or at < self.leaves_at)
            and (self.off_roll_at is None or at < self.off_roll_at)
        )


class KeyState(Struct, frozen=True):
    """A key, whose it is, and from when to when it signs."""

    owner: Id
    since: Seconds
    until: Seconds | None = None
    """Later revocation does not undo earlier acts (TRUST §3.3)."""


class Invitation(Struct, frozen=True):
    """Two keepers invite; the person binds a key of their own with the one-time key on the printed card."""

    id: Id
    card: KeyId | None
    section: Id | None
    entry: Digest | None
    by: Id
    standing: Standing = Standing.GOOD
    confirmed_by: Id | None = None
    question: Step | None = None


class Recovery(Struct, frozen=True):
    """A new key on co-workers' word, with delay and veto (TRUST §3.4)."""

    member: Id
    key: KeyId
    vouchers: tuple[Id, ...]
    proof: Signature = ""
    """The new key's own signature: everybody who vouches hands in the same."""
    ripe_at: Seconds | None = None
    """When the delay is over; None until enough co-workers have vouched."""
