"""Raising: choosing a kind of decision, filling its form, seeing beforehand which rules apply, signing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from immutables import Map

from confederal.audit.progress import goes_to_be_confirmed, progress
from confederal.audit.trail import WhyNot, why_not
from confederal.kernel.act import QuestionRaised
from confederal.kernel.identity import DAY
from confederal.kernel.question import Question
from confederal.web import office as offices
from confederal.web import saying
from confederal.web.questions import kinds, raising, reading, words
from confederal.web.questions.terms import terms
from confederal.web.visit import Visit, context, of_body


@of_body
def raise_(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choosing what to propose; with `?kind=` its form; posted, what is to be signed."""
    key = request.GET.get("kind", "")
    to = request.GET.get("to", "")
    if not key:
        return choose(request, visit)
    if key in kinds.LATER:
        return render(request, "questions/later.html", context(visit, name=words.kind(key)))
    kind = asked_kind(key)
    if request.method != "POST":
        form = form_of(visit, kind, to, None, initial=dict(request.GET.items()))
        return render(request, "questions/raise.html", context(visit, kind=kind, form=form, to=to))
    form = form_of(visit, kind, to, request.POST)
    if not form.is_valid():
        return saying.invalid(request, form)
    return saying.say(
        visit,
        act_of(form),
        then=reverse("questions:list", args=[visit.body]) + "{step}/",
        beside=form.beside,
        told=_("Proposes it under your pseudonym. Your own support is counted at once."),
    )


def asked_kind(key: str) -> kinds.Kind:
    """The kind of that key, or of that word in the record. Raises Http404."""
    kind = kinds.BY_KEY.get(key) or next((one for one in kinds.BY_KEY.values() if one.word == key), None)
    if kind is None:
        raise Http404
    return kind


def form_of(
    visit: Visit, kind: kinds.Kind, to: str, data: QueryDict | None, initial: dict[str, Any] | None = None
) -> raising.Raising:
    """The form of a kind; `to` names a council of ours before which it is put."""
    if not to:
        return kind.form(visit, data, initial=initial)
    if to not in visit.state.affiliations or kind.key not in kinds.PROPOSABLE:
        raise Http404
    above = offices.state_of(to)
    form = raising.proposing(kind.form)(visit, data, above=above, initial=initial)
    form.fields["council"].initial = to
    return form


def act_of(form: raising.Raising) -> QuestionRaised:
    """The act of a valid form."""
    told = form.cleaned_data
    return QuestionRaised(told["title"], told["matter"], told["paragraphs"])


def choose(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What one can propose, and what one wishes that has no word here."""
    wish = request.GET.get("wish", "")[:200]
    groups = kinds.offered(visit.state)
    return render(
        request,
        "questions/choose.html",
        context(
            visit,
            groups=groups,
            wish=wish,
            found=kinds.looked_for(wish, groups) if wish else (),
            no_words=instead(kinds.without_word(wish)),
            later=[(word, words.kind(word)) for word in kinds.LATER],
            councils=[(link.council, link.name) for link in visit.state.affiliations.values()],
            for_council=kinds.for_council(visit.state),
            may_raise=visit.open_here and visit.votes,
        ),
    )


@of_body
def no_word(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The things nobody can do here, because there is no word for them; and what there is."""
    return render(request, "questions/no_word.html", context(visit, no_words=instead(kinds.NO_WORDS)))


def instead(no_words: tuple[kinds.NoWord, ...]) -> list[tuple[kinds.NoWord, list[kinds.Kind]]]:
    """Each with the kinds that lead to what there is."""
    return [(one, [kinds.BY_KEY[key] for key in one.kinds]) for one in no_words]


@of_body
@require_POST
def preview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How a proposal will read, which rules apply, and what the law says against it; nothing is kept."""
    kind = asked_kind(request.GET.get("kind", ""))
    form = form_of(visit, kind, request.GET.get("to", ""), request.POST)
    if not form.is_valid():
        return render(request, "parts/form_errors.html", {"form": form})
    state, act = visit.state, act_of(form)
    draft = Question(
        id=state.size,
        title=act.title,
        matter=act.matter,
        raised_by=visit.who or "",
        raised_at=visit.now,
        paragraphs=act.paragraphs,
        supporters=Map({visit.who: state.size}) if visit.who else Map(),
    )
    going = progress(state, draft, visit.now)
    against: tuple[WhyNot, ...] = ()
    if visit.who is not None and visit.keyid is not None:
        payload = visit.office.payload(visit.body, visit.who, visit.keyid, act)
        against = why_not(visit.office.foreseen(payload, visit.keyid))
    named = {text.digest: text.content.decode() for text in form.beside}
    return render(
        request,
        "questions/parts/preview.html",
        context(
            visit,
            draft=draft,
            about=reading.about(visit, draft),
            terms=terms(visit, draft),
            paragraphs=[named[digest] for digest in act.paragraphs],
            going=going,
            share=words.share(going.threshold),
            share_in_numbers=words.share_in_numbers(going, visit.state),
            quorum=words.quorum(going, visit.state),
            who_votes=words.who_votes(state, going),
            notice=words.length(going.notice),
            goes_down=goes_to_be_confirmed(state, draft),
            reserved=act.matter.reserved,
            retable=words.length(state.charter.retable_days * DAY),
            reasons=against,
        ),
    )
