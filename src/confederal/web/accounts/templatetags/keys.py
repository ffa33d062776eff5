"""What templates ask about keys: `{% load keys %}`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django import template

from confederal.web.accounts.lost import Replacement, running
from confederal.web.accounts.words import words
from confederal.web.dates import moment
from confederal.web.visit import Visit

register = template.Library()


@register.simple_tag
def replacements(visit: Visit) -> list[Replacement]:
    """The replacements of lost keys that are running in this body."""
    return [one for one in running(visit.state, visit.now) if one.waits]


@register.filter
def key_words(keyid: str) -> str:
    """The four words of a key."""
    return words(keyid)


@register.filter
def is_passkey(keyid: str) -> bool:
    """Whether a key is a passkey."""
    return keyid.startswith("webauthn-")


@register.filter
def utc(at: int) -> str:
    """Date and hour in UTC, for people of whom no body's time zone is known."""
    return f"{moment(at, ZoneInfo('UTC'))} UTC"
