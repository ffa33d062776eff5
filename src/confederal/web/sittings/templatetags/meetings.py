"""What the pages of a meeting say of votes and their results."""

from __future__ import annotations

from django import template

from confederal.kernel.ballot import Way
from confederal.kernel.question import Question
from confederal.web.questions.words import RESULTS
from confederal.web.sittings.wording import WAYS, outcome_words
from confederal.web.visit import Visit

register = template.Library()


@register.filter
def result(question: Question, visit: Visit) -> str:
    """What came of a vote, in one line, with handles."""
    return "" if question.outcome is None else outcome_words(visit, question, question.outcome)


@register.filter
def result_word(question: Question) -> str:
    """What came of a vote, in a word or two."""
    return "" if question.outcome is None else str(RESULTS[question.outcome.result])


@register.filter
def way_words(way: Way) -> str:
    """A way of voting."""
    return str(WAYS[way])
