"""No one acts alone.

What binds others needs two people and a mandate. No office has one seat; nobody is a body's executive.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults
from confederal.kernel import act as a
from confederal.kernel.after import vouchers_needed
from confederal.kernel.body import KEEPER, TELLER
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.question import Question
from confederal.kernel.state import State
from confederal.kernel.words import marked, office_called
from confederal.sentence import Sentence, listed, plural, say

article = Article(__name__, __doc__, chapter="Delegates", sources="R20 P6")


@article.says(1, "What one proposes, another confirms.", a.Confirmed)
def two_people(state: State, m: a.Minuted, act: a.Confirmed) -> Faults:
    waiting = state.pending[act.step]
    if waiting.by == m.by:
        yield Fault(say("{by} proposed it", by=m.by), "have somebody else confirm it")
    yield from fitting_second(state, m, waiting.act)


def fitting_second(state: State, m: a.Minuted, act: Any) -> Faults:
    """Whether the second person is one who may do it at all."""
    if isinstance(act, (a.Invited, a.StandingImported)):
        if not may_keep(state, m.by, m.time):
            yield Fault(say("{by} does not keep the register", by=m.by), "have a second keeper confirm it")
    elif isinstance(act, a.Assisted):
        if m.by == act.member:
            yield Fault(say("{by} is the one assisted", by=m.by), "have another teller confirm it")
        if state.key_in_force(act.member, m.time) is not None:
            yield Fault(say("{member} holds a key", member=act.member), "have them sign it")
        yield from is_teller(state, m.by, act, m.time)
    elif isinstance(act, a.AttestationShown):
        place = state.places.get(m.by)
        if place is None or place.body == act.attestation.origin:
            yield Fault(
                say("{by} is not of another body", by=m.by),
                "have a delegate of another body confirm who has seen it",
            )
    elif isinstance(act, a.Composited):
        if m.by != state.questions[act.into].raised_by:
            yield Fault(
                say("{by} did not raise question {into}", by=m.by, into=act.into), "have who raised it agree"
            )
    elif not state.is_elector(m.by, None, m.time):
        yield Fault(say("{by} has no vote here", by=m.by), "have a member confirm it")


def may_keep(state: State, who: str, at: int) -> bool:
    """Whether somebody may be one of the two who change the register.

    Keepers may, and whom a sister body lends us; beside these, where no keeper of ours is in office, any of us.
    """
    if state.is_keeper(who, at):
        return True
    lent = state.helpers(KEEPER, at)
    nobody_else = bool(lent) and not state.holders(KEEPER, at)
    return who in lent or (nobody_else and state.is_elector(who, None, at))


@article.says(
    7,
    "Who is lent by a sister body tells, or keeps the register with one of ours, and does nothing else here.",
    a.Confirmed,
)
def one_of_the_two_is_ours(state: State, m: a.Minuted, act: a.Confirmed) -> Faults:
    waiting = state.pending[act.step]
    pair = (waiting.by, m.by)
    if all(who in state.guests for who in pair):
        yield Fault(
            say("{first} and {second} are both lent", first=pair[0], second=pair[1]),
            "have one of us confirm it",
        )
    keeping = isinstance(waiting.act, (a.Invited, a.StandingImported))
    if keeping and not any(state.is_keeper(who, m.time) or who in state.guests for who in pair):
        yield Fault(
            say("neither {first} nor {second} keeps the register", first=pair[0], second=pair[1]),
            "have a keeper do it, ours or the one we borrow",
        )


def may_tell(state: State, who: str, question: Question | None, at: int) -> Faults:
    """Tellers tell; then those a sister body lends us; where two are missing or concerned, any two others who vote.

    Where everybody is concerned but one, those there are tell: a body of three can always count.
    """
    concerned: frozenset[str] = frozenset()
    if question is not None:
        concerned = question.matter.concerned(state) | frozenset(question.candidates)
    free = [teller for teller in state.tellers(at) if teller not in concerned]
    lent = state.helpers(TELLER, at)
    if who in lent:
        if len(free) >= 2 and not waited_for_tellers(state, question, at):
            yield Fault(
                say("lent, and {tellers} can tell", tellers=listed(free)),
                "let our own tellers tell: we borrow where two are missing",
            )
        return
    if not state.is_elector(who, None, at):
        yield Fault(say("{who} has no vote here", who=who), "have members tell")
        return
    if len(free) < 2:
        free.extend(lent)
    others = len(state.electors(None, at)) - len(concerned)
    if who in concerned and others >= 2:
        yield Fault(say("{who} is concerned", who=who), "let two others tell")
    elif len(free) >= 2 and who not in free and not waited_for_tellers(state, question, at):
        yield Fault(say("{who} is no teller", who=who), say("tellers are: {tellers}", tellers=listed(free)))


PATIENCE = DAY
"""Where tellers have told nothing for so long after the count began, any two members tell."""

PATIENCE_OF_PETITIONERS = HOUR
"""The same where members petitioned for the vote, a recall above all."""


def waited_for_tellers(state: State, question: Question | None, at: int) -> bool:
    """Whether the tellers had their chance and did not take it."""
    if question is None or question.rule is None or question.confirmed_counts():
        return False
    since = question.hall_at if question.hall_at is not None else question.rule.opened_at
    return at >= since + (PATIENCE_OF_PETITIONERS if question.petitioned else PATIENCE)


@article.says(
    2,
    "Two tellers count, each for themselves; where they differ nothing is counted yet.",
    a.CountTold,
    a.CountConfirmed,
)
def told_by_two(state: State, m: a.Minuted, act: Any) -> Faults:
    question = state.questions[act.question]
    yield from may_tell(state, m.by, question, m.time)
    if isinstance(act, a.CountConfirmed):
        told = next(count for count in question.counts if count.step == act.told)
        if told.told_by == m.by:
            yield Fault(say("{by} told it first", by=m.by), "have the other teller count for themselves")
        if sorted(told.tallies, key=repr) != sorted(act.tallies, key=repr) or told.spoilt != act.spoilt:
            yield Fault(
                say(
                    "one told {one}, the other {other}",
                    one=words_of(told.tallies, told.spoilt),
                    other=words_of(act.tallies, act.spoilt),
                ),
                "count again, both",
            )


def words_of(tallies: Any, spoilt: int) -> Sentence:
    """A tally as one reads it out."""
    told = listed(
        say("{mark} {votes}", mark=listed(map(marked, tally.mark), " > "), votes=tally.votes)
        for tally in tallies
    )
    return say("{told}, spoilt {spoilt}", told=told, spoilt=spoilt) if spoilt else told


@article.says(3, "The register is changed by two of its keepers together.", a.Invited, a.StandingImported)
def by_keepers(state: State, m: a.Minuted, act: Any) -> Faults:
    if not may_keep(state, m.by, m.time):
        yield Fault(
            say("{by} does not keep the register", by=m.by),
            "have two keepers do it; they are elected like any office",
        )


@article.says(
    4,
    "What a member says at the tellers' table is written by one teller and confirmed by another.",
    a.Assisted,
)
def written_by_a_teller(state: State, m: a.Minuted, act: a.Assisted) -> Faults:
    if m.by == act.member:
        yield Fault(say("{by} signs for themselves", by=m.by), "sign it yourself")
    if state.key_in_force(act.member, m.time) is not None:
        yield Fault(
            say("{member} holds a key", member=act.member),
            "have them sign it; a lost key is replaced on co-workers' word",
        )
    yield from is_teller(state, m.by, act, m.time)


OPENING = (
    a.QuestionRaised,
    a.Supported,
    a.CandidatureAccepted,
    a.SecrecyDemanded,
    a.CountDemanded,
    a.StandingContested,
    a.KeyVetoed,
    a.Appealed,
    a.MinorityStated,
)
"""What only opens a way for others to decide: any two members may write it down where tellers are missing."""


def is_teller(state: State, who: str, act: a.Assisted, at: int) -> Faults:
    """Tellers in office write down what others say: they are elected for it, two at least.

    Where there are not two, any two members may, so that a recall is open without officers; but nobody votes,
    resigns or leaves by the word of two who were not elected for it.
    """
    tellers = state.tellers(at)
    if len(set(tellers)) < 2 and isinstance(act.act, OPENING) and state.is_elector(who, None, at):
        return
    if who not in tellers and who not in state.helpers(TELLER, at):
        yield Fault(
            say("{who} is no teller", who=who),
            say("tellers are: {tellers}", tellers=listed(tellers) or say("none; elect two")),
        )


@article.says(
    5,
    "A lost key is replaced on the word of co-workers, after a delay, and the old key can stop it.",
    a.KeyVouched,
)
def vouched_by_others(state: State, m: a.Minuted, act: a.KeyVouched) -> Faults:
    member = state.members.get(m.by)
    if act.member in state.members and state.members[act.member].key is None:
        yield Fault(
            say("{member} has no key to replace", member=act.member),
            "a first key is bound with a card that two keepers hand out",
        )
    if m.by == act.member or member is None or not member.votes(m.time):
        yield Fault(
            say("{by} vouches for {member}", by=m.by, member=act.member),
            "have co-workers in good standing vouch",
        )
    running = [
        known
        for known in state.recoveries.get(act.member, ())
        if known.ripe_at is None or m.time < known.ripe_at
    ]
    if any(m.by in known.vouchers for known in running):
        yield Fault(
            say("{by} has vouched", by=m.by),
            say("{number} different people are needed, for one key", number=vouchers_needed(state)),
        )
    elsewhere = [
        known
        for member, others in state.recoveries.items()
        for known in others
        if member != act.member
        and m.by in known.vouchers
        and (known.ripe_at is None or m.time < known.ripe_at)
    ]
    if elsewhere:
        yield Fault(
            say("{by} vouches for somebody else at this time", by=m.by),
            "one replacement at a time for each co-worker",
        )


@article.says(6, "No office is held by one alone, and no commission.", a.Founded)
def no_single_seat(state: State, m: a.Minuted, act: a.Founded) -> Faults:
    for office in act.charter.offices:
        if office.seats < 2:
            yield Fault(
                plural(
                    office.seats,
                    "{office}: {number} seat",
                    "{office}: {number} seats",
                    office=office_called(office.name),
                ),
                "two seats or more",
            )
