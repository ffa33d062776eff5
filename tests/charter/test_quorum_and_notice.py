"""Notice and quorum: R06, R37."""

from __future__ import annotations

from tests.charter.mill import asked, at_meeting, delegates, federation, mill, told, voting, why

from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import DAY, HOST, HOUR
from confederal.kernel.question import Outcome, Result, Stage


def test_an_ordinary_vote_opens_when_the_notice_has_run() -> None:
    """¶1"""
    world = mill(notice_days=7)
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    world.later(days=6, hours=23)
    opened = a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY)
    assert why(world.say("mill", "m7", opened)) == [
        "quorum_and_notice ¶1: 60 minutes too early → open the vote when the notice has run"
    ]
    world.later(hours=1)
    assert why(world.say("mill", "m7", opened)) == []


def test_a_recall_waits_for_the_urgent_notice_only() -> None:
    """¶1"""
    world = mill(urgent_hours=24)
    step = world.raise_and_support("mill", matters.Recall("0.5"), "Recall")
    world.later(hours=24)
    world.meet("mill", step)
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_the_full_text_of_a_deal_is_there_for_the_reading_time() -> None:
    """¶1"""
    world = mill(notice_days=2, reading_days=10)
    deal = matters.Settlement("d" * 64, "the owners")
    step = world.raise_and_support("mill", deal, "A deal")
    world.later(days=7)
    world.meet("mill", step)
    world.now = world.state("mill").questions[step].agenda_at + 10 * DAY - HOUR
    opened = a.VoteOpened(step, (Way.BOX,), world.now + 2 * DAY)
    assert why(world.say("mill", "m7", opened)) == [
        "quorum_and_notice ¶1: 60 minutes too early → open the vote when the notice has run"
    ]
    world.now += HOUR
    assert why(world.say("mill", "m7", opened)) == []


def test_after_too_few_came_a_second_call_waits_a_day_and_needs_half_as_many() -> None:
    """¶1"""
    world = mill(20, quorum_least=5, quorum_share="1/4", petition="1/5")
    step = voting(world, matters.Resolution(), Way.HANDS)
    told(world, step, Way.HANDS, {"for": 2})
    question = world.state("mill").questions[step]
    assert (question.stage, question.inquorate_at) == (Stage.AGENDA, world.now)
    again = a.VoteOpened(step, (Way.HANDS,), world.now + DAY + 6 * HOUR)
    assert why(world.say("mill", "m7", again)) == [
        "quorum_and_notice ¶1: 24 hours too early → open the vote when the notice has run"
    ]
    world.later(days=1)
    world.meet("mill", step)
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == []
    rule = world.state("mill").questions[step].rule
    assert rule is not None
    assert (rule.quorum, rule.second_call) == (3, True)


def test_a_vote_in_the_hall_is_put_at_an_open_meeting() -> None:
    """¶2"""
    world = mill()
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    world.wait_for_notice("mill", step)
    by_hands = a.VoteOpened(step, (Way.HANDS,), world.now + 3 * DAY)
    assert why(world.say("mill", "m7", by_hands)) == [
        "quorum_and_notice ¶2: no meeting is open → open the meeting first, two members together"
    ]
    world.meet("mill", step)
    assert why(world.say("mill", "m7", by_hands)) == []


def test_a_vote_by_device_between_meetings_is_open_for_a_day_at_least_and_thirty_at_most() -> None:
    """¶2"""
    world = mill()
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    world.wait_for_notice("mill", step)
    until = world.now + DAY
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), until - 1))) == [
        "quorum_and_notice ¶2: open for 24 hours → leave it open for 1 day, or put it at a meeting"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), until + 29 * DAY + 1))) == [
        "quorum_and_notice ¶2: open for more than 30 days → end it within 30 days"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), until))) == []


def test_where_the_charter_has_no_votes_between_meetings_a_vote_by_device_is_put_at_one() -> None:
    """¶2"""
    world = mill(between_meetings=False)
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    world.wait_for_notice("mill", step)
    by_device = a.VoteOpened(step, (Way.NAMED,), world.now + 3 * DAY)
    assert why(world.say("mill", "m7", by_device)) == [
        "quorum_and_notice ¶2: between meetings "
        "→ put it at a meeting: our charter has no votes between meetings"
    ]
    world.meet("mill", step)
    assert why(world.say("mill", "m7", by_device)) == []


def test_a_question_of_one_section_is_not_put_at_the_meeting_of_another() -> None:
    """¶2"""
    world = mill(6, sections={"day": 3, "night": 3})
    theirs = world.raise_and_support("mill", matters.Strike("lunch", of="day"), "Out")
    ours = world.raise_and_support("mill", matters.Strike("lamps", of="night"), "Out")
    world.later(days=7)
    called = world.done("mill", "m5", a.SittingCalled(world.now + 2 * DAY, (ours,), True, "night"))
    world.later(days=2)
    opened = world.done("mill", "m4", a.SittingOpened(called, 3))
    world.done("mill", "m5", a.Confirmed(opened))
    assert why(world.say("mill", "m3", a.VoteOpened(theirs, (Way.BOX,), world.now + 6 * HOUR))) == [
        "quorum_and_notice ¶2: the meeting is of night only → put it at a meeting of those it concerns"
    ]
    assert why(world.say("mill", "m4", a.VoteOpened(ours, (Way.BOX,), world.now + 6 * HOUR))) == []


def test_a_vote_in_the_hall_is_open_for_six_hours_or_until_all_is_told() -> None:
    """¶2"""
    world = mill()
    step = at_meeting(world, matters.Resolution())
    brief = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR - 1)
    assert why(world.say("mill", "m7", brief)) == [
        "quorum_and_notice ¶2: open for 6 hours → leave it 6 hours; it closes when all is told"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR))) == []


def test_the_count_in_the_hall_begins_where_a_hall_vote_was_offered_at_an_open_meeting() -> None:
    """¶8"""
    world = mill()
    named = voting(world, matters.Resolution(), Way.NAMED)
    assert why(world.say("mill", "m3", a.HallOpened(named))) == [
        "quorum_and_notice ¶8: only voting by device was offered → close it at its deadline"
    ]
    both = voting(world, matters.Resolution(), Way.NAMED, Way.HANDS, hours=100)
    sitting = world.state("mill").open_sitting(world.now)
    assert sitting is not None
    world.done("mill", "m4", a.Confirmed(world.done("mill", "m3", a.SittingEnded(sitting.id))))
    world.later(hours=1)
    assert why(world.say("mill", "m3", a.HallOpened(both))) == [
        "quorum_and_notice ¶8: no meeting is open → open the meeting first, two members together"
    ]
    world.meet("mill", both)
    assert why(world.say("mill", "m3", a.HallOpened(both))) == []


def test_two_counts_told_at_once_are_not_both_confirmed() -> None:
    """¶4, ¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS, Way.BOX)
    tallies = (Tally(("for",), 5),)
    first = world.done("mill", "m3", a.CountTold(step, Way.HANDS, tallies))
    second = world.done("mill", "m3", a.CountTold(step, Way.HANDS, tallies))
    world.done("mill", "m4", a.CountConfirmed(first, step, tallies))
    assert why(world.say("mill", "m4", a.CountConfirmed(second, step, tallies))) == [
        (
            "quorum_and_notice ¶4: 5 told, 5 told before, 0 by device; 7 on the register "
            "→ count again: nobody votes twice"
        ),
        ("quorum_and_notice ¶6: two tellers have told this already → correct it in the open if it is wrong"),
    ]


def test_a_meeting_is_called_with_notice() -> None:
    """¶3"""
    world = mill(notice_days=7, urgent_hours=48)
    on = world.now + 7 * DAY
    assert why(world.say("mill", "m5", a.SittingCalled(on - 1))) == [
        "quorum_and_notice ¶3: notice of 7 days → call it 7 days ahead"
    ]
    assert why(world.say("mill", "m5", a.SittingCalled(on))) == []
    soon = world.now + 48 * HOUR
    assert why(world.say("mill", "m5", a.SittingCalled(soon - 1, urgent=True))) == [
        "quorum_and_notice ¶3: notice of 48 hours → call it 2 days ahead"
    ]
    assert why(world.say("mill", "m5", a.SittingCalled(soon, urgent=True))) == []


def test_no_more_are_present_than_there_are() -> None:
    """¶4"""
    world = mill()
    called = world.done("mill", "m5", a.SittingCalled(world.now + 7 * DAY))
    world.later(days=7)
    assert why(world.say("mill", "m7", a.SittingOpened(called, 8))) == [
        "quorum_and_notice ¶4: 8 present, 7 on the register → count those with a vote"
    ]
    assert why(world.say("mill", "m7", a.SittingOpened(called, 7))) == []


def test_nobody_votes_twice_by_device_and_in_the_hall() -> None:
    """¶4"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, Way.HANDS)
    for who in ("m1", "m2"):
        world.done("mill", who, a.Voted(step, ("for",)))
    world.done("mill", "m4", a.Confirmed(world.done("mill", "m3", a.HallOpened(step))))
    six, five = (Tally(("for",), 6),), (Tally(("for",), 5),)
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, six))) == [
        "quorum_and_notice ¶4: 6 told, 0 told before, 2 by device; 7 on the register "
        "→ count again: nobody votes twice"
    ]
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, five, spoilt=1))) == [
        "quorum_and_notice ¶4: 6 told, 0 told before, 2 by device; 7 on the register "
        "→ count again: nobody votes twice"
    ]
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, five))) == []


def test_a_vote_closes_when_it_is_over_and_not_before() -> None:
    """¶5"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, hours=6)
    for who in world.members("mill")[:6]:
        world.done("mill", who, a.Voted(step, ("for",)))
    state = world.state("mill")
    early = a.Closed(step, outcome_of(state, state.questions[step], world.now))
    assert why(world.say("mill", HOST, early)) == [
        "quorum_and_notice ¶5: still awaited: votes by device → wait for the deadline or for the tellers"
    ]
    world.done("mill", "m7", a.Voted(step, ("for",)))
    closed = world.state("mill").questions[step]
    assert (closed.stage, closed.closed_at) == (Stage.CLOSED, world.now)


def test_any_member_closes_what_is_over_when_the_clerk_is_silent() -> None:
    """¶5"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS, hours=6)
    world.now += 6 * HOUR
    state = world.state("mill")
    assert outcome_of(state, state.questions[step], world.now).result is Result.INQUORATE
    closed = a.Closed(step, outcome_of(state, state.questions[step], world.now))
    assert why(world.desk.minute(state.body, world.envelope("mill", "m7", closed))) == []


def test_a_hall_count_is_told_as_it_was_offered() -> None:
    """¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    tallies = (Tally(("for",), 5),)
    assert why(world.say("mill", "m3", a.CountTold(step, Way.BOX, tallies))) == [
        "quorum_and_notice ¶6: told: by paper ballot → offered were: by show of hands"
    ]
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, tallies))) == []


def test_a_hall_count_waits_until_the_hall_is_open() -> None:
    """¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.NAMED, Way.HANDS)
    tallies = (Tally(("for",), 5),)
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, tallies))) == [
        "quorum_and_notice ¶6: voting by device is still open → open the count in the hall first"
    ]
    world.done("mill", "m4", a.Confirmed(world.done("mill", "m3", a.HallOpened(step))))
    assert why(world.say("mill", "m3", a.CountTold(step, Way.HANDS, tallies))) == []


def test_what_two_tellers_told_is_told_once() -> None:
    """¶6"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS, Way.BOX)
    tallies = (Tally(("for",), 2),)
    first = world.done("mill", "m3", a.CountTold(step, Way.HANDS, tallies))
    assert why(world.say("mill", "m4", a.CountTold(step, Way.HANDS, tallies))) == []
    world.done("mill", "m4", a.CountConfirmed(first, step, tallies))
    assert why(world.say("mill", "m4", a.CountTold(step, Way.HANDS, tallies))) == [
        "quorum_and_notice ¶6: two tellers have told this already → correct it in the open if it is wrong"
    ]
    assert why(world.say("mill", "m4", a.CountTold(step, Way.BOX, tallies))) == []


def test_a_wrong_count_is_mended_while_the_time_for_appeal_runs() -> None:
    """¶7"""
    world = mill(appeal_days=14)
    step = voting(world, matters.Resolution(), Way.HANDS)
    told(world, step, Way.HANDS, {"for": 3, "against": 2})
    wrong = world.state("mill").questions[step].counts[0].step
    mended = a.CountTold(step, Way.HANDS, (Tally(("for",), 2), Tally(("against",), 3)), corrects=wrong)
    world.later(days=14)
    assert why(world.say("mill", "m3", mended)) == []
    world.later(hours=1)
    assert why(world.say("mill", "m3", mended)) == [
        "quorum_and_notice ¶7: the time for appeal is over → raise the question again"
    ]


def test_a_corrected_count_takes_the_decision_back() -> None:
    """¶7"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    told(world, step, Way.HANDS, {"for": 3, "against": 2})
    assert world.state("mill").decisions[step].in_force(world.now)
    wrong = world.state("mill").questions[step].counts[0].step
    tallies = (Tally(("for",), 2), Tally(("against",), 3))
    again = world.done("mill", "m3", a.CountTold(step, Way.HANDS, tallies, corrects=wrong))
    world.done("mill", "m4", a.CountConfirmed(again, step, tallies))
    state = world.state("mill")
    counted = outcome_of(state, state.questions[step], world.now)
    assert counted.totals == (("abstain", 0), ("against", 3), ("for", 2))
    world.done("mill", "m7", a.OutcomeCorrected(step, counted))
    assert not world.state("mill").decisions[step].in_force(world.now)


def test_the_quorum_is_frozen_with_the_register() -> None:
    """¶5; a later change of the charter does not reach an open question."""
    world = mill()
    step = at_meeting(world, matters.Resolution())
    world.done("mill", "m7", a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))
    rule = world.state("mill").questions[step].rule
    assert rule is not None
    assert (rule.quorum, rule.eligible, len(rule.register)) == (4, 7, 7)
    assert isinstance(
        outcome_of(world.state("mill"), world.state("mill").questions[step], world.now), Outcome
    )


def test_delegates_vote_by_name() -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    step = asked(world, "fed")
    world.later(days=7)
    assert why(world.say("fed", place, a.VoteOpened(step, (Way.HANDS,), world.now + 2 * DAY)))[0] == (
        "quorum_and_notice ¶2: by show of hands, in a council → delegates vote by name: those who sent them may know"
    )
    assert why(world.say("fed", place, a.VoteOpened(step, (Way.NAMED,), world.now + 2 * DAY))) == []


def test_a_meeting_decides_what_stood_on_the_agenda_when_it_was_called() -> None:
    """¶2"""
    world = mill(urgent_hours=72, notice_days=2)
    known = world.done("mill", "m7", a.QuestionRaised("The dust", matters.Resolution()))
    called = world.done("mill", "m5", a.SittingCalled(world.now + 3 * DAY, (known,), True))
    world.later(hours=1)
    slipped_in = world.done("mill", "m7", a.QuestionRaised("The lamps", matters.Resolution()))
    world.later(days=3, hours=-1)
    world.done("mill", "m6", a.Confirmed(world.done("mill", "m7", a.SittingOpened(called, 7))))
    until = world.now + 6 * HOUR
    assert why(world.say("mill", "m7", a.VoteOpened(slipped_in, (Way.HANDS,), until))) == [
        "quorum_and_notice ¶2: not on this meeting's agenda → call a meeting for it: members must have known"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(known, (Way.HANDS,), until))) == []


def test_a_vote_by_device_is_open_as_long_as_the_charter_says() -> None:
    """¶2"""
    world = mill(voting_days=3)
    step = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    world.wait_for_notice("mill", step)
    until = world.now + 3 * DAY
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), until - 1))) == [
        "quorum_and_notice ¶2: open for 3 days → leave it open for 3 days, or put it at a meeting"
    ]
    assert why(world.say("mill", "m7", a.VoteOpened(step, (Way.NAMED,), until))) == []


def test_an_amendment_that_is_being_voted_on_is_decided_first() -> None:
    """¶2"""
    world = mill()
    raised = a.QuestionRaised("A canteen", matters.Resolution(), ("a" * 64,))
    step = world.done("mill", "m1", raised)
    amending = a.QuestionRaised("Other words", matters.AmendmentVote(step, 0, "b" * 64))
    amendment = world.done("mill", "m2", amending)
    world.wait_for_notice("mill", step)
    world.meet("mill", step)
    until = world.now + 6 * HOUR
    world.done("mill", "m7", a.VoteOpened(amendment, (Way.HANDS,), until))
    opened = a.VoteOpened(step, (Way.HANDS,), until)
    assert why(world.say("mill", "m7", opened)) == [
        f"quorum_and_notice ¶2: its amendment, question {amendment}, is being voted on → decide the amendment first"
    ]
    told(world, amendment, Way.HANDS, {"against": 5})
    assert why(world.say("mill", "m7", opened)) == []
