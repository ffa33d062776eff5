"""The list of meetings, and calling one: date, agenda, notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confederal.audit.meetings import Item, Listed, Phase, earliest, item, may_be_called_for, meetings
from confederal.kernel.act import SittingCalled
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.question import Question, Stage
from confederal.web.paper.wording import moment
from confederal.web.questions.words import STAGES, kind, length
from confederal.web.saying import invalid, refused, say
from confederal.web.sittings.forgetting import forget
from confederal.web.sittings.proceedings import objections
from confederal.web.visit import Visit, context, of_body

AGAIN = 600
"""Within so many seconds the same meeting called again is a second click."""


MOST = 100
"""So many proposals are listed to choose an agenda from."""


AHEAD = 2 * 365 * DAY
"""So far ahead a meeting is called here, in seconds."""


@of_body
def list_of(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Meetings open now, to come, and past; those called and those that exist by petition."""
    forget(visit)
    known = meetings(visit.state, visit.now)
    return render(
        request,
        "sittings/list.html",
        context(
            visit,
            ahead=[meeting for meeting in known if meeting.phase in (Phase.OPEN, Phase.COMING)],
            past=[meeting for meeting in known if meeting.phase in (Phase.OVER, Phase.MISSED)],
        ),
    )


class Calling(forms.Form):
    """When, about what, for whom."""

    on = forms.DateTimeField(
        label=gettext_lazy("Day and hour"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    agenda = forms.MultipleChoiceField(
        label=gettext_lazy("Agenda"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "What is on our agenda already can be decided at any meeting called from now on."
        ),
    )
    urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Who meets"), required=False)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        state, now = visit.state, visit.now
        self.fields["on"].help_text = _(
            "In the time of %(zone)s. The earliest now: %(ordinary)s; urgent: %(urgent)s."
        ) % {
            "zone": state.charter.time_zone,
            "ordinary": moment(rounded_up(earliest(state, now)), visit.zone),
            "urgent": moment(rounded_up(earliest(state, now, urgent=True)), visit.zone),
        }
        self.fields["urgent"].help_text = ngettext(
            "Notice of %(hours)d hour instead of our ordinary one. What has had its own notice by then can be put.",
            "Notice of %(hours)d hours instead of our ordinary one. What has had its own notice by then can be put.",
            state.charter.urgent_hours,
        ) % {"hours": state.charter.urgent_hours}
        agenda, section = self.fields["agenda"], self.fields["section"]
        assert isinstance(agenda, forms.MultipleChoiceField)
        assert isinstance(section, forms.ChoiceField)
        questions = may_be_called_for(state)
        chosen = set(self.data.getlist("agenda")) if hasattr(self.data, "getlist") else set()
        first = sorted(questions, key=lambda question: question.stage is Stage.RAISED)[:MOST]
        listed = first + [q for q in questions if str(q.id) in chosen and q not in first]
        agenda.choices = [(str(question.id), self.line(question)) for question in listed]
        if len(questions) > MOST:
            agenda.help_text = _(
                "The first %(most)d of %(all)d. What is on our agenda already can be decided anyway."
            ) % {"most": MOST, "all": len(questions)}
        section.choices = [("", _("everybody")), *((name, name) for name in state.charter.sections)]
        if not state.charter.sections:
            del self.fields["section"]

    def clean_on(self) -> datetime:
        on: datetime = self.cleaned_data["on"]
        if on.timestamp() > self.visit.now + AHEAD:
            raise forms.ValidationError(_("A meeting is called two years ahead at most."))
        if on.timestamp() < self.visit.now:
            raise forms.ValidationError(_("This time has passed."))
        return on

    def line(self, question: Question) -> str:
        """One proposal as it stands in the list to choose from."""
        stage = STAGES[question.stage]
        return f"{question.title} · {kind(question.matter.word())} · {stage}"

    def act(self) -> SittingCalled:
        """The meeting as it would be called."""
        told = self.cleaned_data
        return SittingCalled(
            on=int(told["on"].timestamp()),
            agenda=tuple(int(step) for step in told["agenda"]),
            urgent=told["urgent"],
            section=told.get("section") or None,
        )


def rounded_up(at: int) -> int:
    """The next full hour."""
    return -(-at // HOUR) * HOUR


def usual(visit: Visit) -> dict[str, Any]:
    """What the form holds at first: the evening after the ordinary notice, with what is on the agenda."""
    on = datetime.fromtimestamp(earliest(visit.state, visit.now) + HOUR, visit.zone)
    evening = on.replace(hour=17, minute=0, second=0, microsecond=0)
    ready = [
        str(question.id) for question in may_be_called_for(visit.state) if question.stage is Stage.AGENDA
    ]
    return {"on": evening if evening >= on else evening + timedelta(days=1), "agenda": ready[:MOST]}


@of_body
def call(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form; what members would read, and what speaks against it, before anybody signs."""
    with timezone.override(visit.zone):
        if request.method == "POST":
            return called(request, visit)
        if "on" not in request.GET:
            return render(
                request, "sittings/call.html", context(visit, form=Calling(visit, initial=usual(visit)))
            )
        form = Calling(visit, request.GET)
        if not form.is_valid():
            return render(request, "sittings/call.html", context(visit, form=form))
        act = form.act()
        return render(
            request,
            "sittings/call.html",
            context(
                visit,
                form=form,
                act=act,
                items=items(visit, act),
                why_not=objections(visit, act),
                notice=notice(visit, act),
            ),
        )


def called(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A meeting is called."""
    form = Calling(visit, request.POST)
    if not form.is_valid():
        return invalid(request, form)
    act = form.act()
    for sitting in visit.state.sittings.values():
        same = (sitting.on, sitting.agenda, sitting.section) == (act.on, act.agenda, act.section)
        if same and visit.now - sitting.called_at < AGAIN:
            return refused(
                request, _("This meeting has just been called; it stands in the list of meetings.")
            )
    return say(
        visit,
        act,
        then=reverse("sittings:list", args=[visit.body]) + "{step}/",
        told=_("You call this meeting. Every member gets to know of it."),
    )


def items(visit: Visit, act: SittingCalled) -> list[Item]:
    """The agenda as members would read it."""
    state = visit.state
    return [item(state, state.questions[step], Listed.CALLED, visit.now) for step in act.agenda]


def notice(visit: Visit, act: SittingCalled) -> dict[str, Any]:
    """How much notice there would be, and how much it takes."""
    least = earliest(visit.state, 0, urgent=act.urgent)
    given = max(0, act.on - visit.now)
    return {"given": length(given), "least": length(least), "enough": given >= least}
