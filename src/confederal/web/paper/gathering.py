"""A meeting as its papers see it: called, or existing because members petitioned for it."""

from __future__ import annotations

from django.http import Http404
from msgspec import Struct

from confederal.charter.articles.quorum_and_notice import on_its_agenda
from confederal.kernel.identity import Id, Seconds, Step
from confederal.kernel.question import Question, Stage
from confederal.kernel.sitting import Ground, Sitting
from confederal.kernel.state import State
from confederal.web.visit import Visit


class Gathering(Struct, frozen=True):
    """A meeting: by what right, when, and what it can decide."""

    step: Step
    ground: Ground
    on: Seconds
    """When it is; of one by petition that nobody has opened, its latest date."""
    at_latest: bool
    called_at: Seconds
    agenda: tuple[Question, ...]
    section: Id | None
    urgent: bool
    sitting: Sitting | None
    """What the record says of it; None while a meeting by petition was not opened."""


def gathering(visit: Visit, step: Step) -> Gathering:
    """The meeting called at that step, or that the petition at that step made exist. Raises Http404."""
    found = of_state(visit.state, step, visit.now)
    if found is None:
        raise Http404
    return found


def of_state(state: State, step: Step, at: int) -> Gathering | None:
    """The same from a reading; None where there is no such meeting."""
    sitting = state.sittings.get(step)
    if sitting is not None:
        return Gathering(
            step=step,
            ground=sitting.ground,
            on=sitting.on,
            at_latest=False,
            called_at=sitting.called_at,
            agenda=agenda_of(state, sitting),
            section=sitting.section,
            urgent=sitting.urgent,
            sitting=sitting,
        )
    for question, latest in state.sittings_by_right(at):
        if question.id == step:
            return Gathering(
                step=step,
                ground=Ground.PETITION,
                on=latest,
                at_latest=True,
                called_at=question.agenda_at,
                agenda=(question,),
                section=question.matter.section(state),
                urgent=False,
                sitting=None,
            )
    return None


def agenda_of(state: State, sitting: Sitting) -> tuple[Question, ...]:
    """What a meeting was called for, in that order, then what else it can decide or has decided."""
    called = [state.questions[step] for step in sitting.agenda if step in state.questions]
    also = [
        question
        for step, question in sorted(state.questions.items())
        if step not in sitting.agenda
        and (put_there(question, sitting) or can_be_put(state, question, sitting))
    ]
    return (*called, *also)


def put_there(question: Question, sitting: Sitting) -> bool:
    """Whether the vote on it was opened at this meeting."""
    return question.rule is not None and question.rule.sitting == sitting.id


def can_be_put(state: State, question: Question, sitting: Sitting) -> bool:
    """Whether it stands on the agenda of the body and this meeting is of those it concerns."""
    section = question.matter.section(state)
    return (
        sitting.ended_at is None
        and question.stage is Stage.AGENDA
        and on_its_agenda(question, sitting)
        and (section is None or sitting.section in (None, section))
    )
