"""What came of a vote, in words, with the handles of those who stood."""

from __future__ import annotations

from msgspec.structs import replace

from confederal.audit.words import came_out, mark_words
from confederal.kernel.identity import Id
from confederal.kernel.matters import Election
from confederal.kernel.question import Outcome, Question
from confederal.web.visit import Visit


def mark_called(visit: Visit, question: Question, mark: Id) -> str:
    """What a mark on this ballot is called: a candidate by handle, anything else in words."""
    persons = isinstance(question.matter, Election) and mark in question.candidates
    return visit.called(mark) if persons else mark_words(mark)


def outcome_words(visit: Visit, question: Question, outcome: Outcome) -> str:
    """What came out, in one line."""
    persons = isinstance(question.matter, Election)
    return came_out(
        replace(
            outcome,
            totals=tuple(
                (visit.called(mark) if persons and mark in question.candidates else mark, votes)
                for mark, votes in outcome.totals
            ),
            elected=tuple(map(visit.called, outcome.elected)),
            alternates=tuple(map(visit.called, outcome.alternates)),
        )
    )
