"""Papers as PDF: each is what the record shows at the time of the page, in the visitor's language.

A file's name says what it is and from which step, and names nobody. Lists of people are printed for tellers and
keepers only, with for whom and when across each page (P23).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from limits import parse

from confederal.charter.articles.no_one_acts_alone import may_tell
from confederal.kernel.question import Question, Stage
from confederal.web.accounts.guessing import PAPERS, allowed
from confederal.web.manners import locked_out
from confederal.web.paper import agenda as letters
from confederal.web.paper import attendance as doors
from confederal.web.paper import ballots as papers
from confederal.web.paper import calendar as calendars
from confederal.web.paper import count as sheets
from confederal.web.paper import credentials as congresses
from confederal.web.paper import decision as decisions
from confederal.web.paper import instruction as forms
from confederal.web.paper import minutes as protocols
from confederal.web.paper import poster as posters
from confederal.web.paper import tally as tellers
from confederal.web.paper.gathering import Gathering, gathering
from confederal.web.paper.setting import page_beside
from confederal.web.paper.wording import weekday
from confederal.web.visit import Visit, context, of_body

LISTS = parse("20/hour")
"""How often one visitor prints lists of people of one body."""
WHERE = 120
"""Characters of a place that is asked for by `?where=`."""


def pdf(content: bytes, name: str, step: int) -> HttpResponse:
    """The answer: shown by the browser, kept under a name that says nothing of anybody."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}-{step}.pdf"'
    return answer


P = ParamSpec("P")


def paced(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A paper, set as often as people print: a flood of one account's is told to wait."""

    @wraps(view)
    def paper(request: HttpRequest, visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not allowed(PAPERS, "papers", str(visit.account.pk)):
            return locked_out(request)
        return view(request, visit, *args, **kwargs)

    return paper


def too_many(visit: Visit) -> bool:
    """Whether this visitor has printed lists of people too often lately (P23)."""
    return not allowed(LISTS, "lists of people", f"{visit.body} {visit.account.pk}")


def where(request: HttpRequest) -> str:
    """The place of a meeting, where the address of the page names one: it is not in the record."""
    return request.GET.get("where", "")[:WHERE]


@require_safe
@of_body
def papers_of_a_meeting(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Everything that can be printed for a meeting, with what it is for."""
    meeting = gathering(visit, step)
    tells = visit.who is not None and not list(may_tell(visit.state, visit.who, None, visit.now))
    keeps = visit.who is not None and visit.state.is_keeper(visit.who, visit.now)
    return render(
        request,
        "paper/papers.html",
        context(visit, meeting=meeting, title=title_of(visit, meeting), lists=tells or keeps),
    )


def title_of(visit: Visit, meeting: Gathering) -> str:
    """The day of a meeting, as its papers have it."""
    day = weekday(meeting.on, visit.zone)
    return _("on %(day)s at the latest") % {"day": day} if meeting.at_latest else day


@require_safe
@of_body
@paced
def poster(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """When a meeting is and what about, for the wall."""
    return pdf(posters.poster(visit, gathering(visit, step), where(request)), "poster", step)


@require_safe
@of_body
@paced
def agenda(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The letter that calls a meeting, with every text."""
    return pdf(letters.agenda(visit, gathering(visit, step), where(request)), "agenda", step)


@require_safe
@of_body
def calendar(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The appointment for one's calendar."""
    content = calendars.calendar(visit.body, gathering(visit, step), page_beside(visit))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="appointment-{step}.ics"'
    return answer


@require_safe
@of_body
@paced
def attendance(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Numbers to cross out at the door."""
    return pdf(doors.attendance(visit, gathering(visit, step)), "attendance", step)


@require_safe
@of_body
@paced
def register(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Who may vote at a meeting, for the tellers at the door."""
    if visit.state.council:
        raise Http404  # a council has credentials
    if too_many(visit):
        return locked_out(request)
    return pdf(doors.register(visit, gathering(visit, step)), "register", step)


@require_safe
@of_body
@paced
def minutes(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The minutes of a meeting."""
    return pdf(protocols.minutes(visit, gathering(visit, step)), "minutes", step)


@require_safe
@of_body
@paced
def ballots(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Ballots of a proposal: as many as may still be given out, or `?papers=` so many."""
    question = to_be_counted(visit, step)
    asked = request.GET.get("papers", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else papers.papers_needed(visit, question)
    return pdf(papers.ballots(visit, question, max(1, number)), "ballots", step)


@require_safe
@of_body
@paced
def tally(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """A tally sheet for each of two tellers."""
    return pdf(tellers.tally(visit, to_be_counted(visit, step)), "tally", step)


@require_safe
@of_body
@paced
def voted(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Who voted by device, for the tellers who give out the papers."""
    question = to_be_counted(visit, step)
    if question.stage is not Stage.VOTING or visit.past:
        raise Http404  # before the vote nobody has voted, after it nobody is to know who did
    if too_many(visit):
        return locked_out(request)
    return pdf(tellers.by_device(visit, question), "voted", step)


def to_be_counted(visit: Visit, step: int) -> Question:
    """A proposal that can be voted on in a hall: in a council delegates vote by name. Raises Http404."""
    if visit.state.council:
        raise Http404
    return visit.question(step)


@require_safe
@of_body
@paced
def instruction(request: HttpRequest, visit: Visit, step: int, branch: str | None = None) -> HttpResponse:
    """The form on paper for a branch that meets without us."""
    return pdf(forms.instruction(visit, visit.question(step), branch), "instruction", step)


@require_safe
@of_body
@paced
def decision(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """A decision with the count behind it and by what right."""
    return pdf(decisions.decision(visit, visit.question(step)), "decision", step)


@require_safe
@of_body
@paced
def count(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The count of an election, stage by stage."""
    return pdf(sheets.count(visit, visit.question(step)), "count", step)


@require_safe
@of_body
@paced
def credentials(request: HttpRequest, visit: Visit, sitting: int) -> HttpResponse:
    """The list at the door of a congress."""
    if too_many(visit):
        return locked_out(request)
    return pdf(congresses.credentials(visit, visit.sitting(sitting)), "credentials", sitting)
