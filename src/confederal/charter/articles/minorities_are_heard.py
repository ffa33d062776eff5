"""Minorities are heard.

A minority states its view, and the statement travels with the decision. What fell can be raised again after
the interval the charter names.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.attestation import text_digest
from confederal.kernel.identity import DAY
from confederal.kernel.state import State
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="Plurality", sources="R58")


@article.says(
    1, "A minority states its view while the vote is open or the time for appeal runs.", a.MinorityStated
)
def in_time(state: State, m: a.Minuted, act: a.MinorityStated) -> Faults:
    question = state.questions[act.question]
    if not state.is_elector(m.by, question.matter.section(state), m.time):
        yield Fault(say("{by} has no vote on it", by=m.by), "have somebody state it who votes on it")
    if question.closed_at is not None and m.time > question.closed_at + state.charter.appeal_days * DAY:
        yield Fault("the time for appeal is over", "raise the question again after the interval")


AT_ANY_TIME = (
    matters.Recall,
    matters.Leaving,
    matters.Strike,
    matters.Election,
    matters.Mandating,
    matters.Ratification,
    matters.Choice,
    matters.Host,
    matters.Seating,
    matters.ReferringBack,
    matters.AmendmentVote,
)
"""What may be raised again as soon as it fell."""


@article.says(
    2,
    "What fell is raised again in the same words after the interval, not before; a recall and a leaving at any time.",
    a.QuestionRaised,
)
def after_the_interval(state: State, m: a.Minuted, act: a.QuestionRaised) -> Faults:
    fell = state.fallen.get(text_digest(act.matter, act.paragraphs))
    if fell is None or isinstance(act.matter, AT_ANY_TIME):
        return
    again = fell[1] + state.charter.retable_days * DAY
    if m.time < again:
        left = (again - m.time) // DAY + 1
        yield Fault(
            say("it fell as question {fell}", fell=fell[0]),
            plural(left, "raise it in {number} day, or change it", "raise it in {number} days, or change it"),
        )


article.reads(3, "A minority's statement is attached to its question for good.", "Question.minority")
