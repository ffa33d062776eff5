"""The centre guides.

It publishes statistics, balances, valuations, forecasts and proposals, mediates and calls to meet. It decrees
nothing: its word binds those who adopt it. The plan belongs to the congress.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel.state import State
from confederal.sentence import listed, say

article = Article(__name__, __doc__, chapter="Federation", sources="R32 R33")

GENRES = ("statistics", "balance", "valuation", "forecast", "proposal", "mediation", "call_to_meet", "manual")


@article.says(
    1,
    "The centre publishes statistics, balances, valuations, forecasts, proposals, manuals, mediates and calls to meet.",
    a.GuidancePublished,
)
def of_a_known_kind(state: State, m: a.Minuted, act: a.GuidancePublished) -> Faults:
    if act.genre not in GENRES:
        yield Fault(act.genre, say("one of: {those}", those=listed(GENRES)))


article.reads(
    2,
    "Guidance changes nothing in any record but the list of what was published.",
    "after._guidance_published",
)
article.reads(3, "There is no step that decrees.", "the closed union of acts; the law test of the language")
article.declares(
    4,
    "The plan belongs to the congress, line by line; a line without its site's consent is a proposal.",
    because="plans are decided when workplaces' conditions and accounts are there to feed them",
    room="planning",
)
