"""Plain words for what a record holds: the filters and tags every template may use."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from confederal.audit import words
from confederal.kernel.matters import Matter
from confederal.kernel.question import Outcome
from confederal.web.visit import Visit

register = template.Library()


@register.filter
def called(who: str, visit: Visit) -> str:
    """What somebody is called on this body's pages: `{{ member|called:visit }}`."""
    return visit.called(who)


@register.filter
def on_day(at: int, visit: Visit) -> str:
    """A date in the body's time zone."""
    return words.day(at, visit.zone)


@register.filter
def at_time(at: int, visit: Visit) -> str:
    """Date and hour in the body's time zone."""
    return words.moment(at, visit.zone)


@register.filter
def kind_of(matter: Matter) -> str:
    """The kind of decision, in members' words."""
    return words.kind_of(matter)


@register.filter
def came_out(outcome: Outcome) -> str:
    """What came of a vote, in words."""
    return words.came_out(outcome)


@register.filter
def mark_words(mark: str) -> str:
    """A mark on a ballot, in words."""
    return words.mark_words(mark)


@register.filter
def text_of(digest: str, visit: Visit) -> str | None:
    """The text of a digest; None where it was erased or is not kept here."""
    return visit.words(digest)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping by key, or None."""
    return mapping.get(key)


@register.simple_tag
def attributes(given: dict[str, Any]) -> SafeString:
    """Attributes of an HTML element."""
    from django.forms.utils import flatatt

    return flatatt(given)
