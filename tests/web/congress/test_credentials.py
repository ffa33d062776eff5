"""Credentials: who is seated, why not in four lines, and the appeal to the floor."""

import pytest
from tests.web.congress.people import delegate, member, served, words
from tests.web.congress.river import CITY, appealed, opened

from confederal.records.home import Home
from confederal.web import office

pytestmark = pytest.mark.django_db


def test_millrace_is_not_seated_and_the_page_says_why_not_in_four_lines(home: Home) -> None:
    told = served(opened())
    city = told.body(CITY)
    page = member(told, "harbour").sees(f"/b/{city}/credentials/{told.sitting}/")
    text = words(page)
    assert "Seats taken 6 of 7" in text
    assert "Votes they carry 9 of 10" in text
    assert page.count('<div class="why-not">') == 1
    assert "Credentials first “" in text
    assert "A delegate is seated whose assembly has met, with notice and quorum" in text
    assert "the assembly of Millrace last met" in text
    assert "appeal to the floor: those already seated hear it" in text


def test_the_delegate_is_refused_appeals_and_as_it_stood_then_can_be_seen(home: Home) -> None:
    told = served(opened())
    city = told.body(CITY)
    here = f"/b/{city}/credentials/{told.sitting}/"
    baker = delegate(told, "millrace")
    assert "Take my seat" in baker.sees(here)
    assert "last met" in baker.is_refused(f"{here}take/")
    answer = baker.does(f"{here}appeal/{told.body('millrace')}/")
    assert "Seat Millrace" in words(baker.sees(answer["then"]))
    put = words(baker.sees(f"/b/{city}/q/{answer['step']}/"))
    assert "At which meeting" in put
    assert f"#{told.sitting}" not in put, "a meeting is called by its day, not by its number in the record"
    assert "Appeal to the floor:" in baker.sees(here)
    state = office.main().state(city)
    assert state is not None
    assert state.questions[answer["step"]].matter.word() == "seating"
    bystander = member(told, "millrace")
    assert "Take my seat" not in bystander.sees(here)
    assert "Put it to the floor" not in bystander.sees(here)


def test_seated_by_the_floor_the_past_still_shows_it_refused(home: Home) -> None:
    before, told = opened(), served(appealed())
    here = f"/b/{told.body(CITY)}/credentials/{told.sitting}/"
    someone = member(told, "ember")
    text = words(someone.sees(here))
    assert "Seats taken 7 of 7" in text
    assert "seated by the floor, on appeal" in text
    then = words(someone.sees(f"{here}?at={before.world.now}"))
    assert "The record as it stood on" in then
    assert "Seats taken 6 of 7" in then
    assert "the assembly of Millrace last met" in then
    assert "Millrace" in someone.sees(f"{here}?show=absent&at={before.world.now}")
    assert "Northgate" not in someone.sees(f"{here}?show=absent&at={before.world.now}")
