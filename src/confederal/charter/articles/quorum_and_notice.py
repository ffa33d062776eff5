"""Notice and quorum.

Nothing is decided without members having known of it, and without enough of them taking part,
as the charter chose. Where too few came, a second call with the same agenda needs half as many.
"""

from __future__ import annotations

from typing import Any

from confederal.charter.article import Article, Fault, Faults, length
from confederal.charter.returning import awaited_ways, may_close
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import HandCount, Way
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters.matter import Notice
from confederal.kernel.question import Question, Stage
from confederal.kernel.sitting import Sitting
from confederal.kernel.state import State
from confederal.kernel.words import WAYS
from confederal.sentence import all_of, listed, plural, say

article = Article(__name__, __doc__, chapter="The base", sources="R06 R37")


@article.says(
    1,
    "The vote opens when the notice has run: ordinary, urgent, or the time to read the full text.",
    a.VoteOpened,
)
def notice_has_run(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    question = state.questions[act.question]
    opens = opens_at(state, question)
    if m.time < opens:
        yield Fault(
            say("{time} too early", time=length(opens - m.time)), "open the vote when the notice has run"
        )


def opens_at(state: State, question: Question) -> int:
    """When the vote on a question on the agenda may open: its notice has run, or the day before a second call."""
    if question.inquorate_at is not None:
        return question.inquorate_at + DAY
    return question.agenda_at + notice_seconds(state, question)


HALL_HOURS = 6
"""A vote in the hall stays open so long at least, so that others can tell it where tellers are silent."""


def notice_seconds(state: State, question: Question) -> int:
    """How long a question must have been on the agenda before its vote opens."""
    matter = question.matter
    if matter.notice is Notice.READING:
        return state.charter.reading_days * DAY
    if matter.procedural and state.open_sitting(question.raised_at) is not None:
        return 0  # how a meeting proceeds is decided at the meeting
    replacing = isinstance(matter, matters.Election) and matter.in_place_of is not None
    if matter.notice is Notice.URGENT or replacing:
        return state.charter.urgent_hours * HOUR
    days = state.charter.notice_days
    return min(days, state.charter.petition_days) * DAY if question.petitioned else days * DAY


@article.says(
    2,
    "A vote in the hall is put at an open meeting; a vote by device between meetings if the charter has it.",
    a.VoteOpened,
)
def at_a_meeting(state: State, m: a.Minuted, act: a.VoteOpened) -> Faults:
    sitting = state.open_sitting(m.time)
    if state.council and any(way is not Way.NAMED for way in act.ways):
        yield Fault(
            say("{ways}, in a council", ways=all_of(WAYS[way] for way in act.ways)),
            "delegates vote by name: those who sent them may know",
        )
    if any(way is not Way.NAMED for way in act.ways) and sitting is None:
        yield Fault("no meeting is open", "open the meeting first, two members together")
    if Way.NAMED in act.ways and sitting is None and not state.charter.between_meetings:
        yield Fault("between meetings", "put it at a meeting: our charter has no votes between meetings")
    days = state.charter.voting_days
    if Way.NAMED in act.ways and sitting is None and act.until < m.time + days * DAY:
        yield Fault(
            say("open for {time}", time=length(act.until - m.time)),
            plural(
                days,
                "leave it open for {number} day, or put it at a meeting",
                "leave it open for {number} days, or put it at a meeting",
            ),
        )
    in_the_hall = any(way is not Way.NAMED for way in act.ways)
    least = HALL_HOURS * HOUR if in_the_hall else HOUR
    if act.until < m.time + least:
        yield Fault(
            say("open for {time}", time=length(act.until - m.time)),
            say("leave it {time}; it closes when all is told", time=length(least)),
        )
    if act.until > m.time + 30 * DAY:
        yield Fault("open for more than 30 days", "end it within 30 days")
    question = state.questions[act.question]
    if sitting is not None and not on_its_agenda(question, sitting):
        yield Fault("not on this meeting's agenda", "call a meeting for it: members must have known")
    for step in sorted(state.open_questions):
        other = state.questions[step]
        amends = isinstance(other.matter, matters.AmendmentVote) and other.matter.question == question.id
        if amends and other.stage is Stage.VOTING:
            yield Fault(
                say("its amendment, question {step}, is being voted on", step=step),
                "decide the amendment first",
            )
    section = question.matter.section(state)
    if section is not None and sitting is not None and sitting.section not in (None, section):
        yield Fault(
            say("the meeting is of {section} only", section=sitting.section),
            "put it at a meeting of those it concerns",
        )


def on_its_agenda(question: Question, sitting: Sitting) -> bool:
    """Whether members could know that this meeting would decide it: it stood on the agenda when it was called.

    How a meeting proceeds, and who takes a seat that is emptied there, is decided at the meeting.
    """
    matter = question.matter
    replacing = isinstance(matter, matters.Election) and matter.in_place_of is not None
    listed = question.id in sitting.agenda or question.id == sitting.id
    return listed or replacing or matter.procedural or question.agenda_at <= sitting.called_at


@article.says(
    8,
    "The count in the hall begins at a meeting that is open, where a vote in the hall was offered.",
    a.HallOpened,
)
def a_hall_to_count_in(state: State, m: a.Minuted, act: a.HallOpened) -> Faults:
    question = state.questions[act.question]
    rule = question.rule
    assert rule is not None
    if all(way is Way.NAMED for way in rule.ways):
        yield Fault("only voting by device was offered", "close it at its deadline")
    if state.open_sitting(m.time) is None:
        yield Fault("no meeting is open", "open the meeting first, two members together")


@article.says(
    3,
    "A meeting is called with the notice of the charter, or as urgent with 24 hours at least.",
    a.SittingCalled,
)
def called_in_time(state: State, m: a.Minuted, act: a.SittingCalled) -> Faults:
    wait = state.charter.urgent_hours * HOUR if act.urgent else state.charter.notice_days * DAY
    if act.on < m.time + wait:
        yield Fault(
            say("notice of {time}", time=length(act.on - m.time)),
            say("call it {time} ahead", time=length(wait)),
        )


@article.says(
    4, "No more are counted as present, or as voting, than there are on the register.", a.SittingOpened
)
def no_more_than_members(state: State, m: a.Minuted, act: a.SittingOpened) -> Faults:
    sitting = state.sittings.get(act.sitting)
    electors = state.electors(None if sitting is None else sitting.section, m.time)
    if act.attendance > len(electors):
        yield Fault(
            say(
                "{attendance} present, {electors} on the register",
                attendance=act.attendance,
                electors=len(electors),
            ),
            "count those with a vote",
        )


@article.says(
    4,
    "No more are counted as present, or as voting, than there are on the register.",
    a.CountTold,
    a.CountConfirmed,
)
def no_more_than_register(state: State, m: a.Minuted, act: a.CountTold | a.CountConfirmed) -> Faults:
    question = state.questions[act.question]
    rule = question.rule
    assert rule is not None
    corrects = corrected_by(question, act)
    told = sum(tally.votes for tally in act.tallies) + act.spoilt
    before = sum(count.papers for count in question.confirmed_counts() if count.step != corrects)
    voted = 0 if state.council else len(question.votes) + sum(votes for _, votes in question.by_device)
    section = act.section if isinstance(act, a.CountTold) else told_first(question, act).section
    there = len(state.rolls.get(section, ())) if section is not None else len(rule.register)
    if told > there:
        yield Fault(
            say(
                "{told} told in {section}, {there} on its register",
                told=told,
                section=section or say("the hall"),
                there=there,
            ),
            "count again",
        )
    if told + before + voted > len(rule.register):
        yield Fault(
            say(
                "{told} told, {before} told before, {voted} by device; {register} on the register",
                told=told,
                before=before,
                voted=voted,
                register=len(rule.register),
            ),
            "count again: nobody votes twice",
        )


@article.says(
    5,
    "A vote closes at its deadline, when everything is told, or when no vote outstanding could change it.",
    a.Closed,
)
def over(state: State, m: a.Minuted, act: a.Closed) -> Faults:
    question = state.questions[act.question]
    if not may_close(state, question, m.time):
        waiting = listed(WAYS[way] for way in awaited_ways(state, question)) or say("votes by device")
        yield Fault(
            say("still awaited: {waiting}", waiting=waiting), "wait for the deadline or for the tellers"
        )


@article.says(
    6,
    "A hall count is told only in a way that was offered, while that way is open.",
    a.CountTold,
    a.CountConfirmed,
)
def told_as_offered(state: State, m: a.Minuted, act: a.CountTold | a.CountConfirmed) -> Faults:
    question = state.questions[act.question]
    rule = question.rule
    assert rule is not None
    told = act if isinstance(act, a.CountTold) else told_first(question, act)
    if told.way not in rule.ways or told.way is Way.NAMED:
        yield Fault(
            say("told: {way}", way=WAYS[told.way]),
            say("offered were: {ways}", ways=listed(WAYS[way] for way in rule.ways)),
        )
    if told.corrects is None and any(
        count.way is told.way and count.section == told.section for count in question.confirmed_counts()
    ):
        yield Fault("two tellers have told this already", "correct it in the open if it is wrong")
    if told.corrects is not None and all(
        count.step != told.corrects for count in question.confirmed_counts()
    ):
        yield Fault(
            say("count {corrects} was corrected already", corrects=told.corrects),
            "correct the count that stands",
        )
    if told.corrects is None and Way.NAMED in rule.ways and question.hall_at is None:
        yield Fault("voting by device is still open", "open the count in the hall first")


def told_first(question: Question, act: a.CountConfirmed) -> HandCount:
    """The count the second teller answers."""
    return next(count for count in question.counts if count.step == act.told)


def corrected_by(question: Question, act: a.CountTold | a.CountConfirmed) -> int | None:
    """The step of the count that this one mends, if it mends one."""
    return act.corrects if isinstance(act, a.CountTold) else told_first(question, act).corrects


@article.says(
    7,
    "A wrong count is mended in the open, by two tellers, while the time for appeal runs.",
    a.CountTold,
    a.OutcomeCorrected,
)
def mended_in_time(state: State, m: a.Minuted, act: Any) -> Faults:
    if isinstance(act, a.CountTold) and act.corrects is None:
        return
    question = state.questions[act.question]
    closed = question.closed_at or 0
    if m.time > closed + state.charter.appeal_days * DAY:
        yield Fault("the time for appeal is over", "raise the question again")
