"""What decisions ask to be done, for whichever page shows a decision."""

from __future__ import annotations

from django import template

from confederal.web.post import followups
from confederal.web.visit import Visit

register = template.Library()


@register.simple_tag
def follow_ups_of(visit: Visit, question: int) -> list[followups.Shown]:
    """What that decision asks to be done: `{% follow_ups_of visit question.id as found %}`."""
    return followups.of_question(visit, question)
