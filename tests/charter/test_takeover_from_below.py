"""Takeover from below: R08, R11, R12, R13."""

from __future__ import annotations

from msgspec.structs import replace
from tests.charter.mill import mill, why

from confederal.kernel import act as a
from confederal.kernel import matters
from confederal.kernel.matters.takeover import Function, Goes, Phase

OURS = matters.Takeover(
    Phase.MANAGEMENT,
    functions=(Function("head of the workshop", Goes.ROTATING_TASK), Function("time study", Goes.ABOLISHED)),
    inventory="a" * 64,
    debts=1_250_000,
)


def raising(matter: matters.Takeover) -> a.QuestionRaised:
    return a.QuestionRaised("The mill is ours", matter)


def test_management_is_taken_with_every_function_mapped_and_an_inventory() -> None:
    """¶1"""
    world = mill()
    assert why(world.say("mill", "m1", raising(replace(OURS, functions=())))) == [
        "takeover_from_below ¶1: no function mapped "
        "→ say of each function where it goes: assembly, council, rotating task, abolished"
    ]
    assert why(world.say("mill", "m1", raising(replace(OURS, inventory=None)))) == [
        "takeover_from_below ¶1: no inventory → attach the inventory; debts are named in the decision"
    ]
    assert why(world.say("mill", "m1", raising(OURS))) == []


def test_control_under_an_owner_needs_neither() -> None:
    """¶1"""
    assert why(mill().say("mill", "m1", raising(matters.Takeover(Phase.CONTROL)))) == []


def test_going_back_needs_the_assembly_that_took_it() -> None:
    """¶2"""
    world = mill()
    back = raising(matters.Takeover(Phase.BACK_TO_CONTROL))
    assert why(world.say("mill", "m1", back)) == [
        "takeover_from_below ¶2: management was not taken → nothing to go back from"
    ]
    world.decide("mill", OURS, "The mill is ours")
    assert why(world.say("mill", "m1", back)) == []


def test_no_function_goes_to_a_manager() -> None:
    """¶3"""
    assert set(Goes) == {Goes.ASSEMBLY, Goes.COUNCIL, Goes.ROTATING_TASK, Goes.ABOLISHED}


def test_a_takeover_is_a_reserved_matter() -> None:
    """¶1; quorum_and_notice"""
    world = mill(20, quorum_least=1, quorum_share="1/20", reserved_quorum="1/4", petition="1/5")
    question = world.decide("mill", OURS, "The mill is ours")
    assert question.rule is not None
    assert question.rule.quorum == 5
