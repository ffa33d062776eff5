"""The lowest level first.

A matter belongs to the lowest body that contains everyone it affects.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State

article = Article(__name__, __doc__, chapter="Federation", sources="R38")

article.declares(
    1,
    "What concerns one workplace is decided there; a council decides what concerns several.",
    because="whom a text affects is for people to say; a constituent can refer a question back",
    room="Monday's page of a question asks whom it affects",
)


@article.about(
    2,
    "An exception, an amendment or a floor in a council concerns more than one of its bodies.",
    matters.Standard,
)
def more_than_one(state: State, by: str, matter: matters.Standard, at: int) -> Faults:
    if state.council and sum(link.in_force(at) for link in state.bodies.values()) < 2:
        yield Fault("one constituent only", "decide it there")
