"""Floors out of competition: R29."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import decided_above, delegates, federation, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.body import Uncovered
from confederal.kernel.identity import DAY
from confederal.kernel.matters.standard import Subject, Unit
from confederal.kernel.words import SUBJECTS, UNITS
from confederal.stories.world import World

FLOOR = matters.Standard(Subject.PAY_HOUR, 1500, Unit.MINOR_UNITS, 730)


def raising(matter: matters.Matter) -> a.QuestionRaised:
    return a.QuestionRaised("A floor", matter)


@pytest.fixture
def world() -> World:
    """A federation of three whose floor of pay is in force."""
    world = federation(uncovered=Uncovered.FREE)
    decided_above(world, FLOOR)
    for name in ("mill", "bakery"):
        questions = world.state(name).questions.values()
        world.put(name, next(q.id for q in questions if isinstance(q.matter, matters.Ratification)))
    return world


def floor(world: World) -> int:
    return next(step for step, decision in world.state("fed").decisions.items() if decision.matter == FLOOR)


def test_a_floor_binds_every_constituent_also_the_one_that_did_not_confirm(world: World) -> None:
    """¶1"""
    assert world.state("fed").decisions[floor(world)].in_force(world.now)
    assert [told.what for told in world.state("harbour").floors(world.now)] == [FLOOR]


def test_it_binds_until_the_body_has_left_and_no_longer(world: World) -> None:
    """¶1"""
    world.decide("harbour", matters.Leaving(world.bodies["fed"]), "We leave")
    assert [told.what for told in world.state("harbour").floors(world.now)] == [FLOOR]
    world.later(days=30)
    assert list(world.state("harbour").floors(world.now)) == []


def test_an_exception_names_a_floor_in_force_and_ends_within_a_year(world: World) -> None:
    """¶2"""
    place = delegates(world)["harbour"]
    everybody = tuple(world.bodies[name] for name in ("mill", "bakery", "harbour"))
    exception = matters.Derogation(floor(world), world.bodies["harbour"], 180, everybody)
    assert why(world.say("fed", place, raising(replace(exception, days=0)))) == [
        "floors_out_of_competition ¶2: 0 days → 1 to 365 days; it ends by itself"
    ]
    assert why(world.say("fed", place, raising(replace(exception, days=366)))) == [
        "floors_out_of_competition ¶2: 366 days → 1 to 365 days; it ends by itself"
    ]
    assert why(world.say("fed", place, raising(replace(exception, body="f" * 64)))) == [
        f"floors_out_of_competition ¶2: {'f' * 12} is not a constituent → name the body that asks for it"
    ]
    assert why(world.say("fed", place, raising(exception))) == []


def test_an_exception_names_every_body_under_the_same_floor_as_affected(world: World) -> None:
    """¶2"""
    place = delegates(world)["harbour"]
    some = tuple(world.bodies[name] for name in ("mill", "harbour"))
    exception = matters.Derogation(floor(world), world.bodies["harbour"], 180, some)
    assert why(world.say("fed", place, raising(exception))) == [
        "floors_out_of_competition ¶2: without: bakery "
        "→ name every body that works under the same floor as affected"
    ]


def test_there_is_no_exception_from_what_is_no_floor(world: World) -> None:
    """¶2"""
    place = delegates(world)["harbour"]
    everybody = tuple(world.bodies[name] for name in ("mill", "bakery", "harbour"))
    other = decided_above(world, matters.Resolution())
    exception = matters.Derogation(other, world.bodies["harbour"], 180, everybody)
    assert why(world.say("fed", place, raising(exception))) == [
        f"floors_out_of_competition ¶2: step {other} is no floor in force → name a floor in force"
    ]


def test_an_exception_is_in_force_when_each_affected_body_consented(world: World) -> None:
    """¶2"""
    names = ("mill", "bakery", "harbour")
    exception = matters.Derogation(
        floor(world), world.bodies["harbour"], 180, tuple(world.bodies[name] for name in names)
    )
    step = decided_above(world, exception)
    for name in names:
        assert not world.state("fed").decisions[step].in_force(world.now)
        world.put(name, came_down(world, name, step))
    decision = world.state("fed").decisions[step]
    assert decision.in_force(world.now)
    assert not decision.in_force(decision.from_ + 180 * DAY)


def test_one_affected_body_that_does_not_consent_is_enough_to_stop_an_exception(world: World) -> None:
    """¶2"""
    names = ("mill", "bakery", "harbour")
    exception = matters.Derogation(
        floor(world), world.bodies["harbour"], 180, tuple(world.bodies[name] for name in names)
    )
    step = decided_above(world, exception)
    for name in names:
        world.put(name, came_down(world, name, step), {"against": 5} if name == "mill" else None)
    assert not world.state("fed").decisions[step].in_force(world.now)


def came_down(world: World, name: str, step: int) -> int:
    """The question on that body's agenda by which it confirms the federation's decision at that step."""
    return next(
        question.id
        for question in world.state(name).questions.values()
        if isinstance(question.matter, matters.Ratification) and question.matter.question == step
    )


@pytest.mark.parametrize(
    ("subject", "unit"),
    [
        (Subject.PAY_HOUR, Unit.MINOR_UNITS),
        (Subject.HOURS_WEEK, Unit.MINUTES),
        (Subject.HOURS_REST, Unit.MINUTES),
        (Subject.STAFFING, Unit.PEOPLE),
    ],
)
def test_a_floor_names_a_number_in_its_own_unit(subject: Subject, unit: Unit) -> None:
    """¶3"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    right = matters.Standard(subject, 8, unit, 730)
    wrong = replace(right, unit=Unit.TEXT)
    assert why(world.say("fed", place, raising(wrong))) == [
        f"floors_out_of_competition ¶3: {SUBJECTS[subject]}: words → {UNITS[unit]}"
    ]
    assert why(world.say("fed", place, raising(replace(right, amount=0)))) == [
        "floors_out_of_competition ¶3: 0 → a number above 0"
    ]
    assert why(world.say("fed", place, raising(right))) == []


def test_safety_and_ecology_are_told_in_words() -> None:
    """¶3"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    for subject in (Subject.SAFETY, Subject.ECOLOGY):
        words = matters.Standard(subject, 0, Unit.TEXT, 730, note="guards on every saw")
        assert why(world.say("fed", place, raising(words))) == []


def test_a_floor_ends_unless_it_is_adopted_again() -> None:
    """¶3"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    assert why(world.say("fed", place, raising(replace(FLOOR, sunset_days=0)))) == [
        "floors_out_of_competition ¶3: ends in 0 days → 1 to 1461 days; it can be adopted again"
    ]
    assert why(world.say("fed", place, raising(replace(FLOOR, sunset_days=1462)))) == [
        "floors_out_of_competition ¶3: ends in 1462 days → 1 to 1461 days; it can be adopted again"
    ]
    assert why(world.say("fed", place, raising(replace(FLOOR, sunset_days=1461)))) == []
