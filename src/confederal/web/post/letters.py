"""What stands in a mail: little. On a lock screen it shows neither who writes nor what about (P14).

Subject and first lines are the same for everything that waits. No name, no title, no body, no picture, nothing that is
fetched from elsewhere: a few plain lines and a link to the page, in the account's language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.utils import formatdate
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from confederal.web import office as offices
from confederal.web.accounts.models import Account
from confederal.web.paper.calendar import calendar
from confederal.web.paper.gathering import of_state
from confederal.web.paper.wording import day, hour, weekday
from confederal.web.post.models import Kind, Letter

SALT: Final = "confederal post"
"""For the addresses under which mails are turned off."""
AT_ONCE: Final = 12
"""Lines in one mail; what is more is said as a number."""


def base() -> str:
    """Where the pages are reached from outside: `https://host`, without a slash at the end."""
    known: str = getattr(settings, "ADDRESS", "")
    if known:
        return known.rstrip("/")
    host = next((host for host in settings.ALLOWED_HOSTS if host and host[0] not in "*."), "localhost")
    return f"{'http' if settings.LOOPBACK else 'https'}://{host}"


def mail(
    account: Account, address: str, letters: Sequence[Letter], digest: Sequence[str] = ()
) -> EmailMessage:
    """The mail with which these letters go to that address."""
    with override(account.language or settings.LANGUAGE_CODE):
        first = letters[0]
        off = base() + reverse("post:off", args=[signing.dumps(str(account.pk), salt=SALT)])
        told = digest if first.kind == Kind.DIGEST else [line(letter) for letter in letters[:AT_ONCE]]
        more = len(letters) - AT_ONCE
        parts = [opening(first), *told]
        if more > 0 and first.kind != Kind.DIGEST:
            parts.append(_("and more: %(link)s") % {"link": base() + "/"})
        parts += [
            _("A mail only informs. What counts is what stands on the page."),
            _("No such mails any more: %(link)s") % {"link": off},
        ]
        message = EmailMessage(
            subject=subject(first),
            body="\n\n".join(parts) + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[address],
            headers={
                "Message-ID": identity(letters),
                "Date": formatdate(first.made_at),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "List-Unsubscribe": f"<{off}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        for letter in letters:
            if letter.kind == Kind.MEETING:
                appointment(message, letter)
        return message


def subject(letter: Letter) -> str:
    """The subject: of three, none of which says anything."""
    if letter.kind == Kind.KEYS:
        return _("Please look at your sign-in")
    if letter.kind == Kind.DIGEST:
        return _("Your week")
    return _("Something waits for you")


def opening(letter: Letter) -> str:
    """The first lines, which a telephone shows without being asked: long enough to be all that it shows."""
    if letter.kind == Kind.KEYS:
        return _(
            "Hello,\n\nsomething about the way you sign in was changed, or somebody asked to change it. "
            "If that was you, there is nothing to do. If it was not, please open the page below soon, "
            "on a device of your own."
        )
    return _(
        "Hello,\n\nyou asked to be told by mail when there is something for you to look at. What it is stands on the "
        "page; this mail says little on purpose, so that nobody who glances at your screen learns more than that."
    )


def line(letter: Letter) -> str:
    """One thing, in a line without names, and where it is."""
    return f"{told(letter)}\n{base()}{letter.path}"


def told(letter: Letter) -> str:
    """What is to be told, in one sentence."""
    zone = zone_of(letter.body)
    at = letter.at
    when = "" if at is None else f"{weekday(at, zone)}, {hour(at, zone)}"
    match letter.kind:
        case Kind.MEETING:
            return _("A date to keep: %(when)s") % {"when": when}
        case Kind.VOTE:
            return _("Open until %(when)s") % {"when": when}
        case Kind.ENDS:
            return _("Less than a day is left, until %(when)s") % {"when": when}
        case Kind.RESULT:
            return _("There is a result")
        case Kind.PETITION:
            return _("Signatures are being collected")
        case Kind.KEYS:
            return _("See what was changed, and undo it if it was not you:")
        case Kind.REPORT:
            return _("A report of yours is expected by %(day)s") % {
                "day": "" if at is None else day(at, zone)
            }
        case Kind.INSTRUCT:
            return _("Others wait for what your group has to say")
        case Kind.FOLLOW_UP:
            return _("Something you took on is due on %(day)s") % {"day": "" if at is None else day(at, zone)}
        case _:
            return _("There is something to look at")


def zone_of(body: str) -> ZoneInfo:
    """The time zone of a body whose record is kept here; UTC where there is none."""
    state = offices.main().state(body) if body in offices.main().bodies() else None
    return ZoneInfo("UTC" if state is None else state.charter.time_zone)


def identity(letters: Sequence[Letter]) -> str:
    """The Message-ID: the same letters have the same, so that a mail sent twice by accident shows once."""
    said = "\n".join(sorted(f"{each.account_id} {each.kind} {each.body} {each.about}" for each in letters))
    return f"<{hashlib.sha256(said.encode()).hexdigest()[:40]}@{urlsplit(base()).hostname or 'localhost'}>"


def appointment(message: EmailMessage, letter: Letter) -> None:
    """Attaches a meeting as a file for one's calendar, which says when and nothing else."""
    state = offices.main().state(letter.body)
    meeting = None if state is None else of_state(state, int(letter.about), offices.main().now())
    if meeting is not None and not meeting.at_latest:
        file = calendar(letter.body, meeting, base() + letter.path)
        message.attach(f"appointment-{letter.about}.ics", file.decode(), "text/calendar")
