"""The united front.

Unions of different currents act together in joint bodies, by an agreed rule of seats, with sides, and a
majority in every side. Each keeps its independence and its way out.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel.body import Tie
from confederal.kernel.state import State
from confederal.sentence import listed, say

article = Article(__name__, __doc__, chapter="Federation", sources="R63 R65 R67")


@article.says(1, "A joint committee has two sides or more, and every body sits on one of them.", a.Founded)
def every_body_on_a_side(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    sides = act.charter.sides
    for named in act.bodies:
        if sides and named.side not in sides:
            yield Fault(
                say(
                    "{name} on {side}",
                    name=named.name,
                    side=say("no side") if named.side is None else named.side,
                ),
                say("one of: {those}", those=listed(sides)),
            )
        if not sides and named.side is not None:
            yield Fault(
                say("{name} on side {side}", name=named.name, side=named.side),
                "name the sides in the charter",
            )
    for side in sides:
        if not any(named.side == side for named in act.bodies):
            yield Fault(say("nobody on side {side}", side=side), "name a body for every side")


@article.says(
    1, "A joint committee has two sides or more, and every body sits on one of them.", a.AttestationShown
)
def joins_on_a_side(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Joins):
        return
    named = state.bodies.get(act.attestation.origin)
    side = named.side if named is not None and named.tie is Tie.NAMED else told.side
    if (side is None) == bool(state.charter.sides) or (side is not None and side not in state.charter.sides):
        yield Fault(
            say("{name} on {side}", name=told.name, side=side or say("no side")),
            say("one of: {those}", those=listed(state.charter.sides) or say("no side")),
        )


article.reads(
    2, "What a joint body decides is carried in every side, not only in all together.", "returning.of_yes_no"
)
article.reads(3, "Each side leaves as any body leaves.", "State.disaffiliating")
