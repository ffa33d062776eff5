"""The pages of the tour: the strip's buttons, becoming somebody, the clock, and two pages of attempts on the law."""

from __future__ import annotations

import base64
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from confederal.audit.trail import why_not
from confederal.kernel.identity import DAY
from confederal.stories.river_city import Person
from confederal.stories.world import StoryBroken
from confederal.web.accounts.models import Account
from confederal.web.saying import safe
from confederal.web.tour import attempts, crooked, pristine
from confederal.web.tour.cast import Cast, account_of, cast
from confederal.web.tour.steps import STEPS

LONGEST: Final = 400
"""Days the clock is moved on at once, at most."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The twelve steps, and what this is."""
    return render(request, "tour/start.html", {"steps": STEPS})


@require_POST
def go(request: HttpRequest, number: int, turn: int) -> HttpResponse:
    """Goes to a step: the others do their part, the visitor becomes who it takes, and sees the page."""
    if not (1 <= number <= len(STEPS) and 1 <= turn <= len(STEPS[number - 1].turns)):
        raise Http404
    step = STEPS[number - 1]
    taken = step.turns[turn - 1]
    here = cast()
    person = here.person(taken.person)
    assert person is not None
    been = {*request.session.get("been", ()), number}
    try:
        taken.meanwhile(here)
    except StoryBroken:
        messages.error(
            request, _("Somebody in the demo could not do their part any more. Reset it and try again.")
        )
        return redirect("tour:start")
    handed = hand_over(request, here, person, taken.place(here))
    request.session["step"], request.session["been"] = number, sorted(been)
    return handed


# Being somebody


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom one can become."""
    here = cast()
    return render(
        request, "tour/people.html", {"people": here.scene.people, "next": request.GET.get("next", "/")}
    )


@require_POST
def become(request: HttpRequest, person: str) -> HttpResponse:
    """The visitor is that person from now on; their keys go to this browser."""
    here = cast()
    found = here.person(person)
    if found is None:
        raise Http404
    return hand_over(request, here, found, safe(request, request.POST.get("next", "/")))


def hand_over(request: HttpRequest, here: Cast, person: Person, then: str) -> HttpResponse:
    """Signs in, and answers with a page that keeps the person's keys on this device and goes on."""
    account = get_object_or_404(Account, pk=account_of(person.id))
    kept = {name: request.session[name] for name in ("step", "been") if name in request.session}
    login(request, account, backend="confederal.web.accounts.backends.BySignedChallenge")
    request.session.update(kept)
    keys = [
        {
            "seed": base64.b64encode(seed).decode(),
            "body": body,
            "who": who,
            "title": here.office.reading(body).state.charter.title,  # type: ignore[union-attr]  # every body of the scene is there
        }
        for body, who, seed in here.seeds(person)
    ]
    return render(request, "tour/become.html", {"person": person, "keys": keys, "then": then})


# The clock and the reset


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Moves the demo's clock on by some days; the clerk does what fell due."""
    days = request.POST.get("days", "")
    if not days.isdigit() or not 1 <= int(days[:6]) <= LONGEST:
        messages.error(request, _("The clock goes forward by 1 to 400 days at a time."))
    else:
        here = cast()
        here.wait_until(here.now + int(days) * DAY)
    return redirect(safe(request, request.POST.get("next", "/")))


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """The demo is as it was when it began."""
    here = cast()
    pristine.bring_back(here.office, here.scene)
    request.session.flush()
    messages.success(request, _("Everything is as it was on Thursday morning."))
    return redirect("tour:start")


# Two pages of attempts


def manager(request: HttpRequest) -> HttpResponse:
    """The federation's secretary tries to appoint a manager at Ember."""
    here = cast()
    given: dict[str, Any] = {"ways": attempts.WAYS}
    if request.method == "POST":
        way = next((way for way in attempts.WAYS if way.name == request.POST.get("way")), None)
        if way is None:
            raise Http404
        tried = way.tried(here)
        given |= {"way": way, "tried": tried, "reasons": why_not(tried.objections)}
    return render(request, "tour/manager.html", given)


@require_safe
def operator(request: HttpRequest) -> HttpResponse:
    """Harbour's own count in the database, and whether its record is whole."""
    here = cast()
    count = crooked.count(here)
    told = crooked.told_now(here, count.step)
    findings = crooked.findings(here)
    body = here.body("harbour_cleaning")
    given = {
        "count": count,
        "told": told,
        "altered": not findings.sound,
        "findings": findings,
        "record": reverse("bodies:record", args=[body]),
        "terminal": crooked.at_the_terminal(here.office.home.folder, "verify", ".", "--body", body[:12])
        if "terminal" in request.GET
        else None,
        "command": f"confederal verify {here.office.home.folder} --body {body[:12]}",
    }
    return render(request, "tour/operator.html", given)


@require_POST
def alter(request: HttpRequest) -> HttpResponse:
    """The operator turns the count round."""
    here = cast()
    if crooked.findings(here).sound:
        crooked.alter(here)
    return redirect("tour:operator")


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """The paper is put back."""
    crooked.restore(cast())
    return redirect("tour:operator")
