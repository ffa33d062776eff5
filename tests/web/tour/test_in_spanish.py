"""River City in Spanish: no page a member can reach says an English sentence of the rooms behind the pages."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Final
from urllib.parse import urldefrag, urljoin

import polib
import pytest
from django.test import Client
from tests.browser.test_every_page import kind
from tests.web.paper import reading
from tests.web.spanish import HOLE, WRITTEN, of_rooms

from confederal.web.tour.cast import Cast

pytestmark = pytest.mark.django_db

MOST: Final = 90
"""Pages a person looks at: one of each kind, and of the kinds that differ most, several."""
SEVERAL: Final = re.compile(r"/right/|/questions/<n>/$|/why-not/|/count/|/meetings/<n>/$")
"""Kinds of pages of which each shows other sentences."""
NUMBERED: Final = re.compile(
    r"\b\d+ (?:votes?|members?|days?|hours?|minutes?|signatures?|bodies|seats?|for|against|abstaining)\b"
)
NOT_TOLD: Final = re.compile(r"(?s)<(script|style|pre|code|template)\b.*?</\1>|<!--.*?-->|<[^>]+>")


@cache
def english() -> tuple[str, ...]:
    """Pieces of English sentences of the pure rooms, long enough to be nobody's own, that Spanish says otherwise."""
    spanish = {
        entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()])
        for entry in polib.pofile(str(WRITTEN))
    }
    found = set()
    for message in of_rooms():
        for pattern in filter(None, (message.one, message.many)):
            for piece in HOLE.split(pattern):
                words = piece.strip(" .,:;()“”")
                if len(words) > 14 and words.count(" ") > 1 and words not in spanish.get(message.one, ""):
                    found.add(" ".join(words.split()))
    return tuple(sorted(found, key=len, reverse=True))


def read(page: str) -> str:
    """What a page says, its spaces made one."""
    return " ".join(unescape(NOT_TOLD.sub(" ", page)).split())


def own_words(city: Cast) -> list[str]:
    """What people of River City wrote themselves, in English: titles of proposals, and what their texts repeat."""
    states = (city.state(name) for name in city.scene.bodies)
    titles = {question.title for state in states for question in state.questions.values()}
    return sorted(titles)


def said_in_english(text: str) -> list[str]:
    """The English of the pure rooms in a text."""
    return [words for words in english() if words in text] + NUMBERED.findall(text)


def test_what_is_looked_for_is_found() -> None:
    assert len(english()) > 700
    assert said_in_english("The seat is empty from the closing of the vote, in our record and more.") == []
    whole = (
        "The seat is empty from the closing of the vote, in our record and in every other that is shown it"
    )
    assert said_in_english(f"1 {whole}. 7 votes") == [whole, "7 votes"]


@pytest.mark.parametrize("person", ["rosa", "tom", "lucia", "mei"])
def test_no_page_speaks_the_english_of_the_rooms_behind_it(city: Cast, person: str) -> None:
    client = Client(headers={"Accept-Language": "es"})
    client.post(f"/tour/become/{person}/", {"next": "/"})
    written = own_words(city)
    waiting, seen, kinds, wrong, looked = ["/"], {"/"}, dict[str, int](), list[str](), 0
    while waiting and looked < MOST:
        path = waiting.pop(0)
        sort = kind(path)
        kinds[sort] = kinds.get(sort, 0) + 1
        if kinds[sort] > (6 if SEVERAL.search(sort) else 1):
            continue
        answer = client.get(path, follow=True)
        assert answer.status_code < 400, f"{path}: {answer.status_code}"
        looked += 1
        what = answer["Content-Type"].partition(";")[0]
        if what == "text/html":
            page = answer.content.decode()
            assert '<html lang="es"' in page, path
            text = read(page)
            for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page):
                inside = urldefrag(urljoin(path, unescape(link)))[0]
                if inside.startswith("/") and inside not in seen:
                    seen.add(inside)
                    waiting.append(inside)
        elif what == "application/pdf":
            text = reading.text(answer.content)
        else:
            continue
        said = (words for words in said_in_english(text) if all(words not in own for own in written))
        wrong += [f"{path}: {words!r}" for words in said]
    assert looked > 40, kinds
    assert not wrong, "\n".join(sorted(set(wrong)))
