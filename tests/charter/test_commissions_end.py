"""Commissions end: R39, R40, R42."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import delegates, mill, why

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.identity import DAY
from confederal.stories.world import World

OVENS = matters.Commission("ovens", ("buy an oven",), seats=2, ends_days=90, reports_days=30)


def raising(matter: matters.Matter) -> a.QuestionRaised:
    return a.QuestionRaised("A commission", matter)


def test_a_commission_has_named_tasks_two_seats_a_last_day_and_reports() -> None:
    """¶1"""
    world = mill()
    assert why(world.say("mill", "m1", raising(replace(OVENS, tasks=())))) == [
        "commissions_end ¶1: no tasks → name its tasks one by one"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, seats=1)))) == [
        "commissions_end ¶1: 1 seat → two seats or more"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, ends_days=0)))) == [
        "commissions_end ¶1: ends in 0 days → 1 to 365 days; it can be renewed by another decision"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, ends_days=366)))) == [
        "commissions_end ¶1: ends in 366 days → 1 to 365 days; it can be renewed by another decision"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, reports_days=0)))) == [
        "commissions_end ¶1: reports every 0 days → every 1 to 90 days"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, reports_days=91)))) == [
        "commissions_end ¶1: reports every 91 days → every 1 to 90 days"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, called="secretary")))) == [
        "commissions_end ¶1: called secretary → give it a name of its own"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, called="delegate")))) == [
        "commissions_end ¶1: called delegate → give it a name of its own"
    ]
    assert why(world.say("mill", "m1", raising(replace(OVENS, ends_days=365, reports_days=90)))) == []


def test_its_seats_end_with_it() -> None:
    """¶2"""
    world = mill()
    world.decide("mill", OVENS, "A commission")
    assert why(world.say("mill", "m1", raising(matters.Election("ovens", 2, 91)))) == [
        "commissions_end ¶2: 91 days → it ends in 90 days"
    ]
    assert why(world.say("mill", "m1", raising(matters.Election("ovens", 2, 90)))) == []


def test_a_commission_is_over_after_its_last_day() -> None:
    """¶2"""
    world = mill()
    question = world.decide("mill", OVENS, "A commission")
    world.later(days=89)
    assert world.state("mill").decisions[question.id].in_force(world.now)
    world.later(days=1)
    assert not world.state("mill").decisions[question.id].in_force(world.now)


def test_a_council_founded_with_a_last_day_decides_nothing_after_it() -> None:
    """¶3"""
    world = World()
    for name in ("mill", "bakery"):
        world.found_assembly(name, replace(template.load("union_branch"), title=name), 5)
    world.found_council("defence", template.load("defence_council", ends_day=90), ["mill", "bakery"])
    for name in ("mill", "bakery"):
        world.elect_delegates(name, "defence", "m5")
    place = delegates(world, "defence")["mill"]
    founded = world.state("defence").founded_at
    assert founded is not None
    world.now = founded + 90 * DAY - 1
    assert why(world.say("defence", place, raising(matters.Resolution()))) == []
    world.now += 1
    assert why(world.say("defence", place, raising(matters.Resolution()))) == [
        "commissions_end ¶3: ended 0 days ago → let its bodies found it again if they want it"
    ]


def test_a_council_that_has_ended_can_still_close_itself_and_recall() -> None:
    """¶3"""
    world = World()
    for name in ("mill", "bakery"):
        world.found_assembly(name, replace(template.load("union_branch"), title=name), 5)
    world.found_council("defence", template.load("defence_council", ends_day=90), ["mill", "bakery"])
    for name in ("mill", "bakery"):
        world.elect_delegates(name, "defence", "m5")
    place = delegates(world, "defence")["mill"]
    founded = world.state("defence").founded_at
    assert founded is not None
    world.now = founded + 91 * DAY
    assert why(world.say("defence", place, raising(matters.ClosingDown()))) == []
