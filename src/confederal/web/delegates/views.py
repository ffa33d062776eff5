"""A seat and who holds it: instructions, votes, reports, and how those who elected it take it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from msgspec import Struct

from confederal.audit import report as reports
from confederal.audit.seat import (
    Petition,
    ToVote,
    alternates_of,
    following,
    in_its_place,
    petition,
    recall_of,
    to_vote,
    unreported,
)
from confederal.kernel.act import QuestionRaised, Reported, Resigned, Supported
from confederal.kernel.body import DELEGATE
from confederal.kernel.delegate import Place, Seat
from confederal.kernel.matters import Recall
from confederal.kernel.state import State
from confederal.secretary.shelf import NoSuchBook
from confederal.web import language
from confederal.web.congress.views import question_page
from confederal.web.congress.words import POSITIONS
from confederal.web.delegates import forms
from confederal.web.questions.words import RESULTS, office
from confederal.web.saying import invalid, say, texts
from confederal.web.visit import Visit, context, of_body

LINES = 20
"""Votes on one page."""


class Written(Struct, frozen=True):
    """A report that was made: when, at which step, and its text; None where it was erased."""

    step: int
    at: int
    words: str | None


@of_body
def seat(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """One seat: who sent them, their instructions, each vote beside its instruction, reports, and recall in sight."""
    state = visit.state
    if seat in state.places:
        return place(request, visit, state.places[seat])
    held = seat_of(visit, seat)
    lines = sorted(reports.lines(state, held), key=lambda line: (not line.strayed, -line.shown_at))
    question = recall_of(state, held.id)
    above = council_of(visit, held)
    opened = [] if above is None else list(opened_above(above, visit, held))
    return render(
        request,
        "delegates/seat.html",
        context(
            visit,
            seat=held,
            office=office_words(visit, held),
            delegate=held.office == DELEGATE,
            holds=state.holds(held, visit.now),
            mine=visit.who == held.holder,
            council=None if held.to is None else language.body_called(state, held.to),
            above=above,
            place=None if above is None else place_in(above, visit.body, held),
            page=Paginator(lines, LINES).get_page(request.GET.get("page")),
            strays=sum(line.strayed for line in lines),
            due=unreported(state, held),
            reports=[
                Written(made.step, made.at, visit.words(made.digest))
                for made in reversed(state.reports.get(held.id, ()))
            ],
            alternates=alternates_of(state, held, visit.now),
            stands_in_for=regulars(state, held, visit.now) if held.alternate else [],
            recall=petition(state, held, visit.now),
            signed=question is not None and visit.who in question.supporters,
            may_sign=may_sign(visit, held),
            following=following(state, held.id),
            may_follow=may_sign(visit, held) and nothing_against(visit, held),
            terms=state.served.get(held.holder, ()),
            opened=opened[:LINES],
            more_opened=len(opened) > LINES,
        ),
    )


def seat_of(visit: Visit, seat: str) -> Seat:
    """The seat of that name. Raises Http404."""
    found = visit.state.seats.get(seat)
    if found is None:
        raise Http404
    return found


def office_words(visit: Visit, held: Seat) -> str:
    """What the seat is, in the words of the pages."""
    return office(visit.state, held.office, held.to)


def council_of(visit: Visit, held: Seat) -> State | None:
    """The record of the council the seat is in, where it stands here too."""
    if held.to is None:
        return None
    try:
        return visit.office.state(held.to, visit.now if visit.past else None)
    except NoSuchBook:
        return None


def place_in(above: State, body: str, held: Seat) -> Place | None:
    """The place this seat has in its council."""
    return next(
        (
            above.places[name]
            for name in above.delegations.get(body, ())
            if above.places[name].seat == held.id
        ),
        None,
    )


def opened_above(above: State, visit: Visit, held: Seat) -> Iterator[ToVote]:
    found = place_in(above, visit.body, held)
    if found is not None:
        yield from to_vote(above, found)


def regulars(state: State, held: Seat, at: int) -> list[Seat]:
    """The delegates for whom an alternate steps in."""
    return [
        known
        for known in state.held(at)
        if not known.alternate and known.to == held.to and known.electors == held.electors
    ]


def may_sign(visit: Visit, held: Seat) -> bool:
    """Whether the visitor is among those who elected this seat."""
    section = Recall(held.id).section(visit.state)
    return visit.who is not None and visit.open_here and visit.state.is_elector(visit.who, section, visit.now)


def nothing_against(visit: Visit, held: Seat) -> bool:
    """Whether the visitor may put the election of who follows before the others now."""
    if visit.who is None or visit.keyid is None:
        return False
    act = QuestionRaised("-", in_its_place(visit.state, held))
    return not visit.office.foreseen(
        visit.office.payload(visit.body, visit.who, visit.keyid, act), visit.keyid
    )


def place(request: HttpRequest, visit: Visit, sat: Place) -> HttpResponse:
    """A delegate as the council sees them: of which branch, since when, and their votes beside the instructions."""
    state = visit.state
    questions = sorted(
        (known for known in state.questions.values() if sat.id in known.votes and known.rule is not None),
        key=lambda known: -known.id,
    )
    page = Paginator(questions, LINES).get_page(request.GET.get("page"))
    return render(
        request,
        "delegates/place.html",
        context(
            visit,
            place=sat,
            branch=language.body_called(state, sat.body),
            sits=state.sits(sat, visit.now),
            votes=state.place_votes(sat, visit.now),
            page=page,
            cast=[
                (
                    known,
                    state.mandate(sat.body, known.id),
                    known.votes[sat.id][0],
                    known.outcome is not None and sat.id in {stray.place for stray in known.outcome.strays},
                )
                for known in page.object_list
            ],
        ),
    )


@of_body
def seats(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who holds what here, until when, and how many signatures take it back."""
    state = visit.state
    listed: list[tuple[Seat, str, Petition]] = [
        (held, office_words(visit, held), petition(state, held, visit.now)) for held in state.held(visit.now)
    ]
    listed.sort(key=lambda known: (known[0].office != DELEGATE, known[1], known[0].alternate, known[0].id))
    return render(
        request,
        "delegates/seats.html",
        context(visit, page=Paginator(listed, 50).get_page(request.GET.get("page"))),
    )


@of_body
def mine(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A delegate's own page: the instruction on each open proposal, and what they voted."""
    return render(
        request,
        "delegates/mine.html",
        context(visit, sent=list(sent(visit)), holds_nothing=visit.who is None),
    )


class Sent(Struct, frozen=True):
    """One delegation the visitor holds: the council, the place there, what is open."""

    council: State
    seat: Seat | None
    place: Place
    page: Any
    """The page of what is open there that is shown."""
    name: str
    """What that page is called in the address."""
    alternate_waits: bool
    """An alternate while a delegate of the branch sits: no vote now."""


def sent(visit: Visit) -> Iterator[Sent]:
    """The delegations of the visitor, seen from the branch that sent them or from the council."""
    state = visit.state
    if state.council:
        own = state.places.get(visit.who or "")
        if own is not None:
            yield delegation(visit, state, None, own)
    for held in state.held(visit.now):
        above = council_of(visit, held) if held.holder == visit.who else None
        own = None if above is None else place_in(above, visit.body, held)
        if above is not None and own is not None:
            yield delegation(visit, above, held, own)


def delegation(visit: Visit, council: State, held: Seat | None, own: Place) -> Sent:
    name = f"p{own.id.rpartition(':')[2].replace('.', '-')}"
    page = Paginator(list(to_vote(council, own)), LINES).get_page(visit.request.GET.get(name))
    return Sent(council, held, own, page, name, not council.place_votes(own, visit.now))


# Reports


@of_body
def report(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """Who holds a seat reports to those who elected it; the draft is what the record shows."""
    held = seat_of(visit, seat)
    form = forms.Report(request.POST or None, initial={"words": draft(visit, held)})
    here = reverse("delegates:seat", args=[visit.body, seat])
    if request.method == "POST":
        if not form.is_valid():
            return invalid(request, form)
        (text,) = texts([form.cleaned_data["words"]])
        return say(visit, Reported(seat, text.digest), then=here, beside=[text])
    if visit.who != held.holder:
        raise Http404
    return render(
        request,
        "delegates/report.html",
        context(
            visit, seat=held, office=office_words(visit, held), form=form, due=unreported(visit.state, held)
        ),
    )


def draft(visit: Visit, held: Seat) -> str:
    """The draft: every decision not reported on yet, votes against the instruction first."""
    lines = sorted(unreported(visit.state, held), key=lambda line: (not line.strayed, line.shown_at))
    told = [_("Report: %(office)s") % {"office": office_words(visit, held)}, ""]
    if not lines:
        told.append(_("Nothing was decided since the last report."))
    told.extend("– " + line_words(line) for line in lines)
    return "\n".join(told)


def line_words(line: reports.Line) -> str:
    """One decision as one reads it out to the meeting."""
    said = _("%(title)s. Our instruction: %(instructed)s. My vote: %(cast)s.") % {
        "title": line.title,
        "instructed": POSITIONS.get(line.instructed or "", _("none")),
        "cast": POSITIONS.get(line.cast or "", _("none")),
    }
    if line.strayed:
        said += " " + _("I did not vote as instructed; it counted: %(counted)s. My reasons:") % {
            "counted": POSITIONS.get(line.counted or "", _("nothing"))
        }
    votes = ", ".join(f"{votes} {POSITIONS.get(mark, mark)}" for mark, votes in sorted(line.totals) if votes)
    return f"{said} " + _("Outcome: %(result)s (%(votes)s).") % {
        "result": RESULTS[line.result],
        "votes": votes or _("no votes"),
    }


# Recall


@of_body
@require_POST
def recall(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """One of those who elected a seat begins the petition to take it back."""
    held = seat_of(visit, seat)
    title = _("We take back the seat: %(office)s") % {"office": office_words(visit, held)}
    form = forms.Recall({"title": request.POST.get("title") or title[:200]})
    if not form.is_valid():
        return invalid(request, form)
    act = QuestionRaised(form.cleaned_data["title"], Recall(seat))
    told = _(
        "This begins a petition to take the seat back, and is its first signature. Only the number of signatures is "
        "shown on the pages; the record itself keeps the pseudonyms of those who signed."
    )
    return say(visit, act, then=reverse("delegates:seat", args=[visit.body, seat]), told=told)


@of_body
@require_POST
def sign(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """One of those who elected a seat signs the petition that is running."""
    held = seat_of(visit, seat)
    question = recall_of(visit.state, held.id)
    if question is None:
        raise Http404
    return say(visit, Supported(question.id), then=reverse("delegates:seat", args=[visit.body, seat]))


@of_body
@require_POST
def follow(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """The election of who follows, for the same meeting: it can be put as soon as the seat is empty."""
    held = seat_of(visit, seat)
    title = _("Who follows: %(office)s") % {"office": office_words(visit, held)}
    return say(
        visit, QuestionRaised(title[:200], in_its_place(visit.state, held)), then=question_page(visit.body)
    )


@of_body
@require_POST
def resign(request: HttpRequest, visit: Visit, seat: str) -> HttpResponse:
    """Who holds a seat gives it back. Nobody is asked, and nobody does it for them."""
    held = seat_of(visit, seat)
    return say(
        visit,
        Resigned(held.id),
        then=reverse("delegates:seat", args=[visit.body, seat]),
        told=_("You give back: %(office)s. The seat is empty from then on; only an election fills it.")
        % {"office": office_words(visit, held)},
    )
