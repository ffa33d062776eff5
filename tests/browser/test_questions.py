"""A proposal in a real browser: typed, kept when the page is left, looked at, signed, talked about, amended, ranked."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.visitor import Visitor


def to_propose(visitor: Visitor, kind: str) -> None:
    """Opens the form for a kind of decision of the visitor's own co-operative."""
    visitor.goes("/")
    home = visitor.page.locator("main a[href*='/b/']").first.get_attribute("href") or ""
    visitor.goes(f"/b/{home.split('/')[2]}/q/new/?kind={kind}")


def test_a_proposal_from_the_first_letter_to_another_wording(phone: Visitor) -> None:
    phone.becomes("rosa")
    to_propose(phone, "resolution")
    page = phone.page
    page.get_by_label("In one line").fill("Longer breaks")
    page.get_by_label("The text").fill("An hour at noon.\n\nFor everybody.")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("In one line")).to_have_value("Longer breaks")
    page.get_by_role("button", name="See it first").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Which rules apply")
    expect(preview).to_contain_text("For everybody.")
    phone.looks()
    phone.signs("Sign and propose it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Longer breaks")
    phone.looks()
    page.get_by_label("Your comment").fill("Why not two hours?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".comment")).to_contain_text("Why not two hours?")
    page.get_by_role("link", name="Offer another wording of paragraph 1").click()
    phone.looks()
    page.get_by_label("The paragraph as it should read").fill("An hour at one.")
    page.get_by_role("button", name="Sign and offer it").click()
    expect(page.locator("#paragraph-1 ins")).to_have_text("one")
    expect(page.locator("#paragraph-1 del")).to_have_text("noon")
    phone.looks()


def test_a_ballot_is_ranked_with_the_keyboard_alone(desk: Visitor) -> None:
    desk.becomes("rosa")
    to_propose(desk, "choice")
    page = desk.page
    page.get_by_label("In one line").fill("The colour of the van")
    page.get_by_label("To choose from").fill("Red\nGreen\nBlue")
    desk.signs("Sign and propose it")
    expect(page.get_by_role("heading", level=1)).to_have_text("The colour of the van")
    here = page.url.removeprefix(desk.address)
    desk.becomes("yusuf")
    desk.goes(here)
    support = page.get_by_role("button", name="Support it")
    if support.count():
        with page.expect_navigation():
            support.click()
    desk.posts("/tour/clock/", days="8")
    desk.goes(here)
    desk.signs("Open the vote")
    expect(page.get_by_role("heading", name="The vote", exact=True)).to_be_visible()
    for name in ("Add: Blue", "Add: Red"):
        page.get_by_role("button", name=name).press("Enter")
    page.get_by_role("button", name="Up: Red").press("Enter")
    expect(page.locator("[data-ranking-said]")).to_have_text("Red: now number 1")
    expect(page.get_by_role("button", name="Down: Red")).to_be_focused()
    desk.looks()
    page.get_by_role("button", name="Sign and vote").press("Enter")
    expect(page.locator("#vote")).to_contain_text(re.compile(r"You voted:\s+Red > Blue"))
    desk.looks()
