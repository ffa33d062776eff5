"""The fair list of speakers: points of order first, then those who have spoken least, then those who asked first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import Struct

from confederal.web.sittings.models import Speaker, Speech
from confederal.web.sittings.proceedings import (
    changed,
    how_it_stands,
    kept,
    leads,
    must_lead,
    posted,
    the_meeting,
)
from confederal.web.visit import Visit, context, of_body


class Queue(Struct, frozen=True):
    """Who speaks, and who is next."""

    speaking: Speaker | None
    waiting: tuple[Speaker, ...]
    spoken: dict[str, int]
    """Member → contributions so far; points of order and answers are not counted."""


def queue(body: str, sitting: int) -> Queue:
    """The list of a meeting as it stands."""
    return in_order(Speaker.objects.filter(body=body, sitting=sitting))


def in_order(speakers: Iterable[Speaker]) -> Queue:
    """The list in its fair order, from everybody who asked so far."""
    known = sorted(speakers, key=lambda speaker: (speaker.asked_at, speaker.pk or 0))
    spoken = Counter(
        speaker.member
        for speaker in known
        if speaker.began_at is not None and speaker.speech == Speech.CONTRIBUTION
    )
    waiting = [speaker for speaker in known if speaker.began_at is None]
    first = {Speech.ORDER: 0, Speech.ANSWER: 1, Speech.CONTRIBUTION: 2}
    waiting.sort(
        key=lambda s: (first[Speech(s.speech)], spoken[s.member] if s.speech == Speech.CONTRIBUTION else 0)
    )
    speaking = next((s for s in known if s.began_at is not None and s.ended_at is None), None)
    return Queue(speaking, tuple(waiting), dict(spoken))


@of_body
def raised(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Who chairs writes down somebody who raised a hand: they need no device."""
    meeting = the_meeting(visit, step)
    must_lead(visit, step)
    there = visit.state.electors(meeting.section, visit.now)
    people = sorted(((visit.called(who), who) for who in there), key=lambda person: person[0].lower())
    return render(
        request,
        "sittings/raised.html",
        context(visit, meeting=meeting, people=people, speeches=Speech.choices),
    )


@of_body
@posted("sittings:sitting")
def speak(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Something happens on the list: somebody asks, takes it back, is given the floor, has finished."""
    the_meeting(visit, step)
    if visit.who is None or not visit.open_here:
        raise PermissionDenied
    match request.POST.get("do"):
        case "ask":
            asks(request, visit, step)
        case "withdraw":
            Speaker.objects.filter(
                body=visit.body, sitting=step, pk=number(request), member=visit.who, began_at=None
            ).delete()
        case "next":
            gives_the_floor(request, visit, step)
        case "done":
            finishes(visit, step)
        case "strike":
            must_lead(visit, step)
            Speaker.objects.filter(body=visit.body, sitting=step, pk=number(request), began_at=None).delete()
        case "shut" | "unshut" as do:
            must_lead(visit, step)
            stands = kept(visit, step)
            stands.list_open = do == "unshut"
            stands.save(update_fields=["list_open"])
        case _:
            pass
    changed(visit)
    return redirect(f"{reverse('sittings:sitting', args=[visit.body, step])}#speakers")


def number(request: HttpRequest) -> int:
    """Which entry of the list is meant; 0 where none is."""
    asked = request.POST.get("number", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else 0


def asks(request: HttpRequest, visit: Visit, step: int) -> None:
    """The visitor asks to speak, or who chairs writes down somebody who raised a hand."""
    speech = request.POST.get("speech", Speech.CONTRIBUTION)
    who = request.POST.get("member") or visit.who
    if speech not in Speech.values or who is None or not visit.state.present(who, visit.now):
        return
    if who != visit.who and not leads(visit, step):
        raise PermissionDenied
    if not how_it_stands(visit, step).list_open and speech == Speech.CONTRIBUTION and not leads(visit, step):
        messages.error(request, _("The list is closed. A point of order can still be made."))
        return
    Speaker.objects.get_or_create(
        body=visit.body,
        sitting=step,
        member=who,
        speech=speech,
        began_at=None,
        defaults={"asked_at": visit.now},
    )


def gives_the_floor(request: HttpRequest, visit: Visit, step: int) -> None:
    """The next on the list speaks, or the one who is named; whoever spoke has finished."""
    must_lead(visit, step)
    known = queue(visit.body, step)
    asked = number(request)
    next_one = next((speaker for speaker in known.waiting if not asked or speaker.pk == asked), None)
    if next_one is None:
        return
    if known.speaking is not None:
        Speaker.objects.filter(pk=known.speaking.pk).update(ended_at=visit.now)
    Speaker.objects.filter(pk=next_one.pk, began_at=None).update(began_at=visit.now)


def finishes(visit: Visit, step: int) -> None:
    """Whoever speaks has finished: said by themselves or by who chairs."""
    speaking = queue(visit.body, step).speaking
    if speaking is not None and (speaking.member == visit.who or leads(visit, step)):
        Speaker.objects.filter(pk=speaking.pk).update(ended_at=visit.now)
