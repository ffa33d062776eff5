"""Paid posts serve.

There are few of them, paid no more than a worker, for a fixed term, without a vote in what they prepare. Those
who bargain are elected, instructed and open.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Work", sources="R47")


@article.about(
    1,
    "A deal has no force before those it covers have read the full text and ratified it.",
    matters.Settlement,
)
def covered_by_those_it_covers(state: State, by: str, matter: matters.Settlement, at: int) -> Faults:
    if matter.strike is None:
        return
    strike = state.decisions[matter.strike].matter
    if not isinstance(strike, matters.Strike) or strike.ends is not None:
        yield Fault(say("step {strike} is no strike", strike=matter.strike), "name the strike it settles")
    elif strike.of != matter.of:
        yield Fault(
            say(
                "put to {of}, struck by {of2}",
                of=matter.of or say("everybody"),
                of2=strike.of or say("everybody"),
            ),
            "put it to those who strike",
        )


article.declares(
    2,
    "Paid posts are paid at most a worker's pay and end after a term.",
    because="pay stands in the accounts",
    room="books",
)
