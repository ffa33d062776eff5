"""The twelve steps of the tour, each as somebody takes it who has ten minutes.

What the steps show is counted by the software; the numbers stand here because the tour names them in its sentences.
"""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, expect
from tests.browser.visitor import Visitor


def row_of(visitor: Visitor, head: str) -> Locator:
    """The first row of a table that begins with these words."""
    begins = visitor.page.get_by_role("rowheader", name=re.compile(f"^{head}"))
    return visitor.page.locator("main tr").filter(has=begins).first


def test_the_tour_begins_with_what_it_is(phone: Visitor) -> None:
    phone.goes("/tour/")
    assert phone.page.locator(".tour-list > li").count() == 12
    phone.shows("tour")
    phone.goes("/tour/people/")
    assert phone.page.locator("main .cards > li").count() >= 12


def test_the_clock_goes_forward_and_everything_begins_again(phone: Visitor) -> None:
    phone.takes(3)
    phone.presses("Sign the petition")
    phone.sees("5 of 5 signatures")
    strip = phone.page.locator("aside.tour")
    strip.locator("summary").click()
    expect(strip).to_contain_text("Thursday, 2 April 2026")
    phone.looks()
    strip.get_by_label("Days forward").fill("7")
    strip.get_by_role("button", name="Forward").click()
    strip.locator("summary").click()
    expect(strip).to_contain_text("Thursday, 9 April 2026")
    began = time.monotonic()
    strip.get_by_role("button", name="Begin again from the start").click()
    phone.sees("Everything is as it was on Thursday morning.")
    assert time.monotonic() - began < 3
    phone.looks()
    strip.locator("summary").click()
    expect(strip).to_contain_text("Thursday, 2 April 2026")
    phone.takes(3)
    phone.sees("4 of 5 signatures")


def test_1_three_things_wait_for_a_cleaner(phone: Visitor) -> None:
    phone.takes(1)
    cards = phone.page.locator("main .card").filter(has_text="Harbour Cleaning")
    expect(cards).to_have_count(4)  # three that wait, and the co-operative itself
    phone.sees("Your delegate voted against your instruction", "4 of 5 signatures", "No week above 36 hours")
    phone.shows("home-phone")
    phone.page.get_by_role("link", name=re.compile("Your delegate voted against")).click()
    phone.sees("A shared freezer fund")
    phone.looks()


def test_2_the_stray_vote_counted_in_three_ways(phone: Visitor) -> None:
    phone.takes(2)
    for rule, pair in (("as instructed", "5–5"), ("void", "5–4"), ("as cast", "6–4")):
        phone.page.get_by_role("link", name=re.compile(f"^{rule}")).click()
        row = row_of(phone, rule)
        expect(row).to_contain_text(pair)
        assert ("our rules" in row.inner_text()) is (rule == "as instructed")
        phone.looks()
    own = phone.page.locator("main tr").filter(has_text="yours")
    expect(own.first).to_contain_text("not the instruction")
    phone.shows("stray-vote-phone", phone.page.get_by_role("heading", name="Branch by branch", exact=True))


def test_3_five_signatures_make_a_meeting_that_nobody_can_refuse(phone: Visitor) -> None:
    phone.takes(3)
    phone.sees("4 of 5 signatures")
    phone.shows("petition", phone.page.locator("main progress, main meter").locator("xpath=../.."))
    phone.presses("Sign the petition")
    phone.sees("5 of 5 signatures")
    phone.sees("exists by right")
    phone.looks()
    phone.takes(3, 2)
    said = [button.inner_text().lower() for button in phone.page.get_by_role("button").all()]
    assert not [
        words
        for words in said
        if any(no in words for no in ("refuse", "cancel", "postpone", "reject", "delete"))
    ], said
    phone.becomes("rosa")
    phone.sees("Exists by petition")


def tells(visitor: Visitor, **numbers: int) -> None:
    """Types a teller's numbers."""
    for label, number in numbers.items():
        visitor.page.locator("#papers").get_by_label(label, exact=True).fill(str(number))


COUNTED = "This is what I counted"


def test_4_a_mistyped_count_is_caught_and_the_seat_is_taken_back(desk: Visitor) -> None:
    desk.takes(4, 3)
    desk.sees("recall running")
    desk.takes(4, 1)
    tells(desk, **{"for": 22, "against": 8, "abstaining": 1})
    desk.signs(COUNTED)
    desk.sees("You have counted")
    desk.takes(4, 2)
    tells(desk, **{"for": 12, "against": 8, "abstaining": 1})
    desk.presses(COUNTED)
    desk.sees("Your count differs from the other teller's on: for.")
    desk.shows("count-differs", desk.page.locator("#papers").get_by_label("against", exact=True))
    tells(desk, **{"for": 22})
    desk.signs(COUNTED)
    desk.sees("counted: two agree", "adopted: 22 for, 8 against, 1 abstaining")
    desk.takes(4, 3)
    harbour = desk.page.locator("main tbody tr").filter(has_text="Harbour Cleaning")
    expect(harbour.locator("td").nth(2)).to_have_text("0")
    expect(harbour.locator("td").nth(3)).to_have_text("1")
    desk.shows("map")
    for turn in (1, 2):
        desk.takes(4, turn)
        desk.sees("Count: A delegate in place of the one we take back")
        tells(desk, **{"for": 29, "against": 0, "abstaining": 2})
        desk.signs(COUNTED)
        desk.sees("You have counted" if turn == 1 else "counted: two agree")
    desk.goes("/tour/")
    expect(desk.page.locator(".tour-steps li.done")).to_have_count(1)


def test_5_counted_four_ways_and_on_other_rolls(desk: Visitor) -> None:
    desk.takes(5)
    for way, pair in (
        ("votes by size, in brackets", "5–5"),
        ("one vote for every started 100 members", "4–5"),
        ("one vote for each branch", "2–5"),
        ("one vote for each member", "273–130"),
    ):
        row = row_of(desk, way)
        expect(row).to_contain_text(pair)
        assert ("our rules" in row.inner_text()) is (pair == "5–5")
    desk.shows("four-ways", desk.page.get_by_role("heading", name="counted in other ways"))
    desk.takes(5, 2)
    row = desk.page.locator("main tr").filter(has_text="Harbour Cleaning")
    row.locator("input").fill("51")
    desk.presses("Count again")
    expect(row.locator("td").last).to_contain_text("1 → 2")
    desk.looks()


def test_6_before_the_congress_one_is_silent(desk: Visitor) -> None:
    desk.takes(6)
    table = desk.page.locator("main table").first
    expect(table.locator("tr").filter(has_text="Work clothes")).to_contain_text("adopted already")
    ordering = table.locator("tr").filter(has_text="One ordering system")
    expect(ordering).to_contain_text("open")
    expect(ordering.locator("td").last).to_contain_text("not yet")
    desk.shows("congress", desk.page.get_by_role("heading", name="Branches and proposals"))
    desk.page.locator("summary", has_text="Which ones?").click()
    desk.sees("Tide Couriers: 2 proposals without an instruction")
    assert desk.prints("print the form") > 3000
    desk.presses("Remind them")
    desk.sees("1 reminder is on its way.")
    desk.looks()


def test_7_back_in_time_to_a_seat_that_was_refused(phone: Visitor) -> None:
    phone.takes(7)
    phone.sees("The record as it stood on", "Millrace Bakery: not seated")
    phone.sees("A delegate is seated whose assembly has met")
    phone.shows("refused-a-seat", phone.page.get_by_text("Millrace Bakery (yours)"))
    phone.takes(7, 2)
    phone.sees("We bake at night")
    phone.takes(5)
    phone.sees("had the floor not seated")
    row = phone.page.locator("main tr").filter(has_text="had the floor not seated")
    expect(row.first).to_contain_text("5–4")


def test_8_advice_must_be_answered_and_has_no_vote(phone: Visitor) -> None:
    phone.takes(8)
    phone.sees("a voice that must be answered, not a vote", "order by telephone when it is down")
    phone.takes(8, 2)
    phone.page.locator("main").get_by_label("For", exact=True).first.check()
    phone.presses("Vote")
    phone.sees("7 have voted")


def test_9_a_manager_for_ember_cannot_be_said(desk: Visitor) -> None:
    desk.takes(9)
    ways = desk.page.locator("input[name=way]").count()
    for rank in range(ways):
        desk.page.locator("input[name=way]").nth(rank).check()
        desk.presses("Appoint")
        desk.sees("It cannot be said")
        desk.looks()
        if rank == 0:
            desk.shows("no-manager")
    desk.sees("manager_appointed")


def test_10_by_what_right_fifteen(phone: Visitor) -> None:
    phone.takes(10)
    phone.sees("Confirmed by 5 of 7 bodies")
    phone.sees("It binds Tide Couriers because it joined")
    phone.shows("by-what-right")
    phone.takes(10, 2)
    phone.sees("We take our record along.", "River City Federation")


def test_11_a_crooked_operator_is_found_out(desk: Visitor) -> None:
    desk.takes(11)
    before = desk.page.locator("main table").inner_text()
    desk.sees("This record is whole")
    desk.presses("Turn the count round in the database")
    desk.sees("This record was altered")
    assert desk.page.locator("main table").inner_text() != before
    desk.page.get_by_role("link", name="Run it now").click()
    desk.sees("NOT WHOLE")
    desk.looks()
    desk.shows("altered-record")
    desk.presses("Put it right again")
    desk.sees("This record is whole")
    assert desk.page.locator("main table").inner_text() == before


def test_12_mondays_meeting_from_the_call_to_the_minutes(desk: Visitor) -> None:
    desk.takes(12)
    desk.page.get_by_label("Day and hour").fill("2026-04-06T18:00")
    desk.page.get_by_label(re.compile("Two of us on every night visit")).check()
    desk.presses("Look at it first")
    desk.sees("its notice will have run")
    desk.looks()
    desk.signs("Call this meeting")
    desk.page.wait_for_url(re.compile(r"/meetings/\d+/"))
    desk.looks()
    desk.shows("mondays-meeting")
    desk.page.locator("summary", has_text="To print and to send").click()
    assert desk.prints("Poster") > 3000
    assert desk.prints("Attendance sheet") > 3000
    desk.takes(12, 2)
    desk.sees("3 have voted by device.")
    desk.signs("The count begins")
    desk.sees("A second person confirms it.")
    desk.takes(12, 3)
    desk.signs("I confirm: voting by device ends")
    roll = desk.page.locator("#roll")
    by_phone, not_yet = (
        roll.locator("li").filter(has_text=name) for name in ("Samira Haddad", "Lucía Ferrer")
    )
    expect(by_phone).to_contain_text("voted by device")
    expect(by_phone.get_by_role("button")).to_have_count(0)
    expect(not_yet.get_by_role("button")).to_have_count(1)
    for turn in (2, 3):
        desk.takes(12, turn)
        desk.sees("34")
        tells(desk, **{"for": 30, "against": 4, "abstaining": 0})
        desk.signs(COUNTED)
        desk.sees("You have counted" if turn == 2 else "counted: two agree")
    desk.sees("adopted: 33 for, 4 against")
    assert (
        desk.context.request.get(desk.page.url.replace("/tell/", "/ballots.pdf")).body().startswith(b"%PDF")
    )
    desk.takes(12, 4)
    desk.page.locator("main").get_by_role("link", name=re.compile("6 April 2026")).first.click()
    desk.page.get_by_role("link", name="Minutes", exact=True).click()
    desk.sees("Two of us on every night visit")
    desk.looks()
    desk.shows("minutes")
    desk.goes("/found/")
