"""The first day in a real browser: three found an assembly, bring their list, print cards, open the locked list."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.conftest import Visits
from tests.browser.visitor import PHONE, Visitor

LIST = "Número;Nombre;Correo;Estado\n" + "".join(
    f"{each};Persona Núñez {each};p{each}@bakery.example;alta\n" for each in range(1, 4)
)
NAMES = ("Ana", "Ben", "Cleo")


def founded(visitor: Visitor, tmp_path: Path) -> list[str]:
    """Three at one table found a union branch with a list of three members; the addresses of their places."""
    page = visitor.page
    visitor.goes("/found/")
    visitor.presses("Begin: Union branch")
    page.wait_for_url("**/found/*-*/")
    draft = page.url.removeprefix(visitor.address)
    visitor.looks()
    visitor.goes(f"{draft}numbers/")
    expect(page.get_by_label("Our time zone")).to_have_value("Europe/Madrid")  # as on their device
    page.get_by_label("What we are called").fill("Harbour Bakery")
    page.get_by_label("Days between the call and the vote").fill("1")
    visitor.presses("Keep these")
    visitor.sees("1 does not go. What goes: 2 to 30")
    visitor.looks()
    page.get_by_label("Days between the call and the vote").fill("5")
    visitor.presses("Keep these")
    for name in NAMES:
        page.get_by_label("What they want to be called among us").fill(name)
        visitor.presses("Add")
        page.get_by_role("link", name=f"The page of {name}").wait_for()
    visitor.looks()
    places = [
        (page.get_by_role("link", name=f"The page of {name}").get_attribute("href") or "") for name in NAMES
    ]

    (tmp_path / "members.csv").write_text(LIST, encoding="cp1252")
    visitor.goes(f"{draft}members/")
    page.get_by_label("The list, as a CSV file").set_input_files(tmp_path / "members.csv")
    visitor.presses("Read it")
    visitor.sees("3 members will be brought along.", "Persona Núñez 1")
    visitor.looks()
    visitor.goes(f"{draft}officers/")
    for office, who in (("keeper", "Ana"), ("keeper", "Ben"), ("teller", "Ben"), ("teller", "Cleo")):
        page.locator("select[name=office]").select_option(office)
        page.locator("select[name=who]").select_option(label=who)
        visitor.presses("Add")
        page.wait_for_load_state()
    visitor.looks()

    for place in places:
        page.goto(place)
        visitor.presses("make my key here")
        visitor.sees("Your key is made.")
    visitor.goes(draft)
    visitor.signs("Sign the founding")
    page.wait_for_url("**/found/seat/**")
    for place in places[1:]:
        page.goto(place)
        visitor.signs("I confirm the founding")
        expect(page.get_by_role("button", name="I confirm the founding")).to_have_count(0)
    return places


def enters(visitor: Visitor, place: str) -> str:
    """Somebody goes in; the path of the people's page."""
    visitor.goes(place.removeprefix(visitor.address))
    visitor.presses("Enter our assembly")
    visitor.page.wait_for_url("**/people/")
    visitor.looks()
    return visitor.page.url.removeprefix(visitor.address)


def keepers_card(visitor: Visitor, people: str) -> str:
    """The line of a new keeper's card, which is then forgotten in this window."""
    visitor.goes(f"{people}list/")
    visitor.presses("Make my card")
    line = visitor.page.locator("[data-keepers-card] [data-line]")
    expect(line).to_have_text(re.compile("^CONFEDERAL1-"))
    words = line.inner_text()
    visitor.presses("I have it on paper: forget it here")
    expect(line).to_be_hidden()
    return words


def test_three_found_an_assembly_on_a_phone_with_its_list_cards_and_keepers(
    visit: Visits, tmp_path: Path
) -> None:
    phone = visit(viewport=PHONE, has_touch=True, is_mobile=True, timezone_id="Europe/Madrid")
    page = phone.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data_buffer!r}"))
    places = founded(phone, tmp_path)
    people = enters(phone, places[0])

    phone.goes(f"{people}cards/")
    phone.signs("Make their cards")
    expect(page.locator("[data-sheet] article svg")).to_have_count(3)
    phone.looks()
    cards = page.locator("[data-sheet] [data-line]").all_inner_texts()
    assert len({*cards}) == 3
    one = keepers_card(phone, people)

    enters(phone, places[1])
    phone.goes(f"{people}cards/")
    phone.signs("Confirm them all")
    expect(page.get_by_role("button", name="Confirm them all")).to_have_count(0)
    other = keepers_card(phone, people)
    assert not any(secret in each for secret in (*cards, one, other) for each in asked)

    phone.presses("Begin the list")
    phone.sees("The locked list is begun.")
    phone.goes(people)
    page.get_by_role("link", name=re.compile("A file you uploaded waits")).click()
    phone.looks()
    phone.presses("Put them in and forget the file")
    phone.sees("3 rows are in the locked list.")
    phone.goes(f"{people}list/")
    page.get_by_label("What for").fill("Handing out the cards")
    page.get_by_label("The line of my card").fill(other)
    page.get_by_label("The line of the other keeper's card").fill(one)
    phone.presses("Open")
    phone.sees("Persona Núñez 2", "Handing out the cards")
    phone.looks()


def test_somebody_practises_and_throws_it_away(desk: Visitor) -> None:
    page = desk.page
    desk.goes("/practice/")
    desk.presses("Village or neighbourhood")
    page.wait_for_url("**/practice/*-*/")
    desk.looks()
    desk.presses("A week on")
    page.get_by_role("link", name="Go in and try things out").click()
    desk.sees("Nothing on this page counts")
    desk.looks()
    desk.goes(page.url.removeprefix(desk.address) + "people/")
    page.go_back()
    page.go_back()
    desk.presses("Throw this practice copy away")
    desk.sees("Nothing of it is left.")
