"""Meetings are convened by right.

When enough members ask, the meeting exists at its date. Officers publish it; they cannot refuse, move or
forget it. What enough members support is on the agenda.
"""

from __future__ import annotations

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.sitting import Ground
from confederal.kernel.state import State
from confederal.kernel.words import KINDS
from confederal.sentence import plural, say

article = Article(__name__, __doc__, chapter="The base", sources="R06")

article.reads(
    1,
    "When as many as the charter says have signed, the meeting exists so many days later. Nobody calls it.",
    "State.sittings_by_right; after.on_the_agenda",
)
article.reads(
    2, "What enough members support stands on the agenda; no officer removes it.", "after.on_the_agenda"
)


@article.says(
    3, "Meetings are called by an officer, by the rota of officers, or exist by petition.", a.SittingCalled
)
def called_by_right(state: State, m: a.Minuted, act: a.SittingCalled) -> Faults:
    if act.ground is Ground.PETITION:
        yield Fault(
            "called by petition", "nothing to call: a meeting petitioned for exists without this step"
        )
    held = state.held(m.time)
    holds_office = any(seat.holder == m.by for seat in held)
    anybody = not held
    if not holds_office and not (anybody and state.is_elector(m.by, None, m.time)):
        yield Fault(
            say("{by} holds no office", by=m.by), "petition for it: then it exists, and nobody can refuse it"
        )


@article.says(
    4,
    "A meeting that members petitioned for is opened by any two of them, from the urgent notice on.",
    a.SittingOpened,
)
def not_before_its_notice(state: State, m: a.Minuted, act: a.SittingOpened) -> Faults:
    sitting = state.sittings.get(act.sitting)
    if sitting is None or sitting.ground is Ground.PETITION:
        question = state.questions[act.sitting]
        if m.time < question.agenda_at + state.charter.urgent_hours * HOUR:
            yield Fault(
                "before its urgent notice has run",
                plural(
                    state.charter.urgent_hours,
                    "wait {number} hour from the petition",
                    "wait {number} hours from the petition",
                ),
            )
    elif not sitting.on <= m.time < sitting.on + DAY:
        yield Fault("not on its date", "open it on its date, or call it again")


@article.about(
    5,
    "What members petitioned for, a recall, a strike and a leaving are not referred back.",
    matters.ReferringBack,
)
def not_referred_back(state: State, by: str, matter: matters.ReferringBack, at: int) -> Faults:
    question = state.questions[matter.question]
    by_members = question.petitioned and question.from_body is None
    if by_members or question.matter.always_open or question.matter.by_petition:
        yield Fault(
            say("question {step}, {kind}", step=question.id, kind=KINDS[question.matter.word()]), "vote on it"
        )
    if question.matter.section(state) is not None:
        yield Fault(
            say("a question of {section} alone", section=question.matter.section(state)),
            "leave it to those it concerns",
        )
