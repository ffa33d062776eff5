"""Strikes belong to the strikers.

A strike is begun and ended by those concerned, and a deal is ratified by those it covers, with the full text
and time to read it. Officials and federations may advise and support; they cannot forbid.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Work", sources="R47 R48")


@article.about(1, "A strike is ended by those who began it.", matters.Strike)
def ended_by_those_who_began(state: State, by: str, matter: matters.Strike, at: int) -> Faults:
    if matter.ends is None:
        return
    begun = state.decisions[matter.ends]
    if (
        not isinstance(begun.matter, matters.Strike)
        or begun.matter.ends is not None
        or not begun.in_force(at)
    ):
        yield Fault(say("step {ends} is no strike that goes on", ends=matter.ends), "name the strike to end")
    elif begun.matter.of != matter.of:
        yield Fault(
            say("begun by {of}", of=begun.matter.of or say("everybody")), "put it to those who strike"
        )


article.reads(2, "No other body has a step that begins, forbids or ends a strike.", "matters.Strike.kinds")
article.reads(
    3,
    "The full text of a deal is there for the reading time before the vote.",
    "quorum_and_notice ¶1; matters.Settlement.notice",
)
