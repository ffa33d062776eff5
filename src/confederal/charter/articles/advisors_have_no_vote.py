"""Advisors have a voice and no vote.

Engineers and other experts may be present, speak and advise in writing. They have no vote and are not in the
quorum. Written advice must be answered.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel.member import Standing
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Delegates", sources="R05")


@article.says(
    1,
    "An advisor does not vote, support, stand, open or close.",
    a.Voted,
    a.Supported,
    a.CandidatureAccepted,
    a.VoteOpened,
    a.SecrecyDemanded,
    a.QuestionRaised,
    a.PlaceTaken,
)
def no_vote(state: State, m: a.Minuted, act: Any) -> Faults:
    member = state.members.get(m.by)
    if member is not None and member.standing is Standing.ADVISOR:
        yield Fault(
            say("{by} sits here as advisor", by=m.by), "speak, and give written advice: it must be answered"
        )


@article.says(2, "Written advice is answered before the vote opens.", a.VoteOpened)
def answered(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    if question.matter.always_open:
        return  # nobody holds up a recall, a leaving or a strike by advising on it
    for given in question.advice:
        if given.answered is None:
            yield Fault(
                say("advice of step {step} has no answer", step=given.step),
                "any one who votes on it may answer it",
            )


@article.says(3, "The answer to advice is given by one of those who vote.", a.AdviceAnswered)
def answered_by_a_voter(state: State, m: a.Minuted, act: a.AdviceAnswered) -> Faults:
    if not state.is_elector(m.by, None, m.time):
        yield Fault(say("{by} has no vote here", by=m.by), "have somebody answer who votes")


article.reads(4, "Advice is given by advisors and members.", "grounds.foreign_key; State.present")
article.reads(
    5, "Advisors are outside the quorum and outside every register of votes.", "State.register; Member.votes"
)
