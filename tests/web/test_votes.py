"""Votes taken together: nothing is taken that the way of every page would not take, and nothing is checked less."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from limits import parse
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import DAY, HOST
from confederal.kernel.matters import Resolution
from confederal.kernel.minute_book import sealed
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web import office, saying, server, votes
from confederal.web.accounts import guessing
from confederal.web.accounts.entering import end_all_others

pytestmark = pytest.mark.django_db

TOKEN = "t" * 32
Headers = dict[bytes, bytes]


class Hall:
    """An assembly with an open vote, and members at their phones."""

    def __init__(self, world: Together) -> None:
        self.world = world
        world.found_assembly("harbour", load("worker_coop", between_meetings=True), 14, founders=14)
        self.step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
        world.at(world.opens_at("harbour", self.step))
        world.done("harbour", "m1", a.VoteOpened(self.step, (Way.NAMED,), world.now + 3 * DAY))
        settled(world)
        self.body = world.bodies["harbour"]
        self.n = 10**13

    def sent(self, who: str, act: a.AnyAct | None = None, key: SeedKey | None = None, **more: Any) -> bytes:
        """A signed vote as a device sends it; another act, key or field where given."""
        self.n += 1
        signer = key or self.world.key("harbour", who)
        payload = a.Payload(
            1, self.body, who, self.n, office.main().now(), act or a.Voted(self.step, ("for",))
        )
        envelope = base64.b64encode(sealed(payload, signer)).decode()
        return json.dumps(
            {"body": self.body, "envelope": envelope, "then": f"/b/{self.body}/q/{{step}}/", **more}
        ).encode()

    def votes(self) -> int:
        state = office.main().state(self.body)
        assert state is not None
        return len(state.questions[self.step].votes)


@pytest.fixture
def hall(world: Together) -> Hall:
    return Hall(world)


def scope(client: Client, **other: bytes) -> MutableMapping[str, Any]:
    """A request with the session of that browser and a token of these pages."""
    session = client.cookies["sessionid"].value
    headers = {
        b"host": b"localhost",
        b"cookie": f"sessionid={session}; csrftoken={TOKEN}".encode(),
        b"x-csrftoken": TOKEN.encode(),
        b"content-type": b"application/json",
    }
    headers.update({name.replace("_", "-").encode(): value for name, value in other.items()})
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/record/",
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 4000),
        "headers": list(headers.items()),
    }


def taken(hall: Hall, *requests: tuple[MutableMapping[str, Any], bytes]) -> list[Any]:
    """What is answered to these votes, taken together; None to those that go the way of every page."""
    found = [votes.vote_in(*request) for request in requests]
    group = [vote for vote in found if vote is not None]
    told = iter(votes.take(group[0].sent.body if group else hall.body, group))
    return [None if vote is None else json.loads(next(told) or b"null") for vote in found]


def test_votes_of_many_are_written_with_one_commit(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    members = [Member(hall.world, ("harbour", f"m{number}")) for number in range(2, 7)]
    commits = []
    append = office.main().home.shelf.append

    def counted(body: str, expected: int, records: Any) -> Any:
        commits.append(len(records))
        return append(body, expected, records)

    monkeypatch.setattr(office.main().home.shelf, "append", counted)
    size = office.main().desk.size(hall.body)
    told = taken(hall, *((scope(each.client), hall.sent(f"m{rank}")) for rank, each in enumerate(members, 2)))
    assert [each["step"] for each in told] == list(range(size, size + 5))
    assert [each["then"] for each in told] == [f"/b/{hall.body}/q/{each['step']}/" for each in told]
    assert commits == [5]
    assert hall.votes() == 5


def test_the_same_vote_sent_twice_gets_the_earlier_receipt(hall: Hall) -> None:
    member = Member(hall.world, ("harbour", "m2"))
    sent = hall.sent("m2")
    told = taken(hall, (scope(member.client), sent), (scope(member.client), sent))
    assert told[0]["step"] == told[1]["step"]
    assert taken(hall, (scope(member.client), sent))[0]["step"] == told[0]["step"]
    assert hall.votes() == 1


def test_an_earlier_vote_sent_again_does_not_undo_a_later_one(hall: Hall) -> None:
    member = Member(hall.world, ("harbour", "m2"))
    first = hall.sent("m2")
    told = taken(hall, (scope(member.client), first), (scope(member.client), hall.sent("m2", against(hall))))
    assert None not in told
    after = marks(hall)
    assert taken(hall, (scope(member.client), first))[0]["step"] == told[0]["step"]
    answer = member.client.post("/record/", first, content_type="application/json")
    assert answer.json()["step"] == told[0]["step"]
    assert marks(hall) == after == {"m2": ("against",)}


def against(hall: Hall) -> a.Voted:
    return a.Voted(hall.step, ("against",))


def marks(hall: Hall) -> dict[str, tuple[str, ...]]:
    state = office.main().state(hall.body)
    assert state is not None
    return {who: tuple(mark) for who, mark in state.questions[hall.step].votes.items()}


def test_a_vote_is_its_authors_whoever_carries_it(hall: Hall) -> None:
    """On a borrowed device another is signed in: both ways take what is signed, and count it as the author's."""
    two = Member(hall.world, ("harbour", "m2"))
    assert taken(hall, (scope(two.client), hall.sent("m3")))[0] is not None
    answer = two.client.post("/record/", hall.sent("m4"), content_type="application/json")
    assert answer.status_code == 200
    assert marks(hall) == {"m3": ("for",), "m4": ("for",)}


Spoilt = Callable[[Hall, Member], tuple[MutableMapping[str, Any], bytes]]


def signed_out(hall: Hall, member: Member) -> tuple[MutableMapping[str, Any], bytes]:
    asked = scope(member.client)
    member.client.post("/sign-out/")
    return asked, hall.sent("m2")


def ended_from_another_device(hall: Hall, member: Member) -> tuple[MutableMapping[str, Any], bytes]:
    other = Client()
    other.force_login(member.account, backend="confederal.web.accounts.backends.BySignedChallenge")
    request = other.get("/").wsgi_request
    end_all_others(request, member.account)
    return scope(member.client), hall.sent("m2")


def with_a_key_that_was_changed(hall: Hall, member: Member) -> tuple[MutableMapping[str, Any], bytes]:
    old = hall.world.key("harbour", "m2")
    new = hall.world.holding(SeedKey(seed("another device"))).keyid
    hall.world.done("harbour", "m2", a.KeyChanged(new))
    settled(hall.world)
    return scope(member.client), hall.sent("m2", key=old)


def whose_account_was_deleted(hall: Hall, member: Member) -> tuple[MutableMapping[str, Any], bytes]:
    asked = scope(member.client)
    member.account.delete()
    return asked, hall.sent("m2")


def of_another_body(hall: Hall, member: Member) -> tuple[MutableMapping[str, Any], bytes]:
    hall.world.found_assembly("kestrel", load("worker_coop"), 6)
    settled(hall.world)
    sent = json.loads(hall.sent("m2"))
    return scope(member.client), json.dumps({**sent, "body": hall.world.bodies["kestrel"]}).encode()


REFUSED: dict[str, Spoilt] = {
    "a key that was changed": with_a_key_that_was_changed,
    "an account that was deleted": whose_account_was_deleted,
    "sent to another body's desk": of_another_body,
    "the host": lambda hall, member: (
        scope(member.client),
        hall.sent(HOST, key=hall.world.host("harbour")),
    ),
    "the host's key in a member's name": lambda hall, member: (
        scope(member.client),
        hall.sent("m2", key=hall.world.host("harbour")),
    ),
    "too long": lambda hall, member: (scope(member.client), hall.sent("m2", then="/" * saying.MOST_BYTES)),
    "signed out": signed_out,
    "ended from another device": ended_from_another_device,
    "no session": lambda hall, member: (
        scope(member.client, cookie=f"csrftoken={TOKEN}".encode()),
        hall.sent("m2"),
    ),
    "another's token": lambda hall, member: (scope(member.client, x_csrftoken=b"s" * 32), hall.sent("m2")),
    "no token": lambda hall, member: (scope(member.client, x_csrftoken=b""), hall.sent("m2")),
    "another site": lambda hall, member: (
        scope(member.client, origin=b"https://evil.example"),
        hall.sent("m2"),
    ),
    "another's key": lambda hall, member: (
        scope(member.client),
        hall.sent("m2", key=hall.world.key("harbour", "m3")),
    ),
    "no key at all": lambda hall, member: (scope(member.client), hall.sent("m2", key=SeedKey(b"x" * 32))),
    "an unknown question": lambda hall, member: (scope(member.client), hall.sent("m2", a.Voted(1, ("for",)))),
    "another act": lambda hall, member: (scope(member.client), hall.sent("m2", a.Left())),
    "a text beside it": lambda hall, member: (
        scope(member.client),
        hall.sent("m2", texts=[["AAAA", "AAAA"]]),
    ),
    "a founding": lambda hall, member: (scope(member.client), hall.sent("m2", founding=True)),
    "no body of ours": lambda hall, member: (scope(member.client), hall.sent("m2", body="0" * 64)),
    "no JSON": lambda hall, member: (scope(member.client), b"{"),
    "another page": lambda hall, member: ({**scope(member.client), "path": "/"}, hall.sent("m2")),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_in_doubt_is_not_taken_here(hall: Hall, name: str) -> None:
    member = Member(hall.world, ("harbour", "m2"))
    asked, sent = REFUSED[name](hall, member)
    size = office.main().desk.size(hall.body)
    assert taken(hall, (asked, sent)) == [None]
    assert office.main().desk.size(hall.body) == size
    fresh = Member(hall.world, ("harbour", "m3"))
    assert taken(hall, (scope(fresh.client), hall.sent("m3")))[0]["step"] == size, "and a good one is"


def test_one_in_doubt_keeps_no_other_from_being_taken(hall: Hall) -> None:
    two, three = Member(hall.world, ("harbour", "m2")), Member(hall.world, ("harbour", "m3"))
    bad = scope(two.client, x_csrftoken=b""), hall.sent("m2")
    forged = scope(two.client), hall.sent("m2", key=hall.world.key("harbour", "m3"))
    told = taken(hall, bad, (scope(three.client), hall.sent("m3")), forged)
    assert [each is not None for each in told] == [False, True, False]
    assert hall.votes() == 1


def test_only_where_we_are_and_by_a_line_nobody_reads(hall: Hall, settings: LazySettings) -> None:
    member = Member(hall.world, ("harbour", "m2"))
    settings.ALLOWED_HOSTS = ["assembly.example"]
    assert taken(hall, (scope(member.client), hall.sent("m2"))) == [None]
    here = scope(member.client, host=b"assembly.example")
    settings.SECURE_SSL_REDIRECT = True
    assert taken(hall, (here, hall.sent("m2"))) == [None]
    safely = {
        **scope(member.client, host=b"assembly.example", referer=b"https://assembly.example/"),
        "scheme": "https",
    }
    assert taken(hall, (safely, hall.sent("m2")))[0] is not None


def test_one_account_sends_no_flood_and_others_are_not_hindered(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "STEPS", parse("3/hour"))
    two, three = Member(hall.world, ("harbour", "m2")), Member(hall.world, ("harbour", "m3"))
    told = taken(hall, *((scope(two.client), hall.sent("m2")) for _ in range(5)))
    assert [each is not None for each in told] == [True] * 3 + [False] * 2
    answer = two.client.post("/record/", hall.sent("m2"), content_type="application/json")
    assert answer.status_code == 429, "the way of every page counts with it"
    assert taken(hall, (scope(three.client), hall.sent("m3")))[0] is not None


def test_whoever_is_not_signed_in_sends_no_flood_either(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "STEPS_FROM_A_PLACE", parse("2/hour"))

    def status(place: str) -> int:
        client = Client(REMOTE_ADDR=place)
        return client.post("/record/", hall.sent("m4"), content_type="application/json").status_code

    assert [status("10.0.0.1") for _ in range(3)] == [200, 200, 429]
    assert status("10.0.0.2") == 200


def test_the_answer_has_the_headers_of_every_page(hall: Hall) -> None:
    member = Member(hall.world, ("harbour", "m2"))
    page = member.client.post("/record/", hall.sent("m2"), content_type="application/json")
    here = {name.decode(): value.decode() for name, value in votes.headers("http")}
    for name, value in page.headers.items():
        if name not in ("Content-Length", "Vary", "Content-Language"):
            assert here[name.lower()] == value, name


def test_those_who_come_while_others_are_written_are_written_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through the server itself: fifty at once, in few groups, each with the answer to its own vote."""
    groups: list[int] = []

    def take(_body: str, group: list[Any]) -> list[bytes | None]:
        groups.append(len(group))
        return [None if vote == 13 else b"%d" % vote for vote in group]

    class Named(int):
        sent = type("Sent", (), {"body": "b"})

    monkeypatch.setattr(votes, "take", take)
    monkeypatch.setattr(votes, "vote_in", lambda _scope, body: Named(int(body)))

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 422, "headers": []})
        await send({"type": "http.response.body", "body": (await receive())["body"] + b" by every page"})

    monkeypatch.setattr(server, "_pages", page)

    async def one(number: int) -> tuple[int, bytes]:
        told: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"%d" % number}

        async def send(message: Any) -> None:
            told.append(message)

        await server.application({"type": "http", "path": "/record/", "scheme": "http"}, receive, send)
        return told[0]["status"], told[1]["body"]

    async def all_of_them() -> list[tuple[int, bytes]]:
        return list(await asyncio.gather(*(one(number) for number in range(50))))

    answers = asyncio.run(all_of_them())
    wanted = [(422, b"13 by every page") if number == 13 else (200, b"%d" % number) for number in range(50)]
    assert answers == wanted
    assert sum(groups) == 50
    assert len(groups) < 10
    assert votes._waiting == {}


def test_a_fault_while_many_are_written_loses_none(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The group fails: each goes the way of every page."""
    monkeypatch.setattr(votes, "take", lambda _body, _group: 1 / 0)
    member = Member(hall.world, ("harbour", "m2"))
    asked = scope(member.client)
    assert asyncio.run(votes.taken(asked, hall.sent("m2"))) is None
    assert votes._waiting == {}
