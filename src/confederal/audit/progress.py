"""Where a proposal stands: the stations it has passed, what comes next and when, and what it still takes.

Facts only, worked out of one reading at one instant; the words stand on the pages. Nothing here is decided: the law
is asked (`charter/`), and what it says is put side by side.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from confederal.charter.articles.quorum_and_notice import notice_seconds, opens_at
from confederal.charter.returning import may_close
from confederal.kernel.after import demanders, kept_secret
from confederal.kernel.body import Comparison, Share, ceiling
from confederal.kernel.decision import Waits
from confederal.kernel.identity import BodyId, Count, Id, Seconds
from confederal.kernel.matters.matter import MatterBase
from confederal.kernel.question import Question, Stage
from confederal.kernel.state import State


class Station(StrEnum):
    """The stations on the way of a proposal."""

    PROPOSED = "proposed"
    AGENDA = "agenda"
    VOTE = "vote"
    DECIDED = "decided"
    CONFIRMED = "confirmed"


class Passed(Struct, frozen=True):
    """One station: when it was reached, and whether the proposal stands there now."""

    station: Station
    at: Seconds | None
    """None: not reached yet, or the record keeps no time of it."""
    reached: bool
    here: bool


class Needs(Struct, frozen=True):
    """What it takes: so many have done it, so many are needed."""

    have: Count
    needed: Count

    @property
    def more(self) -> int:
        """How many are still missing."""
        return max(0, self.needed - self.have)

    @property
    def met(self) -> bool:
        return self.have >= self.needed


class Confirming(Struct, frozen=True):
    """A decision that went down: which bodies confirmed, which did not, which have not answered."""

    yes: tuple[BodyId, ...]
    no: tuple[BodyId, ...]
    silent: tuple[BodyId, ...]
    until: Seconds | None
    came_back: bool = False
    """The time is over and too few confirmed: it binds nobody."""


class Progress(Struct, frozen=True):
    """Where a proposal stands at one instant (UTC seconds)."""

    stations: tuple[Passed, ...]
    electors: Count
    """People (in a council: delegates) who may support it and vote on it."""
    votes: Count
    """Votes that can be cast: one a member; in a council, those of all its bodies together."""
    support: Needs
    """Supporters, and how many bring it to the agenda."""
    meeting: Needs
    """Supporters, and how many make a meeting exist by right."""
    secrecy: Needs
    paper: Needs
    """Who asked for a count by paper instead of hands."""
    secret: bool
    """Whether the vote is, or would be, by paper box."""
    notice: Seconds
    """How long it must be on the agenda before the vote opens."""
    opens_at: Seconds | None
    """When the vote may open; None before it is on the agenda and once it is open."""
    until: Seconds | None
    over: bool
    """The vote is over and only has to be closed."""
    voted: Count
    """Votes by device so far."""
    threshold: Share
    quorum: Count
    second_call: bool
    section: Id | None
    confirming: Confirming | None = None
    in_force: bool = False
    from_: Seconds | None = None
    ends: Seconds | None = None


def progress(state: State, question: Question, at: int) -> Progress:
    """Where this question stands at that time. It may be one that is only being written, not yet in the record."""
    matter: MatterBase = question.matter
    electors = state.electorate(question, at)
    charter, rule = state.charter, question.rule
    have = len(question.supporters)
    register = state.question_register(question, at)
    quorum = charter.quorum(len(register), reserved=matter.reserved) if rule is None else rule.quorum
    if rule is None and question.inquorate_at is not None:
        quorum = max(1, -(-quorum // 2))
    decision = state.decisions.get(question.id)
    return Progress(
        stations=stations(state, question, at),
        electors=electors,
        votes=sum(register.values()),
        support=Needs(
            have, charter.petitioners(electors) if matter.by_petition else charter.supporters(electors)
        ),
        meeting=Needs(have, charter.petitioners(electors)),
        secrecy=Needs(len(question.secrecy_demands), demanders(charter, electors)),
        paper=Needs(len(question.count_demands), max(1, ceiling(charter.count_on_demand, electors))),
        secret=(not state.council and kept_secret(state, question, at)) if rule is None else rule.secret,
        notice=notice_seconds(state, question),
        opens_at=opens_at(state, question) if question.stage is Stage.AGENDA else None,
        until=rule.until if rule is not None and question.stage is Stage.VOTING else None,
        over=may_close(state, question, at),
        voted=len(question.votes),
        threshold=rule.threshold if rule is not None else matter.threshold(charter),
        quorum=quorum,
        second_call=question.inquorate_at is not None,
        section=matter.section(state),
        confirming=confirming(state, question, at),
        in_force=decision is not None and decision.in_force(at),
        from_=None if decision is None else decision.from_,
        ends=None if decision is None else decision.until,
    )


def stations(state: State, question: Question, at: int) -> tuple[Passed, ...]:
    """The stations of a question in order; the last only where what is adopted is confirmed from below."""
    order = {
        Stage.RAISED: 0,
        Stage.AGENDA: 1,
        Stage.VOTING: 2,
        Stage.CLOSED: 3,
        Stage.WITHDRAWN: 0,
    }
    here = order[question.stage]
    decision = state.decisions.get(question.id)
    goes_down = goes_to_be_confirmed(state, question)
    short = decision is not None and decision.fell_short(at)
    waits = decision is not None and decision.waits is not Waits.NOTHING and not short
    confirmed = goes_down and decision is not None and not waits and not short and decision.ended_at is None
    times = (
        question.raised_at,
        question.agenda_at or None,
        None if question.rule is None else question.rule.opened_at,
        question.closed_at,
        decision.from_ if confirmed and decision is not None else None,
    )
    found = []
    for number, station in enumerate(Station):
        if station is Station.CONFIRMED:
            if not goes_down or (question.outcome is not None and not question.outcome.carried):
                break
            found.append(Passed(station, times[number], confirmed, here=waits or confirmed))
            continue
        at_end = question.stage is Stage.CLOSED and goes_down and decision is not None
        stands = here == number and not (station is Station.DECIDED and at_end)
        found.append(Passed(station, times[number], here >= number, stands))
    return tuple(found)


def goes_to_be_confirmed(state: State, question: Question) -> bool:
    """Whether what is adopted waits for others: the bodies below, or the partners of an agreement."""
    matter: MatterBase = question.matter
    if state.council and (matter.goes_down or matter.word() in state.charter.ratified):
        return True
    return bool(matter.parties() - {state.body})


def confirming(state: State, question: Question, at: int) -> Confirming | None:
    """Who confirmed a decision that went down; None where nothing went down."""
    decision = state.decisions.get(question.id)
    if decision is None or not goes_to_be_confirmed(state, question):
        return None
    matter: MatterBase = question.matter
    parties = matter.parties() - {state.body}
    if parties:
        yes = frozenset(decision.shown) & parties
        return Confirming(tuple(sorted(yes)), (), tuple(sorted(parties - yes)), None)
    asked = matter.confirmed_by_each() or frozenset(
        body for body, link in state.bodies.items() if link.in_force(state.time)
    )
    answered = dict(decision.ratified)
    return Confirming(
        yes=tuple(sorted(body for body, said in answered.items() if said)),
        no=tuple(sorted(body for body, said in answered.items() if not said)),
        silent=tuple(sorted(asked - frozenset(answered))),
        until=decision.ratify_by,
        came_back=decision.fell_short(at),
    )


def votes_needed(share: Share, of: int) -> int:
    """The least number of votes that meets a share of so many.

    >>> votes_needed(Share("1/2"), 60), votes_needed(Share("2/3", Comparison.AT_LEAST), 60)
    (31, 40)
    """
    exact = share.exact * of
    least = -(-exact.numerator // exact.denominator)
    return least + (share.comparison is Comparison.MORE_THAN and exact == least)


def stands_in_words(question: Question) -> str:
    """The one word of where it stands, for colours and filters: a stage, or how it ended."""
    if question.outcome is None:
        return question.stage.value
    return question.outcome.result.value


OPEN = (Stage.RAISED, Stage.AGENDA, Stage.VOTING)
"""The stages in which something can still be done."""
