"""What the federation asks us: instructions, decisions to confirm, what binds us."""

import pytest
from tests.web.congress.people import member, served, words
from tests.web.congress.river import CITY, FLOOR, FUND, before_the_congress, confirmed, floored

from confederal.kernel.delegate import Position
from confederal.kernel.matters import Mandating
from confederal.records.home import Home
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
    page = words(member(told, "tide").sees(f"/b/{tide}/binding/"))
    assert "pay for an hour: 15.00" in page
    assert "We did not confirm it: we said nothing. It binds us because we joined River City." in page
    assert "Confirmed by Harbour, Kestrel, Lantern, Millrace, Northgate" in page
    assert "Not confirmed by Ember" in page
    assert "Said nothing Tide" in page
    assert "bound for 30 days more" in page
    northgate = told.body("northgate")
    assert "We confirmed it." in words(member(told, "northgate").sees(f"/b/{northgate}/binding/"))
