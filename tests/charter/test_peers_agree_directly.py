"""Peers agree directly: R34, R35."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.charter.mill import MILL, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.decision import Waits
from confederal.kernel.matters.agreement import Party
from confederal.stories.world import World

TEXT = "d" * 64


@pytest.fixture
def world() -> World:
    """Two bodies that belong to no council."""
    world = World()
    for name in ("mill", "bakery"):
        world.found_assembly(name, replace(MILL, title=name), 5, founders=5)
    return world


def party(world: World, name: str) -> Party:
    return Party(world.bodies[name], name, world.host(name).keyid)


def raising(matter: matters.Matter) -> a.QuestionRaised:
    return a.QuestionRaised("Flour for bread", matter)


def test_an_agreement_names_its_other_parties_once_each(world: World) -> None:
    """¶1"""
    bakery = party(world, "bakery")
    assert why(world.say("mill", "m1", raising(matters.Agreement((), TEXT)))) == [
        "peers_agree_directly ¶1: 0 parties → name one other party or more, each once"
    ]
    assert why(world.say("mill", "m1", raising(matters.Agreement((bakery, bakery), TEXT)))) == [
        "peers_agree_directly ¶1: 2 parties → name one other party or more, each once"
    ]
    ourselves = matters.Agreement((bakery, party(world, "mill")), TEXT)
    assert why(world.say("mill", "m1", raising(ourselves))) == [
        "peers_agree_directly ¶1: ourselves among the others → name the others only"
    ]
    assert why(world.say("mill", "m1", raising(matters.Agreement((bakery,), TEXT)))) == []


def test_it_is_in_force_when_every_party_has_decided_the_same(world: World) -> None:
    """¶2"""
    ours = world.decide("mill", matters.Agreement((party(world, "bakery"),), TEXT), "Flour")
    assert world.state("mill").decisions[ours.id].waits is Waits.PARTIES
    theirs = world.decide("bakery", matters.Agreement((party(world, "mill"),), TEXT), "Bread")
    assert world.state("mill").decisions[ours.id].in_force(world.now)
    assert world.state("bakery").decisions[theirs.id].in_force(world.now)


def test_a_different_text_is_no_agreement(world: World) -> None:
    """¶2"""
    ours = world.decide("mill", matters.Agreement((party(world, "bakery"),), TEXT), "Flour")
    world.decide("bakery", matters.Agreement((party(world, "mill"),), "e" * 64), "Bread")
    assert world.state("mill").decisions[ours.id].waits is Waits.PARTIES


def test_notice_is_given_of_an_agreement_in_force(world: World) -> None:
    """¶1"""
    bakery, ours = party(world, "bakery"), party(world, "mill")
    ending = matters.Agreement((bakery,), TEXT, notice_days=10, ends=True)
    assert why(world.say("mill", "m1", raising(ending))) == [
        "peers_agree_directly ¶1: no such agreement is in force → name the text of the agreement to end"
    ]
    step = world.decide("mill", matters.Agreement((bakery,), TEXT), "Flour").id
    world.decide("bakery", matters.Agreement((ours,), TEXT), "Bread")
    world.decide("mill", ending, "We give notice")
    assert world.state("mill").decisions[step].in_force(world.now)
    world.later(days=10)
    assert not world.state("mill").decisions[step].in_force(world.now)
