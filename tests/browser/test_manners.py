"""For everybody: with the keyboard alone, with text twice as large; and the looking itself can fail."""

from __future__ import annotations

import re

import pytest
from tests.browser.visitor import Visitor


def test_the_petition_is_signed_with_the_keyboard_alone(desk: Visitor) -> None:
    desk.page.goto(f"{desk.address}/tour/people/")
    desk.page.keyboard.press("Tab")
    assert "Skip" in desk.page.evaluate("document.activeElement.innerText")
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("document.activeElement.id") == "main"
    desk.tabs_to("Be Rosa Delgado", "main")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(lambda url: "/tour/" not in url)
    desk.tabs_to("We take our delegate back", "main")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(re.compile(r"/q/\d+/"))
    desk.tabs_to("Sign the petition", "main")
    desk.page.keyboard.press("Enter")
    desk.sees("5 of 5 signatures")


def test_a_count_is_typed_and_signed_with_the_keyboard_alone(desk: Visitor) -> None:
    desk.takes(4)
    for label, number in (("for", "22"), ("against", "8"), ("abstaining", "1")):
        desk.tabs_to(label, "#papers")
        desk.page.keyboard.type(number)
    desk.tabs_to("This is what I counted", "#papers")
    desk.page.keyboard.press("Enter")
    desk.page.locator("dialog[open]").wait_for()
    desk.tabs_to("Sign", "dialog")
    desk.page.keyboard.press("Enter")
    desk.sees("You have counted")


@pytest.mark.parametrize("step", [1, 2, 3, 5, 6, 7, 8, 10, 12])
def test_text_twice_as_large_fits_a_phone(phone: Visitor, step: int) -> None:
    phone.takes(step)
    phone.enlarges_text()
    phone.stays_within()


FAULTS = {
    "image-alt": "<img src='/static/confederal/icon.svg'>",
    "wider": "<div style='width: 900px; height: 1px'></div>",
    "another host": "<img alt='' src='http://elsewhere.invalid/pixel.png'>",
    "script": "<script>undefined.there()</script>",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_a_fault_is_not_let_through(phone: Visitor, fault: str) -> None:
    whole = (
        "<!doctype html><html lang='en'><meta name='viewport' content='width=device-width'>"
        "<title>A page</title><main><h1>A page</h1><p>Words.</p>{}</main></html>"
    )
    phone.page.route(
        "**/a-page", lambda route: route.fulfill(body=whole.format(""), content_type="text/html")
    )
    phone.goes("/a-page")
    broken = whole.format(FAULTS[fault])
    phone.page.route("**/broken", lambda route: route.fulfill(body=broken, content_type="text/html"))
    with pytest.raises(AssertionError, match=fault):
        phone.goes("/broken")
    phone.wrong.clear()
