"""Keys in a real browser: a card, a device key, a passkey, a dead line, a server that asks for something else."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer
from tests.browser.visitor import RULES
from tests.web.accounts.devices import found_harbour, later
from tests.web.conftest import books_url, home, settled, world
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel import act as a
from confederal.kernel.envelope import SeedKey
from confederal.kernel.identity import HOUR
from confederal.kernel.matters import Election, Resolution
from confederal.kernel.state import State
from confederal.records.keys import card, seed_of
from confederal.stories.together import Together
from confederal.stories.world import seed
from confederal.web import office
from confederal.web.accounts.lost import asked_for
from confederal.web.accounts.models import Account
from confederal.web.accounts.words import words

__all__ = ["books_url", "home", "world"]  # fixtures
CHROMIUM = Path("/usr/bin/chromium")
FILM = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SHOTS = os.environ.get("CONFEDERAL_SHOTS")
"""A folder for pictures of the pages, to be looked at."""
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not here"),
]


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A browser for this module. Its loop runs in the thread in which the tests ask the database."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", *FILM],
        )
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def arrives(page: Page, path: str) -> None:
    """The browser goes on to that address."""
    page.wait_for_url(re.compile(f"^[^?]*{re.escape(path)}$"))


def state_of(world: Together) -> State:
    state = office.main().state(world.bodies["harbour"])
    assert state is not None
    return state


def comes_in(context: BrowserContext, member: Member) -> None:
    """This browser is signed in as that member; no key is on it."""
    cookie = member.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "domain": "localhost", "path": "/"}])


def has_key(page: Page, seed_: bytes, world: Together, who: str) -> None:
    """That key is on this device."""
    page.goto("/sign-in/")
    page.evaluate(
        "async ([seed, about]) => (await import('/static/confederal/keys.js')).keepSeed(seed, about)",
        [base64.b64encode(seed_).decode(), {"body": world.bodies["harbour"], "who": who, "title": "Harbour"}],
    )


def here(page: Page) -> list[dict[str, Any]]:
    """The keys on this device, as far as a script can read them."""
    found: list[dict[str, Any]] = page.evaluate(
        """async () => (await (await import('/static/confederal/keys.js')).all())
        .map(({keyid, who, body, key}) => ({keyid, who, body, extractable: key.extractable}))"""
    )
    return found


def steps(world: Together) -> int:
    return state_of(world).size


def test_one_joins_with_a_printed_card_and_the_card_is_never_sent(
    page: Page, context: BrowserContext, browser: Browser, live_server: LiveServer, world: Together
) -> None:
    body = found_harbour(world)
    paper = seed("card of newcomer")
    first, second = world.state("harbour").holders("keeper", world.now)[:2]
    step = world.done("harbour", first, a.Invited("newcomer", world.holding(SeedKey(paper)).keyid))
    world.done("harbour", second, a.Confirmed(step))
    settled(world)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108  # a method of C is not taken

    page.goto(f"/invited/{body}/newcomer/#{card(paper)}")
    expect(page.get_by_role("heading", name="You are invited to")).to_be_focused()
    assert "CONFEDERAL1" not in page.url
    page.get_by_label("What you are called inside").fill("Ana")
    page.get_by_role("button", name="Make my key and join").dblclick()
    expect(page.get_by_role("heading", name="A paper copy of your key")).to_be_focused()
    line = page.locator("[data-line]").inner_text()
    expect(page.locator("[data-paper-copy] svg")).to_be_visible()
    page.get_by_role("link", name="I have it; go on").click()
    arrives(page, f"/b/{body}/")

    key = state_of(world).members["newcomer"].key
    assert key == SeedKey(seed_of(line)).keyid
    assert here(page) == [{"keyid": key, "who": "newcomer", "body": body, "extractable": False}]
    assert Account.objects.get().memberships()[0].member == "newcomer"
    for request in sent:
        for secret in (card(paper), line):
            assert secret not in request.url
            assert secret not in (request.post_data or "")
            assert secret.replace("-", "") not in (request.post_data or "")

    page.goto("/me/")
    here_ = page.get_by_text("on this device", exact=True)
    expect(here_).to_be_visible()
    page.get_by_text("Remove my key from this device").click()
    page.get_by_role("button", name="Remove it here").click()
    expect(here_).to_be_hidden()
    assert here(page) == []
    page.get_by_text("Another key", exact=True).click()
    page.get_by_label("Or put my present key on this device").fill(line)
    page.get_by_role("button", name="Keep it on this device").click()
    expect(here_).to_be_visible()
    page.get_by_role("button", name="Sign out here").click()
    page.goto("/sign-in/?next=/me/")
    page.get_by_role("button", name="Sign in with the key on this device").click()
    arrives(page, "/me/")

    elsewhere = browser.new_context(
        base_url=live_server.url
    ).new_page()  # a borrowed device, the paper copy in hand
    elsewhere.goto("/sign-in/?next=/me/")
    elsewhere.get_by_text("With a paper card").click()
    elsewhere.get_by_label("The line on the card").fill(line.lower().replace("-", " "))
    elsewhere.get_by_role("button", name="Sign in with the card").click()
    arrives(elsewhere, "/me/")
    elsewhere.goto(f"/sign-in/?next=/me/#{line}")  # photographed
    expect(elsewhere.get_by_label("The line on the card")).to_have_value(line)
    assert line not in elsewhere.url
    elsewhere.get_by_role("button", name="Sign in with the card").click()
    arrives(elsewhere, "/me/")
    assert here(elsewhere) == []
    elsewhere.context.close()


def test_one_joins_at_the_halls_device_with_a_card_of_ones_own_as_the_only_key(
    page: Page, browser: Browser, live_server: LiveServer, world: Together
) -> None:
    body = found_harbour(world)
    paper = seed("card of newcomer")
    first, second = world.state("harbour").holders("keeper", world.now)[:2]
    step = world.done("harbour", first, a.Invited("newcomer", world.holding(SeedKey(paper)).keyid))
    world.done("harbour", second, a.Confirmed(step))
    settled(world)
    page.goto(f"/invited/{body}/newcomer/#{card(paper)}")
    page.get_by_label("With a printed card alone").check()
    page.get_by_role("button", name="Make my key and join").click()
    expect(page.get_by_text("This card is your key, and there is no other")).to_be_visible()
    expect(page.get_by_text("put it in a drawer at home")).to_be_hidden()
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/card-alone-390.png", full_page=True)
    line = page.locator("[data-line]").inner_text()
    past_the_paper(page)
    arrives(page, f"/b/{body}/")
    assert here(page) == []
    assert state_of(world).members["newcomer"].key == SeedKey(seed_of(line)).keyid
    page.goto("/me/")
    page.get_by_role("button", name="Sign out here").click()

    theirs = browser.new_context(base_url=live_server.url, locale="en").new_page()
    theirs.goto(f"/sign-in/?next=/me/#{line}")  # photographed with whatever device is at hand
    theirs.get_by_role("button", name="Sign in with the card").click()
    arrives(theirs, "/me/")
    theirs.get_by_text("Another key", exact=True).click()
    theirs.get_by_label("With a key on this device").check()
    theirs.get_by_role("button", name="Change my key").click()
    theirs.get_by_label("Or type the line of your paper card").fill(line)
    theirs.get_by_role("button", name="Sign with the card").click()
    past_the_paper(theirs)
    (mine,) = here(theirs)
    assert state_of(world).members["newcomer"].key == mine["keyid"]
    theirs.context.close()


def test_a_delegate_who_signs_with_a_card_alone_is_shown_its_line(
    page: Page, context: BrowserContext, world: Together
) -> None:
    for name in ("harbour", "kestrel"):
        world.found_assembly(name, load("worker_coop"), 6)
    world.found_council("river", load("federation_one_body_one_vote"), ["harbour", "kestrel"])
    matter = Election("delegate", 1, 300, to=world.bodies["river"])
    world.decide("harbour", matter, "A delegate", candidates=("m3",))
    settled(world)
    (seat,) = [seat for seat in state_of(world).held(office.main().now()) if seat.to is not None]
    comes_in(context, Member(world, ("harbour", "m3")))
    has_key(page, seed("key", "harbour", "m3"), world, "m3")
    page.goto(f"/b/{world.bodies['harbour']}/seats/{seat.id}/accept/")
    page.get_by_label("With a printed card alone").check()
    page.get_by_role("button", name="I accept").click()
    expect(page.get_by_role("heading", name="Your key is this card")).to_be_focused()
    line = page.locator("[data-line]").inner_text()
    assert state_of(world).seats[seat.id].key == SeedKey(seed_of(line)).keyid
    past_the_paper(page)
    assert [key["who"] for key in here(page)] == ["m3"], "the key for the council is on no device"


def test_a_passkey_takes_the_place_of_a_key_signs_in_and_signs(
    page: Page, context: BrowserContext, world: Together
) -> None:
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.goto("/sign-in/?next=/me/")
    page.get_by_role("button", name="Sign in with the key on this device").click()
    arrives(page, "/me/")
    page.get_by_text("Another key", exact=True).click()
    page.get_by_label("With a passkey").check()
    page.get_by_role("button", name="Change my key").click()
    expect(page.get_by_text("a passkey", exact=True)).to_be_visible()
    assert here(page) == [], "the key before it is no longer on the device"
    key = state_of(world).members["m1"].key
    assert key is not None
    assert key.startswith("webauthn-")

    page.get_by_role("button", name="Sign out here").click()
    page.goto("/sign-in/?next=/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrives(page, "/me/")
    before = steps(world)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("the passkey was not used")
    assert steps(world) == before
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.get_by_role("button", name="Leave now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("at once and of your own will")
    dialog.get_by_text("What exactly is signed").click()
    expect(dialog).to_contain_text('"kind": "left"')
    dialog.get_by_role("button", name="Sign", exact=True).click()
    arrives(page, "/me/")
    assert state_of(world).members["m1"].gone(office.main().now())


def test_a_dead_connection_loses_nothing_and_says_so(
    page: Page, context: BrowserContext, world: Together
) -> None:
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    before = steps(world)
    page.route("**/record/", lambda route: route.abort())
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed, but not sent yet")).to_be_visible()
    expect(page.locator("#not-sent")).to_be_visible()
    page.goto("/me/")
    expect(page.locator("#not-sent")).to_be_visible()
    assert steps(world) == before
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#not-sent")).to_have_count(0)
    page.goto(f"/b/{body}/leave/")
    expect(page.locator("#not-sent")).to_have_count(0)
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#not-sent")).to_be_visible()
    page.unroute("**/record/")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("What waited on this device was sent.")).to_be_visible()
    expect(page.locator("#not-sent")).to_have_count(0)
    assert steps(world) == before + 1


def test_an_answer_that_got_lost_is_asked_for_again_and_nothing_stands_twice(
    page: Page, context: BrowserContext, world: Together
) -> None:
    """The step was recorded and its receipt never came: sent again, the same receipt comes."""
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    before = steps(world)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/record/", swallow)
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("#not-sent")).to_be_visible()
    assert steps(world) == before + 1
    page.unroute("**/record/")
    page.wait_for_timeout(3100)
    page.goto("/sign-in/")
    expect(page.get_by_text("What waited on this device was sent.")).to_be_visible()
    assert steps(world) == before + 1


def test_a_session_that_ended_in_the_middle_is_taken_up_again(
    page: Page, context: BrowserContext, world: Together
) -> None:
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    page.goto(f"/b/{body}/leave/")
    context.clear_cookies()
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("link", name="Sign in again and go on").click()
    page.get_by_role("button", name="Sign in with the key on this device").click()
    arrives(page, f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    arrives(page, "/me/")
    assert state_of(world).members["m1"].gone(office.main().now())


@pytest.mark.parametrize("instead", ["another act", "another body", "a text nobody named"])
def test_a_server_that_asks_for_something_else_gets_no_signature(
    page: Page, context: BrowserContext, world: Together, instead: str
) -> None:
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    def crooked(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        asked = route.fetch().json()
        said = json.loads(base64.b64decode(asked["payload"]))
        if instead == "another act":
            said["act"] = {"kind": "supported", "question": 3}
        elif instead == "another body":
            said["body"] = asked["body"] = "0" * 64
        else:
            asked["texts"] = [[base64.b64encode(bytes(16)).decode(), base64.b64encode(b"else").decode()]]
        asked["payload"] = base64.b64encode(json.dumps(said).encode()).decode()
        route.fulfill(json=asked)

    page.route("**/leave/", crooked)
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    expect(page.get_by_role("alert")).to_contain_text("something else than this form says")
    assert not any(url.endswith("/record/") for url in sent)


def test_a_key_that_is_elsewhere_can_be_used_once_from_its_card(
    page: Page, context: BrowserContext, world: Together
) -> None:
    body = found_harbour(world)
    comes_in(context, Member(world, ("harbour", "m1")))
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    dialog = page.get_by_role("dialog", name="The key you sign with here is not on this device")
    expect(dialog).to_contain_text("tellers' table")
    line = dialog.get_by_label("Or type the line of your paper card")
    sign = dialog.get_by_role("button", name="Sign with the card")
    line.fill(card(seed("key", "harbour", "m1"))[:-1])
    sign.click()
    expect(dialog).to_contain_text("a sign is wrong or missing")
    line.fill(card(seed("key", "harbour", "m2")))
    sign.click()
    expect(dialog).to_contain_text("not of the key you sign with here")
    line.fill(card(seed("key", "harbour", "m1")))
    sign.click()
    arrives(page, "/me/")
    assert state_of(world).members["m1"].gone(office.main().now())
    assert here(page) == []


def test_all_texts_of_a_person_are_erased_with_one_word(
    page: Page, context: BrowserContext, world: Together
) -> None:
    found_harbour(world)
    step = world.raise_and_support("harbour", Resolution(), "Longer breaks")
    digests = [office.main().texts.put(bytes([at]) * 16, b"I am Ana") for at in range(3)]
    for digest in digests:
        world.done("harbour", "m1", a.MinorityStated(step, digest))
    settled(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    page.goto("/me/forget/")
    expect(page.get_by_text("3 personal texts of yours are kept.")).to_be_visible()
    page.get_by_role("button", name="Erase them").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("No personal text of yours is kept here.")).to_be_visible()
    assert set(digests) <= set(state_of(world).erased)
    assert [office.main().texts.get(digest) for digest in digests] == [None] * 3


FORM = """<!doctype html><html lang="en"><meta name="csrf-token" content="x"><main id="main">
<form data-draft="proposal" action="/b/x/" method="post" data-act>
<input name="title"><textarea name="words"></textarea>
<select name="kind" multiple><option>a<option>b<option>c</select><input type="checkbox" name="urgent">
<button>Send</button></form></main>
<script type="module" src="/static/confederal/sign.js"></script></html>"""


def test_what_is_typed_is_kept_on_the_device_until_it_was_sent(page: Page, world: Together) -> None:
    page.route("**/draft", lambda route: route.fulfill(body=FORM, content_type="text/html"))
    page.goto("/draft")
    page.locator("[name=title]").fill("Longer breaks")
    page.locator("[name=words]").fill("One\n\nTwo")
    page.locator("[name=kind]").select_option(["a", "c"])
    page.locator("[name=urgent]").check()
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_text("What you had typed here is back.")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Longer breaks")
    expect(page.locator("[name=words]")).to_have_value("One\n\nTwo")
    assert page.locator("[name=kind]").evaluate(
        "(field) => [...field.selectedOptions].map((one) => one.value)"
    ) == ["a", "c"]
    expect(page.locator("[name=urgent]")).to_be_checked()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("[name=title]")).to_have_value("")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.get_by_text("What you had typed here is back.")).to_have_count(0)


def test_a_card_is_read_with_the_camera_where_the_browser_reads_codes(
    page: Page, context: BrowserContext, world: Together
) -> None:
    """The camera is a film of the browser's own; what reads codes is put in its place (Debian's has none)."""
    found_harbour(world)
    line = card(seed("key", "harbour", "m1"))
    page.goto("/sign-in/")
    page.get_by_text("With a paper card").click()
    expect(page.get_by_role("button", name="Read it with the camera")).to_have_count(0)
    page.add_init_script(
        f"""let asked = 0; window.BarcodeDetector = class {{ async detect(film) {{ asked += 1;
        return asked > 2 && film.videoWidth ? [{{ rawValue: "http://x/sign-in/#{line}" }}] : []; }} }};"""
    )
    page.goto("/sign-in/?next=/me/")
    page.get_by_text("With a paper card").click()
    page.get_by_role("button", name="Read it with the camera").click()
    expect(page.get_by_label("The line on the card")).to_have_value(line)
    expect(page.locator("video")).to_have_count(0)
    page.get_by_role("button", name="Sign in with the card").click()
    arrives(page, "/me/")


def test_two_tabs_and_a_new_sign_in_between_lose_nothing(
    page: Page, context: BrowserContext, world: Together
) -> None:
    """The token in the older tab is void since somebody signed in again in the other one."""
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    page.goto("/sign-in/?next=/me/")
    page.get_by_role("button", name="Sign in with the key on this device").click()
    arrives(page, "/me/")
    older = context.new_page()
    older.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Sign out here").click()
    arrives(page, "/")
    page.goto("/sign-in/?next=/me/")
    page.get_by_role("button", name="Sign in with the key on this device").click()
    arrives(page, "/me/")
    older.get_by_role("button", name="Leave now").click()
    older.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    arrives(older, "/me/")
    assert state_of(world).members["m1"].gone(office.main().now())


def past_the_paper(page: Page) -> None:
    """The paper copy of a new key is shown once; then it goes on."""
    page.get_by_role("link", name="I have it; go on").click()


def test_a_lost_key_is_shown_in_words_that_the_device_reckons_itself(page: Page, world: Together) -> None:
    body = found_harbour(world)
    page.goto(f"/lost/for/{asked_for(body, 'm1')}/")
    page.get_by_role("button", name="Make a new key").click()
    past_the_paper(page)
    words_ = page.locator("[data-words]")
    expect(words_).to_be_visible()
    expect(page.get_by_role("img", name="The same as a picture")).to_be_visible()
    (mine,) = here(page)
    assert words_.inner_text() == words(mine["keyid"])

    def crooked(route: Route) -> None:
        other = SeedKey(seed("of the server")).keyid
        answer = route.fetch()
        route.fulfill(
            response=answer,
            body=answer.text().replace(mine["keyid"], other).replace(words(mine["keyid"]), words(other)),
        )

    page.route("**/lost/", crooked)
    page.reload()
    expect(page.get_by_text("These are not the words of the key on this device.")).to_be_visible()
    expect(words_).to_be_hidden()


def test_a_server_that_shows_other_words_for_a_key_gets_nobody_to_vouch(
    page: Page, context: BrowserContext, world: Together
) -> None:
    body = found_harbour(world)
    new, other = SeedKey(seed("new")).keyid, world.holding(SeedKey(seed("of the server"))).keyid
    world.done("harbour", "m2", a.KeyVouched("m1", other))
    settled(world)
    comes_in(context, Member(world, ("harbour", "m3")))
    vouch = page.get_by_role("button", name="I vouch too")
    page.goto(f"/b/{body}/vouch/")
    expect(vouch).to_be_visible()

    def crooked(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(words(other), words(new)))

    page.route("**/vouch/", crooked)
    page.reload()
    expect(page.get_by_text("words that are not this key's")).to_be_visible()
    expect(vouch).to_have_count(0)


def test_whoever_has_only_a_printed_card_gets_it_after_a_loss_and_signs_with_it_anywhere(
    page: Page, context: BrowserContext, browser: Browser, live_server: LiveServer, world: Together
) -> None:
    """From the co-worker's choice of who it is to the first step that is signed; no key stays on a device."""
    body = found_harbour(world)
    friend = Member(world, ("harbour", "m8"))
    comes_in(context, friend)
    page.goto(f"/b/{body}/vouch/")
    page.get_by_label("Who lost their key?").select_option("m1")
    page.get_by_role("button", name="Show them where to make it").click()
    address = page.get_by_role("link", name="/lost/for/").get_attribute("href") or ""
    hall = browser.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en")
    theirs = hall.new_page()
    theirs.goto(address)
    theirs.get_by_label("With a printed card alone").check()
    theirs.get_by_role("button", name="Make a new key").click()
    expect(theirs.locator("[data-line]")).to_contain_text("CONFEDERAL1")
    line = theirs.locator("[data-line]").inner_text()
    past_the_paper(theirs)
    four = theirs.locator("[data-words]").inner_text()
    assert here(theirs) == []
    new = SeedKey(seed_of(line)).keyid
    assert four == words(new)
    for number in range(world.state("harbour").charter.vouchers):
        who = Member(world, ("harbour", f"m{number + 2}"))
        comes_in(context, who)
        has_key(page, seed("key", "harbour", f"m{number + 2}"), world, f"m{number + 2}")
        page.goto(f"/b/{body}/vouch/?words={four.replace(' ', '+')}")
        page.get_by_role("button", name="It is them: I vouch for this key").click()
        page.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
        arrives(page, f"/b/{body}/vouch/")
    later(office.main().home, 30 * 24 * HOUR)
    theirs.goto("/sign-in/?next=/me/")
    theirs.get_by_text("With a paper card").click()
    theirs.get_by_label("The line on the card").fill(line)
    theirs.get_by_role("button", name="Sign in with the card").click()
    arrives(theirs, "/me/")
    theirs.goto(f"/b/{body}/leave/")
    theirs.get_by_role("button", name="Leave now").click()
    theirs.get_by_role("dialog").get_by_role("button", name="Sign", exact=True).click()
    theirs.get_by_label("Or type the line of your paper card").fill(line)
    theirs.get_by_role("button", name="Sign with the card").click()
    arrives(theirs, "/me/")
    assert here(theirs) == []
    assert state_of(world).members["m1"].gone(office.main().now())
    hall.close()


def expected(said: ConsoleMessage) -> bool:
    """Whether this is no fault of a page: the test's server has no event stream."""
    about_streams = "/live/" in said.location.get("url", "") or "sse" in said.location.get("url", "")
    return said.type != "error" or about_streams or "[object Event]" in said.text


def test_every_page_about_keys_can_be_used_by_anybody(
    page: Page, context: BrowserContext, world: Together
) -> None:
    """No fault that axe finds, nothing wrong in the console, nothing to scroll sideways on a phone or at a desk."""
    body = found_harbour(world)
    has_key(page, seed("key", "harbour", "m1"), world, "m1")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: None if expected(said) else wrong.append(said.text))

    def looks(name: str) -> None:
        page.wait_for_load_state()
        page.wait_for_timeout(200)
        found = Axe().run(page, options=RULES)
        wrong.extend(
            f"{name}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]
        )
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{name}: wider than the screen at {width}")
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)

    for name, path in {
        "sign-in": "/sign-in/",
        "join": "/join/",
        "lost": "/lost/",
        "gone": "/forgotten/",
    }.items():
        page.goto(path)
        looks(name)
    page.goto("/sign-in/")
    page.get_by_label("Mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Mail me a code").click()
    expect(page.get_by_role("heading", name="A code by mail")).to_be_visible()
    looks("code")
    page.goto(f"/lost/for/{asked_for(body, 'm1')}/")
    looks("make-new-key")
    page.get_by_role("button", name="Make a new key").click()
    past_the_paper(page)
    expect(page.locator("[data-words]")).to_be_visible()
    looks("new-key")
    new = page.locator("[data-new]").get_attribute("data-new") or ""
    friend = Member(world, ("harbour", "m2"))
    friend.does(f"/b/{body}/vouch/", key=new, member="m1")
    comes_in(context, Member(world, ("harbour", "m1")))
    pages = {
        "me": "/me/",
        "forget": "/me/forget/",
        "leave": f"/b/{body}/leave/",
        "vouch": f"/b/{body}/vouch/",
        "vouch-for": f"/b/{body}/vouch/?member=m3",
        "still-in": "/lost/",
        "vouching": f"/b/{body}/vouch/?words={words(new).replace(' ', '+')}",
    }
    for name, path in pages.items():
        page.goto(path)
        looks(name)
    page.goto("/me/")
    for summary in page.locator("summary").all():
        summary.click()
    looks("me-open")
    page.goto(f"/b/{body}/leave/")
    page.get_by_role("button", name="Leave now").click()
    page.get_by_text("What exactly is signed").click()
    looks("asked")
    assert wrong == []
