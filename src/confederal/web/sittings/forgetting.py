"""What is kept of a meeting about persons, and when it is thrown away.

| what | kept for | thrown away |
| the list of speakers | whose turn it is | when the meeting is over |
| ticks on the attendance sheet | the number present | when the minutes are adopted (P10), at the latest after 90 days |
| the marked roll | one mark a person | when the vote is closed; its sealed copy when the time for appeal is over |
| papers as tellers read them | the count | when the vote is closed; of a correction, when two agree on it |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from confederal.audit.hall import appeal_until, may_be_corrected
from confederal.kernel.identity import DAY, Digest
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.office import Office
from confederal.web.sittings.models import Differed, Here, Marked, Paper, Proceedings, Speaker
from confederal.web.visit import Visit

AT_THE_LATEST: Final = 90 * DAY
"""Ticks of a meeting whose minutes nobody had adopted are thrown away after so many seconds."""


def forget(visit: Visit) -> None:
    """Throws away what has served in one body; nothing on a page that shows the past."""
    if not visit.past:
        forget_in(visit.office, visit.state, visit.now)


def forget_everywhere() -> None:
    """Throws away what has served in every body: for the rounds of the server."""
    for office in offices.everywhere():
        for body in office.bodies():
            state = office.state(body)
            if state is not None:
                forget_in(office, state, office.now())


def forget_in(office: Office, state: State, at: int) -> None:
    """Throws away what has served by the record of one body at that time."""
    body = state.body
    speaking_at = Speaker.objects.filter(body=body).order_by().values_list("sitting", flat=True).distinct()
    over = [sitting for sitting in speaking_at if is_over(state, sitting, at)]
    if over:
        Speaker.objects.filter(body=body, sitting__in=over).delete()
    for stands in Proceedings.objects.filter(body=body, on_sheet=True):
        minutes = minutes_question(state, stands)
        adopted = minutes is not None and minutes.outcome is not None and minutes.outcome.carried
        if adopted or at > stands.since + AT_THE_LATEST:
            Here.objects.filter(body=body, sitting=stands.sitting).delete()
            Proceedings.objects.filter(pk=stands.pk).update(on_sheet=False)
    for step in steps_of(Marked, body):
        if served(state, step):
            Marked.objects.filter(body=body, question=step).delete()
    for step in steps_of(Paper, body):
        for corrects in settled(state, step, at, Paper.objects.filter(body=body, question=step)):
            Paper.objects.filter(body=body, question=step, corrects=corrects).delete()
    for step in steps_of(Differed, body):
        question = state.questions.get(step)
        waiting = set() if question is None else {c.step for c in question.counts if c.confirmed_by is None}
        if question is None or not waiting or (question.closed_at and at > appeal_until(state, question)):
            Differed.objects.filter(body=body, question=step).delete()
    for digest in sealed_rolls_to_destroy(state, at):
        office.texts.erase(digest)


def is_over(state: State, sitting: int, at: int) -> bool:
    """Whether a meeting was opened and is over."""
    known = state.sittings.get(sitting)
    return known is not None and known.opened_at is not None and (bool(known.ended_at) or not known.open(at))


def minutes_question(state: State, stands: Proceedings) -> Question | None:
    """The proposal by which the minutes of a meeting are adopted; None until somebody put it."""
    known = {(digest,) for digest in stands.minutes_digests}
    found = (q for q in state.questions.values() if q.paragraphs[:1] in known)
    return max(found, key=lambda question: question.id, default=None)


def steps_of(model: type[Marked] | type[Paper] | type[Differed], body: str) -> list[int]:
    """The questions of which something is kept."""
    return list(model.objects.filter(body=body).order_by().values_list("question", flat=True).distinct())


def served(state: State, step: int) -> bool:
    """Whether a vote is over, or begins anew, so that its marks and papers are needed no more."""
    question = state.questions.get(step)
    return question is None or question.stage is not Stage.VOTING


def settled(state: State, step: int, at: int, papers: QuerySet[Paper]) -> Iterator[int]:
    """Of the counts that papers were read for (0: the first, else the one they correct), those that are done."""
    question = state.questions.get(step)
    for corrects in papers.order_by().values_list("corrects", flat=True).distinct():
        if question is None or not corrects:
            done = served(state, step)
        else:
            corrected = any(count.corrects == corrects for count in question.confirmed_counts())
            done = corrected or not may_be_corrected(state, question, at)
        if done:
            yield corrects


def sealed_rolls_to_destroy(state: State, at: int) -> Iterator[Digest]:
    """The marked rolls of votes for whose counts the time for appeal is over."""
    for question in state.questions.values():
        if question.stage is Stage.CLOSED and at > appeal_until(state, question):
            for count in question.counts:
                if count.roll is not None:
                    yield count.roll
