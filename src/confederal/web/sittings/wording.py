"""What came of a vote, in words, with the handles of those who stood."""

from __future__ import annotations

from msgspec.structs import replace

from confederal.audit.words import came_out, mark_words
from confederal.kernel.identity import Id
from confederal.kernel.question import Outcome, Question
from confederal.web.questions.reading import candidate_words, option_words
from confederal.web.visit import Visit


def mark_called(visit: Visit, question: Question, mark: Id) -> str:
    """What a mark on this ballot is called: a candidate by handle, an option as it was worded, else in plain words."""
    return (option_words(visit, question) | candidate_words(visit, question)).get(mark) or mark_words(mark)


def outcome_words(visit: Visit, question: Question, outcome: Outcome) -> str:
    """What came out, in one line."""
    names = option_words(visit, question) | candidate_words(visit, question)
    return came_out(
        replace(
            outcome,
            totals=tuple((names.get(mark, mark), votes) for mark, votes in outcome.totals),
            elected=tuple(map(visit.called, outcome.elected)),
            alternates=tuple(map(visit.called, outcome.alternates)),
            option=None if outcome.option is None else names.get(outcome.option, outcome.option),
        )
    )
