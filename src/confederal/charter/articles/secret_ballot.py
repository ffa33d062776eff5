"""The secret ballot.

Votes on persons, on strikes and on discipline are secret, and any vote is when one in ten asks.
Until a secret box online is built, a secret vote is a paper box told by two tellers.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.after import kept_secret
from confederal.kernel.ballot import Way
from confederal.kernel.body import ceiling
from confederal.kernel.state import State
from confederal.kernel.words import KINDS, WAYS
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="The base", sources="P7 P8")


@article.says(
    1,
    "Votes on persons, strikes and discipline are by paper box, never by name or show of hands.",
    a.VoteOpened,
)
def by_paper_box(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    if state.council:
        return
    question = state.questions[act.question]
    if isinstance(question.matter, matters.Election) and Way.NAMED in act.ways:
        yield Fault("an election by name", "vote by paper box; unopposed, by show of hands")
    if not kept_secret(state, question, m.time):
        return
    for way in act.ways:
        if way is not Way.BOX:
            yield Fault(
                say("{kind}, {way}", kind=KINDS[question.matter.word()], way=WAYS[way]), "vote by paper box"
            )


@article.says(
    2,
    "When one in ten asks, the vote is secret; when enough ask, a show of hands becomes a count by box.",
    a.VoteOpened,
)
def counted_when_asked(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    asked = len(question.count_demands)
    enough = max(1, ceiling(state.charter.count_on_demand, state.electorate(question, m.time)))
    if asked >= enough and Way.HANDS in act.ways:
        yield Fault(say("{asked} asked for a count", asked=asked), "vote by paper box or by name")


article.declares(
    3,
    "Nobody learns how a member voted in secret, the operator included; boxes of fewer than five are merged.",
    because="a paper box is kept by people; the software never has the votes",
    room="boxes, when the secret box online is built",
)
article.reads(
    4, "Delegates' votes in a council are open to those who sent them.", "State.place_votes; Question.votes"
)
