"""A question puts a matter to those it concerns: raised, supported, voted, closed, and what came out."""

from enum import StrEnum

from immutables import Map
from msgspec import Struct

from confederal.kernel.ballot import HandCount, Mark, Way
from confederal.kernel.body import Charter, Share
from confederal.kernel.identity import BodyId, Count, Digest, Id, Seconds, Step, Title
from confederal.kernel.matters import Matter


class Stage(StrEnum):
    """How far a question has come."""

    RAISED = "raised"
    AGENDA = "agenda"
    VOTING = "voting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """What came of a vote."""

    CARRIED = "carried"
    FALLEN = "fallen"
    TIED = "tied"
    INQUORATE = "inquorate"
    REFERRED_BACK = "referred_back"


class StrayVote(Struct, frozen=True):
    """A vote that differs from its mandate, named wherever the outcome is shown (R30)."""

    place: Id
    mandate: Id
    cast: Id


class Outcome(Struct, frozen=True):
    """A finished count, as every reader recomputes it: what a closing claims.

    `totals` are votes by mark (in a council: weighted), `cast` counts all marks but abstentions, `needed` is the
    number of votes the rule asks for, `present` those who took part, `eligible` all who could.
    """

    result: Result
    totals: tuple[tuple[Id, Count], ...] = ()
    cast: Count = 0
    abstained: Count = 0
    present: Count = 0
    eligible: Count = 0
    quorum: Count = 0
    needed: Count = 0
    elected: tuple[Id, ...] = ()
    alternates: tuple[Id, ...] = ()
    option: Id | None = None
    strays: tuple[StrayVote, ...] = ()
    sheet: Digest | None = None
    """Checksum of the count sheet of an election."""

    @property
    def carried(self) -> bool:
        return self.result is Result.CARRIED


class Rule(Struct, frozen=True):
    """Who votes and what decides, frozen when the vote opens: no later change reaches an open question."""

    opened_at: Seconds
    until: Seconds
    ways: tuple[Way, ...]
    threshold: Share
    quorum: Count
    register: Map[Id, int]
    """Voter → votes; in a council, body → votes."""
    eligible: Count
    secret: bool
    charter: Charter
    """As it was: how strays, missing mandates, sides and credentials are treated in this vote."""
    sitting: Step | None = None
    """The meeting at which the vote was opened: whose roll call counts, whatever meets later."""
    second_call: bool = False
    step: Step = 0
    """Where the vote was opened, and by whom."""
    opened_by: Id = ""


class Advice(Struct, frozen=True):
    """Written advice, which must be answered (R05)."""

    step: Step
    by: Id
    digest: Digest
    answered: Digest | None = None


class Amendment(Struct, frozen=True):
    """Another wording of one paragraph, offered to who raised the question."""

    step: Step
    by: Id
    paragraph: Count
    digest: Digest


class Question(Struct, frozen=True):
    """One thing put to the decision of those it concerns."""

    id: Step
    title: Title
    matter: Matter
    raised_by: Id
    raised_at: Seconds
    paragraphs: tuple[Digest, ...] = ()
    from_body: BodyId | None = None
    """The constituent whose own decision raised this question, in a council."""
    stage: Stage = Stage.RAISED
    supporters: Map[Id, int] = Map()
    agenda_at: Seconds = 0
    petitioned: bool = False
    rule: Rule | None = None
    votes: Map[Id, Mark] = Map()
    by_device: tuple[tuple[Mark, Count], ...] = ()
    """Of a closed question of an assembly: the votes by device as totals, the single votes forgotten."""
    candidates: tuple[Id, ...] = ()
    secrecy_demands: tuple[Id, ...] = ()
    count_demands: tuple[Id, ...] = ()
    hall_at: Seconds | None = None
    counts: tuple[HandCount, ...] = ()
    advice: tuple[Advice, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    minority: tuple[Digest, ...] = ()
    heard_at: Seconds | None = None
    answer_by: Seconds | None = None
    """Until when what a council sent down can be confirmed."""
    outcome: Outcome | None = None
    closed_at: Seconds | None = None
    closed_in: Step = 0
    """The step of its closing."""
    inquorate_at: Seconds | None = None
    """When a first call fell short: the second call has the same agenda at half the quorum."""

    def confirmed_counts(self) -> tuple[HandCount, ...]:
        """The hall counts that two tellers agree on; a corrected one is replaced by its correction."""
        told = [count for count in self.counts if count.confirmed_by is not None]
        replaced = {count.corrects for count in told}
        return tuple(count for count in told if count.step not in replaced)
