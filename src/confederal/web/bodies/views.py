"""The page of a body."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from confederal.audit.power import shows
from confederal.web.visit import Visit, context, of_body


@of_body
def body(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is open, who holds what, what was decided."""
    return render(request, "bodies/body.html", context(visit, shows=shows(visit.state, visit.now)))
