"""Peers agree directly.

An agreement between bodies needs no one above. The centre is told, and may be absent.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.sentence import plural

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


article.reads(
    2,
    "It is in force in each record when the like decision of every other party is shown there.",
    "after.with_parties",
)
