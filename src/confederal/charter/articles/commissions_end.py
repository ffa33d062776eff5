"""Commissions end.

Executive tasks are named one by one, have a last day and are reported on. There is no standing government
and no executive apart from the congress.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.body import DELEGATE
from confederal.kernel.identity import DAY
from confederal.kernel.state import State
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="Delegates", sources="R39 R40 R42")


@article.about(
    1,
    "A commission has its tasks named, two seats or more, a last day within a year, and reports.",
    matters.Commission,
)
def enumerated_and_dated(state: State, by: str, matter: matters.Commission, at: int) -> Faults:
    if not matter.tasks:
        yield Fault("no tasks", "name its tasks one by one")
    if matter.seats < 2:
        yield Fault(plural(matter.seats, "{number} seat", "{number} seats"), "two seats or more")
    if not 1 <= matter.ends_days <= 365:
        yield Fault(
            plural(matter.ends_days, "ends in {number} day", "ends in {number} days"),
            "1 to 365 days; it can be renewed by another decision",
        )
    if not 1 <= matter.reports_days <= 90:
        yield Fault(
            plural(matter.reports_days, "reports every {number} day", "reports every {number} days"),
            "every 1 to 90 days",
        )
    if any(office.name == matter.called for office in state.charter.offices) or matter.called == DELEGATE:
        yield Fault(say("called {called}", called=matter.called), "give it a name of its own")


@article.about(2, "The seats of a commission end with it.", matters.Election)
def end_with_it(state: State, by: str, matter: matters.Election, at: int) -> Faults:
    for decision in state.in_force(at, matters.Commission.word()):
        commission = decision.matter
        if not isinstance(commission, matters.Commission) or commission.called != matter.office:
            continue
        if decision.until is not None and at + matter.term_days * DAY > decision.until:
            yield Fault(
                plural(matter.term_days, "{number} day", "{number} days"),
                plural((decision.until - at) // DAY, "it ends in {number} day", "it ends in {number} days"),
            )


@article.says(
    3, "A council that was founded with a last day decides nothing after it.", a.QuestionRaised, a.VoteOpened
)
def not_after_its_day(state: State, m: a.Minuted, act: Any) -> Faults:
    matter = act.matter if isinstance(act, a.QuestionRaised) else state.questions[act.question].matter
    if matter.always_open or isinstance(matter, matters.ClosingDown):
        return
    if state.charter.ends_day and state.founded_at is not None:
        last = state.founded_at + state.charter.ends_day * DAY
        if m.time >= last:
            yield Fault(
                plural((m.time - last) // DAY, "ended {number} day ago", "ended {number} days ago"),
                "let its bodies found it again if they want it",
            )
