"""What the language can say at all: every word of the closed unions, enumerated.

An act against the law that has no word is not forbidden by anybody; nothing can be written that would be it. This
file looks the words up, from the unions themselves, so that a word added tomorrow is seen.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec

from confederal.kernel.act import ACTS
from confederal.kernel.attestation import Says
from confederal.kernel.matters import MATTERS

UNIONS: tuple[type, ...] = (*ACTS, *MATTERS, *get_args(Says))
"""Every act, every kind of decision, and every word of one body to another."""


def words(union: Iterable[type] = UNIONS) -> Iterator[str]:
    """Every word the language has: the tags of the union, their fields, and the values of closed lists."""
    seen: set[Any] = set()
    for kind in union:
        yield str(kind.__struct_config__.tag)  # type: ignore[attr-defined]
        yield from words_within(kind, seen)


def words_within(kind: Any, seen: set[Any]) -> Iterator[str]:
    """The fields of a value and, of each, the fields and values inside it."""
    if kind in seen:
        return
    seen.add(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        yield from (str(value.value) for value in kind)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield field.name
            for inner in types_in(field.type):
                yield from words_within(inner, seen)


def types_in(hint: Any) -> Iterator[Any]:
    """The classes a type hint speaks of."""
    if isinstance(hint, type):
        yield hint
    for inner in get_args(hint):
        yield from types_in(inner)


def said_with(verbs: Iterable[str], union: Iterable[type] = UNIONS) -> list[str]:
    """The words of the language that contain one of these verbs; empty if it cannot say any of them.

    >>> said_with(["appoint", "decree", "dissolve_body", "dismiss"])
    []
    >>> "recall" in said_with(["recall"])
    True
    """
    looked_for = tuple(verbs)
    return sorted({word for word in words(union) if any(verb in word for verb in looked_for)})
