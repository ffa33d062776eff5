"""Tags and filters of a congress: words for instructions and counts, and what a delegate can vote now."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from msgspec import Struct

from confederal.charter.returning import marks_of, position_of
from confederal.kernel.attest import mandated
from confederal.kernel.ballot import AGAINST, COUNCIL_MARKS, FOR
from confederal.kernel.delegate import Mandate, Position
from confederal.kernel.matters import Matter, Standard
from confederal.kernel.matters.matter import Sense
from confederal.kernel.question import Question, Result, Stage
from confederal.kernel.state import State
from confederal.web.congress import forms, words
from confederal.web.questions import words as plain
from confederal.web.visit import Visit

register = template.Library()


@register.filter
def position_words(position: str) -> str:
    """What an instruction says, or a vote."""
    return str(words.POSITIONS.get(position, position))


@register.filter
def result_words(result: str) -> str:
    """What came of a vote."""
    return str(plain.RESULTS[Result(result)])


@register.filter
def stray_words(way: str) -> str:
    """What becomes of a vote against the instruction, in two words."""
    return str(words.STRAYS[way])


@register.filter
def stray_sentence(way: str) -> str:
    """What becomes of a vote against the instruction."""
    return str(words.STRAYS_AT_LENGTH[way])


@register.filter
def uncovered_words(way: str) -> str:
    """What a delegate does with a text no instruction covers."""
    return str(words.UNCOVERED[way])


@register.filter
def given_words(given: str) -> str:
    """How far an instruction has come."""
    return str(words.GIVEN[given])


@register.filter
def key_words(key: str, started: int) -> str:
    """How votes are shared out."""
    return words.key_words(key, started)


@register.filter
def amount_words(standard: Standard, state: State) -> str:
    """The number of a minimum with its unit."""
    return plain.amount(standard, state.charter.currency)


@register.filter
def kind_words(matter: Matter) -> str:
    """What members call that kind of decision."""
    return plain.kind(matter.word())


Totals = Iterable[tuple[str, int]]


@register.filter
def votes_for(totals: Totals, mark: str) -> int:
    """How many votes a mark has: `{{ count.totals|votes_for:"against" }}`."""
    return dict(totals).get(mark, 0)


@register.filter
def score(totals: Totals) -> SafeString:
    """The votes for and against, short for the eye and in words for the ear."""
    favour, against = votes_for(totals, FOR), votes_for(totals, AGAINST)
    aloud = gettext("%(favour)d for, %(against)d against") % {"favour": favour, "against": against}
    return format_html(
        '<span aria-hidden="true">{}–{}</span> <span class="visually-hidden">{}</span>',
        favour,
        against,
        aloud,
    )


@register.filter
def beside(totals: Totals) -> list[tuple[str, int]]:
    """The votes that are neither for nor against."""
    return [(mark, votes) for mark, votes in totals if votes and mark not in (FOR, AGAINST)]


@register.filter
def in_order(totals: Totals) -> list[tuple[str, int]]:
    """The votes there are: for, against, the rest."""
    known = dict(totals)
    ordered = [mark for mark in COUNCIL_MARKS if mark in known]
    return [(mark, known[mark]) for mark in (*ordered, *(known.keys() - set(ordered))) if known[mark]]


class Ballot(Struct, frozen=True):
    """What a delegate can say in a vote that is open, beside their instruction and what they said before."""

    form: forms.Vote
    bound: Position
    mandate: Mandate | None
    said: str | None
    fixed: bool
    """The instruction says which way to vote."""
    seated: bool


@register.simple_tag
def council_vote(visit: Visit, question: Question) -> Ballot | None:
    """The vote of the visitor on a proposal of a council; None where they have none, or the vote is not open."""
    state, who = visit.state, visit.who
    place = state.places.get(who or "")
    if place is None or question.rule is None or question.stage is not Stage.VOTING or not visit.open_here:
        return None
    seated = state.credentialed(place, visit.now, question.rule)
    votes = state.place_votes(place, visit.now, question.rule if seated else None)
    if question.matter.sense is not Sense.YES_NO or not votes:
        return None
    mandate = state.mandate(place.body, question.id)
    bound = position_of(question.rule.charter, question, mandate)
    mark = question.votes.get(place.id)
    said = None if mark is None else mark[0]
    fixed = mandated(question) and bound not in (Position.FREE, Position.SPLIT)
    initial = said or (bound.value if fixed else None)
    form = forms.Vote(marks=marks_of(state, question), initial={"mark": initial})
    return Ballot(form, bound, mandate, said, fixed, seated)
