"""The words of papers and mails in the visitor's language: dates, what came out of a vote, ways, marks.

What the pages of proposals have a word for has the same on paper (`questions.words`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confederal.audit.words import told_at
from confederal.kernel.ballot import Way
from confederal.kernel.matters import Matter
from confederal.kernel.question import Outcome
from confederal.kernel.sitting import Ground
from confederal.kernel.state import State
from confederal.web.dates import day, hour, moment, weekday
from confederal.web.questions import words
from confederal.web.questions.words import MARKS, RESULTS, told_votes

__all__ = [
    "GROUNDS",
    "ON_BALLOT",
    "WAYS",
    "Called",
    "came_out",
    "concerns_persons",
    "day",
    "hour",
    "kind",
    "marked",
    "members",
    "moment",
    "told_at",
    "totals",
    "weekday",
]

Called = Callable[[str], str]
"""What somebody is called on this body's pages."""

WAYS: Final[dict[Way, Promise]] = {
    Way.NAMED: gettext_lazy("by name, on one's own device or at the tellers' table"),
    Way.HANDS: gettext_lazy("by show of hands"),
    Way.BOX: gettext_lazy("by paper ballot"),
}
GROUNDS: Final[dict[Ground, Promise]] = {
    Ground.OFFICERS: gettext_lazy("called by somebody in office"),
    Ground.ROTA: gettext_lazy("called by the rota"),
    Ground.PETITION: gettext_lazy("called by the members' own petition: it takes place by right"),
}
ON_BALLOT: Final[dict[str, Promise]] = {
    "for": gettext_lazy("Yes"),
    "against": gettext_lazy("No"),
    "abstain": gettext_lazy("I abstain"),
    "refer_back": gettext_lazy("Send it back"),
}


def kind(matter: Matter) -> str:
    """The kind of decision, as members call it."""
    return words.kind(matter.word())


def concerns_persons(matter: Matter, state: State) -> bool:
    """Whether it is about certain members: then nothing that hangs on a wall or shows on a screen says whom."""
    return bool(matter.concerned(state)) or matter.kept_secret()


def marked(mark: str, called: Called) -> str:
    """What a mark says on its own: For, Against; somebody's name; an option."""
    return str(MARKS[mark]) if mark in MARKS else called(mark)


def totals(pairs: tuple[tuple[str, int], ...], called: Called) -> str:
    """Votes as one reads them out: 7 for, 2 against. Names stand on lines of their own, whatever their script."""
    order = list(MARKS)
    told = [(mark, votes) for mark, votes in pairs if votes or mark not in ("abstain", "refer_back")]
    ranked = sorted(
        told, key=lambda pair: (order.index(pair[0]) if pair[0] in MARKS else 9, -pair[1], pair[0])
    )
    between = ", " if all(mark in MARKS for mark, _votes in told) else "\n"
    return between.join(told_votes(votes, mark if mark in MARKS else called(mark)) for mark, votes in ranked)


def came_out(outcome: Outcome, called: Called) -> str:
    """What came of a vote, without numbers; people on lines of their own, whatever their script."""
    if outcome.elected:
        told = "\n".join([_("elected:"), *map(called, outcome.elected)])
        if outcome.alternates:
            told = "\n".join([told, _("to stand in:"), *map(called, outcome.alternates)])
        return told
    if outcome.option is not None:
        return _("chosen: %(option)s") % {"option": called(outcome.option)}
    return str(RESULTS[outcome.result])


def members(number: int) -> str:
    """So many members."""
    return ngettext("%(number)d member", "%(number)d members", number) % {"number": number}
