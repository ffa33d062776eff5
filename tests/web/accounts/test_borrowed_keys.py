"""A key is named with its own signature, so on the pages nobody gets anything by naming somebody else's."""

from __future__ import annotations

import base64

import pytest
from django.test import Client
from tests.web.accounts.devices import found_harbour, mailed, prepared, signs_in
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.act import KeyChanged
from confederal.kernel.envelope import SeedKey
from confederal.kernel.minute_book import sealed
from confederal.kernel.possession import Possession, proof
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web import office
from confederal.web.accounts import addresses
from confederal.web.accounts.models import Account, Link
from confederal.web.accounts.proof import owner_of
from confederal.web.found.models import Practice

pytestmark = pytest.mark.django_db


def test_a_strangers_practice_copy_does_not_borrow_a_members_key(world: Together) -> None:
    found_harbour(world)
    harbour, key = world.bodies["harbour"], world.key("harbour", "m5")
    stranger = Client()
    assert stranger.post("/practice/begin/", {"template": "worker_coop"}).status_code == 302
    copy = Practice.objects.get()
    path, mine = f"/b/{copy.body}/keys/change/", SeedKey(seed("key", str(copy.folder), "m1"))
    elsewhere = proof(Possession(harbour, "member", "m5", key.keyid, None), key)
    for shown in (elsewhere, proof(Possession(copy.body, "member", "m1", key.keyid, mine.keyid), mine)):
        answer = prepared(stranger, path, key=key.keyid, proof=shown)
        assert answer.status_code == 422
        assert "only with its own signature" in answer.content.decode()
    unshown = office.of(copy.body).payload(copy.body, "m1", mine.keyid, KeyChanged(key.keyid))
    envelope = base64.b64encode(sealed(unshown, mine)).decode()
    sent = {"body": copy.body, "envelope": envelope, "texts": [], "then": "/"}
    assert stranger.post("/record/", sent, content_type="application/json").status_code == 422
    assert signs_in(Client(), key).status_code == 200
    assert Link.objects.get(body=harbour, member="m5").account_id != copy.account_id
    assert stranger.get(f"/b/{harbour}/").status_code == 404


def test_an_address_somebody_set_on_a_lost_device_opens_nothing_after_recovery(world: Together) -> None:
    found_harbour(world)
    account = Account.objects.make(
        mail=addresses.sealed("thief@example.org"), mail_index=addresses.index("thief@example.org")
    )
    Link.objects.create(account=account, body=world.bodies["harbour"], member="m5")
    new = world.holding(SeedKey(b"n" * 32))
    for who in ("m1", "m2", "m3"):
        world.say("harbour", who, a.KeyVouched("m5", new.keyid))
    world.later(days=8)
    settled(world)
    assert signs_in(Client(), new).status_code == 200
    account.refresh_from_db()
    assert account.mail is None
    assert mailed() == []


def test_whoever_is_quicker_with_a_key_somebody_made_after_a_loss_gets_nothing(world: Together) -> None:
    """A co-worker sees the new key and its proof, and has a body of their own to name it in, before and after."""
    world.found_assembly("evil", load("worker_coop"), 6)
    harbour = found_harbour(world)
    new, evil = SeedKey(b"n" * 32), Member(world, ("evil", "m1"))
    path = f"/b/{world.bodies['evil']}/keys/change/"
    shown = proof(Possession(harbour, "member", "m5", new.keyid, world.key("harbour", "m5").keyid), new)
    assert "only with its own signature" in evil.is_refused(path, key=new.keyid, proof=shown)
    for who in ("m1", "m2", "m3"):
        world.done("harbour", who, a.KeyVouched("m5", new.keyid, shown))
    settled(world)
    assert "only with its own signature" in evil.is_refused(path, key=new.keyid, proof=shown)
    world.later(days=8)
    settled(world)
    owner = owner_of(new.keyid)
    assert owner is not None
    assert (owner[0].body, owner[1]) == (harbour, "m5")
    assert signs_in(Client(), new).json()["who"] == "m5"
