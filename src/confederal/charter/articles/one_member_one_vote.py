"""One member, one vote.

Every member has one vote in the assembly, whoever they are and however long they have been there.
Who can hire or fire for an employer has neither vote nor office until the cooling-off time is over.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults, length
from confederal.charter.returning import marks_of, outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Way
from confederal.kernel.matters.matter import Sense
from confederal.kernel.question import Result, StrayVote
from confederal.kernel.state import State
from confederal.kernel.words import RESULTS, WAYS, marked
from confederal.sentence import Sentence, listed, one_of, say

article = Article(__name__, __doc__, chapter="The base", sources="R46 R56")


@article.says(1, "Who votes stands on the register that was frozen when the vote opened.", a.Voted)
def on_the_register(state: State, m: a.Minuted, act: a.Voted) -> Faults:
    question = state.questions[act.question]
    rule = question.rule
    assert rule is not None
    if state.council:
        place = state.places.get(m.by)
        unseated = place is not None and not state.credentialed(place, m.time, rule)
        if unseated:
            return  # credentials_first says so
        if place is None or place.body not in rule.register or not state.place_votes(place, m.time, rule):
            yield Fault(
                say("{by} has no vote here", by=m.by), "only the delegates in their seats vote in a council"
            )
    elif m.by not in rule.register:
        yield Fault(
            say("{by} is not on the register of this vote", by=m.by),
            "vote on the next question: registers freeze when a vote opens",
        )


@article.says(2, "A vote says one of the things put to the vote.", a.Voted, a.CountTold, a.CountConfirmed)
def says_what_was_put(state: State, m: a.Minuted, act: Any) -> Faults:
    question = state.questions[act.question]
    allowed = (*marks_of(state, question), "abstain")
    told = (act.mark,) if isinstance(act, a.Voted) else tuple(tally.mark for tally in act.tallies)
    if len(set(told)) != len(told):
        yield Fault("the same mark is told twice", "tell each mark once, with all its votes")
    for mark in told:
        named = allowed if len(mark) == 1 else marks_of(state, question)
        ranking = len(mark) == 1 or (
            question.matter.sense is not Sense.YES_NO and len(set(mark)) == len(mark)
        )
        if not mark or not ranking or any(said not in named for said in mark):
            yield Fault(
                say("“{mark}”", mark=listed(map(marked, mark), " > ")),
                say("one of: {those}", those=listed(map(marked, dict.fromkeys(allowed)))),
            )


@article.says(3, "A vote is cast while it is open.", a.Voted, a.HallOpened)
def while_open(state: State, m: a.Minuted, act: Any) -> Faults:
    question = state.questions[act.question]
    rule = question.rule
    assert rule is not None
    if m.time >= rule.until:
        yield Fault("the vote has ended", "close it; another question can be raised")
    if question.hall_at is not None:
        yield Fault("the count in the hall has begun", "vote in the hall: the tellers have the list")
    if isinstance(act, a.Voted) and Way.NAMED not in rule.ways:
        yield Fault(
            "this vote is not by name", say("vote {ways}", ways=one_of(WAYS[way] for way in rule.ways))
        )


@article.says(
    4,
    "Those who may vote raise, support, amend, open and close; nobody else does it for them.",
    a.Supported,
    a.AmendmentOffered,
    a.SecrecyDemanded,
    a.CountDemanded,
    a.VoteOpened,
    a.HallOpened,
    a.SittingOpened,
    a.SittingEnded,
)
def by_those_who_vote(state: State, m: a.Minuted, act: Any) -> Faults:
    section = None
    if isinstance(act, (a.Supported, a.SecrecyDemanded, a.CountDemanded)):
        section = state.questions[act.question].matter.section(state)
    if not state.is_elector(m.by, section, m.time):
        yield Fault(voteless(m.by, section), "have somebody do it who votes on it")


def voteless(who: str, section: str | None) -> Sentence:
    """That somebody has no vote, here or in a section."""
    if section is None:
        return say("{who} has no vote", who=who)
    return say("{who} has no vote in {section}", who=who, section=section)


@article.says(
    4,
    "Those who may vote raise, support, amend, open and close; nobody else does it for them.",
    a.QuestionRaised,
)
def raised_by_those_who_vote(state: State, m: a.Minuted, act: a.QuestionRaised) -> Faults:
    matter = act.matter
    section = matter.section(state)
    if isinstance(matter, matters.Seating) and m.by in state.places and state.places[m.by].in_force(m.time):
        return  # an appeal to the floor is raised by whoever was refused
    if not state.is_elector(m.by, section, m.time):
        yield Fault(voteless(m.by, section), "have somebody raise it who votes on it")


@article.says(
    8,
    "Who raised a question takes amendments into it, merges it or takes it back; not once others have put it "
    "on the agenda.",
    a.AmendmentTaken,
    a.Composited,
    a.Withdrawn,
)
def by_who_raised_it(state: State, m: a.Minuted, act: Any) -> Faults:
    question = state.questions[act.question]
    if question.raised_by != m.by:
        yield Fault(
            say("raised by {raised_by}", raised_by=question.raised_by),
            "have them do it, or put an amendment to the vote",
        )
    if isinstance(act, a.Withdrawn) and any(who != question.raised_by for who in question.supporters):
        yield Fault("others support it", "vote on it: what members support stays on the agenda")
    if isinstance(act, a.Composited):
        into = state.questions[act.into]
        if into.matter != question.matter or into.matter.by_petition:
            yield Fault("they are about different things", "merge questions that differ in their text only")
    if isinstance(act, a.AmendmentTaken) and question.matter.by_petition:
        yield Fault("signed as it stands", "nothing: a petition is not changed under its signatures")


@article.says(5, "A member supports a question once.", a.Supported, a.SecrecyDemanded, a.CountDemanded)
def once_each(state: State, m: a.Minuted, act: Any) -> Faults:
    question = state.questions[act.question]
    before: Any = question.supporters
    if isinstance(act, a.SecrecyDemanded):
        before = question.secrecy_demands
    elif isinstance(act, a.CountDemanded):
        before = question.count_demands
    if m.by in before:
        yield Fault(say("{by} has done so", by=m.by), "nothing: it counts already")


@article.says(
    6,
    "A closing only claims; the charter counts again, and a claim that differs from the count is void.",
    a.Closed,
)
def counted_again(state: State, m: a.Minuted, act: a.Closed) -> Faults:
    question = state.questions[act.question]
    told = outcome_of(state, question, m.time)
    if act.outcome != told:
        for name in told.__struct_fields__:
            claimed, counted = getattr(act.outcome, name), getattr(told, name)
            if claimed != counted:
                yield Fault(
                    say(
                        "{part} claimed: {claimed}; counted: {counted}",
                        part=PARTS[name],
                        claimed=part_of_outcome(claimed),
                        counted=part_of_outcome(counted),
                    ),
                    "close it with what was counted",
                )


PARTS = {
    "result": say("result"),
    "totals": say("votes"),
    "cast": say("votes cast"),
    "abstained": say("abstentions"),
    "present": say("taking part"),
    "eligible": say("who could vote"),
    "quorum": say("quorum"),
    "needed": say("votes needed"),
    "elected": say("elected"),
    "alternates": say("to stand in"),
    "option": say("option"),
    "strays": say("votes against an instruction"),
    "sheet": say("checksum of the count sheet"),
}
"""What the parts of an outcome are called. A test holds them against `Outcome`."""


def part_of_outcome(value: Any) -> object:
    """A part of an outcome as one reads it."""
    match value:
        case Result():
            return RESULTS[value]
        case None | ():
            return say("none")
        case tuple():
            return listed(
                say("{mark} {votes}", mark=marked(each[0]), votes=each[1])
                if isinstance(each, tuple)
                else each.place
                if isinstance(each, StrayVote)
                else each
                for each in value
            )
        case _:
            return value


@article.says(
    6,
    "A closing only claims; the charter counts again, and a claim that differs from the count is void.",
    a.OutcomeCorrected,
)
def corrected_outcome_counted(state: State, m: a.Minuted, act: a.OutcomeCorrected) -> Faults:
    question = state.questions[act.question]
    told = outcome_of(state, question, m.time)
    if act.outcome != told:
        yield Fault(
            say(
                "claimed: {claimed}; counted: {counted}",
                claimed=RESULTS[act.outcome.result],
                counted=RESULTS[told.result],
            ),
            "correct it to what was counted",
        )
    mended = any(count.corrects is not None for count in question.confirmed_counts())
    if question.outcome == told or not mended or state.council:
        yield Fault("no count was corrected by two tellers", "nothing: the outcome is what was counted")


@article.says(
    7, "Who can hire or fire for an employer holds no office, and their vote waits.", a.CandidatureAccepted
)
def no_employers_office(state: State, m: a.Minuted, act: a.CandidatureAccepted) -> Faults:
    member = state.members.get(m.by)
    if member is not None and m.time < member.acts_for_employer_until:
        yield Fault(
            say("for {time} more", time=length(member.acts_for_employer_until - m.time)),
            "stand when the cooling-off time is over",
        )
