"""The page of a meeting: agenda in order, who is needed, what is going on; opening and ending it, two together."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from confederal.audit.hall import hall_way, may_be_corrected
from confederal.audit.meetings import Item, Meeting, item, listing, replacement, without_replacement
from confederal.kernel.act import Assisted, Confirmed, QuestionRaised, SittingEnded, SittingOpened
from confederal.kernel.identity import DAY, Id, Step
from confederal.kernel.matters import Recall
from confederal.kernel.question import Stage
from confederal.web.saying import invalid, refused, say
from confederal.web.sittings.choosing import LongSelect
from confederal.web.sittings.forgetting import forget
from confederal.web.sittings.models import Duty, Here, Proceedings, Task
from confederal.web.sittings.proceedings import (
    awaiting_second,
    changed,
    chosen_for,
    duties,
    electors,
    how_it_stands,
    kept,
    may_lead,
    must_lead,
    on_the_sheet,
    possible,
    posted,
    present_now,
    takes_part,
    the_meeting,
)
from confederal.web.sittings.speaking import in_order, queue
from confederal.web.visit import Visit, context, of_body

A_PAGE: Final = 50
"""So many things on the agenda stand on one page; what is going on stands on each."""


def here(visit: Visit, sitting: int) -> str:
    """The address of a meeting."""
    return reverse("sittings:sitting", args=[visit.body, sitting])


@of_body
def sitting(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One meeting, before, while it goes on, and after."""
    meeting = the_meeting(visit, step)
    if moved_on(request, meeting.phase):
        return HttpResponseClientRefresh()
    if not request.headers.get("HX-Request"):
        forget(visit)
    return render(request, "sittings/sitting.html", context(visit, **as_it_stands(visit, meeting)))


def moved_on(request: HttpRequest, phase: str) -> bool:
    """Whether a page that asks for its live parts was drawn before this phase: then it is drawn anew as a whole."""
    return bool(request.headers.get("HX-Request")) and request.GET.get("phase", phase) != phase


def as_it_stands(visit: Visit, meeting: Meeting) -> dict[str, Any]:
    """Everything the page of a meeting and its projector show."""
    stands = how_it_stands(visit, meeting.id)
    known = duties(visit, meeting.id)
    lines = listing(visit.state, meeting)
    now = [line for line in lines if line[0].stage is Stage.VOTING or line[0].id == stands.taken_up]
    later = lines if len(lines) <= A_PAGE else [line for line in lines if line not in now]
    page = Paginator(later, A_PAGE).get_page(visit.request.GET.get("page"))
    of_page = lines if later is lines else now + list(page.object_list)
    numbers = {question.id: number for number, (question, _listed) in enumerate(lines, start=1)}
    items = [item(visit.state, question, listed, visit.now) for question, listed in of_page]
    present = present_now(meeting, stands)
    seconds = [
        seconded(visit, meeting, kind)
        for kind in (SittingOpened, SittingEnded)
        if awaiting_second(visit, kind, meeting.id) is not None
    ]
    return {
        "meeting": meeting,
        "stands": stands,
        "items": [
            shown(visit, meeting, stands, thing, present) | {"number": numbers[thing.question.id]}
            for thing in items
        ],
        "page": page,
        "present": present,
        "electors": electors(visit, meeting),
        "pending": [second for second in seconds if second is not None],
        "duties": [(task, task.label, chosen_for(known, task)) for task in Task],
        "proposed": [duty for duty in known if not duty.confirmed_by],
        "queue": in_order(()) if visit.past else queue(visit.body, meeting.id),
        "leads": may_lead(visit, chosen_for(known, Task.CHAIR)),
        "opening": Opening(visit, meeting, initial={"attendance": present}),
        "may_open": meeting.may_be_opened(visit.now) and visit.votes and visit.open_here,
        "also_at": [
            other
            for other in visit.state.sittings.values()
            if meeting.id in other.agenda
            and other.id != meeting.id
            and other.opened_at is None
            and visit.now < other.on + DAY
        ]
        if meeting.by_right
        else [],
        "still_open": still_open(visit, meeting.id),
        "recalls": without_replacement(visit.state, meeting) if meeting.phase != "over" else [],
        "assisted": [
            pending for pending in visit.state.pending.values() if isinstance(pending.act, Assisted)
        ],
    }


def seconded(
    visit: Visit, meeting: Meeting, kind: type[SittingOpened] | type[SittingEnded]
) -> dict[str, Any] | None:
    """A step of this meeting that waits for its second person, and whether the visitor can be that."""
    waiting = awaiting_second(visit, kind, meeting.id)
    if waiting is None:
        return None
    opens = isinstance(waiting.act, SittingOpened)
    if opens == (meeting.phase == "open") or meeting.phase == "over":
        return None  # said twice: the other one has been confirmed
    return {
        "pending": waiting,
        "opens": opens,
        "mine": waiting.by == visit.who,
        "possible": possible(visit, Confirmed(waiting.step)),
    }


def shown(
    visit: Visit, meeting: Meeting, stands: Proceedings, thing: Item, present: int | None
) -> dict[str, Any]:
    """One thing on the agenda, with what can be done about it here and now."""
    question = thing.question
    way = hall_way(question)
    return {
        "item": thing,
        "question": question,
        "noticed": thing.noticed(visit.now),
        "noticed_then": thing.noticed(meeting.from_),
        "enough": None if present is None else present >= thing.needed,
        "taken_up": stands.taken_up == question.id,
        "voting": question.stage is Stage.VOTING,
        "by_device": len(question.votes),
        "way": way,
        "waits_for_notice": thing.opens_at is not None and not thing.noticed(visit.now),
        "can_be_put": question.stage is Stage.AGENDA and meeting.phase == "open" and thing.noticed(visit.now),
        "correctable": may_be_corrected(visit.state, question, visit.now),
    }


# Opening and ending


class Opening(forms.Form):
    """How many are there."""

    attendance = forms.IntegerField(
        label=gettext_lazy("How many of us with a vote are here"),
        min_value=1,
        help_text=gettext_lazy("Only the number is kept. A second person who is here confirms it."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, visit: Visit, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendance"].widget.attrs["max"] = electors(visit, meeting)


@of_body
@posted("sittings:sitting")
def open_it(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One who is there says the meeting is open; a second confirms."""
    meeting = the_meeting(visit, step)
    form = Opening(visit, meeting, request.POST)
    if not form.is_valid():
        return invalid(request, form)
    return say(
        visit,
        SittingOpened(step, form.cleaned_data["attendance"]),
        then=here(visit, step),
        told=_("You say that the meeting is open. It is when a second person confirms."),
    )


@of_body
@posted("sittings:sitting")
def end_it(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One who is there says the meeting is over; a second confirms."""
    the_meeting(visit, step)
    told = _("You say that the meeting is over. It is when a second person confirms.")
    titles = ", ".join(still_open(visit, step))
    if titles:
        told += " " + _(
            "Still open: %(titles)s. Where voting by device goes on, the count in the hall cannot begin any more."
        ) % {"titles": titles}
    return say(visit, SittingEnded(step), then=here(visit, step), told=told)


def still_open(visit: Visit, sitting: Step) -> list[str]:
    """The votes put at this meeting that are not counted yet."""
    return [
        question.title
        for question in map(visit.state.questions.__getitem__, sorted(visit.state.open_questions))
        if question.rule is not None
        and question.stage is Stage.VOTING
        and question.rule.sitting == sitting
        and hall_way(question) is not None
    ]


@of_body
@posted("sittings:sitting")
def second(request: HttpRequest, visit: Visit, step: int, pending: int) -> HttpResponse:
    """The second person confirms what the first said at this meeting."""
    the_meeting(visit, step)
    return say(visit, Confirmed(pending), then=here(visit, step))


# How many are here


class Present(forms.Form):
    """How many are here now."""

    present = forms.IntegerField(min_value=0)


@of_body
@posted("sittings:sitting")
def present(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """People come and go: the number in the room is put right. A number only; the record keeps that of the opening."""
    takes_part(visit)
    meeting = the_meeting(visit, step)
    form = Present(request.POST)
    most = electors(visit, meeting)
    if not form.is_valid() or form.cleaned_data["present"] > most:
        messages.error(
            request, _("A number from 0 to %(most)d, please: so many of us have a vote.") % {"most": most}
        )
        return redirect(f"{here(visit, step)}#present")
    stands = kept(visit, step)
    if stands.on_sheet:
        messages.error(request, _("The number comes from the attendance sheet: tick people off there."))
    else:
        stands.present = form.cleaned_data["present"]
        stands.save(update_fields=["present"])
        changed(visit)
    return redirect(f"{here(visit, step)}#present")


@of_body
def sheet(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """The attendance sheet: ticks that make the number, thrown away when the minutes are adopted."""
    meeting = the_meeting(visit, step)
    there = visit.state.electors(meeting.section, visit.now)
    if request.method == "POST":
        takes_part(visit)
        return ticked(request, visit, meeting, frozenset(there))
    if not visit.votes:
        takes_part(visit)
    ticks = on_the_sheet(visit, step)
    find = request.GET.get("find", "").strip()[:60]
    people = sorted(
        ((visit.called(who), who, who in ticks) for who in there), key=lambda person: person[0].lower()
    )
    return render(
        request,
        "sittings/sheet.html",
        context(
            visit,
            meeting=meeting,
            find=find,
            people=[person for person in people if find.lower() in person[0].lower()],
            ticked=len(ticks),
            everybody=len(there),
        ),
    )


def ticked(request: HttpRequest, visit: Visit, meeting: Meeting, there: frozenset[Id]) -> HttpResponse:
    """Somebody came, or went."""
    came, went = request.POST.get("came", ""), request.POST.get("went", "")
    if (came or went) in there:
        if came:
            Here.objects.get_or_create(body=visit.body, sitting=meeting.id, member=came)
        else:
            Here.objects.filter(body=visit.body, sitting=meeting.id, member=went).delete()
        stands = kept(visit, meeting.id)
        stands.on_sheet, stands.present = True, len(on_the_sheet(visit, meeting.id))
        stands.save(update_fields=["on_sheet", "present"])
        changed(visit)
    return redirect(f"{request.get_full_path()}#who-{came or went}")


@of_body
@posted("sittings:sitting")
def take_up(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Who chairs says what is talked about now: it stands on the projector."""
    must_lead(visit, step)
    meeting = the_meeting(visit, step)
    listed = {question.id for question, _listed in listing(visit.state, meeting)}
    asked = request.POST.get("question", "")
    stands = kept(visit, step)
    stands.taken_up = int(asked) if asked.isdecimal() and len(asked) < 18 and int(asked) in listed else None
    stands.save(update_fields=["taken_up"])
    changed(visit)
    return redirect(f"{here(visit, step)}#agenda")


# Who chairs, who writes


class Choosing(forms.Form):
    """Somebody is chosen for a task at this meeting, by a show of hands."""

    task = forms.ChoiceField(label=gettext_lazy("For"), choices=Task.choices)
    member = forms.ChoiceField(label=gettext_lazy("Who"), widget=LongSelect)
    in_favour = forms.IntegerField(label=gettext_lazy("Hands for"), min_value=1)
    against = forms.IntegerField(label=gettext_lazy("Hands against"), min_value=0, initial=0)

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        member = self.fields["member"]
        assert isinstance(member, forms.ChoiceField)
        there = visit.state.electors(None, visit.now)
        choices = [(who, visit.called(who)) for who in there]
        choices = [(who, visit.called(who)) for who in there]
        choices.sort(key=lambda choice: choice[1].lower())
        member.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "in_favour" in told and "against" in told:
            if told["in_favour"] + told["against"] > len(self.visit.state.electors(None, self.visit.now)):
                raise forms.ValidationError(_("More hands than there are members: count again."))
            if told["in_favour"] <= told["against"]:
                raise forms.ValidationError(
                    _("More hands for than against are needed: propose somebody else.")
                )
        return told


@of_body
def choose(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """One of those there says who was chosen, and with how many hands."""
    who = takes_part(visit)
    meeting = the_meeting(visit, step)
    if request.method != "POST":
        task = request.GET.get("task", Task.CHAIR)
        return render(
            request,
            "sittings/choose.html",
            context(visit, meeting=meeting, form=Choosing(visit, initial={"task": task})),
        )
    form = Choosing(visit, request.POST)
    if meeting.phase != "open":
        form.add_error(None, _("The meeting is not open."))
    if not form.is_valid():
        return render(request, "sittings/choose.html", context(visit, meeting=meeting, form=form), status=422)
    told = form.cleaned_data
    Duty.objects.filter(body=visit.body, sitting=step, task=told["task"], confirmed_by="").delete()
    Duty.objects.create(body=visit.body, sitting=step, said_by=who, **told)
    changed(visit)
    return redirect(f"{here(visit, step)}#duties")


@of_body
@posted("sittings:sitting")
def choose_second(request: HttpRequest, visit: Visit, step: int, number: int) -> HttpResponse:
    """A second person who saw the hands confirms; or whoever was chosen steps back."""
    who = takes_part(visit)
    the_meeting(visit, step)
    chosen = Duty.objects.filter(body=visit.body, sitting=step, pk=number, ended=False).first()
    if chosen is None:
        messages.error(request, _("This was replaced meanwhile."))
    elif request.POST.get("step_back") and chosen.member == who:
        Duty.objects.filter(pk=number).update(ended=True)
    elif chosen.confirmed_by:
        pass  # a second click
    elif chosen.said_by == who:
        messages.error(request, _("You said it; a second person who saw the hands confirms it."))
    else:
        earlier = Duty.objects.filter(body=visit.body, sitting=step, task=chosen.task)
        earlier.exclude(pk=number).exclude(confirmed_by="").update(ended=True)
        Duty.objects.filter(pk=number).update(confirmed_by=who)
    changed(visit)
    return redirect(f"{here(visit, step)}#duties")


# A replacement in the same meeting


@of_body
@posted("sittings:sitting")
def replace(request: HttpRequest, visit: Visit, step: int, recall: int) -> HttpResponse:
    """Whoever takes the seat that may be emptied is elected in the same meeting (R03)."""
    the_meeting(visit, step)
    question = visit.question(recall)
    matter = question.matter
    election = replacement(visit.state, matter, visit.now) if isinstance(matter, Recall) else None
    if election is None:
        return refused(request, _("There is no seat to fill."))
    title = _("Who takes the seat: %(office)s") % {"office": election.office}
    return say(
        visit,
        QuestionRaised(title, election),
        then=here(visit, step),
        told=_("You propose to elect who takes the seat, at the same meeting, if it is emptied."),
    )
