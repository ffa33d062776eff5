"""A delegate's report, drafted from the record: what we instructed, what was cast, what counted, what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from confederal.audit.words import votes_in_words
from confederal.kernel.attestation import Closes
from confederal.kernel.delegate import Position, Seat
from confederal.kernel.identity import BodyId, Count, Id, Seconds, Step, Title
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.kernel.words import POSITIONS, RESULTS, marked
from confederal.sentence import Sentence, listed, say


class Line(Struct, frozen=True):
    """One question a council decided while this seat sat there."""

    council: BodyId
    question: Step
    title: Title
    instructed: Id | None
    cast: Id | None
    counted: Id | None
    result: Result
    totals: tuple[tuple[Id, Count], ...]
    shown_at: Step

    @property
    def strayed(self) -> bool:
        """Whether the vote cast was not the instruction: it is never silent (R30)."""
        bound = self.instructed not in (None, "free", "split")
        return bound and self.cast is not None and self.cast != self.instructed

    @property
    def words(self) -> Sentence:
        """The line as one reads it out to the assembly."""
        told = say(
            "our instruction: {instructed}; our delegate's vote: {cast}",
            instructed=POSITIONS[Position(self.instructed)] if self.instructed else say("none"),
            cast=marked(self.cast) if self.cast else say("none"),
        )
        if self.strayed:
            counted = marked(self.counted) if self.counted else say("none")
            told = say("{votes} (it strayed; counted: {counted})", votes=told, counted=counted)
        return say(
            "{title}: {votes}. Outcome: {result} ({totals}).",
            title=self.title,
            votes=told,
            result=RESULTS[self.result],
            totals=votes_in_words(self.totals),
        )


class Report(Struct, frozen=True):
    """The draft: the delegate adds their own words and puts it before those who sent them."""

    seat: Id
    holder: Id
    since: Seconds
    until: Seconds
    lines: tuple[Line, ...]

    @property
    def words(self) -> Sentence:
        """The draft as text, strays first."""
        ordered = sorted(self.lines, key=lambda line: (not line.strayed, line.shown_at))
        body = listed((say("- {line}", line=line.words) for line in ordered), "\n")
        return say(
            "Report of the delegate on seat {seat}\n{lines}",
            seat=self.seat,
            lines=body or say("- Nothing was decided yet."),
        )


def draft(state: State, seat: Seat) -> Report:
    """The report of one delegate's seat, drafted from what its council told this body."""
    return Report(seat.id, seat.holder, seat.since, seat.until, tuple(lines(state, seat)))


def lines(state: State, seat: Seat) -> Iterator[Line]:
    """Line by line, in the order the outcomes were shown."""
    for attestation in state.outcomes_told():
        told = attestation.says
        if attestation.origin != seat.to or not isinstance(told, Closes):
            continue
        own = next((vote for vote in told.votes if vote.seat == seat.id), None)
        yield Line(
            council=attestation.origin,
            question=told.question,
            title=told.title,
            instructed=told.instructed,
            cast=None if own is None else own.cast,
            counted=None if own is None else own.counted,
            result=told.result,
            totals=told.totals,
            shown_at=state.told[attestation.origin, told.question],
        )
