"""Signing in: by a key in force, by a mailed code; and what does not get in."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.web.accounts.devices import (
    answer_to,
    answers,
    challenged,
    code_in,
    found_harbour,
    mailed,
    signs_in,
)
from tests.web.people import Member

from confederal.kernel.envelope import SeedKey
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web.accounts import addresses, codes
from confederal.web.accounts.models import Account, Code, Link, Stay
from confederal.web.manners import Impersonal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_guessed_before() -> None:
    cache.clear()


def with_mail(address: str) -> Account:
    return Account.objects.make(mail=addresses.sealed(address), mail_index=addresses.index(address))


def who_is_in(client: Client) -> str | None:
    found: str | None = client.session.get("_auth_user_id")
    return found


def asks_for_code(client: Client, address: str, next_: str = "/me/") -> HttpResponse:
    answer = client.post("/sign-in/code/", {"address": address, "next": next_})
    assert isinstance(answer, HttpResponse)
    return answer


# By key


def test_a_key_in_force_signs_in_and_makes_an_account_the_first_time(world: Together) -> None:
    body = found_harbour(world)
    client = Client()
    told = signs_in(client, world.key("harbour", "m1"), next="/me/")
    assert told.status_code == 200
    assert told.json() == {
        "then": "/me/",
        "body": body,
        "who": "m1",
        "title": world.state("harbour").charter.title,
    }
    link = Link.objects.get(body=body, member="m1")
    assert who_is_in(client) == str(link.account_id)
    again = Client()
    assert signs_in(again, world.key("harbour", "m1")).status_code == 200
    assert who_is_in(again) == str(link.account_id)
    assert Account.objects.count() == 1


def test_one_key_of_a_person_opens_all_their_bodies_and_a_second_key_is_linked_when_asked(
    world: Together,
) -> None:
    from tests.web.conftest import settled

    from confederal.charter.template import load

    world.found_assembly("kestrel", load("worker_coop"), 6)
    found_harbour(world)
    settled(world)
    client = Client()
    signs_in(client, world.key("harbour", "m1"))
    first = who_is_in(client)
    signs_in(client, world.key("kestrel", "m2"), same=True)
    assert who_is_in(client) == first
    assert Link.objects.filter(account_id=str(first)).count() == 2
    other = Client()
    signs_in(other, world.key("kestrel", "m4"))
    second = Account.objects.get(pk=who_is_in(other) or "")
    second.mail, second.mail_index = addresses.sealed("ana@example.org"), addresses.index("ana@example.org")
    second.save()
    signs_in(client, world.key("kestrel", "m4"), same=True)  # two accounts of one person become one
    assert who_is_in(client) == first
    assert not Account.objects.filter(pk=second.pk).exists()
    assert addresses.opened(Account.objects.get(pk=first or "")) == "ana@example.org"
    Link.objects.filter(member="m4").delete()
    signs_in(client, world.key("kestrel", "m3"))  # somebody else on the same device
    assert who_is_in(client) not in (None, first)
    assert Link.objects.filter(account_id=str(first)).count() == 2


def test_no_other_key_gets_in(world: Together) -> None:
    found_harbour(world)
    client = Client()
    for key in (SeedKey(seed("a stranger")), world.host("harbour")):
        answer = signs_in(client, key)
        assert answer.status_code == 403
        assert "not in force" in answer.json()["why"]
    assert who_is_in(client) is None
    assert Account.objects.count() == 0


@pytest.mark.parametrize(
    "spoil", ["another origin", "another challenge", "another key", "an act", "no signature"]
)
def test_an_answer_is_good_for_its_own_challenge_key_and_address_only(world: Together, spoil: str) -> None:
    from confederal.kernel.canonical import canonical
    from confederal.kernel.envelope import pae

    found_harbour(world)
    key, client = world.key("harbour", "m1"), Client()
    challenge = challenged(client)
    answer = answer_to(challenge, key)
    if spoil == "another origin":
        answer = answer_to(challenge, key, "https://harbour.example")
    elif spoil == "another challenge":
        answer = answer_to(challenged(Client()), key)
    elif spoil == "another key":
        answer["sig"] = answer_to(challenge, world.key("harbour", "m2"))["sig"]
    elif (
        spoil == "an act"
    ):  # the same words signed as an act are no answer, so no act can be passed off as one
        import base64

        words = canonical({"challenge": challenge, "origin": "http://testserver", "v": 1})
        answer["sig"] = base64.b64encode(key.sign(pae(words))).decode()
    else:
        answer["sig"] = ""
    assert answers(client, answer).status_code == 403
    assert who_is_in(client) is None
    assert answers(client, answer_to(challenge, key)).status_code == 403, "the challenge was spent"
    assert signs_in(client, key).status_code == 200


def test_an_answer_cannot_be_sent_twice_or_too_late_or_from_another_browser(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_harbour(world)
    key, client, thief = world.key("harbour", "m1"), Client(), Client()
    answer = answer_to(challenged(client), key)
    assert answers(thief, answer).status_code == 403
    assert answers(client, answer).status_code == 200
    assert answers(client, answer).status_code == 403
    challenge = challenged(thief)
    import time

    late = time.time() + 301
    monkeypatch.setattr("confederal.web.accounts.proof.time.time", lambda: late)
    assert answers(thief, answer_to(challenge, key)).status_code == 403


def test_the_session_of_before_is_worth_nothing_after_signing_in(world: Together) -> None:
    found_harbour(world)
    client = Client()
    challenge = challenged(client)
    planted = client.session.session_key
    assert answers(client, answer_to(challenge, world.key("harbour", "m1"))).status_code == 200
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted or ""
    assert attacker.get("/me/").status_code == 302


def test_a_key_that_was_replaced_signs_in_no_more(world: Together) -> None:
    body = found_harbour(world)
    from tests.web.conftest import settled

    from confederal.kernel import act as a

    new = world.holding(SeedKey(seed("new key of m1")))
    world.done("harbour", "m1", a.KeyChanged(new.keyid))
    settled(world)
    assert signs_in(Client(), world.key("harbour", "m1")).status_code == 403
    assert signs_in(Client(), new).json()["body"] == body


def test_a_delegate_signs_in_with_the_key_of_their_place(world: Together) -> None:
    from tests.web.conftest import settled

    from confederal.charter.template import load

    for name in ("harbour", "kestrel"):
        world.found_assembly(name, load("worker_coop"), 6)
    world.found_council("river", load("federation_one_body_one_vote"), ["harbour", "kestrel"])
    (place,) = world.elect_delegates("harbour", "river", "m3")
    settled(world)
    client = Client()
    told = signs_in(client, world.key("river", place)).json()
    assert (told["body"], told["who"]) == (world.bodies["harbour"], "m3")
    assert client.get(f"/b/{world.bodies['river']}/").status_code == 200


# By code


def test_a_mailed_code_signs_in_once(world: Together) -> None:
    found_harbour(world)
    account = with_mail("Ana@Example.org")
    client = Client()
    answer = asks_for_code(client, " ana@example.ORG ")
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/code/?next=%2Fme%2F")
    (sent,) = mailed()
    assert sent.to == ["ana@example.ORG"]
    assert not {"harbour", "member", "vote"} & set(sent.subject.lower().split())
    code = code_in(sent.body)
    entered = client.post("/sign-in/code/?next=%2Fme%2F", {"code": code})
    assert (entered.status_code, entered["Location"]) == (302, "/me/")
    assert who_is_in(client) == str(account.pk)
    assert Code.objects.count() == 0
    other = Client()
    asks_for_code(other, "ana@example.org")
    assert other.post("/sign-in/code/", {"code": code}).status_code == 422, "the first one is used up"


def test_a_code_is_good_for_ten_minutes_five_tries_and_the_browser_that_asked(world: Together) -> None:
    found_harbour(world)
    with_mail("ana@example.org")
    client = Client()
    asks_for_code(client, "ana@example.org")
    code = code_in(mailed()[-1].body)
    thief = Client()
    asks_for_code(thief, "nobody@example.org")
    assert thief.post("/sign-in/code/", {"code": code}).status_code == 422
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    for _ in range(codes.TRIES):
        assert client.post("/sign-in/code/", {"code": wrong}).status_code == 422
    assert client.post("/sign-in/code/", {"code": code}).status_code == 422
    assert who_is_in(client) is None

    guessing_free = Client(REMOTE_ADDR="10.0.0.9")
    asks_for_code(guessing_free, "ana@example.org")
    code = code_in(mailed()[-1].body)
    Code.objects.update(made=timezone.now() - timedelta(minutes=10, seconds=1))
    assert guessing_free.post("/sign-in/code/", {"code": code}).status_code == 422
    assert who_is_in(guessing_free) is None


def test_whether_an_address_is_known_cannot_be_told(
    world: Together, django_assert_num_queries: object
) -> None:
    """Known and unknown addresses are answered with the same bytes, cookies and work; a wrong code too."""
    found_harbour(world)
    with_mail("ana@example.org")
    seen = []
    for address in ("ana@example.org", "bob@example.org"):
        client = Client(REMOTE_ADDR="10.0.0.7")
        client.get("/sign-in/")
        asked = asks_for_code(client, address)
        page = client.get(asked["Location"])
        wrong = client.post("/sign-in/code/", {"code": "1234 5678"})
        plain = [
            (answer.status_code, without_tokens(answer.content.decode()), sorted(answer.cookies))
            for answer in (asked, page, wrong)
        ]
        seen.append((plain, sorted(client.session.keys())))
    assert seen[0] == seen[1]
    assert [message.to for message in mailed()] == [["ana@example.org"]]
    assert Code.objects.count() == 2


def without_tokens(page: str) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', r"\1", page)


def test_guessing_codes_locks_the_place_out_but_nobody_who_has_a_key(world: Together) -> None:
    found_harbour(world)
    with_mail("ana@example.org")
    guesser = Client(REMOTE_ADDR="10.0.0.66")
    tried = []
    for _ in range(4):
        asks_for_code(guesser, "ana@example.org")
        tried += [
            guesser.post("/sign-in/code/", {"code": f"{at:08d}"}).status_code for at in range(codes.TRIES)
        ]
    assert tried[:9] == [422] * 9
    assert set(tried[9:]) == {429}
    assert "quarter of an hour" in guesser.get("/sign-in/code/").content.decode()
    assert Client(REMOTE_ADDR="10.0.0.67").get("/sign-in/code/").status_code == 302, (
        "others are not locked out"
    )
    assert signs_in(guesser, world.key("harbour", "m1")).status_code == 200
    from axes.models import AccessAttempt

    kept = json.dumps(list(AccessAttempt.objects.values("username", "user_agent", "get_data", "post_data")))
    assert "ana" not in kept
    assert "0000000" not in kept


def test_nobody_is_flooded_with_codes(world: Together) -> None:
    found_harbour(world)
    with_mail("ana@example.org")
    answers_ = {
        asks_for_code(Client(REMOTE_ADDR=f"10.0.1.{at}"), "ana@example.org").status_code for at in range(8)
    }
    assert answers_ == {303}
    assert len(mailed()) == 5


# Manners


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_place(world: Together, bad: str) -> None:
    found_harbour(world)
    with_mail("ana@example.org")
    client = Client()
    assert bad not in client.get("/sign-in/", {"next": bad}).content.decode()
    assert signs_in(client, world.key("harbour", "m1"), next=bad).json()["then"] == "/"
    other = Client()
    asks_for_code(other, "ana@example.org", bad)
    answer = other.post("/sign-in/code/", {"code": code_in(mailed()[-1].body), "next": bad})
    assert answer["Location"] == "/"


def test_no_other_site_can_send_these_forms(world: Together) -> None:
    found_harbour(world)
    account = Member(world, ("harbour", "m1")).account
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="confederal.web.accounts.backends.BySignedChallenge")
    body = world.bodies["harbour"]
    for path in (
        "/sign-in/challenge/",
        "/sign-in/answer/",
        "/sign-in/code/",
        "/sign-out/",
        "/passkey/begin/",
        "/passkey/finish/",
        "/join/look/",
        "/join/bind/",
        "/lost/",
        "/me/manner/",
        "/me/mail/",
        "/me/mail/none/",
        "/me/devices/end/",
        "/me/forget/",
        f"/b/{body}/handle/",
        f"/b/{body}/leave/",
        f"/b/{body}/keys/change/",
        f"/b/{body}/keys/veto/",
        f"/b/{body}/vouch/",
        f"/b/{body}/forget/",
    ):
        sent = client.post(
            path, {"sure": "yes", "address": "a@example.org"}, headers={"Confederal-Prepare": "1"}
        )
        assert sent.status_code == 403, path
    assert Account.objects.filter(pk=account.pk).exists()


def test_devices_are_listed_and_signed_out(world: Together) -> None:
    found_harbour(world)
    key = world.key("harbour", "m1")
    phone, desk, third = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Mobile"), Client(), Client()
    for client in (phone, desk, third):
        assert signs_in(client, key).status_code == 200
    page = desk.get("/me/").content.decode()
    assert page.count("a computer") == 2
    assert page.count("a phone or tablet") == 1
    assert page.count("this one") == 1
    stay = Stay.objects.get(phone=True)
    assert desk.post(f"/me/devices/{stay.pk}/end/").status_code == 303
    assert phone.get("/me/").status_code == 302
    assert third.get("/me/").status_code == 200
    assert desk.post("/me/devices/end/").status_code == 303
    assert third.get("/me/").status_code == 302
    assert desk.get("/me/").status_code == 200
    assert desk.post("/sign-out/").status_code == 303
    assert desk.get("/me/").status_code == 302
    assert Stay.objects.count() == 0


def test_nobody_signs_out_the_device_of_another(world: Together) -> None:
    found_harbour(world)
    mine, other = Client(), Client()
    signs_in(mine, world.key("harbour", "m1"))
    signs_in(other, world.key("harbour", "m2"))
    stay = Stay.objects.get(account__links__member="m1")
    assert other.post(f"/me/devices/{stay.pk}/end/").status_code == 404
    assert mine.get("/me/").status_code == 200


def test_nothing_personal_is_logged(
    world: Together, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the handlers of the settings would write, of a whole visit in which even the post office fails."""
    found_harbour(world)
    with_mail("ana@example.org")

    def refuses(message: object) -> None:
        raise ValueError("ana@example.org is refused")

    caplog.set_level(logging.DEBUG)
    client = Client(REMOTE_ADDR="10.9.8.7", HTTP_USER_AGENT="Ana's telephone")
    asks_for_code(client, "ana@example.org")
    code = code_in(mailed()[-1].body)
    client.post("/sign-in/code/", {"code": "99999999"})
    client.post("/sign-in/code/", {"code": code})
    signs_in(client, world.key("harbour", "m1"))
    monkeypatch.setattr("confederal.web.accounts.mailing.EmailMessage.send", refuses)
    asks_for_code(client, "ana@example.org")
    mailed()
    loggers: dict[str, Any] = settings.LOGGING["loggers"]  # type: ignore[assignment]
    quiet = {name for name, told in loggers.items() if told["level"] == "CRITICAL"}
    formatter = Impersonal()
    lines = [
        formatter.format(record)
        for record in caplog.records
        if record.levelno >= logging.ERROR and record.name.partition(".")[0] not in quiet
    ]
    assert len(lines) == 1, "the mail that could not be sent"
    assert "ValueError in" in lines[0]
    for personal in ("ana", "10.9.8.7", code, "m1"):
        assert personal not in lines[0].lower()
