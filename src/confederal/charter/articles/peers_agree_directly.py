"""Peers agree directly.

An agreement between bodies needs no one above. The centre is told, and may be absent. Small bodies help each other
with tellers and keepers in the same way.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.body import KEEPER, SMALL, TELLER
from confederal.kernel.state import State
from confederal.sentence import listed, plural, say

article = Article(__name__, __doc__, chapter="Federation", sources="R34 R35")


@article.about(1, "An agreement names its other parties, each once, and one text for all.", matters.Agreement)
def parties_named(state: State, by: str, matter: matters.Agreement, at: int) -> Faults:
    bodies = [party.body for party in matter.with_]
    if not matter.ends and (not bodies or len(set(bodies)) != len(bodies)):
        yield Fault(
            plural(len(bodies), "{number} party", "{number} parties"),
            "name one other party or more, each once",
        )
    if state.body in bodies:
        yield Fault("ourselves among the others", "name the others only")
    if matter.ends and not any(
        isinstance(d.matter, matters.Agreement) and d.matter.text == matter.text
        for d in state.in_force(at, matters.Agreement.word())
    ):
        yield Fault("no such agreement is in force", "name the text of the agreement to end")


@article.about(
    3,
    "A body of fewer than fifteen members borrows tellers and keepers from a sister body, for a year at most.",
    matters.Lending,
)
def a_small_body_borrows(state: State, by: str, matter: matters.Lending, at: int) -> Faults:
    others = {party.body for party in matter.with_}
    if len(matter.with_) != 1 or state.body in others:
        yield Fault(say("{number} others", number=len(others - {state.body})), "name the one other body")
        return
    if matter.ends:
        theirs = [*state.lendings(at, from_=matter.lends), *state.lendings(at, to=next(iter(others)))]
        if not any(others == {party.body for party in lending.with_} for lending in theirs):
            yield Fault("nothing is lent between us", "nothing")
        return
    if matter.lends not in {state.body, *others}:
        yield Fault(say("{body} lends", body=matter.lends[:12]), "name which of the two lends")
    if (
        not matter.tasks
        or not set(matter.tasks) <= {KEEPER, TELLER}
        or len(set(matter.tasks)) < len(matter.tasks)
    ):
        yield Fault(
            listed(matter.tasks), "tellers, keepers of the register, or both: no office of power is lent"
        )
    if not 1 <= matter.days <= 365:
        yield Fault(
            plural(matter.days, "{number} day", "{number} days"), "1 to 365 days; it can be agreed again"
        )
    if matter.lends != state.body and len(state.roll) >= SMALL:
        yield Fault(
            plural(len(state.roll), "{number} member", "{number} members"),
            "elect tellers and keepers among you",
        )


article.reads(
    4,
    "Whom it lends, the lending body elects for that task and takes back when it likes; either body ends it at once "
    "by its own decision.",
    "grounds._shown_lent; State.lent; State.ending_lending",
)
article.reads(
    2,
    "It is in force in each record when the like decision of every other party is shown there.",
    "after.with_parties",
)
