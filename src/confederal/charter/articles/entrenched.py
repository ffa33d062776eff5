"""The law is entrenched.

The articles are the same everywhere and no majority amends them. A body changes its own numbers, from below,
inside their bounds, and moves to another edition of the law by its own decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from confederal.charter import settings
from confederal.charter.article import Article, Fault, Faults
from confederal.charter.editions import EDITIONS
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY
from confederal.kernel.state import State
from confederal.kernel.words import BODIES, FORMS, KINDS
from confederal.sentence import listed, plural, say

article = Article(__name__, __doc__, chapter="The law", sources="R55")


@article.about(
    1,
    "A body changes its numbers inside their bounds; its kind and the articles stay.",
    matters.CharterChange,
)
def inside_the_bounds(state: State, by: str, matter: matters.CharterChange, at: int) -> Faults:
    for name, value, bound in settings.faults(matter.becomes):
        yield Fault(
            say("{name} is {value}", name=name, value=value), say("{name}: {bound}", name=name, bound=bound)
        )
    if matter.becomes.kind is not state.kind:
        yield Fault(
            say("from {before} to {after}", before=BODIES[state.kind], after=BODIES[matter.becomes.kind]),
            "found another body",
        )
    if matter.becomes.form is not state.charter.form:
        yield Fault(
            say(
                "from {before} to {after}", before=FORMS[state.charter.form], after=FORMS[matter.becomes.form]
            ),
            "found another body",
        )
    if matter.becomes.sections != state.charter.sections:
        yield Fault("the sections differ", "create and dissolve sections by their own decision")
    seated = {link.side for link in state.bodies.values() if link.side is not None}
    if not seated <= set(matter.becomes.sides) or bool(matter.becomes.sides) != bool(state.charter.sides):
        yield Fault(
            say("sides {sides}", sides=listed(matter.becomes.sides) or say("none")),
            "keep the sides on which bodies sit",
        )
    if matter.becomes == state.charter:
        yield Fault("the same charter", "change something")


@article.about(
    2, "A body moves to an edition there is, by its own decision; nobody moves it.", matters.EditionMove
)
def an_edition_there_is(state: State, by: str, matter: matters.EditionMove, at: int) -> Faults:
    if matter.edition not in EDITIONS:
        yield Fault(matter.edition, say("one of: {those}", those=listed(EDITIONS)))
    elif matter.edition == state.edition:
        yield Fault(matter.edition, "nothing: it is ours")


@article.about(3, "What this edition has not finished is refused, never half in force.", *matters.MATTERS)
def finished_in_this_edition(state: State, by: str, matter: matters.MatterBase, at: int) -> Faults:
    if not matter.finished:
        yield Fault(
            say("{kind} is not in this edition", kind=KINDS[matter.word()]),
            "put it as a general resolution, which binds nobody to a form",
        )


@article.says(4, "A body is founded under an edition there is.", a.Founded)
def founded_under_an_edition(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    if act.edition not in EDITIONS:
        yield Fault(act.edition, say("one of: {those}", those=listed(EDITIONS)))


@article.about(5, "A body closes itself down at two meetings, by its own decision.", matters.ClosingDown)
def at_two_meetings(state: State, by: str, matter: matters.ClosingDown, at: int) -> Faults:
    if matter.first is None:
        return
    first = state.decisions[matter.first]
    if not isinstance(first.matter, matters.ClosingDown) or first.matter.first is not None:
        yield Fault(
            say("step {first} did not announce it", first=matter.first), "announce it by a first decision"
        )
    elif at < first.at + state.charter.notice_days * DAY:
        yield Fault(
            "too soon after the first",
            plural(state.charter.notice_days, "wait {number} day", "wait {number} days"),
        )


@article.about(6, "A choice is among two to 24 options, each once.", matters.Choice)
def two_options(state: State, by: str, matter: matters.Choice, at: int) -> Faults:
    if len(matter.among) > 24:
        yield Fault(
            plural(len(matter.among), "{number} option", "{number} options"),
            "24 at most: nobody can weigh more against each other",
        )
    if len(matter.among) < 2 or len(set(matter.among)) != len(matter.among) or "abstain" in matter.among:
        yield Fault(listed(matter.among) or say("none"), "two options or more, each named once")


def counts_money(state: State, at: int) -> Iterator[str]:
    """What is put to us, or was decided and has not ended, with an amount of money in it."""
    for step in sorted(state.open_questions):
        if state.questions[step].matter.in_money():
            yield state.questions[step].title
    for word in sorted(state.binding):
        for decision in state.unended(word):
            over = decision.fell_short(at) or (decision.until is not None and decision.until <= at)
            if decision.matter.in_money() and not over:
                yield decision.title


def changing_currency(state: State, at: int) -> Iterator[str]:
    """The changes of the currency that are put to us, or wait to be confirmed."""
    for step in sorted(state.open_questions):
        question = state.questions[step]
        if isinstance(question.matter, matters.CharterChange) and other_currency(state, question.matter):
            yield question.title
    for decision in state.unended(matters.CharterChange.word()):
        waits = decision.waits is Waits.RATIFICATION and not decision.fell_short(at)
        if (
            waits
            and isinstance(decision.matter, matters.CharterChange)
            and other_currency(state, decision.matter)
        ):
            yield decision.title


def other_currency(state: State, matter: matters.CharterChange) -> bool:
    return matter.becomes.currency != state.charter.currency


IN_ONE_CURRENCY: Final = (
    "Amounts of money are in the currency of our charter; it does not change while an amount is put to us or "
    "binds us."
)


@article.about(7, IN_ONE_CURRENCY, matters.CharterChange)
def no_amount_changes_its_meaning(state: State, by: str, matter: matters.CharterChange, at: int) -> Faults:
    if other_currency(state, matter):
        for title in counts_money(state, at):
            yield Fault(
                say("“{title}” is in {currency}", title=title, currency=state.charter.currency),
                "decide it, or let it end, first",
            )


@article.about(7, IN_ONE_CURRENCY, matters.Standard, matters.Takeover)
def no_amount_while_it_changes(state: State, by: str, matter: matters.MatterBase, at: int) -> Faults:
    if matter.in_money():
        for title in changing_currency(state, at):
            yield Fault(say("“{title}” would change the currency", title=title), "decide that first")
