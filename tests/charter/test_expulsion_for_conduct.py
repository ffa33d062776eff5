"""Expulsion for conduct only: R54."""

from __future__ import annotations

import pytest
from tests.charter.mill import at_meeting, mill, told, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.ballot import Tally, Way
from confederal.kernel.decision import Waits
from confederal.kernel.identity import DAY, HOUR
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.member import Standing
from confederal.stories.world import World

OUT = matters.Expulsion("m7", Conduct.THEFT_FROM_THE_COLLECTIVE)


@pytest.fixture
def world() -> World:
    return mill(appeal_days=14)


def expelled(world: World, matter: matters.Expulsion = OUT) -> int:
    """An expulsion that was heard, put and carried; its step."""
    step = at_meeting(world, matter)
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", a.HearingHeld(step, "a" * 64))))
    world.done("mill", "m3", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))
    told(world, step, Way.BOX, {"for": 6, "against": 1})
    return step


def test_there_is_no_conduct_of_opinion() -> None:
    """¶1"""
    assert not [
        code for code in Conduct if any(word in code for word in ("opinion", "speech", "press", "tendency"))
    ]


def test_nobody_is_expelled_unheard(world: World) -> None:
    """¶2"""
    step = at_meeting(world, OUT)
    opened = a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR)
    assert why(world.say("mill", "m3", opened)) == [
        "expulsion_for_conduct ¶2: no hearing was held → hear the member first; two people record it"
    ]
    heard = world.done("mill", "m1", a.HearingHeld(step, "a" * 64))
    assert why(world.say("mill", "m3", opened)) == [
        "expulsion_for_conduct ¶2: no hearing was held → hear the member first; two people record it"
    ]
    world.done("mill", "m2", a.Confirmed(heard))
    assert why(world.say("mill", "m3", opened)) == []


def test_a_member_stays_while_the_time_for_appeal_runs(world: World) -> None:
    """¶3, ¶5"""
    expelled(world)
    world.later(days=13)
    assert "m7" in world.state("mill").register(None, world.now)
    world.later(days=2)
    assert "m7" not in world.state("mill").register(None, world.now)


def test_the_member_appeals_in_time_and_nobody_else_does(world: World) -> None:
    """¶3"""
    step = expelled(world)
    appeal = a.Appealed(step, "b" * 64)
    assert why(world.say("mill", "m6", appeal)) == [
        "expulsion_for_conduct ¶3: not about you, or an appeal itself → appeal against your own expulsion"
    ]
    assert why(world.say("mill", "m7", appeal)) == []
    assert why(world.say("mill", "m7", appeal)) == [
        "expulsion_for_conduct ¶3: appealed already → nothing: the assembly will hear it"
    ]


def test_until_an_appeal_is_heard_the_member_stays(world: World) -> None:
    """¶3"""
    step = expelled(world)
    world.done("mill", "m7", a.Appealed(step, "b" * 64))
    world.later(days=100)
    assert "m7" in world.state("mill").register(None, world.now)
    assert world.state("mill").decisions[step].waits is Waits.APPEAL


def test_an_appeal_is_heard_by_the_assembly_at_another_meeting(world: World) -> None:
    """¶4"""
    step = expelled(world)
    upheld = a.QuestionRaised("Uphold", matters.Expulsion("m7", OUT.conduct, upholds=step))
    assert why(world.say("mill", "m1", upheld)) == [
        "expulsion_for_conduct ¶4: step 7 is not under appeal → name the expulsion that was appealed against"
    ]
    world.done("mill", "m7", a.Appealed(step, "b" * 64))
    assert why(world.say("mill", "m1", upheld)) == [
        "expulsion_for_conduct ¶4: the same day → hear the appeal at another meeting"
    ]
    world.later(days=1)
    of_another = a.QuestionRaised("Uphold", matters.Expulsion("m6", OUT.conduct, upholds=step))
    assert why(world.say("mill", "m1", of_another)) == [
        "expulsion_for_conduct ¶4: step 7 is not under appeal → name the expulsion that was appealed against"
    ]
    assert why(world.say("mill", "m1", upheld)) == []


def test_an_expulsion_upheld_takes_effect_at_once(world: World) -> None:
    """¶4"""
    step = expelled(world)
    world.done("mill", "m7", a.Appealed(step, "b" * 64))
    world.later(days=1)
    expelled(world, matters.Expulsion("m7", OUT.conduct, upholds=step))
    assert world.state("mill").members["m7"].standing is Standing.GONE


def test_an_expulsion_not_upheld_is_taken_back(world: World) -> None:
    """¶4"""
    step = expelled(world)
    world.done("mill", "m7", a.Appealed(step, "b" * 64))
    world.later(days=1)
    again = at_meeting(world, matters.Expulsion("m7", OUT.conduct, upholds=step))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", a.HearingHeld(again, "a" * 64))))
    world.done("mill", "m3", a.VoteOpened(again, (Way.BOX,), world.now + 6 * HOUR))
    told(world, again, Way.BOX, {"for": 2, "against": 5})
    assert "m7" in world.state("mill").register(None, world.now)
    assert not world.state("mill").decisions[step].in_force(world.now)


def test_the_member_concerned_does_not_tell_the_count() -> None:
    """¶5"""
    world = mill()
    concerned = matters.Expulsion("m3", OUT.conduct)
    step = at_meeting(world, concerned)
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", a.HearingHeld(step, "a" * 64))))
    world.done("mill", "m1", a.VoteOpened(step, (Way.BOX,), world.now + 6 * HOUR))
    count = a.CountTold(step, Way.BOX, (Tally(("for",), 6),))
    assert why(world.say("mill", "m3", count)) == [
        "no_one_acts_alone ¶2: m3 is concerned → let two others tell",
    ]
    assert why(world.say("mill", "m4", count)) == []


def test_a_hearing_is_of_an_expulsion_and_recorded_by_members(world: World) -> None:
    """¶6"""
    other = world.raise_and_support("mill", matters.Resolution(), "A canteen")
    step = world.raise_and_support("mill", OUT, "Out")
    world.done("mill", "m6", a.ActedForEmployer(world.now + 9 * DAY))
    world.later(hours=48)
    assert why(world.say("mill", "m1", a.HearingHeld(other, "a" * 64))) == [
        "expulsion_for_conduct ¶6: question 7 is no expulsion → nothing"
    ]
    assert why(world.say("mill", "m6", a.HearingHeld(step, "a" * 64))) == [
        "expulsion_for_conduct ¶6: m6 has no vote here → have a member record it"
    ]
    assert why(world.say("mill", "m1", a.HearingHeld(step, "a" * 64))) == []


def test_the_member_has_time_to_prepare(world: World) -> None:
    """¶6"""
    step = world.raise_and_support("mill", OUT, "Out")
    world.later(hours=47)
    assert why(world.say("mill", "m1", a.HearingHeld(step, "a" * 64))) == [
        "expulsion_for_conduct ¶6: too soon after it was raised → give the member 48 hours to prepare"
    ]
    world.later(hours=1)
    assert why(world.say("mill", "m1", a.HearingHeld(step, "a" * 64))) == []


def test_keepers_take_nobody_off_the_register_at_once(world: World) -> None:
    """¶7"""
    gone = a.StandingImported((a.StandingLine("m7", standing=Standing.GONE),))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", gone)))
    world.later(days=13)
    assert "m7" in world.state("mill").register(None, world.now)
    assert why(world.say("mill", "m7", a.StandingContested())) == []
    world.later(days=30)
    assert "m7" in world.state("mill").register(None, world.now)


def test_who_contests_nothing_leaves_the_register_after_the_time_for_appeal(world: World) -> None:
    """¶7"""
    gone = a.StandingImported((a.StandingLine("m7", standing=Standing.GONE),))
    world.done("mill", "m2", a.Confirmed(world.done("mill", "m1", gone)))
    world.later(days=14)
    assert "m7" not in world.state("mill").register(None, world.now)
