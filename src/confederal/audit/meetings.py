"""Meetings as members see them: which there are, what stands on the agenda, what each thing still waits for.

Nothing is decided here: every rule asked is the law's own (`charter.articles.quorum_and_notice`, `State`).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from confederal.charter.articles.quorum_and_notice import on_its_agenda, opens_at
from confederal.kernel import act as a
from confederal.kernel.after import rule_for
from confederal.kernel.identity import DAY, HOUR, Id, Seconds, Step
from confederal.kernel.matters import Election, Recall
from confederal.kernel.question import Question, Stage
from confederal.kernel.sitting import Ground, Sitting
from confederal.kernel.state import State


class Phase(StrEnum):
    """How far a meeting has come."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    MISSED = "missed"
    """Its date has passed and nobody opened it."""


class Meeting(Struct, frozen=True):
    """A meeting that was called, or that exists because members petitioned for it."""

    id: Step
    """The step at which it was called; of a meeting by petition, the step of its question."""
    ground: Ground
    phase: Phase
    from_: Seconds
    """The earliest it may be opened."""
    until: Seconds
    """By petition: its latest date, which nobody can move. Called: the end of the day it was called for."""
    agenda: tuple[Step, ...]
    section: Id | None = None
    urgent: bool = False
    called_at: Seconds = 0
    sitting: Sitting | None = None
    """What the record says of it; None while a meeting by petition was not opened."""

    @property
    def by_right(self) -> bool:
        """Whether it exists because members petitioned: no officer called it, none can refuse it."""
        return self.ground is Ground.PETITION

    def may_be_opened(self, at: int) -> bool:
        """Whether the time has come to open it."""
        return self.phase is Phase.COMING and self.from_ <= at


def meetings(state: State, at: int) -> list[Meeting]:
    """Every meeting: those open first, then those to come by date, then past ones, the latest first."""
    known = [of_sitting(state, sitting, at) for sitting in state.sittings.values()]
    known += [
        petitioned(state, question)
        for question, _ in state.sittings_by_right(at)
        if question.id not in state.sittings
    ]
    ahead = {Phase.OPEN: 0, Phase.COMING: 1, Phase.OVER: 2, Phase.MISSED: 2}
    return sorted(known, key=lambda m: (ahead[m.phase], m.from_ if ahead[m.phase] < 2 else -m.from_, m.id))


def meeting(state: State, step: Step, at: int) -> Meeting | None:
    """The meeting called at that step, or that a petition at that step made exist; None if there is none."""
    sitting = state.sittings.get(step)
    if sitting is not None:
        return of_sitting(state, sitting, at)
    for question, _ in state.sittings_by_right(at):
        if question.id == step:
            return petitioned(state, question)
    return None


def petitioned(state: State, question: Question) -> Meeting:
    """The meeting that exists because enough members signed: nobody had to call it (R06)."""
    return Meeting(
        id=question.id,
        ground=Ground.PETITION,
        phase=Phase.COMING,
        from_=question.agenda_at + state.charter.urgent_hours * HOUR,
        until=question.agenda_at + state.charter.petition_days * DAY,
        agenda=(question.id,),
        section=question.matter.section(state),
        called_at=question.agenda_at,
    )


def of_sitting(state: State, sitting: Sitting, at: int) -> Meeting:
    """A meeting the record has a step of."""
    phase = Phase.OVER
    if sitting.opened_at is None:
        phase = Phase.COMING if at < sitting.on + DAY else Phase.MISSED
    elif sitting.open(at) and sitting.ended_at is None:
        phase = Phase.OPEN
    question = state.questions.get(sitting.id)
    again = question is not None and question.petitioned and question.stage in (Stage.AGENDA, Stage.VOTING)
    if question is not None and again and phase is Phase.OVER and sitting.ground is Ground.PETITION:
        return petitioned(state, question)  # opened again until what was petitioned for is decided
    began = sitting.on if sitting.opened_at is None else sitting.opened_at
    return Meeting(
        id=sitting.id,
        ground=sitting.ground,
        phase=phase,
        from_=began,
        until=sitting.on + DAY if sitting.ended_at is None else sitting.ended_at,
        agenda=sitting.agenda,
        section=sitting.section,
        urgent=sitting.urgent,
        called_at=sitting.called_at,
        sitting=sitting,
    )


class Listed(StrEnum):
    """Why a proposal may be put at a meeting."""

    CALLED = "called"
    """It was named when the meeting was called."""
    STANDING = "standing"
    """It stood on the agenda of the body before the meeting was called."""
    THERE = "there"
    """How the meeting proceeds, or who takes a seat emptied there: decided at the meeting itself."""


class Item(Struct, frozen=True):
    """One thing on the agenda of a meeting, and what it waits for."""

    question: Question
    listed: Listed
    opens_at: Seconds | None
    """When its notice has run; None while it still gathers support."""
    needed: int
    """How many must take part for the vote to count."""
    eligible: int
    """How many could."""

    def noticed(self, at: int) -> bool:
        """Whether its notice has run at that time."""
        return self.opens_at is not None and self.opens_at <= at


def listing(state: State, meeting: Meeting) -> list[tuple[Question, Listed]]:
    """What the meeting can decide, in order: as called, then what stood on the agenda, then what came up there."""
    called = [(state.questions[step], Listed.CALLED) for step in meeting.agenda if step in state.questions]
    rest = sorted(also(state, meeting), key=lambda line: (line[1] is Listed.THERE, line[0].id))
    return called + rest


def agenda(state: State, meeting: Meeting, at: int) -> list[Item]:
    """The same, each with what the law asks of it at that time."""
    return [item(state, question, listed, at) for question, listed in listing(state, meeting)]


def also(state: State, meeting: Meeting) -> Iterator[tuple[Question, Listed]]:
    """What the meeting may decide beside what it was called for."""
    sitting = meeting.sitting or Sitting(
        meeting.id, meeting.ground, meeting.called_at, meeting.from_, meeting.agenda, section=meeting.section
    )
    put_there = {
        step
        for step, question in state.questions.items()
        if question.rule is not None and question.rule.sitting == meeting.id
    }
    for step in sorted({*state.open_questions, *put_there} - set(meeting.agenda)):
        question = state.questions[step]
        put = question.rule is not None and step in put_there
        if not put and (question.stage is not Stage.AGENDA or meeting.phase in (Phase.OVER, Phase.MISSED)):
            continue
        section = question.matter.section(state)
        if not put and section is not None and meeting.section not in (None, section):
            continue
        if put or on_its_agenda(question, sitting):
            there = question.agenda_at > sitting.called_at
            yield question, Listed.THERE if there else Listed.STANDING


def item(state: State, question: Question, listed: Listed, at: int) -> Item:
    """One thing on the agenda, with what the law asks of it at that time."""
    rule = question.rule
    if rule is None:
        rule = rule_for(state, question, a.VoteOpened(question.id, (), at + 1), at)
    return Item(
        question=question,
        listed=listed,
        opens_at=None if question.stage is Stage.RAISED else opens_at(state, question),
        needed=rule.quorum,
        eligible=rule.eligible,
    )


def may_be_called_for(state: State) -> list[Question]:
    """What a meeting can be called for: everything open that was not put to the vote yet, in the order it came."""
    return [
        state.questions[step]
        for step in sorted(state.open_questions)
        if state.questions[step].stage in (Stage.RAISED, Stage.AGENDA)
    ]


def earliest(state: State, at: int, *, urgent: bool = False) -> Seconds:
    """The earliest a meeting called now may be held: after the ordinary notice, or the urgent one."""
    return at + (state.charter.urgent_hours * HOUR if urgent else state.charter.notice_days * DAY)


def without_replacement(state: State, meeting: Meeting) -> list[Question]:
    """The recalls on a meeting's agenda for which no replacement is put yet: it can be, at the same meeting (R03)."""
    open_elections = [state.questions[step].matter for step in state.open_questions]
    filled = {matter.in_place_of for matter in open_elections if isinstance(matter, Election)}
    done = {
        question.matter.in_place_of
        for question in state.questions.values()
        if isinstance(question.matter, Election) and question.outcome is not None and question.outcome.carried
    }
    return [
        question
        for step in meeting.agenda
        if (question := state.questions.get(step)) is not None
        and isinstance(question.matter, Recall)
        and question.matter.seat not in filled | done
        and (question.outcome is None or question.outcome.carried)
    ]


def replacement(state: State, recall: Recall, at: int) -> Election | None:
    """The election that fills a seat that is being recalled, for the rest of its term; None where there is no seat."""
    seat = state.seats.get(recall.seat)
    if seat is None:
        return None
    days = max(1, min(state.charter.term_days, -(-(seat.until - at) // DAY)))
    return Election(
        office=seat.office,
        seats=1,
        term_days=days,
        to=seat.to,
        of=seat.electors,
        in_place_of=seat.id,
    )
