"""The assembly is sovereign: R01, R09."""

from __future__ import annotations

import pytest
from tests.charter.mill import delegates, federation, mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.expulsion import Conduct
from confederal.kernel.matters.resolution import RESERVED, Scope


@pytest.mark.parametrize("scope", sorted(RESERVED))
def test_what_is_the_assemblies_own_is_not_resolved_by_a_council(scope: Scope) -> None:
    """¶1"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    own = a.QuestionRaised("For all of you", matters.Resolution(scope, sunset_days=365))
    assert why(world.say("fed", place, own)) == [
        f"assembly_is_sovereign ¶1: a council resolving on {scope} "
        "→ put it as a general resolution and let the assemblies decide"
    ]
    assert why(world.say("mill", "m1", own)) == []
    general = a.QuestionRaised("For all of you", matters.Resolution())
    assert why(world.say("fed", place, general)) == []


def test_each_kind_of_decision_belongs_to_the_bodies_that_can_take_it() -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    place = delegates(world)["mill"]
    strike = a.QuestionRaised("Out", matters.Strike("eight hours"))
    assert why(world.say("fed", place, strike)) == [
        "assembly_is_sovereign ¶2: strike in a council → only in an assembly"
    ]
    assert why(world.say("mill", "m1", strike)) == []


def test_nobody_is_expelled_by_a_council() -> None:
    """¶2"""
    world = federation(("mill", "bakery"))
    mine, theirs = delegates(world)["mill"], "m7"
    expelled = a.QuestionRaised("Out with them", matters.Expulsion(mine, Conduct.THEFT_FROM_THE_COLLECTIVE))
    refused = why(world.say("fed", mine, expelled))
    assert refused == [
        f"open_books ¶4: nobody here is called {mine} → look the pseudonym up among the members"
    ]
    expelled = a.QuestionRaised("Out with them", matters.Expulsion(theirs, Conduct.THEFT_FROM_THE_COLLECTIVE))
    assert why(mill().say("mill", "m1", expelled)) == []


def test_a_resolution_replaces_a_resolution_of_the_same_scope() -> None:
    """¶4"""
    world = mill()
    old = world.decide("mill", matters.Resolution(), "Tea at ten")
    strike = world.decide("mill", matters.Strike("eight hours"), "Out")

    def replacing(step: int, scope: Scope = Scope.GENERAL) -> list[str]:
        return why(
            world.say("mill", "m1", a.QuestionRaised("Tea at nine", matters.Resolution(scope, 0, step)))
        )

    assert replacing(strike.id) == [
        "assembly_is_sovereign ¶4: strike replaced by a resolution → end it by a decision of its own kind"
    ]
    assert replacing(old.id, Scope.PROGRAMME) == [
        "assembly_is_sovereign ¶4: resolution replaced by a resolution → end it by a decision of its own kind"
    ]
    assert replacing(old.id) == []


def test_what_is_replaced_ends_when_the_new_one_is_carried() -> None:
    """¶4"""
    world = mill()
    old = world.decide("mill", matters.Resolution(), "Tea at ten")
    world.decide("mill", matters.Resolution(replaces=old.id), "Tea at nine")
    assert not world.state("mill").decisions[old.id].in_force(world.now)
