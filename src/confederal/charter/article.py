"""What an article is: words that members adopted, in paragraphs, each with the check that enforces it.

A paragraph is enforced by a check on acts (`says`), by a check on matters (`about`), by the way every record is
read (`reads`), or it only declares, with the reason and the room that will enforce it (`declares`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.objection import Objection
from confederal.kernel.state import State
from confederal.sentence import Sentence, plural


class Fault(NamedTuple):
    """What a check found: the value that caused it and what would mend it."""

    value: str
    mend: str


Faults = Iterator[Fault]
ActCheck = Callable[[State, a.Minuted, Any], Faults]
MatterCheck = Callable[[State, str, Any, int], Faults]


class Paragraph(Struct, frozen=True):
    """One paragraph as the printed charter shows it."""

    number: int
    words: str
    enforced: str
    """By which check or reading; empty where it only declares."""
    because: str = ""
    room: str = ""


class Article:
    """One article: its name is its file's, its words are its file's docstring."""

    def __init__(self, module: str, words: str | None, *, chapter: str, sources: str) -> None:
        assert words, f"{module} has no words"
        self.name = module.rpartition(".")[2]
        self.words = words.strip()
        title, _, text = self.words.partition("\n")
        self.title = title.rstrip(".")
        self.text = " ".join(text.split())
        self.chapter = chapter
        self.sources = tuple(sources.split())
        self.paragraphs: list[Paragraph] = []
        self.act_checks: list[tuple[type[a.Act], Callable[[State, a.Minuted, Any], Iterator[Objection]]]] = []
        self.matter_checks: list[
            tuple[type[MatterBase], Callable[[State, str, Any, int], Iterator[Objection]]]
        ] = []

    def says(self, number: int, words: str, *acts: type[a.Act]) -> Callable[[ActCheck], ActCheck]:
        """Registers a check on acts of these kinds under this paragraph."""

        def register(check: ActCheck) -> ActCheck:
            self._add(number, words, f"{check.__name__} on {', '.join(tag(kind) for kind in acts)}")

            def objections(state: State, m: a.Minuted, act: Any) -> Iterator[Objection]:
                for fault in check(state, m, act):
                    yield Objection(self.name, number, words, fault.value, fault.mend)

            for kind in acts:
                self.act_checks.append((kind, objections))
            return check

        return register

    def about(
        self, number: int, words: str, *matters: type[MatterBase]
    ) -> Callable[[MatterCheck], MatterCheck]:
        """Registers a check on matters of these kinds, whoever raises or proposes them."""

        def register(check: MatterCheck) -> MatterCheck:
            self._add(number, words, f"{check.__name__} about {', '.join(tag(kind) for kind in matters)}")

            def objections(state: State, by: str, matter: Any, at: int) -> Iterator[Objection]:
                for fault in check(state, by, matter, at):
                    yield Objection(self.name, number, words, fault.value, fault.mend)

            for kind in matters:
                self.matter_checks.append((kind, objections))
            return check

        return register

    def reads(self, number: int, words: str, where: str) -> None:
        """A paragraph that every reading of a record keeps by itself; `where` says in which rule of reading."""
        self._add(number, words, where)

    def declares(self, number: int, words: str, *, because: str, room: str) -> None:
        """A paragraph that only declares, with the reason and the room that will enforce it."""
        self.paragraphs.append(Paragraph(number, words, "", because, room))

    def _add(self, number: int, words: str, enforced: str) -> None:
        known = next((known for known in self.paragraphs if known.number == number), None)
        if known is None:
            self.paragraphs.append(Paragraph(number, words, enforced))
            return
        assert known.words == words, f"{self.name} ¶{number} has two wordings"
        self.paragraphs[self.paragraphs.index(known)] = Paragraph(
            number, words, f"{known.enforced}; {enforced}"
        )


def tag(kind: type[Struct]) -> str:
    """The word of an act or matter in the record."""
    return str(kind.__struct_config__.tag)


def length(seconds: int) -> Sentence:
    """A length of time as one says it: whole days from two days on, hours from two hours on, else minutes."""
    if seconds >= 2 * DAY:
        return plural(-(-seconds // DAY), "{number} day", "{number} days")
    if seconds >= 2 * HOUR:
        return plural(-(-seconds // HOUR), "{number} hour", "{number} hours")
    return plural(max(0, -(-seconds // 60)), "{number} minute", "{number} minutes")
