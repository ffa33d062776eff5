"""Hands off other bodies.

Nobody dissolves, merges, re-founds or suspends another body, postpones its elections, or changes who votes in
it. A body's record is changed by its own people.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.state import State
from confederal.sentence import say

article = Article(__name__, __doc__, chapter="Federation", sources="R19 R53")

article.reads(
    1,
    "Every step changes the record it stands in and no other: what a body decides reaches others only as its word.",
    "after.after takes one state; the law test of one book",
)


@article.about(
    2,
    "A section is dissolved by its own assembly, not while a question of that section is open.",
    matters.Constituency,
)
def not_while_open(state: State, by: str, matter: matters.Constituency, at: int) -> Faults:
    if matter.dissolves != (matter.called in state.charter.sections):
        yield Fault(
            say("section {called}", called=matter.called), "create one there is not, or dissolve one there is"
        )
    if matter.dissolves:
        for step in sorted(state.open_questions):
            if state.questions[step].matter.section(state) == matter.called:
                yield Fault(say("question {step} is open in it", step=step), "decide that question first")


article.reads(
    3,
    "Who votes on an open question was frozen when the vote opened; nothing changes it afterwards.",
    "Rule.register",
)


@article.about(
    4, "A council names nobody in another body and decides nothing in its place.", matters.Election
)
def nobody_else_s_office(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    if state.council and matter.of is not None:
        yield Fault(say("section {of}", of=matter.of), "a council has no sections: bodies elect their own")
