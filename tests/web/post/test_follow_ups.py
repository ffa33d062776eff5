"""What decisions ask to be done: written down, reminded of, done, and then nobody's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from tests.web.conftest import settled
from tests.web.people import Member
from tests.web.post.evening import delivered, post, reads_mail

from confederal.charter.template import load
from confederal.kernel.act import Left
from confederal.kernel.identity import DAY
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together
from confederal.web import office
from confederal.web.accounts.leaving import forgotten, gathered
from confederal.web.accounts.models import Handle
from confederal.web.post import followups
from confederal.web.post.models import FollowUp, Letter
from confederal.web.saying import recorded
from confederal.web.visit import visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
__all__ = ["post"]


def decided(world: Together) -> tuple[str, int, str]:
    """A decision of the harbour; its body, its step and the address of what follows from it."""
    world.found_assembly("harbour", load("worker_coop"), 16)
    step = world.decide("harbour", Resolution(), "A ramp at the gate").id
    settled(world)
    body = world.bodies["harbour"]
    return body, step, f"/b/{body}/q/{step}/follow-up/"


def on(world: Together, days: int) -> str:
    return f"{datetime.fromtimestamp(world.now + days * DAY, UTC):%Y-%m-%d}"


def test_something_is_taken_on_reminded_of_done_and_forgotten_whose_it_was(world: Together) -> None:
    body, _step, path = decided(world)
    ana = reads_mail(Member(world, ("harbour", "m11")), "ana@example.org")
    delivered(world)
    assert "Nothing is written down yet" in ana.sees(path)
    answer = ana.client.post(path, {"what": "Order the wood", "by": "me", "until": on(world, 10)})
    assert answer.status_code == 302
    page = ana.sees(path)
    assert "Order the wood" in page
    assert "m11 of harbour" in page
    (waits,) = followups.due(ana.account, world.now)
    assert (waits.what, waits.overdue) == ("Order the wood", False)
    assert delivered(world) == []
    world.later(days=9)
    (told,) = delivered(world)
    assert "Something you took on is due" in told.body
    assert "wood" not in told.body
    assert path in told.body
    world.later(days=2)
    delivered(world)
    assert "overdue" in ana.sees(f"/b/{body}/follow-ups/")
    other = Member(world, ("harbour", "m6"))
    number = FollowUp.objects.get().pk
    assert other.client.post(f"{path}{number}/done/").status_code == 302
    found = FollowUp.objects.get()
    assert found.member == ""
    page = ana.sees(path)
    assert "Done on" in page
    assert "m11 of harbour" not in page
    assert followups.due(ana.account, world.now) == []


def test_it_can_be_a_seats_whoever_holds_it(world: Together) -> None:
    body, _step, path = decided(world)
    seat = next(seat for seat in world.state("harbour").held(world.now) if seat.office == "teller")
    member = Member(world, ("harbour", "m12"))
    member.client.post(path, {"what": "Count again", "by": f"seat {seat.id}", "until": on(world, 3)})
    holder = Member(world, ("harbour", seat.holder))
    assert f"teller: {seat.holder} of harbour" in member.sees(path)
    assert [each.what for each in followups.due(holder.account, world.now)] == ["Count again"]
    assert followups.due(member.account, world.now) == []
    followups.forget(body, "m12")
    assert FollowUp.objects.get().made_by == ""


def test_somebody_else_is_named_exactly_and_nobody_is_listed(world: Together) -> None:
    body, _step, path = decided(world)
    member = Member(world, ("harbour", "m2"))
    Handle.objects.create(body=body, member="m14", handle="Ben")
    Handle.objects.create(body=body, member="m15", handle="Cem")
    Handle.objects.create(body=body, member="m16", handle="cem")
    form = {"what": "<b>Paint</b> \u202eit\x00", "by": "somebody", "until": on(world, 3)}
    assert "Ben" not in member.sees(path)
    for name in ("", "Nobody", "Cem", "Be"):
        answer = member.client.post(path, {**form, "what": "Paint", "name": name})
        assert answer.status_code == 422
        assert "Nobody here is called so" in answer.content.decode()
        assert 'value="Paint"' in answer.content.decode()
    assert member.client.post(path, {**form, "what": "<b>Paint</b>", "name": "ben"}).status_code == 302
    assert FollowUp.objects.get().member == "m14"
    assert "<b>Paint" not in member.sees(path)
    assert "&lt;b&gt;Paint" in member.sees(path)
    bad = member.client.post(path, {**form, "what": "x", "by": "me", "until": on(world, -1)})
    assert "This day is over" in bad.content.decode()


def test_only_members_write_and_only_who_wrote_takes_back(world: Together) -> None:
    _body, _step, path = decided(world)
    writer, other = Member(world, ("harbour", "m2")), Member(world, ("harbour", "m3"))
    form = {"what": "Paint", "by": "me", "until": on(world, 3)}
    writer.client.post(path, form)
    number = FollowUp.objects.get().pk
    assert Member(world).client.post(path, form).status_code == 404
    assert writer.client.post(f"{path}?at={world.now - 60}", form).status_code == 403
    assert other.client.post(f"{path}{number}/done/", {"take": "back"}).status_code == 403
    assert other.client.post(f"{path}{number + 1}/done/").status_code == 404
    assert writer.client.post(f"{path}{number}/done/", {"take": "back"}).status_code == 302
    assert not FollowUp.objects.exists()


def test_a_page_of_a_decision_can_show_it(world: Together) -> None:
    body, step, path = decided(world)
    member = Member(world, ("harbour", "m2"))
    member.client.post(path, {"what": "Paint", "by": "me", "until": on(world, 3)})
    request = RequestFactory().get("/")
    request.user = member.account
    there = visit(request, body)
    part = render_to_string(
        "post/parts/follow_up.html", {"visit": there, "question": there.question(step)}, request
    )
    assert "Paint" in part
    assert path in part
    assert "<form" not in part


def test_what_was_done_long_ago_is_thrown_away(world: Together) -> None:
    _body, _step, path = decided(world)
    member = Member(world, ("harbour", "m2"))
    member.client.post(path, {"what": "Paint", "by": "me", "until": on(world, 3)})
    FollowUp.objects.update(done_at=office.main().now() - 31 * DAY)
    delivered(world)
    assert not FollowUp.objects.exists()


def test_whoever_leaves_or_is_forgotten_is_named_no_more(world: Together) -> None:
    body, _step, path = decided(world)
    first, second = Member(world, ("harbour", "m11")), Member(world, ("harbour", "m12"))
    for member in (first, second):
        member.client.post(path, {"what": "Paint", "by": "me", "until": on(world, 3)})
    answers: Any = gathered.send(post, account=first.account)
    (told,) = [answer for _who, answer in answers if "follow_ups" in answer]
    assert [each["what"] for each in told["follow_ups"]] == ["Paint"]
    for member in (first, second):
        Letter.objects.create(account=member.account, kind="vote", body=body, about="1", path="/", made_at=1)
    forgotten.send(post, body=body, member="m11")
    assert list(Letter.objects.values_list("account", flat=True)) == [second.account.pk]
    payload = office.main().payload(body, "m12", "key", Left())
    recorded.send(post, body=body, step=1, payload=payload, request=RequestFactory().get("/"))
    assert set(FollowUp.objects.values_list("member", "made_by")) == {("", "")}
    assert "Nobody at the moment" in Member(world, ("harbour", "m10")).sees(path)
