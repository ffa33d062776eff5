"""What every page of a meeting starts from: the meeting, how it stands, who may do what beside the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from confederal.audit.meetings import Meeting, meeting
from confederal.audit.trail import WhyNot, why_not
from confederal.kernel import act as a
from confederal.kernel.identity import Id, Step
from confederal.kernel.state import Pending
from confederal.web.bell import ring
from confederal.web.sittings.models import Duty, Here, Proceedings, Task
from confederal.web.visit import Visit


def the_meeting(visit: Visit, step: Step) -> Meeting:
    """The meeting of that step. Raises Http404."""
    found = meeting(visit.state, step, visit.now)
    if found is None:
        raise Http404
    return found


def how_it_stands(visit: Visit, sitting: Step) -> Proceedings:
    """What is kept of this meeting beside the record; not saved yet where there is nothing."""
    known = None if visit.past else Proceedings.objects.filter(body=visit.body, sitting=sitting).first()
    return Proceedings(body=visit.body, sitting=sitting) if known is None else known


def kept(visit: Visit, sitting: Step) -> Proceedings:
    """The same, made if need be, to be changed."""
    known, _ = Proceedings.objects.get_or_create(
        body=visit.body, sitting=sitting, defaults={"since": visit.now}
    )
    return known


def changed(visit: Visit) -> None:
    """Whoever looks at a page of this body sees what changed beside the record too."""
    ring(visit.body)


def present_now(meeting: Meeting, stands: Proceedings) -> int | None:
    """How many are in the room: as last counted there, else as the record says of the opening."""
    if stands.present is not None:
        return stands.present
    return (
        None if meeting.sitting is None or meeting.sitting.opened_at is None else meeting.sitting.attendance
    )


def electors(visit: Visit, meeting: Meeting) -> int:
    """How many could be there with a vote."""
    return len(visit.state.electors(meeting.section, visit.now))


def duties(visit: Visit, sitting: Step) -> list[Duty]:
    """Who was chosen or proposed for tasks at this meeting, the latest last; not those whose task ended."""
    if visit.past:
        return []
    return list(Duty.objects.filter(body=visit.body, sitting=sitting, ended=False).order_by("id"))


def chosen_for(known: list[Duty], task: Task) -> Duty | None:
    """Who was chosen for a task; None before two have confirmed it."""
    return next((duty for duty in reversed(known) if duty.task == task and duty.confirmed_by), None)


def duty(visit: Visit, sitting: Step, task: Task) -> Duty | None:
    """Who was chosen for a task at this meeting; None before two have confirmed it, and after it ended."""
    return chosen_for(duties(visit, sitting), task)


P = ParamSpec("P")


def posted(
    back_to: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Visit, int, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, Visit, int, P], HttpResponse],
]:
    """A form is sent here; whoever comes otherwise (back from signing in, by the back button) is led to its page."""

    def of(
        view: Callable[Concatenate[HttpRequest, Visit, int, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, Visit, int, P], HttpResponse]:
        @wraps(view)
        def page(
            request: HttpRequest, visit: Visit, step: int, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if request.method != "POST":
                return redirect(back_to, visit.body, step)
            return view(request, visit, step, *args, **kwargs)

        return page  # type: ignore[return-value]  # Django passes the step by name

    return of


def takes_part(visit: Visit) -> Id:
    """Who does something at a meeting beside the record: a member with a vote here. Raises PermissionDenied."""
    if visit.who is None or not visit.votes or not visit.open_here:
        raise PermissionDenied
    return visit.who


def leads(visit: Visit, sitting: Step, task: Task = Task.CHAIR) -> bool:
    """Whether the visitor orders the talk (or writes): who was chosen for it, or anybody with a vote until then."""
    return may_lead(visit, duty(visit, sitting, task))


def may_lead(visit: Visit, chosen: Duty | None) -> bool:
    """The same, where it is known who was chosen."""
    if visit.who is None or not visit.votes or not visit.open_here:
        return False
    return chosen is None or chosen.member == visit.who


def must_lead(visit: Visit, sitting: Step, task: Task = Task.CHAIR) -> None:
    """Raises PermissionDenied for whoever was not chosen where somebody was."""
    if not leads(visit, sitting, task):
        raise PermissionDenied


def objections(visit: Visit, act: a.AnyAct) -> tuple[WhyNot, ...] | None:
    """What would speak against an act of the visitor now; None where they cannot sign here at all."""
    if visit.who is None or visit.keyid is None or not visit.open_here:
        return None
    return tuple(
        why_not(
            visit.office.foreseen(visit.office.payload(visit.body, visit.who, visit.keyid, act), visit.keyid)
        )
    )


def possible(visit: Visit, act: a.AnyAct) -> bool:
    """Whether the visitor could do this now."""
    found = objections(visit, act)
    return found is not None and not found


def awaiting_second(visit: Visit, kind: type[a.Act], about: Step) -> Pending | None:
    """The latest step of that kind about this meeting or question that waits for a second person."""
    name = "sitting" if kind in (a.SittingOpened, a.SittingEnded) else "question"
    waiting = [
        pending
        for pending in visit.state.pending.values()
        if isinstance(pending.act, kind) and getattr(pending.act, name) == about
    ]
    return max(waiting, key=lambda pending: pending.step, default=None)


def on_the_sheet(visit: Visit, sitting: Step) -> set[Id]:
    """Who is ticked off on the attendance sheet."""
    return set(Here.objects.filter(body=visit.body, sitting=sitting).values_list("member", flat=True))
