"""Words of the people pages: standings, and times where there is no visit to a body yet."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext, gettext_noop

from confederal.kernel.member import Standing
from confederal.kernel.state import State
from confederal.web.paper.wording import moment

register = template.Library()

STANDINGS = {
    Standing.GOOD: gettext_noop("in good standing"),
    Standing.SUSPENDED: gettext_noop("suspended"),
    Standing.ADVISOR: gettext_noop("advisor"),
    Standing.GONE: gettext_noop("left"),
}


@register.filter
def standing_words(standing: Standing) -> str:
    """A standing, in words."""
    return gettext(STANDINGS[standing])


@register.filter
def in_zone(at: int, state: State) -> str:
    """A moment in the time zone of that body."""
    return moment(at, ZoneInfo(state.charter.time_zone))
