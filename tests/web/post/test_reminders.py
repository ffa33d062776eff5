"""Reminders to branches, and reports of delegates."""

from __future__ import annotations

import time

import pytest
from django.test import RequestFactory
from tests.attacks.congress import asked, mandated, seated, voting
from tests.secretary.mill import BODIES, charter, federation_charter
from tests.web.conftest import settled
from tests.web.people import Member
from tests.web.post.evening import delivered, post, reads_mail, to

from confederal.kernel import act as a
from confederal.kernel.identity import DAY
from confederal.stories.together import Together
from confederal.web.post import reminders
from confederal.web.visit import Visit, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
__all__ = ["post"]


def federation(world: Together) -> tuple[dict[str, str], int]:
    """Three branches with a delegate each, and a question before them; where the delegates sit, and its step."""
    for name in BODIES:
        world.found_assembly(name, charter(name.title()), 9)
    world.found_council("fed", federation_charter(), BODIES)
    places = seated(world)
    return places, asked(world)


def visited(world: Together, member: Member) -> Visit:
    request = RequestFactory().get("/")
    request.user = member.account
    return visit(request, world.bodies["fed"])


def test_a_delegate_reminds_the_branches_and_no_branch_twice(
    world: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    federation(world)
    settled(world)
    delegate = Member(world, ("mill", "m3"))
    reads_mail(Member(world, ("tide", "m3")), "delegate@tide.example")
    reads_mail(Member(world, ("tide", "m1")), "keeper@tide.example")
    reads_mail(Member(world, ("tide", "m8")), "member@tide.example")
    delivered(world)
    silent = [world.bodies["tide"], world.bodies["harbour"]]
    assert reminders.send(visited(world, delegate), silent) == 2
    mails = delivered()
    assert to(mails) == ["delegate@tide.example", "keeper@tide.example"]
    for told in mails:
        assert f"/b/{world.bodies['tide']}/asked/" in told.body
        assert "Tide" not in told.body
        assert "floor" not in told.body.lower()
    assert reminders.send(visited(world, delegate), silent) == 0  # not twice in three days
    later = time.time() + 3 * DAY + 1
    monkeypatch.setattr(reminders, "time", lambda: later)
    assert reminders.send(visited(world, delegate), silent) == 2


def test_nobody_else_reminds(world: Together) -> None:
    federation(world)
    settled(world)
    reads_mail(Member(world, ("tide", "m1")), "keeper@tide.example")
    reader = Member(world, ("mill", "m5"))
    assert reminders.send(visited(world, reader), [world.bodies["tide"]]) == 0
    assert reminders.send(visited(world, Member(world, ("mill", "m3"))), ["0" * 64]) == 0


def test_delegates_are_told_of_votes_in_the_council_and_of_the_report_they_owe(world: Together) -> None:
    places, step = federation(world)
    settled(world)
    reads_mail(Member(world, ("mill", "m3")), "m3@mill.example")
    reads_mail(Member(world, ("mill", "m5")), "m5@mill.example")
    for name in places:
        mandated(world, name)
    voting(world, step, places)
    mails = [each for each in delivered(world) if f"/b/{world.bodies['fed']}/q/{step}/" in each.body]
    assert to(mails) == ["m3@mill.example"]
    for place in places.values():
        world.done("fed", place, a.Voted(step, ("for",)))
    delivered(world)
    world.later(days=10)
    assert not any("report" in each.body for each in delivered(world))
    world.later(days=1)
    (told,) = [each for each in delivered(world) if "A report of yours is expected by" in each.body]
    assert told.to == ["m3@mill.example"]
    seat = places["mill"].rpartition(":")[2]
    assert f"/b/{world.bodies['mill']}/seats/{seat}/" in told.body
    world.done("mill", "m3", a.Reported(seat, "ab" * 32))
    world.later(days=1)
    assert not any("report" in each.body for each in delivered(world))
