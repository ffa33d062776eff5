"""The table that translates the words and codes of a file into attempts: `vocabulary.toml`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from msgspec import Struct, convert

from confederal.stories.attempts import Tried, tried
from confederal.stories.bottle import ATTEMPTS, Bottle
from confederal.stories.language import UNIONS, said_with


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    """One invariant code of the fixtures (DOMAIN §6)."""

    means: str
    articles: tuple[str, ...]
    verbs: tuple[str, ...]
    """The language must have no word that contains one of these."""
    attempts: tuple[str, ...]
    """The nearest acts, by their names in the bottle."""


class Phrase(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a sentence and the nearest acts they mean."""

    pattern: str
    attempts: tuple[str, ...]


class Vocabulary(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    codes: dict[str, Code]
    words: tuple[Phrase, ...]

    def said(self, sentence: str) -> list[str]:
        """The attempts a sentence means by its words alone."""
        meant = [
            name
            for phrase in self.words
            if re.search(phrase.pattern, sentence, re.IGNORECASE)
            for name in phrase.attempts
        ]
        return list(dict.fromkeys(meant))


@cache
def vocabulary() -> Vocabulary:
    """The table that is shipped. Raises msgspec.ValidationError if it says anything else than it should."""
    text = (files("confederal.stories") / "vocabulary.toml").read_text(encoding="utf-8")
    return convert(tomllib.loads(text), Vocabulary)


CODE: Final = re.compile(r"I\d+")


class Breach(Struct, frozen=True):
    """What came of an act that would break one invariant: each nearest act tried, and the words looked for."""

    code: str
    tried: tuple[Tried, ...]
    words: tuple[str, ...]
    """Words of the language that could say it; none, if the law holds."""

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The code's own articles that refused a nearest act."""
        own = vocabulary().codes[self.code].articles
        real = (each for each in self.tried if each.refused and not each.no_word)
        return tuple(dict.fromkeys(name for each in real for name in each.articles if name in own))

    @property
    def impossible(self) -> bool:
        """Whether nothing was accepted, no word can say it, and what was refused was refused by the code's articles."""
        refused = all(each.refused for each in self.tried) and not self.words
        return refused and (bool(self.refused_by) or any(each.no_word for each in self.tried))

    @property
    def way(self) -> str:
        """`refused` if the nearest act exists and an article of the code refuses it, else `no word`."""
        return "refused" if self.refused_by else "no word"

    @property
    def found(self) -> str:
        """In words."""
        if not self.impossible:
            accepted = [each.what for each in self.tried if not each.refused]
            if accepted or self.words:
                return f"possible: {'; '.join(accepted)} {', '.join(self.words)}"
            return "refused, but by no article that this code stands for"
        own = ", ".join(self.refused_by or vocabulary().codes[self.code].articles)
        return f"{self.way}: {own}"


def breach(bottle: Bottle, code: str, names: Iterable[str], union: Iterable[type] = UNIONS) -> Breach:
    """Tries the named acts for a code, and looks for words that could say it."""
    results = tuple(tried(bottle.world, ATTEMPTS[name](bottle)) for name in names)
    return Breach(code, results, tuple(said_with(vocabulary().codes[code].verbs, union)))


def breaches(bottle: Bottle, sentence: str, codes: Sequence[str]) -> list[Breach]:
    """Every code of an act, tried by the acts its sentence means or else by all the code has."""
    table = vocabulary()
    said = table.said(sentence)
    found = []
    for code in codes:
        own = table.codes[code].attempts
        found.append(breach(bottle, code, [name for name in own if name in said] or own))
    return found
