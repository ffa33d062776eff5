"""The roll-up of a congress: of every open question what is decided already, what is open, and who has not met.

It is read from the mandates that were shown and counts nothing anew: a body that was instructed has spoken, one
whose mandate leaves it free or does not cover the text is open, one without a mandate has not said. The legal
count is the closing's (`charter.returning`); here is only what no vote still outstanding could change.
"""

from __future__ import annotations

from collections import Counter
from sys import intern

from immutables import Map
from msgspec import Struct

from confederal.charter.returning import Poll, decided, position_of, split_votes
from confederal.kernel.attestation import text_digest
from confederal.kernel.ballot import COUNCIL_MARKS, FOR, REFER_BACK
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.identity import BodyId, Count, Id, Seconds, Step, Title
from confederal.kernel.matters.matter import MatterBase, Sense
from confederal.kernel.question import Question, Result
from confederal.kernel.state import State


class Line(Struct, frozen=True):
    """How one open question stands.

    `bound` are votes by mark that mandates have settled; `free` are votes of delegates whose mandate leaves them
    free or does not cover the text; `unsaid` are votes of bodies that have instructed nobody yet. The three
    make `eligible`. `sure` is what the question comes to whatever becomes of the free and unsaid votes; None
    while that is open, and always for elections, choices and questions of order, which mandates do not settle.
    """

    question: Step
    title: Title
    bound: tuple[tuple[Id, Count], ...]
    free: Count
    unsaid: Count
    eligible: Count
    sure: Result | None
    silent: tuple[BodyId, ...]
    """The bodies that have instructed nobody on it."""


class RollUp(Struct, frozen=True):
    """Every open question of a council, in the order it was raised, and the bodies behind the news.

    `not_met` are the constituents whose assembly has not met since the first of these questions came up.
    """

    at: Seconds
    lines: tuple[Line, ...]
    not_met: tuple[BodyId, ...]


def roll_up(state: State, at: int) -> RollUp:
    """The roll-up of a council at that time (UTC seconds). One pass over its mandates; an assembly has no lines."""
    if not state.council:
        return RollUp(at, (), ())
    now = dict(state.register(None, at).items())
    sheets = {step: _Sheet(state, state.questions[step], now) for step in sorted(state.open_questions)}
    for step, sheet in sheets.items():
        sheet.add(state.mandates.get(step, Map()))
    since = min((sheet.question.raised_at for sheet in sheets.values()), default=at)
    not_met = sorted(body for body in now if state.bodies[body].last_assembly < since)
    return RollUp(at, tuple(sheet.line() for sheet in sheets.values()), tuple(not_met))


class _Sheet:
    """One question while it is added up."""

    __slots__ = ("charter", "digest", "mandates", "question", "register", "settles", "spoken", "votes")

    def __init__(self, state: State, question: Question, now: dict[BodyId, int]) -> None:
        matter: MatterBase = question.matter
        self.question = question
        self.charter = state.charter if question.rule is None else question.rule.charter
        self.register = now if question.rule is None else dict(question.rule.register.items())
        self.settles = matter.sense is Sense.YES_NO and not matter.procedural
        self.digest = intern(text_digest(question.matter, question.paragraphs)) if self.settles else ""
        """Of the text as it is now; empty, so that no mandate matches, where mandates do not settle it."""
        self.votes: dict[str, int] = dict.fromkeys((*COUNCIL_MARKS, Position.FREE.value), 0)
        self.mandates: Map[BodyId, Mandate] = Map()
        self.spoken = 0

    def add(self, mandates: Map[BodyId, Mandate]) -> None:
        """Adds what the bodies have instructed: a million of them in a big congress."""
        self.mandates = mandates
        votes_of, votes, digest, split = self.register.get, self.votes, self.digest, Position.SPLIT
        spoken = 0
        for body, mandate in mandates.items():
            weight = votes_of(body)
            if weight is None:
                continue
            spoken += 1
            position = mandate.position
            if position is split or mandate.digest != digest:  # seldom: or the text was changed since
                self.apart(mandate, weight)
            else:
                votes[position] += weight
        self.spoken = spoken

    def apart(self, mandate: Mandate, votes: int) -> None:
        """Adds a body's votes where they are not simply its mandate's position."""
        if mandate.digest == self.digest:
            self.split(mandate, votes)
        else:
            self.on_another_text(mandate, votes)

    def split(self, mandate: Mandate, votes: int) -> None:
        """Adds a body's votes as its members' were split."""
        for (mark,), share in split_votes(mandate, votes):
            self.votes[mark] += share

    def on_another_text(self, mandate: Mandate, votes: int) -> None:
        """Adds a body's votes where its mandate was given on another text, or on no text that could be voted."""
        position = position_of(self.charter, self.question, mandate)
        if position is Position.SPLIT:
            self.split(mandate, votes)
        else:
            self.votes[position.value] += votes

    @property
    def free(self) -> int:
        return self.votes[Position.FREE.value]

    @property
    def bound(self) -> dict[Id, int]:
        return {mark: self.votes[mark] for mark in COUNCIL_MARKS}

    def line(self) -> Line:
        eligible = sum(self.register.values())
        unsaid = eligible - sum(self.votes.values())
        whole = self.spoken == len(self.register)
        return Line(
            question=self.question.id,
            title=self.question.title,
            bound=tuple(self.bound.items()),
            free=self.free,
            unsaid=unsaid,
            eligible=eligible,
            sure=self.sure(self.free + unsaid, eligible) if self.settles else None,
            silent=() if whole else tuple(sorted(self.register.keys() - set(self.mandates))),
        )

    def sure(self, left: int, eligible: int) -> Result | None:
        """What it comes to however the votes that are left fall; None where they could still turn it.

        It is sure to carry where it would with every vote left sent back, the worst that can befall it (against
        counts the same, an abstention or silence no worse), and where enough bodies have spoken for a quorum. In
        a joint committee every side must carry it too, so there only a fall is sure.
        """
        best = self.with_left(FOR, left, eligible)
        if best is not Result.CARRIED:
            return Result.FALLEN if left else best
        rule = self.question.rule
        quorum = self.charter.quorum(len(self.register)) if rule is None else rule.quorum
        if self.charter.sides or self.spoken < quorum:
            return None
        if left and self.with_left(REFER_BACK, left, eligible) is not Result.CARRIED:
            return None
        return Result.CARRIED

    def with_left(self, mark: str, left: int, eligible: int) -> Result:
        """What it would come to if every vote left said this."""
        totals = Counter(self.bound)
        totals[mark] += left
        rule = self.question.rule
        matter: MatterBase = self.question.matter
        share = matter.threshold(self.charter) if rule is None else rule.threshold
        return decided(totals, Poll((), sum(totals.values()), eligible), share)[0]
