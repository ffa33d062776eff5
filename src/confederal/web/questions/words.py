"""The words of these pages: thresholds, stations, ways of voting, in members' words and translatable."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from confederal.audit import words as plain_words
from confederal.audit.progress import Progress, Station, votes_needed
from confederal.kernel.ballot import Way
from confederal.kernel.body import DELEGATE, Base, Comparison, Share
from confederal.kernel.delegate import Position
from confederal.kernel.identity import DAY, HOUR, BodyId, Id
from confederal.kernel.matters import Standard
from confederal.kernel.matters.standard import Unit
from confederal.kernel.question import Outcome, Question, Stage
from confederal.kernel.state import State
from confederal.web import language
from confederal.web.templatetags.plain import office_name

STATIONS = {
    Station.PROPOSED: gettext_lazy("Proposed"),
    Station.AGENDA: gettext_lazy("On the agenda"),
    Station.VOTE: gettext_lazy("Vote open"),
    Station.DECIDED: gettext_lazy("Decided"),
    Station.CONFIRMED: gettext_lazy("Confirmed"),
}

STAGES = {stage: gettext_lazy(told) for stage, told in plain_words.STAGES.items()}

RESULTS = {result: gettext_lazy(told) for result, told in plain_words.RESULTS.items()}

WAYS = {
    Way.NAMED: gettext_lazy("by device, under one's name"),
    Way.HANDS: gettext_lazy("by show of hands at the meeting"),
    Way.BOX: gettext_lazy("in secret, by paper ballot at the meeting"),
}

TAGS = {
    Stage.RAISED: "open",
    Stage.AGENDA: "open",
    Stage.VOTING: "voting",
    Stage.WITHDRAWN: "fallen",
}

POSITIONS = {
    Position.FOR: gettext_lazy("vote for it"),
    Position.AGAINST: gettext_lazy("vote against it"),
    Position.ABSTAIN: gettext_lazy("abstain"),
    Position.REFER_BACK: gettext_lazy("have it sent back to the branches"),
    Position.SPLIT: gettext_lazy("split the votes as our assembly split"),
    Position.FREE: gettext_lazy("decide on the spot"),
    Position.AS_WE_VOTE: gettext_lazy("vote as our assembly votes"),
}

MARKS = {
    "for": gettext_lazy("For"),
    "against": gettext_lazy("Against"),
    "abstain": gettext_lazy("Abstain"),
    "refer_back": gettext_lazy("Send it back to the branches"),
}

_PARTS = {
    "1/2": gettext_lazy("half"),
    "2/3": gettext_lazy("two thirds"),
    "3/4": gettext_lazy("three quarters"),
    "3/5": gettext_lazy("three fifths"),
}

_BASES = {
    Base.CAST: gettext_lazy("the votes cast"),
    Base.PRESENT: gettext_lazy("those who take part"),
    Base.ELIGIBLE: gettext_lazy("all who may vote"),
    Base.WEIGHT: gettext_lazy("all votes of the branches"),
}


def stands(question: Question) -> str:
    """In one word, where a proposal stands or how it ended."""
    outcome = question.outcome
    if outcome is None:
        return str(STAGES[question.stage])
    if outcome.elected:
        return _("elected")
    if outcome.option is not None:
        return _("chosen")
    return str(RESULTS[outcome.result])


def tag_of(question: Question) -> str:
    """The class of the tag that says so."""
    if question.outcome is None:
        return "recall" if question.matter.word() == "recall" else TAGS.get(question.stage, "open")
    return "adopted" if question.outcome.carried else "fallen"


def share(given: Share) -> str:
    """A majority as one says it.

    >>> share(Share("2/3", Comparison.AT_LEAST))
    'at least two thirds of the votes cast'
    """
    part, base = _PARTS.get(given.fraction, given.fraction), _BASES[given.base]
    if given.comparison is Comparison.AT_LEAST:
        return _("at least %(part)s of %(base)s") % {"part": part, "base": base}
    return _("more than %(part)s of %(base)s") % {"part": part, "base": base}


def share_in_numbers(going: Progress, state: State) -> str:
    """What the majority comes to with so many votes as there are now."""
    given, votes = going.threshold, max(1, going.votes)
    needed = votes_needed(given, votes)
    if given.base in (Base.ELIGIBLE, Base.WEIGHT):
        return _("That is %(votes)s of %(all)s.") % {"votes": needed, "all": votes}
    if state.council:
        return _(
            "If all %(all)s votes of the branches are cast for or against, %(votes)s for it are enough."
        ) % {
            "all": votes,
            "votes": needed,
        }
    return _(
        "If all %(all)s vote for or against, %(votes)s for it are enough; "
        "if only the %(few)s vote who must take part, %(least)s."
    ) % {"all": votes, "votes": needed, "few": going.quorum, "least": votes_needed(given, going.quorum)}


def quorum(going: Progress, state: State) -> str:
    """How many must take part."""
    if not state.council:
        return str(going.quorum)
    return ngettext("%(number)s branch", "%(number)s branches", going.quorum) % {"number": going.quorum}


def took_part(outcome: Outcome, state: State) -> str:
    """How many took part, of how many, and how many had to."""
    numbers = {"present": outcome.present, "eligible": outcome.eligible, "quorum": outcome.quorum}
    if state.council:
        return (
            _(
                "%(present)s branches took part; %(quorum)s had to. All branches together have %(eligible)s votes."
            )
            % numbers
        )
    return _("%(present)s took part of %(eligible)s who could; %(quorum)s had to take part.") % numbers


def length(seconds: int) -> str:
    """A length of time in days or hours.

    >>> length(7 * DAY), length(48 * HOUR), length(36 * HOUR)
    ('7 days', '2 days', '36 hours')
    """
    if seconds >= DAY and seconds % DAY == 0:
        days = seconds // DAY
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    hours = -(-seconds // HOUR)
    return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}


def who_votes(state: State, going: Progress) -> str:
    """Who votes on it, in one phrase."""
    number = going.electors
    if state.council:
        return ngettext(
            "the delegates of our branches: %(number)s now",
            "the delegates of our branches: %(number)s now",
            number,
        ) % {"number": number}
    if going.section is not None:
        return _("the members of the section %(section)s: %(number)s now") % {
            "section": going.section,
            "number": number,
        }
    return ngettext(
        "all members with a vote: %(number)s now", "all members with a vote: %(number)s now", number
    ) % {"number": number}


def told_votes(number: int, mark: str) -> str:
    """A number of votes for a mark.

    >>> told_votes(7, "for")
    '7 for'
    """
    said = {
        "for": pgettext("votes", "for"),
        "against": pgettext("votes", "against"),
        "abstain": pgettext("votes", "abstaining"),
        "refer_back": pgettext("votes", "to send it back"),
    }
    return f"{number} {said.get(mark, mark)}"


def kind(word: Id) -> str:
    """What members call a kind of decision."""
    return _(plain_words.KINDS[word])


def office(state: State, name: Id, to: BodyId | None) -> str:
    """What somebody holds: an office, or a seat among our delegates."""
    if name == DELEGATE and to is not None:
        return _("delegate to %(council)s") % {"council": language.body_called(state, to)}
    if to is not None:
        return _("%(task)s, lent to %(body)s") % {
            "task": office_name(name),
            "body": language.body_called(state, to),
        }
    return office_name(name)


def amount(standard: Standard, currency: str) -> str:
    """The number of a minimum with its unit, and what it is about.

    >>> from confederal.kernel.matters.standard import Subject
    >>> amount(Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 365), "EUR")
    'pay for an hour: 15.00 EUR'
    """
    number, told = standard.amount, standard.note
    match standard.unit:
        case Unit.MINOR_UNITS:
            told = f"{number // 100}.{number % 100:02} {currency}"
        case Unit.MINUTES if number % 60 == 0:
            told = ngettext("%(number)s hour", "%(number)s hours", number // 60) % {"number": number // 60}
        case Unit.MINUTES:
            told = ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}
        case Unit.PEOPLE:
            told = ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
        case Unit.TEXT:
            pass
    return f"{_(plain_words.SUBJECTS[standard.subject])}: {told}"
