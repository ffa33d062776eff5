"""What every matter declares, and what it does when it is carried.

A matter is a value with terms (integers, days, fractions) and a few declarations on its class. It names its
electors by a standing constituency, never by a list made for the occasion, and never counts: `carried` is given
a finished outcome.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from confederal.kernel.identity import BodyId, Id

if TYPE_CHECKING:
    from confederal.kernel.body import Charter, Share
    from confederal.kernel.question import Outcome, Question
    from confederal.kernel.state import State


class Notice(StrEnum):
    """How long members must have known before the vote opens."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    """At least 24 hours: recall and stop-gap matters that cannot wait (with later confirmation if not recall)."""
    READING = "reading"
    """The full text must have been there for the charter's reading days (R47)."""


class Sense(StrEnum):
    """What form the answer has."""

    YES_NO = "yes_no"
    OPTIONS = "options"
    PERSONS = "persons"


ASSEMBLY, COUNCIL = frozenset({"assembly"}), frozenset({"council"})
BOTH = ASSEMBLY | COUNCIL


class MatterBase(Struct, frozen=True, tag_field="matter", forbid_unknown_fields=True):
    """What a question is about. Subclasses are the kinds of decision there are; there is no other way to act."""

    kinds: ClassVar[frozenset[str]] = BOTH
    """Which kinds of body may decide it."""
    sense: ClassVar[Sense] = Sense.YES_NO
    rule: ClassVar[str] = "decides"
    """Which threshold of the charter decides it."""
    reserved: ClassVar[bool] = False
    """Needs the larger quorum of reserved matters."""
    secret: ClassVar[bool] = False
    """Concerns persons, strikes or discipline: never a named vote (P8)."""
    notice: ClassVar[Notice] = Notice.ORDINARY
    goes_down: ClassVar[bool] = False
    """In a council always confirmed by its bodies, whatever its charter marks besides (R42, R72)."""
    always_open: ClassVar[bool] = False
    """May be raised, put and voted whatever else is going on, emergencies included."""
    finished: ClassVar[bool] = True
    """False: this edition has its word but not its room; it is refused, never half-effective."""
    procedural: ClassVar[bool] = False
    """How the council itself proceeds (seating, referring back, amending): delegates decide it on the spot."""
    by_petition: ClassVar[bool] = False
    """Supporters count as signatures of a petition."""

    def section(self, state: State) -> Id | None:
        """The standing constituency that decides; None for the whole body."""
        return None

    def concerned(self, state: State) -> frozenset[Id]:
        """Members this matter is about: they do not tell its count."""
        return frozenset()

    def parties(self) -> frozenset[BodyId]:
        """Other bodies whose like decision must be shown before it is in force."""
        return frozenset()

    def confirmed_by_each(self) -> frozenset[BodyId]:
        """Bodies of a council that must every one confirm it; empty where the charter's share decides."""
        return frozenset()

    def options(self, state: State) -> tuple[Id, ...]:
        """The options of a choice; empty for yes or no."""
        return ()

    def kept_secret(self) -> bool:
        """Whether the vote must be a paper box (P8)."""
        return self.secret

    def in_money(self) -> bool:
        """Whether a number of it is an amount of money, in the minor units of the charter's currency."""
        return False

    def threshold(self, charter: Charter) -> Share:
        """The share of votes it needs."""
        share: Share = getattr(charter, self.rule)
        return share

    def carried(self, state: State, question: Question, outcome: Outcome) -> State:
        """The state after this matter was carried. The default: a decision is in force."""
        return state.deciding(question)

    def undone(self, state: State, question: Question) -> State:
        """The state after a corrected count took this decision back."""
        return state.undeciding(question)

    @classmethod
    def word(cls) -> str:
        """Its word in the record."""
        tag = cls.__struct_config__.tag
        assert isinstance(tag, str)
        return tag
