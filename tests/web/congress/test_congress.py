"""The table of a congress: what is decided already, what is open, who has not met."""

import pytest
from tests.web.congress.people import delegate, member, served, words
from tests.web.congress.river import CITY, FUND, before_the_congress, confirmed, floored
from tests.web.people import Member
from tests.web.post.evening import post, reads_mail

from confederal.records.home import Home
from confederal.web.congress import roll
from confederal.web.post.models import Letter

pytestmark = pytest.mark.django_db
__all__ = ["post"]


def test_tide_has_not_met_and_nothing_is_decided_already(home: Home) -> None:
    told = served(before_the_congress())
    page = member(told, "harbour").sees(f"/b/{told.body(CITY)}/congress/")
    text = words(page)
    assert "1 of 7 branches has not met" in text
    assert "Tide: 1 proposal without an instruction, last met on" in text
    assert FUND in text
    assert "Decided already, however the rest vote 0" in text
    assert page.count("not yet") == 1, "Tide has not instructed"
    assert "Harbour (yours)" in text


def test_filters_leave_only_what_was_asked_for(home: Home) -> None:
    told = served(before_the_congress())
    here = f"/b/{told.body(CITY)}/congress/"
    someone = member(told, "harbour")
    link = f"/q/{told.fund}/bodies/"
    assert link in someone.sees(f"{here}?show=open&q=freezer")
    assert link not in someone.sees(f"{here}?show=sure")
    assert link not in someone.sees(f"{here}?q=bicycles")
    assert link in someone.sees(f"{here}?show=silent&branch=tide")
    assert link not in someone.sees(f"{here}?show=silent&branch=ember")
    page = someone.sees(f"{here}?branch=a")
    assert (">Harbour" in page, ">Kestrel" in page) == (True, False)
    assert "No branch is called so." in someone.sees(f"{here}?branch=nobody")


def test_what_went_down_counts_its_answers_and_a_stranger_sees_no_congress(home: Home) -> None:
    told = served(floored())
    here = f"/b/{told.body(CITY)}/congress/"
    assert "0 of 7" in words(member(told, "tide").sees(here))
    Member(told.world).sees(here, 404)


def test_in_force_it_waits_no_longer(home: Home) -> None:
    told = served(confirmed())
    assert "Gone down to be confirmed" not in member(told, "tide").sees(f"/b/{told.body(CITY)}/congress/")


def test_a_line_is_computed_again_only_where_its_proposal_changed(home: Home) -> None:
    before = before_the_congress()
    state = before.world.state(CITY)
    record = home.folder, state.body, None
    first = roll.rolled_up(record, state, before.world.now)
    again = roll.rolled_up(record, state, before.world.now)
    assert [line.question for line in first] == sorted(state.open_questions)
    assert all(one is other for one, other in zip(first, again, strict=True))
    mandates = state.mandates.get(before.fund)
    assert mandates is not None
    without = state.with_mandate(next(iter(mandates)), before.fund, None)
    changed = roll.rolled_up(record, without, before.world.now)
    assert changed[0].unsaid > first[0].unsaid


@pytest.mark.usefixtures("post")
def test_a_delegate_reminds_the_branches_that_have_not_instructed(home: Home) -> None:
    told = served(before_the_congress())
    here = f"/b/{told.body(CITY)}/congress/"
    courier = member(told, "tide", "m2")
    grocer = delegate(told, "northgate")
    reads_mail(courier, "keeper@tide.example")
    assert "Remind them" in grocer.sees(here)
    assert "Remind them" not in courier.sees(here), "only delegates remind"
    assert courier.client.post(f"{here}remind/").status_code == 404
    answer = grocer.client.post(f"{here}remind/")
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert "reminder" in grocer.sees(here)
    letters = Letter.objects.filter(body=told.body("tide"))
    assert letters.exists()
    assert not Letter.objects.exclude(body=told.body("tide")).exists()
    count = letters.count()
    grocer.client.post(f"{here}remind/")
    assert letters.count() == count, "twice in a row is once"
    assert "No reminder was sent" in grocer.sees(here)


def test_what_is_typed_into_the_address_is_no_trap(home: Home) -> None:
    told = served(before_the_congress())
    city, someone = told.body(CITY), member(told, "harbour")
    odd = f"?page=x&branches=-1&q={'y' * 500}&show=nothing&branch=%3Cscript%3E"
    assert "<script>alert" not in someone.sees(f"/b/{city}/congress/{odd}")
    someone.sees(f"/b/{city}/congress/rolls/?q=²&m-{told.body('tide')[:12]}=²")
    someone.sees(f"/b/{city}/congress/rolls/?q=999999", 404)
    someone.sees(f"/b/{city}/q/999999/bodies/", 404)
    someone.sees(f"/b/{city}/q/{told.fund}/bodies/?stray=nonsense&page=0")
    someone.sees(f"/b/{city}/credentials/999999/", 404)
    someone.sees(f"/b/{told.body('harbour')}/instruct/{city}/999999/", 404)
    someone.sees(f"/b/{told.body('harbour')}/ratify/{city}/{told.fund}/", 404)
    someone.sees(f"/b/{told.body('harbour')}/instruct/{'0' * 64}/{told.fund}/", 404)
