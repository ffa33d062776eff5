"""The strip at the side of every page of the demo: where one is on the tour, and who one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import template
from django.conf import settings

from confederal.stories.river_city import Person
from confederal.web.tour.cast import SCENE, cast
from confederal.web.tour.steps import STEPS, Step

register = template.Library()


@dataclass(frozen=True)
class Line:
    """A step as the strip lists it."""

    step: Step
    now: bool
    done: bool
    turns: tuple[tuple[int, Person | None, Any], ...]


@dataclass(frozen=True)
class Strip:
    """What the strip shows."""

    lines: tuple[Line, ...]
    at: Step | None
    done: int
    person: Person | None
    clock: datetime


@register.simple_tag(takes_context=True)
def the_tour(context: template.Context) -> Strip | None:
    """Where this visitor is on the tour; None in a home that is not River City."""
    request = context.get("request")
    if request is None or not hasattr(request, "session") or not (settings.HOME / SCENE).exists():
        return None
    here = cast()
    number, been = request.session.get("step", 0), set(request.session.get("been", ()))
    lines = []
    for step in STEPS:
        turns = tuple((rank, here.person(turn.person), turn.does) for rank, turn in enumerate(step.turns, 1))
        done = step.number in been and step.done(here)
        lines.append(Line(step, step.number == number, done, turns))
    return Strip(
        lines=tuple(lines),
        at=STEPS[number - 1] if number else None,
        done=sum(line.done for line in lines),
        person=here.becoming(request.user),
        clock=datetime.fromtimestamp(here.now, UTC),
    )
