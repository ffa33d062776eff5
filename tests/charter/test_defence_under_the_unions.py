"""Defence under the unions: R61, R62."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import delegates, why

from confederal.charter import template
from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.standard import Subject, Unit
from confederal.stories.world import World


@pytest.fixture
def world() -> World:
    """A defence council of two branches, with one delegate of each."""
    world = World()
    for name in ("mill", "bakery"):
        world.found_assembly(name, replace(template.load("union_branch"), title=name), 5)
    world.found_council("defence", template.load("defence_council"), ["mill", "bakery"])
    for name in ("mill", "bakery"):
        world.elect_delegates(name, "defence", "m5")
    return world


def test_its_seats_come_from_the_bodies_it_serves_and_are_taken_back_by_them(world: World) -> None:
    """¶1"""
    place = world.state("defence").places[delegates(world, "defence")["mill"]]
    world.decide("mill", matters.Recall(place.seat), "Recall")
    assert "mill" not in delegates(world, "defence")


def test_it_decides_nothing_in_economic_or_social_matters(world: World) -> None:
    """¶2"""
    place = delegates(world, "defence")["mill"]
    wages = matters.Standard(Subject.PAY_HOUR, 900, Unit.MINOR_UNITS, 365)
    assert why(world.say("defence", place, a.QuestionRaised("Wages", wages))) == [
        "defence_under_the_unions ¶2: minimum we agree on by a defence council → let the unions decide it"
    ]
    guard = matters.Resolution()
    assert why(world.say("defence", place, a.QuestionRaised("Guard the mill", guard))) == []


def test_a_directive_waits_for_its_room(world: World) -> None:
    """¶3 only declares; entrenched ¶3 refuses"""
    place = delegates(world, "defence")["mill"]
    refused = why(world.say("defence", place, a.QuestionRaised("March", matters.Directive())))
    assert refused == [
        "entrenched ¶3: task for a defence council is not in this edition "
        "→ put it as a general resolution, which binds nobody to a form"
    ]
