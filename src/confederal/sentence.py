"""A sentence that remembers how it was made: its pattern and the values in it.

The pure rooms speak plain English and know no other language. What they say is text like any other (it is equal,
sorted and written as its words), and whoever shows it can say it in the reader's language, because pattern and
values are still there: `say("{present} are here", present=3)`. A value may be such a sentence itself.

This module imports nothing of ours and nothing beyond the standard library; every room may use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Self

Translation = Callable[[str, str | None, int], str]
"""Pattern, pattern for several, and their number → the pattern in the reader's language."""


class Sentence(str):
    """Words, and the pattern and values they were made of.

    >>> told = say("{who} is not on the register", who="m3")
    >>> told, told.pattern, dict(told.values)
    ('m3 is not on the register', '{who} is not on the register', {'who': 'm3'})
    """

    __slots__ = ("many", "number", "pattern", "values")

    pattern: str
    many: str | None
    """The pattern for several; None where there is no number to ask."""
    number: int
    values: Mapping[str, object]

    def __new__(
        cls, pattern: str, values: Mapping[str, object], many: str | None = None, number: int = 1
    ) -> Self:
        chosen = pattern if many is None or number == 1 else many
        made = super().__new__(cls, filled(chosen, values))
        made.pattern, made.values, made.many, made.number = str(pattern), values, many, number
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self.pattern, self.values, self.many, self.number)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def filled(pattern: str, values: Mapping[str, object]) -> str:
    """A pattern with its holes filled; one without values is taken as it stands, braces and all."""
    return pattern.format_map(values) if values else pattern


def say(pattern: str, /, **values: object) -> Sentence:
    """A sentence with its values in the holes of its pattern.

    The pattern is written out as one literal: it is what translators read, and a test finds it in the source.

    >>> say("{first} and {second}", first="Ana", second=say("others"))
    'Ana and others'
    """
    return Sentence(pattern, values)


def plural(number: int, one: str, many: str, /, **values: object) -> Sentence:
    """A sentence that depends on a number: `{number}` in either pattern is that number.

    >>> plural(1, "{number} day", "{number} days"), plural(3, "{number} day", "{number} days")
    ('1 day', '3 days')
    """
    return Sentence(one, {"number": number, **values}, many, number)


def listed(parts: Iterable[object], between: str = ", ") -> Sentence:
    """Parts one after the other; each is said in the reader's language, what stands between them is a sign.

    >>> listed(["Ana", "Ben"]), listed([])
    ('Ana, Ben', '')
    """
    values = {f"part{place}": part for place, part in enumerate(parts)}
    return Sentence(between.join(f"{{{name}}}" for name in values), values)


def all_of(parts: Iterable[object]) -> Sentence:
    """Parts of which all are meant.

    >>> all_of(["Ana", "Ben", "Eva"]), all_of(["Ana"])
    ('Ana, Ben and Eva', 'Ana')
    """
    *before, last = tuple(parts) or ("",)
    return say("{before} and {last}", before=listed(before), last=last) if before else listed([last])


def one_of(parts: Iterable[object]) -> Sentence:
    """Parts of which one is meant.

    >>> one_of(["Ana", "Ben", "Eva"])
    'Ana, Ben or Eva'
    """
    *before, last = tuple(parts) or ("",)
    return say("{before} or {last}", before=listed(before), last=last) if before else listed([last])


def as_is(value: str) -> str:
    """A value nobody calls otherwise: a name, a number, a title."""
    return value


def translated(words: str, translation: Translation, called: Callable[[str], str] = as_is) -> str:
    """Words in the reader's language: the pattern translated, then its values put in, each translated likewise.

    Words that are no sentence are a whole pattern themselves. A value that is no sentence is not translated: it
    is a name, a number or what somebody wrote; `called` says what a name is called where it is shown.

    >>> spanish = {"{who} has {what}": "{who} tiene {what}", "a vote": "un voto"}
    >>> told = say("{who} has {what}", who="m3", what=say("a vote"))
    >>> translated(told, lambda one, many, number: spanish[one], {"m3": "Ana"}.get)
    'Ana tiene un voto'
    """
    if not isinstance(words, Sentence):
        return translation(words, None, 1) if words else words
    values = {name: value_told(value, translation, called) for name, value in words.values.items()}
    pattern = translation(words.pattern, words.many, words.number) if words.pattern else ""
    try:
        return filled(pattern, values)
    except (KeyError, IndexError, ValueError):  # a translation with a hole nobody fills: better in English
        chosen = words.pattern if words.many is None or words.number == 1 else words.many
        return filled(chosen, values)


def value_told(value: object, translation: Translation, called: Callable[[str], str]) -> object:
    """One value of a sentence, as the reader is told it."""
    if isinstance(value, Sentence):
        return translated(value, translation, called)
    return called(value) if type(value) is str else value


NOTHING: Final = say("")
"""Nothing to say."""
