"""The page of a question, and what can be done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from confederal.kernel.act import Supported
from confederal.web.saying import say
from confederal.web.visit import Visit, context, of_body


@of_body
def question(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """Text, talk, positions, vote, trail of one question."""
    return render(request, "questions/question.html", context(visit, question=visit.question(step)))


@of_body
@require_POST
def support(request: HttpRequest, visit: Visit, step: int) -> HttpResponse:
    """A member supports the question onto the agenda; on a recall this signs the petition."""
    visit.question(step)
    here = reverse("questions:question", args=[visit.body, step])
    return say(visit, Supported(step), then=here)
