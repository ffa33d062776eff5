"""Every page that can be reached by links, as three different people see it: phone width, light and dark."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

import pytest
from tests.browser.conftest import Visits
from tests.browser.visitor import PHONE, Visitor

LINKS = "all => all.map((each) => new URL(each.getAttribute('href'), location).href)"
MOST = 60
"""Pages a person looks at; of one kind (the same address but for numbers and names) two are enough."""
OF_A_KIND = 2


def kind(address: str) -> str:
    """The kind of page an address leads to."""
    path = urlsplit(address).path
    path = re.sub(r"[0-9a-f]{64}", "<body>", path)
    path = re.sub(r"/right/[^/]+/", "/right/<about>/", path)
    path = re.sub(r"/people/[^/]+/", "/people/<who>/", path)
    path = re.sub(r"/seats/[^/]+/", "/seats/<seat>/", path)
    return re.sub(r"/\d+/", "/<n>/", path)


def crawl(visitor: Visitor, begin: str) -> list[str]:
    """Looks at pages reached from there by links, a few of each kind; their kinds."""
    waiting, seen, kinds = [begin], {begin}, dict[str, int]()
    wrong = []
    while waiting and sum(kinds.values()) < MOST:
        path = waiting.pop(0)
        if kinds.get(kind(path), 0) >= OF_A_KIND:
            continue
        kinds[kind(path)] = kinds.get(kind(path), 0) + 1
        answer = visitor.context.request.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            assert answer.status < 400, f"{path}: {answer.status}"
            continue
        try:
            visitor.goes(path)
            visitor.looks_in_other_colours()
        except AssertionError as fault:
            wrong.append(str(fault))
        for link in visitor.page.eval_on_selector_all("a[href]", LINKS):
            inside = urldefrag(link)[0].removeprefix(visitor.address)
            if inside.startswith("/") and not inside.startswith("/tour/") and inside not in seen:
                seen.add(inside)
                waiting.append(inside)
    assert not wrong, "\n\n".join(wrong)
    return list(kinds)


@pytest.mark.parametrize("person", ["rosa", "tom", "lucia"])
def test_every_page_is_in_order(visit: Visits, person: str) -> None:
    visitor = visit(viewport=PHONE)
    visitor.becomes(person)
    kinds = crawl(visitor, "/")
    assert len(kinds) > 10, kinds


def test_who_is_not_signed_in_sees_only_the_door(phone: Visitor) -> None:
    phone.goes("/")
    phone.goes("/found/")


def test_a_page_that_is_not_there_says_so(phone: Visitor) -> None:
    phone.page.goto(f"{phone.address}/b/{'0' * 64}/")
    phone.wrong.clear()  # the browser notes the 404
    phone.looks()
