"""Keys from their beginning to their end: a card, another key, a lost one, a place in a council, leaving."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.kernel.test_envelope import Passkey as Authenticator
from tests.web.accounts.devices import found_harbour, later, mailed, prepared, signed, signs_in
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.checkpoint import verifying_key
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Election, Resolution
from confederal.kernel.state import State
from confederal.records.verifying import verify_shelf
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web import office
from confederal.web.accounts import addresses
from confederal.web.accounts.leaving import personal
from confederal.web.accounts.models import Account, Handle, Link, NewKey, Passkey, Stay
from confederal.web.accounts.words import words

pytestmark = pytest.mark.django_db


def key(name: str) -> SeedKey:
    return SeedKey(seed("of a test", name))


def state_of(world: Together, name: str = "harbour") -> State:
    state = office.main().state(world.bodies[name])
    assert state is not None
    return state


def invites(world: Together, who: str, name: str = "harbour", *, confirmed: bool = True) -> SeedKey:
    """Two keepers hand out a card."""
    card = world.holding(key(f"card of {who}"))
    first, second = world.state(name).holders("keeper", world.now)[:2]
    step = world.done(name, first, a.Invited(who, card.keyid))
    if confirmed:
        world.done(name, second, a.Confirmed(step))
    return card


# A card


def test_with_a_card_one_joins_and_is_signed_in_and_called_as_one_likes(world: Together) -> None:
    body = found_harbour(world)
    card = invites(world, "newcomer")
    settled(world)
    client, mine = Client(), key("mine")
    page = client.post("/join/look/", {"card": card.keyid}).content.decode()
    assert world.state("harbour").charter.title in page
    assert "newcomer" in page
    recorded = signed(
        client,
        prepared(client, "/join/bind/", shows=mine, card=card.keyid, key=mine.keyid, handle="Ana"),
        card,
    )
    assert recorded.json()["then"] == f"/b/{body}/"
    assert state_of(world).members["newcomer"].key == mine.keyid
    told = signs_in(client, mine, next=recorded.json()["then"], handle="Ana", unlisted=True)
    assert told.json()["then"] == f"/b/{body}/"
    assert client.get(f"/b/{body}/").status_code == 200
    handle = Handle.objects.get(body=body, member="newcomer")
    assert (handle.handle, handle.unlisted) == ("Ana", True)


def test_a_card_is_used_once_and_for_nothing_but_binding_a_key(world: Together) -> None:
    found_harbour(world)
    card = invites(world, "newcomer")
    settled(world)
    client = Client()
    assert signs_in(client, card).status_code == 403, "a card signs nobody in"
    mine = key("mine")
    signed(client, prepared(client, "/join/bind/", shows=mine, card=card.keyid, key=mine.keyid), card)
    for path, form in (("/join/look/", {}), ("/join/bind/", {"key": key("another").keyid})):
        answer = client.post(path, {"card": card.keyid, **form}, headers={"Confederal-Prepare": "1"})
        assert answer.status_code == 422, path
        assert "No invitation stands" in answer.content.decode()


def test_a_card_that_one_keeper_made_alone_opens_nothing(world: Together) -> None:
    found_harbour(world)
    card = invites(world, "newcomer", confirmed=False)
    settled(world)
    client = Client()
    answer = client.post("/join/look/", {"card": card.keyid})
    assert answer.status_code == 422
    assert "second keeper" in answer.content.decode()
    assert prepared(client, "/join/bind/", card=card.keyid, key=key("mine").keyid).status_code == 422


def test_a_card_of_one_body_binds_nothing_in_another(world: Together) -> None:
    """Signed with Harbour's card for Kestrel's record: the desk refuses it, whatever the form said."""
    import base64

    from confederal.kernel.envelope import seal

    world.found_assembly("kestrel", load("worker_coop"), 6)
    found_harbour(world)
    card = invites(world, "newcomer")
    settled(world)
    client = Client()
    asked = prepared(client, "/join/bind/", shows=key("mine"), card=card.keyid, key=key("mine").keyid)
    payload = base64.b64decode(asked.json()["payload"])
    other = payload.replace(world.bodies["harbour"].encode(), world.bodies["kestrel"].encode())
    for body in (world.bodies["kestrel"], world.bodies["harbour"]):
        envelope = base64.b64encode(seal(other, card)).decode()
        sent = {"body": body, "envelope": envelope}
        answer = client.post("/record/", sent, content_type="application/json")
        assert answer.status_code == 422
    assert "newcomer" not in state_of(world, "kestrel").members
    assert "newcomer" not in state_of(world).members


@pytest.mark.parametrize("handle", ["m1", "Ｍ1", "Bo", "bo ", "B\u200bo"])
def test_nobody_is_called_like_somebody_else(world: Together, handle: str) -> None:
    body = found_harbour(world)
    Handle.objects.create(body=body, member="m2", handle="Bo")
    member = Member(world, ("harbour", "m3"))
    answer = member.client.post(f"/b/{body}/handle/", {"handle": handle})
    assert answer.status_code == 422
    assert Handle.objects.get(body=body, member="m3").handle == "m3 of harbour"
    assert member.client.post(f"/b/{body}/handle/", {"handle": "Cleo  the\tweaver"}).status_code == 303
    assert Handle.objects.get(body=body, member="m3").handle == "Cleo the weaver"
    assert member.client.post(f"/b/{body}/handle/", {"handle": ""}).status_code == 303
    assert not Handle.objects.filter(body=body, member="m3").exists()


# Another key


def test_a_key_is_changed_with_the_present_one(world: Together) -> None:
    body = found_harbour(world)
    member = Member(world, ("harbour", "m1"))
    new = key("new")
    member.holds(new)
    member.does(f"/b/{body}/keys/change/", key=new.keyid)
    assert state_of(world).key_in_force("m1", office.main().now()) == new.keyid
    assert "in use" in member.is_refused(f"/b/{body}/keys/change/", key=world.key("harbour", "m2").keyid)
    assert "no key that can be used" in member.is_refused(
        f"/b/{body}/keys/change/", key="ed25519:" + "A" * 43
    )


def test_what_is_signed_by_a_passkey_names_the_passkey_to_the_device(world: Together) -> None:
    body = found_harbour(world)
    keyid = world.holding(Authenticator("es256", "testserver")).keyid
    Passkey.objects.create(keyid=keyid, credential="bmFtZQ", public_key=b"-")
    world.done("harbour", "m1", a.KeyChanged(keyid))
    settled(world)
    member = Member(world, ("harbour", "m1"))
    asked: Any = member.prepares(f"/b/{body}/leave/", {})
    assert (asked.json()["keyid"], asked.json()["credential"]) == (keyid, "bmFtZQ")
    other: Any = Member(world, ("harbour", "m2")).prepares(f"/b/{body}/leave/", {})
    assert other.json()["credential"] is None


# A lost key


def made_new_key(device: Client, friend: Member, body: str, who: str, new: SeedKey) -> None:
    """A new device makes a key at the address a co-worker shows it."""
    page = friend.sees(f"/b/{body}/vouch/?member={who}")
    (address,) = set(re.findall(r'href="http://testserver(/lost/for/[^"]+)"', page))
    assert device.get(address).status_code == 200
    told = prepared(device, address, shows=new, key=new.keyid)
    assert told.json() == {"done": "/lost/"}, told.content.decode()


def test_a_lost_key_is_replaced_on_co_workers_word_after_a_delay(world: Together) -> None:
    body = found_harbour(world)
    settled(world)
    device, new = Client(), key("after the loss")
    made_new_key(device, Member(world, ("harbour", "m8")), body, "m1", new)
    page = device.get("/lost/").content.decode()
    assert words(new.keyid) in page
    assert "<svg" in page
    assert "Nobody has given their word yet" in page
    found = NewKey.objects.get()
    owner = Member(world, ("harbour", "m1"))
    charter = world.state("harbour").charter
    for rank in range(charter.vouchers):
        friend = Member(world, ("harbour", f"m{rank + 2}"))
        scanned = friend.client.get(f"/lost/{found.pk}/")
        assert scanned["Location"] == f"/b/{body}/vouch/?key={found.pk}"
        seen = friend.sees(scanned["Location"])
        assert words(new.keyid) in seen
        assert words(new.keyid) in friend.sees(f"/b/{body}/vouch/?words={words(new.keyid).replace(' ', '+')}")
        friend.does(f"/b/{body}/vouch/", key=new.keyid, member="m1")
        if rank + 1 < charter.vouchers:
            assert f"{rank + 1} of {charter.vouchers} co-workers" in device.get("/lost/").content.decode()
    assert "Enough co-workers" in device.get("/lost/").content.decode()
    assert "stop it" in owner.sees("/me/")
    assert signs_in(device, new).status_code == 403, "the delay still runs"
    owner.sees("/me/")
    later(office.main().home, charter.recovery_hours * HOUR + 60)
    assert "in force" in device.get("/lost/").content.decode()
    assert signs_in(device, new).json()["who"] == "m1"
    assert device.session["_auth_user_id"] == str(owner.account.pk), "the account is the same as before"
    assert device.get("/me/").status_code == 200
    owner.sees("/me/", 302)  # whoever has the lost device is signed out


def test_whoever_still_has_the_key_stops_a_replacement(world: Together) -> None:
    body = found_harbour(world)
    settled(world)
    thief = key("of a thief")
    made_new_key(Client(), Member(world, ("harbour", "m8")), body, "m1", thief)
    for rank in range(world.state("harbour").charter.vouchers):
        Member(world, ("harbour", f"m{rank + 2}")).does(f"/b/{body}/vouch/", key=thief.keyid, member="m1")
    owner = Member(world, ("harbour", "m1"))
    assert "m2" in owner.sees(f"/b/{body}/vouch/")
    owner.does(f"/b/{body}/keys/veto/")
    later(office.main().home, 30 * 24 * HOUR)
    assert signs_in(Client(), thief).status_code == 403
    assert signs_in(Client(), world.key("harbour", "m1")).status_code == 200
    assert "Why not?" in owner.is_refused(f"/b/{body}/keys/veto/")


def test_nobody_vouches_for_themselves_or_from_another_body(world: Together) -> None:
    world.found_assembly("kestrel", load("worker_coop"), 6)
    body = found_harbour(world)
    settled(world)
    new = key("new")
    owner = Member(world, ("harbour", "m1"))
    owner.is_refused(f"/b/{body}/vouch/", key=new.keyid, member="m1")
    stranger = Member(world, ("kestrel", "m1"))
    assert stranger.client.post(f"/b/{body}/vouch/", {"key": new.keyid, "member": "m1"}).status_code == 404
    stranger.sees(f"/b/{body}/vouch/", 404)
    assert len(state_of(world).recoveries) == 0


# A place in a council


def test_a_delegate_accepts_with_a_key_made_for_the_place(world: Together) -> None:
    for name in ("harbour", "kestrel"):
        world.found_assembly(name, load("worker_coop"), 6)
    world.found_council("river", load("federation_one_body_one_vote"), ["harbour", "kestrel"])
    matter = Election("delegate", 1, 300, to=world.bodies["river"])
    world.decide("harbour", matter, "A delegate", candidates=("m3",))
    settled(world)
    body = world.bodies["harbour"]
    (seat,) = [seat for seat in state_of(world).held(office.main().now()) if seat.to is not None]
    member, mine = Member(world, ("harbour", "m3")), key("for the place")
    path = f"/b/{body}/seats/{seat.id}/accept/"
    assert f'data-for="{body[:12]}:{seat.id}"' in member.sees(path)
    assert "Accept it" in member.sees("/me/")
    assert "no key" in member.is_refused(path, key="")
    Member(world, ("harbour", "m4")).sees(path, 404)
    member.holds(mine)
    member.does(path, key=mine.keyid)
    assert state_of(world, "river").places[f"{body[:12]}:{seat.id}"].key == mine.keyid
    assert "You have accepted" in member.sees(path)
    assert words(mine.keyid) in member.sees("/me/")
    other = key(
        "after the phone was lost"
    )  # signed with the member's own key: it names another for the place
    assert "Name another" in member.sees(path)
    member.holds(other)
    member.does(path, key=other.keyid)
    assert state_of(world, "river").places[f"{body[:12]}:{seat.id}"].key == other.keyid
    assert signs_in(Client(), mine).status_code == 403
    assert signs_in(Client(), other).json()["who"] == "m3"


# Leaving, being forgotten, one's data


def with_statement(world: Together, who: str) -> str:
    """A member stated a minority view in words that are kept here; its digest."""
    from confederal.stories.world import text

    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    digest = text("I am Ana and I say no")
    world.done("harbour", who, a.MinorityStated(step, digest))
    settled(world)
    return digest


def test_whoever_leaves_is_gone_at_once_and_what_they_were_called_too(world: Together) -> None:
    body = found_harbour(world)
    settled(world)
    member = Member(world, ("harbour", "m1"))
    assert "Nobody is asked" in member.sees(f"/b/{body}/leave/")
    told = member.does(f"/b/{body}/leave/")
    assert told["then"] == "/me/"
    member.sees("/me/")
    member.sees(f"/b/{body}/", 404)
    assert state_of(world).members["m1"].gone(office.main().now())
    assert not Handle.objects.filter(body=body, member="m1").exists()
    assert signs_in(Client(), world.key("harbour", "m1")).status_code == 403


def test_being_forgotten_erases_every_personal_text_handle_and_account(world: Together) -> None:
    from nacl.public import PrivateKey

    from confederal.records.register import Person, Register

    body = found_harbour(world)
    first, second = world.state("harbour").holders("keeper", world.now)[:2]
    entry = hashlib.sha256(b"salt and name").hexdigest()
    step = world.done("harbour", first, a.Invited("ana", world.holding(key("card")).keyid, entry=entry))
    world.done("harbour", second, a.Confirmed(step))
    world._keys["harbour", "ana"] = key("card")
    world.done("harbour", "ana", a.KeyBound(world.holding(key("ana")).keyid))
    world._keys["harbour", "ana"] = key("ana")
    settled(world)
    home = office.main().home
    (home.folder / "registers").mkdir()
    keepers = {name: PrivateKey.generate().public_key for name in ("one", "two")}
    register = Register.begin(home.folder / "registers" / body[:16], body, keepers)
    register.enter("ana", Person("Ana Example"))
    register.enter("m1", Person("Bo Example"))

    member = Member(world, ("harbour", "ana"))
    words_, salt = b"I am Ana and I say no", bytes(16)
    digest = home.texts.put(salt, words_)
    question = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    world.done("harbour", "ana", a.MinorityStated(question, digest))
    settled(world)
    assert {found for found, _of in personal(state_of(world), "ana")} == {digest, entry}
    assert "2 personal texts" in member.sees("/me/forget/")
    path = f"/b/{body}/forget/"
    for _ in range(2):
        member.does(path)
    assert member.prepares(path, {}).json() == {"done": "/me/forget/"}  # type: ignore[attr-defined]
    assert personal(state_of(world), "ana") == []
    assert home.texts.get(digest) is None
    assert not any(words_ in file.read_bytes() for file in (home.folder / "texts").iterdir())
    assert register.members() == ("m1",)
    register.close()
    assert not Handle.objects.filter(body=body, member="ana").exists()
    member.does(f"/b/{body}/leave/")

    Passkey.objects.create(keyid=key("ana").keyid, credential="x", public_key=b"-")
    assert member.client.post("/me/forget/").status_code == 200, "the box was not ticked"
    assert Account.objects.filter(pk=member.account.pk).exists()
    assert member.client.post("/me/forget/", {"sure": "yes"}).status_code == 303
    assert "erased" in member.client.get("/forgotten/").content.decode()
    member.sees("/me/", 302)
    assert [model.objects.count() for model in (Account, Link, Handle, Passkey, Stay)] == [0, 0, 0, 0, 0]
    assert verify_shelf(home.shelf, body, verifying_key(body, world.host("harbour").keyid)).sound


def test_a_session_alone_erases_nobody_who_has_a_key(world: Together) -> None:
    found_harbour(world)
    settled(world)
    member = Member(world, ("harbour", "m1"))
    asked = member.client.post("/me/forget/", {"sure": "yes"})
    assert asked["Location"] == "/sign-in/?next=%2Fme%2Fforget%2F"
    assert "Show your key once more" in member.sees("/me/")
    assert Account.objects.filter(pk=member.account.pk).exists()
    assert signs_in(member.client, world.key("harbour", "m1")).status_code == 200
    assert member.client.post("/me/forget/", {"sure": "yes"})["Location"] == "/forgotten/"
    assert not Account.objects.filter(pk=member.account.pk).exists()


def test_nobody_erases_the_texts_of_another(world: Together) -> None:
    body = found_harbour(world)
    with_statement(world, "m1")
    other = Member(world, ("harbour", "m2"))
    assert other.prepares(f"/b/{body}/forget/", {}).json() == {"done": "/me/forget/"}  # type: ignore[attr-defined]
    assert len(personal(state_of(world), "m1")) == 1


def test_my_data_come_as_one_file_and_nobody_elses_with_them(world: Together) -> None:
    body = found_harbour(world)
    digest = with_statement(world, "m1")
    member = Member(world, ("harbour", "m1"))
    Member(world, ("harbour", "m2"))
    member.account.mail = addresses.sealed("ana@example.org")
    member.account.save()
    answer = member.client.get("/me/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.content)
    assert told["account"]["mail"] == "ana@example.org"
    (mine,) = told["bodies"]
    assert (mine["body"], mine["pseudonym"], mine["handle"]) == (body, "m1", "m1 of harbour")
    assert [line["key"] for line in mine["keys"]] == [world.key("harbour", "m1").keyid]
    assert digest in mine["texts"]
    assert {said["said"]["kind"] for said in mine["signed"]} >= {"founded", "minority_stated"}
    assert "m2 of harbour" not in answer.content.decode()
    assert world.key("harbour", "m2").keyid not in json.dumps(mine["keys"])


# Mail


def test_an_address_is_confirmed_by_code_kept_encrypted_and_removed(world: Together) -> None:
    from tests.web.accounts.devices import code_in

    found_harbour(world)
    member = Member(world, ("harbour", "m1"))
    asked = member.client.post("/me/mail/", {"address": "Ana@example.org"})
    assert asked["Location"].startswith("/sign-in/"), "a device that lies about gets no way in of its own"
    assert signs_in(member.client, world.key("harbour", "m1")).status_code == 200
    assert member.client.post("/me/mail/", {"address": "Ana@example.org"}).status_code == 303
    code = code_in(mailed()[-1].body)
    member.account.refresh_from_db()
    assert member.account.mail is None, "not before it is confirmed"
    assert member.client.post("/me/mail/", {"code": "00000001"}).status_code == 422
    assert member.client.post("/me/mail/", {"code": code}).status_code == 303
    member.account.refresh_from_db()
    sealed = member.account.mail
    assert sealed is not None
    assert addresses.unsealed(sealed) == "Ana@example.org"
    assert b"example" not in bytes(sealed).lower()
    assert "Ana@example.org" in member.sees("/me/")
    assert member.client.post("/me/mail/none/").status_code == 303
    member.account.refresh_from_db()
    assert (member.account.mail, member.account.mail_index) == (None, None)


def test_an_address_that_is_anothers_stays_theirs_and_looks_no_different(world: Together) -> None:
    found_harbour(world)
    index, sealed = addresses.index("ana@example.org"), addresses.sealed("ana@example.org")
    hers = Account.objects.make(mail=sealed, mail_index=index)
    member = Member(world, ("harbour", "m1"))
    signs_in(member.client, world.key("harbour", "m1"))
    first = member.client.post("/me/mail/", {"address": "ana@example.org"})
    second = member.client.post("/me/mail/", {"address": "free@example.org"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert [(told.to, told.subject) for told in mailed()] == [
        (["ana@example.org"], "About your address"),
        (["free@example.org"], "Confirm your address"),
    ]
    hers.refresh_from_db()
    assert hers.mail_index == index


def test_a_new_secret_on_top_reads_what_the_old_one_wrote(world: Together) -> None:
    from django.conf import settings

    sealed, index = addresses.sealed("ana@example.org"), addresses.index("ana@example.org")
    path = settings.HOME / addresses.FILE
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("a new secret\n" + path.read_text())
    addresses._secrets.cache_clear()
    assert addresses.unsealed(sealed) == "ana@example.org"
    assert addresses.index("Ana@example.org ") == index
    assert addresses.sealed("ana@example.org") != sealed


def test_the_language_is_kept_and_follows_one_to_the_next_device(world: Together) -> None:
    found_harbour(world)
    client = Client()
    signs_in(client, world.key("harbour", "m1"))
    assert client.post("/me/manner/", {"language": "es"}).status_code == 303
    account = Account.objects.get()
    assert account.language == "es"
    assert signs_in(Client(), world.key("harbour", "m1")).cookies["django_language"].value == "es"
    assert client.post("/me/manner/", {"language": "xx"}).status_code == 303
    account.refresh_from_db()
    assert account.language == "es"
