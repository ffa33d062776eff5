"""The projector page: what is being put, how many are here, whether the vote is open, what came out.

No names of voters, no way to go elsewhere.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from confederal.audit.meetings import Listed, Meeting, item, listing
from confederal.kernel.question import Question, Stage
from confederal.web.questions.reading import Line, result
from confederal.web.sittings.meeting import as_it_stands
from confederal.web.sittings.meeting import shown as one_line
from confederal.web.sittings.models import Proceedings
from confederal.web.sittings.proceedings import the_meeting
from confederal.web.visit import Visit, context, of_body


@of_body
def projector(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One page in big type that follows the meeting by itself."""
    meeting = the_meeting(visit, step)
    shown = as_it_stands(visit, meeting)
    current = on_now(visit, meeting, stands=shown["stands"])
    line = None
    if current is not None:
        question, listed = current
        thing = item(visit.state, question, listed, visit.now)
        line = one_line(visit, meeting, shown["stands"], thing, shown["present"])
    lines = () if current is None else totals(visit, current[0])
    return render(
        request,
        "sittings/projector.html",
        context(
            visit,
            **shown,
            current=line,
            paragraphs=[] if current is None else text_of(visit, current[0]),
            totals=lines,
            most=max([each.votes for each in lines], default=0) or 1,
        ),
    )


def on_now(visit: Visit, meeting: Meeting, stands: Proceedings) -> tuple[Question, Listed] | None:
    """What is being voted on, else talked about, else what came out last."""
    lines = listing(visit.state, meeting)
    voting = [line for line in lines if line[0].stage is Stage.VOTING]
    if voting:
        return max(voting, key=lambda line: line[0].rule.opened_at if line[0].rule else 0)
    taken_up = [line for line in lines if line[0].id == stands.taken_up and line[0].stage in BEFORE]
    if taken_up:
        return taken_up[0]
    closed = [line for line in lines if line[0].stage is Stage.CLOSED and line[0].outcome is not None]
    return max(closed, key=lambda line: line[0].closed_at or 0, default=None)


BEFORE = (Stage.RAISED, Stage.AGENDA)


def totals(visit: Visit, question: Question) -> tuple[Line, ...]:
    """What came out, mark by mark, to be seen from the last row; a ranking is not told by its first choices."""
    outcome = question.outcome
    return () if outcome is None or outcome.sheet is not None else result(visit, question, outcome)


def text_of(visit: Visit, question: Question) -> list[str]:
    """The text that is put, as far as it is kept here."""
    kept = (visit.words(digest) for digest in question.paragraphs)
    return [words for words in kept if words is not None]
