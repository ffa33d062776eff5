"""The lowest level first: R38."""

from __future__ import annotations

from tests.charter.mill import delegates, federation, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.standard import Subject, Unit

FLOOR = a.QuestionRaised("A floor", matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730))


def test_a_floor_of_a_council_concerns_more_than_one_of_its_bodies() -> None:
    """¶2"""
    world = federation(("mill", "bakery"), leave_notice_days=0)
    place = delegates(world)["mill"]
    assert why(world.say("fed", place, FLOOR)) == []
    world.decide("bakery", matters.Leaving(world.bodies["fed"]), "We leave")
    assert why(world.say("fed", place, FLOOR)) == [
        "lowest_level_first ¶2: one constituent only → decide it there"
    ]


def test_an_assembly_sets_its_own_minimum_alone() -> None:
    """¶2"""
    world = federation(("mill", "bakery"), leave_notice_days=0)
    assert why(world.say("mill", "m1", FLOOR)) == []
