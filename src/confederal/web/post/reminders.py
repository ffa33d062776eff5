"""A delegate of a council asks branches that have not met, or not instructed, to do so.

Branches are reminded, not people. The mail goes to those who can call a meeting there and to the branch's delegates,
where their record stands on this server; elsewhere the council's question stands on their agenda by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import time
from typing import Final

from confederal.kernel.identity import DAY, BodyId, Id
from confederal.kernel.state import State
from confederal.web.post.due import Due
from confederal.web.post.models import Kind, Letter
from confederal.web.post.rounds import accounts_of, unwritten, write
from confederal.web.visit import Visit

APART: Final = 3 * DAY
"""A council reminds the same branch once in so long."""


def send(visit: Visit, bodies: Iterable[BodyId]) -> int:
    """Puts a reminder to each of these branches into the post; how many people it goes to.

    `visit` is of the council. A branch that was reminded lately, or whose record does not stand here, is left out.
    """
    if visit.practice or not visit.state.council or not visit.votes:
        return 0
    here = set(visit.office.bodies())
    return sum(remind(visit, body) for body in bodies if body in here and body in visit.state.bodies)


def remind(visit: Visit, branch: BodyId) -> int:
    """One branch; to how many people the reminder goes."""
    council = visit.body[:16]
    lately = Letter.objects.filter(
        kind=Kind.INSTRUCT, body=branch, about__startswith=council, made_at__gt=time() - APART
    )
    state = visit.office.state(branch)
    if state is None or lately.exists():
        return 0
    to = who_can(state, visit.office.now())
    reminder = Due(Kind.INSTRUCT, f"{council} {int(time())}", to, "asked/")
    links = accounts_of(visit.office, state, to)
    return write(unwritten(branch, reminder, links))


def who_can(state: State, at: int) -> tuple[Id, ...]:
    """Those who hold an office or a seat there; all members where nobody does."""
    holding = tuple(dict.fromkeys(seat.holder for seat in state.held(at)))
    return holding or tuple(state.electors(None, at))
