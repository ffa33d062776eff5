"""Attempts against the law: each is really sent to the desk, and its refusal is kept with the articles it names.

An attempt is an act of the language, or bytes that look like an act and say what the language has no word for.
Nothing is written by an attempt that is refused: the size of the book is compared before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from confederal.kernel import act as a
from confederal.kernel.identity import HOST
from confederal.kernel.minute_book import sealed
from confederal.kernel.objection import Objection
from confederal.secretary.desk import Answer, Refused
from confederal.stories.telling import articles
from confederal.stories.together import Together

UNREADABLE = ("open_books", 3)
"""What an entry is refused with that the language cannot say."""


class Attempt(Struct, frozen=True):
    """Somebody tries something in one body's book."""

    what: str
    """In plain words, as the end of "She tried …"."""
    book: str
    who: str
    act: a.AnyAct | None = None
    forged: Mapping[str, Any] | None = None
    """Bytes that look like an act, as JSON, where the language has no such act."""
    key_of: str | None = None
    """Signed with the key this person has in another body."""


class Tried(Struct, frozen=True):
    """What came of an attempt."""

    what: str
    refused: bool
    no_word: bool
    """Refused because the language cannot say it."""
    objections: tuple[Objection, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        return articles(self.objections)

    @property
    def words(self) -> str:
        """One sentence."""
        if not self.refused:
            return f"Tried {self.what}: ACCEPTED."
        if self.no_word:
            return f"Tried {self.what}: no word. {self.objections[0].value}."
        return f"Tried {self.what}: refused by {', '.join(self.articles)}."


def tried(world: Together, attempt: Attempt) -> Tried:
    """Sends the attempt to the desk and tells what came of it."""
    body = world.bodies[attempt.book]
    before = world.desk.size(body)
    answer = sent(world, attempt)
    refused = isinstance(answer, Refused) and world.desk.size(body) == before
    objections = answer.objections if isinstance(answer, Refused) else ()
    unreadable = bool(objections) and all((o.article, o.paragraph) == UNREADABLE for o in objections)
    return Tried(attempt.what, refused, refused and unreadable, objections)


def sent(world: Together, attempt: Attempt) -> Answer:
    """The desk's answer to the attempt, signed with a good key."""
    if attempt.forged is not None:
        return world.forge(attempt.book, attempt.who, attempt.forged)
    assert attempt.act is not None
    body = world.bodies[attempt.book]
    if isinstance(attempt.act, a.Founded):
        signer = world.host(attempt.book) if attempt.who == HOST else world.key(attempt.book, attempt.who)
        return world.desk.found(sealed(a.Payload(1, "", attempt.who, 0, world.now, attempt.act), signer))
    if attempt.key_of is not None:
        signer = world.key(attempt.key_of, attempt.who)
        return world.desk.minute(
            body, sealed(a.Payload(1, body, attempt.who, 0, world.now, attempt.act), signer)
        )
    return world.desk.minute(body, world.envelope(attempt.book, attempt.who, attempt.act))
