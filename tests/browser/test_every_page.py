"""Every page that can be reached by links, as three different people see it: phone width, light and dark."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

import pytest
from tests.browser.conftest import Visits
from tests.browser.visitor import PHONE, Visitor

PAPER = re.compile(r"\.(pdf|ics|tar|gz)(\?|$)|/export/$")
"""What is not a page: it is fetched, and not looked at."""
LINKS = "all => all.map((each) => new URL(each.getAttribute('href'), location).href)"
MOST = 60
"""Pages a person looks at, one of each kind: addresses that differ by numbers and names only are of a kind."""


def kind(address: str) -> str:
    """The kind of page an address leads to."""
    path = urlsplit(address).path
    path = re.sub(r"[0-9a-f]{64}", "<body>", path)
    path = re.sub(r"/right/[^/]+/", "/right/<about>/", path)
    path = re.sub(r"/people/[^/]+/", "/people/<who>/", path)
    path = re.sub(r"/seats/[^/]+/", "/seats/<seat>/", path)
    return re.sub(r"/\d+/", "/<n>/", path)


def crawl(visitor: Visitor, begin: str) -> list[str]:
    """Looks at pages reached from there by links, one of each kind; the kinds."""
    waiting, seen, kinds = [begin], {begin}, list[str]()
    wrong = []
    while waiting and len(kinds) < MOST:
        path = waiting.pop(0)
        if kind(path) in kinds:
            continue
        kinds.append(kind(path))
        if PAPER.search(path):
            assert visitor.context.request.get(path).ok, path
            continue
        answer = visitor.page.goto(path)
        assert answer is not None
        try:
            assert answer.status < 400, f"{path}: {answer.status}"
            visitor.looks()
            visitor.looks_in_other_colours()
        except AssertionError as fault:
            wrong.append(str(fault))
            visitor.wrong.clear()
        for link in visitor.page.eval_on_selector_all("a[href]", LINKS):
            inside = urldefrag(link)[0].removeprefix(visitor.address)
            if inside.startswith("/") and not inside.startswith("/tour/") and inside not in seen:
                seen.add(inside)
                waiting.append(inside)
    assert not wrong, "\n\n".join(wrong)
    return kinds


@pytest.mark.parametrize("person", ["rosa", "tom", "lucia"])
def test_every_page_is_in_order(visit: Visits, person: str) -> None:
    visitor = visit(viewport=PHONE)
    visitor.becomes(person)
    kinds = crawl(visitor, "/")
    assert len(kinds) > 30, kinds


def test_who_is_not_signed_in_sees_only_the_door(phone: Visitor) -> None:
    phone.goes("/")
    phone.goes("/found/")


def test_a_page_that_is_not_there_says_so(phone: Visitor) -> None:
    phone.page.goto(f"{phone.address}/b/{'0' * 64}/")
    phone.wrong.clear()  # the browser notes the 404
    phone.looks()
