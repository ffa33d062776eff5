"""A federation founded in the browser: bodies are named, each decides to join, then it exists."""

from __future__ import annotations

import os
from typing import Any

import pytest
from tests.web.conftest import settled
from tests.web.found.test_founding import numbers
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.act import Supported
from confederal.kernel.envelope import SeedKey
from confederal.kernel.matters import Joining
from confederal.stories.together import Together
from confederal.web import office

pytestmark = pytest.mark.django_db

TEMPLATE = "federation_cnt_brackets"


def two_towns(world: Together) -> tuple[Member, Member]:
    """A member of the harbour and one of the mill; nobody is a member of both."""
    for name in ("harbour", "mill"):
        world.found_assembly(name, load("union_branch", title=f"The {name}"), 12)
    settled(world)
    return Member(world, ("harbour", "m1")), Member(world, ("mill", "m1"))


def form(**chosen: Any) -> dict[str, Any]:
    return numbers(TEMPLATE, **{"title": "River City", **chosen})


def begun(member: Member, world: Together, **chosen: Any) -> str:
    """The harbour's member names both bodies; the page of the federation that is forming."""
    sent = form(ours=[world.bodies["harbour"]], others=world.bodies["mill"], **chosen)
    answer = member.client.post(f"/found/federation/{TEMPLATE}/", sent)
    assert answer.status_code == 302, answer.content.decode()
    path: str = answer["Location"]
    return path


def test_each_body_is_asked_and_it_exists_when_all_have_decided(world: Together) -> None:
    ana, mona = two_towns(world)
    page = begun(ana, world, decides="at_least 2/3 of cast")
    council = page.strip("/").rpartition("/")[2]
    state = office.main().state(council)
    assert state is not None
    assert state.charter.title == "River City"
    assert state.founded_at is None
    assert "0 of 2 bodies" in ana.sees(page)
    for member, name in ((ana, "harbour"), (mona, "mill")):
        body = world.bodies[name]
        assert "The mill" in member.sees(page)
        join = f"/b/{body}/join/{council}/"
        assert "Our assembly decides" in member.sees(join)
        told = member.does(join)
        ours = office.main().state(body)
        assert ours is not None
        matter = ours.questions[told["step"]].matter
        assert isinstance(matter, Joining)
        assert matter.council == council
        assert "is deciding" in member.sees(page)
        assert "This was proposed already" in member.sees(join)

    # the assemblies meet and adopt it, in the home that is served
    from confederal.web.found.practice import Practised

    class Assembly(Practised):
        """The mill's and the harbour's own people, who have their own keys."""

        def __init__(self) -> None:
            super().__init__(office.main(), council, "council")
            for body_name, body in world.bodies.items():
                self.bodies[body_name] = body
                self._hosts[body] = world.host(body_name)

    acting = Assembly()
    for name in ("harbour", "mill"):
        (step,) = [
            step
            for step, question in acting.state(name).questions.items()
            if isinstance(question.matter, Joining)
        ]
        for who in acting.signing(name)[1:]:
            acting.say(name, who, Supported(step))
        acting.put(name, step)
    acting.clerk.work()
    state = office.main().state(council)
    assert state is not None
    assert state.founded_at is not None
    assert "every body decided to join" in ana.sees(page)


def test_nobody_federates_alone_and_strangers_see_nothing(world: Together) -> None:
    ana, _mona = two_towns(world)
    alone = ana.client.post(f"/found/federation/{TEMPLATE}/", form(ours=[world.bodies["harbour"]]))
    assert alone.status_code == 422
    assert "nobody federates alone" in alone.content.decode()
    for others in ("nonsense", f"{'0' * 64}", f"{'0' * 64} Somewhere notakey"):
        wrong = ana.client.post(
            f"/found/federation/{TEMPLATE}/", form(ours=[world.bodies["harbour"]], others=others)
        )
        assert wrong.status_code == 422, others
    assert len(office.main().bodies()) == 2
    page = begun(ana, world)
    council = page.strip("/").rpartition("/")[2]
    Member(world).sees(page, 404)
    ana.sees(f"/b/{world.bodies['mill']}/join/{council}/", 404)
    ana.sees(f"/b/{world.bodies['harbour']}/join/{'0' * 64}/", 404)
    ana.sees("/found/federation/worker_coop/", 404)


def test_a_body_kept_elsewhere_is_named_by_its_identity_name_and_key(world: Together) -> None:
    ana, _mona = two_towns(world)
    far = f"{'ab' * 32} The far mill {SeedKey(os.urandom(32)).keyid}"
    sent = form(ours=[world.bodies["harbour"]], others=far)
    page = ana.client.post(f"/found/federation/{TEMPLATE}/", sent)["Location"]
    assert "The far mill" in ana.sees(page)


def test_sides_are_named_and_each_body_sits_on_one(world: Together) -> None:
    ana, _mona = two_towns(world)
    sent = numbers(
        "joint_committee_parity",
        title="Joint",
        sides="Reds\nBlacks",
        ours=[world.bodies["harbour"]],
        others=world.bodies["mill"],
    )
    answer = ana.client.post("/found/federation/joint_committee_parity/", sent)
    assert answer.status_code == 302, answer.content.decode()
    state = office.main().state(answer["Location"].strip("/").rpartition("/")[2])
    assert state is not None
    assert sorted(link.side or "" for link in state.bodies.values()) == ["blacks", "reds"]
