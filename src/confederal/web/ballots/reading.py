"""What the ballot and the count show, gathered from the record."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _
from msgspec import Struct

from confederal.audit import hall
from confederal.audit.sheets import Recounted, recounted
from confederal.charter.returning import marks_of
from confederal.kernel.ballot import ABSTAIN, COUNCIL_MARKS, HandCount, Mark, Way
from confederal.kernel.identity import Id
from confederal.kernel.question import Question, Stage
from confederal.web.ballots.forms import Paper, Ranking, ballot
from confederal.web.questions import reading as questions
from confederal.web.questions import words
from confederal.web.templatetags.plain import at_time
from confederal.web.visit import Visit


def own_vote(visit: Visit, question: Question) -> str | None:
    """What the visitor voted by device, in words; None where they have not, or the vote is closed and forgotten."""
    own = own_mark(visit, question)
    if own is None:
        return None
    names = questions.mark_names(visit, question)
    return " > ".join(names.get(mark, mark) for mark in own)


def own_mark(visit: Visit, question: Question) -> Mark | None:
    return None if visit.who is None else question.votes.get(visit.who)


def by_device(visit: Visit, question: Question) -> bool:
    """Whether one can vote by device on it now."""
    rule = question.rule
    return (
        question.stage is Stage.VOTING
        and rule is not None
        and Way.NAMED in rule.ways
        and question.hall_at is None
        and visit.now < rule.until
    )


def has_vote(visit: Visit, question: Question) -> bool:
    """Whether the visitor stands on the register of this vote."""
    rule, who, state = question.rule, visit.who, visit.state
    if rule is None or who is None:
        return False
    if not state.council:
        return who in rule.register
    place = state.places.get(who)
    return place is not None and place.body in rule.register and state.place_votes(place, visit.now, rule)


def vote_form(visit: Visit, question: Question, data: QueryDict | None = None) -> Paper | Ranking | None:
    """The visitor's ballot; None where they have none to cast by device now."""
    if not visit.open_here or not by_device(visit, question) or not has_vote(visit, question):
        return None
    marks = marks_of(visit.state, question)
    return ballot(marks, questions.mark_names(visit, question), own_mark(visit, question), data)


def not_open(visit: Visit, asked: Question) -> str:
    """Why one cannot vote on it, where its vote is not open: this page may have stood open for long."""
    if asked.closed_at is not None:
        when = at_time(asked.closed_at, visit)
        return _("This vote was closed %(when)s, before yours came. It was not counted. Reload the page.") % {
            "when": when
        }
    if asked.inquorate_at is not None:
        when = at_time(asked.inquorate_at, visit)
        return _("This vote ended %(when)s; too few had taken part. It is put again at a second call.") % {
            "when": when
        }
    if asked.stage is Stage.WITHDRAWN:
        return _("This proposal was taken back: there is nothing to vote on any more. Reload the page.")
    return _("The vote on this is not open now. Reload the page.")


def why_no_ballot(visit: Visit, asked: Question) -> str:
    """Why the visitor has no ballot to cast by device."""
    rule = asked.rule
    if visit.past:
        return _("This page shows the past. Go back to now, then try again.")
    if rule is not None and visit.now >= rule.until:
        return _("The vote has ended; it is being closed. Your vote was not counted. Reload the page.")
    if asked.hall_at is not None:
        return _(
            "The count in the hall has begun: vote there. The tellers have the list of who voted by device."
        )
    if rule is not None and not by_device(visit, asked):
        ways = ", ".join(str(words.WAYS[way]) for way in rule.ways)
        return _("This vote is not by device. One votes %(ways)s.") % {"ways": ways}
    return _(
        "You are not on the list of this vote, which was fixed when it opened. You vote on whatever opens next."
    )


# The count


class Told(Struct, frozen=True):
    """A count by two tellers in the hall."""

    way: str
    section: Id | None
    lines: tuple[tuple[str, int], ...]
    spoilt: int
    papers: int
    first: str
    second: str | None
    mends: bool
    replaced: bool
    step: int


class Origin(Struct, frozen=True):
    """How many voted in one way."""

    name: str
    votes: int


def told_counts(visit: Visit, question: Question) -> tuple[Told, ...]:
    """Every count told in the hall, those that were mended included: a correction is made in the open."""
    names = questions.mark_names(visit, question)
    replaced = {count.corrects for count in question.counts if count.confirmed_by is not None}
    return tuple(
        Told(
            way=str(words.WAYS[count.way]),
            section=count.section,
            lines=tuple(
                (" > ".join(names.get(mark, mark) for mark in tally.mark), tally.votes)
                for tally in count.tallies
            ),
            spoilt=count.spoilt,
            papers=count.papers,
            first=visit.called(count.told_by),
            second=None if count.confirmed_by is None else visit.called(count.confirmed_by),
            mends=count.corrects is not None,
            replaced=count.step in replaced,
            step=count.step,
        )
        for count in shown_counts(question)
    )


def may_count(visit: Visit, question: Question) -> bool:
    """Whether the visitor may be one of the two who count it: the law is asked."""
    if not visit.open_here or visit.who is None or visit.state.council:
        return False
    return hall.may_count(visit.state, question, visit.who, visit.now)


def shown_counts(question: Question) -> tuple[HandCount, ...]:
    """The counts two tellers agree on. What one told alone is nobody's business before the other has counted."""
    return tuple(count for count in question.counts if count.confirmed_by is not None)


def origins(question: Question) -> tuple[Origin, ...]:
    """How many voted by device and in each way in the hall: one mark a person, put together."""
    told = [Origin(str(words.WAYS[Way.NAMED]), sum(votes for _mark, votes in question.by_device))]
    for way in (Way.HANDS, Way.BOX):
        papers = sum(count.papers for count in question.confirmed_counts() if count.way is way)
        told.append(Origin(str(words.WAYS[way]), papers))
    return tuple(origin for origin in told if origin.votes)


def count_again(visit: Visit, question: Question) -> Recounted | None:
    """The count sheet, counted from the record as it is, or where that differs as it was when the vote closed."""
    if question.closed_at is None:
        return None
    found = recounted(visit.state, question, question.closed_at)
    if found is None or found.agrees:
        return found
    then = visit.office.reading(visit.body, question.closed_at).state
    asked = None if then is None else then.questions.get(question.id)
    if then is None or asked is None:
        return found
    again = recounted(then, asked, question.closed_at)
    return again if again is not None and again.agrees else found


class Winner(Struct, frozen=True):
    """One of the elected: at which stage, with how many first choices, with how many votes at the end."""

    name: str
    stage: int
    first: str
    final: str


def winners(found: Recounted, names: dict[Id, str]) -> tuple[Winner, ...]:
    """The elected in the order of their election."""
    sheet = found.sheet
    told = []
    for name in sheet.elected:
        number = next(
            (n for n, stage in enumerate(sheet.stages, 1) if name in stage.elected), len(sheet.stages)
        )
        row = sheet.candidates.index(name)
        totals = [stage.totals[row] for stage in sheet.stages if row < len(stage.totals)]
        known = [total for total in totals if total is not None]
        at = sheet.stages[number - 1].totals
        final = at[row] if row < len(at) and at[row] is not None else (known[-1] if known else None)
        told.append(
            Winner(
                names.get(name, name),
                number,
                sheet.written(known[0]) if known else "–",
                "–" if final is None else sheet.written(final),
            )
        )
    return tuple(told)


def ties(found: Recounted, names: dict[Id, str]) -> list[str]:
    """The ties of a count, each as a tie: who was level, and what decided."""
    told = []
    for stage in found.sheet.stages:
        for tie in stage.ties:
            who = _(" and ").join(names.get(name, name) for name in tie.candidates)
            fell = ", ".join(names.get(name, name) for name in tie.drawn)
            if tie.by == "history":
                told.append(
                    _("%(who)s were level; an earlier round decided, where they differed: %(fell)s.")
                    % {"who": who, "fell": fell}
                )
            elif tie.by == "lot":
                told.append(
                    _("%(who)s were level in every round; the lot fell on %(fell)s.")
                    % {"who": who, "fell": fell}
                )
            else:
                told.append(
                    _("%(who)s were level in every round; nothing hung on it, so no lot was drawn.")
                    % {"who": who}
                )
    return told


def yes_or_no(question: Question) -> bool:
    """Whether the totals are for, against, abstaining."""
    outcome = question.outcome
    return outcome is not None and {mark for mark, _votes in outcome.totals} <= {*COUNCIL_MARKS, ABSTAIN}
