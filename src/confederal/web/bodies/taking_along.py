"""How far a member may take our record along while something in it is only to be told as a number.

While members vote by device nobody reads how anybody voted, and who signs a petition about a person is shown as a
number (DESIGN §3). The pages hold to that; a copy of the record would not. So a copy ends before the first of these
that still goes on. It is whole as far as it goes: signed, and judged and counted by anybody like any other. Why it is
not done otherwise, and what a later copy still tells, stands in decision 0011.
"""

from __future__ import annotations

from confederal.kernel.matters import Recall
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State
from confederal.web.office import Office


def goes_on(state: State) -> list[Question]:
    """What goes on that is only told as a number: votes of members, petitions about persons; the oldest first.

    In a council delegates vote by name, before those who sent them: nothing is held back there.
    """
    if state.council:
        return []
    questions = (state.questions[step] for step in sorted(state.open_questions))
    return [
        question
        for question in questions
        if isinstance(question.matter, Recall) or question.stage is Stage.VOTING
    ]


def steps_to_take(office: Office, state: State) -> int:
    """So many steps of the record, from the first on, may be taken along now: all, or those before what goes on."""
    return min((steps_before(office, state, question) for question in goes_on(state)), default=state.size)


def steps_before(office: Office, state: State, question: Question) -> int:
    """The steps before a petition was begun, or before a vote was opened."""
    if isinstance(question.matter, Recall) or question.rule is None:
        return question.id
    return max(question.id + 1, office.steps_until(state.body, question.rule.opened_at - 1))
