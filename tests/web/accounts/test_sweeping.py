"""What has served its purpose goes; what is still needed stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.kernel.test_envelope import Passkey as Authenticator
from tests.web.accounts.devices import found_harbour, signs_in
from tests.web.conftest import settled

from confederal.kernel import act as a
from confederal.stories.together import Together
from confederal.web.accounts.models import Code, NewKey, Passkey, Stay
from confederal.web.accounts.sweeping import sweep

pytestmark = pytest.mark.django_db


def test_what_is_over_is_deleted_and_nothing_else(world: Together) -> None:
    found_harbour(world)
    bound = world.holding(Authenticator("es256", "testserver")).keyid
    world.done("harbour", "m2", a.KeyChanged(bound))
    settled(world)
    now = timezone.now()
    here, gone = Client(), Client()
    signs_in(here, world.key("harbour", "m1"))
    signs_in(gone, world.key("harbour", "m1"))
    Session.objects.filter(session_key=gone.session.session_key).update(expire_date=now - timedelta(hours=1))
    for name, age in (("young", timedelta(minutes=1)), ("old", timedelta(days=61))):
        Code.objects.filter(pk=Code.objects.create(index=name, hash="-").pk).update(made=now - age)
        NewKey.objects.filter(pk=NewKey.objects.create(keyid=name, words="-").pk).update(made=now - age)
        AccessAttempt.objects.create(ip_address="10.0.0.1", username=name, failures_since_start=1)
        AccessAttempt.objects.filter(username=name).update(attempt_time=now - age)
    for keyid in (bound, "left behind", "of today"):
        Passkey.objects.create(keyid=keyid, credential=keyid, public_key=b"-")
    Passkey.objects.exclude(keyid="of today").update(since=now.date() - timedelta(days=1))
    sweep()
    sweep()
    assert list(Code.objects.values_list("index", flat=True)) == ["young"]
    assert list(NewKey.objects.values_list("keyid", flat=True)) == ["young"]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["young"]
    assert list(Stay.objects.values_list("session", flat=True)) == [here.session.session_key]
    assert set(Passkey.objects.values_list("keyid", flat=True)) == {bound, "of today"}
    assert here.get("/me/").status_code == 200
