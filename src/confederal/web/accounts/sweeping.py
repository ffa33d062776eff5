"""What has served its purpose is deleted: codes, ended sessions, failed tries, keys nobody vouched for.

One of the server's chores, once a minute.
"""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from confederal.web import office as offices
from confederal.web.accounts.codes import LASTS
from confederal.web.accounts.lost import WAITS
from confederal.web.accounts.models import Code, NewKey, Passkey, Stay


def sweep() -> None:
    """Deletes what is over."""
    now = timezone.now()
    Code.objects.filter(made__lt=now - LASTS).delete()
    NewKey.objects.filter(made__lt=now - WAITS).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    Stay.objects.exclude(session__in=Session.objects.values("session_key")).delete()
    over = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    AccessAttempt.objects.filter(attempt_time__lt=over).delete()
    today = now.date()
    lately = Passkey.objects.filter(since__lt=today, since__gte=today - timedelta(days=3))
    for passkey in lately:
        if not stands(passkey.keyid):
            passkey.delete()


def stands(keyid: str) -> bool:
    """Whether a record here names that key: of a member, now or before, or of a delegate's place."""
    for office in offices.everywhere():
        for body in office.bodies():
            state = office.state(body)
            if state is None:
                continue
            vouched = (new.key for running in state.recoveries.values() for new in running)
            seats = (seat.key for seat in state.seats.values())
            if keyid in state.keys or keyid in vouched or keyid in seats:
                return True
    return False
