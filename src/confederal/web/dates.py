"""Dates and hours in the reader's language, in a body's time zone."""

from __future__ import annotations

from datetime import tzinfo

from django.utils.formats import date_format
from django.utils.translation import pgettext

from confederal.audit.words import told_at


def day(at: int, zone: tzinfo) -> str:
    """A day: 12 January 2026."""
    return date_format(told_at(at, zone), pgettext("format of a date", "j F Y"))


def weekday(at: int, zone: tzinfo) -> str:
    """A day with its name: Monday, 12 January 2026."""
    return date_format(told_at(at, zone), pgettext("format of a date with its day of the week", "l, j F Y"))


def hour(at: int, zone: tzinfo) -> str:
    """A time of day: 18:00."""
    return date_format(told_at(at, zone), "H:i")


def moment(at: int, zone: tzinfo) -> str:
    """A day and the time of day."""
    return f"{day(at, zone)}, {hour(at, zone)}"
