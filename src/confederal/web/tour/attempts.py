"""The federation's secretary tries to appoint a manager at Ember: every way there is, really taken."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from confederal.kernel import act as a
from confederal.kernel.matters import Constituency, Election
from confederal.kernel.objection import Objection
from confederal.records.memory import MemoryShelf
from confederal.stories.attempts import Attempt, tried
from confederal.stories.federation import FEDERATION
from confederal.stories.river_city import EMBER
from confederal.stories.together import Together
from confederal.web.tour.cast import Cast
from confederal.web.tour.crooked import at_the_terminal


@dataclass(frozen=True)
class Answer:
    """What came of one way: refused or not, the law's reasons, or what a machine said."""

    refused: bool
    objections: tuple[Objection, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Way:
    """One way to try it."""

    name: str
    words: Any
    tried: Callable[[Cast], Answer]


def secretary(cast: Cast) -> str:
    """The place of the federation's secretary."""
    person = cast.person("tom")
    assert person is not None
    return next(who for name, who in person.keys if name == FEDERATION)


def at_the_desk(attempt: Callable[[Cast], Attempt]) -> Callable[[Cast], Answer]:
    """A way that sends an act, signed with the secretary's good key, to the desk."""

    def way(cast: Cast) -> Answer:
        # A world branches only in memory, and is told on any shelf; this one is looked at and not branched.
        world = Together(shelf=typing.cast("MemoryShelf", cast.office.home.shelf))
        world.now = cast.now
        world.bodies.update(cast.scene.bodies)
        result = tried(world, attempt(cast))
        return Answer(result.refused, result.objections)

    return way


def appointing(cast: Cast) -> Attempt:
    forged = {"kind": "manager_appointed", "who": "m1", "where": cast.body(EMBER)}
    return Attempt("to say that a manager is appointed", FEDERATION, secretary(cast), forged=forged)


def electing(cast: Cast) -> Attempt:
    act = a.QuestionRaised("A manager for Ember", Election("manager", 1, 365))
    return Attempt("to have the council elect a manager", FEDERATION, secretary(cast), act)


def reorganising(cast: Cast) -> Attempt:
    act = a.QuestionRaised("Another order at Ember", Constituency("ember", dissolves=True))
    return Attempt("to have the council reorganise Ember", FEDERATION, secretary(cast), act)


def writing_there(cast: Cast) -> Attempt:
    act = a.QuestionRaised("A manager", Election("manager", 1, 365))
    return Attempt("to write it into Ember's record", EMBER, secretary(cast), act, key_of=FEDERATION)


def by_address(cast: Cast) -> Answer:
    """Addresses somebody would guess: none of them leads anywhere."""
    ember, said = cast.body(EMBER), []
    for guess in (f"/b/{ember}/appoint/", f"/b/{ember}/manager/", f"/b/{ember}/seats/manager/appoint/"):
        try:
            resolve(guess)
        except Resolver404:
            said.append(f"POST {guess[:14]}…{guess[66:]}  404 Not Found")
        else:
            return Answer(refused=False, said=guess)
    return Answer(refused=True, said="\n".join(said))


def by_terminal(cast: Cast) -> Answer:
    """At the terminal, with the secretary's key file."""
    said = at_the_terminal(
        cast.office.home.folder,
        *("act", cast.body(FEDERATION)[:12], "--home", ".", "--as", secretary(cast)),
        *("manager_appointed", "who=m1", "where=ember"),
    )
    return Answer(refused="Recorded" not in said, said=said)


WAYS: Final = (
    Way("appoint", _("Appoint a manager, in so many words"), at_the_desk(appointing)),
    Way("elect", _("Have the council elect a manager for Ember"), at_the_desk(electing)),
    Way("reorganise", _("Have the council reorganise Ember"), at_the_desk(reorganising)),
    Way("write", _("Write it into Ember's own record"), at_the_desk(writing_there)),
    Way("address", _("Guess an address"), by_address),
    Way("terminal", _("Type it at the terminal"), by_terminal),
)
