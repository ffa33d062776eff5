"""Pages that follow the record by themselves, and give their line up while nobody looks at them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from tests.browser.visitor import DESK, Visitor

HIDES = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def rosa_signs(visitor: Visitor) -> None:
    """The fifth signature, from another device."""
    visitor.becomes("rosa")
    visitor.page.get_by_role("link", name="We take our delegate back").first.click()
    visitor.presses("Sign the petition")
    visitor.sees("5 of 5 signatures")


def at_harbour(visitor: Visitor) -> None:
    """The secretary of Harbour on the page of their assembly."""
    visitor.becomes("yusuf")
    with visitor.page.expect_request("**/live/**"):
        visitor.page.get_by_role("link", name="Harbour Cleaning").last.click()
    expect(visitor.page.locator("#body-now")).to_contain_text("4 of 5 signatures")


def test_a_page_follows_the_record_without_being_asked_again(visit: Callable[..., Visitor]) -> None:
    watching, signing = visit(viewport=DESK), visit(viewport=DESK)
    at_harbour(watching)
    rosa_signs(signing)
    expect(watching.page.locator("#body-now")).to_contain_text("5 of 5 signatures")


def test_a_page_nobody_looks_at_hangs_up_and_has_everything_when_it_is_looked_at(
    visit: Callable[..., Visitor],
) -> None:
    watching, signing = visit(viewport=DESK), visit(viewport=DESK)
    watching.page.clock.install()
    at_harbour(watching)
    with watching.page.expect_event("requestfailed", lambda request: "/live/" in request.url):
        watching.page.evaluate(HIDES, True)
        watching.page.clock.fast_forward(21_000)
    rosa_signs(signing)
    expect(watching.page.locator("#body-now")).to_contain_text("4 of 5 signatures")
    with watching.page.expect_request("**/live/**"):
        watching.page.evaluate(HIDES, False)
    expect(watching.page.locator("#body-now")).to_contain_text("5 of 5 signatures")


def test_the_colours_chosen_stay_on_the_device(desk: Visitor) -> None:
    desk.goes("/tour/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = desk.page.evaluate(ground)
    desk.page.get_by_role("button", name="Dark", exact=True).click()
    dark = desk.page.evaluate(ground)
    assert dark != light
    desk.goes("/tour/people/")
    assert desk.page.evaluate(ground) == dark
    desk.page.get_by_role("button", name="As on my device").click()
    assert desk.page.evaluate(ground) == light
