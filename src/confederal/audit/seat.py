"""One seat as those who filled it see it: who stands in, what it has not reported on, how near a recall is; and for
the delegate, every open proposal of the council with the instruction on it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from confederal.audit.report import Line, lines
from confederal.charter.returning import position_of, within
from confederal.kernel.attest import mandated
from confederal.kernel.attestation import text_digest
from confederal.kernel.delegate import Mandate, Place, Position, Seat
from confederal.kernel.identity import Count, Id, Seconds
from confederal.kernel.matters import Election, Recall
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State


class Petition(Struct, frozen=True):
    """How near the recall of a seat is: signatures as a number, and the meeting that exists by right.

    `step` is None while nobody has begun one. Who signed is not told.
    """

    step: int | None
    title: str
    stage: Stage | None
    signed: Count
    needed: Count
    electors: Count
    meeting_by: Seconds | None
    """The latest day of the meeting, once there are signatures enough."""


def petition(state: State, seat: Seat, at: int) -> Petition:
    """The recall of a seat as it stands at that time (UTC seconds)."""
    matter = Recall(seat.id)
    section = matter.section(state)
    electors = len(state.electors(section, at)) if state.council else len(state.register(section, at))
    needed = state.charter.petitioners(electors)
    question = recall_of(state, seat.id)
    if question is None:
        return Petition(None, "", None, 0, needed, electors, None)
    by_right = (
        {known.id: latest for known, latest in state.sittings_by_right(at)} if question.petitioned else {}
    )
    return Petition(
        step=question.id,
        title=question.title,
        stage=question.stage,
        signed=len(question.supporters),
        needed=needed,
        electors=electors,
        meeting_by=by_right.get(question.id),
    )


def recall_of(state: State, seat: Id) -> Question | None:
    """The open recall of a seat, the one with the most signatures; None if nobody has begun one."""
    opened = (state.questions[step] for step in sorted(state.open_questions))
    recalls = [known for known in opened if isinstance(known.matter, Recall) and known.matter.seat == seat]
    return max(recalls, key=lambda known: len(known.supporters), default=None)


def alternates_of(state: State, seat: Seat, at: int) -> tuple[Seat, ...]:
    """The seats that stand in for this one, in the order in which they were elected."""
    if seat.alternate or seat.to is None:
        return ()
    found = (
        known
        for known in state.held(at)
        if known.alternate and known.to == seat.to and known.electors == seat.electors
    )
    return tuple(sorted(found, key=lambda known: known.id))


def unreported(state: State, seat: Seat) -> tuple[Line, ...]:
    """What the council decided that this seat has not reported on yet."""
    last = max((report.step for report in state.reports.get(seat.id, ())), default=-1)
    return tuple(line for line in lines(state, seat) if line.shown_at > last)


def in_its_place(state: State, seat: Seat) -> Election:
    """The election of who follows on a seat that is taken back: the same office, electors, council and term."""
    question = state.questions.get(seat.elected_in)
    before = question.matter if question is not None else None
    days = before.term_days if isinstance(before, Election) else state.charter.term_days
    return Election(seat.office, 1, days, to=seat.to, of=seat.electors, in_place_of=seat.id)


def following(state: State, seat: Id) -> Question | None:
    """The open election of who follows on a seat; None if nobody has put one."""
    opened = (state.questions[step] for step in sorted(state.open_questions))
    return next(
        (
            known
            for known in opened
            if isinstance(known.matter, Election) and known.matter.in_place_of == seat
        ),
        None,
    )


class ToVote(Struct, frozen=True):
    """One open proposal of a council as a delegate has it before them.

    `bound` is what their vote is by the instruction, or by the council's rules without one; FREE and SPLIT leave it
    to them or to the split.
    """

    question: Question
    mandate: Mandate | None
    covers: bool
    bound: Position
    said: Id | None


def to_vote(council: State, place: Place) -> Iterator[ToVote]:
    """Every open proposal of the council that is put to yes or no, with the instruction of that place's body."""
    for step in sorted(council.open_questions):
        question = council.questions[step]
        if question.stage is Stage.RAISED or not (mandated(question) or question.matter.procedural):
            continue
        charter = council.charter if question.rule is None else question.rule.charter
        mandate = council.mandate(place.body, step) if mandated(question) else None
        digest = text_digest(question.matter, question.paragraphs)
        mark = question.votes.get(place.id)
        yield ToVote(
            question=question,
            mandate=mandate,
            covers=mandate is not None and (mandate.digest == digest or within(mandate, question)),
            bound=position_of(charter, question, mandate),
            said=None if mark is None else mark[0],
        )
