"""The tellers' table: what a member without a device says is written down by one teller and confirmed by another.

It has the same force as what is signed on a device.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from confederal.audit.hall import marks_to_tell
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.identity import Id
from confederal.kernel.matters import Election, Resolution
from confederal.kernel.question import Question, Stage
from confederal.web.office import Text
from confederal.web.saying import invalid, say, texts
from confederal.web.sittings.choosing import LongSelect
from confederal.web.sittings.proceedings import possible
from confederal.web.sittings.wording import mark_called
from confederal.web.visit import Visit, context, of_body

BEFORE: Final = (Stage.RAISED, Stage.AGENDA)
SAYS: Final = {
    "support": gettext_lazy("I support this onto the agenda (on a recall: I sign the petition)"),
    "vote": gettext_lazy("I vote"),
    "stand": gettext_lazy("I stand for election"),
    "secret": gettext_lazy("I ask for a secret ballot"),
    "count": gettext_lazy("I ask for a count on paper instead of a show of hands"),
    "accept": gettext_lazy("I accept the seat I was elected to"),
    "raise": gettext_lazy("I propose"),
    "leave": gettext_lazy("I leave this body"),
}
"""What can be said at the table on these pages."""


class Saying(forms.Form):
    """Who says what."""

    member = forms.ChoiceField(label=gettext_lazy("Who is at the table"), widget=LongSelect)
    says = forms.ChoiceField(label=gettext_lazy("What they say"), choices=list(SAYS.items()))
    about = forms.ChoiceField(label=gettext_lazy("About"), required=False, widget=LongSelect)
    mark = forms.ChoiceField(label=gettext_lazy("Their vote"), required=False)
    title = forms.CharField(label=gettext_lazy("Title of what they propose"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("Its text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.fill("member", without_key(visit))
        self.fill("about", [("", "—"), *((str(q.id), q.title) for q in open_questions(visit))])
        self.fill("mark", [("", "—"), *marks(visit)])

    def fill(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Gives a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        said = told.get("says")
        if said in ("support", "vote", "stand", "secret", "count") and not told.get("about"):
            self.add_error("about", _("Say which proposal it is about."))
        if said == "vote" and not told.get("mark"):
            self.add_error("mark", _("Say what they vote."))
        if said == "raise" and not told.get("title", "").strip():
            self.add_error("title", _("A proposal has a title."))
        if said == "accept" and told.get("member") and self.seat(told["member"]) is None:
            self.add_error("member", _("They were elected to no seat that they have not accepted."))
        return told

    def seat(self, who: Id) -> Id | None:
        """The seat this member was elected to and has not accepted."""
        seats = self.visit.state.seats
        return next(
            (
                name
                for name in sorted(self.visit.state.live)
                if seats[name].holder == who and seats[name].accepted_at is None
            ),
            None,
        )

    def said(self) -> tuple[a.Assistable, tuple[Text, ...]]:
        """What the member says, and the texts it names."""
        told = self.cleaned_data
        about = int(told["about"] or 0)
        beside: tuple[Text, ...] = ()
        act: a.Assistable
        match told["says"]:
            case "support":
                act = a.Supported(about)
            case "vote":
                act = a.Voted(about, (told["mark"],))
            case "stand":
                act = a.CandidatureAccepted(about)
            case "secret":
                act = a.SecrecyDemanded(about)
            case "count":
                act = a.CountDemanded(about)
            case "accept":
                act = a.SeatAccepted(self.seat(told["member"]) or "")
            case "raise":
                beside = texts(paragraphs(told["text"]))
                act = a.QuestionRaised(
                    told["title"].strip(), Resolution(), tuple(text.digest for text in beside)
                )
            case _:
                act = a.Left()
        return act, beside


def paragraphs(words: str) -> list[str]:
    """The paragraphs of a text: what empty lines part."""
    parts = words.replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]


def without_key(visit: Visit) -> list[tuple[str, str]]:
    """The members who have no key of their own: those the table is for."""
    there = [
        who
        for who in visit.state.register(None, visit.now)
        if who in visit.state.members and visit.state.key_in_force(who, visit.now) is None
    ]
    return sorted(((who, visit.called(who)) for who in there), key=lambda choice: choice[1].lower())


def open_questions(visit: Visit) -> list[Question]:
    """What can be supported, voted on or stood for now."""
    return [
        question
        for step in sorted(visit.state.open_questions)
        if (question := visit.state.questions[step]).stage in (*BEFORE, Stage.VOTING)
    ]


def marks(visit: Visit) -> list[tuple[str, str]]:
    """What can be said in the votes by name that are open."""
    named = {
        mark: mark_called(visit, question, mark)
        for question in open_questions(visit)
        if question.rule is not None and Way.NAMED in question.rule.ways
        for mark in marks_to_tell(visit.state, question)
    }
    return list(named.items())


def waiting(visit: Visit) -> list[dict[str, Any]]:
    """What one teller wrote down and another has not confirmed: for that teller, and for whoever may confirm it.

    To nobody else: a member without a device has no less secrecy than the others.
    """
    found = []
    for pending in sorted(visit.state.pending.values(), key=lambda pending: pending.step):
        mine = pending.by == visit.who
        if isinstance(pending.act, a.Assisted) and (mine or possible(visit, a.Confirmed(pending.step))):
            found.append(
                {
                    "pending": pending,
                    "member": visit.called(pending.act.member),
                    "says": in_words(visit, pending.act.act),
                    "mine": mine,
                    "possible": not mine,
                }
            )
    return found


def in_words(visit: Visit, act: a.Assistable) -> str:
    """What a member said at the table, to be read back to them."""
    match act:
        case a.QuestionRaised():
            return f"{SAYS['raise']}: {act.title}"
        case a.Voted():
            question = visit.state.questions.get(act.question)
            if question is None:
                return str(SAYS["vote"])
            mark = " > ".join(mark_called(visit, question, name) for name in act.mark)
            return f"{SAYS['vote']} {mark} · {question.title}"
        case a.Supported() | a.SecrecyDemanded() | a.CountDemanded() | a.CandidatureAccepted():
            question = visit.state.questions.get(act.question)
            said = SAYS[WORD[type(act)]]
            return f"{said} · {question.title}" if question is not None else str(said)
        case a.SeatAccepted():
            return str(SAYS["accept"])
        case a.Left():
            return str(SAYS["leave"])
        case _:
            return _("something said at another page")


WORD: Final[dict[type[a.Act], str]] = {
    a.Supported: "support",
    a.SecrecyDemanded: "secret",
    a.CountDemanded: "count",
    a.CandidatureAccepted: "stand",
}


@of_body
def table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tellers' table: one teller writes down, another confirms."""
    if request.method == "POST":
        form = Saying(visit, request.POST)
        if not form.is_valid():
            return invalid(request, form)
        act, beside = form.said()
        words = _("Read it back to them: “%(says)s”. Another teller confirms it.") % {
            "says": in_words(visit, act)
        }
        return say(
            visit,
            a.Assisted(form.cleaned_data["member"], act),
            then=reverse("sittings:table", args=[visit.body]),
            beside=beside,
            told=words,
        )
    asked = request.GET
    form = Saying(visit, initial={"says": asked.get("says", ""), "about": asked.get("about", "")})
    elections = [question for question in open_questions(visit) if isinstance(question.matter, Election)]
    return render(
        request,
        "sittings/table.html",
        context(
            visit,
            form=form,
            waiting=waiting(visit),
            anybody=bool(without_key(visit)),
            elections=elections,
            teller=visit.who in visit.state.tellers(visit.now),
            tellers=[visit.called(who) for who in dict.fromkeys(visit.state.tellers(visit.now))],
        ),
    )


@of_body
@require_POST
def table_second(request: HttpRequest, visit: Visit, pending: int) -> HttpResponse:
    """Another teller, who heard it too, confirms what was said at the table."""
    return say(visit, a.Confirmed(pending), then=reverse("sittings:table", args=[visit.body]))
