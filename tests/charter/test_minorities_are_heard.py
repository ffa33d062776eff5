"""Minorities are heard: R58."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import MILL, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY


def test_a_minority_states_its_view_while_the_time_for_appeal_runs() -> None:
    """¶1"""
    world = mill(appeal_days=14)
    question = world.decide("mill", matters.Resolution(), "A canteen", {"for": 5, "against": 2})
    stated = a.MinorityStated(question.id, "a" * 64)
    world.later(days=14)
    assert why(world.say("mill", "m7", stated)) == []
    world.later(hours=1)
    assert why(world.say("mill", "m7", stated)) == [
        "minorities_are_heard ¶1: the time for appeal is over → raise the question again after the interval"
    ]


def test_a_minority_is_of_those_who_vote_on_it() -> None:
    """¶1"""
    world = mill()
    question = world.decide("mill", matters.Resolution(), "A canteen", {"for": 5, "against": 2})
    world.done("mill", "m7", a.ActedForEmployer(world.now + DAY))
    stated = a.MinorityStated(question.id, "a" * 64)
    assert why(world.say("mill", "m7", stated)) == [
        "minorities_are_heard ¶1: m7 has no vote on it → have somebody state it who votes on it"
    ]
    assert why(world.say("mill", "m6", stated)) == []


def test_its_statement_stays_with_the_question() -> None:
    """¶3"""
    world = mill()
    question = world.decide("mill", matters.Resolution(), "A canteen", {"for": 5, "against": 2})
    world.done("mill", "m7", a.MinorityStated(question.id, "a" * 64))
    world.done("mill", "m6", a.MinorityStated(question.id, "b" * 64))
    assert world.state("mill").questions[question.id].minority == ("a" * 64, "b" * 64)


def test_what_fell_is_raised_again_after_the_interval() -> None:
    """¶2"""
    world = mill(retable_days=90)
    fell = world.decide(
        "mill", matters.CharterChange(replace(MILL, notice_days=9)), "Nine days", {"against": 7}
    )
    again = a.QuestionRaised("Nine days, again", fell.matter)
    assert fell.closed_at is not None
    world.now = fell.closed_at + 90 * DAY - 1
    assert why(world.say("mill", "m7", again)) == [
        "minorities_are_heard ¶2: it fell as question 7 → raise it in 1 day, or change it"
    ]
    world.now += 1
    assert why(world.say("mill", "m7", again)) == []


def test_what_is_changed_is_another_question() -> None:
    """¶2"""
    world = mill()
    world.decide("mill", matters.CharterChange(replace(MILL, notice_days=9)), "Nine days", {"against": 7})
    other = a.QuestionRaised("Ten days", matters.CharterChange(replace(MILL, notice_days=10)))
    assert why(world.say("mill", "m7", other)) == []


def test_a_recall_that_fell_is_raised_again_at_once() -> None:
    """¶2; recall_at_any_time ¶2"""
    world = mill()
    world.decide("mill", matters.Recall("0.5"), "Recall", {"for": 2, "against": 5})
    assert why(world.say("mill", "m7", a.QuestionRaised("Recall", matters.Recall("0.5")))) == []
