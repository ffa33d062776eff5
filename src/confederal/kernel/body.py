"""A body and the numbers it has chosen: assembly or council, its charter, its ties to other bodies.

The bounds of these numbers are law and stand in `charter/settings.py`; here are only the values and what
follows from them by arithmetic.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from msgspec import Meta, Struct

from confederal.kernel.identity import BodyId, Count, Days, Digest, Id, KeyId, Seconds, Step, Title
from confederal.sentence import Sentence, say


class Kind(StrEnum):
    """An assembly is made of members, a council of delegates whom other bodies send. There is no third kind."""

    ASSEMBLY = "assembly"
    COUNCIL = "council"


class Form(StrEnum):
    """What a body is for. The form chooses no powers: it says which chapters of the charter speak of it."""

    WORKPLACE = "workplace"
    UNION = "union"
    VILLAGE = "village"
    CONSUMERS = "consumers"
    FEDERATION = "federation"
    CONGRESS = "congress"
    JOINT_COMMITTEE = "joint_committee"
    DEFENCE_COUNCIL = "defence_council"
    COMMISSION = "commission"


class Base(StrEnum):
    """Of what a share is taken."""

    CAST = "cast"
    PRESENT = "present"
    ELIGIBLE = "eligible"
    WEIGHT = "weight"


class Comparison(StrEnum):
    """Whether the share itself is enough."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


Part = Annotated[str, Meta(max_length=24)]
"""A fraction as it is written: numerator/denominator."""

Name = Annotated[str, Meta(max_length=64)]


class Share(Struct, frozen=True, forbid_unknown_fields=True):
    """A share of a named base, such as more than 1/2 of the votes cast."""

    fraction: Part
    comparison: Comparison = Comparison.MORE_THAN
    base: Base = Base.CAST

    @property
    def exact(self) -> Fraction:
        """The fraction as a number. Raises ValueError or ZeroDivisionError on words that are no fraction."""
        return Fraction(self.fraction)

    @property
    def words(self) -> Sentence:
        """The share as one says it: more than 1/2 of the votes cast."""
        if self.comparison is Comparison.AT_LEAST:
            return say("at least {part} of {base}", part=self.fraction, base=OF_BASE[self.base])
        return say("more than {part} of {base}", part=self.fraction, base=OF_BASE[self.base])

    def __str__(self) -> str:
        return str(self.words)  # as records write it: text and nothing more


OF_BASE = {
    Base.CAST: say("the votes cast"),
    Base.PRESENT: say("those present"),
    Base.ELIGIBLE: say("those who may vote"),
    Base.WEIGHT: say("all votes of the bodies"),
}


def share_told(words: str) -> str:
    """A share that was written down in words, as a sentence again; other words stay as they are.

    >>> share_told("more than 1/2 of the votes cast"), share_told("as agreed")
    ('more than 1/2 of the votes cast', 'as agreed')
    """
    comparison, _, rest = words.partition(" of ")
    base = next((base for base, told in OF_BASE.items() if told == rest), None)
    how, _, part = comparison.rpartition(" ")
    known = [each for each in Comparison if each.replace("_", " ") == how]
    return Share(part, known[0], base).words if known and base is not None else words


class Key(StrEnum):
    """Delegation keys: how votes are shared out among the bodies of a council."""

    ONE_A_BODY = "one_a_body"
    BRACKETS = "brackets"
    PER_STARTED = "per_started"
    HEADS = "heads"
    PARITY = "parity"


class Stray(StrEnum):
    """What becomes of a vote that differs from the mandate. It is never silent (R30)."""

    AS_MANDATED = "as_mandated"
    VOID = "void"
    COUNTED = "counted"


class Uncovered(StrEnum):
    """What a delegate does with a text no mandate covers."""

    ABSTAIN = "abstain"
    REFER_BACK = "refer_back"
    FREE = "free"


class Bracket(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to this many members, this many votes."""

    up_to: Count
    votes: Count


CNT_BRACKETS = (
    Bracket(50, 1),
    Bracket(100, 2),
    Bracket(300, 3),
    Bracket(600, 4),
    Bracket(1000, 5),
    Bracket(1500, 6),
    Bracket(2500, 7),
    Bracket(2**53 - 1, 8),
)
"""CNT, statutes of Madrid Metal, arts 48–54 (DOMAIN 2B)."""


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """A task that several people hold together. One seat alone is no office (R20)."""

    name: Id
    seats: Count
    power: bool = True
    """False for keeping the register, telling and hosting: tasks, whose terms are not counted (DESIGN §2)."""


KEEPER, TELLER, HOSTKEEPER, DELEGATE = "keeper", "teller", "hostkeeper", "delegate"
TASKS = (KEEPER, TELLER, HOSTKEEPER)


class Charter(Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers and choices of a body. Every one has a bound in `charter/settings.py`."""

    title: Title
    kind: Kind
    form: Form
    # meeting
    quorum_least: Count = 5
    quorum_share: Part = "1/10"
    reserved_quorum: Part = "1/4"
    notice_days: Days = 7
    urgent_hours: Count = 48
    support: Count = 2
    petition: Part = "1/10"
    petition_days: Days = 7
    between_meetings: bool = True
    secrecy_on_demand: Part = "1/10"
    count_on_demand: Part = "1/10"
    voting_days: Days = 1
    # deciding
    decides: Share = Share("1/2")
    decides_charter: Share = Share("2/3", Comparison.AT_LEAST)
    decides_joining: Share = Share("1/2")
    decides_expulsion: Share = Share("2/3", Comparison.AT_LEAST)
    decides_closing: Share = Share("2/3", Comparison.AT_LEAST)
    reading_days: Days = 7
    appeal_days: Days = 14
    retable_days: Days = 90
    # people and offices
    admission_by_assembly: bool = False
    offices: tuple[Office, ...] = (Office(KEEPER, 2, power=False), Office(TELLER, 2, power=False))
    term_days: Days = 365
    consecutive_terms: Count = 2
    cross_office_years: Count = 4
    vouchers: Count = 3
    recovery_hours: Count = 72
    cooling_off_days: Days = 30
    sections: tuple[Id, ...] = ()
    # a council's own
    delegation_key: Key = Key.ONE_A_BODY
    started: Count = 100
    brackets: tuple[Bracket, ...] = ()
    cap_votes: Count = 0
    stray: Stray = Stray.AS_MANDATED
    uncovered: Uncovered = Uncovered.ABSTAIN
    freshness_days: Days = 400
    standing_days: Days = 60
    credentials_each_sitting: bool = False
    ratified: tuple[Id, ...] = ()
    ratified_by: Share = Share("1/2", Comparison.MORE_THAN, Base.ELIGIBLE)
    ratify_days: Days = 60
    leave_notice_days: Days = 30
    sides: tuple[Id, ...] = ()
    ends_day: Days = 0
    """A commission or defence council ends so many days after its founding; 0 where the form has no end."""
    tasks: tuple[Title, ...] = ()
    currency: Name = "EUR"
    time_zone: Name = "UTC"

    def quorum(self, electors: int, *, reserved: bool = False) -> int:
        """How many must take part: min(max(least, share rounded up), a majority of the electors)."""
        share = self.reserved_quorum if reserved else self.quorum_share
        return max(1, min(max(self.quorum_least, ceiling(share, electors)), electors // 2 + 1))

    def petitioners(self, electors: int) -> int:
        """How many signatures make a sitting exist: the share rounded up, never over three in small bodies."""
        return max(1, min(ceiling(self.petition, electors), 3 if electors < SMALL else electors))

    def supporters(self, electors: int) -> int:
        """How many must support a proposal for the agenda: never more than would make a petition."""
        return max(1, min(self.support, self.petitioners(electors)))

    def votes_of(self, heads: int) -> int:
        """The votes of a body of so many members under this council's delegation key, as its charter has it."""
        votes = 1
        match self.delegation_key:
            case Key.ONE_A_BODY | Key.PARITY:
                pass
            case Key.PER_STARTED:
                votes = max(1, -(-heads // self.started))
            case Key.HEADS:
                votes = heads
            case Key.BRACKETS:
                votes = next(bracket.votes for bracket in self.brackets if heads <= bracket.up_to)
        return min(votes, self.cap_votes) if self.cap_votes else votes


SMALL = 15
"""Below this, a body is small: few signatures are enough and tasks may be held together (DESIGN §2)."""


def ceiling(share: str, of: int) -> int:
    """A share of a number, rounded up."""
    exact = Fraction(share) * of
    return -(-exact.numerator // exact.denominator)


class Tie(StrEnum):
    """How far the accord between a body and a council has come."""

    NAMED = "named"  # named at the founding, has not yet shown its own decision
    ASKED = "asked"  # showed its decision to join, not yet accepted
    JOINED = "joined"
    LEFT = "left"


class Constituent(Struct, frozen=True):
    """A body that makes up this council, as this council's book shows it."""

    body: BodyId
    name: Title
    host_key: KeyId
    side: Id | None = None
    tie: Tie = Tie.NAMED
    heads: Count = 0
    """Members of standing by the latest standing shown (R72: never typed in)."""
    shown_at: Seconds = 0
    last_assembly: Seconds = 0
    """When its assembly last met with notice and quorum, by what it attested (R37)."""
    joined_at: Seconds = 0
    leaves_at: Seconds | None = None
    notice_days: Days = 30
    """The notice the charter named when the body joined: it is not raised afterwards."""
    moving_to: KeyId | None = None
    moves_at: Seconds = 0
    moved: tuple[Step, ...] = ()
    """The steps with which that was shown and confirmed."""
    ground: Step = 0

    def key(self, at: int) -> KeyId:
        """The key this body's record is kept with, as far as our record knows."""
        return self.moving_to if self.moving_to is not None and at >= self.moves_at else self.host_key

    def in_force(self, at: int) -> bool:
        return self.tie is Tie.JOINED and (self.leaves_at is None or at < self.leaves_at)


class Affiliation(Struct, frozen=True):
    """A council this body belongs to or asked to join, as its own book shows it."""

    council: BodyId
    name: Title
    host_key: KeyId
    charter: Digest
    tie: Tie
    ground: Step
    leaves_at: Seconds | None = None
    notice_days: Days = 30
    standing_days: Days = 60
    key_before: KeyId | None = None
    """The key its record was kept with before we followed it to another keeper."""
