"""Searching in what was decided: titles and texts, whatever the case, with or without accents, best first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.web.office import Office
from confederal.web.visit import Visit

AROUND = 90
"""So many letters of a text are shown on either side of what was found."""

_PLAIN: WeakKeyDictionary[Office, dict[str, str]] = WeakKeyDictionary()
"""By office, the texts looked through before, ready to be searched: a digest never changes its words."""


@dataclass
class Found:
    """A decision that has all the words, how well it fits, and, when one looks, where in it they stand."""

    question: Question
    score: int
    asked: tuple[str, ...]
    where: str
    """The digest of the paragraph with the first word found in the text; empty where all stand in the title."""
    visit: Visit

    @cached_property
    def snippet(self) -> tuple[str, str, str]:
        """What stands around the first word found in the text: before it, itself, after it."""
        return around(self.question, self.asked, self.where, self.visit)

    @property
    def before(self) -> str:
        return self.snippet[0]

    @property
    def match(self) -> str:
        return self.snippet[1]

    @property
    def after(self) -> str:
        return self.snippet[2]


def found(state: State, words: str, visit: Visit) -> list[Found]:
    """The closed proposals whose title or text has every word, best first, newest first among equals.

    A word counts more in the title than in the text, more at the beginning of a word than inside one, and most as
    a whole word. An erased text is searched no more.
    """
    asked = tuple(plain(words).split())[:12]
    if not asked:
        return []
    hits = []
    for question in state.questions.values():
        if question.stage is not Stage.CLOSED:
            continue
        hit = searched(question, asked, visit)
        if hit is not None:
            hits.append(hit)
    hits.sort(key=lambda hit: (-hit.score, -hit.question.id))
    return hits


def searched(question: Question, asked: tuple[str, ...], visit: Visit) -> Found | None:
    """One proposal, if it has every word."""
    title = plain_title(question.title)
    texts: list[tuple[str, str]] | None = None
    score, where = 0, ""
    for word in asked:
        in_title = weight(title, word)
        if in_title:
            score += 10 * in_title
            continue
        texts = looked_up(question, visit) if texts is None else texts
        best, place = max(((weight(text, word), digest) for digest, text in texts), default=(0, ""))
        if not best:
            return None
        score += best
        where = where or place
    return Found(question, score, asked, where, visit)


def looked_up(question: Question, visit: Visit) -> list[tuple[str, str]]:
    """The paragraphs of a proposal, plain, with their digests."""
    known = _PLAIN.setdefault(visit.office, {})
    told = []
    for digest in question.paragraphs:
        if digest not in known:
            known[digest] = plain(visit.words(digest) or "")
        told.append((digest, known[digest]))
    return told


def around(question: Question, asked: tuple[str, ...], where: str, visit: Visit) -> tuple[str, str, str]:
    """What stands around the first word found; the beginning of the text where all stand in the title."""
    digest = where or (question.paragraphs[0] if question.paragraphs else "")
    text = " ".join((visit.words(digest) or "").split()) if digest else ""
    if not text:
        return "", "", ""
    bare, places = with_places(text)
    for word in asked if where else ():
        at = bare.find(word)
        if at >= 0:
            start, end = places[at], places[at + len(word) - 1] + 1
            left, right = max(0, start - AROUND), end + AROUND
            before = ("…" if left else "") + text[left:start]
            return before, text[start:end], text[end:right] + ("…" if right < len(text) else "")
    return text[: 2 * AROUND] + ("…" if len(text) > 2 * AROUND else ""), "", ""


def with_places(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its letters where it stood."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for bare in plain(letter):
            letters.append(bare)
            places.append(place)
    return "".join(letters), places


def plain(text: str) -> str:
    """A text without case and accents.

    >>> plain("Año ÉTÉ Straße")
    'ano ete strasse'
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter)
    )


@lru_cache(maxsize=20_000)
def plain_title(title: str) -> str:
    """The same of a title; they are looked through again and again."""
    return plain(title)


def weight(text: str, word: str) -> int:
    """How well a word stands in a text: 4 as a whole word, 2 at the beginning of one, 1 inside one, else 0."""
    if word not in text:
        return 0
    if re.search(rf"\b{re.escape(word)}\b", text):
        return 4
    return 2 if re.search(rf"\b{re.escape(word)}", text) else 1
