"""Floors out of competition.

A floor of wages, hours or safety that was confirmed as the charter says binds every member body by its
joining, until it leaves with notice. Ways out are raising, the levelling fund, and a temporary exception with
the consent of each affected body.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import matters
from confederal.kernel.matters.standard import Unit
from confederal.kernel.state import State
from confederal.kernel.words import SUBJECTS, UNITS
from confederal.sentence import listed, plural, say

article = Article(__name__, __doc__, chapter="Federation", sources="R29")

article.reads(
    1,
    "A floor in force binds every constituent by its joining, those that did not confirm it too, until they leave.",
    "State.floors; Constituent.in_force",
)


@article.about(
    2,
    "An exception names a floor in force, ends within a year, and needs the consent of each affected body.",
    matters.Derogation,
)
def temporary_and_consented(state: State, by: str, matter: matters.Derogation, at: int) -> Faults:
    decision = state.decisions[matter.standard]
    if not isinstance(decision.matter, matters.Standard) or not decision.in_force(at):
        yield Fault(
            say("step {standard} is no floor in force", standard=matter.standard), "name a floor in force"
        )
    if not 1 <= matter.days <= 365:
        yield Fault(plural(matter.days, "{number} day", "{number} days"), "1 to 365 days; it ends by itself")
    if state.council:
        if matter.body not in state.bodies:
            yield Fault(
                say("{body} is not a constituent", body=matter.body[:12]), "name the body that asks for it"
            )
        everybody = {link.body for link in state.bodies.values() if link.in_force(at)}
        left_out = everybody - set(matter.affected)
        if left_out:
            names = listed(sorted(state.bodies[body].name for body in left_out))
            yield Fault(
                say("without: {names}", names=names),
                "name every body that works under the same floor as affected",
            )


@article.about(
    3, "A floor names a number and its unit, and ends unless it is adopted again.", matters.Standard
)
def a_number_with_a_unit(state: State, by: str, matter: matters.Standard, at: int) -> Faults:
    units = {
        "pay_hour": "minor_units",
        "hours_week": "minutes",
        "hours_rest": "minutes",
        "staffing": "people",
    }
    want = units.get(matter.subject.value)
    if want is not None and matter.unit.value != want:
        yield Fault(
            say("{subject}: {unit}", subject=SUBJECTS[matter.subject], unit=UNITS[matter.unit]),
            UNITS[Unit(want)],
        )
    if want is not None and matter.amount < 1:
        yield Fault(str(matter.amount), "a number above 0")
    if not 1 <= matter.sunset_days <= 1461:
        yield Fault(
            plural(matter.sunset_days, "ends in {number} day", "ends in {number} days"),
            "1 to 1461 days; it can be adopted again",
        )


article.declares(
    4,
    "Undercutting is shown to all, with the ways out and what the levelling fund would pay.",
    because="conditions are declared by workplaces, and that room is not built",
    room="work",
)
