"""The pages of a body: what is open, our rules, our record, our decisions, what waits for a second person."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from confederal.audit.own_numbers import OWN
from confederal.audit.power import Branch, Kept, Sent, Shows, shows
from confederal.audit.waiting import allowed, waiting
from confederal.charter.article import Paragraph
from confederal.charter.articles import ARTICLES
from confederal.kernel.act import AnyAct, Assisted, Confirmed, QuestionRaised, Supported, Voted
from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.entry import INNER, OPEN, Visibility
from confederal.kernel.identity import Step
from confederal.kernel.matters import Recall
from confederal.kernel.minute_book import Unreadable, opened
from confederal.kernel.objection import Objection
from confederal.kernel.state import Pending
from confederal.records import files
from confederal.web.accounts.guessing import EXPORTS
from confederal.web.accounts.guessing import allowed as allowed_so_often
from confederal.web.bodies.steps import step_words
from confederal.web.bodies.taking_along import goes_on, steps_to_take
from confederal.web.manners import locked_out
from confederal.web.questions.search import Found, found
from confederal.web.saying import say
from confederal.web.visit import Visit, context, of_body

PAGE = 50


@of_body
def body(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is open, the next meeting, who holds what, what was decided, what waits for the visitor."""
    shown = shows(visit.state, visit.now)
    mine = () if visit.who is None else waiting(visit.state, visit.who, visit.now)
    return render(
        request,
        "bodies/body.html",
        context(
            visit,
            shows=shown,
            branches=delegations(shown),
            by_right=shown.by_right[:3],
            more_by_right=max(0, len(shown.by_right) - 3),
            waiting=mine[:8],
            open=sorted(shown.open, key=lambda each: (each.votes_until or 2**53, each.step))[:8],
            more_open=max(0, len(shown.open) - 8),
            decisions=newest(shown.decisions)[:8],
            more_decisions=max(0, len(shown.decisions) - 8),
            meetings=[
                (visit.state.sittings[step], at) for step, at in shown.meetings if at > visit.now - 86_400
            ],
            going_on=[visit.state.sittings[step] for step in visit.state.opened],
        ),
    )


def delegations(shown: Shows) -> list[tuple[Branch, list[Sent], int]]:
    """The bodies of a council: the delegates of each that carry votes, and how many stand in for them."""
    of: dict[str, list[Sent]] = {}
    for place in shown.sent:
        of.setdefault(place.body, []).append(place)
    found = []
    for branch in shown.branches:
        places = of.get(branch.body, [])
        voting = [place for place in places if place.votes]
        found.append((branch, voting, len(places) - len(voting)))
    return found


def newest(decisions: tuple[Kept, ...]) -> list[Kept]:
    """Decisions, the newest first."""
    return sorted(decisions, key=lambda kept: -kept.step)


# Our rules


class Rule(Struct, frozen=True):
    """One of the fixed rules with our own numbers in it."""

    name: str
    title: str
    words: str
    paragraphs: tuple[Paragraph, ...]
    ours: tuple[str, ...]


@of_body
def rules(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The fixed rules, the same everywhere, with this body's own numbers filled in."""
    electors = len(visit.state.electors(None, visit.now))
    chapters = []
    for chapter, among in groupby(ARTICLES, key=lambda article: article.chapter):
        told = []
        for article in among:
            ours = tuple(OWN[article.name](visit.state.charter, electors)) if article.name in OWN else ()
            paragraphs = tuple(sorted(article.paragraphs, key=lambda paragraph: paragraph.number))
            told.append(Rule(article.name, article.title, article.text, paragraphs, ours))
        chapters.append((chapter, told))
    return render(request, "bodies/rules.html", context(visit, chapters=chapters))


# Our record


class Line(Struct, frozen=True):
    """One recorded step, as a page lists it."""

    step: Step
    at: int
    words: str
    by: str
    objections: tuple[Objection, ...]


@of_body
def record(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every recorded step, newest first: when, who, what; those without effect with the reason.

    Votes of members are not listed one by one where the vote is secret or over: only that somebody voted.
    """
    size = visit.state.size
    pages = Paginator(range(size), PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = max(0, size - page.number * PAGE)
    last = size - (page.number - 1) * PAGE
    lines = []
    for step, row in enumerate(visit.office.home.shelf.rows(visit.body, first, last), first):
        entry = opened(step, row)
        if isinstance(entry, Unreadable):
            lines.append(Line(step, row.entry.time, entry.words, "", ()))
            continue
        struck = visit.reading.struck.get(step, ())
        lines.append(
            Line(step, entry.time, step_words(visit, entry), author(visit, entry.by, entry.act), struck)
        )
    lines.reverse()
    return render(
        request,
        "bodies/record.html",
        context(
            visit,
            lines=lines,
            page=page,
            head=visit.office.home.shelf.checkpoint(visit.body),
            goes_on=goes_on(visit.state)[:1],
        ),
    )


def author(visit: Visit, who: str, act: AnyAct) -> str:
    """Who did a step, where it may be said: signatures on recalls and single votes of members are nobody's to list."""
    said = act.act if isinstance(act, Assisted) else act
    if isinstance(said, Voted) and not visit.state.council:
        return ""
    about = said.question if isinstance(said, Supported) else None
    question = None if about is None else visit.state.questions.get(about)
    matter = (
        said.matter if isinstance(said, QuestionRaised) else None if question is None else question.matter
    )
    if isinstance(matter, Recall):
        return ""
    return visit.called(who)


@of_body
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The record as files anybody can check with `confederal verify`, in one archive: all of it, or up to what goes on
    and is only told as a number."""
    office = visit.office
    if visit.past or not office.keeps(visit.body):
        raise Http404
    if not allowed_so_often(EXPORTS, "records", str(visit.account.pk)):
        return locked_out(request)
    shown: tuple[Visibility, ...] = (OPEN, INNER) if visit.who is not None else (OPEN,)
    note, keeper = office.signed_up_to(visit.body, steps_to_take(office, visit.state))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / visit.body[:12]
        key = verifying_key(visit.body, keeper)
        files.export(office.home.shelf, visit.body, place, key, shown, note=note)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            archive.add(place, arcname=visit.body[:12])
    answer = HttpResponse(packed.getvalue(), content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="record-{visit.body[:12]}.tar.gz"'
    return answer


# Decisions


@of_body
def decisions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The decisions in force and those that wait, newest first; searched, every proposal that was ever decided."""
    asked = request.GET.get("words", "").strip()[:200]
    listed: Sequence[Found | Kept]
    listed = found(visit.state, asked, visit) if asked else newest(shows(visit.state, visit.now).decisions)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    return render(request, "bodies/decisions.html", context(visit, page=page, asked=asked))


# What waits for a second person


@of_body
def awaited(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Steps somebody proposed that have no effect until a second person confirms them."""
    waiting_steps = [
        (step, visit.called(pending.by), step_words(visit, pending))
        for step, pending in sorted(visit.state.pending.items())
        if may_read(visit, pending)
    ]
    return render(request, "bodies/awaited.html", context(visit, waiting=waiting_steps))


def may_read(visit: Visit, pending: Pending) -> bool:
    """Whether a step that waits may be read: what was said at the tellers' table only by those who sit there."""
    if not isinstance(pending.act, Assisted) or pending.by == visit.who:
        return True
    who, key = visit.who, visit.keyid
    return (
        who is not None
        and key is not None
        and allowed(visit.state, who, key, Confirmed(pending.step), visit.now)
    )


@of_body
def confirm(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One such step, whole, and the button that confirms it: nobody confirms what they have not read."""
    pending = visit.state.pending.get(step)
    if pending is None:
        return render(
            request,
            "bodies/confirmed.html",
            context(visit, step=step),
            status=200 if step < visit.state.size else 404,
        )
    if not may_read(visit, pending):
        raise Http404
    if request.method == "POST":
        return say(
            visit,
            Confirmed(step),
            then=request.POST.get("then") or reverse("bodies:body", args=[visit.body]),
            told=_("You confirm: %(what)s") % {"what": step_words(visit, pending)},
        )
    return render(
        request,
        "bodies/confirm.html",
        context(visit, pending=pending, words=step_words(visit, pending), by=visit.called(pending.by)),
    )
