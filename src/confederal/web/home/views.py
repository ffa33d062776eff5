"""Home: what waits for me."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from confederal.audit.waiting import Waiting, waiting
from confederal.web import office as offices
from confederal.web.accounts.models import Account
from confederal.web.post import followups
from confederal.web.visit import bodies_of


class Card(Struct, frozen=True):
    """One thing that waits, and where."""

    body: str
    title: str
    zone: Any
    each: Waiting


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the visitor in all their bodies, most urgent first; a stranger is told what this is."""
    if not isinstance(request.user, Account):
        return render(request, "home/welcome.html")
    cards, bodies = [], []
    for office, state, who in bodies_of(request.user):
        now = office.now()
        bodies.append((state, who))
        if who is not None:
            zone = ZoneInfo(state.charter.time_zone)
            cards += [Card(state.body, state.charter.title, zone, each) for each in waiting(state, who, now)]
    cards.sort(key=lambda card: card.each.rank)
    taken_on = followups.due_among(bodies, offices.main().now())
    return render(request, "home/home.html", {"cards": cards, "bodies": bodies, "taken_on": taken_on})
