"""Votes and what came of them, in words that can be translated, with the handles of those who stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confederal.kernel.ballot import Way
from confederal.kernel.identity import Id
from confederal.kernel.question import Outcome, Question
from confederal.web.questions.reading import candidate_words, option_words
from confederal.web.questions.words import RESULTS, told_votes
from confederal.web.visit import Visit

WAYS: Final[Mapping[Way, Any]] = {
    Way.NAMED: gettext_lazy("by name on a device"),
    Way.HANDS: gettext_lazy("by show of hands"),
    Way.BOX: gettext_lazy("by paper ballot"),
}

MARKS: Final[Mapping[Id, Any]] = {
    "for": pgettext_lazy("votes", "for"),
    "against": pgettext_lazy("votes", "against"),
    "abstain": pgettext_lazy("votes", "abstaining"),
    "refer_back": pgettext_lazy("votes", "to send it back"),
}


def names_on(visit: Visit, question: Question) -> dict[Id, str]:
    """What candidates and options of a ballot are called: by handle, as they were worded."""
    return option_words(visit, question) | candidate_words(visit, question)


def mark_called(visit: Visit, question: Question, mark: Id) -> str:
    """What a mark on this ballot is called: a candidate by handle, an option as it was worded, else in plain words."""
    return names_on(visit, question).get(mark) or str(MARKS.get(mark, mark))


def outcome_words(visit: Visit, question: Question, outcome: Outcome) -> str:
    """What came out, in one line, with handles."""
    return came_out(outcome, names_on(visit, question))


def came_out(outcome: Outcome, names: Mapping[Id, str]) -> str:
    """What came out, in one line: result, votes by mark, how many it took.

    >>> from confederal.kernel.question import Result
    >>> came_out(Outcome(Result.CARRIED, (("against", 2), ("for", 7)), cast=9, present=9, needed=5), {})
    'adopted: 7 for, 2 against; 5 needed'
    """

    def people(who: tuple[Id, ...]) -> str:
        return ", ".join(names.get(each, each) for each in who)

    told = str(RESULTS[outcome.result])
    if outcome.elected:
        told = _("elected: %(who)s") % {"who": people(outcome.elected)}
        if outcome.alternates:
            told += _("; to stand in: %(who)s") % {"who": people(outcome.alternates)}
    elif outcome.option is not None:
        told = _("chosen: %(option)s") % {"option": names.get(outcome.option, outcome.option)}
    votes = votes_in_words(outcome.totals, names)
    if not votes:
        return told
    if outcome.elected:
        return f"{told} ({votes})"
    needed = _("; %(number)s needed") % {"number": outcome.needed} if outcome.needed else ""
    return f"{told}: {votes}{needed}"


def votes_in_words(totals: tuple[tuple[Id, int], ...], names: Mapping[Id, str]) -> str:
    """Totals as one reads them out, for and against first, then the most votes first.

    >>> votes_in_words((("against", 2), ("for", 7), ("abstain", 0)), {})
    '7 for, 2 against'
    """
    order = list(MARKS)
    ranked = sorted(
        ((mark, votes) for mark, votes in totals if votes),
        key=lambda total: (order.index(total[0]) if total[0] in MARKS else len(order), -total[1], total[0]),
    )
    return ", ".join(
        told_votes(votes, mark) if mark in MARKS else f"{votes} {names.get(mark, mark)}"
        for mark, votes in ranked
    )
