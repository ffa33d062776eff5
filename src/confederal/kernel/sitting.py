"""Meetings: convened by officers, by rota or by petition, opened by two who are there; attendance is a number."""

from enum import StrEnum

from msgspec import Struct

from confederal.kernel.identity import DAY, Count, Id, Seconds, Step


class Ground(StrEnum):
    """By what right a sitting exists."""

    OFFICERS = "officers"
    ROTA = "rota"
    PETITION = "petition"


class Sitting(Struct, frozen=True):
    """A meeting of the body, or of one of its constituencies."""

    id: Step
    ground: Ground
    called_at: Seconds
    on: Seconds
    agenda: tuple[Step, ...]
    urgent: bool = False
    section: Id | None = None
    opened_by: Id | None = None
    opened_at: Seconds | None = None
    """Set by the second of the two who open it."""
    attendance: Count = 0
    ended_at: Seconds | None = None

    def open(self, at: int) -> bool:
        """Whether it is going on: opened by two, not ended by two, and no longer than three days (a congress)."""
        if self.opened_at is None or not self.opened_at <= at < self.opened_at + 3 * DAY:
            return False
        return self.ended_at is None or at <= self.ended_at
