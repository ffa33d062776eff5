"""A meeting as its papers see it: when it is, or by when it must be, and what stands on its agenda."""

from __future__ import annotations

from django.http import Http404
from msgspec import Struct

from confederal.audit.meetings import agenda, meeting
from confederal.kernel.identity import Id, Seconds, Step
from confederal.kernel.question import Question
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
    known = meeting(state, step, at)
    if known is None:
        return None
    return Gathering(
        step=known.id,
        ground=known.ground,
        on=known.until if known.sitting is None else known.sitting.on,
        at_latest=known.sitting is None,
        called_at=known.called_at,
        agenda=tuple(item.question for item in agenda(state, known, at)),
        section=known.section,
        urgent=known.urgent,
        sitting=known.sitting,
    )


def put_there(question: Question, sitting: Sitting) -> bool:
    """Whether the vote on it was opened at this meeting."""
    return question.rule is not None and question.rule.sitting == sitting.id
