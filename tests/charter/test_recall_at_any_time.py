"""Recall at any time: R03."""

from __future__ import annotations

from tests.charter.mill import at_meeting, delegates, federation, mill, seat_of, voting, why

from confederal.charter.returning import outcome_of
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.identity import HOUR


def test_a_recall_is_raised_by_those_who_elected_the_seat() -> None:
    """¶1"""
    world = mill(6, sections={"day": 3, "night": 3}, officers=False)
    election = matters.Election("secretary", 2, 300, of="night")
    world.decide("mill", election, "Night's own", candidates=("m4", "m5"))
    seat = seat_of(world, "m4")
    recall = a.QuestionRaised("Recall", matters.Recall(seat))
    assert why(world.say("mill", "m1", recall)) == [
        "one_member_one_vote ¶4: m1 has no vote in night → have somebody raise it who votes on it",
        (
            f"recall_at_any_time ¶1: m1 is not among those who elected {seat} → have one of its electors raise it"
        ),
    ]
    assert why(world.say("mill", "m6", recall)) == []


def test_a_seat_that_has_ended_is_not_recalled() -> None:
    """¶1"""
    world = mill()
    recall = a.QuestionRaised("Recall", matters.Recall("0.5"))
    assert why(world.say("mill", "m7", recall)) == []
    world.done("mill", "m5", a.Resigned("0.5"))
    assert why(world.say("mill", "m7", recall)) == [
        "recall_at_any_time ¶1: seat 0.5 has ended → nothing: it is empty"
    ]


def test_recall_works_on_the_first_day_of_the_term_by_simple_majority() -> None:
    """¶2"""
    world = mill(officers=False, urgent_hours=24)
    world.decide("mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2"))
    elected, seat = world.now, seat_of(world, "m1")
    recall = world.decide("mill", matters.Recall(seat), "Recall", {"for": 3, "against": 2, "abstain": 2})
    assert recall.rule is not None
    assert (recall.rule.quorum, str(recall.rule.threshold)) == (4, "more than 1/2 of the votes cast")
    assert world.now - elected <= 49 * HOUR
    assert not world.state("mill").holds(world.state("mill").seats[seat], world.now)


def test_the_seat_is_empty_in_the_councils_record_too() -> None:
    """¶3"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    seat = world.state("fed").places[place].seat
    world.decide("mill", matters.Recall(seat), "Recall our delegate")
    ended = world.state("fed").places[place]
    assert ended.ended_at == world.state("mill").seats[seat].ended_at
    assert "mill" not in delegates(world)


def test_recall_is_open_without_any_officer_and_during_a_strike() -> None:
    """¶4"""
    world = mill(officers=False)
    world.decide("mill", matters.Election("secretary", 2, 300), "Secretaries", candidates=("m1", "m2"))
    world.decide("mill", matters.Strike("eight hours"), "Out")
    world.decide("mill", matters.Recall(seat_of(world, "m2")), "Recall")
    assert world.state("mill").holders("secretary", world.now) == ("m1",)


def test_who_is_to_be_recalled_does_not_tell_the_count() -> None:
    """¶5"""
    world = mill()
    teller = next(seat for seat in world.state("mill").seats.values() if seat.holder == "m3")
    step = voting(world, matters.Recall(teller.id))
    tallies = (Tally(("for",), 5),)
    assert why(world.say("mill", "m3", a.CountTold(step, Way.BOX, tallies))) == [
        "no_one_acts_alone ¶2: m3 is concerned → let two others tell",
    ]
    count = world.done("mill", "m4", a.CountTold(step, Way.BOX, tallies))
    assert why(world.say("mill", "m3", a.CountConfirmed(count, step, tallies))) == [
        "no_one_acts_alone ¶2: m3 is concerned → let two others tell",
    ]
    assert why(world.say("mill", "m7", a.CountConfirmed(count, step, tallies))) == []


def test_the_replacement_is_elected_in_the_same_meeting_when_the_seat_is_empty() -> None:
    """¶6"""
    world = mill()
    recall = world.raise_and_support("mill", matters.Recall("0.5"), "Recall")
    instead = matters.Election("secretary", 1, 300, in_place_of="0.5")
    step = at_meeting(world, instead, candidates=("m7",))
    by_hands = a.VoteOpened(step, (Way.HANDS,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m1", by_hands)) == [
        "recall_at_any_time ¶6: seat 0.5 is held → put the recall first"
    ]
    world.done("mill", "m3", a.VoteOpened(recall, (Way.BOX,), world.now + 6 * HOUR))
    tallies = (Tally(("for",), 5),)
    count = world.done("mill", "m3", a.CountTold(recall, Way.BOX, tallies))
    world.done("mill", "m4", a.CountConfirmed(count, recall, tallies))
    assert why(world.say("mill", "m1", by_hands)) == []


def test_who_was_recalled_by_a_wrong_count_sits_again_and_the_last_elected_gives_way() -> None:
    """¶7: the office has two seats; one was filled by an election that did not say in whose place."""
    world = mill()
    other = seat_of(world, "m6")
    recalled = seat_of(world, "m5")
    step = world.raise_and_support("mill", matters.Recall(recalled), "Recall")
    world.put("mill", step, {"for": 4, "against": 3})
    assert not world.state("mill").seats[recalled].in_force(world.now)
    world.decide("mill", matters.Election("secretary", 1, 300), "A secretary", candidates=["m7"])
    newcomer = seat_of(world, "m7")
    count = world.state("mill").questions[step].confirmed_counts()[0]
    first, second = world.tellers("mill", frozenset({"m5"}))
    tallies = (Tally(("for",), 3), Tally(("against",), 4))
    again = world.done("mill", first, a.CountTold(step, count.way, tallies, corrects=count.step))
    world.done("mill", second, a.CountConfirmed(again, step, tallies))
    state = world.state("mill")
    world.done("mill", first, a.OutcomeCorrected(step, outcome_of(state, state.questions[step], world.now)))
    seats = world.state("mill").seats
    assert seats[recalled].in_force(world.now)
    assert seats[other].in_force(world.now)
    assert not seats[newcomer].in_force(world.now)
    assert world.state("mill").holders("secretary", world.now) == ("m5", "m6")
