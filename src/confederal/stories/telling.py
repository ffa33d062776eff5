"""What a told story is: steps, each with what was expected of it and what the books showed.

The tellers of the three kinds of files (`federation`, `history`, `power`) make these values; nothing here acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from confederal.kernel.objection import Objection
from confederal.secretary.desk import Answer, Refused


class Verdict(StrEnum):
    """What became of one expectation, or of a step as a whole."""

    HELD = "held"
    FAILED = "did not hold"
    NOT_YET = "not yet"
    """The room it waits for is not built: neither passed nor failed."""
    NOT_UNDERSTOOD = "not understood"
    TOLD = "told"
    """Nothing was expected; it was done."""


class Check(Struct, frozen=True):
    """One expectation of the file: in its own words, what the books show, and whether it held."""

    expects: str
    found: str
    verdict: Verdict


class Step(Struct, frozen=True):
    """One step of a story as it was told."""

    when: str
    """The day or date as the file has it."""
    what: str
    who: str = ""
    outcome: tuple[str, ...] = ()
    """What happened, in plain sentences."""
    checks: tuple[Check, ...] = ()
    refusals: tuple[Objection, ...] = ()
    way: str = ""
    """For acts against the law: `no word` or `refused`."""

    @property
    def verdict(self) -> Verdict:
        """The worst that befell its expectations."""
        verdicts = {check.verdict for check in self.checks}
        for worst in (Verdict.FAILED, Verdict.NOT_UNDERSTOOD, Verdict.NOT_YET, Verdict.HELD):
            if worst in verdicts:
                return worst
        return Verdict.TOLD


class Untellable(Exception):
    """A file that is no story; the message says why and what would mend it."""


Reporter = Callable[[str], None]
"""Is told what a long piece of work is doing."""

Telling = Iterator[Step]


def holds(expects: object, truth: bool, found: str) -> Check:
    """An expectation that held, or did not."""
    return Check(str(expects), found, Verdict.HELD if truth else Verdict.FAILED)


def equals(expects: str, wanted: object, found: object) -> Check:
    """An expectation that names a value."""
    return holds(expects, wanted == found, f"{found}")


def not_understood(expects: object) -> Check:
    """An expectation, or an act, whose words this teller does not know."""
    known = "these words are not known to the teller; nothing was checked"
    return Check(str(expects), known, Verdict.NOT_UNDERSTOOD)


def not_yet(expects: object, room: str) -> Check:
    """An expectation that waits for a room."""
    return Check(str(expects), f"the room '{room}' is not built", Verdict.NOT_YET)


def refusals(answer: Answer) -> tuple[Objection, ...]:
    """The objections of a refusal; none if it was received."""
    return answer.objections if isinstance(answer, Refused) else ()


def articles(objections: Sequence[Objection]) -> tuple[str, ...]:
    """The articles cited, each once, in the order cited."""
    return tuple(dict.fromkeys(objection.article for objection in objections))


# The words of expectations

ROOMS: Final = ("work", "books", "tendencies", "emergencies", "trust", "planning", "boxes", "rehearsal")
"""Rooms of the design that are not built; a step that needs one is not told yet."""

WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
NUMBER: Final = rf"(?:\d[\d,_]*|{'|'.join(sorted(WORDS, key=len, reverse=True))})"


def number(words: str) -> int:
    """The whole number that a numeral or a word such as "seven" says. Raises ValueError on other words.

    >>> number("seven"), number("3,000")
    (7, 3000)
    """
    told = words.strip().lower()
    return WORDS.index(told) if told in WORDS else int(told.replace(",", "").replace("_", ""))


def clauses(text: str) -> list[str]:
    """The claims of a sentence, one by one.

    >>> clauses("name gone; the book still verifies")
    ['name gone', 'the book still verifies']
    """
    return [part for part in (piece.strip(" .") for piece in re.split(r"[;,:]\s+", text)) if part]


Claim = tuple[str, Callable[[re.Match[str]], Check | list[Check]]]
"""A pattern of words, and what looks at the books when a clause says them."""


def weighed(text: object, claims: Sequence[Claim]) -> list[Check]:
    """Every clause of an expectation, each checked by the first claim whose words it says, or not understood."""
    checks: list[Check] = []
    for clause in clauses(str(text)):
        for pattern, look in claims:
            found = re.search(pattern, clause, re.IGNORECASE)
            if found is not None:
                checked = look(found)
                checks.extend(checked if isinstance(checked, list) else [checked])
                break
        else:
            checks.append(not_understood(clause))
    return checks


def plain(identifier: str) -> str:
    """A name of the file as one reads it."""
    return identifier.replace("_", " ")


def named(words: str, names: Sequence[str]) -> str | None:
    """The one name that these words mean: itself, its beginning, or its first word within a sentence.

    >>> named("millrace", ["millrace_bakery", "ember_print"])
    'millrace_bakery'
    >>> named("the engineer whom Ember lends", ["millrace_bakery", "ember_print"])
    'ember_print'
    """
    low = words.lower()
    if low in names:
        return low
    beginning = [name for name in names if name.startswith(f"{low}_")]
    if len(beginning) == 1:
        return beginning[0]
    spoken = [
        name
        for name in names
        if plain(name) in low or re.search(rf"\b{re.escape(name.split('_')[0])}\b", low)
    ]
    return spoken[0] if len(spoken) == 1 else None


def record(value: Any, kind: type, what: str) -> Any:
    """A value of the file that must be of a kind. Raises Untellable with what it is instead."""
    if not isinstance(value, kind):
        wanted = {dict: "a mapping", list: "a list", str: "words", int: "a number"}.get(kind, kind.__name__)
        raise Untellable(f"{what} must be {wanted}, and is: {str(value)[:60]}")
    return value
