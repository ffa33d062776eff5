"""What a proposal's page shows, gathered from the record: text, stations, voices, and what one may do."""

from __future__ import annotations

from collections.abc import Iterator

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from confederal.audit.changed_words import Words, changed_words
from confederal.audit.progress import Passed, Progress, goes_to_be_confirmed
from confederal.charter.articles.quorum_and_notice import HALL_HOURS
from confederal.kernel import act as a
from confederal.kernel.ballot import Way
from confederal.kernel.body import Tie
from confederal.kernel.delegate import Seat
from confederal.kernel.identity import DAY, HOUR, Id, Step
from confederal.kernel.matters import (
    AmendmentVote,
    Choice,
    Election,
    Mandating,
    Ratification,
    Recall,
    Standard,
)
from confederal.kernel.question import Advice, Amendment, Outcome, Question, Stage
from confederal.kernel.state import State
from confederal.web import language
from confederal.web import office as offices
from confederal.web.questions import words
from confederal.web.templatetags.plain import at_time
from confederal.web.visit import Visit

LONG_LINES = 6_000
"""A paragraph longer than this is not compared word by word."""

FOLLOW_UP = "post/parts/follow_up.html"


class Offer(Struct, frozen=True):
    """Another wording that was offered: by whom, what it changes, and the vote on it if there is one."""

    amendment: Amendment
    by: str
    text: str | None
    changes: tuple[Words, ...]
    vote: Step | None


class Paragraph(Struct, frozen=True):
    """One paragraph of a text; None where it was never kept here."""

    number: int
    text: str | None
    offers: tuple[Offer, ...]

    @property
    def place(self) -> int:
        """Its number as people count."""
        return self.number + 1


class Advised(Struct, frozen=True):
    """Advice, and its answer."""

    advice: Advice
    by: str
    text: str | None
    answer: str | None


class At(Struct, frozen=True):
    """A station as it is shown."""

    passed: Passed
    name: str


class Line(Struct, frozen=True):
    """One line of a result: what, how many votes, whether chosen."""

    name: str
    votes: int
    chosen: bool
    id: Id


def may(visit: Visit, act: a.AnyAct) -> bool:
    """Whether nothing speaks against it, if the visitor said it now: the law is asked."""
    if not visit.open_here or visit.who is None or visit.keyid is None:
        return False
    payload = visit.office.payload(visit.body, visit.who, visit.keyid, act)
    return not visit.office.foreseen(payload, visit.keyid)


def paragraphs(visit: Visit, question: Question) -> tuple[Paragraph, ...]:
    """The text, each paragraph with the other wordings offered for it, in place."""
    put = {
        (vote.matter.paragraph, vote.matter.becomes): step
        for step in visit.state.open_questions
        for vote in (visit.state.questions[step],)
        if isinstance(vote.matter, AmendmentVote) and vote.matter.question == question.id
    }
    by_place: dict[int, list[Amendment]] = {}
    for offered in question.amendments:
        by_place.setdefault(offered.paragraph, []).append(offered)
    listed = {f"{option}: {wording}" for option, wording in option_words(visit, question).items()}
    return tuple(
        Paragraph(number, text, tuple(offers(visit, text, by_place.get(number, ()), put)))
        for number, digest in enumerate(question.paragraphs)
        for text in (visit.words(digest),)
        if text not in listed  # the options stand above the text
    )


def offers(
    visit: Visit,
    before: str | None,
    offered: tuple[Amendment, ...] | list[Amendment],
    put: dict[tuple[int, str], Step],
) -> Iterator[Offer]:
    for one in offered:
        after = visit.words(one.digest)
        yield Offer(
            amendment=one,
            by=visit.called(one.by),
            text=after,
            changes=compared(before, after),
            vote=put.get((one.paragraph, one.digest)),
        )


def compared(before: str | None, after: str | None) -> tuple[Words, ...]:
    """What another wording changes; nothing where one of them is not kept here, or both are very long."""
    if before is None or after is None or len(before) + len(after) > LONG_LINES:
        return ()
    return changed_words(before, after)


def advice(visit: Visit, question: Question) -> tuple[Advised, ...]:
    """The advice given on a proposal, and the answers."""
    return tuple(
        Advised(
            given,
            visit.called(given.by),
            visit.words(given.digest),
            None if given.answered is None else visit.words(given.answered) or _("(erased)"),
        )
        for given in question.advice
    )


def stations(going: Progress) -> tuple[At, ...]:
    return tuple(At(passed, str(words.STATIONS[passed.station])) for passed in going.stations)


def raised_by(visit: Visit, question: Question) -> str:
    """Who put it to us: a member by their handle, a branch or council by its name.

    Nobody on a recall: whoever begins a petition on a person signs it, and signatures are a number only (P8).
    """
    if question.matter.by_petition:
        return ""
    if question.from_body is not None:
        return language.body_called(visit.state, question.from_body)
    return visit.called(question.raised_by)


def about(visit: Visit, question: Question) -> str:
    """In one line, what it is about, with people called as they are called here."""
    matter, state = question.matter, visit.state
    match matter:
        case Recall():
            seat = state.seats.get(matter.seat)
            if seat is None:
                return _("recall")
            return _("recall of %(who)s, %(office)s") % {
                "who": visit.called(seat.holder),
                "office": seat_called(state, seat),
            }
        case Choice(binding=False):
            return _("straw poll: it binds nobody")
        case Election():
            seats = ngettext("%(number)s seat", "%(number)s seats", matter.seats) % {"number": matter.seats}
            return _("election of %(seats)s: %(office)s") % {
                "seats": seats,
                "office": words.office(state, matter.office, matter.to),
            }
        case Standard():
            return _("minimum we agree on, %(amount)s") % {
                "amount": words.amount(matter, state.charter.currency)
            }
        case _:
            return words.kind(matter.word())


def seat_called(state: State, seat: Seat) -> str:
    """What somebody holds."""
    return words.office(state, seat.office, seat.to)


def option_words(visit: Visit, question: Question) -> dict[Id, str]:
    """The options of a choice as they were worded: the text has a line for each whose word in the record is shorter."""
    matter = question.matter
    if not isinstance(matter, Choice):
        return {}
    told = {option: option.replace("-", " ") for option in matter.among}
    for digest in question.paragraphs[-len(matter.among) :]:
        text = visit.words(digest) or ""
        option, colon, wording = text.partition(": ")
        if colon and option in told and "\n" not in wording:
            told[option] = wording
    return told


def candidate_words(visit: Visit, question: Question) -> dict[Id, str]:
    """What those who stand are called here."""
    return {who: visit.called(who) for who in question.candidates}


def mark_names(visit: Visit, question: Question) -> dict[Id, str]:
    """Every mark that may stand on a ballot, as one reads it."""
    told = {mark: str(word) for mark, word in words.MARKS.items()}
    return told | option_words(visit, question) | candidate_words(visit, question)


def result(visit: Visit, question: Question, outcome: Outcome) -> tuple[Line, ...]:
    """The votes by mark, most first; for and against in their order."""
    names = mark_names(visit, question)
    order = list(words.MARKS)
    chosen = set(outcome.elected) | ({outcome.option} if outcome.option else set())
    lines = [
        Line(names.get(mark, mark), votes, mark in chosen, mark)
        for mark, votes in outcome.totals
        if votes or mark in order[:2]
    ]
    return tuple(
        sorted(
            lines, key=lambda line: (order.index(line.id) if line.id in order else -1, -line.votes, line.name)
        )
    )


def follow_up() -> str | None:
    """The part with what becomes of a decision, where the pages have it."""
    try:
        get_template(FOLLOW_UP)
    except TemplateDoesNotExist:
        return None
    return FOLLOW_UP


def ways_open(visit: Visit, question: Question) -> tuple[Way, ...]:
    """The ways in which the visitor may open the vote now, by the law."""
    return tuple(way for way in Way if may(visit, a.VoteOpened(question.id, (way,), until(visit, way))))


def until(visit: Visit, way: Way, days: int | None = None) -> int:
    """Until when a vote opened now in this way is open, at least: by device as many days as our numbers say, in the
    hall until the tellers are done, and some minutes more because signing takes a moment."""
    state, now = visit.state, visit.now
    if way is Way.NAMED and state.open_sitting(now) is None:
        return ceiling_hour(now + (state.charter.voting_days if days is None else days) * DAY + 600)
    return ceiling_hour(now + HALL_HOURS * HOUR + 600)


def ceiling_hour(at: int) -> int:
    return -(-at // HOUR) * HOUR


def asks_us(question: Question) -> tuple[str, int] | None:
    """The council and its proposal that this one answers, where a council asks us whose record stands here too."""
    matter = question.matter
    if isinstance(matter, Mandating | Ratification) and offices.keeping(matter.council) is not None:
        return matter.council, matter.question
    return None


def elections_of_delegates(state: State) -> bool:
    """Whether this body belongs to a council or asked to."""
    return any(tie.tie in (Tie.JOINED, Tie.ASKED) for tie in state.affiliations.values())


def next_words(visit: Visit, question: Question, going: Progress) -> str:
    """What happens next, and when, in one or two sentences."""
    state = visit.state

    def when(at: int) -> str:
        return at_time(at, visit)

    match question.stage:
        case Stage.RAISED:
            if question.matter.by_petition:
                return _(
                    "It comes to the vote when %(more)s more sign it; then a meeting exists within %(length)s. "
                    "Nobody can refuse it."
                ) % {"more": going.support.more, "length": words.length(state.charter.petition_days * DAY)}
            told = _(
                "It comes onto the agenda when %(more)s more of us support it (%(have)s of %(needed)s do now)."
            ) % {"more": going.support.more, "have": going.support.have, "needed": going.support.needed}
            notice = _("Then members have %(length)s to read it before the vote can open.") % {
                "length": words.length(going.notice)
            }
            return f"{told} {notice}" if going.notice else told
        case Stage.AGENDA:
            told = ""
            if going.second_call:
                told = _("Too few took part. At the second call half as many are enough.") + " "
            assert going.opens_at is not None
            if visit.now < going.opens_at:
                told += _("The vote can open from %(when)s: until then members read and talk it over.") % {
                    "when": when(going.opens_at)
                }
            else:
                told += _("Notice has run: the vote can be opened.")
            if not question.matter.always_open and any(given.answered is None for given in question.advice):
                told += " " + _("Before that, the advice has to be answered.")
            if isinstance(question.matter, Election) and not question.candidates:
                told += " " + _("Nobody stands yet.")
            return told
        case Stage.VOTING:
            if going.over:
                return _("The vote is over. It is counted and closed at once.")
            assert going.until is not None
            return _(
                "The vote is open until %(when)s, or until everybody has voted or two tellers have counted."
            ) % {"when": when(going.until)}
        case Stage.WITHDRAWN:
            return _("Whoever proposed it took it back, or it was merged into another proposal.")
        case Stage.CLOSED:
            if isinstance(question.matter, Mandating | Ratification):
                return answered(visit, question, question.matter)
            if going.confirming is not None and not going.in_force and going.confirming.silent:
                if going.confirming.until is not None:
                    return _("It goes down to be confirmed until %(when)s. Silence is not consent.") % {
                        "when": when(going.confirming.until)
                    }
                return _("It waits until the others have decided the same.")
            if question.outcome is not None and question.outcome.carried:
                if isinstance(question.matter, Election):
                    return _(
                        "Whoever was elected accepts in person. Those who elected them can recall them at any time."
                    )
                if isinstance(question.matter, Recall):
                    return _("The seat is empty from that moment, and another can be elected.")
                if isinstance(question.matter, Choice) and not question.matter.binding:
                    return _("It binds nobody: now we know where we stand.")
                if going.ends is not None:
                    return _("It holds until %(when)s.") % {"when": when(going.ends)}
                return _("It holds until we decide otherwise.")
            if goes_to_be_confirmed(state, question):
                return _("Nothing goes down to be confirmed.")
            return _(
                "It can be raised again in the same words after %(length)s; in other words at any time."
            ) % {"length": words.length(state.charter.retable_days * DAY)}


def answered(visit: Visit, question: Question, matter: Mandating | Ratification) -> str:
    """What our answer to a council is, once it is decided."""
    council = language.body_called(visit.state, matter.council)
    carried = question.outcome is not None and question.outcome.carried
    if isinstance(matter, Ratification):
        if carried:
            return _("We confirm it; %(council)s is told so.") % {"council": council}
        return _("We do not confirm it; %(council)s is told so.") % {"council": council}
    mandate = visit.state.mandate(matter.council, matter.question)
    if mandate is None or mandate.ground != question.id:
        return _("It gives our delegates no instruction.")
    return _("Our delegates to %(council)s are instructed: %(what)s.") % {
        "council": council,
        "what": words.POSITIONS[mandate.position],
    }
