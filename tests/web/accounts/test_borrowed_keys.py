"""A record takes any key its member names; on the pages that gives nobody anything of somebody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.accounts.devices import found_harbour, mailed, prepared, signed, signs_in
from tests.web.conftest import settled

from confederal.kernel import act as a
from confederal.kernel.envelope import SeedKey
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web.accounts import addresses
from confederal.web.accounts.models import Account, Link
from confederal.web.found.models import Practice

pytestmark = pytest.mark.django_db


def test_a_strangers_practice_copy_does_not_borrow_a_members_key(world: Together) -> None:
    found_harbour(world)
    harbour, key = world.bodies["harbour"], world.key("harbour", "m5")
    stranger = Client()
    assert stranger.post("/practice/begin/", {"template": "worker_coop"}).status_code == 302
    copy = Practice.objects.get()
    asked = prepared(stranger, f"/b/{copy.body}/keys/change/", key=key.keyid)
    with pytest.raises(AssertionError, match="in another record here"):
        signed(stranger, asked, SeedKey(seed("key", str(copy.folder), "m1")))
    assert signs_in(Client(), key).status_code == 200
    assert Link.objects.get(body=harbour, member="m5").account_id != copy.account_id
    assert stranger.get(f"/b/{harbour}/").status_code == 404


def test_an_address_somebody_set_on_a_lost_device_opens_nothing_after_recovery(world: Together) -> None:
    found_harbour(world)
    account = Account.objects.make(
        mail=addresses.sealed("thief@example.org"), mail_index=addresses.index("thief@example.org")
    )
    Link.objects.create(account=account, body=world.bodies["harbour"], member="m5")
    new = SeedKey(b"n" * 32)

    for who in ("m1", "m2", "m3"):
        world.say("harbour", who, a.KeyVouched("m5", new.keyid))
    world.later(days=8)
    settled(world)
    assert signs_in(Client(), new).status_code == 200
    account.refresh_from_db()
    assert account.mail is None
    assert mailed() == []
