"""Home: what waits for me."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from confederal.web.accounts.models import Account
from confederal.web.visit import bodies_of


def home(request: HttpRequest) -> HttpResponse:
    """What waits for the visitor in all their bodies; for whoever is not signed in, what this is."""
    if not isinstance(request.user, Account):
        return render(request, "home/welcome.html")
    bodies = list(bodies_of(request.user))
    return render(request, "home/home.html", {"bodies": bodies})
