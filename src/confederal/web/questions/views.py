"""The list of proposals, the page of one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from confederal.audit.progress import Progress, progress
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import DAY, Step
from confederal.kernel.matters import AmendmentVote, Election, Expulsion, Recall
from confederal.kernel.question import Question, Stage
from confederal.kernel.sitting import Sitting
from confederal.web import language, saying
from confederal.web.ballots.reading import may_count, own_vote, vote_form, why_no_ballot
from confederal.web.questions import forms, listing, reading, words
from confederal.web.questions.terms import terms, wording_change
from confederal.web.saying import say
from confederal.web.talk.reading import thread
from confederal.web.visit import Visit, context, of_body


@of_body
def list_(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every proposal, election and vote of this body: open first."""
    stands = request.GET.get("stands", "")
    kind = request.GET.get("kind", "")
    found = listing.wanted(visit.state, stands, kind)
    page, rows = listing.page(visit.state, found, request.GET.get("page"), visit.now)
    there = {question.matter.word() for question in visit.state.questions.values()}
    kinds = sorted((words.kind(word), word) for word in there)
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(
        request,
        "questions/list.html",
        context(
            visit,
            page=page,
            rows=rows,
            kinds=kinds,
            stages=[(key, told) for key, (told, _keep) in listing.STANDS.items()],
            stands=stands,
            kind=kind,
            asked=asked.urlencode(),
            may_raise=visit.open_here and visit.votes,
        ),
    )


@of_body
def question(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Text, talk, positions, vote, trail of one proposal."""
    asked = visit.question(step)
    going = progress(visit.state, asked, visit.now)
    outcome = asked.outcome
    ways = reading.ways_open(visit, asked) if asked.stage is Stage.AGENDA else ()
    return render(
        request,
        "questions/question.html",
        context(
            visit,
            question=asked,
            going=going,
            stations=reading.stations(going),
            next=reading.next_words(visit, asked, going),
            tag=words.tag_of(asked),
            stands=words.stands(asked),
            about=reading.about(visit, asked),
            kind=words.kind(asked.matter.word()),
            raised_by=reading.raised_by(visit, asked),
            terms=terms(visit, asked),
            wording_change=wording_change(visit, asked),
            paragraphs=reading.paragraphs(visit, asked),
            share=words.share(going.threshold),
            share_in_numbers=words.share_in_numbers(going, visit.state),
            quorum=words.quorum(going, visit.state),
            who_votes=words.who_votes(visit.state, going),
            notice=words.length(going.notice),
            ways=[str(words.WAYS[way]) for way in asked.rule.ways] if asked.rule is not None else (),
            took_part="" if outcome is None else words.took_part(outcome, visit.state),
            result=() if outcome is None else reading.result(visit, asked, outcome),
            elected=() if outcome is None else [visit.called(who) for who in outcome.elected],
            alternates=() if outcome is None else [visit.called(who) for who in outcome.alternates],
            chosen=None
            if outcome is None or outcome.option is None
            else reading.option_words(visit, asked).get(outcome.option),
            options=reading.option_words(visit, asked),
            candidates=reading.candidate_words(visit, asked),
            accept=to_accept(visit, asked),
            waiting=waiting(visit, asked),
            keyless=visit.open_here and visit.who is not None and visit.keyid is None,
            mended_until=mended_until(visit, asked),
            meetings=meetings(visit, asked),
            counts_here=asked.rule is not None
            and any(way is not Way.NAMED for way in asked.rule.ways)
            and may_count(visit, asked),
            expulsion=isinstance(asked.matter, Expulsion),
            strays=strays(visit, asked),
            advice=reading.advice(visit, asked),
            minority=[visit.words(digest) for digest in asked.minority],
            confirming=confirming(visit, going),
            election=isinstance(asked.matter, Election),
            petition=isinstance(asked.matter, Recall),
            asks_us=reading.asks_us(asked),
            can=doable(visit, asked),
            opening=forms.Opening(
                ways, visit.state.charter.voting_days, between=visit.state.open_sitting(visit.now) is None
            )
            if ways
            else None,
            merging=mergeable(visit, asked),
            vote_form=vote_form(visit, asked),
            own_vote=own_vote(visit, asked),
            no_ballot=why_no_ballot(visit, asked) if asked.stage is Stage.VOTING else "",
            statement=forms.Statement(auto_id="id_%s"),
            follow_up=reading.follow_up() if outcome is not None and outcome.carried else None,
            thread=thread(visit, step),
            supported=visit.who in asked.supporters,
        ),
    )


NO_TEXT = "0" * 64
"""Stands for a text that is not written yet, where the law is asked beforehand."""


def doable(visit: Visit, asked: Question) -> dict[str, bool]:
    """What nothing speaks against, if the visitor did it now; the law is asked only about what fits the stage."""
    step = asked.id
    if not visit.open_here or visit.who is None:
        return {}
    before = asked.stage in (Stage.RAISED, Stage.AGENDA)
    found: dict[str, bool] = {}
    if before:
        found["support"] = visit.who not in asked.supporters and reading.may(visit, a.Supported(step))
        found["withdraw"] = visit.who == asked.raised_by and reading.may(visit, a.Withdrawn(step))
        found["amend"] = visit.votes and bool(asked.paragraphs)
        found["take"] = visit.who == asked.raised_by
        found["secrecy"] = not visit.state.council and reading.may(visit, a.SecrecyDemanded(step))
        if isinstance(asked.matter, Election):
            found["stand"] = reading.may(visit, a.CandidatureAccepted(step))
    if asked.outcome is None and asked.stage is not Stage.WITHDRAWN:
        found["paper"] = not visit.state.council and reading.may(visit, a.CountDemanded(step))
        found["advise"] = True
        found["answer"] = visit.votes
    if isinstance(asked.matter, Expulsion):
        open_still = asked.stage in (Stage.RAISED, Stage.AGENDA) and asked.heard_at is None
        found["hearing"] = open_still and reading.may(visit, a.HearingHeld(step, NO_TEXT))
        found["appeal"] = asked.id in visit.state.decisions and reading.may(visit, a.Appealed(step, NO_TEXT))
    found["minority"] = (asked.stage is Stage.VOTING or asked.outcome is not None) and reading.may(
        visit, a.MinorityStated(step, NO_TEXT)
    )
    return found


def mergeable(visit: Visit, asked: Question) -> forms.Merging | None:
    """The form for merging one's own proposal into another about the same thing; None where there is none."""
    if visit.who != asked.raised_by or asked.stage not in (Stage.RAISED, Stage.AGENDA) or not visit.open_here:
        return None
    others = [
        (other.id, other.title)
        for other in map(visit.state.questions.__getitem__, sorted(visit.state.open_questions))
        if other.id != asked.id
        and other.matter == asked.matter
        and other.stage in (Stage.RAISED, Stage.AGENDA)
        and not asked.matter.by_petition
    ]
    return forms.Merging(others) if others else None


def to_accept(visit: Visit, asked: Question) -> str | None:
    """The seat to which the visitor was elected here and which they have not accepted yet."""
    if (
        visit.who is None
        or asked.outcome is None
        or visit.who not in (*asked.outcome.elected, *asked.outcome.alternates)
    ):
        return None
    seats = (seat for seat in visit.state.held(visit.now) if seat.elected_in == asked.id)
    return next((seat.id for seat in seats if seat.holder == visit.who and seat.accepted_at is None), None)


def meetings(visit: Visit, asked: Question) -> list[Sitting]:
    """The meetings that were called with it on their agenda and are not over, the next first."""
    if asked.outcome is not None:
        return []
    there = [
        meeting
        for meeting in visit.state.sittings.values()
        if (asked.id in meeting.agenda or asked.id == meeting.id)
        and meeting.ended_at is None
        and (meeting.open(visit.now) or (meeting.opened_at is None and meeting.on >= visit.now - DAY))
    ]
    return sorted(there, key=lambda meeting: meeting.on)


def mended_until(visit: Visit, asked: Question) -> int | None:
    """Until when the time for appeal runs; None before it is decided and when it is over."""
    until = (asked.closed_at or 0) + visit.state.charter.appeal_days * DAY
    return until if asked.closed_at is not None and visit.now <= until else None


def waiting(visit: Visit, asked: Question) -> list[tuple[Step, str]]:
    """The steps about this proposal that wait for a second person: which step, and who took the first."""
    return [
        (step, visit.called(pending.by))
        for step, pending in sorted(visit.state.pending.items())
        if asked.id in (getattr(pending.act, "question", None), getattr(pending.act, "into", None))
    ]


def strays(visit: Visit, asked: Question) -> list[tuple[str, str, str]]:
    """Delegates whose vote differed from their instruction: who, what they were told to do, what they cast."""
    if asked.outcome is None:
        return []
    names = reading.mark_names(visit, asked)
    return [
        (
            visit.called(stray.place),
            names.get(stray.mandate, stray.mandate),
            names.get(stray.cast, stray.cast),
        )
        for stray in asked.outcome.strays
    ]


def confirming(visit: Visit, going: Progress) -> dict[str, list[str]] | None:
    """Who confirmed, who did not, who has not answered, by name."""
    told = going.confirming
    if told is None:
        return None
    answers = {"yes": told.yes, "no": told.no, "silent": told.silent}
    return {
        said: [language.body_called(visit.state, body) for body in bodies] for said, bodies in answers.items()
    }


def page_of(visit: Visit, step: Step, part: str = "") -> str:
    """The address of a proposal's page."""
    return reverse("questions:question", args=[visit.body, step]) + part


def page_to_be(visit: Visit) -> str:
    """The address of the page of a proposal that is about to be raised."""
    return reverse("questions:list", args=[visit.body]) + "{step}/"


# What can be done


def saying_only(
    kind: type[a.Supported | a.Withdrawn | a.SecrecyDemanded | a.CountDemanded],
) -> Callable[..., HttpResponseBase]:
    """The view of a step about a proposal that says nothing but which one."""

    @of_body
    @require_POST
    def view(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
        visit.question(step)
        return say(visit, kind(step), then=page_of(visit, step))

    return view


support = saying_only(a.Supported)
"""A member supports the proposal onto the agenda; on a recall this signs the petition."""
withdraw = saying_only(a.Withdrawn)
"""Who proposed it takes it back."""
secrecy = saying_only(a.SecrecyDemanded)
"""A member asks for a secret vote."""
paper = saying_only(a.CountDemanded)
"""A member asks for a count by paper instead of hands."""


@of_body
@require_POST
def open_vote(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """The vote is opened; who votes and what decides is fixed from then on."""
    asked = visit.question(step)
    between = visit.state.open_sitting(visit.now) is None
    form = forms.Opening(tuple(Way), visit.state.charter.voting_days, request.POST, between=between)
    if not form.is_valid():
        return saying.invalid(request, form)
    way = Way(form.cleaned_data["way"])
    act = a.VoteOpened(asked.id, (way,), reading.until(visit, way, form.cleaned_data.get("days")))
    return say(
        visit,
        act,
        then=page_of(visit, step),
        told=_(
            "Opens the vote. Who votes and what decides is fixed from then on, and no later change reaches it."
        ),
    )


@of_body
def amend(request: HttpRequest, visit: Visit, step: Step, paragraph: int) -> HttpResponse:
    """Another wording of one paragraph is offered to whoever proposed it."""
    asked = visit.question(step)
    if paragraph >= len(asked.paragraphs):
        raise Http404
    before = visit.words(asked.paragraphs[paragraph])
    if request.method != "POST":
        form = forms.Wording(initial={"wording": before})
        return render(
            request,
            "questions/amend.html",
            context(
                visit, question=asked, form=form, place=paragraph + 1, paragraph=paragraph, before=before
            ),
        )
    form = forms.Wording(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    wording = form.cleaned_data["wording"]
    if wording == before:
        return saying.refused(request, _("Nothing is changed yet: change some words, then send it."))
    (text,) = saying.texts([wording])
    return say(
        visit,
        a.AmendmentOffered(step, paragraph, text.digest),
        then=page_of(visit, step, f"#paragraph-{paragraph + 1}"),
        beside=[text],
    )


@of_body
@require_POST
def take(request: HttpRequest, visit: Visit, step: Step, amendment: Step) -> HttpResponse:
    """Who proposed it takes another wording into the text."""
    visit.question(step)
    return say(
        visit,
        a.AmendmentTaken(amendment, step),
        then=page_of(visit, step),
        told=_("Takes this wording into the text. On a changed text notice runs anew."),
    )


@of_body
@require_POST
def put_amendment(request: HttpRequest, visit: Visit, step: Step, amendment: Step) -> HttpResponse:
    """Another wording is put to the vote as a proposal of its own."""
    asked = visit.question(step)
    offered = next((one for one in asked.amendments if one.step == amendment), None)
    if offered is None:
        raise Http404
    title = _("Change paragraph %(place)s of “%(title)s”") % {
        "place": offered.paragraph + 1,
        "title": asked.title,
    }
    matter = AmendmentVote(step, offered.paragraph, offered.digest)
    act = a.QuestionRaised(title[:200], matter, (offered.digest,))
    return say(visit, act, then=page_to_be(visit))


@of_body
@require_POST
def merge(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Who proposed it merges it into another; whoever proposed that one confirms."""
    asked = visit.question(step)
    form = mergeable(visit, asked)
    if form is None:
        return saying.refused(
            request, _("There is no other open proposal about the same thing that it could be merged into.")
        )
    bound = forms.Merging(form.fields["into"].choices, request.POST)  # type: ignore[attr-defined]
    if not bound.is_valid():
        return saying.invalid(request, bound)
    return say(visit, a.Composited(step, bound.cleaned_data["into"]), then=page_of(visit, step))


@of_body
@require_POST
def advise(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Written advice: it has a voice and must be answered; it has no vote."""
    visit.question(step)
    form = forms.Statement(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    (text,) = saying.texts([form.cleaned_data["statement"]])
    return say(visit, a.AdviceGiven(step, text.digest), then=page_of(visit, step, "#advice"), beside=[text])


@of_body
@require_POST
def answer(request: HttpRequest, visit: Visit, step: Step, advice: Step) -> HttpResponse:
    """The answer to advice."""
    visit.question(step)
    form = forms.Statement(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    (text,) = saying.texts([form.cleaned_data["statement"]])
    act = a.AdviceAnswered(step, advice, text.digest)
    return say(visit, act, then=page_of(visit, step, "#advice"), beside=[text])


@of_body
@require_POST
def minority(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """A minority states its view; it travels with the decision."""
    visit.question(step)
    form = forms.Statement(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    (text,) = saying.texts([form.cleaned_data["statement"]])
    return say(
        visit, a.MinorityStated(step, text.digest), then=page_of(visit, step, "#minority"), beside=[text]
    )


@of_body
@require_POST
def hearing(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Somebody writes down that the member concerned was heard, or did not come although called; a second confirms."""
    visit.question(step)
    form = forms.Statement(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    (text,) = saying.texts([form.cleaned_data["statement"]])
    return say(visit, a.HearingHeld(step, text.digest), then=page_of(visit, step), beside=[text])


@of_body
@require_POST
def appeal(request: HttpRequest, visit: Visit, step: Step) -> HttpResponse:
    """Who was expelled appeals: they stay until the assembly has heard it again."""
    visit.question(step)
    form = forms.Statement(request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    (text,) = saying.texts([form.cleaned_data["statement"]])
    return say(visit, a.Appealed(step, text.digest), then=page_of(visit, step), beside=[text])
