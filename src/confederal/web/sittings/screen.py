"""The projector page: what is being put, how many are here, whether the vote is open, what came out.

No names of voters, no way to go elsewhere.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from confederal.kernel.question import Question, Stage
from confederal.web.sittings.meeting import as_it_stands
from confederal.web.sittings.proceedings import the_meeting
from confederal.web.visit import Visit, context, of_body


@of_body
def projector(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One page in big type that follows the meeting by itself."""
    meeting = the_meeting(visit, step)
    shown = as_it_stands(visit, meeting)
    items = shown["items"]
    voting = [line for line in items if line["voting"]]
    taken_up = next((line for line in items if line["taken_up"]), None)
    current = voting[-1] if voting else taken_up
    if current is None:
        closed = [line for line in items if line["question"].stage is Stage.CLOSED]
        current = max(closed, key=lambda line: line["question"].closed_at or 0, default=None)
    paragraphs = [] if current is None else text_of(visit, current["question"])
    return render(
        request,
        "sittings/projector.html",
        context(visit, **shown, current=current, paragraphs=paragraphs),
    )


def text_of(visit: Visit, question: Question) -> list[str]:
    """The text that is put, as far as it is kept here."""
    kept = (visit.words(digest) for digest in question.paragraphs)
    return [words for words in kept if words is not None]
