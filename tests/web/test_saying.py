"""From a form to a signed step, through the pages."""

import pytest
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.act import Payload, Supported
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.saying import recorded

pytestmark = pytest.mark.django_db


def harbour(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 14)
    settled(world)


def test_a_member_sees_home_and_the_body_and_a_stranger_neither(world: Together) -> None:
    harbour(world)
    member = Member(world, ("harbour", "m1"))
    assert "What waits for me" in member.sees("/")
    member.sees(f"/b/{world.bodies['harbour']}/")
    Member(world).sees(f"/b/{world.bodies['harbour']}/", 404)
    Member(world).sees(f"/b/{'0' * 64}/", 404)


def test_support_is_signed_on_the_device_and_stands_in_the_record(world: Together) -> None:
    harbour(world)
    body = world.bodies["harbour"]
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    member, other = Member(world, ("harbour", "m9")), Member(world, ("harbour", "m1"))
    told = member.does(f"/b/{body}/q/{step}/support/")
    state = office.main().state(body)
    assert state is not None
    assert "m9" in state.questions[step].supporters
    assert told["then"] == f"/b/{body}/q/{step}/"
    assert "Why not?" in member.is_refused(f"/b/{body}/q/{step}/support/")
    assert "Longer breaks" in other.sees(told["then"])


def test_without_the_script_nothing_is_recorded_and_the_page_says_what_to_do(world: Together) -> None:
    harbour(world)
    body = world.bodies["harbour"]
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    member = Member(world, ("harbour", "m9"))
    size = office.main().desk.size(body)
    answer = member.client.post(f"/b/{body}/q/{step}/support/")
    assert answer.status_code == 422
    assert "say it at the tellers' table" in answer.content.decode()
    assert office.main().desk.size(body) == size


def test_a_step_sent_twice_gets_the_same_receipt_and_is_told_to_listeners_by_body_and_step(
    world: Together,
) -> None:
    harbour(world)
    body = world.bodies["harbour"]
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    settled(world)
    heard = []

    def listener(body: str, step: int, payload: Payload, **_more: object) -> None:
        heard.append((body, step, type(payload.act)))

    recorded.connect(listener)
    try:
        member = Member(world, ("harbour", "m9"))
        asked = member.prepares(f"/b/{body}/q/{step}/support/", {})
        first, second = member.signs(asked).json(), member.signs(asked).json()
    finally:
        recorded.disconnect(listener)
    assert first["step"] == second["step"]
    assert heard[0] == (body, first["step"], Supported)


@pytest.mark.parametrize(
    "sent", [b"", b"{}", b"[]", b'{"body": "x", "envelope": "e30="}', b'{"body": 1, "envelope": 2}', b"\xff"]
)
def test_what_is_no_signed_step_is_sent_back(world: Together, sent: bytes) -> None:
    harbour(world)
    answer = Member(world, ("harbour", "m1")).client.post("/record/", sent, content_type="application/json")
    assert answer.status_code in (400, 404)
