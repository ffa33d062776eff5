"""The map: the bodies a visitor sees, who is sent from where to where, what flows up and what comes down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from msgspec import Struct

from confederal.kernel.identity import BodyId
from confederal.kernel.state import State
from confederal.web import office as offices
from confederal.web.accounts.models import Account
from confederal.web.maps.layout import NARROW, WIDE, Branch, Drawing, Node, Placed, layout
from confederal.web.maps.seen import Instructed, Seen, Sending, federation, instructed
from confederal.web.office import Office
from confederal.web.visit import asked_time, bodies_of

LINES = 3
"""Event streams a map listens to: browsers allow six to a server, and other tabs want theirs."""


class Mark(Struct, frozen=True):
    """Something that is so with a body, in two or three words: what kind of thing, and how it is said."""

    kind: str
    words: str


class Drawn(Struct, frozen=True):
    """A body as it is drawn."""

    seen: Seen
    placed: Placed
    marks: tuple[tuple[int, Mark], ...]
    """Base line and words of each."""
    lines: tuple[tuple[int, str], ...]
    """Base line and words of each line of its name."""
    chairs: tuple[tuple[int, str], ...]
    """Across and what it is: held, accepting, empty."""
    numbers: str
    told: str
    """Everything, in a sentence."""


class Tied(Struct, frozen=True):
    """A tie as it is drawn."""

    path: str
    kind: str


class Picture(Struct, frozen=True):
    """One drawing of the map, with everything in it."""

    name: str
    drawing: Drawing
    bodies: tuple[Drawn, ...]
    ties: tuple[Tied, ...]


@login_required
def map_page(request: HttpRequest) -> HttpResponse:
    """The federation as the visitor sees it; with `?at=` as it stood then."""
    account = request.user
    assert isinstance(account, Account)
    at = asked_time(request)
    states, ours, practice = library(account, at)
    now = offices.main().now() if at is None else at
    bodies = federation(states, ours, now, counted)
    names = ("wide", "narrow") if bodies else ()
    pictures = [drawing_of(picture(name, bodies, practice), get_language() or "") for name in names]
    return render(
        request,
        "maps/map.html",
        {
            "bodies": [(seen, marks(seen, practice)) for seen in bodies],
            "pictures": pictures,
            "listens": listens(states, ours) if at is None else (),
            "empty_seats": sum(sending.empty for seen in bodies for sending in seen.sends),
            "recalls": sum(seen.recalls for seen in bodies),
            "to_confirm": sum(sending.to_confirm for seen in bodies for sending in seen.sends),
            "to_instruct": sum(
                sending.asked - sending.instructed for seen in bodies for sending in seen.sends
            ),
            "at": at,
            "whole": next(iter(states.values()), None),
        },
    )


class Counted(Struct, frozen=True):
    """What was counted, and of which open proposals and instructions: these two never change, only others follow."""

    open_questions: object
    mandates: object
    instructed: Instructed


_counted: Final[dict[BodyId, Counted]] = {}


@lru_cache(maxsize=32)
def drawing_of(picture: Picture, language: str) -> SafeString:
    """A picture as SVG. Everybody who looks at the same map after a step is given the same drawing."""
    return render_to_string("maps/parts/picture.html", {"picture": picture})


def counted(state: State) -> Instructed:
    """Who has instructed on how much, counted once for as long as the council's record says the same."""
    kept = _counted.get(state.body)
    if kept is None or kept.open_questions is not state.open_questions or kept.mandates is not state.mandates:
        kept = Counted(state.open_questions, state.mandates, instructed(state))
        _counted[state.body] = kept
    return kept.instructed


def library(
    account: Account, at: int | None
) -> tuple[dict[BodyId, State], frozenset[BodyId], frozenset[BodyId]]:
    """What the visitor may read, as it stands or stood; where they are members; what is only practice."""
    states: dict[BodyId, State] = {}
    ours, practice = set(), set()
    for office, state, who in bodies_of(account):
        shown = state if at is None else as_it_stood(office, state.body, at)
        if shown is None:
            continue
        states[state.body] = shown
        if who is not None:
            ours.add(state.body)
        if office is not offices.main():
            practice.add(state.body)
    return states, frozenset(ours), frozenset(practice)


def as_it_stood(office: Office, body: BodyId, at: int) -> State | None:
    """A body as it stood at a time; None where it was not founded."""
    return office.state(body, at)


def listens(states: Mapping[BodyId, State], ours: frozenset[BodyId]) -> tuple[BodyId, ...]:
    """The records whose growth changes the map most: the councils' first, then the visitor's own bodies'."""
    order = sorted(states.values(), key=lambda state: (not state.council, state.body not in ours, state.body))
    return tuple(state.body for state in order)[:LINES]


def marks(seen: Seen, practice: frozenset[BodyId]) -> tuple[Mark, ...]:
    """What is to be seen at a glance: practice, empty seats, recalls, what goes up, what came down."""
    found = []
    if seen.body in practice:
        found.append(Mark("warn", _("practice")))
    empty = sum(sending.empty for sending in seen.sends if sending.joined)
    if empty:
        found.append(
            Mark("empty", ngettext("%(count)s seat empty", "%(count)s seats empty", empty) % {"count": empty})
        )
    accepting = sum(sending.accepting for sending in seen.sends)
    if accepting:
        # Translators: in a narrow column of the map, 18 letters at most
        found.append(Mark("open", _("%(count)s to accept") % {"count": accepting}))
    if seen.recalls:
        # Translators: in a narrow column of the map, 18 letters at most
        found.append(Mark("recall", _("recall running")))
    asked = sum(sending.asked for sending in seen.sends)
    given = sum(sending.instructed for sending in seen.sends)
    if asked:
        # Translators: in a narrow column of the map, 18 letters at most
        missing = _("↑ %(count)s to instruct") % {"count": asked - given}
        found.append(Mark("up", _("↑ instructed")) if given == asked else Mark("up waiting", missing))
    confirm = sum(sending.to_confirm for sending in seen.sends)
    if confirm:
        # Translators: in a narrow column of the map, 18 letters at most
        found.append(Mark("down", _("↓ %(count)s to confirm") % {"count": confirm}))
    if any(not sending.joined for sending in seen.sends):
        found.append(Mark("open", _("joining")))
    return tuple(found)


def picture(name: str, bodies: Sequence[Seen], practice: frozenset[BodyId]) -> Picture:
    """One drawing: wide for a desk, narrow for a phone."""
    marked = {seen.body: marks(seen, practice) for seen in bodies}
    drawing = layout(
        (
            Node(seen.body, seen.name, seen.members, seen.council, seen.above, len(marked[seen.body]))
            for seen in bodies
        ),
        WIDE if name == "wide" else NARROW,
    )
    known = {seen.body: seen for seen in bodies}
    return Picture(
        name,
        drawing,
        tuple(drawn(known[placed.id], placed, marked[placed.id]) for placed in drawing.placed),
        tuple(tied(known[branch.body], branch) for branch in drawing.branches),
    )


def drawn(seen: Seen, placed: Placed, marked: Sequence[Mark]) -> Drawn:
    """A body in its place, with every line of words where it stands."""
    return Drawn(
        seen=seen,
        placed=placed,
        marks=tuple((placed.marks_y + 17 * line, mark) for line, mark in enumerate(marked)),
        lines=tuple(
            (placed.name_y + (22 if seen.council else 18) * line, words)
            for line, words in enumerate(placed.lines)
        ),
        chairs=chairs(seen, placed),
        numbers=numbers(seen) if seen.council else str(seen.members),
        told="; ".join((seen.name, numbers(seen), *(mark.words for mark in marked))),
    )


def numbers(seen: Seen) -> str:
    """How many make up a body, in words."""
    members = ngettext("%(count)s member", "%(count)s members", seen.members) % {"count": seen.members}
    if not seen.council:
        return members
    if not seen.readable:
        return _("council")
    branches = ngettext("%(count)s branch", "%(count)s branches", seen.branches) % {"count": seen.branches}
    return f"{branches} · {members}"


CHAIR = 14
"""From one chair to the next."""


def chairs(seen: Seen, placed: Placed) -> tuple[tuple[int, str], ...]:
    """The seats a body fills above, side by side over it; as many as there is room for."""
    kinds = [
        kind
        for sending in seen.sends
        for kind, count in (
            ("held", sending.held),
            ("accepting", sending.accepting),
            ("empty", sending.empty),
        )
        for _each in range(count)
    ]
    if placed.council:
        return ()
    room = max(1, 2 * placed.half // CHAIR - 1)
    kinds = sorted(kinds, key=("empty", "accepting", "held").index)[:room]
    left = placed.x - CHAIR * (len(kinds) - 1) // 2
    return tuple((left + CHAIR * place, kind) for place, kind in enumerate(kinds))


def tied(seen: Seen, branch: Branch) -> Tied:
    """A tie by what it carries: a delegate or nobody, ours or another's, joined or joining."""
    sending: Sending = next(sending for sending in seen.sends if sending.council == branch.council)
    kinds = ["ours"] if seen.ours else []
    if not sending.joined:
        kinds.append("joining")
    elif not sending.held:
        kinds.append("nobody")
    return Tied(branch.path, " ".join(kinds))
