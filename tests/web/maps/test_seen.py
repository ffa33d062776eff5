"""The map follows from the records: seats empty at once, instructions go up, decisions come down to be confirmed."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel import matters as m
from confederal.kernel.matters.standard import Subject, Unit
from confederal.stories.together import Together
from confederal.web.maps.seen import Seen, Sending, federation

BODIES = ("mill", "tide", "kestrel")


@pytest.fixture(scope="module")
def told() -> Together:
    """Three workplaces and their federation: Mill and Tide have sent a delegate, Kestrel has not."""
    world = Together()
    for name, heads in zip(BODIES, (9, 14, 22), strict=True):
        world.found_assembly(name, load("worker_coop", title=name.title()), heads)
    world.found_council(
        "fed", load("federation_one_body_one_vote", title="The coast", ratified=("standard",)), BODIES
    )
    world.elect_delegates("mill", "fed", "m4")
    world.elect_delegates("tide", "fed", "m4")
    return world


@pytest.fixture
def coast(told: Together) -> Together:
    """A branch of that world for one test."""
    return told.what_if()


def seen(world: Together, *readable: str, ours: str = "mill") -> dict[str, Seen]:
    states = {world.bodies[name]: world.state(name) for name in readable}
    names = {body: name for name, body in world.bodies.items()}
    found = federation(states, [world.bodies[ours]], world.now)
    return {names[each.body]: each for each in found}


def sends(world: Together, name: str, *readable: str) -> Sending:
    (sending,) = seen(world, *(readable or (name, "fed")))[name].sends
    return sending


def test_bodies_are_seen_with_their_members_and_what_is_read_of_them(coast: Together) -> None:
    found = seen(coast, "mill", "fed")
    assert {name: each.members for name, each in found.items()} == {
        "fed": 45,
        "mill": 9,
        "tide": 14,
        "kestrel": 22,
    }
    assert [name for name, each in found.items() if each.readable] == ["fed", "mill"]
    assert [name for name, each in found.items() if each.ours] == ["mill"]
    assert found["fed"].branches == 3
    assert found["tide"].above == (coast.bodies["fed"],)


def test_seats_are_told_alike_by_the_bodys_record_and_the_councils(coast: Together) -> None:
    for name, held, empty in (("mill", 1, 0), ("tide", 1, 0), ("kestrel", 0, 1)):
        for readable in ((name, "fed"), ("fed",), (name,)):
            sending = sends(coast, name, *readable)
            assert (sending.held, sending.accepting, sending.empty) == (held, 0, empty), (name, readable)


def test_somebody_elected_who_has_not_accepted_is_seen_as_such(coast: Together) -> None:
    election = m.Election("delegate", 1, 200, to=coast.bodies["fed"])
    coast.decide("kestrel", election, "Our delegate", candidates=("m5",))
    sending = sends(coast, "kestrel")
    assert (sending.held, sending.accepting, sending.empty) == (0, 1, 0)
    assert sends(coast, "kestrel", "fed").empty == 1


def test_a_recall_that_runs_is_seen_by_those_who_may_read_it(coast: Together) -> None:
    seat = next(seat for seat in coast.state("mill").held(coast.now) if seat.to)
    coast.done("mill", "m1", a.QuestionRaised("Recall", m.Recall(seat.id)))
    assert seen(coast, "mill", "fed")["mill"].recalls == 1
    assert seen(coast, "tide", "fed", ours="tide")["mill"].recalls == 0


def test_a_seat_empties_with_the_recall_and_fills_with_the_replacement(coast: Together) -> None:
    seat = next(seat for seat in coast.state("mill").held(coast.now) if seat.to)
    coast.decide("mill", m.Recall(seat.id), "We recall our delegate")
    for readable in (("mill", "fed"), ("fed",), ("mill",)):
        sending = sends(coast, "mill", *readable)
        assert (sending.held, sending.empty) == (0, 1), readable
    coast.elect_delegates("mill", "fed", "m6")
    for readable in (("mill", "fed"), ("fed",), ("mill",)):
        sending = sends(coast, "mill", *readable)
        assert (sending.held, sending.empty) == (1, 0), readable


def test_of_two_seats_one_can_be_empty(coast: Together) -> None:
    coast.elect_delegates("kestrel", "fed", "m5", "m6")
    first, second = (seat for seat in coast.state("kestrel").held(coast.now) if seat.to)
    coast.decide("kestrel", m.Recall(first.id), "We recall one of ours")
    assert (sends(coast, "kestrel").held, sends(coast, "kestrel").empty) == (1, 1)
    in_place = m.Election("delegate", 1, 200, to=coast.bodies["fed"], in_place_of=first.id)
    coast.decide("kestrel", in_place, "In their place", candidates=("m7",))
    sending = sends(coast, "kestrel")
    assert (sending.held, sending.accepting, sending.empty) == (1, 1, 0)
    assert second.holder == "m6"


def test_instructions_go_up_and_decisions_come_down(coast: Together) -> None:
    floor = m.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    coast.decide("mill", m.Proposal(coast.bodies["fed"], "A floor", floor, ()), "We propose a floor")
    assert (sends(coast, "tide").asked, sends(coast, "tide").instructed) == (1, 0)
    (step,) = coast.state("fed").open_questions
    for name in BODIES:
        coast.put(name, coast.asked(name, "fed", step))
    assert (sends(coast, "tide").asked, sends(coast, "tide").instructed) == (1, 1)
    coast.elect_delegates("kestrel", "fed", "m5")
    coast.later(days=30)
    places = {place.id: "for" for place in coast.state("fed").voting_places(coast.now)}
    coast.council_votes("fed", step, places)
    assert {name: sends(coast, name).to_confirm for name in BODIES} == dict.fromkeys(BODIES, 1)
    coast.put("mill", coast.asked("mill", "fed", step, ratify=True))
    assert {name: sends(coast, name).to_confirm for name in BODIES} == {"mill": 0, "tide": 1, "kestrel": 1}
    assert sends(coast, "mill").asked == 0


@pytest.mark.django_db
class TestThePage:
    """The map as a member of Mill sees it."""

    def page(self, world: Together, home: object, path: str = "/map/") -> str:
        settled(world)
        return Member(world, ("mill", "m5")).sees(path)

    def test_it_says_everything_in_words_and_in_a_table(self, coast: Together, home: object) -> None:
        page = self.page(coast, home)
        assert "1 seat is empty." in page
        assert "Kestrel; 22 members; 1 seat empty" in page
        assert f'href="/b/{coast.bodies["mill"]}/"' in page
        assert f'href="/b/{coast.bodies["tide"]}/"' not in page
        assert page.count('<svg class="picture') == 2
        assert f'sse-connect="/live/{coast.bodies["fed"]}/"' in page

    def test_it_shows_the_past(self, coast: Together, home: object) -> None:
        before = coast.now
        seat = next(seat for seat in coast.state("mill").held(coast.now) if seat.to)
        coast.decide("mill", m.Recall(seat.id), "We recall our delegate")
        assert "2 seats are empty." in self.page(coast, home)
        page = Member(coast, ("mill", "m6")).sees(f"/map/?at={before}")
        assert "1 seat is empty." in page
        assert "sse-connect" not in page

    def test_whoever_belongs_to_nothing_is_told_what_to_do(self, coast: Together, home: object) -> None:
        settled(coast)
        page = Member(coast).sees("/map/")
        assert "Begin an assembly" in page
        assert "Mill" not in page

    def test_a_stranger_signs_in_first(self, home: object, client: Client) -> None:
        answer = client.get("/map/")
        assert answer.status_code == 302
