"""No one acts alone: R20, P6."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import MILL, OFFICES, founding, holding, mill, voting, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.body import Office
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.member import Standing
from confederal.kernel.sitting import Sitting
from confederal.stories.world import World


def test_what_one_proposes_another_confirms() -> None:
    """¶1"""
    world = mill()
    called = world.done("mill", "m5", a.SittingCalled(world.now + 7 * DAY))
    world.later(days=7)
    opened = world.done("mill", "m6", a.SittingOpened(called, 7))
    assert sitting(world, called).opened_at is None
    assert why(world.say("mill", "m6", a.Confirmed(opened))) == [
        "no_one_acts_alone ¶1: m6 proposed it → have somebody else confirm it"
    ]
    assert why(world.say("mill", "m7", a.Confirmed(opened))) == []
    assert sitting(world, called).opened_at == world.now


def sitting(world: World, step: int) -> Sitting:
    return world.state("mill").sittings[step]


def test_the_second_person_is_one_who_votes_here() -> None:
    """¶1"""
    world = mill()
    called = world.done("mill", "m5", a.SittingCalled(world.now + 7 * DAY))
    world.later(days=7)
    opened = world.done("mill", "m6", a.SittingOpened(called, 6))
    world.done("mill", "m7", a.ActedForEmployer(world.now + DAY))
    assert why(world.say("mill", "m7", a.Confirmed(opened))) == [
        "no_one_acts_alone ¶1: m7 has no vote here → have a member confirm it"
    ]
    assert why(world.say("mill", "m4", a.Confirmed(opened))) == []


def test_tellers_count_each_for_themselves_and_must_agree() -> None:
    """¶2"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    five, four = (Tally(("for",), 5),), (Tally(("for",), 4),)
    count = world.done("mill", "m3", a.CountTold(step, Way.HANDS, five))
    assert why(world.say("mill", "m3", a.CountConfirmed(count, step, five))) == [
        "no_one_acts_alone ¶2: m3 told it first → have the other teller count for themselves"
    ]
    assert why(world.say("mill", "m4", a.CountConfirmed(count, step, four))) == [
        "no_one_acts_alone ¶2: one told for 5, the other for 4 → count again, both"
    ]
    assert why(world.say("mill", "m4", a.CountConfirmed(count, step, five, spoilt=1))) == [
        "no_one_acts_alone ¶2: one told for 5, the other for 5, spoilt 1 → count again, both"
    ]
    assert why(world.say("mill", "m4", a.CountConfirmed(count, step, five))) == []


def test_where_there_are_tellers_nobody_else_tells_until_they_had_their_chance() -> None:
    """¶2"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS, hours=48)
    count = a.CountTold(step, Way.HANDS, (Tally(("for",), 5),))
    world.later(hours=23)
    assert why(world.say("mill", "m7", count)) == [
        "no_one_acts_alone ¶2: m7 is no teller → tellers are: m3, m4"
    ]
    world.later(hours=1)
    assert why(world.say("mill", "m7", count)) == []


def test_those_who_petitioned_wait_for_tellers_an_hour_only() -> None:
    """¶2"""
    world = mill()
    step = world.raise_and_support("mill", matters.Recall("0.5"), "Recall")
    world.wait_for_notice("mill", step)
    world.meet("mill", step)
    world.done("mill", "m7", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))
    count = a.CountTold(step, Way.BOX, (Tally(("for",), 5),))
    assert why(world.say("mill", "m7", count)) == [
        "no_one_acts_alone ¶2: m7 is no teller → tellers are: m3, m4"
    ]
    world.later(hours=1)
    assert why(world.say("mill", "m7", count)) == []


def test_where_tellers_are_missing_any_two_tell() -> None:
    """¶2"""
    world = mill(officers=False)
    step = voting(world, matters.Resolution(), Way.HANDS)
    tallies = (Tally(("for",), 5),)
    count = world.done("mill", "m7", a.CountTold(step, Way.HANDS, tallies))
    assert why(world.say("mill", "m6", a.CountConfirmed(count, step, tallies))) == []


def test_candidates_do_not_tell_their_own_election() -> None:
    """¶2"""
    world = mill(officers=False)
    step = voting(world, matters.Election("secretary", 1, 300), candidates=("m1", "m2"))
    tallies = (Tally(("m1",), 5),)
    assert why(world.say("mill", "m1", a.CountTold(step, Way.BOX, tallies))) == [
        "no_one_acts_alone ¶2: m1 is concerned → let two others tell"
    ]
    assert why(world.say("mill", "m3", a.CountTold(step, Way.BOX, tallies))) == []


def test_where_all_but_one_are_concerned_those_there_are_tell() -> None:
    """¶2"""
    world = mill(3, officers=False)
    step = voting(world, matters.Election("secretary", 1, 300), candidates=("m1", "m2"))
    tallies = (Tally(("m1",), 2),)
    count = world.done("mill", "m1", a.CountTold(step, Way.BOX, tallies))
    assert why(world.say("mill", "m3", a.CountConfirmed(count, step, tallies))) == []


def test_the_register_is_changed_by_two_keepers() -> None:
    """¶3"""
    world = mill()
    invited = a.Invited("m8", world.key("mill", "card").keyid)
    assert why(world.say("mill", "m7", invited)) == [
        "no_one_acts_alone ¶3: m7 does not keep the register "
        "→ have two keepers do it; they are elected like any office"
    ]
    proposed = world.done("mill", "m1", invited)
    assert why(world.say("mill", "m7", a.Confirmed(proposed))) == [
        "no_one_acts_alone ¶1: m7 does not keep the register → have a second keeper confirm it"
    ]
    assert why(world.say("mill", "m1", a.Confirmed(proposed))) == [
        "no_one_acts_alone ¶1: m1 proposed it → have somebody else confirm it"
    ]
    assert why(world.say("mill", "m2", a.Confirmed(proposed))) == []


def test_a_standing_import_takes_two_keepers() -> None:
    """¶3"""
    world = mill()
    lines = a.StandingImported((a.StandingLine("m8"),))
    assert why(world.say("mill", "m3", lines)) == [
        "no_one_acts_alone ¶3: m3 does not keep the register "
        "→ have two keepers do it; they are elected like any office"
    ]
    proposed = world.done("mill", "m2", lines)
    assert "m8" not in world.state("mill").members
    assert why(world.say("mill", "m1", a.Confirmed(proposed))) == []
    assert world.state("mill").members["m8"].standing is Standing.GOOD


@pytest.fixture
def with_paper() -> World:
    """The mill, with m8 who holds no key and acts at the tellers' table."""
    world = World()
    world.found_assembly("mill", MILL, 8, founders=7)
    return world


def test_what_is_said_at_the_tellers_table_is_written_by_two_tellers(with_paper: World) -> None:
    """¶4"""
    world = with_paper
    said = a.Assisted("m8", a.QuestionRaised("A ramp at the door", matters.Resolution()))
    assert why(world.say("mill", "m7", said)) == [
        "no_one_acts_alone ¶4: m7 is no teller → tellers are: m3, m4"
    ]
    written = world.done("mill", "m3", said)
    assert why(world.say("mill", "m7", a.Confirmed(written))) == [
        "no_one_acts_alone ¶1: m7 is no teller → tellers are: m3, m4"
    ]
    assert why(world.say("mill", "m4", a.Confirmed(written))) == []
    raised = [question.raised_by for question in world.state("mill").questions.values()]
    assert raised == ["m8"]


def test_nobody_is_assisted_who_holds_a_key(with_paper: World) -> None:
    """¶4"""
    leaving = a.Assisted("m7", a.Left())
    assert why(with_paper.say("mill", "m3", leaving)) == [
        "no_one_acts_alone ¶4: m7 holds a key → have them sign it; a lost key is replaced on co-workers' word"
    ]
    assert why(with_paper.say("mill", "m3", a.Assisted("m8", a.Left()))) == []


def test_a_lost_key_is_replaced_on_co_workers_word_after_a_delay() -> None:
    """¶5"""
    world = mill(vouchers=3, recovery_hours=72)
    new = world.key("other", "m7")
    vouched = a.KeyVouched("m7", new.keyid)
    assert why(world.say("mill", "m7", vouched)) == [
        "no_one_acts_alone ¶5: m7 vouches for m7 → have co-workers in good standing vouch"
    ]
    assert why(world.say("mill", "m1", vouched)) == []
    assert why(world.say("mill", "m1", vouched)) == [
        "no_one_acts_alone ¶5: m1 has vouched → 3 different people are needed, for one key"
    ]
    assert why(world.say("mill", "m2", vouched)) == []
    assert why(world.say("mill", "m3", vouched)) == []
    world.later(hours=71)
    raised = a.QuestionRaised("I am back", matters.Resolution())
    assert why(world.say("mill", "m7", raised)) == []
    world.later(hours=1)
    assert why(world.say("mill", "m7", raised)) == [
        "the_operator_serves ¶2: this key is not m7's, or no longer "
        "→ sign with the key in force, or have co-workers vouch for a new one"
    ]
    holding(world, "m7", new)
    assert why(world.say("mill", "m7", raised)) == []


def test_the_old_key_stops_a_replacement_nobody_asked_for() -> None:
    """¶5"""
    world = mill(vouchers=2, recovery_hours=72)
    vouched = a.KeyVouched("m7", world.key("other", "m7").keyid)
    for who in ("m1", "m2"):
        world.done("mill", who, vouched)
    assert why(world.say("mill", "m7", a.KeyVetoed())) == []
    world.later(hours=72)
    assert why(world.say("mill", "m7", a.QuestionRaised("Still me", matters.Resolution()))) == []


def test_one_co_worker_vouches_for_one_at_a_time() -> None:
    """¶5"""
    world = mill()
    world.done("mill", "m1", a.KeyVouched("m7", world.key("other", "m7").keyid))
    other = a.KeyVouched("m6", world.key("other", "m6").keyid)
    assert why(world.say("mill", "m1", other)) == [
        "no_one_acts_alone ¶5: m1 vouches for somebody else at this time "
        "→ one replacement at a time for each co-worker"
    ]
    assert why(world.say("mill", "m2", other)) == []


def test_no_office_is_held_by_one_alone() -> None:
    """¶6"""
    alone = replace(MILL, offices=(*OFFICES, Office("director", 1)))
    together = replace(MILL, offices=(*OFFICES, Office("director", 2)))
    assert why(founding(World(), alone)) == [
        (
            "authority_from_below ¶5: offices.director is 1 seat "
            "→ offices.director: 2 to 50: no office is held by one alone"
        ),
        "no_one_acts_alone ¶6: director: 1 seat → two seats or more",
    ]
    assert why(founding(World(), together)) == []


def test_a_meeting_is_ended_by_two() -> None:
    """¶1"""
    world = mill()
    step = voting(world, matters.Resolution(), Way.HANDS)
    meeting = world.state("mill").open_sitting(world.now)
    assert meeting is not None
    ended = world.done("mill", "m7", a.SittingEnded(meeting.id))
    assert why(world.say("mill", "m7", a.Confirmed(ended))) == [
        "no_one_acts_alone ¶1: m7 proposed it → have somebody else confirm it"
    ]
    world.now += HOUR
    assert world.state("mill").open_sitting(world.now) is not None
    assert why(world.say("mill", "m1", a.Confirmed(ended))) == []
    assert step in world.state("mill").questions
