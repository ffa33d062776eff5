"""From a form to a signed step, through the pages."""

import pytest
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together
from confederal.web import office

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
