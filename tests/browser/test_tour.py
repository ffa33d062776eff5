"""The twelve steps of the tour, each as somebody takes it who has ten minutes."""

from __future__ import annotations

from tests.browser.visitor import Visitor


def test_the_tour_begins_with_what_it_is(phone: Visitor) -> None:
    phone.goes("/tour/")
    assert phone.page.locator(".tour-list > li").count() == 12
    phone.goes("/tour/people/")
    assert phone.page.locator("main .cards > li").count() >= 12


def test_9_a_manager_for_ember_cannot_be_said(desk: Visitor) -> None:
    desk.takes(9)
    ways = desk.page.locator("input[name=way]")
    for rank in range(ways.count()):
        desk.page.locator("input[name=way]").nth(rank).check()
        desk.presses("Appoint")
        desk.sees("It cannot be said")
        desk.looks()
        if rank == 0:
            desk.shows("no-manager")
    assert "no act" in desk.text.lower() or "manager_appointed" in desk.text


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
