"""What another wording changes, word by word: for reading an amendment in place."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"


class Words(Struct, frozen=True):
    """Some words in a row, and what became of them."""

    change: Change
    text: str


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """The two wordings as one: what was kept, what went out, what came in, in reading order.

    Everything kept or out, put together, is the wording before; everything kept or in, the one after.

    >>> [(part.change.value, part.text) for part in changed_words("We meet on Mondays.", "We meet on Fridays.")]
    [('kept', 'We meet on '), ('out', 'Mondays'), ('in', 'Fridays'), ('kept', '.')]
    """
    old, new = pieces(before), pieces(after)
    found: list[Words] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Words(Change.KEPT, "".join(old[i1:i2])))
            continue
        if i2 > i1:
            found.append(Words(Change.OUT, "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Words(Change.IN, "".join(new[j1:j2])))
    return tuple(found)


def pieces(text: str) -> list[str]:
    """A text in words, gaps and marks, none of it lost."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)
