"""A meeting for one's calendar. It shows on lock screens and passes others' servers: it says when, no more (P14)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from confederal.web.paper.gathering import Gathering

LENGTH = timedelta(hours=2)
"""How long a meeting is put down for."""


def calendar(body: str, meeting: Gathering, link: str) -> bytes:
    """An iCalendar file (RFC 5545) with one appointment: neither who meets nor what about; the link leads there.

    The same meeting has the same identity, so that a second file replaces the first.
    """
    begins = datetime.fromtimestamp(meeting.on, UTC)
    event = Event()
    event.add("uid", hashlib.sha256(f"{body} {meeting.step}".encode()).hexdigest())
    event.add("dtstamp", datetime.fromtimestamp(meeting.called_at, UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + LENGTH)
    event.add("summary", _("Appointment"))
    event.add("description", link)
    event.add("class", "PRIVATE")
    file = Calendar()
    file.add("prodid", "-//Confederal//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    return bytes(file.to_ical())
