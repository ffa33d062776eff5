"""The count in the hall as two tellers see it: who is still to be counted, what was told, where two counts differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from immutables import Map
from msgspec import Struct

from confederal.charter.articles.no_one_acts_alone import may_tell
from confederal.charter.returning import marks_of, outcome_of, unopposed
from confederal.kernel.ballot import ABSTAIN, HandCount, Mark, Tally, Way
from confederal.kernel.identity import DAY, Id, Seconds, Step
from confederal.kernel.matters import Election
from confederal.kernel.matters.election import Method
from confederal.kernel.matters.matter import Sense
from confederal.kernel.question import Outcome, Question, Stage
from confederal.kernel.state import State


class Entry(StrEnum):
    """How a teller writes a count down."""

    NUMBERS = "numbers"
    """So many for each mark."""
    PAPERS = "papers"
    """Paper by paper: rankings, or several names."""


def entry_of(state: State, question: Question, way: Way) -> Entry:
    """How this question is told: papers one by one where a paper can say more than one thing."""
    if way is not Way.BOX:
        return Entry.NUMBERS
    persons = isinstance(question.matter, Election) and not unopposed(question, question.matter)
    return Entry.PAPERS if persons or question.matter.sense is Sense.OPTIONS else Entry.NUMBERS


def most_on_a_paper(state: State, question: Question) -> int:
    """How many names a paper may hold: all of them in a ranking, as many as seats where each counts alike."""
    matter = question.matter
    marks = marks_of(state, question)
    if isinstance(matter, Election) and matter.method is Method.MAJORITY:
        return matter.seats
    return len(marks)


def marks_to_tell(state: State, question: Question) -> tuple[Id, ...]:
    """The marks a teller counts, abstentions last."""
    return tuple(dict.fromkeys((*marks_of(state, question), ABSTAIN)))


def by_device(question: Question) -> tuple[Id, ...]:
    """Who voted by device: the tellers get this list, so that nobody is counted twice."""
    return tuple(sorted(question.votes))


def to_be_counted(state: State, question: Question, section: Id | None = None) -> tuple[Id, ...]:
    """Who is still to be counted in the hall: the frozen register without those who voted by device."""
    rule = question.rule
    if rule is None:
        return ()
    of = rule.register if section is None else state.rolls.get(section, Map())
    return tuple(who for who in sorted(rule.register) if who in of and who not in question.votes)


def hall_way(question: Question) -> Way | None:
    """The way of voting in the hall that was offered; None where it was voting by device only."""
    rule = question.rule
    return next((way for way in (rule.ways if rule else ()) if way is not Way.NAMED), None)


def by_device_still(question: Question) -> bool:
    """Whether voting by device on this question goes on: the hall count waits until two have ended it."""
    rule = question.rule
    return rule is not None and Way.NAMED in rule.ways and question.hall_at is None


def awaiting(question: Question, way: Way, section: Id | None, corrects: Step | None) -> HandCount | None:
    """The newest count one teller told that waits for the other; None if there is none, or two agree already."""
    told = [
        count
        for count in question.counts
        if (count.way, count.section, count.corrects) == (way, section, corrects)
    ]
    if not told or any(count.confirmed_by is not None for count in told):
        return None
    return told[-1]


def may_count(state: State, question: Question, who: Id, at: int) -> bool:
    """Whether the law has this person tell this count."""
    return not list(may_tell(state, who, question, at))


def differing(told: HandCount, tallies: Iterable[Tally], spoilt: int) -> tuple[Mark, ...]:
    """The lines on which a second count differs from the first; an empty mark stands for the spoilt papers.

    >>> first = HandCount(9, Way.BOX, None, (Tally(("for",), 5), Tally(("against",), 2)), 0, "m1", None)
    >>> differing(first, (Tally(("for",), 5), Tally(("against",), 3)), 0)
    (('against',),)
    >>> differing(first, first.tallies, 1)
    ((),)
    """
    one = Counter({tally.mark: tally.votes for tally in told.tallies})
    other = Counter({tally.mark: tally.votes for tally in tallies})
    marks = [mark for mark in sorted({*one, *other}) if one[mark] != other[mark]]
    return (*marks, *(((),) if told.spoilt != spoilt else ()))


def tallied(papers: Iterable[Mark]) -> tuple[Tally, ...]:
    """Papers read one by one, as so many of each kind; the same whatever their order.

    >>> [(tally.mark, tally.votes) for tally in tallied([("b", "a"), ("a",), ("b", "a")])]
    [(('a',), 1), (('b', 'a'), 2)]
    """
    return tuple(Tally(mark, votes) for mark, votes in sorted(Counter(papers).items()))


class Running(Struct, frozen=True):
    """What a pile of papers has come to so far: the two tellers compare it aloud every few papers."""

    papers: int
    firsts: tuple[tuple[Id, int], ...]
    """First names by candidate, in the order of the ballot."""
    check: int
    """A sum over all papers that changes with each name and place: equal piles have equal sums."""


def running(papers: list[Mark], marks: tuple[Id, ...]) -> Running:
    """The running totals of papers read so far.

    `check` adds, for each paper, the numbers of its candidates on the ballot read as digits of a number to the
    base of one more than there are candidates, modulo 9973: for comparing, not for trusting.

    >>> running([("a", "b"), ("b",)], ("a", "b"))
    Running(papers=2, firsts=(('a', 1), ('b', 1)), check=7)
    """
    firsts = Counter(paper[0] for paper in papers if paper)
    base, check = len(marks) + 1, 0
    for paper in papers:
        value = 0
        for name in paper:
            value = value * base + (marks.index(name) + 1 if name in marks else 0)
        check += value
    return Running(len(papers), tuple((mark, firsts[mark]) for mark in marks), check % 9973)


def appeal_until(state: State, question: Question) -> Seconds:
    """Until when a wrong count can be mended in the open."""
    return (question.closed_at or 0) + state.charter.appeal_days * DAY


def may_be_corrected(state: State, question: Question, at: int) -> bool:
    """Whether the time in which a count can be corrected still runs."""
    return (
        question.stage is Stage.CLOSED
        and bool(question.confirmed_counts())
        and at <= appeal_until(state, question)
    )


def corrected_outcome(state: State, question: Question, at: int) -> Outcome | None:
    """What a corrected count makes of a closed vote, where it differs from what stands; None if nothing changes."""
    if state.council or question.stage is not Stage.CLOSED or question.rule is None:
        return None
    if not any(count.corrects is not None for count in question.confirmed_counts()):
        return None
    counted = outcome_of(state, question, at)
    return None if counted == question.outcome else counted
