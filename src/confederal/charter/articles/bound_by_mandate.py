"""Delegates are bound by their mandate.

A delegate votes as those who sent them decided, on the text they decided about. A vote that strays counts as
mandated, is void, or is counted and reported, as the charter chose; it is never silent.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import attestation as says
from confederal.kernel import matters
from confederal.kernel.body import Tie
from confederal.kernel.delegate import Position
from confederal.kernel.question import Result
from confederal.kernel.state import State
from confederal.kernel.words import RESULTS
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Delegates", sources="R30")

article.reads(
    1,
    "A vote that differs from the mandate is treated as the charter chose, and named wherever the outcome is shown.",
    "returning.body_votes; Outcome.strays",
)
article.reads(
    2,
    "A mandate covers the text it was given for; on a changed text it holds only within the ranges it names.",
    "returning.position_of",
)
article.reads(
    3,
    "Alternates are elected with delegates and vote where no delegate of their body sits.",
    "State.place_votes",
)


@article.says(
    4,
    "An instruction counts in the council when it was decided with quorum by those who sent the delegate.",
    a.AttestationShown,
)
def decided_below(state: State, m: a.Minuted, act: a.AttestationShown) -> Faults:
    told = act.attestation.says
    if not isinstance(told, says.Instructs):
        return
    vote = act.attestation.vote
    if vote is not None and vote.result not in (Result.CARRIED, Result.FALLEN):
        was = say("the vote: {result}", result=RESULTS[vote.result])
        yield Fault(was, "decide it with quorum and show that")
    if told.mandate.council != state.body:
        yield Fault(say("for council {council}", council=told.mandate.council[:12]), "show it there")
    if told.mandate.position is Position.AS_WE_VOTE:
        yield Fault("not settled by a vote", "show the mandate as the vote settled it")


@article.about(
    5, "A mandate names the question of a council of ours and the digest of its text.", matters.Mandating
)
def of_a_council_of_ours(state: State, by: str, matter: matters.Mandating, at: int) -> Faults:
    link = state.affiliations.get(matter.council)
    if link is not None and link.tie is Tie.LEFT and link.leaves_at is not None and at >= link.leaves_at:
        yield Fault("we have left that council", "nothing")
    for limits in matter.ranges:
        if limits.least > limits.most:
            yield Fault(
                say("{term} from {least} to {most}", term=limits.term, least=limits.least, most=limits.most),
                "name the smaller number first",
            )
