"""What the federation asks us: instructions, decisions to confirm, what binds us."""

import re
from html import unescape

import pytest
from tests.web.congress.people import member, served, words
from tests.web.congress.river import (
    CITY,
    FLOOR,
    FUND,
    HEADS,
    River,
    before_the_congress,
    confirmed,
    floored,
    founded,
    instruct,
)

from confederal.kernel import act as a
from confederal.kernel.ballot import FOR
from confederal.kernel.delegate import Position, Range
from confederal.kernel.identity import DAY
from confederal.kernel.matters import AmendmentVote, Mandating, Resolution, Standard
from confederal.kernel.matters.standard import Subject, Unit
from confederal.records.home import Home
from confederal.stories.world import text
from confederal.web import office

pytestmark = pytest.mark.django_db


def test_tide_sees_what_waits_and_puts_an_instruction_of_its_own(home: Home) -> None:
    told = served(before_the_congress())
    tide, city = told.body("tide"), told.body(CITY)
    courier = member(told, "tide")
    listed = words(courier.sees(f"/b/{tide}/asked/"))
    assert "1 waits for us" in listed
    assert f"{FUND} River City no instruction yet" in listed
    here = f"/b/{tide}/instruct/{city}/{told.fund}/"
    assert "We have given no instruction yet." in courier.sees(here)
    answer = courier.does(here, title="We want it sent back", position="refer_back", uncovered="refer_back")
    state = office.main().state(tide)
    assert state is not None
    question = state.questions[answer["step"]]
    assert isinstance(question.matter, Mandating)
    assert question.matter.position is Position.REFER_BACK
    assert question.matter.question == told.fund
    assert "We want it sent back" in courier.sees(here)
    assert "Our delegate votes" in courier.is_refused(here, title="x", position="shout", uncovered="abstain")


def test_harbour_has_instructed_and_the_page_says_how_it_voted(home: Home) -> None:
    told = served(before_the_congress())
    harbour, city = told.body("harbour"), told.body(CITY)
    cleaner = member(told, "harbour")
    page = words(cleaner.sees(f"/b/{harbour}/instruct/{city}/{told.fund}/"))
    assert "Our instruction: against . It covers the text as it is now." in page
    assert "0 wait for us" in words(cleaner.sees(f"/b/{harbour}/asked/"))
    assert FUND not in cleaner.sees(f"/b/{harbour}/asked/?show=waiting")


def test_a_decision_that_came_down_waits_with_its_deadline(home: Home) -> None:
    told = served(floored())
    tide, city = told.body("tide"), told.body(CITY)
    courier = member(told, "tide")
    assert FLOOR in courier.sees(f"/b/{tide}/asked/")
    page = words(courier.sees(f"/b/{tide}/ratify/{city}/{told.fund}/"))
    assert "We can say so until" in page
    assert "Saying nothing does not confirm." in page
    assert "It stands on our agenda by itself." in page
    assert "15.00" in page


def test_it_binds_tide_which_said_nothing_because_tide_joined(home: Home) -> None:
    told = served(confirmed())
    tide = told.body("tide")
    courier = member(told, "tide")
    seen = courier.sees(f"/b/{tide}/binding/")
    page = words(seen)
    assert "pay for an hour: 15.00" in page
    assert "We did not confirm it: we said nothing. It binds us because we joined River City." in page
    assert "Confirmed by Harbour, Kestrel, Lantern, Millrace, Northgate" in page
    assert "Not confirmed by Ember" in page
    assert "Said nothing Tide" in page
    assert "bound for 30 days more" in page
    leave = re.search(r'href="([^"]*kind=leaving[^"]*)"', seen)
    assert leave is not None
    assert told.body(CITY) in courier.sees(unescape(leave[1])), "the form to propose that we leave"
    northgate = told.body("northgate")
    assert "We confirmed it." in words(member(told, "northgate").sees(f"/b/{northgate}/binding/"))


def test_a_changed_text_says_whether_our_instruction_still_covers_it(home: Home) -> None:
    world = founded().what_if()
    world.decide_together([world.proposal("northgate", CITY, FUND, Resolution(), (text("Five thousand."),))])
    fund = world.question_called(CITY, FUND)
    opener = world.place_of("northgate", CITY)
    sitting = world.done(CITY, opener, a.SittingCalled(world.now + 20 * DAY, (fund,), False))
    instruct(world, fund, list(HEADS))
    world.at(world.state(CITY).sittings[sitting].on)
    world.opened(CITY, sitting, 7)
    places = {name: world.place_of(name, CITY) for name in HEADS}
    for place in places.values():
        world.done(CITY, place, a.PlaceTaken(sitting))
    amends = AmendmentVote(fund, 0, text("Seven thousand."))
    amendment = world.done(CITY, opener, a.QuestionRaised("Seven, not five", amends))
    told = River(world, fund=fund, sitting=sitting)
    here = f"/b/{world.bodies['harbour']}/instruct/{world.bodies[CITY]}/{fund}/"
    cleaner = member(served(told), "harbour")
    assert "It covers the text as it is now." in cleaner.sees(here)
    world.council_votes(CITY, amendment, dict.fromkeys(places.values(), FOR))
    served(told)
    page = words(cleaner.sees(here))
    assert "We instructed against , on an earlier text." in page
    assert "Unless we decide again, our delegate will: abstain." in page
    table = cleaner.sees(f"/b/{world.bodies[CITY]}/q/{fund}/bodies/")
    assert table.count("on an earlier text") == len(HEADS)
    assert "on an earlier text; now: abstain" in words(cleaner.sees(f"/b/{world.bodies[CITY]}/congress/"))
    listed = words(cleaner.sees(f"/b/{world.bodies['harbour']}/asked/?show=waiting"))
    assert "the text was changed: our instruction does not cover it" in listed


def test_an_instruction_may_give_limits_to_the_numbers_of_a_text(home: Home) -> None:
    world = founded().what_if()
    floor = Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)
    world.decide_together([world.proposal("northgate", CITY, FLOOR, floor, ())])
    told = served(River(world, fund=world.question_called(CITY, FLOOR)))
    tide, city = told.body("tide"), told.body(CITY)
    here = f"/b/{tide}/instruct/{city}/{told.fund}/"
    courier = member(told, "tide")
    assert "The text says 15.00." in words(courier.sees(here))
    asked = {"title": "For it, near fifteen", "position": "for", "uncovered": "refer_back"}
    answer = courier.does(here, **asked, amount_least="14.50", amount_most="16")
    state = office.main().state(tide)
    assert state is not None
    matter = state.questions[answer["step"]].matter
    assert isinstance(matter, Mandating)
    assert matter.ranges == (Range("amount", 1450, 1600),)
    assert "Name both ends, or neither." in courier.is_refused(here, **asked, amount_least="14")
    assert "This is smaller than the least." in courier.is_refused(
        here, **asked, amount_least="16", amount_most="14"
    )
