"""Voting, standing for election, and the count one can follow with a finger."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from confederal.audit.sheets import Recounted, read_as
from confederal.counting import rendering
from confederal.counting.formats import blt, plain
from confederal.counting.method import CountSheet
from confederal.kernel.act import CandidatureAccepted, Voted
from confederal.kernel.identity import DAY, Step
from confederal.kernel.question import Question, Stage
from confederal.web import language, saying
from confederal.web.ballots import reading
from confederal.web.ballots.reading import not_open, why_no_ballot
from confederal.web.questions import reading as questions
from confederal.web.questions import words
from confederal.web.visit import Visit, context, of_body


@of_body
def vote(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Casts a vote by device; the last one before the vote closes counts."""
    asked = visit.question(step)
    here = reverse("questions:question", args=[visit.body, step])
    if request.method != "POST":
        return redirect(f"{here}#vote")
    if asked.stage is not Stage.VOTING:
        return saying.refused(request, not_open(visit, asked))
    form = reading.vote_form(visit, asked, request.POST)
    if form is None:
        return saying.refused(request, why_no_ballot(visit, asked))
    if not form.is_valid():
        return saying.invalid(request, form)
    return saying.say(visit, Voted(step, form.mark()), then=f"{here}#vote")


@of_body
@require_POST
def stand(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """A member stands for election."""
    visit.question(step)
    here = reverse("questions:question", args=[visit.body, step])
    return saying.say(
        visit,
        CandidatureAccepted(step),
        then=f"{here}#candidates",
        told=_(
            "You stand for election. Until the vote opens everybody sees it; if you are elected you accept in person."
        ),
    )


# The count


@of_body
def count(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """How it was counted: in the hall by two tellers, by device, and round by round."""
    asked = visit.question(step)
    if asked.rule is None:
        raise Http404
    found = reading.count_again(visit, asked)
    names = questions.mark_names(visit, asked)
    sheet = None if found is None else read_as(found, names, asked)
    return render(
        request,
        "ballots/count.html",
        context(
            visit,
            question=asked,
            found=found,
            sheet=sheet,
            drawn=None if sheet is None else drawn(sheet),
            own_names=sheet is not None and found is not None and sheet.candidates == found.sheet.candidates,
            winners=() if found is None else reading.winners(found, names),
            ties=[] if found is None else reading.ties(found, names),
            tied=None if found is None or found.sheet.tied is None else tied(found, names),
            told=reading.told_counts(visit, asked),
            origins=reading.origins(asked),
            result=() if asked.outcome is None else questions.result(visit, asked, asked.outcome),
            ways=[str(words.WAYS[way]) for way in asked.rule.ways],
            names=names,
            may_mend=may_mend(visit, asked),
            took_part="" if asked.outcome is None else words.took_part(asked.outcome, visit.state),
        ),
    )


def may_mend(visit: Visit, asked: Question) -> bool:
    """Whether the time runs in which two tellers mend a wrong count, and the visitor could be one of them."""
    closed = asked.closed_at
    in_time = closed is not None and visit.now <= closed + visit.state.charter.appeal_days * DAY
    return in_time and reading.may_count(visit, asked)


def drawn(sheet: CountSheet) -> SafeString:
    """The sheet as a part of a page: headings one lower, because the page has its own.

    Its checksum is left out: it is that of a sheet with handles in it. The page shows the one of the record.
    """
    told = language.told
    part = rendering.as_html_part(sheet, told).replace(rendering.checksum_line(sheet, told), "")
    lower = (
        part.replace("<h2>", "<h3>")
        .replace("</h2>", "</h3>")
        .replace("<h1>", "<h2>")
        .replace("</h1>", "</h2>")
    )
    return mark_safe(lower)  # noqa: S308  # the counting room escapes every name it writes


def tied(found: Recounted, names: dict[str, str]) -> list[str]:
    """Those who are tied, where the count stopped at a tie."""
    told = found.sheet.tied
    return [] if told is None else [names.get(name, name) for name in told.candidates]


FILES = {
    "blt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "papers.csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""The files of a count: what each is."""


@of_body
def file(request: HttpRequest, visit: Visit, step: Step, kind: str) -> HttpResponse:
    """A file of the count, to be kept or counted again elsewhere: pseudonyms, as in the record."""
    found = reading.count_again(visit, visit.question(step))
    if found is None or kind not in FILES:
        raise Http404
    match kind:
        case "blt":
            told = blt.write(found.ballots, found.sheet.seats)
        case "papers.csv":
            told = plain.write(found.ballots, found.sheet.seats)
        case "csv":
            told = rendering.as_csv(found.sheet)
        case "json":
            told = rendering.as_json_text(found.sheet)
        case "txt":
            told = rendering.as_text(found.sheet, told=language.told)
        case _:
            told = rendering.as_html(found.sheet, language.told, get_language() or "en")
    answer = HttpResponse(told, content_type=FILES[kind])
    answer["Content-Disposition"] = f'attachment; filename="count-{step}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
